use super::*;
use crate::record::Record;
use crate::record::form::mistakes;
use std::path::Path;

const STARTER: &str = include_str!("../../../config/starter/record.toml");
const DEMO: &str = include_str!("../../../config/demo/record.toml");

fn values(pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::new();
    for (name, value) in pairs {
        values.entry((*name).to_owned()).or_default().push((*value).to_owned());
    }
    values
}

fn parse(text: &str) -> Record {
    let (record, found) = Record::parse(Path::new("record.toml"), text, Lang::ALL);
    assert!(!crate::diagnostic::any_error(&found), "{found:?}\n{text}");
    record.unwrap()
}

#[test]
fn saving_what_the_form_showed_changes_no_letter() {
    let templates = crate::record::template::TEMPLATES.iter();
    let templates = templates.map(|template| template.content(STARTER, &parse(STARTER)));
    for content in [STARTER.to_owned(), DEMO.to_owned()].into_iter().chain(templates) {
        let mut draft = Draft::read(&content).unwrap();
        let mut forms = 0;
        for (_, part) in Part::ALL {
            for id in draft.ids(*part) {
                let shown = draft.values(*part, &id, Lang::ALL).unwrap();
                assert_eq!(mistakes(*part, &shown, Lang::ALL), [], "{part:?} {id} {shown:?}");
                draft.change(*part, &id, &shown, Lang::ALL).unwrap();
                forms += 1;
            }
        }
        assert!(forms > 15, "{forms}");
        assert_eq!(draft.content(), content);
    }
}

#[test]
fn whatever_a_form_shows_of_one_record_another_record_takes() {
    let source = Draft::read(DEMO).unwrap();
    let mut bare = Draft::read("# ours\n").unwrap();
    // The activities refer to everything else.
    for (_, part) in Part::ALL.iter().rev() {
        for id in source.ids(*part) {
            let shown = source.values(*part, &id, Lang::ALL).unwrap();
            match part.is_list() {
                true => bare.add(*part, &shown, Lang::ALL).unwrap(),
                false => bare.change(*part, "", &shown, Lang::ALL).unwrap(),
            }
        }
    }
    let (made, there) = (parse(&bare.content()), parse(DEMO));
    assert_eq!(made.controller, there.controller);
    assert_eq!((made.dpo, made.authority), (there.dpo, there.authority));
    assert_eq!((made.categories, made.retentions), (there.categories, there.retentions));
    assert_eq!((made.activities, made.security), (there.activities, there.security));
    assert_eq!(made.cookies, there.cookies);
    let plain = |all: &[crate::record::Recipient]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(plain(&made.recipients), plain(&there.recipients));
}

#[test]
fn a_change_leaves_comments_order_and_unknown_keys_alone() {
    let content = "# ours\n[[category]]\nid = \"contact\" # as the shop says\nlabel = { en = \"Contact\", fr = \"Contact\" }\ncard = \"identity\"\nother = 1\n\n# what they bought\n[[category]]\nid = \"orders\"\nlabel = { en = \"Orders\", fr = \"Commandes\" }\ncard = \"orders\" # a card\n\n[[retention]]\nid = \"a\"\n";
    let mut draft = Draft::read(content).unwrap();
    let mut typed = draft.values(Part::Category, "orders", Lang::ALL).unwrap();
    typed.insert("card".into(), vec!["payments".into()]);
    typed.insert("label_fr".into(), vec!["Achats «\u{a0}en ligne\u{a0}» \"etc\"".into()]);
    typed.insert("nature".into(), vec!["economic".into()]);
    typed.insert("id".into(), vec!["renamed".into()]);
    draft.change(Part::Category, "orders", &typed, Lang::ALL).unwrap();
    let new = values(&[
        ("id", "points"),
        ("label_en", "Points"),
        ("label_fr", "Points"),
        ("card", "other"),
        ("estate", "yes"),
    ]);
    draft.add(Part::Category, &new, Lang::ALL).unwrap();
    assert_eq!(draft.add(Part::Category, &new, Lang::ALL), Err(EditError::Taken));
    let seen = draft.content();
    let expected = content
        .replace("card = \"orders\" # a card\n", "card = \"payments\" # a card\nnature = \"economic\"\n\n[[category]]\nid = \"points\"\nlabel = { en = \"Points\", fr = \"Points\" }\ncard = \"other\"\nestate = true\n")
        .replace("fr = \"Commandes\"", "fr = 'Achats «\u{a0}en ligne\u{a0}» \"etc\"'");
    assert_eq!(seen, expected);
    draft.remove(Part::Category, "points").unwrap();
    draft.remove(Part::Category, "orders").unwrap();
    assert_eq!(draft.ids(Part::Category), ["contact"]);
    assert_eq!(draft.remove(Part::Category, "orders"), Err(EditError::NotFound));
    assert_eq!(draft.values(Part::Category, "orders", Lang::ALL), Err(EditError::NotFound));
}

#[test]
fn a_length_of_a_language_nobody_offers_and_a_list_in_one_line_are_kept() {
    let mut draft =
        Draft::read("category = [{ id = \"a\", label = { en = \"A\", fr = \"A\" }, card = \"other\" }]\n").unwrap();
    let shown = draft.values(Part::Category, "a", &[Lang::En]).unwrap();
    assert_eq!(shown.get("label_fr"), None);
    let mut typed = shown;
    typed.insert("label_en".into(), vec!["B".into()]);
    draft.change(Part::Category, "a", &typed, &[Lang::En]).unwrap();
    draft.add(Part::Category, &values(&[("id", "b"), ("label_en", "C"), ("card", "other")]), &[Lang::En]).unwrap();
    assert!(
        draft.content().starts_with(
            "category = [{ id = \"a\", label = { en = \"B\", fr = \"A\" }, card = \"other\" }, { id = \"b\""
        )
    );
    assert_eq!(draft.ids(Part::Category), ["a", "b"]);
    draft.remove(Part::Category, "a").unwrap();
    assert_eq!(draft.ids(Part::Category), ["b"]);
    assert_eq!(Draft::read("= nothing").err(), Some(EditError::Unread));
    assert_eq!(
        Draft::read("category = 3\n").unwrap().add(Part::Category, &Values::new(), Lang::ALL),
        Err(EditError::Unread)
    );
}

#[test]
fn lengths_are_shown_as_a_number_and_a_unit_and_mixed_ones_as_they_are() {
    for (written, number, unit) in [
        ("P3Y", "3", "years"),
        ("P1Y6M", "18", "months"),
        ("P13M", "13", "months"),
        ("P2W", "14", "days"),
        ("P1M15D", "P1M15D", ""),
    ] {
        let mut draft = Draft::read(&format!("[[retention]]\nid = \"a\"\nduration = \"{written}\"\n")).unwrap();
        let shown = draft.values(Part::Retention, "a", Lang::ALL).unwrap();
        assert_eq!((one(&shown, "duration"), one(&shown, "duration_unit")), (number, unit), "{written}");
        let mut typed = shown;
        typed.insert("duration".into(), vec!["6".into()]);
        typed.insert("duration_unit".into(), vec!["months".into()]);
        draft.change(Part::Retention, "a", &typed, Lang::ALL).unwrap();
        assert!(draft.content().contains("duration = \"P6M\""));
    }
}

#[test]
fn a_category_is_used_by_the_activities_that_are_chosen() {
    let mut draft = Draft::read(STARTER).unwrap();
    let (all, users) = (draft.ids(Part::Activity), draft.users("contact"));
    assert!(!users.is_empty() && users.len() < all.len(), "{users:?} of {all:?}");
    draft.use_in("contact", &users);
    assert_eq!(draft.content(), STARTER, "nothing changed");
    draft.use_in("contact", &all);
    assert_eq!(draft.users("contact"), all);
    draft.use_in("contact", &all[..1]);
    assert_eq!(draft.users("contact"), all[..1]);
}

#[test]
fn what_is_there_once_is_made_changed_and_removed() {
    let mut draft = Draft::read("# ours\n[controller]\nname = \"A\"\n").unwrap();
    assert_eq!((draft.ids(Part::Controller).len(), draft.ids(Part::Dpo).len()), (1, 0));
    let officer = values(&[("name", "Odile"), ("email", "dpo@example.com")]);
    draft.change(Part::Dpo, "", &officer, Lang::ALL).unwrap();
    draft.change(Part::Dpo, "", &values(&[("name", "Odile"), ("email", "odile@example.com")]), Lang::ALL).unwrap();
    let expected = "# ours\n[controller]\nname = \"A\"\n\n[dpo]\nname = \"Odile\"\nemail = \"odile@example.com\"\n";
    assert_eq!(draft.content(), expected);
    draft.remove(Part::Dpo, "").unwrap();
    assert_eq!(draft.remove(Part::Dpo, ""), Err(EditError::NotFound));
    assert_eq!(draft.content(), "# ours\n[controller]\nname = \"A\"\n");
}

#[test]
fn who_decides_together_has_no_id_and_goes_by_its_place() {
    let two = "\n[[joint_controller]]\nname = \"Twin SA\"\nemail = \"t@twin.example\"\n\
               \n[[joint_controller]]\nname = \"Third SA\"\nemail = \"t@third.example\"\n";
    let mut draft = Draft::read(&format!("{STARTER}{two}")).unwrap();
    assert_eq!(draft.ids(Part::JointController), ["1", "2"]);
    let mut typed = draft.values(Part::JointController, "2", Lang::ALL).unwrap();
    assert_eq!(one(&typed, "name"), "Third SA");
    typed.insert("name".into(), vec!["Elder SA".into()]);
    draft.change(Part::JointController, "2", &typed, Lang::ALL).unwrap();
    draft.add(Part::JointController, &typed, Lang::ALL).unwrap();
    let names =
        |draft: &Draft| parse(&draft.content()).joint_controllers.into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names(&draft), ["Twin SA", "Elder SA", "Elder SA"]);
    draft.remove(Part::JointController, "2").unwrap();
    assert_eq!(names(&draft), ["Twin SA", "Elder SA"]);
    assert_eq!(draft.remove(Part::JointController, "3"), Err(EditError::NotFound));
}

#[test]
fn what_is_done_for_another_controller_is_written_by_its_form() {
    let mut draft = Draft::read(DEMO).unwrap();
    let typed = values(&[
        ("id", "potter"),
        ("name", "Atelier Sel"),
        ("email", "a@sel.example"),
        ("processing_en", "We send its parcels"),
        ("processing_fr", "Nous expédions ses colis"),
        ("recipients", "texts"),
        ("security", "encryption"),
        ("contract", "Shared drive, 2026-014.pdf"),
        ("review", "2027-03-31"),
    ]);
    assert_eq!(mistakes(Part::OnBehalf, &typed, Lang::ALL), []);
    draft.add(Part::OnBehalf, &typed, Lang::ALL).unwrap();
    assert_eq!(draft.values(Part::OnBehalf, "potter", Lang::ALL).unwrap(), typed);
    let record = parse(&draft.content());
    assert_eq!((record.on_behalf.len(), record.on_behalf[0].recipients.as_slice()), (1, &["texts".to_owned()][..]));
    draft.remove(Part::OnBehalf, "potter").unwrap();
    assert_eq!(parse(&draft.content()), parse(DEMO));
}
