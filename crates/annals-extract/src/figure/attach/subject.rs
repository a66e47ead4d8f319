//! What a figure is about: the words before its verb, and the mention among them.

use crate::figure::attach::direction::Said;
use crate::figure::attach::phrase::before_verb;
use crate::figure::attach::salience;
use crate::figure::attach::window::Site;
use crate::figure::attach::{clause, house, label, mover};
use crate::figure::noun;
use crate::figure::scan::Scene;
use annals_model::{Article, Kind, Mention, Span};
use std::ops::Range;

/// A subject: the mention when there is one, and the words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subject {
    /// Index into mentions.
    pub(crate) mention: Option<u32>,
    /// The words.
    pub(crate) span: Option<Span>,
}

/// The subject of a figure whose word of change is `said`; what stands for a name is followed to the name.
///
/// `alone`: nothing is carried over from the figure before, so the clause is searched for one who is spoken of.
pub(crate) fn find(scene: &Scene<'_>, article: &Article, site: &Site, said: Option<Said>, alone: bool) -> Subject {
    let label = label::find(scene, site);
    if let Some(label) = label.as_ref().filter(|label| label.column.is_some() || is_row(scene, site)) {
        return labelled(scene, article, label);
    }
    let subject = mover::stated(scene, article, site, said, alone);
    let reading = scene.reading;
    if let Some(words) = subject.span.map(|span| reading.tokens_in(span))
        && !words.is_empty()
    {
        let place = subject.mention.and_then(|k| scene.mentions.get(k as usize)).is_some_and(|m| m.kind == Kind::Place);
        if subject.mention.is_some() && !place {
            return subject;
        }
        return match follow(scene, article, words) {
            Some(mention) => Subject { mention: Some(mention), span: subject.span },
            None => subject,
        };
    }
    if let Some(label) = label {
        return labelled(scene, article, &label);
    }
    if let Some(owner) = owner_of_whole(scene, article, site) {
        return owner;
    }
    if !alone {
        return subject;
    }
    // "It is now 18.6% ahead", "its advance now stands at 19%"
    let clause = site.clause.start.max(site.tokens.start.saturating_sub(24))..site.tokens.start;
    match salience::clause_stand_in(scene, clause) {
        Some((words, kinds)) => {
            Subject { mention: salience::referent(scene, article, kinds, words.start), span: Some(reading.span(words)) }
        }
        None => clause_opener(scene, site)
            .map(|(index, mention)| named(index, mention))
            .or_else(|| clause::whole(scene, site).map(|words| phrase(scene, words)))
            .or_else(|| apposed(scene, site).map(|words| phrase(scene, words)))
            .unwrap_or(subject),
    }
}

/// "640 of its staff": things counted are the firm's whose they are.
fn owner_of_whole(scene: &Scene<'_>, article: &Article, site: &Site) -> Option<Subject> {
    let reading = scene.reading;
    // The noun of the whole belongs to the figure's own tokens.
    let its = site.tokens.clone().find(|k| reading.word(*k) == "its" && *k > 0 && reading.word(*k - 1) == "of")?;
    let words = Some(its + 1..site.tokens.end).filter(|words| !words.is_empty())?;
    let mention = salience::referent(scene, article, &[Kind::Firm], its)?;
    Some(Subject { mention: Some(mention), span: Some(reading.span(words)) })
}

/// "expects unemployment, 4.2% in March, to rise": a value between commas is of the noun before it.
fn apposed(scene: &Scene<'_>, site: &Site) -> Option<Range<usize>> {
    const LONGEST: usize = 4;
    let reading = scene.reading;
    let comma = site.tokens.start.checked_sub(1).filter(|k| reading.surface(*k) == ",")?;
    if reading.surface(site.right.end) != "," || site.right.len() > LONGEST || reading.word(site.right.end + 1) != "to" {
        return None;
    }
    before_verb(scene, site, comma).filter(|words| words.len() <= LONGEST)
}

/// A row of a table: bars stand before the figure.
fn is_row(scene: &Scene<'_>, site: &Site) -> bool {
    site.tokens.start.checked_sub(1).is_some_and(|k| scene.reading.surface(k) == "|")
}

/// The name in a row's first cell, else in its column's head, else the cell's words and whose they are.
fn labelled(scene: &Scene<'_>, article: &Article, label: &label::Label) -> Subject {
    let name = |words: &Range<usize>| {
        let list = mentions_in(scene.mentions, scene.reading.span(words.clone()));
        list.filter(|(_, m)| is_subject(m.kind) && m.kind != Kind::Place).map(|(index, m)| named(index, m)).next()
    };
    if let Some(found) = name(&label.row).or_else(|| label.column.as_ref().and_then(name)) {
        return found;
    }
    let words = label.row.clone();
    // "Size: 800 million shares": of the firm that is spoken of.
    let bare = words.len() <= 2
        && matches!(
            scene.reading.word(words.end - 1),
            "price" | "size" | "proceeds" | "close" | "open" | "reaction" | "volume" | "discount" | "value" | "target" | "raised"
        );
    let spoken = || salience::referent(scene, article, &[Kind::Firm], words.start).filter(|_| bare);
    Subject { mention: follow(scene, article, words.clone()).or_else(spoken), span: Some(scene.reading.span(words.clone())) }
}

/// "their Hang Seng gauge": an owner before the name and a noun behind it.
fn told_apart(scene: &Scene<'_>, words: &Range<usize>, mention: &Mention) -> bool {
    let owned = words.start.checked_sub(1).is_some_and(|k| matches!(scene.reading.word(k), "their" | "its"));
    owned && mention.span.end < scene.reading.span(words.clone()).end
}

/// A noun phrase as a subject: its name when one heads it, with the whole phrase when that is only a place.
pub(super) fn phrase(scene: &Scene<'_>, words: Range<usize>) -> Subject {
    let reading = scene.reading;
    let span = reading.span(words.clone());
    let inside = || mentions_in(scene.mentions, span);
    match head(scene, inside().filter(|(_, m)| is_subject(m.kind)), words.start) {
        // "technology stocks did worse: their Hang Seng gauge sank": another than the one that is named so.
        Some((_, mention)) if mention.kind == Kind::Index && told_apart(scene, &words, mention) => {
            Subject { mention: None, span: Some(span) }
        }
        Some((index, mention)) if mention.kind != Kind::Place => named(index, mention),
        // "the U.S. benchmark index" is not the country.
        Some((index, mention)) => {
            let last = reading.word(words.end.saturating_sub(1));
            let other = matches!(last, "index" | "benchmark" | "gauge") && mention.span.end < span.end;
            Subject { mention: (!other).then_some(index), span: Some(span) }
        }
        None => {
            let person = inside().find(|(_, m)| m.kind == Kind::Person && m.span.start == span.start);
            person.map_or(Subject { mention: None, span: Some(span) }, |(index, mention)| named(index, mention))
        }
    }
}

/// "Acme, which has had a good year, committed $5 billion": the name that opens the clause, when nobody speaks in between.
fn clause_opener<'a>(scene: &Scene<'a>, site: &Site) -> Option<(u32, &'a Mention)> {
    let reading = scene.reading;
    let mut start = site.clause.start;
    while start < site.clause.end && matches!(reading.word(start), "the" | "\"" | "“" | "•" | "-" | "and") {
        start += 1;
    }
    let found = clause_name(scene, start, site.tokens.start).filter(|(_, m)| reading.token_at(m.span.start) == start)?;
    let other = (start..site.tokens.start).any(|k| {
        matches!(
            reading.word(k),
            "said" | "says" | "that" | "told" | "expects" | "sees" | "as" | "after" | "than" | "below" | "above" | "of"
        )
    });
    // "…, 11% below its last price, for proceeds of $3 billion": proceeds are the issuer's, whatever stands between.
    let raised = (site.tokens.start.saturating_sub(4).max(start)..site.tokens.start).any(|k| reading.word(k) == "proceeds");
    let told = (start..site.tokens.start).any(|k| matches!(reading.word(k), "said" | "says" | "that" | "told" | "expects" | "sees"));
    let other = other && (!raised || told);
    (!other).then_some(found)
}

/// The mention that words without a name belong to: "the gauge", "shares in the chip maker", "profit".
pub(super) fn follow(scene: &Scene<'_>, article: &Article, words: Range<usize>) -> Option<u32> {
    let reading = scene.reading;
    if let Some(kinds) = salience::kinds(scene, words.clone()) {
        return salience::referent(scene, article, kinds, words.start);
    }
    // "Acme (1234.HK), whose profit rose"
    if reading.word(words.start) == "whose" {
        let end = reading.tokens().get(words.start)?.start;
        let from = reading.tokens().get(words.start.saturating_sub(14))?.start;
        let near = mentions_in(scene.mentions, Span { start: from, end }).rev();
        return near.filter(|(_, m)| m.kind == Kind::Firm).map(|(index, _)| index).next();
    }
    // "shares in the chip maker", "sales of the group"
    if let Some(at) = words.clone().find(|k| matches!(reading.word(*k), "in" | "of" | "at")) {
        let owned = salience::is_owned(reading.word(at.checked_sub(1)?));
        let kinds = salience::kinds(scene, at + 1..words.end).filter(|_| owned)?;
        return salience::referent(scene, article, kinds, words.start);
    }
    let plain = |k: usize| {
        let word = reading.word(k);
        salience::is_owned(word)
            || matches!(
                word,
                "net"
                    | "annual"
                    | "quarterly"
                    | "and"
                    | "operating"
                    | "gross"
                    | "full-year"
                    | "share"
                    | "first-half"
                    | "adjusted"
                    | "core"
                    | "underlying"
                    | "pretax"
                    | "pre-tax"
                    | "first"
                    | "second"
                    | "third"
                    | "fourth"
                    | "quarter"
                    | "half"
                    | "-"
                    | "interim"
                    | "final"
                    | "special"
                    | "total"
                    | "group"
                    | "same"
                    | "shop"
                    | "store"
                    | "comparable"
                    | "attributable"
                    | "new"
                    | "first-quarter"
                    | "second-quarter"
                    | "third-quarter"
                    | "fourth-quarter"
                    | "second-half"
                    | "year"
                    | "full"
                    | "interest"
                    | "profit"
                    | "enterprise"
                    | "market"
                    | "fair"
                    | "equity"
                    | "the"
                    | "same-shop"
                    | "same-store"
            )
    };
    let last = words.end.checked_sub(1)?;
    // "market value", "enterprise value": a value that is a firm's.
    let value = reading.word(last) == "value"
        && last > words.start
        && matches!(reading.word(last - 1), "market" | "enterprise" | "fair" | "equity");
    let owned =
        words.len() <= 5 && words.clone().all(|k| plain(k) || (value && k == last)) && (value || salience::is_owned(reading.word(last)));
    // "Hong Kong shares" are nobody's own; "profit" is the firm's that is spoken of.
    if owned { salience::referent(scene, article, &[Kind::Firm], words.start) } else { None }
}

pub(super) fn named(index: u32, mention: &Mention) -> Subject {
    Subject { mention: Some(index), span: Some(mention.span) }
}

pub(super) fn is_subject(kind: Kind) -> bool {
    !matches!(kind, Kind::Media | Kind::Person)
}

/// Mentions that lie in `span`, with their indices.
pub(crate) fn mentions_in(mentions: &[Mention], span: Span) -> impl DoubleEndedIterator<Item = (u32, &Mention)> {
    let from = mentions.partition_point(|m| m.span.start < span.start);
    let to = mentions.partition_point(|m| m.span.start < span.end).max(from);
    mentions
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .filter_map(move |(k, m)| (m.span.end <= span.end).then(|| Some((u32::try_from(from + k).ok()?, m)))?)
}

/// "the index's 20% surge": an owner within five words before the figure.
pub(super) fn owner<'a>(scene: &Scene<'a>, site: &Site) -> Option<(u32, &'a Mention)> {
    let reading = scene.reading;
    let start = site.left.start.max(site.tokens.start.saturating_sub(5));
    let mark = (start..site.tokens.start).rev().find(|k| matches!(reading.word(*k), "'s" | "'"))?;
    if (mark + 1..site.tokens.start).any(|k| noun::stops(reading.word(k)) || crate::figure::attach::lexicon::is_change(reading.word(k))) {
        return None;
    }
    let end = mark.checked_sub(1).and_then(|k| reading.tokens().get(k))?.end;
    let after = scene.mentions.partition_point(|m| m.span.start < end);
    let from = after.saturating_sub(4);
    let found = scene.mentions.get(from..after)?.iter().enumerate().find(|(_, m)| m.span.end == end && is_subject(m.kind))?;
    Some((u32::try_from(from + found.0).ok()?, found.1))
}

/// Where the figure's own statement begins: behind "said that".
pub(super) fn said_that(scene: &Scene<'_>, site: &Site) -> usize {
    let own = |k: &usize| matches!(scene.reading.word(*k), "that" | "said" | "says" | "showed" | "shows" | "which");
    site.left.clone().rev().find(own).map_or(site.left.start, |k| k + 1)
}

/// What a target is set for: "its target for the index to 24,000".
pub(crate) fn of_target(scene: &Scene<'_>, site: &Site) -> Option<Subject> {
    let reading = scene.reading;
    let at = site.clause.clone().rev().find(|k| matches!(reading.word(*k), "target" | "targets"))?;
    if !matches!(reading.word(at + 1), "for" | "on" | "of") || at + 2 >= site.tokens.start {
        return None;
    }
    let list = mentions_in(scene.mentions, reading.span(at + 2..site.tokens.start));
    list.filter(|(_, m)| is_subject(m.kind) && m.kind != Kind::Place).map(|(index, m)| named(index, m)).next()
}

/// The first mention of the clause that no preposition governs, before token `end`.
pub(super) fn clause_name<'a>(scene: &Scene<'a>, start: usize, end: usize) -> Option<(u32, &'a Mention)> {
    if end <= start {
        return None;
    }
    let span = scene.reading.span(start..end);
    let list = mentions_in(scene.mentions, span).filter(|(_, m)| is_subject(m.kind) && m.kind != Kind::Place);
    head(scene, list, start)
}

/// The mention that heads a phrase: the first that stands free, else the first behind "of" or "for".
pub(super) fn head<'a>(scene: &Scene<'_>, list: impl Iterator<Item = (u32, &'a Mention)>, start: usize) -> Option<(u32, &'a Mention)> {
    let reading = scene.reading;
    let mut second = None;
    let mut place = None;
    for (index, mention) in list {
        let at = reading.token_at(mention.span.start);
        let before = if at > start { reading.word(at - 1) } else { "" };
        let before =
            if matches!(before, "the" | "a" | "an" | "its" | "benchmark") && at > start + 1 { reading.word(at - 2) } else { before };
        match before {
            _ if mention.kind == Kind::Place => {
                let _ = place.get_or_insert((index, mention));
            }
            "of" | "for" | "into" => {
                let _ = second.get_or_insert((index, mention));
            }
            "in" | "at" | "on" | "by" | "from" | "with" | "to" | "since" | "after" | "against" | "than" | "as" | "via" | "through"
            | "over" | "including" | "like" | "amid" | "under" => {}
            _ => return Some((index, mention)),
        }
    }
    second.or(place)
}

pub(super) fn pronoun(word: &str) -> bool {
    matches!(
        word,
        "it" | "they" | "he" | "she" | "we" | "this" | "that" | "these" | "those" | "which" | "who" | "there" | "some" | "all" | "both"
    )
}

/// The stock a target is set for when its words do not name it: the firm spoken of last that is no analyst's house.
pub(crate) fn judged(scene: &Scene<'_>, article: &Article, site: &Site) -> Option<Subject> {
    let mention = salience::referent(scene, article, &[Kind::Firm], site.tokens.start).filter(|index| !house::is_house(scene, *index))?;
    scene.mentions.get(mention as usize).map(|m| named(mention, m))
}
