//! Which pages of an archive are wanted: by host and by date.

use super::headers::Headers;
use super::record::{date, target};
use crate::cdxj::host;
use jiff::Timestamp;

/// Hosts and dates that are wanted; the default wants all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Names of hosts: each stands for itself and for the names under it (`example.com` also for `news.example.com`).
    /// None: all hosts.
    pub hosts: Vec<String>,
    /// Pages fetched at this moment or later.
    pub from: Option<Timestamp>,
    /// Pages fetched before this moment.
    pub to: Option<Timestamp>,
}

impl Filter {
    /// Whether a record's headers are of a wanted page. A date that cannot be read is left to the reader to report.
    pub(super) fn wants(&self, headers: &Headers) -> bool {
        let host = || host(target(headers)).is_some_and(|host| self.hosts.iter().any(|wanted| lies_under(&host, wanted)));
        if !self.hosts.is_empty() && !host() {
            return false;
        }
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        date(headers).is_ok_and(|date| self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date < to))
    }
}

fn lies_under(host: &str, wanted: &str) -> bool {
    let wanted = wanted.trim().trim_matches('.').to_lowercase();
    host.strip_suffix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(url: &str, date: &str) -> Headers {
        Headers::parse(format!("WARC/1.0\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n\r\n").as_bytes())
    }

    #[test]
    fn hosts_take_in_what_lies_under_them_and_ranges_are_half_open() {
        let filter = Filter {
            hosts: vec!["Example.com".to_owned()],
            from: Some("2025-03-01T00:00:00Z".parse().unwrap()),
            to: Some("2025-04-01T00:00:00Z".parse().unwrap()),
        };
        for (url, date, wanted) in [
            ("https://example.com/a", "2025-03-01T00:00:00Z", true),
            ("<https://news.example.com:8080/a>", "2025-03-31T23:59:59.9Z", true),
            ("https://badexample.com/a", "2025-03-02T00:00:00Z", false),
            ("https://example.com.evil.example/", "2025-03-02T00:00:00Z", false),
            ("https://example.com/a", "2025-04-01T00:00:00Z", false),
            ("https://example.com/a", "2025-02-28T23:59:59Z", false),
            ("dns:example.com", "2025-03-02T00:00:00Z", false),
        ] {
            assert_eq!(filter.wants(&headers(url, date)), wanted, "{url} {date}");
            assert!(Filter::default().wants(&headers(url, date)));
        }
    }
}
