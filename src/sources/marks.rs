//! Marks: the pieces of a text by which a person could be recognised in it, as an index of a large table holds them.
//!
//! Looking for what is left of an erased person reads every text of a source. In a large database an index of marks answers
//! instead: a function in the database (`sql/marks.sql`) gives the marks of a text, an index holds those of each row, and only
//! the rows that have a mark of the person are read. Every text in which a trace is recognised has its mark; some others do
//! too, so that the last word stays with [`Finder`](super::finder::Finder).

use super::traces::{Trace, Traces};
use std::collections::BTreeSet;

/// The statement that makes the function of the index, in PostgreSQL.
pub(super) const FUNCTION: &str = include_str!("sql/marks.sql");

/// The body of the function, by which one of another version is told apart.
pub(super) fn body() -> &'static str {
    FUNCTION.split("$marks$").nth(1).unwrap_or_default()
}

/// The marks of each trace; `None` if one of them has none, as a name without two words in Latin letters.
pub(super) fn of<'t>(traces: impl IntoIterator<Item = &'t Traces>) -> Option<BTreeSet<String>> {
    traces.into_iter().flat_map(Traces::iter).map(mark).collect()
}

fn mark(trace: &Trace) -> Option<String> {
    match trace {
        Trace::Proven(address) | Trace::Address(address) => around_ats(address).next(),
        Trace::Phone(digits) => Some(digits.clone()),
        Trace::Name(name) => pairs(name).next(),
    }
}

/// What stands around each `@` of a folded text.
fn around_ats(folded: &str) -> impl Iterator<Item = String> {
    folded.split('@').zip(folded.split('@').skip(1)).map(|(before, after)| {
        let begin = before
            .rfind(|letter| !belongs(letter) && letter != '.')
            .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let mut letters = after.char_indices().peekable();
        let mut end = after.len();
        while let Some((at, letter)) = letters.next() {
            let goes_on = letter == '.' && letters.peek().is_some_and(|(_, next)| belongs(*next));
            if !belongs(letter) && !goes_on {
                end = at;
                break;
            }
        }
        format!("{}@{}", before.get(begin..).unwrap_or_default(), after.get(..end).unwrap_or_default())
    })
}

fn belongs(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '%' | '+' | '-')
}

/// Each two words that follow one another. Letters with accents part words, as databases fold each in their own way.
fn pairs(folded: &str) -> impl Iterator<Item = String> {
    let words = || folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words().zip(words().skip(1)).map(|(one, other)| format!("{one} {other}"))
}

#[cfg(test)]
mod tests {
    use super::super::finder::Finder;
    use super::super::traces::{last_digits, numbers_in};
    use super::*;
    use crate::db::testing::Fresh;
    use crate::people::fold;
    use crate::secrets::Random;

    /// The marks of a text, as the function in the database gives them.
    fn of_text(text: &str) -> BTreeSet<String> {
        let folded = fold(text);
        let numbers =
            numbers_in(text).iter().filter_map(|number| Some(last_digits(number)?.to_owned())).collect::<Vec<_>>();
        around_ats(&folded).chain(numbers).chain(pairs(&folded)).collect()
    }

    const PEOPLE: &[&str] =
        &["ann@example.com", "élise@exämple.fr", "jo.ann+x@a-b.example", "ILGIN@İST.example", "@@x"];
    const NAMES: &[&str] = &["luis gonçalves", "anne-marie d'arc", "i\u{307}nci öztürk", "ann example"];
    const PARTS: &[&str] = &[
        "ann@example.com",
        "ANN@Example.COM",
        "e\u{301}lise@exa\u{308}mple.fr",
        "ÉLISE@EXÄMPLE.FR",
        "jo.ann+x@a-b.example",
        "ılgın@İST.example",
        "Luis\u{a0}GONÇALVES",
        "luis\ngonc\u{327}alves",
        "«Anne-Marie  d'Arc»",
        "İnci Öztürk",
        "Ann Example",
        "+33 6 11 22 33 44",
        "(06)\u{202f}11.22.33.44",
        "0611223344556677889",
        "x",
        "é",
        ".",
        "..",
        "@",
        "-",
        "_",
        ",",
        " ",
        "\t",
        "<",
        "\u{301}",
        "漢",
    ];

    fn texts(random: &Random, count: usize) -> Vec<String> {
        let part = || PARTS[usize::try_from(random.below(PARTS.len() as u64)).unwrap()];
        (0..count).map(|_| (0..random.below(6)).map(|_| part()).collect()).collect()
    }

    #[test]
    fn every_text_in_which_somebody_is_recognised_has_their_mark() {
        let addresses = PEOPLE.iter().map(|address| Trace::Address(fold(address)));
        let names = NAMES.iter().map(|name| Trace::Name(fold(name)));
        let traces = Traces::from_iter(addresses.chain(names).chain([Trace::Phone("611223344".to_owned())]));
        let finder = Finder::new([&traces]).unwrap();
        let mut recognised = 0;
        for text in texts(&Random::seeded(3), 5_000) {
            let marks = of_text(&text);
            for (_, trace) in finder.in_text(&text) {
                assert!(marks.contains(&mark(trace).unwrap()), "{trace:?} {:?} in {text:?}: {marks:?}", trace.text());
                recognised += 1;
            }
        }
        assert!(recognised > 2_000, "only {recognised}");
    }

    #[test]
    fn the_database_gives_the_same_marks() {
        let Some(database) = Fresh::postgres() else { return };
        let crate::config::DatabaseUrl::Postgres(url) = database.url() else { return };
        let mut client = postgres::Client::connect(url.expose(), postgres::NoTls).unwrap();
        client.batch_execute(FUNCTION).unwrap();
        for text in texts(&Random::seeded(4), 2_000) {
            let given: Vec<String> = client.query_one("SELECT habeas_marks($1)", &[&text]).unwrap().get(0);
            assert_eq!(given.into_iter().collect::<BTreeSet<_>>(), of_text(&text), "{text:?}");
        }
    }

    #[test]
    fn a_name_in_other_letters_has_no_mark() {
        let traces = Traces::from_iter([Trace::Name("ελένη παπαδοπούλου".to_owned())]);
        assert_eq!(of([&traces]), None);
    }
}
