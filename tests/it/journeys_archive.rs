//! The archive: opened by the archivist alone, for one person, for a reason, and never unnoticed.

use crate::harness::{CAMILLE, House};
use crate::journeys_desk::colleague;
use crate::journeys_erasure::{archiving, ask, grace};
use crate::visitor::{Page, Visitor};
use habeas::archive;
use habeas::db::testing::portal_databases;
use habeas::roles::Role;
use jiff::SignedDuration;

fn open(visitor: &Visitor, sought: &str, why: &str) -> Page {
    let form = visitor.open("/staff/archive").expect(200).form("/staff/archive");
    visitor.submit(form, &[("sought", sought), ("ground", "audit"), ("why", why)])
}

fn logged(house: &House) -> Vec<String> {
    house.query("SELECT detail FROM audit_events WHERE detail LIKE '%archivist%' ORDER BY idx").concat()
}

#[test]
fn scenario_71_what_is_archived_is_denied_to_support_and_opened_by_the_archivist_with_a_reason_and_a_log() {
    for fresh in portal_databases() {
        let house = &archiving(fresh);
        ask(&house.sign_in(CAMILLE, "en"), "en");
        house.pass(grace());
        house.pass(SignedDuration::from_hours(1));
        let reference = house.query("SELECT reference FROM requests").concat().remove(0);

        for role in [Role::Support, Role::Marketing, Role::Dpo, Role::Admin] {
            colleague(house, role).get("/staff/archive").expect(403);
        }
        let simone = colleague(house, Role::Archivist);
        for closed in ["/staff/queue", "/staff/recipients", "/staff/archive/openings", "/staff/tasks"] {
            simone.get(closed).expect(403);
        }
        open(&simone, CAMILLE, "  ").expect(422).shows("Fill in this field");
        open(&simone, CAMILLE, "tax").expect(422).shows("Say more");
        open(&simone, "camille", "The tax office asks for invoices of 2024.")
            .expect(200)
            .shows("Nothing lies in the archive");
        open(&simone, "ca mille", "The tax office asks for invoices of 2024.")
            .expect(422)
            .shows("Write an email address");
        let why = "Tax audit 2026-17 of the accounts of 2024.";
        let found = open(&simone, "Camille.Aubry@Example.com", why).expect(200).shows("Camille Aubry");
        let found = found.shows("Invoices, in the archive").shows("Kept until");
        let again = open(&simone, &reference.to_lowercase(), why).expect(200).shows("Camille Aubry");
        assert_eq!(again.text().matches("Camille Aubry").count(), found.text().matches("Camille Aubry").count());
        open(&simone, "fiona.osullivan@example.com", why).expect(200).shows("Nothing lies in the archive");

        let log = logged(house);
        assert_eq!(log.len(), 4, "also where nothing was found: {log:?}");
        assert!(
            log.iter().all(|detail| detail.contains("audit") && !detail.contains('@') && !detail.contains("2026-17"))
        );
        let sealed = house.query("SELECT sealed, copies FROM archive_openings ORDER BY opened_at, id");
        assert!(
            sealed.len() == 4 && sealed.iter().all(|row| !row[0].contains("Tax") && !row[0].contains('@')),
            "{sealed:?}"
        );
        let page = colleague(house, Role::Dpo).open("/staff/archive/openings").expect(200);
        page.shows("Tax audit 2026-17").shows(&reference).shows("Léa Martin").shows("An audit of accounts or taxes");

        let portal = house.app.portal();
        let forget = |days: i64| {
            let then = house.clock.now() + SignedDuration::from_hours(24 * days);
            portal.db.write_now(|tx| archive::forget_openings(tx, then)).unwrap()
        };
        assert_eq!((forget(365 * 3 - 1), forget(365 * 3 + 1)), (0, 4), "for three years");
    }
}
