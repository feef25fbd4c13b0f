//! The CNIL's column model (spreadsheet of 25 July 2019), with what Art. 30 asks and what a person is told beside it.

use super::{Edition, Sheet};
use crate::lang::Lang;
use crate::record::{
    Activity, Category, Keep, Nature, OnBehalf, Protection, Recipient, RecipientRole, Record, Sensitive, Text,
};
use crate::words;

/// The actors, one line for each activity, and, for a company that also acts as a processor, one for each controller it acts for.
pub fn sheets(record: &Record, edition: &Edition, lang: Lang) -> Vec<Sheet> {
    let mut sheets = vec![actors(record, edition, lang), activities(record, edition, lang)];
    sheets.extend((!record.on_behalf.is_empty()).then(|| on_behalf(record, edition, lang)));
    sheets
}

fn word(lang: Lang, key: &str) -> String {
    words::say(lang, key, &[])
}

fn actors(record: &Record, edition: &Edition, lang: Lang) -> Sheet {
    let say = |key: &str| word(lang, key);
    let keys =
        ["export-actor", "record-field-name", "record-field-address", "record-field-phone", "record-field-email"];
    let mut rows = vec![keys.iter().map(|key| say(key)).collect()];
    let mut push = |role: &str, name: &str, address: Option<&str>, phone: Option<&str>, email: &str| {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        rows.push(vec![say(role), name.to_owned(), text(address), text(phone), email.to_owned()]);
    };
    let one = &record.controller;
    push("record-part-controller", &one.name, Some(&one.address), one.phone.as_deref(), &one.email);
    let contacts = record.joint_controllers.iter().map(|contact| ("record-part-joint-controllers", contact));
    let contacts = contacts
        .chain(record.representative.iter().map(|contact| ("record-part-representative", contact)))
        .chain(record.dpo.iter().map(|contact| ("record-part-dpo", contact)));
    for (role, contact) in contacts {
        push(role, &contact.name, contact.address.as_deref(), contact.phone.as_deref(), &contact.email);
    }
    let authority = &record.authority;
    push("record-part-authority", &authority.name, authority.address.as_deref(), None, &authority.website);
    let day = words::day(lang, edition.approved);
    let number = edition.number.to_string();
    rows.push(vec![say("export-version"), number, day, String::new(), String::new()]);
    Sheet { name: say("export-sheet-actors"), rows }
}

/// One line for each activity (Art. 30(1)).
pub fn activities(record: &Record, edition: &Edition, lang: Lang) -> Sheet {
    let lines = record.activities.iter().map(|activity| fields(record, edition, activity, lang));
    sheet(word(lang, "export-sheet-activities"), lines)
}

/// One line for each controller on whose behalf the company acts (Art. 30(2)).
pub fn on_behalf(record: &Record, edition: &Edition, lang: Lang) -> Sheet {
    let lines = record.on_behalf.iter().map(|one| fields_on_behalf(record, edition, one, lang));
    let mut sheet = sheet(word(lang, "export-sheet-on-behalf"), lines);
    if sheet.rows.is_empty() {
        sheet.rows.push(vec![word(lang, "export-on-behalf-none")]);
    }
    sheet
}

/// A table of lines that have the same fields.
fn sheet(name: String, lines: impl Iterator<Item = Vec<(String, String)>>) -> Sheet {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for fields in lines {
        if rows.is_empty() {
            rows.push(fields.iter().map(|(heading, _)| heading.clone()).collect());
        }
        rows.push(fields.into_iter().map(|(_, value)| value).collect());
    }
    Sheet { name, rows }
}

/// Every field of what is processed for one controller with its heading (Art. 30(2)(a) to (d)).
pub(super) fn fields_on_behalf(
    record: &Record,
    edition: &Edition,
    one: &OnBehalf,
    lang: Lang,
) -> Vec<(String, String)> {
    let mut list = Vec::new();
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (created, updated) = edition.days_on_behalf(&one.id);
    push("export-reference", one.id.clone());
    push("export-created", created.to_string());
    push("export-updated", updated.to_string());
    push("record-part-controller", one.name.clone());
    push("record-field-address", text(&one.address));
    push("record-field-phone", text(&one.phone));
    push("record-field-email", one.email.clone());
    push("record-field-representative", text(&one.representative));
    push("record-field-dpo", text(&one.dpo));
    push("record-field-processing", one.processing.get(lang).to_owned());
    let further: Vec<&Recipient> = one.recipients.iter().filter_map(|id| record.recipient(id)).collect();
    push("export-further", further.iter().map(|one| named(one, lang)).collect::<Vec<_>>().join("\n"));
    transfers(&mut list, &further, lang);
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    push("export-technical", measures(record, &one.security, lang, false));
    push("export-organisational", measures(record, &one.security, lang, true));
    push("record-field-contract", text(&one.contract));
    push("record-field-review", one.review.map(|day| day.to_string()).unwrap_or_default());
    list
}

/// Every field of one activity with its heading, in the order of the model.
pub(super) fn fields(record: &Record, edition: &Edition, activity: &Activity, lang: Lang) -> Vec<(String, String)> {
    let mut list = Vec::new();
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.get(lang).to_owned()).unwrap_or_default();
    let (created, updated) = edition.days(&activity.id);
    push("export-reference", activity.id.clone());
    push("record-field-name", activity.name.get(lang).to_owned());
    push("export-created", created.to_string());
    push("export-updated", updated.to_string());
    push("record-field-owner", activity.owner.clone().unwrap_or_default());
    push("record-field-software", activity.software.clone().unwrap_or_default());
    push("record-field-review", activity.review.map(|day| day.to_string()).unwrap_or_default());
    push("export-main-purpose", activity.purpose.get(lang).to_owned());
    for (index, key) in
        ["export-sub-1", "export-sub-2", "export-sub-3", "export-sub-4", "export-sub-5"].iter().enumerate()
    {
        push(key, activity.sub_purposes.get(index).map(|text| text.get(lang).to_owned()).unwrap_or_default());
    }
    push("record-field-basis", word(lang, &format!("basis-{}", activity.basis.as_str())));
    push("record-field-interest", text(&activity.interest));
    push("record-field-law", activity.law.clone().unwrap_or_default());
    push("export-technical", measures(record, &activity.security, lang, false));
    push("export-organisational", measures(record, &activity.security, lang, true));
    push("record-field-persons", activity.persons.get(lang).to_owned());
    push("export-source", activity.origin.get(lang).to_owned());
    let kept = kept(record, activity, lang);
    let categories: Vec<&Category> = activity.categories.iter().filter_map(|id| record.category(id)).collect();
    for (key, nature) in Nature::ALL {
        group(&mut list, lang, &format!("nature-{key}"), &categories, &kept, |category| category.group() == *nature);
    }
    for (key, kind) in Sensitive::ALL {
        group(&mut list, lang, &format!("sensitive-{key}"), &categories, &kept, |category| {
            category.sensitive == Some(*kind)
        });
    }
    recipients(&mut list, record, activity, lang);
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    let rights = activity.rights().into_iter().map(|right| word(lang, &format!("export-right-{}", right.as_str())));
    push("export-rights", rights.collect::<Vec<_>>().join(", "));
    push("record-field-mandatory", text(&activity.mandatory));
    push("record-field-automated", text(&activity.automated));
    push("record-field-consent-wording", text(&activity.consent_wording));
    push("record-field-marketing", word(lang, if activity.marketing { "export-yes" } else { "export-no" }));
    push("record-field-impact", text(&activity.impact));
    list
}

fn measures(record: &Record, ids: &[String], lang: Lang, organisational: bool) -> String {
    let known = ids.iter().filter_map(|id| record.security_measure(id));
    let kind = known.filter(|measure| measure.organisational == organisational);
    kind.map(|measure| measure.label.get(lang)).collect::<Vec<_>>().join("\n")
}

/// Until when, in words, with the criteria where there is no length, and the law.
fn kept(record: &Record, activity: &Activity, lang: Lang) -> String {
    let Some(rule) = activity.retention.as_deref().and_then(|id| record.retention(id)) else { return String::new() };
    let law = rule.law.as_deref().map(|law| format!(" ({law})")).unwrap_or_default();
    let criteria = match &rule.keep {
        Keep::For(_) => String::new(),
        Keep::While(criteria) => format!(". {}", criteria.get(lang)),
    };
    format!("{}{criteria}{law}", rule.label.get(lang))
}

/// The two columns of a group of data: what is held, until when.
fn group(
    list: &mut Vec<(String, String)>,
    lang: Lang,
    key: &str,
    categories: &[&Category],
    kept: &str,
    belongs: impl Fn(&Category) -> bool,
) {
    let held: Vec<&str> =
        categories.iter().filter(|category| belongs(category)).map(|category| category.label.get(lang)).collect();
    let group = word(lang, key);
    let until = if held.is_empty() { String::new() } else { kept.to_owned() };
    list.push((words::say(lang, "export-description", &[("group", &group)]), held.join(", ")));
    list.push((words::say(lang, "export-kept", &[("group", &group)]), until));
}

fn recipients(list: &mut Vec<(String, String)>, record: &Record, activity: &Activity, lang: Lang) {
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    let all: Vec<&Recipient> = activity.recipients.iter().filter_map(|id| record.recipient(id)).collect();
    let inside = activity.departments.as_ref().map(|text| text.get(lang).to_owned());
    push("export-internal", inside.unwrap_or_default());
    for (key, role) in [
        ("export-external", RecipientRole::Controller),
        ("export-processors", RecipientRole::Processor),
        ("export-institutional", RecipientRole::Authority),
    ] {
        let of_role = all.iter().filter(|one| one.role == role).map(|one| named(one, lang));
        push(key, of_role.collect::<Vec<_>>().join("\n"));
    }
    transfers(list, &all, lang);
}

fn named(one: &Recipient, lang: Lang) -> String {
    let contact = one.contact.as_deref().map(|contact| format!(" ({contact})")).unwrap_or_default();
    format!("{}{contact}: {}", one.name, one.purpose.get(lang))
}

/// Who gets data outside the Union, where, and what protects them there.
fn transfers(list: &mut Vec<(String, String)>, all: &[&Recipient], lang: Lang) {
    let mut push = |key: &str, value: String| list.push((word(lang, key), value));
    let abroad: Vec<&&Recipient> = all.iter().filter(|one| Protection::of(&one.country) != Protection::Gdpr).collect();
    let lines = |of: &dyn Fn(&Recipient) -> String| abroad.iter().map(|one| of(one)).collect::<Vec<_>>().join("\n");
    push("export-transfer-who", lines(&|one| one.name.clone()));
    push("export-transfer-country", lines(&|one| one.country.clone()));
    let adequate = word(lang, "export-adequate");
    push("export-transfer-safeguard", lines(&|one| one.safeguard.clone().unwrap_or_else(|| adequate.clone())));
    push("export-transfer-document", lines(&|one| one.document.clone().unwrap_or_default()).trim().to_owned());
}
