//! Where to complain, country by country.

use crate::requests::authorities;
use crate::web::{PageError, Visit};
use actix_web::HttpResponse;
use serde_json::json;

pub(super) async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut rows: Vec<_> =
        authorities().map(|(country, authority)| (visit.say(&format!("country-{country}"), &[]), authority)).collect();
    rows.sort_by_key(|(country, _)| crate::people::fold(country));
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(country, authority)| {
            json!({
                "country": country, "name": authority.name, "address": authority.address, "website": authority.website,
            })
        })
        .collect();
    visit.page("requests/authorities.html", json!({ "rows": rows }))
}
