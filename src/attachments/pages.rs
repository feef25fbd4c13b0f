//! Files over HTTP: taken from a form, listed, sent out.

use super::{Attachment, House, Intake, IntakeError, Owner, Refusal};
use crate::db::Id;
use crate::portal::Portal;
use crate::web::{FieldError, PageError, Pieces, Upload, Visit, attachment};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

/// The endings browsers offer to choose among.
pub const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.txt";

/// Takes every file of a form for an owner. What was not taken comes back as mistakes at its field.
pub async fn receive(
    portal: &Portal,
    visit: &Visit,
    upload: &mut Upload,
    owner: &Owner,
    person: Option<&Id>,
) -> Result<Vec<FieldError>, PageError> {
    let (db, keys, random) = (portal.db.clone(), Arc::clone(&portal.keys), portal.random.clone());
    let house = House { db, keys, random, limits: portal.settings.attachments };
    let mut errors = Vec::new();
    while let Some(mut file) = upload.file().await? {
        let mut intake = Intake::new(&house, visit.now(), owner, person, &file.name);
        let mut taken = Ok(());
        while let Some(piece) = file.piece().await? {
            // What follows is read to its end, so that the browser gets to see the answer.
            if taken.is_ok() {
                taken = intake.push(&piece).await;
            }
        }
        if taken.is_ok() {
            taken = intake.end().await.map(drop);
        }
        match taken {
            Ok(()) => {}
            Err(IntakeError::Refused(why)) => {
                intake.give_up().await?;
                errors.push(FieldError::new(&file.field, refusal(portal, visit, why, &file.name)));
            }
            Err(IntakeError::Database(error)) => {
                intake.give_up().await?;
                return Err(error.into());
            }
        }
    }
    Ok(errors)
}

fn refusal(portal: &Portal, visit: &Visit, why: Refusal, name: &str) -> String {
    let limits = portal.settings.attachments;
    let (size, count) = (limits.max_megabytes.to_string(), limits.max_files.to_string());
    let name: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    visit.say(&format!("file-refused-{}", why.as_str()), &[("name", &name), ("size", &size), ("count", &count)])
}

/// What may be added, in words, for the hint of a file field.
pub fn hint(portal: &Portal, visit: &Visit) -> String {
    let limits = portal.settings.attachments;
    let (size, count) = (limits.max_megabytes.to_string(), limits.max_files.to_string());
    visit.say("file-hint", &[("size", &size), ("count", &count)])
}

/// Files as templates list them: `{ id, name, size, at }`.
pub fn shown(portal: &Portal, visit: &Visit, files: &[Attachment]) -> Vec<Value> {
    let line = |file: &Attachment| {
        json!({
            "id": file.id,
            "name": file.name,
            "size": size(visit, file.size),
            "at": words::moment(visit.lang(), file.added_at, portal.zone()),
        })
    };
    files.iter().map(line).collect()
}

/// "12 KB", "3 MB": rounded up.
fn size(visit: &Visit, bytes: u64) -> String {
    let (key, number) = match bytes {
        0..1_000_000 => ("access-kilobytes", bytes.div_ceil(1_000)),
        _ => ("access-megabytes", bytes.div_ceil(1_000_000)),
    };
    visit.say(key, &[("size", &number.to_string())])
}

/// A file, read and opened piece by piece while it is sent.
pub fn send(portal: &Portal, file: &Attachment) -> HttpResponse {
    let (db, keys, id) = (portal.db.clone(), Arc::clone(&portal.keys), file.id.clone());
    let pieces = Pieces::new(file.size, move |place| {
        let (db, keys, id) = (db.clone(), Arc::clone(&keys), id.clone());
        Box::pin(async move {
            let piece = super::piece(&db, &keys, &id, place).await;
            piece.map(|piece| piece.map(Bytes::from)).map_err(std::io::Error::other)
        })
    });
    attachment(&file.name, file.kind.content_type(), pieces)
}
