//! Files that people add to what they ask for: a scan, a letter, a picture.
//!
//! - [`Intake`]: a file on its way in, piece by piece: its kind is told by its content, pictures lose what they tell
//!   besides the picture, every piece is sealed;
//! - [`pages::receive`] and [`pages::send`]: the same over HTTP;
//! - an [`Owner`] is what the file belongs to. While a form is filled in that is the draft; [`hand_over`] gives its
//!   files to the request it became. Files go with their person, and drafts that were never sent within a day.
//!
//! PDF documents are kept as they are: they are shown to colleagues because of what they say. Nothing is scanned for
//! malware; whoever opens a file gets it as a download, never inside a page.

pub mod clean;
pub mod jobs;
mod kind;
pub mod pages;
mod store;

pub use kind::Kind;
pub use store::{belong, forget, forget_at_desk, give, hand_over, of, one, remove, whole};

use crate::config::Attachments;
use crate::db::{Database, Error, Id};
use crate::secrets::{Keys, Random, hex};
use clean::{Cleaner, Damaged};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What files belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// A form that is being filled in, under the id of whoever fills it in.
    Draft,
    /// A request.
    Request,
    /// A request, to show who asks: deleted with the check.
    Proof,
    /// The case of a request: added by a colleague, and only the desk has it. Ends with the case.
    Document,
    /// The same, a copy in which passages are hidden, until the person has it.
    Redacted,
    /// A mail of the inbox, until it is a request's.
    Mail,
}

impl OwnerKind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            OwnerKind::Draft => "draft",
            OwnerKind::Request => "request",
            OwnerKind::Proof => "proof",
            OwnerKind::Document => "document",
            OwnerKind::Redacted => "redacted",
            OwnerKind::Mail => "mail",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        use OwnerKind::{Document, Draft, Mail, Proof, Redacted, Request};
        [Draft, Request, Proof, Document, Redacted, Mail].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// What kind of thing.
    pub kind: OwnerKind,
    /// Which one.
    pub id: Id,
}

impl Owner {
    /// The form that somebody is filling in.
    pub fn draft(id: Id) -> Self {
        Self { kind: OwnerKind::Draft, id }
    }

    /// A request.
    pub fn request(id: Id) -> Self {
        Self { kind: OwnerKind::Request, id }
    }

    /// The case of a request, for the desk alone.
    pub fn document(request: Id) -> Self {
        Self { kind: OwnerKind::Document, id: request }
    }

    /// The case of a request, with passages hidden.
    pub fn redacted(request: Id) -> Self {
        Self { kind: OwnerKind::Redacted, id: request }
    }

    /// A request, to show who asks.
    pub fn proof(request: Id) -> Self {
        Self { kind: OwnerKind::Proof, id: request }
    }
}

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: Id,
    /// What it belongs to.
    pub owner: Owner,
    /// The person it goes with.
    pub person: Option<Id>,
    /// Its name, opened.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// When it came.
    pub added_at: Timestamp,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It has more bytes than one file may.
    TooLarge,
    /// There are as many files as there may be.
    TooMany,
    /// It is of a kind that is not taken.
    Kind,
    /// It is not whole.
    Damaged,
}

impl Refusal {
    /// The word in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::Empty => "empty",
            Refusal::TooLarge => "large",
            Refusal::TooMany => "many",
            Refusal::Kind => "kind",
            Refusal::Damaged => "damaged",
        }
    }
}

/// Why taking a file in ended.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file is not taken; nothing of it is kept.
    #[error("the file is not taken")]
    Refused(Refusal),
    /// The database.
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<Damaged> for IntakeError {
    fn from(_: Damaged) -> Self {
        IntakeError::Refused(Refusal::Damaged)
    }
}

/// What taking files in needs of the parts.
#[derive(Clone, Debug)]
pub struct House {
    /// The database.
    pub db: Database,
    /// The keys that seal.
    pub keys: Arc<Keys>,
    /// Randomness.
    pub random: Random,
    /// How much is taken.
    pub limits: Attachments,
}

/// Bytes of a piece.
const PIECE: usize = 256 * 1024;
/// How much of a file its kind is told by.
const BEGINNING: usize = 512;

/// A file on its way in. No more than a piece of it is in memory.
pub struct Intake {
    house: House,
    now: Timestamp,
    owner: Owner,
    person: Option<Id>,
    name: String,
    came: u64,
    waiting: Vec<u8>,
    begun: Option<Begun>,
}

struct Begun {
    id: Id,
    kind: Kind,
    cleaner: Cleaner,
    hash: Sha256,
    kept: u64,
    place: i32,
}

impl Intake {
    /// For a file of this name.
    pub fn new(house: &House, now: Timestamp, owner: &Owner, person: Option<&Id>, name: &str) -> Self {
        let (house, owner, person, name) = (house.clone(), owner.clone(), person.cloned(), name.to_owned());
        Self { house, now, owner, person, name, came: 0, waiting: Vec::new(), begun: None }
    }

    /// The next bytes. After an error the file is given up; call [`Intake::give_up`].
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        self.came = self.came.saturating_add(bytes.len() as u64);
        if self.came > self.house.limits.max_bytes() {
            return Err(IntakeError::Refused(Refusal::TooLarge));
        }
        if self.begun.is_none() {
            self.waiting.extend_from_slice(bytes);
            if self.waiting.len() >= BEGINNING {
                self.begin().await?;
            }
        } else if let Some(begun) = &mut self.begun {
            begun.cleaner.push(bytes, &mut self.waiting)?;
        }
        while self.begun.is_some() && self.waiting.len() >= PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.write(piece).await?;
        }
        Ok(())
    }

    /// Tells the kind by what came so far, and makes room.
    async fn begin(&mut self) -> Result<(), IntakeError> {
        let beginning = self.waiting.get(..self.waiting.len().min(BEGINNING)).unwrap_or_default();
        let kind = Kind::of(beginning).ok_or(IntakeError::Refused(Refusal::Kind))?;
        let (house, now, owner, person) = (self.house.clone(), self.now, self.owner.clone(), self.person.clone());
        let name = kind.name(&self.name);
        let room = self.house.db.write(move |tx| {
            let House { keys, random, limits, .. } = &house;
            store::begin(tx, now, random, keys, &owner, person.as_ref(), &name, kind, limits.max_files)
        });
        let id = room.await?.ok_or(IntakeError::Refused(Refusal::TooMany))?;
        let raw = std::mem::take(&mut self.waiting);
        let cleaner = Cleaner::new(kind);
        let begun = self.begun.insert(Begun { id, kind, cleaner, hash: Sha256::new(), kept: 0, place: 0 });
        let cleaned = begun.cleaner.push(&raw, &mut self.waiting);
        // What only looked like text in its beginning is of another kind.
        cleaned.map_err(|damaged| refused(begun.kind, damaged))
    }

    async fn write(&mut self, piece: Vec<u8>) -> Result<(), Error> {
        let Some(begun) = &mut self.begun else { return Ok(()) };
        begun.hash.update(&piece);
        begun.kept = begun.kept.saturating_add(piece.len() as u64);
        let (house, id, place) = (self.house.clone(), begun.id.clone(), begun.place);
        begun.place = begun.place.saturating_add(1);
        let written = self.house.db.write(move |tx| {
            let House { keys, random, .. } = &house;
            store::add_piece(tx, random, keys, &id, place, &piece)
        });
        written.await
    }

    /// The file is whole.
    pub async fn end(&mut self) -> Result<Id, IntakeError> {
        if self.came == 0 {
            return Err(IntakeError::Refused(Refusal::Empty));
        }
        if self.begun.is_none() {
            self.begin().await?;
        }
        let rest = std::mem::take(&mut self.waiting);
        if !rest.is_empty() {
            self.write(rest).await?;
        }
        let Some(begun) = &self.begun else { return Err(IntakeError::Refused(Refusal::Empty)) };
        begun.cleaner.end().map_err(|damaged| refused(begun.kind, damaged))?;
        let (id, size, sha256) = (begun.id.clone(), begun.kept, hex(&begun.hash.clone().finalize()));
        self.house.db.write(move |tx| store::keep(tx, &id, size, &sha256).map(|()| id)).await.map_err(Into::into)
    }

    /// Removes what was kept of a file that is not taken.
    pub async fn give_up(self) -> Result<(), Error> {
        let (Some(begun), owner) = (self.begun, self.owner) else { return Ok(()) };
        self.house.db.write(move |tx| store::remove(tx, &owner, &begun.id)).await.map(drop)
    }
}

fn refused(kind: Kind, damaged: Damaged) -> IntakeError {
    if kind == Kind::Text { IntakeError::Refused(Refusal::Kind) } else { damaged.into() }
}

/// The bytes of a file at a place, counted from 0; none after the last. [`Error::Unreadable`] if they were changed.
pub async fn piece(db: &Database, keys: &Arc<Keys>, id: &Id, place: u32) -> Result<Option<Vec<u8>>, Error> {
    let (keys, id, place) = (Arc::clone(keys), id.clone(), i32::try_from(place).unwrap_or(i32::MAX));
    db.read(move |db| store::piece(db, &keys, &id, place)).await
}
