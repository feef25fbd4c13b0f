use super::gate::{Rule, Rules, gate};
use super::limits::Limit;
use crate::api::Scope;
use crate::roles::Permission;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{FromRequest, Handler, Responder, guard, web};
use serde_json::Value;
use std::rc::Rc;

/// Who may open a route. Everybody else is sent to sign in, or told that there is nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// A signed-in customer.
    Customer,
    /// A customer who proved that a mailbox is theirs which several people share, and has not said who they are.
    ChoosingCustomer,
    /// A customer who proved minutes ago that the mailbox is theirs; others prove it again first.
    FreshCustomer,
    /// A colleague with both factors whose role has the permission.
    Colleague(Permission),
    /// The same, who proved minutes ago who they are; others prove it again first.
    FreshColleague(Permission),
    /// A colleague who has shown the password and has no second factor yet.
    EnrollingColleague,
    /// A program of the company whose token has the scope.
    Program(Scope),
}

/// A method and an address, who may, and what happens.
pub struct Route {
    /// GET (which also answers HEAD) or POST.
    pub method: Method,
    /// The pattern, for example `/{lang}/me/requests/{ref}`.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
    /// What it takes and answers, for programs (an OpenAPI operation).
    pub operation: Option<Value>,
    limit: Option<Limit>,
    from_anywhere: bool,
    handler: actix_web::Route,
}

impl Route {
    /// A page. It changes nothing.
    pub fn get<F, Args>(path: &'static str, who: Who, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let handler = web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler);
        Self { method: Method::GET, path, who, operation: None, limit: None, from_anywhere: false, handler }
    }

    /// An act. Its form type ([`super::Form`]) checks the anti-forgery token.
    pub fn post<F, Args>(path: &'static str, who: Who, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let handler = web::post().to(handler);
        Self { method: Method::POST, path, who, operation: None, limit: None, from_anywhere: false, handler }
    }

    /// At most so often from one place.
    pub fn limited(self, per_hour: u32) -> Self {
        Self { limit: Some(Limit { per_hour }), ..self }
    }

    /// Says what it takes and answers; every route for programs must.
    pub fn described(self, operation: Value) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Without session, token or check of the origin: an act that mail programs do on a person's behalf (RFC 8058), where
    /// what proves the right to it is in the address; and what the company's own sites ask, whose handler checks the site.
    pub fn from_anywhere(self) -> Self {
        Self { from_anywhere: true, ..self }
    }

    /// Whether it is meant for machines too; see [`Route::from_anywhere`].
    pub fn is_from_anywhere(&self) -> bool {
        self.from_anywhere
    }
}

/// Registers the routes: one resource for each address, behind its gate; other methods are answered with 405.
pub fn register(config: &mut web::ServiceConfig, routes: Vec<Route>) {
    let mut by_path: Vec<(&'static str, Vec<Route>)> = Vec::new();
    for route in routes {
        match by_path.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, routes)) => routes.push(route),
            None => by_path.push((route.path, vec![route])),
        }
    }
    // `/{lang}/sign-in` would take `/staff/sign-in` for one in the language "staff": what is written out comes first.
    by_path.sort_by_key(|(path, _)| path.starts_with("/{lang}"));
    for (path, routes) in by_path {
        let rule = |route: &Route| Rule {
            method: route.method.clone(),
            who: route.who,
            limit: route.limit,
            from_anywhere: route.from_anywhere,
        };
        let rules = Rc::new(Rules { path, rules: routes.iter().map(rule).collect() });
        let start = web::resource(path);
        let resource = routes.into_iter().fold(start, |resource, route| resource.route(route.handler));
        config.service(resource.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
            let rules = Rc::clone(&rules);
            async move { gate(&rules, request, next).await }
        })));
    }
}
