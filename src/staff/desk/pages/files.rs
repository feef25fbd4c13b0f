//! The files of a case: for the colleague who took it, and every look is told to the person.

use super::case::Case;
use crate::attachments::{self, Owner, OwnerKind};
use crate::db::Id;
use crate::portal::Portal;
use crate::staff::desk::{self, Act, By, Refused};
use crate::web::{Colleague, Form, Nothing, PageError, Visit};
use actix_web::{HttpResponse, web};

/// Sends a file. A POST, because the look is written down.
pub(super) async fn open(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<(String, String)>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let case = Case::load(&portal, &path.0).await?;
    if !case.is_of(&colleague) {
        return Err(PageError::Forbidden);
    }
    let id: Id = path.1.parse().map_err(|_| PageError::NotFound)?;
    let (parts, now, request) = (portal.clone(), visit.now(), case.request);
    let logged = portal.db.write(move |tx| {
        let owners = [Owner::request, Owner::proof, Owner::document, Owner::redacted];
        let found = owners
            .iter()
            .find_map(|owner| attachments::one(tx, &parts.keys, &owner(request.id.clone()), &id).transpose());
        let found = found.transpose()?;
        if let Some(file) = &found {
            let by = By { id: &colleague.id, role: Some(colleague.role) };
            let act = Act { now, random: &parts.random, keys: &parts.keys, by };
            desk::read_file(tx, act, &request, matches!(file.owner.kind, OwnerKind::Document | OwnerKind::Redacted))?;
        }
        Ok::<_, Refused>(found)
    });
    match logged.await {
        Ok(Some(file)) => Ok(attachments::pages::send(&portal, &file)),
        Ok(None) => Err(PageError::NotFound),
        Err(Refused::Database(error)) => Err(error.into()),
        Err(_) => Err(PageError::Forbidden),
    }
}
