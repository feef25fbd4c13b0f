//! `habeas mail report`: what a mailbox for bounces hands to the portal.

use crate::audit::Actor;
use crate::bounces::{self, Said};
use crate::db::Error;
use crate::portal::Portal;
use crate::refresh::bounce::Way;
use crate::refresh::report::{Bringer, Heard, hear};
use serde::Serialize;
use std::io::Read;

/// Bytes of a message that are read; a bounce says what it must before.
const MOST: u64 = 4 << 20;

/// What a message was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brought {
    /// A report, noted now.
    Noted {
        /// `delivered`, `delayed`, `soft`, `hard` or `complaint`.
        kind: &'static str,
        /// Why it did not arrive.
        cause: &'static str,
    },
    /// A report that was noted before.
    Known,
    /// A report about no mail of ours.
    Foreign,
    /// A program answered for somebody.
    AutoReply,
    /// No report.
    Nothing,
}

/// Reads a message to its end, or as much of it as a report needs.
pub fn mail_read(input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    input.take(MOST).read_to_end(&mut raw)?;
    Ok(raw)
}

/// Notes what a message reports.
pub fn mail_report(portal: &Portal, raw: &[u8]) -> Result<Brought, Error> {
    let report = match bounces::read(raw) {
        Said::Report(report) => report,
        Said::AutoReply => return Ok(Brought::AutoReply),
        Said::Nothing => return Ok(Brought::Nothing),
    };
    let heard = portal.db.write_now(|tx| {
        let (now, random, keys) = (portal.clock.now(), &portal.random, &*portal.keys);
        hear(tx, &Bringer { now, random, keys, way: Way::Mail, actor: Actor::Command }, &report)
    })?;
    Ok(match heard {
        Heard::Noted => Brought::Noted { kind: report.kind.as_str(), cause: report.cause.as_str() },
        Heard::Known => Brought::Known,
        Heard::Foreign => Brought::Foreign,
    })
}
