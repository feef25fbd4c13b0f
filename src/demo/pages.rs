//! The demo's own pages: whom to sign in as, the mailbox, the clock. These addresses do not exist outside the demo.

use super::folder::{Made, pass_day};
use super::persona::personas;
use crate::mail::Delivered;
use crate::portal::Portal;
use crate::web::{Banner, Form, Nothing, PageError, Route, Visit, Who};
use crate::words;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

/// How many mails the mailbox shows.
const MOST: usize = 200;

/// What the HTML part of a mail may do in its frame: look as it does, and lead to a page when it is clicked.
const FRAMED: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
                      sandbox allow-top-navigation-by-user-activation";

/// The routes of the demo.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/demo", Who::Anyone, in_language),
        Route::get("/demo/mail", Who::Anyone, in_language),
        Route::get("/{lang}/demo", Who::Anyone, start),
        Route::post("/{lang}/demo/days", Who::Anyone, let_a_day_pass),
        Route::get("/{lang}/demo/mail", Who::Anyone, mailbox),
        Route::get("/{lang}/demo/mail/{id}", Who::Anyone, mail),
        Route::get("/{lang}/demo/mail/{id}/html", Who::Anyone, mail_html),
    ]
}

async fn in_language(visit: Visit) -> HttpResponse {
    visit.redirect(&format!("/{}{}", visit.lang(), visit.path()))
}

async fn start(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let made = Made::read(&portal.settings.folder).map_err(anyhow::Error::from)?;
    let now = portal.clock.now();
    let colleague = |one: &super::Colleague| {
        json!({
            "name": one.name, "role": one.role, "email": one.email, "password": one.password, "code": one.code(now),
        })
    };
    let shop = portal.settings.folder.join("shop.sqlite");
    let context = json!({
        "company": portal.settings.portal.name,
        "people": made.people,
        "personas": personas(),
        "colleagues": made.colleagues.iter().map(colleague).collect::<Vec<_>>(),
        "moment": words::moment(visit.lang(), now, portal.zone()),
        "shop_command": format!("sqlite3 '{}' 'SELECT * FROM customers WHERE id = 1'", shop.display()),
    });
    visit.page("demo/demo.html", context)
}

async fn let_a_day_pass(portal: Data<Portal>, visit: Visit, _form: Form<Nothing>) -> Result<HttpResponse, PageError> {
    pass_day(&portal.settings.folder, &portal.clock).map_err(anyhow::Error::from)?;
    // Wakes the workers: something may be due now.
    portal.db.write(|_| Ok::<_, PageError>(())).await?;
    Ok(visit.redirect_with(&format!("/{}/demo", visit.lang()), &Banner::success("demo-clock-moved", &[])))
}

async fn recent(portal: &Data<Portal>) -> Result<Vec<Delivered>, PageError> {
    let mailer = portal.mailer.clone();
    let mails = tokio::task::spawn_blocking(move || mailer.recent(MOST)).await.map_err(anyhow::Error::from)?;
    Ok(mails.map_err(anyhow::Error::from)?)
}

async fn mailbox(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let mails = recent(&portal).await?;
    let entry = |mail: &Delivered| {
        json!({
            "id": mail.id, "subject": mail.subject, "to": mail.to,
            "when": words::moment(visit.lang(), mail.at, portal.zone()),
        })
    };
    let most = (mails.len() == MOST).then_some(MOST);
    visit.page("demo/mailbox.html", json!({ "mails": mails.iter().map(entry).collect::<Vec<_>>(), "most": most }))
}

async fn find(portal: &Data<Portal>, id: &str) -> Result<Delivered, PageError> {
    recent(portal).await?.into_iter().find(|mail| mail.id == id).ok_or(PageError::NotFound)
}

async fn mail(portal: Data<Portal>, visit: Visit, place: Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let mail = find(&portal, &place.1).await?;
    let raw = String::from_utf8_lossy(&mail.raw).replace("\r\n", "\n");
    let headers = raw.split_once("\n\n").map_or("", |(headers, _)| headers);
    let shown = json!({
        "id": mail.id, "subject": mail.subject, "to": mail.to, "headers": headers, "parts": parts(&mail.text),
        "when": words::moment(visit.lang(), mail.at, portal.zone()),
    });
    let mut response = visit.page("demo/mail.html", json!({ "mail": shown }))?;
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
                  connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(policy));
    Ok(response)
}

/// The text with its links as links.
fn parts(text: &str) -> Vec<Value> {
    let mut parts: Vec<Value> = Vec::new();
    let mut plain = String::new();
    for piece in text.replace("\r\n", "\n").split_inclusive([' ', '\n', '\u{a0}']) {
        let word = piece.trim_end();
        if word.starts_with("http://") || word.starts_with("https://") {
            parts.push(json!({ "text": std::mem::take(&mut plain) }));
            parts.push(json!({ "text": word, "href": word }));
            plain.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            plain.push_str(piece);
        }
    }
    parts.push(json!({ "text": plain }));
    parts
}

async fn mail_html(portal: Data<Portal>, place: Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let mail = find(&portal, &place.1).await?;
    // A click leads out of the frame, as it leads out of a mail program.
    let html = mail.html.replacen("<head>", "<head><base target=\"_top\">", 1);
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, FRAMED))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .body(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_text_become_links_and_every_letter_stays() {
        let text = "Code: 123 456\nOr open https://example.com/l/abc\nBye";
        let parts = parts(text);
        let whole: String = parts.iter().map(|part| part["text"].as_str().unwrap()).collect();
        assert_eq!(whole, text);
        let links: Vec<_> = parts.iter().filter_map(|part| part["href"].as_str()).collect();
        assert_eq!(links, ["https://example.com/l/abc"]);
    }
}
