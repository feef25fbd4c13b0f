//! S5, for documents: a PDF or a picture of a case is added, marked, looked at, made anew with what is marked hidden, proven,
//! seen by a second person, and given.

mod marks;
mod result;
mod shown;

pub(super) use marks::{find, mark, show, unmark};
pub(super) use result::{apply, back, give, preview, proof, second};
pub(super) use shown::Documents;

use super::case::Case;
use crate::attachments::{self, Attachment, Owner};
use crate::db::{Db, Error, Id};
use crate::people;
use crate::portal::Portal;
use crate::redaction::document::{self, Document, Unreadable};
use crate::redaction::drafts::{self, Draft, Stage};
use crate::requests::Request;
use crate::staff::desk::{self, Act, By, Refused};
use crate::web::{Banner, Colleague, FieldError, Form, Nothing, PageError, Upload, Visit};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Semaphore;

type Path = web::Path<(String, String)>;

/// What is typed into the forms of a document.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: String,
    #[serde(default)]
    words: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    places: Vec<String>,
    #[serde(default, deserialize_with = "crate::web::many")]
    suggested: Vec<String>,
    #[serde(default)]
    ground: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    left: String,
    #[serde(default)]
    top: String,
    #[serde(default)]
    width: String,
    #[serde(default)]
    height: String,
    #[serde(default)]
    agrees: String,
}

/// A document of a case, and how far its redaction is.
struct Desk {
    case: Case,
    file: Attachment,
    draft: Option<Draft>,
}

impl Desk {
    /// The document at this address, for the colleague whose case it is; others find nothing.
    async fn mine(portal: &Portal, colleague: &Colleague, path: &(String, String)) -> Result<Self, PageError> {
        let desk = Self::any(portal, path).await?;
        if !desk.case.is_of(colleague) || desk.case.request.status.is_over() {
            return Err(PageError::Forbidden);
        }
        Ok(desk)
    }

    /// The same where somebody else may be the second person.
    async fn any(portal: &Portal, (reference, id): &(String, String)) -> Result<Self, PageError> {
        let case = Case::load(portal, reference).await?;
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        let (keys, request) = (portal.keys.clone(), case.request.id.clone());
        let read = portal.db.read(move |db| {
            let file = attachments::one(db, &keys, &Owner::document(request.clone()), &id)?;
            let draft = drafts::one(db, &keys, &request, &id)?;
            Ok::<_, Error>(file.map(|file| (file, draft)))
        });
        let (file, draft) = read.await?.ok_or(PageError::NotFound)?;
        Ok(Self { case, file, draft })
    }

    /// The redaction, as the form of the page had it: an older one is not saved.
    fn draft(&self, typed: &Typed) -> Result<Draft, PageError> {
        let draft = self.draft.clone().ok_or(PageError::NotFound)?;
        Ok(Draft { version: typed.version.parse().unwrap_or(-1), ..draft })
    }

    fn href(&self) -> String {
        format!("/staff/cases/{}/documents/{}", self.case.request.reference, self.file.id)
    }

    fn case_href(&self) -> String {
        format!("/staff/cases/{}#documents", self.case.request.reference)
    }

    /// The pages of the document and their words.
    async fn read(&self, portal: &Portal) -> Result<Result<Document, Unreadable>, PageError> {
        let (bytes, kind) = (bytes(portal, &self.file.id).await?, self.file.kind);
        by_hand(move || document::read(kind, &bytes)).await
    }
}

/// So many documents are worked on at a time: each takes a processor and some memory.
static HANDS: Semaphore = Semaphore::const_new(2);

/// Works on a document beside the threads that answer.
async fn by_hand<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<Result<T, Unreadable>, PageError> {
    let _hand = HANDS.acquire().await.map_err(|_| PageError::Unavailable)?;
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}

async fn bytes(portal: &Portal, file: &Id) -> Result<Vec<u8>, PageError> {
    let (keys, file) = (portal.keys.clone(), file.clone());
    Ok(portal.db.read(move |db| attachments::whole(db, &keys, &file)).await?)
}

/// Does an act of the desk in one transaction.
async fn act<T: Send + 'static>(
    portal: &web::Data<Portal>,
    visit: &Visit,
    colleague: &Colleague,
    work: impl FnOnce(&mut Db, Act<'_>) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refusal> {
    let (parts, now, colleague) = (portal.clone(), visit.now(), colleague.clone());
    let done = portal.db.write(move |tx| {
        let by = By { id: &colleague.id, role: Some(colleague.role) };
        work(tx, Act { now, random: &parts.random, keys: &parts.keys, by })
    });
    done.await.map_err(Refusal)
}

/// Why an act was refused, for a page that has nothing more to say of it.
struct Refusal(Refused);

impl From<Refusal> for PageError {
    fn from(Refusal(refused): Refusal) -> Self {
        match refused {
            Refused::Database(Error::Lost) | Refused::WrongStep => PageError::Conflict,
            Refused::Database(error) => error.into(),
            _ => PageError::Forbidden,
        }
    }
}

/// Adds documents to a case. The person does not see them until they are given.
pub(super) async fn add(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    mut upload: Upload,
) -> Result<HttpResponse, PageError> {
    let case = Case::load(&portal, &path).await?;
    if !case.is_of(&colleague) || case.request.status.is_over() {
        return Err(PageError::Forbidden);
    }
    let (owner, id) = (Owner::document(case.request.id.clone()), case.request.person.clone());
    let person = portal.db.read(move |db| people::by_id(db, &id)).await?.map(|person| person.id);
    let before = case.documents().count();
    let errors = attachments::pages::receive(&portal, &visit, &mut upload, &owner, person.as_ref()).await?;
    upload.form::<Nothing>().await?;
    let again = Case::load(&portal, &path).await?;
    let files = again.documents().count().saturating_sub(before);
    if !errors.is_empty() || files == 0 {
        let none = || vec![FieldError::new("document", visit.say("document-none", &[]))];
        let errors = if errors.is_empty() { none() } else { errors };
        return again.with_errors(&visit, &portal, &colleague, &errors);
    }
    let request = again.request;
    let back = format!("/staff/cases/{}#documents", request.reference);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::added(tx, act, &request, files)).await?;
    Ok(visit.redirect_with(&back, &Banner::success("document-added", &[])))
}

/// Opens a document to be marked. A POST, because the look is written down and the redaction begins.
pub(super) async fn read(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    if let Some(fault) = desk.read(&portal).await?.err() {
        let errors = [FieldError::new("document", unreadable(&visit, fault))];
        return desk.case.with_errors(&visit, &portal, &colleague, &errors);
    }
    let (to, request, document) = (desk.href(), desk.case.request, desk.file.id);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::read(tx, act, &request, &document)).await?;
    Ok(visit.redirect(&to))
}

/// Why a document is not worked on, with the cure.
fn unreadable(visit: &Visit, fault: Unreadable) -> String {
    visit.say(fault.key(), &[("count", &document::PAGES.to_string())])
}

/// Takes a document out of the case.
pub(super) async fn remove(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let desk = Desk::mine(&portal, &colleague, &path).await?;
    let (to, request, document) = (desk.case_href(), desk.case.request, desk.file.id);
    act(&portal, &visit, &colleague, move |tx, act| desk::document::remove(tx, act, &request, &document)).await?;
    portal.db.truncate_log().await?;
    Ok(visit.redirect_with(&to, &Banner::success("document-removed", &[])))
}

/// Which pictures of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// As it is.
    Original,
    /// As it will be.
    Preview,
    /// As it is in the copy.
    Copy,
}

/// A page as a picture: the portal's own, never a part of the file.
pub(super) async fn picture(
    portal: web::Data<Portal>,
    colleague: Colleague,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (reference, id, side, page) = path.into_inner();
    let side = match side.as_str() {
        "original" => Side::Original,
        "preview" => Side::Preview,
        "copy" => Side::Copy,
        _ => return Err(PageError::NotFound),
    };
    let page = page.strip_suffix(".png").and_then(|page| page.parse::<usize>().ok()).ok_or(PageError::NotFound)?;
    let page = page.checked_sub(1).ok_or(PageError::NotFound)?;
    let desk = Desk::any(&portal, &(reference, id)).await?;
    let draft = desk.draft.as_ref().ok_or(PageError::NotFound)?;
    let second = side == Side::Copy && draft.stage == Stage::Proven;
    if !(desk.case.is_of(&colleague) || second) {
        return Err(PageError::Forbidden);
    }
    let file = match side {
        Side::Copy => draft.result.as_ref().ok_or(PageError::NotFound)?,
        _ => &desk.file.id,
    };
    let marks = if side == Side::Preview { draft.body.marks.clone() } else { Vec::new() };
    let (bytes, kind) = (bytes(&portal, file).await?, desk.file.kind);
    let drawn =
        by_hand(move || document::picture(kind, &bytes, page, &marks)).await?.map_err(|_| PageError::NotFound)?;
    Ok(HttpResponse::Ok().content_type("image/png").body(drawn))
}

/// The parts that taking a file in needs, with room for a copy of pictures.
fn house(portal: &Portal) -> attachments::House {
    let limits = crate::config::Attachments { max_megabytes: 200, max_files: 100 };
    let (db, keys, random) = (portal.db.clone(), Arc::clone(&portal.keys), portal.random.clone());
    attachments::House { db, keys, random, limits }
}

/// What a second person may see: a copy that another colleague made.
fn is_second(colleague: &Colleague, draft: &Draft) -> bool {
    draft.stage == Stage::Proven && draft.proven_by.as_ref() != Some(&colleague.id)
}

/// The request of a case, to be taken into a transaction.
fn request(desk: &Desk) -> Request {
    desk.case.request.clone()
}
