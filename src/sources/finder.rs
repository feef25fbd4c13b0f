//! The traces of many people, looked for in one walk over the texts of a source.

use super::traces::{Trace, Traces, last_digits, numbers_in, words};
use crate::people::fold;
use aho_corasick::{AhoCorasick, BuildError};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Somebody, by their place in the list that was given, and what of them is meant.
pub(super) type Found<'t> = (usize, &'t Trace);

/// Finds which traces of which people a text holds. The work for a text does not grow with the number of people.
pub(super) struct Finder<'t> {
    addresses: Words<'t>,
    names: Words<'t>,
    phones: HashMap<&'t str, Vec<Found<'t>>>,
    /// The bytes of the shortest trace: a shorter text holds none.
    shortest: usize,
}

/// Words that are looked for, each with whose they are.
struct Words<'t> {
    automaton: AhoCorasick,
    owners: Vec<Vec<Found<'t>>>,
}

impl<'t> Words<'t> {
    fn new(words: BTreeMap<&'t str, Vec<Found<'t>>>) -> Result<Self, BuildError> {
        Ok(Self { automaton: AhoCorasick::new(words.keys())?, owners: words.into_values().collect() })
    }

    fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// The traces that may be in a text: whether each stands there as a word of its own is asked of itself.
    fn within(&self, text: &str, found: &mut BTreeSet<Found<'t>>) {
        for hit in self.automaton.find_overlapping_iter(text) {
            found.extend(self.owners.get(hit.pattern().as_usize()).into_iter().flatten().copied());
        }
    }
}

impl<'t> Finder<'t> {
    /// Of these people.
    pub(super) fn new(people: impl IntoIterator<Item = &'t Traces>) -> Result<Self, BuildError> {
        let (mut addresses, mut names) = (BTreeMap::new(), BTreeMap::new());
        let mut phones: HashMap<&str, Vec<Found<'_>>> = HashMap::new();
        let mut shortest = usize::MAX;
        for (person, traces) in people.into_iter().enumerate() {
            for trace in traces.iter() {
                let (text, found) = (trace.text(), (person, trace));
                shortest = shortest.min(text.len());
                match trace {
                    Trace::Proven(_) | Trace::Address(_) => {
                        let owners: &mut Vec<Found<'_>> = addresses.entry(text).or_default();
                        owners.push(found);
                    }
                    Trace::Name(_) => {
                        let owners: &mut Vec<Found<'_>> = names.entry(text).or_default();
                        owners.push(found);
                    }
                    Trace::Phone(_) => phones.entry(text).or_default().push(found),
                }
            }
        }
        Ok(Self { addresses: Words::new(addresses)?, names: Words::new(names)?, phones, shortest })
    }

    /// What a text holds, and of whom.
    pub(super) fn in_text(&self, text: &str) -> BTreeSet<Found<'t>> {
        let mut found = BTreeSet::new();
        if text.len() < self.shortest {
            return found;
        }
        let folded = fold(text);
        self.addresses.within(&folded, &mut found);
        if !self.names.is_empty() {
            self.names.within(&words(&folded), &mut found);
        }
        let numbers = if self.phones.is_empty() { Vec::new() } else { numbers_in(text) };
        for number in &numbers {
            let owners = last_digits(number).and_then(|digits| self.phones.get(digits));
            found.extend(owners.into_iter().flatten().copied());
        }
        found.retain(|(_, trace)| trace.is_in(&folded, &numbers));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Random;

    fn pick<'p>(random: &Random, from: &[&'p str]) -> &'p str {
        from[usize::try_from(random.below(from.len() as u64)).unwrap()]
    }

    /// Traces of a small world, so that people share words and one word is inside another.
    fn traces(random: &Random) -> Traces {
        let pick = |from: &[&'static str]| pick(random, from).to_owned();
        let address = format!(
            "{}{}@{}",
            pick(&["ann", "joann", "jo.ann", "élise", "a"]),
            pick(&["", "1"]),
            pick(&["example.com", "example.com.br", "exämple.fr"])
        );
        let name = pick(&["luis gonçalves", "luis gonçalvesson", "anne-marie dupont"]);
        let phone = pick(&["611223344", "411223344"]);
        Traces::from_iter([Trace::Proven(address), Trace::Name(name), Trace::Phone(phone)])
    }

    #[test]
    fn many_are_found_as_each_alone_would_be() {
        let random = Random::seeded(7);
        let people: Vec<Traces> = (0..40).map(|_| traces(&random)).collect();
        let finder = Finder::new(&people).unwrap();
        let parts = [
            "ann@example.com",
            "JOANN1@Example.COM.br",
            "jo.ann@exämple.fr",
            "ÉLISE@example.com",
            "luis  GONÇALVES",
            "Luis\nGonçalvesson",
            "Anne-Marie Dupont",
            "+33 6 11 22 33 44",
            "04.11.22.33.44",
            "x",
            ".",
            ",",
            " ",
            "<",
            "€",
            "a@example.com",
        ];
        let mut hits = 0;
        for _ in 0..2_000 {
            let text: String = (0..random.below(6)).map(|_| pick(&random, &parts)).collect();
            let alone: BTreeSet<Found<'_>> = people
                .iter()
                .enumerate()
                .flat_map(|(person, traces)| traces.in_text(&text).into_iter().map(move |trace| (person, trace)))
                .collect();
            assert_eq!(finder.in_text(&text), alone, "{text:?}");
            hits += alone.len();
        }
        assert!(hits > 1_000, "only {hits} to find");
    }
}
