//! Reads back what a crawl has stored, by our reader and by another's.

use annals_archive::{ArchiveError, read_warc};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What lies in a folder of WARC files.
#[derive(Debug, Default)]
pub struct Stored {
    /// How often each address is there as a page.
    pub pages: BTreeMap<String, usize>,
    /// Damaged places, and files that cannot be read.
    pub damaged: Vec<String>,
    /// Bytes of all files.
    pub bytes: u64,
}

/// The WARC files of a folder, by name; none when there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".warc.gz"))
        .collect();
    files.sort();
    files
}

/// Reads all WARC files of a folder from the first byte to the last.
#[must_use]
pub fn stored(folder: &Path) -> Stored {
    let mut stored = Stored::default();
    for file in files(folder) {
        stored.bytes += std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        let damage = |error: ArchiveError| format!("{}: {error}", file.display());
        match read_warc(&file) {
            Ok(pages) => {
                for page in pages {
                    match page {
                        Ok(page) => *stored.pages.entry(page.url).or_insert(0) += 1,
                        Err(error) => stored.damaged.push(damage(error)),
                    }
                }
            }
            Err(error) => stored.damaged.push(damage(error)),
        }
    }
    stored
}

/// Has `warcio check` read all WARC files of a folder: what it finds wrong, nothing when all is well; `None` where it is missing.
///
/// # Errors
/// When it cannot be run.
pub fn warcio(folder: &Path) -> io::Result<Option<String>> {
    match Command::new("warcio").arg("check").args(files(folder)).output() {
        Ok(output) if output.status.success() => Ok(Some(String::new())),
        Ok(output) => Ok(Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
