//! How claims relate: the same fact from several sources, a series, a look-alike, a conflict. Two figures are compared
//! only when they have the same subject, measure and unit; an equal number alone never joins two claims.

mod compare;
mod origin;
mod repeat;

use crate::claim::{Told, is_described};
use crate::happening;
use crate::page::Page;
use annals_model::{
    ArticleId, Claim, ClaimKey, ClaimKind, DateRange, Deed, Direction, EntityId, Figure, Hedge, Interval, Modality, Relation, Verdict,
};
use compare::{agree, compare, same_fact, sign, values_meet};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use origin::origins;

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

/// Claims of one fact that are compared with those of another, at most.
const MEMBERS: usize = 8;

/// A figure claim with what is needed to compare it.
#[derive(Clone, Copy)]
struct Item<'a> {
    index: u32,
    told: &'a Told,
    claim: &'a Claim,
    key: &'a ClaimKey,
    /// The period it is of, which is not always the day that stands beside it.
    period: Option<DateRange>,
    value: Decimal,
    interval: Interval,
    direction: Option<Direction>,
    modality: Modality,
    source: Option<&'a ClaimSource>,
}

impl<'a> Item<'a> {
    fn article(&self) -> &'a ArticleId {
        &self.claim.evidence.article
    }
}

/// All figures that articles print, whoever they are about.
#[derive(Default)]
pub(crate) struct Printed<'a> {
    values: BTreeMap<&'a ArticleId, BTreeMap<String, Vec<PrintedFigure<'a>>>>,
}

struct PrintedFigure<'a> {
    value: Decimal,
    interval: Interval,
    direction: Option<Direction>,
    subject: Option<&'a EntityId>,
}

impl<'a> Printed<'a> {
    pub(crate) fn note(&mut self, page: &Page<'a>) {
        let units = self.values.entry(&page.article.id).or_default();
        // A range or a limit says none of the numbers within.
        let said = |figure: &&Figure| !matches!(figure.hedge, Hedge::Range | Hedge::AtLeast | Hedge::AtMost | Hedge::UpTo);
        for figure in page.annotations.figures.iter().filter(said) {
            let subject = figure.subject.and_then(|i| page.entity_of(i));
            let listed = units.entry(crate::claim::unit(figure)).or_default();
            let (value, interval, direction) = (figure.value, figure.interval(), figure.direction);
            listed.push(PrintedFigure { value, interval, direction, subject });
        }
    }

    /// Whether an article prints this claim's value too, for whatever it may be there but a figure of somebody else.
    fn says(&self, article: &ArticleId, item: &Item<'_>) -> bool {
        let values = self.values.get(article).and_then(|units| units.get(&item.key.unit));
        let other = |figure: &PrintedFigure<'_>| {
            item.key.deed.is_none() && figure.subject.is_some_and(|id| *id != item.key.subject && !id.0.starts_with("place:"))
        };
        let equal = |figure: &&PrintedFigure<'_>| {
            values_meet((figure.value, figure.interval), (item.value, item.interval)) && agree(figure.direction, item.direction)
        };
        values.is_some_and(|values| values.iter().filter(equal).any(|figure| !other(figure)))
    }
}

/// Relations among `claims`, in the order of their first claims. `sources` says what is known of their articles; of an
/// article that is not among them neither day nor outlet is known.
#[must_use]
pub fn reconcile(claims: &[Claim], sources: &[ClaimSource]) -> Vec<Relation> {
    let told = |claim: &Claim| Told { claim: claim.clone(), terms: Vec::new(), anchors: Vec::new() };
    let told: Vec<Told> = claims.iter().map(told).collect();
    relations(&told, sources, &Printed::default())
}

/// As [`reconcile`], with the words and figures that stand beside each claim and all that the articles print.
pub(crate) fn relations(told: &[Told], sources: &[ClaimSource], printed: &Printed<'_>) -> Vec<Relation> {
    let by_article: BTreeMap<&ArticleId, &ClaimSource> = sources.iter().map(|source| (&source.article, source)).collect();
    let items: Vec<Item<'_>> = told.iter().enumerate().filter_map(|(i, told)| item(i, told, &by_article)).collect();
    let mut groups: BTreeMap<_, Vec<Item<'_>>> = BTreeMap::new();
    for item in &items {
        let metric = item.key.metric.filter(|_| item.key.deed.is_none());
        groups.entry((&item.key.subject, item.key.deed, metric, item.key.unit.as_str())).or_default().push(*item);
    }
    let mut found = Vec::new();
    let count = |items: &[Item<'_>]| origins(items.iter().map(|item| item.claim).collect::<Vec<_>>().into_iter(), &by_article);
    for group in groups.values() {
        relate(group, printed, &count, &mut found);
    }
    for (group, range) in repeat::repeats(&items) {
        let why = if range { "one is the upper end of the other's range" } else { "the same figure printed again in one article" };
        found.push(Relation::new(indices(&group), Verdict::SameFact, count(&group), why.to_owned()));
    }
    look_alikes(&items, &count, &mut found);
    happening::relate(told, &by_article, &mut found);
    found.sort_by(|a, b| a.claims.cmp(&b.claims).then(a.verdict.cmp(&b.verdict)));
    found
}

fn item<'a>(index: usize, told: &'a Told, sources: &BTreeMap<&ArticleId, &'a ClaimSource>) -> Option<Item<'a>> {
    let claim = &told.claim;
    let ClaimKind::Figure { key, value, low, high, direction, modality } = &claim.kind else { return None };
    let interval = Interval { low: *low, high: *high };
    let source = sources.get(&claim.evidence.article).copied();
    let index = u32::try_from(index).ok()?;
    let (value, direction, modality) = (*value, *direction, *modality);
    let mut item = Item { index, told, claim, key, period: None, value, interval, direction, modality, source };
    item.period = compare::period(&item);
    Some(item)
}

/// Relations within one subject, measure and unit.
fn relate(group: &[Item<'_>], printed: &Printed<'_>, count: &impl Fn(&[Item<'_>]) -> u32, found: &mut Vec<Relation>) {
    let facts = facts(group);
    for fact in facts.iter().filter(|fact| fact.len() > 1) {
        let Some(first) = fact.first() else { continue };
        // What is described in one article only is told of by the repeats.
        if is_described(&first.key.subject) && fact.iter().all(|item| item.claim.evidence.article == first.claim.evidence.article) {
            continue;
        }
        let why = format!("the same {} of the same subject, {}", measure(first.key), period_words(first.key));
        found.push(Relation::new(indices(fact), Verdict::SameFact, count(fact), why));
    }
    let mut set: BTreeMap<(Verdict, usize), Vec<Item<'_>>> = BTreeMap::new();
    let firsts = facts.get(..FACTS.min(facts.len())).unwrap_or_default();
    for (i, one) in firsts.iter().enumerate() {
        for other in firsts.iter().skip(i + 1) {
            let Some((a, b, verdict)) = differ(one, other, printed) else { continue };
            // One relation for all that differ from the same first claim; a later claim opens no second one with them.
            let placed = set.iter().any(|((v, _), items)| *v == verdict && [a, b].iter().all(|x| items.iter().any(|y| y.index == x.index)));
            // An article stands on one side of a contradiction: its further values are of other days.
            let sided = verdict == Verdict::Conflict
                && set
                    .get(&(verdict, i))
                    .is_some_and(|items| by_article(other).iter().all(|item| items.iter().any(|known| known.article() == item.article())));
            if !placed && !sided {
                let items = set.entry((verdict, i)).or_default();
                // A contradiction names all articles on either side.
                let sides = if verdict == Verdict::Conflict { [one, other].map(Vec::as_slice) } else { [&[][..], &[][..]] };
                for item in [a, b].into_iter().chain(sides.into_iter().flat_map(by_article)) {
                    if !items
                        .iter()
                        .any(|known| known.index == item.index || (known.value == item.value && known.article() == item.article()))
                    {
                        items.push(item);
                    }
                }
            }
        }
    }
    for ((verdict, _), items) in set {
        let why = why(verdict, &items);
        found.push(Relation::new(indices(&items), verdict, count(&items), why));
    }
}

/// The first claim of each article.
fn by_article<'a>(fact: &[Item<'a>]) -> Vec<Item<'a>> {
    let mut seen = BTreeSet::new();
    fact.iter().filter(|item| seen.insert(item.article())).take(FACTS).copied().collect()
}

/// What two facts are to each other, and the claims that show it: a contradiction first, else what their first claims show.
fn differ<'a>(one: &[Item<'a>], other: &[Item<'a>], printed: &Printed<'_>) -> Option<(Item<'a>, Item<'a>, Verdict)> {
    let mut first = None;
    for a in one.iter().take(MEMBERS) {
        for b in other.iter().take(MEMBERS) {
            let Some(verdict) = compare(a, b, printed) else { continue };
            if matches!(verdict, Verdict::Conflict | Verdict::Revised) {
                return Some((*a, *b, verdict));
            }
            first = first.or(Some((*a, *b, verdict)));
        }
    }
    first
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

/// Equal numbers that mean different things: another subject, measure or direction, in another article.
fn look_alikes(items: &[Item<'_>], count: &impl Fn(&[Item<'_>]) -> u32, found: &mut Vec<Relation>) {
    let mut by_value: BTreeMap<(&str, Decimal), Vec<Item<'_>>> = BTreeMap::new();
    let listed = |item: &&Item<'_>| {
        !item.key.unit.starts_with("count")
            && !is_described(&item.key.subject)
            && (item.modality == Modality::Reported || item.key.deed.is_some())
    };
    for item in items.iter().filter(listed) {
        let same = by_value.entry((item.key.unit.as_str(), item.value)).or_default();
        let known = |other: &Item<'_>| {
            other.key.subject == item.key.subject
                && (other.key.metric == item.key.metric || (other.key.deed.is_some() && other.key.deed == item.key.deed))
                && agree(other.direction, item.direction)
        };
        if same.len() < FACTS && !same.iter().any(known) {
            same.push(*item);
        }
    }
    for group in by_value.values() {
        let articles: BTreeSet<&ArticleId> = group.iter().map(|item| &item.claim.evidence.article).collect();
        if group.len() > 1 && articles.len() > 1 {
            let why = "the same number for another subject, measure or direction: not the same fact".to_owned();
            found.push(Relation::new(indices(group), Verdict::LookAlike, count(group), why));
        }
    }
}

fn indices(items: &[Item<'_>]) -> Vec<u32> {
    let mut found: Vec<u32> = items.iter().map(|item| item.index).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn measure(key: &ClaimKey) -> &'static str {
    match (key.deed, key.metric) {
        (Some(Deed::Takeover), _) => "price of the takeover",
        (Some(Deed::Fine), _) => "sum to be paid",
        (Some(Deed::Investment), _) => "sum to be invested",
        (None, Some(metric)) => crate::wording::metric(metric),
        (None, None) => "figure",
    }
}

fn period_words(key: &ClaimKey) -> String {
    let base = || key.base.clone().unwrap_or_else(|| "no period stated".to_owned());
    key.period.map_or_else(base, |range| crate::day::range(range.from, range.to))
}

fn why(verdict: Verdict, items: &[Item<'_>]) -> String {
    let mut values: Vec<String> = Vec::new();
    for item in items {
        let value = format!("{}{}", if sign(item.direction) < 0 { "-" } else { "" }, item.value);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let (Some(first), values) = (items.first(), values.join(" against ")) else { return String::new() };
    let (measure, unit) = (measure(first.key), &first.key.unit);
    let periods = || items.iter().map(|item| period_words(item.key)).collect::<Vec<_>>().join("; ");
    match verdict {
        Verdict::Conflict if first.key.deed.is_some() => format!("the same {measure}, but {values} ({unit})"),
        Verdict::Conflict => format!("the same {measure} over the same period, but {values} ({unit})"),
        Verdict::Revised => format!("a later version of the article changes the {measure}: {values} ({unit})"),
        Verdict::DifferentPeriod => format!("the same value of the {measure} over other periods: {}", periods()),
        _ => format!("the {measure} over several periods: {}", periods()),
    }
}
