//! Reads web archives, ours and others': one page after another, stepping over what is damaged.

mod arc;
mod filter;
mod headers;
mod http;
mod pages;
mod record;
mod source;
mod stream;

pub use filter::Filter;
pub use pages::Pages;

use crate::ArchiveError;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use stream::Stream;

/// A place in an archive, to go on from later.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The file's name, without its folder.
    pub file: String,
    /// Offset in the file of the first record not yet given; for gzip, of its member.
    pub offset: u64,
}

/// Opens one WARC or ARC file, packed with gzip or plain.
///
/// # Errors
/// When the file cannot be opened or its first bytes not read. Damage inside is reported record by record.
pub fn read_warc(path: &Path) -> Result<Pages, ArchiveError> {
    read_warc_at(path, 0)
}

/// As [`read_warc`], from a record's offset on.
pub(crate) fn read_warc_at(path: &Path, offset: u64) -> Result<Pages, ArchiveError> {
    let mut file = File::open(path).map_err(|e| ArchiveError::io("open", path, e))?;
    file.seek(SeekFrom::Start(offset)).map_err(|e| ArchiveError::io("read", path, e))?;
    // In the middle of a file its first bytes no longer tell what it is.
    let packed = offset > 0 && path.extension().is_some_and(|extension| extension == "gz");
    let stream = Stream::new(Box::new(file), offset, packed).map_err(|e| ArchiveError::io("read", path, e))?;
    Ok(Pages::new(stream, path.display().to_string()))
}

/// All records of a file of our own, for its list.
pub(crate) fn scan(path: &Path, offset: u64) -> Result<Pages, ArchiveError> {
    Ok(read_warc_at(path, offset)?.with_everything())
}

/// Reads WARC or ARC records, packed with gzip or plain, from anything; `name` stands for it in messages.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn read_warc_from(reader: Box<dyn Read + Send>, name: &str) -> Result<Pages, ArchiveError> {
    read_warc_onward(reader, name, 0)
}

/// As [`read_warc_from`], for a reader whose first byte is the byte `offset` of the whole: a place that
/// [`Pages::offset`] gave earlier. A file that is one gzip member as a whole can only be read from its beginning.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn read_warc_onward(reader: Box<dyn Read + Send>, name: &str, offset: u64) -> Result<Pages, ArchiveError> {
    let stream = Stream::new(reader, offset, false).map_err(|e| ArchiveError::io("read", Path::new(name), e))?;
    Ok(Pages::new(stream, name.to_owned()))
}
