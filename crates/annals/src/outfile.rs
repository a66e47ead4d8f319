//! A file that is there whole or not at all: written beside its place, renamed when it is complete.

use crate::AnnalsError;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written. Dropped before [`OutFile::finish`] it leaves no trace, and what was there before stays.
#[derive(Debug)]
pub struct OutFile {
    path: PathBuf,
    part: PathBuf,
    file: Option<BufWriter<File>>,
}

impl OutFile {
    /// Begins to write beside `path`.
    ///
    /// # Errors
    /// When its folder cannot be written.
    pub fn create(path: &Path) -> Result<Self, AnnalsError> {
        let failed = |source| AnnalsError::Write { path: path.to_owned(), source };
        let Some(name) = path.file_name() else {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it names no file")));
        };
        let part = path.with_file_name(format!(".{}-{}.part", name.to_string_lossy(), std::process::id()));
        let file = OpenOptions::new().create(true).truncate(true).write(true).open(&part).map_err(failed)?;
        Ok(Self { path: path.to_owned(), part, file: Some(BufWriter::with_capacity(1 << 16, file)) })
    }

    /// Brings it to the disk and gives it its name.
    ///
    /// # Errors
    /// When there is no room, or it cannot be renamed.
    pub fn finish(mut self) -> Result<(), AnnalsError> {
        let failed = |source| AnnalsError::Write { path: self.path.clone(), source };
        if let Some(file) = self.file.take() {
            let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            file.sync_all().map_err(failed)?;
            std::fs::rename(&self.part, &self.path).map_err(failed)?;
        }
        Ok(())
    }
}

impl Write for OutFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name, and nobody to tell of a failure.
        std::fs::remove_file(&self.part).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::OutFile;
    use std::io::Write;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.csv");
        let names = || std::fs::read_dir(folder.path()).expect("read").count();
        let write = |words: &str, finish: bool| {
            let mut file = OutFile::create(&path).expect("created");
            file.write_all(words.as_bytes()).expect("written");
            if finish {
                file.finish().expect("renamed");
            }
        };
        write("half", false);
        assert_eq!((path.exists(), names()), (false, 0));
        write("first", true);
        write("half", false);
        assert_eq!((std::fs::read_to_string(&path).expect("read").as_str(), names()), ("first", 1));
        assert!(OutFile::create(&folder.path().join("none/out.csv")).is_err());
    }
}
