//! Who "it", "the company", "its shares" or a bare "profit" belongs to: the firm or index spoken of last.

use crate::figure::attach::house::is_house;
use crate::figure::attach::lexicon::is_change;
use crate::figure::attach::subject::mentions_in;
use crate::figure::scan::Scene;
use annals_model::{Article, Kind, Mention, RegionKind};
use std::ops::Range;

/// Sentences looked back over; one that speaks only of "it" leads on to the one before.
const SENTENCES: usize = 6;

/// At most this many mentions are counted to tell what an article is about.
const MENTIONS: usize = 240;

/// What a firm is called instead of by its name.
const FIRM_NOUNS: &[&str] = &[
    "company",
    "firm",
    "group",
    "bank",
    "lender",
    "maker",
    "designer",
    "broker",
    "brokerage",
    "carmaker",
    "automaker",
    "chipmaker",
    "drugmaker",
    "retailer",
    "developer",
    "insurer",
    "manufacturer",
    "supplier",
    "producer",
    "operator",
    "airline",
    "chain",
    "builder",
    "miner",
    "utility",
    "exporter",
    "seller",
    "brewer",
    "startup",
    "conglomerate",
    "giant",
    "exchange",
    "owner",
    "line",
    "unit",
    "arm",
];

/// What an index is called instead of by its name.
const INDEX_NOUNS: &[&str] = &["gauge", "benchmark", "index"];

/// The sorts of entity that words stand for, when they are no name: "the gauge", "it", "the chip maker".
pub(crate) fn kinds(scene: &Scene<'_>, words: Range<usize>) -> Option<&'static [Kind]> {
    let reading = scene.reading;
    let last = words.end.checked_sub(1)?;
    let word = reading.word(last);
    if word == "it" && words.len() == 1 {
        return Some(&[Kind::Index, Kind::Firm, Kind::Basket]);
    }
    // "a company", "tech index", "two lenders" point to nothing said before.
    let article = (words.start..last).find(|k| matches!(reading.word(*k), "the" | "this" | "that"));
    let first = match article {
        Some(k) => k + 1,
        None if words.start > 0 && matches!(reading.word(words.start - 1), "the" | "this" | "that") => words.start,
        None => return None,
    };
    if last - first > 2 || (first..last).any(|k| !reading.tokens().get(k).is_some_and(|t| t.is_word())) {
        return None;
    }
    if FIRM_NOUNS.contains(&word) {
        return Some(&[Kind::Firm]);
    }
    // "the Hong Kong gauge" is the one spoken of; "the tech index" is another.
    let told_apart = (first..last).any(|k| reading.word(k) != "benchmark" && !is_place(scene, k));
    (INDEX_NOUNS.contains(&word) && !told_apart).then_some(&[Kind::Index])
}

fn is_place(scene: &Scene<'_>, k: usize) -> bool {
    let Some(token) = scene.reading.tokens().get(k) else { return false };
    let after = scene.mentions.partition_point(|m| m.span.start <= token.start);
    let near = scene.mentions.get(after.saturating_sub(3)..after).unwrap_or_default();
    near.iter().any(|m| m.kind == Kind::Place && m.span.contains(token.span()))
}

/// Things only a firm has: whose they are when no owner is named is told by who was spoken of.
pub(crate) fn is_owned(word: &str) -> bool {
    matches!(
        word,
        "profit"
            | "profits"
            | "revenue"
            | "revenues"
            | "sales"
            | "earnings"
            | "income"
            | "shares"
            | "stock"
            | "turnover"
            | "loss"
            | "losses"
            | "margin"
            | "margins"
            | "results"
            | "ebitda"
            | "dividend"
            | "provisions"
            | "guidance"
            | "orders"
            | "cash"
            | "debt"
            | "payout"
            | "buyback"
            | "proceeds"
            | "deliveries"
            | "shipments"
            | "backlog"
            | "workforce"
            | "capex"
            | "spending"
            | "valuation"
    )
}

/// The mention spoken of last before token `end`: the subject of its sentence, else of the nearest sentence before.
///
/// `None` when two are equally near, or when nothing of these sorts was named close by: in the same kind of region, or in the
/// headline above the first lines.
pub(crate) fn referent(scene: &Scene<'_>, article: &Article, kinds: &[Kind], end: usize) -> Option<u32> {
    let near = nearest(scene, article, kinds, end);
    // Who judges is not who is judged.
    match near {
        Some(index) if !is_house(scene, index) => near,
        _ if kinds.contains(&Kind::Firm) => main_firm(scene, end).or(near),
        _ => near,
    }
}

/// The firm that an article is about: named at least twice before `end`, and twice as often as any other that judges nobody.
fn main_firm(scene: &Scene<'_>, end: usize) -> Option<u32> {
    let stop = scene.reading.tokens().get(end)?.start;
    let until = scene.mentions.partition_point(|m| m.span.start < stop);
    let firms = scene.mentions.get(..until)?.get(..until.min(MENTIONS))?;
    // A count and a first mention for each firm: a few at most.
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for (at, mention) in firms.iter().enumerate().filter(|(_, m)| m.kind == Kind::Firm && m.entity.is_some() && !m.nominal) {
        let same = counts.iter_mut().find(|(_, first)| firms.get(*first).is_some_and(|m| m.entity == mention.entity));
        match same {
            Some((count, _)) => *count += 1,
            None => counts.push((1, at)),
        }
    }
    counts.retain(|(_, first)| u32::try_from(*first).is_ok_and(|index| !is_house(scene, index)));
    counts.sort_unstable_by_key(|(count, first)| (std::cmp::Reverse(*count), *first));
    let (count, first) = *counts.first()?;
    let next = counts.get(1).map_or(0, |(count, _)| *count);
    if count >= 2 && count >= 2 * next { u32::try_from(first).ok() } else { None }
}

fn nearest(scene: &Scene<'_>, article: &Article, kinds: &[Kind], end: usize) -> Option<u32> {
    let reading = scene.reading;
    let region = article.region_at(reading.tokens().get(end)?.start);
    let own = reading.sentence_of(end);
    // Analysts' firms, taken when no other firm is found.
    let mut spare = None;
    for back in 0..SENTENCES {
        let Some(sentence) = own.checked_sub(back).and_then(|k| reading.sentences().get(k)) else { return spare };
        let stop = sentence.tokens.end.min(end);
        let start = sentence.tokens.start.max(stop.saturating_sub(200));
        // The first lines go on about what the headline named.
        let here = article.region_at(sentence.span.start);
        let goes_on = here == region || (here == RegionKind::Headline && region == RegionKind::Body);
        if start >= stop || !goes_on {
            continue;
        }
        let list: Vec<(u32, &Mention)> = mentions_in(scene.mentions, reading.span(start..stop))
            .filter(|(_, m)| kinds.contains(&m.kind) && m.entity.is_some() && !m.nominal)
            .filter(|(_, m)| !bracketed(scene, reading.token_at(m.span.start)))
            .collect();
        // Who judges is not who is judged, unless nobody else is spoken of.
        let judged: Vec<(u32, &Mention)> = list.iter().filter(|(index, _)| !is_house(scene, *index)).copied().collect();
        if judged.is_empty() && !list.is_empty() && back + 1 < SENTENCES && own > back {
            spare = spare.or_else(|| lone(&list));
            continue;
        }
        let list = judged;
        let free = list.iter().find(|(_, m)| is_free(scene, start, m));
        let first = free.map_or(stop, |(_, m)| reading.token_at(m.span.start));
        if back > 0 && stand_in(scene, start..first, kinds) {
            continue;
        }
        if let Some((index, mention)) = free {
            return (!paired(scene, &list, mention)).then_some(*index);
        }
        if let Some((index, mention)) = list.first() {
            return list.iter().all(|(_, m)| m.entity == mention.entity).then_some(*index);
        }
    }
    spare
}

/// The only entity of a list.
fn lone(list: &[(u32, &Mention)]) -> Option<u32> {
    let (index, first) = list.first()?;
    list.iter().all(|(_, m)| m.entity == first.entity).then_some(*index)
}

/// A name that no preposition governs and that owns nothing: it can be the subject.
fn is_free(scene: &Scene<'_>, start: usize, mention: &Mention) -> bool {
    let reading = scene.reading;
    let at = reading.token_at(mention.span.start);
    let before = |n: usize| at.checked_sub(n).filter(|k| *k >= start).map_or("", |k| reading.word(k));
    let before = if matches!(before(1), "the" | "a" | "an") { before(2) } else { before(1) };
    let of_person = matches!(reading.word(reading.token_at(mention.span.end)), "analyst" | "strategist" | "economist" | "'s");
    !of_person
        && !matches!(
            before,
            "of" | "for"
                | "into"
                | "in"
                | "at"
                | "on"
                | "by"
                | "from"
                | "with"
                | "to"
                | "since"
                | "after"
                | "against"
                | "than"
                | "as"
                | "via"
                | "through"
                | "over"
                | "including"
                | "like"
                | "amid"
                | "under"
                | "behind"
                | "while"
        )
}

/// "Acme and Bolt rose": neither alone was spoken of.
fn paired(scene: &Scene<'_>, list: &[(u32, &Mention)], first: &Mention) -> bool {
    let reading = scene.reading;
    let from = reading.token_at(first.span.end);
    list.iter().any(|(_, m)| {
        let gap = from..reading.token_at(m.span.start);
        m.entity != first.entity
            && m.span.start >= first.span.end
            && !gap.is_empty()
            && gap.len() <= 5
            && matches!(reading.word(gap.end - 1), "and" | "or" | ",")
            && gap.clone().all(|k| matches!(reading.surface(k), "and" | "or" | "," | ")" | "(" | "the") || reading.word(k).contains('.'))
    })
}

fn bracketed(scene: &Scene<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|k| scene.reading.surface(k) == "(")
}

/// Whether "it", "its shares" or "the gauge" opens the sentence: then it goes on about what came before.
fn stand_in(scene: &Scene<'_>, range: Range<usize>, kinds: &[Kind]) -> bool {
    range.clone().take(40).any(|k| {
        if matches!(scene.reading.word(k), "it" | "its") {
            return true;
        }
        let start = k.saturating_sub(2).max(range.start);
        noun_of(scene, start..k + 1, kinds)
    })
}

fn noun_of(scene: &Scene<'_>, words: Range<usize>, wanted: &[Kind]) -> bool {
    let last = words.end.saturating_sub(1);
    let listed = FIRM_NOUNS.contains(&scene.reading.word(last)) || INDEX_NOUNS.contains(&scene.reading.word(last));
    listed && kinds(scene, words).is_some_and(|k| k.iter().any(|kind| wanted.contains(kind)))
}

/// The stand-in that is the subject of a clause: "it", "its advance", "the company", and the words to show for it.
pub(crate) fn clause_stand_in(scene: &Scene<'_>, clause: Range<usize>) -> Option<(Range<usize>, &'static [Kind])> {
    let reading = scene.reading;
    for k in clause.clone().rev() {
        let before = if k > clause.start { reading.word(k - 1) } else { "" };
        match reading.word(k) {
            "it" if !matches!(before, "of" | "for" | "to" | "with" | "on" | "from" | "in" | "by" | "at") => {
                return Some((k..k + 1, &[Kind::Index, Kind::Firm, Kind::Basket]));
            }
            "its" if !matches!(before, "of" | "for" | "to" | "with" | "on" | "from" | "in" | "by" | "at") => {
                let owned = reading.word(k + 1);
                if is_owned(owned) {
                    return Some((k + 1..k + 2, &[Kind::Firm]));
                }
                return is_change(owned).then_some((k + 1..k + 2, &[Kind::Index, Kind::Firm, Kind::Basket]));
            }
            word if FIRM_NOUNS.contains(&word) || INDEX_NOUNS.contains(&word) => {
                let start = (clause.start.max(k.saturating_sub(3))..k).rev().find(|s| reading.word(*s) == "the")?;
                let governed = start > clause.start
                    && matches!(reading.word(start - 1), "of" | "for" | "to" | "with" | "on" | "from" | "in" | "by" | "at" | "as" | "than");
                if governed || reading.word(k + 1) == "'s" {
                    continue;
                }
                return Some((start + 1..k + 1, kinds(scene, start..k + 1)?));
            }
            _ => {}
        }
    }
    None
}
