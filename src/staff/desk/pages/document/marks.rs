//! Marking: every place of some words, what is suggested, or a box.

use super::shown::{Looked, page};
use super::{Desk, Path, Typed, act, request, unreadable};
use crate::portal::Portal;
use crate::redaction::document::{self, Area, Document, MARKS, Mark, Match, Place};
use crate::redaction::drafts::Stage;
use crate::redaction::{Reason, SHORTEST};
use crate::staff::desk;
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

/// The most characters of the words to find.
const LONG: usize = 400;

/// Which page of the document is shown.
#[derive(Deserialize)]
pub(in crate::staff::desk::pages) struct Asked {
    #[serde(default)]
    page: usize,
}

/// A document that is open to be marked, and what is typed into its forms.
struct Marking<'m> {
    visit: &'m Visit,
    desk: Desk,
    document: Document,
    typed: Typed,
}

impl<'m> Marking<'m> {
    async fn new(
        portal: &Portal,
        visit: &'m Visit,
        colleague: &Colleague,
        path: &(String, String),
        typed: Typed,
    ) -> Result<Result<Marking<'m>, HttpResponse>, PageError> {
        let desk = Desk::mine(portal, colleague, path).await?;
        match desk.draft.as_ref().map(|draft| draft.stage) {
            None => return Err(PageError::NotFound),
            Some(Stage::Open) => {}
            Some(_) => return Ok(Err(visit.redirect(&format!("{}/proof", desk.href())))),
        }
        match desk.read(portal).await? {
            Ok(document) => Ok(Ok(Marking { visit, desk, document, typed })),
            Err(fault) => {
                let errors = [FieldError::new("document", unreadable(visit, fault))];
                desk.case.with_errors(visit, portal, colleague, &errors).map(Err)
            }
        }
    }

    fn shown(
        &self,
        number: usize,
        matches: Option<&[Match]>,
        errors: &[FieldError],
    ) -> Result<HttpResponse, PageError> {
        let ticked = (!errors.is_empty()).then_some(self.typed.places.as_slice());
        let looked = Looked { typed: &self.typed, matches, ticked };
        let context = page(self.visit, &self.desk, &self.document, number, &looked);
        if errors.is_empty() {
            return self.visit.page("staff/document.html", context);
        }
        self.visit.page_with_errors("staff/document.html", context, errors)
    }

    fn fault(
        &self,
        number: usize,
        matches: Option<&[Match]>,
        field: &str,
        key: &str,
    ) -> Result<HttpResponse, PageError> {
        let args = [("count", &*SHORTEST.to_string()), ("most", &*MARKS.to_string())];
        self.shown(number, matches, &[FieldError::new(field, self.visit.say(key, &args))])
    }
}

/// Shows a document with what is hidden in it so far.
pub(in crate::staff::desk::pages) async fn show(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, PageError> {
    match Marking::new(&portal, &visit, &colleague, &path, Typed::default()).await? {
        Ok(marking) => marking.shown(asked.page, None, &[]),
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Shows every place of some words.
pub(in crate::staff::desk::pages) async fn find(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let marking = match Marking::new(&portal, &visit, &colleague, &path, form.0).await? {
        Ok(marking) => marking,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let words = marking.typed.words.trim();
    if let Some(fault) = visit.text_fault(words, true, LONG) {
        return marking.shown(1, None, &[FieldError::new("words", fault)]);
    }
    if words.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST {
        return marking.fault(1, None, "words", "redaction-short");
    }
    let matches = document::find(&marking.document.pages, words);
    let first = matches.first().map_or(1, |first| first.page + 1);
    marking.shown(first, Some(&matches), &[])
}

/// Hides the places that are ticked, what is ticked among the suggestions, or a box.
pub(in crate::staff::desk::pages) async fn mark(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let marking = match Marking::new(&portal, &visit, &colleague, &path, form.0).await? {
        Ok(marking) => marking,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let typed = &marking.typed;
    let number = typed.page.parse().unwrap_or(1);
    let matches = (!typed.words.trim().is_empty()).then(|| document::find(&marking.document.pages, &typed.words));
    let Ok(reason) = typed.ground.parse::<Reason>() else {
        let field = match (&matches, typed.left.is_empty() && typed.width.is_empty()) {
            (Some(_), _) => "ground",
            (None, true) => "ground-suggested",
            (None, false) => "ground-box",
        };
        return marking.fault(number, matches.as_deref(), field, "error-choice");
    };
    let marks = match &matches {
        Some(matches) => of_matches(&marking, matches, reason),
        None if !typed.suggested.is_empty() => of_suggestions(&marking, reason),
        None => of_box(&marking, reason),
    };
    let marks = match marks {
        Ok(marks) => marks,
        Err((field, key)) => return marking.fault(number, matches.as_deref(), field, key),
    };
    let (to, request, draft) = (marking.desk.href(), request(&marking.desk), marking.desk.draft(typed)?);
    if draft.body.marks.len() + marks.len() > MARKS {
        return marking.fault(number, matches.as_deref(), "words", "document-many-marks");
    }
    let times: usize = marks.iter().map(|mark| mark.places.len()).sum();
    let first = marks.iter().flat_map(|mark| &mark.places).map(|place| place.page + 1).min().unwrap_or(1);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::mark(tx, act, &request, draft, marks)).await?;
    let banner = Banner::success("document-marked", &[("times", &times.to_string())]);
    Ok(visit.redirect_with(&format!("{to}?page={first}"), &banner))
}

type Fault = (&'static str, &'static str);

fn of_matches(marking: &Marking<'_>, matches: &[Match], reason: Reason) -> Result<Vec<Mark>, Fault> {
    let (ticked, kept): (Vec<_>, Vec<_>) = matches.iter().partition(|one| marking.typed.places.contains(&one.name()));
    if ticked.is_empty() {
        return Err(("places", "redaction-none-ticked"));
    }
    let places = ticked.iter().map(|one| one.place(&marking.document.pages)).collect();
    Ok(vec![Mark::new(&marking.typed.words, reason, places, kept.len())])
}

fn of_suggestions(marking: &Marking<'_>, reason: Reason) -> Result<Vec<Mark>, Fault> {
    let pages = &marking.document.pages;
    let mark = |text: &String| {
        let places: Vec<Place> = document::find(pages, text).iter().map(|one| one.place(pages)).collect();
        (!places.is_empty()).then(|| Mark::new(text, reason, places, 0))
    };
    let marks: Vec<Mark> = marking.typed.suggested.iter().filter_map(mark).collect();
    if marks.is_empty() { Err(("suggested", "redaction-none-ticked")) } else { Ok(marks) }
}

/// A box of whole or broken percent of a page.
fn of_box(marking: &Marking<'_>, reason: Reason) -> Result<Vec<Mark>, Fault> {
    let typed = &marking.typed;
    let percent = |text: &str| {
        let number = text.trim().trim_end_matches('%').trim_end().replace(',', ".").parse::<f32>().ok()?;
        (0.0..=100.0).contains(&number).then_some(number / 100.0)
    };
    let left = percent(&typed.left).ok_or(("left", "document-percent"))?;
    let top = percent(&typed.top).ok_or(("top", "document-percent"))?;
    let width = percent(&typed.width).filter(|width| *width > 0.0).ok_or(("width", "document-percent-more"))?;
    let height = percent(&typed.height).filter(|height| *height > 0.0).ok_or(("height", "document-percent-more"))?;
    let page = typed.page.parse::<usize>().ok().and_then(|page| page.checked_sub(1));
    let page = page.filter(|page| *page < marking.document.pages.len()).ok_or(("left", "document-no-page"))?;
    let area = Area { left, top, width, height }.on_page().ok_or(("left", "document-percent"))?;
    Ok(vec![Mark::new("", reason, vec![Place { page, areas: vec![area] }], 0)])
}

/// Takes a mark back.
pub(in crate::staff::desk::pages) async fn unmark(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String, String)>,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let (reference, id, number) = path.into_inner();
    let number: usize = number.parse().map_err(|_| PageError::NotFound)?;
    let desk = Desk::mine(&portal, &colleague, &(reference, id)).await?;
    let (to, request, draft) = (desk.href(), request(&desk), desk.draft(&form.0)?);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::unmark(tx, act, &request, draft, number)).await?;
    Ok(visit.redirect_with(&to, &Banner::success("document-unmarked", &[])))
}
