//! The queue with more in it than a page holds: pages, filters that a link keeps, a reference that is looked for.

use crate::harness::{House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague};
use crate::visitor::{Page, Visitor};
use habeas::db::Error;
use habeas::lang::Lang;
use habeas::people::{self, Address};
use habeas::requests::{self, Arrival, Channel, New, Right};
use habeas::roles::Role;
use jiff::SignedDuration;

/// So many requests, received on different days of the last weeks; every third asks for erasure.
fn fill(house: &House, count: i64) {
    let portal = house.app.portal();
    let (random, keys, rules, now) = (&portal.random, &portal.keys, &portal.settings.requests, house.clock.now());
    let filled = portal.db.write_now(|tx| {
        for at in 0..count {
            let address = Address::parse(&format!("someone{at}@example.net")).unwrap();
            let person = people::ensure(tx, now, random, keys, &address, Lang::En)?.id;
            let right = if at % 3 == 0 { Right::Erase } else { Right::Access };
            let new = New { person, right, lang: Lang::En, subject: None, message: "Hello".into() };
            let received = now - SignedDuration::from_hours(24 * (at % 30));
            let arrival = Arrival { at: received, channel: Channel::Post, logged_by: None };
            requests::arrived(tx, now, random, keys, rules, new, &arrival)?;
        }
        Ok::<_, Error>(())
    });
    filled.unwrap();
}

/// The references of the table, in order.
fn lines(page: &Page) -> Vec<String> {
    let rows = page.body().split("<th scope=\"row\"><a class=\"nowrap\" href=\"/staff/cases/").skip(1);
    rows.map(|row| row.split('"').next().unwrap().to_owned()).collect()
}

/// Every line of a queue, along its links to the next page.
fn walk(visitor: &Visitor, first: &str) -> (Vec<String>, usize) {
    let (mut found, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
    while let Some(address) = next {
        let page = visitor.open(&address).expect(200);
        found.extend(lines(&page));
        pages += 1;
        let link = page.body().split(" rel=\"next\"").next().filter(|before| before.len() < page.body().len());
        next = link.map(|before| before.rsplit("href=\"").next().unwrap().trim_end_matches('"').replace("&amp;", "&"));
    }
    (found, pages)
}

/// The chips of a page: where each leads, and how much it promises.
fn chips(page: &Page) -> Vec<(String, usize)> {
    let lists = page.body().split("<ul class=\"chips\">").skip(1).map(|list| list.split("</ul>").next().unwrap());
    let links = lists.flat_map(|list| list.split("<a href=\"").skip(1));
    let chip = |link: &str| {
        let (href, rest) = link.split_once('"').unwrap();
        let label = rest.split('>').nth(1).unwrap().split('<').next().unwrap();
        let current = rest.split('>').next().unwrap().contains("aria-current");
        (!current).then(|| (href.replace("&amp;", "&"), label.rsplit(' ').next().unwrap().parse().unwrap()))
    };
    links.filter_map(chip).collect()
}

#[test]
fn the_queue_is_cut_into_pages_and_every_count_is_what_its_link_shows() {
    each_house(|house| {
        let lea = colleague(house, Role::Support);
        lea.open("/staff/queue").expect(200).shows("All clear");
        lea.open("/staff/queue?owner=me&reference=12").expect(200).shows("No request fits these filters");
        fill(house, 120);
        let first = lea.open("/staff/queue").expect(200).shows("120 open requests").shows("Page 1 of 3");
        assert_eq!(lines(&first).len(), 50);
        let (all, pages) = walk(&lea, "/staff/queue");
        assert_eq!((all.len(), pages), (120, 3));
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 120, "each request once");
        lea.open("/staff/queue?page=99").expect(200).shows("Page 3 of 3");
        lea.open("/staff/queue?page=none").expect(200).shows("Page 1 of 3");

        // Some states, through the pages: taken, put aside, waiting for the person, waiting for a second person.
        let soon = lines(&lea.open("/staff/queue?band=later").expect(200));
        let [aside, asked, refused] = [&soon[0], &soon[1], &soon[2]];
        let case = claim(&lea, aside);
        lea.submit(case.form("/snooze"), &[("until", "2026-03-12")]).expect(200).shows("put aside");
        let case = claim(&lea, asked);
        lea.submit(case.form("/messages"), &[("message", "Which one?"), ("kind", "question")]).expect(200);
        let case = claim(&lea, refused);
        let ground = if case.body().contains("value=\"others\"") { "others" } else { "law" };
        lea.submit(case.form("/refusal"), &[("ground", ground), ("facts", "They name a neighbour.")]).expect(200);
        house.work();

        let max = second_colleague(house);
        for visitor in [&lea, &max] {
            let mut tried = 0;
            for start in
                ["/staff/queue", "/staff/queue?right=erase", "/staff/queue?band=later", "/staff/queue?owner=me"]
            {
                let page = visitor.open(start).expect(200);
                for (href, count) in chips(&page) {
                    assert_eq!(walk(visitor, &href).0.len(), count, "{href} from {start} on {}", house.database);
                    tried += count;
                }
            }
            assert!(tried > 300, "{tried}");
        }
        // Only who can be the second person is asked to be.
        assert_eq!(walk(&max, "/staff/queue?band=second").0, std::slice::from_ref(refused));
        max.open("/staff/queue").expect(200).shows("Needs a second person 1");
        assert!(!lea.open("/staff/queue").text().contains("Needs a second person"));
        assert_eq!(walk(&lea, "/staff/queue?band=aside").0, std::slice::from_ref(aside));
        assert!(!walk(&lea, "/staff/queue").0.contains(aside));
        max.open("/staff").expect(200).shows(refused);
    });
}

#[test]
fn a_filter_stays_from_page_to_page_and_a_reference_is_found() {
    each_house(|house| {
        fill(house, 160);
        let lea = colleague(house, Role::Support);
        let page = lea.open("/staff/queue?owner=nobody&right=erase").expect(200).shows("Page 1 of 2");
        assert!(page.links().iter().any(|link| link == "/staff/queue?owner=nobody&right=erase&page=2"));
        assert_eq!(walk(&lea, "/staff/queue?owner=nobody&right=erase").0.len(), 54);
        let form =
            page.forms().into_iter().find(|form| form.action == "/staff/queue").expect("the form of the filters");
        assert_eq!((form.value("owner"), form.value("right")), (Some("nobody"), Some("erase")));

        // The same list as a file, which nobody counts before it is sent.
        let link = |page: &Page| page.links().into_iter().find(|link| link.contains("cases.csv")).unwrap();
        let narrow = lea.get(&link(&page)).expect(200);
        assert_eq!(narrow.body().lines().count(), 55);
        assert!(narrow.body().lines().skip(1).all(|line| line.contains(",erase,received,post,")), "{}", narrow.body());
        let file = lea.get(&link(&lea.open("/staff/queue"))).expect(200);
        assert!(file.headers.get("content-length").is_none(), "it is streamed");
        let references = file.body().lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned());
        assert_eq!(references.collect::<Vec<_>>(), walk(&lea, "/staff/queue").0, "line by line, in the same order");
        assert_eq!(lea.get("/staff/queue/cases.csv?reference=none").expect(200).body().lines().count(), 1);

        for typed in ["R-2026-0007", "r-2026-7", "7"] {
            let address = format!("/staff/queue?reference={typed}");
            let page = lea.open(&address).expect(200).shows("1 open request, the next due first");
            assert_eq!(lines(&page), ["R-2026-0007"], "{typed}");
        }
        let none = lea.open("/staff/queue?reference=Aubry").expect(200).shows("No request fits these filters");
        none.shows("Write the whole reference").links().iter().find(|link| *link == "/staff/queue").expect("a way out");
        lea.open("/staff/queue?reference=999").expect(200).shows("No request fits these filters");

        // A closed request is found by its reference, too.
        let case = claim(&lea, "R-2026-0008");
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        let mut form = decided.form("/checklist");
        for part in habeas::requests::AccessPart::ALL {
            form.fill(part.as_str(), "given");
        }
        let checked = lea.submit(form, &[]).expect(200);
        lea.submit(checked.form("/closure"), &[("answer", "Here it is.")]).expect(200).shows("Closed");
        house.work();
        let found = lea.open("/staff/queue?reference=8").expect(200).shows("Closed requests with this reference");
        assert!(found.links().iter().any(|link| link == "/staff/cases/R-2026-0008"));
    });
}
