//! What a colleague does to a case: each act is one form, one guarded change, and a page that says what happened.

use super::case::Case;
use super::ending::{Ending, post};
use super::person;
use crate::db::{Db, Error};
use crate::facts;
use crate::jobs::{Job, Lane, enqueue};
use crate::lang::Lang;
use crate::people;
use crate::portal::Portal;
use crate::requests::clock::About;
use crate::requests::{CannotExtend, Ground, Item, LONGEST, Request, Right, Subject};
use crate::sources::Identifiers;
use crate::staff::desk::{self, Act, By, Letter, Refusal, Refused};
use crate::web::{Banner, Colleague, FieldError, Form, PageError, Visit};
use crate::words;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is typed into the forms of a case.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub ground: String,
    #[serde(default)]
    pub facts: String,
    #[serde(default)]
    pub weighed: String,
    #[serde(default)]
    pub agrees: String,
    #[serde(default)]
    pub answer: String,
    #[serde(default)]
    pub why: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub exception: String,
    #[serde(default)]
    pub rung: String,
    #[serde(default)]
    pub because: String,
    #[serde(default)]
    pub address: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    pub categories: Vec<String>,
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub doubt: String,
    #[serde(default)]
    pub answered: String,
    #[serde(default)]
    pub words: String,
    #[serde(default, deserialize_with = "crate::web::many")]
    pub places: Vec<String>,
    #[serde(default)]
    pub show: String,
    /// The item of the form, which the address names.
    #[serde(skip)]
    pub item: String,
}

type Path = web::Path<String>;
type ItemPath = web::Path<(String, String)>;

/// One act on a case: who, where, and what was typed.
pub(super) struct Doing<'a> {
    portal: &'a web::Data<Portal>,
    visit: &'a Visit,
    colleague: &'a Colleague,
    pub case: Case,
    pub typed: Typed,
}

impl<'a> Doing<'a> {
    pub async fn new(
        portal: &'a web::Data<Portal>,
        visit: &'a Visit,
        colleague: &'a Colleague,
        reference: &str,
        typed: Typed,
    ) -> Result<Doing<'a>, PageError> {
        let case = Case::load(portal, reference).await?;
        Ok(Doing { portal, visit, colleague, case, typed })
    }

    /// The request as the page showed it: an older version makes every guarded change fail.
    fn request(&self) -> Request {
        let version = self.typed.version.parse().unwrap_or(-1);
        Request { version, ..self.case.request.clone() }
    }

    /// Does it in one transaction and goes back to the case. What the rules refuse is said on the page; if somebody
    /// else was first, both views are shown and nothing that was typed is lost.
    pub async fn go(
        self,
        banner: &str,
        field: &str,
        work: impl FnOnce(&mut Db, Act<'_>, &Portal, &Request) -> Result<(), Refused> + Send + 'static,
    ) -> Result<HttpResponse, PageError> {
        let (portal, colleague, now) = (self.portal.clone(), self.colleague.clone(), self.visit.now());
        let request = self.request();
        let done = self
            .portal
            .db
            .write(move |tx| {
                let by = By { id: &colleague.id, role: Some(colleague.role) };
                let act = Act { now, random: &portal.random, keys: &portal.keys, by };
                work(tx, act, &portal, &request)
            })
            .await;
        let back = format!("/staff/cases/{}", self.case.request.reference);
        match done {
            Ok(()) => Ok(self.visit.redirect_with(&back, &Banner::success(banner, &[]))),
            Err(Refused::Database(Error::Lost)) => self.conflict().await,
            Err(Refused::Database(error)) => Err(error.into()),
            Err(Refused::NotTheirs) => Err(PageError::Forbidden),
            Err(refused) => self.again(field, &refused_words(self.visit.lang(), &refused)),
        }
    }

    pub fn again(&self, field: &str, text: &str) -> Result<HttpResponse, PageError> {
        let context = self.case.shown(self.visit, self.portal, self.colleague, &typed_shown(&self.typed));
        self.visit.page_with_errors("staff/case.html", context, &[FieldError::new(field, text)])
    }

    /// Somebody else changed the case meanwhile: what was typed, beside the case as it is now.
    async fn conflict(&self) -> Result<HttpResponse, PageError> {
        let current = Case::load(self.portal, &self.case.request.reference).await?;
        let mut context = current.shown(self.visit, self.portal, self.colleague, &typed_shown(&self.typed));
        let typed = &self.typed;
        let mine = [
            &typed.message,
            &typed.facts,
            &typed.weighed,
            &typed.answer,
            &typed.reason,
            &typed.because,
            &typed.doubt,
            &typed.answered,
        ];
        let mine: Vec<_> = mine.into_iter().filter(|text| !text.trim().is_empty()).collect();
        if let Some(context) = context.as_object_mut() {
            context.insert("mine_text".to_owned(), json!(mine));
        }
        self.visit.page_with_status(409, "staff/conflict.html", context)
    }

    pub fn text_error(&self, field: &str, text: &str) -> Option<Result<HttpResponse, PageError>> {
        self.visit.text_fault(text, true, LONGEST).map(|fault| self.again(field, &fault))
    }
}

/// What comes back into the forms.
pub(super) fn typed_shown(typed: &Typed) -> Value {
    json!({
        "kind": typed.kind, "message": typed.message, "ground": typed.ground, "facts": typed.facts,
        "weighed": typed.weighed, "words": typed.words,
        "answer": typed.answer, "why": typed.why, "to": typed.to, "until": typed.until, "reason": typed.reason,
        "rung": typed.rung, "because": typed.because, "address": typed.address, "number": typed.number,
        "doubt": typed.doubt, "answered": typed.answered,
        "extending": !typed.why.is_empty() || !typed.reason.is_empty(), "item": typed.item,
    })
}

pub(super) fn refused_words(lang: Lang, refused: &Refused) -> String {
    let key = match refused {
        Refused::NoGround => "staff-refused-ground",
        Refused::NoFacts => "staff-refused-facts",
        Refused::NoBalance => "staff-objection-balance",
        Refused::SamePerson => "staff-refused-same",
        Refused::Restricted => "staff-restricted-exception-choose",
        Refused::Undecided => "staff-refused-undecided",
        Refused::Ungathered => "staff-refused-ungathered",
        Refused::Incomplete => "staff-refused-incomplete",
        Refused::NoColleague => "staff-refused-colleague",
        Refused::NoSnooze => "staff-refused-snooze",
        Refused::NotExcessive => "staff-refused-excessive",
        Refused::NotTheOfficer => "staff-refused-officer",
        Refused::NoEvidence => "staff-refused-evidence",
        Refused::Unidentified => "staff-refused-unidentified",
        Refused::Unproven => "staff-refused-unproven",
        Refused::NotNamed => "staff-refused-not-named",
        Refused::Hidden => "staff-refused-hidden",
        Refused::WrongStep => "staff-refused-step",
        Refused::Beyond => "staff-refused-beyond",
        Refused::MayStillAnswer => "staff-refused-may-answer",
        Refused::Employer => "staff-refused-employer",
        Refused::NotInformed => "staff-refused-not-informed",
        Refused::NoDocument => "staff-refused-document",
        Refused::Leaving => "staff-identity-leaving",
        Refused::Moved => "staff-intake-moved",
        Refused::OtherSender => "inbox-other-sender",
        Refused::ForTheOfficer => "staff-refused-for-officer",
        Refused::CannotExtend(CannotExtend::Already) => "staff-extend-already",
        Refused::CannotExtend(CannotExtend::TooLate) => "staff-extend-late",
        Refused::CannotExtend(CannotExtend::Never) => "staff-extend-never",
        Refused::NotTheirs | Refused::Database(_) => "staff-refused-other",
    };
    words::say(lang, key, &[])
}

pub(super) async fn claim(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    doing.go("staff-case-taken", "claim", |tx, act, _, request| desk::claim(tx, act, request)).await
}

pub(super) async fn write(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let text = doing.typed.message.trim().to_owned();
    if let Some(answer) = doing.text_error("message", &text) {
        return answer;
    }
    let letter = match doing.typed.kind.as_str() {
        "note" => Letter::Note,
        "question" => Letter::Question(About::Scope),
        "identity" => Letter::Question(About::Identity),
        _ => Letter::Message,
    };
    let banner = if letter == Letter::Note { "staff-noted" } else { "staff-written" };
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        post(tx, act, portal, request, letter, &text)
    };
    doing.go(banner, "message", work).await
}

/// What the person wrote after the end needs no answer.
pub(super) async fn settle_written(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let work = |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::settle_written(tx, act, request);
    doing.go("staff-written-settled", "messages", work).await
}

pub(super) async fn approve(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: ItemPath,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, form.0).await?;
    let item = doing.case.item(&path.1)?.clone();
    if item.right == Right::Restrict {
        return restrict(doing, item).await;
    }
    if item.right == Right::Object {
        let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
            desk::uphold(tx, act, portal, request, &item)
        };
        return doing.go("staff-objection-upheld", "items", work).await;
    }
    let by_job = matches!(item.subject, Some(Subject::Correction(_)));
    let banner = if by_job { "staff-approved-job" } else { "staff-approved" };
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::approve(tx, act, request, &item, by_job)?;
        if by_job {
            let payload = json!({ "request": request.id, "item": item.id });
            enqueue(tx, act.now, &portal.random, Job::new(super::super::jobs::CORRECT, Lane::Default, payload))?;
        }
        Ok(())
    };
    doing.go(banner, "items", work).await
}

/// A restriction is granted on a ground of Art. 18(1), which the person reads.
async fn restrict(doing: Doing<'_>, item: Item) -> Result<HttpResponse, PageError> {
    let field = format!("restrict-{}", item.id);
    let Ok(ground) = doing.typed.ground.parse() else {
        let text = doing.visit.say("staff-restrict-choose", &[]);
        return doing.again(&field, &text);
    };
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        desk::restrict(tx, act, portal, request, &item, ground)
    };
    doing.go("staff-restrict-done", &field, work).await
}

pub(super) async fn refuse(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: ItemPath,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = Typed { item: path.1.clone(), ..form.0 };
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, typed).await?;
    let item = doing.case.item(&path.1)?.clone();
    let (ground_field, facts_field) = (format!("ground-{}", item.id), format!("facts-{}", item.id));
    let Ok(ground) = doing.typed.ground.parse::<Ground>() else {
        return doing.again(&ground_field, &visit.say("staff-refused-ground", &[]));
    };
    let text = doing.typed.facts.trim().to_owned();
    if let Some(answer) = doing.text_error(&facts_field, &text) {
        return answer;
    }
    let weighed = doing.typed.weighed.trim().to_owned();
    let weighed_field = format!("weighed-{}", item.id);
    if let Some(fault) = visit.text_fault(&weighed, ground == Ground::Compelling, LONGEST) {
        return doing.again(&weighed_field, &fault);
    }
    let two_persons = portal.settings.staff.two_person_refusal;
    let banner = if two_persons { "staff-refusal-proposed" } else { "staff-refusal-made" };
    let work = move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| {
        desk::refuse(tx, act, request, &item, Refusal { ground, facts: &text, weighed: &weighed, two_persons })
    };
    doing.go(banner, &ground_field, work).await
}

pub(super) async fn second(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: ItemPath,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path.0, form.0).await?;
    let item = doing.case.item(&path.1)?.clone();
    let agrees = doing.typed.agrees == "yes";
    let banner = if agrees { "staff-refusal-made" } else { "staff-refusal-back" };
    let work =
        move |tx: &mut Db, act: Act<'_>, _: &Portal, request: &Request| desk::second(tx, act, request, &item, agrees);
    doing.go(banner, "items", work).await
}

pub(super) async fn close(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let doing = Doing::new(&portal, &visit, &colleague, &path, form.0).await?;
    let text = doing.typed.answer.trim().to_owned();
    if let Some(answer) = doing.text_error("answer", &text) {
        return answer;
    }
    if doing.case.is_of(&colleague) {
        desk::gather::look_before_closing(&portal, &doing.case.request, &doing.case.items).await?;
    }
    let ending = Ending::of(&doing.case, &portal, &text);
    let work = move |tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request| {
        ending.write(tx, act, portal, request).map(drop)
    };
    let answer = doing.go("staff-closed", "answer", work).await;
    // A document that nobody checked goes with the end: out of the journal of a SQLite database, too.
    portal.db.truncate_log().await?;
    answer
}

/// Shows what is held about the person to the colleague whose case it is. The reading is logged before anything is
/// read, and the person sees it.
pub(super) async fn read_person(
    portal: web::Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let case = Case::load(&portal, &path).await?;
    if !case.is_of(&colleague) || case.request.status.is_over() {
        return Err(PageError::Forbidden);
    }
    let typed = form.0;
    let exception = typed.exception.parse().ok();
    let again = json!({ "show": person::SHOW, "exception": typed.exception });
    let wants_all = typed.show == person::SHOW;
    let (parts, now, request, reader) = (portal.clone(), visit.now(), case.request.clone(), colleague.clone());
    let logged = portal.db.write(move |tx| {
        let by = By { id: &colleague.id, role: Some(colleague.role) };
        desk::read_person(tx, Act { now, random: &parts.random, keys: &parts.keys, by }, &request, exception)?;
        let Some(person) = people::by_id(tx, &request.person)? else { return Ok(None) };
        Ok::<_, Refused>(Some((person.address(&parts.keys)?, people::freshness(tx, &person, &parts.measure())?)))
    });
    let (address, known) = match logged.await {
        Ok(found) => found.ok_or(PageError::Gone)?,
        Err(Refused::Database(error)) => return Err(error.into()),
        Err(refused @ Refused::Restricted) => {
            let doing = Doing { portal: &portal, visit: &visit, colleague: &reader, case, typed };
            return doing.again("exception", &refused_words(visit.lang(), &refused));
        }
        Err(_) => return Err(PageError::Forbidden),
    };
    let holdings = facts::look(&portal.sources, &Identifiers::new([&address])).await;
    let (parts, request, looked) = (portal.clone(), case.request.clone(), holdings.clone());
    let noted = portal.db.write(move |tx| {
        let by = By { id: &reader.id, role: Some(reader.role) };
        desk::gather::note(tx, Act { now, random: &parts.random, keys: &parts.keys, by }, &request, &looked)
    });
    noted.await?;
    let declarations: Vec<_> = portal.sources.declarations().collect();
    let declared = declarations.iter().copied();
    let all = facts::assemble(&portal.record, declared, &holdings.held, visit.lang(), portal.today());
    let is_unconfirmed = known.accuracy == people::Accuracy::Unconfirmed;
    let groups = person::groups(&visit, &portal, all, &known, is_unconfirmed && !wants_all);
    let down: Vec<_> = holdings.down.iter().map(|name| portal.sources.called(name, visit.lang())).collect();
    let (reference, shared) = (&case.request.reference, !holdings.shared.is_empty());
    visit.page(
        "staff/person.html",
        json!({
            "reference": reference,
            "groups": groups,
            "down": down,
            "shared": shared,
            "is_unconfirmed": is_unconfirmed,
            "again": (is_unconfirmed && !wants_all).then_some(again),
        }),
    )
}
