//! What spreadsheets make of texts, and the tables that they save.

use serde::de::DeserializeOwned;
use std::io::Read;

/// A text that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab and line ends, unless
/// it is a number (OWASP, CSV injection).
pub fn harmless(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && text.parse::<f64>().is_err();
    if risky { format!("'{text}") } else { text.to_owned() }
}

/// The lines of a CSV file with a header, each with its number in the file: the first below the header is 2. Spaces around values
/// are none of theirs.
pub fn lines<T: DeserializeOwned>(file: impl Read) -> impl Iterator<Item = (u64, Result<T, csv::Error>)> {
    (2u64..).zip(csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file).into_deserialize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("@cmd"), "'@cmd");
        assert_eq!(harmless("+33 6 12"), "'+33 6 12");
        assert_eq!(harmless("-12.50"), "-12.50");
        assert_eq!(harmless("plain"), "plain");
    }
}
