//! What changed between two wordings, word by word. Pure.

use serde::Serialize;

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `same`, `gone` or `new`.
    pub kind: &'static str,
    /// The words.
    pub text: String,
}

/// Past this many words on a side, everything counts as changed: nobody compares a book by eye.
const MOST: usize = 600;

/// The words of both, each in its order, told apart by the longest common sequence.
pub fn difference(old: &str, new: &str) -> Vec<Part> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let mut parts: Vec<Part> = Vec::new();
    if old.len() > MOST || new.len() > MOST {
        push(&mut parts, "gone", &old.join(" "));
        push(&mut parts, "new", &new.join(" "));
        return parts;
    }
    let width = new.len() + 1;
    let mut length = vec![0u16; (old.len() + 1) * width];
    let at = |length: &[u16], i: usize, j: usize| length.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let best =
                if a == b { at(&length, i + 1, j + 1) + 1 } else { at(&length, i + 1, j).max(at(&length, i, j + 1)) };
            if let Some(cell) = length.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                push(&mut parts, "same", a);
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), Some(_)) if at(&length, i + 1, j) >= at(&length, i, j + 1) => {
                push(&mut parts, "gone", a);
                i += 1;
            }
            (Some(a), None) => {
                push(&mut parts, "gone", a);
                i += 1;
            }
            (_, Some(b)) => {
                push(&mut parts, "new", b);
                j += 1;
            }
            (None, None) => return parts,
        }
    }
}

fn push(parts: &mut Vec<Part>, kind: &'static str, word: &str) {
    match parts.last_mut().filter(|last| last.kind == kind) {
        Some(last) => {
            last.text.push(' ');
            last.text.push_str(word);
        }
        None if word.is_empty() => {}
        None => parts.push(Part { kind, text: word.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_changed_stands_out_and_the_rest_does_not() {
        let parts = difference("I agree to one e-mail a month.", "I agree to one e-mail a week and to calls.");
        let shown: Vec<(&str, &str)> = parts.iter().map(|part| (part.kind, part.text.as_str())).collect();
        assert_eq!(shown, [("same", "I agree to one e-mail a"), ("gone", "month."), ("new", "week and to calls.")]);
        assert!(difference("", "").is_empty());
    }

    proptest! {
        #[test]
        fn both_wordings_can_be_read_off(old in "[ab ]{0,30}", new in "[ab ]{0,30}") {
            let side = |kind: &str| {
                let parts = difference(&old, &new);
                let texts: Vec<String> =
                    parts.into_iter().filter(|part| part.kind == "same" || part.kind == kind).map(|part| part.text).collect();
                texts.join(" ")
            };
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(side("gone"), plain(&old));
            prop_assert_eq!(side("new"), plain(&new));
        }
    }
}
