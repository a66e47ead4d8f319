//! The archive's folder: files that grow one page at a time and are begun anew when they are long.

use crate::folder::{length, lock, number, own_files, warc_files};
use crate::pages::ArchivePages;
use crate::record::{Crawler, Earlier};
use crate::writer::Writer;
use crate::{ArchiveError, Position, atomic, cdxj, mend, record};
use annals_model::RawPage;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A file is closed and the next begun once it has this many bytes.
const ROTATE_AT: u64 = 1 << 30;

/// A folder of WARC files that pages are added to and read from.
pub struct Archive {
    dir: PathBuf,
    rotate_at: u64,
    crawler: Crawler,
    /// Held while this process may write.
    lock: Option<File>,
    writer: Option<Writer>,
    /// The folder has to be looked through before anything is written.
    unsure: bool,
    notes: Vec<String>,
}

impl Archive {
    /// Opens a folder, making it if need be. What a killed process left torn at the end of the last file is cut off
    /// and told in [`Archive::notes`]; lists beside the files (`*.cdxj`) that are missing, torn or behind are made good.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read. Damaged records are no error here.
    pub fn open(dir: &Path) -> Result<Self, ArchiveError> {
        fs::create_dir_all(dir).map_err(|e| ArchiveError::io("make the folder", dir, e))?;
        let lock = lock(dir)?;
        let crawler = Crawler::default();
        let mut archive = Self { dir: dir.to_owned(), rotate_at: ROTATE_AT, crawler, lock, writer: None, unsure: true, notes: Vec::new() };
        if archive.lock.is_some() {
            match archive.catch_up() {
                // Reading needs no lists; whoever writes is told.
                Ok(()) | Err(ArchiveError::Full { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(archive)
    }

    /// Sets the length in bytes at which a new file is begun; 1 GiB unless told.
    #[must_use]
    pub fn rotate_at(mut self, bytes: u64) -> Self {
        self.rotate_at = bytes.max(1);
        self
    }

    /// Says who crawls, for the record at the head of each file begun from now on.
    #[must_use]
    pub fn crawler(mut self, crawler: Crawler) -> Self {
        self.crawler = crawler;
        self
    }

    /// What was found and mended on opening, a sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Adds a page, with the request that brought it (first line and headers) if that is known. A page with status 304,
    /// or with the bytes of an earlier capture, becomes a `revisit` record without a body. Of the page's headers,
    /// `warc-truncated` and `warc-ip-address` become the record's own.
    ///
    /// When this returns, a killed process no longer loses the page; [`Archive::checkpoint`] guards against a power cut.
    ///
    /// # Errors
    /// [`ArchiveError::Full`], [`ArchiveError::Busy`] when another process is writing here, [`ArchiveError::Io`].
    pub fn put(&mut self, page: &RawPage, request: Option<&str>, same_as: Option<&Earlier>) -> Result<(), ArchiveError> {
        if self.writer.as_ref().is_some_and(|writer| writer.length >= self.rotate_at) {
            self.finish()?;
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.begin(page)?,
        };
        let put = writer.put(&record::capture(page, request, same_as), page.fetched);
        self.keep(writer);
        put
    }

    /// Brings everything written to the disk and gives the place reached. Writing goes on afterwards.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn checkpoint(&mut self) -> Result<Position, ArchiveError> {
        if let Some(mut writer) = self.writer.take() {
            let position = writer.checkpoint();
            self.keep(writer);
            return position;
        }
        // After trouble the last file may end in half a record, which is no place to go on from, and may not be on the disk.
        let troubled = self.unsure && self.lock.is_some();
        if troubled {
            self.catch_up()?;
        }
        let Some(file) = own_files(&self.dir)?.pop() else { return Ok(Position::default()) };
        let path = self.dir.join(&file);
        if troubled {
            atomic::sync_file(&path)?;
        }
        Ok(Position { file, offset: length(&path)? })
    }

    /// Brings everything written to the disk and closes the file, its list sorted. Writing may go on afterwards.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&mut self) -> Result<(), ArchiveError> {
        if let Some(mut writer) = self.writer.take() {
            let synced = writer.checkpoint();
            let closed = synced.and_then(|_| if writer.listed && !writer.torn { cdxj::sort(&writer.list()) } else { Ok(()) });
            self.unsure |= closed.is_err() || writer.torn;
            closed?;
        }
        Ok(())
    }

    /// All pages of all WARC files in the folder, files of others first, then by name, pages in order; revisits are
    /// passed over.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn pages(&self) -> Result<ArchivePages, ArchiveError> {
        self.pages_from(&Position::default())
    }

    /// As [`Archive::pages`], from a place that [`ArchivePages::position`] gave earlier. A file of others that came into the
    /// folder since is not behind that place.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn pages_from(&self, position: &Position) -> Result<ArchivePages, ArchiveError> {
        Ok(ArchivePages::new(&self.dir, warc_files(&self.dir)?, position, false))
    }

    /// What was put since a [`Archive::checkpoint`] gave this position, as far as it reached the files. Revisits come as
    /// pages with status 304 and an empty body; a header `warc-payload-digest` (SHA-256 in hex) tells which bytes were
    /// seen again, where that is known. Files of others in the folder are passed over.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn replay(&self, position: &Position) -> Result<ArchivePages, ArchiveError> {
        Ok(ArchivePages::new(&self.dir, own_files(&self.dir)?, position, true))
    }

    /// Makes the lists agree with the files, and cuts off a torn end.
    fn catch_up(&mut self) -> Result<(), ArchiveError> {
        let files = own_files(&self.dir)?;
        for name in &files {
            self.notes.extend(mend::mend(&self.dir.join(name), name, files.last() == Some(name))?);
        }
        self.unsure = false;
        Ok(())
    }

    /// Opens the file that the next page goes to.
    fn begin(&mut self, page: &RawPage) -> Result<Writer, ArchiveError> {
        if self.lock.is_none() {
            self.lock = lock(&self.dir)?;
            if self.lock.is_none() {
                return Err(ArchiveError::Busy { dir: self.dir.clone() });
            }
            // The other process may have added pages or died in the middle of one.
            self.unsure = true;
        }
        if self.unsure {
            self.catch_up()?;
        }
        let last = own_files(&self.dir)?.pop();
        let length = last.as_ref().map_or(Ok(0), |name| length(&self.dir.join(name)))?;
        let (name, length) = match last {
            Some(name) if length < self.rotate_at => (name, length),
            last => (format!("annals-{:06}.warc.gz", last.as_deref().and_then(number).unwrap_or(0) + 1), 0),
        };
        let mut writer = Writer::open(self.dir.join(&name), name.clone(), length)?;
        // A file without its head is new, or its maker was killed before he wrote anything.
        if length == 0 {
            atomic::sync_dir(&self.dir)?;
            if let Err(error) = writer.append(&record::opening(&name, &page.fetched.to_string(), &self.crawler)) {
                self.keep(writer);
                return Err(error);
            }
        }
        Ok(writer)
    }

    /// Holds the file for the next page, unless it has to be looked at first.
    fn keep(&mut self, writer: Writer) {
        if writer.torn {
            self.unsure = true;
        } else {
            self.writer = Some(writer);
        }
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        // Nobody is left to tell; a caller who wants to know calls finish.
        let _ = self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::Archive;
    use std::io::Write;

    #[test]
    fn a_checkpoint_after_trouble_is_no_place_in_half_a_record() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut archive = Archive::open(folder.path()).expect("opened");
        let page = crate::record::sample();
        archive.put(&page, None, None).expect("kept");
        let whole = archive.checkpoint().expect("synced");
        // A write that failed half-way and could not be taken back, as on a disk that goes away.
        let path = folder.path().join(&whole.file);
        let mut file = std::fs::OpenOptions::new().append(true).open(path).expect("there");
        file.write_all(&[0x1f, 0x8b, 8, 0, 0, 0]).expect("written");
        archive.writer = None;
        archive.unsure = true;
        assert_eq!(archive.checkpoint().expect("mended"), whole);
    }
}
