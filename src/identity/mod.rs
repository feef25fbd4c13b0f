//! How customers prove that a mailbox is theirs, and stay signed in.
//!
//! Asking ([`ask`]) does the same for every address: it writes down the question and a job. The job looks whether
//! anything is held under the address, and mails a code with a link, or the answer that nothing is held. A code works
//! only in the browser that asked; a link works there with one click, elsewhere only together with the code. Nothing is
//! consumed by opening a page. Each works once, for minutes, and [`redeem`] makes at most one session of it. Where several
//! people share the mailbox, the session opens nothing until it is said which of them it is ([`become_member`]). The
//! address itself is changed by [`change`].

pub mod change;
pub mod jobs;
pub mod pages;
mod session;
mod sign_in;
mod store;

pub use session::{
    Became, Entry, become_member, begin_choice, count_try, end_all_sessions, end_other_sessions, end_session,
    find_session, sessions_of, touch_session,
};
pub use sign_in::{Asked, Rules, TooOften, ask};
pub use store::{Redeemed, SignIn, State, by_cookie, by_link, redeem, refuse, try_code};

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
