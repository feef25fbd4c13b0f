//! A2: a draft in forms, part by part, for who does not write TOML.

mod fields;

use super::version::{read, version_at};
use crate::audit::Actor;
use crate::db;
use crate::dpo::editing::{self, Place, Refused, USED_BY};
use crate::dpo::map;
use crate::portal::Portal;
use crate::record::edit::Draft;
use crate::record::form::{Kind, Mistake, Part, Values, mistakes, one};
use crate::record::store::{self, ActError, By, Version};
use crate::record::version::State;
use crate::requests::authorities;
use crate::web::{Banner, Choices, Colleague, FieldError, Form, PageError, Visit};
use crate::words::{self, Reading};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PAGE: &str = "record/part.html";

/// Which one a form is of.
#[derive(Default, Deserialize)]
pub(super) struct Which {
    /// Its id.
    of: Option<String>,
    /// The id that a new one will have; empty if that is still to be typed.
    new: Option<String>,
    /// The legal basis a new activity begins with.
    #[serde(default)]
    basis: String,
    /// The country whose authority is taken from the list.
    #[serde(default)]
    country: String,
    /// `map` if the form was opened from there.
    #[serde(default)]
    back: String,
}

/// The draft a form is of. What is no draft any more is looked at on its own page.
enum Opened {
    Draft(Box<(Version, Draft)>),
    Elsewhere(HttpResponse),
}

async fn open(portal: &Portal, visit: &Visit, id: &str) -> Result<Opened, PageError> {
    let version = version_at(portal, id).await?;
    let home = format!("/admin/record/versions/{}", version.id);
    if version.state != State::Draft {
        return Ok(Opened::Elsewhere(visit.redirect_with(&home, &Banner::warning("record-moved", &[]))));
    }
    match Draft::read(&version.content) {
        Ok(draft) => Ok(Opened::Draft(Box::new((version, draft)))),
        // Only the text can be mended.
        Err(_) => Ok(Opened::Elsewhere(visit.redirect(&format!("{home}/content")))),
    }
}

/// Every part with what is in it.
pub(super) async fn list(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let (version, draft) = match open(&portal, &visit, &id).await? {
        Opened::Draft(opened) => *opened,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let languages = &portal.settings.portal.languages;
    let href = format!("/admin/record/versions/{}", version.id);
    let part = |(word, part): &(&str, Part)| {
        let address = format!("{href}/parts/{word}");
        let one = |id: String| {
            let values = draft.values(*part, &id, languages).unwrap_or_default();
            json!({
                "name": called(&visit, &values, &id),
                "href": format!("{address}?of={id}"),
                "id": part.has_ids().then_some(id),
            })
        };
        let all: Vec<Value> = draft.ids(*part).into_iter().map(one).collect();
        json!({
            "word": word,
            "title": said(&visit, *part, "many"),
            "about": said(&visit, *part, "about"),
            "new": said(&visit, *part, "new"),
            "entries": all,
            "add": (part.is_list() || all.is_empty()).then(|| match part.is_list() {
                true => format!("{address}?new="),
                false => format!("{address}?of="),
            }),
        })
    };
    let context = json!({
        "number": version.number,
        "href": href,
        "parts": Part::ALL.iter().map(part).collect::<Vec<_>>(),
    });
    visit.page("record/parts.html", context)
}

/// What is said about a part: `many`, `about` or `new`.
fn said(visit: &Visit, part: Part, what: &str) -> String {
    visit.say(&format!("part-{}-{what}", part.as_str().replace('_', "-")), &[])
}

/// What one is called in the reader's language.
fn called(visit: &Visit, values: &Values, id: &str) -> String {
    let lang = visit.lang();
    let keys = [format!("name_{lang}"), format!("label_{lang}"), "name".to_owned()];
    let name = keys.iter().map(|key| one(values, key)).find(|name| !name.is_empty());
    name.unwrap_or(id).to_owned()
}

/// A form, with what is typed in it.
struct Sheet<'s> {
    portal: &'s Portal,
    visit: &'s Visit,
    version: &'s Version,
    draft: &'s Draft,
    part: Part,
    /// The id; `None` for a new one.
    id: Option<&'s str>,
    from: &'s str,
}

impl<'s> Sheet<'s> {
    fn place(&self) -> Place<'s> {
        Place { part: self.part, id: self.id, languages: &self.portal.settings.portal.languages }
    }

    /// The form once more, with its mistakes; above it each says at which field it is.
    fn again(&self, values: &Values, seen: &str, errors: &[FieldError]) -> Result<HttpResponse, PageError> {
        let told = |error: &FieldError| {
            let what = match fields::label(self, &error.field) {
                Some(field) => self.visit.say("part-wrong-at", &[("field", &field), ("what", &error.text)]),
                None => error.text.clone(),
            };
            FieldError::new(&error.field, what)
        };
        let listed: Vec<FieldError> = errors.iter().map(told).collect();
        self.visit.page_with_errors(PAGE, self.context(values, seen, errors, None), &listed)
    }

    fn context(&self, values: &Values, seen: &str, errors: &[FieldError], preview: Option<Value>) -> Value {
        let (visit, word) = (self.visit, self.part.as_str());
        let href = format!("/admin/record/versions/{}", self.version.id);
        let id = self.id.unwrap_or_else(|| one(values, "id"));
        let users = match self.part {
            Part::Category => Vec::new(),
            part => self.id.map(|id| editing::users(self.draft, part, id, self.place().languages)).unwrap_or_default(),
        };
        json!({
            "number": self.version.number,
            "href": href,
            "back": match self.from { "map" => format!("{href}/map"), _ => format!("{href}/parts") },
            "from": self.from,
            "action": format!("{href}/parts/{word}"),
            "of": self.id,
            "known_as": self.id.filter(|_| self.part.has_ids()),
            "is_new": self.id.is_none(),
            "title": match self.id.map(|id| called(visit, values, id)) {
                Some(name) if !name.is_empty() => name,
                _ => said(visit, self.part, "new"),
            },
            "kind": said(visit, self.part, "many"),
            "about": said(visit, self.part, "about"),
            "seen": seen,
            "sections": fields::sections(self, values, errors),
            "users": users,
            "places": map::places(self.portal.sources.all_declarations(), self.part, id),
            "authorities": (self.part == Part::Authority).then(|| {
                let listed = authorities().map(|(code, one)| {
                    json!({ "value": code, "label": format!("{} – {}", words::country(visit.lang(), code), one.name) })
                });
                listed.collect::<Vec<_>>()
            }),
            "can_preview": self.part == Part::Activity,
            "preview": preview,
            "can_remove": self.id.is_some() && self.part.is_optional() && self.draft.place(self.part, id).is_some(),
        })
    }
}

/// One of a part, to change, or a new one.
pub(super) async fn form(
    portal: Data<Portal>,
    visit: Visit,
    path: Path<(String, String)>,
    which: Choices<Which>,
) -> Result<HttpResponse, PageError> {
    let (id, word) = path.into_inner();
    let part = Part::of(&word).ok_or(PageError::NotFound)?;
    let (version, draft) = match open(&portal, &visit, &id).await? {
        Opened::Draft(opened) => *opened,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let which = which.0;
    let id = match part.is_list() {
        true => which.of.as_deref(),
        false => Some(""),
    };
    let sheet =
        Sheet { portal: &portal, visit: &visit, version: &version, draft: &draft, part, id, from: from(&which.back) };
    let (mut values, seen) = editing::shown(&draft, sheet.place()).map_err(|_| PageError::NotFound)?;
    if sheet.id.is_none() {
        values = map::first_values(&portal, part, which.new.as_deref().unwrap_or_default());
        if part == Part::Activity && !which.basis.is_empty() {
            values.insert("basis".to_owned(), vec![which.basis]);
        }
    }
    if let (Part::Authority, Some((_, authority))) =
        (part, authorities().find(|(country, _)| *country == which.country))
    {
        for (key, value) in
            [("name", &authority.name), ("website", &authority.website), ("address", &authority.address)]
        {
            values.insert(key.to_owned(), vec![value.clone()]);
        }
    }
    visit.page(PAGE, sheet.context(&values, &seen, &[], None))
}

/// The word of where a form was opened from; anything else says nothing.
fn from(word: &str) -> &'static str {
    if word == "map" { "map" } else { "" }
}

/// What came of a form in the transaction.
enum SaveError {
    Refused(Refused),
    Act(ActError),
}

impl From<db::Error> for SaveError {
    fn from(error: db::Error) -> Self {
        SaveError::Act(ActError::Database(error))
    }
}

/// What was sent: each field with all its values.
fn sent(fields: BTreeMap<String, Value>) -> Values {
    let texts = |value: Value| match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.into_iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    fields.into_iter().map(|(name, value)| (name, texts(value))).collect()
}

/// Days are typed as people write them, and kept as ISO 8601 has them.
fn with_days(part: Part, values: &mut Values) {
    for field in part.fields().iter().filter(|field| matches!(field.kind, Kind::Day)) {
        if let Some(day) = words::typed_day(one(values, field.key)) {
            values.insert(field.key.to_owned(), vec![day.to_string()]);
        }
    }
}

/// Which one of a part was sent: `None` for a new one of a list. What is there once has an empty id.
fn id_of(part: Part, of: &str) -> Option<&str> {
    (!part.is_list() || !of.is_empty()).then_some(of)
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<(String, String)>,
    form: Form<BTreeMap<String, Value>>,
) -> Result<HttpResponse, PageError> {
    let (id, word) = path.into_inner();
    let part = Part::of(&word).ok_or(PageError::NotFound)?;
    let (version, draft) = match open(&portal, &visit, &id).await? {
        Opened::Draft(opened) => *opened,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let mut values = sent(form.0);
    with_days(part, &mut values);
    let of = one(&values, "of").to_owned();
    let id = id_of(part, &of);
    if let Some(id) = id.filter(|_| part.has_ids()) {
        // It is given once, and its form does not ask for it.
        values.insert("id".to_owned(), vec![id.to_owned()]);
    }
    let from = from(one(&values, "back"));
    let seen = one(&values, "seen").to_owned();
    let sheet = Sheet { portal: &portal, visit: &visit, version: &version, draft: &draft, part, id, from };
    let languages = sheet.place().languages;
    let mut errors: Vec<FieldError> =
        mistakes(part, &values, languages).iter().map(|(name, mistake)| told(&visit, name, *mistake)).collect();
    if let Some(error) = used_by_nobody(&sheet, &values) {
        errors.push(error);
    }
    if !errors.is_empty() {
        return sheet.again(&values, &seen, &errors);
    }
    if one(&values, "act") == "preview" {
        let preview = preview(&sheet, &values, &seen);
        return visit.page(PAGE, sheet.context(&values, &seen, &[], preview));
    }
    let (parts, now, key) = (portal.clone(), visit.now(), version.id.clone());
    let (typed, expected, who) = (values.clone(), seen.clone(), of.clone());
    let work = move |tx: &mut db::Db| {
        let version = store::by_id(tx, &key)?;
        let place = Place { part, id: id_of(part, &who), languages: &parts.settings.portal.languages };
        let content = editing::changed(&version.content, place, &typed, &expected).map_err(SaveError::Refused)?;
        if content == version.content {
            return Ok(());
        }
        let actor = Actor::Colleague(colleague.id);
        store::write(tx, &By { actor: &actor, now, random: &parts.random }, &key, &content).map_err(SaveError::Act)
    };
    let back = match from {
        "map" => format!("/admin/record/versions/{}/map", version.id),
        _ => format!("/admin/record/versions/{}/parts", version.id),
    };
    match portal.db.write(work).await {
        Ok(()) => Ok(visit.redirect_with(&back, &Banner::success("record-written", &[]))),
        Err(SaveError::Refused(refused)) => sheet.again(&values, &seen, &refusal(&visit, refused)),
        Err(SaveError::Act(error)) => moved(&visit, &version, error),
    }
}

/// The draft was given to review or removed meanwhile.
fn moved(visit: &Visit, version: &Version, error: ActError) -> Result<HttpResponse, PageError> {
    match error {
        ActError::Refused(_) | ActError::Database(db::Error::Lost) => {
            let home = format!("/admin/record/versions/{}", version.id);
            Ok(visit.redirect_with(&home, &Banner::warning("record-moved", &[])))
        }
        ActError::Database(error) => Err(error.into()),
    }
}

fn told(visit: &Visit, name: &str, mistake: Mistake) -> FieldError {
    FieldError::new(name, visit.say(&format!("part-wrong-{}", mistake.as_str()), &[]))
}

/// A category without an activity has no purpose: nothing may be held in it (Art. 5(1)(b)).
fn used_by_nobody(sheet: &Sheet<'_>, values: &Values) -> Option<FieldError> {
    let used = values.get(USED_BY).is_some_and(|all| !all.is_empty());
    let wanted = sheet.part == Part::Category && !used && !sheet.draft.ids(Part::Activity).is_empty();
    wanted.then(|| FieldError::new(USED_BY, sheet.visit.say("part-wrong-used-by", &[])))
}

/// Why the form is not taken, at its fields.
fn refusal(visit: &Visit, refused: Refused) -> Vec<FieldError> {
    let first = |key: &str, args: &[(&'static str, &str)]| vec![FieldError::new("part", visit.say(key, args))];
    match refused {
        Refused::Moved => first("part-moved", &[]),
        Refused::Unread => first("part-unread", &[]),
        Refused::Taken => vec![FieldError::new("id", visit.say("part-wrong-taken", &[]))],
        Refused::Used(names) => first("part-used", &[("names", &names.join(", "))]),
        Refused::Faults(faults) => faults
            .into_iter()
            .map(|(input, fault)| {
                let words = format!("{}. {}", fault.message, fault.cure);
                FieldError::new(input.as_deref().unwrap_or("part"), words)
            })
            .collect(),
    }
}

pub(super) async fn remove(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<(String, String)>,
    form: Form<BTreeMap<String, Value>>,
) -> Result<HttpResponse, PageError> {
    let (id, word) = path.into_inner();
    let part = Part::of(&word).filter(|part| part.is_optional()).ok_or(PageError::NotFound)?;
    let (version, draft) = match open(&portal, &visit, &id).await? {
        Opened::Draft(opened) => *opened,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let sent = sent(form.0);
    let (of, seen) = (one(&sent, "of").to_owned(), one(&sent, "seen").to_owned());
    let (parts, now, key, who) = (portal.clone(), visit.now(), version.id.clone(), of.clone());
    let work = move |tx: &mut db::Db| {
        let version = store::by_id(tx, &key)?;
        let place = Place { part, id: Some(&who), languages: &parts.settings.portal.languages };
        let content = editing::removed(&version.content, place, &seen).map_err(SaveError::Refused)?;
        let actor = Actor::Colleague(colleague.id);
        store::write(tx, &By { actor: &actor, now, random: &parts.random }, &key, &content).map_err(SaveError::Act)
    };
    match portal.db.write(work).await {
        Ok(()) => {
            let back = format!("/admin/record/versions/{}/parts", version.id);
            Ok(visit.redirect_with(&back, &Banner::success("part-removed", &[])))
        }
        Err(SaveError::Refused(refused)) => {
            let sheet = Sheet {
                portal: &portal,
                visit: &visit,
                version: &version,
                draft: &draft,
                part,
                id: Some(&of),
                from: "",
            };
            let (values, seen) = editing::shown(&draft, sheet.place()).map_err(|_| PageError::NotFound)?;
            sheet.again(&values, &seen, &refusal(&visit, refused))
        }
        Err(SaveError::Act(error)) => moved(&visit, &version, error),
    }
}

/// What people will read of an activity, in each language, and how easily.
fn preview(sheet: &Sheet<'_>, values: &Values, seen: &str) -> Option<Value> {
    let place = sheet.place();
    let content = editing::changed(&sheet.version.content, place, values, seen).ok()?;
    let record = read(sheet.portal, &content).0?;
    let activity = record.activity(sheet.id.unwrap_or_else(|| one(values, "id")))?;
    let one = |lang: &crate::lang::Lang| {
        let lang = *lang;
        let said = record.processing(activity, lang);
        let say = |key: &str| words::say(lang, key, &[]);
        let receivers: Vec<&str> = said.recipients.iter().map(|receiver| receiver.name).collect();
        let texts = [Some(said.purpose), said.interest, said.mandatory, said.automated, Some(said.origin)];
        let texts: Vec<&str> = texts.into_iter().flatten().chain(said.sub_purposes.iter().copied()).collect();
        let reading = Reading::of(lang, &texts.join("\n\n")).map(|reading| {
            let (ease, average) = (format!("{:.0}", reading.ease), format!("{:.0}", reading.average()));
            sheet.visit.say("part-reading", &[("ease", &ease), ("average", &average)])
        });
        json!({
            "lang": lang,
            "language": sheet.visit.say(&format!("language-{lang}"), &[]),
            "name": said.name,
            "rows": [
                { "label": say("part-read-why"), "value": said.purpose },
                { "label": say("part-read-basis"), "value": say(&format!("basis-{}", said.basis.as_str())) },
                { "label": say("part-read-who"), "value": match receivers.is_empty() {
                    true => say("fact-nobody"),
                    false => receivers.join(", "),
                } },
                { "label": say("part-read-until"), "value": said.retention.map(|kept| kept.label).unwrap_or_default() },
                { "label": say("part-read-from"), "value": said.origin },
            ],
            "reading": reading.unwrap_or_else(|| sheet.visit.say("part-reading-short", &[])),
        })
    };
    Some(json!(place.languages.iter().map(one).collect::<Vec<_>>()))
}
