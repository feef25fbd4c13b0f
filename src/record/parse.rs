//! Reads `record.toml` and finds every mistake in it.

use super::countries::{Protection, is_country_code};
use super::{
    Activity, Authority, Basis, Card, Category, ConsentTerms, Contact, Controller, Cookie, Keep, Nature, Notice, Phase,
    Recipient, RecipientRole, Record, Retention, SecurityMeasure, Sensitive, StartsFrom, cookies, on_behalf, terms,
    told,
};
use crate::diagnostic::{Diagnostic, any_error, nearest};
use crate::document::{Document, Section, list_of};
use crate::lang::Lang;
use std::path::Path;

/// What to write where a text per language is missing.
pub(super) const TEXT: &str = "Write it in each language: `{ en = \"…\", fr = \"…\" }`.";

impl Record {
    /// Reads the content of `record.toml`. `languages` are the ones the portal offers. The record is absent when a
    /// mistake would keep the portal from starting; warnings come with the record.
    pub fn parse(file: &Path, text: &str, languages: &[Lang]) -> (Option<Record>, Vec<Diagnostic>) {
        let document = Document::parse(file, text).in_languages(languages);
        let record = read(&document);
        let found = document.finish();
        (record.filter(|_| !any_error(&found)), found)
    }
}

fn read(document: &Document<'_>) -> Option<Record> {
    let root = document.root();
    let controller = root.required("controller", "Say who is responsible: `[controller]` with name, address, email.");
    let controller = controller.and_then(|value| read_controller(value.section()?));
    let joint_controllers = read_all(&root, "joint_controller", read_contact);
    let representative = root.section("representative").and_then(read_contact);
    let dpo = root.section("dpo").and_then(read_contact);
    let authority = root.required("authority", "Say where people can complain: `[authority]` with name and website.");
    let authority = authority.and_then(|value| read_authority(value.section()?));

    let categories = read_list(&root, "category", read_category);
    let recipients = read_list(&root, "recipient", read_recipient);
    let security = read_list(&root, "security", read_security);
    let retentions = read_list(&root, "retention", read_retention);
    let known = Known {
        categories: &ids(&root, "category"),
        recipients: &ids(&root, "recipient"),
        security: &ids(&root, "security"),
        retentions: &ids(&root, "retention"),
    };
    let activities = read_list(&root, "activity", |section| read_activity(section, &known));
    if root.sections("activity").is_empty() {
        root.error("activity", "no activity is described", "Describe each use of data in an `[[activity]]`.");
    }
    if activities.len() == root.sections("activity").len() {
        warn_of_idle_categories(&root, &activities);
    }
    let cookies =
        read_list(&root, "cookie", |section| read_cookie(section, &ids(&root, "activity"), &activities, &known));
    let on_behalf = read_list(&root, "on_behalf", |section| on_behalf::read(section, &known));
    root.close();
    Some(Record {
        controller: controller?,
        joint_controllers,
        representative,
        dpo,
        authority: authority?,
        categories,
        recipients,
        security,
        retentions,
        activities,
        cookies,
        on_behalf,
    })
}

/// The ids that references may name. Taken from what is written, so that one mistake in an entry does not make every
/// reference to it look wrong too.
pub(super) struct Known<'k> {
    categories: &'k [String],
    pub(super) recipients: &'k [String],
    pub(super) security: &'k [String],
    retentions: &'k [String],
}

fn ids(root: &Section<'_>, list: &str) -> Vec<String> {
    let raw_id = |section: &Section<'_>| section.raw("id").map(str::to_owned);
    root.sections(list).iter().filter_map(raw_id).collect()
}

/// Reads each `[[list]]`, and reports an id written twice.
fn read_list<T>(root: &Section<'_>, list: &str, read: impl Fn(Section<'_>) -> Option<T>) -> Vec<T> {
    let mut seen: Vec<(String, Option<usize>)> = Vec::new();
    let mut items = Vec::new();
    for section in root.sections(list) {
        if let Some(id) = section.raw("id") {
            match seen.iter().find(|(other, _)| other == id) {
                Some((_, line)) => {
                    let before = line.map(|line| format!(" (line {line})")).unwrap_or_default();
                    section.error("id", format!("`{id}` is used twice{before}"), "Give each entry an id of its own.");
                }
                None => seen.push((id.to_owned(), section.line_of("id"))),
            }
        }
        items.extend(read(section));
    }
    items
}

fn read_all<T>(root: &Section<'_>, list: &str, read: impl Fn(Section<'_>) -> Option<T>) -> Vec<T> {
    root.sections(list).into_iter().filter_map(read).collect()
}

pub(super) fn read_id(section: &Section<'_>) -> Option<String> {
    let value = section.required("id", "Give it a short name that others refer to, for example `id = \"contact\"`.")?;
    let id = value.string()?;
    if !is_plain_id(&id) {
        value.error(format!("`{id}` is not a plain id"), "Use small letters, digits and hyphens only.");
        return None;
    }
    Some(id)
}

/// Whether the text has the shape of an id: small letters, digits, hyphens and underscores.
pub(super) fn is_plain_id(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' || letter == '_';
    !text.is_empty() && text.chars().all(plain)
}

pub(super) fn read_email(section: &Section<'_>, cure: &str) -> Option<String> {
    let value = section.required("email", cure)?;
    let email = value.string()?;
    if !is_email(&email) {
        value.error(format!("`{email}` is not an e-mail address"), cure);
        return None;
    }
    Some(email)
}

/// Whether a text looks like an e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@') && !text.contains(char::is_whitespace)
    })
}

fn read_country(section: &Section<'_>) -> Option<String> {
    let cure = "Write the two-letter code of the country, for example `FR`.";
    let value = section.required("country", cure)?;
    let country = value.string()?;
    if !is_country_code(&country) {
        value.error(format!("`{country}` is not a country code"), cure);
        return None;
    }
    Some(country)
}

/// Whether the text is the address of a page, in full.
pub(super) fn is_web(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
}

fn read_website(section: &Section<'_>) -> Option<String> {
    let value = section.value("website")?;
    let website = value.string()?;
    if !is_web(&website) {
        value.error(format!("`{website}` is not a web address"), "Write it in full: `https://www.example.com`.");
        return None;
    }
    Some(website)
}

pub(super) fn required_string(section: &Section<'_>, key: &str, cure: &str) -> Option<String> {
    section.required(key, cure)?.string()
}

fn read_controller(section: Section<'_>) -> Option<Controller> {
    let name = required_string(&section, "name", "Write the legal name of the company.");
    let address = required_string(&section, "address", "Write the postal address, which every notice must show.");
    let email = read_email(&section, "Write where people can write about their data: `privacy@example.com`.");
    let country = read_country(&section);
    let website = read_website(&section);
    let phone = section.string("phone");
    section.close();
    Some(Controller { name: name?, address: address?, email: email?, country: country?, website, phone })
}

fn read_contact(section: Section<'_>) -> Option<Contact> {
    let name = required_string(&section, "name", "Write a name, or the name of the office.");
    let email = read_email(&section, "Write an address people can write to.");
    let (address, phone) = (section.string("address"), section.string("phone"));
    section.close();
    Some(Contact { name: name?, email: email?, address, phone })
}

fn read_authority(section: Section<'_>) -> Option<Authority> {
    let name = required_string(&section, "name", "Write its name, for example `CNIL`.");
    if section.raw("website").is_none() {
        section.error("website", "is missing", "Write where to complain online, for example `https://www.cnil.fr`.");
    }
    let website = read_website(&section);
    let address = section.string("address");
    section.close();
    Some(Authority { name: name?, website: website?, address })
}

fn read_category(section: Section<'_>) -> Option<Category> {
    let id = read_id(&section);
    let label = section.required("label", TEXT).and_then(|value| value.text());
    let card = section.required("card", "Say which card of the page shows it, for example `card = \"identity\"`.");
    let card = card.and_then(|value| value.choice(Card::ALL));
    let nature = section.value("nature").and_then(|value| value.choice(Nature::ALL));
    let sensitive = section.value("sensitive").and_then(|value| value.choice(Sensitive::ALL));
    let estate = section.boolean("estate", false);
    section.close();
    Some(Category { id: id?, label: label?, card: card?, nature, sensitive, estate })
}

fn read_recipient(section: Section<'_>) -> Option<Recipient> {
    let id = read_id(&section);
    let name =
        required_string(&section, "name", "Write the real name of the company or body: people are entitled to it.");
    let role = section.required("role", "Write `processor`, `controller` or `authority`.");
    let role = role.and_then(|value| value.choice(RecipientRole::ALL));
    let purpose = section.required("purpose", TEXT).and_then(|value| value.text());
    let country = read_country(&section);
    let safeguard = section.string("safeguard");
    let (contact, document) = (section.string("contact"), section.string("document"));
    let told = told::read(&section).unwrap_or_default();
    if let Some(country) = &country
        && safeguard.is_none()
        && Protection::of(country) == Protection::SafeguardNeeded
    {
        let message = format!("data go to {country} and nothing is said to protect them there");
        let cure = "Name the safeguard of Art. 46 GDPR, for example `safeguard = \"Standard contractual clauses (2021/914)\"`.";
        section.error("safeguard", message, cure);
    }
    section.close();
    Some(Recipient {
        id: id?,
        name: name?,
        role: role?,
        purpose: purpose?,
        country: country?,
        safeguard,
        contact,
        document,
        told,
    })
}

fn read_security(section: Section<'_>) -> Option<SecurityMeasure> {
    let id = read_id(&section);
    let label = section.required("label", TEXT).and_then(|value| value.text());
    let organisational = section.boolean("organisational", false);
    section.close();
    Some(SecurityMeasure { id: id?, label: label?, organisational })
}

fn read_retention(section: Section<'_>) -> Option<Retention> {
    let id = read_id(&section);
    let label = section.required("label", TEXT).and_then(|value| value.text());
    let starts = required_string(
        &section,
        "starts",
        "Name the event that starts the clock, for example `starts = \"last_order\"`; sources say which column holds it.",
    );
    let from = section.value("from").map_or(Some(StartsFrom::Event), |value| value.choice(StartsFrom::ALL));
    let duration = section.value("duration");
    let length = duration.as_ref().and_then(|value| {
        value.parse("Write years, months, weeks or days as ISO 8601: `P3Y`, `P13M`, `P30D`.").map(Keep::For)
    });
    let criteria = section.text("criteria").map(Keep::While);
    let keep = match (length, criteria) {
        (Some(_), Some(_)) => {
            section.error("criteria", "both a duration and criteria are given", "Keep one of the two.");
            None
        }
        (None, None) => {
            if duration.is_none() && !section.keys().contains(&"criteria") {
                section.error(
                    "duration",
                    "is missing",
                    "Write `duration = \"P3Y\"`, or `criteria` where no length can be given.",
                );
            }
            None
        }
        (length, criteria) => length.or(criteria),
    };
    let law = section.string("law");
    let phase = section.value("phase").map_or(Some(Phase::Active), |value| value.choice(Phase::ALL));
    let length =
        |key: &str| section.value(key).and_then(|value| value.parse("Write an ISO 8601 length: `P30D`, `P1M`."));
    let notice = match (length("warn_before"), length("recontact")) {
        (Some(_), Some(_)) => {
            section.error("recontact", "both a warning and a question are asked for", "Keep one of the two.");
            None
        }
        (before, after) => before.map(Notice::Before).or(after.map(Notice::After)),
    };
    section.close();
    Some(Retention { id: id?, label: label?, starts: starts?, from: from?, keep: keep?, law, phase: phase?, notice })
}

fn read_activity(section: Section<'_>, known: &Known<'_>) -> Option<Activity> {
    let id = read_id(&section);
    let name = section.required("name", TEXT).and_then(|value| value.text());
    let purpose = section.required("purpose", TEXT).and_then(|value| value.text());
    let basis = section.required("basis", "Write the legal basis, for example `basis = \"contract\"`.");
    let basis = basis.and_then(|value| value.choice(Basis::ALL));
    let interest = section.text("interest");
    let law = section.string("law");
    let consent_wording = section.text("consent_wording");
    if let Some(basis) = basis {
        let belongs = |key: &str, to: Basis, cure: &str| belongs_to(&section, key, basis, to, cure);
        belongs(
            "interest",
            Basis::LegitimateInterest,
            "Say which interest, as Art. 13(1)(d) asks: `interest = { en, fr }`.",
        );
        belongs("law", Basis::LegalObligation, "Name the law, for example `law = \"C. com. L123-22\"`.");
        belongs(
            "consent_wording",
            Basis::Consent,
            "Write the words a person agrees to: `consent_wording = { en, fr }`.",
        );
    }
    let categories = references(&section, "categories", "category", known.categories);
    if section.raw_list_is_empty("categories") {
        section.error(
            "categories",
            "no category is named",
            "List the categories it uses: `categories = [\"contact\"]`.",
        );
    }
    let persons = section.required("persons", TEXT).and_then(|value| value.text());
    if !section.keys().contains(&"recipients") {
        let cure = "List who receives the data, or write `recipients = []` if nobody outside the company does.";
        section.error("recipients", "is missing", cure);
    }
    let recipients = references(&section, "recipients", "recipient", known.recipients);
    let retention = section.value("retention").and_then(|value| {
        let id = value.string()?;
        check_reference(&id, "retention", known.retentions, |message, cure| value.error(message, cure)).then_some(id)
    });
    if !section.keys().contains(&"retention") {
        let cure = "Name a retention rule; the law wants an end date, or criteria, for every use.";
        section.error("retention", "has no end date", cure);
    }
    let security = references(&section, "security", "security", known.security);
    if security.is_empty() && section.raw_list_is_empty("security") {
        section.warning(
            "security",
            "no security measure is named",
            "List the measures that protect it (Art. 30(1)(g)).",
        );
    }
    let origin = section.required("origin", TEXT).and_then(|value| value.text());
    let marketing = section.boolean("marketing", false);
    let mandatory = section.text("mandatory");
    let automated = section.text("automated");
    let terms = terms::read(&section);
    if basis.is_some_and(|basis| basis != Basis::Consent) && terms != ConsentTerms::default() {
        let cure = "Remove `consent_max_age` and `double_opt_in`, or make consent the basis.";
        section.error("basis", "the terms of a consent belong to the basis consent", cure);
    }
    let parts = section.value("sub_purposes").and_then(|value| value.list()).unwrap_or_default();
    if parts.len() > 5 {
        section.error("sub_purposes", "has more than five entries", "Keep five, or describe another activity.");
    }
    let sub_purposes = parts.iter().filter_map(crate::document::Value::text).collect();
    let (departments, impact) = (section.text("departments"), section.text("impact"));
    let (owner, software) = (section.string("owner"), section.string("software"));
    let review = section.value("review").and_then(|value| value.parse("Write a day: `review = \"2027-03-31\"`."));
    section.close();
    Some(Activity {
        id: id?,
        name: name?,
        purpose: purpose?,
        basis: basis?,
        interest,
        law,
        categories,
        persons: persons?,
        recipients,
        retention,
        security,
        origin: origin?,
        marketing,
        consent_wording,
        terms,
        mandatory,
        automated,
        sub_purposes,
        departments,
        impact,
        owner,
        software,
        review,
    })
}

fn read_cookie(section: Section<'_>, activities: &[String], read: &[Activity], known: &Known<'_>) -> Option<Cookie> {
    let id = read_id(&section);
    let reference = |key: &str, list: &str, known: &[String]| {
        let value = section.value(key)?;
        let id = value.string()?;
        check_reference(&id, list, known, |message, cure| value.error(message, cure)).then_some(id)
    };
    if !section.keys().contains(&"activity") {
        section.error("activity", "is missing", "Name the activity that needs it: `activity = \"audience\"`.");
    }
    let (activity, recipient) =
        (reference("activity", "activity", activities), reference("recipient", "recipient", known.recipients));
    let rest = cookies::read(&section);
    if let (Some((_, _, life)), Some(of)) = (&rest, read.iter().find(|one| Some(&one.id) == activity.as_ref())) {
        cookies::warn_of_long_lives(&section, *life, of.basis == Basis::Consent);
    }
    section.close();
    let (name, purpose, life) = rest?;
    Some(Cookie { id: id?, activity: activity?, name, recipient, purpose, life })
}

/// `key` must be present exactly when the basis is `to`.
fn belongs_to(section: &Section<'_>, key: &str, basis: Basis, to: Basis, cure: &str) {
    let written = section.keys().contains(&key);
    if basis == to && !written {
        section.error(key, format!("is missing: the basis is {}", to.as_str()), cure);
    } else if basis != to && written {
        let message = format!("belongs to the basis {}, and the basis is {}", to.as_str(), basis.as_str());
        section.error(key, message, "Remove it, or change the basis.");
    }
}

/// A list of ids, of which each unknown one is a mistake.
pub(super) fn references(section: &Section<'_>, key: &str, list: &str, known: &[String]) -> Vec<String> {
    let items = section.value(key).and_then(|value| value.list()).unwrap_or_default();
    let resolve = |item: &crate::document::Value<'_>| {
        let id = item.string()?;
        check_reference(&id, list, known, |message, cure| item.error(message, cure)).then_some(id)
    };
    items.iter().filter_map(resolve).collect()
}

fn check_reference(id: &str, list: &str, known: &[String], report: impl Fn(String, String)) -> bool {
    if known.iter().any(|other| other == id) {
        return true;
    }
    let words = || known.iter().map(String::as_str);
    let cure = match (nearest(id, words()), known.is_empty()) {
        (Some(meant), _) => format!("Did you mean `{meant}`? Otherwise add a `[[{list}]]` with `id = \"{id}\"`."),
        (None, true) => format!("Add a `[[{list}]]` with `id = \"{id}\"`."),
        (None, false) => format!("Add a `[[{list}]]` with `id = \"{id}\"`, or use one of {}.", list_of(words())),
    };
    report(format!("there is no {list} `{id}`"), cure);
    false
}

/// A category that no activity uses has no purpose: nothing may be held in it.
fn warn_of_idle_categories(root: &Section<'_>, activities: &[Activity]) {
    for section in root.sections("category") {
        let Some(id) = section.raw("id") else { continue };
        if !activities.iter().any(|activity| activity.categories.iter().any(|used| used == id)) {
            let cure = "Add it to the `categories` of the activity that needs it, or remove it.";
            section.warning(
                "id",
                format!("no activity uses the category `{id}`, so nothing says why it is held"),
                cure,
            );
        }
    }
}
