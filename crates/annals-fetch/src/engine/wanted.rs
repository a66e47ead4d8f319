//! Which of the waiting addresses this run is about: all of them, or those that the plan names and their lists lead to.

use crate::canonical;
use crate::state::Task;
use std::collections::BTreeSet;
use url::Url;

/// The addresses of the run; `None` when it is about all.
pub(super) struct Wanted(Option<BTreeSet<String>>);

impl Wanted {
    pub(super) fn new(only: bool) -> Self {
        Self(only.then(BTreeSet::new))
    }

    /// An address that the plan names, or a list that it names.
    pub(super) fn add(&mut self, url: &str) {
        if let Some(wanted) = &mut self.0 {
            wanted.insert(canonical_of(url));
        }
    }

    pub(super) fn has(&self, task: &Task) -> bool {
        self.0.as_ref().is_none_or(|wanted| wanted.contains(&canonical_of(&task.url)))
    }
}

fn canonical_of(url: &str) -> String {
    Url::parse(url.trim()).map_or_else(|_| url.to_owned(), |url| canonical(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_about_all_or_about_what_was_named() {
        let task = |url: &str| Task::new(url);
        assert!(Wanted::new(false).has(&task("https://eastquay.example/a")));
        let mut few = Wanted::new(true);
        few.add("https://eastquay.example/a?utm_source=x");
        assert!(few.has(&task("https://eastquay.example/a")) && !few.has(&task("https://eastquay.example/b")));
    }
}
