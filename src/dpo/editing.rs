//! A form of the record, taken: what a draft says after it, or why it cannot be. Pure.

use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::record::edit::{Draft, EditError};
use crate::record::form::{Kind, Part, Values, one};
use crate::record::{Record, store};
use std::path::Path;

/// The input of a category that says which activities use it.
pub const USED_BY: &str = "used_by";

/// Why a form is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Somebody else changed or removed it since the form was opened.
    Moved,
    /// The id is taken.
    Taken,
    /// The draft cannot be read as it stands.
    Unread,
    /// Others refer to it, by name.
    Used(Vec<String>),
    /// The record would hold these mistakes, each with the input it belongs to, if there is one.
    Faults(Vec<(Option<String>, Diagnostic)>),
}

impl From<EditError> for Refused {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unread => Refused::Unread,
            EditError::NotFound => Refused::Moved,
            EditError::Taken => Refused::Taken,
        }
    }
}

/// Which part of a draft a form is of.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The part.
    pub part: Part,
    /// The id; `None` for a new one.
    pub id: Option<&'p str>,
    /// The languages of the portal.
    pub languages: &'p [Lang],
}

/// What the form shows of the draft, with what was shown as one word, to see later whether it changed.
pub fn shown(draft: &Draft, place: Place<'_>) -> Result<(Values, String), Refused> {
    let Some(id) = place.id else { return Ok((Values::new(), String::new())) };
    let mut values = match draft.values(place.part, id, place.languages) {
        // What may be there once is made by its form.
        Err(EditError::NotFound) if !place.part.is_list() => Values::new(),
        values => values?,
    };
    if place.part == Part::Category {
        values.insert(USED_BY.to_owned(), draft.users(id));
    }
    let seen = store::hash(&serde_json::to_string(&values).unwrap_or_default());
    Ok((values, seen))
}

/// The draft with what was typed; `seen` is what [`shown`] said.
pub fn changed(content: &str, place: Place<'_>, values: &Values, seen: &str) -> Result<String, Refused> {
    let mut draft = Draft::read(content)?;
    if shown(&draft, place)?.1 != seen {
        return Err(Refused::Moved);
    }
    match place.id {
        Some(id) => draft.change(place.part, id, values, place.languages)?,
        None => draft.add(place.part, values, place.languages)?,
    }
    let new = draft.ids(place.part).pop().unwrap_or_default();
    let id = place.id.unwrap_or(&new);
    if place.part == Part::Category {
        draft.use_in(id, values.get(USED_BY).map_or(&[], Vec::as_slice));
    }
    let here = draft.place(place.part, id);
    no_worse(content, draft.content(), place, here)
}

/// The draft without it; `seen` is what [`shown`] said.
pub fn removed(content: &str, place: Place<'_>, seen: &str) -> Result<String, Refused> {
    let mut draft = Draft::read(content)?;
    if shown(&draft, place)?.1 != seen {
        return Err(Refused::Moved);
    }
    let id = place.id.unwrap_or_default();
    let users = users(&draft, place.part, id, place.languages);
    if !users.is_empty() {
        return Err(Refused::Used(users));
    }
    draft.remove(place.part, id)?;
    no_worse(content, draft.content(), place, None)
}

/// The names of what refers to it.
pub fn users(draft: &Draft, part: Part, id: &str, languages: &[Lang]) -> Vec<String> {
    let of = |(_, from): &(&str, Part)| -> Vec<String> {
        let fields = from.fields().iter();
        let keys = fields.filter(|field| matches!(field.kind, Kind::One(to) | Kind::Many(to) if to == part));
        let keys: Vec<&str> = keys.map(|field| field.key).collect();
        let refers =
            |values: &Values| keys.iter().filter_map(|key| values.get(*key)).flatten().any(|named| named == id);
        let values = draft.ids(*from).into_iter().filter_map(|own| {
            let values = draft.values(*from, &own, languages).ok()?;
            Some((own, values))
        });
        let name = |(own, values): (String, Values)| {
            let keys = languages.iter().map(|lang| format!("name_{lang}")).chain(["name".to_owned()]);
            let said = keys.map(|key| one(&values, &key).to_owned()).find(|name| !name.is_empty());
            said.unwrap_or(own)
        };
        values.filter(|(_, values)| refers(values)).map(name).collect()
    };
    Part::ALL.iter().flat_map(of).collect()
}

/// A change is refused for the mistakes it makes, and not for those that were there.
fn no_worse(before: &str, after: String, place: Place<'_>, here: Option<usize>) -> Result<String, Refused> {
    let errors = |content: &str| {
        let (_, found) = Record::parse(Path::new("record.toml"), content, place.languages);
        found.into_iter().filter(Diagnostic::is_error).collect::<Vec<_>>()
    };
    let known = errors(before);
    let same = |one: &Diagnostic, other: &Diagnostic| {
        one.message == other.message && without_places(&one.field) == without_places(&other.field)
    };
    let new = errors(&after).into_iter().filter(|error| !known.iter().any(|other| same(error, other)));
    let faults: Vec<_> = new.map(|error| (input(place, here, &error.field), error)).collect();
    match faults.is_empty() {
        true => Ok(after),
        false => Err(Refused::Faults(faults)),
    }
}

/// The path of a field without the places in lists, which change when another entry is removed.
fn without_places(field: &str) -> String {
    field.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

/// The input that a mistake of the parser is about.
fn input(place: Place<'_>, here: Option<usize>, path: &str) -> Option<String> {
    let own = match here {
        Some(at) if place.part.is_list() => format!("{}[{at}].", place.part.as_str()),
        _ => format!("{}.", place.part.as_str()),
    };
    let path = path.strip_prefix(&own)?;
    let key = path.split(['.', '[']).next()?;
    let field = place.part.fields().iter().find(|field| field.key == key)?;
    let names = field.names(place.languages);
    let lang = path.rsplit('.').next().map(|lang| format!("{key}_{lang}"));
    names.iter().find(|name| Some(*name) == lang.as_ref()).or(names.first()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTER: &str = include_str!("../../config/starter/record.toml");

    fn place(part: Part, id: Option<&str>) -> Place<'_> {
        Place { part, id, languages: Lang::ALL }
    }

    fn open(content: &str, part: Part, id: &str) -> (Values, String) {
        shown(&Draft::read(content).unwrap(), place(part, Some(id))).unwrap()
    }

    #[test]
    fn a_form_is_taken_once_and_not_over_what_somebody_else_wrote() {
        let at = place(Part::Category, Some("contact"));
        let (mut values, seen) = open(STARTER, Part::Category, "contact");
        assert_eq!(changed(STARTER, at, &values, &seen).as_deref(), Ok(STARTER));
        values.insert("label_en".into(), vec!["Ways to reach you".into()]);
        let after = changed(STARTER, at, &values, &seen).unwrap();
        assert!(after.contains("Ways to reach you"));
        assert_eq!(changed(&after, at, &values, &seen), Err(Refused::Moved));
        let other = place(Part::Category, Some("nothing"));
        assert_eq!(changed(STARTER, other, &values, &seen), Err(Refused::Moved));
        values.insert("id".into(), vec!["contact".into()]);
        assert_eq!(changed(STARTER, place(Part::Category, None), &values, ""), Err(Refused::Taken));
        assert_eq!(changed("= no", at, &values, ""), Err(Refused::Unread));
    }

    #[test]
    fn a_new_category_gets_its_purposes_with_the_same_form() {
        let draft = Draft::read(STARTER).unwrap();
        let activity = draft.ids(Part::Activity).remove(0);
        let pairs = [("id", "birthday"), ("label_en", "Birth date"), ("label_fr", "Naissance"), ("card", "identity")];
        let mut values: Values = pairs.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect();
        values.insert(USED_BY.into(), vec![activity.clone()]);
        let after = changed(STARTER, place(Part::Category, None), &values, "").unwrap();
        assert_eq!(Draft::read(&after).unwrap().users("birthday"), [activity]);
    }

    #[test]
    fn mistakes_of_the_parser_come_to_their_input_and_old_ones_do_not_count() {
        let (mut values, seen) = open(STARTER, Part::Category, "contact");
        values.insert("card".into(), vec!["castle".into()]);
        values.insert("label_fr".into(), vec!["a\u{7}".into()]);
        let Err(Refused::Faults(faults)) = changed(STARTER, place(Part::Category, Some("contact")), &values, &seen)
        else {
            panic!("it is taken")
        };
        let inputs: Vec<_> = faults.iter().map(|(input, _)| input.as_deref()).collect();
        assert!(inputs.contains(&Some("card")) && inputs.contains(&Some("label_fr")), "{faults:?}");
        let broken = STARTER.replacen("basis = \"contract\"", "basis = \"because\"", 1);
        assert_ne!(broken, STARTER);
        let (mut values, seen) = open(&broken, Part::Category, "contact");
        values.insert("label_en".into(), vec!["Ways to reach you".into()]);
        assert!(changed(&broken, place(Part::Category, Some("contact")), &values, &seen).is_ok());
    }

    #[test]
    fn what_others_refer_to_is_not_removed() {
        let removed = |content: &str, part: Part, id: &str| {
            let seen = shown(&Draft::read(content).unwrap(), place(part, Some(id))).map_or(String::new(), |one| one.1);
            removed(content, place(part, Some(id)), &seen)
        };
        let Err(Refused::Used(users)) = removed(STARTER, Part::Category, "contact") else { panic!("it is removed") };
        assert!(!users.is_empty());
        let mut draft = Draft::read(STARTER).unwrap();
        draft.use_in("contact", &[]);
        let idle = draft.content();
        let after = removed(&idle, Part::Category, "contact");
        let told = |after: &Result<String, Refused>| matches!(after, Ok(text) if !text.contains("id = \"contact\""));
        // An activity without a category is a mistake that was there.
        assert!(told(&after), "{after:?}");
        assert_eq!(removed(STARTER, Part::Category, "nothing"), Err(Refused::Moved));
        let more = "\n[[recipient]]\nid = \"post\"\nname = \"Post\"\nrole = \"processor\"\ncountry = \"FR\"\n\
                    purpose = { en = \"Parcels\", fr = \"Colis\" }\n\n[[on_behalf]]\nid = \"potter\"\nname = \"Atelier Sel\"\n\
                    email = \"a@sel.example\"\nprocessing = { en = \"Parcels\", fr = \"Colis\" }\nrecipients = [\"post\"]\n";
        let used = removed(&format!("{STARTER}{more}"), Part::Recipient, "post");
        assert_eq!(used, Err(Refused::Used(vec!["Atelier Sel".to_owned()])));
        let Err(Refused::Faults(_)) = removed(STARTER, Part::Controller, "") else {
            panic!("a record without a controller is taken")
        };
        // Another version of it was shown.
        let old = super::removed(&idle, place(Part::Category, Some("contact")), "another");
        assert_eq!(old, Err(Refused::Moved));
    }
}
