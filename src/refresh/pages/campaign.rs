//! M2, M5 and M6: a campaign with what is left to do, its audience, and its counts while it is sent.

use super::message::{Round, named, rendered};
use super::schedule::{self, waits};
use super::{campaign_at, hours, rules, shown, warm_up};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::record::Basis;
use crate::refresh::audience;
use crate::refresh::campaign::State;
use crate::refresh::jobs::{kinds, policy};
use crate::refresh::lint::{Finding, Frame, Letter, better, lint, lint_intros};
use crate::refresh::{self, Campaign};
use crate::roles::Permission;
use crate::staff;
use crate::web::{Colleague, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::json;

/// One finding in words.
pub(super) fn in_words(visit: &Visit, lang: Lang, finding: &Finding) -> String {
    let language = visit.say(&format!("refresh-lang-{lang}"), &[]);
    let better = better(visit.lang(), finding.rule);
    let args = [("language", language.as_str()), ("words", finding.words.as_str()), ("better", better)];
    visit.say(if finding.words.is_empty() { "refresh-lint" } else { "refresh-lint-words" }, &args)
}

/// What its mails are measured against in a language.
pub(super) fn frame(portal: &Portal, campaign: &Campaign, lang: Lang) -> Frame {
    let house = portal.mailer.house();
    let names = kinds(&portal.record, lang).into_iter().chain([house.name.clone(), house.controller.clone()]);
    // Family P is made of the link to its reader's choices, and names what they permit.
    let own = campaign
        .permission
        .iter()
        .flat_map(|permission| [named(portal, permission, lang), words::say(lang, "mail-details-check-choices", &[])]);
    let contacts = house.dpo.iter().map(|dpo| dpo.email.clone()).chain([house.email.clone()]);
    Frame {
        lang: Some(lang),
        hosts: vec![portal.settings.portal.host.to_lowercase()],
        names: names.chain(own).collect(),
        contacts: contacts.collect(),
        ..Frame::new(campaign.family())
    }
}

/// What the mails of a campaign must not say, by language: the very mails that would be sent are read, the reminder too.
fn broken(portal: &Portal, campaign: &Campaign) -> Result<Vec<(Lang, Finding)>, PageError> {
    let mut found = lint_intros(&Lang::ALL.iter().map(|lang| (*lang, campaign.intro(*lang))).collect::<Vec<_>>());
    for lang in &portal.settings.portal.languages {
        let frame = frame(portal, campaign, *lang);
        for round in Round::ALL {
            let mail = rendered(portal, campaign, *lang, round)?;
            let letter = Letter::rendered(*lang, &mail.subject, &mail.text, &mail.html);
            found.extend(lint(&letter, &frame).into_iter().map(|finding| (*lang, finding)));
        }
    }
    Ok(found)
}

/// What stops a campaign, of what its mails must not say.
pub(super) fn blocked(portal: &Portal, campaign: &Campaign) -> Result<bool, PageError> {
    Ok(broken(portal, campaign)?.iter().any(|(_, finding)| finding.rule.blocks(campaign.family())))
}

/// What its mails must not say in words, each said once: what stops it, or what is only told to who writes to people that permit
/// marketing.
pub(super) fn findings(
    portal: &Portal,
    visit: &Visit,
    campaign: &Campaign,
    blocking: bool,
) -> Result<Vec<String>, PageError> {
    let mut said = Vec::new();
    for (lang, finding) in broken(portal, campaign)? {
        if finding.rule.blocks(campaign.family()) != blocking {
            continue;
        }
        let words = in_words(visit, lang, &finding);
        if !said.contains(&words) {
            said.push(words);
        }
    }
    Ok(said)
}

/// The legal nature of a campaign, in words.
pub(super) fn family_words(portal: &Portal, visit: &Visit, campaign: &Campaign) -> String {
    match &campaign.permission {
        None => visit.say("refresh-kind-value", &[]),
        Some(permission) => {
            let key = match permission.basis() {
                Basis::Consent => "refresh-kind-consent",
                _ => "refresh-kind-interest",
            };
            visit.say(key, &[("what", &named(portal, permission, visit.lang()))])
        }
    }
}

/// When a campaign reminds, and under which subject.
fn reminder(portal: &Portal, visit: &Visit, campaign: &Campaign) -> Result<Option<String>, PageError> {
    let Some(days) = campaign.schedule.remind_after_days else { return Ok(None) };
    let subject = rendered(portal, campaign, visit.lang(), Round::Reminder)?.subject;
    Ok(Some(visit.say("refresh-reminder-value", &[("days", &days.to_string()), ("subject", &subject)])))
}

pub(super) async fn page(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    id: Path<String>,
) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    let horizon = campaign.horizon(&policy(&portal), visit.now());
    let (now_planned, key) = (matches!(campaign.state, State::Draft | State::Submitted), campaign.clone());
    let (today, now) = (portal.today(), visit.now());
    let (figures, audience, author, approver, pace, morning) = portal
        .db
        .read(move |db| {
            let audience = if now_planned { Some(refresh::audience(db, &horizon)?) } else { None };
            let name = |db: &mut _, id: &crate::db::Id| -> Result<String, PageError> {
                Ok(staff::account(db, id)?.map(|account| account.name).unwrap_or_default())
            };
            let author = name(db, &key.author)?;
            let approver = key.approver.as_ref().map(|id| name(db, id)).transpose()?;
            let pace = match key.state {
                State::Planning | State::Sending => {
                    (refresh::share_of_today(db, &key, today)?, refresh::full_providers(db, now, &key)?)
                }
                _ => (None, Vec::new()),
            };
            let morning = refresh::all_wait_until(db, now, &key)?;
            Ok::<_, PageError>((refresh::figures(db, &key.id)?, audience, author, approver, pace, morning))
        })
        .await?;
    let (state, (share, full)) = (campaign.state, pace);
    let own = campaign.author == colleague.id;
    let sent = figures.state("sent") + figures.state("unknown");
    let live = !now_planned;
    let total = audience.as_ref().map_or(figures.total(), refresh::Audience::total);
    let left_out = audience.as_ref().map_or_else(
        || figures.excluded.iter().map(|(_, count)| count).sum(),
        |audience| audience.excluded.iter().sum(),
    );
    let left = figures.state("planned") > 0 || state == State::Planning;
    let planned: Vec<String> = [schedule::in_words(&visit, &campaign.schedule)]
        .into_iter()
        .chain(warm_up::days_in_words(&visit, &campaign, total))
        .collect();
    let today = share.map(|share| warm_up::today_in_words(&visit, share));
    let paces: Vec<String> = today.into_iter().chain(warm_up::full_in_words(&visit, &full)).collect();
    let asleep = morning.and_then(|until| hours::all_wait(&portal, &visit, &campaign, until));
    let context = json!({
        "campaign": shown(&visit, &campaign),
        "findings": findings(&portal, &visit, &campaign, true)?,
        "family": family_words(&portal, &visit, &campaign),
        "message": visit.say(if campaign.permission.is_some() { "refresh-message-permitted" } else { "refresh-message-value" }, &[]),
        "schedule": hours::with_whose(&portal, &visit, planned.join(" ")),
        "paces": if left { paces } else { Vec::new() },
        "rules": rules::in_words(&portal, &visit, &campaign.rules).join(" · "),
        "reminder": reminder(&portal, &visit, &campaign)?,
        "waits": if left { asleep.or_else(|| waits(&portal, &visit, &campaign, share)) } else { None },
        "total": audience::shown(total),
        "none_due": now_planned && total == 0 && campaign.schedule.every_months.is_none(),
        "left_out": audience::shown(left_out),
        "author": author,
        "approver": approver,
        "live": live,
        "sent": audience::shown(sent),
        "planned": audience::shown(figures.state("planned")),
        "reminders": schedule::reminders(&portal, &visit, &figures),
        "left": audience::shown(figures.state("planned") + figures.reminder("planned")),
        "failed": audience::shown(figures.state("failed")),
        "unknown": audience::shown(figures.state("unknown") + figures.reminder("unknown")),
        "complaints": audience::shown(figures.complaints),
        "has_unknown": figures.state("unknown") + figures.reminder("unknown") > 0 && state != State::Sending,
        "answered": audience::shown(figures.answered()),
        "can": {
            "submit": state == State::Draft,
            "reopen": state == State::Submitted,
            "approve": state == State::Submitted && !own && colleague.may(Permission::CampaignApproval),
            "wait": state == State::Submitted && own,
            "pause": state == State::Sending,
            "resume": state == State::Paused,
            "stop": matches!(state, State::Planning | State::Sending | State::Paused),
            "settle": colleague.may(Permission::CampaignApproval),
            "prove": campaign.approver.is_some() && colleague.may(Permission::Exclusions),
        },
    });
    visit.page("refresh/campaign.html", context)
}
