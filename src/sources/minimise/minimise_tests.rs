use super::names::subject;
use super::*;
use crate::sources::describe::Family;

#[test]
fn a_name_says_what_a_column_holds_and_a_false_friend_says_nothing() {
    let text = |table: &str, column: &str| subject(table, column, Some(Family::Text));
    for (column, expected) in [
        ("healthNote", Subject::Health),
        ("NUM_SECU", Subject::Nir),
        ("numero_securite_sociale", Subject::Nir),
        ("date_naissance", Subject::Birth),
        ("BirthDate", Subject::Birth),
        ("situation_familiale", Subject::Family),
        ("syndicat", Subject::Union),
        ("civilite", Subject::Civility),
        ("sexual_orientation", Subject::SexLife),
    ] {
        assert_eq!(text("customers", column), Some(expected), "{column}");
    }
    for column in
        ["union_street", "race_number", "team_nirvana", "opinion", "note", "christian_name", "unity", "sextant"]
    {
        assert_eq!(text("customers", column), None, "{column}");
    }
    assert_eq!(subject("customers", "health_checked_at", Some(Family::Moment)), None);
    assert_eq!(text("allergies", "label"), Some(Subject::Health));
    assert_eq!(text("allergies", "first_name"), None, "not everything in a table is what the table is about");
}

#[test]
fn every_word_reads_back() {
    for (why, word) in Why::ALL {
        assert_eq!(serde_json::to_value(why).unwrap(), word);
    }
    for (subject, word) in Subject::ALL {
        assert_eq!(serde_json::to_value(subject).unwrap(), word);
    }
}

#[test]
fn no_writing_could_end_a_text_of_sql() {
    for (subject, _) in Subject::ALL {
        assert!(subject.writings().iter().all(|text| !text.contains(['\'', '\\', '_', '%'])), "{subject:?}");
        assert!(subject.writings().iter().all(|text| text.to_lowercase() == *text), "{subject:?}");
    }
}
