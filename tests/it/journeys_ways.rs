//! How a colleague signs in: passkeys, recovery codes, sessions; and what a thief gets who holds a part of it.

use crate::authenticator::Authenticator;
use crate::harness::House;
use crate::html::Form;
use crate::visitor::{Page, Visitor};
use habeas::commands;
use habeas::db::testing::portal_databases;
use habeas::db::{Error, Id};
use habeas::lang::Lang;
use habeas::roles::Role;
use habeas::staff::{self, factor};
use jiff::SignedDuration;
use serde_json::Value;

const PASSWORD: &str = "cheval exact pile agrafe";
const SECRET: &[u8] = b"12345678901234567890";
const LEA: &str = "lea@maison-lavande.example";
const HERE: &str = "/staff/me/sign-in";

/// Portals whose address has a name, as passkeys need.
fn each_named_house(test: impl Fn(&House)) {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| {
            config.portal.base_url = config.portal.base_url.replace("127.0.0.1", "localhost");
            config.portal.host = config.portal.host.replace("127.0.0.1", "localhost");
        });
        test(&house);
    }
}

fn hire(house: &House, email: &str, role: Role) -> Id {
    let portal = house.app.portal();
    let made = commands::staff_add(portal, email, "Léa Martin", role, Lang::En, Some(PASSWORD)).unwrap();
    portal.db.write_now(|tx| staff::enrol(tx, &portal.random, &portal.keys, &made.id, SECRET, 0)).unwrap();
    made.id
}

fn by_password(house: &House, email: &str) -> (Visitor, Page) {
    let visitor = house.visitor();
    let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in");
    let asked = visitor.submit(form, &[("email", email), ("password", PASSWORD)]).expect(200);
    (visitor, asked)
}

fn sign_in(house: &House, email: &str) -> Visitor {
    // A code works once.
    house.clock.advance(SignedDuration::from_secs(31));
    let (visitor, asked) = by_password(house, email);
    let code = factor::code_at(SECRET, house.clock.now()).unwrap();
    visitor.submit(asked.form("/staff/second-factor"), &[("code", &code)]).expect(200).shows("Hello");
    visitor
}

fn is_inside(visitor: &Visitor) -> bool {
    visitor.get("/staff").status == 200
}

/// The form of a page that the script sends, and what it is asked first.
fn question(visitor: &Visitor, page: &Page, action: &str) -> (Form, Value) {
    let form = page.form(action);
    let csrf = form.value("csrf").unwrap().to_string();
    let asked = visitor.post(&format!("{action}/question"), &[("csrf".into(), csrf)]).expect(200);
    (form, serde_json::from_str(asked.body()).unwrap())
}

/// Adds a passkey in a fresh session.
fn add(house: &House, visitor: &Visitor, name: &str) -> Authenticator {
    let mut device = Authenticator::new(&house.url);
    let page = visitor.open("/staff/me/sign-in/passkeys/new").expect(200);
    let (form, asked) = question(visitor, &page, "/staff/me/sign-in/passkeys");
    assert_eq!(asked["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(asked["publicKey"]["authenticatorSelection"]["userVerification"], "required");
    let answer = device.make(&asked);
    visitor.submit(form, &[("name", name), ("answer", &answer)]).expect(200).shows(name);
    device
}

/// Asks for a sign-in with a passkey, answers, and sends the answer.
fn enter(visitor: &Visitor, device: &mut Authenticator) -> Page {
    let page = visitor.open("/staff/sign-in").expect(200);
    let (form, asked) = question(visitor, &page, "/staff/sign-in/passkey");
    let answer = device.sign(&asked);
    visitor.send(form, &[("answer", &answer)])
}

#[test]
fn a_colleague_adds_a_passkey_signs_in_with_it_alone_and_removes_it() {
    each_named_house(|house| {
        let id = hire(house, LEA, Role::Support);
        let elsewhere = sign_in(house, LEA);
        let lea = sign_in(house, LEA);
        lea.open(HERE).expect(200).shows("No passkey yet").shows("You have a password").shows("10 codes are left");
        let mut device = add(house, &lea, "Blue key");
        assert!(is_inside(&lea) && !is_inside(&elsewhere), "every other session ends at its next request");
        house.work();
        assert!(house.told_of_sign_in(LEA)[0].contains("Blue key"), "{:?}", house.told_of_sign_in(LEA));

        let phone = house.visitor();
        let inside = enter(&phone, &mut device).expect(303);
        assert_eq!(inside.location(), Some("/staff"));
        phone.open(HERE).expect(200).shows("Blue key").shows("Last used 10 March 2026").shows("This is the device");
        let data = phone.get("/staff/me/data.json").expect(200);
        assert!(data.body().contains("Blue key"), "what is held about a colleague names it");

        let list = phone.open(HERE).expect(200);
        let form = list.forms().into_iter().find(|form| form.action.ends_with("/removal")).unwrap();
        house.clock.advance(SignedDuration::from_secs(601));
        let again = phone.send(form.clone(), &[]).expect(303);
        assert_eq!(
            again.location(),
            Some("/staff/me/sign-in/again?next=/staff/me/sign-in"),
            "an old proof is not enough"
        );
        let before = phone.cookie("habeas-staff");
        let page = phone.open("/staff/me/sign-in/again?next=/staff/me/sign-in").expect(200);
        phone.submit(page.form("/again"), &[("code", "000000")]).expect(422).shows("wrong");
        let (proof, asked) = question(&phone, &page, "/staff/me/sign-in/again/passkey");
        let answer = device.sign(&asked);
        phone.submit(proof, &[("answer", &answer)]).expect(200).shows("ten minutes");
        assert_ne!(phone.cookie("habeas-staff"), before, "a new proof is a new token");
        let form = phone.open(HERE).forms().into_iter().find(|form| form.action.ends_with("/removal")).unwrap();
        phone.submit(form, &[]).expect(200).shows("The passkey is removed").shows("No passkey yet");
        assert!(!is_inside(&lea), "and ends the others again");
        enter(&house.visitor(), &mut device).expect(422).shows("does not open this account");
        house.work();
        assert!(house.told_of_sign_in(LEA)[0].contains("removed"));

        let log = house.query(&format!("SELECT action FROM audit_events WHERE object = '{id}' ORDER BY idx"));
        let log: Vec<String> = log.into_iter().flatten().collect();
        for action in
            ["staff.passkey-added", "staff.signed-in-by-passkey", "staff.proven-again", "staff.passkey-removed"]
        {
            assert!(log.contains(&action.to_string()), "{action} is not in {log:?}");
        }
    });
}

#[test]
fn an_answer_that_is_stolen_replayed_late_or_forged_opens_nothing() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        let lea = sign_in(house, LEA);
        let mut device = add(house, &lea, "Laptop");
        let ask = |visitor: &Visitor| {
            let page = visitor.open("/staff/sign-in").expect(200);
            question(visitor, &page, "/staff/sign-in/passkey")
        };

        // Twice, and from a browser that was not asked.
        let (owner, thief) = (house.visitor(), house.visitor());
        let (form, asked) = ask(&owner);
        let answer = device.sign(&asked);
        let (stolen, _) = ask(&thief);
        thief.send(stolen, &[("answer", &answer)]).expect(422);
        let replay = owner.copy();
        owner.send(form.clone(), &[("answer", &answer)]).expect(303);
        replay.send(form, &[("answer", &answer)]).expect(422).shows("five minutes");
        assert!(is_inside(&owner) && !is_inside(&thief) && !is_inside(&replay));

        // Late.
        let late = house.visitor();
        let (form, asked) = ask(&late);
        let answer = device.sign(&asked);
        house.clock.advance(SignedDuration::from_secs(301));
        late.send(form, &[("answer", &answer)]).expect(422).shows("five minutes");

        // Without finger or PIN, for another site, of another account, with a counter that went back.
        let mut refused = |turn: &dyn Fn(&mut Authenticator)| {
            let visitor = house.visitor();
            let (form, asked) = ask(&visitor);
            turn(&mut device);
            let answer = device.sign(&asked);
            visitor.send(form, &[("answer", &answer)]).expect(422).shows("does not open this account");
            assert!(!is_inside(&visitor));
        };
        refused(&|device| device.verifies = false);
        refused(&|device| (device.verifies, device.origin) = (true, "https://evil.example".to_string()));
        let (url, counter) = (house.url.clone(), 0);
        refused(&move |device| (device.origin, device.counter) = (url.clone(), counter));
        let user = device.user.clone();
        (device.counter, device.user) = (50, vec![7; 16]);
        enter(&house.visitor(), &mut device).expect(422);
        device.user = user;
        let mut stranger = Authenticator::new(&house.url);
        stranger.user = device.user.clone();
        enter(&house.visitor(), &mut stranger).expect(422);
        for nonsense in ["", "{}", "null", "[1]"] {
            let visitor = house.visitor();
            let (form, _) = ask(&visitor);
            visitor.send(form, &[("answer", nonsense)]).expect(422);
        }
        enter(&house.visitor(), &mut device).expect(303);
    });
}

#[test]
fn after_the_password_only_a_passkey_of_the_same_account_counts() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        hire(house, "max@maison-lavande.example", Role::Admin);
        let (lea, max) = (sign_in(house, LEA), sign_in(house, "max@maison-lavande.example"));
        let mut of_lea = add(house, &lea, "Laptop");
        let mut of_max = add(house, &max, "Laptop");
        let (visitor, asked) = by_password(house, LEA);
        let (form, first) = question(&visitor, &asked, "/staff/second-factor/passkey");
        assert_eq!(first["publicKey"]["allowCredentials"].as_array().unwrap().len(), 1);
        let answer = of_max.sign(&first);
        let again = visitor.send(form, &[("answer", &answer)]).expect(422);
        assert!(!is_inside(&visitor));
        let (form, second) = question(&visitor, &again, "/staff/second-factor/passkey");
        let answer = of_lea.sign(&second);
        visitor.send(form, &[("answer", &answer)]).expect(303);
        assert!(is_inside(&visitor));
        // Who is closed stays out, whatever the device signs.
        assert!(commands::staff_disable(house.app.portal(), LEA).unwrap());
        assert!(!is_inside(&visitor));
        enter(&house.visitor(), &mut of_lea).expect(422);
    });
}

#[test]
fn the_only_way_in_cannot_be_removed() {
    each_named_house(|house| {
        let portal = house.app.portal();
        let made = commands::staff_add(portal, LEA, "Léa", Role::Support, Lang::En, None).unwrap();
        let entered = |tx: &mut _| staff::enter_by_passkey(tx, house.clock.now(), &portal.random, &made.id);
        let token = portal.db.write_now::<_, Error>(entered).unwrap();
        let lea = house.visitor();
        lea.set_cookie("habeas-staff", token.expose());
        let mut device = add(house, &lea, "Only key");
        let removal = |page: Page| page.forms().into_iter().find(|form| form.action.ends_with("/removal")).unwrap();
        lea.submit(removal(lea.open(HERE)), &[]).expect(200).shows("your only way in").shows("Only key");
        enter(&house.visitor(), &mut device).expect(303);
        house.clock.advance(SignedDuration::from_secs(60));
        add(house, &lea, "Second key");
        lea.submit(removal(lea.open(HERE)), &[]).expect(200).shows("The passkey is removed").shows("Second key");
        lea.submit(removal(lea.open(HERE)), &[]).expect(200).shows("your only way in");
    });
}

#[test]
fn a_recovery_code_works_once_is_told_by_mail_and_new_ones_replace_the_old() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        let (lea, other) = (sign_in(house, LEA), sign_in(house, LEA));
        let codes = |page: &Page| -> Vec<String> {
            page.body().split("<code>").skip(1).map(|rest| rest.split("</code>").next().unwrap().to_string()).collect()
        };
        let shown = lea.submit(lea.open(HERE).form("/codes"), &[]).expect(200).shows("Your new recovery codes");
        let first = codes(&shown);
        assert_eq!(first.len(), 10);
        assert!(!is_inside(&other), "other sessions end");
        let second = codes(&lea.submit(lea.open(HERE).form("/codes"), &[]).expect(200));
        let by_code = |code: &str| {
            let (visitor, asked) = by_password(house, LEA);
            visitor.send(asked.form("/staff/second-factor"), &[("code", code)]).status
        };
        assert_eq!(by_code(&first[0]), 422, "the old set is worth nothing");
        assert_eq!((by_code(&second[0]), by_code(&second[0])), (303, 422), "each works once");
        lea.open(HERE).expect(200).shows("9 codes are left");
        house.work();
        let told = house.told_of_sign_in(LEA);
        assert!(told.iter().any(|text| text.contains("codes was used")), "{told:?}");
        assert!(told.iter().any(|text| text.contains("New recovery codes")), "{told:?}");
    });
}

#[test]
fn a_colleague_ends_sessions_and_another_role_ends_them_all() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        hire(house, "max@maison-lavande.example", Role::Admin);
        let [one, two, three] = [sign_in(house, LEA), sign_in(house, LEA), sign_in(house, LEA)];
        let ends = |page: &Page| -> Vec<Form> {
            page.forms().into_iter().filter(|form| form.action.ends_with("/sessions")).collect()
        };
        let forms = ends(&three.open(HERE).expect(200));
        assert_eq!(forms.len(), 4, "each of three, and all others");
        let of_one = forms[2].clone();
        let max = sign_in(house, "max@maison-lavande.example");
        let of_max = max.open(HERE).form("/sessions");
        max.send(of_max, &[("session", of_one.value("session").unwrap())]).expect(404);
        assert!(is_inside(&one), "nobody ends a session of somebody else");
        three.submit(of_one, &[]).expect(200).shows("Ended.");
        assert!(!is_inside(&one) && is_inside(&two) && is_inside(&three));
        three.submit(forms[3].clone(), &[]).expect(200);
        assert!(!is_inside(&two) && is_inside(&three));
        assert!(commands::staff_role(house.app.portal(), LEA, Role::Dpo).unwrap());
        assert!(!is_inside(&three), "another role begins with another sign-in");
        assert!(!commands::staff_role(house.app.portal(), LEA, Role::Dpo).unwrap());
        sign_in(house, LEA).open("/staff/breaches").expect(200);
    });
}

#[test]
fn where_the_address_is_a_number_the_page_says_why_and_the_password_goes_on_working() {
    let house = House::open(portal_databases().remove(0), |_| {});
    hire(&house, LEA, Role::Support);
    let lea = sign_in(&house, LEA);
    lea.open(HERE).expect(200).shows("Passkeys are not possible here").shows("base_url");
    lea.open("/staff/me/sign-in/passkeys/new").expect(200).shows("Passkeys are not possible here");
    let page = house.visitor().open("/staff/sign-in").expect(200);
    assert!(!page.text().contains("passkey"), "nothing is offered that cannot be");
}

#[test]
fn who_guesses_from_anywhere_locks_nobody_out() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        let lea = sign_in(house, LEA);
        let mut device = add(house, &lea, "Laptop");
        lea.submit(lea.open("/staff").form("/staff/sign-out"), &[]);
        // All the tests come from one address: the stranger sits in the owner's own network.
        let stranger = house.visitor();
        let guess = |visitor: &Visitor, password: &str| {
            let form = visitor.open("/staff/sign-in").expect(200).form("/staff/sign-in");
            visitor.send(form, &[("email", LEA), ("password", password)]).status
        };
        for _ in 0..5 {
            assert_eq!(guess(&stranger, "wrong"), 422);
        }
        assert_eq!(guess(&stranger, PASSWORD), 429, "even the right one, for a quarter of an hour");
        assert_eq!(guess(&house.visitor(), PASSWORD), 429, "and another browser of the same network");
        assert_eq!(guess(&lea, "wrong"), 422, "the owner's own browser is counted by itself");
        assert_eq!(guess(&lea, PASSWORD), 303);
        enter(&house.visitor(), &mut device).expect(303);
        let forger = house.visitor();
        let other = lea.cookie("habeas-staff-browser").unwrap();
        forger.set_cookie("habeas-staff-browser", &format!("x{other}"));
        assert_eq!(guess(&forger, PASSWORD), 429);
        house.clock.advance(SignedDuration::from_secs(901));
        assert_eq!(guess(&stranger, PASSWORD), 303, "time heals it");
    });
}

#[test]
fn every_account_is_reviewed_in_its_time_kept_or_closed() {
    each_named_house(|house| {
        hire(house, LEA, Role::Support);
        hire(house, "gilles@maison-lavande.example", Role::Admin);
        sign_in(house, LEA);
        house.pass(SignedDuration::from_hours(24));
        let gilles = sign_in(house, "gilles@maison-lavande.example");
        let page = gilles.open("/admin/access").expect(200).shows("No account waits").shows(LEA);
        assert!(page.text().contains("password, app") && page.text().contains("10 March 2026"), "{}", page.text());
        let is_task =
            |visitor: &Visitor| visitor.open("/staff/tasks").expect(200).text().contains("staff.access-review");
        assert!(!is_task(&gilles));
        house.clock.advance(SignedDuration::from_hours(24 * 190));
        house.work();
        let gilles = sign_in(house, "gilles@maison-lavande.example");
        assert!(is_task(&gilles));
        let due = house.query("SELECT id FROM colleagues WHERE disabled_at IS NULL").len();
        gilles.open("/admin/access").expect(200).shows(&format!("{due} accounts wait"));
        let lea = sign_in(house, LEA);
        lea.get("/admin/access").expect(403);
        let id = |email: &str| {
            house.query(&format!("SELECT id FROM colleagues WHERE email = '{email}'")).remove(0).remove(0)
        };
        let (of_lea, of_gilles) = (id(LEA), id("gilles@maison-lavande.example"));
        let decide = |id: &str, decision: &str| {
            let form = gilles.open("/admin/access").expect(200).form(&format!("{id}/decision"));
            gilles.submit(form, &[("decision", decision)])
        };
        decide(&of_gilles, "close").shows("cannot close your own account");
        decide(&of_gilles, "needed").shows("Noted");
        assert!(is_inside(&lea));
        decide(&of_lea, "close").shows("The account is closed");
        assert!(!is_inside(&lea), "out at the next request");
        gilles.open("/admin/access").expect(200).shows("No account waits");
        assert!(!is_task(&gilles), "the task is over with the last decision");
        let log = house.query("SELECT action, object FROM audit_events ORDER BY idx");
        for (action, object) in [("staff.still-needed", &of_gilles), ("staff.disabled", &of_lea)] {
            assert!(log.contains(&vec![action.to_string(), object.to_string()]), "{action}");
        }
    });
}
