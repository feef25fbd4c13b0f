//! M3: what the mails say: an introduction per language in a fixed message and in its reminder; whether it is a service message to
//! everybody due or one to whom permits its marketing; their preview by the same renderer as sending, a test to oneself.

use super::campaign::{family_words, findings, in_words};
use super::{campaign_at, shown};
use crate::lang::Lang;
use crate::mail::{self, Check, Mail, Rendered};
use crate::people::Address;
use crate::portal::Portal;
use crate::record::Basis;
use crate::refresh::family::Permission;
use crate::refresh::jobs::kinds;
use crate::refresh::lint::{Finding, INTRO_MAX};
use crate::refresh::{self, By, Campaign, Words};
use crate::staff;
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: &str = "refresh/message.html";

#[derive(Clone, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    intro_en: String,
    #[serde(default)]
    intro_fr: String,
    #[serde(default)]
    per_hour: String,
    /// The id of an activity, or [`SERVICE`].
    #[serde(default)]
    family: String,
}

/// The word of family S in the form; no activity is called so: [`Permission::of`] finds none.
const SERVICE: &str = "-";

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    lang: String,
    #[serde(default)]
    round: String,
}

/// One of the two mails of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    First,
    Reminder,
}

impl Round {
    pub(super) const ALL: [Round; 2] = [Round::First, Round::Reminder];

    fn as_str(self) -> &'static str {
        match self {
            Round::First => "first",
            Round::Reminder => "reminder",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|round| round.as_str() == word)
    }
}

/// A mail of a campaign, rendered as it would be sent.
pub(super) fn rendered(portal: &Portal, campaign: &Campaign, lang: Lang, round: Round) -> Result<Rendered, PageError> {
    let mail = mail(portal, campaign, lang, round);
    portal.mailer.render(lang, &mail).map_err(|error| PageError::Internal(error.into()))
}

fn mail(portal: &Portal, campaign: &Campaign, lang: Lang, round: Round) -> Mail {
    let choices = campaign.permission.as_ref().map(|permission| named(portal, permission, lang));
    let check = Check::specimen(campaign.intro(lang).to_owned(), kinds(&portal.record, lang), choices);
    match round {
        Round::First => Mail::DetailsCheck(check),
        Round::Reminder => Mail::DetailsReminder(check),
    }
}

/// What people call the marketing that a campaign rests on.
pub(super) fn named(portal: &Portal, permission: &Permission, lang: Lang) -> String {
    let known = portal.record.activity(permission.activity());
    known.map_or_else(|| permission.activity().to_owned(), |activity| activity.name.get(lang).to_owned())
}

/// The families to choose from: S, and P on the permission for each marketing of the record.
fn families(portal: &Portal, visit: &Visit) -> Vec<Value> {
    let service = json!({
        "value": SERVICE,
        "label": visit.say("refresh-family-service", &[]),
        "hint": visit.say("refresh-family-service-hint", &[]),
    });
    let permitted = Permission::all(&portal.record).map(|activity| {
        let (lang, consent) = (visit.lang(), activity.basis == Basis::Consent);
        let what = activity.name.get(lang);
        let hint = if consent { "refresh-family-consent-hint" } else { "refresh-family-interest-hint" };
        json!({
            "value": activity.id,
            "label": visit.say("refresh-family-permitted", &[("what", what)]),
            "hint": visit.say(hint, &[("words", activity.wording().get(lang))]),
        })
    });
    std::iter::once(service).chain(permitted).collect()
}

/// One mail in each language of the portal.
fn previews(portal: &Portal, visit: &Visit, campaign: &Campaign, round: Round) -> Result<Vec<Value>, PageError> {
    let preview = |lang: &Lang| {
        let rendered = rendered(portal, campaign, *lang, round)?;
        let name = visit.say(&format!("refresh-lang-{lang}"), &[]);
        let context = match round {
            Round::First => name.clone(),
            Round::Reminder => format!("{}, {name}", visit.say("refresh-reminder", &[])),
        };
        Ok(json!({
            "lang": lang.as_str(),
            "name": name,
            "context": context,
            "subject": rendered.subject,
            "text": rendered.text,
            "href": format!("/marketing/campaigns/{}/preview/{lang}/{}-html", campaign.id, round.as_str()),
        }))
    };
    portal.settings.portal.languages.iter().map(preview).collect()
}

fn context(portal: &Portal, visit: &Visit, campaign: &Campaign, typed: &Typed) -> Result<Value, PageError> {
    let (reminds, reminders) = match campaign.schedule.remind_after_days {
        Some(days) => {
            let text = visit.say("refresh-reminder-text", &[("days", &days.to_string())]);
            (text, previews(portal, visit, campaign, Round::Reminder)?)
        }
        None => (visit.say("refresh-schedule-no-reminder", &[]), Vec::new()),
    };
    let first = previews(portal, visit, campaign, Round::First)?;
    let same = visit.say("refresh-preview-text", &[]);
    let of = |round: Round, title: &str, text: String, previews: Vec<Value>| {
        let title = visit.say(title, &[]);
        json!({ "round": round.as_str(), "title": title, "text": text, "previews": previews })
    };
    Ok(json!({
        "campaign": shown(visit, campaign),
        "intro_en": typed.intro_en,
        "intro_fr": typed.intro_fr,
        "per_hour": typed.per_hour,
        "family": typed.family,
        "families": families(portal, visit),
        "family_words": family_words(portal, visit, campaign),
        "max": INTRO_MAX,
        "findings": findings(portal, visit, campaign, true)?,
        "advice": findings(portal, visit, campaign, false)?,
        "mails": [
            of(Round::First, "refresh-preview", same, first),
            of(Round::Reminder, "refresh-reminder", reminds, reminders),
        ],
    }))
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let typed = Typed {
        intro_en: campaign.intro_en.clone(),
        intro_fr: campaign.intro_fr.clone(),
        per_hour: campaign.per_hour.to_string(),
        family: campaign.permission.as_ref().map_or(SERVICE, Permission::activity).to_owned(),
    };
    visit.page(PAGE, context(&portal, &visit, &campaign, &typed)?)
}

pub(super) async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0;
    let mut campaign = campaign_at(&portal, &id).await?;
    let most = portal.settings.refresh.per_hour;
    let per_hour = typed.per_hour.trim().parse::<u32>().ok().filter(|count| (1..=most).contains(count));
    campaign.intro_en = typed.intro_en.trim().to_owned();
    campaign.intro_fr = typed.intro_fr.trim().to_owned();
    let mut errors = Vec::new();
    if typed.family == SERVICE {
        campaign.permission = None;
    } else if campaign.permission.as_ref().is_none_or(|permission| permission.activity() != typed.family) {
        campaign.permission = Permission::of(&portal.record, &typed.family);
        if campaign.permission.is_none() {
            errors.push(FieldError::new("family", visit.say("refresh-family-error", &[])));
        }
    }
    for (field, lang) in [("intro_fr", Lang::Fr), ("intro_en", Lang::En)] {
        let both: Vec<_> = Lang::ALL.iter().map(|lang| (*lang, campaign.intro(*lang))).collect();
        let blocks = |finding: &Finding| finding.rule.blocks(campaign.family());
        let found = refresh::lint::lint_intros(&both).into_iter().find(|(of, found)| *of == lang && blocks(found));
        if let Some((_, finding)) = found {
            errors.push(FieldError::new(field, in_words(&visit, lang, &finding)));
        }
    }
    let Some(per_hour) = per_hour.and_then(|count| i32::try_from(count).ok()).filter(|_| errors.is_empty()) else {
        if per_hour.is_none() {
            let most = most.to_string();
            errors.push(FieldError::new("per_hour", visit.say("refresh-per-hour-error", &[("max", &most)])));
        }
        return visit.page_with_errors(PAGE, context(&portal, &visit, &campaign, &typed)?, &errors);
    };
    let (intro_en, intro_fr) = (campaign.intro_en.clone(), campaign.intro_fr.clone());
    let words = Words { intro_en, intro_fr, per_hour, permission: campaign.permission.clone() };
    let (parts, now, key) = (portal.clone(), visit.now(), campaign.id.clone());
    portal
        .db
        .write(move |tx| refresh::write(tx, &By { colleague: &colleague.id, now, random: &parts.random }, &key, &words))
        .await?;
    let back = format!("/marketing/campaigns/{}/message", campaign.id);
    Ok(visit.redirect_with(&back, &Banner::success("refresh-saved", &[])))
}

/// The mail as it would be sent. Its inline styles are allowed on this address alone; nothing can run or be loaded.
pub(super) async fn preview(
    portal: Data<Portal>,
    at: Path<(String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (id, lang, part) = at.into_inner();
    let campaign = campaign_at(&portal, &id).await?;
    let lang: Lang = lang.parse().map_err(|_| PageError::NotFound)?;
    let (round, part) = part.split_once('-').ok_or(PageError::NotFound)?;
    let round = Round::parse(round).ok_or(PageError::NotFound)?;
    let rendered = rendered(&portal, &campaign, lang, round)?;
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
                  frame-ancestors 'none'; sandbox";
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    match part {
        "html" => Ok(response.content_type("text/html; charset=utf-8").body(rendered.html)),
        "text" => Ok(response.content_type("text/plain; charset=utf-8").body(rendered.text)),
        _ => Err(PageError::NotFound),
    }
}

/// Sends one of the mails to the colleague who asks, and to nobody else.
pub(super) async fn test(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
    form: Form<Which>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let lang: Lang = form.0.lang.parse().map_err(|_| PageError::Invalid)?;
    let round = Round::parse(&form.0.round).ok_or(PageError::Invalid)?;
    let (parts, now, mail) = (portal.clone(), visit.now(), mail(&portal, &campaign, lang, round));
    portal
        .db
        .write(move |tx| {
            let account = staff::account(tx, &colleague.id)?.ok_or(PageError::NotFound)?;
            let to = Address::parse(&account.email).map_err(|_| PageError::Invalid)?;
            mail::queue(tx, now, &parts.random, &parts.keys, &to, lang, &mail)?;
            Ok::<_, PageError>(())
        })
        .await?;
    let back = format!("/marketing/campaigns/{}/message", campaign.id);
    Ok(visit.redirect_with(&back, &Banner::success("refresh-test-sent", &[])))
}
