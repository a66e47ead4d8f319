//! What may be wrong in the gazetteer's tables: names two firms claim, owners nobody knows, sources nobody explains.

use super::format::{Strength, key_of};
use super::tables::{At, Collected, Wrong, collect, in_capitals, parts, rows};
use std::collections::{BTreeMap, BTreeSet};

/// Where exceptions are listed: columns alias, id, reason.
const EXCEPTIONS: &str = "exceptions.tsv";

/// One fault of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The table ("aliases.tsv").
    pub file: String,
    /// Its line, the head being 1.
    pub line: u32,
    /// What is wrong, in words.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// The faults of the gazetteer whose tables are `tables` (text under its file's name), described by `readme`, in the order of
/// files and lines. None of a clean one.
#[must_use]
pub fn check_gazetteer(tables: &BTreeMap<String, String>, readme: &str) -> Vec<Fault> {
    let mut check = Check { tables, readme, all: collect(tables), wrong: Vec::new() };
    check.lines();
    check.sources();
    check.owners();
    check.tickers();
    check.names();
    let mut wrong = check.wrong;
    wrong.append(&mut check.all.wrong);
    wrong.sort();
    wrong.dedup();
    wrong.into_iter().map(|wrong| Fault { file: wrong.at.file.to_owned(), line: wrong.at.line, what: wrong.what }).collect()
}

struct Check<'t> {
    tables: &'t BTreeMap<String, String>,
    readme: &'t str,
    all: Collected<'t>,
    wrong: Vec<Wrong<'t>>,
}

impl<'t> Check<'t> {
    fn fault(&mut self, at: At<'t>, what: impl Into<String>) {
        self.wrong.push(Wrong { at, what: what.into() });
    }

    fn rows(&mut self, file: &str) -> Vec<(At<'t>, Vec<&'t str>)> {
        match self.tables.get_key_value(file) {
            Some((file, text)) => rows(file, text, &mut self.wrong),
            None => Vec::new(),
        }
    }

    /// Each line of each file: order, width, characters.
    fn lines(&mut self) {
        for (file, text) in self.tables {
            let list = !file.ends_with(".tsv");
            if !list {
                rows(file, text, &mut self.wrong);
            }
            let mut before: Option<&str> = None;
            for (line, text) in (1..).zip(text.split_terminator('\n')) {
                let at = At { file, line };
                if let Some(strange) = text.chars().find(|c| is_strange(*c)) {
                    self.fault(at, format!("the character U+{:04X}, which nobody sees", u32::from(strange)));
                }
                if text.split(['\t', '|']).any(|cell| cell.trim() != cell || cell.contains("  ")) {
                    self.fault(at, "white space at the end of a cell, or two spaces");
                }
                if line == 1 && !list {
                    continue;
                }
                match before {
                    Some(before) if before > text => self.fault(at, "unsorted: it belongs before the line above"),
                    Some(before) if before == text => self.fault(at, "the line above once more"),
                    _ => {}
                }
                before = Some(text);
            }
        }
    }

    /// Files and sources that the readme does not describe; names and sources left empty.
    fn sources(&mut self) {
        let described = |what: &str| self.readme.contains(&format!("`{what}`"));
        let mut wrong = Vec::new();
        for (file, text) in self.tables {
            let at = At { file, line: 1 };
            if !described(file) {
                wrong.push(Wrong { at, what: "corpus/README.md does not describe this file".to_owned() });
            }
            let head: Vec<&str> = text.lines().next().unwrap_or_default().split('\t').collect();
            let source = head.iter().position(|column| *column == "source");
            let named = head.iter().position(|column| ["name", "alias", "form", "reason"].contains(column));
            let identified = head.iter().position(|column| *column == "id");
            for (at, row) in rows(file, text, &mut Vec::new()) {
                let cell = |i: Option<usize>| i.and_then(|i| row.get(i)).copied();
                for (column, what) in [(named, "name"), (source, "source"), (identified, "id")] {
                    if cell(column) == Some("") {
                        wrong.push(Wrong { at, what: format!("no {what}") });
                    }
                }
                for source in cell(source).into_iter().flat_map(parts).filter(|source| !described(source)) {
                    wrong.push(Wrong { at, what: format!("corpus/README.md does not describe the source `{source}`") });
                }
            }
        }
        self.wrong.append(&mut wrong);
    }

    /// Ids given twice or without a row, owners that do not exist or own themselves.
    fn owners(&mut self) {
        let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
        let mut wrong = Vec::new();
        for entity in &self.all.entities {
            if parents.insert(&entity.id, entity.parent).is_some() {
                wrong.push(Wrong { at: entity.at, what: format!("the id `{}` has a row already", entity.id) });
            }
        }
        for entity in self.all.entities.iter().filter(|entity| !entity.parent.is_empty()) {
            if !parents.contains_key(entity.parent) {
                wrong.push(Wrong { at: entity.at, what: format!("the parent `{}` has no row", entity.parent) });
            }
            let mut above = entity.parent;
            let mut seen = BTreeSet::from([entity.id.as_str()]);
            while !above.is_empty() && seen.insert(above) {
                above = parents.get(above).copied().unwrap_or_default();
            }
            if above == entity.id {
                wrong.push(Wrong { at: entity.at, what: format!("`{}` is its own parent, in the end", entity.id) });
            }
        }
        for alias in self.all.aliases.iter().filter(|alias| !parents.contains_key(alias.id.as_str())) {
            wrong.push(Wrong { at: alias.at, what: format!("the id `{}` has no row", alias.id) });
        }
        self.wrong.append(&mut wrong);
    }

    /// Stock codes without a market, and codes that two entities claim on one market.
    fn tickers(&mut self) {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        let mut wrong = Vec::new();
        for entity in &self.all.entities {
            for ticker in parts(entity.tickers) {
                let Some((mic, symbol)) = ticker.split_once(':').filter(|(mic, symbol)| mic.len() == 4 && !symbol.is_empty()) else {
                    wrong.push(Wrong { at: entity.at, what: format!("`{ticker}` is no ticker: write MIC:symbol") });
                    continue;
                };
                let bare = symbol.trim_start_matches('0');
                let key = format!("{mic}:{}", if bare.is_empty() { symbol } else { bare }).to_lowercase();
                match owners.get(&key) {
                    Some(owner) if *owner != entity.id => {
                        wrong.push(Wrong { at: entity.at, what: format!("`{ticker}` is the ticker of `{owner}`, too") });
                    }
                    _ => drop(owners.insert(key, &entity.id)),
                }
            }
        }
        self.wrong.append(&mut wrong);
    }

    /// Names: listed twice, claimed by two of equal rank, or too common to tell anything by themselves.
    fn names(&mut self) {
        let words: BTreeSet<&str> = self.tables.get("words.txt").map(|text| text.lines().collect()).unwrap_or_default();
        let first_names: BTreeSet<String> = column(self.rows("first_names.tsv"), 0).map(|name| name.to_lowercase()).collect();
        let countries: BTreeSet<String> = self
            .rows("places.tsv")
            .iter()
            .filter(|(_, row)| row.get(2) == Some(&"country"))
            .flat_map(|(_, row)| row.get(1).into_iter().copied().chain(row.get(4).into_iter().flat_map(|cell| parts(cell))))
            .map(key)
            .collect();
        let country_ids: BTreeSet<&str> = self
            .rows("places.tsv")
            .iter()
            .filter(|(_, row)| row.get(2) == Some(&"country"))
            .filter_map(|(_, row)| row.first().copied())
            .collect();
        let exceptions: BTreeMap<(&str, &str), At<'t>> =
            self.rows(EXCEPTIONS).iter().filter_map(|(at, row)| Some(((*row.first()?, *row.get(1)?), *at))).collect();
        let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut wrong = Vec::new();
        // Another spelling of one key adds something only when it says how the name may be printed ("DAX" and "Dax").
        let mut listed: BTreeMap<(String, &str, bool, bool), At<'t>> = BTreeMap::new();
        let mut strong: BTreeMap<(String, u32), &str> = BTreeMap::new();
        for alias in self.all.aliases.iter().filter(|alias| !alias.implied) {
            let mut fault = |what: String| wrong.push(Wrong { at: alias.at, what });
            let (name, key) = (alias.alias, key(alias.alias));
            if key.chars().count() < 2 {
                fault(format!("`{name}` is less than two letters"));
            }
            if let Some(before) = listed.insert((key.clone(), &alias.id, in_capitals(name), small(name)), alias.at) {
                fault(format!("`{name}` is listed for `{}` at {}:{} already", alias.id, before.file, before.line));
            }
            if alias.strength != Strength::Strong {
                continue;
            }
            match strong.get(&(key.clone(), alias.rank)) {
                Some(other) if *other != alias.id => {
                    fault(format!("`{name}` is strong for `{}` and for `{other}`, both of rank {}", alias.id, alias.rank));
                }
                _ => drop(strong.insert((key.clone(), alias.rank), &alias.id)),
            }
            let common = if countries.contains(&key) && !country_ids.contains(alias.id.as_str()) {
                "the name of a country"
            } else if in_capitals(name) {
                continue;
            } else if words.contains(key.as_str()) {
                "an ordinary word"
            } else if first_names.contains(&key) && !alias.id.starts_with("place:") {
                "a first name"
            } else {
                continue;
            };
            let exception = (name, alias.id.as_str());
            if let Some((&exception, _)) = exceptions.get_key_value(&exception) {
                used.insert(exception);
            } else {
                fault(format!("`{name}` is {common} but strong for `{}`: make it fair, or list it in {EXCEPTIONS}", alias.id));
            }
        }
        for ((name, id), at) in &exceptions {
            if !used.contains(&(*name, *id)) {
                wrong.push(Wrong { at: *at, what: format!("`{name}` of `{id}` needs no exception") });
            }
        }
        self.wrong.append(&mut wrong);
    }
}

/// The key of a name as the compiled table has it.
fn key(name: &str) -> String {
    key_of(&annals_text::fold(name))
}

/// Whether a name is printed with a small letter first.
fn small(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_lowercase)
}

fn column<'t>(rows: Vec<(At<'t>, Vec<&'t str>)>, at: usize) -> impl Iterator<Item = &'t str> {
    rows.into_iter().filter_map(move |(_, row)| row.get(at).copied())
}

/// Control characters, marks of direction and joining, spaces that are no spaces; a tabulator parts columns.
fn is_strange(c: char) -> bool {
    c != '\t' && c.is_control()
        || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
}

#[cfg(test)]
mod tests;
