//! The script of the banner: the file beside this one, without its comments, with the settings in their place.

use serde_json::Value;
use std::sync::LazyLock;

const SOURCE: &str = include_str!("banner.js");

/// Where the settings go.
const PLACE: &str = "/*CONFIG*/null";

/// Lines that are comments, and the space before lines, are for who reads the file.
static SLIM: LazyLock<String> = LazyLock::new(|| {
    let lines = SOURCE.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n") + "\n"
});

/// The script with these settings.
pub fn script(settings: &Value) -> String {
    SLIM.replacen(PLACE, &settings.to_string(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_settings_stand_in_their_place_and_nothing_in_it_is_evaluated() {
        let text = script(&json!({ "v": "abc" }));
        assert!(text.contains("const C = {\"v\":\"abc\"}") && !text.contains(PLACE));
        for forbidden in [
            "eval(",
            "Function(",
            "innerHTML",
            "insertAdjacentHTML",
            "document.write",
            "import(",
            "http://",
            "https://",
        ] {
            let allowed = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!allowed.contains(forbidden), "{forbidden}");
        }
        assert!(!text.lines().any(|line| line.starts_with("//")));
    }
}
