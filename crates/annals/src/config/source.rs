//! The places news comes from, one `[[source]]` each.

use super::Wrong;
use crate::written;
use annals_archive::Filter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use std::path::{Path, PathBuf};
use url::Url;

/// One place news comes from; exactly one of `files`, `warc`, `feed`, `sitemap`, `pages`, `list`, `section` is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// A folder of saved pages: `<folder>/<host>/<path>` is `https://<host>/<path>`.
    pub files: Option<PathBuf>,
    /// WARC or ARC files: a path, a folder, a pattern with `*`, an address, or the address of a list of addresses (`*.paths`).
    pub warc: Option<String>,
    /// Of `warc`: only pages of these hosts and of hosts below them; none: all.
    pub hosts: Vec<String>,
    /// Of `warc`: only pages captured on this day or later.
    #[serde(deserialize_with = "day")]
    pub from: Option<Date>,
    /// Of `warc`: only pages captured before this day.
    #[serde(deserialize_with = "day")]
    pub to: Option<Date>,
    /// A feed's address.
    pub feed: Option<String>,
    /// A sitemap's address.
    pub sitemap: Option<String>,
    /// Addresses of pages.
    pub pages: Vec<String>,
    /// A file, or an address, that holds addresses of pages, one a line.
    pub list: Option<String>,
    /// The address of a front page whose links are taken.
    pub section: Option<String>,
}

/// A day as a string or as TOML's own date.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a date such as 2025, 2025-02 or 2025-02-26")]
    enum Written {
        Text(String),
        Year(i64),
        Date(toml::value::Datetime),
    }
    let text = match Written::deserialize(from)? {
        Written::Text(text) => text,
        Written::Year(year) => year.to_string(),
        Written::Date(date) => date.to_string(),
    };
    written::day(&text).map(Some).map_err(serde::de::Error::custom)
}

/// Whether this is an address of the web and no path.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

impl Source {
    /// Lets paths count from `base`.
    pub(super) fn rest_on(&mut self, base: &Path) {
        self.files = self.files.take().map(|files| base.join(files));
        for path in [&mut self.warc, &mut self.list].into_iter().flatten().filter(|path| !is_address(path)) {
            *path = base.join(&*path).to_string_lossy().into_owned();
        }
    }

    /// Finds what cannot be meant; `number` counts from 1.
    pub(super) fn check(&self, number: usize) -> Result<(), Wrong> {
        let field = |name: &str| format!("[[source]] {number}: {name}");
        let given = [
            self.files.is_some(),
            self.warc.is_some(),
            self.feed.is_some(),
            self.sitemap.is_some(),
            !self.pages.is_empty(),
            self.list.is_some(),
            self.section.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            let reason = "needs exactly one of files, warc, feed, sitemap, pages, list, section";
            return Err(Wrong::new(format!("[[source]] {number}"), reason));
        }
        let addresses = [("feed", &self.feed), ("sitemap", &self.sitemap), ("section", &self.section)];
        let pages = self.pages.iter().map(|page| ("pages", page));
        for (name, address) in addresses.into_iter().filter_map(|(name, address)| Some((name, address.as_ref()?))).chain(pages) {
            check_address(address).map_err(|reason| Wrong::new(field(name), reason))?;
        }
        for (name, place) in [("warc", &self.warc), ("list", &self.list)].into_iter().filter_map(|(n, p)| Some((n, p.as_ref()?))) {
            match place.split_once("://") {
                Some(_) => check_address(place).map_err(|reason| Wrong::new(field(name), reason))?,
                None if place.trim().is_empty() => return Err(Wrong::new(field(name), "is empty")),
                None => {}
            }
        }
        if self.warc.is_none() {
            let only = [("hosts", !self.hosts.is_empty()), ("from", self.from.is_some()), ("to", self.to.is_some())];
            if let Some((name, _)) = only.iter().find(|(_, given)| *given) {
                return Err(Wrong::new(field(name), "belongs to `warc` only"));
            }
        }
        if let Some(host) = self.hosts.iter().find(|host| host.trim().is_empty() || host.contains(['/', ':', ' '])) {
            return Err(Wrong::new(field("hosts"), format!("`{host}` is no host's name: write it as in news.example")));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to <= from
        {
            return Err(Wrong::new(field("to"), format!("is the first day left out, so it must be after {from}")));
        }
        Ok(())
    }

    /// Whether anything of this source comes from the network.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        let local = |place: &Option<String>| place.as_ref().is_some_and(|place| !is_address(place));
        self.files.is_none() && !local(&self.warc)
    }

    /// Which pages of an archive are wanted.
    #[must_use]
    pub fn filter(&self) -> Filter {
        let moment = |day: Option<Date>| Some(day?.to_zoned(TimeZone::UTC).ok()?.timestamp());
        let hosts = self.hosts.iter().map(|host| host.trim_start_matches("*.").to_owned()).collect();
        Filter { hosts, from: moment(self.from), to: moment(self.to) }
    }

    /// The choice of pages in words: an archive that was read with another one is read again.
    pub(crate) fn choice(&self) -> String {
        let mut hosts: Vec<String> = self.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        hosts.sort();
        let date = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {}..{}", hosts.join(","), date(self.from), date(self.to))
    }
}

/// Whether a page can be asked for at this address.
pub(crate) fn check_address(address: &str) -> Result<(), String> {
    match Url::parse(address) {
        Ok(url) if is_address(address) && url.has_host() => Ok(()),
        _ if is_bare(address) => Err(format!("`{address}` is no address; is http://{address} meant?")),
        Ok(url) if !is_address(address) => Err(format!("`{address}`: only http and https are fetched, not {}", url.scheme())),
        Ok(_) => Err(format!("`{address}` names no host")),
        Err(e) => Err(format!("`{address}` is no address: {e}; write it as in https://news.example/feed.xml")),
    }
}

/// Endings of files that are no ends of hosts' names.
const ENDINGS: [&str; 9] = [".xml", ".rss", ".atom", ".rdf", ".json", ".txt", ".html", ".gz", ".warc"];

/// Whether this is an address without its scheme, as far as its look tells: a host's name with a dot or a port, and perhaps a path.
#[must_use]
pub fn is_bare(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    // A lone name such as feed.xml is that of a file.
    let file = host == text && ENDINGS.iter().any(|ending| host.ends_with(ending));
    let named = !file && (host.contains('.') || host.contains(':')) && !host.contains('@');
    let ends = host.starts_with(['.', ':']) || host.ends_with(['.', ':']);
    named && !ends && !text.contains(char::is_whitespace) && Url::parse(&format!("http://{text}")).is_ok_and(|url| url.has_host())
}
