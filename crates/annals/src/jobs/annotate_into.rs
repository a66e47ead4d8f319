//! Articles in, annotations out into a folder of shards, so that a long job can be stopped and gone on with.

use super::annotate::{Options, line};
use super::{Engine, Listener};
use crate::input::{self, Raw};
use crate::shards::{OpenShard, ShardFolder};
use crate::{AnnalsError, parallel};
use annals_model::sha256_hex;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Pieces of input (articles, or what should be one) a shard, unless told otherwise.
pub const ARTICLES_A_SHARD: u32 = 10_000;
/// Bytes of input after which a shard ends, whatever it holds: what a kill can cost.
const BYTES_A_SHARD: usize = 32 << 20;
/// Bytes at either end of an input that stand for it in the manifest; the shards' own fingerprints cover every byte.
const END_BYTES: u64 = 1 << 16;

/// What is in the folder afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sharded {
    /// Complete shards.
    pub shards: u64,
    /// Articles in them.
    pub articles: u64,
    /// Inputs left out.
    pub rejected: u64,
    /// Shards made by this call.
    pub new_shards: u64,
    /// Whether everything is done; not so after an interrupt.
    pub complete: bool,
}

/// Annotates all files into shards of `dir`, each of up to `articles_a_shard` pieces; complete ones of an earlier call
/// are kept as they are, their inputs are read but not annotated. Where shards end depends on the inputs alone.
///
/// # Errors
/// When a file cannot be opened, the folder was made from other inputs or with other options, or the disk refuses.
pub fn annotate_into(
    engine: &Engine,
    files: &[String],
    options: &Options,
    dir: &Path,
    articles_a_shard: u32,
    listener: &Listener<'_>,
) -> Result<Sharded, AnnalsError> {
    let mut pieces = input::pieces(files)?;
    let mut folder = ShardFolder::open(dir, &manifest(engine, files, options, articles_a_shard))?;
    let mut done = Sharded::default();
    for number in 0.. {
        let mut cut = Cut::new(&mut *pieces, articles_a_shard, listener);
        if let Some(kept) = folder.kept(number).cloned() {
            cut.by_ref().for_each(drop);
            if cut.stopped() {
                return Ok(done);
            }
            if cut.fingerprint != kept.input {
                return Err(AnnalsError::Input(format!(
                    "{} was made with other inputs (those of shard {number} have changed): choose another folder, or remove this one",
                    dir.display()
                )));
            }
            done.articles += kept.articles;
            for rejection in folder.rejected(&kept)? {
                (listener.reject)(&rejection);
                done.rejected += 1;
            }
        } else {
            // An empty shard would only say that the input has ended.
            let Some(first) = cut.next() else {
                if cut.stopped() {
                    return Ok(done);
                }
                break;
            };
            folder.unmark()?;
            let mut shard = folder.begin(number)?;
            let annotated = fill(engine, first, &mut cut, options, &mut shard, listener);
            if annotated.is_err() || cut.stopped() {
                shard.discard()?;
                return annotated.map(|_| done);
            }
            let (articles, rejected) = annotated?;
            folder.keep(shard, cut.fingerprint)?;
            done.articles += articles;
            done.rejected += rejected;
            done.new_shards += 1;
        }
        done.shards += 1;
    }
    if u64::from(folder.end()) > done.shards {
        return Err(AnnalsError::Input(format!(
            "{} was made with other inputs (there were more of them): choose another folder, or remove this one",
            dir.display()
        )));
    }
    if !folder.is_marked_complete() {
        folder.complete()?;
    }
    done.complete = true;
    Ok(done)
}

/// Annotates one shard's pieces; gives the numbers of articles and of rejected inputs.
fn fill(
    engine: &Engine,
    first: Raw,
    rest: &mut Cut<'_>,
    options: &Options,
    shard: &mut OpenShard,
    listener: &Listener<'_>,
) -> Result<(u64, u64), AnnalsError> {
    let (mut articles, mut rejected) = (0, 0);
    parallel::ordered(
        std::iter::once(first).chain(rest),
        Raw::size,
        |raw| line(engine, raw, options),
        |line| {
            match line {
                Ok(line) => {
                    shard.add(&line)?;
                    articles += 1;
                }
                Err(rejection) => {
                    (listener.reject)(&rejection);
                    shard.reject(rejection);
                    rejected += 1;
                }
            }
            (listener.step)();
            Ok::<(), AnnalsError>(())
        },
    )?;
    Ok((articles, rejected))
}

/// The pieces of one shard: ends where the shard ends.
struct Cut<'a> {
    pieces: &'a mut (dyn Iterator<Item = Raw> + Send),
    left: u32,
    bytes: usize,
    /// Of all pieces given so far.
    fingerprint: String,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Cut<'a> {
    fn new(pieces: &'a mut (dyn Iterator<Item = Raw> + Send), articles: u32, listener: &'a Listener<'_>) -> Self {
        Self { pieces, left: articles, bytes: 0, fingerprint: String::new(), stop: listener.stop }
    }

    /// Whether an interrupt may have cut it short.
    fn stopped(&self) -> bool {
        (self.stop)()
    }
}

impl Iterator for Cut<'_> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        if self.left == 0 || self.bytes >= BYTES_A_SHARD || (self.stop)() {
            return None;
        }
        let raw = self.pieces.next()?;
        self.left -= 1;
        self.bytes += raw.size();
        self.fingerprint = sha256_hex(format!("{}{}", self.fingerprint, raw.fingerprint()).as_bytes());
        Some(raw)
    }
}

/// Everything that the bytes of the shards depend on.
fn manifest(engine: &Engine, files: &[String], options: &Options, articles_a_shard: u32) -> Value {
    let Options { given, with_article, only } = options;
    let all = only.lists().is_empty();
    let standard_input = ["-".to_owned()];
    let files = if files.is_empty() { &standard_input } else { files };
    json!({
        "v": 1,
        "program": { "name": "annals", "version": env!("CARGO_PKG_VERSION"), "rules": annals_extract::rules().len() },
        "inputs": files.iter().map(|file| input_entry(file)).collect::<Vec<Value>>(),
        "options": {
            "published": given.published.map(|published| published.to_string()),
            "now": given.now.map(|now| now.to_string()),
            "with_article": with_article,
            "model": engine.model,
            "corrections": engine.corrections,
            "only": if all { Value::Null } else { json!(only.lists()) },
            "articles_a_shard": articles_a_shard,
            "bytes_a_shard": BYTES_A_SHARD,
        },
    })
}

/// An input's name, size, and SHA-256 of its ends; `null` for what is no file to look into beforehand.
fn input_entry(file: &str) -> Value {
    let ends = if file == "-" { None } else { ends(Path::new(file)) };
    json!({ "file": file, "bytes": ends.as_ref().map(|ends| ends.0), "ends_sha256": ends.map(|ends| ends.1) })
}

fn ends(path: &Path) -> Option<(u64, String)> {
    let mut file = File::open(path).ok()?;
    let meta = file.metadata().ok()?;
    if !meta.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.by_ref().take(END_BYTES).read_to_end(&mut bytes).ok()?;
    file.seek(SeekFrom::Start(meta.len().saturating_sub(END_BYTES))).ok()?;
    file.take(END_BYTES).read_to_end(&mut bytes).ok()?;
    Some((meta.len(), sha256_hex(&bytes)))
}
