//! Extending the term of a case, with its reason, while the first term runs.

use super::{Act, Refused};
use crate::db::Db;
use crate::requests::{self, ExtensionGround, Happened, Request, Rules, clock};
use crate::staff::tasks;
use jiff::civil::Date;
use serde_json::json;

/// Extends the term once; the new last day. The notice to the person is the caller's to queue, in the same transaction:
/// without it the extension does not count (Art. 12(3)).
pub fn extend(
    tx: &mut Db,
    act: Act<'_>,
    rules: &Rules,
    request: &Request,
    ground: ExtensionGround,
    reason: &str,
) -> Result<Date, Refused> {
    act.theirs(request)?;
    if reason.trim().is_empty() {
        return Err(Refused::NoFacts);
    }
    let deadline = rules.deadline_of(tx, request)?;
    let today = clock::day_of(act.now, &rules.zone);
    let due = requests::may_extend(&deadline, request.extended.is_some(), today)?;
    requests::store::extend(tx, act.now, act.random, act.keys, request, due, ground, reason.trim())?;
    act.happened(tx, request, Happened::Extended)?;
    request.tell_due(tx, act.now, act.random, request.status, due)?;
    act.log(tx, request, "requests.extended", json!({ "ground": ground.as_str(), "due": due.to_string() }))?;
    if !ground.counts() {
        let why = "a term was extended for the company's own workload, which the law does not count (Art. 12(3))";
        tasks::note(tx, act.now, act.random, "requests.extension", &request.reference, why)?;
    }
    Ok(due)
}
