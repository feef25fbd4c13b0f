//! The record of processing changes: written by one colleague, approved by another, and everything says the new version.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::{Page, Visitor};
use habeas::dpo;
use habeas::living::Living;
use habeas::record::store;
use habeas::roles::Role;

/// The address of the newest version.
pub fn newest(house: &House) -> String {
    let rows = house.query("SELECT id FROM record_versions ORDER BY number DESC LIMIT 1");
    format!("/admin/record/versions/{}", rows[0][0])
}

/// Begins a draft from the approved version and opens it as text.
pub fn draft_as_text(house: &House, writer: &Visitor) -> Page {
    let forms = writer.submit(writer.open("/admin/record").form("/admin/record/versions"), &[]).expect(200);
    let text = forms.links().into_iter().find(|link| link.ends_with("/content")).unwrap();
    assert!(text.starts_with(&newest(house)));
    writer.open(&text).expect(200)
}

#[test]
fn a_version_written_by_one_and_approved_by_another_holds_everywhere_at_once() {
    each_house(|house| {
        let portal = house.app.portal();
        // Another process, which has read the first version.
        let mut other = portal.clone();
        other.record = Living::new(portal.record.now().as_ref().clone());
        other.record_version = Living::new(portal.record_version.now().as_ref().clone());

        let writer = house.colleague(Role::Dpo);
        writer.open("/admin/record").expect(200).shows("Version 1 holds");
        let edit = draft_as_text(house, &writer);
        let form = edit.form("/content");
        let content = form.value("content").unwrap().to_owned();
        let wrong = content.replacen("basis = \"contract\"", "basis = \"because\"", 1);
        let again = writer.send(form, &[("content", &wrong)]).expect(422).shows("is not one of the choices");
        assert_eq!(again.form("/content").value("content").unwrap(), wrong, "what was typed is kept");

        let better = content
            .replace("Contact details", "Ways to reach you")
            .replace("dpo@maison-lavande.example", "vie-privee@maison-lavande.example");
        assert_ne!(better, content);
        let version = writer.submit(again.form("/content"), &[("content", &better)]).expect(200);
        version.shows("Contact details").shows("Ways to reach you");
        let there = newest(house);
        assert_eq!(writer.get(&format!("{there}/record.toml")).expect(200).body(), better);
        let page = writer.submit(writer.open(&there).form("/submission"), &[]).expect(200);
        let page = page.shows("A second person approves");
        assert!(!page.body().contains("/approval"), "who wrote it is not offered to approve it");
        let csrf = page.form("/draft").value("csrf").unwrap().to_owned();
        writer.post(&format!("{there}/approval"), &[("csrf".into(), csrf)]).expect(303);
        house.visitor().get("/en/privacy").expect(200).shows("Contact details");

        let second = house.colleague(Role::Admin);
        let page = second.open(&there).expect(200);
        let page = second.submit(page.form("/approval"), &[]).expect(200);
        page.shows("The version is approved").shows("Approved by");
        house.visitor().get("/en/privacy").expect(200).shows("Ways to reach you");
        let customer = house.sign_in(CAMILLE, "en");
        customer.get("/en/me/data/contact").expect(200).shows("Ways to reach you");
        assert!(house.mail_to(CAMILLE).text.contains("vie-privee@maison-lavande.example"), "mails say the new address");

        assert_eq!(other.record.dpo.as_ref().unwrap().email, "dpo@maison-lavande.example");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert!(runtime.block_on(dpo::follow(&other)).unwrap());
        assert!(!runtime.block_on(dpo::follow(&other)).unwrap(), "once is enough");
        assert_eq!(other.record.dpo.as_ref().unwrap().email, "vie-privee@maison-lavande.example");

        let kept = portal.db.read_now(store::all).unwrap();
        let seen: Vec<_> = kept.iter().map(|version| (version.number, version.state.as_str())).collect();
        assert_eq!(seen, [(2, "approved"), (1, "replaced")]);
        for (end, begins) in
            [("ods", "PK"), ("csv", "\u{feff}Reference"), ("pdf", "%PDF"), ("json", "{"), ("jsonld", "{")]
        {
            let file = second.get(&format!("/admin/record/export/record.{end}")).expect(200);
            assert!(file.bytes.starts_with(begins.as_bytes()), "{end}");
        }
        assert_eq!(second.get("/admin/record/export/record.toml").expect(200).body(), better);
        second.get("/admin/record/export/record.exe").expect(404);
        let json = second.get("/admin/record/export/record.json").expect(200);
        assert!(json.body().contains("Ways to reach you"));
        let events = house.query("SELECT action FROM audit_events WHERE action LIKE 'record.%' ORDER BY idx");
        let events: Vec<_> = events.into_iter().flatten().collect();
        let expected = ["record.approved", "record.proposed", "record.written", "record.submitted", "record.approved"];
        assert_eq!(events, expected);
    });
}

#[test]
fn a_version_that_lacks_what_a_source_needs_is_not_approved() {
    each_house(|house| {
        let dpo = house.colleague(Role::Dpo);
        let edit = draft_as_text(house, &dpo);
        let form = edit.form("/content");
        let content = form.value("content").unwrap().replace("\"loyalty\"", "\"points\"");
        let page = dpo.submit(form, &[("content", &content)]).expect(200);
        let page = page.shows("has to be mended").shows("loyalty");
        assert!(!page.body().contains("/submission"));
        let csrf = page.form("/removal").value("csrf").unwrap().to_owned();
        dpo.post(&format!("{}/submission", newest(house)), &[("csrf".into(), csrf)]).expect(303);
        assert_eq!(house.query("SELECT state FROM record_versions WHERE number = 2"), [["draft"]]);
        dpo.submit(page.form("/removal"), &[]).expect(200).shows("given up");
        let support = house.colleague(Role::Support);
        support.get("/admin/record").expect(403);
    });
}

#[test]
fn the_data_map_shows_what_a_version_does_not_say_until_it_is_said() {
    each_house(|house| {
        let dpo = house.colleague(Role::Dpo);
        let whole = dpo.open("/admin/record").links().into_iter().find(|link| link.ends_with("/record/map")).unwrap();
        let page = dpo.open(&whole).expect(200).shows("and the record says all of each");
        assert!(!page.body().contains("tag--danger"), "{}", page.text());
        let row = "Phone phone Contact details Orders and accounts, Keeping your details correct \
                   Hébergement Mont-Ventoux SAS, Colis du Sud SARL, Rivage Paiements SA \
                   3 years after your last order or message";
        assert!(page.text().contains(row), "{}", page.text());

        let edit = draft_as_text(house, &dpo);
        let content = edit.form("/content").value("content").unwrap().to_owned();
        let gap = content
            .replace("[\"loyalty\", \"birthday\"]", "[\"points\"]")
            .replacen("id = \"loyalty\"", "id = \"points\"", 1)
            .replace("\"sign-ins-6m\"", "\"sign-ins-half-a-year\"");
        dpo.submit(edit.form("/content"), &[("content", &gap)]).expect(200);
        let map = format!("{}/map", newest(house));
        let page = dpo.open(&map).expect(200).shows("The record does not say everything yet");
        let top = page.body().split_once("<table").unwrap().0;
        for place in ["customers.birth_date", "customers.loyalty_tier", "sign_ins.ip_address"] {
            assert!(top.contains(&format!("<code>{place}</code>")), "{place} is not in {}", page.text());
        }
        let page = page.shows("1 field has no purpose");
        let said = |words: &str| page.body().matches(&format!(">{words}</span>")).count();
        assert_eq!(said("No purpose"), 1);
        assert!(said("No such category") > 0 && said("No such rule") > 1, "{}", page.text());
        // What holds is not touched by a draft.
        dpo.open("/admin/record/map").expect(200).shows("and the record says all of each");
        let mended = dpo.open(&format!("{}/content", newest(house)));
        dpo.submit(mended.form("/content"), &[("content", &content)]).expect(200);
        dpo.open(&map).expect(200).shows("and the record says all of each");
    });
}

#[test]
fn the_pack_for_an_authority_tells_everything_and_names_nobody() {
    each_house(|house| {
        let lea = house.colleague(Role::Support);
        let intake = lea.open("/staff/cases/new").expect(200);
        let fields = [
            ("received", "02/03/2026"),
            ("channel", "post"),
            ("email", CAMILLE),
            ("rights", "erase"),
            ("lang", "fr"),
            ("message", "Effacez tout, Camille Aubry"),
        ];
        lea.submit(intake.form("/staff/cases/new"), &fields).expect(200);
        lea.open("/admin/record/authority-pack.zip").expect(403);
        // A head of the log is signed at the latest with the morning's mail.
        house.pass(jiff::SignedDuration::from_hours(24));
        let officer = house.colleague(Role::Dpo);
        let page = officer.open("/admin/record").expect(200);
        let link = page.links().into_iter().find(|link| link.ends_with("authority-pack.zip")).unwrap();
        let pack = officer.get(&link).expect(200);
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&pack.bytes)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        for wanted in [
            "record/record.pdf",
            "record/record.ods",
            "record/record.toml",
            "notice/privacy-notice.pdf",
            "cases/cases.csv",
            "cases/requests-2026-Q1.pdf",
            "letters/access-granted.txt",
            "letters/erase-refused-law.txt",
            "audit/checkpoint.txt",
            "README.txt",
        ] {
            assert!(names.iter().any(|name| name == wanted), "{wanted} is not among {names:?}");
        }
        let mut texts = std::collections::BTreeMap::new();
        for name in &names {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
            if name.ends_with(".pdf") {
                assert!(bytes.starts_with(b"%PDF-"), "{name}");
            }
            texts.insert(name.clone(), String::from_utf8_lossy(&bytes).into_owned());
        }
        let cases = &texts["cases/cases.csv"];
        assert!(cases.contains("R-2026-0001,erase,post,2026-03-02,2026-04-02,,open,,"), "{cases}");
        for (name, text) in &texts {
            assert!(!text.contains("Camille") && !text.to_lowercase().contains("camille.aubry"), "{name}");
        }
        let refused = &texts["letters/erase-refused-law.txt"];
        assert!(refused.contains("3 place de Fontenoy"), "a refusal names the authority: {refused}");
        for name in names.iter().filter(|name| name.contains('/')) {
            let folder = name.split('/').next().unwrap();
            assert!(texts["README.txt"].contains(folder), "{name} is not told of");
        }
    });
}

#[test]
fn a_record_is_started_from_a_template_and_says_what_it_does_not_explain_yet() {
    each_house(|house| {
        let dpo = house.colleague(Role::Dpo);
        let page = dpo.open("/admin/record").expect(200).shows("Start from a template").shows("A training centre");
        let form = page.forms().into_iter().find(|form| form.names().contains(&"template")).unwrap();
        let draft = dpo.submit(form, &[("template", "training")]).expect(200).shows("The draft is here");
        draft.shows("Courses and trainees").shows("category");
        let there = newest(house);
        let content = dpo.get(&format!("{there}/record.toml")).expect(200).body().to_owned();
        assert!(content.contains("dpo@maison-lavande.example"), "who acts stays");
        assert!(!content.contains("id = \"customers\""), "what another kind of company does is gone");
        let page = dpo.get(&format!("{there}/map")).expect(200);
        page.shows("No such category").shows("customers");
        let page = dpo.get(&there).expect(200);
        assert!(
            page.forms().iter().all(|form| !form.action.ends_with("/submission")),
            "not before it explains everything"
        );
        house.visitor().get("/en/privacy").expect(200).shows("Contact details");
        let csrf = page.form("/removal").value("csrf").unwrap().to_owned();
        let wrong = [("csrf".to_owned(), csrf), ("template".to_owned(), "castle".to_owned())];
        dpo.post("/admin/record/versions", &wrong).expect(404);
    });
}
