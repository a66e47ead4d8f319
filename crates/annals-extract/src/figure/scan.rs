//! One pass over the tokens: each number is read, tried by the rules in their order, and joined with its neighbour to a range.

use crate::figure::context::Context;
use crate::figure::number::{self, Numeral, Written};
use crate::figure::{RULES, exclude, hedge};
use annals_model::{Figure, Hedge, Mention, Modality, RuleName, Span, TimeExpr, Unit};
use annals_text::Reading;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// What a rule may look at.
pub(crate) struct Scene<'a> {
    pub(crate) reading: &'a Reading<'a>,
    pub(crate) mentions: &'a [Mention],
    pub(crate) times: &'a [TimeExpr],
    /// What shared currency signs and words stand for here.
    pub(crate) context: Context,
}

/// A number with its unit, as a rule found it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Sign, number, scale, unit.
    pub(crate) span: Span,
    /// First token and the token after the last.
    pub(crate) first: usize,
    pub(crate) next: usize,
    /// The token after the words that say what it is counted by ("a barrel").
    pub(crate) after: usize,
    /// A scale letter touches the number and was read as a measure: "5m".
    pub(crate) glued_suffix: bool,
    /// Hundredths were printed: "430 pence".
    pub(crate) minor: bool,
    pub(crate) value: Decimal,
    pub(crate) low: Option<Decimal>,
    pub(crate) high: Option<Decimal>,
    pub(crate) unit: Unit,
    pub(crate) unit_span: Option<Span>,
    pub(crate) unit_name: Cow<'static, str>,
    pub(crate) per: Option<Cow<'static, str>>,
    /// The scale printed with it, for ranges that print it once.
    pub(crate) scale: Decimal,
    /// No unit was printed: it lives only as half of a range or as an index level.
    pub(crate) bare: bool,
    pub(crate) rule: &'static str,
}

impl Found {
    /// A figure of this unit, spanning the numeral's tokens up to `next`.
    pub(crate) fn new(reading: &Reading<'_>, numeral: &Numeral, next: usize, unit: Unit, unit_name: impl Into<Cow<'static, str>>) -> Self {
        let end = next.checked_sub(1).and_then(|k| reading.tokens().get(k)).map_or(numeral.span.end, |t| t.end);
        let end = if next <= numeral.next { numeral.span.end } else { end };
        Self {
            span: Span { start: numeral.span.start, end: end.max(numeral.span.start) },
            first: numeral.first,
            next: next.max(numeral.next),
            after: next.max(numeral.next),
            glued_suffix: numeral.suffix.is_some(),
            minor: false,
            value: numeral.value,
            // "Millions of": one to ten of them, or the writer had said "tens of millions".
            low: numeral.vague.then_some(numeral.value),
            high: numeral.value.checked_mul(Decimal::TEN).filter(|_| numeral.vague),
            unit,
            unit_span: (next > numeral.next).then(|| reading.span(numeral.next..next)),
            unit_name: unit_name.into(),
            per: None,
            scale: numeral.scale,
            bare: false,
            rule: "",
        }
    }
}

/// A minus or plus that belongs to the number behind it: glued to it, and not glued to anything before.
pub(crate) fn sign_before(reading: &Reading<'_>, first: usize) -> Option<(usize, bool)> {
    let at = first.checked_sub(1)?;
    let tokens = reading.tokens();
    let (sign, number) = (tokens.get(at)?, tokens.get(first)?);
    let apart = sign.space_before || at == 0 || matches!(reading.surface(at - 1), "(" | "[" | "“" | "\"");
    match reading.surface(at) {
        "-" | "−" | "–" if !number.space_before && apart => Some((at, true)),
        "+" if !number.space_before && apart => Some((at, false)),
        "-" if !number.space_before && at > 0 && reading.word(at - 1) == "minus" => Some((at - 1, true)),
        // "Plus or minus 4 points" is a margin.
        _ if reading.word(at) == "minus" && at > 1 && reading.word(at - 1) == "or" => None,
        _ if matches!(reading.word(at), "minus" | "negative") => Some((at, true)),
        // "Gold: plus $3 billion" is a sign, "the fee plus $3" adds up.
        _ if reading.word(at) == "plus" && (sign.line_start || matches!(reading.surface(at - 1), ":" | "(" | "|")) => Some((at, false)),
        _ => None,
    }
}

/// All figures, without their meaning.
pub(crate) fn scan(scene: &Scene<'_>) -> Vec<Found> {
    let reading = scene.reading;
    let mut found: Vec<Found> = Vec::new();
    let mut time = 0;
    let mut i = 0;
    while let Some(token) = reading.tokens().get(i) {
        if token.is_word() && token.end - token.start < 1 {
            i += 1;
            continue;
        }
        while scene.times.get(time).is_some_and(|t| t.span.end <= token.start) {
            time += 1;
        }
        let Some(mut numeral) = number::read(reading, i) else {
            // "doubled" is a figure without a number.
            if let Some(multiple) = crate::figure::multiple::verb(reading, i) {
                found.push(multiple);
            }
            i += 1;
            continue;
        };
        numeral.floor = found.last().map_or(0, |f| f.next);
        let in_time = scene.times.get(time).is_some_and(|t| t.span.overlaps(numeral.span));
        let after = numeral.next.max(i + 1);
        if in_time {
            // "31 years old" and "three quarters of its shops" are taken for times, but measure something.
            let age = crate::figure::age::find(scene, &numeral).map(|f| Found { rule: "figure/age", ..f });
            let measured = age.or_else(|| crate::figure::fraction::find(scene, &numeral).map(|f| Found { rule: "figure/fraction", ..f }));
            // A bare "1520" is a year for the time rules; with a unit behind it, it is none.
            // So is "three quarters billion dollars" no part of a year.
            let scaled = numeral.scale > Decimal::ONE && numeral.written == Written::Words;
            let alone = scaled || scene.times.get(time).is_some_and(|t| t.span == numeral.span);
            let unit = || {
                RULES
                    .iter()
                    .find_map(|r| (r.find)(scene, &numeral).map(|f| Found { rule: r.card.name, ..f }))
                    .filter(|f| f.rule != "figure/count" && f.rule != "figure/index_point")
            };
            let measured = measured.or_else(|| alone.then(unit).flatten());
            if let Some(measured) = measured {
                i = measured.next.max(after);
                found.push(measured);
            } else {
                i = after;
            }
            continue;
        }
        if exclude::never(scene, &numeral) {
            i = after;
            continue;
        }
        let hit = RULES.iter().find_map(|rule| (rule.find)(scene, &numeral).map(|f| Found { rule: rule.card.name, ..f }));
        if hit.is_none() && numeral.vague {
            i = after;
            continue;
        }
        let mut hit = hit.unwrap_or_else(|| Found { bare: true, ..Found::new(reading, &numeral, numeral.next, Unit::Count(None), "") });
        // The sign stands before the number or before its currency.
        if numeral.written != Written::Fraction
            && let Some((at, minus)) = sign_before(reading, hit.first)
        {
            hit.span.start = reading.tokens().get(at).map_or(hit.span.start, |t| t.start);
            hit.first = at;
            if minus {
                hit.value = -hit.value;
            }
        }
        i = hit.next.max(after);
        // "COVID -19 tests": nothing is counted in negatives, but changes are ("-5,000 jobs").
        if hit.value.is_sign_negative() && matches!(hit.unit, Unit::Count(Some(_))) && hit.rule == "figure/count" && !numeral.separated {
            continue;
        }
        found.push(hit);
    }
    found
}

/// Finds, joins ranges, reads hedges; bare numbers that nothing claimed are dropped.
pub(crate) fn figures(scene: &Scene<'_>) -> Vec<(Figure, std::ops::Range<usize>)> {
    let mut found = scan(scene);
    crate::figure::range::join(scene, &mut found);
    found.retain(|f| !f.bare);
    found.sort_by_key(|f| f.span.order());
    let mut before: Option<(Hedge, usize, Unit, usize)> = None;
    found
        .into_iter()
        .map(|f| {
            let (mut hedge, start) = hedge::read(scene.reading, f.first, f.next, f.span.end, f.unit);
            if let Some((said, after, unit, opened)) = before
                && hedge == Hedge::Exact
                && matches!(said, Hedge::Over | Hedge::Under | Hedge::Exact)
                && let Some(open) = hedge::converted(scene.reading, after, f.first, opened)
                && hedge::convertible(unit, f.unit)
            {
                (hedge, before) = (said, Some((said, f.after, f.unit, open)));
            } else {
                before = Some((hedge, f.after, f.unit, 0));
            }
            if f.low.is_some() {
                hedge = Hedge::Range;
            }
            let figure = Figure {
                span: f.span,
                value: f.value.normalize(),
                low: f.low,
                high: f.high,
                unit: f.unit,
                unit_span: f.unit_span,
                unit_name: f.unit_name.into_owned(),
                per: f.per.map(Cow::into_owned),
                direction: None,
                hedge,
                record: false,
                subject: None,
                subject_span: None,
                metric: None,
                period: None,
                from: None,
                to: None,
                origin: None,
                pair: None,
                carried: false,
                modality: Modality::Reported,
                rule: RuleName::new(f.rule),
            };
            (figure, start..f.next)
        })
        .collect()
}
