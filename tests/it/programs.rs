//! Programs: each route for them against tokens with and without its scope, and the description against the routes.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::Page;
use habeas::api::{self, NewToken, Scope};
use habeas::audit::Actor;
use habeas::roles::Role;
use habeas::web::Who;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The header of a program with these scopes.
pub fn program(house: &House, scopes: &[Scope]) -> String {
    let new = NewToken { name: "Shop".into(), scopes: scopes.to_vec(), days: 700, by: Actor::Command };
    let now = house.clock.now();
    let (_, token) = house.app.portal().db.write_now(|tx| api::add(tx, now, &house.random, &new)).unwrap();
    format!("Bearer {}{}", api::PREFIX, token.expose())
}

/// A POST of JSON by a program.
pub fn tell(house: &House, token: &str, path: &str, body: &Value) -> Page {
    house.visitor().post_json(path, &body.to_string(), &[("Authorization", token)])
}

/// A GET by a program.
pub fn ask(house: &House, token: &str, path: &str) -> Page {
    house.visitor().get_with(path, &[("Authorization", token)])
}

fn problem(page: &Page, status: u16) -> Value {
    assert_eq!(page.headers["content-type"], "application/problem+json", "{}", page.path);
    let problem: Value = serde_json::from_slice(&page.bytes).unwrap();
    assert_eq!((page.status, &problem["status"]), (status, &json!(status)), "{} {problem}", page.path);
    problem
}

#[test]
fn a_route_for_programs_opens_for_its_scope_alone() {
    each_house(|house| {
        let routes = habeas::routes::all();
        let routes = routes.iter().filter_map(|r| if let Who::Program(s) = r.who { Some((r, s)) } else { None });
        let mut seen = BTreeSet::new();
        for (route, scope) in routes {
            seen.insert(scope);
            let others: Vec<Scope> = Scope::ALL.iter().map(|(_, s)| *s).filter(|s| *s != scope).collect();
            let call = |token: &str| match route.method.as_str() {
                "GET" => ask(house, token, route.path),
                _ => tell(house, token, route.path, &json!({})),
            };
            for nobody in ["", "Bearer x", "Bearer habeas_", "Basic eDp5"] {
                assert!(problem(&call(nobody), 401)["reference"].is_string());
            }
            problem(&call(&program(house, &others)), 403);
            let open = call(&program(house, &[scope]));
            assert!(![401, 403, 500].contains(&open.status), "{} {}", route.path, open.status);
        }
        assert_eq!(seen.len(), Scope::ALL.len(), "a scope that opens nothing has no business to exist");
    });
}

#[test]
fn every_route_for_programs_is_described_and_nothing_else_is() {
    each_house(|house| {
        let page = house.visitor().get("/api/v1/openapi.json").expect(200);
        let document: Value = serde_json::from_slice(&page.bytes).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let mut described = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                described.insert(format!("{} {path}", method.to_uppercase()));
                assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{path}");
                let named = operation["parameters"].as_array().cloned().unwrap_or_default();
                let of_path = named.iter().filter(|p| p["in"] == "path").count();
                assert_eq!(of_path, path.matches('{').count(), "{path} names its parts");
                assert!(operation["responses"].as_object().unwrap().keys().any(|s| s.starts_with('2')), "{path}");
            }
        }
        let routes = habeas::routes::all();
        let meant = routes.iter().filter(|r| matches!(r.who, Who::Program(_)) || r.operation.is_some());
        let meant: BTreeSet<String> = meant.map(|r| format!("{} {}", r.method, r.path)).collect();
        assert_eq!(described, meant);
        for route in routes.iter().filter(|r| matches!(r.who, Who::Program(_))) {
            let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
            assert!(operation["security"][0]["token"].is_array(), "{}", route.path);
        }
    });
}

#[test]
fn a_token_is_made_on_the_page_shown_once_used_and_revoked() {
    each_house(|house| {
        let admin = house.colleague(Role::Admin);
        let page = admin.open("/admin/tokens").expect(200).shows("No program has a token");
        let wrong = admin.submit(page.form("/admin/tokens"), &[("name", ""), ("days", "9999")]).expect(422);
        let wrong = wrong.shows("Enter a name").shows("Choose at least one").shows("from 1 to 730");
        let values = [("name", "Online shop"), ("scopes", "consents:read"), ("days", "30")];
        let made = admin.submit(wrong.form("/admin/tokens"), &values).expect(200);
        let secret = made.body().split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        let token = format!("Bearer {secret}");
        let again = admin.open("/admin/tokens").expect(200).shows("Online shop");
        assert!(!again.body().contains(&secret), "shown once");
        let path = format!("/api/v1/consents?purpose=newsletter&fingerprint={}", "0".repeat(64));
        ask(house, &token, &path).expect(200);
        admin.submit(again.form("/revocation"), &[]).expect(200).shows("revoked");
        house.clock.advance(SignedDuration::from_secs(6));
        problem(&ask(house, &token, &path), 401);
        let stored = format!("{:?}", house.everything()["portal.api_tokens"]);
        assert!(!stored.contains(&secret["habeas_".len()..]));
    });
}

#[test]
fn what_a_program_sends_wrong_is_named_and_never_quoted() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsRead]);
        let check = "/api/v1/consents/check";
        for body in [json!({}), json!({ "purpose": 1, "address": CAMILLE }), json!({ "purpose": "x", "a": CAMILLE })] {
            let page = tell(house, &token, check, &body);
            assert!(!problem(&page, 422).to_string().contains("camille"));
        }
        let page = tell(house, &token, check, &json!({ "purpose": "newsletter", "address": "camille" }));
        assert_eq!(problem(&page, 422)["detail"], "address: not an e-mail address");
        problem(&tell(house, &token, check, &json!({ "purpose": "nothing", "address": CAMILLE })), 404);
        problem(&ask(house, &token, "/api/v1/consents?purpose=newsletter&fingerprint=zz"), 422);
        problem(&ask(house, &token, "/api/v1/nothing"), 404);
    });
}
