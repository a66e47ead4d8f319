//! Which of the waiting addresses this run is about: all of them, or those that the plan names and their lists lead to.

use std::collections::{BTreeMap, VecDeque};

/// The addresses of the run, by the host in whose line they wait, in the order in which they were named; `None` when it
/// is about all. So the few are found without going through lines of millions.
pub(super) struct Wanted(Option<BTreeMap<String, VecDeque<String>>>);

impl Wanted {
    pub(super) fn new(only: bool) -> Self {
        Self(only.then(BTreeMap::new))
    }

    /// Whether the run is about everything that waits.
    pub(super) fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// An address that was named, and waits at this host.
    pub(super) fn add(&mut self, host: &str, url: &str) {
        if let Some(hosts) = &mut self.0 {
            hosts.entry(host.to_owned()).or_default().push_back(url.to_owned());
        }
    }

    /// A host's first address, to look at.
    pub(super) fn first(&self, host: &str) -> Option<&str> {
        self.0.as_ref()?.get(host)?.front().map(String::as_str)
    }

    /// A host's first address, which is named no more.
    pub(super) fn next(&mut self, host: &str) -> Option<String> {
        let hosts = self.0.as_mut()?;
        let named = hosts.get_mut(host)?;
        let first = named.pop_front();
        if named.is_empty() {
            hosts.remove(host);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_in_the_order_in_which_they_were_named_each_at_its_host() {
        let mut all = Wanted::new(false);
        all.add("eastquay.example", "a");
        assert!(all.is_all() && all.next("eastquay.example").is_none());
        let mut few = Wanted::new(true);
        for (host, url) in [("eastquay.example", "b"), ("other.example", "c"), ("eastquay.example", "a")] {
            few.add(host, url);
        }
        assert_eq!(few.first("eastquay.example"), Some("b"));
        assert_eq!(
            [few.next("eastquay.example"), few.next("eastquay.example"), few.next("eastquay.example")],
            [Some("b".to_owned()), Some("a".to_owned()), None]
        );
        assert!(!few.is_all() && few.next("other.example").is_some() && few.first("other.example").is_none());
    }
}
