//! Names: exact span and type.

use super::{Count, Gold, Score};
use annals_model::{Annotated, Kind};
use std::collections::{BTreeMap, BTreeSet};

const TYPES: [&str; 3] = ["ORG", "PER", "LOC"];

/// Counts by type.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<&'static str, Count>);

/// The usual three types; kinds that these sets do not label are left out.
pub(super) fn type_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Firm | Kind::Agency | Kind::Media | Kind::Exchange | Kind::Regulator | Kind::Organisation => Some("ORG"),
        Kind::Person => Some("PER"),
        Kind::Place => Some("LOC"),
        Kind::Index | Kind::Product | Kind::Basket | Kind::Programme => None,
    }
}

impl Counts {
    pub(super) fn add(&mut self, gold: &Gold, item: &Annotated) {
        let labelled: BTreeSet<(u32, u32, &str)> =
            gold.names().iter().filter_map(|s| Some((s.start?, s.end?, s.kind.as_deref()?))).collect();
        let mentions = item.annotations.mentions.iter().filter(|m| !m.nominal && gold.covers(item, m.span));
        let found: BTreeSet<(u32, u32, &str)> = mentions.filter_map(|m| Some((m.span.start, m.span.end, type_of(m.kind)?))).collect();
        for kind in TYPES {
            let count = self.0.entry(kind).or_default();
            count.gold += labelled.iter().filter(|s| s.2 == kind).count() as u64;
            count.predicted += found.iter().filter(|s| s.2 == kind).count() as u64;
            count.right += found.iter().filter(|s| s.2 == kind && labelled.contains(s)).count() as u64;
        }
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        let mut all = Count::default();
        let mut scores = Vec::new();
        for kind in TYPES {
            let count = self.0.get(kind).copied().unwrap_or_default();
            all.right += count.right;
            all.predicted += count.predicted;
            all.gold += count.gold;
            scores.push(count.score(kind));
        }
        scores.push(all.score("micro"));
        scores
    }
}
