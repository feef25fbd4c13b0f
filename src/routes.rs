//! Every address of the portal: who may open it and what answers, gathered from the capabilities.

use crate::web::{NavItem, Route, Who, display};
use crate::{
    access, api, brand, consents, demo, directives, dpo, erasure, facts, identity, mail_health, manual, notices,
    notifications, refresh, requests, retention, staff, webhooks,
};

/// Every route. A test opens each as each role.
pub fn all() -> Vec<Route> {
    let own = vec![Route::post("/display", Who::Anyone, display)];
    let capabilities = [
        notices::pages::routes(),
        identity::pages::routes(),
        requests::pages::routes(),
        erasure::pages::routes(),
        access::pages::routes(),
        facts::pages::routes(),
        consents::pages::routes(),
        directives::pages::routes(),
        dpo::pages::routes(),
        brand::pages::routes(),
        mail_health::pages::routes(),
        refresh::pages::routes(),
        staff::pages::routes(),
        staff::desk::pages::routes(),
        staff::archivist::pages::routes(),
        staff::officer::pages::routes(),
        staff::own::pages::routes(),
        staff::passkey::pages::routes(),
        staff::provider::pages::routes(),
        staff::review::pages::routes(),
        api::pages::routes(),
        webhooks::pages::routes(),
        retention::pages::routes(),
        notifications::pages::routes(),
        manual::pages::routes(),
    ];
    own.into_iter().chain(capabilities.into_iter().flatten()).collect()
}

/// Routes that exist in the demo only.
pub fn of_demo() -> Vec<Route> {
    demo::pages::routes()
}

/// The navigation of colleagues.
pub fn nav() -> Vec<NavItem> {
    let capabilities = [
        manual::pages::nav(),
        refresh::pages::nav(),
        dpo::pages::nav(),
        retention::pages::nav(),
        consents::pages::nav(),
        api::pages::nav(),
        staff::review::pages::nav(),
        webhooks::pages::nav(),
        brand::pages::nav(),
        mail_health::pages::nav(),
    ];
    staff::pages::nav().into_iter().chain(capabilities.into_iter().flatten()).collect()
}
