//! The tasks of manual sources: the list, and the page of one. The list names nobody; a page is opened by a button, and that
//! it was is logged, for the person to see.

use super::form::{self, Fields, Mistake};
use super::{Brief, Kind, Listed, State, Task, store};
use crate::audit::{self, Actor};
use crate::db::{Db, Id};
use crate::facts::pages::options_of;
use crate::people::Address;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::sources::Identifiers;
use crate::sources::declaration::{ColumnKind, Declaration};
use crate::sources::plan::{Action, SourcePlan};
use crate::web::{Banner, Colleague, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};
use std::cmp::Ordering;

const PAGE: &str = "/staff/manual";

/// The routes of this capability.
pub fn routes() -> Vec<Route> {
    let reads = Who::Colleague(Permission::Persons);
    vec![
        Route::get(PAGE, Who::Colleague(Permission::Requests), list),
        Route::post("/staff/manual/{task}/reading", reads, show).limited(240),
        Route::post("/staff/manual/{task}/answer", reads, save).limited(240),
    ]
}

/// The entry of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::Requests, PAGE, "manual-title", Permission::Requests)]
}

async fn list(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let tasks = portal.db.read(store::open_tasks).await?;
    let today = portal.today();
    let row = |task: &Listed| {
        let state = match task.due.cmp(&today) {
            Ordering::Less => "overdue",
            Ordering::Equal => "soon",
            Ordering::Greater => "ok",
        };
        let text = words::due(visit.lang(), today, task.due);
        json!({
            "id": task.id,
            "source": portal.sources.called(&task.source, visit.lang()),
            "kind": visit.say(&format!("manual-kind-{}", task.kind), &[]),
            "due": { "state": state, "text": text, "date": words::day(visit.lang(), task.due) },
        })
    };
    let declared = portal.sources.has_by_hand();
    visit.page("manual/list.html", json!({ "rows": tasks.iter().map(row).collect::<Vec<_>>(), "declared": declared }))
}

/// The open task of an address, or none where somebody was first.
async fn task(portal: &Portal, id: &str) -> Result<Option<Task>, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let keys = portal.keys.clone();
    let found = portal.db.read(move |db| store::by_id(db, &keys, &id)).await?.ok_or(PageError::NotFound)?;
    Ok((found.listed.state == State::Open).then_some(found))
}

/// The names and numbers by which the other sources know whom a task is about: nobody finds a folder by an address. Of an
/// erasure they were written down before it began.
async fn recognise(portal: &Portal, task: &mut Task) {
    let Some(brief) = task.brief.as_mut().filter(|brief| brief.known_as.is_empty()) else { return };
    let addresses: Vec<Address> = brief.addresses.iter().filter_map(|text| Address::read(text).ok()).collect();
    let known = portal.sources.recognise(&Identifiers::new(&addresses)).await;
    let numbers = known.person.numbers().iter().map(|number| number.value.clone());
    brief.known_as = known.traces.beside_addresses().into_iter().chain(numbers).collect();
}

/// Notes that a colleague opens a task, before anything is shown; the person sees it.
async fn note_reading(portal: &Portal, visit: &Visit, colleague: &Colleague, task: &Listed) -> Result<(), PageError> {
    let (parts, now, by, task) = (portal.clone(), visit.now(), colleague.clone(), task.clone());
    let work = move |tx: &mut Db| {
        let event = audit::Event {
            actor: Actor::Colleague(by.id),
            action: audit::READ,
            object: Some(task.id.to_string()),
            person: task.person,
            detail: json!({ "role": by.role.as_str(), "what": "manual" }),
        };
        audit::append(tx, now, &parts.random, &event).map(drop)
    };
    Ok(portal.db.write(work).await?)
}

fn late(visit: &Visit) -> HttpResponse {
    visit.redirect_with(PAGE, &Banner::warning("manual-late", &[]))
}

async fn show(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let Some(mut task) = task(&portal, &path).await? else { return Ok(late(&visit)) };
    note_reading(&portal, &visit, &colleague, &task.listed).await?;
    recognise(&portal, &mut task).await;
    visit.page("manual/task.html", shown(&portal, &visit, &colleague, &task, &Fields::new(), &[]))
}

async fn save(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    Form(mut fields): Form<Fields>,
) -> Result<HttpResponse, PageError> {
    let Some(mut task) = task(&portal, &path).await? else { return Ok(late(&visit)) };
    if fields.remove("more").is_some() {
        recognise(&portal, &mut task).await;
        let room = form::room(&fields) + form::ROOM;
        fields.insert("room".to_owned(), room.to_string());
        return visit.page("manual/task.html", shown(&portal, &visit, &colleague, &task, &fields, &[]));
    }
    let Some(declaration) = portal.sources.manual(&task.listed.source) else { return Err(PageError::Gone) };
    let plan = task.brief.as_ref().and_then(|brief| brief.plan.as_ref());
    let (answer, note) = match form::read(task.listed.kind, declaration, plan, portal.today(), &fields) {
        Ok(read) => read,
        Err(mistakes) => {
            recognise(&portal, &mut task).await;
            let errors: Vec<FieldError> = mistakes.iter().map(|mistake| error(&visit, mistake)).collect();
            let context = shown(&portal, &visit, &colleague, &task, &fields, &errors);
            return visit.page_with_errors("manual/task.html", context, &errors);
        }
    };
    let (parts, now, listed, by) = (portal.get_ref().clone(), visit.now(), task.listed, colleague.id);
    let work =
        move |tx: &mut Db| store::sign(tx, now, &parts.random, &parts.keys, (&listed, &by), (&answer, note.as_str()));
    match portal.db.write(work).await? {
        true => Ok(visit.redirect_with(PAGE, &Banner::success("manual-done", &[]))),
        false => Ok(late(&visit)),
    }
}

fn error(visit: &Visit, mistake: &Mistake) -> FieldError {
    let label = mistake.label.as_ref().map_or("", |label| label.get(visit.lang()));
    FieldError::new(&mistake.field, visit.say(mistake.key, &[("label", label)]))
}

/// The context of the page of a task; `fields` is what was typed and came back.
fn shown(
    portal: &Portal,
    visit: &Visit,
    colleague: &Colleague,
    task: &Task,
    fields: &Fields,
    errors: &[FieldError],
) -> Value {
    let lang = visit.lang();
    let empty = Brief::default();
    let brief = task.brief.as_ref().unwrap_or(&empty);
    let declaration = portal.sources.manual(&task.listed.source);
    let typed = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let ticked = |name: &str| fields.get(name).is_some_and(|value| value == "yes");
    let room = form::room(fields);
    let tables = match (task.listed.kind, declaration) {
        (Kind::Access, Some(declaration)) => entries_shown(visit, declaration, fields, errors, room),
        _ => Vec::new(),
    };
    let steps = brief.plan.iter().map(|plan| steps_shown(visit, declaration, plan, fields, errors));
    json!({
        "id": task.listed.id,
        "kind": task.listed.kind.as_str(),
        "source": portal.sources.called(&task.listed.source, lang),
        "due": words::day(lang, task.listed.due),
        "addresses": brief.addresses.iter().filter_map(|kept| whom(kept)).collect::<Vec<_>>(),
        "known_as": brief.known_as,
        "wish": brief.wish,
        "tables": tables,
        "steps": steps.flatten().collect::<Vec<_>>(),
        "room": room,
        "more": task.listed.kind == Kind::Access && room < form::MOST_ENTRIES,
        "name": colleague.name,
        "longest": form::LONGEST_NOTE,
        "typed": {
            "note": typed("note"), "nothing": ticked("nothing"), "again": ticked("again"), "signed": ticked("signed"),
        },
    })
}

/// An address; of several people who share it, with what tells this one apart.
fn whom(kept: &str) -> Option<String> {
    let address = Address::read(kept).ok()?;
    let member = address.member().map(|member| format!(" ({})", member.value)).unwrap_or_default();
    Some(format!("{}{member}", address.as_str()))
}

fn of<'e>(errors: &'e [FieldError], field: &str) -> &'e str {
    errors.iter().find(|error| error.field == field).map_or("", |error| error.text.as_str())
}

/// For a package: room for some entries of each table, a field for each column.
fn entries_shown(
    visit: &Visit,
    declaration: &Declaration,
    fields: &Fields,
    errors: &[FieldError],
    room: usize,
) -> Vec<Value> {
    let table = |(place, table): (usize, &crate::sources::declaration::Table)| {
        let entry = |number: usize| {
            let field = |(index, (_, held)): (usize, (_, &crate::sources::declaration::Held))| {
                let name = form::value_field(place, number, index);
                let (input, options) = input_of(visit, &held.kind);
                json!({
                    "name": name, "label": held.label.get(visit.lang()), "input": input, "options": options,
                    "value": fields.get(&name), "error": of(errors, &name),
                })
            };
            json!({ "number": number + 1, "fields": table.facts().enumerate().map(field).collect::<Vec<_>>() })
        };
        json!({ "label": table.label.get(visit.lang()), "entries": (0..room).map(entry).collect::<Vec<_>>() })
    };
    declaration.tables.iter().enumerate().map(table).collect()
}

fn input_of(visit: &Visit, kind: &ColumnKind) -> (&'static str, Vec<Value>) {
    match (kind, options_of(visit, kind)) {
        (_, Some(options)) => ("select", options),
        (ColumnKind::Date, None) => ("date", Vec::new()),
        _ => ("text", Vec::new()),
    }
}

/// For an erasure: what is to be done with each table, and how many entries there were.
fn steps_shown(
    visit: &Visit,
    declaration: Option<&Declaration>,
    plan: &SourcePlan,
    fields: &Fields,
    errors: &[FieldError],
) -> Vec<Value> {
    let lang = visit.lang();
    let step = |(place, step): (usize, &crate::sources::plan::Step)| {
        let table = declaration.and_then(|declaration| declaration.table(&step.table));
        let label = |name: &str| {
            let held = table.and_then(|table| table.column(name)).and_then(|column| column.held());
            held.map_or_else(|| name.to_owned(), |held| held.label.get(lang).to_owned())
        };
        let changes = step.changes.iter().map(|change| match &change.to {
            None => label(&change.column),
            Some(to) => visit.say("manual-replace", &[("what", &label(&change.column)), ("to", to)]),
        });
        let (count, until) = (form::count_field(place), form::until_field(place));
        let keeps = step.action == Action::Keep;
        let key = match step.action {
            Action::Delete => "manual-do-delete",
            Action::Keep => "manual-do-keep",
            _ => "manual-do-strip",
        };
        let law = step.until.as_ref().and_then(|until| until.law.clone());
        json!({
            "label": step.label.get(lang),
            "what": visit.say(key, &[]),
            "changes": changes.collect::<Vec<_>>(),
            "ground": step.ground.as_ref().filter(|_| keeps).map(|ground| ground.get(lang)),
            "law": law.filter(|_| keeps),
            "count": { "name": count, "value": fields.get(&count), "error": of(errors, &count) },
            "until": keeps.then(|| json!({ "name": until, "value": fields.get(&until), "error": of(errors, &until) })),
        })
    };
    plan.steps.iter().enumerate().map(step).collect()
}
