//! Every address of the portal: who may open it and what answers, gathered from the capabilities.

use crate::identity;
use crate::web::{NavItem, Route, Who, display};

/// Every route. A test opens each as each role.
pub fn all() -> Vec<Route> {
    let own = vec![Route::post("/display", Who::Anyone, display)];
    [own, identity::pages::routes()].into_iter().flatten().collect()
}

/// Routes that exist in the demo only.
pub fn of_demo() -> Vec<Route> {
    Vec::new()
}

/// The navigation of colleagues.
pub const NAV: &[NavItem] = &[];
