//! Who may open what: every route × every role, generated from the routes themselves. A route that is not in the list does
//! not exist for the server, and one in the list has said who may open it; here that word is taken for true and tried.

use crate::harness::{CAMILLE, House, each_house};
use crate::visitor::{Page, Visitor};
use actix_web::http::Method;
use habeas::roles::Role;
use habeas::web::{Route, Who};
use jiff::SignedDuration;

/// Everybody there is, as far as doors go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Stranger,
    /// A customer whose proof of the mailbox is minutes old.
    FreshCustomer,
    /// A customer who proved it long ago.
    Customer,
    /// A colleague who has shown the password and has no second factor.
    HalfColleague,
    Colleague(Role),
    /// One who proved long ago who they are.
    StaleColleague,
}

const CALLERS: [Caller; 10] = [
    Caller::Stranger,
    Caller::FreshCustomer,
    Caller::Customer,
    Caller::HalfColleague,
    Caller::Colleague(Role::Support),
    Caller::Colleague(Role::Marketing),
    Caller::Colleague(Role::Dpo),
    Caller::Colleague(Role::Admin),
    Caller::Colleague(Role::Archivist),
    Caller::StaleColleague,
];

/// The role of who proved long ago who they are.
const STALE: Role = Role::Admin;

/// What the door says, before any handler is asked.
#[derive(Debug, PartialEq, Eq)]
enum Door {
    Open,
    /// Sent there first.
    Leads(&'static str),
    Forbidden,
    /// For programs: nobody without a token.
    Token,
}

/// The rule, written down a second time.
fn expected(who: Who, caller: Caller) -> Door {
    match (who, caller) {
        (Who::Anyone, _) => Door::Open,
        // A session opens nothing here, whoever's it is; tokens are tried in `programs.rs`.
        (Who::Program(_), _) => Door::Token,
        (Who::Customer | Who::FreshCustomer, Caller::FreshCustomer) | (Who::Customer, Caller::Customer) => Door::Open,
        (Who::FreshCustomer, Caller::Customer) => Door::Leads("/en/me/confirm"),
        // Nobody here shares a mailbox; who does is tried in `journeys_shared_mailbox.rs`.
        (Who::ChoosingCustomer, Caller::FreshCustomer | Caller::Customer) => Door::Leads("/en/me"),
        (Who::Customer | Who::FreshCustomer | Who::ChoosingCustomer, _) => Door::Leads("/en/sign-in"),
        (Who::Colleague(_) | Who::FreshColleague(_), Caller::HalfColleague) => Door::Leads("/staff/enrol"),
        (Who::FreshColleague(permission), Caller::StaleColleague) if permission.roles().contains(&STALE) => {
            Door::Leads("/staff/me/sign-in/again")
        }
        (Who::Colleague(permission) | Who::FreshColleague(permission), Caller::Colleague(role))
            if permission.roles().contains(&role) =>
        {
            Door::Open
        }
        (Who::Colleague(permission), Caller::StaleColleague) if permission.roles().contains(&STALE) => Door::Open,
        (Who::Colleague(_) | Who::FreshColleague(_), Caller::Colleague(_) | Caller::StaleColleague) => Door::Forbidden,
        (Who::EnrollingColleague, Caller::HalfColleague) => Door::Open,
        (Who::EnrollingColleague, Caller::Colleague(_) | Caller::StaleColleague) => Door::Leads("/staff"),
        (Who::Colleague(_) | Who::FreshColleague(_) | Who::EnrollingColleague, _) => Door::Leads("/staff/sign-in"),
    }
}

/// What the answer tells of the door. Behind it a handler may find nothing (404), miss a field (422), or lead on.
fn seen(page: &Page, expected: &Door) -> Door {
    let to = page.location().map(|to| to.split('?').next().unwrap());
    match (page.status, to, expected) {
        (303, Some(to), Door::Leads(place)) if to == *place => Door::Leads(place),
        (303, Some("/en/sign-in"), _) => Door::Leads("/en/sign-in"),
        (303, Some("/en/me/confirm"), _) => Door::Leads("/en/me/confirm"),
        (303, Some("/staff/sign-in"), _) => Door::Leads("/staff/sign-in"),
        (303, Some("/staff/me/sign-in/again"), _) => Door::Leads("/staff/me/sign-in/again"),
        (303, Some("/staff/enrol"), _) => Door::Leads("/staff/enrol"),
        (401, ..) => Door::Token,
        (403, ..) => Door::Forbidden,
        _ => Door::Open,
    }
}

/// An address of the route, with parts that exist nowhere.
fn address(route: &Route) -> String {
    let mut out = String::new();
    let mut rest = route.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push_str(if name == "lang" { "en" } else { "0198a000-0000-7000-8000-000000000000" });
        rest = tail;
    }
    out + rest
}

fn browser_of(house: &House, caller: Caller) -> Visitor {
    // An hour holds so many sign-ins, also of colleagues.
    house.clock.advance(SignedDuration::from_secs(181));
    match caller {
        Caller::Stranger => house.visitor(),
        Caller::FreshCustomer => house.sign_in(CAMILLE, "en"),
        Caller::Customer => {
            let visitor = house.sign_in(CAMILLE, "en");
            house.clock.advance(house.app.portal().settings.identity.fresh + SignedDuration::from_secs(1));
            visitor
        }
        Caller::HalfColleague => house.half_colleague(),
        Caller::Colleague(role) => house.colleague(role),
        Caller::StaleColleague => {
            let visitor = house.colleague(STALE);
            house.clock.advance(SignedDuration::from_secs(601));
            visitor
        }
    }
}

/// A page with a form that this caller opens as long as nothing ended their session.
fn home(caller: Caller) -> &'static str {
    match caller {
        Caller::Stranger => "/en/sign-in",
        Caller::FreshCustomer | Caller::Customer => "/en/me/security",
        Caller::HalfColleague => "/staff/enrol",
        Caller::Colleague(_) | Caller::StaleColleague => "/staff",
    }
}

fn token(visitor: &Visitor, caller: Caller) -> String {
    let page = visitor.open(home(caller));
    let forms = page.expect(200).forms();
    forms.iter().find_map(|form| form.value("csrf")).expect("a form with a token").to_string()
}

#[test]
fn every_route_opens_for_those_it_names_and_for_nobody_else() {
    each_house(|house| {
        let routes = habeas::routes::all();
        assert!(routes.len() > 10, "the list of routes is nearly empty");
        let mut wrong = Vec::new();
        for caller in CALLERS {
            let mut visitor = browser_of(house, caller);
            let mut csrf = token(&visitor, caller);
            for route in &routes {
                let (method, expected) = (route.method.clone(), expected(route.who, caller));
                let page = if method == Method::GET {
                    visitor.get(&address(route))
                } else {
                    visitor.post(&address(route), &[("csrf".into(), csrf.clone())])
                };
                let seen = seen(&page, &expected);
                // A form that is meant for everyone may refuse what is missing in it; the door is open all the same.
                let open = expected == Door::Open && route.who == Who::Anyone;
                if page.status >= 500 || (seen != expected && !open) {
                    let to = page.location().unwrap_or("");
                    wrong.push(format!(
                        "{method} {} ({:?}) as {caller:?}: {expected:?} expected, {} {to}",
                        route.path, route.who, page.status
                    ));
                }
                // Whoever acts may have ended their own session with it.
                if method == Method::POST && expected == Door::Open && visitor.get(home(caller)).status != 200 {
                    visitor = browser_of(house, caller);
                    csrf = token(&visitor, caller);
                }
            }
        }
        assert!(wrong.is_empty(), "on {}:\n{}", house.database, wrong.join("\n"));
    });
}

#[test]
fn without_a_form_token_no_act_goes_through() {
    each_house(|house| {
        for caller in [Caller::Stranger, Caller::FreshCustomer, Caller::Colleague(Role::Dpo)] {
            let visitor = browser_of(house, caller);
            let foreign = token(&house.visitor(), Caller::Stranger);
            let before = house.query("SELECT count(*) FROM jobs");
            for route in habeas::routes::all() {
                let opens = expected(route.who, caller) == Door::Open;
                if route.method != Method::POST || route.is_from_anywhere() || !opens {
                    continue;
                }
                for csrf in ["", "x.y", &foreign] {
                    let page = visitor.post(&address(&route), &[("csrf".into(), csrf.into())]);
                    let refused = [400, 403, 404, 410].contains(&page.status);
                    assert!(refused, "POST {} with token {csrf:?} as {caller:?} says {}", route.path, page.status);
                }
            }
            assert_eq!(before, house.query("SELECT count(*) FROM jobs"));
        }
    });
}

#[test]
fn a_form_of_another_site_is_refused_even_with_a_token() {
    each_house(|house| {
        let visitor = house.sign_in(CAMILLE, "en");
        let csrf = token(&visitor, Caller::FreshCustomer);
        for (name, value) in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
            let page = visitor.post_with("/en/sign-out", &[("csrf".into(), csrf.clone())], &[(name, value)]);
            assert_eq!(page.status, 403, "{name}: {value}");
        }
        visitor.get("/en/me/security").expect(200);
    });
}

#[test]
fn methods_that_no_route_has_are_refused_and_the_demo_is_not_there() {
    each_house(|house| {
        let visitor = house.visitor();
        for route in habeas::routes::all() {
            for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
                let page = visitor.request(method, &address(&route), None);
                assert_eq!(page.status, 405, "{method} {}", route.path);
            }
        }
        for route in habeas::routes::of_demo() {
            visitor.get(&address(&route)).expect(404);
        }
    });
}

#[test]
fn another_name_in_the_host_header_is_not_answered() {
    each_house(|house| {
        let page = house.visitor().get_with("/en/sign-in", &[("Host", "evil.example")]);
        assert_eq!(page.status, 421);
        assert!(!page.body().contains("evil.example"));
    });
}
