//! A8: the company's colour, logo and words, and the files that browsers fetch of them.

mod texts;

use super::colour::{Colour, DARK, LIGHT, Shades};
use super::follow;
use super::logo::{LARGEST, Logo};
use super::store::{self, Change};
use crate::db::{self, Db};
use crate::lang::Lang;
use crate::portal::Portal;
use crate::roles::Permission;
use crate::web::{
    Banner, Colleague, FieldError, Form, NavItem, Nothing, PageError, Route, Section, Upload, Visit, Who,
};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

const HOME: &str = "/admin/brand";
const PAGE: &str = "brand/brand.html";

/// The addresses of this capability.
pub fn routes() -> Vec<Route> {
    let may = Who::Colleague(Permission::Brand);
    vec![
        Route::get(HOME, may, page),
        Route::post("/admin/brand/colour", may, colour).limited(60),
        Route::post("/admin/brand/logo", may, logo).limited(60),
        Route::post("/admin/brand/logo/removal", may, remove).limited(60),
        Route::get(texts::HOME, may, texts::page),
        Route::post("/admin/texts/{spot}", may, texts::save).limited(60),
        Route::get("/brand/{name}", Who::Anyone, file),
    ]
}

/// The entries of the colleagues' navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem::new(Section::System, HOME, "brand-nav", Permission::Brand),
        NavItem::new(Section::System, texts::HOME, "texts-nav", Permission::Brand),
    ]
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    accent: String,
}

/// A sample of a colour on its ground, with the contrast of the two.
fn sample(visit: &Visit, key: &str, on: Colour, (colour, ink): (Colour, Colour), typed: Colour) -> Value {
    json!({
        "words": visit.say(key, &[]),
        "ground": on.to_string(),
        "colour": colour.to_string(),
        "ink": ink.to_string(),
        "changed": colour != typed,
        "contrast": decimal(visit.lang(), colour.contrast(on)),
    })
}

fn decimal(lang: Lang, number: f64) -> String {
    let text = format!("{number:.1}");
    match lang {
        Lang::En => text,
        Lang::Fr => text.replace('.', ","),
    }
}

fn context(portal: &Portal, visit: &Visit, typed: &str) -> Value {
    let brand = portal.brand.now();
    let samples = brand.accent.map(|accent| {
        let shades = Shades::of(accent);
        vec![
            sample(visit, "brand-on-light", LIGHT, shades.light, accent),
            sample(visit, "brand-on-dark", DARK, shades.dark, accent),
        ]
    });
    json!({
        "typed": typed,
        "accent": brand.accent.map(|accent| accent.to_string()),
        "samples": samples,
        "logo": portal.look.logo,
        "own_logo": brand.logo.is_some(),
        "largest": LARGEST / 1024 / 1024,
        "company": portal.settings.portal.name,
    })
}

async fn page(portal: Data<Portal>, visit: Visit) -> Result<HttpResponse, PageError> {
    let accent = portal.brand.accent.map(|accent| accent.to_string()).unwrap_or_default();
    visit.page(PAGE, context(&portal, &visit, &accent))
}

/// Writes the change and shows it at once in this process; the others follow.
async fn write(
    portal: &Portal,
    visit: &Visit,
    colleague: Colleague,
    change: Change,
    back: &str,
    done: &str,
) -> Result<HttpResponse, PageError> {
    let (now, random) = (visit.now(), portal.random.clone());
    let work = move |tx: &mut Db| store::change(tx, now, &random, colleague.id, change);
    let banner = match portal.db.write(work).await {
        Ok(()) => Banner::success(done, &[]),
        // Somebody chose the first look of all at the same moment.
        Err(db::Error::Unique | db::Error::Lost) => Banner::warning("brand-again", &[]),
        Err(error) => return Err(error.into()),
    };
    follow(portal).await?;
    Ok(visit.redirect_with(back, &banner))
}

async fn colour(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    form: Form<Typed>,
) -> Result<HttpResponse, PageError> {
    let typed = form.0.accent;
    let accent = match typed.trim() {
        "" => None,
        text => match text.parse::<Colour>() {
            Ok(accent) => Some(accent),
            Err(_) => {
                let errors = [FieldError::new("accent", visit.say("brand-wrong-colour", &[]))];
                return visit.page_with_errors(PAGE, context(&portal, &visit, &typed), &errors);
            }
        },
    };
    write(&portal, &visit, colleague, Change::Accent(accent), HOME, "brand-colour-done").await
}

async fn logo(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    mut upload: Upload,
) -> Result<HttpResponse, PageError> {
    let mut bytes = Vec::new();
    while let Some(mut file) = upload.file().await? {
        while let Some(piece) = file.piece().await? {
            // One byte too many is enough to know.
            if bytes.len() <= LARGEST {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    let Nothing {} = upload.form().await?;
    let read = match bytes.is_empty() {
        true => Err("missing"),
        // Drawing a picture again takes a while.
        false => {
            let read = web::block(move || Logo::read(&bytes)).await;
            read.map_err(|error| PageError::Internal(error.into()))?.map_err(super::logo::NoLogo::as_str)
        }
    };
    match read {
        Ok(logo) => write(&portal, &visit, colleague, Change::Logo(Some(logo)), HOME, "brand-logo-done").await,
        Err(why) => {
            let size = (LARGEST / 1024 / 1024).to_string();
            let errors = [FieldError::new("logo", visit.say(&format!("brand-logo-{why}"), &[("size", &size)]))];
            let accent = portal.brand.accent.map(|accent| accent.to_string()).unwrap_or_default();
            visit.page_with_errors(PAGE, context(&portal, &visit, &accent), &errors)
        }
    }
}

async fn remove(
    portal: Data<Portal>,
    visit: Visit,
    colleague: Colleague,
    _: Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    write(&portal, &visit, colleague, Change::Logo(None), HOME, "brand-logo-removed").await
}

/// The stylesheet or the logo of the look that holds. An address is that of one look and never changes.
async fn file(portal: Data<Portal>, name: Path<String>) -> Result<HttpResponse, PageError> {
    let brand = portal.brand.now();
    let (version, end) = name.split_once('.').ok_or(PageError::NotFound)?;
    if version != brand.version || version.is_empty() {
        return Err(PageError::NotFound);
    }
    let (kind, body) = match (end, brand.accent, &brand.logo) {
        ("css", Some(accent), _) => ("text/css; charset=utf-8", Shades::of(accent).css().into_bytes()),
        (end, _, Some(logo)) if end == logo.kind => (logo.media_type(), logo.bytes.clone()),
        _ => return Err(PageError::NotFound),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(body))
}
