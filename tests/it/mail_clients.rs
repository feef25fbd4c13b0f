//! Mails as the programs of their readers make them: nothing that a large one cannot do, each part complete without the other.

use crate::html;
use habeas::clock::Clock;
use habeas::lang::Lang;
use habeas::mail::{Letterhead, Mail, Mailer, Rendered, Urgency};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    works: Works,
    loses: BTreeMap<String, String>,
    absent: Absent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Works {
    properties: BTreeSet<String>,
    elements: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absent {
    properties: BTreeSet<String>,
    values: BTreeSet<String>,
    elements: BTreeSet<String>,
}

fn clients() -> Clients {
    toml::from_str(include_str!("../data/mail-clients.toml")).unwrap()
}

/// Every sample of every mail: what it is called, the mail, the parts.
fn all() -> Vec<(String, Mail, Rendered)> {
    let settings = crate::mail_smtp::settings(1, None);
    let mailer = Mailer::open(&settings, Letterhead::sample(), Clock::fixed(jiff::Timestamp::UNIX_EPOCH)).unwrap();
    let of = |lang: Lang| {
        let mailer = &mailer;
        Mail::samples(lang).into_iter().map(move |mail| {
            let rendered = mailer.render(lang, &mail).unwrap();
            (format!("{} in {lang}", mail.name()), mail, rendered)
        })
    };
    Lang::ALL.iter().flat_map(|lang| of(*lang).collect::<Vec<_>>()).collect()
}

/// The declarations of a style, in small letters: property and value.
fn declarations(style: &str) -> Vec<(String, String)> {
    let style = html::unescape(style).to_lowercase();
    style
        .split(';')
        .filter_map(|one| one.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// The names of the elements of a page, in small letters.
fn elements(page: &str) -> BTreeSet<String> {
    let inside = page.split('<').skip(1).filter(|tag| !tag.starts_with(['/', '!']));
    inside.map(|tag| tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_lowercase()).collect()
}

/// What of a mail's HTML one of the programs does not do, each once.
fn refused(page: &str, clients: &Clients) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let inline = page.split("style=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    let sheets = page.split("<style>").skip(1).map(|rest| rest.split("</style>").next().unwrap().to_owned());
    let mut styles: Vec<String> = inline.collect();
    for sheet in sheets {
        let rules = sheet.split(['{', '}']).map(str::trim).filter(|rule| !rule.is_empty());
        for rule in rules {
            if let Some(at) = rule.strip_prefix('@') {
                let name = format!("@{}", at.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap());
                if !clients.loses.contains_key(&name) {
                    found.insert(name);
                }
            } else if rule.contains(':') {
                styles.push(rule.to_owned());
            }
        }
    }
    for (property, value) in styles.iter().flat_map(|style| declarations(style)) {
        let known = clients.works.properties.contains(&property) || clients.loses.contains_key(&property);
        if !known || clients.absent.properties.contains(&property) {
            found.insert(property.clone());
        }
        let value = value.trim_end_matches("!important").trim();
        let words: Vec<&str> = value.split([' ', ',']).collect();
        for bad in &clients.absent.values {
            let stands = match bad.strip_suffix('(') {
                Some(_) => value.contains(bad),
                None => words.iter().any(|word| {
                    word == bad || word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.') == bad
                }),
            };
            if stands {
                found.insert(format!("{property}: {bad}"));
            }
        }
    }
    found.extend(elements(page).into_iter().filter(|name| !clients.works.elements.contains(name)));
    found
}

#[test]
fn no_mail_needs_what_one_of_the_large_programs_cannot_do() {
    let clients = clients();
    let both: Vec<&String> =
        clients.absent.properties.iter().filter(|name| clients.works.properties.contains(*name)).collect();
    assert!(both.is_empty(), "the list says two things of {both:?}");
    assert!(clients.absent.elements.is_disjoint(&clients.works.elements), "the list says two things of an element");
    for (what, _, rendered) in all() {
        assert_eq!(refused(&rendered.html, &clients), BTreeSet::new(), "{what}");
        assert!(rendered.html.len() <= 40 * 1024, "{what}: {} bytes", rendered.html.len());
    }
}

#[test]
fn what_a_large_program_cannot_do_is_found_wherever_it_stands() {
    let clients = clients();
    for (page, found) in [
        ("<div style=\"display:flex\">", "display: flex"),
        ("<p style=\"color:red;position:absolute\">", "position"),
        ("<p style=\"text-align:start\">", "text-align: start"),
        ("<p style=\"margin:0 auto\">", "margin: auto"),
        ("<p style=\"width:50vw\">", "width: vw"),
        ("<p style=\"background-color:var(--x)\">", "background-color: var("),
        (
            "<style>@media (prefers-color-scheme: dark) { .a { background-image: none !important; } }</style>",
            "background-image",
        ),
        ("<style>@import url(x);</style>", "@import"),
        ("<style>p { word-break: break-all }</style>", "word-break"),
        ("<p><img src=\"x\"></p>", "img"),
        ("<form action=\"x\">", "form"),
    ] {
        assert!(refused(page, &clients).contains(found), "{page}: {:?}", refused(page, &clients));
    }
    for (name, why) in &clients.loses {
        assert!(why.len() > 10 && !clients.works.properties.contains(name), "{name}");
    }
}

/// The sentences of a part, each between two ends of a block, without spaces at the ends and folds in between.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the HTML part says, block by block; the preview line and the head left out.
fn blocks(page: &str) -> Vec<String> {
    let body = page.split_once("<body").unwrap().1;
    let (before, rest) = body.split_once("<div aria-hidden=\"true\"").unwrap();
    let after = rest.split_once("</div>").unwrap().1;
    assert!(!before.contains("<p"));
    let ends = ["</p>", "</li>", "</a>", "</td>", "</pre>"];
    let cut = ends.iter().fold(after.to_owned(), |text, end| text.replace(end, &format!("{end}\u{1}")));
    cut.split('\u{1}').map(|block| plain(&html::text(block))).filter(|block| !block.is_empty()).collect()
}

#[test]
fn the_text_part_says_all_that_the_html_part_says_and_nothing_else() {
    for (what, mail, rendered) in all() {
        if mail.urgency() == Urgency::Statutory {
            continue;
        }
        let text = plain(&rendered.text);
        let blocks = blocks(&rendered.html);
        assert!(blocks.len() > 8, "{what}: {blocks:?}");
        for block in &blocks {
            assert!(text.contains(block.as_str()), "{what}: the text part lacks “{block}”\n{}", rendered.text);
        }
        // And the other way round: what is left of the text part is links and the marks of a list and of the signature.
        let mut left = text.clone();
        let mut longest = blocks.clone();
        longest.sort_by_key(|block| std::cmp::Reverse(block.len()));
        for block in &longest {
            left = left.replace(block.as_str(), "\u{1}");
        }
        let word = |word: &&str| {
            let bare = word.trim_matches(['\u{1}', ':', '-', '–', '\u{a0}']);
            !bare.is_empty() && !bare.starts_with("http")
        };
        let more: Vec<&str> = left.split(' ').filter(word).collect();
        assert!(more.is_empty(), "{what}: the HTML part lacks {more:?}\n{}", rendered.text);
    }
}
