//! What a name may mean, as a person asks it: from the tables with row and rank, or from the compiled form.

use super::Knowledge;
use super::format::key_of;
use super::tables::{Alias, Entity, collect, strength_word};
use std::collections::BTreeMap;

/// One entity that a name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The name as the table prints it; as asked for, from the compiled form.
    pub alias: String,
    /// `strong`, `fair` or `weak`.
    pub strength: &'static str,
    /// The higher, the likelier; `None` from the compiled form, which keeps only the order.
    pub rank: Option<u32>,
    /// Table and line of the name; `None` from the compiled form.
    pub row: Option<(String, u32)>,
    /// "us:citigroup".
    pub id: String,
    /// "firm", "place" …
    pub kind: String,
    /// The entity's full name.
    pub name: String,
    /// `MIC:symbol`, parted by `|`.
    pub tickers: String,
    /// The id of its owner.
    pub parent: Option<String>,
}

/// The entities that `asked` (a name or an id) may mean by these tables (text under its file's name), the likeliest first. An
/// id gives all names of its entity.
#[must_use]
pub fn meanings_in(tables: &BTreeMap<String, String>, asked: &str) -> Vec<Meaning> {
    let all = collect(tables);
    let entities: BTreeMap<&str, &Entity<'_>> = all.entities.iter().map(|entity| (entity.id.as_str(), entity)).collect();
    let key = key_of(&annals_text::fold(asked));
    let mut found: Vec<&Alias<'_>> = if entities.contains_key(asked) {
        all.aliases.iter().filter(|alias| alias.id == asked).collect()
    } else {
        all.aliases.iter().filter(|alias| key_of(&annals_text::fold(alias.alias)) == key).collect()
    };
    found.sort_by_key(|alias| std::cmp::Reverse((alias.rank, alias.strength)));
    let meaning = |alias: &&Alias<'_>| {
        let entity = entities.get(alias.id.as_str())?;
        Some(Meaning {
            alias: alias.alias.to_owned(),
            strength: strength_word(alias.strength),
            rank: Some(alias.rank),
            row: Some((alias.at.file.to_owned(), alias.at.line)),
            id: alias.id.clone(),
            kind: entity.kind.to_owned(),
            name: entity.name.to_owned(),
            tickers: entity.tickers.to_owned(),
            parent: (!entity.parent.is_empty()).then(|| entity.parent.to_owned()),
        })
    };
    found.iter().filter_map(meaning).collect()
}

impl Knowledge {
    /// The entities that a name may mean, the likeliest first; one for an id (its names are not kept in the compiled form).
    #[must_use]
    pub fn meanings(&self, asked: &str) -> Vec<Meaning> {
        let gazetteer = self.gazetteer();
        let meaning = |listed: super::Listed, strength| Meaning {
            alias: asked.to_owned(),
            strength,
            rank: None,
            row: None,
            id: listed.id.to_owned(),
            kind: listed.kind.name().to_owned(),
            name: listed.name.to_owned(),
            tickers: listed.tickers.to_owned(),
            parent: listed.parent.and_then(|at| gazetteer.listed(at)).map(|parent| parent.id.to_owned()),
        };
        if let Some(listed) = gazetteer.by_id(asked) {
            return vec![meaning(listed, strength_word(super::Strength::Strong))];
        }
        let uses = gazetteer.meanings(asked);
        uses.iter().filter_map(|used| Some(meaning(gazetteer.listed(used.entity)?, strength_word(used.strength)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meanings_in};
    use crate::Knowledge;
    use std::collections::BTreeMap;

    #[test]
    fn names_and_ids_are_looked_up_in_tables() {
        let tables: BTreeMap<String, String> = [
            ("firms.tsv", "id\tname\tcountry\tparent\ttickers\tsource\nxx:acme\tAcme Ltd.\tGB\t\tXLON:ACM\town\nxx:acme-bank\tAcme Bank\tGB\txx:acme\t\town\n"),
            ("aliases.tsv", "alias\tid\tstrength\trank\nACME\txx:acme-bank\tweak\t5\nAcme\txx:acme\tstrong\t100\nAcme Bank\txx:acme-bank\tstrong\t100\n"),
        ]
        .into_iter()
        .map(|(file, text)| (file.to_owned(), text.to_owned()))
        .collect();
        let shown = |asked: &str| -> Vec<(String, &str, Option<u32>, u32)> {
            let line = |meaning: &Meaning| meaning.row.as_ref().map_or(0, |(_, line)| *line);
            meanings_in(&tables, asked).iter().map(|found| (found.id.clone(), found.strength, found.rank, line(found))).collect()
        };
        assert_eq!(shown("acme"), [("xx:acme".to_owned(), "strong", Some(100), 3), ("xx:acme-bank".to_owned(), "weak", Some(5), 2)]);
        assert_eq!(shown("xx:acme-bank").len(), 2);
        assert_eq!(meanings_in(&tables, "Acme Bank")[0].parent.as_deref(), Some("xx:acme"));
        assert!(shown("nobody").is_empty());
    }

    #[test]
    fn names_and_ids_are_looked_up_in_the_compiled_form() {
        let knowledge = Knowledge::embedded();
        let found = knowledge.meanings("Maybank Securities");
        assert_eq!(found.first().map(|found| (found.id.as_str(), found.strength)), Some(("my:maybank-securities", "strong")));
        assert_eq!(
            knowledge.meanings("my:maybank-securities"),
            vec![Meaning { alias: "my:maybank-securities".to_owned(), ..found[0].clone() }]
        );
        assert!(knowledge.meanings("no such name").is_empty());
    }
}
