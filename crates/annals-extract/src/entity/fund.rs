//! Funds: a name that ends in ETF or Fund is a product, and the firm and index in it are no mentions.

use super::Find;
use super::candidate::Candidate;
use super::page::{Case, Page};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/fund",
        about: "A name that ends in ETF or Fund is a product; names inside it are not mentions.",
        cases: include_str!("fund.toml"),
    },
    find,
};

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let low = sentence.tokens.start;
        for i in low + 1..sentence.tokens.end {
            if !page.capitalised(i) {
                continue;
            }
            let etf = matches!(page.reading().surface(i), "ETF" | "ETFs" | "ETN" | "UCITS");
            let fund = page.capitalised(i) && matches!(page.word(i), "fund" | "trust") && case == Case::Plain;
            if !(etf || fund) || page.name_word(i + 1) && matches!(page.word(i + 1), "etf" | "etfs" | "fund") {
                continue;
            }
            let mut start = run(page, i, low, case);
            while start < i
                && page.token(start).is_some_and(annals_text::Token::is_number)
                && !page.glued(start)
                && start > low
                && page.word_before(start) != "&"
            {
                start += 1;
            }
            let names = (start..i).filter(|k| page.name_word(*k) && !page.nationality(*k)).count();
            let named = (start..i).any(|k| page.name_word(k) && !page.ordinary(k) && !page.nationality(k));
            // A "fund" of one or two words is more often a firm or an office ("Vision Fund", "Monetary Fund").
            if named && names >= if etf { 2 } else { 3 } {
                let kind = if etf || names >= 3 { Kind::Product } else { Kind::Firm };
                found.push(Candidate::unlisted(page, start..i + 1, kind, 0.8));
            }
        }
    }
}

/// A run that may hold numbers: "S&P 500 ETF".
fn run(page: &Page<'_>, end: usize, low: usize, case: Case) -> usize {
    let mut start = page.run_before(end, low, case);
    while start > low && end - start < 24 && page.token(start - 1).is_some_and(annals_text::Token::is_number) {
        let before = page.run_before(start - 1, low, case);
        if before == start - 1 {
            break;
        }
        start = before;
    }
    start
}
