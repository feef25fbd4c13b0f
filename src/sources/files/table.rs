//! One CSV file as a table.

use super::Rewritten;
use super::encoding::Encoding;
use crate::sources::sql::{Cell, SqlError};
use std::collections::{BTreeMap, BTreeSet};

const MARK: &[u8] = b"\xef\xbb\xbf";

/// A file: its columns, and the bytes of each row by its number.
#[derive(Clone)]
pub(crate) struct CsvTable {
    /// The name of the file without `.csv`.
    pub(super) name: String,
    /// The first line.
    pub(super) columns: Vec<String>,
    /// What stands before the rows: a byte order mark, the first line.
    head: Vec<u8>,
    rows: BTreeMap<i64, Vec<u8>>,
    encoding: Encoding,
    delimiter: u8,
    ending: &'static str,
}

impl CsvTable {
    /// Reads the bytes of a file. Errors name lines, never contents.
    pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Self, SqlError> {
        let wrong = |what: String| SqlError::Failed(format!("`{name}.csv` {what}"));
        let body = bytes.strip_prefix(MARK).unwrap_or(bytes);
        let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = delimiter(first);
        let mut reader = reader(delimiter, body);
        let mut starts = Vec::new();
        let mut columns = Vec::new();
        let encoding = Encoding::of(body);
        for record in reader.byte_records() {
            let record = record.map_err(|_| wrong("cannot be read".to_owned()))?;
            let position = record.position().map_or((0, 0), |at| (at.byte(), at.line()));
            let start = usize::try_from(position.0).unwrap_or(usize::MAX);
            // The reader takes a record as ended after `\r`; the `\n` is of that line too.
            let is_between = start > 0 && body.get(start - 1..=start) == Some(b"\r\n");
            starts.push(if is_between { start + 1 } else { start });
            if columns.is_empty() {
                columns = record.iter().map(|field| encoding.read(field).trim().to_owned()).collect();
            } else if record.len() != columns.len() {
                let (line, has) = (position.1, record.len());
                return Err(wrong(format!("line {line} has {has} fields and not {}", columns.len())));
            }
        }
        let different: BTreeSet<String> = columns.iter().map(|column| column.to_lowercase()).collect();
        if columns.is_empty() || different.len() != columns.len() || different.contains("") {
            return Err(wrong("needs a first line with a different name for each column".to_owned()));
        }
        let mark = bytes.len() - body.len();
        starts.push(body.len());
        let part = |pair: &[usize]| Some(body.get(*pair.first()?..*pair.last()?)?.to_vec());
        let mut parts = starts.windows(2).filter_map(part);
        let mut head = bytes.get(..mark).unwrap_or_default().to_vec();
        head.extend(parts.next().unwrap_or_default());
        let rows = (1..).zip(parts).collect();
        let ending = if head.ends_with(b"\r\n") { "\r\n" } else { "\n" };
        Ok(Self { name: name.to_owned(), columns, head, rows, encoding, delimiter, ending })
    }

    /// The rows with their numbers; an empty field is no value.
    pub(super) fn rows(&self) -> impl Iterator<Item = (i64, Vec<Cell>)> {
        self.rows.iter().map(|(number, bytes)| {
            let record = reader(self.delimiter, bytes).byte_records().next().and_then(Result::ok).unwrap_or_default();
            let cell = |field: &[u8]| match field {
                [] => Cell::Null,
                field => Cell::Text(self.encoding.read(field)),
            };
            (*number, record.iter().map(cell).collect())
        })
    }

    /// The content with some rows changed or gone, and the table that it then is.
    pub(super) fn rewritten(&self, changes: &Rewritten) -> Result<(Vec<u8>, Self), SqlError> {
        let mut next = self.clone();
        for (number, cells) in changes {
            match cells {
                None => drop(next.rows.remove(number)),
                Some(cells) => drop(next.rows.insert(*number, self.written(cells)?)),
            }
        }
        let mut content = next.head.clone();
        for row in next.rows.values() {
            if !content.ends_with(b"\n") {
                content.extend_from_slice(self.ending.as_bytes());
            }
            content.extend_from_slice(row);
        }
        Ok((content, next))
    }

    fn written(&self, cells: &[Cell]) -> Result<Vec<u8>, SqlError> {
        let refused = || SqlError::Refused("a letter that the file's encoding does not have".to_owned());
        let terminator = if self.ending == "\r\n" { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.delimiter)
            .terminator(terminator)
            .has_headers(false)
            .from_writer(Vec::new());
        let fields = cells.iter().map(|cell| self.encoding.write(&cell.text().unwrap_or_default()));
        let fields: Vec<Vec<u8>> = fields.collect::<Option<_>>().ok_or_else(refused)?;
        writer.write_record(&fields).map_err(|_| refused())?;
        writer.into_inner().map_err(|_| refused())
    }
}

fn reader(delimiter: u8, bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// The sign between the fields: the most frequent of the usual ones on the first line.
fn delimiter(first: &[u8]) -> u8 {
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    let mut best = b',';
    for sign in [b';', b'\t', b'|'] {
        if count(sign) > count(best) {
            best = sign;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &[u8]) -> CsvTable {
        CsvTable::parse("people", text).unwrap()
    }

    #[test]
    fn rows_that_do_not_change_keep_their_bytes() {
        let text = b"\xef\xbb\xbfid;email;note\r\n1;\"a@example.com\";\"two\r\nlines\"\r\n 2 ;b@example.com;\r\n3;c@example.com;x";
        let people = table(text);
        assert_eq!(people.columns, ["id", "email", "note"]);
        let rows: Vec<_> = people.rows().map(|(_, cells)| cells[2].clone()).collect();
        assert_eq!(rows, [Cell::Text("two\r\nlines".into()), Cell::Null, Cell::Text("x".into())]);
        assert_eq!(people.rewritten(&Rewritten::new()).unwrap().0, text);
        let changed =
            Rewritten::from([(2, Some(vec![Cell::Text("2".into()), Cell::Null, Cell::Text("a;\"b".into())]))]);
        let (content, next) = people.rewritten(&changed).unwrap();
        let expected =
            b"\xef\xbb\xbfid;email;note\r\n1;\"a@example.com\";\"two\r\nlines\"\r\n2;;\"a;\"\"b\"\r\n3;c@example.com;x";
        assert_eq!(content, expected);
        let (content, _) = next.rewritten(&Rewritten::from([(1, None), (3, None)])).unwrap();
        assert_eq!(content, b"\xef\xbb\xbfid;email;note\r\n2;;\"a;\"\"b\"\r\n");
    }

    #[test]
    fn an_old_encoding_is_kept_and_what_it_lacks_is_refused() {
        let people = table(b"id,name\n1,\xc9lise\n2,Anne\n");
        assert_eq!(people.rows().next().unwrap().1[1], Cell::Text("Élise".into()));
        let name = |name: &str| Rewritten::from([(2, Some(vec![Cell::Text("2".into()), Cell::Text(name.into())]))]);
        assert_eq!(people.rewritten(&name("Zoé")).unwrap().0, b"id,name\n1,\xc9lise\n2,Zo\xe9\n");
        assert!(matches!(people.rewritten(&name("😀")), Err(SqlError::Refused(_))));
    }

    #[test]
    fn a_wrong_file_is_named_with_its_line_and_without_its_contents() {
        for (text, expected) in [
            (&b""[..], "needs a first line"),
            (b"id,ID\n", "needs a first line"),
            (b"id,name\n1,Luis\n2\n", "line 3 has 1 fields and not 2"),
        ] {
            let error = CsvTable::parse("people", text).err().unwrap().to_string();
            assert!(error.contains(expected) && !error.contains("Luis"), "{error}");
        }
        let first = |text: &[u8]| crate::sources::files::FileTable::Csv(table(text)).first_unique().cloned();
        assert_eq!(first(b"a,b\nx,1\nx,2\n").as_deref(), Some("b"));
        assert_eq!(first(b"a\nx\nx\n"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_back(cells in prop::collection::vec("\\PC{1,12}|[\"',;\n\r\t]{1,4}|'; DROP TABLE x; --", 2)) {
            let people = table(b"id,name\n1,x\n");
            let row: Vec<Cell> = cells.into_iter().map(Cell::Text).collect();
            let (content, _) = people.rewritten(&Rewritten::from([(1, Some(row.clone()))])).unwrap();
            prop_assert_eq!(table(&content).rows().next().unwrap().1, row);
        }
    }
}
