//! For colleagues: how the cookie banner comes onto a site.

use super::super::cookies::{Banner, install};
use super::cookies::languages;
use crate::portal::Portal;
use crate::record::Activity;
use crate::roles::Permission;
use crate::web::{NavItem, PageError, Route, Section, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::get("/admin/cookies", Who::Colleague(Permission::Record), page)]
}

/// The entry of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem::new(Section::Record, "/admin/cookies", "cookies-nav", Permission::Record)]
}

async fn page(visit: Visit, portal: Data<Portal>) -> Result<HttpResponse, PageError> {
    let (record, languages, lang) = (portal.record.now(), languages(&portal), visit.lang());
    let banner = Banner::of(&record, &languages);
    let base = &portal.settings.portal.base_url;
    let told = |one: &Activity| {
        json!({
            "id": one.id,
            "name": one.name.get(lang),
            "purpose": one.purpose.get(lang),
            "cookies": banner.told(one, lang),
        })
    };
    let asked: Vec<_> = banner.purposes().into_iter().map(told).collect();
    let first = banner.purposes().first().map(|one| one.id.clone());
    let examples =
        first.map(|id| json!({ "script": install::script_example(&id), "frame": install::frame_example(&id) }));
    visit.page(
        "consents/install.html",
        json!({
            "sites": portal.settings.cookies.sites.iter().map(|site| site.as_str()).collect::<Vec<_>>(),
            "asked": asked,
            "untold": record.cookie_activities(false).map(told).collect::<Vec<_>>(),
            "hash": banner.hash(),
            "element": install::element(base),
            "inline": install::inline(base),
            "code_hash": install::hash(base),
            "base": base,
            "examples": examples,
        }),
    )
}
