//! What lies in an archive's folder, and who may write there.

use crate::ArchiveError;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

const LOCK: &str = "annals.lock";

/// Names of the WARC files in a folder, sorted.
pub(crate) fn warc_files(dir: &Path) -> Result<Vec<String>, ArchiveError> {
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

/// Those of them that were written here.
pub(crate) fn own_files(dir: &Path) -> Result<Vec<String>, ArchiveError> {
    Ok(warc_files(dir)?.into_iter().filter(|name| number(name).is_some()).collect())
}

/// The running number of one of our own files.
pub(crate) fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("annals-")?.strip_suffix(".warc.gz")?;
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// Length of a file in bytes.
pub(crate) fn length(path: &Path) -> Result<u64, ArchiveError> {
    Ok(fs::metadata(path).map_err(|e| ArchiveError::io("read", path, e))?.len())
}

/// Takes the folder for this process; `None` when another has it.
pub(crate) fn lock(dir: &Path) -> Result<Option<File>, ArchiveError> {
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
