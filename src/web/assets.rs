//! Styles, scripts, fonts and icons, embedded in the binary under addresses that change with their content.

use crate::secrets::sha256_hex;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// Address by path and path by address.
struct Addresses {
    by_path: HashMap<String, String>,
    by_address: HashMap<String, String>,
}

static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| {
    let mut addresses = Addresses { by_path: HashMap::new(), by_address: HashMap::new() };
    for path in Assets::iter() {
        let Some(file) = Assets::get(&path) else { continue };
        // Fonts carry their version in the name, which the stylesheet knows.
        let address = match path.rsplit_once('.') {
            Some((stem, end)) if end != "woff2" => {
                let hash: String = sha256_hex(&file.data).chars().take(12).collect();
                format!("/assets/{stem}.{hash}.{end}")
            }
            _ => format!("/assets/{path}"),
        };
        addresses.by_address.insert(address.clone(), path.to_string());
        addresses.by_path.insert(path.into_owned(), address);
    }
    addresses
});

/// The address of an asset such as `css/habeas.css`.
pub fn address(path: &str) -> Option<String> {
    ADDRESSES.by_path.get(path).cloned()
}

/// Answers `/assets/…`. What has a hash in its address never changes.
pub async fn serve(request: HttpRequest) -> HttpResponse {
    let file = ADDRESSES.by_address.get(request.path()).and_then(|path| Some((path, Assets::get(path)?)));
    let Some((path, file)) = file else { return HttpResponse::NotFound().finish() };
    let kind = match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.data.into_owned())
}
