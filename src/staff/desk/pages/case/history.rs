//! The history of a case as a paper: what a data protection officer keeps, and what an authority asks for (Arts. 5(2), 31).

use super::Case;
use crate::audit;
use crate::db::Db;
use crate::pdf::{Paper, Table};
use crate::portal::Portal;
use crate::requests::clock;
use crate::requests::{Answered, Author, Item};
use crate::roles::Role;
use crate::staff::desk::{self, Act, By, Refused};
use crate::web::{Colleague, Form, Nothing, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};

impl Case {
    /// Whether somebody may have the history: whose case it is, and the data protection officer of any (Art. 39(1)(b)).
    pub(super) fn tells_history(&self, colleague: &Colleague) -> bool {
        self.is_of(colleague) || colleague.role == Role::Dpo
    }

    fn history(&self, visit: &Visit, portal: &Portal) -> Paper {
        let (lang, zone, request) = (visit.lang(), portal.zone(), &self.request);
        let say = |key: &str| words::say(lang, key, &[]);
        let moment = |at| words::moment(lang, at, zone);
        let title = words::say(lang, "history-title", &[("reference", &request.reference)]);
        let mut paper = Paper::new(lang, &title, &portal.record.controller.name, visit.now());
        let rights: Vec<String> = self.items.iter().map(|item| say(&format!("right-{}", item.right))).collect();
        let person = self.masked.clone().unwrap_or_else(|| match &self.contact {
            Some(contact) => contact.name.clone(),
            None => say("staff-case-forgotten"),
        });
        let ended = request.closed_at.map_or_else(|| say("history-open"), moment);
        paper.pairs([
            (say("staff-case-person"), person),
            (say("staff-case-right"), rights.join(", ")),
            (
                say("history-received"),
                format!("{}, {}", moment(request.received_at), say(&format!("channel-{}", request.channel))),
            ),
            (say("staff-case-due"), words::day(lang, request.due_on)),
            (say("history-ended"), ended),
            (say("staff-queue-status"), say(&format!("status-{}", request.status))),
            (
                say("staff-case-owner"),
                self.name(request.owner.as_ref()).map_or_else(|| say("staff-owner-none"), str::to_owned),
            ),
        ]);
        paper.heading(2, &say("staff-case-count"));
        paper.list(clock::steps(lang, &self.deadline).into_iter().map(|step| step.text));
        paper.heading(2, &say("request-asked"));
        for item in &self.items {
            self.item_told(&mut paper, visit, portal, item);
        }
        if self.gathers(portal) {
            paper.heading(2, &say("staff-step-gather"));
            let rows = self.known.shown(lang, portal);
            let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
            paper.pairs(rows.iter().map(|row| {
                let parts = [text(row, "status"), text(row, "hint")];
                let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (text(row, "label"), parts.join(", "))
            }));
        }
        paper.heading(2, &say("request-messages"));
        for message in &self.messages {
            let name = self.name(message.colleague.as_ref()).unwrap_or_default();
            let by = match message.author {
                Author::Person => say("staff-by-person"),
                Author::Staff => name.to_owned(),
                Author::Note => words::say(lang, "staff-by-note", &[("name", name)]),
            };
            paper.heading(3, &format!("{by}, {}", moment(message.at)));
            for block in message.text.split("\n\n") {
                paper.paragraph(block);
            }
        }
        if self.messages.is_empty() {
            paper.paragraph(&say("request-no-message"));
        }
        self.log_told(&mut paper, visit, portal);
        paper
    }

    fn item_told(&self, paper: &mut Paper, visit: &Visit, portal: &Portal, item: &Item) {
        let lang = visit.lang();
        let say = |key: &str| words::say(lang, key, &[]);
        let name = |id| self.name(id).map(str::to_owned);
        let article = item.right.article().map(|article| words::say(lang, "request-article", &[("article", article)]));
        let pairs = [
            ("staff-queue-status", Some(say(&format!("staff-item-{}", item.state)))),
            ("history-law", article),
            ("staff-item-ground", item.ground.as_ref().map(|ground| say(&format!("ground-{ground}")))),
            ("staff-item-facts", item.reason.clone()),
            ("history-proposed", name(item.proposed_by.as_ref())),
            ("history-decided", name(item.decided_by.as_ref())),
            ("history-decided-at", item.decided_at.map(|at| words::moment(lang, at, portal.zone()))),
        ];
        paper.heading(3, &say(&format!("right-{}", item.right)));
        paper.pairs(pairs.into_iter().filter_map(|(key, value)| Some((say(key), value?))));
        if let Some(answered) = self.checked.get(&item.id).filter(|answered| !answered.is_empty()) {
            let line = |(part, one): (&crate::requests::AccessPart, &Answered)| {
                format!("{}: {}", say(&format!("access-part-{part}")), say(&format!("staff-checklist-{one}")))
            };
            paper.list(answered.iter().map(line));
        }
    }

    fn log_told(&self, paper: &mut Paper, visit: &Visit, portal: &Portal) {
        let (lang, zone) = (visit.lang(), portal.zone());
        let say = |key: &str| words::say(lang, key, &[]);
        let table = |caption: String, rows: Vec<Vec<String>>| {
            let columns = vec![(say("history-when"), 3), (say("history-what"), 4), (say("history-who"), 3)];
            Table { caption, columns, rows }
        };
        let events = self.events.iter().map(|event| {
            let by = self.name(event.colleague.as_ref()).unwrap_or_default().to_owned();
            vec![words::moment(lang, event.at, zone), say(&format!("request-event-{}", event.what)), by]
        });
        paper.heading(2, &say("request-history"));
        paper.table(table(say("request-history"), events.collect()));
        let log = self.log.iter().map(|entry| {
            vec![words::moment(lang, entry.at.timestamp(), zone), entry.action.clone(), self.actor_named(lang, entry)]
        });
        paper.heading(2, &say("staff-log"));
        paper.paragraph(&say("history-log"));
        paper.table(table(say("staff-log"), log.collect()));
    }
}

/// The history as PDF. That somebody reads it is logged, and the person sees it.
pub(in super::super) async fn paper(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let case = Case::load(&portal, &path).await?;
    let (parts, now, request, reader) = (portal.clone(), visit.now(), case.request.clone(), colleague);
    let logged = portal.db.write(move |tx: &mut Db| {
        let by = By { id: &reader.id, role: Some(reader.role) };
        desk::read_history(tx, Act { now, random: &parts.random, keys: &parts.keys, by }, &request)
    });
    match logged.await {
        Ok(()) => {}
        Err(Refused::Database(error)) => return Err(error.into()),
        Err(_) => return Err(PageError::Forbidden),
    }
    let paper = case.history(&visit, &portal);
    let bytes = web::block(move || paper.write()).await.map_err(anyhow::Error::from)?.map_err(anyhow::Error::from)?;
    Ok(visit.download(&format!("{}-history.pdf", case.request.reference), "application/pdf", bytes))
}

impl Case {
    /// Who did what the log says.
    pub(super) fn actor_named(&self, lang: crate::lang::Lang, entry: &audit::Logged) -> String {
        match entry.actor.as_deref().and_then(audit::Actor::parse) {
            Some(audit::Actor::Colleague(id) | audit::Actor::Program(id)) => {
                self.name(Some(&id)).unwrap_or_default().to_owned()
            }
            Some(audit::Actor::Person(_)) => words::say(lang, "staff-by-person", &[]),
            Some(audit::Actor::System | audit::Actor::Command) | None => words::say(lang, "staff-by-portal", &[]),
        }
    }
}
