//! The HTML part as a reader meets it: its text (that of attributes too), its links, images, and what else it is made of.
//! Not a browser: a reader of mail HTML that errs on the side of seeing more.

use super::fold::BORDER;
use super::text::Text;
use mail_parser::decoders::html::add_html_token;

/// What a page is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Everything that can be read, in order; [`BORDER`] between blocks.
    pub text: Text,
    /// Texts of attributes and styles, each on its own.
    pub asides: Vec<Text>,
    /// Links.
    pub links: Vec<Link>,
    /// Images.
    pub images: Vec<Image>,
    /// Names of elements that a mail must not hold, with their lines.
    pub forms: Vec<(String, u32)>,
    /// The same for markup that loads or runs.
    pub others: Vec<(String, u32)>,
    /// The language it says it is in.
    pub lang: Option<String>,
    /// Whether something turns the direction of reading.
    pub turned: Option<u32>,
}

/// A link.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub href: String,
    pub text: String,
    pub line: u32,
}

/// An image, or something that loads one.
#[derive(Clone, Debug)]
pub(super) struct Image {
    pub src: String,
    /// So small that nobody sees it, or hidden.
    pub hidden: bool,
    pub line: u32,
}

/// A tag with its attributes, names in small letters, values decoded.
struct Tag {
    name: String,
    closes: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
    "wbr",
];

/// Reads a page.
pub(super) fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut reader = Reader { rest: html, line: 1, link: None };
    reader.run(&mut page);
    page
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    link: Option<Link>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn pass(&mut self, text: &str) {
        self.line += u32::try_from(text.matches('\n').count()).unwrap_or(0);
    }

    fn run(&mut self, page: &mut Page) {
        while !self.rest.is_empty() {
            if self.rest.starts_with("<!--") {
                self.comment();
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                let taken = self.take(end);
                self.pass(taken);
            } else if self.begins_tag() {
                self.tag(page);
            } else {
                let next =
                    self.rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(self.rest.len(), |(at, _)| at);
                let text = self.take(next);
                for (c, line) in decoded(text, self.line) {
                    if let Some(link) = &mut self.link {
                        link.text.push(c);
                    }
                    page.text.push(c, line);
                }
                self.pass(text);
            }
        }
        page.links.extend(self.link.take());
    }

    fn begins_tag(&self) -> bool {
        let mut chars = self.rest.chars();
        chars.next() == Some('<') && chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '/')
    }

    /// A comment vanishes, except what some mail programs show: `<!--[if mso]> … <![endif]-->`.
    fn comment(&mut self) {
        let conditional = self.rest.starts_with("<!--[if") && !self.rest.starts_with("<!--[if !");
        let end =
            if conditional { self.rest.find('>').map(|at| at + 1) } else { self.rest.find("-->").map(|at| at + 3) };
        let taken = self.take(end.unwrap_or(self.rest.len()));
        self.pass(taken);
    }

    fn tag(&mut self, page: &mut Page) {
        let line = self.line;
        let end = end_of_tag(self.rest);
        let source = self.take(end);
        self.pass(source);
        let tag = parse(source);
        if !INLINE.contains(&tag.name.as_str()) {
            page.text.push(BORDER, line);
            page.text.push('\n', line);
        }
        if tag.closes {
            if tag.name == "a" {
                page.links.extend(self.link.take());
            }
            return;
        }
        note(page, &tag, line);
        match tag.name.as_str() {
            "a" | "area" => {
                page.links.extend(self.link.take());
                let href = tag.get("href").unwrap_or_default().trim().to_owned();
                self.link = (!href.is_empty()).then(|| Link { href, text: String::new(), line });
            }
            "style" | "script" => {
                let close = format!("</{}", tag.name);
                let at = self.rest.to_ascii_lowercase().find(&close).unwrap_or(self.rest.len());
                let (inside, first) = (self.take(at), self.line);
                if tag.name == "style" {
                    style(page, inside, first);
                }
                self.pass(inside);
            }
            _ => {}
        }
    }
}

/// What a tag says by being there.
fn note(page: &mut Page, tag: &Tag, line: u32) {
    match tag.name.as_str() {
        "img" | "v:image" | "v:fill" | "image" => {
            let src = tag.get("src").or_else(|| tag.get("href")).unwrap_or_default().to_owned();
            page.images.push(Image { src, hidden: is_hidden(tag), line });
        }
        "form" | "input" | "select" | "textarea" | "button" | "option" => page.forms.push((tag.name.clone(), line)),
        "script" | "iframe" | "frame" | "object" | "embed" | "video" | "audio" | "link" | "base" | "svg" | "canvas" => {
            page.others.push((tag.name.clone(), line));
        }
        "meta" if tag.get("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) => {
            page.others.push(("meta refresh".to_owned(), line));
        }
        "html" => page.lang = tag.get("lang").map(str::to_owned),
        _ => {}
    }
    let turned = tag.name == "bdo" || tag.get("dir").is_some_and(|dir| dir.eq_ignore_ascii_case("rtl"));
    if turned {
        page.turned.get_or_insert(line);
    }
    if let Some(src) = tag.get("background") {
        page.images.push(Image { src: src.to_owned(), hidden: false, line });
    }
    for (name, value) in &tag.attributes {
        match name.as_str() {
            "alt" | "title" | "aria-label" | "aria-description" | "placeholder" | "value" | "summary" | "label" => {
                page.asides.push(Text::of(value, line));
            }
            "style" => style(page, value, line),
            _ if name.starts_with("on") => page.others.push((name.clone(), line)),
            _ => {}
        }
    }
}

/// Images and words that a style brings in.
fn style(page: &mut Page, css: &str, first: u32) {
    for (number, line) in (first..).zip(css.lines()) {
        let lower = line.to_lowercase();
        if lower.contains("url(") || lower.contains("@import") {
            page.images.push(Image { src: "url()".to_owned(), hidden: false, line: number });
        }
        let turned = lower.replace(' ', "");
        if turned.contains("direction:rtl") || turned.contains("unicode-bidi") {
            page.turned.get_or_insert(number);
        }
        // Only `content` puts words on the page: ::before { content: "…" }.
        if let Some((_, value)) = line.split_once("content:") {
            page.asides.push(Text::of(value, number));
        }
    }
}

fn is_hidden(tag: &Tag) -> bool {
    let tiny = |name: &str| {
        tag.get(name)
            .and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|size| size <= 3)
    };
    let css = tag.get("style").unwrap_or_default().to_lowercase().replace(' ', "");
    let hides = ["display:none", "visibility:hidden", "opacity:0;", "width:0", "width:1px", "height:0", "height:1px"];
    tiny("width") || tiny("height") || hides.iter().any(|part| css.contains(part))
}

/// The length of the tag at the beginning: `>` inside quotes does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    // A quote that nobody closes: up to the first `>`.
    text.find('>').map_or(text.len(), |at| at + 1)
}

fn parse(source: &str) -> Tag {
    let inside = source.trim_start_matches('<').trim_end_matches('>');
    let closes = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
    let (name, mut rest) = inside.split_at_checked(end).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            attributes.push((key.to_lowercase(), String::new()));
            rest = after;
            continue;
        };
        let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\'')).and_then(|quote| {
            let inner = value.get(1..)?;
            let end = inner.find(quote)?;
            Some((inner.get(..end)?, inner.get(end + 1..)?))
        });
        let (value, after) = quoted.unwrap_or_else(|| {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            value.split_at_checked(end).unwrap_or((value, ""))
        });
        attributes.push((key.to_lowercase(), decoded(value, 1).map(|(c, _)| c).collect()));
        rest = after;
    }
    Tag { name: name.to_lowercase(), closes, attributes }
}

/// The characters of a text with entities decoded, and the line each stands on.
fn decoded(text: &str, first: u32) -> impl Iterator<Item = (char, u32)> {
    let mut out = Vec::with_capacity(text.len());
    let (mut rest, mut line) = (text, first);
    while let Some(c) = rest.chars().next() {
        let entity = (c == '&').then(|| entity(rest)).flatten();
        if let Some((meant, length)) = entity {
            out.extend(meant.chars().map(|c| (c, line)));
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        out.push((c, line));
        line += u32::from(c == '\n');
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out.into_iter()
}

/// What the entity at the beginning means, and its length. A number may lack its semicolon, as browsers allow.
fn entity(text: &str) -> Option<(String, usize)> {
    let body = text.get(1..)?;
    let number = |c: char| c.is_ascii_digit() || c == '#';
    let length = match body.as_bytes() {
        [b'#', b'x' | b'X', ..] => 2 + body.chars().skip(2).take_while(char::is_ascii_hexdigit).count(),
        [b'#', ..] => body.chars().take_while(|c| number(*c)).count(),
        _ => body.chars().take_while(char::is_ascii_alphanumeric).count(),
    };
    let name = body.get(..length).filter(|name| !name.is_empty() && length <= 32)?;
    let whole = body.get(length..).is_some_and(|rest| rest.starts_with(';'));
    if !whole && !name.starts_with('#') {
        return None;
    }
    let mut meant = String::new();
    add_html_token(&mut meant, format!("&{name};").as_bytes(), false);
    (!meant.starts_with('&') || name == "amp" || name == "#38").then_some((meant, 1 + length + usize::from(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_a_reader_sees_it() {
        let page = read("<p>of<b>fre</b> &eacute;t&#233; &#111ffre\n<!-- x -->a<!--[if mso]>b<![endif]--></p>");
        let words: String = page.text.to_string().replace([BORDER, '\n'], " ");
        assert_eq!(words.split_whitespace().collect::<Vec<_>>(), ["offre", "été", "offre", "ab"]);
    }

    #[test]
    fn links_images_and_forms_are_found_with_their_lines() {
        let page = read(
            "<html lang=fr>\n<a href='https://x.example/?a=1&amp;b=2'>ici <b>même</b></a>\n<img src=a.png width=1 alt=\"Un > deux\">\
             \n<input type=checkbox checked>\n<td style=\"background:url(b.png)\" onclick=x><script>offre</script>",
        );
        let link = &page.links[0];
        assert_eq!((link.href.as_str(), link.text.as_str(), link.line), ("https://x.example/?a=1&b=2", "ici même", 2));
        assert_eq!(
            page.images.iter().map(|image| (image.hidden, image.line)).collect::<Vec<_>>(),
            [(true, 3), (false, 5)]
        );
        assert_eq!(page.forms, [("input".to_owned(), 4)]);
        assert_eq!(page.others.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["onclick", "script"]);
        assert_eq!(page.lang.as_deref(), Some("fr"));
        assert!(!page.text.to_string().contains("offre"));
        assert_eq!(page.asides[0].to_string(), "Un > deux");
    }

    #[test]
    fn nothing_makes_it_fall() {
        for odd in
            ["<", "<a", "<a href=\"x>y", "&", "&#;", "&#xfffffff;", "<!--", "</", "<!--[if", "<style>", "é<é>&é;"]
        {
            read(odd);
        }
    }
}
