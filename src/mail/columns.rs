//! The text part keeps to 72 columns, so that quoting it does not break its lines.

/// The most characters in a line of the text part; a longer word (an address) stays whole on its own line.
pub(super) const WIDTH: usize = 72;

/// Folds lines longer than [`WIDTH`] at spaces; what continues an item of a list is indented under it. No-break spaces
/// hold. At most one empty line in a row, none at the ends, and a line break at the end. A signature of a signed note
/// (`— name base64`, C2SP signed-note) stays whole: broken, it would be none.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines() {
        let is_mark = line == "-- ";
        let line = if is_mark { line } else { line.trim_end() };
        if line.is_empty() {
            if !empty {
                folded.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        if is_mark {
            folded.push_str("-- \n");
            continue;
        }
        if line.starts_with("— ") {
            folded.push_str(line);
            folded.push('\n');
            continue;
        }
        fold_line(line, &mut folded);
    }
    let end = folded.trim_end_matches('\n').len();
    folded.truncate(end);
    folded.push('\n');
    folded
}

fn fold_line(line: &str, folded: &mut String) {
    let indent = if line.starts_with("- ") { "  " } else { "" };
    let mut column = 0usize;
    for word in line.split(' ') {
        let width = word.chars().count();
        if column > 0 {
            if column.saturating_add(1).saturating_add(width) > WIDTH {
                folded.push('\n');
                folded.push_str(indent);
                column = indent.len();
            } else {
                folded.push(' ');
                column = column.saturating_add(1);
            }
        }
        folded.push_str(word);
        column = column.saturating_add(width);
    }
    folded.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_stays_whole_and_a_list_stays_indented() {
        let address = format!("https://example.com/{}", "x".repeat(80));
        assert_eq!(fold(&address), format!("{address}\n"));
        let item = format!("- {}", "word ".repeat(20));
        assert!(fold(&item).lines().skip(1).all(|line| line.starts_with("  word")));
        let signature = format!("— privacy.example/audit {}", "x".repeat(92));
        assert_eq!(fold(&signature), format!("{signature}\n"));
        assert_eq!(fold("\n\na\n\n\n\nb\n\n"), "a\n\nb\n");
        assert_eq!(fold("a\n-- \nb"), "a\n-- \nb\n");
    }

    proptest! {
        #[test]
        fn folding_keeps_every_word_and_no_line_is_long(text in "([a-zé]{1,20}[ \n]){0,60}") {
            let folded = fold(&text);
            prop_assert!(folded.lines().all(|line| line.chars().count() <= WIDTH));
            prop_assert_eq!(folded.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
