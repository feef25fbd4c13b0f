//! The evidence of a campaign as one file, for the data protection officer (law.md REFR-14). Nothing in it names a customer, so that
//! taking it is like opening a page: nothing changes.

use super::campaign::{family_words, frame};
use super::message::{Round, rendered};
use super::{audience, campaign_at, hours, rules, schedule};
use crate::portal::Portal;
use crate::refresh::Campaign;
use crate::refresh::audience::Exclusion;
use crate::refresh::evidence::{self, Making, Said, Sample};
use crate::refresh::jobs::policy;
use crate::refresh::lint::{Letter, lint, report};
use crate::web::{PageError, Pieces, Visit};
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data, Path, block};
use anyhow::Context;
use std::fs::File;
use std::io::{Read, Seek};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of the file that are read and sent at a time.
const PIECE: u64 = 64 * 1024;

/// What a campaign says: each of its mails in each language, rendered for nobody, with what it must not say.
pub(super) fn samples(portal: &Portal, campaign: &Campaign) -> Result<Vec<Sample>, PageError> {
    let (mut samples, sources) = (Vec::new(), evidence::sources(campaign));
    for lang in &portal.settings.portal.languages {
        for round in Round::ALL {
            let reminder = round == Round::Reminder;
            if reminder && campaign.schedule.remind_after_days.is_none() {
                continue;
            }
            let mail = rendered(portal, campaign, *lang, round)?;
            let letter = Letter::rendered(*lang, &mail.subject, &mail.text, &mail.html);
            let found = lint(&letter, &frame(portal, campaign, *lang));
            samples.push(Sample {
                lang: *lang,
                reminder,
                subject: mail.subject,
                text: mail.text,
                html: mail.html,
                report: report(&found, campaign.family(), *lang).to_string(),
                sources: sources.clone(),
            });
        }
    }
    Ok(samples)
}

fn said(portal: &Portal, visit: &Visit, campaign: &Campaign) -> Said {
    let reason = |reason: Exclusion| {
        (reason, audience::label(visit, reason), audience::sentence(portal, visit, campaign, reason))
    };
    Said {
        family: family_words(portal, visit, campaign),
        rules: rules::in_words(portal, visit, &campaign.rules),
        schedule: hours::with_whose(portal, visit, schedule::in_words(visit, &campaign.schedule)),
        reasons: Exclusion::ALL.map(reason).to_vec(),
    }
}

/// The archive. Before a second person approved the campaign there is nothing to prove.
pub(super) async fn file(portal: Data<Portal>, visit: Visit, id: Path<String>) -> Result<HttpResponse, PageError> {
    let campaign = campaign_at(&portal, &id).await?;
    if campaign.approver.is_none() {
        return Err(PageError::NotFound);
    }
    let name = format!("campaign-{}-evidence.zip", campaign.id);
    let making = Making {
        said: said(&portal, &visit, &campaign),
        today: samples(&portal, &campaign)?,
        months: policy(&portal).months(&campaign.schedule),
        record: portal.record.now(),
        languages: portal.settings.portal.languages.clone(),
        lang: visit.lang(),
        now: visit.now(),
        zone: portal.zone().clone(),
        campaign,
    };
    let written = portal.db.read(move |db| {
        // Without a name: it is gone when it was sent, or when the program ends.
        let out = tempfile::tempfile().context("a temporary file cannot be made")?;
        let mut file = evidence::write(db, out, &making)?;
        file.rewind()?;
        let size = file.metadata()?.len();
        Ok::<_, anyhow::Error>((file, size))
    });
    let (file, size) = written.await?;
    let mut answer = visit.download(&name, "application/zip", pieces(file, size));
    // It is compressed, and its length is known.
    answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    Ok(answer)
}

fn pieces(file: File, size: u64) -> Pieces {
    let file = Arc::new(Mutex::new(file));
    Pieces::new(size, move |_| {
        let file = Arc::clone(&file);
        Box::pin(async move {
            let read = block(move || -> std::io::Result<Vec<u8>> {
                let mut piece = Vec::new();
                let file = file.lock().unwrap_or_else(PoisonError::into_inner);
                (&*file).take(PIECE).read_to_end(&mut piece)?;
                Ok(piece)
            });
            let piece = read.await.map_err(std::io::Error::other)??;
            Ok((!piece.is_empty()).then(|| Bytes::from(piece)))
        })
    })
}
