//! What happens to requests, told to the webhooks that listen: in the transaction in which it happens.

use super::{Request, Status};
use crate::db::{Db, Error};
use crate::secrets::Random;
use crate::webhooks::{self, Event, Standing};
use jiff::Timestamp;
use jiff::civil::Date;

impl Request {
    /// Something happened to the request, which stands as it was read.
    pub(crate) fn tell(&self, tx: &mut Db, now: Timestamp, random: &Random, event: Event) -> Result<(), Error> {
        self.tell_as(tx, now, random, event, self.status, self.due_on)
    }

    /// Something happened to the request, which has this status and this last day from now on.
    pub(crate) fn tell_as(
        &self,
        tx: &mut Db,
        now: Timestamp,
        random: &Random,
        event: Event,
        status: Status,
        due_on: Date,
    ) -> Result<(), Error> {
        let standing = Standing { id: &self.id, reference: &self.reference, status: status.as_str(), due_on };
        webhooks::note(tx, now, random, event, standing)
    }

    /// The request has this status from now on: told if that is another one.
    pub(crate) fn tell_status(
        &self,
        tx: &mut Db,
        now: Timestamp,
        random: &Random,
        status: Status,
    ) -> Result<(), Error> {
        let event = if status.is_over() { Event::Closed } else { Event::Changed };
        if status == self.status { Ok(()) } else { self.tell_as(tx, now, random, event, status, self.due_on) }
    }

    /// The last day of the request is this one from now on: told if that is another one.
    pub(crate) fn tell_due(
        &self,
        tx: &mut Db,
        now: Timestamp,
        random: &Random,
        status: Status,
        due_on: Date,
    ) -> Result<(), Error> {
        if due_on == self.due_on { Ok(()) } else { self.tell_as(tx, now, random, Event::Changed, status, due_on) }
    }
}
