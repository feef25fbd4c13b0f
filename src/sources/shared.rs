//! Which rows of a person another person has too. Such a row is shown, never deleted, and never followed to its other
//! owners.

use super::declaration::{Table, Way};
use super::find::{CHUNK, FoundRow, Search};
use super::identifier::Identifiers;
use super::live::Session;
use super::sql::{Cell, RowKey, SqlError, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// The rows that a link leads to are asked for, whoever has them.
struct Asked<'a> {
    /// The table of the link, and its place among the ways there.
    link: (&'a Table, usize),
    owner: &'a Table,
    at: &'a str,
    /// So many rows may have a value and be one person's.
    most: usize,
    select: Statement,
    columns: &'a [String],
}

/// Of each value of a link: how many rows have it, and whether one of them is somebody else's.
#[derive(Default)]
struct Owners {
    of: BTreeMap<String, (usize, bool)>,
    /// So many rows may have it and be one person's.
    most: usize,
}

impl Owners {
    fn of_others(self) -> BTreeSet<String> {
        let foreign = self.of.into_iter().filter(|(_, (rows, foreign))| *foreign && *rows > self.most);
        foreign.map(|(value, _)| value).collect()
    }
}

impl Search {
    /// Marks the rows that another person has too: by an address that is not this person's, by a link to a row that
    /// is not, or by a link to a row that is itself shared.
    pub(super) fn mark_shared(&mut self, session: &mut Session<'_>, person: &Identifiers) -> Result<(), SqlError> {
        let others = self.owned_by_others(session)?;
        for row in self.found.0.values_mut().flat_map(BTreeMap::values_mut) {
            row.shared = false;
            row.own_ways.clear();
        }
        loop {
            let marked = self.one_round(session, person, &others);
            if marked.is_empty() {
                return Ok(());
            }
            for (table, key, own_ways) in marked {
                if let Some(row) = self.found.0.get_mut(&table).and_then(|rows| rows.get_mut(&key)) {
                    row.shared = true;
                    row.own_ways = own_ways;
                }
            }
        }
    }

    /// Of each link, by its table and place, the values that rows of others have too, where more rows have them at all than one
    /// person's may.
    fn owned_by_others(
        &self,
        session: &mut Session<'_>,
    ) -> Result<BTreeMap<(String, usize), BTreeSet<String>>, SqlError> {
        let declaration = session.declaration;
        let mut asked = Vec::new();
        for table in &declaration.tables {
            for (place, way) in table.person.iter().enumerate() {
                let Way::Link { column, of, at } = way else { continue };
                let owner = session.table(of)?;
                // Where the owner is declared to belong to whoever has this row, a single one is no other person's;
                // several, as the households of an address, are.
                let most = usize::from(leads_back(owner, at, &table.name, column));
                let keys = self.found.0.get(&table.name).map(|rows| rows.keys().cloned().collect());
                let mut values = self.values(&table.name, column, keys.as_ref());
                // Where a key is pointed to, a row of this person's that has it is the only one.
                let is_key = matches!(owner.key.as_slice(), [key] if key == at);
                values.retain(|value| !is_key || self.found.row(of, &RowKey(vec![value.clone()])).is_none());
                for chunk in values.chunks(CHUNK) {
                    let shape = session.catalog.shape(of);
                    let (mut select, columns) = self.select_of_anybody(session, owner);
                    select.one_of(&shape, at, chunk);
                    asked.push(Asked { link: (table, place), owner, at, most, select, columns });
                }
            }
        }
        let mut owners: BTreeMap<(String, usize), Owners> = BTreeMap::new();
        let selects: Vec<&Statement> = asked.iter().map(|asked| &asked.select).collect();
        for (asked, rows) in asked.iter().zip(session.connection.query_all(&selects)?) {
            let (table, place) = asked.link;
            let owners = owners.entry((table.name.clone(), place)).or_default();
            owners.most = asked.most;
            self.count_owners(asked, &rows, owners);
        }
        Ok(owners.into_iter().map(|(link, owners)| (link, owners.of_others())).collect())
    }

    fn count_owners(&self, asked: &Asked<'_>, rows: &[Vec<Cell>], owners: &mut Owners) {
        let Asked { owner, at, columns, .. } = asked;
        let place = |wanted: &str| columns.iter().position(|column| column == wanted);
        let at = place(at);
        for row in rows {
            let key = RowKey(row.iter().take(owner.key.len()).cloned().collect());
            // A row that leads nowhere, as an erasure leaves it, is nobody's.
            let leads =
                |way: &Way| place(way.column()).and_then(|place| row.get(place)).is_some_and(|cell| !cell.is_blank());
            let is_mine = self.found.row(&owner.name, &key).is_some();
            if (is_mine || owner.person.iter().any(leads))
                && let Some(value) = at.and_then(|at| row.get(at)?.text())
            {
                let (rows, foreign) = owners.of.entry(value).or_default();
                *rows += 1;
                *foreign |= !is_mine;
            }
        }
    }

    /// The values of a column in the found rows of a table, each with whether a row that has it is shared.
    fn owners(&self, table: &str, column: &str) -> BTreeMap<String, bool> {
        let mut owners = BTreeMap::new();
        for (_, row) in self.found.rows(table) {
            if let Some(value) = row.cells.get(column).and_then(Cell::text) {
                *owners.entry(value).or_insert(false) |= row.shared;
            }
        }
        owners
    }

    /// The rows found to be shared now that were not before, with the columns that make each this person's.
    fn one_round(
        &self,
        session: &Session<'_>,
        person: &Identifiers,
        others: &BTreeMap<(String, usize), BTreeSet<String>>,
    ) -> Vec<(String, RowKey, Vec<String>)> {
        let mut marked = Vec::new();
        let mut owners: BTreeMap<(&str, &str), BTreeMap<String, bool>> = BTreeMap::new();
        for way in session.declaration.tables.iter().flat_map(|table| &table.person) {
            if let Way::Link { of, at, .. } = way {
                owners.entry((of, at)).or_insert_with(|| self.owners(of, at));
            }
        }
        for table in &session.declaration.tables {
            for (key, row) in self.found.rows(&table.name).filter(|(_, row)| !row.shared) {
                let mut shared = another_is_named(table, row, person);
                let mut through_shared = false;
                let mut own_ways = Vec::new();
                for (place, way) in table.person.iter().enumerate() {
                    let value = row.cells.get(way.column()).unwrap_or(&Cell::Null);
                    match way {
                        Way::Identifier { column } if person.matches(value) => own_ways.push(column.clone()),
                        Way::Elsewhere { column, .. } if person.numbered(way, value) => own_ways.push(column.clone()),
                        Way::Identifier { .. } | Way::Elsewhere { .. } => {}
                        Way::Link { column, of, at } => {
                            let Some(value) = value.text() else { continue };
                            let foreign = others.get(&(table.name.clone(), place));
                            let owner = owners.get(&(of.as_str(), at.as_str())).and_then(|all| all.get(&value));
                            match owner {
                                _ if foreign.is_some_and(|foreign| foreign.contains(&value)) => shared = true,
                                Some(true) => through_shared = true,
                                Some(false) => own_ways.push(column.clone()),
                                None => {}
                            }
                        }
                    }
                }
                // One way of its own is enough where a row belongs to one person only.
                shared |= through_shared && (table.shared || own_ways.is_empty());
                if shared {
                    marked.push((table.name.clone(), key.clone(), own_ways));
                }
            }
        }
        marked
    }
}

/// Whether rows of `owner` belong to whoever has the row of `table` whose `column` equals their `at`.
fn leads_back(owner: &Table, at: &str, table: &str, column: &str) -> bool {
    owner.person.iter().any(
        |way| matches!(way, Way::Link { column: back, of, at: there } if back == at && of == table && there == column),
    )
}

/// Whether a row names another person, by address or by number. Where rows may belong to several persons, any other one
/// does; elsewhere the first address is the owner's and the others are the same person's second ones, unless a number
/// says whose row it is.
fn another_is_named(table: &Table, row: &FoundRow, person: &Identifiers) -> bool {
    let named = |column: &str| row.cells.get(column).filter(|cell| !cell.is_blank());
    let is_other = |column: &str| named(column).is_some_and(|cell| !person.matches(cell));
    let is_mine = |column: &str| named(column).is_some_and(|cell| person.matches(cell));
    let mut numbers = table.person.iter().filter(|way| matches!(way, Way::Elsewhere { .. }));
    let numbered_otherwise =
        |way: &Way| named(way.column()).is_some_and(|cell| !person.numbered(way, cell) && !person.numbers().is_empty());
    if table.shared {
        return table.identifiers().any(is_other) || numbers.any(numbered_otherwise);
    }
    if numbers.clone().any(|way| named(way.column()).is_some_and(|cell| person.numbered(way, cell))) {
        return false;
    }
    table.identifiers().next().is_some_and(is_other) && table.identifiers().skip(1).any(is_mine)
}
