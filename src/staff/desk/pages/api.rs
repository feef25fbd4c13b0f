//! Requests for programs of the company: `/api/v1/requests`. A program brings what reached the company elsewhere, follows how
//! requests stand, writes to the person, and closes what colleagues decided. It goes through the desk's own functions, so
//! it can do nothing that a colleague may not; it takes no case and decides nothing. `docs/api.md` is for who writes one.

mod act;
mod bring;
mod describe;
mod read;

use crate::api::Program;
use crate::portal::Portal;
use crate::requests::{Request, Right};
use crate::staff::desk::{Act, By};
use crate::web::Route;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The addresses for programs.
pub(super) fn routes() -> Vec<Route> {
    [bring::routes(), read::routes(), act::routes()].into_iter().flatten().collect()
}

/// The program as one who acts at the desk.
fn acts<'a>(portal: &'a Portal, now: Timestamp, program: &'a Program) -> Act<'a> {
    Act { now, random: &portal.random, keys: &portal.keys, by: By { id: &program.id, role: None } }
}

/// A request without anything of a person.
fn shown(request: &Request, rights: &[Right]) -> Value {
    json!({
        "id": request.id,
        "reference": request.reference,
        "status": request.status.as_str(),
        "kinds": rights.iter().map(|right| right.as_str()).collect::<Vec<_>>(),
        "channel": request.channel.as_str(),
        "lang": request.lang.as_str(),
        "received_at": request.received_at.to_string(),
        "due_on": request.due_on.to_string(),
        "extended": request.extended.is_some(),
        "taken": request.owner.is_some(),
        "changed_at": request.changed_at.to_string(),
        "closed_at": request.closed_at.map(|at| at.to_string()),
    })
}
