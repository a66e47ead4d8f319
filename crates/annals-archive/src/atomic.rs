//! Writes a file so that a reader sees the old one or the new one, never half of it.

use crate::ArchiveError;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// Writes `bytes` to a temporary file beside `path`, brings it to the disk, and renames it over `path`.
///
/// # Errors
/// [`ArchiveError::Full`] when there is no room, [`ArchiveError::Io`] for everything else; the old file is then untouched.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".annals-").suffix(".part");
    // A temporary file is private by default; this one becomes an ordinary file, so it gets an ordinary file's mode.
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).map_or_else(|_| fs::Permissions::from_mode(0o666), |old| old.permissions())
    };
    #[cfg(unix)]
    builder.permissions(mode);
    let mut file = builder.tempfile_in(dir).map_err(|e| ArchiveError::io("create a temporary file beside", path, e))?;
    file.write_all(bytes).map_err(|e| ArchiveError::io("write", path, e))?;
    file.as_file().sync_all().map_err(|e| ArchiveError::io("write", path, e))?;
    file.persist(path).map_err(|e| ArchiveError::io("rename a finished file to", path, e.error))?;
    sync_dir(dir)
}

/// Makes the names in a folder last through a power cut.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), ArchiveError> {
    if cfg!(unix) {
        File::open(dir).and_then(|d| d.sync_all()).map_err(|e| ArchiveError::io("sync the folder", dir, e))?;
    }
    Ok(())
}

/// Brings a file to the disk that somebody else wrote.
pub(crate) fn sync_file(path: &Path) -> Result<(), ArchiveError> {
    fs::OpenOptions::new().append(true).open(path).and_then(|file| file.sync_all()).map_err(|e| ArchiveError::io("write", path, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_files_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.json");
        write_atomically(&path, b"first").unwrap();
        write_atomically(&path, b"second, longer").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second, longer");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_the_file_when_the_folder_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("no-such-folder/report.json");
        let message = write_atomically(&path, b"x").unwrap_err().to_string();
        assert!(message.contains("no-such-folder"), "{message}");
    }

    #[test]
    fn a_full_disk_is_said_in_words() {
        // Linux has a device that is always full; elsewhere the mapping alone is checked.
        let error = ArchiveError::io("write", Path::new("a.warc.gz"), std::io::ErrorKind::StorageFull.into());
        assert!(error.to_string().starts_with("no room left to write a.warc.gz"));
    }
}
