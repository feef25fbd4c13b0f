//! The archivist: opens the archive, one person at a time, each time on a ground and for a reason, and sees nothing else.
//! What lies there is in `crate::archive`; the data protection officer reads who opened it and why.

pub mod pages;
