use super::*;
use lists::all;

/// A whole mail that lacks nothing, with a paragraph in both parts and a subject.
fn mail(lang: &str, subject: &str, paragraph: &str) -> String {
    let (check, stop, notice, hello, why) = match lang {
        "fr" => (
            "Vérifier mes coordonnées",
            "Ne plus me le demander : Ne plus me demander",
            "Protection de vos données",
            "Bonjour,",
            "Maison Lavande vérifie de temps en temps que vos coordonnées sont exactes pour vous et les autres.",
        ),
        _ => (
            "Check my details",
            "Do not ask me again",
            "Privacy notice",
            "Hello,",
            "From time to time Maison Lavande checks that the details we have about you are right.",
        ),
    };
    let base = "https://donnees.maison-lavande.example";
    format!(
        "From: Maison Lavande <donnees@maison-lavande.example>\r\nTo: somebody@example.org\r\nSubject: {subject}\r\n\
         MIME-Version: 1.0\r\nContent-Language: {lang}\r\nList-Unsubscribe: <{base}/u/AbC0123456789dealwin>\r\n\
         Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {hello}\n\n{why}\n\n{paragraph}\n\n{check}:\n{base}/c/AbC0123456789-win-offer\n\n{stop}:\n{base}/u/AbC0123456789dealwin\n\n\
         Maison Lavande SAS, 12 rue des Oliviers, 84000 Avignon. DPO: dpo@maison-lavande.example\n{notice}: {base}/{lang}/privacy\n\
         \r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html lang=\"{lang}\"><body><p>{hello}</p><p>{why}</p>\n\
         <p>{paragraph}</p>\n<a href=\"{base}/c/AbC0123456789-win-offer\">{check}</a> <a href=\"{base}/u/AbC0123456789dealwin\">{stop}</a>\n\
         <p>Maison Lavande SAS, 84000 Avignon. dpo@maison-lavande.example</p><a href=\"{base}/{lang}/privacy\">{notice}</a>\n\
         </body></html>\r\n--b--\r\n"
    )
}

fn of_mail(raw: &str) -> Vec<Finding> {
    lint(&Letter::of_mail(raw.as_bytes()).unwrap(), &Frame::new(Family::Service))
}

fn rules(found: &[Finding]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = found.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The rules of what is said in a piece of HTML, without what a fragment lacks.
fn in_html(html: &str) -> Vec<Rule> {
    let found = lint(&Letter::of_html(html), &Frame::new(Family::Service));
    rules(&found.into_iter().filter(|finding| finding.line > 0).collect::<Vec<_>>())
}

#[test]
fn forty_honest_messages_pass() {
    let mut count = 0;
    for (lang, subject, text) in [
        (
            "fr",
            "=?utf-8?q?V=C3=A9rifiez_vos_coordonn=C3=A9es?=",
            include_str!("../../../tests/data/lint/honest-fr.txt"),
        ),
        ("en", "Your contact details: please check them", include_str!("../../../tests/data/lint/honest-en.txt")),
    ] {
        for paragraph in text.lines() {
            assert_eq!(of_mail(&mail(lang, subject, paragraph)), [], "{paragraph}");
            assert_eq!(lint_intro(paragraph), [], "{paragraph}");
            count += 1;
        }
    }
    assert_eq!(count, 40);
}

/// A forbidden phrase as somebody might hide it in a page or a subject.
fn hidden(phrase: &str) -> Vec<(&'static str, String)> {
    let each = |between: &str| -> String {
        phrase
            .split(' ')
            .map(|word| word.chars().map(String::from).collect::<Vec<_>>().join(between))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let middle = |between: &str| -> String {
        let cut = |word: &str| {
            let half = word.chars().count() / 2;
            let (first, second): (String, String) =
                (word.chars().take(half).collect(), word.chars().skip(half).collect());
            if half == 0 { second } else { format!("{first}{between}{second}") }
        };
        phrase.split(' ').map(cut).collect::<Vec<_>>().join(" ")
    };
    let entities: String =
        phrase.chars().map(|c| if c == ' ' { " ".to_owned() } else { format!("&#{};", u32::from(c)) }).collect();
    let accented: String =
        phrase.chars().map(|c| if "aeiou".contains(c) { format!("{c}\u{301}") } else { c.to_string() }).collect();
    let cyrillic: String = phrase.replace('o', "о").replace('e', "е").replace('a', "а");
    vec![
        ("plain", format!("<p>{phrase}</p>")),
        ("preheader", format!("<div style=\"display:none\">{phrase}</div>")),
        ("alt", format!("<img src=\"cid:logo\" alt=\"{phrase}\">")),
        ("title", format!("<span title=\"{phrase}\">x</span>")),
        ("link", format!("<a href=\"#\">{phrase}</a>")),
        ("capitals", format!("<p>{}</p>", phrase.to_uppercase())),
        ("accents", format!("<p>{accented}</p>")),
        ("soft hyphens", format!("<p>{}</p>", each("&shy;"))),
        ("zero width", format!("<p>{}</p>", each("\u{200b}"))),
        ("entities", format!("<p>{entities}</p>")),
        ("tags", format!("<p>{}</p>", middle("<b></b>"))),
        ("comments", format!("<p>{}</p>", middle("<!-- x -->"))),
        ("cells", format!("<table><td>{}</td></table>", middle("</td>\n<td>"))),
        ("hyphens", format!("<p>{}</p>", middle("-"))),
        ("line end", format!("<p>{}</p>", middle("-\n  "))),
        ("look-alikes", format!("<p>{cyrillic}</p>")),
        ("style", format!("<style>p::after{{content:'{phrase}'}}</style>")),
        ("outlook", format!("<!--[if mso]><p>{phrase}</p><![endif]-->")),
        ("nbsp", format!("<p>{}</p>", phrase.replace(' ', "&nbsp;"))),
    ]
}

#[test]
fn every_term_is_found_wherever_it_hides() {
    let mut missed = Vec::new();
    for words in all() {
        for (rule, phrase) in words.terms() {
            let phrase = phrase.0.iter().map(|part| part.letters.as_str()).collect::<Vec<_>>().join(" ");
            for (how, html) in hidden(&phrase) {
                if !in_html(&html).contains(&rule) {
                    missed.push(format!("{} [{}] {how}: {html}", words.language, rule.as_str()));
                }
            }
            let letter = Letter { subject: Some(Text::of(&phrase, 1)), ..Letter::default() };
            let found = lint(&letter, &Frame::new(Family::Service));
            assert!(found.iter().any(|f| f.place == Place::Subject && f.rule == rule), "subject: {phrase}");
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_structure_is_found() {
    for (rule, html) in [
        (Rule::Price, "<p>D&egrave;s 10&nbsp;€</p>"),
        (Rule::Price, "<p>50 % aujourd’hui</p>"),
        (Rule::Price, "<p>dix pour cent : 10 pour cent</p>"),
        (Rule::Price, "<p>£5 for you</p>"),
        (Rule::Price, "<p>20eur</p>"),
        (Rule::Link, "<a href=\"https://shop.example.com/\">ici</a>"),
        (Rule::Social, "<a href=\"https://www.facebook.com/shop\"><img src=\"f.png\" alt=\"\"></a>"),
        (Rule::Tracking, "<a href=\"https://x.example/c?utm_source=mail\">ici</a>"),
        (Rule::Tracking, "<a href=\"https://x.example/c?a=1&amp;GCLID=2\">ici</a>"),
        (Rule::Personal, "<a href=\"https://x.example/c?u=somebody@example.org\">ici</a>"),
        (Rule::Hidden, "<a href=\"https://other.example/\">www.maison.example</a>"),
        (Rule::Markup, "<a href=\"javascript:alert(1)\">ici</a>"),
        (Rule::Promotion, "<a href=\"https://x.example/offre-speciale\">ici</a>"),
        (Rule::Promotion, "<a href=\"https://x.example/%6Fffre\">ici</a>"),
        (Rule::Pixel, "<img src=\"https://x.example/o.gif\" width=1 height=1>"),
        (Rule::Pixel, "<img src=\"https://x.example/o.gif\" style=\"display: none\">"),
        (Rule::Image, "<img src=\"a.png\" alt=\"A\"><img src=\"b.png\" alt=\"B\">"),
        (Rule::Image, "<td background=\"https://x.example/b.png\">x</td>"),
        (Rule::Image, "<td style=\"background-image:url(b.png)\">x</td>"),
        (Rule::Form, "<input type=\"checkbox\" checked>"),
        (Rule::Form, "<p>☑ oui</p>"),
        (Rule::Form, "<p>[x] yes</p>"),
        (Rule::Markup, "<script>1</script>"),
        (Rule::Markup, "<p>Bonjour {{ customer.phone }}</p>"),
        (Rule::Hidden, "<p>\u{202e}erffo</p>"),
        (Rule::Hidden, "<bdo dir=\"rtl\">erffo</bdo>"),
        (Rule::Shouting, "<p>IMPORTANT message</p>"),
        (Rule::Shouting, "<p>Vite !!</p>"),
        (Rule::Threat, "<p>Sans réponse de votre part, votre compte sera fermé.</p>"),
        (Rule::Threat, "<p>Otherwise your account will be closed.</p>"),
        (Rule::Urgency, "<p>Last chance</p>"),
        (Rule::Personal, "<p>Votre numéro : 06 12 34 56 78</p>"),
        (Rule::Personal, "<p>Customer number 12345678</p>"),
        (Rule::Personal, "<p>Your e-mail: s•••••y@example.org</p>"),
        (Rule::Promotion, "<p>Une 0ffre</p>"),
        (Rule::Promotion, "<p>une o f f r e pour vous</p>"),
        (Rule::Promotion, "<p>une p.r.o.m.o</p>"),
        (Rule::Promotion, "<p>votre pr0m0</p>"),
    ] {
        assert!(in_html(html).contains(&rule), "{rule:?}: {html}: {:?}", in_html(html));
    }
    let fine = "<p>Votre compte sera fermé le 12 mars 2027.</p><p>Né le 12.03.1980 ? SAS au capital de 10 000 €, RCS 123 456 789.</p>";
    assert_eq!(in_html(fine), []);
}

#[test]
fn a_mail_that_lacks_something_is_told_what() {
    let whole = mail("en", "Your contact details: please check them", "We hold: name, address.");
    assert_eq!(of_mail(&whole), []);
    let html_only = whole.replace("text/plain", "text/calendar");
    assert!(rules(&of_mail(&html_only)).contains(&Rule::TextPart));
    let attached = whole.replace("--b--", "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n--b--");
    assert_eq!(rules(&of_mail(&attached)), [Rule::Attachment]);
    for (what, rule) in [
        ("Do not ask me again", Rule::Stop),
        ("Privacy notice", Rule::Privacy),
        ("Check my details", Rule::Portal),
        ("From: Maison Lavande ", Rule::Sender),
    ] {
        let found = of_mail(&whole.replace(what, if rule == Rule::Sender { "From: Another Company " } else { "x" }));
        assert!(rules(&found).contains(&rule), "{what}: {found:?}");
    }
    let nobody = whole.replace("dpo@maison-lavande.example", "");
    assert_eq!(rules(&of_mail(&nobody)), [Rule::Contact]);
    let why = whole
        .replace("checks that the details we have about you are right", "writes to you")
        .replace("We hold: name, address.", "Hi.");
    assert_eq!(rules(&of_mail(&why)), [Rule::Purpose]);
    let french = mail("fr", "Vos coordonnees", "Nous vérifions que vos coordonnées sont exactes.")
        .replace("Content-Language: fr", "Content-Language: en");
    assert!(rules(&of_mail(&french)).contains(&Rule::Language));
    let long = mail("en", &"a".repeat(71), "x");
    assert_eq!(rules(&of_mail(&long)), [Rule::TooLong]);
    let own = mail("en", "Your details", "You are somebody@example.org.");
    assert!(rules(&of_mail(&own)).contains(&Rule::Personal), "the reader's own address is a value");
}

#[test]
fn the_mails_that_were_fined_are_blocked_with_the_rule_named() {
    // As the decisions describe them (law.md section 2), in our words.
    for (who, subject, text, expected) in [
        (
            "Flybe",
            "Are your details correct?",
            "Please check that your details are correct, and update your marketing preferences. Everyone who does is entered \
             into a prize draw.",
            vec![Rule::Competition, Rule::Consent, Rule::Marketing],
        ),
        (
            "Honda",
            "Would you like to hear from Honda?",
            "Please tell us whether you want to hear from us about our cars and offers.",
            vec![Rule::Consent, Rule::Promotion],
        ),
        (
            "Morrisons",
            "Your Account Details",
            "You have opted out. To get money-off coupons and the latest news, change your preferences.",
            vec![Rule::Consent, Rule::Marketing, Rule::Promotion],
        ),
    ] {
        let found = rules(&of_mail(&mail("en", subject, text)));
        for rule in &expected {
            assert!(found.contains(rule), "{who}: {rule:?} is not in {found:?}");
        }
        assert!(expected.iter().all(|rule| rule.blocks(Family::Service)));
    }
}

#[test]
fn our_own_mails_pass_as_they_are_sent() {
    use crate::mail::{Mail, Mailer};
    let mailer = Mailer::for_tests(crate::clock::Clock::fixed(jiff::Timestamp::UNIX_EPOCH)).unwrap();
    let house = mailer.house();
    for lang in Lang::ALL.iter().copied() {
        for mail in Mail::samples(lang) {
            let (Mail::DetailsCheck(check) | Mail::DetailsReminder(check)) = &mail else { continue };
            let frame = Frame {
                lang: Some(lang),
                hosts: vec!["donnees.maison-lavande.example".to_owned()],
                names: check.kinds().to_vec(),
                contacts: vec![house.email.clone(), house.dpo.as_ref().unwrap().email.clone()],
                ..Frame::new(Family::Service)
            };
            let rendered = mailer.render(lang, &mail).unwrap();
            let letter = Letter::rendered(lang, &rendered.subject, &rendered.text, &rendered.html);
            let Some(what) = check.choices() else {
                assert_eq!(lint(&letter, &frame), [], "{} in {lang}", mail.name());
                continue;
            };
            // The link to what its reader may choose makes a mail of family P what no service message is.
            let found = rules(&lint(&letter, &frame));
            assert!(found.contains(&Rule::Consent) && Rule::Consent.blocks(Family::Service), "{found:?}");
            let mut names = frame.names.clone();
            names.extend([what.to_owned(), crate::words::say(lang, "mail-details-check-choices", &[])]);
            let frame = Frame { family: Family::Permitted, names, ..frame };
            assert_eq!(lint(&letter, &frame), [], "{} in {lang}, of family P", mail.name());
        }
    }
}

#[test]
fn a_finding_says_where_it_stands() {
    let found = of_mail(&mail("fr", "Une offre", "Bonjour."));
    assert_eq!(found, [Finding { place: Place::Subject, line: 1, rule: Rule::Promotion, words: "offre".to_owned() }]);
    let found = lint(&Letter::of_text("Un.\n\nUne Réduc-\ntion\nici"), &Frame::new(Family::Service));
    let term = found.iter().find(|finding| finding.rule == Rule::Promotion).unwrap();
    assert_eq!((term.line, term.words.as_str()), (3, "Réduc- tion"));
}

#[test]
fn in_the_permitted_family_what_promotes_is_told_and_what_hides_is_refused() {
    assert!(!Rule::Promotion.blocks(Family::Permitted) && Rule::Pixel.blocks(Family::Permitted));
    assert!(Rule::ALL.into_iter().all(|rule| rule.blocks(Family::Service)));
}

#[test]
fn products_are_refused_and_names_of_the_company_are_not() {
    let frame = Frame {
        products: vec!["Eau d’Été".to_owned()],
        names: vec!["Best Deals Ltd".to_owned()],
        ..Frame::new(Family::Service)
    };
    let found = lint(&Letter::of_text("Best Deals Ltd sells eau d'ete. Best wishes."), &frame);
    assert_eq!(rules(&found.into_iter().filter(|f| f.line > 0).collect::<Vec<_>>()), [Rule::Product]);
}

#[test]
fn an_introduction_holds_no_link_no_markup_and_comes_in_every_language() {
    let keys = |intro: &str| rules(&lint_intro(intro));
    assert_eq!(keys("Look at shop.example.com"), [Rule::Link]);
    assert_eq!(keys("Write to x@example.com"), [Rule::Link]);
    assert_eq!(keys("<b>Bonjour</b>"), [Rule::Markup]);
    assert_eq!(keys(&"x".repeat(301)), [Rule::TooLong]);
    let found = lint_intros(&[(Lang::En, "We merged our systems."), (Lang::Fr, " ")]);
    assert_eq!(found.iter().map(|(lang, f)| (*lang, f.rule)).collect::<Vec<_>>(), [(Lang::Fr, Rule::Missing)]);
    assert_eq!(lint_intros(&[(Lang::En, ""), (Lang::Fr, "")]), []);
    assert!(better(Lang::Fr, Rule::Promotion).contains("coordonnées"));
}
