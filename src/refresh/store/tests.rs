use super::answers::{self, Link, asked};
use super::campaigns::{self, Campaign};
use super::candidates;
use super::results::figures;
use super::sending::{self, Hand, Next, Outcome, Tokens, Turn};
use super::standings::{self, Mark, Seen};
use crate::bounces::Cause;
use crate::db::testing::each_database;
use crate::db::{Db, Error, Id};
use crate::lang::Lang;
use crate::people::{self, Address, Person};
use crate::refresh::Words;
use crate::refresh::audience::{Candidate, Exclusion, Horizon};
use crate::refresh::bounce::Way;
use crate::refresh::campaign::{Answer, Pause, State};
use crate::refresh::family::Grounds;
use crate::refresh::schedule::{Policy, Schedule};
use crate::secrets::{Keys, Random, Token, TokenHash};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub(super) fn now() -> Timestamp {
    "2026-03-12T13:22:00Z".parse().unwrap()
}

pub(super) fn later(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

fn horizon() -> Horizon {
    Horizon::at(now(), 12, 12)
}

pub(super) fn random() -> Random {
    Random::system()
}

/// A campaign as most tests need it: it ends when everybody was asked.
fn without_reminder(tx: &mut Db, campaign: &Id) -> Result<(), Error> {
    campaigns::plan(tx, now(), campaign, &id(1), &Schedule { remind_after_days: None, ..Schedule::default() })
}

pub(super) fn policy() -> Policy {
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let (holidays, grounds) = ("FR".parse().unwrap(), Grounds::default());
    Policy { zone, holidays, confirm_after_months: 12, ask_after_months: 12, grounds }
}

pub(super) fn id(seed: u64) -> Id {
    Id::at(now(), &Random::seeded(seed))
}

pub(super) fn tokens(seed: u64) -> (Tokens, Token, Token) {
    let random = Random::seeded(seed);
    let (answer, stop) = (Token::mint(&random), Token::mint(&random));
    (Tokens { answer: answer.hash(), stop: stop.hash() }, answer, stop)
}

/// A person in the directory as of the last whole pass.
fn person(tx: &mut Db, number: u64) -> Result<Person, Error> {
    let (random, keys) = (Random::seeded(1000 + number), Keys::for_tests());
    let address = Address::parse(&format!("person{number}@example.com")).unwrap();
    let lang = if number.is_multiple_of(2) { Lang::En } else { Lang::Fr };
    let person = people::ensure(tx, now(), &random, &keys, &address, lang)?;
    standings::see(tx, &person.fingerprint, "shop", Seen::default(), now())?;
    Ok(person)
}

pub(super) fn people(tx: &mut Db, count: u64) -> Result<Vec<Person>, Error> {
    let import = standings::begin_import(tx, now(), "shop", None)?;
    let people = (0..count).map(|number| person(tx, number)).collect::<Result<_, _>>()?;
    standings::finish_import(tx, now(), "shop", import.pass_at)?;
    Ok(people)
}

/// A campaign whose recipients are written down, sending.
pub(super) fn sending(tx: &mut Db, per_hour: i32) -> Result<Campaign, Error> {
    let random = Random::seeded(77);
    let id = campaigns::create(tx, now(), &random, "Yearly check", &id(1), per_hour)?;
    without_reminder(tx, &id)?;
    campaigns::turn(tx, now(), &id, State::Draft, State::Submitted)?;
    campaigns::approve(tx, now(), &id, &self::id(2))?;
    loop {
        let campaign = campaigns::one(tx, &id)?;
        if !campaigns::plan_batch(tx, now(), &random, &campaign, &horizon(), 2)? {
            return campaigns::one(tx, &id);
        }
    }
}

pub(super) fn hand(campaign: &Campaign, part: i32, run: &str) -> Hand {
    let (campaign, per_hour, run) = (campaign.id.clone(), campaign.per_hour, run.to_owned());
    Hand { campaign, part, run, per_hour, counts_providers: false }
}

/// The next mail of any part, as one process takes them.
pub(super) fn take_with(
    tx: &mut Db,
    at: Timestamp,
    campaign: &Campaign,
    run: &str,
    tokens: &Tokens,
) -> Result<Next, Error> {
    let mut waits = Vec::new();
    for part in 0..sending::PARTS {
        let offered = std::slice::from_ref(tokens);
        match sending::take(tx, at, &hand(campaign, part, run), &policy(), offered)? {
            Next::Nothing => {}
            Next::Wait(at) => waits.push(at),
            next => return Ok(next),
        }
    }
    if let Some(first) = waits.into_iter().min() {
        return Ok(Next::Wait(first));
    }
    sending::finish(tx, at, &policy(), &campaign.id)?;
    Ok(Next::Nothing)
}

pub(super) fn take(tx: &mut Db, at: Timestamp, campaign: &Campaign, run: &str, seed: u64) -> Result<Next, Error> {
    take_with(tx, at, campaign, run, &tokens(seed).0)
}

fn park(tx: &mut Db, campaign: &Campaign, run: &str) -> Result<usize, Error> {
    (0..sending::PARTS).map(|part| sending::park(tx, now(), &hand(campaign, part, run))).sum()
}

pub(super) fn settle(tx: &mut Db, at: Timestamp, turn: &Turn, outcome: Outcome) -> Result<(), Error> {
    sending::settle(tx, at, &random(), &[(turn.clone(), outcome)])
}

pub(super) fn candidate(tx: &mut Db, person: &Id) -> Result<Candidate, Error> {
    Ok(candidates::of(tx, std::slice::from_ref(person), &horizon())?.remove(0).candidate)
}

pub(super) fn turn(next: Next) -> Turn {
    match next {
        Next::Send(mut turns) if turns.len() == 1 => turns.remove(0),
        other => panic!("{other:?}"),
    }
}

pub(super) fn on_each(test: impl Fn(&mut Db) -> Result<(), Error>) {
    each_database(|database| database.write_now(&test).unwrap());
}

#[test]
fn everybody_due_is_written_down_once_and_the_others_are_counted_by_reason() {
    on_each(|tx| {
        let people = people(tx, 7)?;
        standings::mark(tx, &people[0].fingerprint, Mark::Stopped, now())?;
        standings::bounce(tx, &people[1].fingerprint, now(), Cause::Unknown, Way::Mail)?;
        people::confirm(tx, &people[2].id, now())?;
        let audience = campaigns::audience(tx, &horizon())?;
        assert_eq!((audience.total(), audience.excluded.iter().sum::<i64>()), (4, 3));
        let campaign = sending(tx, 100)?;
        assert_eq!(campaign.state, State::Sending);
        let figures = figures(tx, &campaign.id)?;
        assert_eq!(figures.state("planned"), 4);
        let reasons = [Exclusion::Stopped, Exclusion::Bounced, Exclusion::Confirmed].map(Exclusion::as_str);
        assert_eq!(reasons.map(|reason| figures.left_out(reason)), [1, 1, 1]);
        Ok(())
    });
}

#[test]
fn an_objection_in_the_ledger_of_choices_counts_like_a_stop_and_one_to_something_else_does_not() {
    use crate::db::schema::consents::suppressions;
    use diesel::prelude::*;
    on_each(|tx| {
        let people = people(tx, 2)?;
        for (person, activity) in people.iter().zip([standings::ACTIVITY, "newsletter"]) {
            diesel::insert_into(suppressions::table)
                .values((
                    suppressions::fingerprint.eq(&person.fingerprint),
                    suppressions::activity.eq(activity),
                    suppressions::event.eq("objected"),
                    suppressions::since.eq(crate::db::Time::from(now())),
                ))
                .execute(tx)?;
        }
        let known = |tx: &mut Db, person: &Person| Ok::<_, Error>(candidate(tx, &person.id)?.excluded(&horizon()));
        assert_eq!(known(tx, &people[0])?, Some(Exclusion::Objected));
        assert_eq!(known(tx, &people[1])?, None);
        Ok(())
    });
}

#[test]
fn who_left_the_customer_file_is_left_out_after_the_next_whole_pass() {
    on_each(|tx| {
        let people = people(tx, 2)?;
        let second = standings::begin_import(tx, later(10), "shop", None)?;
        standings::see(tx, &people[0].fingerprint, "shop", Seen::default(), second.pass_at)?;
        assert_eq!(campaigns::audience(tx, &horizon())?.total(), 2, "the pass has not ended");
        standings::finish_import(tx, later(20), "shop", second.pass_at)?;
        let audience = campaigns::audience(tx, &horizon())?;
        let gone = Exclusion::ALL.iter().position(|reason| *reason == Exclusion::Gone).unwrap();
        assert_eq!((audience.total(), audience.excluded[gone]), (1, 1));
        Ok(())
    });
}

#[test]
fn an_import_goes_on_where_it_was_and_takes_a_batch_once() {
    on_each(|tx| {
        let first = standings::begin_import(tx, now(), "shop", None)?;
        standings::advance_import(tx, "shop", &first, "place", 3, 1)?;
        assert!(matches!(standings::advance_import(tx, "shop", &first, "place", 3, 1), Err(Error::Lost)));
        let again = standings::begin_import(tx, later(5), "shop", None)?;
        assert_eq!((again.pass_at, again.seen, again.odd), (now(), 3, 1));
        assert_eq!(again.place.as_deref(), Some("place"));
        standings::finish_import(tx, later(6), "shop", now())?;
        let next = standings::begin_import(tx, later(7), "shop", None)?;
        assert_eq!((next.pass_at, next.seen, next.place), (later(7), 0, None));
        standings::finish_import(tx, later(8), "shop", later(7))?;
        let served = standings::begin_import(tx, later(9), "shop", Some(later(6)))?;
        assert_eq!((served.pass_at, served.finished_at), (later(7), Some(later(8))), "it began after somebody asked");
        let asked = standings::begin_import(tx, later(9), "shop", Some(later(7)))?;
        assert_eq!((asked.pass_at, asked.finished_at), (later(9), None));
        Ok(())
    });
}

#[test]
fn nobody_approves_what_they_wrote_and_an_approval_counts_once() {
    on_each(|tx| {
        let campaign = campaigns::create(tx, now(), &Random::seeded(5), "x", &id(1), 10)?;
        let words = Words { intro_en: String::new(), intro_fr: String::new(), per_hour: 10, permission: None };
        campaigns::write(tx, now(), &campaign, &id(3), &words)?;
        campaigns::turn(tx, now(), &campaign, State::Draft, State::Submitted)?;
        assert!(matches!(campaigns::approve(tx, now(), &campaign, &id(3)), Err(Error::Lost)));
        campaigns::approve(tx, now(), &campaign, &id(1))?;
        assert!(matches!(campaigns::approve(tx, now(), &campaign, &id(2)), Err(Error::Lost)));
        assert!(matches!(campaigns::write(tx, now(), &campaign, &id(3), &words), Err(Error::Lost)));
        assert_eq!(campaigns::all(tx)?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_stop_that_came_after_the_planning_counts_at_the_last_moment() {
    on_each(|tx| {
        let people = people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        standings::mark(tx, &people[0].fingerprint, Mark::Stopped, now())?;
        assert!(matches!(take(tx, now(), &campaign, "one", 1)?, Next::Send(turns) if turns.is_empty()));
        assert!(matches!(take(tx, now(), &campaign, "one", 2)?, Next::Nothing));
        assert_eq!(figures(tx, &campaign.id)?.left_out("stopped"), 1);
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
        Ok(())
    });
}

#[test]
fn what_a_dead_run_left_is_parked_and_never_taken_again() {
    on_each(|tx| {
        people(tx, 2)?;
        let campaign = sending(tx, 100)?;
        let left = turn(take(tx, now(), &campaign, "dead", 1)?);
        assert_eq!(park(tx, &campaign, "dead")?, 0, "its own");
        assert_eq!(park(tx, &campaign, "next")?, 1);
        let other = turn(take(tx, now(), &campaign, "next", 2)?);
        assert_ne!(left.id, other.id);
        settle(tx, now(), &other, Outcome::Sent)?;
        assert!(matches!(take(tx, now(), &campaign, "next", 3)?, Next::Nothing));
        assert_eq!(figures(tx, &campaign.id)?.state("unknown"), 1);
        // The first run was only slow: now it is known.
        settle(tx, now(), &left, Outcome::Sent)?;
        assert_eq!(figures(tx, &campaign.id)?.state("sent"), 2);
        // What is known stays known.
        settle(tx, now(), &left, Outcome::Back)?;
        settle(tx, now(), &left, Outcome::Failed { code: Some(550), cause: Some(Cause::Unknown) })?;
        assert_eq!(figures(tx, &campaign.id)?.state("sent"), 2);
        assert_eq!(candidate(tx, &left.person.id)?.excluded(&horizon()), Some(Exclusion::Asked));
        Ok(())
    });
}

#[test]
fn a_mail_whose_task_broke_down_is_parked_when_its_run_ends_and_the_campaign_ends_too() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        let mail = turn(take(tx, now(), &campaign, "one", 1)?);
        let parts = (0..sending::PARTS).map(|part| sending::drop_hand(tx, &hand(&campaign, part, "one")));
        assert_eq!(parts.sum::<Result<usize, _>>()?, 1, "{mail:?} was not parked");
        assert!(sending::finish(tx, now(), &policy(), &campaign.id)?);
        assert_eq!(figures(tx, &campaign.id)?.state("unknown"), 1);
        Ok(())
    });
}

#[test]
fn a_colleague_settles_what_is_parked_without_sending_it_again() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        let mail = turn(take(tx, now(), &campaign, "one", 1)?);
        settle(tx, now(), &mail, Outcome::Unknown)?;
        assert_eq!(sending::resolve(tx, &campaign.id, false)?, 1);
        assert_eq!(figures(tx, &campaign.id)?.state("failed"), 1);
        assert!(matches!(take(tx, now(), &campaign, "two", 2)?, Next::Nothing));
        Ok(())
    });
}

#[test]
fn an_hour_holds_so_many_mails_and_no_more() {
    on_each(|tx| {
        people(tx, 3)?;
        let campaign = sending(tx, 2)?;
        for minute in [0, 10] {
            let mail = turn(take(tx, later(minute), &campaign, "one", 1 + minute as u64)?);
            settle(tx, later(minute), &mail, Outcome::Sent)?;
        }
        let next = take(tx, later(20), &campaign, "one", 30)?;
        assert!(matches!(next, Next::Wait(until) if until == later(60)), "{next:?}");
        turn(take(tx, later(61), &campaign, "one", 31)?);
        Ok(())
    });
}

#[test]
fn what_did_not_leave_is_taken_again_and_a_dead_address_is_not() {
    on_each(|tx| {
        let people = people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        let mail = turn(take(tx, now(), &campaign, "one", 1)?);
        settle(tx, now(), &mail, Outcome::Back)?;
        let mail = turn(take(tx, now(), &campaign, "one", 2)?);
        settle(tx, now(), &mail, Outcome::Failed { code: Some(550), cause: Some(Cause::Unknown) })?;
        assert_eq!(sending::bounces(tx, &campaign.id)?, (1, 1));
        assert_eq!(candidate(tx, &people[0].id)?.excluded(&horizon()), Some(Exclusion::Bounced));
        Ok(())
    });
}

#[test]
fn several_are_taken_at_once_and_the_parts_share_them_all_without_a_double() {
    on_each(|tx| {
        let people = people(tx, 11)?;
        let campaign = sending(tx, 100)?;
        standings::mark(tx, &people[4].fingerprint, Mark::Stopped, now())?;
        let (mut seen, mut seed) = (Vec::new(), 50);
        for part in 0..sending::PARTS {
            loop {
                seed += 2;
                let offered = [tokens(seed).0, tokens(seed + 1).0];
                let next = sending::take(tx, now(), &hand(&campaign, part, "one"), &policy(), &offered)?;
                let Next::Send(turns) = next else { break };
                assert!(turns.len() <= 2);
                let ended: Vec<_> = turns.into_iter().map(|turn| (turn, Outcome::Sent)).collect();
                sending::settle(tx, now(), &random(), &ended)?;
                seen.extend(ended.into_iter().map(|(turn, _)| turn.person.id));
            }
        }
        assert!(sending::finish(tx, now(), &policy(), &campaign.id)?);
        let asked: std::collections::BTreeSet<&Id> = seen.iter().collect();
        assert_eq!((asked.len(), seen.len()), (10, 10));
        assert!(!asked.contains(&people[4].id));
        Ok(())
    });
}

#[test]
fn what_must_come_later_waits_and_is_given_up_after_six_times() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        for time in 0..6 {
            let mail = turn(take(tx, later(10 * time), &campaign, "one", 70 + time as u64)?);
            assert_eq!(mail.tries as i64, time);
            let outcome = Outcome::Later { code: Some(451), at: later(10 * time + 5), counts: true };
            settle(tx, later(10 * time), &mail, outcome)?;
            let next = take(tx, later(10 * time + 4), &campaign, "one", 90)?;
            match time {
                0..=4 => assert!(matches!(next, Next::Wait(at) if at == later(10 * time + 5)), "{next:?}"),
                _ => assert!(matches!(next, Next::Nothing), "{next:?}"),
            }
        }
        let figures = figures(tx, &campaign.id)?;
        assert_eq!((figures.state("failed"), figures.state("planned")), (1, 0));
        assert_eq!(campaigns::one(tx, &campaign.id)?.state, State::Done);
        Ok(())
    });
}

#[test]
fn a_paused_campaign_sends_nothing_and_too_many_bounces_pause_it() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        assert!(campaigns::pause(tx, now(), &campaign.id, Pause::Bounces)?);
        assert!(!campaigns::pause(tx, now(), &campaign.id, Pause::Bounces)?);
        assert!(matches!(take(tx, now(), &campaign, "one", 1)?, Next::Nothing));
        assert_eq!(campaigns::one(tx, &campaign.id)?.pause, Some(Pause::Bounces));
        campaigns::turn(tx, now(), &campaign.id, State::Paused, State::Sending)?;
        turn(take(tx, now(), &campaign, "one", 2)?);
        Ok(())
    });
}

/// One mail that was sent, with its tokens.
fn sent(tx: &mut Db) -> Result<(Person, TokenHash, TokenHash), Error> {
    let person = people(tx, 1)?.remove(0);
    let campaign = sending(tx, 100)?;
    let (hashes, answer, stop) = tokens(9);
    let mail = turn(take_with(tx, now(), &campaign, "one", &hashes)?);
    settle(tx, now(), &mail, Outcome::Sent)?;
    Ok((person, answer.hash(), stop.hash()))
}

#[test]
fn a_confirmation_counts_once_and_only_by_its_own_link() {
    on_each(|tx| {
        let (person, answer, stop) = sent(tx)?;
        assert_eq!(asked(tx, now(), Link::Answer, &stop)?, None);
        let mail = asked(tx, now(), Link::Answer, &answer)?.unwrap();
        assert_eq!(people::by_id(tx, &person.id)?.unwrap().confirmed_at, None, "looking confirms nothing");
        assert!(answers::answer(tx, later(1), &mail, Answer::Correct)?);
        assert!(!answers::answer(tx, later(2), &mail, Answer::NotMe)?);
        assert_eq!(people::by_id(tx, &person.id)?.unwrap().confirmed_at, Some(later(1)));
        let again = asked(tx, later(3), Link::Answer, &answer)?.unwrap();
        assert_eq!((again.answer, again.answered_at), (Some(Answer::Correct), Some(later(1))));
        Ok(())
    });
}

#[test]
fn a_stop_is_heard_after_any_answer_and_can_be_taken_back_for_a_month() {
    on_each(|tx| {
        let (person, answer, stop) = sent(tx)?;
        let mail = asked(tx, now(), Link::Answer, &answer)?.unwrap();
        assert!(answers::answer(tx, now(), &mail, Answer::Changed)?);
        let mail = asked(tx, now(), Link::Stop, &stop)?.unwrap();
        assert!(answers::answer(tx, now(), &mail, Answer::Stop)?);
        assert!(!answers::answer(tx, now(), &mail, Answer::Stop)?);
        let stopped = |tx: &mut Db| Ok::<_, Error>(candidate(tx, &person.id)?.against.contains(&Exclusion::Stopped));
        assert!(stopped(tx)?);
        assert!(!answers::undo_stop(tx, later(31 * 24 * 60), &mail)?);
        assert!(answers::undo_stop(tx, later(29 * 24 * 60), &mail)?);
        assert!(!stopped(tx)?);
        Ok(())
    });
}

#[test]
fn a_link_ends_after_two_months() {
    on_each(|tx| {
        let (_, answer, _) = sent(tx)?;
        assert!(!asked(tx, later(59 * 24 * 60), Link::Answer, &answer)?.unwrap().expired);
        assert!(asked(tx, later(61 * 24 * 60), Link::Answer, &answer)?.unwrap().expired);
        Ok(())
    });
}

#[test]
fn an_erased_person_leaves_the_figures_and_the_stop_but_no_link_to_them() {
    on_each(|tx| {
        let (person, answer, _) = sent(tx)?;
        standings::mark(tx, &person.fingerprint, Mark::Stopped, now())?;
        let mail = asked(tx, now(), Link::Answer, &answer)?.unwrap();
        people::forget(tx, &person.id)?;
        standings::forget(tx, &person.fingerprint)?;
        assert_eq!(figures(tx, &mail.campaign)?.state("sent"), 1);
        assert_eq!(asked(tx, now(), Link::Answer, &answer)?.unwrap().person, None);
        let back = self::person(tx, 0)?;
        assert!(candidate(tx, &back.id)?.against.contains(&Exclusion::Stopped));
        Ok(())
    });
}
