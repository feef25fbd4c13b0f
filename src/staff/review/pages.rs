//! The accounts, for who runs the portal: each with its role, its last sign-in and its factors, to be kept or closed.

use super::{Decided, Reviewed, decide, reviewed};
use crate::db::Id;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::web::{Banner, Colleague, Form, NavItem, PageError, Route, Section, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// Where it is.
const HERE: &str = "/admin/access";

/// The pages.
pub fn routes() -> Vec<Route> {
    let may = Who::FreshColleague(Permission::Accounts);
    vec![Route::get("/admin/access", may, page), Route::post("/admin/access/{id}/decision", may, act)]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::System, "/admin/access", "access-review-nav", Permission::Accounts)]
}

async fn page(portal: Data<Portal>, visit: Visit, colleague: Colleague) -> Result<HttpResponse, PageError> {
    let (now, months) = (visit.now(), portal.settings.staff.review_months);
    let all = portal.db.read(move |db| reviewed(db, now, months)).await?;
    let lang = visit.lang();
    let day = |at: Timestamp| words::date_of(lang, at, portal.zone());
    let factors = |one: &Reviewed| {
        let mut said = Vec::new();
        if one.account.has_password {
            said.push(visit.say("access-review-password", &[]));
        }
        if one.account.has_factor {
            said.push(visit.say("access-review-app", &[]));
        }
        if one.passkeys > 0 {
            let count = i64::try_from(one.passkeys).unwrap_or(i64::MAX);
            said.push(words::count(lang, "access-review-passkeys", "count", count));
        }
        said.join(", ")
    };
    let row = |one: &Reviewed| {
        json!({
            "id": one.account.id,
            "name": one.account.name,
            "email": one.account.email,
            "role": visit.say(&format!("role-{}", one.account.role), &[]),
            "opened": day(one.opened_at),
            "entered": one.entered_at.map(day),
            "factors": factors(one),
            "decided": one.decided_at.map(day),
            "due": one.is_due,
            "closed": one.account.disabled_at.map(day),
            "own": one.account.id == colleague.id,
        })
    };
    let due = all.iter().filter(|one| one.is_due).count();
    visit.page(
        "staff/access-review.html",
        json!({
            "rows": all.iter().map(row).collect::<Vec<_>>(),
            "due": words::count(lang, "access-review-due", "count", i64::try_from(due).unwrap_or(i64::MAX)),
            "months": if months == 0 { String::new() } else { words::count(lang, "access-review-months", "count", i64::from(months)) },
        }),
    )
}

#[derive(Deserialize)]
struct Decision {
    /// `needed` or `close`.
    #[serde(default)]
    decision: String,
}

async fn act(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    path: Path<String>,
    form: Form<Decision>,
) -> Result<HttpResponse, PageError> {
    let account: Id = path.parse().map_err(|_| PageError::NotFound)?;
    let needed = match form.0.decision.as_str() {
        "needed" => true,
        "close" => false,
        _ => return Err(PageError::Invalid),
    };
    let (now, random, months) = (visit.now(), portal.random.clone(), portal.settings.staff.review_months);
    let decided =
        portal.db.write(move |tx| decide(tx, now, &random, months, (&colleague.id, &account), needed)).await?;
    let said = match decided {
        Decided::Done if needed => Banner::success("access-review-kept", &[]),
        Decided::Done => Banner::success("access-review-closed", &[]),
        Decided::Own => Banner::warning("access-review-own", &[]),
        Decided::Closed => Banner::warning("access-review-closed-before", &[]),
    };
    Ok(visit.redirect_with(HERE, &said))
}
