//! M9: what rules every campaign, to be read: each rule with its value, why it is so, on what it rests and where it is set. Values are
//! those that the program goes by.

use crate::portal::Portal;
use crate::refresh::audience::{ASK_MONTHS, ORDER_DAYS, SMALL};
use crate::refresh::bounce::{SOFT, WITHIN};
use crate::refresh::campaign::{BOUNCES, COMPLAINTS, TRIED};
use crate::refresh::jobs::policy;
use crate::refresh::lint::INTRO_MAX;
use crate::refresh::schedule::{EVERY, HOURS, REMIND, Schedule, Window};
use crate::refresh::store::{aged, answers, ended};
use crate::refresh::warm_up::FROM;
use crate::roles::Permission;
use crate::web::{PageError, Visit};
use crate::words::number;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

/// Where a rule is set.
#[derive(Clone, Copy)]
enum Set {
    /// In `habeas.toml`, under this name.
    By(&'static str),
    /// By who plans a campaign, within the bounds that it names.
    Campaign,
    /// In the program.
    Fixed,
}

/// A rule: its keys are `policy-…`, its value is put into the words of `policy-…-value`.
struct Rule {
    key: &'static str,
    value: Vec<(&'static str, String)>,
    set: Set,
}

fn rule(key: &'static str, set: Set, value: &[(&'static str, &dyn ToString)]) -> Rule {
    Rule { key, value: value.iter().map(|(name, value)| (*name, value.to_string())).collect(), set }
}

/// The rules, by what they are about.
fn rules(portal: &Portal, visit: &Visit) -> Vec<(&'static str, Vec<Rule>)> {
    let (policy, pace) = (policy(portal), number(portal.settings.refresh.per_hour.into()));
    let (confirmed, asked) = policy.months(&Schedule::default());
    let Window { from_hour, to_hour, .. } = Window::default();
    let roles = |permission: Permission| {
        let names = permission.roles().iter().map(|role| visit.say(&format!("role-{role}"), &[]));
        names.collect::<Vec<_>>().join(", ")
    };
    let zone = policy.zone.iana_name().unwrap_or("UTC").to_owned();
    let days = WITHIN.as_hours() / 24;
    vec![
        (
            "policy-pressure",
            vec![
                rule("cap", Set::By("refresh.ask_after_months"), &[("months", &asked)]),
                rule("floor", Set::Fixed, &[("months", &ASK_MONTHS)]),
                rule("confirmed", Set::By("refresh.confirm_after_months"), &[("months", &confirmed)]),
                rule("every", Set::Campaign, &[("from", EVERY.start()), ("to", EVERY.end())]),
                rule("reminder", Set::Campaign, &[("from", REMIND.start()), ("to", REMIND.end())]),
                rule("order", Set::Fixed, &[("days", &ORDER_DAYS)]),
            ],
        ),
        (
            "policy-when",
            vec![
                rule(
                    "hours",
                    Set::Campaign,
                    &[("from", HOURS.start()), ("to", HOURS.end()), ("first", &from_hour), ("last", &to_hour)],
                ),
                rule("holidays", Set::By("requests.holidays"), &[("calendar", &policy.holidays)]),
                rule("zone", Set::By("portal.time_zone"), &[("zone", &zone)]),
            ],
        ),
        (
            "policy-how-many",
            vec![
                rule("pace", Set::By("refresh.per_hour"), &[("mails", &pace)]),
                rule("provider", Set::Campaign, &[("mails", &pace)]),
                rule(
                    "warm-up",
                    Set::Campaign,
                    &[("from", &number((*FROM.start()).into())), ("to", &number((*FROM.end()).into()))],
                ),
            ],
        ),
        (
            "policy-stops",
            vec![
                rule("bounces", Set::Fixed, &[("part", &BOUNCES), ("tried", &TRIED)]),
                rule("complaints", Set::Fixed, &[("part", &number(COMPLAINTS)), ("tried", &TRIED)]),
                rule("address", Set::Fixed, &[("times", &SOFT), ("days", &days)]),
            ],
        ),
        (
            "policy-says",
            vec![rule("family", Set::Campaign, &[]), rule("words", Set::Fixed, &[("letters", &INTRO_MAX)])],
        ),
        (
            "policy-who",
            vec![
                rule("approval", Set::Fixed, &[("roles", &roles(Permission::CampaignApproval))]),
                rule("counts", Set::Fixed, &[("least", &SMALL)]),
                rule("reasons", Set::Fixed, &[("roles", &roles(Permission::Exclusions))]),
            ],
        ),
        (
            "policy-how-long",
            vec![
                rule("link", Set::Fixed, &[("days", &answers::DAYS)]),
                rule("undo", Set::Fixed, &[("days", &answers::UNDO_DAYS)]),
                rule("named", Set::Fixed, &[("months", &aged::MONTHS)]),
                rule("proof", Set::Fixed, &[("years", &ended::YEARS)]),
            ],
        ),
    ]
}

fn shown(visit: &Visit, rule: &Rule) -> Value {
    let args: Vec<(&'static str, &str)> = rule.value.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let say = |end: &str| visit.say(&format!("policy-{}{end}", rule.key), &args);
    let set = match rule.set {
        Set::By(setting) => visit.say("policy-set-by", &[("setting", setting)]),
        Set::Campaign => visit.say("policy-set-campaign", &[]),
        Set::Fixed => visit.say("policy-set-fixed", &[]),
    };
    json!({ "label": say(""), "value": say("-value"), "why": say("-why"), "source": say("-source"), "set": set })
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let part = |(title, rules): (&str, Vec<Rule>)| {
        let rules = rules.iter().map(|rule| shown(&visit, rule)).collect::<Vec<_>>();
        json!({ "title": visit.say(title, &[]), "rules": rules })
    };
    let parts = rules(&portal, &visit).into_iter().map(part).collect::<Vec<_>>();
    visit.page("refresh/policy.html", json!({ "parts": parts }))
}
