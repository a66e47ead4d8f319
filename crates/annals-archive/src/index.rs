//! A list beside the archive of what is in it: each address with what its server said to tell versions apart.
//!
//! The list only saves reading the archive again. Lost or torn, it is built anew from the records.

use annals_model::RawPage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the server said of the latest version we have, for asking whether there is a newer one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
}

/// One record, as a line of the list.
#[derive(Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) file: String,
    /// Where the record ends in the file.
    pub(crate) end: u64,
    pub(crate) url: String,
    #[serde(flatten)]
    pub(crate) validators: Validators,
}

/// The list, read.
#[derive(Default)]
pub(crate) struct Index {
    pub(crate) validators: BTreeMap<String, Validators>,
    /// How far each file is listed.
    pub(crate) ends: BTreeMap<String, u64>,
}

impl Index {
    /// Reads the list; lines that a killed process left torn are passed over.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let mut index = Self::default();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if let Ok(line) = serde_json::from_slice::<Line>(line) {
                index.add(line);
            }
        }
        index
    }

    pub(crate) fn add(&mut self, line: Line) {
        let end = self.ends.entry(line.file).or_default();
        *end = line.end.max(*end);
        self.validators.insert(line.url, line.validators);
    }
}

/// The line of a page: under the address that answered, because only that server's word counts for it.
pub(crate) fn line(page: &RawPage, file: &str, end: u64) -> Line {
    let header = |name: &str| page.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let validators = Validators { etag: header("etag"), last_modified: header("last-modified") };
    Line { file: file.to_owned(), end, url: page.final_url.clone(), validators }
}
