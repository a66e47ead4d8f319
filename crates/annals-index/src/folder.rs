//! The index's folder as the search library sees it; one that cannot be written can be read all the same.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, FileSlice, Lock, META_LOCK, MmapDirectory, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

/// A folder read through memory maps. A reader's lock only guards against a writer that removes old files meanwhile;
/// where nobody can write, it is not needed.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    maps: MmapDirectory,
    full: Arc<AtomicBool>,
}

impl Folder {
    /// Opens a folder that is there.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { maps: MmapDirectory::open(path)?, full: Arc::default() })
    }

    /// Is set once a write finds no room: the library's threads do not say why they died.
    pub(crate) fn full(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.full)
    }

    fn noted<T>(&self, result: io::Result<T>) -> io::Result<T> {
        noted(&self.full, result)
    }
}

fn noted<T>(full: &AtomicBool, result: io::Result<T>) -> io::Result<T> {
    if result.as_ref().is_err_and(is_full) {
        full.store(true, Ordering::Relaxed);
    }
    result
}

/// A file being written that notes when there is no room.
struct Watched {
    file: WritePtr,
    full: Arc<AtomicBool>,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        noted(&self.full, self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        noted(&self.full, self.file.flush())
    }
}

impl TerminatingWrite for Watched {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        noted(&self.full, self.file.terminate_ref(token))
    }
}

impl Directory for Folder {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.maps.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.maps.get_file_handle(path)
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        self.maps.open_read(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.maps.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.maps.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self.maps.open_write(path);
        if let Err(OpenWriteError::IoError { io_error, .. }) = &file
            && is_full(io_error)
        {
            self.full.store(true, Ordering::Relaxed);
        }
        Ok(BufWriter::new(Box::new(Watched { file: file?, full: self.full() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.maps.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.noted(self.maps.atomic_write(path, data))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.noted(self.maps.sync_directory())
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.maps.watch(callback)
    }
}

/// Whether a file could not be opened because nothing may be written there.
pub(crate) fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied)
}

/// Whether the disk, or the quota on it, has no room left.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}
