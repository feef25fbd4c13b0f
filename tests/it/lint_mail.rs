//! `habeas lint-mail` on files, as somebody without settings runs it.

use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, file: &str, content: &str, more: &[&str]) -> Output {
    std::fs::write(folder.join(file), content).unwrap();
    let program = env!("CARGO_BIN_EXE_habeas");
    Command::new(program).current_dir(folder).args(["lint-mail", file]).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const FINE: &str = "Hello,\n\nWe check that your details are right.\n\nCheck my details:\nhttps://data.example.com/c/x\n\n\
    Do not ask me again:\nhttps://data.example.com/u/x\n\nExample Ltd, privacy@example.com\n\
    Privacy notice: https://data.example.com/en/privacy\n";

#[test]
fn a_clean_text_passes_and_a_blocked_one_is_told_with_line_word_rule_and_a_better_wording() {
    let folder = tempfile::tempdir().unwrap();
    let clean = run(folder.path(), "fine.txt", FINE, &["--lang", "en"]);
    assert_eq!((clean.status.code(), said(&clean).as_str()), (Some(0), ""));
    let bad = FINE.replace("Hello,", "Vouchers inside");
    let told = run(folder.path(), "bad.txt", &bad, &[]);
    assert_eq!(told.status.code(), Some(1));
    let expected = "bad.txt: text, line 1: blocked [promotion] “Vouchers”: Remove every offer.";
    assert!(said(&told).starts_with(expected), "{}", said(&told));
    let french = run(folder.path(), "bad.txt", &bad, &["--lang", "fr", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&said(&french)).unwrap();
    assert_eq!(json["blocked"], true);
    assert_eq!(
        json["findings"][0]["better"],
        habeas::refresh::lint::better(habeas::lang::Lang::Fr, habeas::refresh::lint::Rule::Promotion)
    );
    assert!(json["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "language"));
    // Whom it may go to decides: people with a permission may be told of an offer, with a warning.
    let permitted = run(folder.path(), "bad.txt", &bad, &["--family", "p"]);
    assert_eq!(permitted.status.code(), Some(0));
    assert!(said(&permitted).contains("warning [promotion]"));
}

#[test]
fn a_page_and_a_whole_mail_are_read_by_their_ending() {
    let folder = tempfile::tempdir().unwrap();
    let page = run(folder.path(), "a.html", "<p>Une of<b>fre</b></p><img src=x width=1>", &["--lang", "fr"]);
    assert_eq!(page.status.code(), Some(1));
    assert!(said(&page).contains("html, line 1: blocked [promotion] “offre”"), "{}", said(&page));
    assert!(said(&page).contains("[pixel]"));
    let mail = "From: A <a@example.com>\nSubject: =?utf-8?b?VW5lIG9mZnJl?=\nContent-Transfer-Encoding: base64\n\nVW4gY2FkZWF1\n";
    let mail = run(folder.path(), "a.eml", mail, &[]);
    for part in ["subject, line 1: blocked [promotion] “offre”", "text, line 1: blocked [promotion] “cadeau”"] {
        assert!(said(&mail).contains(part), "{}", said(&mail));
    }
    let odd = run(folder.path(), "a.pdf", "x", &[]);
    assert_eq!(odd.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&odd.stderr).contains(".eml, .txt, .html"));
}
