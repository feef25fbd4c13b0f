//! What the sources may not need to hold, and why colleagues keep it.

use super::super::minimisation::{self, Doubted, Place};
use super::super::store::{self, AnswerRow, LookRow};
use crate::portal::Portal;
use crate::sources::declaration::Declaration;
use crate::sources::minimise::{Doubt, Subject};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;
use serde_json::{Value, json};

const HOME: &str = "/admin/sources/minimisation";

/// The most letters of a reason.
const LONGEST: usize = 500;

/// Counts below are not told: who asks for a number of rows must not learn of one person.
const FEW: u64 = 10;

#[derive(Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    source: String,
    #[serde(default)]
    table: String,
    #[serde(default)]
    column: String,
    #[serde(default)]
    reason: String,
}

impl Asked {
    fn place(&self) -> Place {
        Place { source: self.source.clone(), table: self.table.clone(), column: self.column.clone() }
    }
}

struct Known {
    looks: Vec<LookRow>,
    answers: Vec<(AnswerRow, Option<String>)>,
}

impl Known {
    async fn read(portal: &Portal) -> Result<Known, PageError> {
        let read = portal.db.read(|db| {
            let answers = store::answers(db)?.into_iter().map(|row| {
                let name = super::name(db, Some(&row.answered_by))?;
                Ok((row, name))
            });
            let answers = answers.collect::<Result<Vec<_>, crate::db::Error>>()?;
            Ok::<_, crate::db::Error>(Known { looks: store::looks(db)?, answers })
        });
        Ok(read.await?)
    }

    fn rows(&self) -> Vec<AnswerRow> {
        self.answers.iter().map(|(row, _)| row.clone()).collect()
    }

    fn doubted(&self, place: &Place) -> Option<Doubted> {
        let look = self.looks.iter().find(|look| look.source == place.source)?;
        minimisation::doubted(look, &self.rows()).into_iter().find(|doubted| doubted.place == *place)
    }
}

pub(super) async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let known = Known::read(&portal).await?;
    let sources: Vec<Value> =
        portal.sources.all_declarations().map(|declaration| shown(&portal, &visit, declaration, &known)).collect();
    let months = minimisation::MONTHS.to_string();
    visit.page("record/minimisation.html", json!({ "sources": sources, "months": months }))
}

/// Looks into all of them now.
pub(super) async fn look(portal: Data<Portal>, visit: Visit, _: Form<Nothing>) -> Result<HttpResponse, PageError> {
    minimisation::look_into_all(&portal).await?;
    Ok(visit.redirect_with(HOME, &Banner::success("minimise-looked-now", &[])))
}

fn shown(portal: &Portal, visit: &Visit, declaration: &Declaration, known: &Known) -> Value {
    let look = known.looks.iter().find(|look| look.source == declaration.name);
    let all = look.map(|look| minimisation::doubted(look, &known.rows())).unwrap_or_default();
    let (kept, open): (Vec<&Doubted>, Vec<&Doubted>) = all.iter().partition(|doubted| doubted.answer.is_some());
    let looked = look.and_then(|look| look.looked_at);
    let trouble = look.and_then(|look| look.trouble.as_deref());
    let (state, tag) = match (trouble, looked, open.is_empty()) {
        (Some(_), ..) => ("sources-troubled", "danger"),
        (None, None, _) => ("minimise-never", ""),
        (None, Some(_), true) => ("minimise-nothing", "success"),
        (None, Some(_), false) => ("minimise-doubts", "warning"),
    };
    let moment = |at: crate::db::Time| words::moment(visit.lang(), at.timestamp(), portal.zone());
    let settled = |doubted: &&Doubted| {
        let answer = doubted.answer.as_ref()?;
        let by = known.answers.iter().find(|(row, _)| row == answer).and_then(|(_, name)| name.clone());
        let Place { source, table, column } = &doubted.place;
        Some(json!({
            "place": place(doubted),
            "fields": { "source": source, "table": table, "column": column },
            "reason": answer.reason,
            "by": by,
            "at": moment(answer.answered_at),
            "why": whys(visit, doubted),
        }))
    };
    json!({
        "name": declaration.name,
        "label": declaration.label.get(visit.lang()),
        "file": declaration.file.file_name().map(|name| name.to_string_lossy().into_owned()),
        "state": visit.say(state, &[]),
        "tag": tag,
        "looked": looked.map(moment),
        "trouble": trouble.map(|word| visit.say(&format!("sources-trouble-{word}"), &[])),
        "names_only": !minimisation::counts(declaration),
        "open": open.iter().map(|doubted| json!({
            "place": place(doubted),
            "why": whys(visit, doubted),
            "href": href(&doubted.place),
        })).collect::<Vec<_>>(),
        "kept": kept.iter().filter_map(settled).collect::<Vec<_>>(),
    })
}

fn place(doubted: &Doubted) -> String {
    format!("{}.{}", doubted.place.table, doubted.place.column)
}

/// Names of a source, a table and a column: nothing about a person.
fn href(place: &Place) -> String {
    let pairs = [("source", &place.source), ("table", &place.table), ("column", &place.column)];
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{HOME}/reason?{query}")
}

/// Each doubt, and what to do about it: said once for several.
fn whys(visit: &Visit, doubted: &Doubted) -> Vec<Value> {
    let cures: Vec<String> = doubted.doubts.iter().map(|doubt| cure(visit, doubt)).collect();
    let last = |place: usize| cures.get(place + 1) != cures.get(place);
    let one = |(place, doubt): (usize, &Doubt)| json!({ "text": text(visit, doubt), "cure": cures.get(place).filter(|_| last(place)) });
    doubted.doubts.iter().enumerate().map(one).collect()
}

fn text(visit: &Visit, doubt: &Doubt) -> String {
    let about = doubt.subject.map(|subject| visit.say(&format!("minimise-subject-{}", subject.as_str()), &[]));
    let rows = match doubt.rows {
        Some(rows) if rows < FEW => visit.say("minimise-few", &[]),
        rows => rows.unwrap_or_default().to_string(),
    };
    let (of, months) = (doubt.of.unwrap_or_default().to_string(), minimisation::MONTHS.to_string());
    let subject = about.unwrap_or_default();
    visit.say(
        &format!("minimise-why-{}", doubt.why.as_str()),
        &[("subject", &subject), ("rows", &rows), ("of", &of), ("months", &months)],
    )
}

fn cure(visit: &Visit, doubt: &Doubt) -> String {
    let key = match doubt.subject {
        Some(subject) if subject.is_protected() => "protected",
        Some(Subject::Birth) => "birth",
        _ => doubt.why.as_str(),
    };
    visit.say(&format!("minimise-cure-{key}"), &[])
}

fn asking(visit: &Visit, doubted: &Doubted, typed: &str) -> Value {
    let Place { source, table, column } = &doubted.place;
    json!({
        "place": place(doubted),
        "source": source,
        "table": table,
        "column": column,
        "why": whys(visit, doubted),
        "typed": typed,
        "longest": LONGEST,
    })
}

/// Where a colleague says why a column is needed.
pub(super) async fn ask(portal: Data<Portal>, visit: Visit, asked: Query<Asked>) -> Result<HttpResponse, PageError> {
    let doubted = Known::read(&portal).await?.doubted(&asked.place()).ok_or(PageError::NotFound)?;
    visit.page("record/minimisation-reason.html", asking(&visit, &doubted, ""))
}

pub(super) async fn keep(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Asked>,
) -> Result<HttpResponse, PageError> {
    let asked = form.0;
    let doubted = Known::read(&portal).await?.doubted(&asked.place()).ok_or(PageError::NotFound)?;
    if let Some(fault) = visit.text_fault(&asked.reason, true, LONGEST) {
        let context = asking(&visit, &doubted, &asked.reason);
        return visit.page_with_errors("record/minimisation-reason.html", context, &[FieldError::new("reason", fault)]);
    }
    let (parts, now, reason) = (portal.clone(), visit.now(), asked.reason.trim().to_owned());
    let work = move |tx: &mut crate::db::Db| minimisation::keep(tx, &parts, now, &colleague.id, &doubted, &reason);
    portal.db.write(work).await?;
    Ok(visit.redirect_with(HOME, &Banner::success("minimise-kept-now", &[])))
}

pub(super) async fn reopen(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Asked>,
) -> Result<HttpResponse, PageError> {
    let (parts, now, place) = (portal.clone(), visit.now(), form.0.place());
    let work = move |tx: &mut crate::db::Db| minimisation::reopen(tx, &parts, now, &colleague.id, &place);
    portal.db.write(work).await?;
    Ok(visit.redirect_with(HOME, &Banner::success("minimise-reopened", &[])))
}
