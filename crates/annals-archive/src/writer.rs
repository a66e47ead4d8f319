//! The file that is being written, and the list beside it.

use crate::cdxj::{self, Entry};
use crate::pack::Packer;
use crate::record::Capture;
use crate::{ArchiveError, Position};
use jiff::Timestamp;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Lines of the list are handed to the system once there are so many bytes of them; lost ones are made again from the file.
const LINES: usize = 1 << 16;

/// An open WARC file that grows.
pub(crate) struct Writer {
    file: File,
    path: PathBuf,
    pub(crate) name: String,
    /// Bytes of whole records.
    pub(crate) length: u64,
    list: File,
    /// Lines not handed over yet.
    lines: Vec<u8>,
    /// Lines were added since the list was last sorted.
    pub(crate) listed: bool,
    packer: Packer,
    packed: Vec<u8>,
    /// A half-written record could not be taken back, or the list not be written.
    pub(crate) torn: bool,
}

impl Writer {
    /// Opens a file to go on with, or begins a new one.
    pub(crate) fn open(path: PathBuf, name: String, length: u64) -> Result<Self, ArchiveError> {
        let list = cdxj::beside(&path);
        let list = OpenOptions::new().append(true).create(true).open(&list).map_err(|e| ArchiveError::io("write", &list, e))?;
        let file = OpenOptions::new().append(true).create(true).open(&path).map_err(|e| ArchiveError::io("open", &path, e))?;
        let (lines, packed) = (Vec::new(), Vec::new());
        Ok(Self { file, path, name, length, list, lines, listed: false, packer: Packer::new(), packed, torn: false })
    }

    /// Writes a record that the list does not name.
    pub(crate) fn append(&mut self, record: &[u8]) -> Result<(), ArchiveError> {
        self.packed.clear();
        self.pack(record)?;
        self.write()
    }

    /// Writes a page's records, all or none, and lists it.
    pub(crate) fn put(&mut self, capture: &Capture, date: Timestamp) -> Result<(), ArchiveError> {
        self.packed.clear();
        if let Some(request) = &capture.request {
            self.pack(request)?;
        }
        let offset = self.length + self.packed.len() as u64;
        self.pack(&capture.record)?;
        self.write()?;
        let entry = Entry {
            url: &capture.url,
            date,
            mime: capture.mime.as_deref(),
            status: Some(&capture.status),
            digest: capture.digest.as_deref(),
            length: self.length - offset,
            offset,
            file: &self.name,
        };
        cdxj::push(&mut self.lines, &entry);
        self.listed = true;
        if self.lines.len() >= LINES {
            self.hand_over();
        }
        Ok(())
    }

    /// Brings everything written to the disk. The list is left to the system: it can be made again.
    pub(crate) fn checkpoint(&mut self) -> Result<Position, ArchiveError> {
        self.hand_over();
        self.file.sync_data().map_err(|e| ArchiveError::io("write", &self.path, e))?;
        Ok(Position { file: self.name.clone(), offset: self.length })
    }

    /// The path of the list.
    pub(crate) fn list(&self) -> PathBuf {
        cdxj::beside(&self.path)
    }

    /// Hands lines to the system. A list that cannot be written costs no page: the page is in the file, and the list is
    /// made good before anything else is added.
    fn hand_over(&mut self) {
        self.torn |= self.list.write_all(&self.lines).is_err();
        self.lines.clear();
    }

    fn pack(&mut self, record: &[u8]) -> Result<(), ArchiveError> {
        self.packer.pack(record, &mut self.packed).map_err(|e| ArchiveError::io("pack a record for", &self.path, e))
    }

    /// A half-written record is taken back, so that the file stays whole.
    fn write(&mut self) -> Result<(), ArchiveError> {
        match self.file.write_all(&self.packed) {
            Ok(()) => {
                self.length += self.packed.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.torn |= self.file.set_len(self.length).is_err();
                Err(ArchiveError::io("write", &self.path, error))
            }
        }
    }
}

/// Appends lines to a list outside of writing.
pub(crate) fn add_lines(list: &Path, lines: &[u8]) -> Result<(), ArchiveError> {
    let add = || OpenOptions::new().append(true).create(true).open(list)?.write_all(lines);
    add().map_err(|e| ArchiveError::io("write", list, e))
}

#[cfg(test)]
mod tests {
    use super::{LINES, Writer};
    use crate::record;
    use std::fs::File;

    #[test]
    fn a_list_that_cannot_be_written_costs_no_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("annals-000001.warc.gz");
        let mut writer = Writer::open(path.clone(), "annals-000001.warc.gz".to_owned(), 0).expect("opened");
        // Opened for reading only: every write is refused.
        writer.list = File::open(writer.list()).expect("there");
        writer.lines = vec![b' '; LINES];
        let page = record::sample();
        writer.put(&record::capture(&page, None, None), page.fetched).expect("the page is kept");
        assert!(writer.torn, "the list is to be made again");
        assert_eq!(writer.checkpoint().expect("synced").offset, std::fs::metadata(&path).expect("there").len());
    }
}
