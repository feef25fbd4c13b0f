//! What people are told is what the approved record says: the notice, the page of recipients and the information of Art. 15 in
//! both languages, item by item, after a version in which every text is another one than before. A part of the record that is
//! new does not compile here until somebody says where people read it, or why they do not.

use crate::another_record::{Rows, another, approve, between, folded, rows};
use crate::harness::{CAMILLE, House, each_house};
use crate::html::text;
use habeas::lang::Lang;
use habeas::record::{
    Activity, Category, Contact, Controller, Cookie, Keep, Phase, Protection, Recipient, Record, Retention, Right,
    SecurityMeasure, Text,
};
use habeas::words::{country, say};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;

/// The record as a reader of one language has a right to it, written down a second time.
struct Told<'r> {
    record: &'r Record,
    lang: Lang,
}

impl<'r> Told<'r> {
    fn say(&self, key: &str) -> String {
        folded(&say(self.lang, key, &[]))
    }

    fn text(&self, text: &'r Text) -> &'r str {
        text.get(self.lang)
    }

    fn row(&self, key: &str, value: impl Into<String>) -> (String, String) {
        (self.say(key), folded(&value.into()))
    }

    fn contact(&self, contact: &Contact) -> String {
        let Contact { name, email, address, phone } = contact;
        let parts = [Some(name), address.as_ref(), Some(email), phone.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    }

    fn who(&self) -> String {
        let Record { controller, joint_controllers, representative, dpo, .. } = self.record;
        // The country shows in the address; the site is where the reader comes from.
        let Controller { name, address, email, country: _, website: _, phone } = controller;
        let mut all = vec![self.say("notice-who"), name.clone(), address.clone(), email.clone()];
        all.extend(phone.clone());
        all.push(self.say("notice-joint"));
        all.extend(joint_controllers.iter().map(|joint| self.contact(joint)));
        all.extend([self.say("notice-representative"), self.contact(representative.as_ref().unwrap())]);
        all.extend([self.say("notice-dpo"), self.contact(dpo.as_ref().unwrap())]);
        folded(&all.join(" "))
    }

    fn labels(&self, activity: &Activity) -> String {
        let label = |id: &String| {
            // Its id, card and nature order the pages; that it is sensitive hides values; what an estate needs is for heirs.
            let Category { id: _, label, card: _, nature: _, sensitive: _, estate: _ } =
                self.record.category(id).unwrap();
            self.text(label)
        };
        activity.categories.iter().map(label).collect::<Vec<_>>().join(", ")
    }

    fn until(&self, activity: &Activity) -> (String, Phase) {
        let rule = self.record.retention(activity.retention.as_deref().unwrap()).unwrap();
        // When it starts and how long it is are in its label, and in the day beside each value; a warning comes by mail.
        let Retention { id: _, label, starts: _, from: _, keep, law, phase, notice: _ } = rule;
        let criteria = match keep {
            Keep::For(_) => String::new(),
            Keep::While(criteria) => format!(". {}", self.text(criteria)),
        };
        let law = law.as_ref().map(|law| format!(" ({law})")).unwrap_or_default();
        (format!("{}{criteria}{law}", self.text(label)), *phase)
    }

    fn receivers(&self, activity: &'r Activity) -> Vec<&'r Recipient> {
        self.record.recipients.iter().filter(|one| activity.recipients.contains(&one.id)).collect()
    }

    fn rights(&self, rights: &[Right]) -> Vec<String> {
        rights.iter().map(|right| self.say(&format!("notice-right-{}", right.as_str()))).collect()
    }

    /// What the notice says of an activity, in its order.
    fn in_notice(&self, activity: &'r Activity) -> Rows {
        #[rustfmt::skip]
        let Activity {
            id: _, name: _, purpose, basis, interest, law, categories: _, persons, recipients: _, retention: _, security, origin,
            marketing, mandatory, automated, sub_purposes,
            // Read where they are agreed to.
            consent_wording: _, terms: _,
            // For the company and the authority.
            departments: _, impact: _, owner: _, software: _, review: _,
        } = activity;
        let mut all = vec![self.text(purpose).to_owned()];
        all.extend(sub_purposes.iter().map(|text| self.text(text).to_owned()));
        all.extend(marketing.then(|| self.say("notice-marketing")));
        let mut rows = vec![self.row("notice-purpose", all.join(" "))];
        rows.push(self.row("notice-basis", self.say(&format!("basis-{}", basis.as_str()))));
        rows.extend(interest.as_ref().map(|text| self.row("notice-interest", self.text(text))));
        rows.extend(law.as_ref().map(|law| self.row("notice-law", law)));
        rows.push(self.row("notice-categories", self.labels(activity)));
        let names: Vec<&str> = self.receivers(activity).into_iter().map(|one| one.name.as_str()).collect();
        rows.push(self.row("notice-recipients-row", names.join(", ")));
        let (until, phase) = self.until(activity);
        let archived = if phase == Phase::Archive { self.say("notice-archived") } else { String::new() };
        rows.push(self.row("notice-until", format!("{until} {archived}")));
        rows.push(self.row("notice-persons", self.text(persons)));
        rows.push(self.row("notice-origin", self.text(origin)));
        rows.extend(mandatory.as_ref().map(|text| self.row("notice-mandatory", self.text(text))));
        rows.extend(automated.as_ref().map(|text| self.row("notice-automated", self.text(text))));
        let measure = |id: &String| {
            let SecurityMeasure { id: _, label, organisational: _ } = self.record.security_measure(id).unwrap();
            self.text(label)
        };
        rows.push(self.row("notice-security", security.iter().map(measure).collect::<Vec<_>>().join("; ")));
        rows.push(self.row("notice-rights-row", self.rights(&activity.rights()).join(" ")));
        rows
    }

    /// What the notice says of a recipient.
    fn recipient(&self, recipient: &Recipient) -> (String, String) {
        // How it hears of changes is between it and us, and so is the contract; its address is for its customers.
        let Recipient { id: _, name, role, purpose, country: code, safeguard, contact: _, document: _, told: _ } =
            recipient;
        let role = self.say(&format!("role-{}", role.as_str()));
        let outside = match Protection::of(code) {
            Protection::Gdpr => String::new(),
            Protection::Adequate => self.say("notice-outside-adequate"),
            Protection::SafeguardNeeded => {
                let safeguard = safeguard.as_deref().unwrap();
                say(self.lang, "notice-outside-safeguard", &[("safeguard", safeguard)]) + "."
            }
        };
        let told = format!("{} {role}. {}. {outside}", self.text(purpose), country(self.lang, code));
        (folded(name), folded(&told))
    }

    fn place(&self, recipient: &Recipient) -> String {
        let safeguard = recipient.safeguard.as_ref().map(|text| format!(", {text}")).unwrap_or_default();
        format!("{}{safeguard}", country(self.lang, &recipient.country))
    }

    /// What the package says of an activity under the heading of Art. 15, in its order.
    fn in_package(&self, activity: &'r Activity) -> Rows {
        let law = activity.law.as_ref().map(|law| format!(" ({law})")).unwrap_or_default();
        let interest = activity.interest.as_ref().map(|text| format!(": {}", self.text(text))).unwrap_or_default();
        let basis = self.say(&format!("basis-{}", activity.basis.as_str()));
        let receivers = self.receivers(activity).into_iter();
        let receivers = receivers.map(|one| format!("{} ({})", one.name, self.place(one))).collect::<Vec<_>>();
        let mut rows = vec![
            self.row("fact-basis", format!("{basis}{law}{interest}")),
            self.row("access-categories", self.labels(activity)),
            self.row("access-recipients", receivers.join(", ")),
            self.row("access-kept", self.until(activity).0),
            self.row("access-origin", self.text(&activity.origin)),
        ];
        rows.extend(activity.automated.as_ref().map(|text| self.row("notice-automated", self.text(text))));
        rows.push(self.row("access-rights", self.rights(&activity.rights()).join(" ")));
        rows
    }

    fn check_notice(&self, html: &str) {
        let section = |id: &str, end: &str| format!("<p>{}", between(html, &format!("<h2 id=\"{id}\">"), end));
        assert_eq!(text(&section("who", "<h2 id=\"uses\">")), self.who());
        let cards = html.split("<section class=\"card\" id=\"use-").skip(1);
        let cards = cards.map(|card| card.split_once("</section>").unwrap().0);
        let shown: Vec<(&str, Rows)> = cards.map(|card| (card.split_once('"').unwrap().0, rows(card))).collect();
        assert_eq!(shown.len(), self.record.activities.len(), "one card each");
        for (activity, (id, rows)) in self.record.activities.iter().zip(shown) {
            assert_eq!((id, rows), (activity.id.as_str(), self.in_notice(activity)), "{}", self.lang);
            assert!(html.contains(self.text(&activity.name)));
        }
        let named: Rows = rows(&section("recipients", "<h2 id=\"cookies\">"));
        assert_eq!(named, self.record.recipients.iter().map(|one| self.recipient(one)).collect::<Rows>());
        let cookies = text(&section("cookies", "<h2 id=\"rights\">"));
        for Cookie { id: _, activity, name, recipient: _, purpose, life: _ } in &self.record.cookies {
            let of = self.text(&self.record.activity(activity).unwrap().name);
            for words in [of, name, self.text(purpose)] {
                assert!(cookies.contains(&folded(words)), "{words} is not in {cookies}");
            }
        }
        let rights = text(&section("rights", "</main>"));
        for right in Right::ALL {
            let given = self.record.activities.iter().any(|activity| activity.gives(*right));
            assert_eq!(rights.contains(&self.rights(&[*right])[0]), given, "{right:?}");
        }
        assert!(rights.contains(&self.record.authority.name), "{rights}");
        assert!(rights.contains(self.record.authority.address.as_ref().unwrap()), "{rights}");
        assert!(section("rights", "</main>").contains(&format!("href=\"{}\"", self.record.authority.website)));
    }

    fn held_by(&self, recipient: &Recipient, held: &BTreeSet<String>) -> Vec<&'r str> {
        let theirs = self.record.activities.iter().filter(|activity| activity.recipients.contains(&recipient.id));
        let theirs: BTreeSet<&String> = theirs.flat_map(|activity| &activity.categories).collect();
        let both = self.record.categories.iter().filter(|one| held.contains(&one.id) && theirs.contains(&one.id));
        both.map(|one| self.text(&one.label)).collect()
    }

    /// The page says who receives what of the categories that are held, and nobody else.
    fn check_recipients(&self, html: &str, held: &BTreeSet<String>) {
        let cards = html.split("<section class=\"card\"").skip(1).map(|card| card.split_once("</section>").unwrap().0);
        let shown: Vec<(String, Rows)> =
            cards.map(|card| (text(between(card, "</svg>", "</h3>")), rows(card))).collect();
        let of = |outside: bool| {
            let all = self.record.recipients.iter();
            all.filter(move |one| (Protection::of(&one.country) != Protection::Gdpr) == outside)
        };
        let receiving = of(true).chain(of(false)).filter(|one| !self.held_by(one, held).is_empty());
        let expected = receiving.map(|one| {
            let mut rows = vec![
                self.row("recipient-role", self.say(&format!("role-{}", one.role.as_str()))),
                self.row("recipient-purpose", self.text(&one.purpose)),
                self.row("facts-receivers-data", self.held_by(one, held).join(", ")),
                self.row("recipient-country", country(self.lang, &one.country)),
            ];
            rows.extend(match Protection::of(&one.country) {
                Protection::Gdpr => None,
                Protection::Adequate => {
                    Some(self.row("facts-receivers-protection", self.say("notice-outside-adequate")))
                }
                Protection::SafeguardNeeded => {
                    Some(self.row("facts-receivers-protection", one.safeguard.as_deref().unwrap()))
                }
            });
            rows.extend(one.contact.as_ref().map(|contact| self.row("recipient-contact", contact)));
            (folded(&one.name), rows)
        });
        assert_eq!(shown, expected.collect::<Vec<_>>());
    }

    /// The page in the package, and the same for programs.
    fn check_package(&self, html: &str, data: &Value, held: &BTreeSet<String>) {
        let uses = |activity: &&Activity| activity.categories.iter().any(|id| held.contains(id));
        let activities: Vec<&Activity> = self.record.activities.iter().filter(uses).collect();
        let told = between(html, &format!("<h2>{}</h2>", say(self.lang, "access-information", &[])), "</main>");
        let shown: Vec<&str> = told.split("<h3>").skip(1).collect();
        assert_eq!(shown.len(), activities.len());
        for (activity, piece) in activities.iter().zip(shown) {
            let (name, rest) = piece.split_once("</h3>").unwrap();
            let (purposes, list) = rest.split_once("<dl").unwrap();
            let mut why = vec![self.text(&activity.purpose)];
            why.extend(activity.sub_purposes.iter().map(|text| self.text(text)));
            let expected = (folded(self.text(&activity.name)), folded(&why.join(" ")), self.in_package(activity));
            let list = list.split_once("</dl>").unwrap().0;
            assert_eq!((text(&format!("<p>{name}")), text(purposes), rows(list)), expected, "{}", self.lang);
        }
        let receives = |one: &&Recipient| activities.iter().any(|activity| activity.recipients.contains(&one.id));
        let receivers: Vec<&Recipient> = self.record.recipients.iter().filter(receives).collect();
        let outside = |one: &&&Recipient| Protection::of(&one.country) != Protection::Gdpr;
        let transfers: Vec<&&Recipient> = receivers.iter().filter(outside).collect();
        assert_eq!(transfers.len(), 4, "the carrier, the bank, the mailer, the help desk");
        let words = text(told);
        for one in &transfers {
            assert!(words.contains(&folded(&format!("{} {}", one.name, self.place(one)))), "{} in {words}", one.name);
        }
        let authority = &self.record.authority;
        assert!(words.contains(&authority.name) && words.contains(&authority.website), "{words}");
        assert!(words.contains(&self.say("access-automated")), "the first activity decides alone: {words}");

        let information = &data["information"];
        let named = |key: &str| -> Vec<String> {
            let all = information[key].as_array().unwrap();
            all.iter().map(|one| one["name"].as_str().or(one.as_str()).unwrap().to_owned()).collect()
        };
        assert_eq!(named("recipients"), receivers.iter().map(|one| one.name.clone()).collect::<Vec<_>>());
        assert_eq!(named("transfers"), transfers.iter().map(|one| one.name.clone()).collect::<Vec<_>>());
        let labels = self.record.categories.iter().filter(|one| held.contains(&one.id));
        assert_eq!(named("categories"), labels.map(|one| self.text(&one.label).to_owned()).collect::<Vec<_>>());
        assert_eq!(information["authority"], json!(authority));
        for (activity, one) in activities.iter().zip(information["processings"].as_array().unwrap()) {
            let said = |text: &Option<Text>| json!(text.as_ref().map(|text| text.get(self.lang)));
            assert_eq!(one["id"], activity.id);
            assert_eq!(one["purpose"], self.text(&activity.purpose));
            assert_eq!(one["basis"], activity.basis.as_str());
            assert_eq!((&one["interest"], &one["automated"]), (&said(&activity.interest), &said(&activity.automated)));
            assert_eq!(one["origin"], self.text(&activity.origin));
            assert_eq!(one["rights"], json!(activity.rights()));
            let rule = self.record.retention(activity.retention.as_deref().unwrap()).unwrap();
            assert_eq!(one["retention"]["label"], self.text(&rule.label));
        }
    }
}

/// The package of Camille: its page, its data for programs, and the categories of the facts in them.
fn package(house: &House, lang: Lang) -> (String, Value, BTreeSet<String>) {
    // Two packages of one moment have no order.
    house.clock.advance(jiff::SignedDuration::from_secs(60));
    let visitor = house.sign_in(CAMILLE, lang.as_str());
    let page = format!("/{lang}/me/download");
    visitor.submit(visitor.open(&page).expect(200).form("/me/download"), &[]).expect(200);
    house.work();
    let id = house.query("SELECT id FROM packages WHERE state = 'ready' ORDER BY id DESC LIMIT 1").remove(0).remove(0);
    let bytes = visitor.send(visitor.open(&page).form(&format!("/download/{id}")), &[]).expect(200).bytes;
    let mut zip = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut file = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let data: Value = serde_json::from_str(&file("data.json")).unwrap();
    let facts = data["facts"].as_array().unwrap().iter().filter(|fact| !fact["value"].is_null());
    let held = facts.map(|fact| fact["category"].as_str().unwrap().to_owned()).collect();
    (file("index.html"), data, held)
}

#[test]
fn notice_recipients_and_the_answer_to_an_access_request_say_what_the_approved_record_says_in_each_language() {
    each_house(|house| {
        let before = std::fs::read_to_string("config/demo/record.toml").unwrap();
        let content = another(&before);
        let (record, found) = Record::parse(Path::new("record.toml"), &content, Lang::ALL);
        let record = record.unwrap_or_else(|| panic!("{found:?}"));
        approve(house, &content);
        for lang in Lang::ALL.iter().copied() {
            let told = Told { record: &record, lang };
            told.check_notice(house.visitor().get(&format!("/{lang}/privacy")).expect(200).body());
            let (page, data, held) = package(house, lang);
            told.check_package(&page, &data, &held);
            let visitor = house.sign_in(CAMILLE, lang.as_str());
            let home = visitor.open(&format!("/{lang}/me")).expect(200);
            let link = home.links().into_iter().find(|link| link.ends_with("/me/recipients")).unwrap();
            told.check_recipients(visitor.open(&link).expect(200).body(), &held);
        }
    });
}

#[test]
fn of_whom_nothing_is_held_nobody_receives_anything() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        visitor.open("/en/me/recipients").expect(200).shows("Colis du Sud SARL");
        let forget = "DELETE FROM customer_emails; UPDATE invoices SET billing_email = 'nobody@example.net'; \
                      UPDATE customers SET email = 'x' || id || '@example.net'";
        house.shop().execute_batch(forget).unwrap();
        let file = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
        file.execute_batch("UPDATE newsletter_signups SET email = id || '@example.net'").unwrap();
        let page = visitor.open("/en/me/recipients").expect(200).shows("Nobody outside Maison Lavande SAS receives");
        assert!(!page.text().contains("Colis du Sud"), "{}", page.text());
        house.visitor().open("/en/me/recipients").shows("Sign in");
    });
}
