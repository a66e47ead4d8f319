//! Opening the crawl's memory and making it last: who may have it, what becomes of a file of another version.

use super::CrawlState;
use super::tables::{DIGESTS, HANDED, HOSTS, LINES, META, PAGES, ROBOTS, SCHEMA, TALLIES, TURN_OF, TURNS, failed};
use crate::FetchError;
use jiff::Timestamp;
use redb::{Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, TableError, WriteTransaction};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Memory for pages of the file, in bytes.
const CACHE: usize = 24 << 20;
/// A run that was cut off is taken up again within this time, in milliseconds; later, a new one begins.
const RESUMED_WITHIN: i64 = 24 * 60 * 60 * 1000;

impl CrawlState {
    /// Opens the memory in this file, or begins a new one. A file of another version is set aside under another name,
    /// which [`CrawlState::notes`] tells.
    ///
    /// # Errors
    /// [`FetchError::State`] when the file is damaged, cannot be written, or another process has it.
    pub fn open(path: &Path) -> Result<Self, FetchError> {
        let mut notes = Vec::new();
        let mut file = database(path, &mut notes)?;
        if let Some(version) = version(&file, path)?.filter(|version| *version != SCHEMA) {
            drop(file);
            set_aside(path, &format!("version {version} of its tables, not {SCHEMA}"), &mut notes)?;
            file = database(path, &mut notes)?;
        }
        let mut state = Self {
            transaction: None,
            file,
            path: path.to_owned(),
            position: Vec::new(),
            notes,
            sequence: 2,
            turn: 0,
            tallies: BTreeMap::new(),
            run: None,
            since: None,
        };
        state.begin_writing()?;
        state.recall()?;
        state.take_back()?;
        Ok(state)
    }

    /// What is worth telling about the opening.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The archive's place at the last commit; empty at first.
    #[must_use]
    pub fn position(&self) -> &[u8] {
        &self.position
    }

    /// Makes everything up to here lasting, together with the place that the archive has reached.
    ///
    /// # Errors
    /// [`FetchError::State`], after which nothing more can be written.
    pub fn commit(&mut self, position: &[u8]) -> Result<(), FetchError> {
        let [run, since] = [self.run, self.since].map(|number| number.map(i64::to_be_bytes));
        self.put_meta("position", position)?;
        self.put_meta("sequence", &self.sequence.to_be_bytes())?;
        self.put_meta("turn", &self.turn.to_be_bytes())?;
        self.put_meta("run", run.as_ref().map_or(&[], |run| run))?;
        self.put_meta("since", since.as_ref().map_or(&[], |since| since))?;
        {
            let mut tallies = self.writing()?.open_table(TALLIES).map_err(self.failed())?;
            for (name, count) in &self.tallies {
                tallies.insert(name.as_str(), count).map_err(self.failed())?;
            }
        }
        if let Some(transaction) = self.transaction.take() {
            transaction.commit().map_err(failed(&self.path))?;
        }
        position.clone_into(&mut self.position);
        self.begin_writing()
    }

    /// Forgets everything since the last commit.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn undo(&mut self) -> Result<(), FetchError> {
        if let Some(transaction) = self.transaction.take() {
            transaction.abort().map_err(failed(&self.path))?;
        }
        (self.sequence, self.turn, self.run, self.since, self.tallies) = (2, 0, None, None, BTreeMap::new());
        self.begin_writing()?;
        self.recall()
    }

    /// Begins a run: what was handed out and not settled before goes back into the lines. Tells whether this takes up
    /// a run that was cut off; then nothing that it has asked for already is asked again on behalf of the plan.
    /// Best committed once the plan's own addresses are in line.
    ///
    /// # Errors
    /// [`FetchError::State`].
    pub fn begin(&mut self, now: Timestamp) -> Result<bool, FetchError> {
        self.take_back()?;
        let now = now.as_millisecond();
        let resumed = self.run.is_some_and(|began| (began..began.saturating_add(RESUMED_WITHIN)).contains(&now));
        if !resumed {
            self.run = Some(now);
        }
        Ok(resumed)
    }

    /// Entries of lists that are dated before this are passed over by the run under way; after a kill, too, when the
    /// archive tells what had come.
    pub fn only_since(&mut self, since: Option<Timestamp>) {
        self.since = since.map(Timestamp::as_second);
    }

    /// Ends a run that came to its end by itself; the next one is a new one.
    pub fn finish(&mut self) {
        (self.run, self.since) = (None, None);
    }

    pub(super) fn writing(&self) -> Result<&WriteTransaction, FetchError> {
        self.transaction.as_ref().ok_or_else(|| FetchError::State {
            path: self.path.clone(),
            reason: "an earlier write failed; what was not committed is asked for again".to_owned(),
        })
    }

    pub(super) fn failed<E: std::fmt::Display>(&self) -> impl Fn(E) -> FetchError + '_ {
        failed(&self.path)
    }

    fn begin_writing(&mut self) -> Result<(), FetchError> {
        let transaction = self.file.begin_write().map_err(failed(&self.path))?;
        self.transaction = Some(transaction);
        Ok(())
    }

    fn put_meta(&self, name: &str, value: &[u8]) -> Result<(), FetchError> {
        let mut meta = self.writing()?.open_table(META).map_err(self.failed())?;
        meta.insert(name, value).map_err(self.failed())?;
        Ok(())
    }

    /// Reads what is held in memory, and makes the tables where there are none.
    fn recall(&mut self) -> Result<(), FetchError> {
        self.put_meta("schema", &SCHEMA.to_be_bytes())?;
        let (mut position, mut sequence, mut turn, mut run, mut since) = (Vec::new(), self.sequence, self.turn, None, None);
        let mut counts = BTreeMap::new();
        {
            let transaction = self.writing()?;
            let failed = self.failed();
            transaction.open_table(PAGES).map_err(self.failed())?;
            for table in [LINES, HANDED] {
                transaction.open_table(table).map_err(self.failed())?;
            }
            transaction.open_table(TURNS).map_err(self.failed())?;
            transaction.open_table(TURN_OF).map_err(self.failed())?;
            transaction.open_table(HOSTS).map_err(self.failed())?;
            transaction.open_table(ROBOTS).map_err(self.failed())?;
            transaction.open_table(DIGESTS).map_err(self.failed())?;
            let meta = transaction.open_table(META).map_err(self.failed())?;
            let number = |name: &str| -> Result<Option<u64>, FetchError> {
                let found = meta.get(name).map_err(&failed)?;
                Ok(found.and_then(|bytes| bytes.value().try_into().ok()).map(u64::from_be_bytes))
            };
            sequence = number("sequence")?.unwrap_or(sequence);
            turn = number("turn")?.unwrap_or(turn);
            run = number("run")?.map(u64::cast_signed).or(run);
            since = number("since")?.map(u64::cast_signed).or(since);
            if let Some(bytes) = meta.get("position").map_err(self.failed())? {
                bytes.value().clone_into(&mut position);
            }
            let tallies = transaction.open_table(TALLIES).map_err(self.failed())?;
            for entry in tallies.iter().map_err(self.failed())? {
                let (name, count) = entry.map_err(self.failed())?;
                counts.insert(name.value().to_owned(), count.value());
            }
        }
        (self.position, self.sequence, self.turn, self.tallies) = (position, sequence, turn, counts);
        (self.run, self.since) = (run, since);
        Ok(())
    }
}

/// Opens the file under its lock. Every checksum in it is verified: a damaged page would be found only when it is needed.
fn database(path: &Path, notes: &mut Vec<String>) -> Result<Database, FetchError> {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
    match builder.create(path) {
        Ok(file) => Ok(file),
        Err(DatabaseError::UpgradeRequired(version)) => {
            set_aside(path, &format!("version {version} of its format"), notes)?;
            builder.create(path).map_err(|error| refused(path, &error))
        }
        Err(error) => Err(refused(path, &error)),
    }
}

fn refused(path: &Path, error: &DatabaseError) -> FetchError {
    let reason = match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            "another process is fetching into this store; wait for it or stop it".to_owned()
        }
        DatabaseError::Storage(redb::StorageError::Io(error)) if error.kind() != std::io::ErrorKind::InvalidData => error.to_string(),
        error => format!("{error}; the file is damaged: move it away, and a new one is made from the archive"),
    };
    FetchError::State { path: path.to_owned(), reason }
}

/// The version of the tables in a file; `None` in a new one.
fn version(file: &Database, path: &Path) -> Result<Option<u64>, FetchError> {
    let reading = file.begin_read().map_err(failed(path))?;
    let meta = match reading.open_table(META) {
        Ok(meta) => meta,
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        // A table of that name with other columns is another version too.
        Err(TableError::TableTypeMismatch { .. } | TableError::TypeDefinitionChanged { .. }) => return Ok(Some(0)),
        Err(error) => return Err(failed(path)(error)),
    };
    let found = meta.get("schema").map_err(failed(path))?;
    Ok(Some(found.and_then(|bytes| bytes.value().try_into().ok()).map_or(0, u64::from_be_bytes)))
}

/// Gives a file a name that is free.
fn set_aside(path: &Path, why: &str, notes: &mut Vec<String>) -> Result<(), FetchError> {
    let aside = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".aside-{number}"));
        PathBuf::from(name)
    };
    let to = (1..).map(aside).find(|path| !path.exists()).unwrap_or_else(|| aside(0));
    std::fs::rename(path, &to).map_err(failed(path))?;
    notes.push(format!("{} has {why}; it is set aside as {}, and a new one is begun", path.display(), to.display()));
    Ok(())
}
