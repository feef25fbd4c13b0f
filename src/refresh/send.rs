//! The sending of one part of a campaign: mails are taken in hand in the transaction that settles those before them,
//! written and signed on other threads, and handed over on several connections at once.
//!
//! Intent, act, outcome: what a process that dies leaves in hand is parked, never sent again. How many may be in hand
//! follows from the pace that was asked for: up to 100,000 mails in an hour it is one, so that a death leaves one mail in
//! doubt at most.

use super::jobs::{kinds, policy};
use super::lint::Family;
use super::pace::{Patience, in_hand, later};
use super::store::campaigns::{self, Campaign};
use super::store::places;
use super::store::sending::{self, Hand, Next, Outcome, Tokens, Turn};
use crate::bounces::{Cause, Status, trace};
use crate::db::{Db, Error, Id};
use crate::jobs::Failure;
use crate::lang::Lang;
use crate::mail::{Check, Envelope, Links, Mail, SendError, Step};
use crate::portal::Portal;
use crate::secrets::{Token, hex};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Mails taken in hand in one run, for each that may be in hand at once: then other campaigns get their turn.
const ROUNDS: usize = 100;
/// How long the outcome of a mail waits for those of others at most.
const MOMENT: Duration = Duration::from_millis(20);
/// How long to wait before an outcome that the database did not take is brought to it again.
const AGAIN: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];

#[derive(Deserialize)]
struct Payload {
    campaign: Id,
    #[serde(default)]
    part: i32,
}

/// What became of a mail in hand.
struct Landed {
    turn: Turn,
    domain: String,
    ended: Result<(), SendError>,
    slow: Option<Timestamp>,
}

impl Landed {
    /// Whether it was not sent and will be tried again.
    fn comes_back(&self) -> bool {
        matches!(self.ended, Err(SendError::Transient { .. }))
    }
}

/// What a refusal says of the recipient: nothing, where the mail was never shown to a server; where the whole mail was, only
/// what the server says in as many figures.
fn refused(step: Step, code: Option<u16>, status: Option<Status>) -> Option<Cause> {
    match step {
        Step::Recipient => Some(Cause::of(status, code, "")),
        Step::Data | Step::Content => status.map(|status| Cause::of(Some(status), None, "")),
        Step::Writing | Step::Opening | Step::Sender => None,
    }
}

/// One run: what it needs for every mail.
struct Run {
    portal: Portal,
    campaign: Campaign,
    hand: Hand,
    /// The kinds of data held, in the order of [`Lang::ALL`].
    kinds: Vec<Vec<String>>,
    patience: Patience,
    bounced: usize,
}

/// Sends one part, or a share of it.
pub(super) async fn run(portal: Portal, patience: Patience, payload: Value) -> Result<(), Failure> {
    let Payload { campaign: id, part } =
        serde_json::from_value(payload).map_err(|error| Failure::GiveUp(error.into()))?;
    let (key, run, now) = (id.clone(), hex(&portal.random.bytes::<16>()), portal.clock.now());
    let (campaign, hand) = portal
        .db
        .write(move |tx| {
            let campaign = campaigns::one(tx, &key)?;
            let counts_providers = places::counts_providers(tx)?;
            let hand = Hand { campaign: key, part, run, per_hour: campaign.per_hour, counts_providers };
            sending::park(tx, now, &hand)?;
            Ok::<_, Error>((campaign, hand))
        })
        .await?;
    let most = in_hand(campaign.per_hour);
    let kinds = Lang::ALL.iter().map(|lang| kinds(&portal.record, *lang)).collect();
    let run = Run { portal: portal.clone(), campaign, hand: hand.clone(), kinds, patience, bounced: 0 };
    let outcome = run.share(most).await;
    let (now, policy) = (portal.clock.now(), policy(&portal));
    portal
        .db
        .write(move |tx| {
            sending::drop_hand(tx, &hand)?;
            sending::finish(tx, now, &policy, &id)
        })
        .await?;
    // In a transaction of its own: two workers that write to the same large domain never wait for each other's campaign.
    let parts = portal.clone();
    let count = move |tx: &mut Db| parts.mailer.tally().write(tx, now, &parts.keys);
    if let Err(error) = portal.db.write(count).await {
        tracing::warn!(%error, "what mail domains did with the last mails is not counted");
    }
    outcome
}

/// Waits for a mail to land, and a moment for others that are about to, until there are `enough`: they share a transaction.
async fn land(flying: &mut JoinSet<Landed>, enough: usize) -> Vec<Landed> {
    let mut landed: Vec<Landed> = Vec::new();
    landed.extend(flying.join_next().await.into_iter().flatten());
    let mut moment = std::pin::pin!(tokio::time::sleep(MOMENT));
    while landed.len() < enough {
        tokio::select! {
            joined = flying.join_next() => match joined {
                Some(joined) => landed.extend(joined),
                None => break,
            },
            () = &mut moment => break,
        }
    }
    while let Some(joined) = flying.try_join_next() {
        landed.extend(joined);
    }
    landed
}

impl Run {
    /// Keeps up to `most` mails in hand until nothing is left, it must wait, or this run's share is done.
    async fn share(mut self, most: usize) -> Result<(), Failure> {
        let mut flying: JoinSet<Landed> = JoinSet::new();
        let mut landed: Vec<Landed> = Vec::new();
        let (mut left, mut end) = (ROUNDS.saturating_mul(most), None);
        loop {
            let free = if end.is_none() { most.saturating_sub(flying.len()).min(left) } else { 0 };
            let tokens: Vec<(Token, Token)> =
                (0..free).map(|_| (Token::mint(&self.portal.random), Token::mint(&self.portal.random))).collect();
            let back = landed.iter().any(Landed::comes_back);
            let (next, trouble) = self.exchange(std::mem::take(&mut landed), &tokens).await?;
            if let Some(error) = trouble {
                end = Some(Err(Failure::Retry(error.into())));
            } else if back && matches!(end, Some(Ok(()))) {
                // Nothing was left but what was in hand, and some of that came back: it is looked at again.
                end = None;
                continue;
            }
            match next {
                Next::Send(turns) => {
                    left = left.saturating_sub(turns.len());
                    for turn in turns {
                        let Some(pair) = tokens.get(turn.token) else { continue };
                        self.launch(&mut flying, turn, pair);
                    }
                }
                Next::Wait(later) if end.is_none() => end = Some(Err(Failure::RetryAt(later))),
                Next::Nothing if end.is_none() => end = Some(Ok(())),
                Next::Wait(_) | Next::Nothing => {}
            }
            if left == 0 && end.is_none() {
                // The rest in another run, at once: this one has used its share of the lane.
                end = Some(Err(Failure::RetryAt(self.portal.clock.now())));
            }
            // A task that panicked leaves its mail in hand: it is parked when this run ends.
            if flying.is_empty() {
                if let Some(end) = end {
                    return end;
                }
            } else {
                landed = land(&mut flying, most.div_ceil(2)).await;
            }
        }
    }

    /// One transaction: settles what landed and takes the next in hand. Tells what the mail server itself suffers from.
    async fn exchange(
        &mut self,
        landed: Vec<Landed>,
        tokens: &[(Token, Token)],
    ) -> Result<(Next, Option<SendError>), Failure> {
        let now = self.portal.clock.now();
        let mut trouble = None;
        let mut ended = Vec::with_capacity(landed.len());
        let mut bounced = false;
        for Landed { turn, domain, ended: outcome, slow } in landed {
            let settled = match (outcome, slow) {
                (Ok(()), _) => Outcome::Sent,
                (Err(_), Some(at)) => Outcome::Later { code: None, at, counts: false },
                (Err(SendError::OutcomeUnknown), _) => Outcome::Unknown,
                (Err(error @ SendError::Transient { step: Step::Opening | Step::Sender, .. }), _) => {
                    trouble = Some(error);
                    Outcome::Back
                }
                (Err(SendError::Transient { code, .. }), _) => {
                    let later = later(now, turn.tries);
                    let at = if code == Some(421) { later.max(self.slow_down(&domain, now)) } else { later };
                    Outcome::Later { code, at, counts: true }
                }
                (Err(SendError::Permanent { step, code, status }), _) => {
                    bounced = true;
                    Outcome::Failed { code, cause: refused(step, code, status) }
                }
            };
            ended.push((turn, settled));
        }
        self.bounced += usize::from(bounced);
        // Counting a large campaign takes a moment: each bounce at first, then each tenth.
        let count = bounced && (self.bounced <= 50 || self.bounced.is_multiple_of(10));
        let hashes: Vec<Tokens> = if trouble.is_some() {
            Vec::new()
        } else {
            tokens.iter().map(|(answer, stop)| Tokens { answer: answer.hash(), stop: stop.hash() }).collect()
        };
        let ended = Arc::new(ended);
        let mut pauses = AGAIN.iter();
        let mut wanted = hashes;
        loop {
            let error = match self.settle_and_take(now, Arc::clone(&ended), std::mem::take(&mut wanted), count).await {
                Ok(next) => return Ok((next, trouble)),
                Err(error) => error,
            };
            // What became of a mail must not be lost over a moment's trouble. Nothing new is taken in hand then: what
            // the first try took, if only its answer was lost, must not get these tokens twice.
            let Some(pause) = pauses.next() else { return Err(error.into()) };
            tracing::warn!(%error, "the outcome of mails cannot be written; trying again");
            tokio::time::sleep(*pause).await;
        }
    }

    /// Leaves a domain in peace that asked for it; until when.
    fn slow_down(&self, domain: &str, now: Timestamp) -> Timestamp {
        let until = self.patience.ask(domain, now);
        self.portal.mailer.tally().slow(domain, until);
        until
    }

    async fn settle_and_take(
        &self,
        now: Timestamp,
        ended: Arc<Vec<(Turn, Outcome)>>,
        tokens: Vec<Tokens>,
        count: bool,
    ) -> Result<Next, Error> {
        let (hand, policy, random) = (self.hand.clone(), policy(&self.portal), self.portal.random.clone());
        let exchanged = self.portal.db.write(move |tx| {
            sending::settle(tx, now, &random, &ended)?;
            if count {
                sending::pause_if_needed(tx, now, &hand.campaign)?;
            }
            if tokens.is_empty() {
                return Ok(Next::Send(Vec::new()));
            }
            sending::take(tx, now, &hand, &policy, &tokens)
        });
        exchanged.await
    }

    /// Writes, signs and hands over a mail, beside the others.
    fn launch(&self, flying: &mut JoinSet<Landed>, turn: Turn, (answer, stop): &(Token, Token)) {
        let at = Lang::ALL.iter().position(|lang| *lang == turn.lang).unwrap_or(0);
        let (intro, kinds) =
            (self.campaign.intro(turn.lang).to_owned(), self.kinds.get(at).cloned().unwrap_or_default());
        let links = Links { answer: format!("/c/{}", answer.expose()), stop: format!("/u/{}", stop.expose()) };
        let check = match (self.campaign.family(), &turn.permit) {
            (Family::Service, _) => Some(Check::service(intro, kinds, links)),
            (Family::Permitted, Some(permit)) => Some(Check::permitted(intro, kinds, links, turn.lang, permit)),
            (Family::Permitted, None) => None,
        };
        let broken = SendError::Permanent { step: Step::Writing, code: None, status: None };
        let (Some(check), Ok(to)) = (check, turn.person.address(&self.portal.keys)) else {
            flying.spawn(async move { Landed { turn, domain: String::new(), ended: Err(broken), slow: None } });
            return;
        };
        let domain = to.domain().to_owned();
        let slow = self.patience.until(&domain, self.portal.clock.now());
        if slow.is_some() {
            let ended = Err(SendError::Transient { step: Step::Recipient, code: None });
            flying.spawn(async move { Landed { turn, domain, ended, slow } });
            return;
        }
        let envelope = Envelope {
            to,
            lang: turn.lang,
            mail: if turn.is_reminder { Mail::DetailsReminder(check) } else { Mail::DetailsCheck(check) },
            id: trace::of(&self.portal.keys, &turn.id),
        };
        let mailer = self.portal.mailer.clone();
        flying.spawn(async move {
            let (writer, envelope) = (mailer.clone(), Arc::new(envelope));
            let written = tokio::task::spawn_blocking(move || writer.write(&envelope)).await;
            let ended = match written {
                Ok(Ok(written)) => mailer.hand_over(written).await.map(drop),
                Ok(Err(error)) => Err(error),
                Err(_) => Err(broken),
            };
            Landed { turn, domain, ended, slow: None }
        });
    }
}
