//! Restriction of processing: asked for, granted on a ground, held to everywhere, ended only after the person was told.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::visitor::Visitor;
use habeas::consents;
use habeas::people::{self, Address};
use habeas::roles::Role;
use jiff::SignedDuration;

/// Camille asks for it; the reference of her request.
pub fn ask(house: &House, camille: &Visitor) -> String {
    let chosen = camille.open("/en/me/requests/new?right=restrict").expect(200);
    let checked =
        camille.submit(chosen.form("/new"), &[("reason", "wrong"), ("message", "My address is wrong.")]).expect(200);
    camille.submit(checked.form("/new"), &[("step", "send")]).expect(200);
    house.work();
    house.query("SELECT reference FROM requests").remove(0).remove(0)
}

fn may_be_contacted(house: &House) -> bool {
    let portal = house.app.portal();
    let record = portal.record.now();
    let activity = record.activities.iter().find(|activity| activity.marketing).unwrap();
    let print = Address::parse(CAMILLE).unwrap().fingerprint(&portal.keys);
    let now = house.clock.now();
    let standings = portal.db.read_now(|db| consents::standings(db, now, &[(&print, activity)])).unwrap();
    !standings.first().unwrap().barred
}

#[test]
fn scenario_29_disputed_data_are_only_kept_while_they_are_checked_and_the_person_hears_before_that_ends() {
    each_house(|house| {
        let camille = house.sign_in(CAMILLE, "en");
        let reference = ask(house, &camille);
        assert!(may_be_contacted(house));
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, &reference);
        let approval = case.form("/approval");
        lea.submit(approval.clone(), &[]).expect(422).shows("Choose a ground of Article 18(1)");
        lea.submit(approval, &[("ground", "accuracy")]).expect(200).shows("Processing restricted since");
        house.work();
        assert_eq!(house.mail_to(CAMILLE).subject, "The use of your data is restricted");
        assert!(!may_be_contacted(house), "no audience, no other system");
        camille.open("/en/me").expect(200).shows("we only store your data").shows("You say that the data are wrong");

        // Colleagues look under an exception of the law only, and the data protection officer hears of it.
        let case = lea.open(&format!("/staff/cases/{reference}")).expect(200);
        let reading = case.form("/reading");
        lea.submit(reading.clone(), &[]).expect(422).shows("may not be looked at for anything else");
        let tasks = || house.query("SELECT object, why FROM staff_tasks WHERE kind = 'restriction.read'");
        assert!(tasks().is_empty());
        lea.submit(reading, &[("exception", "claims")]).expect(200).shows("What is held");
        let told = tasks();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0][0], reference);
        assert!(told[0][1].contains("claims"), "{told:?}");

        let max = second_colleague(house);
        let page = max.open("/staff/restrictions").expect(200).shows(&reference);
        max.submit(page.form("/end"), &[("why", "  ")]).expect(422).shows("Tell the person why");
        let ended = max.submit(page.form("/end"), &[("why", "We asked the town: the street is right.")]).expect(200);
        let ended = ended.shows("The restriction ends on");
        max.submit(page.form("/end"), &[("why", "Twice.")]).expect(200).shows("Somebody was first");
        house.work();
        assert!(house.mail_to(CAMILLE).text.contains("the street is right"));
        camille.open("/en/me").expect(200).shows("the street is right").shows("we only store your data");

        max.submit(ended.form("/keep"), &[]).expect(200).shows("It stays restricted");
        house.pass(SignedDuration::from_hours(24 * 7 + 1));
        assert!(!may_be_contacted(house), "the announced end was taken back");

        // Sessions of colleagues do not last a week.
        let max = colleague(house, Role::Dpo);
        let page = max.open("/staff/restrictions").expect(200);
        max.submit(page.form("/end"), &[("why", "The street is right.")]).expect(200);
        house.pass(SignedDuration::from_hours(24 * 6));
        assert!(!may_be_contacted(house), "not before the day that was told");
        house.pass(SignedDuration::from_hours(24 + 1));
        assert!(may_be_contacted(house));
        let max = colleague(house, Role::Dpo);
        max.open("/staff/restrictions").expect(200).shows("Nobody’s data are restricted");
        let again = house.sign_in(CAMILLE, "en");
        assert!(!again.open("/en/me").expect(200).text().contains("we only store your data"));
        let print = Address::parse(CAMILLE).unwrap().fingerprint(&house.app.portal().keys);
        let person = house.app.portal().db.read_now(|db| people::by_fingerprint(db, &print)).unwrap().unwrap();
        assert_eq!(person.restricted_at, None);
    });
}
