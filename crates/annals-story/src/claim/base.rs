//! From when, and against what, a figure counts: "since the merger", "from 19,400", "against 6% a year earlier".

use crate::page::{Page, Passage};
use annals_model::{Basis, DateRange, Figure, Grain, Metric, Modality, TimeExpr, Timex};

/// Words that may stand between a preposition and its number: "from just over 40".
pub(crate) fn is_hedge(word: &str) -> bool {
    const HEDGES: &[&str] = &[
        "about",
        "almost",
        "an",
        "a",
        "around",
        "some",
        "just",
        "more",
        "less",
        "than",
        "over",
        "under",
        "nearly",
        "roughly",
        "approximately",
        "only",
        "as",
        "much",
        "by",
        "at",
        "least",
        "up",
        "to",
        "another",
        "further",
        "the",
        "close",
        "well",
    ];
    HEDGES.contains(&word)
}

/// Whether a figure is the value before a change: what stands right before it is "from" or "against", and what is said is no
/// range ("from 5% to 7%" says the old value first) and no sum that comes from somebody.
pub(crate) fn is_old_value(page: &Page<'_>, passage: &Passage, figure: &Figure) -> bool {
    let reading = &page.reading;
    let first = reading.token_at(figure.span.start);
    let mut before = (passage.tokens.start..first).rev().take(5);
    // "as much as", "more than", "up to" are hedges; a bare "to" names the new value.
    let Some(k) = before.find(|k| !is_hedge(reading.word(*k)) || reading.word(*k) == "to" && reading.word(k.wrapping_sub(1)) != "up")
    else {
        return false;
    };
    let back = |n: usize| k.checked_sub(n).map_or("", |k| reading.word(k));
    match reading.word(k) {
        "from" | "against" | "versus" => true,
        "with" => matches!(back(1), "compared" | "compares" | "compare"),
        _ => false,
    }
}

/// The period of a figure as far as it is its own. What has happened has not happened on a day to come: then the one day of
/// its sentence that has come is meant. Results are those of a quarter or year named behind them, not of the day of the report.
pub(crate) fn period<'a>(
    page: &Page<'a>,
    passage: &Passage,
    figure: &Figure,
    metric: Option<Metric>,
    modality: Modality,
) -> Option<&'a TimeExpr> {
    let times = || passage.times.iter().filter_map(|i| page.annotations.times.get(*i));
    let published = page.day();
    let ahead = |time: &TimeExpr| time.from.zip(published).is_some_and(|(from, day)| from > day);
    let own = figure.period.and_then(|i| page.annotations.times.get(i as usize)).filter(|time| is_own(page, passage, figure, time));
    let result = matches!(metric, Some(Metric::Earnings | Metric::Revenue | Metric::EarningsPerShare));
    if result && own.is_none_or(|time| time.grain <= Grain::Day) {
        let span =
            |time: &&TimeExpr| matches!(time.grain, Grain::Quarter | Grain::Half | Grain::Year) && time.span.start >= figure.span.end;
        let behind =
            times().find(span).filter(|time| is_own(page, passage, figure, time) && time.range().is_some() && near(page, figure, time));
        return behind.or(own);
    }
    match own {
        Some(time) if modality == Modality::Reported && ahead(time) => {
            let mut come = times().filter(|time| {
                matches!(time.kind, Timex::Date | Timex::Time)
                    && time.grain <= Grain::Day
                    && time.basis != Basis::None
                    && time.range().is_some()
                    && !ahead(time)
            });
            come.next().filter(|_| come.next().is_none())
        }
        own => own,
    }
}

/// Whether a time stands close behind a figure, with no other figure between.
fn near(page: &Page<'_>, figure: &Figure, time: &TimeExpr) -> bool {
    let reading = &page.reading;
    let between = reading.token_at(figure.span.end)..reading.token_at(time.span.start);
    between.len() <= 5 && !between.clone().any(|k| reading.tokens().get(k).is_some_and(annals_text::Token::is_number))
}

/// Whether a figure's period is its own: not that of the old value that stands between the two ("$9 million, from $8 million
/// a year earlier").
pub(crate) fn is_own(page: &Page<'_>, passage: &Passage, figure: &Figure, period: &TimeExpr) -> bool {
    if period.span.start < figure.span.end {
        return true;
    }
    let reading = &page.reading;
    let between = reading.token_at(figure.span.end)..reading.token_at(period.span.start);
    let base = between.clone().find(|k| matches!(reading.word(*k), "from" | "against" | "versus" | "compared" | "than"));
    let figures = || passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i));
    !base.is_some_and(|k| {
        let at = reading.tokens().get(k).map_or(0, |token| token.start);
        figures().any(|other| other.span.start > at && other.span.end <= period.span.start)
    })
}

/// The days of a period; what is counted "since" or "from" a day runs to the day on which it is printed.
pub(crate) fn range(page: &Page<'_>, passage: &Passage, time: &TimeExpr) -> Option<DateRange> {
    let range = time.range()?;
    let first = page.reading.token_at(time.span.start);
    let opens = |k: usize| passage.tokens.contains(&k) && matches!(page.reading.word(k), "since" | "from");
    let the = first.checked_sub(1).is_some_and(|k| page.reading.word(k) == "the");
    // "From Thursday to Friday" is one stretch, told by either end.
    let times = &page.annotations.times;
    let second = time.until.and_then(|j| times.get(j as usize)).and_then(|end| end.to).filter(|to| *to > range.from);
    if let Some(to) = second {
        return Some(DateRange { from: range.from, to });
    }
    let half = passage
        .times
        .iter()
        .filter_map(|i| times.get(*i))
        .find(|other| other.until.is_some_and(|j| times.get(j as usize).is_some_and(|end| end.span == time.span)));
    if let Some(from) = half.and_then(|first| first.from).filter(|from| *from < range.to) {
        return Some(DateRange { from, to: range.to });
    }
    // "Over Thursday and Friday" is both.
    let last = page.reading.token_at(time.span.end);
    let next = times.iter().find(|other| other.grain == time.grain && page.reading.token_at(other.span.start) == last + 1);
    if let Some(to) = next.and_then(|other| other.to).filter(|to| page.reading.word(last) == "and" && *to > range.from) {
        return Some(DateRange { from: range.from, to });
    }
    let open = first.checked_sub(1 + usize::from(the)).is_some_and(opens);
    let end = page.day().and_then(|day| day.tomorrow().ok()).filter(|end| open && *end > range.from);
    Some(DateRange { from: range.from, to: end.unwrap_or(range.to) })
}

/// The words that say from when a figure counts, when they are no date: "since *she took office*".
pub(crate) fn words(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<String> {
    /// Words between the figure and "since", and of what follows, at most.
    const GAP: usize = 5;
    const LONGEST: usize = 8;
    let reading = &page.reading;
    let stops = |k: usize| matches!(reading.surface(k), "," | ";" | ":" | "." | "(" | ")" | "—" | "–" | "\"" | "“" | "”");
    let last = reading.token_at(figure.span.end);
    let after = (last..(last + GAP).min(passage.tokens.end)).take_while(|k| !stops(*k)).find(|k| reading.word(*k) == "since");
    // "Since the merger, Acme has risen 5%": at the head of the sentence.
    let opening = || (reading.word(passage.tokens.start) == "since").then_some(passage.tokens.start);
    let since = after.or_else(opening)?;
    let end = (since + 1..passage.tokens.end).find(|k| stops(*k)).unwrap_or(passage.tokens.end).min(since + 1 + LONGEST);
    let span = reading.span(since..end);
    let dated =
        passage.times.iter().filter_map(|i| page.annotations.times.get(*i)).any(|time| span.overlaps(time.span) && time.range().is_some());
    (end > since + 1 && !dated).then(|| page.words(span).to_owned())
}
