//! An objection on grounds of the person's own situation (Art. 21(1)): frozen, weighed, answered.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::programs::{program, tell};
use crate::visitor::{Page, Visitor};
use habeas::api::Scope;
use habeas::roles::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

const LOUISE: &str = "louise.beranger@example.org";

/// Camille objects to the loyalty programme; the page of her request.
fn object(house: &House, camille: &Visitor, why: &str) -> Page {
    let chosen = camille.open("/en/me/requests/new?right=object").expect(200);
    let checked = camille.submit(chosen.form("/new"), &[("activity", "loyalty"), ("message", why)]).expect(200);
    let sent = camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
    house.work();
    sent
}

/// What another system hears of somebody: the word, and whether it may.
fn heard(house: &House, token: &str, address: &str, purpose: &str) -> (String, bool) {
    let body = json!({ "purpose": purpose, "address": address });
    let page = tell(house, token, "/api/v1/consents/check", &body).expect(200);
    let answer: Value = serde_json::from_slice(&page.bytes).unwrap();
    (answer["state"].as_str().unwrap().to_owned(), answer["may"].as_bool().unwrap())
}

/// The newest mail to Camille on one line.
fn mailed(house: &House) -> String {
    house.mail_to(CAMILLE).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn scenario_46_an_objection_freezes_its_use_until_it_is_weighed_and_the_person_hears_the_outcome_with_remedies() {
    each_house(|house| {
        let token = program(house, &[Scope::ConsentsRead]);
        let hears = |purpose: &str| heard(house, &token, CAMILLE, purpose);
        let (open, pending) = (("unknown".to_owned(), true), ("objection-pending".to_owned(), false));
        assert_eq!(hears("loyalty"), open);
        let camille = house.sign_in(CAMILLE, "en");
        let request = object(house, &camille, "I do not want my birthday looked at.");
        let request = request.shows("Until we have decided, we only store your data for this use");
        assert!(mailed(house).contains("Until we have decided, we only store your data"), "{}", mailed(house));
        assert_eq!(hears("loyalty"), pending);
        assert_eq!(hears("customers"), open, "everything else goes on");
        assert_eq!(heard(house, &token, LOUISE, "loyalty"), open, "for everybody else too");
        camille.open("/en/me/choices").expect(200).shows("You objected on 10 March 2026.");

        // Only compelling grounds with both sides of the balance allow a refusal, and a second person agrees.
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("Frozen until you decide").shows("Loyalty programme");
        let ours = [("ground", "compelling"), ("facts", "Points were won with it and must be kept right.")];
        let half = lea.submit(case.form("/refusal"), &ours).expect(422);
        assert!(half.body().contains("Points were won with it"), "what was typed is not lost");
        let theirs = ("weighed", "You fear for your birthday; we keep the day and never the year.");
        lea.submit(half.form("/refusal"), &[ours[0], ours[1], theirs]).expect(200);
        assert_eq!(hears("loyalty"), pending, "a proposal decides nothing");
        let max = second_colleague(house);
        let proposed = max.open("/staff/cases/R-2026-0001").expect(200).shows("must be kept right").shows("You fear");
        max.submit(proposed.form("/second"), &[("agrees", "yes")]).expect(200);
        assert_eq!(hears("loyalty"), pending, "nobody told the person yet");
        let decided = lea.open("/staff/cases/R-2026-0001").expect(200);
        lea.submit(decided.form("/closure"), &[("answer", "We looked at both sides.")]).expect(200);
        house.work();
        assert!(mailed(house).contains("Art. 21(1)"), "{}", mailed(house));
        let answer = camille.open(&request.path).expect(200).shows("must be kept right").shows("never the year");
        let answer = answer.shows("complain").shows("court").shows("CNIL").shows("3 place de Fontenoy");
        answer.shows("Until 17 March 2026 we still only store your data");
        house.pass(SignedDuration::from_hours(24 * 7 - 1));
        assert_eq!(hears("loyalty"), pending, "the day that was told has not come");
        house.pass(SignedDuration::from_hours(2));
        assert_eq!(hears("loyalty"), open);

        // Asked once more and upheld: it stops for good, and nothing else does.
        let camille = house.sign_in(CAMILLE, "en");
        object(house, &camille, "Now I am harassed because of it.");
        assert_eq!(hears("loyalty"), pending);
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0002");
        let upheld = lea.submit(case.form("/approval"), &[]).expect(200).shows("This use stops");
        lea.submit(upheld.form("/closure"), &[("answer", "We have stopped.")]).expect(200);
        house.work();
        camille.open("/en/me/requests/R-2026-0002").expect(200).shows("We have stopped.");
        camille.open("/en/me/choices").expect(200).shows("You objected, and we stopped on 17 March 2026");
        house.pass(SignedDuration::from_hours(24 * 60));
        assert_eq!(hears("loyalty"), ("objected".to_owned(), false));
        assert_eq!(hears("customers"), open);
        let proof = house.query("SELECT activity, event, origin FROM consent_events WHERE event = 'objected'");
        assert_eq!(proof, [["loyalty", "objected", "R-2026-0002"]]);
    });
}
