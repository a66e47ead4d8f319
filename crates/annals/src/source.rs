//! From a configured source to raw pages: saved folders, in a fixed order.

use crate::AnnalsError;
use crate::places::is_archive;
use annals_model::{DateTime, RawPage};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files of a folder that are no pages, by name.
const NOT_PAGES: &[&str] = &["robots.txt", "feed.xml"];

/// The page files below `folder`, sorted by path.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn page_files(folder: &Path) -> Result<Vec<PathBuf>, AnnalsError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |source| AnnalsError::Read { path: folder.clone(), source };
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            // A link could lead out of the folder or round in circles: it is not followed.
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_page(&entry.file_name().to_string_lossy()) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_page(name: &str) -> bool {
    // Archives that lie beside the hosts' folders are sources of their own.
    !NOT_PAGES.contains(&name) && !is_archive(name)
}

/// The dates that `feed.xml` of each host's folder gives to pages: address → date.
pub(crate) fn feed_dates(folder: &Path) -> BTreeMap<String, DateTime> {
    let mut dates = BTreeMap::new();
    let Ok(hosts) = std::fs::read_dir(folder) else { return dates };
    for host in hosts.flatten() {
        let Ok(bytes) = std::fs::read(host.path().join("feed.xml")) else { continue };
        let base = format!("https://{}/feed.xml", host.file_name().to_string_lossy());
        let Ok(feed) = annals_fetch::parse_feed(&bytes, Some(&base)) else { continue };
        dates.extend(
            feed.entries.into_iter().filter_map(|entry| Some((String::from(url::Url::parse(&entry.url?).ok()?), entry.published?))),
        );
    }
    dates
}

/// A saved page: `<folder>/<host>/<path>` is `https://<host>/<path>`.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn page(folder: &Path, file: &Path, dates: &BTreeMap<String, DateTime>, now: Timestamp) -> Result<RawPage, AnnalsError> {
    let body = std::fs::read(file).map_err(|source| AnnalsError::Read { path: file.to_owned(), source })?;
    let below = file.strip_prefix(folder).unwrap_or(file);
    let parts: Vec<String> = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let url = url::Url::parse(&format!("https://{}", parts.join("/"))).map(String::from).unwrap_or_default();
    Ok(RawPage {
        feed_date: dates.get(&url).copied(),
        final_url: url.clone(),
        url,
        status: 200,
        content_type: content_type(file),
        headers: Vec::new(),
        fetched: now,
        body,
    })
}

/// Without a charset: the page's own word counts.
fn content_type(file: &Path) -> Option<String> {
    match file.extension()?.to_str()? {
        "html" | "htm" => Some("text/html".to_owned()),
        "txt" => Some("text/plain".to_owned()),
        _ => None,
    }
}
