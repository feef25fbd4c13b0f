//! The pages of words, for anyone.

use super::{accessibility, company, legal, privacy};
use crate::portal::Portal;
use crate::web::{PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::Data;

/// The routes.
pub fn routes() -> Vec<Route> {
    let mut routes = of_words();
    if cfg!(debug_assertions) {
        routes.push(Route::get("/{lang}/patterns", Who::Anyone, patterns));
    }
    routes
}

fn of_words() -> Vec<Route> {
    vec![
        Route::get("/", Who::Anyone, in_language),
        // Not `/{lang}`: that would be every address of one word.
        Route::get("/fr", Who::Anyone, in_language),
        Route::get("/en", Who::Anyone, in_language),
        Route::get("/{lang}/", Who::Anyone, start),
        Route::get("/{lang}/help", Who::Anyone, help),
        Route::get("/{lang}/privacy", Who::Anyone, notice),
        Route::get("/{lang}/accessibility", Who::Anyone, statement),
        Route::get("/{lang}/legal", Who::Anyone, legal_page),
    ]
}

async fn in_language(visit: Visit) -> HttpResponse {
    visit.redirect(&format!("/{}/", visit.lang()))
}

async fn start(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("notices/start.html", company(&portal.record))
}

async fn help(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/help.html", company(&portal.record))
}

async fn notice(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("notices/privacy.html", privacy(&portal.record, visit.lang()))
}

async fn statement(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/accessibility.html", accessibility(&portal.record))
}

async fn legal_page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/legal.html", legal(&portal.record, visit.lang()))
}

/// Every component in its states, for those who build pages: in debug and test builds only.
async fn patterns(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("patterns.html", serde_json::json!({ "section": "me" }))
}
