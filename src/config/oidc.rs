//! `[oidc]`: the company's own sign-in service.

use super::Secret;
use super::layers::Group;
use crate::people::Address;
use crate::roles::Role;
use std::path::Path;
use std::str::FromStr;
use url::{Host, Url};

/// The company's own sign-in service (OpenID Connect), and what is believed of it.
#[derive(Clone, Debug)]
pub struct Oidc {
    /// What it calls itself: an https address without a query.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; none for a public client, which PKCE alone protects.
    pub client_secret: Option<Secret>,
    /// What the button says; none: words of the catalogue.
    pub label: Option<String>,
    /// The domains whose addresses it may vouch for, in small letters; never empty.
    pub domains: Vec<String>,
    /// The claim that says whether the address is verified.
    pub verified_claim: String,
    /// The claim that roles are read from; none: roles are given here, and who was not invited has no account.
    pub role_claim: Option<String>,
    /// Which of its values leads to which role; the first that is there counts.
    pub roles: Vec<(String, Role)>,
    /// The normalised address of the only account that signs in by password or passkey; none: everybody may.
    pub break_glass: Option<String>,
}

/// `value=role`.
struct Mapping(String, Role);

#[derive(Debug, thiserror::Error)]
#[error("not a value of the claim, `=`, and a role")]
struct NotAMapping;

impl FromStr for Mapping {
    type Err = NotAMapping;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (value, role) = text.rsplit_once('=').ok_or(NotAMapping)?;
        let role = role.trim().parse().map_err(|_| NotAMapping)?;
        let value = value.trim();
        if value.is_empty() { Err(NotAMapping) } else { Ok(Self(value.to_owned(), role)) }
    }
}

/// The name of a domain: `example.com`.
struct Domain(String);

#[derive(Debug, thiserror::Error)]
#[error("not the name of a domain")]
struct NotADomain;

impl FromStr for Domain {
    type Err = NotADomain;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_lowercase();
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        if plain && name.contains('.') && !name.starts_with('.') { Ok(Self(name)) } else { Err(NotADomain) }
    }
}

/// `Some(None)` where no service is named; `None` after a mistake, which is noted.
pub(super) fn read(group: Group<'_, '_>, folder: &Path) -> Option<Option<Oidc>> {
    let issuer = group.string("issuer");
    let (client_id, client_secret) = (group.string("client_id"), group.secret("client_secret", folder));
    let (label, verified_claim) = (group.string("label"), group.string("verified_claim"));
    let domains: Option<Vec<Domain>> = group.list("domains", "Write domains of your addresses: `[\"example.com\"]`.");
    let role_claim = group.string("role_claim");
    let roles = "Write a value of the claim, `=`, and a role: `[\"privacy-team=dpo\", \"service-desk=support\"]`.";
    let roles: Option<Vec<Mapping>> = group.list("roles", roles);
    let break_glass = group.string("break_glass").map(|text| Address::parse(&text));
    if matches!(break_glass, Some(Err(_))) {
        let cure = "Write the address of the account that may always sign in by password.";
        group.error("break_glass", "is not an e-mail address", cure);
    }
    let Some(issuer) = issuer else {
        for (key, is_there) in [("client_id", client_id.is_some()), ("break_glass", break_glass.is_some())] {
            if is_there {
                let cure = "Write the issuer of the sign-in service as `issuer`, or remove this.";
                group.error(key, "has no effect: no sign-in service is named", cure);
            }
        }
        group.close();
        return Some(None);
    };
    let issuer = checked_issuer(&group, issuer);
    if client_id.is_none() {
        group.error("client_id", "is missing", "Write the name that the service gave to the portal.");
    }
    let (domains, roles) = (domains?, roles?);
    if domains.is_empty() {
        let cure = "Write the domains of your colleagues' addresses: `domains = [\"example.com\"]`.";
        group.error("domains", "is empty: any address that the service names would be believed", cure);
    }
    if role_claim.is_some() == roles.is_empty() {
        let cure = "Write both `role_claim` and `roles`, or neither: then you give the roles with `habeas staff add`.";
        group.error("roles", "and `role_claim` belong together", cure);
    }
    group.close();
    Some(Some(Oidc {
        issuer: issuer?,
        client_id: client_id?,
        client_secret,
        label: label.filter(|label| !label.trim().is_empty()),
        domains: domains.into_iter().map(|Domain(name)| name).collect(),
        verified_claim: verified_claim?,
        role_claim,
        roles: roles.into_iter().map(|Mapping(value, role)| (value, role)).collect(),
        break_glass: break_glass.and_then(Result::ok).map(|address| address.normalised().to_owned()),
    }))
}

/// https, or http on this machine; no query: the address of the discovery document is made of it.
fn checked_issuer(group: &Group<'_, '_>, text: String) -> Option<String> {
    let cure =
        "Write the issuer exactly as the service's discovery document does: `https://login.example.com/realms/staff`.";
    let refuse = |message: &str| {
        group.error("issuer", message, cure);
        None
    };
    let Ok(url) = Url::parse(&text) else { return refuse("is not a web address") };
    let on_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return refuse("names no host"),
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && on_this_machine) {
        return refuse("is not https");
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || text.contains('{') {
        return refuse("holds more than a host and a path");
    }
    Some(text)
}
