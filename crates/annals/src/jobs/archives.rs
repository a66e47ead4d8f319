//! Web archives of others on the network: brought here piece by piece, read once, their pages taken into our own.

use super::Listener;
use super::fetch::{Fetched, commit};
use super::heard::{Hear, Heard};
use crate::config::{Source, is_address};
use crate::polite::{LONGEST_PUT_OFF, Visitor, wait};
use crate::remote::{self, Note, Remote};
use crate::{AnnalsError, Rejection};
use annals_archive::{Archive, ArchiveError};
use annals_fetch::{CrawlState, Download, LISTED, Outcome, Plan, Receiver, Task, Told, Validators};
use annals_model::{RawPage, sha256_hex};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Instant;
use url::Url;

/// Pages taken between two commits.
const COMMIT_EVERY: u64 = 500;
/// So many bytes further make an attempt a good one, after which failures are counted anew.
const PROGRESS: u64 = 1 << 20;

/// What came of bringing an archive here.
enum Brought {
    Whole,
    /// Its beginning; the rest did not come.
    Part,
    Nothing,
}

/// What the archives are read with.
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) state: &'a mut CrawlState,
    pub(super) archive: &'a mut Archive,
    pub(super) fetched: &'a mut Fetched,
    pub(super) visitor: &'a mut Visitor<'a>,
    pub(super) store: &'a Path,
}

impl Job<'_> {
    /// Brings and reads the archives that a source names on the network.
    pub(super) fn read(&mut self, source: &Source, hear: &mut Hear<'_>, listener: &Listener<'_>) -> Result<(), AnnalsError> {
        let Some(place) = source.warc.as_ref().filter(|place| is_address(place)) else { return Ok(()) };
        if (listener.stop)() {
            return Ok(());
        }
        let remote = Remote::open(self.store)?;
        let choice = source.choice();
        for url in self.archives_of(place, listener) {
            if (listener.stop)() {
                break;
            }
            let mut note = remote.note(&url);
            let known = note.read.as_ref() == Some(&choice);
            if (known && !self.plan.force) || remote::is_of_other_days(&url, source.from, source.to) {
                tell_damage(&note, listener);
                self.fetched.archives.passed_over += 1;
                continue;
            }
            if self.plan.dry_run {
                self.fetched.report.would_fetch.push(url);
                continue;
            }
            if note.read.is_some() && !known {
                // Read with another choice of pages, so its bytes are needed again, whether they changed or not.
                note = Note { url, ..Note::default() };
            }
            match self.bring(&remote, &mut note, hear, listener)? {
                Brought::Whole => self.take(&remote, note, source, Some(choice.clone()), listener)?,
                Brought::Part => self.take(&remote, note, source, None, listener)?,
                Brought::Nothing => {}
            }
        }
        Ok(())
    }

    /// The archive at this address, or those of the list there.
    fn archives_of(&mut self, place: &str, listener: &Listener<'_>) -> Vec<String> {
        if !remote::is_list(place) {
            return vec![place.to_owned()];
        }
        let read = self.visitor.read(Some(self.state), place, remote::MAX_LIST);
        let lines = read.and_then(|read| Ok((Url::parse(&read.final_url).map_err(|e| e.to_string())?, remote::lines(&read.body)?)));
        match lines {
            Ok((base, lines)) => {
                let mut found = Vec::new();
                for (number, line) in lines {
                    match remote::resolved(&base, &line) {
                        Some(url) => found.push(url.into()),
                        None => self.failed_at(place, Some(number), format!("`{line}` is no address of an archive"), listener),
                    }
                }
                found
            }
            Err(reason) => {
                self.failed(place, reason, listener);
                Vec::new()
            }
        }
    }

    fn failed(&mut self, url: &str, reason: String, listener: &Listener<'_>) {
        self.failed_at(url, None, reason, listener);
    }

    fn failed_at(&mut self, url: &str, line: Option<u64>, reason: String, listener: &Listener<'_>) {
        (listener.reject)(&Rejection { file: url.to_owned(), line, reason: reason.clone() });
        let report = &mut self.fetched.report;
        if report.failed.len() < LISTED {
            report.failed.push((url.to_owned(), reason));
        }
        report.failed_count += 1;
        self.fetched.archives.failed += 1;
    }

    /// Brings all bytes of an archive here, going on where an earlier run was stopped.
    fn bring(&mut self, remote: &Remote, note: &mut Note, hear: &mut Hear<'_>, listener: &Listener<'_>) -> Result<Brought, AnnalsError> {
        let path = remote.bytes(&note.url);
        let failed = |source| AnnalsError::Write { path: path.clone(), source };
        let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        let url = note.url.clone();
        let (mut task, mut attempt) = (Task::new(url.as_str()), 0);
        // How far it had come when failures were last counted anew: bytes that come a second time are no progress.
        let mut furthest = file.metadata().map_err(failed)?.len();
        loop {
            let here = file.metadata().map_err(failed)?.len();
            if note.whole && note.read.is_none() {
                if note.length == Some(here) {
                    return Ok(Brought::Whole);
                }
                // Its bytes were taken away by somebody: nothing is known of it.
                *note = Note { url: url.clone(), ..Note::default() };
            }
            let Ok(at) = Url::parse(&task.at) else { return Ok(Brought::Nothing) };
            if let Err(reason) = self.visitor.admit(Some(self.state), &at) {
                if !(listener.stop)() {
                    self.failed(&url, reason, listener);
                }
                return Ok(Brought::Nothing);
            }
            let mut sink = Sink { remote, note, file: &mut file, hear, done: here, came: 0 };
            let Download { told, put_off, again } = annals_fetch::download(self.plan, &mut task, here, &mut sink, listener.stop)?;
            self.fetched.archives.bytes += sink.came;
            self.visitor.left(Some(self.state), &at, !told.outcome.is_connection(), put_off)?;
            if again {
                continue;
            }
            hear(Heard::Asked(&told));
            (listener.step)();
            if told.outcome == Outcome::NotModified {
                if let Some(why) = note.why.clone() {
                    self.failed(&url, format!("{why}; it has not changed"), listener);
                } else {
                    tell_damage(note, listener);
                    self.fetched.archives.passed_over += 1;
                }
                remote.forget_bytes(&url)?;
                return Ok(Brought::Nothing);
            }
            if told.outcome == Outcome::Fetched {
                file.sync_all().map_err(failed)?;
                note.length = Some(file.metadata().map_err(failed)?.len());
                note.whole = true;
                remote.keep(note)?;
                return Ok(Brought::Whole);
            }
            if (listener.stop)() {
                return Ok(Brought::Nothing);
            }
            let reached = file.metadata().map_err(failed)?.len();
            if reached >= furthest + PROGRESS {
                (furthest, attempt) = (reached, 1);
            } else {
                attempt += 1;
            }
            let later = put_off.is_some_and(|wait| wait > LONGEST_PUT_OFF);
            if !told.outcome.is_passing() || later || attempt > u32::from(self.plan.retries) {
                if told.outcome == Outcome::TooLarge {
                    // A later run asks for another version only, as far as the server tells versions apart.
                    (note.refused, note.why) = (true, Some(told.outcome.to_string()));
                    remote.keep(note)?;
                }
                // Of one that is closed to us for now its bytes are still good.
                if matches!(told.outcome, Outcome::Missing | Outcome::Gone | Outcome::TooLarge) {
                    remote.forget_bytes(&url)?;
                }
                self.count_failure(&told);
                self.failed(&url, format!("{}: {}", told.outcome, told.detail), listener);
                // What came holds good pages, whether the rest will ever come or not.
                let part = told.outcome.is_passing() && file.metadata().map_err(failed)?.len() > 0;
                return Ok(if part { Brought::Part } else { Brought::Nothing });
            }
            task = Task::new(url.as_str());
            wait(Instant::now() + annals_fetch::back_off(self.plan.backoff, attempt, &url), listener.stop);
        }
    }

    fn count_failure(&mut self, told: &Told) {
        *self.fetched.report.failures.entry(told.host.clone()).or_default().entry(told.outcome).or_default() += 1;
    }

    /// Reads an archive that is here: the pages wanted go into our own, then its bytes are thrown away. Of one that is here in part
    /// (without a `choice` to be noted as read) the bytes stay.
    fn take(
        &mut self,
        remote: &Remote,
        mut note: Note,
        source: &Source,
        choice: Option<String>,
        listener: &Listener<'_>,
    ) -> Result<(), AnnalsError> {
        if is_none(&remote.bytes(&note.url))? {
            // Should the server put that right, it has another version, and this one is not kept as read.
            let why = "it is no web archive".to_owned();
            (note.whole, note.refused, note.why) = (false, true, Some(why.clone()));
            remote.keep(&note)?;
            self.failed(&note.url, why, listener);
            return remote.forget_bytes(&note.url);
        }
        (note.pages, note.damaged) = (0, 0);
        for page in annals_archive::read_warc(&remote.bytes(&note.url))?.only(source.filter()) {
            if (listener.stop)() {
                // Read again by the next run, which passes over what was taken.
                return commit(self.state, self.archive);
            }
            match page {
                Ok(page) if is_wanted(&page) => {
                    note.pages += 1;
                    self.take_page(&page)?;
                    if note.pages.is_multiple_of(COMMIT_EVERY) {
                        commit(self.state, self.archive)?;
                    }
                    (listener.step)();
                }
                Ok(_) => {}
                Err(ArchiveError::Record { offset, reason, .. }) => {
                    note.damaged += 1;
                    (listener.reject)(&Rejection { file: note.url.clone(), line: None, reason: format!("at byte {offset}: {reason}") });
                }
                Err(e) => return Err(e.into()),
            }
        }
        commit(self.state, self.archive)?;
        self.fetched.archives.pages += note.pages;
        if choice.is_none() {
            return Ok(());
        }
        self.fetched.archives.read += 1;
        note.read = choice;
        remote.keep(&note)?;
        remote.forget_bytes(&note.url)
    }

    /// Keeps a page, unless its address gave us the same bytes before.
    fn take_page(&mut self, page: &RawPage) -> Result<(), AnnalsError> {
        let known = self.state.earlier(&page.final_url, &sha256_hex(&page.body))?;
        if known.is_none_or(|earlier| earlier.url != page.final_url) {
            self.archive.put(page, None, None)?;
            annals_fetch::replay(self.state, page)?;
        }
        Ok(())
    }
}

/// What of an archive could not be read is told by every run, though it is not asked for again.
fn tell_damage(note: &Note, listener: &Listener<'_>) {
    if note.read.is_some() && note.damaged > 0 {
        let places = if note.damaged == 1 { "one place".to_owned() } else { format!("{} places", note.damaged) };
        let reason = format!("it was damaged at {places} when it was read; `annals fetch --force` asks for another version");
        (listener.reject)(&Rejection { file: note.url.clone(), line: None, reason });
    }
}

/// Whether a file is no web archive: nothing at its beginning can be read.
fn is_none(path: &Path) -> Result<bool, AnnalsError> {
    let mut first = annals_archive::read_warc(path)?.take(3).peekable();
    Ok(first.peek().is_some() && first.all(|page| page.is_err()))
}

/// Whether a record may be an article's page: an answer of success that is no picture, sound or film.
fn is_wanted(page: &RawPage) -> bool {
    let media = page.content_type.as_deref().unwrap_or_default().trim_start().to_ascii_lowercase();
    (200..300).contains(&page.status) && !["image/", "audio/", "video/", "font/"].iter().any(|kind| media.starts_with(kind))
}

/// Takes an archive's bytes as they come.
struct Sink<'a, 'b> {
    remote: &'a Remote,
    note: &'a mut Note,
    file: &'a mut File,
    hear: &'a mut Hear<'b>,
    done: u64,
    came: u64,
}

impl Receiver for Sink<'_, '_> {
    fn known(&self) -> Validators {
        // A download that was stopped before its first byte must not be told that nothing has changed.
        if self.done == 0 && self.note.read.is_none() && !self.note.refused {
            return Validators::default();
        }
        Validators { etag: self.note.etag.clone(), last_modified: self.note.last_modified.clone() }
    }

    fn begins(&mut self, at: u64, length: Option<u64>, validators: &Validators) -> std::io::Result<()> {
        if at != self.done {
            self.file.set_len(at)?;
            self.done = at;
        }
        // Noted before the first byte: who goes on from here must know of which version the bytes are.
        let Validators { etag, last_modified } = validators.clone();
        let note = Note { url: self.note.url.clone(), etag, last_modified, length, ..Note::default() };
        self.remote.keep(&note).map_err(std::io::Error::other)?;
        *self.note = note;
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)?;
        let more = bytes.len() as u64;
        self.done += more;
        self.came += more;
        (self.hear)(Heard::Bytes { url: &self.note.url, more, done: self.done, of: self.note.length });
        Ok(())
    }
}
