//! Excel workbooks in a folder of files: read as they are, one cell corrected, one person gone from every part of the file.

use crate::sources_live::bench::{person, record};
use habeas::lang::Lang;
use habeas::sources::declaration::Declaration;
use habeas::sources::{Correction, Identifiers, Session, SourceError, Sources, SqlError, events};
use jiff::civil::date;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

const OF_RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const OF_PACKAGES: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

fn relations(links: &[(&str, &str, &str)]) -> String {
    let link = |(id, kind, target): &(&str, &str, &str)| {
        let outside = if target.starts_with("mailto:") { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{OF_RELATIONS}/{kind}\" Target=\"{target}\"{outside}/>")
    };
    format!("<Relationships xmlns=\"{OF_PACKAGES}\">{}</Relationships>", links.iter().map(link).collect::<String>())
}

/// What Luis is known by anywhere in the workbook.
const CANARIES: [&str; 6] = ["luis.canary", "Lu&#237;s Canary", "Luís Canary", "0102030405", "Canaryweg", "rang back"];

/// The parts of a workbook as office programs write them: shared texts, styles, formulas, notes, links, a chart, properties.
fn parts() -> BTreeMap<&'static str, String> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    BTreeMap::from([
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override \
             PartName=\"/xl/calcChain.xml\" ContentType=\"chain\"/><Override PartName=\"/xl/workbook.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            relations(&[
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", "metadata/thumbnail", "docProps/thumbnail.jpeg"),
            ]),
        ),
        ("docProps/thumbnail.jpeg", "a picture of Luís Canary".to_owned()),
        (
            "docProps/core.xml",
            "<p:coreProperties xmlns:p=\"p\" xmlns:d=\"d\"><d:title>About Luís Canary</d:title><d:created>2026-01-01T00:00:00Z\
             </d:created></p:coreProperties>"
                .to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
                ("rId3", "worksheet", "worksheets/sheet3.xml"),
                ("rId4", "sharedStrings", "sharedStrings.xml"),
                ("rId5", "styles", "styles.xml"),
                ("rId6", "calcChain", "calcChain.xml"),
            ]),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<workbook {main}><sheets><sheet name=\"People\" sheetId=\"1\" \
                 r:id=\"rId1\"/><sheet name=\"Sums &amp; more\" sheetId=\"2\" r:id=\"rId2\"/><sheet name=\"Empty\" \
                 sheetId=\"3\" r:id=\"rId3\"/></sheets></workbook>"
            ),
        ),
        ("xl/calcChain.xml", "<calcChain><c r=\"G2\" i=\"1\"/></calcChain>".to_owned()),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"2\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!(
                "<sst {main}><si><t>id</t></si><si><t>email</t></si><si><t>name</t></si><si><t>joined</t></si>\
                 <si><t>vip</t></si><si><t>street</t></si><si><t>twice</t></si><si><t>luis.canary@example.com</t></si>\
                 <si><r><rPr><b/></rPr><t>Lu&#237;s</t></r><r><t xml:space=\"preserve\"> Canary</t></r><rPh><t>Luís \
                 Canary</t></rPh></si><si><t>anne@example.com</t></si><si><t>An &amp; _x0041_ne</t></si><si><t>3 \
                 Canaryweg</t></si><si><t>shared street</t></si></sst>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(
                "<worksheet {main}><sheetData><row r=\"1\" ht=\"20\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v>\
                 </c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c><c r=\"F1\" \
                 t=\"s\"><v>5</v></c><c r=\"G1\" t=\"s\"><v>6</v></c><c r=\"H1\" t=\"inlineStr\"><is><t>phone</t></is></c></row>\
                 <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"s\"><v>7</v></c><c r=\"C2\" t=\"s\"><v>8</v></c><c r=\"D2\" \
                 s=\"1\"><v>43890</v></c><c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"F2\" t=\"s\"><v>11</v></c><c r=\"G2\"><f \
                 t=\"shared\" ref=\"G2:G3\" si=\"0\">A2*2</f><v>2</v></c><c r=\"H2\" t=\"str\"><v>0102030405</v></c></row>\
                 <row r=\"3\"><c r=\"A3\" s=\"2\"><v>10.5</v></c><c r=\"B3\" t=\"s\"><v>9</v></c><c r=\"C3\" t=\"s\"><v>10</v></c>\
                 <c r=\"D3\" s=\"1\"><v>43891</v></c><c r=\"E3\" t=\"b\"><v>0</v></c><c r=\"F3\" t=\"s\"><v>12</v></c><c \
                 r=\"G3\"><f t=\"shared\" si=\"0\"/><v>21</v></c></row>\
                 <row r=\"5\"><c r=\"A5\"><v>3</v></c><c r=\"B5\" t=\"inlineStr\"><is><t>marc@example.com</t></is></c><c r=\"F5\" \
                 t=\"s\"><v>12</v></c></row></sheetData><autoFilter ref=\"A1:H5\"><filterColumn colId=\"2\"><filters><filter \
                 val=\"Luís Canary\"/></filters></filterColumn></autoFilter><hyperlinks><hyperlink ref=\"B2\" r:id=\"rId1\"/>\
                 <hyperlink ref=\"B3\" r:id=\"rId2\"/></hyperlinks></worksheet>"
            ),
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&[
                ("rId1", "hyperlink", "mailto:luis.canary%40example.com"),
                ("rId2", "hyperlink", "mailto:anne@example.com"),
                ("rId3", "comments", "../comments1.xml"),
            ]),
        ),
        (
            "xl/comments1.xml",
            format!(
                "<comments {main}><authors><author>Desk</author></authors><commentList><comment ref=\"C2\" authorId=\"0\"><text>\
                 <t>rang back on Tuesday</t></text></comment><comment ref=\"C3\" authorId=\"0\"><text><t>likes tea</t></text>\
                 </comment></commentList></comments>"
            ),
        ),
        (
            "xl/worksheets/sheet2.xml",
            format!(
                "<worksheet {main}><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>newest</t></is></c></row><row \
                 r=\"2\"><c r=\"A2\" t=\"str\"><f>UPPER(People!C2)</f><v>LUÍS CANARY</v></c></row></sheetData></worksheet>"
            ),
        ),
        ("xl/worksheets/sheet3.xml", format!("<worksheet {main}><sheetData/></worksheet>")),
        (
            "xl/charts/chart1.xml",
            "<c:chart xmlns:c=\"c\"><c:strRef><c:f>People!C2</c:f><c:strCache><c:pt idx=\"0\"><c:v>Luís Canary</c:v></c:pt>\
             </c:strCache></c:strRef></c:chart>"
                .to_owned(),
        ),
    ])
}

fn zipped(parts: &BTreeMap<&str, String>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn unzipped(path: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let count = zip.len();
    let part = |at| {
        let mut entry = zip.by_index(at).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (entry.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

struct Folder {
    folder: TempDir,
    sources: Sources,
}

impl Folder {
    /// A folder with a workbook of these parts; erasure does this to a person's row.
    fn of(parts: &BTreeMap<&str, String>, erase: &str, email: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("shop.xlsx"), zipped(parts)).unwrap();
        let text = format!(
            r#"
name = "books"
kind = "files"
url = "{}"
label = {{ en = "Books", fr = "Classeurs" }}
[[ignore]]
table = "shop/Sums & more"
reason = "computed"
[[table]]
name = "shop/People"
key = ["id"]
label = {{ en = "You", fr = "Vous" }}
reason = {{ en = "x", fr = "x" }}
person = [{{ identifier = "email" }}]
erase = "{erase}"
[table.columns]
id = {{ ignore = "key" }}
email = {{ category = "contact", label = {{ en = "E-mail", fr = "E-mail" }}, kind = "email", edit = "review"{email} }}
name = {{ category = "contact", label = {{ en = "Name", fr = "Nom" }}, edit = "self" }}
joined = {{ category = "contact", label = {{ en = "Since", fr = "Depuis" }}, kind = "date", edit = "self" }}
vip = {{ category = "contact", label = {{ en = "VIP", fr = "VIP" }}, kind = "boolean", edit = "self" }}
street = {{ category = "contact", label = {{ en = "Street", fr = "Rue" }}, edit = "self" }}
twice = {{ ignore = "computed" }}
phone = {{ category = "contact", label = {{ en = "Phone", fr = "Téléphone" }}, kind = "phone", edit = "self" }}
"#,
            folder.path().display()
        );
        let (declaration, found) = Declaration::parse(Path::new("books.toml"), &text, Lang::ALL, &|_| None);
        let declaration = declaration.unwrap_or_else(|| panic!("{found:#?}"));
        Self { folder, sources: Sources::open(vec![declaration]) }
    }

    fn book(&self) -> PathBuf {
        self.folder.path().join("shop.xlsx")
    }

    fn try_with<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> Result<T, SourceError> {
        self.sources.get("books").unwrap().session(body)
    }

    fn with<T>(&self, body: impl FnOnce(&mut Session<'_>) -> Result<T, SqlError>) -> T {
        self.try_with(body).unwrap_or_else(|error| panic!("{error}"))
    }

    fn values(&self, who: &Identifiers) -> Vec<String> {
        let rows = self.with(|session| Ok(session.find_with_facts(who)?.1));
        let values = rows.into_iter().flat_map(|row| row.values);
        values.filter_map(|value| Some(format!("{}={}", value.column, value.content.text()?))).collect()
    }

    fn erase(&self, who: &Identifiers) -> Result<(usize, usize), String> {
        let plan = self.with(|session| {
            let events = events(session.declaration, &session.find(who)?);
            session.plan(who, &record(), &events, date(2026, 11, 24))
        });
        let done =
            self.try_with(|session| Ok(session.execute(who, &plan, |_| Ok(())).map_err(|error| error.to_string())));
        let done = done.map_err(|error| error.to_string())??;
        let seen = self.with(|session| session.verify(who, Some(&plan)));
        assert!(seen.is_done() && seen.residues.is_empty(), "{seen:?}");
        Ok((done.deleted, done.changed))
    }

    /// Whether any part of the file says something of Luis, as letters or as entities.
    fn canaries(&self) -> Vec<String> {
        let hit = |(name, text): (String, String)| {
            let text = text.to_lowercase();
            let found = CANARIES.iter().filter(|canary| text.contains(&canary.to_lowercase()));
            found.map(|canary| format!("{name}: {canary}")).collect::<Vec<_>>()
        };
        unzipped(&self.book()).into_iter().flat_map(hit).collect()
    }
}

const STRIPPED: &str = ", erase = \"replace\", replace = \"erased-{key}@erased.invalid\"";

#[test]
fn a_sheet_is_read_as_it_is_and_one_corrected_cell_leaves_all_others_as_they_were() {
    let folder = Folder::of(&parts(), "delete", "");
    let luis = person(&["luis.canary@example.com"]);
    let read =
        ["email=luis.canary@example.com", "name=Luís Canary", "joined=2020-02-29", "vip=true", "street=3 Canaryweg"];
    let all = |expected: &[&str]| {
        let mut expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
        expected.push("phone=0102030405".to_owned());
        assert_eq!(folder.values(&luis), expected);
    };
    all(&read);
    assert_eq!(folder.values(&person(&["anne@example.com"]))[1], "name=An & Ane");
    let before = unzipped(&folder.book());
    let key = folder.with(|session| Ok(session.find(&luis)?.rows("shop/People").next().unwrap().0.clone()));
    let correct = |column: &str, old: &str, new: &str| {
        folder.with(|session| session.correct("shop/People", &key, column, Some(old), Some(new)))
    };
    assert_eq!(correct("street", "3 Canaryweg", "4 \"Rue\" <b> & Co;\n_x0041_"), Correction::Changed);
    assert_eq!(correct("joined", "2020-02-29", "2021-03-01"), Correction::Changed);
    assert_eq!(correct("vip", "true", "false"), Correction::Changed);
    all(&[read[0], read[1], "joined=2021-03-01", "vip=false", "street=4 \"Rue\" <b> & Co;\n_x0041_"]);
    let after = unzipped(&folder.book());
    let sheet = &after["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains("<c r=\"D2\" s=\"1\"><v>44256</v></c>"), "a date stays a date: {sheet}");
    assert!(sheet.contains("<c r=\"E2\" t=\"b\"><v>0</v></c>") && sheet.contains("<row r=\"1\" ht=\"20\">"));
    assert!(!after["xl/sharedStrings.xml"].contains("Canaryweg"), "the old value is gone");
    assert_eq!(after["xl/comments1.xml"], before["xl/comments1.xml"], "a correction takes away no note");
    assert_eq!(after["docProps/core.xml"], before["docProps/core.xml"]);
    // Formulas stay; what they gave is computed when the workbook is opened.
    assert!(sheet.contains("<f t=\"shared\" ref=\"G2:G3\" si=\"0\">A2*2</f></c>"), "{sheet}");
    assert!(after["xl/workbook.xml"].contains("</sheets><calcPr fullCalcOnLoad=\"1\"/>"));
    assert!(!after.contains_key("xl/calcChain.xml") && !after["[Content_Types].xml"].contains("calcChain"));
}

#[test]
fn after_an_erasure_no_part_of_the_workbook_names_the_person() {
    for (erase, email, done) in [("delete", "", (1, 0)), ("strip", STRIPPED, (0, 1))] {
        let folder = Folder::of(&parts(), erase, email);
        let (luis, anne) = (person(&["luis.canary@example.com"]), person(&["anne@example.com"]));
        let others = (folder.values(&anne), folder.values(&person(&["marc@example.com"])));
        assert_eq!(folder.canaries().len(), 11, "{:?}", folder.canaries());
        assert_eq!(folder.erase(&luis).unwrap(), done, "{erase}");
        assert_eq!(folder.canaries(), Vec::<String>::new(), "{erase}");
        assert_eq!((folder.values(&anne), folder.values(&person(&["marc@example.com"]))), others);
        assert_eq!(folder.values(&luis), Vec::<String>::new());
        let after = unzipped(&folder.book());
        let sheet = &after["xl/worksheets/sheet1.xml"];
        // Anne's row stands where it stood, her formula follows the first one, her note and her link stay.
        assert!(
            sheet.contains("<row r=\"3\">") && sheet.contains("<c r=\"G3\"><f t=\"shared\" si=\"0\"/></c>"),
            "{sheet}"
        );
        assert!(sheet.contains("si=\"0\">A2*2</f>"), "{sheet}");
        assert!(after["xl/comments1.xml"].contains("likes tea"));
        assert!(after["xl/worksheets/_rels/sheet1.xml.rels"].contains("mailto:anne@example.com"));
        assert!(after["xl/worksheets/sheet2.xml"].contains("<f>UPPER(People!C2)</f></c>"));
        assert!(!after.contains_key("docProps/thumbnail.jpeg") && !after["_rels/.rels"].contains("thumbnail"));
        // Anew, nothing is left to do.
        assert_eq!(folder.erase(&luis).unwrap(), (0, 0));
    }
}

#[test]
fn what_repeats_a_person_outside_of_cells_stops_the_erasure_and_leaves_the_file_as_it_was() {
    let mut parts = parts();
    parts.insert("xl/drawings/drawing1.xml", "<d><t>Ask Luís Canary first</t></d>".to_owned());
    let folder = Folder::of(&parts, "delete", "");
    let before = fs::read(folder.book()).unwrap();
    let refused = folder.erase(&person(&["luis.canary@example.com"])).unwrap_err();
    assert!(refused.contains("xl/drawings/drawing1.xml") && !refused.contains("Canary"), "{refused}");
    assert_eq!(fs::read(folder.book()).unwrap(), before);
    // A workbook that is open in an office program would be saved as it was.
    fs::write(folder.folder.path().join("~$shop.xlsx"), "").unwrap();
    let busy = folder.erase(&person(&["anne@example.com"])).unwrap_err();
    assert!(busy.contains("is open in an office program"), "{busy}");
    fs::remove_file(folder.folder.path().join("~$shop.xlsx")).unwrap();
    assert_eq!(folder.erase(&person(&["anne@example.com"])).unwrap(), (1, 0));
    let left: Vec<_> = fs::read_dir(folder.folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing stands beside it: {left:?}");
}

#[test]
fn a_workbook_that_cannot_be_used_is_named_with_its_cure_and_without_its_contents() {
    let said = |change: &dyn Fn(&mut BTreeMap<&str, String>)| {
        let mut parts = parts();
        change(&mut parts);
        let folder = Folder::of(&parts, "delete", "");
        folder
            .try_with(|session| session.find(&person(&["luis.canary@example.com"])).map(drop))
            .unwrap_err()
            .to_string()
    };
    let sheet = |from: &'static str, to: &'static str| {
        said(&|parts| {
            let sheet = parts.get_mut("xl/worksheets/sheet1.xml").unwrap();
            assert!(sheet.contains(from));
            *sheet = sheet.replacen(from, to, 1);
        })
    };
    let part = |name: &'static str| said(&|parts| drop(parts.insert(name, "x".to_owned())));
    for (error, cure) in [
        (part("xl/vbaProject.bin"), "without macros"),
        (part("xl/pivotCache/pivotCacheRecords1.xml"), "a pivot table"),
        (part("xl/externalLinks/externalLink1.xml"), "break the links"),
        (part("xl/odd/new.xml"), "`xl/odd/new.xml`"),
        (sheet("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>"), "unmerge them"),
        (
            sheet("<v>2</v></c><c r=\"D1\"", "<v>1</v></c><c r=\"D1\""),
            "row 1 needs a different heading for each column",
        ),
        (sheet("<c r=\"F5\"", "<c r=\"J5\""), "J5 has no heading in row 1"),
        (sheet("<v>12</v>", "<v>99</v>"), "F3 cannot be read"),
        (sheet("<c r=\"A5\"><v>3</v>", "<c r=\"A5\"><v>1</v>"), "two rows of `shop/People` have the same key"),
        (sheet("<c r=\"A2\"><v>", "<c r=\"A2\"><f>ROW()-1</f><v>"), "`id` holds formulas"),
    ] {
        assert!(error.contains(cure) && !error.contains("Canary") && !error.contains("canary"), "{cure}: {error}");
    }
    for (name, bytes, cure) in [
        ("old.xls", &b"x"[..], "save it as an .xlsx workbook"),
        ("macros.xlsm", b"x", "save it as an .xlsx workbook"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "without a password"),
        ("broken.xlsx", b"PK and no more", "cannot be unpacked"),
    ] {
        let folder = Folder::of(&parts(), "delete", "");
        fs::write(folder.folder.path().join(name), bytes).unwrap();
        let error =
            folder.try_with(|session| session.find(&person(&["a@example.com"])).map(drop)).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(cure), "{error}");
    }
}
