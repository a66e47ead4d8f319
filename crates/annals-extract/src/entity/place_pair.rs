//! A town with its state or country: "Tarnmoor, Ohio".

use super::Find;
use super::candidate::Candidate;
use super::page::{Case, Page};
use super::support::slot_before;
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/place_pair",
        about: "A capitalised name, a comma, and a state or country is a place.",
        cases: include_str!("place_pair.toml"),
    },
    find,
};

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        for i in low + 1..high {
            if case != Case::Plain || page.word(i) != "," || !page.name_word(i - 1) || !names_place(page, i + 1, high) {
                continue;
            }
            let start = page.run_before(i, low, case);
            let preposition =
                matches!(page.word_before(start), "in" | "near" | "from" | "at" | "of" | "to" | "outside" | "around" | "through");
            let dateline = start == low && page.opens(start);
            if (preposition && !slot_before(page, start) || dateline && i - start == 1) && i - start <= 3 && !page.first_name(start) {
                found.push(Candidate::unlisted(page, start..i, Kind::Place, 0.7));
            }
        }
    }
}

/// Whether a listed place stands at token `at`, one to three tokens long.
fn names_place(page: &Page<'_>, at: usize, high: usize) -> bool {
    (at + 1..=high.min(at + 3)).any(|end| {
        page.capitalised(at)
            && page
                .gazetteer()
                .meanings(page.reading().span(at..end).of(page.reading().text()))
                .first()
                .and_then(|used| page.gazetteer().listed(used.entity))
                .is_some_and(|listed| listed.kind == Kind::Place)
    })
}
