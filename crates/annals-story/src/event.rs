//! From a sentence with a date to an entry of a timeline: what happened when, in the sentence's own words.

use crate::dateline::{self, Dateline};
use crate::day;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::record;
use annals_model::{Basis, Event, Grain, Line, Span, TimeExpr, Timex};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::Range;

/// A date of a passage, or both halves of a printed range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    pub(crate) span: Span,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) grain: Grain,
    pub(crate) basis: Basis,
}

/// The events of a passage: one at its finest date, and one for each other date that has a clause of its own. Under a
/// date line the passage happened then, unless it names a finer date within.
pub(crate) fn events(page: &Page<'_>, passage: &Passage, under: Option<&Dateline>) -> Vec<Event> {
    let mut whens = whens(page, passage);
    yield_to_named(page, &mut whens);
    whens.retain(|when| !dates_a_target(page, when.span));
    let named = whens.len();
    whens.retain(|when| !record::dates_a_record(page, passage, when.span) && !dates_a_base(page, passage, when.span));
    let only_a_record = whens.is_empty() && named > 0;
    // Of equally fine dates one that has come tells the event; one still to come is what was said of it.
    let ahead = |when: &When| page.day().is_some_and(|day| when.from.is_some_and(|from| from > day));
    let finest = whens.iter().min_by_key(|when| (when.grain, ahead(when), when.span.start)).copied();
    if dateline::is_dateline(page, passage) || is_listing(page, passage) || !reports(page, passage) {
        return Vec::new();
    }
    let within = |when: &When, head: &When| {
        when.grain < head.grain
            && head.from.is_none_or(|from| when.from >= Some(from))
            && head.to.is_none_or(|to| when.to.is_some_and(|end| end <= to))
    };
    let governed = under.filter(|head| !finest.is_some_and(|when| within(&when, &head.when)));
    let mut found: Vec<Event> = Vec::new();
    let finest = match (governed, finest) {
        (Some(head), _) => {
            found.extend(headed(page, passage, head));
            whens.retain(|when| (when.from, when.to) != (head.when.from, head.when.to));
            head.when
        }
        (None, Some(finest)) => {
            found.extend(event(page, passage, finest, passage.span));
            finest
        }
        (None, None) if only_a_record => return at_publication(page, passage).into_iter().collect(),
        (None, None) => return found,
    };
    for when in &whens {
        if (when.from, when.to) != (finest.from, finest.to)
            && let Some(clause) = own_clause(page, passage, when.span).filter(|clause| !clause.overlaps(finest.span))
        {
            found.extend(event(page, passage, *when, clause));
        }
    }
    found
}

/// Of a day counted off and the day named beside it ("three weeks before, on March 4") the named one is meant.
fn yield_to_named(page: &Page<'_>, whens: &mut Vec<When>) {
    /// Tokens between the two: a comma, a preposition, an article.
    const BETWEEN: usize = 3;
    let reading = &page.reading;
    let counted = |when: &When| {
        let last = reading.tokens_in(when.span).next_back();
        last.is_some_and(|k| matches!(reading.word(k), "before" | "earlier" | "ago" | "later" | "after" | "previously"))
    };
    let named: Vec<(usize, usize)> = whens
        .iter()
        .filter(|when| !counted(when) && when.grain <= Grain::Day)
        .map(|when| reading.tokens_in(when.span))
        .map(|tokens| (tokens.start, tokens.end))
        .collect();
    whens.retain(|when| {
        let own = reading.tokens_in(when.span);
        let beside = |(start, end): &(usize, usize)| {
            (*start >= own.end && start - own.end <= BETWEEN) || (*end <= own.start && own.start - end <= BETWEEN)
        };
        !(counted(when) && named.iter().any(beside))
    });
}

/// Whether a date says what a forecast is for, not when something happens: "its year-end target".
fn dates_a_target(page: &Page<'_>, date: Span) -> bool {
    const TARGETS: &[&str] =
        &["target", "targets", "forecast", "forecasts", "goal", "goals", "estimate", "estimates", "outlook", "projection", "guidance"];
    let after = page.reading.tokens_in(date).end;
    let mut next = (after..after + 4).take_while(|k| page.reading.tokens().get(*k).is_some_and(annals_text::Token::is_word));
    next.find(|k| {
        TARGETS.contains(&page.reading.word(*k))
            || grammar::is_preposition(page.reading.word(*k))
            || grammar::is_verb(page.reading.word(*k))
    })
    .is_some_and(|k| TARGETS.contains(&page.reading.word(k)))
}

/// Whether a date is what something is compared with: "higher than at the end of May".
fn dates_a_base(page: &Page<'_>, passage: &Passage, date: Span) -> bool {
    let first = page.reading.token_at(with_preposition(page, passage, date).start);
    let than = |k: usize| k >= passage.tokens.start && page.reading.word(k) == "than";
    than(first) || first.checked_sub(1).is_some_and(than)
}

/// Whether a passage is a row of a table or a line that names where something stands on the web: no statement.
fn is_listing(page: &Page<'_>, passage: &Passage) -> bool {
    let words = page.words(passage.span);
    let ends_in_address = words.split_whitespace().next_back().is_some_and(|last| last.contains("://"));
    ends_in_address || words.matches(" | ").count() >= 2
}

/// A passage that names no date but that of an older record, at the day of publication, when the article says near it that
/// it tells of that day ("on Friday").
fn at_publication(page: &Page<'_>, passage: &Passage) -> Option<Event> {
    /// Time expressions before and after the passage that are looked at.
    const NEAR: usize = 32;
    let today = page.day()?;
    let tomorrow = today.tomorrow().ok()?;
    let times = &page.annotations.times;
    let at = times.partition_point(|time| time.span.start < passage.span.start);
    let near = (0..at).rev().take(NEAR).chain((at..times.len()).take(NEAR)).filter_map(|i| times.get(i));
    let said = near.filter(|time| matches!(time.kind, Timex::Date | Timex::Time) && (time.from, time.to) == (Some(today), Some(tomorrow)));
    said.filter(|time| time.grain <= Grain::Day).find_map(|time| {
        let place = page.passages.get(page.passage_of(time.span)?).filter(|place| place.region.is_content())?;
        let when = When { span: time.span, from: time.from, to: time.to, grain: time.grain, basis: time.basis };
        headed(page, passage, &Dateline { when, surface: with_preposition(page, place, time.span) })
    })
}

/// The days that an article says it tells of, of its day of publication and the one before: where each is first named.
pub(crate) fn days_told(page: &Page<'_>, today: Date) -> Vec<Dateline> {
    let days: Vec<Date> = [Some(today), today.yesterday().ok()].into_iter().flatten().collect();
    let mut told: Vec<Dateline> = Vec::new();
    for (_, passage) in page.content() {
        for when in whens(page, passage) {
            let is_day = when.grain <= Grain::Day && when.from.is_some_and(|from| days.contains(&from) && when.to == from.tomorrow().ok());
            let known = told.iter().any(|date| date.when.from == when.from);
            if is_day && !known && !dates_a_target(page, when.span) && !record::dates_a_record(page, passage, when.span) {
                told.push(Dateline { when, surface: with_preposition(page, passage, when.span) });
            }
        }
        if told.len() == days.len() {
            break;
        }
    }
    told
}

/// A passage at the other days that it names beside those of `found`: it may tell these too, if nothing tells them better.
pub(crate) fn beside(page: &Page<'_>, passage: &Passage, found: &[Event]) -> Vec<Event> {
    if found.is_empty() {
        return Vec::new();
    }
    let mut known: Vec<_> = found.iter().map(|event| (event.from, event.to)).collect();
    let mut others = Vec::new();
    for when in whens(page, passage) {
        if when.grain <= Grain::Day && !known.contains(&(when.from, when.to)) && !dates_a_target(page, when.span) {
            known.push((when.from, when.to));
            others.extend(event(page, passage, when, passage.span));
        }
    }
    others
}

/// Whether a passage says of no date that something happened then; what a forecast is for, or a record, counts for nothing.
pub(crate) fn is_undated(page: &Page<'_>, passage: &Passage) -> bool {
    let counts = |when: &When| !dates_a_target(page, when.span) && !record::dates_a_record(page, passage, when.span);
    !whens(page, passage).iter().any(counts)
}

/// What a passage reports, at a day that stands elsewhere in its article.
pub(crate) fn at(page: &Page<'_>, passage: &Passage, date: &Dateline) -> Option<Event> {
    (reports(page, passage) && !is_listing(page, passage) && !dateline::is_dateline(page, passage))
        .then(|| headed(page, passage, date))
        .flatten()
}

/// What a passage says, at the day of the date line above it.
fn headed(page: &Page<'_>, passage: &Passage, head: &Dateline) -> Option<Event> {
    let mut line = page.line(passage, passage.span)?;
    line.evidence.extend(page.receipt(head.surface));
    line.note = line.note.or_else(|| doubt(page, head.when.span));
    Some(Event {
        from: head.when.from,
        to: head.when.to,
        grain: head.when.grain,
        basis: head.when.basis,
        surface: page.words(head.surface).to_owned(),
        line,
        entities: page.who(passage),
    })
}

/// The passage as a line, when it reports something at a date that cannot be told.
pub(crate) fn undated(page: &Page<'_>, passage: &Passage) -> Option<Line> {
    let unknown = |time: &TimeExpr| {
        let value = time.value.as_deref();
        let vague = match value {
            Some("PAST_REF" | "PRESENT_REF" | "FUTURE_REF") => true,
            Some(value) if !value.starts_with("XXXX") => return false,
            _ => !names_calendar(page, time.span),
        };
        time.kind == Timex::Date && time.from.is_none() && time.to.is_none() && !(vague && page.day().is_some())
    };
    let times = || passage.times.iter().filter_map(|i| page.annotations.times.get(*i));
    let dated = times().any(|time| time.kind != Timex::Set && (time.from.is_some() || time.to.is_some()));
    if dated || !times().any(unknown) || !reports(page, passage) {
        return None;
    }
    page.line(passage, passage.span)
}

/// Whether a date names something of the calendar: a number, a month, a weekday, or one certain unit ("that quarter"), not
/// "recently" or "in recent years".
fn names_calendar(page: &Page<'_>, date: Span) -> bool {
    const UNITS: &[&str] = &[
        "day",
        "week",
        "weekend",
        "month",
        "quarter",
        "half",
        "year",
        "decade",
        "century",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "easter",
        "christmas",
    ];
    const VAGUE: &[&str] = &["recent", "some", "few", "several", "many", "coming", "past", "one", "other"];
    let mut tokens = page.reading.tokens_in(date);
    let vague = tokens.clone().any(|k| VAGUE.contains(&page.reading.word(k)));
    !vague
        && tokens.any(|k| page.reading.tokens().get(k).is_some_and(annals_text::Token::is_number) || UNITS.contains(&page.reading.word(k)))
}

/// Whether a passage says that something happened: a finite verb, a figure, an action; not what only might have ("If …").
fn reports(page: &Page<'_>, passage: &Passage) -> bool {
    let mut words = passage.tokens.clone().filter(|i| page.reading.tokens().get(*i).is_some_and(annals_text::Token::is_word));
    if words.next().is_some_and(|i| page.reading.word(i) == "if") || words.nth(1).is_none() {
        return false;
    }
    !passage.figures.is_empty() || !passage.actions.is_empty() || grammar::has_verb(&page.reading, passage.tokens.clone())
}

/// The dates and ranges of a passage with at least one known end, in text order.
pub(crate) fn whens(page: &Page<'_>, passage: &Passage) -> Vec<When> {
    let times = &page.annotations.times;
    let here: BTreeSet<usize> = passage.times.iter().copied().collect();
    let until = here.iter().filter_map(|i| times.get(*i)?.until);
    let seconds: BTreeSet<usize> = until.map(|second| second as usize).filter(|j| here.contains(j)).collect();
    let mut found = Vec::new();
    for i in &passage.times {
        let Some(first) = times.get(*i) else { continue };
        let second = first.until.filter(|j| *j as usize != *i && seconds.contains(&(*j as usize))).and_then(|j| times.get(j as usize));
        let kind_counts = matches!(first.kind, Timex::Date | Timex::Time | Timex::Duration);
        if !kind_counts || (second.is_none() && seconds.contains(i)) {
            continue;
        }
        let when = match second {
            None => When { span: first.span, from: first.from, to: first.to, grain: first.grain, basis: first.basis },
            Some(second) => When {
                span: first.span.cover(second.span),
                from: first.from,
                to: second.to,
                grain: first.grain.min(second.grain),
                basis: if first.basis == Basis::Stated { second.basis } else { first.basis },
            },
        };
        let ordered = when.from.zip(when.to).is_none_or(|(from, to)| from < to);
        if ordered && (when.from.is_some() || when.to.is_some()) {
            found.push(when);
        }
    }
    found
}

fn event(page: &Page<'_>, passage: &Passage, when: When, span: Span) -> Option<Event> {
    let inside = |i: &usize| page.annotations.mentions.get(*i).is_some_and(|mention| span.contains(mention.span));
    let surface = page.words(with_preposition(page, passage, when.span));
    // "Since January 17" runs to the day on which that was printed.
    let printed = || page.day().and_then(|day| day.tomorrow().ok()).filter(|end| when.from.is_none_or(|from| from < *end));
    let to = if day::opens_range(surface) && when.from.is_some() { printed() } else { when.to };
    let mut part = passage.clone();
    part.mentions.retain(inside);
    let mut line = page.line(passage, span)?;
    line.note = line.note.or_else(|| doubt(page, when.span));
    Some(Event { from: when.from, to, grain: when.grain, basis: when.basis, surface: surface.to_owned(), line, entities: page.who(&part) })
}

/// What is doubted of a date or of an end of a range: one that is most likely a slip is shown as printed, with the doubt,
/// which names the likelier date, beside it.
fn doubt(page: &Page<'_>, date: Span) -> Option<String> {
    let found = page.annotations.notes.iter().find(|note| note.kind == "suspect_year" && date.contains(note.span));
    found.map(|note| note.text.clone())
}

/// The date as printed, with the preposition before it: "As of Wednesday", "since January".
pub(crate) fn with_preposition(page: &Page<'_>, passage: &Passage, date: Span) -> Span {
    // "Above Tuesday's close": the preposition belongs to what the date owns.
    let behind = page.article.text.get(date.end as usize..).unwrap_or_default();
    if behind.starts_with("'s") || behind.starts_with("’s") {
        return date;
    }
    let reading = &page.reading;
    let mut first = reading.token_at(date.start);
    let before = |first: usize, back: usize| first.checked_sub(back).filter(|k| *k >= passage.tokens.start);
    let the = before(first, 1).filter(|k| reading.word(*k) == "the");
    let preposition = before(the.unwrap_or(first), 1).filter(|k| grammar::is_preposition(reading.word(*k)));
    if let Some(at) = preposition {
        let joined = before(at, 1).filter(|k| matches!(reading.word(*k), "as" | "up" | "back" | "dating"));
        match (reading.word(at), joined) {
            ("of" | "to" | "from", Some(k)) => first = k,
            // "the crash of 2000": the preposition belongs to the noun.
            ("of", None) => {}
            // "It pushed the price up last week": the verb's.
            ("up" | "down" | "off" | "out", None) => {}
            _ => first = at,
        }
    }
    let start = reading.tokens().get(first).map_or(date.start, |token| token.start.min(date.start));
    Span { start, end: date.end }
}

/// The clause that a date stands in, when a joining word opens it and it has a subject and a finite verb of its own:
/// "… the most **since** *trading began in 2016*".
fn own_clause(page: &Page<'_>, passage: &Passage, date: Span) -> Option<Span> {
    const JOINERS: &[&str] = &["since", "when", "after", "before", "while", "whereas", "because", "until"];
    let reading = &page.reading;
    let date_tokens = reading.tokens_in(date);
    let sign = |k: usize| matches!(reading.surface(k), "," | ";" | ":" | "—" | "–" | "(" | ")" | "“" | "”" | "\"");
    let opener = (passage.tokens.start..date_tokens.start).rev().find(|k| sign(*k) || JOINERS.contains(&reading.word(*k)))?;
    if sign(opener) {
        return None;
    }
    let end = (date_tokens.end..passage.tokens.end).find(|k| sign(*k) || *k + 1 == passage.tokens.end).unwrap_or(passage.tokens.end);
    let clause: Range<usize> = opener + 1..end.max(date_tokens.end);
    let verb = (clause.start + 1..date_tokens.start).any(|k| grammar::is_verb(reading.word(k)));
    let begins_well =
        reading.tokens().get(clause.start).is_some_and(annals_text::Token::is_word) && !grammar::is_verb(reading.word(clause.start));
    (verb && begins_well && clause.len() >= 4).then(|| reading.span(clause))
}
