use super::campaigns;
use super::evidence::{Moments, groups, keep, kept, mails, moments, told};
use super::reports::{self, Sign};
use super::sending::Outcome;
use super::tests::{id, later, now, on_each, people, sending, settle, take, turn};
use crate::bounces::{Cause, Kind};
use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Error, Id};
use crate::lang::Lang;
use crate::record::Record;
use crate::refresh::By;
use crate::refresh::audience::Exclusion;
use crate::refresh::bounce::Way;
use crate::refresh::campaign::State;
use crate::refresh::evidence::Sample;
use crate::refresh::evidence::facts::Facts;
use crate::refresh::evidence::paper::paper;
use crate::refresh::evidence::{Making, Said, write};
use crate::refresh::store::campaigns::Campaign;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

fn sample(lang: Lang, reminder: bool) -> Sample {
    Sample {
        lang,
        reminder,
        subject: format!("Subject {lang} {reminder}"),
        text: "text".to_owned(),
        html: "<p>html</p>".to_owned(),
        report: r#"{"blocked":false,"findings":[]}"#.to_owned(),
        sources: "aa  file\n".to_owned(),
    }
}

#[test]
fn what_a_campaign_says_is_kept_once_and_read_back_letter_by_letter() {
    on_each(|tx| {
        people(tx, 1)?;
        let campaign = sending(tx, 100)?.id;
        assert_eq!(kept(tx, &campaign)?, []);
        let all = [(Lang::En, false), (Lang::En, true), (Lang::Fr, false), (Lang::Fr, true)];
        let all = all.map(|(lang, reminder)| sample(lang, reminder));
        keep(tx, &campaign, &all)?;
        assert_eq!(kept(tx, &campaign)?, all);
        assert_eq!(kept(tx, &id(99))?, []);
        Ok(())
    });
}

#[test]
fn each_mail_is_read_once_with_what_was_reported_of_it_whatever_the_size_of_a_page() {
    on_each(|tx| {
        people(tx, 7)?;
        let campaign = sending(tx, 100)?;
        let other = campaigns::create(tx, now(), &Random::seeded(5), "Other", &id(1), 100)?;
        campaigns::turn(tx, now(), &other, State::Draft, State::Submitted)?;
        campaigns::approve(tx, now(), &other, &id(2))?;
        let mail = turn(take(tx, later(1), &campaign, "one", 1)?);
        settle(tx, later(1), &mail, Outcome::Sent)?;
        let second = turn(take(tx, later(5), &campaign, "one", 2)?);
        settle(tx, later(5), &second, Outcome::Failed { code: Some(550), cause: Some(Cause::Unknown) })?;
        for (minute, name, kind) in [(9, "late", Kind::Delayed), (11, "gone", Kind::Soft)] {
            let sign = Sign { mail: &mail.id, kind, cause: Cause::Full, status: None, way: Way::Mail, name };
            reports::note(tx, later(minute), &sign)?;
        }
        let here = moments(tx, &campaign.id)?;
        assert_eq!(here, Moments { approved: Some(now()), first: Some(later(1)), last: Some(later(5)) });
        assert_eq!(moments(tx, &other)?, Moments { approved: Some(now()), first: None, last: None });
        for most in [1, 2, 100] {
            let mut seen: Vec<(Id, String, Option<i32>, Vec<String>)> = Vec::new();
            for group in groups(tx, &campaign.id)? {
                let mut after = None;
                loop {
                    let page = mails(tx, &campaign.id, &group, after.as_ref(), most)?;
                    let Some(last) = page.last() else { break };
                    after = Some(last.id.clone());
                    let mut found = told(tx, &page)?;
                    for one in page {
                        let kinds = found.remove(&one.id).unwrap_or_default().into_iter().map(|told| told.kind);
                        seen.push((one.id, one.state, one.code, kinds.collect()));
                    }
                }
            }
            assert_eq!(seen.len(), 7, "pages of {most}");
            assert_eq!(seen.iter().map(|row| &row.0).collect::<BTreeSet<_>>().len(), 7);
            let of = |id: &Id| seen.iter().find(|row| row.0 == *id).unwrap().clone();
            let late = of(&mail.id);
            assert_eq!((late.1.as_str(), late.3), ("failed", vec!["delayed".to_owned(), "soft".to_owned()]));
            assert_eq!(of(&second.id).2, Some(550));
        }
        Ok::<_, Error>(())
    });
}

fn making(campaign: Campaign) -> Making {
    let text = include_str!("../../../config/demo/record.toml");
    let record = Record::parse(Path::new("record.toml"), text, Lang::ALL).0.unwrap();
    let reason = |reason: Exclusion| (reason, format!("label {}", reason.as_str()), "why".to_owned());
    Making {
        campaign,
        said: Said {
            family: "A service message".to_owned(),
            rules: vec!["Everybody in the file".to_owned()],
            schedule: "Monday to Friday".to_owned(),
            reasons: Exclusion::ALL.map(reason).to_vec(),
        },
        today: vec![sample(Lang::En, false)],
        months: (12, 18),
        record: Arc::new(record),
        languages: Lang::ALL.to_vec(),
        lang: Lang::En,
        now: later(60),
        zone: TimeZone::get("Europe/Paris").unwrap(),
    }
}

fn read(zip: &mut zip::ZipArchive<std::fs::File>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_paper_says_who_decided_whom_it_asked_and_what_came_of_it_and_names_no_reader() {
    on_each(|tx| {
        let people = people(tx, 5)?;
        super::standings::mark(tx, &people[0].fingerprint, super::standings::Mark::Stopped, now())?;
        let campaign = sending(tx, 100)?;
        let mail = turn(take(tx, later(1), &campaign, "one", 1)?);
        settle(tx, later(1), &mail, Outcome::Sent)?;
        let (approver, random) = (id(2), Random::seeded(3));
        let by = By { colleague: &approver, now: later(2), random: &random };
        by.note(tx, "refresh.approved", &campaign.id, serde_json::json!({}))?;
        let making = making(campaign);
        let paper = paper(&making, &Facts::read(tx, &making).unwrap());
        let texts = paper.texts().join("\n");
        for said in [
            "Evidence of the campaign “Yearly check”",
            "To ask you once a year whether your details are still correct",
            "Legal obligation (Art. 6(1)(c))",
            "RGPD/GDPR art. 5(1)(d)",
            "A service message",
            id(1).as_str(),
            "Approved",
            "Everybody in the file",
            "in the last 12 months, who was asked by any campaign in the last 18 months",
            "label stopped\nwhy\n1",
            "label minor\nwhy\n0",
            "Taken by the mail server\n1",
            "Not sent yet\n3",
            "The mails are rendered today",
            "nothing that stops the mail; findings: 0",
            "for 13 months after it left",
            "for 5 years after the end of the campaign",
        ] {
            assert!(texts.contains(said), "no {said} in:\n{texts}");
        }
        for person in &people {
            assert!(!texts.contains(person.id.as_str()) && !texts.contains("@example.com"));
        }
        Ok(())
    });
}

#[test]
fn the_archive_has_a_row_for_each_mail_over_many_pages_and_the_log_without_persons() {
    on_each(|tx| {
        let people = people(tx, 1)?;
        let campaign = sending(tx, 100)?;
        let random = Random::seeded(11);
        for _ in 0..2_500 {
            let row = (
                recipients::id.eq(Id::at(now(), &random)),
                recipients::campaign.eq(&campaign.id),
                recipients::lang.eq("en"),
                recipients::state.eq("failed"),
                recipients::code.eq(Some(550)),
            );
            diesel::insert_into(recipients::table).values(row).execute(tx)?;
        }
        keep(tx, &campaign.id, &[sample(Lang::En, false), sample(Lang::Fr, false)])?;
        let (author, person) = (id(1), people[0].id.clone());
        let by = By { colleague: &author, now: later(2), random: &random };
        by.note(tx, "refresh.created", &campaign.id, serde_json::json!({}))?;
        let answered = crate::audit::Event {
            actor: crate::audit::Actor::Person(person.clone()),
            action: "refresh.answered",
            object: Some(campaign.id.to_string()),
            person: Some(person.clone()),
            detail: serde_json::json!({ "answer": "correct" }),
        };
        crate::audit::append(tx, later(3), &random, &answered)?;
        let file = write(tx, tempfile::tempfile().unwrap(), &making(campaign)).unwrap();
        let mut zip = zip::ZipArchive::new(file).unwrap();
        let rows = read(&mut zip, "people.csv");
        let ids: BTreeSet<&str> = rows.lines().skip(1).map(|row| row.split(',').next().unwrap()).collect();
        assert_eq!((rows.lines().count(), ids.len()), (1 + 2_501, 2_501));
        assert!(
            rows.starts_with(
                "mail,language,period,kind,state,handed_over_at,code,reports,answer,stopped,answered_at\n"
            )
        );
        assert!(rows.contains(",en,0,first,failed,,550,,,,\n"));
        let events = read(&mut zip, "audit/events.jsonl");
        assert_eq!(events.lines().count(), 1);
        assert!(events.contains("refresh.created") && events.contains(author.as_str()));
        let json: serde_json::Value = serde_json::from_str(&read(&mut zip, "campaign.json")).unwrap();
        assert_eq!(json["audit"]["events_about_persons"]["refresh.answered"], 1);
        assert_eq!((&json["results"]["mails"], &json["results"]["first"]["failed"]), (&2_501.into(), &2_500.into()));
        assert_eq!(json["message"]["kept_at_approval"], true);
        assert_eq!(json["message"]["mails"].as_array().unwrap().len(), 2);
        assert!(![rows, events, json.to_string()].concat().contains(person.as_str()), "a person is named");
        Ok(())
    });
}
