//! Writes guesses as a source file with comments.

use super::column::{category, edit, erase, kind, label};
use super::{Erase, Guess, Way, date_of};
use crate::lang::Lang;
use crate::sources::describe::{Family, LiveColumn, LiveTable, Schema};
use crate::sources::guess::{Meaning, Subject, is_personal, meaning, subject, words};

/// How columns are called that hold time zones, the words of a name written as one.
const ZONES: [&str; 5] = ["timezone", "tz", "zoneinfo", "usertimezone", "fuseauhoraire"];
/// And groups of customers.
const SEGMENTS: [&str; 7] =
    ["segment", "customersegment", "customergroup", "customertype", "clienttype", "typeclient", "groupeclient"];

struct Writer<'w> {
    schema: &'w Schema,
    guesses: &'w [Option<Guess>],
    languages: &'w [Lang],
    out: String,
}

pub(super) fn file(
    schema: &Schema,
    guesses: &[Option<Guess>],
    kind: &str,
    url: &str,
    name: &str,
    languages: &[Lang],
) -> String {
    let mut writer = Writer { schema, guesses, languages, out: String::new() };
    writer.line("# A first draft, guessed from the names in the database. Read each line marked `review`, correct it, remove the");
    writer.line(
        "# mark; `habeas check` then tells what is missing. Categories and retention rules are those of record.toml.",
    );
    writer.line("");
    writer.line(&format!("name = {}", quoted(name)));
    writer.line(&format!("kind = {}", quoted(kind)));
    writer.line(&format!("url = {}", quoted(url)));
    let title = title(name);
    writer.line(&format!("label = {}  # review", writer.text((&title, &title))));
    writer.directory();
    writer.ignored();
    for (table, guess) in schema.tables.iter().zip(guesses) {
        if let Some(guess) = guess {
            writer.table(table, guess);
        }
    }
    writer.out
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn text(&self, (en, fr): (&str, &str)) -> String {
        let word = |lang: &Lang| match lang {
            Lang::En => format!("en = {}", quoted(en)),
            Lang::Fr => format!("fr = {}", quoted(fr)),
        };
        format!("{{ {} }}", self.languages.iter().map(word).collect::<Vec<_>>().join(", "))
    }

    /// The list of people is the table of customers with an address of its own to which most others point.
    fn directory(&mut self) {
        let pointed = |name: &str| {
            self.schema.tables.iter().flat_map(|table| &table.links).filter(|link| link.of == name).count()
        };
        let named = self.schema.tables.iter().zip(self.guesses).filter_map(|(table, guess)| {
            let guess = guess.as_ref()?;
            let Way::Identifier(email) = guess.ways.first()? else { return None };
            Some(((guess.subject == Some(Subject::Customers), pointed(&table.name)), table, email.clone()))
        });
        let Some((_, table, email)) = named.max_by_key(|(rank, ..)| *rank) else {
            self.line("");
            self.line(
                "# No column looks like an e-mail address: declare by hand how rows belong to a person.  # review",
            );
            return;
        };
        let language =
            table.columns.iter().find(|column| meaning(&column.name, column.family) == Some(Meaning::Language));
        let language = language.map(|column| format!("language = {}", quoted(&column.name)));
        self.line("\n[directory]  # the list of people for refresh mailings  # review");
        self.line(&format!("table = {}", quoted(&table.name)));
        self.line(&format!("email = {}", quoted(&email)));
        if let Some(language) = language {
            self.line(&language);
        }
        self.questions(table);
        for column in &table.columns {
            if meaning(&column.name, column.family) == Some(Meaning::Consent) {
                let (yes, no) = if column.family == Family::Boolean { ("true", "false") } else { ("1", "0") };
                self.line("\n[[consent]]  # review");
                self.line("activity = \"newsletter\"");
                self.line(&format!("table = {}\ncolumn = {}", quoted(&table.name), quoted(&column.name)));
                self.line(&format!("granted = {}\nwithdrawn = {}", quoted(yes), quoted(no)));
            }
        }
    }

    /// What the list of people may say besides, to be answered by taking the first mark away.
    fn questions(&mut self, table: &LiveTable) {
        let named = |column: &&LiveColumn, all: &[&str]| {
            column.family == Family::Text && all.contains(&words(&column.name).concat().as_str())
        };
        let zone = table.columns.iter().find(|column| named(column, &ZONES));
        let country = table.columns.iter().find(|column| {
            column.family == Family::Text && meaning(&column.name, column.family) == Some(Meaning::Country)
        });
        let segment = table.columns.iter().find(|column| named(column, &SEGMENTS));
        for (key, column, question) in [
            ("zone", zone, "holds names such as Europe/Paris? Then nobody is written to in their night"),
            (
                "country",
                country,
                "holds codes such as FR or DE-BY? Then nobody is written to on a public holiday of theirs",
            ),
            ("segment", segment, "names groups of customers by which to choose whom to ask?"),
        ] {
            if let Some(column) = column {
                self.line(&format!("# {key} = {}  # {question}  # review", quoted(&column.name)));
            }
        }
    }

    fn ignored(&mut self) {
        for (table, guess) in self.schema.tables.iter().zip(self.guesses) {
            if guess.is_some() {
                continue;
            }
            let personal =
                table.columns.iter().any(|column| meaning(&column.name, column.family).is_some_and(is_personal));
            let reason = match subject(&table.name) {
                _ if table.view => "a view: the tables behind it are declared",
                Some(Subject::Colleagues) => "our own staff; customers see their role only",
                _ if personal => "looks personal, but nothing links it to a person: declare it, or say why not",
                _ => "nothing in it looks personal, and nothing links it to a person",
            };
            self.line(&format!("\n[[ignore]]\ntable = {}\nreason = {}  # review", quoted(&table.name), quoted(reason)));
        }
    }

    fn table(&mut self, table: &LiveTable, guess: &Guess) {
        let title = title(&table.name);
        self.line(&format!("\n[[table]]\nname = {}", quoted(&table.name)));
        let key = if table.primary_key.is_empty() { table.unique.first() } else { Some(&table.primary_key) };
        match key {
            Some(key) => self.line(&format!("key = [{}]", list(key))),
            None => self.line("key = []  # review: the database knows no key; name the columns that tell rows apart"),
        }
        self.line(&format!("label = {}  # review", self.text((&title, &title))));
        let reason = match guess.subject {
            Some(Subject::Accounting) => {
                ("An invoice cannot be changed once issued.", "Une facture émise ne peut pas être modifiée.")
            }
            _ => ("Ask us if it looks wrong.", "Écrivez-nous si elle vous semble fausse."),
        };
        self.line(&format!("reason = {}  # what people read beside locked values  # review", self.text(reason)));
        let ways: Vec<String> = guess.ways.iter().map(way).collect();
        self.line(&format!("person = [{}]  # review", ways.join(", ")));
        if guess.shared {
            self.line("shared = true  # several persons may have the same row  # review");
        }
        let events = self.events(table, guess);
        if !events.is_empty() {
            self.line(&format!("events = {{ {} }}  # review", events.join(", ")));
        }
        match guess.erase {
            Erase::Delete => self.line("erase = \"delete\"  # review"),
            Erase::Strip => {
                self.line("erase = \"strip\"  # rows that are kept point here, so the row stays, emptied  # review")
            }
            Erase::Archive | Erase::Keep => {
                let word = if guess.erase == Erase::Archive { "archive" } else { "keep" };
                let ground = (
                    "The law makes us keep our accounts for 10 years (C. com. L123-22).",
                    "La loi nous impose de garder notre comptabilité 10 ans (C. com. L123-22).",
                );
                self.line("retention = \"invoices-10y\"  # review");
                self.line(&format!("erase = {}  # looks like accounts  # review", quoted(word)));
                self.line(&format!("ground = {}  # review", self.text(ground)));
            }
        }
        self.line("[table.columns]");
        for column in &table.columns {
            let declared = self.column(table, guess, column);
            self.line(&format!("{} = {{ {declared} }}  # review", bare(&column.name)));
        }
    }

    fn events(&self, table: &LiveTable, guess: &Guess) -> Vec<String> {
        let Some(date) = date_of(table) else { return Vec::new() };
        let names: &[&str] = match guess.subject {
            Some(Subject::Accounting) => &["invoiced", "last_order"],
            Some(Subject::Orders) => &["last_order"],
            Some(Subject::Support) => &["last_message"],
            Some(Subject::SignIns) => &["signed_in"],
            Some(Subject::Marketing) => &["last_contact"],
            _ => &[],
        };
        names.iter().map(|name| format!("{name} = {}", quoted(&date.name))).collect()
    }

    fn column(&self, table: &LiveTable, guess: &Guess, column: &LiveColumn) -> String {
        let stays = matches!(guess.erase, Erase::Strip | Erase::Archive);
        let is_key = table.primary_key.contains(&column.name);
        if let Some(link) = table.links.iter().find(|link| link.columns.contains(&column.name)) {
            if subject(&link.of) == Some(Subject::Colleagues) {
                let title = title(column.name.trim_end_matches("Id").trim_end_matches("_id"));
                let (label, shown) =
                    (self.text((&title, &title)), self.text(("A colleague", "Un membre de notre équipe")));
                // Who served somebody is not about them: it stays where the row does.
                let erase = if stays && !is_key { ", erase = \"keep\"" } else { "" };
                return format!(
                    "category = \"support\", label = {label}, kind = {}, staff = true, shown = {shown}{erase}",
                    kind(column, None)
                );
            }
            if guess.subject != Some(Subject::Accounting)
                || guess.ways.iter().any(|way| is_of(way, &column.name)) && !is_key
            {
                return format!("ignore = \"link to {}\"", link.of);
            }
        }
        let is_way = guess.ways.iter().any(|way| is_of(way, &column.name));
        if is_key && (guess.subject != Some(Subject::Accounting) || is_way) {
            return "ignore = \"technical key\"".to_owned();
        }
        if guess.ways.iter().any(|way| is_of(way, &column.name))
            && meaning(&column.name, column.family) != Some(Meaning::Email)
        {
            return "ignore = \"link\"".to_owned();
        }
        let meaning = meaning(&column.name, column.family);
        if meaning == Some(Meaning::Secret) {
            let erase = if stays && !column.nullable {
                ", erase = \"replace\", replace = \"x\""
            } else if stays {
                ", erase = \"clear\""
            } else {
                ""
            };
            return format!("ignore = \"a secret: proves who someone is, never shown\"{erase}");
        }
        let guessed = title(&column.name);
        let label = meaning.and_then(label).unwrap_or((&guessed, &guessed));
        let mut parts = vec![
            format!("category = {}", quoted(category(guess.subject, meaning))),
            format!("label = {}", self.text(label)),
            format!("kind = {}", kind(column, meaning)),
        ];
        if let Some(edit) = edit(guess, meaning).filter(|_| !column.generated && !is_key) {
            parts.push(format!("edit = {}", quoted(edit)));
        }
        if stays && !is_key {
            parts.extend(erase(table, guess, column, meaning));
        }
        parts.join(", ")
    }
}

fn is_of(way: &Way, column: &str) -> bool {
    match way {
        Way::Identifier(name) => name == column,
        Way::Link { column: name, .. } => name == column,
    }
}

fn way(way: &Way) -> String {
    match way {
        Way::Identifier(column) => format!("{{ identifier = {} }}", quoted(column)),
        Way::Link { column, of, at } => {
            format!("{{ column = {}, of = {}, at = {} }}", quoted(column), quoted(of), quoted(at))
        }
    }
}

/// `BillingPostalCode` as words: `Billing postal code`.
fn title(name: &str) -> String {
    let words = words(name.rsplit('.').next().unwrap_or(name)).join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A key of TOML, in quotes where it must be: on one line, with the escapes of JSON, which TOML has too.
fn bare(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        serde_json::Value::from(name).to_string()
    }
}
