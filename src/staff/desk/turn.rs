//! Whose turn it is: a case goes to another colleague, or is put aside for some days.

use super::{Act, By, Refused, gather, may_take, store};
use crate::db::{Db, Id};
use crate::requests::{Happened, Request, Rules, clock};
use crate::roles::{Permission, Role};
use crate::staff;
use jiff::civil::Date;
use serde_json::json;

/// Gives a case to a colleague. Who has it may hand it on; nobody's case may be given by anyone at the desk; the data
/// protection officer may give any.
pub fn assign(tx: &mut Db, act: Act<'_>, request: &Request, to: &Id) -> Result<(), Refused> {
    act.colleague()?;
    let free = request.owner.is_none() || act.by.role == Some(Role::Dpo);
    if !free {
        act.theirs(request)?;
    }
    let account = staff::account(tx, to)?;
    let may = |account: &staff::Account| account.disabled_at.is_none() && account.role.may(Permission::Requests);
    let Some(account) = account.filter(may) else { return Err(Refused::NoColleague) };
    if !may_take(tx, By { id: to, role: Some(account.role) }, request)? {
        return Err(Refused::ForTheOfficer);
    }
    store::set_owner(tx, act.now, request, to, request.status)?;
    gather::begin(tx, act, request)?;
    act.happened(tx, request, Happened::Assigned)?;
    Ok(act.log(tx, request, "requests.assigned", json!({ "to": to }))?)
}

/// Puts a case aside until a day, which cannot be past its due date.
pub fn snooze(tx: &mut Db, act: Act<'_>, rules: &Rules, request: &Request, until: Date) -> Result<(), Refused> {
    act.theirs(request)?;
    let today = clock::day_of(act.now, &rules.zone);
    if until <= today || until > request.due_on {
        return Err(Refused::NoSnooze);
    }
    store::snooze(tx, act.now, request, until)?;
    Ok(act.log(tx, request, "requests.snoozed", json!({ "until": until.to_string() }))?)
}
