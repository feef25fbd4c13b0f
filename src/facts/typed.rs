//! What a person typed, read as a value of its kind. Tolerant of the forms people use; pure.

use crate::sources::declaration::ColumnKind;
use crate::words;
use jiff::civil::DateTime;

/// The most letters of a value.
pub const LONGEST: usize = 500;

/// Why a typed text is no value; the message that says so is `error-…` of the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// Too many letters.
    Long,
    /// Not a telephone number.
    Phone,
    /// Not a day.
    Date,
    /// Not a number.
    Number,
    /// None of the choices.
    Choice,
    /// Not a web address.
    Url,
    /// Not an e-mail address.
    Email,
}

impl Mistake {
    /// The message that tells the person.
    pub fn key(self) -> &'static str {
        match self {
            Mistake::Long => "facts-error-long",
            Mistake::Phone => "facts-error-phone",
            Mistake::Date => "facts-error-date",
            Mistake::Number => "facts-error-number",
            Mistake::Choice => "error-choice",
            Mistake::Url => "facts-error-url",
            Mistake::Email => "error-email",
        }
    }
}

/// The value of a typed text in the form of its kind; `None` for nothing typed.
pub fn read(kind: &ColumnKind, typed: &str) -> Result<Option<String>, Mistake> {
    use unicode_normalization::UnicodeNormalization;
    let text: String = typed.trim().nfc().collect();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST {
        return Err(Mistake::Long);
    }
    let value = match kind {
        ColumnKind::Phone => phone(&text).ok_or(Mistake::Phone)?,
        ColumnKind::Date => words::typed_day(&text).ok_or(Mistake::Date)?.to_string(),
        ColumnKind::DateTime => {
            let at = text.parse::<DateTime>().ok().or_else(|| words::typed_day(&text).map(|day| day.at(0, 0, 0, 0)));
            at.ok_or(Mistake::Date)?.strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
        ColumnKind::Integer => text.parse::<i64>().map_err(|_| Mistake::Number)?.to_string(),
        ColumnKind::Decimal | ColumnKind::Money { .. } => {
            let number = text.replace(',', ".");
            let plain = number.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-'));
            number.parse::<f64>().ok().filter(|_| plain).ok_or(Mistake::Number)?;
            number
        }
        ColumnKind::Boolean if matches!(text.as_str(), "true" | "false") => text,
        ColumnKind::Boolean => return Err(Mistake::Choice),
        ColumnKind::Choice(codes) if codes.iter().any(|(code, _)| *code == text) => text,
        ColumnKind::Choice(_) => return Err(Mistake::Choice),
        ColumnKind::Url => {
            let web = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if web { text } else { return Err(Mistake::Url) }
        }
        ColumnKind::Email => {
            crate::people::Address::parse(&text).map_err(|_| Mistake::Email)?;
            text
        }
        _ => text,
    };
    Ok(Some(value))
}

/// A number with its signs as typed: at least four digits, nothing but digits and what people put between them.
fn phone(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fine = |letter: char| {
        letter.is_ascii_digit()
            || letter.is_whitespace()
            || matches!(letter, '+' | '(' | ')' | '-' | '.' | '/' | '#' | 'x')
    };
    (text.chars().all(fine) && (4..=20).contains(&digits)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Text;

    #[test]
    fn values_are_read_in_the_forms_people_type_them() {
        let money = ColumnKind::Money { currency: "EUR".into(), minor: false };
        for (kind, typed, value) in [
            (ColumnKind::Text, "  Élise ", "Élise"),
            (ColumnKind::Phone, "+33 (0)6 12.34.56.78", "+33 (0)6 12.34.56.78"),
            (ColumnKind::Date, "12/03/1980", "1980-03-12"),
            (ColumnKind::Date, "1980-03-12", "1980-03-12"),
            (ColumnKind::Date, "3.2.1980", "1980-02-03"),
            (ColumnKind::Integer, "042", "42"),
            (money, "12,50", "12.50"),
        ] {
            assert_eq!(read(&kind, typed), Ok(Some(value.to_owned())), "{typed}");
        }
        assert_eq!(read(&ColumnKind::Text, "   "), Ok(None));
    }

    #[test]
    fn what_is_no_value_is_refused_with_its_reason() {
        let choice = ColumnKind::Choice(vec![("a".into(), Text::same("A"))]);
        for (kind, typed, mistake) in [
            (ColumnKind::Phone, "call me", Mistake::Phone),
            (ColumnKind::Phone, "12", Mistake::Phone),
            (ColumnKind::Date, "31/02/2020", Mistake::Date),
            (ColumnKind::Date, "12/03/80", Mistake::Date),
            (ColumnKind::Integer, "1.5", Mistake::Number),
            (ColumnKind::Decimal, "inf", Mistake::Number),
            (choice, "b", Mistake::Choice),
            (ColumnKind::Url, "javascript:alert(1)", Mistake::Url),
            (ColumnKind::Email, "nobody", Mistake::Email),
        ] {
            assert_eq!(read(&kind, typed), Err(mistake), "{typed}");
        }
        assert_eq!(read(&ColumnKind::Text, &"x".repeat(501)), Err(Mistake::Long));
    }
}
