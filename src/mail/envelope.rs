//! An envelope (who, in which language, which mail) and the message built from it.

use super::letters::{Mail, Urgency};
use super::render::{Rendered, one_line};
use crate::lang::Lang;
use crate::people::Address;
use jiff::Timestamp;
use lettre::address::Envelope as Route;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address as Mailto, Message};
use std::time::SystemTime;

/// A mail on its way to one person.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Who gets it.
    pub to: Address,
    /// In which language.
    pub lang: Lang,
    /// What it says.
    pub mail: Mail,
    /// The part before the @ of the Message-ID: letters, digits, `-`, `.` and `_`. A mail that is sent again keeps it.
    pub id: String,
}

/// Why no message could be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The sender or answer address of the settings is none.
    #[error("`{0}` is not a mailbox; write `Name <address>`")]
    Sender(&'static str),
    /// The DKIM key of the settings is none.
    #[error("the DKIM key cannot be read: an RSA key in PEM (PKCS#1), or an Ed25519 key of 32 bytes in base64")]
    Dkim,
    /// The recipient's address cannot be written in a mail.
    #[error("the recipient's address cannot be written in a mail")]
    Recipient,
    /// The id holds other characters than it may.
    #[error("the Message-ID holds a character it must not")]
    Id,
    /// The library refused to build the message.
    #[error("the message cannot be built")]
    Message,
}

/// Who mails come from, and the keys they are signed with.
#[derive(Debug)]
pub(super) struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    dkim: Option<Dkim>,
    /// The parts before and after the @ of the address that campaign mails come back to.
    bounces: Option<(String, String)>,
    trace_header: Option<HeaderName>,
}

/// A signature for mails to one person and one for campaigns, which covers the List-Unsubscribe headers too.
#[derive(Debug)]
struct Dkim {
    single: DkimConfig,
    campaign: DkimConfig,
}

impl Sender {
    /// The sender and answer address as in the settings, and the DKIM selector with its key.
    pub(super) fn new(from: &str, reply_to: Option<&str>, dkim: Option<(&str, &str)>) -> Result<Self, BuildError> {
        let from: Mailbox = from.parse().map_err(|_| BuildError::Sender("mail.from"))?;
        let reply_to =
            reply_to.map(|text| text.parse().map_err(|_| BuildError::Sender("mail.reply_to"))).transpose()?;
        let domain = from.email.domain().to_owned();
        let dkim = dkim
            .map(|(selector, key)| {
                let sign = |headers: &[&'static str]| signature(selector, &domain, key, headers);
                let many = [SIGNED, &["List-Unsubscribe", "List-Unsubscribe-Post"]].concat();
                Ok(Dkim { single: sign(SIGNED)?, campaign: sign(&many)? })
            })
            .transpose()?;
        Ok(Self { from, reply_to, dkim, bounces: None, trace_header: None })
    }

    /// The same with an address that campaign mails come back to (RFC 5321, 4.4: the reverse-path) and a header that names
    /// them to the relay.
    pub(super) fn returning(self, bounces: Option<&str>, header: Option<&str>) -> Result<Self, BuildError> {
        let split =
            |address: &str| address.split_once('@').map(|(local, domain)| (local.to_owned(), domain.to_owned()));
        let bounces = bounces.map(|text| split(text).ok_or(BuildError::Sender("mail.bounce_address"))).transpose()?;
        let named = |name: &str| HeaderName::new_from_ascii(name.to_owned()).map_err(|_| BuildError::Message);
        Ok(Self { bounces, trace_header: header.map(named).transpose()?, ..self })
    }

    pub(super) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// The message. `stop` is the full address behind [`Mail::stop`].
    pub(super) fn message(
        &self,
        envelope: &Envelope,
        rendered: Rendered,
        stop: Option<&str>,
        now: Timestamp,
    ) -> Result<Message, BuildError> {
        let id = &envelope.id;
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')) {
            return Err(BuildError::Id);
        }
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, recipient(&envelope.to)?))
            .subject(one_line(&rendered.subject))
            .date(SystemTime::try_from(now).map_err(|_| BuildError::Message)?)
            .message_id(Some(format!("<{id}@{}>", self.domain())));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        builder = builder
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", envelope.lang.as_str()));
        let campaign = envelope.mail.urgency() == Urgency::Campaign;
        if let Some(stop) = stop.filter(|_| campaign) {
            if !stop.chars().all(|c| c.is_ascii_graphic()) {
                return Err(BuildError::Message);
            }
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{stop}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        if let Some((local, domain)) = self.bounces.as_ref().filter(|_| campaign) {
            let back = Mailto::new(format!("{local}+{id}"), domain).map_err(|_| BuildError::Id)?;
            let route = Route::new(Some(back), vec![recipient(&envelope.to)?]).map_err(|_| BuildError::Recipient)?;
            builder = builder.envelope(route);
        }
        if let Some(name) = self.trace_header.as_ref().filter(|_| campaign) {
            builder = builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name.clone(), id.clone(), id.clone()));
        }
        let parts = MultiPart::alternative_plain_html(rendered.text, rendered.html);
        let mut message = builder.multipart(parts).map_err(|_| BuildError::Message)?;
        if let Some(dkim) = &self.dkim {
            message.sign(if campaign { &dkim.campaign } else { &dkim.single });
        }
        Ok(message)
    }
}

/// The headers that a signature covers in every mail. Not Content-Type: the library keeps that of a mail of several parts with
/// the parts, where its signature does not see it; named here, it would make every signature fail.
const SIGNED: &[&str] = &["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Language"];

fn signature(selector: &str, domain: &str, key: &str, headers: &[&'static str]) -> Result<DkimConfig, BuildError> {
    let algorithm = if key.contains("-----BEGIN") { DkimSigningAlgorithm::Rsa } else { DkimSigningAlgorithm::Ed25519 };
    let key = DkimSigningKey::new(key.trim(), algorithm).map_err(|_| BuildError::Dkim)?;
    let relaxed = DkimCanonicalizationType::Relaxed;
    Ok(DkimConfig::new(
        selector.to_owned(),
        domain.to_owned(),
        key,
        headers.iter().map(|name| HeaderName::new_from_ascii_str(name)).collect(),
        DkimCanonicalization { header: relaxed, body: relaxed },
    ))
}

/// A header whose value is plain ASCII without line ends; the callers see to that.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.to_owned(), value.to_owned())
}

fn recipient(address: &Address) -> Result<Mailto, BuildError> {
    let local = address.as_str().rsplit_once('@').map_or("", |(local, _)| local);
    Mailto::new(local, address.domain()).map_err(|_| BuildError::Recipient)
}
