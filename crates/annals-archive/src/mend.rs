//! Brings a file and the list beside it into agreement after a kill, a power cut or a loss of the list.

use crate::cdxj::{self, Entry};
use crate::read::scan;
use crate::{ArchiveError, atomic, folder, writer};
use std::fs::OpenOptions;
use std::path::Path;

/// Makes a file's list good from the file; the torn end of the `last` file is cut off. Gives a sentence when it was.
pub(crate) fn mend(path: &Path, name: &str, last: bool) -> Result<Option<String>, ArchiveError> {
    let list = cdxj::beside(path);
    let length = folder::length(path)?;
    let known = cdxj::look(&list)?.filter(|listed| !listed.broken && listed.end <= length);
    let from = known.as_ref().map_or(0, |listed| listed.end);
    let mut lines = Vec::new();
    let mut note = None;
    // A file that only has its head was begun and never got a page, or its first page was lost.
    if from < length {
        let mut records = scan(path, from)?;
        let mut request = None;
        while let Some(found) = records.next_listed() {
            let listed = match found {
                Ok(listed) => listed,
                Err(ArchiveError::Record { .. }) => continue,
                Err(error) => return Err(error),
            };
            request = (listed.kind == "request").then_some((listed.offset, listed.end));
            if matches!(listed.kind.as_str(), "response" | "revisit" | "resource" | "metadata") {
                cdxj::push(
                    &mut lines,
                    &Entry {
                        url: &listed.url,
                        date: listed.date,
                        mime: listed.mime.as_deref(),
                        status: listed.status.as_deref(),
                        digest: listed.digest.as_deref(),
                        length: listed.end - listed.offset,
                        offset: listed.offset,
                        file: name,
                    },
                );
            }
        }
        let whole = records.whole_until();
        // A request whose answer was never written goes with it.
        let alone = request.filter(|(_, end)| *end == whole).map(|(offset, _)| offset);
        let keep = alone.unwrap_or(whole);
        if last && keep < length && (records.torn() || alone.is_some() && whole == length) {
            cut(path, keep)?;
            note = Some(format!(
                "{}: an earlier run was stopped while writing; {} bytes of an unfinished record were cut off",
                path.display(),
                length - keep
            ));
        }
    }
    match known {
        None => atomic::write_atomically(&list, &lines)?,
        Some(listed) => {
            if !lines.is_empty() {
                writer::add_lines(&list, &lines)?;
            }
            if lines.is_empty() && listed.sorted {
                return Ok(note);
            }
        }
    }
    cdxj::sort(&list)?;
    Ok(note)
}

fn cut(path: &Path, length: u64) -> Result<(), ArchiveError> {
    let file = OpenOptions::new().write(true).open(path).map_err(|e| ArchiveError::io("open", path, e))?;
    file.set_len(length).and_then(|()| file.sync_all()).map_err(|e| ArchiveError::io("cut the torn end of", path, e))
}
