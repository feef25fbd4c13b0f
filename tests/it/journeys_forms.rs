//! The record in forms: from a template to a version that holds, without a line of TOML.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_record::newest;
use crate::visitor::{Page, Visitor};
use habeas::roles::Role;
use jiff::SignedDuration;
use std::io::{Cursor, Read};

/// What the officer types for each gap that the training centre's template has with the shop: words that no version had before.
const ANSWERS: &[(&str, &[(&str, &str)])] = &[
    ("address", &[("label_en", "Where you live"), ("label_fr", "Où vous habitez"), ("card", "identity")]),
    ("birthday", &[("label_en", "Day of birth"), ("label_fr", "Jour de naissance"), ("card", "identity")]),
    ("loyalty", &[("label_en", "Guessed from purchases"), ("label_fr", "Deviné de vos achats"), ("card", "inferred")]),
    ("newsletter", &[("label_en", "Reading list"), ("label_fr", "Liste de lecture"), ("card", "preferences")]),
    ("orders", &[("label_en", "Books and boxes"), ("label_fr", "Livres et coffrets"), ("card", "orders")]),
    (
        "customer-3y",
        &[
            ("label_en", "3 years of silence"),
            ("label_fr", "3 ans de silence"),
            ("starts", "last_contact"),
            ("duration", "3"),
        ],
    ),
    (
        "order-3y",
        &[
            ("label_en", "3 years from the box"),
            ("label_fr", "3 ans depuis le coffret"),
            ("starts", "ordered"),
            ("duration", "3"),
        ],
    ),
    (
        "order-proof-10y",
        &[
            ("label_en", "10 years as proof"),
            ("label_fr", "10 ans en preuve"),
            ("starts", "ordered"),
            ("from", "end-of-year"),
            ("duration", "10"),
            ("law", "C. com. L123-22"),
            ("phase", "archive"),
        ],
    ),
    (
        "sign-ins-6m",
        &[
            ("label_en", "Half a year"),
            ("label_fr", "Six mois"),
            ("starts", "signed_in"),
            ("duration", "6"),
            ("duration_unit", "months"),
        ],
    ),
    (
        "newsletter-3y",
        &[
            ("label_en", "3 years of reading"),
            ("label_fr", "3 ans de lecture"),
            ("starts", "last_contact"),
            ("duration", "3"),
        ],
    ),
    (
        "mailings-13m",
        &[
            ("label_en", "13 months of mailings"),
            ("label_fr", "13 mois d’envois"),
            ("starts", "sent"),
            ("duration", "13"),
            ("duration_unit", "months"),
        ],
    ),
    (
        "sms-offers",
        &[
            ("name_en", "Texts with seats left"),
            ("name_fr", "SMS des places libres"),
            ("purpose_en", "To text you when seats are left"),
            ("purpose_fr", "Vous écrire quand il reste des places"),
            ("consent_wording_en", "Text me when seats are left."),
            ("consent_wording_fr", "Écrivez-moi quand il reste des places."),
            ("categories", "preferences"),
            ("persons_en", "Trainees"),
            ("persons_fr", "Stagiaires"),
            ("origin_en", "You, in your account"),
            ("origin_fr", "Vous, dans votre compte"),
            ("marketing", "yes"),
            ("retention", "prospect-3y"),
            ("recipients", "texts"),
            ("security", "encryption"),
        ],
    ),
];

/// The gaps that can be mended on the map, as the addresses of their forms.
fn gaps(map: &Page) -> Vec<String> {
    let forms = map.links().into_iter().filter(|link| link.contains("/parts/") && link.contains("back=map"));
    forms.map(|link| link.replace("&amp;", "&")).collect()
}

fn id_of(link: &str) -> &str {
    link.split(['?', '&']).find_map(|pair| pair.strip_prefix("new=")).unwrap()
}

/// Starts from a template and fills every form that the map asks for.
fn mended(house: &House, officer: &Visitor) -> usize {
    let page = officer.open("/admin/record").expect(200);
    let begin = page.forms().into_iter().find(|form| form.names().contains(&"template")).unwrap();
    let mut map = officer.submit(begin, &[("template", "training")]).expect(200).shows("does not say everything yet");
    let there = newest(house);
    assert!(!officer.open(&there).body().contains("/submission"), "a version with gaps is not given to review");
    let mut filled = 0;
    while let Some(gap) = gaps(&map).into_iter().next() {
        let id = id_of(&gap).to_owned();
        let (_, answer) = ANSWERS.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{gap}"));
        let page = officer.open(&gap).expect(200).shows("The sources name it here:");
        let action = page.forms().into_iter().find(|form| form.names().contains(&"seen")).unwrap();
        let mut values = answer.to_vec();
        if gap.contains("/category?") {
            values.push(("used_by", "trainees"));
        }
        map = officer.submit(action, &values).expect(200);
        filled += 1;
        assert!(!gaps(&map).contains(&gap), "{gap} is still there");
        assert!(filled < 40);
    }
    map.shows("and the record says all of each");
    filled
}

#[test]
fn an_officer_starts_from_a_template_fills_every_gap_in_forms_and_a_second_person_approves() {
    each_house(|house| {
        let officer = house.colleague(Role::Dpo);
        let camille = house.sign_in(CAMILLE, "en");
        assert!(!camille.open("/en/me/data").body().contains("Books and boxes"));
        assert_eq!(mended(house, &officer), ANSWERS.len());
        let there = newest(house);
        let version = officer.open(&there).expect(200).shows("Books and boxes").shows("3 ans de silence");
        let waiting = officer.submit(version.form("/submission"), &[]).expect(200);
        assert!(!waiting.body().contains("/approval"), "who wrote it does not approve it");
        let second = house.colleague(Role::Admin);
        second.submit(second.open(&there).form("/approval"), &[]).expect(200).shows("The version is approved");

        for (lang, category, rule, activity) in [
            ("en", "Books and boxes", "3 years of silence", "Texts with seats left"),
            ("fr", "Livres et coffrets", "3 ans de silence", "SMS des places libres"),
        ] {
            house.pass(SignedDuration::from_mins(5));
            let notice = house.visitor().get(&format!("/{lang}/privacy")).expect(200);
            notice.shows(activity).shows(category);
            let camille = house.sign_in(CAMILLE, lang);
            camille.open(&format!("/{lang}/me/data/orders")).expect(200).shows(category);
            camille.open(&format!("/{lang}/me/data/contact")).expect(200).shows(rule);
            let download = format!("/{lang}/me/download");
            camille.submit(camille.open(&download).form("/me/download"), &[]).expect(200);
            house.work();
            let newest = "SELECT id FROM packages WHERE state = 'ready' ORDER BY id DESC LIMIT 1";
            let id = house.query(newest).remove(0).remove(0);
            let fetched = camille.send(camille.open(&download).form(&format!("/download/{id}")), &[]).expect(200);
            let mut zip = zip::ZipArchive::new(Cursor::new(fetched.bytes)).unwrap();
            let mut page = String::new();
            zip.by_name("index.html").unwrap().read_to_string(&mut page).unwrap();
            assert!(page.contains(category) && page.contains(activity), "the package says the new version");
        }
        for (end, words) in [("json", "Books and boxes"), ("csv", "Books and boxes"), ("jsonld", "Books and boxes")] {
            let file = second.get(&format!("/admin/record/export/record.{end}")).expect(200);
            assert!(file.body().contains(words), "{end}: {}", file.body());
        }
        second.get("/admin/record/export/record.pdf").expect(200);
        second.get("/admin/record/export/record.ods").expect(200);
    });
}

/// The form of a part in the newest draft.
fn open(house: &House, officer: &Visitor, part: &str) -> Page {
    officer.open(&format!("{}/parts/{part}", newest(house))).expect(200)
}

fn sheet(page: &Page) -> crate::html::Form {
    page.forms().into_iter().find(|form| form.names().contains(&"seen")).unwrap()
}

#[test]
fn a_form_keeps_what_was_typed_says_what_is_wrong_and_never_writes_over_somebody_else() {
    each_house(|house| {
        let officer = house.colleague(Role::Dpo);
        let list = officer.submit(officer.open("/admin/record").form("/admin/record/versions"), &[]).expect(200);
        let before = officer.get(&format!("{}/record.toml", newest(house))).expect(200).body().to_owned();
        for part in ["Activities", "Categories of data", "Rules of retention", "Recipients", "Controller"] {
            assert!(list.text().contains(part), "{part} is not in {}", list.text());
        }
        let customers = open(house, &officer, "activity?of=customers");
        let wrong = officer
            .send(sheet(&customers), &[("basis", "consent"), ("purpose_fr", ""), ("review", "soon")])
            .expect(422);
        let wrong = wrong
            .shows("The legal basis that you chose needs this")
            .shows("Purpose (French): Fill in this field")
            .shows("Write a day");
        assert_eq!(sheet(&wrong).value("review"), Some("soon"), "what was typed is kept");
        assert_eq!(sheet(&wrong).value("purpose_en"), Some("To deliver your orders and run your account"));

        let preview = [("purpose_en", "To hand you your parcels"), ("act", "preview")];
        let seen = officer.send(sheet(&customers), &preview).expect(200).shows("What people will read");
        assert!(
            seen.text().matches("To hand you your parcels").count() > 0 && seen.text().contains("Livrer vos commandes")
        );
        let now = || officer.get(&format!("{}/record.toml", newest(house))).expect(200).body().to_owned();
        assert_eq!(now(), before, "neither a mistake nor a look writes anything");

        // Two who have the same form open: the second is told, and keeps what was typed.
        let (first, second) =
            (open(house, &officer, "category?of=contact"), open(house, &officer, "category?of=contact"));
        officer.submit(sheet(&first), &[("label_en", "Ways to reach you")]).expect(200).shows("The draft is saved");
        let late = officer.send(sheet(&second), &[("label_en", "Reach")]).expect(422).shows("Somebody else changed");
        assert_eq!(sheet(&late).value("label_en"), Some("Reach"));
        // Two parts at once are no matter.
        officer.submit(sheet(&customers), &[("review", "31/03/2027")]).expect(200).shows("The draft is saved");
        let expected = before
            .replace("en = \"Contact details\"", "en = \"Ways to reach you\"")
            .replace("origin = { en = \"You, when you order\", fr = \"Vous, en commandant\" }\n\n[[activity]]\nid = \"accounting\"", "origin = { en = \"You, when you order\", fr = \"Vous, en commandant\" }\nreview = \"2027-03-31\"\n\n[[activity]]\nid = \"accounting\"");
        assert_eq!(now(), expected, "nothing else changed, comments included");

        let taken = open(house, &officer, "security?new=");
        let taken =
            officer.send(sheet(&taken), &[("id", "encryption"), ("label_en", "A"), ("label_fr", "A")]).expect(422);
        taken.shows("There is one with this short name already");
        let used = open(house, &officer, "category?of=contact");
        officer.send(used.form("/removal"), &[]).expect(422).shows("still use it");
        let idle = open(house, &officer, "category?of=contact");
        let idle = sheet(&idle);
        let csrf = idle.value("csrf").unwrap().to_owned();
        let bare: Vec<(String, String)> = idle.fields().into_iter().filter(|(name, _)| name != "used_by").collect();
        officer
            .post(&format!("{}/parts/category", newest(house)), &bare)
            .expect(422)
            .shows("Choose at least one activity");
        let removed = open(house, &officer, "recipient?new=");
        let added = [
            ("id", "notary"),
            ("name", "Étude Vidal"),
            ("role", "controller"),
            ("purpose_en", "Estates"),
            ("purpose_fr", "Successions"),
            ("country", "US"),
        ];
        let added_now = officer.send(sheet(&removed), &added).expect(422).shows("Name what protects the data");
        officer.submit(sheet(&added_now), &[("country", "FR")]).expect(200).shows("Étude Vidal");
        let notary = open(house, &officer, "recipient?of=notary");
        officer.submit(notary.form("/removal"), &[]).expect(200).shows("removed from the draft");
        assert_eq!(now(), expected, "what was added and removed leaves nothing");

        let spain = open(house, &officer, "authority?country=ES");
        assert_eq!(sheet(&spain).value("website"), Some("https://www.aepd.es"));
        assert_eq!(now(), expected, "taking one from the list writes nothing");
        officer.get(&format!("{}/parts/castle", newest(house))).expect(404);
        officer.get(&format!("{}/parts/category?of=castle", newest(house))).expect(404);
        let fields = [("csrf".to_owned(), csrf), ("of".to_owned(), String::new())];
        officer.post(&format!("{}/parts/controller/removal", newest(house)), &fields).expect(404);
        let support = house.colleague(Role::Support);
        support.get(&format!("{}/parts", newest(house))).expect(403);
        // Given to review, it is looked at and not written.
        officer.submit(officer.open(&newest(house)).form("/submission"), &[]).expect(200);
        let late = officer.send(sheet(&customers), &[]);
        assert_eq!(late.location(), Some(newest(house).as_str()));
        assert_eq!(now(), expected);
    });
}

#[test]
fn who_decides_together_what_is_done_for_others_and_the_cookies_have_forms_too() {
    each_house(|house| {
        let officer = house.colleague(Role::Dpo);
        officer.submit(officer.open("/admin/record").form("/admin/record/versions"), &[]).expect(200);
        let joint = [("name", "Jumelle SAS"), ("email", "jumelle@jumelle.example")];
        let page = open(house, &officer, "joint_controller?new=");
        let list = officer.submit(sheet(&page), &joint).expect(200).shows("Jumelle SAS");
        let link = list.links().into_iter().find(|link| link.contains("/joint_controller?of=")).unwrap();
        assert!(link.ends_with("?of=1"), "who it is stays out of the address: {link}");
        let mine = officer.open(&link).expect(200);
        officer.submit(sheet(&mine), &[("name", "Aînée SAS")]).expect(200).shows("Aînée SAS");
        // Who holds an older page removes nobody.
        officer.send(mine.form("/removal"), &[]).expect(422).shows("Somebody else changed");

        let page = open(house, &officer, "on_behalf?new=");
        let wrong = officer.send(sheet(&page), &[("id", "potter"), ("name", "Atelier Sel")]).expect(422);
        wrong.shows("Email: Fill in this field").shows("What is done for it (French): Fill in this field");
        let done = [
            ("id", "potter"),
            ("name", "Atelier Sel"),
            ("email", "a@sel.example"),
            ("processing_en", "We send its parcels"),
            ("processing_fr", "Nous expédions ses colis"),
            ("recipients", "mailer"),
            ("security", "encryption"),
            ("contract", "Shared drive, 2026-014.pdf"),
            ("review", "01/05/2027"),
        ];
        officer.submit(sheet(&open(house, &officer, "on_behalf?new=")), &done).expect(200).shows("Atelier Sel");
        let used = open(house, &officer, "recipient?of=mailer").shows("Atelier Sel");
        officer.send(used.form("/removal"), &[]).expect(422).shows("Atelier Sel").shows("still use it");

        let cookie = [
            ("id", "visits"),
            ("name", "two words"),
            ("activity", "audience"),
            ("purpose_en", "Counts visits"),
            ("purpose_fr", "Compte les visites"),
            ("life", "13"),
            ("life_unit", "months"),
        ];
        let page = officer.send(sheet(&open(house, &officer, "cookie?new=")), &cookie).expect(422);
        let page = page.shows("Write the name as the browser shows it");
        officer.submit(sheet(&page), &[("name", "_visits*")]).expect(200).shows("_visits*");

        let there = newest(house);
        let version = officer.open(&there).expect(200);
        for said in ["Joint controller", "Aînée SAS", "Processing for others", "We send its parcels", "Counts visits"]
        {
            assert!(version.text().contains(said), "{said} is not in {}", version.text());
        }
        officer.submit(version.form("/submission"), &[]).expect(200);
        let second = house.colleague(Role::Admin);
        second.submit(second.open(&there).form("/approval"), &[]).expect(200);
        let record = second.open("/admin/record").expect(200).shows("For other controllers").shows("Pigeon Post Inc.");
        assert!(record.links().iter().any(|link| link.ends_with("record.processor.csv")));
        let notice = house.visitor().get("/en/privacy").expect(200).shows("Aînée SAS");
        assert!(
            !notice.text().contains("Atelier Sel"),
            "what is done for others is no processing of the company's own"
        );
        house.pass(SignedDuration::from_hours(24 * 500));
        let officer = house.colleague(Role::Dpo);
        officer.open("/admin").expect(200).shows("1 entry is past its day of review").shows("Atelier Sel");
    });
}
