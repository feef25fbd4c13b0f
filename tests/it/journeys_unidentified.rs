//! Who asks and does not say who they are: a question, a reminder, a notice with reasons before the date, and a case that
//! goes on with the answer; and a document as the last rung, which does not outlive its check.

use crate::harness::{CAMILLE, House, each_house};
use crate::journeys_desk::{claim, colleague, second_colleague, to_letter};
use crate::visitor::{Page, Visitor};
use habeas::config::DatabaseUrl;
use habeas::roles::Role;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Camille called; the case, in which Léa has asked who it was.
fn called(house: &House, lea: &Visitor, day: &str) -> Page {
    let fields = [
        ("received", day),
        ("channel", "phone"),
        ("email", CAMILLE),
        ("rights", "access"),
        ("message", "Everything you have."),
        ("lang", "en"),
    ];
    let page = lea.open("/staff/cases/new").expect(200);
    let case = lea.submit(page.form("/staff/cases/new"), &fields).expect(200);
    let question = [("message", "In which month did you order last?"), ("kind", "identity")];
    let asked = lea.submit(case.form("/messages"), &question).expect(200).shows("Waiting for you");
    house.work();
    asked
}

/// Refuses because nobody said who asks; a second person agrees; the notice leaves.
fn end(house: &House, lea: &Visitor, reference: &str) -> Page {
    let case = claim(lea, reference);
    let fields = [("ground", "unidentified"), ("facts", "We asked you on the telephone and by mail.")];
    lea.submit(case.form("/refusal"), &fields).expect(200);
    let max = second_colleague(house);
    let proposed = max.open(&format!("/staff/cases/{reference}")).expect(200);
    max.submit(proposed.form("/second"), &[("agrees", "yes")]).expect(200);
    let case = lea.open(&format!("/staff/cases/{reference}")).expect(200);
    let letter = lea.submit(to_letter(&case), &[("answer", "We are sorry.")]).expect(200).shows("Answer our question");
    let ended = lea.submit(letter.form("/closure"), &[]).expect(200).shows("Refused");
    house.work();
    ended
}

#[test]
fn scenario_13_nobody_says_who_asks_so_a_reasoned_notice_leaves_before_the_date_and_the_answer_opens_the_case_again() {
    each_house(|house| {
        let lea = colleague(house, Role::Support);
        let case = called(house, &lea, "10/03/2026");
        let question = house.mail_to(CAMILLE).subject;
        assert!(!case.body().contains("value=\"unidentified\""), "the answer may still come");
        let mut early = case.form("/refusal").fields();
        early.retain(|(name, _)| name != "ground" && name != "facts");
        early.extend([("ground", "unidentified"), ("facts", "No answer.")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        lea.post(&case.form("/refusal").action, &early).expect(422).shows("The answer may still come");

        house.pass(days(8));
        let asked = house.mails().iter().filter(|mail| mail.to == CAMILLE && mail.subject == question).count();
        assert_eq!(asked, 2, "reminded once");
        house.pass(days(17));
        let tasks = house.query("SELECT object, why FROM staff_tasks WHERE kind = 'requests.unidentified'");
        assert!(tasks.len() == 1 && tasks[0][0] == "R-2026-0001" && tasks[0][1].contains("2026-04-10"), "{tasks:?}");
        assert_eq!(house.query("SELECT status FROM requests"), [["waiting"]], "nothing ends by itself");

        let lea = colleague(house, Role::Support);
        end(house, &lea, "R-2026-0001");
        let closed: i64 = house.query("SELECT closed_at FROM requests")[0][0].parse().unwrap();
        assert!(Timestamp::from_microsecond(closed).unwrap() < "2026-04-10T00:00:00Z".parse().unwrap());
        let camille = house.sign_in(CAMILLE, "en");
        let page = camille.open("/en/me/requests/R-2026-0001").expect(200).shows("We asked you on the telephone");
        for said in
            ["11(2) and 12(2) and (6)", "CNIL", "go to court", "we cannot do this yet", "Answer our question here"]
        {
            assert!(page.text().contains(said), "{said} is missing in {}", page.text());
        }

        let answered = camille.submit(page.form("/messages"), &[("message", "In October.")]).expect(200);
        let answered = answered.shows("In progress").shows("your request goes on");
        assert_eq!(house.query("SELECT status, due_on FROM requests"), [["in-progress", "2026-05-05"]]);
        assert_eq!(house.query("SELECT state, ground FROM request_items"), [["open", ""]]);
        let case = lea.open("/staff/cases/R-2026-0001").expect(200).shows("In October.");
        let case = case.shows("without them, by 10 April 2026");
        assert!(!case.body().contains("/reopening\""), "it is open");
        let decided = lea.submit(case.form("/approval"), &[]).expect(200);
        let mut form = decided.form("/checklist");
        for part in habeas::requests::AccessPart::ALL {
            form.fill(part.as_str(), "given");
        }
        let checked = lea.submit(form, &[]).expect(200);
        lea.submit(checked.form("/closure"), &[("answer", "Here it is.")]).expect(200).shows("Closed");
        camille.submit(answered.form("/messages"), &[("message", "More.")]).expect(200).shows("Closed").shows("More.");
    });
}

#[test]
fn an_answer_that_comes_by_telephone_opens_a_case_again_that_nobody_had_answered() {
    each_house(|house| {
        let lea = colleague(house, Role::Support);
        called(house, &lea, "10/03/2026");
        house.pass(days(8));
        let lea = colleague(house, Role::Support);
        let ended = end(house, &lea, "R-2026-0001");
        let form = ended.form("/reopening");
        lea.submit(form.clone(), &[("answered", " ")]).expect(422);
        let open = lea.submit(form.clone(), &[("answered", "She called: October.")]).expect(200);
        open.shows("The case goes on").shows("She called: October.").shows("In progress");
        lea.submit(form, &[("answered", "Once more.")]).expect(409);
    });
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => found.push(path),
        }
    }
}

/// The files (databases and their journals among them) and tables in which one of these pieces lies.
fn holding(house: &House, pieces: &[Vec<u8>]) -> Vec<String> {
    let mut all = Vec::new();
    files(&house.folder, &mut all);
    if let DatabaseUrl::Sqlite(path) = house.database_url() {
        files(path.parent().unwrap(), &mut all);
    }
    let is_in = |bytes: &[u8]| pieces.iter().any(|piece| bytes.windows(piece.len()).any(|part| part == piece));
    let holds = |path: &&PathBuf| std::fs::read(path).is_ok_and(|bytes| is_in(&bytes));
    let mut places: Vec<String> = all.iter().filter(holds).map(|path| path.display().to_string()).collect();
    let tables = house.everything().into_iter();
    places
        .extend(tables.filter(|(_, rows)| rows.iter().flatten().any(|value| is_in(value.as_bytes()))).map(|(t, _)| t));
    places
}

/// Pieces of what is kept of a file, as it lies in the database.
fn sealed(house: &House) -> Vec<Vec<u8>> {
    let hex = if house.database == "SQLite" { "hex(sealed)" } else { "encode(sealed, 'hex')" };
    let rows = house.query(&format!("SELECT {hex} FROM attachment_pieces"));
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes: Vec<u8> = rows.iter().flatten().flat_map(|text| text.as_bytes().chunks(2).map(byte)).collect();
    bytes.chunks(500).filter(|chunk| chunk.len() >= 40).map(|chunk| chunk[..40].to_vec()).collect()
}

#[test]
fn scenario_14_a_document_sent_to_show_who_asks_is_deleted_with_the_check_and_only_the_note_stays() {
    each_house(|house| {
        let outside = house.visitor();
        let mut form = outside.open("/en/ask").expect(200).form("/en/ask");
        form.fill("whom", "myself");
        form.fill("right", "erase");
        let fields = [("name", "Camille Aubry"), ("reach", "01 99 00 12 34"), ("message", "I lost my mailbox.")];
        let done = outside.submit(form, &fields).expect(200);
        let code = done.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
        let follow = |code: &str| {
            let key = outside.open("/en/ask/request").expect(200);
            outside.submit(key.form("/ask/request"), &[("reference", "R-2026-0001"), ("code", code)])
        };
        assert!(!follow(&code).expect(200).body().contains("type=\"file\""), "nothing is sent that was not asked for");

        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001").shows("Ask for a document, as the last step");
        lea.submit(case.form("/document"), &[("doubt", "")]).expect(422);
        let doubt = [("doubt", "The number you called from is another one.")];
        lea.submit(case.form("/document"), &doubt).expect(200).shows("None has arrived");
        let asked = follow(&code).expect(200).shows("The number you called from is another one.");
        let asked = asked.shows("Cover everything but your full name");
        let planted = b"ID 12AB34567 planted to be looked for";
        let scan = [&b"%PDF-1.7\n"[..], planted, &vec![b'x'; 90_000], planted].concat();
        let file: [(&str, &str, &[u8]); 1] = [("document", "passport.pdf", &scan)];
        let form = asked.form("/ask/request/document");
        outside.send_files(form.clone(), &[("code", "0000 0000 0000 0000")], &file).expect(422);
        assert_eq!(house.query("SELECT id FROM attachments").len(), 0, "nothing is kept of whoever has no code");
        outside.send_files(form.clone(), &[], &[]).expect(422);
        outside.send_files(form.clone(), &[], &file).expect(200).shows("Your document has arrived");

        let case = lea.open("/staff/cases/R-2026-0001").expect(200).shows("passport.pdf").shows("Keep no copy");
        let link = case.forms().into_iter().find(|form| form.action.contains("/files/")).unwrap();
        let opened = lea.send(link.clone(), &[]).expect(200);
        assert!(opened.bytes.windows(planted.len()).any(|part| part == planted), "the one who checks sees it");
        let kept = sealed(house);
        assert!(kept.len() > 100);
        let before = holding(house, &kept);
        assert!(house.database != "SQLite" || !before.is_empty(), "the search finds it while it is there");
        assert_eq!(holding(house, &[planted.to_vec()]), Vec::<String>::new(), "it was never written readable");

        let check = [("rung", "document"), ("because", "The name agrees."), ("address", CAMILLE)];
        let checked = lea.submit(case.form("/identity"), &check).expect(200);
        let checked = checked.shows("They showed a document").shows("The name agrees.").shows("was deleted on");
        assert!(!checked.body().contains("passport.pdf"));
        assert_eq!(holding(house, &kept), Vec::<String>::new(), "it is in no file, journal or table");
        for table in ["attachments", "attachment_pieces"] {
            assert_eq!(house.query(&format!("SELECT * FROM {table}")), Vec::<Vec<String>>::new());
        }
        let logged = house.query("SELECT detail FROM audit_events WHERE action = 'requests.document-deleted'");
        assert!(logged.len() == 1 && logged[0][0].contains("\"files\":1"), "{logged:?}");
        lea.send(link, &[]).expect(404);
        outside.send_files(form, &[], &file).expect(409);
        house.work();
    });
}

#[test]
fn a_document_that_nobody_checks_goes_after_thirty_days() {
    each_house(|house| {
        let outside = house.visitor();
        let mut form = outside.open("/en/ask").expect(200).form("/en/ask");
        form.fill("whom", "myself");
        form.fill("right", "access");
        let done = outside.submit(form, &[("name", "C. Aubry"), ("reach", "1 rue Haute, Lyon")]).expect(200);
        let code = done.body().split("<strong>").nth(2).unwrap().split('<').next().unwrap().to_owned();
        let lea = colleague(house, Role::Support);
        let case = claim(&lea, "R-2026-0001");
        lea.submit(case.form("/document"), &[("doubt", "The name is common.")]).expect(200);
        let key = outside.open("/en/ask/request").expect(200);
        let page =
            outside.submit(key.form("/ask/request"), &[("reference", "R-2026-0001"), ("code", &code)]).expect(200);
        let file: [(&str, &str, &[u8]); 1] = [("document", "card.txt", b"a card")];
        outside.send_files(page.form("/ask/request/document"), &[], &file).expect(200);
        assert_eq!(house.query("SELECT id FROM attachments").len(), 1);
        house.pass(days(31));
        assert_eq!(house.query("SELECT id FROM attachments").len(), 0);
        assert_eq!(house.query("SELECT deleted_at FROM request_documents WHERE deleted_at IS NULL").len(), 0);
    });
}
