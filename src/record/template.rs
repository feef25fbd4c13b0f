//! Records to start from: what companies of a kind usually do, with the actors of the record that holds. Pure.

use super::{RecipientRole, Record};

/// What nearly every company does (law.md REC-6).
const COMMON: &str = include_str!("../../config/templates/common.toml");

/// The parts that say who acts: a template leaves them as they are.
const ACTORS: &[&str] = &["controller", "joint_controller", "representative", "dpo", "authority", "recipient"];

/// A record to start from.
#[derive(Debug)]
pub struct Template {
    /// The word in forms and message keys.
    pub id: &'static str,
    people: [&'static str; 2],
    text: &'static str,
}

/// Every template, in the order shown.
pub const TEMPLATES: &[Template] = &[
    Template { id: "shop", people: ["Customers", "Clients"], text: include_str!("../../config/templates/shop.toml") },
    Template {
        id: "business",
        people: ["Contacts at client companies", "Contacts dans les entreprises clientes"],
        text: include_str!("../../config/templates/business.toml"),
    },
    Template {
        id: "association",
        people: ["Members", "Adhérents"],
        text: include_str!("../../config/templates/association.toml"),
    },
    Template {
        id: "training",
        people: ["Trainees", "Stagiaires"],
        text: include_str!("../../config/templates/training.toml"),
    },
];

impl Template {
    /// The template of this id.
    pub fn of(id: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|template| template.id == id)
    }

    /// The content of a version that starts from it. Who acts stays as `content`, that of `record`, says it, word by word; every
    /// processor receives the data until somebody says which does not.
    pub fn content(&self, content: &str, record: &Record) -> String {
        let processors = record.recipients.iter().filter(|one| one.role == RecipientRole::Processor);
        let processors: Vec<String> = processors.map(|one| format!("\"{}\"", one.id)).collect();
        let (processors, [english, french]) = (format!("[{}]", processors.join(", ")), self.people);
        let filled = |text: &str| {
            let named = text.replace("{people-en}", english).replace("{people-fr}", french);
            named.replace("{processors}", &processors)
        };
        let actors = blocks(content).into_iter().filter(|block| ACTORS.contains(&block.name.as_str()));
        let actors: Vec<String> = actors.map(|block| block.text.trim_matches('\n').to_owned()).collect();
        format!("{}\n\n{}\n{}", actors.join("\n\n"), filled(self.text), filled(COMMON))
    }
}

/// A table of a TOML document with the comments before it.
struct Block {
    name: String,
    text: String,
}

/// The tables of a document as they are written. A line that looks like a header inside a text of several lines is none: what
/// stands before it is no document by itself.
fn blocks(content: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut before = String::new();
    for line in content.lines() {
        let begins = line.trim_start().starts_with('[')
            && blocks.last().is_none_or(|block| toml::from_str::<toml::Table>(&block.text).is_ok());
        if begins {
            let name = line.trim_start().trim_start_matches('[');
            let name = name.split([']', '.']).next().unwrap_or_default().trim().to_owned();
            let comments =
                blocks.last_mut().map_or_else(|| std::mem::take(&mut before), |block| comments_of(&mut block.text));
            blocks.push(Block { name, text: comments });
        }
        let text = blocks.last_mut().map_or(&mut before, |block| &mut block.text);
        text.push_str(line);
        text.push('\n');
    }
    blocks
}

/// Takes the comments and empty lines off the end of a table: they speak of the next one.
fn comments_of(text: &mut String) -> String {
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let kept = lines.iter().rposition(|line| !is_comment(line)).map_or(0, |last| last + 1);
    let length: usize = lines.iter().take(kept).map(|line| line.len()).sum();
    text.split_off(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::record::Basis;
    use std::collections::BTreeSet;
    use std::path::Path;

    const STARTER: &str = include_str!("../../config/starter/record.toml");

    fn parse(text: &str) -> Record {
        let (record, found) = Record::parse(Path::new("record.toml"), text, Lang::ALL);
        assert!(found.is_empty(), "{found:?}\n{text}");
        record.unwrap()
    }

    #[test]
    fn each_template_is_a_record_without_a_mistake_that_has_what_nearly_everybody_does() {
        let current = parse(STARTER);
        for template in TEMPLATES {
            let text = template.content(STARTER, &current);
            let record = parse(&text);
            assert_eq!(record.controller, current.controller, "{}", template.id);
            assert_eq!(record.recipients, current.recipients);
            assert!(text.contains("# Recipients: real names"), "what was written beside the actors stays");
            let ids: BTreeSet<&str> = record.activities.iter().map(|one| one.id.as_str()).collect();
            for common in [
                "newsletter",
                "support",
                "accounting",
                "data-refresh",
                "rights",
                "suppression",
                "consent-proofs",
                "portal",
                "cookies",
                "breaches",
            ] {
                assert!(ids.contains(common), "{} has no {common}", template.id);
            }
            assert!(ids.len() >= 12, "{} has {} activities", template.id, ids.len());
            assert!(!text.contains("{people") && !text.contains("{processors"), "{}", template.id);
            for activity in &record.activities {
                let sensitive = activity.categories.iter().any(|id| record.category(id).unwrap().sensitive.is_some());
                assert!(!sensitive || activity.basis == Basis::Consent, "{}", activity.id);
                assert_eq!(activity.recipients.is_empty(), sensitive, "{}", activity.id);
            }
            assert_eq!(Template::of(template.id).map(|one| one.id), Some(template.id));
            let again = template.content(&text, &record);
            assert_eq!(again, text, "starting twice changes nothing");
        }
        assert!(Template::of("castle").is_none());
    }

    #[test]
    fn the_actors_are_kept_word_by_word_also_around_texts_that_look_like_headers() {
        let odd = "# first\n[controller] # us\nname = \"\"\"\n[[activity]]\nLtd\"\"\"\n\n# the host\n[[recipient]]\nid = \"a\"\n\n# last\n[[security]]\nid = \"b\"\n";
        let found: Vec<(String, String)> = blocks(odd).into_iter().map(|block| (block.name, block.text)).collect();
        let block = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            found,
            [
                block("controller", "# first\n[controller] # us\nname = \"\"\"\n[[activity]]\nLtd\"\"\"\n"),
                block("recipient", "\n# the host\n[[recipient]]\nid = \"a\"\n"),
                block("security", "\n# last\n[[security]]\nid = \"b\"\n"),
            ]
        );
    }
}
