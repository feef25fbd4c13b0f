use super::html::{self, Page};
use super::text::Text;
use crate::lang::Lang;
use crate::mail;
use mail_parser::MimeHeaders;

/// A mail as its reader gets it, or a part of one.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub(super) subject: Option<Text>,
    /// Name and address; absent in a file that is no whole mail.
    pub(super) from: Option<(String, String)>,
    pub(super) to: Vec<String>,
    pub(super) lang: Option<Lang>,
    /// The host of the List-Unsubscribe address.
    pub(super) stop_host: Option<String>,
    pub(super) text: Option<Text>,
    pub(super) page: Option<Page>,
    pub(super) extras: Vec<String>,
    /// A whole mail, which must have all its parts.
    pub(super) whole: bool,
}

impl Letter {
    /// A whole mail as it travels.
    pub fn of_mail(raw: &[u8]) -> Option<Self> {
        let message = mail::parse(raw)?;
        let from = message.from().and_then(|from| from.first());
        let to = message.to().into_iter().flat_map(|to| to.iter()).filter_map(|to| to.address());
        let lang = message.header_raw("Content-Language").and_then(|code| code.trim().parse().ok());
        let stop = message.header_raw("List-Unsubscribe").unwrap_or_default();
        let stop_host = stop.split(['<', '>', ',']).find_map(|part| host(part.trim()));
        let all = |bodies: &[u32], html: bool| {
            let parts = bodies.iter().filter_map(|id| message.part(*id)).filter(|part| part.is_text_html() == html);
            let texts: Vec<&str> = parts.filter_map(|part| part.text_contents()).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        let (text, page) = (all(&message.text_body, false), all(&message.html_body, true));
        let attachments = message.attachments().map(|part| {
            part.attachment_name()
                .map(str::to_owned)
                .unwrap_or_else(|| part.content_type().map_or_else(|| "?".to_owned(), |t| t.ctype().to_owned()))
        });
        Some(Self {
            subject: message.subject().map(|subject| Text::of(subject, 1)),
            from: Some((
                from.and_then(|from| from.name()).unwrap_or_default().to_owned(),
                from.and_then(|from| from.address()).unwrap_or_default().to_owned(),
            )),
            to: to.map(str::to_owned).collect(),
            lang,
            stop_host,
            text: text.map(|text| Text::of(&text, 1)),
            page: page.map(|page| html::read(&page)),
            extras: attachments.collect(),
            whole: true,
        })
    }

    /// A text.
    pub fn of_text(text: &str) -> Self {
        Self { text: Some(Text::of(text, 1)), ..Self::default() }
    }

    /// A page of HTML.
    pub fn of_html(html: &str) -> Self {
        Self { page: Some(html::read(html)), ..Self::default() }
    }

    /// A mail before it gets its headers.
    pub fn rendered(lang: Lang, subject: &str, text: &str, html: &str) -> Self {
        Self {
            subject: Some(Text::of(subject, 1)),
            lang: Some(lang),
            text: Some(Text::of(text, 1)),
            page: Some(html::read(html)),
            ..Self::default()
        }
    }
}

/// The host of an address of the web, in small letters, with its port if it names one.
pub(super) fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.to_lowercase();
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}
