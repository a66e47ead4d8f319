//! A capitalised name that ends in a word for an organisation or a place: "Larkmoor Securities", "Finance Ministry", "Tarn Valley University".

use super::Find;
use super::candidate::{Candidate, Who};
use super::page::{Case, Page};
use crate::knowledge::Strength;
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::WordMap;
use std::sync::LazyLock;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/head_word",
        about: "A capitalised name that ends in a word for an organisation or a place.",
        cases: include_str!("head_word.toml"),
    },
    find,
};

/// What a head word says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) kind: Kind,
    /// It makes an organisation of ordinary words, too ("Finance Ministry"); others need a name ("Larkmoor Capital").
    pub(super) any: bool,
}

/// Head words, lower case.
static HEADS: LazyLock<WordMap<Head>> = LazyLock::new(|| {
    include_str!("heads.tsv")
        .lines()
        .skip(1)
        .filter_map(|row| {
            let mut columns = row.split('\t');
            let (word, kind, needs) = (columns.next()?, columns.next()?, columns.next()?);
            let kind = match kind {
                "firm" => Kind::Firm,
                "exchange" => Kind::Exchange,
                "organisation" => Kind::Organisation,
                "agency" => Kind::Agency,
                "regulator" => Kind::Regulator,
                "media" => Kind::Media,
                "place" => Kind::Place,
                _ => return None,
            };
            Some((word, Head { kind, any: needs == "any" }))
        })
        .collect()
});

/// What `word` (lower case) makes of the name it ends.
pub(super) fn head(word: &str) -> Option<Head> {
    HEADS.get(word).copied()
}

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        for i in low + 1..high {
            if !page.capitalised(i) || case == Case::Capitals {
                continue;
            }
            let Some(head) = head(page.word(i)) else { continue };
            if page.glued(i) && page.word_before(i) != "-" || ends_later(page, i, high) {
                continue;
            }
            let start = page.run_before(i, low, case);
            if start == i {
                continue;
            }
            let named = (start..i).any(|k| page.name_word(k) && !page.ordinary(k) && !page.nationality(k));
            let described = head.any && case == Case::Plain && (start..i).any(|k| page.name_word(k));
            if named || described {
                found.push(candidate(page, start, i + 1, head));
            }
        }
    }
}

/// The run goes on to a later head word, or to another capitalised word that shows this is no end of a name.
fn ends_later(page: &Page<'_>, i: usize, high: usize) -> bool {
    i + 1 < high
        && page.name_word(i + 1)
        && !page.glued(i + 1)
        && (head(page.word(i + 1)).is_some() || i + 2 < high && head(page.word(i + 2)).is_some() && page.name_word(i + 2))
}

/// The research arm of a listed firm is the firm; everything else stands for itself.
fn candidate(page: &Page<'_>, start: usize, end: usize, head: Head) -> Candidate {
    if page.word(end - 1) == "research" {
        for cut in (start + 1..end).rev() {
            let name = page.reading().span(start..cut).of(page.reading().text());
            let firm = page.gazetteer().meanings(name).into_iter().find(|used| used.strength == Strength::Strong);
            if let Some(firm) = firm
                && page.gazetteer().listed(firm.entity).is_some_and(|listed| listed.kind == Kind::Firm)
            {
                let arm = (cut..end).all(|k| {
                    matches!(page.word(k), "global" | "investment" | "equity" | "economics" | "research" | "securities" | "markets")
                });
                if arm {
                    return Candidate { tokens: start..end, kind: Kind::Firm, who: Who::Listed(firm.entity), score: 0.85, rule: "" };
                }
            }
        }
    }
    Candidate::named(page, start..end, head.kind, 0.7)
}
