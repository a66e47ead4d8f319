//! The deeds in a sentence: what sort, by whom, done to what. "Its launch of a phone" and "Acme unveiled a phone" are one.

use crate::grammar;
use crate::page::{Page, Passage};
use crate::weight::stem;
use annals_model::{Act, EntityId, Kind, Mention};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Opens the id of a country's stock market.
pub(crate) const MARKET: &str = "nil:market:";
/// Words behind a deed that say what it is done to, at most.
const OBJECT: usize = 9;

static SORTS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("sorts.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(sort, words)| words.split(' ').map(move |word| (word, sort))).collect()
});

/// Moves of a market: there are many, so they are one only when their cause or their day is.
pub(crate) fn is_move(sort: &str) -> bool {
    matches!(sort, "rise" | "fall")
}

/// The deeds of a passage, sorted.
pub(crate) fn acts(page: &Page<'_>, at: usize, passage: &Passage) -> Vec<Act> {
    let reading = &page.reading;
    let mut found = BTreeSet::new();
    for k in passage.tokens.clone() {
        let lower = reading.tokens().get(k).is_some_and(|token| token.is_word() && (!token.is_capitalised() || k == passage.tokens.start));
        let Some(sort) = SORTS.get(stem(reading.word(k))).filter(|_| lower) else { continue };
        let act = if is_move(sort) { moved(page, at, passage, k, sort) } else { done(page, at, passage, k, sort) };
        found.extend(act);
    }
    found.into_iter().collect()
}

/// A deed of somebody, done to something.
fn done(page: &Page<'_>, at: usize, passage: &Passage, k: usize, sort: &str) -> Option<Act> {
    let reading = &page.reading;
    let own = possessor(page, at, passage, k);
    let noun = own.is_some() || reading.word(k + 1) == "of";
    let who = if noun { own.or_else(|| by(page, passage, k)) } else { doer(page, at, passage, k) }?;
    let what = object(page, passage, k, noun);
    (!what.is_empty()).then(|| Act { sort: sort.to_owned(), who: vec![who], what })
}

/// Whose the noun is: "Acme's launch", "its January launch".
fn possessor(page: &Page<'_>, at: usize, passage: &Passage, k: usize) -> Option<EntityId> {
    let reading = &page.reading;
    let near = (passage.tokens.start..k).rev().take(5);
    let mark = near
        .take_while(|j| !grammar::is_verb(reading.word(*j)))
        .find(|j| matches!(reading.word(*j), "'s" | "'" | "its" | "their" | "his" | "her"))?;
    if matches!(reading.word(mark), "'s" | "'") {
        let end = mark.checked_sub(1).and_then(|j| reading.tokens().get(j))?.end;
        return named(page, passage)
            .find(|mention| mention.span.end == end || (mention.span.end > end && mention.span.start < end))?
            .entity
            .clone();
    }
    let first = mark == passage.tokens.start;
    let inside = || named(page, passage).filter(|mention| reading.token_at(mention.span.start) < mark).last();
    if first { leaned_on(page, at, passage).first().cloned() } else { inside()?.entity.clone() }
}

/// "The launch by Acme".
fn by(page: &Page<'_>, passage: &Passage, k: usize) -> Option<EntityId> {
    let reading = &page.reading;
    let by = (k + 1..passage.tokens.end.min(k + OBJECT)).find(|j| reading.word(*j) == "by")?;
    let at = reading.tokens().get(by)?.end;
    named(page, passage).find(|mention| mention.span.start > at && reading.token_at(mention.span.start) <= by + 3)?.entity.clone()
}

/// Who does it: the name nearest before the verb, not one that a preposition governs; a pronoun's where the verb has one.
fn doer(page: &Page<'_>, at: usize, passage: &Passage, k: usize) -> Option<EntityId> {
    let reading = &page.reading;
    let free = |mention: &&Mention| {
        let first = reading.token_at(mention.span.start);
        let before = first.checked_sub(1).filter(|j| *j >= passage.tokens.start).map_or("", |j| reading.word(j));
        first < k && !(grammar::is_preposition(before) && before != "after" && before != "since")
    };
    if let Some(mention) = named(page, passage).filter(free).last() {
        return mention.entity.clone();
    }
    let pronoun = passage.tokens.start..(passage.tokens.start + 2).min(k);
    pronoun
        .into_iter()
        .any(|j| matches!(reading.word(j), "it" | "he" | "she" | "they"))
        .then(|| leaned_on(page, at, passage).first().cloned())
        .flatten()
}

/// What it is done to: the content words behind it up to the next clause, and those before a noun.
fn object(page: &Page<'_>, passage: &Passage, k: usize, noun: bool) -> Vec<String> {
    let reading = &page.reading;
    let stops = |j: usize| {
        matches!(reading.surface(j), "," | ";" | ":" | "." | "(" | "—" | "–")
            || matches!(reading.word(j), "that" | "which" | "who" | "after" | "when" | "while" | "as" | "because" | "since" | "before")
    };
    let behind = (k + 1..passage.tokens.end.min(k + 1 + OBJECT)).take_while(|j| !stops(*j));
    let before = (passage.tokens.start..k)
        .rev()
        .take(if noun { 3 } else { 0 })
        .take_while(|j| !stops(*j) && !grammar::is_preposition(reading.word(*j)));
    let content = |j: &usize| {
        let word = reading.word(*j);
        reading.tokens().get(*j).is_some_and(annals_text::Token::is_word)
            && !grammar::is_stop_word(word)
            && !grammar::is_preposition(word)
            && annals_text::month_number(word).is_none()
            && annals_text::weekday_number(word).is_none()
    };
    let words: BTreeSet<String> = behind.chain(before).filter(content).map(|j| stem(reading.word(j)).to_owned()).collect();
    words.into_iter().collect()
}

/// A market that moves, with all who are named with it: "shares in Japan fell after Acme's warning".
fn moved(page: &Page<'_>, at: usize, passage: &Passage, k: usize, sort: &str) -> Option<Act> {
    const STOCKS: &[&str] = &["stock", "stocks", "shares", "equities", "market", "markets"];
    let reading = &page.reading;
    let near = k.saturating_sub(9)..k + 10;
    let places =
        passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i)).filter(|mention| page.kind_of(mention) == Kind::Place);
    let market = places.filter(|mention| near.contains(&reading.token_at(mention.span.start))).find_map(|mention| {
        let last = reading.token_at(mention.span.end);
        let stocks = (last..last + 3).take_while(|j| passage.tokens.contains(j)).any(|j| STOCKS.contains(&reading.word(j)));
        let in_place = || {
            let first = reading.token_at(mention.span.start);
            first >= 2 && reading.word(first - 1) == "in" && STOCKS.contains(&reading.word(first - 2))
        };
        (stocks || in_place()).then_some(mention.entity.as_ref()?)
    })?;
    let mut who = vec![EntityId(format!("{MARKET}{}", market.0))];
    let mut others = page.who(passage);
    others.extend(leaned_on(page, at, passage));
    for other in others {
        if !who.contains(&other) {
            who.push(other);
        }
    }
    Some(Act { sort: sort.to_owned(), who, what: Vec::new() })
}

/// Who is named in the sentence that this one points back to: "This launch …", "Its …".
fn leaned_on(page: &Page<'_>, at: usize, passage: &Passage) -> Vec<EntityId> {
    let opens = page.reading.word(passage.tokens.start);
    if !grammar::points_back(opens) || matches!(opens, "but" | "and" | "or" | "so" | "yet" | "nor" | "others" | "another") {
        return Vec::new();
    }
    let before = at.checked_sub(1).and_then(|k| page.passages.get(k));
    before
        .filter(|other| other.paragraph == passage.paragraph && other.region == passage.region)
        .map(|other| page.who(other))
        .unwrap_or_default()
}

fn named<'p, 'a>(page: &'p Page<'a>, passage: &'p Passage) -> impl Iterator<Item = &'a Mention> + use<'p, 'a> {
    let mentions = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    mentions.filter(|mention| mention.entity.is_some() && page.kind_of(mention) != Kind::Place)
}
