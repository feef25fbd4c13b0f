//! Who is meant where several people share an address: a colleague types what tells them apart, too.

use crate::people::Address;
use crate::portal::Portal;
use crate::web::Visit;

/// The label of what tells them apart, where a source declares it.
pub(super) fn label(portal: &Portal, visit: &Visit) -> Option<String> {
    portal.sources.told_apart_by().map(|label| label.get(visit.lang()).to_owned())
}

/// Why it is open who is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclear {
    /// Several people share the address, and what tells them apart was not said.
    Needed,
    /// Nobody there has what was said.
    Wrong,
}

impl Unclear {
    /// The words at the field of the number.
    pub fn key(self) -> &'static str {
        match self {
            Unclear::Needed => "staff-member-needed",
            Unclear::Wrong => "staff-member-wrong",
        }
    }
}

/// The address of the person who is meant; what to say at the field of the number where that is open.
pub(super) async fn meant(portal: &Portal, visit: &Visit, address: Address, typed: &str) -> Result<Address, String> {
    who(portal, address, typed).await.map_err(|unclear| visit.say(unclear.key(), &[]))
}

/// The same where nobody reads along.
pub(super) async fn who(portal: &Portal, address: Address, typed: &str) -> Result<Address, Unclear> {
    let sharing = portal.sources.sharing(&address).await;
    if !sharing.is_shared() {
        return Ok(address);
    }
    match sharing.member(typed) {
        Some(member) => Ok(address.of_member(member.clone())),
        None if typed.trim().is_empty() => Err(Unclear::Needed),
        None => Err(Unclear::Wrong),
    }
}
