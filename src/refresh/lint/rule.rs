use serde::Serialize;

/// Which kind of campaign mail: fixed by code, not by a marketer's choice of words (law.md REFR-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Service only: no preference, no consent, nothing that promotes. The only one that may go to everybody due.
    Service,
    /// Also links the page of choices. Only for people with a valid permission for marketing.
    Permitted,
}

/// What a mail breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// An offer, a reduction, a gift.
    Promotion,
    /// A game, a prize draw, points.
    Competition,
    /// Something new to look at.
    Novelty,
    /// Asks to recommend or refer.
    Recruit,
    /// Asks for agreement to something else (Honda: "Would you like to hear from us?").
    Consent,
    /// A newsletter, staying in touch.
    Marketing,
    /// Praise of the sender.
    Praise,
    /// A product of the catalogue, or a slogan.
    Product,
    /// A social network.
    Social,
    /// Presses for time.
    Urgency,
    /// Threatens an account without naming the day.
    Threat,
    /// A price or a percentage.
    Price,
    /// A link that is not to the portal, the notice or the legal notice.
    Link,
    /// A parameter that follows the reader.
    Tracking,
    /// An image nobody sees.
    Pixel,
    /// An image beyond one logo, or from elsewhere.
    Image,
    /// A form, a box to tick.
    Form,
    /// Markup that a mail does not need, or of a template.
    Markup,
    /// Text that does not read as it is written.
    Hidden,
    /// Capitals or exclamation marks that shout.
    Shouting,
    /// A value held about the reader.
    Personal,
    /// An attachment.
    Attachment,
    /// More characters than allowed.
    TooLong,
    /// Said in one language only.
    Missing,
    /// No sender, or one that the text does not name.
    Sender,
    /// No sentence says why.
    Purpose,
    /// No link to the portal.
    Portal,
    /// No link that stops these mails.
    Stop,
    /// No link to the privacy notice.
    Privacy,
    /// No address to write to.
    Contact,
    /// No text part.
    TextPart,
    /// Another language than the reader's.
    Language,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 32] = [
        Rule::Promotion,
        Rule::Competition,
        Rule::Novelty,
        Rule::Recruit,
        Rule::Consent,
        Rule::Marketing,
        Rule::Praise,
        Rule::Product,
        Rule::Social,
        Rule::Urgency,
        Rule::Threat,
        Rule::Price,
        Rule::Link,
        Rule::Tracking,
        Rule::Pixel,
        Rule::Image,
        Rule::Form,
        Rule::Markup,
        Rule::Hidden,
        Rule::Shouting,
        Rule::Personal,
        Rule::Attachment,
        Rule::TooLong,
        Rule::Missing,
        Rule::Sender,
        Rule::Purpose,
        Rule::Portal,
        Rule::Stop,
        Rule::Privacy,
        Rule::Contact,
        Rule::TextPart,
        Rule::Language,
    ];

    /// The word in data files, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Promotion => "promotion",
            Rule::Competition => "competition",
            Rule::Novelty => "novelty",
            Rule::Recruit => "recruit",
            Rule::Consent => "consent",
            Rule::Marketing => "marketing",
            Rule::Praise => "praise",
            Rule::Product => "product",
            Rule::Social => "social",
            Rule::Urgency => "urgency",
            Rule::Threat => "threat",
            Rule::Price => "price",
            Rule::Link => "link",
            Rule::Tracking => "tracking",
            Rule::Pixel => "pixel",
            Rule::Image => "image",
            Rule::Form => "form",
            Rule::Markup => "markup",
            Rule::Hidden => "hidden",
            Rule::Shouting => "shouting",
            Rule::Personal => "personal",
            Rule::Attachment => "attachment",
            Rule::TooLong => "too-long",
            Rule::Missing => "missing",
            Rule::Sender => "sender",
            Rule::Purpose => "purpose",
            Rule::Portal => "portal",
            Rule::Stop => "stop",
            Rule::Privacy => "privacy",
            Rule::Contact => "contact",
            Rule::TextPart => "text-part",
            Rule::Language => "language",
        }
    }

    /// Whether a finding stops the mail. In [`Family::Permitted`], whose readers agreed to marketing, what promotes is
    /// only told; what hides, follows, threatens or leaves out is refused there too.
    pub fn blocks(self, family: Family) -> bool {
        let promotes = matches!(
            self,
            Rule::Promotion
                | Rule::Competition
                | Rule::Novelty
                | Rule::Recruit
                | Rule::Consent
                | Rule::Marketing
                | Rule::Praise
                | Rule::Product
                | Rule::Social
                | Rule::Urgency
                | Rule::Price
                | Rule::Link
                | Rule::Image
                | Rule::Shouting
        );
        family == Family::Service || !promotes
    }
}
