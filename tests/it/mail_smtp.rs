//! Mails through a real SMTP dialogue: headers, signatures, and what is known when something goes wrong on the way.

use crate::smtp_sink::{Manner, Sink};
use habeas::clock::Clock;
use habeas::config::{self, Dkim, MailTransport, Secret, Smtp, Tls};
use habeas::lang::Lang;
use habeas::mail::{Envelope, Letterhead, Mail, Mailer, SendError, Step, Urgency};
use habeas::people::Address;
use list_unsubscribe::UnsubscribeMethod;
use mail_parser::{HeaderValue, Message, MessageParser};
use proptest::prelude::*;

pub fn settings(port: u16, dkim: Option<Dkim>) -> config::Mail {
    let server = Smtp { host: "127.0.0.1".to_owned(), port, tls: Tls::None, credentials: None };
    config::Mail {
        transport: MailTransport::Smtp(server),
        from: "Maison Lavande <donnees@maison-lavande.example>".to_owned(),
        reply_to: Some("equipe@maison-lavande.example".to_owned()),
        per_hour: 1000,
        dkim,
        bounce_address: None,
        trace_header: None,
        resolver: None,
    }
}

pub fn opened(settings: &config::Mail) -> Mailer {
    let clock = Clock::fixed("2026-03-12T13:22:00Z".parse().unwrap());
    Mailer::open(settings, Letterhead::sample(), clock).unwrap()
}

fn mailer(port: u16, dkim: Option<Dkim>) -> Mailer {
    opened(&settings(port, dkim))
}

fn envelope(lang: Lang, mail: Mail) -> Envelope {
    let to = Address::parse("Élise.O'Neil@Bücher.example").unwrap();
    Envelope { to, lang, mail, id: "0198c0de-1".to_owned() }
}

fn message() -> Mail {
    Mail::NewMessage { reference: "R-2026-0412".to_owned(), link: "/fr/me/requests/R-2026-0412".to_owned() }
}

fn header(message: &Message<'_>, name: &str) -> Option<String> {
    message.header_raw(name).map(|value| value.trim().to_owned())
}

async fn outcome(manner: Manner) -> (Result<(), SendError>, usize) {
    let sink = Sink::start(move || manner);
    let sent = mailer(sink.port, None).send(&envelope(Lang::Fr, message())).await;
    (sent.map(|_| ()), sink.taken().len())
}

#[tokio::test]
async fn every_mail_in_every_language_arrives_with_its_headers_and_both_parts() {
    let sink = Sink::start(|| Manner::Take);
    let mailer = mailer(sink.port, None);
    for lang in Lang::ALL {
        for mail in Mail::samples(*lang) {
            mailer.send(&envelope(*lang, mail)).await.unwrap();
        }
    }
    let sent = Lang::ALL.iter().flat_map(|lang| Mail::samples(*lang).into_iter().map(move |mail| (*lang, mail)));
    let taken = sink.taken();
    assert_eq!(taken.len(), sent.clone().count());
    assert_eq!(sink.connections(), 1, "the connection is used again");
    for ((lang, mail), taken) in sent.zip(&taken) {
        let what = format!("{} in {lang}", mail.name());
        assert_eq!(taken.to, "Élise.O'Neil@xn--bcher-kva.example", "{what}");
        let message = MessageParser::default().parse(taken.raw.as_bytes()).unwrap();
        let rendered = mailer.render(lang, &mail).unwrap();
        assert_eq!(message.subject(), Some(rendered.subject.as_str()), "{what}");
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&message.body_text(0).unwrap()), lines(&rendered.text), "{what}");
        assert_eq!(lines(&message.body_html(0).unwrap()), lines(&rendered.html), "{what}");
        assert_eq!(message.message_id(), Some("0198c0de-1@maison-lavande.example"), "{what}");
        assert_eq!(header(&message, "Auto-Submitted").as_deref(), Some("auto-generated"), "{what}");
        assert_eq!(header(&message, "Content-Language").as_deref(), Some(lang.as_str()), "{what}");
        assert_eq!(header(&message, "Date").as_deref(), Some("Thu, 12 Mar 2026 13:22:00 +0000"), "{what}");
        assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Maison Lavande"), "{what}");
        let campaign = mail.urgency() == Urgency::Campaign;
        assert_eq!(header(&message, "List-Unsubscribe").is_some(), campaign, "{what}");
        assert_eq!(header(&message, "List-Unsubscribe-Post").is_some(), campaign, "{what}");
        assert!(taken.raw.lines().all(|line| line.len() <= 998), "{what}");
        assert_eq!(taken.from, "donnees@maison-lavande.example", "{what}");
    }
}

#[tokio::test]
async fn campaign_mails_come_back_to_an_address_of_their_own_and_no_other_mails_do() {
    let sink = Sink::start(|| Manner::Take);
    let settings = config::Mail {
        bounce_address: Some("bounces@mail.maison-lavande.example".to_owned()),
        trace_header: Some("X-MJ-CustomID".to_owned()),
        ..settings(sink.port, None)
    };
    let mailer = opened(&settings);
    let mails = Mail::samples(Lang::En);
    for mail in mails.clone() {
        mailer.send(&envelope(Lang::En, mail)).await.unwrap();
    }
    let mut campaigns = 0;
    for (mail, taken) in mails.iter().zip(sink.taken()) {
        let message = MessageParser::default().parse(taken.raw.as_bytes()).unwrap();
        let campaign = mail.urgency() == Urgency::Campaign;
        campaigns += u32::from(campaign);
        let back =
            if campaign { "bounces+0198c0de-1@mail.maison-lavande.example" } else { "donnees@maison-lavande.example" };
        assert_eq!(taken.from, back, "{}", mail.name());
        let trace = header(&message, "X-MJ-CustomID");
        assert_eq!(trace.as_deref(), campaign.then_some("0198c0de-1"), "{}", mail.name());
        assert_eq!(message.from().unwrap().first().unwrap().address(), Some("donnees@maison-lavande.example"));
    }
    assert!(campaigns > 0);
}

#[tokio::test]
async fn a_campaign_mail_can_be_stopped_by_one_click_at_the_address_in_its_header() {
    let sink = Sink::start(|| Manner::Take);
    let campaign = |mail: &Mail| mail.urgency() == Urgency::Campaign;
    let mail = Mail::samples(Lang::En).into_iter().find(campaign).unwrap();
    let stop = Letterhead::sample().link(mail.stop().unwrap());
    mailer(sink.port, None).send(&envelope(Lang::En, mail)).await.unwrap();
    let taken = sink.taken();
    let message = MessageParser::default().parse(taken[0].raw.as_bytes()).unwrap();
    let (list, post) = (header(&message, "List-Unsubscribe"), header(&message, "List-Unsubscribe-Post"));
    assert_eq!(list, Some(format!("<{stop}>")));
    assert_eq!(post.as_deref(), Some("List-Unsubscribe=One-Click"));
    let read = list_unsubscribe::parse_with_post(&list.unwrap(), post.as_deref());
    assert!(matches!(&read, UnsubscribeMethod::OneClick { url } if url.as_str() == stop), "{read:?}");
}

#[tokio::test]
async fn the_signature_covers_the_headers_of_the_stop_link() {
    let sink = Sink::start(|| Manner::Take);
    let key = Secret::new("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned());
    let mailer = mailer(sink.port, Some(Dkim { selector: "habeas".to_owned(), key }));
    for mail in Mail::samples(Lang::En) {
        mailer.send(&envelope(Lang::En, mail)).await.unwrap();
    }
    for (mail, taken) in Mail::samples(Lang::En).iter().zip(sink.taken()) {
        let message = MessageParser::default().parse(taken.raw.as_bytes()).unwrap();
        let signature = header(&message, "DKIM-Signature").unwrap().replace(char::is_whitespace, "");
        assert!(signature.contains("a=ed25519-sha256") && signature.contains("s=habeas"), "{signature}");
        assert!(signature.contains("d=maison-lavande.example"), "{signature}");
        let signed = signature.split(";h=").nth(1).unwrap().split(';').next().unwrap().to_ascii_lowercase();
        let signed: Vec<&str> = signed.split(':').collect();
        for name in ["from", "to", "subject", "date", "message-id"] {
            assert!(signed.contains(&name), "{name} is not signed");
        }
        let campaign = mail.urgency() == Urgency::Campaign;
        assert_eq!(signed.contains(&"list-unsubscribe"), campaign);
        assert_eq!(signed.contains(&"list-unsubscribe-post"), campaign);
    }
}

#[tokio::test]
async fn what_is_known_depends_on_where_the_dialogue_broke() {
    let transient = |step, code| Err(SendError::Transient { step, code });
    let permanent = |step, code| Err(SendError::Permanent { step, code, status: None });
    for (manner, expected, taken) in [
        (Manner::Take, Ok(()), 1),
        (Manner::RefuseSender(550), transient(Step::Sender, Some(550)), 0),
        (Manner::RefuseRecipient(550), permanent(Step::Recipient, Some(550)), 0),
        (Manner::RefuseRecipient(451), transient(Step::Recipient, Some(451)), 0),
        (Manner::HangUpAtRecipient, transient(Step::Recipient, None), 0),
        (Manner::RefuseData(554), permanent(Step::Data, Some(554)), 0),
        (Manner::RefuseContent(452), transient(Step::Content, Some(452)), 0),
        (Manner::RefuseContent(554), permanent(Step::Content, Some(554)), 0),
        (Manner::HangUpAfterContent, Err(SendError::OutcomeUnknown), 1),
    ] {
        assert_eq!(outcome(manner).await, (expected, taken), "{manner:?}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_means_try_again() {
    let port = Sink::start(|| Manner::Take).port;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_ne!(port, free);
    let sent = mailer(free, None).send(&envelope(Lang::Fr, message())).await;
    assert_eq!(sent, Err(SendError::Transient { step: Step::Opening, code: None }));
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_opened_again() {
    let mut count = 0;
    let sink = Sink::start(move || {
        count += 1;
        if count == 2 { Manner::HangUpAtRecipient } else { Manner::Take }
    });
    let mailer = mailer(sink.port, None);
    mailer.send(&envelope(Lang::Fr, message())).await.unwrap();
    mailer.send(&envelope(Lang::Fr, message())).await.unwrap_err();
    mailer.send(&envelope(Lang::Fr, message())).await.unwrap();
    assert_eq!((sink.taken().len(), sink.connections()), (2, 2));
}

#[test]
fn no_error_tells_who_the_mail_was_for() {
    for error in [
        SendError::Transient { step: Step::Recipient, code: Some(450) },
        SendError::Permanent { step: Step::Recipient, code: Some(550), status: None },
        SendError::OutcomeUnknown,
    ] {
        assert!(!format!("{error} {error:?}").contains('@'));
    }
    assert_eq!(format!("{:?}", envelope(Lang::Fr, message()).mail), "Mail(new-message)");
}

fn names(raw: &[u8]) -> Vec<String> {
    let message = MessageParser::default().parse(raw).unwrap();
    let strange = |value: &HeaderValue<'_>| matches!(value, HeaderValue::Empty);
    assert!(!message.headers().iter().any(|header| header.name() == "Bcc" || strange(&header.value)));
    let mut names: Vec<String> = message.headers().iter().map(|header| header.name().to_owned()).collect();
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_value_begins_a_header_of_its_own(
        value in prop_oneof![
            "[a-z]{0,8}(\r\n|\n|\r|\u{2028}|\u{85}|\u{b}|\u{c})(Bcc: evil@example.com|Subject: x|\r\n\r\n<html>)[\\PC\r\n]{0,40}",
            any::<String>(),
        ]
    ) {
        thread_local! {
            static MAILER: Mailer = {
                Mailer::for_tests(Clock::fixed("2026-03-12T13:22:00Z".parse().unwrap())).unwrap()
            };
        }
        let mailer = MAILER.with(Mailer::clone);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let tame = Mail::CampaignPaused { campaign: "x".into(), reason: "x".into(), link: "/x".into() };
        let wild = Mail::CampaignPaused { campaign: value.clone(), reason: value, link: "/x".into() };
        for mail in [tame, wild] {
            runtime.block_on(mailer.send(&envelope(Lang::En, mail))).unwrap();
        }
        let sent = mailer.recent(2).unwrap();
        prop_assert_eq!(names(&sent[0].raw), names(&sent[1].raw));
    }
}
