//! The privacy notice as a paper: what the page of the same name says, from the same record.

use crate::lang::Lang;
use crate::pdf::{Paper, Table};
use crate::record::notice::Processing;
use crate::record::{Contact, Record};
use crate::words;
use jiff::Timestamp;

/// The notice (Arts 13 and 14) in one language.
pub(super) fn paper(record: &Record, lang: Lang, now: Timestamp) -> Paper {
    let say = |key: &str| words::say(lang, key, &[]);
    let notice = record.notice(lang);
    let company = notice.controller.name.as_str();
    let mut paper = Paper::new(lang, &say("notice-title"), company, now);
    paper.heading(2, &say("notice-who"));
    let mut who = vec![
        (say("pack-name"), company.to_owned()),
        (say("pack-address"), notice.controller.address.clone()),
        (say("pack-email"), notice.controller.email.clone()),
    ];
    let contact = |contact: &Contact| {
        let parts = [
            Some(contact.name.as_str()),
            contact.address.as_deref(),
            Some(contact.email.as_str()),
            contact.phone.as_deref(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    who.extend(notice.controller.phone.clone().map(|phone| (say("pack-phone"), phone)));
    who.extend(notice.joint_controllers.iter().map(|joint| (say("notice-joint"), contact(joint))));
    for (key, known) in [("notice-representative", notice.representative), ("notice-dpo", notice.dpo)] {
        who.extend(known.map(|known| (say(key), contact(known))));
    }
    paper.pairs(who);
    paper.heading(2, &say("notice-uses"));
    for one in &notice.processings {
        paper.heading(3, one.name);
        paper.pairs(told(lang, company, one));
    }
    paper.heading(2, &say("notice-recipients"));
    let rows = notice.recipients.iter().map(|receiver| {
        let place = [Some(words::country(lang, receiver.country)), receiver.safeguard.map(str::to_owned)];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
        vec![receiver.name.to_owned(), receiver.purpose.to_owned(), place]
    });
    let columns = [("pack-name", 3), ("notice-purpose", 5), ("pack-country", 2)];
    let columns = columns.into_iter().map(|(key, width)| (say(key), width)).collect();
    paper.table(Table { caption: say("notice-recipients"), columns, rows: rows.collect() });
    paper.heading(2, &say("notice-rights"));
    paper.list(notice.rights.iter().map(|right| say(&format!("notice-right-{}", right.as_str()))));
    let authority = notice.authority;
    let place = [Some(authority.name.as_str()), authority.address.as_deref(), Some(authority.website.as_str())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    paper.paragraph(&words::say(lang, "letter-complain", &[("authority", &place)]));
    paper
}

fn told(lang: Lang, company: &str, one: &Processing<'_>) -> Vec<(String, String)> {
    let say = |key: &str| words::say(lang, key, &[]);
    let names: Vec<&str> = one.recipients.iter().map(|receiver| receiver.name).collect();
    let recipients = match names.is_empty() {
        true => words::say(lang, "notice-nobody", &[("company", company)]),
        false => names.join(", "),
    };
    let until = one.retention.as_ref().map_or_else(
        || say("notice-no-end"),
        |kept| [Some(kept.label), kept.criteria, kept.law].into_iter().flatten().collect::<Vec<_>>().join(". "),
    );
    let all = [
        ("notice-purpose", Some(one.purpose.to_owned())),
        ("notice-sub-purposes", Some(one.sub_purposes.join("; ")).filter(|text| !text.is_empty())),
        ("notice-basis", Some(say(&format!("basis-{}", one.basis.as_str())))),
        ("notice-interest", one.interest.map(str::to_owned)),
        ("notice-law", one.law.map(str::to_owned)),
        ("notice-persons", Some(one.persons.to_owned())),
        ("notice-categories", Some(one.categories.join(", "))),
        ("notice-recipients-row", Some(recipients)),
        ("notice-until", Some(until)),
        ("notice-origin", Some(one.origin.to_owned())),
        ("notice-mandatory", one.mandatory.map(str::to_owned)),
        ("notice-automated", one.automated.map(str::to_owned)),
        ("notice-security", Some(one.security.join("; ")).filter(|text| !text.is_empty())),
    ];
    all.into_iter().filter_map(|(key, value)| Some((say(key), value?))).collect()
}
