//! Stock codes: "Acme (NASDAQ: ACME)", "Acme (9988.HK)", and a code standing alone.

use super::Find;
use super::candidate::Candidate;
use super::legal_form;
use super::page::{Case, Page};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::Shape;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/ticker",
        about: "A stock code tells which firm the name before it is; alone it names the firm itself.",
        cases: include_str!("ticker.toml"),
    },
    find,
};

const EXCHANGES: &str = include_str!("../../../../corpus/gazetteer/exchanges.tsv");

/// What news puts before or behind a code, lower case → the markets it may mean.
struct Markets {
    prefixes: BTreeMap<String, Vec<&'static str>>,
    suffixes: BTreeMap<String, Vec<&'static str>>,
}

static MARKETS: LazyLock<Markets> = LazyLock::new(|| {
    let mut markets = Markets { prefixes: BTreeMap::new(), suffixes: BTreeMap::new() };
    for row in EXCHANGES.lines().skip(1) {
        let columns: Vec<&'static str> = row.split('\t').collect();
        let [mic, _, _, prefixes, ric, yahoo, ..] = columns.as_slice() else { continue };
        for prefix in prefixes.split('|').filter(|prefix| !prefix.is_empty()) {
            markets.prefixes.entry(prefix.to_lowercase()).or_default().push(mic);
        }
        for suffix in ric.split('|').chain(yahoo.split('|')).filter_map(|suffix| suffix.strip_prefix('.')) {
            let known = markets.suffixes.entry(suffix.to_lowercase()).or_default();
            if !known.contains(mic) {
                known.push(mic);
            }
            let prefixed = markets.prefixes.entry(suffix.to_lowercase()).or_default();
            if suffix.len() > 1 && !prefixed.contains(mic) {
                prefixed.push(mic);
            }
        }
    }
    markets
});

/// Markets whose codes news prints without saying where they trade.
const BARE: &[&str] = &["XNYS", "XNAS", "XASE", "BATS", "ARCX"];

/// A code: its tokens and, when listed, whose it is.
struct Code {
    tokens: Range<usize>,
    entity: Option<u32>,
}

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        let mut i = low;
        while i < high {
            let bracketed = page.word(i) == "(" || page.word(i) == "[";
            let at = if bracketed { i + 1 } else { i };
            let Some(code) = read(page, at, high, bracketed) else {
                i += 1;
                continue;
            };
            i = code.tokens.end;
            if bracketed {
                bind(page, &code, at - 1, low, case, found);
            } else if let Some(entity) = code.entity {
                found.push(Candidate::listed(code.tokens, Kind::Firm, entity, 0.8));
            }
        }
    }
}

/// The name before the bracket is the firm; without a name the code is.
fn bind(page: &Page<'_>, code: &Code, bracket: usize, low: usize, case: Case, found: &mut Vec<Candidate>) {
    let form = (bracket.saturating_sub(4).max(low + 1)..bracket).find(|at| legal_form::end_of_form(page, *at, bracket) == Some(bracket));
    let start = page.run_before(form.unwrap_or(bracket), low, case);
    if start < bracket {
        let tokens = start..bracket;
        match code.entity {
            Some(entity) => found.push(Candidate::listed(tokens, Kind::Firm, entity, 0.9)),
            // Initials in brackets are read by another rule; a market's name before the code leaves no doubt.
            None => found.push(Candidate::named(page, tokens, Kind::Firm, 0.8)),
        }
    } else if let Some(entity) = code.entity {
        found.push(Candidate::listed(code.tokens.clone(), Kind::Firm, entity, 0.8));
    }
}

/// Reads a code at token `i`: `NASDAQ: NVDA`, `9988.HK`, `BRK.B`, `KS:005930`, in brackets also `09988` and `NVDA`.
fn read(page: &Page<'_>, i: usize, high: usize, bracketed: bool) -> Option<Code> {
    let token = page.token(i)?;
    let upper = token.shape == Shape::Upper || token.is_number() || page.word(i).starts_with("nasdaq");
    if !upper || i >= high {
        return None;
    }
    // A market, a colon and a code.
    if page.word(i + 1) == ":" && i + 2 < high {
        let mics = MARKETS.prefixes.get(page.word(i))?;
        let (end, symbol) = symbol(page, i + 2, high)?;
        return Some(Code { tokens: i + 2..end, entity: lookup(page, &symbol, mics) });
    }
    // A code, a dot and a market.
    if page.word(i + 1) == "." && page.glued(i + 1) && page.glued(i + 2) && i + 2 < high && page.token(i + 2)?.shape == Shape::Upper {
        let mics = MARKETS.suffixes.get(page.word(i + 2))?;
        let entity = lookup(page, page.reading().surface(i), mics);
        return (bracketed || entity.is_some()).then_some(Code { tokens: i..i + 3, entity });
    }
    let ends = matches!(page.word(i + 1), ")" | "]" | "," | ";");
    if bracketed && ends && token.is_number() && token.end - token.start == 5 && page.word(i).bytes().all(|b| b.is_ascii_digit()) {
        let entity = lookup(page, page.word(i), &["XHKG"])?;
        return Some(Code { tokens: i..i + 1, entity: Some(entity) });
    }
    if bracketed && token.is_number() && page.token(i + 1).is_some_and(|next| next.shape == Shape::Upper) {
        let mics = MARKETS.suffixes.get(page.word(i + 1))?;
        return Some(Code { tokens: i..i + 2, entity: lookup(page, page.word(i), mics) });
    }
    // Bare capitals in brackets count only when they are the code of the name before them.
    if bracketed && ends && token.is_word() && token.end - token.start <= 5 {
        let entity = lookup(page, page.reading().surface(i), BARE)?;
        return named_before(page, i - 1, entity).then_some(Code { tokens: i..i + 1, entity: Some(entity) });
    }
    None
}

/// A code may hold a dot or a hyphen: `BRK.B`, `BRK-B`.
fn symbol(page: &Page<'_>, i: usize, high: usize) -> Option<(usize, String)> {
    let token = page.token(i)?;
    if !(token.shape == Shape::Upper || token.is_number()) {
        return None;
    }
    let mut symbol = page.reading().surface(i).trim_end_matches('.').to_owned();
    let mut end = i + 1;
    if end + 1 < high
        && matches!(page.word(end), "." | "-")
        && page.glued(end)
        && page.glued(end + 1)
        && page.token(end + 1)?.shape == Shape::Upper
    {
        symbol.push('.');
        symbol.push_str(page.reading().surface(end + 1));
        end += 2;
    }
    Some((end, symbol))
}

fn lookup(page: &Page<'_>, symbol: &str, mics: &[&str]) -> Option<u32> {
    mics.iter().find_map(|mic| page.gazetteer().by_ticker(symbol, mic))
}

/// Whether the word before the bracket is a word of the entity's name.
fn named_before(page: &Page<'_>, bracket: usize, entity: u32) -> bool {
    let Some(listed) = page.gazetteer().listed(entity) else { return false };
    let name = annals_text::fold(listed.name);
    (0..bracket).rev().take(4).any(|i| page.name_word(i) && name.starts_with(annals_text::fold(page.word(i)).as_str()))
}
