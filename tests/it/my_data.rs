//! My data through HTTP: seen whole, corrected in the shop's own database, never over somebody else's change, undone.

use crate::harness::{CAMILLE, House, changes, each_house};
use habeas::db::testing::portal_databases;
use jiff::SignedDuration;
use std::fs;

const PHONE: &str = "SELECT phone FROM customers WHERE lower(email) = 'camille.aubry@example.com'";

#[test]
fn a_customer_sees_every_fact_with_why_basis_source_recipients_and_end() {
    each_house(|house| {
        for lang in ["fr", "en"] {
            let visitor = house.sign_in(CAMILLE, lang);
            let before = house.everything();
            let page = visitor.open(&format!("/{lang}/me")).expect(200);
            let phone = house.in_shop(PHONE);
            let page = page.shows(&phone).shows("Camille");
            let text = page.text();
            let expected = match lang {
                "fr" => ["Nécessaire à votre contrat", "Boutique en ligne", "Conservée jusqu’au", "Modifier"],
                _ => ["Needed for your contract", "Online shop", "Kept until", "Change"],
            };
            for words in expected {
                assert!(text.contains(words), "{words} is missing in\n{text}");
            }
            assert!(!text.contains("staff@") && !text.contains("{ $"), "{text}");
            for category in ["contact", "orders", "invoices", "support"] {
                visitor.open(&format!("/{lang}/me/data/{category}")).expect(200);
            }
            visitor.get(&format!("/{lang}/me/data/nothing-such")).expect(404);
            visitor.get(&format!("/{lang}/me/data/contact/edit?row=ffffffffffffffffffff")).expect(404);
            let seen = changes(&before, &house.everything());
            let kept: Vec<_> = seen.iter().filter(|change| !change.contains("customer_sessions")).collect();
            assert!(kept.is_empty(), "looking changed {kept:?}");
            house.clock.advance(SignedDuration::from_secs(90));
        }
    });
}

#[test]
fn scenario_28_a_corrected_phone_is_in_the_shop_at_once_told_by_mail_and_undone_for_72_hours() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.in_shop(PHONE);
        let page = visitor.open("/en/me/data/contact/edit").expect(200);
        let form = page.form("/edit");
        let saved = visitor.submit(form, &[("new-phone", "+33 6 98 76 54 32")]).expect(200);
        assert_eq!(house.in_shop(PHONE), "+33 6 98 76 54 32");
        let saved = saved.shows("Saved.").shows("Phone was changed");
        house.work();
        let mail = house.mail_to(CAMILLE);
        assert!(mail.text.contains("Phone") && !mail.text.contains("98 76"), "{}", mail.text);
        let stored = format!("{:?}", house.query("SELECT * FROM corrections"));
        assert!(!stored.contains("98 76"), "values are sealed");
        let back = visitor.submit(saved.form("/undo"), &[]).expect(200);
        assert_eq!(house.in_shop(PHONE), before);
        back.shows("It is as it was before.");
        // After 72 hours there is nothing left to undo.
        let page = visitor.open("/en/me/data/contact/edit").expect(200);
        let saved = visitor.submit(page.form("/edit"), &[("new-phone", "01 02 03 04 05")]).expect(200);
        let undo = saved.form("/undo");
        house.pass(SignedDuration::from_hours(73));
        let visitor = house.sign_in(CAMILLE, "en");
        let mut late = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        late.action = undo.action.clone();
        visitor.submit(late, &[]).expect(200).shows("can no longer be undone");
        assert_eq!(house.in_shop(PHONE), "01 02 03 04 05");
    });
}

#[test]
fn a_value_that_changed_meanwhile_is_not_overwritten_and_both_are_shown() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        house
            .shop()
            .execute("UPDATE customers SET phone = '04 00 00 00 00' WHERE lower(email) = ?1", [CAMILLE])
            .unwrap();
        let page = visitor.submit(form, &[("new-phone", "04 11 11 11 11")]).expect(422);
        assert_eq!(house.in_shop(PHONE), "04 00 00 00 00", "nothing is lost");
        let again = page.shows("04 00 00 00 00");
        let form = again.form("/edit");
        assert_eq!(form.value("new-phone"), Some("04 11 11 11 11"), "what was typed is still there");
        visitor.submit(form, &[]).expect(200).shows("Saved.");
        assert_eq!(house.in_shop(PHONE), "04 11 11 11 11");
    });
}

#[test]
fn of_two_corrections_at_once_exactly_one_is_written() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let sent = ["05 11 11 11 11", "05 22 22 22 22"].map(|phone| {
                let (browser, form) = (visitor.copy(), form.clone());
                scope.spawn(move || browser.send(form, &[("new-phone", phone)]).status)
            });
            sent.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let mut sorted = answers.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [303, 422], "one is written, the other is told");
        let winner = if answers[0] == 303 { "05 11 11 11 11" } else { "05 22 22 22 22" };
        assert_eq!(house.in_shop(PHONE), winner);
        assert_eq!(house.query("SELECT id FROM corrections WHERE state = 'done'").len(), 1);
        house.pass(SignedDuration::from_mins(5));
        assert!(house.query("SELECT id FROM corrections WHERE state = 'acting'").is_empty());
    });
}

#[test]
fn what_a_colleague_decides_becomes_a_request_and_what_is_wrong_is_said_at_the_field() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "fr");
        let name = "SELECT last_name FROM customers WHERE lower(email) = 'camille.aubry@example.com'";
        let before = house.in_shop(name);
        let form = visitor.open("/fr/me/data/contact/edit").expect(200).form("/edit");
        let page = visitor.submit(form.clone(), &[("new-phone", "appelez-moi")]).expect(422);
        page.shows("écrivez un numéro de téléphone");
        visitor.submit(form, &[("new-last_name", "Aubry-Martin")]).expect(200).shows("Transmis à un collègue");
        assert_eq!(house.in_shop(name), before, "nothing changes before a colleague decides");
        assert_eq!(house.query("SELECT id FROM requests").len(), 1);
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("R-2026-"));
    });
}

#[test]
fn another_persons_correction_cannot_be_undone() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        let undo = visitor.submit(form, &[("new-phone", "06 00 00 00 01")]).expect(200).form("/undo");
        house.work();
        let query = "SELECT email FROM customers WHERE email <> 'camille.aubry@example.com' AND email NOT LIKE '% %' \
                     AND id NOT IN (SELECT customer_id FROM customer_emails) ORDER BY id LIMIT 1";
        let other = house.sign_in(&house.in_shop(query), "en");
        let mut form = other.open("/en/me/data/contact/edit").expect(200).form("/edit");
        form.action = undo.action;
        other.submit(form, &[]).expect(200).shows("can no longer be undone");
        assert_eq!(house.in_shop(PHONE), "06 00 00 00 01");
    });
}

#[test]
fn a_source_that_is_down_is_named_and_hides_nothing_else() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let newsletter = || rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
        newsletter().execute_batch("ALTER TABLE newsletter_signups RENAME TO moved").unwrap();
        let page = visitor.open("/en/me").expect(200);
        page.shows("Not every system answers").shows("Missing here: Newsletter").shows("Camille");
        newsletter().execute_batch("ALTER TABLE moved RENAME TO newsletter_signups").unwrap();
        assert!(!visitor.open("/en/me").expect(200).text().contains("Not every system answers"));
    });
}

#[test]
fn a_person_of_whom_nothing_is_held_gets_a_page_that_says_so() {
    each_house(|house| {
        house.shop().execute_batch("DELETE FROM customer_emails").unwrap();
        let visitor = house.sign_in(CAMILLE, "en");
        let gone = "UPDATE customers SET email = 'x' || id || '@example.net'; UPDATE invoices SET billing_email = NULL";
        let gone = house.shop().execute_batch(gone);
        if gone.is_err() {
            let changed = "UPDATE invoices SET billing_email = 'nobody@example.net'";
            house.shop().execute_batch(changed).unwrap();
        }
        let file = rusqlite::Connection::open(house.folder.join("newsletter.sqlite")).unwrap();
        file.execute_batch("UPDATE newsletter_signups SET email = id || '@example.net'").unwrap();
        let page = visitor.open("/en/me").expect(200).shows("We hold nothing about you");
        page.shows("Systems that were asked: Newsletter, Online shop");
    });
}

#[test]
fn a_correction_cut_off_by_a_crash_is_finished_by_looking() {
    use habeas::facts::store::{self, Changed, New, State};
    use habeas::jobs::{Job, Lane, enqueue};
    each_house(|house| {
        house.sign_in(CAMILLE, "en");
        let portal = house.app.portal().clone();
        let person = house.query("SELECT id FROM persons")[0][0].parse().unwrap();
        let key = house.in_shop("SELECT id FROM customers WHERE lower(email) = 'camille.aubry@example.com'");
        let now = portal.clock.now();
        let cut_off = |after: &str| {
            let before = Some(house.in_shop(PHONE));
            let (table, row) = ("customers".to_owned(), format!("[{{\"integer\":{key}}}]"));
            let changed = Changed { table, row, column: "phone".to_owned(), before, after: Some(after.to_owned()) };
            let batch = habeas::db::Id::at(now, &portal.random);
            let new = New {
                batch: &batch,
                person: &person,
                category: "contact",
                source: "shop",
                changed: &changed,
                undo: store::UNDO,
            };
            let begun = portal.db.write_now(|tx| {
                let id = store::begin(tx, now, &portal.random, &portal.keys, &new)?;
                let look = Job::new("facts.settle", Lane::Default, serde_json::json!({ "batch": batch }));
                enqueue(tx, now, &portal.random, look)?;
                Ok::<_, habeas::db::Error>(id)
            });
            begun.unwrap()
        };
        let state = |id| portal.db.read_now(|db| store::by_id(db, &portal.keys, id)).unwrap().unwrap().state;
        let never_written = cut_off("07 77 77 77 77");
        house.work();
        assert_eq!(state(&never_written), State::Failed);
        let written = cut_off("08 88 88 88 88");
        house.shop().execute("UPDATE customers SET phone = '08 88 88 88 88' WHERE id = ?1", [&key]).unwrap();
        house.work();
        assert_eq!(state(&written), State::Done);
        let told = |mail: &habeas::mail::Delivered| mail.text.contains("Phone") || mail.text.contains("Téléphone");
        let subjects: Vec<_> = house.mails().iter().map(|mail| mail.subject.clone()).collect();
        assert!(house.mails().iter().any(told), "the old channel is told: {subjects:?}");
    });
}

#[test]
fn what_is_saved_together_is_written_together_or_not_at_all() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        let before = house.shop_rows();
        // The language comes after the phone in the form, and somebody changed it meanwhile.
        let other = "UPDATE customers SET language = ?2 WHERE lower(email) = ?1";
        house.shop().execute(other, [CAMILLE, "de"]).unwrap();
        let old = form.value("old-language").unwrap().to_owned();
        let new = if old == "fr" { "en" } else { "fr" };
        let values = [("new-phone", "01 02 03 04 05"), ("new-first_name", "Camilla"), ("new-language", new)];
        visitor.submit(form, &values).expect(422).shows("was changed meanwhile");
        house.shop().execute(other, [CAMILLE, &old]).unwrap();
        assert_eq!(house.shop_rows(), before, "neither the phone nor the name was written");
        let states = house.query("SELECT DISTINCT state FROM corrections");
        assert_eq!(states, [["failed"]]);
    });
}

#[test]
fn an_undo_cut_off_by_a_crash_leaves_the_history_true() {
    use habeas::facts::store::{self, State};
    use habeas::jobs::{Job, Lane, enqueue};
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.in_shop(PHONE);
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        visitor.submit(form, &[("new-phone", "07 77 77 77 77")]).expect(200);
        house.pass(SignedDuration::from_mins(5));
        let row = house.query("SELECT id, batch FROM corrections").remove(0);
        let (id, batch) = (row[0].parse().unwrap(), row[1].clone());
        let portal = house.app.portal();
        let cut_off = || {
            let now = portal.clock.now();
            let intent = portal.db.write_now(|tx| {
                assert!(store::begin_undo(tx, now, &id)?);
                let look = Job::new("facts.settle", Lane::Default, serde_json::json!({ "batch": batch }));
                enqueue(tx, now, &portal.random, look)
            });
            intent.unwrap();
        };
        let known = || portal.db.read_now(|db| store::by_id(db, &portal.keys, &id)).unwrap().unwrap();
        cut_off();
        house.work();
        assert!(known().state == State::Done && known().undoing_at.is_none(), "it was not taken back");
        cut_off();
        house.shop().execute("UPDATE customers SET phone = ?1 WHERE lower(email) = ?2", [&before, CAMILLE]).unwrap();
        house.work();
        assert_eq!(known().state, State::Undone, "it was taken back before the crash");
    });
}

#[test]
fn one_value_is_deleted_with_undo_and_details_are_confirmed() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let before = house.in_shop(PHONE);
        let page = visitor.open("/en/me").expect(200).shows("Please check your details").shows("have not told us yet");
        let confirmed = visitor.submit(page.form("/confirmation"), &[]).expect(200).shows("your details are correct");
        assert!(!confirmed.text().contains("Please check your details"));
        let page = visitor.open("/en/me/data/contact").expect(200);
        let forms = page.forms().into_iter().filter(|form| form.action.ends_with("/removal"));
        let columns: Vec<(String, crate::html::Form)> =
            forms.map(|form| (form.value("column").unwrap().to_owned(), form)).collect();
        assert!(columns.iter().all(|(column, _)| column != "language"), "what must be there has no such button");
        let phone = columns.into_iter().find(|(column, _)| column == "phone").unwrap().1;
        let gone = visitor.submit(phone.clone(), &[]).expect(200).shows("Deleted.");
        assert_eq!(house.in_shop(PHONE), "");
        visitor.send(phone, &[]).expect(404);
        visitor.submit(gone.form("/undo"), &[]).expect(200).shows("as it was before");
        assert_eq!(house.in_shop(PHONE), before);
        house.work();
        house.pass(SignedDuration::from_hours(24 * 370));
        house.sign_in(CAMILLE, "fr").open("/fr/me").expect(200).shows("Vérifiez vos informations");
    });
}

#[test]
fn scenario_31_a_title_may_be_emptied_and_is_never_asked_for() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| {
            let file = config.portal.sources_dir.join("shop.toml");
            let shop = rusqlite::Connection::open(config.portal.sources_dir.join("../shop.sqlite")).unwrap();
            shop.execute_batch("ALTER TABLE customers ADD COLUMN title TEXT; UPDATE customers SET title = 'mrs'")
                .unwrap();
            let title = "title = { category = \"contact\", label = { en = \"Title\", fr = \"Civilité\" }, kind = \"choice\", \
                         values = { mr = { en = \"Mr\", fr = \"M.\" }, mrs = { en = \"Mrs\", fr = \"Mme\" } }, edit = \"self\" }";
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, text.replacen("\nfirst_name = {", &format!("\n{title}\nfirst_name = {{"), 1))
                .unwrap();
        });
        let title = || house.in_shop("SELECT title FROM customers WHERE lower(email) = 'camille.aubry@example.com'");
        let visitor = house.sign_in(CAMILLE, "en");
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        visitor.submit(form, &[("new-title", "")]).expect(200).shows("Saved.");
        assert_eq!(title(), "");
        // Whatever else is changed, nothing asks for it again.
        let form = visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        visitor.submit(form, &[("new-phone", "01 02 03 04 05")]).expect(200).shows("Saved.");
        assert_eq!((title().as_str(), house.in_shop(PHONE).as_str()), ("", "01 02 03 04 05"));
    }
}

#[test]
fn what_is_sensitive_is_hidden_until_asked_for_which_is_logged() {
    for fresh in portal_databases() {
        let house = House::open(fresh, |config| {
            let text = fs::read_to_string(&config.portal.record).unwrap();
            let marked = text.replacen("id = \"contact\"", "id = \"contact\"\nsensitive = \"health\"", 1);
            assert_ne!(text, marked);
            fs::write(&config.portal.record, marked).unwrap();
        });
        let visitor = house.sign_in(CAMILLE, "en");
        let phone = house.in_shop(PHONE);
        let logged = || house.query("SELECT object FROM audit_events WHERE action = 'facts.shown'");
        for closed in ["/en/me", "/en/me/data/contact", "/en/me/data/contact/edit"] {
            let page = visitor.open(closed).expect(200);
            assert!(!page.body().contains(&phone), "{closed}");
        }
        assert!(logged().is_empty());
        let form = visitor.open("/en/me").expect(200).shows("Hidden: sensitive").form("/contact/shown");
        visitor.submit(form, &[]).expect(200).shows(&phone);
        assert_eq!(logged(), [["contact"]]);
        visitor.open("/en/me/data/contact").expect(200).shows("Hidden: sensitive");

        // What is left empty is kept; what is typed is written; neither stands on the pages afterwards.
        let form = || visitor.open("/en/me/data/contact/edit").expect(200).form("/edit");
        visitor.submit(form(), &[]).expect(200).shows("Nothing was changed");
        let saved = visitor.submit(form(), &[("new-phone", "+33 6 11 22 33 44")]).expect(200).shows("Saved.");
        assert!(!saved.body().contains("11 22 33 44") && !saved.body().contains(&phone));
        assert_eq!(house.in_shop(PHONE), "+33 6 11 22 33 44");
        let sensitive = visitor.open("/en/me/data/contact").expect(200).form("/contact/shown");
        visitor.submit(sensitive, &[]).expect(200).shows(&format!("Before: {phone}. After: +33 6 11 22 33 44."));
        visitor.submit(saved.form("/undo"), &[]).expect(200);
        assert_eq!(house.in_shop(PHONE), phone);
    }
}

#[test]
fn a_long_category_is_paged_and_looked_at_by_year() {
    each_house(|house| {
        let orders = "INSERT INTO orders (number, customer_id, ordered_at, status, total) SELECT 'L-' || value, \
                      (SELECT id FROM customers WHERE lower(email) = 'camille.aubry@example.com'), \
                      CASE WHEN value < 45 THEN '2019-04-03T10:00:00Z' ELSE '2020-04-03T10:00:00Z' END, 'delivered', 100 \
                      FROM json_each('[' || (SELECT group_concat(n) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL \
                      SELECT n + 1 FROM c WHERE n < 60) SELECT n FROM c)) || ']')";
        assert_eq!(house.shop().execute(orders, []).unwrap(), 60);
        let visitor = house.sign_in(CAMILLE, "en");
        let whole = visitor.open("/en/me/data/orders").expect(200).shows("Page 1 of 2");
        assert!(whole.text().contains("All years"), "{}", whole.text());
        let early = visitor.open("/en/me/data/orders?year=2019").expect(200);
        assert!(early.text().contains("L-44") && !early.text().contains("L-45"), "{}", early.text());
        assert!(!early.text().contains("Page 1 of"), "{}", early.text());
        visitor.open("/en/me/data/orders?year=2020").expect(200).shows("L-45");
        visitor.open("/en/me/data/orders?year=x&page=2").expect(200).shows("Page 2 of 2");
        let short = visitor.open("/en/me/data/support").expect(200);
        assert!(!short.text().contains("All years"));
    });
}
