//! Pieces of bytes put aside and taken up again by number: in memory while they are few, else in a file that no one sees.

use crate::AnnalsError;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Bytes held in memory before a file is made.
const HELD: usize = 64 << 20;
/// Bytes gathered for one write.
const WRITTEN: usize = 1 << 20;

/// Pieces by number, in the order they were put aside.
#[derive(Debug, Default)]
pub(super) struct Spool {
    /// The last pieces, whole.
    buffer: Vec<u8>,
    /// Where each piece ends.
    ends: Vec<u64>,
    /// Bytes in the file.
    written: u64,
    file: Option<(PathBuf, Mutex<File>)>,
}

impl Spool {
    /// Puts one more piece aside.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be written.
    pub(super) fn put(&mut self, piece: &[u8]) -> Result<(), AnnalsError> {
        self.buffer.extend_from_slice(piece);
        self.ends.push(self.written + self.buffer.len() as u64);
        if self.buffer.len() >= if self.file.is_some() { WRITTEN } else { HELD } { self.spill() } else { Ok(()) }
    }

    /// A piece; empty for a number that was not given.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn get(&self, number: usize) -> Result<Vec<u8>, AnnalsError> {
        let Some(end) = self.ends.get(number).copied() else { return Ok(Vec::new()) };
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        // Spilled are whole pieces only, so one lies wholly here or wholly there.
        if start >= self.written {
            let place = |offset: u64| usize::try_from(offset - self.written).unwrap_or(usize::MAX);
            return Ok(self.buffer.get(place(start)..place(end)).map(<[u8]>::to_vec).unwrap_or_default());
        }
        let Some((path, file)) = &self.file else { return Ok(Vec::new()) };
        let mut piece = vec![0; usize::try_from(end - start).unwrap_or(0)];
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut piece));
        read.map(|()| piece).map_err(|source| AnnalsError::Read { path: path.clone(), source })
    }

    fn spill(&mut self) -> Result<(), AnnalsError> {
        if self.file.is_none() {
            self.file = Some(nameless()?);
        }
        if let Some((path, file)) = &self.file {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let written = file.seek(SeekFrom::Start(self.written)).and_then(|_| file.write_all(&self.buffer));
            written.map_err(|source| AnnalsError::Write { path: path.clone(), source })?;
        }
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.file {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A new temporary file. Where the system allows it, it loses its name at once, so that nothing stays behind whatever
/// happens; elsewhere its owner removes it.
fn nameless() -> Result<(PathBuf, Mutex<File>), AnnalsError> {
    let mut number = 0_u32;
    loop {
        let path = std::env::temp_dir().join(format!("annals-{}-{number}.spool", std::process::id()));
        match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
            Ok(file) => {
                if cfg!(unix) {
                    let _ = std::fs::remove_file(&path);
                }
                return Ok((path, Mutex::new(file)));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 10_000 => number += 1,
            Err(source) => return Err(AnnalsError::Write { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HELD, Spool};

    #[test]
    fn pieces_come_back_from_memory_and_from_the_file() {
        let mut spool = Spool::default();
        let large = vec![7_u8; HELD - 2];
        for piece in [b"first".as_slice(), b"", &large, b"later"] {
            spool.put(piece).expect("put aside");
        }
        assert!(spool.file.is_some());
        assert_eq!(spool.get(0).expect("read"), b"first");
        assert!(spool.get(1).expect("read").is_empty());
        assert_eq!(spool.get(2).expect("read").len(), large.len());
        assert_eq!(spool.get(3).expect("read"), b"later");
        spool.put(b"last").expect("put aside");
        assert_eq!((spool.get(3).expect("read"), spool.get(4).expect("read")), (b"later".to_vec(), b"last".to_vec()));
        assert!(spool.get(5).expect("read").is_empty());
    }
}
