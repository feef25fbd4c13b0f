//! What the owner of a site writes into its pages.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The script element: one line, no inline code. `base` is the origin of the portal.
pub fn element(base: &str) -> String {
    format!(
        "<script src=\"{base}/cookies.js\" async crossorigin=\"anonymous\" referrerpolicy=\"no-referrer\"></script>"
    )
}

/// The code of [`inline`].
fn code(base: &str) -> String {
    format!("import(\"{base}/cookies.js\").catch(() => {{}})")
}

/// The same as a module with one line of code: then not even the event `load` of the page waits for the portal.
pub fn inline(base: &str) -> String {
    format!("<script type=\"module\">{}</script>", code(base))
}

/// What allows [`inline`] under a strict content policy, in place of a nonce.
pub fn hash(base: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(code(base).as_bytes())))
}

/// A script that waits for a purpose.
pub fn script_example(purpose: &str) -> String {
    format!("<script type=\"text/plain\" data-habeas-purpose=\"{purpose}\" src=\"https://…\"></script>")
}

/// A frame that waits for a purpose.
pub fn frame_example(purpose: &str) -> String {
    format!("<iframe data-habeas-purpose=\"{purpose}\" data-src=\"https://…\" title=\"…\"></iframe>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_code_between_the_tags() {
        let base = "https://privacy.example.com";
        let between = inline(base).replace("<script type=\"module\">", "").replace("</script>", "");
        let digest = BASE64_STANDARD.encode(Sha256::digest(between.as_bytes()));
        assert_eq!(hash(base), format!("'sha256-{digest}'"));
        assert!(element(base).contains("src=\"https://privacy.example.com/cookies.js\""));
    }
}
