//! Who or what moves, as the words of the figure's clause state it.

use crate::figure::attach::direction::Said;
use crate::figure::attach::phrase::{before_verb, in_time};
use crate::figure::attach::subject::{
    Subject, clause_name, follow, head, is_subject, mentions_in, named, owner, phrase, pronoun, said_that,
};
use crate::figure::attach::window::Site;
use crate::figure::attach::{clause, salience};
use crate::figure::noun;
use crate::figure::scan::Scene;
use annals_model::{Article, Direction, Kind, Metric};
use std::ops::Range;

/// The subject as the words of the clause state it.
pub(super) fn stated(scene: &Scene<'_>, article: &Article, site: &Site, said: Option<Said>, alone: bool) -> Subject {
    let reading = scene.reading;
    if let Some((index, mention)) = owner(scene, site) {
        return named(index, mention);
    }
    let Some(said) = said else { return unmoved(scene, article, site, alone) };
    if let Some(object) = raised_object(scene, site, said) {
        return object;
    }
    if said.behind || said.noun {
        // "a 38% rise in the cost of cocoa"
        let noun = if said.noun { behind(scene, site, said.at + 1) } else { Subject::default() };
        let after = if noun.span.is_none() && !said.behind { behind(scene, site, site.tokens.end) } else { noun };
        // "posted a 60% increase in revenue": the revenue is whose the clause is about.
        let name = clause_name(scene, site.clause.start, site.tokens.start.min(said.at));
        if let Some((index, mention)) = name {
            let owned = after.span.is_none_or(|span| {
                let words = reading.tokens_in(span);
                after.mention.is_none() && words.end > words.start && salience::is_owned(reading.word(words.end - 1))
            });
            if owned || is_place(scene, after.mention) {
                return named(index, mention);
            }
        }
        if after.span.is_some() {
            return after;
        }
        if let Some(words) = flow_to(scene, site, said) {
            return phrase(scene, words);
        }
        let found = opening(scene, site);
        if found.span.is_some() {
            return found;
        }
        // "$5 billion in portfolio inflows"
        let own = site.tokens.end + 1..said.at + 1;
        if said.behind && reading.word(site.tokens.end) == "in" && !own.is_empty() {
            return Subject { mention: None, span: Some(reading.span(own)) };
        }
        if let Some(words) = clause::subject(scene, site, site.tokens.start.min(said.at)) {
            return spoken_of(scene, words);
        }
        // "an impressive total net inflow of $5 billion": the flow itself.
        return match clause::measured(scene, site) {
            Some(words) if said.noun && !said.behind && words.len() > 1 => phrase(scene, words),
            _ => Subject::default(),
        };
    }
    // ", raising $5 billion": whoever the sentence is about.
    let trailing = reading.word(said.at).ends_with("ing") && said.at > 0 && reading.surface(said.at - 1) == ",";
    let before = if trailing { None } else { before_verb(scene, site, said.at) };
    let words = before.or_else(|| clause::subject(scene, site, said.at));
    let mover = words.map_or(Subject::default(), |words| spoken_of(scene, words));
    // "Chinese investors bought $5 billion of Hong Kong stocks": where the money goes, unless a firm or a fund sends it.
    if (mover.mention.is_none() || is_place(scene, mover.mention))
        && mover.span.is_none_or(|span| salience::kinds(scene, reading.tokens_in(span)).is_none())
        && let Some(words) = flow_to(scene, site, said)
    {
        return phrase(scene, words);
    }
    mover
}

/// The subject of a figure without a word of change.
fn unmoved(scene: &Scene<'_>, article: &Article, site: &Site, alone: bool) -> Subject {
    let reading = scene.reading;
    if !alone && let Some(words) = clause::elided(scene, site) {
        return phrase(scene, words);
    }
    let governs = || clause::subject(scene, site, site.tokens.start).map(|words| spoken_of(scene, words)).filter(|s| s.span.is_some());
    if let Some(words) = clause::measured(scene, site) {
        let found = phrase(scene, words.clone());
        // "Acme reported revenue of $5 billion": the revenue is Acme's.
        if found.mention.is_none() {
            let owned = salience::is_owned(reading.word(words.end - 1));
            let mention = governs().filter(|_| owned).and_then(|s| s.mention).or_else(|| follow(scene, article, words));
            return Subject { mention, ..found };
        }
        return found;
    }
    if let Some(words) = clause::described(scene, site) {
        return phrase(scene, words);
    }
    if let Some(found) = governs() {
        return found;
    }
    clause_name(scene, said_that(scene, site), site.tokens.start).map_or(Subject::default(), |(index, mention)| named(index, mention))
}

/// A noun phrase before a verb; "he", "they" and "this" are nobody that could be told.
fn spoken_of(scene: &Scene<'_>, words: Range<usize>) -> Subject {
    let first = scene.reading.word(words.start);
    if pronoun(first) && first != "it" && (words.len() == 1 || matches!(first, "he" | "she" | "they" | "we" | "who" | "there")) {
        return Subject::default();
    }
    phrase(scene, words)
}

/// Where a flow goes.
fn flow_to(scene: &Scene<'_>, site: &Site, said: Said) -> Option<Range<usize>> {
    let flows = said.change.metric == Some(Metric::Flow)
        || matches!(scene.reading.word(said.at), "wiped" | "wiping" | "wipe" | "erased" | "erasing");
    let from = if said.behind { said.at + 1 } else { site.tokens.end };
    let words = if flows && !said.noun { clause::destination(scene, site, from) } else { None }?;
    // "$5 billion of shares" names no place.
    let named = words.len() > 1 || mentions_in(scene.mentions, scene.reading.span(words.clone())).next().is_some();
    named.then_some(words)
}

/// Money that funds gain or lose flows in or out.
pub(crate) fn flow_of_funds(scene: &Scene<'_>, figure: &annals_model::Figure, said: Option<Said>) -> Option<Direction> {
    let reading = scene.reading;
    let said = said.filter(|s| !s.noun && !s.reached && !s.behind)?;
    // The words themselves, since the mention may be the place alone: "US equity funds".
    let near = said.at.saturating_sub(4)..said.at;
    let span = figure.subject_span.map(|span| reading.tokens_in(span)).unwrap_or_default();
    if !near.chain(span).any(|k| reading.word(k) == "funds") {
        return None;
    }
    match (figure.direction?, reading.word(said.at)) {
        (Direction::Up, "gained" | "gain" | "added" | "add" | "adding") => Some(Direction::In),
        (Direction::Down, "lost" | "lose" | "shed" | "losing" | "bled") => Some(Direction::Out),
        _ => None,
    }
}

fn is_place(scene: &Scene<'_>, mention: Option<u32>) -> bool {
    mention.and_then(|k| scene.mentions.get(k as usize)).is_some_and(|m| m.kind == Kind::Place)
}

/// "boost earnings of Chinese firms by 5%": what is boosted moves, not what boosts.
fn raised_object(scene: &Scene<'_>, site: &Site, said: Said) -> Option<Subject> {
    let reading = scene.reading;
    if said.behind || said.noun || said.change.adverb {
        return None;
    }
    let by = (said.at + 1..site.tokens.start + 1).rev().take(3).find(|k| matches!(reading.word(*k), "by" | "to"))?;
    let mut start = said.at + 1;
    // "lifted its target to 5": whose it is moves it.
    let own = reading.word(by) == "to" && matches!(reading.word(start), "its" | "their" | "his" | "her");
    if own {
        return None;
    }
    let article = |k: usize| matches!(reading.word(k), "the" | "a" | "an" | "its" | "their" | "his" | "her" | "up" | "overall" | "total");
    while start < by && article(start) {
        start += 1;
    }
    // "her estimate of earnings per share": what is estimated.
    if matches!(reading.word(start), "estimate" | "estimates" | "forecast" | "forecasts" | "projection" | "target")
        && matches!(reading.word(start + 1), "of" | "for")
        && !in_time(scene, start + 2)
    {
        start += 2;
        while start < by && article(start) {
            start += 1;
        }
    }
    let by = (start..by).find(|k| in_time(scene, *k)).unwrap_or(by);
    let by = if by > start && matches!(reading.word(by - 1), "for" | "in" | "the" | "on") { by - 1 } else { by };
    let by = if by > start && reading.word(by - 1) == "for" { by - 1 } else { by };
    let first = reading.word(start);
    let plain = start < by
        && !noun::stops(first)
        && !first.ends_with("ly")
        && !in_time(scene, start)
        && !(start..by).any(|k| reading.surface(k) == "," || reading.tokens().get(k).is_some_and(annals_text::Token::is_number));
    if !plain {
        return None;
    }
    if by <= start {
        return None;
    }
    let span = reading.span(start..by);
    let mention =
        mentions_in(scene.mentions, span).filter(|(_, m)| is_subject(m.kind) && m.kind != Kind::Place).map(|(index, _)| index).next();
    Some(Subject { mention, span: Some(span) })
}

/// The words behind a noun of change: "increase in net revenue", "$2 billion into the fund".
fn behind(scene: &Scene<'_>, site: &Site, from: usize) -> Subject {
    let reading = scene.reading;
    if !matches!(reading.word(from), "in" | "of" | "into" | "for" | "from" | "through" | "via") {
        return Subject::default();
    }
    let mut start = from + 1;
    while matches!(reading.word(start), "the" | "a" | "an" | "its" | "their" | "total" | "overall") {
        start += 1;
    }
    // "an inflow of $5": the figure itself is not what moved.
    if site.tokens.contains(&start) || site.tokens.contains(&(from + 1)) {
        return Subject::default();
    }
    let mut end = start;
    while end < site.sentence.end && end < start + 8 && reading.tokens().get(end).is_some_and(|t| t.is_word()) && !in_time(scene, end) {
        if noun::stops(reading.word(end)) && reading.word(end) != "of"
            || (end > start && reading.word(end).ends_with("ed"))
            || matches!(reading.word(end), "exceeding" | "totalling" | "totaling")
        {
            break;
        }
        end += 1;
    }
    if end == start {
        return Subject::default();
    }
    let span = reading.span(start..end);
    match head(scene, mentions_in(scene.mentions, span).filter(|(_, m)| is_subject(m.kind)), start) {
        Some((index, mention)) => named(index, mention),
        None => Subject { mention: None, span: Some(span) },
    }
}

/// "The fund has seen a 60% increase": the words that open the clause, up to its verb.
fn opening(scene: &Scene<'_>, site: &Site) -> Subject {
    let reading = scene.reading;
    let mut start = site.clause.start;
    while matches!(reading.word(start), "the" | "a" | "an" | "its" | "their" | "and" | "while" | "but" | "(")
        || reading.surface(start) == "•"
    {
        start += 1;
    }
    let mut end = start;
    while end < site.tokens.start && end < start + 7 && reading.tokens().get(end).is_some_and(|t| t.is_word()) && !in_time(scene, end) {
        if matches!(
            reading.word(end),
            "has"
                | "had"
                | "have"
                | "saw"
                | "sees"
                | "posted"
                | "posts"
                | "reported"
                | "recorded"
                | "managed"
                | "enjoyed"
                | "suffered"
                | "is"
                | "was"
                | "are"
                | "were"
                | "will"
                | "delivered"
                | "notched"
                | "logged"
                | "booked"
                | "showed"
                | "registered"
                | "achieved"
                | "experienced"
                | "marked"
                | "faces"
        ) {
            let words = start..end;
            let free = end > start
                && !pronoun(reading.word(start))
                && !matches!(reading.word(start), "in" | "on" | "at" | "for" | "with" | "by" | "as" | "from");
            return if free { Subject { mention: None, span: Some(reading.span(words)) } } else { Subject::default() };
        }
        end += 1;
    }
    Subject::default()
}
