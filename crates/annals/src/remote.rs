//! Web archives of others, on the network or on this machine, are read once: what is known of each.
//!
//! `<store>/remote/` holds a note (`.json`) of every archive that was begun, and the bytes (`.part`) of those not read yet.
//! Both are named by a hash of the address, so nothing from the network is ever used as a path.

use crate::AnnalsError;
use crate::places::is_archive;
use annals_archive::write_atomically;
use annals_model::sha256_hex;
use flate2::bufread::MultiGzDecoder;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::{Path, PathBuf};
use url::Url;

/// Longest list of archives, in bytes after unpacking.
pub(crate) const MAX_LIST: u64 = 64 << 20;
/// Most lines of it.
const MAX_LINES: usize = 1_000_000;
/// An archive is filled for so many days at most from the moment that its name tells.
const FILLED_DAYS: i32 = 2;

/// What is known of an archive: one on the network, or a file on this machine under its path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Note {
    /// Its address.
    pub(crate) url: String,
    /// What its server said of this version.
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// Its length in bytes, when its server said it.
    pub(crate) length: Option<u64>,
    /// All its bytes are here.
    pub(crate) whole: bool,
    /// This version is no web archive, so only another one is wanted.
    pub(crate) refused: bool,
    /// Why this version is not wanted, in words.
    pub(crate) why: Option<String>,
    /// It was read, with this choice of pages, and is not here any more.
    pub(crate) read: Option<String>,
    /// Pages taken from it, and records that could not be read.
    pub(crate) pages: u64,
    pub(crate) damaged: u64,
}

/// The folder of notes and bytes.
#[derive(Debug)]
pub(crate) struct Remote {
    folder: PathBuf,
}

impl Remote {
    pub(crate) fn open(store: &Path) -> Result<Self, AnnalsError> {
        let folder = store.join("remote");
        std::fs::create_dir_all(&folder).map_err(|source| AnnalsError::Write { path: folder.clone(), source })?;
        Ok(Self { folder })
    }

    fn path(&self, url: &str, ending: &str) -> PathBuf {
        let name: String = sha256_hex(url.as_bytes()).chars().take(32).collect();
        self.folder.join(format!("{name}.{ending}"))
    }

    /// Where the bytes of an archive are gathered.
    pub(crate) fn bytes(&self, url: &str) -> PathBuf {
        self.path(url, "part")
    }

    /// What is known of an archive. A note that cannot be read is no note: the archive is fetched anew.
    pub(crate) fn note(&self, url: &str) -> Note {
        let known = std::fs::read(self.path(url, "json")).ok().and_then(|bytes| serde_json::from_slice::<Note>(&bytes).ok());
        known.filter(|note| note.url == url).unwrap_or_else(|| Note { url: url.to_owned(), ..Note::default() })
    }

    pub(crate) fn keep(&self, note: &Note) -> Result<(), AnnalsError> {
        let bytes = serde_json::to_vec(note).map_err(|e| AnnalsError::Input(e.to_string()))?;
        write_atomically(&self.path(&note.url, "json"), &bytes)?;
        Ok(())
    }

    /// The note to keep of a file on this machine once it is read with this choice of pages; `None` when it was, and has not
    /// changed since.
    pub(crate) fn unread_file(&self, path: &Path, choice: &str) -> Option<Note> {
        let meta = std::fs::metadata(path).ok();
        let changed = meta.as_ref().and_then(|meta| jiff::Timestamp::try_from(meta.modified().ok()?).ok());
        let note = Note {
            url: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string(),
            last_modified: changed.map(|at| at.to_string()),
            length: meta.map(|meta| meta.len()),
            read: Some(choice.to_owned()),
            ..Note::default()
        };
        (changed.is_none() || self.note(&note.url) != note).then_some(note)
    }

    /// Throws away the bytes of an archive.
    pub(crate) fn forget_bytes(&self, url: &str) -> Result<(), AnnalsError> {
        let path = self.bytes(url);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(AnnalsError::Write { path, source }),
            _ => Ok(()),
        }
    }
}

/// Whether an address is that of a list of archives.
pub(crate) fn is_list(url: &str) -> bool {
    let path = Url::parse(url).map(|url| url.path().to_ascii_lowercase()).unwrap_or_default();
    path.ends_with(".paths") || path.ends_with(".paths.gz")
}

/// Whether an address is that of a web archive, or of a list of them.
pub(crate) fn is_archive_address(url: &str) -> bool {
    Url::parse(url).is_ok_and(|parsed| is_archive(&parsed.path().to_ascii_lowercase())) || is_list(url)
}

/// The lines of a list, plain or gzip, with their numbers from 1, without blank ones and notes behind `#`.
///
/// # Errors
/// Why it cannot be unpacked, that it is too long, or that it is a page and no list.
pub(crate) fn lines(bytes: &[u8]) -> Result<Vec<(u64, String)>, String> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut reader = MultiGzDecoder::new(bytes).take(MAX_LIST + 1);
        reader.read_to_end(&mut unpacked).map_err(|e| format!("cannot be unpacked: {e}"))?;
        if unpacked.len() as u64 > MAX_LIST {
            return Err(format!("is longer than {MAX_LIST} bytes"));
        }
        &unpacked
    } else {
        bytes
    };
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        let kind = if text.trim_start().starts_with("<?xml") { "XML" } else { "HTML" };
        return Err(format!("it is {kind}, no list of addresses"));
    }
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let taken: Vec<(u64, String)> = lines.take(MAX_LINES + 1).map(|(number, line)| (number, line.to_owned())).collect();
    if taken.len() > MAX_LINES { Err(format!("has more than {MAX_LINES} lines")) } else { Ok(taken) }
}

/// The address that a line of the list at `list` means: whole, or a path. Paths count from the folder that holds the first of
/// their folders, as Common Crawl's do, else from the top; a lone name lies beside the list.
pub(crate) fn resolved(list: &Url, line: &str) -> Option<Url> {
    if line.contains("://") {
        return Url::parse(line).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    }
    let first = line.split('/').next().filter(|first| !first.is_empty() && first.len() < line.len());
    let base = match first {
        None if line.starts_with('/') => "/",
        None => return list.join(line).ok(),
        Some(first) => list.path().find(&format!("/{first}/")).and_then(|at| list.path().get(..=at)).unwrap_or("/"),
    };
    let joined = format!("{base}{}", line.trim_start_matches('/'));
    list.join(&joined).ok().filter(|url| url.host() == list.host())
}

/// Whether the date in an archive's name says that nothing in it is of these days: `…-20250226012345-00017.warc.gz` was begun then.
pub(crate) fn is_of_other_days(url: &str, from: Option<Date>, to: Option<Date>) -> bool {
    let path = Url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stamp = name.split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 14);
    let number = |from: usize, to: usize| stamp?.get(from..to)?.parse::<i16>().ok();
    let begun = || Date::new(number(0, 4)?, i8::try_from(number(4, 6)?).ok()?, i8::try_from(number(6, 8)?).ok()?).ok();
    let Some(begun) = begun() else { return false };
    let last = begun.saturating_add(jiff::Span::new().days(FILLED_DAYS));
    to.is_some_and(|to| begun >= to) || from.is_some_and(|from| last < from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn lists_are_read_plain_and_packed() {
        let text = b"\xef\xbb\xbf# archives\r\na/b.warc.gz\r\n\n  c.warc \n";
        assert_eq!(lines(text).expect("read"), [(2, "a/b.warc.gz".to_owned()), (4, "c.warc".to_owned())]);
        assert_eq!(lines(b"\n<!DOCTYPE html>\n<p>gone").expect_err("a page"), "it is HTML, no list of addresses");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).expect("packed");
        let packed = packed.finish().expect("packed");
        assert_eq!(lines(&packed).expect("read").len(), 2);
        assert!(lines(packed.get(..packed.len() / 2).expect("half")).is_err());
        assert_eq!(lines("a\n\n".repeat(MAX_LINES).as_bytes()).expect("as many as may be").len(), MAX_LINES);
        assert!(lines("a\n".repeat(MAX_LINES + 1).as_bytes()).is_err(), "each takes many times its own bytes");
    }

    #[test]
    fn lines_are_addresses_and_paths() {
        let list = Url::parse("https://data.example/crawl-data/NEWS/2025/02/warc.paths.gz").expect("an address");
        let means = |line: &str| resolved(&list, line).map(String::from);
        let at = |path: &str| Some(format!("https://data.example{path}"));
        assert_eq!(means("crawl-data/NEWS/2025/02/a.warc.gz"), at("/crawl-data/NEWS/2025/02/a.warc.gz"));
        assert_eq!(means("/other/a.warc.gz"), at("/other/a.warc.gz"));
        assert_eq!(means("other/a.warc.gz"), at("/other/a.warc.gz"));
        assert_eq!(means("a.warc.gz"), at("/crawl-data/NEWS/2025/02/a.warc.gz"));
        assert_eq!(means("http://mirror.example/a.warc"), Some("http://mirror.example/a.warc".to_owned()));
        assert_eq!(means("file:///etc/passwd"), None);
        assert_eq!(means("//evil.example/a.warc"), at("/evil.example/a.warc"));
        let below = Url::parse("https://mirror.example/cc/crawl-data/x.paths").expect("an address");
        assert_eq!(resolved(&below, "crawl-data/a.warc").map(String::from), Some("https://mirror.example/cc/crawl-data/a.warc".to_owned()));
    }

    #[test]
    fn the_date_in_a_name_spares_reading() {
        let day = |text: &str| crate::written::day(text).ok();
        let other = |name: &str, from: &str, to: &str| is_of_other_days(&format!("https://d.example/{name}"), day(from), day(to));
        let name = "NEWS-20250226012345-00017.warc.gz";
        assert!(!other(name, "2025-02-26", "2025-02-27") && !other(name, "", ""));
        assert!(other(name, "", "2025-02-26"), "begun when the days were over");
        assert!(!other(name, "2025-02-28", "") && other(name, "2025-03-01", ""), "it may have been filled until the 28th");
        assert!(!other("page.warc.gz", "2025-03-01", "") && !other("x-20259926012345.warc", "2025-03-01", ""), "no date, no verdict");
    }

    #[test]
    fn a_file_is_read_again_when_it_or_the_choice_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let remote = Remote::open(folder.path()).expect("opened");
        let path = folder.path().join("a.warc");
        std::fs::write(&path, b"one").expect("written");
        let note = remote.unread_file(&path, "all").expect("never read");
        remote.keep(&note).expect("kept");
        assert_eq!(remote.unread_file(&path, "all"), None);
        assert!(remote.unread_file(&path, "some").is_some());
        std::fs::write(&path, b"longer").expect("written");
        assert!(remote.unread_file(&path, "all").is_some());
    }

    #[test]
    fn notes_last_and_names_are_hashes() {
        let folder = tempfile::tempdir().expect("a folder");
        let remote = Remote::open(folder.path()).expect("opened");
        let url = "https://data.example/../../etc/passwd.warc";
        let note = Note { whole: true, length: Some(7), ..remote.note(url) };
        remote.keep(&note).expect("kept");
        assert_eq!(remote.note(url), note);
        let name = remote.bytes(url).file_name().expect("a name").to_string_lossy().into_owned();
        assert!(name.len() == 37 && name.trim_end_matches(".part").chars().all(|letter| letter.is_ascii_hexdigit()), "{name}");
        remote.forget_bytes(url).expect("nothing to forget");
    }
}
