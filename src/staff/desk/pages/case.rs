//! S2: one case.

mod contact;
pub(super) mod history;
mod programs;

use super::acts::{Typed, typed_shown};
use super::document::Documents;
use super::{bands, due, estate, gather};
use crate::api;
use crate::attachments::{self, Attachment, Owner};
use crate::audit;
use crate::db::{Error, Id};
use crate::directives::Directives;
use crate::lang::Lang;
use crate::people;
use crate::portal::Portal;
use crate::redaction::{self, Mark, Reason};
use crate::requests::clock::{self, Deadline};
use crate::requests::{
    self, AccessPart, Answered, Author, CannotExtend, Contact, Document, Event, ExtensionGround, Ground, Happened,
    House, Item, ItemState, Message, Request, Right, Status, Subject,
};
use crate::restriction::{self, Restriction};
use crate::roles::{Permission, Role};
use crate::staff::{self, desk};
use crate::web::{Colleague, FieldError, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything a case page shows.
pub(super) struct Case {
    pub request: Request,
    pub items: Vec<Item>,
    messages: Vec<Message>,
    events: Vec<Event>,
    masked: Option<String>,
    names: BTreeMap<Id, String>,
    log: Vec<audit::Logged>,
    files: Vec<Attachment>,
    proof: Vec<Attachment>,
    document: Option<Document>,
    unanswered: bool,
    deadline: Deadline,
    extension: Option<String>,
    colleagues: Vec<(Id, String)>,
    checked: BTreeMap<Id, BTreeMap<AccessPart, Answered>>,
    excessive: Vec<Right>,
    contact: Option<Contact>,
    wish: Option<Directives>,
    marks: Vec<Mark>,
    documents: Documents,
    restricted: Option<Restriction>,
    known: gather::Known,
}

impl Case {
    /// The case of a reference, whoever asks.
    pub async fn load(portal: &Portal, reference: &str) -> Result<Case, PageError> {
        let (reference, keys, rules) = (reference.to_owned(), portal.keys.clone(), portal.settings.requests.clone());
        let now = portal.clock.now();
        let read = portal.db.read(move |db| {
            let Some(request) = requests::by_reference(db, &reference)? else { return Ok::<_, Error>(None) };
            let items = requests::items(db, &keys, &request.id)?;
            let messages = requests::messages(db, &keys, &request.id, true)?;
            let events = requests::events(db, &request.id, true)?;
            let person = people::by_id(db, &request.person)?;
            // Until their erasure begins nobody works with what is held about them.
            if person.as_ref().is_some_and(|person| person.leaves_at.is_some()) {
                return Ok(None);
            }
            let masked = person.map(|person| person.address(&keys)).transpose()?.map(|address| address.masked());
            let programs = api::list(db)?.into_iter().map(|token| (token.id, token.name));
            let names = staff::list(db)?.into_iter().map(|one| (one.id, one.name)).chain(programs).collect();
            let log = audit::events_of_object(db, &request.reference, 200)?;
            let files = attachments::of(db, &keys, &Owner::request(request.id.clone()))?;
            let proof = attachments::of(db, &keys, &Owner::proof(request.id.clone()))?;
            let document = requests::document(db, &request.id)?;
            let unanswered = requests::may_end_unidentified(db, &keys, &request, now)?;
            let desk = staff::list(db)?.into_iter();
            let desk = desk.filter(|one| one.disabled_at.is_none() && one.role.may(Permission::Requests));
            let colleagues = desk.map(|one| (one.id, one.name)).collect();
            let access = items.iter().filter(|item| item.right == Right::Access);
            let checked = access.map(|item| Ok((item.id.clone(), desk::checked(db, &item.id)?)));
            let checked = checked.collect::<Result<_, Error>>()?;
            let contact = requests::contact(db, &keys, &request.id)?;
            let wish = estate::of_case(db, &keys, &request, contact.as_ref())?;
            let marks = redaction::of(db, &keys, &request.person)?;
            let documents = Documents::of_case(db, &keys, &request)?;
            let restricted = restriction::open_for(db, &keys, &request.person)?;
            let known = gather::Known::of_case(db, &request, &items)?;
            let excessive = desk::may_be_excessive(db, &request)?;
            let deadline = rules.deadline_of(db, &request)?;
            let extension = requests::extension_reason(db, &keys, &request.id)?;
            Ok(Some(Case {
                request,
                items,
                messages,
                events,
                masked,
                names,
                log,
                files,
                proof,
                document,
                unanswered,
                deadline,
                extension,
                colleagues,
                checked,
                excessive,
                contact,
                wish,
                marks,
                documents,
                restricted,
                known,
            }))
        });
        read.await?.ok_or(PageError::NotFound)
    }

    /// The item of this id, in this case.
    pub fn item(&self, id: &str) -> Result<&Item, PageError> {
        self.items.iter().find(|item| item.id.as_str() == id).ok_or(PageError::NotFound)
    }

    /// Whether somebody asked without signing in.
    pub fn is_outside(&self) -> bool {
        self.contact.is_some()
    }

    /// Whether the person whose data a company asked for was told.
    fn is_informed(&self) -> bool {
        self.events.iter().any(|event| event.what == Happened::Informed)
    }

    pub fn is_of(&self, colleague: &Colleague) -> bool {
        self.request.owner.as_ref() == Some(&colleague.id)
    }

    /// Whether something was decided on every item.
    pub fn is_decided(&self) -> bool {
        let undecided = |item: &Item| matches!(item.state, ItemState::Open | ItemState::Proposed | ItemState::Approved);
        !self.items.iter().any(undecided)
    }

    /// What the desk has of documents.
    pub fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Whether somebody who signs in asks, who can fetch what they are given.
    pub fn has_person(&self) -> bool {
        self.masked.is_some()
    }

    /// The page of the case with mistakes on it.
    pub fn with_errors(
        &self,
        visit: &Visit,
        portal: &Portal,
        colleague: &Colleague,
        errors: &[FieldError],
    ) -> Result<HttpResponse, PageError> {
        let context = self.shown(visit, portal, colleague, &typed_shown(&Typed::default()));
        visit.page_with_errors("staff/case.html", context, errors)
    }

    /// What is hidden from the person.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Why words were last hidden in this case: what is hidden next is often hidden for the same reason.
    pub fn usual_reason(&self) -> Option<Reason> {
        let of_case = self.marks.iter().filter(|mark| mark.reference == self.request.reference);
        let in_data = of_case.max_by_key(|mark| mark.at).map(|mark| mark.reason);
        self.documents.last_reason().or(in_data)
    }

    /// Why parts of what this case gives are hidden.
    pub fn hidden(&self) -> Vec<Reason> {
        desk::hidden_for(&self.marks, &self.items, &self.documents.reasons())
    }

    /// The directives that name whoever asks.
    fn matched(&self) -> Option<&Directives> {
        let name = &self.contact.as_ref()?.name;
        self.wish.as_ref().filter(|wish| wish.names(name))
    }

    fn name(&self, id: Option<&Id>) -> Option<&str> {
        self.names.get(id?).map(String::as_str)
    }

    fn item_shown(&self, lang: Lang, portal: &Portal, item: &Item, mine: bool, colleague: &Colleague) -> Value {
        let readable = mine || item.state == ItemState::Proposed;
        let correction = match &item.subject {
            Some(Subject::Correction(correction)) if mine => json!({
                "label": correction.label, "before": correction.before, "wanted": correction.wanted,
                "source": correction.source,
            }),
            _ => Value::Null,
        };
        let about = match &item.subject {
            Some(Subject::Named(id)) => Some(requests::pages::activity_name(&portal.record, id, lang)),
            _ => None,
        };
        let word = |ground: &str| words::say(lang, &format!("ground-{ground}"), &[]);
        let may = |ground: &&Ground| match ground {
            Ground::Excessive => self.excessive.contains(&item.right),
            Ground::Abusive => colleague.role == Role::Dpo,
            Ground::Unidentified => self.unanswered,
            _ => true,
        };
        let by_employer = self.contact.as_ref().is_some_and(Contact::is_employer);
        let of_law = if by_employer { &[Ground::Employer][..] } else { item.right.grounds() };
        let grounds = of_law.iter().filter(may);
        let answered = self.checked.get(&item.id);
        let parts = AccessPart::ALL.iter().map(|part| {
            json!({
                "part": part.as_str(),
                "label": words::say(lang, &format!("access-part-{part}"), &[]),
                "answered": answered.and_then(|all| all.get(part)).map(|one| one.as_str()),
            })
        });
        let open = AccessPart::ALL.len() - answered.map_or(0, BTreeMap::len);
        let grounds = grounds.map(|ground| json!({ "value": ground.as_str(), "label": word(ground.as_str()) }));
        let proposed_by_me = item.proposed_by.as_ref() == Some(&colleague.id);
        json!({
            "id": item.id,
            "right": words::say(lang, &format!("right-{}", item.right), &[]),
            "article": item.right.article(),
            "state": item.state.as_str(),
            "about": about,
            "correction": correction,
            "restricts": if item.right == Right::Restrict {
                options(lang, restriction::Ground::ALL.iter().map(|one| one.as_str()), |word| format!("staff-restrict-ground-{word}"))
            } else {
                Vec::new()
            },
            "estate": estate::item_shown(lang, portal, item, self.matched()),
            "given": match &item.subject {
                Some(Subject::Categories(ids)) => {
                    let label = |id: &String| portal.record.category(id).map_or(id.clone(), |one| one.label.get(lang).to_owned());
                    Some(ids.iter().map(label).collect::<Vec<_>>().join(", "))
                }
                _ => None,
            },
            "weighs": item.right == Right::Object,
            "frozen": item.right == Right::Object && matches!(item.state, ItemState::Open | ItemState::Proposed),
            "is_correction": matches!(item.subject, Some(Subject::Correction(_))),
            "grounds": grounds.collect::<Vec<_>>(),
            "ground": item.ground.as_deref().map(word),
            "reason": item.reason.as_ref().filter(|_| readable),
            "parts": if mine && !by_employer && answered.is_some() && !self.request.status.is_over() { parts.collect() } else { Vec::new() },
            "parts_open": open,
            "proposed_by": self.name(item.proposed_by.as_ref()),
            "decided_by": self.name(item.decided_by.as_ref()),
            "by_employer": by_employer,
            "decide": mine && item.state == ItemState::Open && !self.request.status.is_over(),
            "second": !proposed_by_me && item.state == ItemState::Proposed && !self.request.status.is_over(),
        })
    }

    /// The answer as the person reads it.
    pub fn letter(&self, portal: &Portal, text: &str) -> String {
        self.letter_in(self.request.lang, portal, text)
    }

    /// The same in a language, but for what colleagues wrote.
    pub fn letter_in(&self, lang: Lang, portal: &Portal, text: &str) -> String {
        let now = portal.clock.now();
        let unfreezes = now.saturating_add(restriction::NOTICE).unwrap_or(now);
        let house = House {
            authority: portal.record.authority.clone(),
            dpo: portal.record.dpo.as_ref().map(|dpo| (dpo.name.clone(), dpo.email.clone())),
            today: portal.today(),
            received: self.deadline.received,
            unfreezes: clock::day_of(unfreezes, portal.zone()),
            hidden: self.hidden().iter().map(|one| words::say(lang, &format!("redaction-why-{one}"), &[])).collect(),
            fetch_until: clock::day_of(now.saturating_add(requests::FETCH).unwrap_or(now), portal.zone()),
        };
        requests::letter(lang, &self.request, &self.items, text, &house)
    }

    fn mark_shown(&self, lang: Lang, portal: &Portal, mark: &Mark) -> Value {
        let reason = words::say(lang, &format!("redaction-reason-{}", mark.reason), &[]);
        let at = words::date_of(lang, mark.at, portal.zone());
        let name = self.name(Some(&mark.colleague)).unwrap_or_default();
        let line = words::say(lang, "redaction-mark-line", &[("reason", &reason), ("at", &at), ("name", name)]);
        json!({ "id": mark.id, "words": mark.hidden.words, "line": line })
    }

    /// What the page says of the extension: the one there was, or the one there may be.
    fn extension_shown(&self, lang: Lang, portal: &Portal, may: bool) -> Value {
        let say = |key: &str| words::say(lang, key, &[]);
        let first = words::day(lang, self.deadline.due(false));
        if let Some((_, ground)) = self.request.extended {
            return json!({ "ground": say(&format!("extension-{ground}")), "reason": self.extension, "first": first });
        }
        match requests::may_extend(&self.deadline, false, portal.today()) {
            Ok(due) if may => json!({
                "until": first,
                "due": words::day(lang, due),
                "grounds": ExtensionGround::ALL.iter().map(|ground| json!({
                    "value": ground.as_str(),
                    "label": say(&format!("extension-{ground}")),
                    "hint": if ground.counts() { String::new() } else { say("staff-extend-no-ground") },
                })).collect::<Vec<_>>(),
            }),
            Err(CannotExtend::TooLate) if may => json!({ "late": first }),
            _ => Value::Null,
        }
    }

    /// What is left to do, in order; who asked without signing in is identified first.
    fn steps_left(
        &self,
        portal: &Portal,
        mine: bool,
        decided: bool,
        task: impl Fn(&str, bool, bool, &str) -> Value,
    ) -> Vec<Value> {
        let over = self.request.status.is_over();
        let mut steps = vec![task("staff-step-take", mine || over, !mine, "#take")];
        if let Some(contact) = &self.contact {
            let (step, done) = match contact.is_employer() {
                true => ("staff-step-inform", self.is_informed()),
                false => ("staff-step-identify", contact.checked.is_some()),
            };
            steps.push(task(step, done || over, mine, "#identity"));
        }
        if self.gathers(portal) {
            let known = self.known.unknown(portal).is_empty();
            steps.push(task("staff-step-gather", known || over, mine, "#gather"));
        }
        steps.push(task("staff-step-decide", decided, mine, "#items"));
        steps.push(task("staff-step-close", over, mine && decided, "#close"));
        steps
    }

    /// Whether a copy is asked for, by somebody who is known.
    fn gathers(&self, portal: &Portal) -> bool {
        let is_copy = self.items.iter().any(|item| item.right.is_copy());
        is_copy && self.masked.is_some() && portal.sources.all_declarations().next().is_some()
    }

    /// How the sources stand; `may` is whether the colleague may ask them.
    fn gathering_shown(&self, lang: Lang, portal: &Portal, may: bool) -> [(String, Value); 3] {
        let gathers = self.gathers(portal);
        let ask = may && gathers && !self.known.unknown(portal).is_empty();
        let rows = gathers.then(|| self.known.shown(lang, portal));
        let put_right = gather::put_right_shown(lang, portal, &self.known, may && self.masked.is_some());
        [("gather", json!(rows)), ("gather_ask", json!(ask)), ("put_right", json!(put_right))]
            .map(|(name, value)| (name.to_owned(), value))
    }

    /// The context of the page. `typed` is what was typed into its forms and came back.
    pub fn shown(&self, visit: &Visit, portal: &Portal, colleague: &Colleague, typed: &Value) -> Value {
        let (lang, zone, request) = (visit.lang(), portal.zone(), &self.request);
        let mine = self.is_of(colleague);
        let over = request.status.is_over();
        let say = |key: &str| words::say(lang, key, &[]);
        let deadline = &self.deadline;
        let due_day = words::day(lang, request.due_on);
        let rights: Vec<String> = self.items.iter().map(|item| say(&format!("right-{}", item.right))).collect();
        let person = match (&self.masked, mine) {
            (None, _) if self.contact.is_some() => say("staff-case-outside"),
            (None, _) => say("staff-case-forgotten"),
            (Some(masked), true) => masked.clone(),
            (Some(_), false) => say("staff-case-hidden"),
        };
        let identity = [
            ("staff-case-person", person),
            ("staff-case-right", rights.join(", ")),
            ("staff-case-due", due_day.clone()),
            (
                "staff-case-owner",
                self.name(request.owner.as_ref()).map_or_else(|| say("staff-owner-none"), str::to_owned),
            ),
        ];
        let decided = self.is_decided();
        let task = |label: &str, done: bool, now: bool, href: &str| {
            let (status, kind) = match (done, now) {
                (true, _) => ("staff-task-done", "success"),
                (false, true) => ("staff-task-now", "info"),
                (false, false) => ("staff-task-later", ""),
            };
            json!({ "label": say(label), "status": say(status), "kind": kind, "href": if now && !done { href } else { "" } })
        };
        let messages = self.messages.iter().map(|message| {
            let (by, kind) = match message.author {
                Author::Person => (say("staff-by-person"), "theirs"),
                Author::Staff => (self.name(message.colleague.as_ref()).unwrap_or_default().to_owned(), "ours"),
                Author::Note => {
                    let name = self.name(message.colleague.as_ref()).unwrap_or_default();
                    (words::say(lang, "staff-by-note", &[("name", name)]), "note")
                }
            };
            json!({
                "by": by, "at": words::moment(lang, message.at, zone), "datetime": message.at.to_string(),
                "text": message.text, "kind": kind,
            })
        });
        let events = self.events.iter().map(|event| {
            json!({
                "title": words::say(lang, &format!("request-event-{}", event.what), &[]),
                "at": words::moment(lang, event.at, zone),
                "datetime": event.at.to_string(),
                "by": self.name(event.colleague.as_ref()),
            })
        });
        let log = self.log.iter().map(|entry| {
            let by = self.actor_named(lang, entry);
            json!({ "at": words::moment(lang, entry.at.timestamp(), zone), "action": entry.action, "by": by })
        });
        let items = self.items.iter().map(|item| self.item_shown(lang, portal, item, mine, colleague));
        let mut context = json!({
            "reference": request.reference,
            "href": format!("/staff/cases/{}", request.reference),
            "status": request.status.as_str(),
            "version": request.version,
            "mine": mine,
            "taken": request.owner.is_some(),
            "for_officer": !over && colleague.role != Role::Dpo && self.items.iter().any(|item| item.right == Right::Complaint),
            "over": over,
            "written": request.written_at.map(|at| words::moment(lang, at, zone)),
            "reopenable": mine && requests::ended_unidentified(request, &self.items),
            "due": due(lang, bands(portal), request.due_on, request.status == Status::Waiting),
            "deadline": clock::sentence_at_desk(lang, deadline),
            "paused": clock::paused_sentence(lang, deadline),
            "extend": self.extension_shown(lang, portal, mine && !over),
            "channel": say(&format!("channel-{}", request.channel)),
            "arrived": words::moment(lang, request.received_at, zone),
            "steps": clock::steps(lang, deadline),
            "target": words::day(lang, request.target_on),
            "identity": identity.iter().map(|(key, value)| json!({ "label": say(key), "value": value })).collect::<Vec<_>>(),
            "tasks": self.steps_left(portal, mine, decided, task),
            "items": items.collect::<Vec<_>>(),
            "messages": if mine { messages.collect() } else { Vec::new() },
            "count": self.messages.len(),
            "files": if mine { attachments::pages::shown(portal, visit, &self.files) } else { Vec::new() },
            "events": events.collect::<Vec<_>>(),
            "log": log.collect::<Vec<_>>(),
            "decided": decided,
            "colleagues": self.colleagues.iter().filter(|(id, _)| request.owner.as_ref() != Some(id)).map(|(id, name)| {
                json!({ "value": id, "label": name })
            }).collect::<Vec<_>>(),
            "contact": self.contact.as_ref().filter(|_| mine).map(|contact| self.contact_shown(visit, portal, contact)),
            "marks": if mine { self.marks.iter().map(|mark| self.mark_shown(lang, portal, mark)).collect() } else { Vec::new() },
            "restricted": self.restricted.as_ref().map(|one| super::restrictions::banner(lang, portal, one)),
            "exceptions": options(lang, restriction::Exception::ALL.iter().map(|one| one.as_str()), |word| {
                format!("staff-restricted-exception-{word}")
            }),
            "may_assign": (!over || request.written_at.is_some()) && (mine || request.owner.is_none() || colleague.role == Role::Dpo),
            "snoozed": request.snoozed_until.filter(|until| *until > portal.today()).map(|day| words::day(lang, day)),
            "snooze_last": due_day,
            "lang_name": say(&format!("staff-lang-{}", request.lang)),
            "two_persons": portal.settings.staff.two_person_refusal,
            "longest": requests::LONGEST,
            "typed": typed,
        });
        if let Some(context) = context.as_object_mut() {
            let list = self.documents.shown(visit, portal, colleague, mine && !over);
            let adding =
                json!({ "hint": attachments::pages::hint(portal, visit), "accept": attachments::pages::ACCEPT });
            context.extend([("documents".to_owned(), json!(list)), ("document_add".to_owned(), adding)]);
            context.extend(self.gathering_shown(lang, portal, mine && !over));
            context.insert("history".to_owned(), json!(self.tells_history(colleague)));
        }
        context
    }
}

/// The words of a list as options; `key` names the message of a word.
fn options<'w>(lang: Lang, all: impl Iterator<Item = &'w str>, key: impl Fn(&str) -> String) -> Vec<Value> {
    all.map(|word| json!({ "value": word, "label": words::say(lang, &key(word), &[]) })).collect()
}

pub(super) async fn show(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let case = Case::load(&portal, &path).await?;
    visit.page("staff/case.html", case.shown(&visit, &portal, &colleague, &typed_shown(&Typed::default())))
}
