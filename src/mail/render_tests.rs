//! Every mail, in every language, with every sample.

use super::*;
use crate::mail::columns::WIDTH;
use crate::words::Reading;
use jiff::Timestamp;

fn renderer() -> Renderer {
    Renderer::new(Letterhead::sample()).unwrap()
}

/// Every sample of every mail, rendered: (its name and language, the mail, the result).
fn all() -> Vec<(String, Mail, Rendered)> {
    let renderer = renderer();
    let mut all = Vec::new();
    for lang in Lang::ALL {
        for mail in Mail::samples(*lang) {
            let rendered = renderer.render(*lang, &mail).unwrap_or_else(|error| panic!("{error:?}"));
            all.push((format!("{} in {lang}", mail.name()), mail, rendered));
        }
    }
    all
}

/// The addresses in a text: what begins with http:// or https:// up to a space, quote or angle bracket.
fn links(text: &str) -> std::collections::BTreeSet<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>');
    let starts = text.match_indices("http").map(|(at, _)| &text[at..]);
    starts
        .filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"))
        .map(|rest| rest.split(ends).next().unwrap().to_owned())
        .filter(|link| link != "http://www.w3.org/1999/xhtml")
        .collect()
}

#[test]
fn every_mail_of_the_list_has_a_sample_and_a_template_folder() {
    let names: std::collections::BTreeSet<String> =
        Mail::samples(Lang::En).iter().map(|mail| mail.name().to_owned()).collect();
    let folders: std::collections::BTreeSet<String> =
        Templates::iter().filter_map(|path| path.split_once('/').map(|(folder, _)| folder.to_owned())).collect();
    assert_eq!(names, folders);
    assert_eq!(names.len(), 34);
}

#[test]
fn text_and_html_agree_on_links_and_all_are_on_our_own_pages() {
    for (what, _, rendered) in all() {
        let text = links(&rendered.text);
        assert_eq!(text, links(&rendered.html), "{what}");
        let base = Letterhead::sample().base_url;
        assert!(text.iter().all(|link| link.starts_with(&format!("{base}/"))), "{what}: {text:?}");
        assert!(!text.is_empty(), "{what} has no link to the notice");
    }
}

#[test]
fn no_mail_carries_what_could_watch_its_reader() {
    for (what, _, rendered) in all() {
        for bad in ["<img", "<script", "src=", "url(", "utm_", "javascript:", "<link", "@import", "?"] {
            let haystack = if bad == "?" { links(&rendered.html).into_iter().collect() } else { rendered.html.clone() };
            assert!(!haystack.contains(bad), "{what} has {bad}");
        }
        assert!(rendered.html.len() <= 40 * 1024, "{what}: {} bytes", rendered.html.len());
    }
}

#[test]
fn subjects_are_short_lines_and_text_keeps_to_its_columns() {
    for (what, _, rendered) in all() {
        assert!((8..=70).contains(&rendered.subject.chars().count()), "{what}: {}", rendered.subject);
        assert!(!rendered.subject.contains('!') && !rendered.text.contains('!'), "{what} shouts");
        for line in rendered.text.lines() {
            assert!(
                line.chars().count() <= WIDTH || line.starts_with("https://") || line.starts_with("— "),
                "{what}: {line}"
            );
            assert!(!line.contains('<') && !line.contains('&'), "{what} has markup: {line}");
        }
        assert!(!rendered.text.contains("\n\n\n") && rendered.text.ends_with('\n'), "{what}");
        assert!(!rendered.text.contains("{ $") && !rendered.html.contains("{ $"), "{what} has an open place");
    }
}

#[test]
fn the_preheader_says_more_than_the_subject() {
    for (what, _, rendered) in all() {
        let folded = rendered.html.split_once("<div aria-hidden=\"true\"").unwrap().1.split_once('>').unwrap().1;
        let hidden = folded.split("&#847;").next().unwrap();
        assert!((20..=110).contains(&hidden.chars().count()), "{what}: {hidden}");
        assert_ne!(hidden, rendered.subject, "{what}");
    }
}

#[test]
fn the_footer_says_who_writes_why_and_whom_to_turn_to() {
    let house = Letterhead::sample();
    for (what, _, rendered) in all() {
        for part in [&rendered.text.replace('\n', " "), &rendered.html] {
            for word in [&house.controller, "12 rue des Oliviers", "dpo@maison-lavande.example", "CNIL", "/privacy"] {
                assert!(part.contains(word), "{what} lacks {word}");
            }
        }
    }
}

/// The bars: 60 of 100 by Flesch and by Kandel and Moles, twenty words a sentence on average and thirty at most.
#[test]
fn every_mail_is_easily_read() {
    let mut hard = Vec::new();
    for (what, _, rendered) in all() {
        let lang = if what.ends_with("in fr") { Lang::Fr } else { Lang::En };
        let reading = Reading::of(lang, &rendered.text).unwrap();
        if reading.ease < 60.0 || reading.average() > 20.0 || reading.longest > 30 {
            hard.push(format!("{what}: {reading:?} {}", rendered.text));
        }
    }
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn french_mails_keep_no_break_spaces_and_english_ones_have_none_of_french() {
    for (what, _, rendered) in all() {
        if what.ends_with("in fr") {
            for mark in [" :", " ;", " ?", "« ", " »"] {
                assert!(!rendered.text.contains(mark), "{what} breaks before {mark:?}");
            }
        } else {
            assert!(!rendered.text.contains("Bonjour"), "{what}");
        }
    }
}

#[test]
fn markup_in_a_value_stays_text() {
    let mail = Mail::ChoiceRecorded {
        what: "<b onclick=x>&\"'".to_owned(),
        stopped: true,
        from: Timestamp::UNIX_EPOCH,
        remains: vec!["</ul><script>".to_owned()],
        link: "/en/me/choices".to_owned(),
    };
    let html = renderer().render(Lang::En, &mail).unwrap().html;
    assert!(!html.contains("<b onclick") && !html.contains("<script"));
}

#[test]
fn a_link_that_is_no_path_is_refused() {
    for link in ["https://elsewhere.example/", "javascript:alert(1)", "/a b", "/a\r\nb", ""] {
        let mail = Mail::NewMessage { reference: "R-1".to_owned(), link: link.to_owned() };
        assert!(renderer().render(Lang::En, &mail).is_err(), "{link:?}");
    }
}

#[test]
fn the_code_is_grouped_and_in_the_subject_only_if_allowed() {
    let coded = |mail: &Mail| matches!(mail, Mail::SignInCode { .. });
    let found: Vec<Rendered> = all().into_iter().filter(|(_, mail, _)| coded(mail)).map(|(_, _, done)| done).collect();
    assert!(found.iter().all(|done| done.text.contains("482 915") && done.html.contains("482 915")));
    let subjects: Vec<&str> = found.iter().map(|done| done.subject.as_str()).collect();
    assert_eq!(
        subjects,
        ["Your code: 482 915", "Your sign-in code", "Votre code\u{a0}: 482 915", "Votre code de connexion"]
    );
}
