//! Who is meant where several people share an address: a colleague types what tells them apart, too.

use crate::people::Address;
use crate::portal::Portal;
use crate::web::Visit;

/// The label of what tells them apart, where a source declares it.
pub(super) fn label(portal: &Portal, visit: &Visit) -> Option<String> {
    portal.sources.told_apart_by().map(|label| label.get(visit.lang()).to_owned())
}

/// The address of the person who is meant; what to say at the field of the number where that is open.
pub(super) async fn meant(portal: &Portal, visit: &Visit, address: Address, typed: &str) -> Result<Address, String> {
    let sharing = portal.sources.sharing(&address).await;
    if !sharing.is_shared() {
        return Ok(address);
    }
    match sharing.member(typed) {
        Some(member) => Ok(address.of_member(member.clone())),
        None if typed.trim().is_empty() => Err(visit.say("staff-member-needed", &[])),
        None => Err(visit.say("staff-member-wrong", &[])),
    }
}
