//! Lists of tags, `name=value; name=value` (RFC 6376, 3.2), as DKIM and DMARC write them.

/// The tags in their order, names in small letters, without the spaces around.
pub(super) fn read(text: &str) -> Vec<(String, String)> {
    let tag = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    text.split(';').filter_map(tag).collect()
}
