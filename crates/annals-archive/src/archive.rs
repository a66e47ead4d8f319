//! The archive's folder: files that grow one page at a time and are begun anew when they are long.

use crate::index::{Index, Line, Validators, line};
use crate::read::{Pages, Position, read_warc, read_warc_at};
use crate::{ArchiveError, atomic, record};
use annals_model::RawPage;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file is closed and the next begun once it has this many bytes.
const ROTATE_AT: u64 = 1 << 30;
const INDEX: &str = "annals-list.jsonl";
const LOCK: &str = "annals.lock";

/// A folder of WARC files that pages are added to and read from.
pub struct Archive {
    dir: PathBuf,
    rotate_at: u64,
    index: Index,
    /// Held while this process may write.
    lock: Option<File>,
    writer: Option<Writer>,
    notes: Vec<String>,
}

struct Writer {
    file: File,
    path: PathBuf,
    name: String,
    length: u64,
    list: File,
}

impl Archive {
    /// Opens a folder, making it if need be. What a killed process left torn at the end of the last file is cut off
    /// and told in [`Archive::notes`].
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read. Damaged records are no error here.
    pub fn open(dir: &Path) -> Result<Self, ArchiveError> {
        fs::create_dir_all(dir).map_err(|e| ArchiveError::io("make the folder", dir, e))?;
        let lock = lock(dir)?;
        let list = dir.join(INDEX);
        let index = match fs::read(&list) {
            Ok(text) => Index::parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Index::default(),
            Err(error) => return Err(ArchiveError::io("read", &list, error)),
        };
        let mut archive = Self { dir: dir.to_owned(), rotate_at: ROTATE_AT, index, lock, writer: None, notes: Vec::new() };
        archive.catch_up()?;
        Ok(archive)
    }

    /// Sets the length in bytes at which a new file is begun; 1 GiB unless told.
    #[must_use]
    pub fn rotate_at(mut self, bytes: u64) -> Self {
        self.rotate_at = bytes.max(1);
        self
    }

    /// What was found and mended on opening, a sentence each.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What the server of this address said of the latest version here; `None` when there is none.
    #[must_use]
    pub fn validators(&self, url: &str) -> Option<Validators> {
        self.index.validators.get(url).cloned()
    }

    /// Adds a page. When this returns, a killed process no longer loses it; [`Archive::finish`] guards against a power cut.
    ///
    /// # Errors
    /// [`ArchiveError::Full`], [`ArchiveError::Busy`] when another process is writing here, [`ArchiveError::Io`].
    pub fn put(&mut self, page: &RawPage) -> Result<(), ArchiveError> {
        if self.writer.as_ref().is_some_and(|writer| writer.length >= self.rotate_at) {
            self.finish()?;
        }
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.begin(page)?,
        };
        let listed = writer.append(&record::response(page)).and_then(|()| writer.note(page));
        self.index.add(listed?);
        self.writer = Some(writer);
        Ok(())
    }

    /// Brings everything written to the disk. Writing may go on afterwards.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(&mut self) -> Result<(), ArchiveError> {
        if let Some(writer) = self.writer.take() {
            writer.file.sync_all().map_err(|e| ArchiveError::io("write", &writer.path, e))?;
            writer.list.sync_all().map_err(|e| ArchiveError::io("write", &self.dir.join(INDEX), e))?;
            atomic::sync_dir(&self.dir)?;
        }
        Ok(())
    }

    /// All pages of all WARC files in the folder, files by name, pages in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn pages(&self) -> Result<ArchivePages, ArchiveError> {
        self.pages_from(&Position::default())
    }

    /// As [`Archive::pages`], from a place that [`ArchivePages::position`] gave earlier.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn pages_from(&self, position: &Position) -> Result<ArchivePages, ArchiveError> {
        let mut files = warc_files(&self.dir)?;
        files.retain(|file| *file >= position.file);
        files.reverse();
        Ok(ArchivePages { dir: self.dir.clone(), files, current: None, position: position.clone() })
    }

    /// Lists what was added since the list was written, and cuts off a torn end.
    fn catch_up(&mut self) -> Result<(), ArchiveError> {
        let files: Vec<String> = warc_files(&self.dir)?.into_iter().filter(|name| number(name).is_some()).collect();
        let mut missing = Vec::new();
        for name in &files {
            let path = self.dir.join(name);
            let length = fs::metadata(&path).map_err(|e| ArchiveError::io("read", &path, e))?.len();
            let listed = self.index.ends.get(name).copied().unwrap_or(0);
            if listed == length {
                continue;
            }
            let from = if listed < length { listed } else { 0 };
            let mut pages = read_warc_at(&path, from)?;
            while let Some(page) = pages.next() {
                match page {
                    Ok(page) => missing.push(line(&page, name, pages.whole_until())),
                    Err(ArchiveError::Record { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            let whole = pages.whole_until();
            if whole < length && files.last() == Some(name) && self.lock.is_some() {
                let file = OpenOptions::new().write(true).open(&path).map_err(|e| ArchiveError::io("open", &path, e))?;
                file.set_len(whole).and_then(|()| file.sync_all()).map_err(|e| ArchiveError::io("cut the torn end of", &path, e))?;
                let cut = length - whole;
                self.notes.push(format!(
                    "{}: an earlier run was stopped while writing; {cut} bytes of an unfinished record were cut off",
                    path.display()
                ));
            }
        }
        if self.lock.is_some() && !missing.is_empty() {
            let mut list = self.open_list()?;
            for line in &missing {
                append_line(&mut list, line).map_err(|e| ArchiveError::io("write", &self.dir.join(INDEX), e))?;
            }
        }
        for line in missing {
            self.index.add(line);
        }
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
            self.catch_up()?;
        }
        let list = self.open_list()?;
        let last = warc_files(&self.dir)?.into_iter().rfind(|name| number(name).is_some());
        if let Some(name) = &last {
            let path = self.dir.join(name);
            let length = fs::metadata(&path).map_err(|e| ArchiveError::io("read", &path, e))?.len();
            if length < self.rotate_at {
                let file = OpenOptions::new().append(true).open(&path).map_err(|e| ArchiveError::io("open", &path, e))?;
                return Ok(Writer { file, path, name: name.clone(), length, list });
            }
        }
        let name = format!("annals-{:06}.warc.gz", last.as_deref().and_then(number).unwrap_or(0) + 1);
        let path = self.dir.join(&name);
        let file = OpenOptions::new().append(true).create_new(true).open(&path).map_err(|e| ArchiveError::io("create", &path, e))?;
        let mut writer = Writer { file, path, name, length: 0, list };
        writer.append(&record::opening(&writer.name.clone(), &page.fetched.to_string()))?;
        Ok(writer)
    }

    fn open_list(&self) -> Result<File, ArchiveError> {
        let path = self.dir.join(INDEX);
        let open = || {
            let mut list = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
            if list.seek(SeekFrom::End(0))? > 0 {
                let mut last = [0];
                list.seek(SeekFrom::End(-1))?;
                list.read_exact(&mut last)?;
                if last != [b'\n'] {
                    list.write_all(b"\n")?;
                }
            }
            Ok(list)
        };
        open().map_err(|e| ArchiveError::io("write", &path, e))
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        // Nobody is left to tell; a caller who wants to know calls finish.
        let _ = self.finish();
    }
}

impl Writer {
    /// Writes one record as one gzip member. A half-written one is taken back, so that the file stays whole.
    fn append(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        let written = record::compressed(bytes).and_then(|member| self.file.write_all(&member).map(|()| member.len() as u64));
        match written {
            Ok(length) => {
                self.length += length;
                Ok(())
            }
            Err(error) => {
                // If this fails too, opening the archive again mends it.
                let _ = self.file.set_len(self.length);
                Err(ArchiveError::io("write", &self.path, error))
            }
        }
    }

    fn note(&mut self, page: &RawPage) -> Result<Line, ArchiveError> {
        let line = line(page, &self.name, self.length);
        append_line(&mut self.list, &line).map_err(|e| ArchiveError::io("write", &self.path.with_file_name(INDEX), e))?;
        Ok(line)
    }
}

/// The pages of an archive's files, one file after the other.
pub struct ArchivePages {
    dir: PathBuf,
    /// Last first.
    files: Vec<String>,
    current: Option<Pages>,
    position: Position,
}

impl ArchivePages {
    /// Where the next page will be looked for; kept by a caller who wants to go on from here another day.
    #[must_use]
    pub fn position(&self) -> Position {
        let offset = self.current.as_ref().map_or(self.position.offset, Pages::offset);
        Position { file: self.position.file.clone(), offset }
    }
}

impl Iterator for ArchivePages {
    type Item = Result<RawPage, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(pages) = &mut self.current {
                if let Some(page) = pages.next() {
                    return Some(page);
                }
                self.position.offset = pages.offset();
                self.current = None;
            }
            let name = self.files.pop()?;
            let path = self.dir.join(&name);
            let opened = if name == self.position.file { read_warc_at(&path, self.position.offset) } else { read_warc(&path) };
            if name != self.position.file {
                self.position = Position { file: name, offset: 0 };
            }
            match opened {
                Ok(pages) => self.current = Some(pages),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Names of the WARC files in a folder, sorted.
fn warc_files(dir: &Path) -> Result<Vec<String>, ArchiveError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| ArchiveError::io("read the folder", dir, e))? {
        let entry = entry.map_err(|e| ArchiveError::io("read the folder", dir, e))?;
        if let Ok(name) = entry.file_name().into_string()
            && (name.ends_with(".warc") || name.ends_with(".warc.gz"))
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The running number of one of our own files.
fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("annals-")?.strip_suffix(".warc.gz")?;
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn append_line(list: &mut File, line: &Line) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    list.write_all(&text)
}

/// Takes the folder for this process; `None` when another has it.
fn lock(dir: &Path) -> Result<Option<File>, ArchiveError> {
    let path = dir.join(LOCK);
    let file = match OpenOptions::new().create(true).truncate(false).write(true).open(&path) {
        Ok(file) => file,
        // An archive on a read-only disk can be read all the same.
        Err(error) if matches!(error.kind(), std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem) => {
            return Ok(None);
        }
        Err(error) => return Err(ArchiveError::io("open", &path, error)),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(ArchiveError::io("lock", &path, error)),
    }
}
