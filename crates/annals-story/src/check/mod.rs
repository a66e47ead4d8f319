//! Whether what one article prints can all be right: parts and their total, pairs of currencies, changes and their ends,
//! prices times numbers, superlatives, dates. Nothing is corrected; a probable cause is named as a hint.

mod bands;
mod change;
mod date;
mod pair;
mod product;
mod span;
mod sum;
mod superlative;

use crate::claim::{self, Told};
use crate::page::{Page, Passage};
use annals_model::{Annotated, Claim, ClaimKind, Figure, Note, Relation, Span, Unit, Verdict};
use rust_decimal::Decimal;

/// Ending of the kinds of notes that say that printed numbers do not fit each other.
const MISMATCH: &str = "_mismatch";

/// Failed checks of one article that are kept, at most.
const MOST: usize = 64;

/// A check that an article does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    /// Which check: `sum`, `pair`, `change`, `product`, `superlative`, `date`.
    pub(crate) check: &'static str,
    /// The numbers or dates that do not fit, the one that the check is about first.
    pub(crate) spans: Vec<Span>,
    pub(crate) why: String,
    pub(crate) hint: Option<String>,
}

/// The checks that an article does not pass, in text order.
pub(crate) fn failed(page: &Page<'_>, told: &[Told]) -> Vec<Failed> {
    let mut found = numbers(page);
    found.extend(superlative::failed(page, told));
    found.extend(date::failed(page));
    found.extend(noted(page, &found));
    found.sort_by_key(|failed| (failed.spans.first().map(|span| span.order()), failed.check));
    found.truncate(MOST);
    found
}

/// The checks that need no more than a look at the figures.
fn numbers(page: &Page<'_>) -> Vec<Failed> {
    let mut found = pair::failed(page);
    for (at, passage) in page.content().filter(|(_, passage)| claim::is_sentence(passage)) {
        found.extend(sum::failed(page, at, passage));
        found.extend(change::failed(page, passage));
        found.extend(product::failed(page, passage));
    }
    found
}

/// Failed checks that stand in the notes of an article and were not found again.
fn noted(page: &Page<'_>, known: &[Failed]) -> Vec<Failed> {
    let ours =
        |note: &Note| known.iter().any(|failed| note.kind == kind(failed) && failed.spans.iter().any(|span| span.overlaps(note.span)));
    let notes = page.annotations.notes.iter().filter(|note| note.kind.ends_with(MISMATCH)).take(MOST).filter(|note| !ours(note));
    notes.map(|note| Failed { check: "sum", spans: vec![note.span], why: note.text.clone(), hint: None }).collect()
}

fn kind(failed: &Failed) -> String {
    format!("{}{MISMATCH}", failed.check)
}

/// Notes on an article for the checks on numbers that it does not pass; dates have their notes already.
#[must_use]
pub fn check_notes(annotated: &Annotated) -> Vec<Note> {
    // Most articles hold nothing that could fail: they are not read again.
    let figures = &annotated.annotations.figures;
    let money = figures.iter().filter(|figure| matches!(figure.unit, Unit::Money(_))).count();
    let superlatives = figures.len() > 1 && superlative::possible(&annotated.article.text);
    if !figures.iter().any(|figure| figure.pair.is_some() || figure.from.is_some()) && money < 2 && !superlatives {
        return Vec::new();
    }
    let page = Page::new(annotated);
    let told = if superlatives { claim::claims(&page) } else { Vec::new() };
    let mut found = numbers(&page);
    found.extend(superlative::failed(&page, &told));
    found.sort_by_key(|failed| (failed.spans.first().map(|span| span.order()), failed.check));
    let note = |failed: Failed| {
        let hint = failed.hint.as_ref().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
        let span = *failed.spans.first()?;
        Some(Note { span, kind: kind(&failed), text: format!("{}{hint}", failed.why) })
    };
    found.into_iter().filter_map(note).collect()
}

/// A failed check as a relation among the claims that it touches; `None` when it touches none.
pub(crate) fn relation(page: &Page<'_>, failed: &Failed, told: &[Told]) -> Option<Relation> {
    let here = |claim: &Claim| claim.evidence.article == page.article.id;
    let mut claims = Vec::new();
    for span in &failed.spans {
        let figure = page.annotations.figures.iter().find(|figure| figure.span == *span);
        let exact = |claim: &Claim| match (&claim.kind, figure) {
            (ClaimKind::Figure { value, .. }, Some(figure)) => *value == figure.value && claim.evidence.span.contains(*span),
            (ClaimKind::Figure { .. }, None) => claim.evidence.span.overlaps(*span) || same_passage(page, claim.evidence.span, *span),
            (ClaimKind::Event { .. }, _) => false,
        };
        let event = |claim: &Claim| matches!(claim.kind, ClaimKind::Event { .. }) && claim.evidence.span.contains(*span);
        let of = |test: &dyn Fn(&Claim) -> bool| {
            let listed = told.iter().enumerate().filter(|(_, told)| here(&told.claim) && test(&told.claim));
            listed.filter_map(|(i, _)| u32::try_from(i).ok()).collect::<Vec<u32>>()
        };
        let found = of(&exact);
        if figure.is_none() || found.is_empty() {
            claims.extend(of(&event));
        }
        claims.extend(found);
    }
    claims.sort_unstable();
    claims.dedup();
    let (check, hint) = (Some(failed.check.to_owned()), failed.hint.clone());
    (!claims.is_empty()).then(|| Relation { check, hint, ..Relation::new(claims, Verdict::CheckFailed, 1, failed.why.clone()) })
}

fn same_passage(page: &Page<'_>, a: Span, b: Span) -> bool {
    page.passage_of(a).is_some_and(|at| page.passage_of(b) == Some(at))
}

/// The figures of a passage in text order.
fn figures<'a>(page: &Page<'a>, passage: &Passage) -> Vec<&'a Figure> {
    passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i)).collect()
}

/// "possible scale error x10", when ten, a hundred or a thousand times more or less would fit; `hundred_million` says that
/// the currency is counted in 亿.
fn scale_hint(fits: impl Fn(Decimal) -> bool, hundred_million: bool) -> Option<String> {
    let powers = [Decimal::TEN, Decimal::ONE_HUNDRED, Decimal::ONE_THOUSAND];
    let power = powers.into_iter().find(|power| fits(*power))?;
    let cause = if hundred_million && power == Decimal::TEN { " (亿 is 100 million)" } else { "" };
    Some(format!("possible scale error x{power}{cause}"))
}

/// Whether sums in this unit are counted in hundreds of millions where they are earned.
fn counts_in_yi(unit: Unit) -> bool {
    unit.currency().is_some_and(|currency| matches!(currency.code(), "CNY" | "HKD" | "TWD" | "JPY" | "KRW"))
}

/// A number as printed at this span.
fn words<'a>(page: &Page<'a>, figure: &Figure) -> &'a str {
    page.words(figure.span)
}

/// A number with commas between thousands.
fn grouped(x: Decimal) -> String {
    let plain = x.normalize().to_string();
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_parted() {
        for (number, printed) in [("256070000000", "256,070,000,000"), ("1234.50", "1,234.5"), ("999", "999"), ("-123456", "-123,456")] {
            assert_eq!(grouped(number.parse().expect("a number")), printed);
        }
    }
}
