//! Short lines made of printed words and a few of our own: "up nearly 70% (since January 17)", "upgrade of China to
//! overweight". A figure of which neither direction nor measure is known makes no line.

use crate::event;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::record;
use crate::wording;
use annals_model::{Action, Basis, Direction, Evidence, Figure, Hedge, Line, Metric, Modality, Span, Timex, Unit};
use rust_decimal::Decimal;

/// A figure: its measure, direction and hedge in our words, its number and period as printed. `None` when that says
/// nothing, and for the old value of another figure, which the new one names.
pub(crate) fn figure(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<Line> {
    if figure.to.is_some() {
        return None;
    }
    let number = number(page, passage, figure);
    let mut evidence = vec![page.receipt(number)?];
    let mut text = statement(page, passage, figure, page.words(number))?;
    let old = figure.from.and_then(|i| page.annotations.figures.get(i as usize)).filter(|old| passage.span.contains(old.span));
    if let Some((old, receipt)) = old.and_then(|old| Some((old, page.receipt(old.span)?))) {
        text.push_str(", from ");
        text.push_str(page.words(old.span));
        evidence.push(receipt);
    }
    let mut remarks: Vec<String> = Vec::new();
    match figure.modality {
        Modality::Forecast => remarks.push("forecast".to_owned()),
        Modality::Target if !matches!(figure.metric, Some(Metric::PriceTarget | Metric::Level)) => remarks.push("target".to_owned()),
        Modality::Reported | Modality::Target => {}
    }
    if let Some((period, receipt)) = period(page, passage, figure) {
        remarks.push(period);
        evidence.push(receipt);
    }
    if !remarks.is_empty() {
        text.push_str(&format!(" ({})", remarks.join(", ")));
    }
    if record::is_record(page, passage, figure) {
        text.push_str(wording::RECORD);
    }
    Some(finish(text, passage, evidence))
}

/// The printed number: with the noun that it counts, and with the word that opens a printed range.
fn number(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Span {
    let mut span = figure.span;
    if let Some(noun) = figure.unit_span.filter(|noun| noun.start >= span.end && noun.start <= span.end + 1 && passage.span.contains(*noun))
    {
        span = span.cover(noun);
    }
    let first = page.reading.token_at(span.start);
    if figure.hedge == Hedge::Range
        && let Some(before) = first.checked_sub(1).filter(|k| *k >= passage.tokens.start && page.reading.word(*k) == "between")
    {
        span = span.cover(page.reading.span(before..before + 1));
    }
    span
}

/// Measure, direction and number as English.
fn statement(page: &Page<'_>, passage: &Passage, figure: &Figure, number: &str) -> Option<String> {
    let hedge = wording::hedge(figure.hedge);
    let amount = if hedge.is_empty() { number.to_owned() } else { format!("{hedge} {number}") };
    let changes = matches!(figure.unit, Unit::Percent | Unit::PercentagePoint | Unit::BasisPoint | Unit::Multiple);
    let counted = matches!(figure.unit, Unit::Count(_) | Unit::Share | Unit::Duration);
    let way = way(page, passage, figure);
    let metric = figure.metric.filter(|metric| plausible(*metric, figure));
    let signed = number.starts_with(['-', '−', '+']);
    // "up 4%", "down by up to 4%".
    let moved = |direction: Direction| match (signed, figure.hedge) {
        (true, _) => amount.clone(),
        (_, Hedge::UpTo | Hedge::AtMost | Hedge::AtLeast) => format!("{} by {amount}", wording::direction(direction)),
        _ => format!("{} {amount}", wording::direction(direction)),
    };
    let up_or_down = way.filter(|way| matches!(way, Direction::Up | Direction::Down));
    let Some(metric) = metric else {
        return match way {
            _ if counted => up_or_down.filter(|_| figure.value.abs() >= Decimal::TEN).map(moved),
            Some(Direction::Up | Direction::Down) => up_or_down.map(moved),
            Some(Direction::Level) if !changes => Some(format!("at {amount}")),
            _ => None,
        };
    };
    let name = wording::metric(metric);
    Some(match (metric, up_or_down) {
        (Metric::PriceTarget, _) if !changes => format!("{name} of {amount}"),
        (Metric::Level, _) if figure.modality == Modality::Target => format!("target of {amount}"),
        (Metric::Return | Metric::Level | Metric::Growth, Some(direction)) => moved(direction),
        (Metric::ShareCount, Some(direction)) if figure.unit == Unit::Share => moved(direction),
        (Metric::Level, None) if !changes => format!("at {amount}"),
        (Metric::ShareCount, None) if figure.unit == Unit::Share => amount,
        (Metric::TurnoverShare, None) => format!("{amount} {name}"),
        (Metric::Flow, None) if counted => return None,
        (Metric::Flow, None) => match way {
            Some(direction @ (Direction::In | Direction::Out)) => format!("{} {amount}", wording::direction(direction)),
            _ => format!("{name} of {amount}"),
        },
        (_, Some(direction)) => format!("{name} {}", moved(direction)),
        // "11% below its price": the measure of something else.
        (Metric::Return | Metric::Rate | Metric::Growth | Metric::Holding | Metric::Dividend | Metric::Valuation, None) => {
            format!("{name} of {amount}")
        }
        (_, None) if changes => return None,
        (_, None) => format!("{name} of {amount}"),
    })
}

/// The direction, but what stands after "to" or "at" is a level whatever way led there ("rose 4% to 310").
fn way(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<Direction> {
    const HEDGES: &[&str] = &["about", "almost", "nearly", "around", "roughly", "some", "over", "just", "more", "less", "than", "a"];
    let first = page.reading.token_at(figure.span.start);
    let before = (passage.tokens.start..first).rev().take(4).find(|k| !HEDGES.contains(&page.reading.word(*k)));
    let level = before.is_some_and(|k| matches!(page.reading.word(k), "to" | "at"))
        && !matches!(figure.hedge, Hedge::UpTo | Hedge::AtLeast | Hedge::AtMost);
    let relative = matches!(figure.unit, Unit::Percent | Unit::PercentagePoint | Unit::BasisPoint | Unit::Multiple);
    if level && !relative { Some(Direction::Level) } else { figure.direction }
}

/// A year's sales or profit of a few hundred is no such thing, but the price of a share or a sum per share.
fn plausible(metric: Metric, figure: &Figure) -> bool {
    let total = matches!(
        metric,
        Metric::Earnings | Metric::Revenue | Metric::Proceeds | Metric::Turnover | Metric::MarketValue | Metric::Loans | Metric::Investment
    );
    let sum = matches!(figure.unit, Unit::Money(_)) && figure.per.is_none();
    !(total && sum && figure.value.abs() < Decimal::ONE_THOUSAND)
}

/// The period as printed, when a reader understands it without the sentence before ("a week later" says nothing alone).
fn period(page: &Page<'_>, passage: &Passage, figure: &Figure) -> Option<(String, Evidence)> {
    let time = page.annotations.times.get(figure.period? as usize).filter(|time| passage.span.contains(time.span))?;
    let known = time.from.is_some() || time.to.is_some() || time.kind == Timex::Set;
    let leans = time.basis == Basis::Previous && !page.words(time.span).contains(|c: char| c.is_ascii_digit());
    if !known || leans || time.span.overlaps(figure.span) {
        return None;
    }
    let span = since_clause(page, passage, time.span).unwrap_or_else(|| event::with_preposition(page, passage, time.span));
    if is_compared(page, figure.span, time.span) {
        return None;
    }
    if record::dates_a_record(page, passage, time.span) {
        return None;
    }
    let mut words = page.words(span).to_owned();
    let opens = page.reading.token_at(span.start);
    if grammar::is_preposition(page.reading.word(opens)) || page.reading.word(opens) == "as" {
        words.get_mut(..1).into_iter().for_each(str::make_ascii_lowercase);
    }
    Some((words, page.receipt(span)?))
}

/// "Since hitting a low in mid-January": a stretch that begins with what happened then, from its first word to the date.
fn since_clause(page: &Page<'_>, passage: &Passage, date: Span) -> Option<Span> {
    let first = page.reading.token_at(date.start);
    let mut before = (passage.tokens.start..first).rev().take(8).take_while(|k| page.reading.surface(*k) != ",");
    let since = before.find(|k| page.reading.word(*k) == "since")?;
    let does = page.reading.word(since + 1).ends_with("ing");
    does.then(|| page.reading.span(since..first).cover(date))
}

/// "closed at 4,200 points, above the peak seen in May": the date is of what a figure is set against.
fn is_compared(page: &Page<'_>, figure: Span, date: Span) -> bool {
    let between = page.reading.token_at(figure.end)..page.reading.token_at(date.start);
    between.len() <= 24
        && between.clone().any(|k| matches!(page.reading.word(k), "above" | "below" | "than" | "seen" | "against" | "versus"))
}

/// An analyst's action: its sort in our words, what is rated and the values as printed; `by` names the actor, for the
/// note of what is rated.
pub(crate) fn action(page: &Page<'_>, passage: &Passage, action: &Action, by: bool) -> Option<Line> {
    let evidence = vec![page.receipt(action.span)?];
    // Parts must be whole words of the action, so that a reader finds them at its receipt.
    let whole = |span: Span| {
        let tokens = page.reading.tokens_in(span);
        !tokens.is_empty() && page.reading.span(tokens) == span
    };
    let inside = |span: Span| Some(page.words(span)).filter(|words| action.span.contains(span) && !words.is_empty() && whole(span));
    let object = action.object_span.or_else(|| page.mention(action.object?).map(|mention| mention.span)).and_then(inside);
    let mut text = wording::action(action.kind).to_owned();
    let value = |value: &Option<annals_model::ActionValue>| value.as_ref().and_then(|value| inside(value.span));
    let actor = page.mention(action.actor).map(|mention| mention.span).and_then(inside).filter(|_| by);
    match object {
        Some(object) => text = format!("{text} {object}"),
        // "upgrade of", "target cut for": without an object the joining word goes.
        None => text.truncate(text.rfind(' ').unwrap_or(text.len())),
    }
    for (joint, words) in [(" to ", value(&action.to)), (" from ", value(&action.from)), (" by ", actor)] {
        if let Some(words) = words {
            text.push_str(joint);
            text.push_str(words);
        }
    }
    Some(finish(text, passage, evidence))
}

/// Line breaks inside printed words become spaces.
fn finish(mut text: String, passage: &Passage, evidence: Vec<Evidence>) -> Line {
    if text.contains(['\n', '\r']) {
        text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Line { text, note: passage.note(), referent: None, evidence }
}
