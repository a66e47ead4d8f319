//! The gazetteer as written: rows of its tables, and the entities and names they list. Shared by the compiler (`build.rs`) and the checker.

use super::format::Strength;
use std::collections::BTreeMap;

/// The tables that list entities or names of them, in the order of the compiled records.
pub(crate) const ENTITY_TABLES: [&str; 8] =
    ["firms.tsv", "organisations.tsv", "aliases.tsv", "indices.tsv", "baskets.tsv", "programmes.tsv", "products.tsv", "places.tsv"];

/// Kinds in the order of their number in a record.
pub(crate) const KINDS: &[&str] =
    &["firm", "person", "index", "agency", "regulator", "exchange", "media", "organisation", "place", "product", "basket", "programme"];

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At<'t> {
    /// The table.
    pub(crate) file: &'t str,
    /// Its line, the head being 1.
    pub(crate) line: u32,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wrong<'t> {
    /// Where.
    pub(crate) at: At<'t>,
    /// What, in words.
    pub(crate) what: String,
}

/// What the tables say of one entity.
#[derive(Debug)]
pub(crate) struct Entity<'t> {
    /// "us:citigroup", "index:HSI".
    pub(crate) id: String,
    /// One of [`KINDS`].
    pub(crate) kind: &'t str,
    /// Its full name.
    pub(crate) name: &'t str,
    /// `MIC:symbol`, parted by `|`.
    pub(crate) tickers: &'t str,
    /// The id of its owner, or nothing.
    pub(crate) parent: &'t str,
    /// The row.
    pub(crate) at: At<'t>,
}

/// One name of an entity.
#[derive(Debug)]
pub(crate) struct Alias<'t> {
    /// As printed.
    pub(crate) alias: &'t str,
    /// Whose name it is.
    pub(crate) id: String,
    /// How much it says by itself.
    pub(crate) strength: Strength,
    /// The higher, the likelier among entities of one name.
    pub(crate) rank: u32,
    /// It follows from another name of the row, nobody wrote it.
    pub(crate) implied: bool,
    /// The row.
    pub(crate) at: At<'t>,
}

/// All entities and their names, and the rows that could not be read.
#[derive(Debug, Default)]
pub(crate) struct Collected<'t> {
    /// In the order of the tables.
    pub(crate) entities: Vec<Entity<'t>>,
    /// In the order of the tables.
    pub(crate) aliases: Vec<Alias<'t>>,
    /// Rows left out.
    pub(crate) wrong: Vec<Wrong<'t>>,
}

/// Rows of a table with their places, each as long as its head; the head is left out. Other rows go to `wrong`.
pub(crate) fn rows<'t>(file: &'t str, text: &'t str, wrong: &mut Vec<Wrong<'t>>) -> Vec<(At<'t>, Vec<&'t str>)> {
    let mut width = 0;
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let row: Vec<&str> = text.split('\t').collect();
        let at = At { file, line };
        if line == 1 {
            width = row.len();
        } else if row.len() == width {
            rows.push((at, row));
        } else {
            wrong.push(Wrong { at, what: format!("{} columns, not {width}", row.len()) });
        }
    }
    rows
}

/// The cells of a list in a cell.
pub(crate) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|part| !part.is_empty())
}

fn strength(word: &str) -> Option<Strength> {
    Some(match word {
        "weak" => Strength::Weak,
        "fair" => Strength::Fair,
        "strong" => Strength::Strong,
        _ => return None,
    })
}

/// How a strength is written in the tables.
pub(crate) fn strength_word(strength: Strength) -> &'static str {
    match strength {
        Strength::Weak => "weak",
        Strength::Fair => "fair",
        Strength::Strong => "strong",
    }
}

/// The row at hand and what is made of it.
struct Reader<'c, 't> {
    all: &'c mut Collected<'t>,
    at: At<'t>,
    id: String,
}

impl<'t> Reader<'_, 't> {
    fn entity(&mut self, kind: &'t str, name: &'t str, tickers: &'t str, parent: &'t str) {
        if KINDS.contains(&kind) {
            self.all.entities.push(Entity { id: self.id.clone(), kind, name, tickers, parent, at: self.at });
        } else {
            self.all.wrong.push(Wrong { at: self.at, what: format!("no kind `{kind}`") });
        }
    }

    fn alias(&mut self, alias: &'t str, strength: Strength, rank: u32, implied: bool) {
        if !alias.is_empty() {
            self.all.aliases.push(Alias { alias, id: self.id.clone(), strength, rank, implied, at: self.at });
        }
    }

    fn list(&mut self, cell: &'t str, strength: Strength, rank: u32) {
        parts(cell).for_each(|alias| self.alias(alias, strength, rank, false));
    }

    fn strength(&mut self, word: &str) -> Option<Strength> {
        let read = strength(word);
        if read.is_none() {
            self.all.wrong.push(Wrong { at: self.at, what: format!("no strength `{word}`") });
        }
        read
    }

    /// Reads a row of the table `file`; a row shorter than the table should have is left out.
    fn row(&mut self, file: &str, row: &[&'t str]) -> Option<()> {
        let cell = |i: usize| row.get(i).copied();
        let strong = Strength::Strong;
        match file {
            "firms.tsv" => self.entity("firm", cell(1)?, cell(4)?, cell(3)?),
            "organisations.tsv" => self.entity(cell(2)?, cell(1)?, cell(5)?, cell(4)?),
            "aliases.tsv" => {
                cell(1)?.clone_into(&mut self.id);
                let strength = self.strength(cell(2)?)?;
                match cell(3)?.parse() {
                    Ok(rank) => self.alias(cell(0)?, strength, rank, false),
                    Err(_) => self.all.wrong.push(Wrong { at: self.at, what: format!("the rank `{}` is no number", cell(3)?) }),
                }
            }
            "indices.tsv" => {
                self.entity("index", cell(1)?, "", "");
                self.alias(cell(1)?, strong, 160, false);
                if let Some(short) = cell(1)?.strip_suffix(" Index") {
                    self.alias(short, strong, 160, true);
                }
                self.list(cell(2)?, strong, 160);
                self.list(cell(3)?, Strength::Weak, 20);
            }
            "places.tsv" => {
                let rank = if cell(2)? == "country" { 155 } else { 140 };
                self.entity("place", cell(1)?, "", "");
                let strength = self.strength(cell(6)?)?;
                self.alias(cell(1)?, strength, rank, false);
                self.list(cell(4)?, strong, rank);
            }
            "products.tsv" => {
                self.entity("product", cell(1)?, "", cell(2)?);
                self.alias(cell(1)?, strong, 150, false);
                self.list(cell(3)?, strong, 150);
            }
            _ => {
                self.entity(if file == "baskets.tsv" { "basket" } else { "programme" }, cell(1)?, "", "");
                self.alias(cell(1)?, strong, 150, false);
                self.list(cell(2)?, strong, 150);
            }
        }
        Some(())
    }
}

/// Reads all entities and names; `tables` holds the text of each table under its name.
pub(crate) fn collect(tables: &BTreeMap<String, String>) -> Collected<'_> {
    let mut all = Collected::default();
    for table in ENTITY_TABLES {
        let Some((file, text)) = tables.get_key_value(table) else { continue };
        let prefix = match table {
            "indices.tsv" => "index:",
            "baskets.tsv" => "basket:",
            "programmes.tsv" => "programme:",
            "products.tsv" => "product:",
            _ => "",
        };
        for (at, row) in rows(file, text, &mut all.wrong) {
            let id = format!("{prefix}{}", row.first().copied().unwrap_or_default());
            if (Reader { all: &mut all, at, id }).row(table, &row).is_none() && !all.wrong.iter().any(|wrong| wrong.at == at) {
                all.wrong.push(Wrong { at, what: format!("{} columns are too few for {table}", row.len()) });
            }
        }
    }
    all
}

/// Whether an alias is read only when printed in capitals: up to five letters, all of them capitals ("SEC", "U.N.").
pub(crate) fn in_capitals(alias: &str) -> bool {
    let letters = || alias.chars().filter(|c| c.is_alphabetic());
    letters().count() <= 5 && letters().all(char::is_uppercase) && letters().next().is_some()
}
