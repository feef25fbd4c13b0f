//! Lists of words: in the database, in addresses and in message keys.

/// A text is not a word of the list it was looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an unknown word")]
pub struct UnknownWord;

/// Writes an enum as words: in the database, in addresses and in message keys.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word in the database, in addresses and in message keys.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::requests::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::requests::UnknownWord> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or($crate::requests::UnknownWord)
            }
        }
    };
}
pub(crate) use words;
