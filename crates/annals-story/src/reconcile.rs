//! How claims relate: the same fact from several sources, a series, a look-alike, a conflict. Two figures are compared
//! only when they have the same subject, measure and unit; an equal number alone never joins two claims.

use crate::claim::month;
use crate::happening;
use annals_model::{ArticleId, Claim, ClaimKey, ClaimKind, DateRange, Direction, Interval, Metric, Relation, Verdict};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What must be known of an article to weigh its claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimSource {
    /// The article.
    pub article: ArticleId,
    /// The day it appeared.
    pub published: Option<Date>,
    /// Its outlet.
    pub publisher: String,
    /// The article whose text it prints: its claims then come from there.
    pub copy_of: Option<ArticleId>,
    /// The article it replaces.
    pub revises: Option<ArticleId>,
}

/// Different facts of one subject, measure and unit that are compared pair by pair, at most.
const FACTS: usize = 48;

/// A figure claim with what is needed to compare it.
#[derive(Clone, Copy)]
struct Item<'a> {
    index: u32,
    claim: &'a Claim,
    key: &'a ClaimKey,
    value: Decimal,
    interval: Interval,
    direction: Option<Direction>,
    source: Option<&'a ClaimSource>,
}

/// Relations among `claims`, in the order of their first claims. `sources` says what is known of their articles; of an
/// article that is not among them neither day nor outlet is known.
#[must_use]
pub fn reconcile(claims: &[Claim], sources: &[ClaimSource]) -> Vec<Relation> {
    let by_article: BTreeMap<&ArticleId, &ClaimSource> = sources.iter().map(|source| (&source.article, source)).collect();
    let items: Vec<Item<'_>> = claims.iter().enumerate().filter_map(|(i, claim)| item(i, claim, &by_article)).collect();
    let mut groups: BTreeMap<_, Vec<Item<'_>>> = BTreeMap::new();
    for item in &items {
        groups.entry((&item.key.subject, item.key.metric, item.key.unit.as_str())).or_default().push(*item);
    }
    let mut found = Vec::new();
    for group in groups.values() {
        relate(group, &by_article, &mut found);
    }
    look_alikes(&items, &by_article, &mut found);
    happening::relate(claims, &by_article, &mut found);
    found.sort_by(|a, b| a.claims.cmp(&b.claims).then(a.verdict.cmp(&b.verdict)));
    found
}

fn item<'a>(index: usize, claim: &'a Claim, sources: &BTreeMap<&ArticleId, &'a ClaimSource>) -> Option<Item<'a>> {
    let ClaimKind::Figure { key, value, low, high, direction } = &claim.kind else { return None };
    let interval = Interval { low: *low, high: *high };
    let source = sources.get(&claim.evidence.article).copied();
    Some(Item { index: u32::try_from(index).ok()?, claim, key, value: *value, interval, direction: *direction, source })
}

/// The number of independent origins: named sources, and outlets that name none; copies count with what they copy, and
/// an outlet that names its source elsewhere adds nothing by repeating the figure.
pub(crate) fn origins<'a>(claims: impl Iterator<Item = &'a Claim> + Clone, sources: &BTreeMap<&ArticleId, &ClaimSource>) -> u32 {
    let root = |id: &'a ArticleId| sources.get(id).and_then(|source| source.copy_of.clone()).unwrap_or_else(|| id.clone());
    let attributed: BTreeSet<ArticleId> = claims.clone().filter(|c| c.origin.is_some()).map(|c| root(&c.evidence.article)).collect();
    let mut names = BTreeSet::new();
    for claim in claims {
        let article = root(&claim.evidence.article);
        match &claim.origin {
            Some(entity) => names.insert((0, entity.0.clone())),
            None if attributed.contains(&article) => false,
            None => {
                let outlet = sources.get(&article).map(|source| source.publisher.clone()).filter(|name| !name.is_empty());
                names.insert((1, outlet.unwrap_or(article.0)))
            }
        };
    }
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}

/// Relations within one subject, measure and unit.
fn relate(group: &[Item<'_>], sources: &BTreeMap<&ArticleId, &ClaimSource>, found: &mut Vec<Relation>) {
    let facts = facts(group);
    let count = |items: &[Item<'_>]| origins(items.iter().map(|item| item.claim).collect::<Vec<_>>().into_iter(), sources);
    for fact in facts.iter().filter(|fact| fact.len() > 1) {
        let Some(first) = fact.first() else { continue };
        let why = format!("the same {} of the same subject, {}", measure(first.key), period_words(first.key.period));
        found.push(Relation { claims: indices(fact), verdict: Verdict::SameFact, origins: count(fact), why });
    }
    let firsts: Vec<Item<'_>> = facts.iter().filter_map(|fact| fact.first()).copied().take(FACTS).collect();
    let mut set: BTreeMap<(Verdict, usize), Vec<Item<'_>>> = BTreeMap::new();
    for (i, a) in firsts.iter().enumerate() {
        for b in firsts.iter().skip(i + 1) {
            let Some(verdict) = compare(a, b) else { continue };
            // One relation for all that differ from the same first claim; a later claim opens no second one with them.
            let placed = set.iter().any(|((v, _), items)| *v == verdict && [a, b].iter().all(|x| items.iter().any(|y| y.index == x.index)));
            if !placed {
                let items = set.entry((verdict, i)).or_insert_with(|| vec![*a]);
                items.push(*b);
            }
        }
    }
    for ((verdict, _), items) in set {
        let why = why(verdict, &items);
        found.push(Relation { claims: indices(&items), verdict, origins: count(&items), why });
    }
}

/// Claims of one key that state the same value over the same period, first claims first.
fn facts<'a>(group: &[Item<'a>]) -> Vec<Vec<Item<'a>>> {
    let mut facts: Vec<Vec<Item<'a>>> = Vec::new();
    let mut by_value: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
    for item in group {
        // Claims of one value are looked up directly; only the first facts are compared by their intervals.
        let listed = by_value.get(&item.value).into_iter().flatten().take(FACTS).copied();
        let same = listed
            .chain(0..facts.len().min(FACTS))
            .find(|i| facts.get(*i).and_then(|fact| fact.first()).is_some_and(|first| same_fact(first, item)));
        match same {
            Some(i) => facts.get_mut(i).into_iter().for_each(|fact| fact.push(*item)),
            None => {
                by_value.entry(item.value).or_default().push(facts.len());
                facts.push(vec![*item]);
            }
        }
    }
    facts
}

fn same_fact(a: &Item<'_>, b: &Item<'_>) -> bool {
    same_value(a, b)
        && agree(a.direction, b.direction)
        && match (a.key.period, b.key.period) {
            (Some(x), Some(y)) => same_period(x, y),
            (None, None) => same_article(a, b) || months(a, b).is_none_or(|(x, y)| x == y),
            (Some(x), None) => same_article(a, b) || unstated_month(b).is_some_and(|month| month.overlaps(x)),
            (None, Some(y)) => same_article(a, b) || unstated_month(a).is_some_and(|month| month.overlaps(y)),
        }
}

/// Equal values, or one closed interval that holds the other's value ("nearly 70" and "69.8").
fn same_value(a: &Item<'_>, b: &Item<'_>) -> bool {
    let holds = |interval: Interval, x: Decimal| matches!((interval.low, interval.high), (Some(low), Some(high)) if low <= x && x <= high);
    a.value == b.value
        || rounded(a.value, b.value)
        || (!a.interval.disjoint(b.interval) && (holds(a.interval, b.value) || holds(b.interval, a.value)))
}

/// One is the other with fewer digits: 43.51 billion and 43.5 billion. The shorter one must still have three digits:
/// 20 is no rounding of 18.
fn rounded(a: Decimal, b: Decimal) -> bool {
    let (a, b) = (a.normalize(), b.normalize());
    let digits = |x: Decimal| {
        let plain = x.mantissa().unsigned_abs().to_string();
        plain.trim_end_matches('0').len()
    };
    let (short, long) = if digits(a) <= digits(b) { (a, b) } else { (b, a) };
    let kept = u32::try_from(digits(short)).unwrap_or(u32::MAX);
    kept >= 3 && long.round_sf(kept).is_some_and(|cut| cut.normalize() == short)
}

fn same_article(a: &Item<'_>, b: &Item<'_>) -> bool {
    a.claim.evidence.article == b.claim.evidence.article
}

/// Up and in are one way, down and out the other; what has no direction contradicts none.
fn sign(direction: Option<Direction>) -> i8 {
    match direction {
        Some(Direction::Up | Direction::In) => 1,
        Some(Direction::Down | Direction::Out) => -1,
        _ => 0,
    }
}

fn agree(a: Option<Direction>, b: Option<Direction>) -> bool {
    sign(a) * sign(b) >= 0
}

/// The same days, give or take the last one ("to Feb. 20" may or may not count that day).
fn same_period(a: DateRange, b: DateRange) -> bool {
    a.from == b.from && a.to.since(b.to).is_ok_and(|gap| gap.get_days().abs() <= 1)
}

fn unstated_month(item: &Item<'_>) -> Option<DateRange> {
    month(item.source?.published?)
}

fn months(a: &Item<'_>, b: &Item<'_>) -> Option<(DateRange, DateRange)> {
    unstated_month(a).zip(unstated_month(b))
}

/// What two different facts of one subject, measure and unit are to each other.
fn compare(a: &Item<'_>, b: &Item<'_>) -> Option<Verdict> {
    let (value, way) = (same_value(a, b), agree(a.direction, b.direction));
    match (a.key.period, b.key.period) {
        (Some(x), Some(y)) if !same_period(x, y) => Some(if value && way {
            Verdict::DifferentPeriod
        } else if x.overlaps(y) && x.from != y.from {
            return None;
        } else {
            Verdict::Series
        }),
        _ if value && way => None,
        _ => conflict(a, b),
    }
}

/// Different articles, a known measure, one base, intervals that share no number (or opposite directions).
fn conflict(a: &Item<'_>, b: &Item<'_>) -> Option<Verdict> {
    let metric = a.key.metric?;
    let opinions =
        a.claim.origin.is_some() && b.claim.origin.is_some() && a.claim.origin != b.claim.origin && metric == Metric::PriceTarget;
    let differ = (a.interval.disjoint(b.interval) && !rounded(a.value, b.value)) || !agree(a.direction, b.direction);
    if same_article(a, b) || opinions || !differ || !same_base(a, b, metric) {
        return None;
    }
    let replaces = |x: &Item<'_>, y: &Item<'_>| x.source.and_then(|source| source.revises.as_ref()) == Some(&y.claim.evidence.article);
    Some(if replaces(a, b) || replaces(b, a) { Verdict::Revised } else { Verdict::Conflict })
}

/// Whether two periods are the same base. A period that is not stated is the month of publication; for what changes by
/// the day (returns, levels, flows) it is the day of publication, and the two articles must be of the same day.
fn same_base(a: &Item<'_>, b: &Item<'_>, metric: Metric) -> bool {
    let daily = matches!(
        metric,
        Metric::Return | Metric::Level | Metric::Price | Metric::Flow | Metric::Turnover | Metric::TurnoverShare | Metric::MarketValue
    );
    let days = || Some((a.source?.published?, b.source?.published?));
    let stated_in_month = |stated: DateRange, other: &Item<'_>| {
        let day = other.source.and_then(|source| source.published);
        let within = month(stated.from).is_some_and(|month| stated.to <= month.to);
        if daily {
            day.and_then(DateRange::day).is_some_and(|day| day == stated)
        } else {
            within && unstated_month(other).is_some_and(|m| m.overlaps(stated))
        }
    };
    match (a.key.period, b.key.period) {
        (Some(x), Some(y)) => same_period(x, y),
        (Some(x), None) => stated_in_month(x, b),
        (None, Some(y)) => stated_in_month(y, a),
        (None, None) if daily => days().is_some_and(|(x, y)| x == y),
        (None, None) => months(a, b).is_some_and(|(x, y)| x == y),
    }
}

/// Equal numbers that mean different things: another subject, measure or direction, in another article.
fn look_alikes(items: &[Item<'_>], sources: &BTreeMap<&ArticleId, &ClaimSource>, found: &mut Vec<Relation>) {
    let mut by_value: BTreeMap<(&str, Decimal), Vec<Item<'_>>> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.key.unit.starts_with("count")) {
        let same = by_value.entry((item.key.unit.as_str(), item.value)).or_default();
        let known = |other: &Item<'_>| {
            other.key.subject == item.key.subject && other.key.metric == item.key.metric && agree(other.direction, item.direction)
        };
        if same.len() < FACTS && !same.iter().any(known) {
            same.push(*item);
        }
    }
    for group in by_value.values() {
        let articles: BTreeSet<&ArticleId> = group.iter().map(|item| &item.claim.evidence.article).collect();
        if group.len() > 1 && articles.len() > 1 {
            let count = origins(group.iter().map(|item| item.claim).collect::<Vec<_>>().into_iter(), sources);
            let why = "the same number for another subject, measure or direction: not the same fact".to_owned();
            found.push(Relation { claims: indices(group), verdict: Verdict::LookAlike, origins: count, why });
        }
    }
}

fn indices(items: &[Item<'_>]) -> Vec<u32> {
    let mut found: Vec<u32> = items.iter().map(|item| item.index).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn measure(key: &ClaimKey) -> String {
    key.metric.map_or_else(|| "figure".to_owned(), |metric| crate::wording::metric(metric).to_owned())
}

fn period_words(period: Option<DateRange>) -> String {
    period.map_or_else(|| "no period stated".to_owned(), |range| crate::day::range(range.from, range.to))
}

fn why(verdict: Verdict, items: &[Item<'_>]) -> String {
    let values: Vec<String> =
        items.iter().map(|item| format!("{}{}", if sign(item.direction) < 0 { "-" } else { "" }, item.value)).collect();
    let (Some(first), values) = (items.first(), values.join(" against ")) else { return String::new() };
    let (measure, unit) = (measure(first.key), &first.key.unit);
    let periods = || items.iter().map(|item| period_words(item.key.period)).collect::<Vec<_>>().join("; ");
    match verdict {
        Verdict::Conflict => format!("the same {measure} over the same period, but {values} ({unit})"),
        Verdict::Revised => format!("a later version of the article changes the {measure}: {values} ({unit})"),
        Verdict::DifferentPeriod => format!("the same value of the {measure} over other periods: {}", periods()),
        _ => format!("the {measure} over several periods: {}", periods()),
    }
}

#[cfg(test)]
mod rounding {
    use super::rounded;
    use rust_decimal::Decimal;

    #[test]
    fn fewer_digits_of_one_number_are_no_other_number() {
        let d = |text: &str| text.parse::<Decimal>().expect("a number");
        assert!(rounded(d("23787.93"), d("23787.9")) && rounded(d("43500000000"), d("43510000000")));
        assert!(!rounded(d("18"), d("20")) && !rounded(d("1220000000"), d("1420000000")) && !rounded(d("43.5"), d("43.6")));
    }
}
