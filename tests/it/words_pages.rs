//! Pages made of words and of the record, rendered in each language.

use habeas::lang::Lang;
use habeas::notices;
use habeas::record::Record;
use habeas::web::View;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn records() -> Vec<Record> {
    let read = |path: &str| Record::parse(Path::new(path), &fs::read_to_string(path).unwrap(), Lang::ALL).0.unwrap();
    let mut records = vec![read("config/demo/record.toml"), read("config/starter/record.toml")];
    let mut bare = records[1].clone();
    bare.dpo = None;
    bare.controller.website = None;
    records.push(bare);
    records
}

fn frame(lang: Lang, path: &str) -> Value {
    let other = |code: &str, name: &str| json!({ "code": code, "name": name, "href": format!("/{code}{path}") });
    json!({
        "lang": lang, "site": { "name": "Maison Lavande", "service": "Your file", "logo": null, "home": format!("/{lang}/") }, "csrf": "",
        "own_words": ["Open from Monday to Friday."],
        "theme": "system", "path": format!("/{lang}{path}"), "languages": [other("fr", "Français"), other("en", "English")],
    })
}

fn render(view: &View, template: &str, lang: Lang, context: Value) -> String {
    let mut whole = frame(lang, "/x");
    whole.as_object_mut().unwrap().extend(context.as_object().unwrap().clone());
    view.render(template, &whole).unwrap()
}

#[test]
fn every_page_of_words_renders_in_each_language_from_any_record() {
    let view = View::new().unwrap();
    for record in records() {
        for lang in Lang::ALL.iter().copied() {
            let pages = [
                ("notices/start.html", notices::company(&record)),
                ("notices/privacy.html", notices::privacy(&record, lang)),
                ("words/help.html", notices::company(&record)),
                ("words/accessibility.html", notices::accessibility(&record)),
                ("words/legal.html", notices::legal(&record, lang)),
            ];
            for (template, context) in pages {
                let html = render(&view, template, lang, context);
                assert_eq!(html.matches("<h1>").count(), 1, "{template}");
                assert!(html.contains(&format!("<html lang=\"{lang}\"")));
            }
        }
    }
}

#[test]
fn the_pages_of_the_demo_render_with_and_without_mails() {
    let view = View::new().unwrap();
    let mail = json!({
        "id": "0190-1", "subject": "Votre code : 123 456", "to": "camille.aubry@example.com", "when": "le 24 novembre",
        "parts": [{ "text": "Code " }, { "text": "https://x.example/l/1", "href": "https://x.example/l/1" }], "headers": "From: x",
    });
    let colleague = json!({
        "name": "Odile", "role": "dpo", "email": "odile@maison-lavande.example", "password": "a-b-c", "code": "123456",
    });
    for lang in Lang::ALL.iter().copied() {
        let start = json!({
            "company": "Maison Lavande", "people": 2_000, "personas": habeas::demo::personas(),
            "colleagues": [colleague], "moment": "le 24 novembre 2026", "shop_command": "sqlite3",
        });
        let html = render(&view, "demo/demo.html", lang, start);
        assert!(html.contains("Aicha.BenSalem@Example.com") && html.contains("123456"));
        let full = render(&view, "demo/mailbox.html", lang, json!({ "mails": [mail], "most": 200 }));
        assert!(full.contains(&format!("href=\"/{lang}/demo/mail/0190-1\"")));
        let empty = render(&view, "demo/mailbox.html", lang, json!({ "mails": [], "most": null }));
        assert!(empty.contains("class=\"empty\""));
        let one = render(&view, "demo/mail.html", lang, json!({ "mail": mail }));
        assert!(one.contains("<a href=\"https://x.example/l/1\">") && one.contains("sandbox="));
    }
}

#[test]
fn the_notice_says_everything_the_record_says() {
    let view = View::new().unwrap();
    for record in records() {
        for lang in Lang::ALL.iter().copied() {
            let html = render(&view, "notices/privacy.html", lang, notices::privacy(&record, lang));
            let said = |text: &str| {
                let escaped = text.replace('&', "&amp;").replace('\'', "&#x27;").replace('"', "&quot;");
                assert!(html.contains(&escaped) || html.contains(text), "{text}");
            };
            for activity in &record.activities {
                for text in [&activity.name, &activity.purpose, &activity.origin, &activity.persons] {
                    said(text.get(lang));
                }
                said(record.retention(activity.retention.as_deref().unwrap()).unwrap().label.get(lang));
            }
            for recipient in &record.recipients {
                said(&recipient.name);
                if let Some(safeguard) = &recipient.safeguard {
                    said(safeguard);
                }
            }
            said(&record.authority.website);
        }
    }
}
