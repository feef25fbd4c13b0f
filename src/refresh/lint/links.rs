use super::fold::fold;
use super::letter::{Letter, host};
use super::rule::Rule;
use super::text::Text;
use super::{Finding, Frame, Place, lists, terms};

/// Hosts that may be linked: those of the frame, or else the one of the stop address.
pub(super) fn allowed(letter: &Letter, frame: &Frame) -> Vec<String> {
    if !frame.hosts.is_empty() {
        return frame.hosts.clone();
    }
    letter.stop_host.clone().into_iter().chain(stop_link(letter)).collect()
}

/// The host of the link that says it stops these mails.
fn stop_link(letter: &Letter) -> Option<String> {
    let of_page = letter.page.iter().flat_map(|page| &page.links).find_map(|link| {
        let words = fold(&link.text).plain();
        let stops = lists::all().iter().any(|list| terms::stands(&words, &list.required.stop));
        stops.then(|| host(&link.href)).flatten()
    });
    of_page.or_else(|| {
        let links = in_text(&letter.text.as_ref()?.to_string());
        links.into_iter().find_map(|link| {
            let words = fold(&link.label).plain();
            let stops = lists::all().iter().any(|list| terms::stands(&words, &list.required.stop));
            stops.then(|| host(&link.href)).flatten()
        })
    })
}

/// An address in plain text with the words before it, on its line or the one above.
pub(super) struct Written {
    pub href: String,
    pub label: String,
    pub at: usize,
}

/// The addresses of the web in a text.
pub(super) fn in_text(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    let (mut at, mut above) = (0, String::new());
    for line in text.split('\n') {
        let mut label = above.clone();
        let mut column = 0;
        let mut linked = false;
        for word in line.split(' ') {
            let bare = word
                .trim_start_matches(['<', '(', '[', '"'])
                .trim_end_matches(['>', ')', ']', '"', '.', ',', ';', '\r']);
            let lower = bare.to_lowercase();
            if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
                found.push(Written { href: bare.to_owned(), label: label.clone(), at: at + column });
                linked = true;
            } else {
                label.push(' ');
                label.push_str(word);
            }
            column += word.chars().count() + 1;
        }
        at += line.chars().count() + 1;
        if linked {
            above = String::new();
        } else if !line.trim().is_empty() {
            above = line.to_owned();
        }
    }
    found
}

/// Links to elsewhere, to social networks, with tracking parameters, with words that say another address, or with
/// forbidden words in them.
pub(super) fn check(letter: &Letter, frame: &Frame, found: &mut Vec<Finding>) {
    let allowed = allowed(letter, frame);
    let mut look = |place: Place, line: u32, href: &str, label: &str| {
        for (rule, words) in address(href, label, &allowed, frame) {
            found.push(Finding { place, line, rule, words });
        }
    };
    if let Some(text) = &letter.text {
        for link in in_text(&text.to_string()) {
            look(Place::Text, text.line(link.at), &link.href, "");
        }
    }
    for link in letter.page.iter().flat_map(|page| &page.links) {
        look(Place::Html, link.line, &link.href, &link.text);
    }
}

fn address(href: &str, label: &str, allowed: &[String], frame: &Frame) -> Vec<(Rule, String)> {
    let mut found = Vec::new();
    let lower = href.to_lowercase();
    if lower.starts_with('#') || lower.starts_with("mailto:") || lower.starts_with("tel:") {
        return found;
    }
    let whole = if lower.starts_with("www.") { format!("https://{href}") } else { href.to_owned() };
    let Ok(url) = url::Url::parse(&whole) else {
        return vec![(Rule::Markup, href.chars().take(60).collect())];
    };
    let Some(there) = host(&whole) else {
        return vec![(Rule::Markup, url.scheme().to_owned())];
    };
    let bare = url.host_str().unwrap_or_default();
    if lists::links().is_social(bare) {
        found.push((Rule::Social, there.clone()));
    } else if !allowed.iter().any(|host| *host == there || host == bare) {
        found.push((Rule::Link, there.clone()));
    }
    for (name, value) in url.query_pairs() {
        if lists::links().tracks(&name) {
            found.push((Rule::Tracking, name.into_owned()));
        } else if value.contains('@') {
            found.push((Rule::Personal, name.into_owned()));
        }
    }
    let said = super::values::markup_and_links(label)
        .into_iter()
        .find(|(rule, word, _)| *rule == Rule::Link && !word.contains('@') && !word.to_lowercase().contains(bare));
    if let Some((_, word, _)) = said {
        found.push((Rule::Hidden, format!("{word} → {there}")));
    }
    // A path speaks too; the long random parts of ours do not.
    let path = percent_decoded(url.path());
    let spoken: Vec<&str> = path.split('/').filter(|part| !is_token(part)).collect();
    let folded = fold(&spoken.join(" / "));
    terms::find(&folded, frame, &mut |rule, _, _| found.push((rule, url.path().chars().take(60).collect())));
    found
}

fn is_token(part: &str) -> bool {
    part.len() >= 16 && part.contains(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The words of every link of a part, with its host: what can be pressed.
pub(super) fn pressed(letter: &Letter, place: Place) -> Vec<(String, String)> {
    let text = |text: &Text| {
        let links = in_text(&text.to_string()).into_iter();
        links.map(|link| (link.label, link.href)).collect::<Vec<_>>()
    };
    match place {
        Place::Html => letter.page.iter().flat_map(|p| &p.links).map(|l| (l.text.clone(), l.href.clone())).collect(),
        _ => letter.text.as_ref().map(text).unwrap_or_default(),
    }
}
