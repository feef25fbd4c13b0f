//! Just enough of HTML to read our own pages: tags with attributes, forms with their controls, links, words.

/// What a control is, as far as sending it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    Text,
    Hidden,
    Radio,
    Checkbox,
    Option,
    Button,
}

/// One control of a form. `on`: it would be sent.
#[derive(Clone, Debug)]
pub struct Control {
    pub node: Node,
    pub name: String,
    pub value: String,
    pub on: bool,
}

impl Control {
    pub fn is_choice(&self) -> bool {
        matches!(self.node, Node::Radio | Node::Checkbox | Node::Option | Node::Button)
    }
}

/// One form, its address resolved against the page it stands on.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub method: String,
    pub controls: Vec<Control>,
}

/// A start tag or an end tag (`/name`) with its attributes, and the text up to the next tag.
struct Tag<'a> {
    name: String,
    attributes: Vec<(String, String)>,
    after: &'a str,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let mut quote = None;
        let end = rest.char_indices().find(|(_, c)| match (quote, *c) {
            (None, '>') => true,
            (None, '"' | '\'') => {
                quote = Some(*c);
                false
            }
            (Some(q), c) if q == c => {
                quote = None;
                false
            }
            _ => false,
        });
        let Some((end, _)) = end else { break };
        let inside = rest[..end].trim_end_matches('/');
        rest = &rest[end + 1..];
        let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let name = inside[..name_end].to_ascii_lowercase();
        let after = &rest[..rest.find('<').unwrap_or(rest.len())];
        found.push(Tag { name, attributes: attributes(&inside[name_end..]), after });
    }
    found
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(given) = rest.strip_prefix('=') {
            let given = given.trim_start();
            let (inside, after) = match given.chars().next() {
                Some(quote @ ('"' | '\'')) => given[1..].split_once(quote).unwrap_or((&given[1..], "")),
                _ => given.split_at(given.find(char::is_whitespace).unwrap_or(given.len())),
            };
            value = unescape(inside);
            rest = after.trim_start();
        }
        found.push((name, value));
    }
    found
}

/// The characters that entities stand for.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';').filter(|end| *end < 10) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..end];
        let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
        match (name, number.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            ("nbsp", _) => out.push('\u{a0}'),
            _ => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out + rest
}

/// The words of a page, entities read, white space (no-break spaces too) folded to one space.
pub fn text(html: &str) -> String {
    let mut words = String::from(&html[..html.find('<').unwrap_or(html.len())]);
    let mut skip = false;
    for tag in tags(html) {
        match tag.name.as_str() {
            "script" | "style" | "head" => skip = true,
            "/script" | "/style" | "/head" => skip = false,
            _ => {}
        }
        if !skip {
            let inline = ["a", "/a", "b", "/b", "strong", "/strong", "em", "/em", "span", "/span", "code", "/code"];
            if !inline.contains(&tag.name.as_str()) {
                words.push(' ');
            }
            words.push_str(&unescape(tag.after));
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every address that the page links to with `a href`, in order, without fragments alone.
pub fn links(html: &str) -> Vec<String> {
    let hrefs =
        tags(html).into_iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.get("href").map(str::to_string));
    hrefs.filter(|href| !href.starts_with('#')).collect()
}

/// Every form of the page at `path`.
pub fn forms(html: &str, path: &str) -> Vec<Form> {
    let path = path.split(['?', '#']).next().unwrap();
    let mut found: Vec<Form> = Vec::new();
    let mut open = false;
    let mut select: Option<(String, bool)> = None;
    for tag in tags(html) {
        let Some(form) = found.last_mut().filter(|_| open || tag.name == "form") else {
            if tag.name == "form" {
                found.push(form_of(&tag, path));
                open = true;
            }
            continue;
        };
        let name = tag.get("name").unwrap_or_default().to_string();
        let value = tag.get("value").unwrap_or_default().to_string();
        if tag.get("disabled").is_some() && tag.name != "form" {
            continue;
        }
        let mut add = |node, value: String, on| form.controls.push(Control { node, name: name.clone(), value, on });
        match (tag.name.as_str(), tag.get("type").unwrap_or("text")) {
            ("form", _) => {
                found.push(form_of(&tag, path));
                open = true;
            }
            ("/form", _) => {
                press_the_only_button(form);
                open = false;
            }
            ("input", "hidden") => add(Node::Hidden, value, true),
            ("input", "radio") => add(Node::Radio, value, tag.get("checked").is_some()),
            ("input", "checkbox") => {
                let value = if tag.get("value").is_some() { value } else { "on".into() };
                add(Node::Checkbox, value, tag.get("checked").is_some());
            }
            ("input", "submit" | "image") => add(Node::Button, value, false),
            ("input", "button" | "reset" | "file") => {}
            ("input", _) => add(Node::Text, value, true),
            ("button", kind) if kind != "button" && kind != "reset" => add(Node::Button, value, false),
            ("textarea", _) => add(Node::Text, unescape(tag.after.strip_prefix('\n').unwrap_or(tag.after)), true),
            ("select", _) => select = Some((name, true)),
            ("/select", _) => select = None,
            ("option", _) => {
                if let Some((name, first)) = &mut select {
                    let value = tag.get("value").map_or_else(|| tag.after.trim().to_string(), str::to_string);
                    let chosen = tag.get("selected").is_some();
                    if chosen {
                        form.controls.iter_mut().filter(|c| c.name == *name).for_each(|c| c.on = false);
                    }
                    form.controls.push(Control { node: Node::Option, name: name.clone(), value, on: chosen || *first });
                    *first = false;
                }
            }
            _ => {}
        }
    }
    found
}

fn form_of(tag: &Tag<'_>, path: &str) -> Form {
    let action = tag.get("action").filter(|action| !action.is_empty()).unwrap_or(path).to_string();
    Form { action, method: tag.get("method").unwrap_or("get").to_ascii_lowercase(), controls: Vec::new() }
}

/// A person who presses Enter presses the first button.
fn press_the_only_button(form: &mut Form) {
    let buttons = form.controls.iter().filter(|c| c.node == Node::Button).count();
    if buttons == 1 {
        form.controls.iter_mut().filter(|c| c.node == Node::Button).for_each(|c| c.on = true);
    }
}

#[test]
fn a_form_is_read_as_a_browser_would_send_it() {
    let html = r#"<p>Say &amp; do&#x27;s <b>it</b></p><a href="/a?b=1&amp;c=2">x</a><!-- <form action="/no"> -->
        <form method="post" action="/x"><input type=hidden name="csrf" value="a&quot;b"><input name=email value="">
        <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
        <input type="checkbox" name="c" value="yes"><textarea name="t">
one &lt; two</textarea><select name="s"><option value="a">A<option value="b" selected>B</select>
        <button name="act" value="go">Go</button><button type="button" name="no">No</button></form>
        <form><input name="q" value="1"></form>"#;
    let found = forms(html, "/here?x=1");
    let mut form = found[0].clone();
    form.fill("email", "a@b.test");
    form.fill("r", "1");
    let sent = form.fields();
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let expected = [("csrf", "a\"b"), ("email", "a@b.test"), ("r", "1"), ("t", "one < two"), ("s", "b"), ("act", "go")];
    assert_eq!(sent, expected);
    assert_eq!((found.len(), found[1].action.as_str(), found[1].method.as_str()), (2, "/here", "get"));
    assert_eq!(links(html), ["/a?b=1&c=2"]);
    assert!(text(html).starts_with("Say & do's it x"), "{}", text(html));
}
