//! What is held about a colleague, for the colleague.

use crate::harness::{CAMILLE, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use habeas::audit::{self, Actor};
use habeas::db::{Error, Id};
use habeas::roles::Role;
use serde_json::json;

#[test]
fn scenario_77_a_colleague_asks_for_their_own_log_and_is_served_at_once_with_it_and_nobody_elses() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        for question in ["Where is my parcel?", "Where is the other one?"] {
            let form = camille.open("/en/me/requests/new?right=other").expect(200).form("/new");
            let checked = camille.submit(form, &[("message", question)]).expect(200);
            camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
        }
        house.work();
        let (lea, max) = (colleague(house, Role::Support), second_colleague(house));
        let case = claim(&lea, "R-2026-0001");
        lea.submit(case.form("/reading"), &[]).expect(200);
        claim(&max, "R-2026-0002");

        let home = lea.open("/staff").expect(200);
        assert!(home.links().iter().any(|link| link == "/staff/me"), "one click from every page");
        let page = lea.open("/staff/me").expect(200).shows("Léa Martin").shows("support0@maison-lavande.example");
        let page = page.shows("Support").shows("Set up, with 10 recovery codes left").shows("last used 10 March 2026");
        let page = page.shows("requests.claimed").shows("R-2026-0001").shows("staff.signed-in").shows("Requests");
        let page = page.shows("not used to measure how much or how fast you work").shows("CNIL");
        let added = page.text().find("staff.added").map(|at| page.text()[at..].contains("Somebody else"));
        assert_eq!(added, Some(true), "what was done to the account is there too: {}", page.text());
        for foreign in ["R-2026-0002", "max@maison-lavande.example", "Aubry", CAMILLE] {
            assert!(!page.body().contains(foreign), "{foreign} is somebody else's");
        }

        let id = house.query("SELECT id FROM colleagues WHERE name = 'Léa Martin'").remove(0).remove(0);
        let own = format!("SELECT idx FROM audit_events WHERE actor = 'colleague:{id}' OR object = '{id}'");
        let actor = Actor::Colleague(id.parse::<Id>().unwrap());
        let portal = house.app.portal();
        let many = portal.db.write_now(|tx| {
            for number in 0..150 {
                let object = Some(format!("=R-{number}"));
                let event = audit::Event {
                    actor: actor.clone(),
                    action: "tasks.settled",
                    object,
                    person: None,
                    detail: json!({}),
                };
                audit::append(tx, house.clock.now(), &portal.random, &event)?;
            }
            Ok::<_, Error>(())
        });
        many.unwrap();
        let all = house.query(&own).len();
        let data = lea.get("/staff/me/data.json").expect(200);
        let data: serde_json::Value = serde_json::from_str(data.body()).unwrap();
        assert_eq!(data["account"]["email"], "support0@maison-lavande.example");
        assert_eq!(data["log"].as_array().unwrap().len(), all);
        assert!(!data.to_string().contains("R-2026-0002"));
        let csv = lea.get("/staff/me/log.csv").expect(200);
        let lines: Vec<&str> = csv.body().lines().collect();
        assert_eq!(lines.len(), all + 1);
        assert!(lines.iter().any(|line| line.contains("'=R-149")) && !csv.body().contains(",=R-"), "no formula");
        let older = lea.open("/staff/me").links().into_iter().find(|link| link.contains("before=")).unwrap();
        let older = lea.open(&older).expect(200);
        let older = older.shows("R-2026-0001").shows("Newest entries");
        assert!(!older.links().iter().any(|link| link.contains("before=")), "{}", older.text());

        for role in [Role::Marketing, Role::Admin, Role::Archivist] {
            colleague(house, role).open("/staff/me").expect(200).shows("What we hold about you");
        }
        house.visitor().get("/staff/me").expect(303);
    });
}
