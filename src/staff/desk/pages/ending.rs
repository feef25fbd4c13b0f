//! What leaves for the person from a case: a message, and the answer that ends it; the same from a colleague's form and from a
//! program.

use super::case::Case;
use crate::db::Db;
use crate::lang::Lang;
use crate::mail::Verdict;
use crate::portal::Portal;
use crate::requests::{Item, ItemState, Request, Status, mails};
use crate::staff::desk::{self, Act, Letter, Refused};
use crate::words;

/// Writes on a case, and mails the person that there is something to read.
pub(super) fn post(
    tx: &mut Db,
    act: Act<'_>,
    portal: &Portal,
    request: &Request,
    letter: Letter,
    text: &str,
) -> Result<(), Refused> {
    desk::write(tx, act, request, letter, text)?;
    let (now, random, keys) = (act.now, &portal.random, &portal.keys);
    match letter {
        Letter::Message => mails::tell_of_message(tx, now, random, keys, request)?,
        Letter::Question(_) => mails::tell_of_question(tx, now, random, keys, request)?,
        Letter::Note => {}
    }
    Ok(())
}

/// The answer that ends a case, as the person reads it.
pub(super) struct Ending {
    items: Vec<Item>,
    hidden: bool,
    letter: String,
}

impl Ending {
    /// With these words of the company.
    pub fn of(case: &Case, portal: &Portal, text: &str) -> Self {
        Self { items: case.items.clone(), hidden: !case.hidden().is_empty(), letter: case.letter(portal, text) }
    }

    /// Closes the case and mails the person that the answer is there; how the case stands then.
    pub fn write(&self, tx: &mut Db, act: Act<'_>, portal: &Portal, request: &Request) -> Result<Status, Refused> {
        let status = desk::close(tx, act, &portal.sources, request, &self.items, &self.letter)?;
        let (verdict, law) = (verdict(&self.items, self.hidden), law(request.lang, &self.items, self.hidden));
        mails::tell_of_answer(tx, act.now, &portal.random, &portal.keys, request, verdict, law)?;
        Ok(status)
    }
}

/// How the answer is summed up for the mail; `hidden` says that passages of what was given are.
fn verdict(items: &[Item], hidden: bool) -> Verdict {
    let count = |state: ItemState| items.iter().filter(|item| item.state == state).count();
    let only_questions = items.iter().all(|item| item.right.is_question());
    match (count(ItemState::Granted), count(ItemState::Refused)) {
        (_, 0) if only_questions => Verdict::Answered,
        (_, 0) if hidden => Verdict::Partly,
        (_, 0) => Verdict::Granted,
        (0, _) => Verdict::Refused,
        _ => Verdict::Partly,
    }
}

/// The grounds of what was refused, in the person's language.
fn law(lang: Lang, items: &[Item], hidden: bool) -> Option<String> {
    let refused = items.iter().filter(|item| item.state == ItemState::Refused);
    let mut grounds: Vec<String> =
        refused.filter_map(|item| Some(words::say(lang, &format!("ground-{}", item.ground.as_ref()?), &[]))).collect();
    if hidden {
        grounds.push(words::say(lang, "ground-others", &[]));
    }
    (!grounds.is_empty()).then(|| grounds.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::db::Id;
    use crate::requests::Right;
    use crate::secrets::Random;

    fn item(right: Right, state: ItemState) -> Item {
        let id = Id::new(&Clock::system(), &Random::system());
        let ground = (state == ItemState::Refused).then(|| "law".to_owned());
        Item {
            id,
            right,
            subject: None,
            state,
            ground,
            reason: None,
            proposed_by: None,
            decided_by: None,
            decided_at: None,
        }
    }

    #[test]
    fn the_answer_is_summed_up_from_its_items() {
        use ItemState::{Cancelled, Granted, Refused};
        let sum = |states: &[ItemState]| {
            verdict(&states.iter().map(|state| item(Right::Erase, *state)).collect::<Vec<_>>(), false)
        };
        assert_eq!(sum(&[Granted]), Verdict::Granted);
        assert_eq!(sum(&[Granted, Refused]), Verdict::Partly);
        assert_eq!(sum(&[Refused, Cancelled]), Verdict::Refused);
        assert_eq!(verdict(&[item(Right::Other, Granted)], false), Verdict::Answered);
        assert_eq!(verdict(&[item(Right::Access, Granted)], true), Verdict::Partly);
        assert!(law(Lang::En, &[item(Right::Erase, Refused)], false).is_some());
        assert!(law(Lang::En, &[item(Right::Access, Granted)], true).is_some());
        assert_eq!(law(Lang::En, &[item(Right::Erase, Granted)], false), None);
    }
}
