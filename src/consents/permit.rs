//! The one proof that lets a mail of family P be made.

use super::Permit;
use crate::lang::Lang;
use crate::mail::Permitted;

impl Permitted for Permit {
    fn what(&self, lang: Lang) -> &str {
        self.activity().name.get(lang)
    }
}
