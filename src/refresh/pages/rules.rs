//! M2, the rules: whom a campaign is about, as a plain form and in words; rules under a name; ten of those who would get the mail.

use super::audience::{PAGE, Shown, context};
use super::{campaign_at, name_mistake};
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people;
use crate::portal::Portal;
use crate::refresh::rules::{Age, Fact, MONTHS, Rules};
use crate::refresh::{self, By, Campaign};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many of those who would get a mail are shown.
const SAMPLE: usize = 10;

/// How many groups of customers can be chosen from.
const GROUPS: usize = 100;

/// The rules as they were typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    segment: String,
    #[serde(default)]
    related: String,
    #[serde(default)]
    related_months: String,
    #[serde(default)]
    contacted: String,
    #[serde(default)]
    contacted_months: String,
    #[serde(default)]
    confirmed: String,
    #[serde(default)]
    confirmed_months: String,
}

impl Typed {
    pub(super) fn of(rules: &Rules) -> Self {
        let age = |age: Option<Age>| match age {
            None => (String::new(), String::new()),
            Some(Age::Within(months)) => ("within".to_owned(), months.to_string()),
            Some(Age::Before(months)) => ("before".to_owned(), months.to_string()),
            Some(Age::Never) => ("never".to_owned(), String::new()),
        };
        let ((related, related_months), (contacted, contacted_months)) = (age(rules.related), age(rules.contacted));
        let (confirmed, confirmed_months) = age(rules.confirmed);
        Self {
            lang: rules.lang.map(|lang| lang.to_string()).unwrap_or_default(),
            source: rules.source.clone().unwrap_or_default(),
            segment: rules.segment.clone().unwrap_or_default(),
            related,
            related_months,
            contacted,
            contacted_months,
            confirmed,
            confirmed_months,
        }
    }

    /// The three facts that are moments, each with its test and its months.
    fn moments(&self) -> [(Fact, &str, &str); 3] {
        [
            (Fact::Related, &self.related, &self.related_months),
            (Fact::Contacted, &self.contacted, &self.contacted_months),
            (Fact::Confirmed, &self.confirmed, &self.confirmed_months),
        ]
    }
}

/// The sources that can name people: names.
fn directories(portal: &Portal) -> Vec<String> {
    let with = portal.sources.declarations().filter(|declaration| declaration.directory.is_some());
    with.map(|declaration| declaration.name.clone()).collect()
}

/// The groups of customers that the customer file names, with the one that the rules name, should nobody be in it any more.
async fn groups(portal: &Portal, rules: &Rules) -> Result<Vec<String>, PageError> {
    let mut groups = portal.db.read(|db| refresh::declared_segments(db, GROUPS)).await?;
    let named = rules.segment.iter().filter(|named| !groups.contains(named)).cloned().collect::<Vec<_>>();
    groups.extend(named);
    Ok(groups)
}

/// What was typed, or each mistake at its field.
fn read(portal: &Portal, visit: &Visit, groups: &[String], typed: &Typed) -> Result<Rules, Vec<FieldError>> {
    let mut errors = Vec::new();
    let lang: Option<Lang> = typed.lang.parse().ok().filter(|lang| portal.settings.portal.languages.contains(lang));
    let source = directories(portal).into_iter().find(|name| *name == typed.source);
    let segment = groups.iter().find(|name| **name == typed.segment).cloned();
    let unknown = [
        ("lang", lang.is_none() && !typed.lang.is_empty()),
        ("source", source.is_none() && !typed.source.is_empty()),
        ("segment", segment.is_none() && !typed.segment.is_empty()),
    ];
    errors.extend(
        unknown
            .into_iter()
            .filter(|(_, wrong)| *wrong)
            .map(|(field, _)| FieldError::new(field, visit.say("error-choice", &[]))),
    );
    let ages = typed.moments().map(|(fact, test, months)| {
        let number = months.trim().parse::<u32>().ok().filter(|months| MONTHS.contains(months));
        match (test, number) {
            ("", _) => None,
            ("never", _) => Some(Age::Never),
            ("within", Some(months)) => Some(Age::Within(months)),
            ("before", Some(months)) => Some(Age::Before(months)),
            ("within" | "before", None) => {
                let (field, most) = (format!("{}_months", fact.as_str()), MONTHS.end().to_string());
                errors.push(FieldError::new(&field, visit.say("refresh-rule-months-wrong", &[("max", &most)])));
                None
            }
            _ => {
                errors.push(FieldError::new(fact.as_str(), visit.say("error-choice", &[])));
                None
            }
        }
    });
    let [related, contacted, confirmed] = ages;
    if errors.is_empty() { Ok(Rules { lang, source, segment, related, contacted, confirmed }) } else { Err(errors) }
}

/// One rule in words.
fn rule_in_words(portal: &Portal, visit: &Visit, rules: &Rules, fact: Fact) -> String {
    let age = |age: Option<Age>| {
        let (test, months) = match age {
            Some(Age::Within(months)) => ("within", months),
            Some(Age::Before(months)) => ("before", months),
            Some(Age::Never) | None => ("never", 0),
        };
        let months = months.to_string();
        visit.say(&format!("refresh-rule-{}-{test}", fact.as_str()), &[("months", &months)])
    };
    match fact {
        Fact::Lang => {
            let language = rules.lang.map(|lang| visit.say(&format!("refresh-lang-{lang}"), &[])).unwrap_or_default();
            visit.say("refresh-rule-lang-is", &[("language", &language)])
        }
        Fact::Source => {
            let source = portal.sources.called(rules.source.as_deref().unwrap_or_default(), visit.lang());
            visit.say("refresh-rule-source-is", &[("source", &source)])
        }
        Fact::Segment => {
            let group = rules.segment.as_deref().unwrap_or_default();
            visit.say("refresh-rule-segment-is", &[("group", group)])
        }
        Fact::Related => age(rules.related),
        Fact::Contacted => age(rules.contacted),
        Fact::Confirmed => age(rules.confirmed),
    }
}

/// Whom a campaign is about, each rule in words; everybody if there is none.
pub(super) fn in_words(portal: &Portal, visit: &Visit, rules: &Rules) -> Vec<String> {
    if rules.is_empty() {
        return vec![visit.say("refresh-rules-none", &[])];
    }
    rules.facts().map(|fact| rule_in_words(portal, visit, rules, fact)).collect()
}

/// What the page of an audience shows of its rules.
pub(super) async fn shown(
    portal: &Portal,
    visit: &Visit,
    campaign: &Campaign,
    typed: &Typed,
    name: &str,
) -> Result<Value, PageError> {
    let any = || json!({ "value": "", "label": visit.say("refresh-rule-any", &[]) });
    let languages = portal
        .settings
        .portal
        .languages
        .iter()
        .map(|lang| json!({ "value": lang, "label": visit.say(&format!("refresh-lang-{lang}"), &[]) }));
    let sources = directories(portal)
        .into_iter()
        .map(|name| json!({ "label": portal.sources.called(&name, visit.lang()), "value": name }));
    let groups = groups(portal, &campaign.rules).await?;
    let groups = groups.into_iter().map(|name| json!({ "label": name, "value": name })).collect::<Vec<_>>();
    let has_groups = !groups.is_empty() || !typed.segment.is_empty();
    let tests = ["within", "before", "never"]
        .map(|test| json!({ "value": test, "label": visit.say(&format!("refresh-test-{test}"), &[]) }));
    let moments = typed.moments().map(|(fact, test, months)| {
        let word = fact.as_str();
        json!({
            "name": word,
            "label": visit.say(&format!("refresh-rule-{word}"), &[]),
            "test": test,
            "months_name": format!("{word}_months"),
            "months_label": visit.say(&format!("refresh-rule-{word}-months"), &[]),
            "months": months,
        })
    });
    let segments = portal.db.read(refresh::segments).await?;
    let named = segments.iter().map(|segment| {
        json!({
            "id": segment.id,
            "name": segment.name,
            "words": in_words(portal, visit, &segment.rules),
            "used": segment.rules == campaign.rules,
        })
    });
    Ok(json!({
        "words": in_words(portal, visit, &campaign.rules),
        "none": campaign.rules.is_empty(),
        "lang": typed.lang,
        "languages": std::iter::once(any()).chain(languages).collect::<Vec<_>>(),
        "source": typed.source,
        "sources": std::iter::once(any()).chain(sources).collect::<Vec<_>>(),
        "segment": typed.segment,
        "groups": if has_groups { std::iter::once(any()).chain(groups).collect::<Vec<_>>() } else { Vec::new() },
        "tests": std::iter::once(any()).chain(tests).collect::<Vec<_>>(),
        "moments": moments,
        "segments": named.collect::<Vec<_>>(),
        "name": name,
    }))
}

/// Which rule leaves out most, where nobody is left.
pub(super) async fn narrowest(
    portal: &Portal,
    visit: &Visit,
    campaign: &Campaign,
) -> Result<Option<String>, PageError> {
    let (horizon, rules) = (campaign.horizon(&refresh::jobs::policy(portal), visit.now()), campaign.rules.clone());
    let found = portal.db.read(move |db| refresh::narrowest(db, &horizon, &rules)).await?;
    Ok(found.map(|(fact, total)| {
        let rule = rule_in_words(portal, visit, &campaign.rules, fact);
        visit.say("refresh-rules-narrowest", &[("rule", &rule), ("total", &refresh::audience::shown(total))])
    }))
}

/// Does something to a campaign and leads back to its audience.
async fn done<F>(
    portal: &Portal,
    visit: &Visit,
    colleague: Colleague,
    campaign: &Campaign,
    banner: Banner,
    work: F,
) -> Result<HttpResponse, PageError>
where
    F: FnOnce(&mut Db, &By<'_>, &Id) -> Result<(), Error> + Send + 'static,
{
    let (parts, now, key) = (portal.clone(), visit.now(), campaign.id.clone());
    let by = move |tx: &mut Db| work(tx, &By { colleague: &colleague.id, now, random: &parts.random }, &key);
    let banner = match portal.db.write(by).await {
        Ok(()) => banner,
        Err(Error::Lost) => Banner::warning("refresh-moved", &[]),
        Err(error) => return Err(error.into()),
    };
    Ok(visit.redirect_with(&format!("/marketing/campaigns/{}/audience", campaign.id), &banner))
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let groups = groups(&portal, &campaign.rules).await?;
    let rules = match read(&portal, &visit, &groups, &form.0) {
        Ok(rules) => rules,
        Err(errors) => {
            let shown = Shown { rules: form.0, ..Shown::of(&campaign) };
            return visit.page_with_errors(PAGE, context(&portal, &visit, &campaign, shown).await?, &errors);
        }
    };
    let banner = Banner::success("refresh-rules-saved", &[]);
    done(&portal, &visit, colleague, &campaign, banner, move |tx, by, id| refresh::choose(tx, by, id, &rules)).await
}

#[derive(Deserialize)]
pub(super) struct Picked {
    #[serde(default)]
    segment: String,
}

pub(super) async fn pick(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Picked>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let segment: Id = form.0.segment.parse().map_err(|_| PageError::NotFound)?;
    let segment = portal.db.read(move |db| refresh::segment(db, &segment)).await?;
    let banner = Banner::success("refresh-rules-saved", &[]);
    done(&portal, &visit, colleague, &campaign, banner, move |tx, by, id| refresh::choose(tx, by, id, &segment.rules))
        .await
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

pub(super) async fn keep(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Named>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let name = form.0.name.trim().to_owned();
    let mut mistake = name_mistake(&name);
    if mistake.is_none() {
        let (parts, now, name, rules) = (portal.clone(), visit.now(), name.clone(), campaign.rules.clone());
        let work = move |tx: &mut Db| {
            refresh::keep_segment(tx, &By { colleague: &colleague.id, now, random: &parts.random }, &name, &rules)
        };
        match portal.db.write(work).await {
            Ok(()) => {}
            Err(Error::Unique) => mistake = Some("refresh-segment-taken"),
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(key) = mistake {
        let errors = [FieldError::new("name", visit.say(key, &[]))];
        let shown = Shown { name, ..Shown::of(&campaign) };
        return visit.page_with_errors(PAGE, context(&portal, &visit, &campaign, shown).await?, &errors);
    }
    let banner = Banner::success("refresh-segment-kept", &[("name", &name)]);
    Ok(visit.redirect_with(&format!("/marketing/campaigns/{}/audience", campaign.id), &banner))
}

pub(super) async fn remove(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    at: Path<(String, String)>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, segment) = at.into_inner();
    let campaign = campaign_at(&portal, &id).await?;
    let segment: Id = segment.parse().map_err(|_| PageError::NotFound)?;
    let banner = Banner::success("refresh-segment-removed", &[]);
    done(&portal, &visit, colleague, &campaign, banner, move |tx, by, _| refresh::remove_segment(tx, by, &segment))
        .await
}

/// Ten of those who would get the mail, their addresses hidden but for what tells them apart.
pub(super) async fn sample(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let (parts, horizon) = (portal.clone(), campaign.horizon(&refresh::jobs::policy(&portal), visit.now()));
    let found = portal.db.read(move |db| refresh::sample(db, &parts.random, &horizon, SAMPLE)).await?;
    let (parts, now, key) = (portal.clone(), visit.now(), campaign.id.clone());
    let persons = portal
        .db
        .write(move |tx| {
            let by = By { colleague: &colleague.id, now, random: &parts.random };
            refresh::note_sample(tx, &by, &key, found.len())?;
            people::by_ids(tx, &found)
        })
        .await?;
    let masked = |person: &people::Person| person.address(&portal.keys).map(|address| address.masked());
    let sample = persons.iter().map(masked).collect::<Result<Vec<_>, _>>()?;
    let shown = Shown { sample: Some(sample), ..Shown::of(&campaign) };
    visit.page(PAGE, context(&portal, &visit, &campaign, shown).await?)
}
