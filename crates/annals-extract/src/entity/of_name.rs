//! An office or school and what it is of: "Ministry of Trade", "Bank of Tarnmoor", "University of East Fenwick".

use super::Find;
use super::candidate::Candidate;
use super::page::{Case, Page};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/of_name",
        about: "A word for an organisation, \"of\" or \"for\", and a name.",
        cases: include_str!("of_name.toml"),
    },
    find,
};

/// What the word before "of" makes of the name.
fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "bank" => Kind::Firm,
        "university" | "college" | "institute" | "school" | "academy" | "association" | "federation" | "society" | "church"
        | "hospital" | "foundation" | "embassy" | "chamber" | "centre" | "center" | "council" | "confederation" | "union"
        | "organization" | "organisation" | "museum" => Kind::Organisation,
        "ministry" | "department" | "bureau" | "office" | "court" | "house" | "agency" | "board" | "committee" => Kind::Agency,
        "commission" | "authority" => Kind::Regulator,
        _ => return None,
    })
}

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        for i in low..high {
            let linked = page.capitalised(i) && matches!(page.word(i + 1), "of" | "for");
            let Some(kind) = linked.then(|| kind(page.word(i))).flatten() else { continue };
            let mut end = part(page, i + 2, high, case);
            // The board of directors is part of its firm, no office of its own.
            if end == i + 2
                || matches!(page.word(i + 2), "directors" | "governors" | "trustees" | "commissioners" | "supervisors" | "management")
            {
                continue;
            }
            // "Institute of Trade and Labour", "School of Economics and Political Science", "Department of Health & Safety".
            while end - i < 24 && matches!(page.word(end), "and" | "of" | "for" | "in") && !names_firm(page, end + 1) {
                let more = part(page, end + 1, high, case);
                // "… and the Harbour Board" is somebody else.
                if page.word(end) == "and" && page.word(end + 1) == "the" {
                    break;
                }
                let listed_next = page.word(end) == "and" && kind_of_run(page, end + 1, more);
                if more == end + 1 || listed_next || page.word(end) == "in" {
                    break;
                }
                end = more;
            }
            let mut start = page.run_before(i, low, case);
            if start < i && (start..i).all(|k| page.ordinary(k)) && page.opens(start) {
                start = i;
            }
            found.push(Candidate::named(page, start..end, kind, 0.75));
        }
    }
}

/// The capitalised words from `start`, perhaps behind "the".
fn part(page: &Page<'_>, start: usize, high: usize, case: Case) -> usize {
    let from = if page.word(start) == "the" { start + 1 } else { start };
    let end = page.run_after(from, high, if case == Case::Capitals { case } else { Case::Plain });
    if end == from { start } else { end }
}

/// "… and Goldman Sachs": the words behind "and" are a name of their own.
fn names_firm(page: &Page<'_>, start: usize) -> bool {
    let text = page.reading().surface(start);
    page.gazetteer()
        .meanings(text)
        .first()
        .and_then(|used| page.gazetteer().listed(used.entity))
        .is_some_and(|listed| listed.kind != Kind::Place || !page.ordinary(start))
}

/// Whether these words end in a head word, so that they are a second organisation.
fn kind_of_run(page: &Page<'_>, start: usize, end: usize) -> bool {
    kind(page.word(start)).is_some() && matches!(page.word(end), "of" | "for")
}
