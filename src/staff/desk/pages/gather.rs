//! S4: what a case of access gathers by hand.

use super::acts::{Doing, Typed};
use crate::db::{Db, Error};
use crate::lang::Lang;
use crate::manual::{self, Listed, State};
use crate::portal::Portal;
use crate::requests::{Item, Request, Right};
use crate::sources::declaration::Declaration;
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// What is known of the manual sources for a case.
#[derive(Default)]
pub(super) struct Gathered {
    /// Of a case of access: the newest task of each source.
    pub access: Vec<Listed>,
    /// Of a wish in the person's own words to put something right: the newest task of each source; none for other cases.
    corrections: Option<Vec<Listed>>,
}

impl Gathered {
    /// Reads it.
    pub fn of_case(db: &mut Db, request: &Request, items: &[Item]) -> Result<Self, Error> {
        let is_access = items.iter().any(|item| item.right == Right::Access);
        let access = if is_access { manual::newest_for_packages(db, &request.person)? } else { Vec::new() };
        let is_wish = |item: &Item| matches!(item.right, Right::Rectify | Right::Other) && item.subject.is_none();
        let corrections = items.iter().any(is_wish).then(|| manual::corrections_of(db, request.id.as_str()));
        Ok(Self { access, corrections: corrections.transpose()? })
    }
}

/// For a wish to put something right: a row for each manual source, with whether its colleagues can be asked.
pub(super) fn put_right_shown(lang: Lang, portal: &Portal, gathered: &Gathered, may: bool) -> Vec<Value> {
    let Some(tasks) = &gathered.corrections else { return Vec::new() };
    let with_name = |(mut row, source): (Value, &Declaration)| {
        let is_open = tasks.iter().any(|task| task.source == source.name && task.state == State::Open);
        if let Some(row) = row.as_object_mut() {
            row.insert("name".to_owned(), json!(source.name));
            row.insert("ask".to_owned(), json!(may && !is_open));
        }
        row
    };
    let rows = shown(lang, portal, tasks, "manual-state-right").into_iter();
    rows.zip(portal.sources.by_hand()).map(with_name).collect()
}

/// A row for each manual source: found (in the words of the message `found`), nothing, awaited, or nobody was asked.
pub(super) fn shown(lang: Lang, portal: &Portal, tasks: &[Listed], found: &str) -> Vec<Value> {
    let row = |source: &Declaration| {
        let task = tasks.iter().find(|task| task.source == source.name);
        let day = |at| words::date_of(lang, at, portal.zone());
        let say = |key: &str, date: &str| words::say(lang, key, &[("date", date)]);
        let (kind, text) = match task.map(|task| (task.state, task.signed_at, task.due)) {
            Some((State::Found, Some(at), _)) => ("success", say(found, &day(at))),
            Some((State::Nothing, Some(at), _)) => ("success", say("manual-state-none", &day(at))),
            Some((State::Open, _, due)) => ("info", say("manual-state-awaiting", &words::day(lang, due))),
            _ => ("", say("manual-state-unasked", "")),
        };
        json!({ "label": source.label.get(lang), "status": text, "kind": kind, "href": "" })
    };
    portal.sources.by_hand().map(row).collect()
}

/// Whether every manual source is known, and whether some was never asked.
pub(super) fn stand(portal: &Portal, tasks: &[Listed]) -> (bool, bool) {
    let state = |name: &str| tasks.iter().find(|task| task.source == name).map(|task| task.state);
    let known = |name: &str| matches!(state(name), Some(State::Found | State::Nothing));
    let all = portal.sources.by_hand().all(|source| known(&source.name));
    let unasked = portal.sources.by_hand().any(|source| matches!(state(&source.name), None | Some(State::Dropped)));
    (all, unasked)
}

/// Asks the colleagues.
pub(super) async fn ask(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let work = |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| desk::gather(tx, act, portal, request);
    doing.go("manual-asked", "gather", work).await
}

/// Asks the colleagues of one source to put right what the person wrote.
pub(super) async fn put_right(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (reference, source) = path.into_inner();
    portal.sources.manual(&source).ok_or(PageError::NotFound)?;
    let doing = Doing::new(&portal, &visit, &colleague, &web::Path::from(reference), form.0).await?;
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::put_right(tx, act, portal, request, &source)
    };
    doing.go("manual-asked", "put-right", work).await
}
