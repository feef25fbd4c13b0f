//! Signing in through the company's own service, and every way in which a token can lie.

use crate::harness::House;
use crate::oidc_provider::{CLIENT, Provider, SECRET, Signing};
use crate::visitor::{Page, Visitor};
use habeas::commands;
use habeas::config::{Oidc, Secret};
use habeas::db::testing::portal_databases;
use habeas::lang::Lang;
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::json;

const LEA: &str = "lea@maison-lavande.example";

fn settings(provider: &Provider) -> Oidc {
    Oidc {
        issuer: provider.url.clone(),
        client_id: CLIENT.to_string(),
        client_secret: Some(Secret::new(SECRET.to_string())),
        label: Some("Sign in with Lavande".to_string()),
        domains: vec!["maison-lavande.example".to_string()],
        verified_claim: "email_verified".to_string(),
        role_claim: None,
        roles: Vec::new(),
        break_glass: None,
    }
}

/// Portals whose colleagues have a service, which vouches for Léa.
fn each_house(change: impl Fn(&mut Oidc), test: impl Fn(&House, &Provider)) {
    for fresh in portal_databases() {
        let provider = Provider::open();
        let house = House::open(fresh, |config| {
            let mut settings = settings(&provider);
            change(&mut settings);
            config.oidc = Some(settings);
            config.outgoing.allow = vec!["127.0.0.1".parse().unwrap()];
        });
        provider.follow(&house.clock);
        provider.claim("email", json!("Lea@Maison-Lavande.example"));
        provider.claim("email_verified", json!(true));
        test(&house, &provider);
    }
}

fn invite(house: &House, role: Role) {
    commands::staff_add(house.app.portal(), LEA, "Léa Martin", role, Lang::En, None).unwrap();
}

/// Presses the button; where the page leads.
fn begin(visitor: &Visitor) -> String {
    let form = visitor.open("/staff/sign-in").expect(200).shows("Sign in with Lavande").form("/staff/sign-in/provider");
    let page = visitor.submit(form, &[]).expect(200).shows("127.0.0.1");
    page.links().into_iter().find(|link| link.contains("/authorise?")).unwrap().replace("&amp;", "&")
}

fn sign_in(visitor: &Visitor, provider: &Provider) -> Page {
    let back = provider.agree(&begin(visitor));
    visitor.get(&back)
}

fn is_inside(visitor: &Visitor) -> bool {
    visitor.get("/staff").status == 200
}

#[test]
fn who_was_invited_signs_in_by_address_first_and_as_the_same_person_ever_after() {
    each_house(
        |_| {},
        |house, provider| {
            let stranger = house.visitor();
            sign_in(&stranger, provider).expect(403).shows("Nobody has opened an account for you");
            assert!(!is_inside(&stranger));
            invite(house, Role::Support);
            let lea = house.visitor();
            assert_eq!(sign_in(&lea, provider).expect(303).location(), Some("/staff"));
            lea.open("/staff").expect(200).shows("Léa Martin");
            house.work();
            assert!(house.told_of_sign_in(LEA)[0].contains("sign-in service"));
            // The address changes, the person stays; the address goes to another person, who does not get the account.
            provider.claim("email", json!("lea.durand@maison-lavande.example"));
            assert_eq!(sign_in(&house.visitor(), provider).status, 303);
            provider.claim("email", json!(LEA));
            provider.claim("sub", json!("person-2"));
            sign_in(&house.visitor(), provider).expect(403).shows("belongs to another person");
            provider.claim("sub", json!("person-1"));
            // The service changes its key.
            provider.rotate();
            assert_eq!(sign_in(&house.visitor(), provider).status, 303);
            assert!(commands::staff_disable(house.app.portal(), LEA).unwrap());
            assert!(!is_inside(&lea), "a closed account is out at the next request");
            sign_in(&house.visitor(), provider).expect(403).shows("is closed");
        },
    );
}

#[test]
fn a_token_that_lies_opens_nothing() {
    each_house(
        |_| {},
        |house, provider| {
            invite(house, Role::Support);
            let refused = |says: &str| {
                let visitor = house.visitor();
                let page = sign_in(&visitor, provider).shows(says);
                assert!([403, 503].contains(&page.status), "{says} with {}", page.status);
                assert!(!is_inside(&visitor), "{says}");
            };
            let lie = |name: &str, value: serde_json::Value, says: &str| {
                provider.claim(name, value);
                refused(says);
                provider.turn(|dials| drop(dials.claims.remove(name)));
            };
            let now = house.clock.now().as_second();
            lie("nonce", json!("another"), "does not belong to this sign-in");
            lie("nonce", json!(null), "does not belong to this sign-in");
            lie("iss", json!("https://login.evil.example"), "calls itself something else");
            lie("aud", json!("another program"), "meant for another program");
            lie("aud", json!([CLIENT, "another program"]), "meant for another program");
            lie("azp", json!("another program"), "meant for another program");
            lie("exp", json!(now - 61), "too old");
            lie("nbf", json!(now + 61), "too old, or not yet good");
            lie("iat", json!(now + 61), "not yet good");
            lie("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"), "not signed as it must be");
            lie("sub", json!(""), "does not belong");
            for signing in [Signing::None, Signing::PublicKeyAsSecret, Signing::Stolen] {
                provider.turn(|dials| dials.signing = signing);
                refused("not signed as it must be");
            }
            provider.turn(|dials| dials.signing = Signing::Own);
            provider.claim("email_verified", json!(false));
            refused("does not say that your email address is verified");
            provider.claim("email_verified", json!(null));
            refused("does not say that your email address is verified");
            provider.claim("email_verified", json!(true));
            provider.claim("email", json!("lea@gmail.example"));
            refused("of a domain that the portal does not take");
            provider.claim("email", json!(LEA));

            // Another state, a code twice, another browser, too late, no code.
            let visitor = house.visitor();
            let back = provider.agree(&begin(&visitor));
            let other = house.visitor();
            other.get(&back).expect(403).shows("another browser");
            visitor.get(&back.replace("state=", "state=x")).expect(403).shows("used already");
            visitor.get(&back).expect(403).shows("used already");
            let visitor = house.visitor();
            let back = provider.agree(&begin(&visitor));
            let copy = visitor.copy();
            visitor.get(&back).expect(303);
            copy.get(&back).expect(403).shows("used already");
            let thief = house.visitor();
            let state = provider.agree(&begin(&thief)).split_once("state=").unwrap().1.to_string();
            let code = back.split_once("code=").unwrap().1.split('&').next().unwrap().to_string();
            thief
                .get(&format!("/staff/sign-in/provider/back?code={code}&state={state}"))
                .expect(403)
                .shows("its own code");
            let late = house.visitor();
            let back = provider.agree(&begin(&late));
            house.clock.advance(SignedDuration::from_secs(601));
            late.get(&back).expect(403).shows("too long");
            let declined = house.visitor();
            let state = provider.agree(&begin(&declined)).split_once("state=").unwrap().1.to_string();
            let no = format!("/staff/sign-in/provider/back?error=access_denied&state={state}");
            declined.get(&no).expect(403).shows("cancelled");
        },
    );
}

#[test]
fn a_service_that_fails_gets_a_page_with_the_cure_and_the_password_goes_on_working() {
    each_house(
        |_| {},
        |house, provider| {
            let press = || {
                let visitor = house.visitor();
                let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in/provider");
                visitor.submit(form, &[]).expect(503).shows("go on working")
            };
            provider.turn(|dials| dials.broken = true);
            press().shows("answered with an error (500)").shows("[oidc]");
            provider.turn(|dials| (dials.broken, dials.issuer) = (false, "https://other.example".to_string()));
            press().shows("calls itself something else").shows("letter by letter");
        },
    );
    // Where the settings do not allow the way there, nothing is sent.
    let provider = Provider::open();
    let house = House::open(portal_databases().remove(0), |config| config.oidc = Some(settings(&provider)));
    let visitor = house.visitor();
    let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in/provider");
    visitor.submit(form, &[]).expect(503).shows("outgoing.allow");
}

#[test]
fn roles_can_come_from_a_claim_and_another_role_ends_the_sessions() {
    let mapped = |settings: &mut Oidc| {
        settings.role_claim = Some("groups".to_string());
        settings.roles = vec![("privacy".to_string(), Role::Dpo), ("desk".to_string(), Role::Support)];
    };
    each_house(mapped, |house, provider| {
        let role = || house.query(&format!("SELECT role FROM colleagues WHERE email = '{LEA}'")).remove(0).remove(0);
        provider.claim("groups", json!(["everybody"]));
        sign_in(&house.visitor(), provider).expect(403).shows("no role on this portal");
        provider.claim("groups", json!(["everybody", "desk"]));
        provider.claim("name", json!("Léa Durand"));
        let lea = house.visitor();
        sign_in(&lea, provider).expect(303);
        lea.open("/staff").expect(200).shows("Léa Durand");
        assert_eq!(role(), "support");
        provider.claim("groups", json!("privacy"));
        let again = house.visitor();
        sign_in(&again, provider).expect(303);
        assert_eq!(role(), "dpo");
        assert!(!is_inside(&lea), "the session with the old role is over");
    });
}

#[test]
fn a_fresh_proof_is_asked_of_the_service_and_must_be_new_and_of_the_same_person() {
    each_house(
        |_| {},
        |house, provider| {
            invite(house, Role::Support);
            let lea = house.visitor();
            sign_in(&lea, provider).expect(303);
            house.clock.advance(SignedDuration::from_secs(601));
            lea.get("/staff/me/sign-in/passkeys/new").expect(303);
            let again = || {
                let page = lea.open("/staff/me/sign-in/again").expect(200);
                let page = lea.submit(page.form("/again/provider"), &[]).expect(200);
                let to = page.links().into_iter().find(|link| link.contains("/authorise?")).unwrap();
                assert!(to.contains("prompt=login") && to.contains("max_age=0"), "{to}");
                provider.agree(&to)
            };
            let now = house.clock.now().as_second();
            lea.get(&again()).expect(403).shows("did not ask you to sign in again");
            provider.claim("auth_time", json!(now - 600));
            lea.get(&again()).expect(403).shows("did not ask you to sign in again");
            provider.claim("auth_time", json!(now));
            let back = again();
            lea.get(&back).expect(303);
            lea.get("/staff/me/sign-in/passkeys/new").expect(200);
        },
    );
}

#[test]
fn where_the_service_is_the_only_way_one_account_is_kept_for_the_day_it_fails() {
    let kept = "owner@maison-lavande.example";
    each_house(
        |settings| settings.break_glass = Some(kept.to_string()),
        |house, provider| {
            let portal = house.app.portal();
            let password = "cheval exact pile agrafe";
            for email in [kept, LEA] {
                commands::staff_add(portal, email, "Léa", Role::Admin, Lang::En, Some(password)).unwrap();
            }
            let enter = |email: &str| {
                let visitor = house.visitor();
                let form = visitor.open("/staff/sign-in").expect(200).shows("Emergency account").form("/staff/sign-in");
                visitor.send(form, &[("email", email), ("password", password)])
            };
            enter(LEA).expect(422).shows("through your company’s service");
            enter("nobody@maison-lavande.example").expect(422).shows("through your company’s service");
            assert_eq!(enter(kept).expect(303).location(), Some("/staff/enrol"));
            sign_in(&house.visitor(), provider).expect(303);
        },
    );
}
