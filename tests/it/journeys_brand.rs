//! The company's look: chosen by a colleague, on every page and in every mail at once, and readable whatever was chosen.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::Page;
use habeas::brand;
use habeas::db::testing::portal_databases;
use habeas::lang::Lang;
use habeas::living::Living;
use habeas::record::Record;
use habeas::roles::Role;

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\" onload=\"alert(1)\"><script>alert(2)</script><rect width=\"40\" height=\"10\" fill=\"#123456\"/></svg>";

/// The address on a page that begins and ends so.
fn address(page: &Page, end: &str) -> Option<String> {
    let parts = page.body().split('"').filter(|part| part.starts_with("/brand/") && part.ends_with(end));
    parts.map(str::to_owned).next()
}

fn header(page: &Page, name: &str) -> String {
    page.headers.get(name).unwrap().to_str().unwrap().to_owned()
}

fn start(house: &House) -> Page {
    house.visitor().get("/en/").expect(200)
}

#[test]
fn a_colour_is_made_readable_and_shown_on_pages_and_in_mails_at_once() {
    each_house(|house| {
        let portal = house.app.portal();
        let mut other = portal.clone();
        other.brand = Living::new(portal.brand.now().as_ref().clone());
        other.look = Living::new(portal.look.now().as_ref().clone());
        assert_eq!(address(&start(house), ".css"), None);
        let admin = house.colleague(Role::Admin);
        let page = admin.open("/admin/brand").expect(200).shows("The portal shows the colour it comes with");
        let wrong = admin.send(page.form("/colour"), &[("accent", "teal")]).expect(422).shows("six digits");
        assert_eq!(wrong.form("/colour").value("accent"), Some("teal"), "what was typed is kept");
        let page = admin.submit(wrong.form("/colour"), &[("accent", "#ffe600")]).expect(200);
        let page = page.shows("The colour is in use").shows("#ffe600 is hard to read here");
        let css = address(&start(house), ".css").unwrap();
        let sheet = house.visitor().get(&css).expect(200);
        assert!(sheet.body().contains("--accent-dark: #ffe600;") && !sheet.body().contains("--accent-light: #ffe600;"));
        assert!(header(&sheet, "cache-control").contains("immutable"));
        let _ = house.sign_in(CAMILLE, "en");
        let light = sheet.body().split("--accent-light: ").nth(1).unwrap()[..7].to_owned();
        let mail = house.mail_to(CAMILLE);
        assert!(
            mail.html.contains(&format!("color:{light}")) && mail.html.contains("#ffe600 !important"),
            "{}",
            mail.html
        );
        assert!(!mail.html.contains("0b5a63"));

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        assert!(runtime.block_on(brand::follow(&other)).unwrap(), "another process takes it up");
        assert!(!runtime.block_on(brand::follow(&other)).unwrap());
        assert_eq!(other.look.theme_css.as_deref(), Some(css.as_str()));

        admin.submit(page.form("/colour"), &[("accent", "")]).expect(200).shows("the colour it comes with");
        assert_eq!(address(&start(house), ".css"), None);
        house.visitor().get(&css).expect(404);
        house.colleague(Role::Support).get("/admin/brand").expect(403);
        let events = house.query("SELECT action FROM audit_events WHERE action LIKE 'brand.%' ORDER BY idx").concat();
        assert_eq!(events, ["brand.colour", "brand.colour"]);
    });
}

#[test]
fn of_a_logo_only_what_draws_is_shown_and_a_colour_stays_beside_it() {
    each_house(|house| {
        let before = start(house);
        let officer = house.colleague(Role::Dpo);
        officer.submit(officer.open("/admin/brand").form("/colour"), &[("accent", "#7a1f5c")]).expect(200);
        let form = officer.open("/admin/brand").form("/logo");
        officer.send_files(form.clone(), &[], &[]).expect(422).shows("Choose a file");
        officer.send_files(form.clone(), &[], &[("logo", "logo.svg", b"<svg>")]).expect(422).shows("cannot be read");
        let words = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Maison</text></svg>";
        officer
            .send_files(form.clone(), &[], &[("logo", "logo.svg", words)])
            .expect(422)
            .shows("Turn its words into paths");
        let large = vec![b'x'; 1024 * 1024 + 1];
        officer.send_files(form.clone(), &[], &[("logo", "logo.png", &large)]).expect(422).shows("1 MB at most");
        let done = officer.send_files(form, &[], &[("logo", "../../logo.svg", SVG)]);
        officer.follow(done).expect(200).shows("The logo is in use");
        let page = start(house);
        let logo = address(&page, ".svg").unwrap();
        assert!(page.body().contains(&format!("<img src=\"{logo}\" alt=\"Maison Lavande\"")));
        let file = house.visitor().get(&logo).expect(200);
        assert!(file.body().contains("<rect width=\"40\"") && !file.body().contains("alert"), "{}", file.body());
        assert_eq!(header(&file, "content-type"), "image/svg+xml");
        assert!(header(&file, "content-security-policy").contains("default-src 'none'"));
        let css = address(&page, ".css").unwrap();
        assert!(house.visitor().get(&css).expect(200).body().contains("#7a1f5c"), "the colour stays");
        house.visitor().get(&logo.replace(".svg", ".png")).expect(404);

        officer.submit(officer.open("/admin/brand").form("/removal"), &[]).expect(200).shows("do not show your logo");
        house.visitor().get(&logo).expect(404);
        let img = |page: &Page| {
            page.body().split("<a class=\"brand\"").nth(1).unwrap().split("</a>").next().unwrap().to_owned()
        };
        assert_eq!(img(&start(house)), img(&before));
    });
}

#[test]
fn words_of_ones_own_stand_in_each_language_and_what_a_language_lacks_is_named() {
    each_house(|house| {
        let admin = house.colleague(Role::Admin);
        let page = admin.open("/admin/texts").expect(200).shows("Nothing is lacking.").shows("nothing to say");
        let long = "a".repeat(301);
        let wrong = admin.send(page.form("/texts/welcome"), &[("welcome_en", &long), ("welcome_fr", "Bonjour")]);
        let wrong = wrong.expect(422).shows("Shorten it: 300 characters at most");
        assert_eq!(wrong.form("/texts/welcome").value("welcome_fr"), Some("Bonjour"), "what was typed is kept");
        assert!(!house.visitor().get("/fr/").expect(200).text().contains("Bonjour"));

        let page = admin.submit(page.form("/texts/service"), &[("service_en", "Your shop file"), ("service_fr", "")]);
        let page = page.expect(200).shows("The words are in use.").shows("What is lacking: Your own words");
        page.shows("0 of 1 texts (0 %)").shows("1 of 1 texts (100 %)");
        assert!(start(house).body().contains("– Your shop file –"), "the name stands in the title");
        assert!(
            house.visitor().get("/fr/").expect(200).body().contains("Vos données"),
            "where there is none, the portal's"
        );

        let page = admin.open("/admin/texts").expect(200);
        let legal = "SIREN 123 456 789\r\n\r\nDirectrice : <Ana> & Léa";
        admin.submit(page.form("/texts/legal"), &[("legal_fr", legal)]).expect(200);
        let shown = house.visitor().get("/fr/legal").expect(200);
        assert!(shown.body().contains("<p>SIREN 123 456 789</p>") && !shown.body().contains("<Ana>"));
        assert!(shown.text().contains("Directrice : <Ana> & Léa"));
        admin.submit(page.form("/texts/help"), &[("help_en", "Monday to Friday, 9 to 12.")]).expect(200);
        house.visitor().get("/en/help").expect(200).shows("Monday to Friday, 9 to 12.");
        admin.submit(page.form("/texts/welcome"), &[("welcome_en", "We look after your file.")]).expect(200);
        start(house).shows("We look after your file.");

        let portal = house.app.portal();
        let mut other = portal.clone();
        other.brand = Living::new(brand::Brand::default());
        other.look = Living::new(portal.look.now().as_ref().clone());
        assert!(crate::harness::wait(brand::follow(&other)).unwrap(), "another process takes them up");
        assert_eq!(other.look.service.len(), 1);
        // Emptied, they are gone.
        admin.submit(admin.open("/admin/texts").form("/texts/service"), &[("service_en", "")]).expect(200);
        assert!(start(house).body().contains("– Your data –"));
        let logged = "SELECT count(*) FROM audit_events WHERE action = 'brand.texts'";
        assert_eq!(house.query(logged)[0][0], "5");
        house.colleague(Role::Support).get("/admin/texts").expect(403);
    });
}

#[test]
fn a_language_that_is_not_offered_is_told_what_it_lacks_before_it_is() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| config.portal.languages = vec![Lang::Fr]);
        let text = std::fs::read_to_string("config/demo/record.toml").unwrap();
        let label = "label = { en = \"Contact details\", fr = \"Coordonnées\" }";
        let (french, _) =
            Record::parse("r.toml".as_ref(), &text.replacen(label, "label = { fr = \"Coordonnées\" }", 1), &[Lang::Fr]);
        house.app.portal().record.replace(french.unwrap());
        let page = house.colleague(Role::Admin).open("/admin/texts").expect(200);
        let page = page.shows("Not offered").shows("add “en” to languages").shows("Category contact: Words");
        assert_eq!(page.text().matches("(99 %)").count(), 1, "of English, in the record only: {}", page.text());
    }
}
