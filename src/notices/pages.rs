//! The pages of words, for anyone.

use super::{accessibility, company, legal, privacy};
use crate::brand::texts::Spot;
use crate::portal::Portal;
use crate::web::{PageError, Route, Visit, Who};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

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

/// The context of a page with the company's own words for it, in paragraphs.
fn with_own(portal: &Portal, visit: &Visit, mut context: Value, spot: Spot) -> Value {
    if let Some(context) = context.as_object_mut() {
        context.insert("own_words".to_owned(), json!(portal.brand.texts.paragraphs(spot, visit.lang())));
    }
    context
}

async fn in_language(visit: Visit) -> HttpResponse {
    visit.redirect(&format!("/{}/", visit.lang()))
}

async fn start(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("notices/start.html", with_own(&portal, &visit, company(&portal.record), Spot::Welcome))
}

async fn help(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/help.html", with_own(&portal, &visit, company(&portal.record), Spot::Help))
}

async fn notice(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("notices/privacy.html", privacy(&portal.record, visit.lang()))
}

async fn statement(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/accessibility.html", accessibility(&portal.record))
}

async fn legal_page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("words/legal.html", with_own(&portal, &visit, legal(&portal.record, visit.lang()), Spot::Legal))
}

/// Every component in its states, for those who build pages: in debug and test builds only.
async fn patterns(visit: Visit) -> Result<HttpResponse, PageError> {
    visit.page("patterns.html", json!({ "section": "me" }))
}
