//! Which person an address means, where several share it.

use crate::people::{Address, AddressError};
use crate::portal::Portal;

/// Why an address means nobody.
#[derive(Debug, thiserror::Error)]
pub enum WhoseError {
    /// What was written is no address.
    #[error("this is not an e-mail address: {0}")]
    Address(#[from] AddressError),
    /// Several people have it.
    #[error(
        "several people share this address\n  cure: say which one with `--member`: what the source tells them apart by"
    )]
    Several,
    /// Nobody who shares it is called so.
    #[error(
        "nobody who shares this address has this member\n  cure: look it up in the source; without `--member` where one person has the address"
    )]
    Nobody,
    /// A source that would tell does not answer.
    #[error("source `{0}` does not answer, so that nobody can say who shares this address")]
    Silent(String),
}

/// The person whom an address means; `member` is what tells them apart from the others who share it.
pub async fn whose(portal: &Portal, email: &str, member: Option<&str>) -> Result<Address, WhoseError> {
    let address = Address::parse(email)?;
    let sharing = portal.sources.sharing(&address).await;
    match (member, sharing.is_shared()) {
        (None, false) => Ok(address),
        (None, true) => Err(WhoseError::Several),
        (Some(typed), _) => match (sharing.member(typed), sharing.silent.first()) {
            (Some(member), _) => Ok(address.of_member(member.clone())),
            (None, Some(silent)) => Err(WhoseError::Silent(silent.clone())),
            (None, None) => Err(WhoseError::Nobody),
        },
    }
}
