//! Compiles `corpus/gazetteer` into the tables that every copy of the program carries.

#[path = "src/knowledge/format.rs"]
#[allow(dead_code, reason = "the reader's half")]
mod format;

#[path = "src/knowledge/tables.rs"]
#[allow(dead_code, reason = "the checker's half")]
mod tables;

#[path = "../annals-text/src/fold.rs"]
#[allow(dead_code, unreachable_pub, reason = "the crate of which it is a part uses the rest")]
mod fold;

#[path = "../annals-text/src/words.rs"]
#[allow(dead_code, unreachable_pub, reason = "the crate of which it is a part uses the rest")]
mod words;

use format::{AliasUse, FIRST_NAME, FIRST_NAME_AFTER, MANY, NATIONALITY, ORDINARY, SURNAME, SURNAME_BEFORE};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Name traditions that put the family name first.
const FAMILY_FIRST: &[&str] = &["zh-pinyin", "zh-canton-hk", "zh-tw-wade", "ko", "sea-chinese", "vi"];

fn main() -> Result<()> {
    let gazetteer = PathBuf::from("../../corpus/gazetteer");
    println!("cargo::rerun-if-changed={}", gazetteer.display());
    println!("cargo::rerun-if-changed=src/knowledge/format.rs");
    println!("cargo::rerun-if-changed=src/knowledge/tables.rs");
    println!("cargo::rerun-if-changed=../annals-text/src/fold.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?);
    println!("cargo::rerun-if-changed=../annals-text/src/words.rs");
    names(&gazetteer, &out)?;
    entities(&gazetteer, &out)
}

/// Rows of a table, each as long as its head; the head is left out.
fn rows(folder: &Path, file: &str) -> Result<Vec<Vec<String>>> {
    let path = folder.join(file);
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut lines = text.lines();
    let width = lines.next().map_or(0, |head| head.split('\t').count());
    lines
        .enumerate()
        .map(|(i, line)| {
            let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if row.len() == width {
                Ok(row)
            } else {
                Err(format!("{}:{}: {} columns, not {width}", path.display(), i + 2, row.len()).into())
            }
        })
        .collect()
}

/// The word table: first names, surnames, ordinary words.
fn names(folder: &Path, out: &Path) -> Result<()> {
    let mut words: BTreeMap<String, u8> = BTreeMap::new();
    let mut add = |name: &str, bits: u8| {
        let lower = name.to_lowercase().replace('’', "'");
        *words.entry(fold::fold(&lower)).or_default() |= bits;
        *words.entry(lower).or_default() |= bits;
    };
    for (file, plain, ordered) in [("first_names.tsv", FIRST_NAME, FIRST_NAME_AFTER), ("surnames.tsv", SURNAME, SURNAME_BEFORE)] {
        for row in rows(folder, file)? {
            let family_first = row[1].split('|').any(|tag| FAMILY_FIRST.contains(&tag));
            let ordinary = row[2] == "1";
            add(&row[0], plain | if family_first { ordered } else { 0 } | if ordinary { ORDINARY } else { 0 });
        }
    }
    println!("cargo::rerun-if-changed={}", folder.join("words.txt").display());
    for word in fs::read_to_string(folder.join("words.txt"))?.lines() {
        add(word, ORDINARY);
    }
    for row in rows(folder, "places.tsv")? {
        row[5].split('|').filter(|adjective| !adjective.contains(' ')).for_each(|adjective| add(adjective, NATIONALITY));
    }
    // "China" is no ordinary word, though a dictionary has "china".
    let listed = fs::read_to_string(folder.join("words.txt"))?;
    let ordinary: BTreeSet<&str> = listed.lines().collect();
    for row in rows(folder, "places.tsv")? {
        let name = row[1].to_lowercase();
        if row[6] == "strong" && !ordinary.contains(name.as_str()) {
            words.entry(name).and_modify(|bits| *bits &= !ORDINARY);
        }
    }
    words.remove("");
    let mut lots: Vec<Vec<u8>> = vec![Vec::new(); format::BUCKETS];
    for (word, bits) in &words {
        let lot = &mut lots[format::bucket(words::word_hash(word.as_bytes()))];
        lot.extend([u8::try_from(word.len())?, *bits]);
        lot.extend_from_slice(word.as_bytes());
    }
    let mut begins = 0_u32.to_le_bytes().to_vec();
    let mut at = 0;
    for lot in &lots {
        at += u32::try_from(lot.len())?;
        begins.extend_from_slice(&at.to_le_bytes());
    }
    fs::write(out.join("buckets.bin"), begins)?;
    fs::write(out.join("names.bin"), lots.concat())?;
    Ok(())
}

/// A sorted map in its compiled form.
fn table(map: &BTreeMap<String, u64>) -> Result<Vec<u8>> {
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in map {
        builder.insert(key, *value)?;
    }
    Ok(builder.into_inner()?)
}

/// The text of each table of entities under its name.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    for file in tables::ENTITY_TABLES {
        let path = folder.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        texts.insert(file.to_owned(), text);
    }
    Ok(texts)
}

/// Writes the entity records, the ticker table and the alias table.
fn entities(folder: &Path, out: &Path) -> Result<()> {
    let texts = texts(folder)?;
    let all = tables::collect(&texts);
    if let Some(wrong) = all.wrong.first() {
        return Err(format!("{}:{}: {}", wrong.at.file, wrong.at.line, wrong.what).into());
    }
    let mut offsets: BTreeMap<&str, u32> = BTreeMap::new();
    let mut at = 0;
    for entity in &all.entities {
        if offsets.insert(&entity.id, at).is_some() {
            return Err(format!("two entities are called {}", entity.id).into());
        }
        at += u32::try_from(5 + 6 + entity.id.len() + entity.name.len() + entity.tickers.len())?;
    }
    let mut records: Vec<u8> = Vec::with_capacity(at as usize);
    let mut tickers: BTreeMap<String, u64> = BTreeMap::new();
    for entity in &all.entities {
        let kind = tables::KINDS.iter().position(|kind| *kind == entity.kind).unwrap_or_default();
        let parent = match entity.parent {
            "" => 0,
            parent => offsets.get(parent).ok_or_else(|| format!("{}: no parent {parent}", entity.id))? + 1,
        };
        records.push(u8::try_from(kind)?);
        records.extend_from_slice(&parent.to_le_bytes());
        for field in [entity.id.as_str(), entity.name, entity.tickers] {
            records.extend_from_slice(&u16::try_from(field.len())?.to_le_bytes());
            records.extend_from_slice(field.as_bytes());
        }
        for (mic, symbol) in entity.tickers.split('|').filter_map(|ticker| ticker.split_once(':')) {
            let bare = symbol.trim_start_matches('0');
            let symbol = if bare.is_empty() { symbol } else { bare };
            tickers.entry(format!("{symbol}:{mic}").to_lowercase()).or_insert(offsets[entity.id.as_str()].into());
        }
    }
    fs::write(out.join("entities.bin"), records)?;
    fs::write(out.join("ids.fst"), table(&offsets.iter().map(|(id, at)| ((*id).to_owned(), u64::from(*at))).collect())?)?;
    fs::write(out.join("tickers.fst"), table(&tickers)?)?;
    let (aliases, uses) = alias_table(&all, &offsets)?;
    let small = all.aliases.iter().filter(|alias| alias.alias.chars().next().is_some_and(char::is_lowercase));
    let small = small.map(|alias| format::key_of(&fold::fold(alias.alias)));
    fs::write(out.join("small.bin"), format::beginnings(small, format::SMALL_BYTES, words::word_hash))?;
    fs::write(out.join("begin.bin"), format::beginnings(aliases.keys().cloned(), format::BEGIN_BYTES, words::word_hash))?;
    fs::write(out.join("aliases.fst"), table(&aliases)?)?;
    fs::write(out.join("uses.bin"), uses)?;
    Ok(())
}

/// Folded alias → its meanings, the likeliest first.
fn alias_table(all: &tables::Collected<'_>, offsets: &BTreeMap<&str, u32>) -> Result<(BTreeMap<String, u64>, Vec<u8>)> {
    let mut meanings: BTreeMap<String, Vec<(u32, AliasUse)>> = BTreeMap::new();
    for tables::Alias { alias, id, strength, rank, .. } in &all.aliases {
        let entity = *offsets.get(id.as_str()).ok_or_else(|| format!("alias {alias}: no entity {id}"))?;
        let capitals = tables::in_capitals(alias);
        let small = alias.chars().next().is_some_and(char::is_lowercase);
        let key = format::key_of(&fold::fold(alias));
        if key.is_empty() {
            continue;
        }
        let uses = meanings.entry(key).or_default();
        match uses.iter_mut().find(|(_, known)| known.entity == entity) {
            Some((_, known)) => {
                known.strength = known.strength.max(*strength);
                known.capitals &= capitals;
                known.small |= small;
            }
            None => uses.push((*rank, AliasUse { entity, strength: *strength, capitals, small, known: *rank >= 25 })),
        }
    }
    let (mut table, mut bytes) = (BTreeMap::new(), Vec::new());
    for (key, mut uses) in meanings {
        uses.sort_by_key(|(rank, used)| (std::cmp::Reverse((*rank, used.strength)), used.entity));
        uses.truncate(255);
        let value = if let [(_, only)] = uses.as_slice() {
            only.pack()
        } else {
            let at = u64::try_from(bytes.len())? | MANY;
            bytes.push(u8::try_from(uses.len())?);
            uses.iter().for_each(|(_, used)| bytes.extend_from_slice(&used.pack().to_le_bytes()));
            at
        };
        table.insert(key, value);
    }
    Ok((table, bytes))
}
