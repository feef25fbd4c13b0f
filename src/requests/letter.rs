//! The answer as a letter: what was decided on each item, with ground and facts, the colleague's own words, and where to
//! complain (GDPR Art. 12(4); law.md REF-7). It is put together from the decision, so that no refusal can leave without
//! its remedies.

use super::{Ground, Item, ItemState, Request, Right, Subject};
use crate::lang::Lang;
use crate::record::Authority;
use crate::words::{day, say};
use jiff::civil::Date;

/// Who answers, and where to complain about it.
#[derive(Clone, Debug)]
pub struct House {
    /// The supervisory authority.
    pub authority: Authority,
    /// Name and address of the data protection officer.
    pub dpo: Option<(String, String)>,
    /// The day of the answer.
    pub today: Date,
    /// The day the request arrived.
    pub received: Date,
    /// The day on which the freeze ends that a refused objection leaves behind (Art. 18(3)).
    pub unfreezes: Date,
    /// Why passages of what was given are hidden, a sentence each.
    pub hidden: Vec<String>,
    /// The last day of the download that is allowed after a death.
    pub fetch_until: Date,
}

/// The whole letter, a paragraph a block. A plain question is answered by the colleague's words alone, a complaint by them and
/// by where else one may complain.
pub fn letter(lang: Lang, request: &Request, items: &[Item], words: &str, house: &House) -> String {
    let refused = items.iter().any(|item| item.state == ItemState::Refused);
    let only_questions = items.iter().all(|item| item.right.is_question());
    if only_questions && !refused {
        // Whoever complained may complain further.
        let complained = items.iter().any(|item| item.right == Right::Complaint);
        let after = complained.then(|| remedies(lang, house));
        return [Some(words.trim().to_owned()), after].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    }
    let received = day(lang, house.received);
    let asked = items.iter().filter(|item| item.state != ItemState::Cancelled);
    let what: Vec<String> = asked.map(|item| say(lang, &format!("right-{}", item.right), &[])).collect();
    let opening = [("reference", request.reference.as_str()), ("received", &received), ("what", &what.join(", "))];
    let mut blocks = vec![say(lang, "letter-opening", &opening)];
    blocks.extend(items.iter().filter_map(|item| outcome(lang, item)));
    if items.iter().any(is_unidentified) {
        blocks.push(say(lang, "letter-goes-on", &[]));
    }
    blocks.push(words.trim().to_owned());
    if !house.hidden.is_empty() {
        blocks.push(say(lang, "letter-redacted", &[("why", &house.hidden.join(" "))]));
    }
    let package = |item: &Item| {
        let given = matches!(&item.subject, Some(Subject::Categories(categories)) if !categories.is_empty());
        given && item.state == ItemState::Granted
    };
    if items.iter().any(package) {
        blocks.push(say(lang, "letter-package", &[("date", &day(lang, house.fetch_until))]));
    }
    // Before the data are used again for what the person objected to, they are told.
    if items.iter().any(|item| item.right == Right::Object && item.state == ItemState::Refused) {
        blocks.push(say(lang, "letter-unfreezes", &[("date", &day(lang, house.unfreezes))]));
    }
    // What is hidden is refused, too (law.md REF-7).
    if refused || !house.hidden.is_empty() {
        blocks.push(remedies(lang, house));
    }
    blocks.push(say(lang, "letter-date", &[("date", &day(lang, house.today))]));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

fn outcome(lang: Lang, item: &Item) -> Option<String> {
    let right = say(lang, &format!("right-{}", item.right), &[]);
    match item.state {
        ItemState::Granted => Some(say(lang, "letter-granted", &[("right", &right)])),
        ItemState::Refused => {
            let ground = say(lang, &format!("ground-{}", item.ground.as_deref()?), &[]);
            let facts = item.reason.as_deref().unwrap_or_default();
            let key = if is_unidentified(item) { "letter-unidentified" } else { "letter-refused" };
            Some(say(lang, key, &[("right", &right), ("ground", &ground), ("facts", facts)]))
        }
        ItemState::Open | ItemState::Proposed | ItemState::Approved | ItemState::Cancelled => None,
    }
}

/// Whether it is only open who asks.
fn is_unidentified(item: &Item) -> bool {
    item.state == ItemState::Refused && item.ground.as_deref() == Some(Ground::Unidentified.as_str())
}

fn remedies(lang: Lang, house: &House) -> String {
    let authority = &house.authority;
    let parts = [Some(authority.name.as_str()), authority.address.as_deref(), Some(authority.website.as_str())];
    let place = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut lines = vec![say(lang, "letter-complain", &[("authority", &place)]), say(lang, "letter-court", &[])];
    if let Some((name, email)) = &house.dpo {
        lines.push(say(lang, "letter-dpo", &[("name", name), ("email", email)]));
    }
    lines.join("\n")
}

/// A letter for each thing that can be decided about each right, with its name: `access-granted`, `erase-refused-law`. `facts` and
/// `words` stand for what a colleague writes.
pub fn samples(lang: Lang, request: &Request, house: &House, facts: &str, words: &str) -> Vec<(String, String)> {
    let item = |right: Right, ground: Option<&Ground>| Item {
        id: request.id.clone(),
        right,
        subject: None,
        state: if ground.is_some() { ItemState::Refused } else { ItemState::Granted },
        ground: ground.map(|ground| ground.as_str().to_owned()),
        reason: ground.map(|_| facts.to_owned()),
        proposed_by: None,
        decided_by: None,
        decided_at: None,
    };
    let of = |right: &Right| {
        let granted = (format!("{right}-granted"), item(*right, None));
        let refused = |ground: &Ground| (format!("{right}-refused-{ground}"), item(*right, Some(ground)));
        std::iter::once(granted).chain(right.grounds().iter().map(refused)).collect::<Vec<_>>()
    };
    let all = Right::ALL.iter().flat_map(of);
    all.map(|(name, item)| (name, letter(lang, request, &[item], words, house))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Id;
    use crate::requests::{Channel, Status};
    use crate::secrets::Random;
    use crate::words::Reading;
    use jiff::Timestamp;

    fn item(right: Right, state: ItemState) -> Item {
        let refused = state == ItemState::Refused;
        Item {
            id: Id::at("2026-03-05T10:00:00Z".parse().unwrap(), &Random::system()),
            right,
            subject: None,
            state,
            ground: refused.then(|| "law".to_owned()),
            reason: refused.then(|| "Invoice 2024-17 must be kept.".to_owned()),
            proposed_by: None,
            decided_by: None,
            decided_at: None,
        }
    }

    fn request() -> Request {
        let at: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
        let day = "2026-04-07".parse().unwrap();
        Request {
            id: Id::at(at, &Random::system()),
            reference: "R-2026-0001".to_owned(),
            person: Id::at(at, &Random::system()),
            lang: Lang::En,
            status: Status::InProgress,
            received_at: at,
            due_on: day,
            target_on: day,
            owner: None,
            version: 1,
            changed_at: at,
            closed_at: None,
            channel: Channel::Portal,
            extended: None,
            snoozed_until: None,
            written_at: None,
        }
    }

    fn house() -> House {
        let authority = Authority {
            name: "CNIL".to_owned(),
            website: "https://www.cnil.fr".to_owned(),
            address: Some("3 place de Fontenoy, Paris".to_owned()),
        };
        let dpo = Some(("Ana Ruiz".to_owned(), "dpo@example.com".to_owned()));
        let date = |text: &str| text.parse().unwrap();
        House {
            authority,
            dpo,
            today: date("2026-03-12"),
            received: date("2026-03-05"),
            unfreezes: date("2026-03-19"),
            hidden: Vec::new(),
            fetch_until: date("2026-03-19"),
        }
    }

    #[test]
    fn scenario_26_no_refusal_leaves_without_authority_and_court() {
        let items = [item(Right::Erase, ItemState::Refused), item(Right::Access, ItemState::Granted)];
        let words =
            [(Lang::En, "Art. 17(3)(b)", "court", "12 March 2026"), (Lang::Fr, "art. 17,", "juge", "12 mars 2026")];
        for (lang, article, court, date) in words {
            let text = letter(lang, &request(), &items, "We are sorry.", &house());
            let needed =
                ["R-2026-0001", article, "Invoice 2024-17", "CNIL", "3 place de Fontenoy", "https://www.cnil.fr"];
            for part in needed.into_iter().chain(["Ana Ruiz", "dpo@example.com", "We are sorry.", court, date]) {
                assert!(text.contains(part), "{part} is missing in {text}");
            }
        }
    }

    #[test]
    fn a_refused_objection_says_when_the_freeze_ends_and_nothing_else_does() {
        let letter_of = |right, state| letter(Lang::En, &request(), &[item(right, state)], "Here.", &house());
        assert!(letter_of(Right::Object, ItemState::Refused).contains("19 March 2026"));
        assert!(!letter_of(Right::Object, ItemState::Granted).contains("19 March 2026"));
        assert!(!letter_of(Right::Erase, ItemState::Refused).contains("19 March 2026"));
    }

    #[test]
    fn hidden_passages_are_a_refusal_in_part_with_its_remedies() {
        let given = [item(Right::Access, ItemState::Granted)];
        let hidden = House { hidden: vec!["It concerns another person.".to_owned()], ..house() };
        let text = letter(Lang::En, &request(), &given, "Here.", &hidden);
        for part in ["some passages, which are hidden. It concerns another person.", "CNIL", "court"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[test]
    fn the_letter_opens_with_every_right_that_was_not_taken_back() {
        let items = [
            item(Right::Access, ItemState::Granted),
            item(Right::Restrict, ItemState::Granted),
            item(Right::Erase, ItemState::Cancelled),
        ];
        let text = letter(Lang::En, &request(), &items, "Here.", &house());
        let opening = text.split("\n\n").next().unwrap();
        assert!(opening.contains("(See my data, Freeze the use of my data)"), "{opening}");
        assert!(!text.contains("Delete my data"), "{text}");
    }

    #[test]
    fn what_was_granted_needs_no_remedies_and_a_question_only_its_answer() {
        let granted = letter(Lang::En, &request(), &[item(Right::Access, ItemState::Granted)], "Here.", &house());
        assert!(granted.contains("Here.") && !granted.contains("CNIL"), "{granted}");
        let answered = letter(Lang::En, &request(), &[item(Right::Other, ItemState::Granted)], "On Monday.", &house());
        assert_eq!(answered, "On Monday.");
        let heard =
            letter(Lang::En, &request(), &[item(Right::Complaint, ItemState::Granted)], "You are right.", &house());
        assert!(heard.starts_with("You are right.\n\nYou can complain") && heard.contains("CNIL"), "{heard}");
    }

    /// The bars of a letter: 50 of 100 by Flesch and by Kandel and Moles, and thirty words a sentence at most.
    #[test]
    fn every_letter_is_easily_read_whatever_was_decided() {
        let mut hard = Vec::new();
        let words = [
            (
                Lang::En,
                "Invoice 2024-17 is kept.",
                "We are sorry that we cannot do more. Write to us if you have a question.",
            ),
            (
                Lang::Fr,
                "La facture 2024-17 est gardée.",
                "Nous regrettons de ne pas pouvoir faire plus. Écrivez-nous si vous avez une question.",
            ),
        ];
        for (lang, facts, own) in words {
            let house = House { hidden: vec![say(lang, "redaction-why-third-party", &[])], ..house() };
            for (_, text) in samples(lang, &request(), &house, facts, own) {
                let Some(reading) = Reading::of(lang, &text) else { continue };
                if reading.ease < 50.0 || reading.longest > 30 {
                    hard.push(format!("{reading:?} {text}\n"));
                }
            }
        }
        assert!(hard.is_empty(), "{} of them: {}", hard.len(), hard.join("\n"));
    }
}
