//! Lines of `Name: value`, as reports write them for programs: folded like headers, in groups with an empty line between.

/// The most lines looked at in one part.
const MOST_LINES: usize = 2_000;

/// One group of fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Every field of a text, in whatever group, its name in small letters.
    pub(super) fn lines(text: &str) -> impl Iterator<Item = (String, String)> {
        Self::groups(text).into_iter().flat_map(|group| group.0)
    }

    /// The groups of a text; a line that is no field is skipped.
    pub(super) fn groups(text: &str) -> Vec<Self> {
        let (mut groups, mut current) = (Vec::new(), Self::default());
        for line in text.lines().take(MOST_LINES) {
            if line.trim().is_empty() {
                groups.push(std::mem::take(&mut current));
            } else if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), current.0.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
            } else if let Some((name, value)) = line.split_once(':').filter(|(name, _)| is_name(name)) {
                current.0.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        groups.push(current);
        groups.retain(|group| !group.0.is_empty());
        groups
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() < 80 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The address in a typed value such as `rfc822; jean+2Bx@example.fr` (RFC 3464, 2.1.2; xtext of RFC 3461, 4; the form of
/// RFC 6533, 3 for what is not ASCII).
pub(super) fn address(value: &str) -> Option<String> {
    let (kind, rest) = value.split_once(';').unwrap_or(("rfc822", value));
    let rest = rest.trim().trim_matches(['<', '>']);
    let text = match kind.trim().to_ascii_lowercase().as_str() {
        "utf-8" => wide(rest),
        _ => xtext(rest),
    };
    (text.contains('@') && text.len() <= 320 && !text.contains(char::is_control)).then_some(text)
}

/// `+2B` is a plus. An address that was never encoded stays as it is: most systems write it so.
fn xtext(text: &str) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let upper = code.filter(|pair| pair.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')));
        match (first, upper.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            // Only what must be encoded is decoded, so that `jean+12@…` keeps its plus.
            (b'+', Some(byte @ (b'+' | b'=' | 0x80..))) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// `\x{E9}` is an é.
fn wide(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("\\x{") {
        let letter = after.split_once('}').and_then(|(code, tail)| {
            let letter = u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?;
            Some((letter, tail))
        });
        let Some((letter, tail)) = letter else { return out + rest };
        out.push_str(before);
        out.push(letter);
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unfolded_grouped_and_named_in_small_letters() {
        let groups = Fields::groups(
            "Reporting-MTA: dns; mx\nnot a field\n\n\nStatus: 5.1.1\nDiagnostic-Code: smtp;\n  550 no\n\tsuch user\n",
        );
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[1].get("diagnostic-code"), Some("smtp; 550 no such user"));
        assert_eq!((groups[0].get("reporting-mta"), groups[0].get("status")), (Some("dns; mx"), None));
    }

    #[test]
    fn an_address_is_read_in_each_form() {
        assert_eq!(address("rfc822; Jean@Example.fr").as_deref(), Some("Jean@Example.fr"));
        assert_eq!(address("RFC822;<a+2Bb@example.fr>").as_deref(), Some("a+b@example.fr"));
        assert_eq!(address("rfc822;a+12@example.fr").as_deref(), Some("a+12@example.fr"));
        assert_eq!(address("utf-8;jos\\x{E9}@example.fr").as_deref(), Some("josé@example.fr"));
        assert_eq!(address("utf-8;josé@example.fr").as_deref(), Some("josé@example.fr"));
        assert_eq!(address("utf-8;a\\x{110000}@example.fr").as_deref(), Some("a\\x{110000}@example.fr"));
        assert_eq!(address("x400; /G=J/"), None);
    }
}
