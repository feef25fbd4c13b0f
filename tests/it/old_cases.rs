//! Cases from before the portal: brought along once, with the dates that the law gave them, and nobody is written to.

use crate::harness::{CAMILLE, each_house};
use crate::journeys_desk::{claim, colleague};
use habeas::commands::{ImportedCases, requests_import};
use habeas::roles::Role;
use std::fs;

#[test]
fn old_cases_are_taken_in_once_with_their_dates_and_nobody_is_written_to() {
    each_house(|house| {
        let file = house.folder.join("cases.csv");
        let lines = format!(
            "id,email,rights,received,lang,message,closed,outcome\n\
             Z-1,{CAMILLE},access erase,2026-02-27,en,\"Everything, and then no more.\",,\n\
             Z-2,louise.beranger@example.org,restrict,2025-12-01,,,2025-12-20,refused\n\
             Z-3,marius.beranger@example.org,access,2025-11-03T09:00:00Z,,,2026-01-09,done\n\
             Z-4,nobody,access,2026-02-27,,,,\n\
             Z-5,{CAMILLE},erase,2026-03-01,en,,,\n"
        );
        fs::write(&file, lines).unwrap();
        let import = |dry| requests_import(house.app.portal(), &file, dry).unwrap();
        let expected = ImportedCases {
            read: 4,
            open: 1,
            closed: 2,
            known: 1,
            refused: 1,
            faults: vec![(5, "email: not an e-mail address".to_owned())],
        };
        assert_eq!(import(true), expected);
        assert!(house.query("SELECT id FROM requests").is_empty(), "a dry run leaves nothing");
        assert_eq!(import(false), expected, "what is asked twice is here already");
        let again = ImportedCases { open: 0, closed: 0, known: 4, ..expected };
        assert_eq!(import(false), again);
        house.work();
        assert!(house.mails().is_empty(), "nobody is written to");
        let stand = "SELECT status, due_on, channel FROM requests ORDER BY received_at";
        let rows = house.query(stand);
        assert_eq!(rows[0], ["closed", "2025-12-03", "import"], "late, as it was");
        assert_eq!(rows[1], ["refused", "2026-01-02", "import"]);
        assert_eq!(rows[2], ["received", "2026-03-27", "import"]);
        assert_eq!(rows.len(), 3);

        let lea = colleague(house, Role::Support);
        lea.open("/staff/queue").expect(200).shows("R-2026-0001").shows("27 March 2026");
        let case = claim(&lea, "R-2026-0001").shows("from an older system").shows("Everything, and then no more.");
        assert!(case.shows("Delete my data").text().contains("See my data"));
        lea.open("/staff/cases/R-2025-0001").expect(200).shows("Refused");
        let camille = house.sign_in(CAMILLE, "en");
        camille.open("/en/me/requests").expect(200).shows("R-2026-0001");

        fs::write(&file, "id,email\nZ-1,a@example.com\n").unwrap();
        let shape = import(false);
        assert!(shape.refused == 1 && shape.faults[0].1.contains("the columns id, email, rights"), "{shape:?}");
        let other = house.folder.join("cases.txt");
        fs::write(&other, "").unwrap();
        assert!(requests_import(house.app.portal(), &other, false).unwrap_err().to_string().contains(".csv"));
        house.work();
    });
}
