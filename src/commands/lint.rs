use crate::refresh::lint::{Family, Finding, Frame, Letter, lint};
use anyhow::{Context, bail};
use std::path::Path;

/// Reads a mail (`.eml`), its text (`.txt`) or its page (`.html`), and tells what it must not say. Needs no settings.
pub fn lint_mail(file: &Path, frame: &Frame) -> anyhow::Result<Vec<Finding>> {
    let raw = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let letter = match ending.as_str() {
        "eml" => Letter::of_mail(&raw).with_context(|| format!("{} is no mail", file.display()))?,
        "txt" => Letter::of_text(&String::from_utf8_lossy(&raw)),
        "html" | "htm" => Letter::of_html(&String::from_utf8_lossy(&raw)),
        _ => bail!("{} ends in none of .eml, .txt, .html", file.display()),
    };
    Ok(lint(&letter, frame))
}

/// Whether a finding stops the mail.
pub fn blocked(found: &[Finding], family: Family) -> bool {
    found.iter().any(|finding| finding.rule.blocks(family))
}
