use super::reminders::{FIRST, REMINDER};
use super::results::{Reach, briefs, figures};
use super::tests::{now, on_each, people, sending};
use crate::db::schema::refresh::refresh_recipients as recipients;
use crate::db::{Db, Error, Id, Time};
use crate::refresh::providers::OTHER;
use crate::secrets::Random;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A mail of a campaign as it stands.
struct Mail<'m> {
    round: i32,
    state: &'m str,
    lang: &'m str,
    provider: &'m str,
    answer: Option<(&'m str, &'m str)>,
}

fn write(tx: &mut Db, campaign: &Id, random: &Random, mail: &Mail<'_>) -> Result<(), Error> {
    let at = mail.answer.map(|(_, at)| Time::from(at.parse::<Timestamp>().unwrap()));
    diesel::insert_into(recipients::table)
        .values((
            recipients::id.eq(Id::at(now(), random)),
            recipients::campaign.eq(campaign),
            recipients::lang.eq(mail.lang),
            recipients::state.eq(mail.state),
            recipients::round.eq(mail.round),
            recipients::at_provider.eq(mail.provider),
            (recipients::answer.eq(mail.answer.map(|(answer, _)| answer)), recipients::answered_at.eq(at)),
        ))
        .execute(tx)?;
    Ok(())
}

#[test]
fn each_mail_is_counted_once_in_every_way_of_telling_them_apart() {
    on_each(|tx| {
        let campaign = sending(tx, 100)?.id;
        let random = Random::seeded(5);
        let mails = [
            // They answered the reminder: one person, asked once.
            Mail { round: FIRST, state: "sent", lang: "fr", provider: "google", answer: None },
            Mail {
                round: REMINDER,
                state: "sent",
                lang: "fr",
                provider: "google",
                answer: Some(("changed", "2026-03-28T23:50:00Z")),
            },
            Mail {
                round: FIRST,
                state: "sent",
                lang: "fr",
                provider: "google",
                answer: Some(("correct", "2026-03-28T22:50:00Z")),
            },
            Mail {
                round: FIRST,
                state: "unknown",
                lang: "en",
                provider: OTHER,
                answer: Some(("stop", "2026-03-29T22:10:00Z")),
            },
            Mail { round: FIRST, state: "failed", lang: "en", provider: OTHER, answer: None },
            Mail { round: FIRST, state: "planned", lang: "en", provider: "orange", answer: None },
            Mail { round: REMINDER, state: "skipped", lang: "en", provider: OTHER, answer: None },
        ];
        for mail in &mails {
            write(tx, &campaign, &random, mail)?;
        }
        let figures = figures(tx, &campaign)?;
        assert_eq!((figures.total(), figures.reached(), figures.answered()), (5, 3, 3));
        assert_eq!((figures.reminder("sent"), figures.reminder("skipped"), figures.state("failed")), (1, 1, 1));
        assert_eq!(["correct", "changed", "not-me", "stop"].map(|word| figures.answer(word)), [1, 1, 0, 1]);
        let languages: Vec<(&str, Reach)> =
            figures.languages.iter().map(|(lang, reach)| (lang.as_str(), *reach)).collect();
        assert_eq!(
            languages,
            [("en", Reach { sent: 1, answered: 1, failed: 1 }), ("fr", Reach { sent: 2, answered: 2, failed: 0 })]
        );
        let google = figures.providers.get("google").copied().unwrap_or_default();
        assert_eq!(google, Reach { sent: 2, answered: 2, failed: 0 });
        let other = figures.providers.get(OTHER).copied().unwrap_or_default();
        assert_eq!(other, Reach { sent: 1, answered: 1, failed: 1 });
        // Where the controller is: one hour before midnight UTC is the same day in Paris, ten minutes are not; the clock changes in between.
        let days = figures.days(&TimeZone::get("Europe/Paris").unwrap());
        let days: Vec<(String, i64)> = days.into_iter().map(|(day, count)| (day.to_string(), count)).collect();
        assert_eq!(days, [("2026-03-28".to_owned(), 1), ("2026-03-29".to_owned(), 1), ("2026-03-30".to_owned(), 1)]);
        let kathmandu = figures.days(&TimeZone::get("Asia/Kathmandu").unwrap());
        assert_eq!(kathmandu.into_values().collect::<Vec<_>>(), [2, 1], "a zone of quarters of an hour");
        let found = briefs(tx, 5)?;
        let brief = found.first().map(|(_, brief)| (brief.sent, brief.answered, brief.changed));
        assert_eq!((found.len(), brief), (1, Some((3, 3, 1))));
        Ok(())
    });
}

#[test]
fn the_provider_of_a_reader_is_noted_when_the_campaign_writes_them_down() {
    on_each(|tx| {
        people(tx, 2)?;
        let campaign = sending(tx, 100)?.id;
        assert_eq!(figures(tx, &campaign)?.providers.keys().collect::<Vec<_>>(), [OTHER]);
        Ok(())
    });
}
