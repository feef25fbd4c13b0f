//! What a mail says: who it says it is from, its words, its files. Pure; anybody may send anything.

use crate::bounces::{self, Said};
use crate::mail;
use crate::people::Address;
use mail_parser::MimeHeaders;

/// The most characters of a text that are kept; who writes more has its beginning here and the rest in the mailbox.
pub const LONGEST: usize = 100_000;

/// The most characters of a name or a subject.
const SHORT: usize = 300;

/// A file of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, as told.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A mail, read. Never printed: it holds what somebody wrote.
#[derive(Clone, PartialEq)]
pub struct Letter {
    /// The address it says it is from. Proves nothing.
    pub sender: Option<Address>,
    /// The name beside it.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The words, without control characters.
    pub text: String,
    /// Whether there are more words than are kept.
    pub is_cut: bool,
    /// The files.
    pub files: Vec<File>,
    /// Whether a program wrote it by itself: out of office, a report that a mail came back.
    pub automatic: bool,
}

/// Reads a mail as it travelled; `None` where it is none.
pub fn read(raw: &[u8]) -> Option<Letter> {
    let message = mail::parse(raw)?;
    let automatic = mail::answers_by_itself(&message) || !matches!(bounces::read(raw), Said::Nothing);
    let from = message.from().and_then(|from| from.first());
    let sender = from.and_then(|one| one.address()).and_then(|text| Address::parse(text).ok());
    let name = from.and_then(|one| one.name()).map(line).unwrap_or_default();
    let subject = message.subject().map(line).unwrap_or_default();
    let words: Vec<String> =
        (0..message.text_body_count()).filter_map(|at| Some(prose(&message.body_text(at)?))).collect();
    let text = words.join("\n\n").trim().to_owned();
    let is_cut = text.chars().count() > LONGEST;
    let text = if is_cut { text.chars().take(LONGEST).collect() } else { text };
    let file = |part: &mail_parser::MessagePart<'_>| {
        let name = part.attachment_name().map(line).unwrap_or_default();
        let name = if name.is_empty() && part.is_message() { "mail.eml".to_owned() } else { name };
        File { name, bytes: part.contents().to_vec() }
    };
    let files = message.attachments().map(file).collect();
    Some(Letter { sender, name, subject, text, is_cut, files, automatic })
}

/// A text of one line: control characters and line ends become spaces.
fn line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHORT).collect()
}

/// A text of several lines: no control characters, no more than two empty lines on end.
fn prose(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " ");
    let plain: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in plain.lines().map(str::trim_end) {
        let empty =
            |back: usize| lines.len().checked_sub(back).and_then(|at| lines.get(at)).is_none_or(|one| one.is_empty());
        if !(line.is_empty() && empty(1) && empty(2)) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(headers: &str, body: &str) -> Letter {
        read(format!("{headers}\r\n\r\n{body}").as_bytes()).unwrap()
    }

    #[test]
    fn words_names_and_files_are_read_whatever_their_shape() {
        let plain = mail(
            "From: =?utf-8?q?Camille_Aubr=C3=A9?= <camille@example.com>\r\nSubject: =?utf-8?b?U3VwcHJpbWV6IHRvdXQ=?=\r\n\
             Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable",
            "Bonjour,=0D=0A\r\n\r\n\r\n\r\n\r\nsupprimez mes donn=E9es.\x07",
        );
        assert_eq!(plain.sender.map(|address| address.as_str().to_owned()).as_deref(), Some("camille@example.com"));
        assert_eq!((&*plain.name, &*plain.subject), ("Camille Aubré", "Supprimez tout"));
        assert_eq!(plain.text, "Bonjour,\n\n\nsupprimez mes données.");
        assert!(!plain.automatic && !plain.is_cut && plain.files.is_empty());

        let html =
            mail("From: a@example.com\r\nContent-Type: text/html", "<p>Hello <b>you</b></p><script>no()</script>");
        assert!(
            html.text.contains("Hello you") && !html.text.contains('<') && !html.text.contains("no()"),
            "{}",
            html.text
        );

        let files = mail(
            "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b",
            "--b\r\nContent-Type: text/plain\r\n\r\nSee my letter.\r\n--b\r\nContent-Type: application/pdf; name=\"../letter.pdf\"\r\n\
             Content-Disposition: attachment; filename=\"../letter.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\nSubject: inner\r\n\r\nErase me.\r\n--b--\r\n",
        );
        assert_eq!(files.text, "See my letter.");
        let names: Vec<(&str, bool)> = files.files.iter().map(|file| (&*file.name, file.bytes.is_empty())).collect();
        assert_eq!(names, [("../letter.pdf", false), ("mail.eml", false)]);
        assert!(String::from_utf8_lossy(&files.files[1].bytes).contains("Erase me."), "what was forwarded is not lost");
    }

    #[test]
    fn what_programs_write_is_told_from_what_people_write() {
        let automatic = |more: &str| mail(&format!("From: a@example.com\r\nSubject: x{more}"), "I am away.").automatic;
        assert!(!automatic(""));
        assert!(!automatic("\r\nAuto-Submitted: no"));
        assert!(automatic("\r\nAuto-Submitted: auto-replied"));
        let report = "Content-Type: multipart/report; report-type=delivery-status; boundary=b";
        let body = "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
                    Final-Recipient: rfc822; a@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n";
        assert!(mail(&format!("From: MAILER-DAEMON@example.com\r\n{report}"), body).automatic);
    }

    #[test]
    fn a_mail_without_sender_or_words_is_still_a_mail_and_a_trap_is_none() {
        let empty = mail("From: nobody\r\nSubject:", "");
        assert!(empty.sender.is_none());
        assert_eq!((&*empty.subject, &*empty.text), ("", ""));
        let long = mail("From: a@example.com", &"é".repeat(LONGEST + 1));
        assert!(long.is_cut && long.text.chars().count() == LONGEST);
        assert!(read("Content-Type: message/rfc822\r\n\r\n".repeat(40).as_bytes()).is_none());
    }
}
