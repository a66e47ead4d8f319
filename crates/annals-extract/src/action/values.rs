//! The old and the new value: a rating or a number behind "to" and "from".

use super::Scene;
use super::lexicon::rating;
use annals_model::{ActionValue, Unit};

/// Both values, and the token where the first of them is introduced.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub(crate) from: Option<ActionValue>,
    pub(crate) to: Option<ActionValue>,
    /// The first "to", "from", "at" that brings a value.
    pub(crate) start: Option<usize>,
}

/// Reads values between tokens `from` and `end`. `numbers`: a target, whose values are figures; else ratings.
pub(crate) fn read(scene: &Scene<'_>, from: usize, end: usize, numbers: bool) -> Values {
    let reading = scene.reading;
    let mut values = Values::default();
    for k in from..end {
        let word = reading.word(k);
        // The clause of the next action.
        if matches!(word, "while" | "but" | "whereas" | ";" | "although") || (k > from && starts_action(scene, k)) {
            break;
        }
        if !matches!(word, "to" | "from" | "at" | "as" | "with") {
            continue;
        }
        let value = if numbers { number(scene, k + 1) } else { opinion(scene, k + 1) };
        let Some(value) = value else { continue };
        let _ = values.start.get_or_insert(k);
        let slot = if word == "from" { &mut values.from } else { &mut values.to };
        if slot.is_none() {
            *slot = Some(value);
        }
    }
    values
}

/// Another verb of action begins: "… while downgrading", "and cut".
pub(crate) fn starts_action(scene: &Scene<'_>, k: usize) -> bool {
    use super::lexicon::{grader, mover};
    let word = scene.reading.word(k);
    let before = k.checked_sub(1).map_or("", |b| scene.reading.word(b));
    grader(word).is_some() || (mover(word).is_some() && word != "lower" && matches!(before, "," | "and" | "while" | "but"))
}

/// A rating at token `i`, quotation marks and "a" passed over.
fn opinion(scene: &Scene<'_>, i: usize) -> Option<ActionValue> {
    let reading = scene.reading;
    let mut at = i;
    while at < i + 3 && matches!(reading.surface(at), "\"" | "“" | "‘" | "'" | "”" | "a" | "an" | "its" | "the") {
        at += 1;
    }
    let next = rating(reading, at)?;
    let span = reading.span(at..next);
    let mut value = String::with_capacity(span.len());
    for k in at..next {
        if k > at && reading.tokens().get(k).is_some_and(|t| t.space_before) {
            value.push(' ');
        }
        value.push_str(reading.word(k));
    }
    Some(ActionValue { value, span, figure: None })
}

/// The figure that starts within the next tokens, or a bare number: "24000" for "24,000".
pub(super) fn number(scene: &Scene<'_>, i: usize) -> Option<ActionValue> {
    let reading = scene.reading;
    let first = reading.tokens().get(i)?;
    let end = reading.tokens().get(i + 2).map_or(first.end, |t| t.end);
    let at = scene.figures.partition_point(|f| f.span.start < first.start);
    if let Some(figure) = scene.figures.get(at).filter(|f| f.span.start < end && !matches!(f.unit, Unit::Duration)) {
        // A target in pence or cents is told as printed, not in pounds.
        let printed = (i..i + 3)
            .find(|k| reading.tokens().get(*k).is_some_and(|t| t.is_number()))
            .and_then(|k| crate::figure::parse_digits(reading.surface(k)))
            .filter(|printed| *printed == figure.value * rust_decimal::Decimal::ONE_HUNDRED && !matches!(figure.unit, Unit::Percent));
        let value = printed.unwrap_or(figure.value).normalize().to_string();
        return Some(ActionValue { value, span: figure.span, figure: u32::try_from(at).ok() });
    }
    let token = (i..i + 2).find(|k| reading.tokens().get(*k).is_some_and(|t| t.is_number()))?;
    let value = crate::figure::parse_digits(reading.surface(token))?;
    let span = reading.tokens().get(token)?.span();
    Some(ActionValue { value: value.normalize().to_string(), span, figure: None })
}
