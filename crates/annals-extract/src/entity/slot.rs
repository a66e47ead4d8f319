//! An unlisted name where only a firm can stand: "shares of Brellin", "analyst at Fennick", "Tidebrook shares".

use super::Find;
use super::candidate::Candidate;
use super::page::{Case, Page};
use super::support::{after_says_firm, slot_before};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/slot",
        about: "An unlisted capitalised name where only a firm can stand: \"shares of …\", \"analyst at …\", \"the retailer …\".",
        cases: include_str!("slot.toml"),
    },
    find,
};

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        if case != Case::Plain {
            continue;
        }
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        let mut i = low;
        while i < high {
            let end = page.run_after(i, high, case);
            if end == i {
                i += 1;
                continue;
            }
            offer(page, i, end, low, found);
            i = end;
        }
    }
}

fn offer(page: &Page<'_>, start: usize, end: usize, low: usize, found: &mut Vec<Candidate>) {
    let opens = page.opens(start);
    let sure = (start..end).any(|k| page.name_word(k) && !page.ordinary(k) && !page.nationality(k));
    if !sure || opens && page.ordinary(start) {
        return;
    }
    let person = page.sure_first_name(start) && end - start > 1 || end - start == 2 && page.first_name(start) && page.surname(start + 1);
    let before =
        slot_before(page, start) || start > low && page.word_before(start) == "the" && slot_before(page, start - 1) && end - start > 1;
    let after = shares_after(page, end) || after_says_firm(page, end) && page.word(end) != "'s" && !says_person_too(page.word(end));
    // "according to research firm Brellin", "the chipmaker Tidebrook".
    let before = before || just_before(page, start) && !person;
    let score = match (before, after) {
        (true, true) => 0.75,
        (true, false) if !person => 0.6,
        (false, true) if !person => 0.55,
        _ => return,
    };
    found.push(Candidate::named(page, start..end, Kind::Firm, score));
}

fn just_before(page: &Page<'_>, start: usize) -> bool {
    matches!(
        page.word_before(start),
        "firm"
            | "carmaker"
            | "automaker"
            | "chipmaker"
            | "brokerage"
            | "lender"
            | "insurer"
            | "retailer"
            | "startup"
            | "start-up"
            | "drugmaker"
            | "airline"
            | "miner"
            | "brewer"
            | "developer"
            | "supplier"
            | "manufacturer"
            | "conglomerate"
            | "rival"
            | "competitor"
            | "subsidiary"
    )
}

fn shares_after(page: &Page<'_>, end: usize) -> bool {
    let at = if page.word(end) == "'s" { end + 1 } else { end };
    matches!(page.word(at), "shares" | "stock" | "shareholders" | "ceo" | "spokeswoman" | "spokesman" | "subsidiary" | "earnings")
}

/// Words after a name that fit a person ("Smith reported", "Baker president") as well.
fn says_person_too(word: &str) -> bool {
    matches!(
        word,
        "announced"
            | "announces"
            | "reported"
            | "reports"
            | "posted"
            | "raised"
            | "launched"
            | "owns"
            | "buys"
            | "sells"
            | "acquired"
            | "unveiled"
            | "president"
            | "chief"
            | "executive"
            | "executives"
            | "chairman"
            | "management"
            | "results"
            | "sales"
            | "unit"
            | "workers"
            | "plant"
            | "share"
            | "analyst"
            | "analysts"
            | "investors"
            | "customers"
            | "strategist"
            | "bonds"
            | "factory"
            | "stores"
            | "profit"
            | "profits"
            | "revenue"
            | "securities"
    )
}
