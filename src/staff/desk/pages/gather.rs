//! S4: how each source stands for the copy of a case, and asking them.

use super::acts::{Doing, Typed};
use crate::db::{Db, Error};
use crate::facts;
use crate::lang::Lang;
use crate::manual::{self, Listed, State};
use crate::portal::Portal;
use crate::requests::{Item, Request, Right};
use crate::sources::declaration::Declaration;
use crate::staff::desk::gather::{self, Answer, Gathered};
use crate::staff::desk::{self, Act};
use crate::web::{Colleague, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

/// What is known of the sources for a case.
#[derive(Default)]
pub(super) struct Known {
    /// For a copy.
    copy: Gathered,
    /// Of a wish in the person's own words to put something right: the newest task of each manual source; none for other cases.
    corrections: Option<Vec<Listed>>,
}

impl Known {
    /// Reads it.
    pub fn of_case(db: &mut Db, request: &Request, items: &[Item]) -> Result<Self, Error> {
        let is_copy = items.iter().any(|item| item.right.is_copy());
        let copy = if is_copy { Gathered::of(db, request)? } else { Gathered::default() };
        let is_wish = |item: &Item| matches!(item.right, Right::Rectify | Right::Other) && item.subject.is_none();
        let corrections = items.iter().any(is_wish).then(|| manual::corrections_of(db, request.id.as_str()));
        Ok(Self { copy, corrections: corrections.transpose()? })
    }

    /// The names of the sources of which nothing that serves is known.
    pub fn unknown(&self, portal: &Portal) -> Vec<String> {
        self.copy.unknown(&portal.sources, portal.clock.now())
    }

    /// A row for each source: what it holds, that it is asked again, or that a colleague looks.
    pub fn shown(&self, lang: Lang, portal: &Portal) -> Vec<Value> {
        let live = portal.sources.declarations().map(|source| self.live_shown(lang, portal, source));
        live.chain(by_hand_shown(lang, portal, &self.copy.tasks, "manual-state-found")).collect()
    }

    fn live_shown(&self, lang: Lang, portal: &Portal, source: &Declaration) -> Value {
        let moment = |at| words::moment(lang, at, portal.zone());
        let (kind, status, hint) = match self.copy.standing(&source.name) {
            None => ("", words::say(lang, "gather-unasked", &[]), String::new()),
            Some(one) => {
                let at = [("at", &*moment(one.at))];
                let hint = words::say(lang, "gather-asked", &at);
                match one.answer {
                    Answer::Found => {
                        ("success", words::say(lang, "gather-found", &[("count", &one.entries.to_string())]), hint)
                    }
                    Answer::Nothing => ("success", words::say(lang, "gather-none", &[]), hint),
                    Answer::Shared => ("warning", words::say(lang, "gather-shared", &[]), hint),
                    Answer::Silent => {
                        let next = moment(facts::asked_again(one.at));
                        let tried = [("at", at[0].1), ("next", &*next)];
                        ("danger", words::say(lang, "gather-silent", &[]), words::say(lang, "gather-again", &tried))
                    }
                }
            }
        };
        json!({ "label": source.label.get(lang), "status": status, "kind": kind, "href": "", "hint": hint })
    }
}

/// For a wish to put something right: a row for each manual source, with whether its colleagues can be asked.
pub(super) fn put_right_shown(lang: Lang, portal: &Portal, known: &Known, may: bool) -> Vec<Value> {
    let Some(tasks) = &known.corrections else { return Vec::new() };
    let with_name = |(mut row, source): (Value, &Declaration)| {
        let is_open = tasks.iter().any(|task| task.source == source.name && task.state == State::Open);
        if let Some(row) = row.as_object_mut() {
            row.insert("name".to_owned(), json!(source.name));
            row.insert("ask".to_owned(), json!(may && !is_open));
        }
        row
    };
    let rows = by_hand_shown(lang, portal, tasks, "manual-state-right").into_iter();
    rows.zip(portal.sources.by_hand()).map(with_name).collect()
}

/// A row for each manual source: found (in the words of the message `found`), nothing, awaited, or nobody was asked.
fn by_hand_shown(lang: Lang, portal: &Portal, tasks: &[Listed], found: &str) -> Vec<Value> {
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

/// Asks every source now, and the colleagues of the manual ones.
pub(super) async fn ask(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    if !doing.case.is_of(&colleague) || doing.case.request.status.is_over() {
        return Err(PageError::Forbidden);
    }
    gather::look(&portal, &doing.case.request).await?;
    let work = |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| gather::gather(tx, act, portal, request);
    doing.go("gather-done", "gather", work).await
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
