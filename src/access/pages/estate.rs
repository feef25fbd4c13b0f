//! What an heir, or the person named in directives, downloads with the code of their request: the categories that were
//! allowed and nothing else, made afresh each time and kept nowhere (law.md 1.12, 1.13).

use super::send_file;
use crate::access::{Proof, collect_only, make_folder, package, prove};
use crate::audit::{self, Actor};
use crate::db::{Db, Error, Id};
use crate::people;
use crate::portal::Portal;
use crate::requests::{self, Allowed};
use crate::web::{FieldError, Form, PageError, View, Visit};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use serde_json::json;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom};

/// Reference and code.
#[derive(Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    code: String,
}

/// The categories that may leave now: those allowed at the desk and, for an heir, still needed for an estate by the record
/// of today.
fn categories(portal: &Portal, allowed: &Allowed) -> Vec<String> {
    let needed = |id: &&String| !allowed.estate || portal.record.category(id).is_some_and(|one| one.estate);
    allowed.categories.iter().filter(needed).cloned().collect()
}

pub(super) async fn fetch(visit: Visit, portal: Data<Portal>, form: Form<Key>) -> Result<HttpResponse, PageError> {
    let Key { reference, code } = form.0;
    let (parts, typed) = (portal.clone(), reference.clone());
    let work = move |tx: &mut Db| {
        let Some(request) = requests::follow(tx, &parts.keys, &typed, &code)? else { return Ok(None) };
        let items = requests::items(tx, &parts.keys, &request.id)?;
        let contact = requests::contact(tx, &parts.keys, &request.id)?;
        let allowed = contact.and_then(|contact| requests::allowed(&request, &items, &contact));
        let now = parts.clock.now();
        let ready = allowed.filter(|allowed| now < allowed.until).zip(people::by_id(tx, &request.person)?);
        if ready.is_some() {
            let event = audit::Event {
                actor: Actor::System,
                action: "access.fetched-after-death",
                object: Some(request.reference.clone()),
                person: Some(request.person.clone()),
                detail: json!({}),
            };
            audit::append(tx, now, &parts.random, &event)?;
        }
        Ok::<_, Error>(Some(ready))
    };
    // A wrong pair looks the same whether the reference exists or not.
    let Some(found) = portal.db.write(work).await? else {
        let errors = [FieldError::new("code", visit.say("outside-wrong", &[]))];
        return visit.page_with_errors("requests/outside-key.html", json!({ "reference": reference }), &errors);
    };
    let (allowed, person) = found.ok_or(PageError::Gone)?;
    let only = categories(&portal, &allowed);
    let contents = collect_only(&portal, &person.address(&portal.keys)?, visit.lang(), &only).await?;
    let (parts, id) = (portal.clone(), Id::new(&portal.clock, &portal.random));
    let file = tokio::task::spawn_blocking(move || -> anyhow::Result<File> {
        let place = make_folder(&parts)?.join(format!("{id}.part"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true).read(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let out = options.open(&place)?;
        // Without a name from the start: whatever happens, nothing of it stays on the disk.
        fs::remove_file(&place)?;
        let mut written = package::write(out, &contents, &View::new()?)?;
        written.seek(SeekFrom::Start(0))?;
        if let Proof::Left(_) = prove(&written, &contents)? {
            anyhow::bail!("words that a colleague marked are left in a package: it does not leave");
        }
        written.seek(SeekFrom::Start(0))?;
        Ok(written)
    });
    let file = file.await.map_err(anyhow::Error::from)??;
    send_file(file)
}
