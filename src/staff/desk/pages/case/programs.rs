//! What a program is told of a case.

use super::Case;
use crate::db::Id;
use crate::portal::Portal;
use crate::requests::{self, AccessPart, Author, Item, ItemState, Message};
use crate::staff::desk::gather;
use crate::web::PageError;

impl Case {
    /// The case of a request's id.
    pub async fn of(portal: &Portal, id: &Id) -> Result<Case, PageError> {
        let id = id.clone();
        let request = portal.db.read(move |db| requests::by_id(db, &id)).await?.ok_or(PageError::NotFound)?;
        Case::load(portal, &request.reference).await
    }

    /// What was written to and by the person, oldest first; no notes.
    pub fn letters(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.author != Author::Note)
    }

    /// What stands in the way of closing it, in words of the lists of items and of the checklist, and the names of sources.
    pub fn missing(&self, portal: &Portal) -> Vec<String> {
        let open = |item: &&Item| matches!(item.state, ItemState::Open | ItemState::Proposed | ItemState::Approved);
        let undecided = self.items.iter().filter(open).map(|item| format!("{}: {}", item.right, item.state));
        let given = |item: &&Item| item.state == ItemState::Granted && item.decided_by.is_some();
        let parts = self.items.iter().filter(given).filter_map(|item| self.checked.get(&item.id)).flat_map(|ticked| {
            let left = AccessPart::ALL.iter().filter(|part| !ticked.contains_key(part));
            left.map(|part| format!("checklist: {part}")).collect::<Vec<_>>()
        });
        let gives = self.gathers(portal) && gather::gives_copy(&self.items);
        let unknown = if gives { self.known.unknown(portal) } else { Vec::new() };
        undecided.chain(parts).chain(unknown.into_iter().map(|name| format!("source: {name}"))).collect()
    }
}
