//! A value that is replaced while the program runs, and read without locks.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A value that everyone reads as it is now. Clones share it. It is for what changes a few times in the life of a process, such
/// as the record of processing: every value that ever was stays in memory, so that a reader can hold a plain reference.
#[derive(Debug)]
pub struct Living<T>(Arc<Link<T>>);

#[derive(Debug)]
struct Link<T> {
    value: Arc<T>,
    next: OnceLock<Box<Link<T>>>,
}

impl<T> Clone for Living<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Living<T> {
    /// Begins with this value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(Link { value: Arc::new(value), next: OnceLock::new() }))
    }

    /// The value as it is now, to keep: it does not change under its reader.
    pub fn now(&self) -> Arc<T> {
        Arc::clone(&self.last().value)
    }

    /// Everyone who reads from here on reads this value.
    pub fn replace(&self, value: T) {
        let mut link = Box::new(Link { value: Arc::new(value), next: OnceLock::new() });
        // Another thread may have replaced it just before: then this one comes after.
        while let Err(again) = self.last().next.set(link) {
            link = again;
        }
    }

    fn last(&self) -> &Link<T> {
        let mut link = &*self.0;
        while let Some(next) = link.next.get() {
            link = next;
        }
        link
    }
}

impl<T> Deref for Living<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.last().value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_reads_the_new_value_and_what_was_kept_stays() {
        let living = Living::new(1);
        let (other, kept, held) = (living.clone(), living.now(), &*living);
        living.replace(2);
        living.replace(3);
        assert_eq!((*other, *kept, *held), (3, 1, 1));
    }

    #[test]
    fn no_replacement_is_lost_among_threads() {
        let living = Living::new(0);
        std::thread::scope(|scope| {
            for thread in 1..=4 {
                let living = living.clone();
                scope.spawn(move || (0..50).for_each(|_| living.replace(thread)));
            }
        });
        let mut count = 0;
        let mut link = &*living.0;
        while let Some(next) = link.next.get() {
            (count, link) = (count + 1, next);
        }
        assert_eq!(count, 200);
    }
}
