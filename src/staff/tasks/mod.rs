//! Tasks: what the machinery gave up on and a person must look at. They stand above the queue until somebody settles
//! them, or the portal sees that it is over.

mod store;

pub use store::{Task, close, count, is_open, note, open, open_of, raise, settle};

use crate::jobs::GaveUp;

/// The id a job was about, for the person who looks: the first text of its payload, which holds ids only.
pub fn object_of(job: &GaveUp) -> Option<String> {
    job.payload.as_object()?.values().find_map(|value| value.as_str().map(str::to_owned))
}
