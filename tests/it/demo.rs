//! The folder of the demo, as `habeas check` sees it.

use habeas::clock::Clock;
use habeas::commands::check;
use habeas::demo::prepare;
use habeas::secrets::Random;

#[test]
fn check_finds_nothing_to_say_about_the_demo() {
    let parent = tempfile::tempdir().unwrap();
    let clock = Clock::fixed("2026-11-24T12:00:00Z".parse().unwrap());
    let made = prepare(&parent.path().join("shop"), 30, 1, &clock, &Random::system()).unwrap();
    assert_eq!(check(&made.config), []);
}
