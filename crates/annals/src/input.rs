//! Inputs recognised by their content: WARC, gzip, HTML, JSON Lines, plain text.

use crate::{AnnalsError, Rejection};
use annals_clean::{Part, Publishers};
use annals_model::{Access, Annotated, Article, ArticleId, DateSource, DateTime, RawPage};
use flate2::bufread::MultiGzDecoder;
use jiff::Timestamp;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

/// The longest JSON line and the largest single page or text read, in bytes.
pub const MAX_ITEM_BYTES: u64 = 64 << 20;
/// The longest text taken for an article, in bytes: three thick novels. It bounds what one input can cost in memory.
pub const MAX_TEXT_BYTES: usize = 8 << 20;

/// So many first bytes tell what a file is; blank ones do not count, up to a bound.
const HEAD_BYTES: usize = 1 << 16;
const MOST_BLANK_BYTES: usize = 1 << 20;

/// Stands for "we do not know when this page was received": later than any date a page can state of itself.
const UNKNOWN: Timestamp = Timestamp::MAX;

/// A piece of input as it was cut from a file, not looked into yet.
#[derive(Debug)]
pub struct Raw {
    /// File, `-` for standard input.
    pub file: String,
    /// Line or record, from 1; `None` when the file is one piece.
    pub line: Option<u64>,
    /// The piece.
    pub content: Content,
}

/// What a piece is.
#[derive(Debug)]
pub enum Content {
    /// One line of JSON.
    Json(Vec<u8>),
    /// A page: from a WARC, or a lone HTML file.
    Page(Box<RawPage>),
    /// A plain text.
    Text(Vec<u8>),
    /// A piece that could not be cut out.
    Bad(String),
}

impl Raw {
    /// Bytes held.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Json(bytes) | Content::Text(bytes) => bytes.len(),
            Content::Page(page) => page.body.len(),
            Content::Bad(_) => 0,
        }
    }

    /// SHA-256 of the piece and its place, 64 hex digits: two runs read the same when their pieces have the same.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let place = format!("{} {:?} ", self.file, self.line);
        let mut bytes = place.into_bytes();
        match &self.content {
            Content::Json(content) | Content::Text(content) => bytes.extend_from_slice(content),
            Content::Page(page) => {
                let head = (&page.url, &page.final_url, page.status, &page.content_type, page.feed_date, &page.headers, page.fetched);
                bytes.extend_from_slice(format!("{head:?} ").as_bytes());
                bytes.extend_from_slice(&page.body);
            }
            Content::Bad(reason) => bytes.extend_from_slice(reason.as_bytes()),
        }
        annals_model::sha256_hex(&bytes)
    }

    /// The rejection of this piece.
    #[must_use]
    pub fn rejection(&self, reason: impl Into<String>) -> Rejection {
        Rejection { file: self.file.clone(), line: self.line, reason: reason.into() }
    }
}

/// What the caller knows better than the inputs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given {
    /// The publication date of inputs that state none.
    pub published: Option<DateTime>,
    /// When inputs that do not say so were first seen; `None` leaves it unknown.
    pub now: Option<Timestamp>,
}

/// Cuts the files into pieces, one after the other, holding one piece at a time. No file, or `-`, is standard input.
///
/// # Errors
/// When a file cannot be opened: that is found before anything is read.
pub fn pieces(files: &[String]) -> Result<Box<dyn Iterator<Item = Raw> + Send>, AnnalsError> {
    for file in files.iter().filter(|file| *file != "-") {
        let meta = std::fs::metadata(file).map_err(|source| AnnalsError::Read { path: file.into(), source })?;
        if meta.is_dir() {
            return Err(AnnalsError::Input(format!("{file} is a folder: name the files in it")));
        }
    }
    let files = if files.is_empty() { vec!["-".to_owned()] } else { files.to_vec() };
    Ok(Box::new(files.into_iter().flat_map(|file| open(&file))))
}

fn open(file: &str) -> Box<dyn Iterator<Item = Raw> + Send> {
    let name = file.to_owned();
    let reader: Box<dyn Read + Send> = if file == "-" {
        Box::new(std::io::stdin())
    } else {
        match File::open(file) {
            Ok(opened) => Box::new(opened),
            Err(e) => return bad(name, e.to_string()),
        }
    };
    recognise(name, Box::new(BufReader::with_capacity(1 << 16, reader)), true)
}

fn bad(file: String, reason: String) -> Box<dyn Iterator<Item = Raw> + Send> {
    Box::new(std::iter::once(Raw { file, line: None, content: Content::Bad(reason) }))
}

/// The first bytes, as many as tell what a file is: a pipe may hand out one at a time. Beside them what went wrong behind.
fn first_bytes(reader: &mut dyn BufRead) -> (Vec<u8>, Option<std::io::Error>) {
    let mut head = Vec::new();
    while head.len() < HEAD_BYTES || head.iter().all(u8::is_ascii_whitespace) && head.len() < MOST_BLANK_BYTES {
        match reader.take(HEAD_BYTES as u64).read_to_end(&mut head) {
            Ok(0) => break,
            Ok(_) => {}
            Err(e) => return (head, Some(e)),
        }
    }
    (head, None)
}

/// Fails once with what went wrong before, then ends.
struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Looks at the first bytes and cuts accordingly.
fn recognise(file: String, mut reader: Box<dyn BufRead + Send>, may_unzip: bool) -> Box<dyn Iterator<Item = Raw> + Send> {
    let (head, failed) = first_bytes(&mut *reader);
    let reader: Box<dyn BufRead + Send> = match failed {
        Some(e) if head.is_empty() => return bad(file, format!("cannot be read: {e}")),
        Some(e) => Box::new(Cursor::new(head.clone()).chain(BufReader::new(Broken(Some(e))))),
        None => Box::new(Cursor::new(head.clone()).chain(reader)),
    };
    if may_unzip && head.starts_with(&[0x1f, 0x8b]) {
        // The archive reads its members itself: it can step over a damaged one.
        let mut first = Vec::new();
        let begins = MultiGzDecoder::new(head.as_slice()).take(5).read_to_end(&mut first);
        if begins.is_ok() && first == b"WARC/" {
            return warc(file, reader);
        }
        return recognise(file, Box::new(BufReader::new(MultiGzDecoder::new(reader))), false);
    }
    let start = head.iter().position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf)).unwrap_or(head.len());
    let head = &head[start..];
    if head.starts_with(b"WARC/") {
        return warc(file, reader);
    }
    if head.first() == Some(&b'{') {
        return json_lines(file, reader);
    }
    if head.is_empty() {
        return bad(file, "nothing in it".to_owned());
    }
    let html = annals_clean::looks_like_html(head);
    if !html && annals_clean::is_binary(head) {
        return bad(file, "neither text nor a page nor an archive: it looks like binary data".to_owned());
    }
    let mut bytes = Vec::new();
    if let Err(e) = reader.take(MAX_ITEM_BYTES + 1).read_to_end(&mut bytes) {
        return bad(file, format!("cannot be read on: {e}"));
    }
    if bytes.len() as u64 > MAX_ITEM_BYTES {
        return bad(file, format!("larger than {MAX_ITEM_BYTES} bytes, the most for one page or text"));
    }
    let content = if html { Content::Page(Box::new(page_of_file(&file, bytes))) } else { Content::Text(bytes) };
    Box::new(std::iter::once(Raw { file, line: None, content }))
}

fn warc(file: String, reader: Box<dyn BufRead + Send>) -> Box<dyn Iterator<Item = Raw> + Send> {
    match annals_archive::read_warc_from(Box::new(reader), &file) {
        Err(e) => bad(file, e.to_string()),
        Ok(pages) => Box::new(pages.enumerate().map(move |(i, page)| Raw {
            file: file.clone(),
            line: Some(i as u64 + 1),
            content: page.map_or_else(|e| Content::Bad(e.to_string()), |page| Content::Page(Box::new(page))),
        })),
    }
}

/// A lone HTML file: its path stands for the address until the page names its own.
fn page_of_file(file: &str, body: Vec<u8>) -> RawPage {
    RawPage {
        url: String::new(),
        final_url: String::new(),
        status: 200,
        content_type: None,
        feed_date: None,
        headers: vec![("x-file".to_owned(), file.to_owned())],
        fetched: UNKNOWN,
        body,
    }
}

fn json_lines(file: String, mut reader: Box<dyn BufRead + Send>) -> Box<dyn Iterator<Item = Raw> + Send> {
    let mut line = 0;
    let mut over = false;
    Box::new(std::iter::from_fn(move || {
        while !over {
            line += 1;
            let (mut bytes, whole) = match capped_line(&mut *reader) {
                Ok(Some(read)) => read,
                Ok(None) => return None,
                Err(e) => {
                    over = true;
                    return Some(Raw { file: file.clone(), line: Some(line), content: Content::Bad(format!("cannot be read on: {e}")) });
                }
            };
            if line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if bytes.iter().all(u8::is_ascii_whitespace) && whole {
                continue;
            }
            let content = if whole { Content::Json(bytes) } else { Content::Bad(format!("line longer than {MAX_ITEM_BYTES} bytes")) };
            return Some(Raw { file: file.clone(), line: Some(line), content });
        }
        None
    }))
}

/// The next line without its end; `false` when it was too long and its rest was skipped.
fn capped_line(reader: &mut dyn BufRead) -> std::io::Result<Option<(Vec<u8>, bool)>> {
    let mut bytes = Vec::new();
    let read = reader.take(MAX_ITEM_BYTES).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        return Ok(Some((bytes, true)));
    }
    if (read as u64) < MAX_ITEM_BYTES {
        return Ok(Some((bytes, true)));
    }
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(Some((Vec::new(), false)))
}

/// Reads a piece as an article with a text in it.
///
/// # Errors
/// When the piece is of no known form, or no article.
pub fn article_with_text(raw: Raw, given: Given, publishers: &Publishers) -> Result<Annotated, Rejection> {
    let (file, line) = (raw.file.clone(), raw.line);
    let item = article(raw, given, publishers)?;
    if item.article.text.is_empty() {
        let reason = item.article.reason.unwrap_or_else(|| "no text".to_owned());
        return Err(Rejection { file, line, reason });
    }
    Ok(item)
}

/// Reads a piece as an article: pages are cleaned, regions of plain texts told apart, annotations kept where given.
///
/// # Errors
/// When the piece is of no known form.
pub fn article(raw: Raw, given: Given, publishers: &Publishers) -> Result<Annotated, Rejection> {
    article_or_page(raw, given, publishers).map(|(item, _)| item)
}

/// As [`article`]; of a page that says so also its place among the pages of its article.
///
/// # Errors
/// When the piece is of no known form.
pub fn article_or_page(raw: Raw, given: Given, publishers: &Publishers) -> Result<(Annotated, Option<Part>), Rejection> {
    let (file, line) = (raw.file.clone(), raw.line);
    let (item, part) = read_piece(raw, given, publishers)?;
    let length = item.article.text.len();
    if length > MAX_TEXT_BYTES {
        return Err(Rejection {
            file,
            line,
            reason: format!("a text of {length} bytes is longer than the {MAX_TEXT_BYTES} of an article"),
        });
    }
    Ok((item, part))
}

fn read_piece(raw: Raw, given: Given, publishers: &Publishers) -> Result<(Annotated, Option<Part>), Rejection> {
    let Raw { file, line, content } = raw;
    let reject = |reason: String| Rejection { file: file.clone(), line, reason };
    match content {
        Content::Bad(reason) => Err(reject(reason)),
        Content::Page(mut page) => {
            if let (Some(now), true) = (given.now, page.fetched == UNKNOWN) {
                page.fetched = now;
            }
            let mut cleaned = annals_clean::clean(&page, publishers);
            // Who cut the page when it was fetched said so in its record; the page itself does not know.
            let cut = page.headers.iter().any(|(name, _)| name == "warc-truncated");
            if cut && cleaned.article.access == Access::Unknown && !cleaned.article.text.is_empty() {
                cleaned.article.access = Access::Truncated;
            }
            Ok((Annotated { article: dated(cleaned.article, given), ..Annotated::default() }, cleaned.part))
        }
        Content::Text(bytes) => {
            let text = match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(other) => decoded(other.as_bytes()),
            };
            let name = if file == "-" { String::new() } else { stem(&file) };
            let id = if name.is_empty() { ArticleId::of("", &text) } else { ArticleId(name) };
            Ok((Annotated { article: finished(Article { id, text, ..Article::default() }, given), ..Annotated::default() }, None))
        }
        Content::Json(bytes) => {
            let line = String::from_utf8(bytes).map_err(|e| reject(format!("no UTF-8 at byte {}", e.utf8_error().valid_up_to())))?;
            read_json(&line, given, publishers).map_err(reject)
        }
    }
}

/// A text that is no UTF-8: one with a few broken bytes stays UTF-8 with marks where they were, any other is of another charset.
fn decoded(bytes: &[u8]) -> String {
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches(char::REPLACEMENT_CHARACTER).count();
    let foreign = bytes.iter().filter(|b| !b.is_ascii()).count();
    // Letters of UTF-8 outnumber the broken bytes, or these are too few to tell a charset from.
    if broken * 2 < foreign || broken < 4 { lossy.into_owned() } else { annals_clean::decode(bytes, None) }
}

fn stem(file: &str) -> String {
    Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read_json(line: &str, given: Given, publishers: &Publishers) -> Result<(Annotated, Option<Part>), String> {
    #[derive(serde::Deserialize)]
    struct Page {
        id: Option<String>,
        url: Option<String>,
        html: Option<String>,
        published: Option<String>,
        date: Option<String>,
        annotations: Option<serde::de::IgnoredAny>,
        text: Option<serde::de::IgnoredAny>,
    }
    let page: Page = serde_json::from_str(line).map_err(|e| format!("no JSON: {e}"))?;
    let Some(html) = page.html else {
        if page.text.is_none() {
            return Err("neither `text` nor `html` in it".to_owned());
        }
        let article = annals_model::article_from_json(line).map_err(|e| e.to_string())?;
        let annotations = match page.annotations {
            Some(_) => annals_model::annotations_from_json(line).map_err(|e| e.to_string())?,
            None => annals_model::Annotations::default(),
        };
        // Annotations of a JSON line are only as good as the text they came with.
        let item = Annotated { article: finished(article, given), annotations };
        check_surfaces(line, &item)?;
        return Ok((item, None));
    };
    let url = page.url.unwrap_or_default();
    let stated = page.published.or(page.date);
    let published = match stated {
        Some(stated) => Some(DateTime::parse(&stated).ok_or_else(|| format!("`published` is no date: {stated}"))?),
        None => None,
    };
    let raw = RawPage {
        url: url.clone(),
        final_url: url,
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: given.now.unwrap_or(UNKNOWN),
        body: html.into_bytes(),
    };
    let annals_clean::Cleaned { mut article, part, .. } = annals_clean::clean(&raw, publishers);
    if let Some(id) = page.id {
        article.id = ArticleId(id);
    }
    if let Some(published) = published {
        article.published = Some(published);
        article.published_from = Some(DateSource::Given);
    }
    Ok((Annotated { article: dated(article, given), ..Annotated::default() }, part))
}

/// Annotations given with a text must be of this text: spans and indices fit, and every `surface` is what stands there.
fn check_surfaces(line: &str, item: &Annotated) -> Result<(), String> {
    #[derive(serde::Deserialize)]
    struct Surface {
        start: usize,
        end: usize,
        #[serde(default)]
        surface: Option<String>,
    }
    #[derive(serde::Deserialize)]
    struct Surfaces {
        #[serde(default)]
        mentions: Vec<Surface>,
        #[serde(default)]
        times: Vec<Surface>,
        #[serde(default)]
        figures: Vec<Surface>,
    }
    #[derive(serde::Deserialize)]
    struct Line {
        annotations: Option<Surfaces>,
    }
    item.check().map_err(|e| e.to_string())?;
    let line: Line = serde_json::from_str(line).map_err(|e| format!("no JSON: {e}"))?;
    let Some(Surfaces { mentions, times, figures }) = line.annotations else { return Ok(()) };
    let other = mentions
        .iter()
        .chain(&times)
        .chain(&figures)
        .find(|given| given.surface.as_deref().is_some_and(|surface| item.article.text.get(given.start..given.end) != Some(surface)));
    match other {
        Some(given) => Err(format!("annotations are of another text: {}..{} does not read as they say", given.start, given.end)),
        None => Ok(()),
    }
}

/// A text's regions, when the input gave none.
fn finished(mut article: Article, given: Given) -> Article {
    if article.regions.is_empty() {
        annals_clean::mark_regions(&mut article);
    }
    if article.first_seen.is_none() {
        article.first_seen = given.now;
    }
    dated(article, given)
}

/// The given date, when the input states none.
fn dated(mut article: Article, given: Given) -> Article {
    if article.published.is_none() && given.published.is_some() {
        article.published = given.published;
        article.published_from = Some(DateSource::Given);
    }
    if article.first_seen == Some(UNKNOWN) {
        article.first_seen = None;
    }
    article
}
