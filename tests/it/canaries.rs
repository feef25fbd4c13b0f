//! What is planted with a person is in no file, journal, package or table after they were erased; before, it is.

use crate::harness::{CAMILLE, House, each_house};
use habeas::config::DatabaseUrl;
use jiff::SignedDuration;
use std::path::{Path, PathBuf};

const PLANTED: [&str; 2] = ["+33 6 70 31 59 87", "a-canary-in-the-coal-mine"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => found.push(path),
        }
    }
}

/// Every place in which a canary sings: files of the portal and of its sources as they lie on the disk, with their
/// journals, and every value of every table.
fn heard(house: &House) -> Vec<String> {
    let mut all = Vec::new();
    files(&house.folder, &mut all);
    if let DatabaseUrl::Sqlite(path) = house.database_url() {
        files(path.parent().unwrap(), &mut all);
    }
    let is_in = |bytes: &[u8]| PLANTED.iter().any(|one| bytes.windows(one.len()).any(|part| part == one.as_bytes()));
    let mut places: Vec<String> = all
        .iter()
        .filter(|path| std::fs::read(path).is_ok_and(|bytes| is_in(&bytes)))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    for (table, rows) in house.everything() {
        if rows.iter().flatten().any(|value| is_in(value.as_bytes())) {
            places.push(table);
        }
    }
    places
}

#[test]
fn canaries_are_heard_before_an_erasure_and_nowhere_after_it() {
    each_house(|house| {
        let plant = "UPDATE customers SET phone = ?1, favourite_range = ?2 WHERE lower(trim(email)) = ?3";
        let planted = house.shop().execute(plant, (PLANTED[0], PLANTED[1], CAMILLE)).unwrap();
        assert_eq!(planted, 1);
        let visitor = house.sign_in(CAMILLE, "en");
        let page = visitor.open("/en/me/download").expect(200);
        visitor.submit(page.form("/me/download"), &[]).expect(200);
        house.work();
        let before = heard(house);
        assert!(before.iter().any(|place| place == "shop.customers"), "the search hears: {before:?}");
        assert!(before.iter().any(|place| place.starts_with("shop.sqlite")), "in files too: {before:?}");
        assert!(house.folder.join("packages").read_dir().unwrap().count() > 0);

        let first = visitor.open("/en/me/delete").expect(200);
        let check = visitor.submit(first.form("/delete/check"), &[]).expect(200);
        visitor.submit(check.form("/me/delete"), &[("reason", PLANTED[1])]).expect(200);
        house.pass(SignedDuration::from_hours(24 * 3 + 1));
        house.pass(SignedDuration::from_hours(2));
        assert_eq!(heard(house), Vec::<String>::new());
        assert_eq!(house.folder.join("packages").read_dir().unwrap().count(), 0, "packages die with the data");
    });
}
