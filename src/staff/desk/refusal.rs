//! Refusing an item: ground, facts, a named colleague, and a second person (Art. 12(4), (5); law.md REF-2 to REF-6).

use super::{Act, Refused, employer, store};
use crate::db::{Db, Error};
use crate::requests::{self, Author, Ground, Happened, Item, ItemState, Request};
use crate::roles::Role;
use serde_json::json;

/// A refusal in words.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// The ground of the law.
    pub ground: Ground,
    /// The facts that make it apply, for the person to read.
    pub facts: &'a str,
    /// What was seen of the person's situation and why it weighs less, for the person to read: needed where the ground is
    /// a balance (Art. 21(1)).
    pub weighed: &'a str,
    /// Whether a second person must agree before it counts.
    pub two_persons: bool,
}

/// Refuses an item, or proposes it to a second person. Needs ground, facts and a named colleague: nothing is refused
/// automatically (Art. 12(4), law.md REF-2).
pub fn refuse(tx: &mut Db, act: Act<'_>, request: &Request, item: &Item, refusal: Refusal<'_>) -> Result<(), Refused> {
    act.theirs(request)?;
    let by_employer = employer::is_employer(tx, act, request)?;
    let grounds = if by_employer { &[Ground::Employer][..] } else { item.right.grounds() };
    if !grounds.contains(&refusal.ground) {
        return Err(Refused::NoGround);
    }
    if refusal.facts.trim().is_empty() {
        return Err(Refused::NoFacts);
    }
    if refusal.ground == Ground::Compelling && refusal.weighed.trim().is_empty() {
        return Err(Refused::NoBalance);
    }
    if refusal.ground == Ground::Excessive && !may_be_excessive(tx, request)?.contains(&item.right) {
        return Err(Refused::NotExcessive);
    }
    if refusal.ground == Ground::Unidentified && !requests::may_end_unidentified(tx, act.keys, request, act.now)? {
        return Err(Refused::MayStillAnswer);
    }
    if refusal.ground == Ground::Abusive {
        abuse_is_proven(tx, act, request)?;
    }
    requests::store::touch(tx, act.now, request)?;
    let written = match refusal.ground {
        Ground::Compelling => format!("{}\n\n{}", refusal.facts.trim(), refusal.weighed.trim()),
        _ => refusal.facts.to_owned(),
    };
    let reason = act.keys.seal(act.random, &requests::store::reason_place(&item.id), written.as_bytes());
    let ground = refusal.ground.as_str();
    store::propose(tx, act.now, &item.id, act.by.id, ground, &reason, !refusal.two_persons)?;
    let (what, action) = if refusal.two_persons {
        (Happened::Proposed, "requests.refusal-proposed")
    } else {
        (Happened::Refused, "requests.refused")
    };
    act.happened(tx, request, what)?;
    Ok(act.log(tx, request, action, json!({ "right": item.right.as_str(), "ground": ground }))?)
}

/// Fails unless the data protection officer has written the evidence on the case: what shows the aim, from outside and in
/// the person's own conduct (CJEU C-526/24; law.md REF-6). A word in the refusal proves nothing.
fn abuse_is_proven(db: &mut Db, act: Act<'_>, request: &Request) -> Result<(), Refused> {
    if act.by.role != Some(Role::Dpo) {
        return Err(Refused::NotTheOfficer);
    }
    let written = requests::messages(db, act.keys, &request.id, true)?;
    let evidence = written.iter().any(|one| one.author == Author::Note && one.colleague.as_ref() == Some(act.by.id));
    if evidence { Ok(()) } else { Err(Refused::NoEvidence) }
}

/// The rights that could be called excessive: those the person asked for in another request of the last year. One request
/// in a year never is (EDPB Guidelines 01/2022, 185; law.md REF-3).
pub fn may_be_excessive(db: &mut Db, request: &Request) -> Result<Vec<requests::Right>, Error> {
    let year = jiff::SignedDuration::from_hours(24 * 365);
    let since = request.received_at.saturating_sub(year).unwrap_or(request.received_at);
    requests::recently_asked(db, request, since)
}

/// The second person agrees to a refusal, or sends it back to be decided again.
pub fn second(tx: &mut Db, act: Act<'_>, request: &Request, item: &Item, agrees: bool) -> Result<(), Refused> {
    act.colleague()?;
    if item.proposed_by.as_ref() == Some(act.by.id) {
        return Err(Refused::SamePerson);
    }
    requests::store::touch(tx, act.now, request)?;
    let (state, decided, what, action) = if agrees {
        (ItemState::Refused, Some(act.by.id), Happened::Refused, "requests.refused")
    } else {
        (ItemState::Open, None, Happened::SentBack, "requests.refusal-sent-back")
    };
    store::decide(tx, act.now, &item.id, ItemState::Proposed, state, decided)?;
    act.happened(tx, request, what)?;
    Ok(act.log(tx, request, action, json!({ "right": item.right.as_str() }))?)
}
