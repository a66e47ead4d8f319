//! Things counted: "50 analysts", "two million users", "11-member".

use crate::figure::exclude;
use crate::figure::noun::{self, Counted};
use crate::figure::number::{Numeral, Written};
use crate::figure::per;
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;
use annals_text::Reading;
use rust_decimal::Decimal;

/// Finds a number with the noun it counts.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if numeral.written == Written::Fraction && numeral.scale == Decimal::ONE {
        return None;
    }
    // "two out of three games": the whole of a fraction is no count of its own.
    if numeral.first >= 2 && reading.word(numeral.first - 1) == "of" && reading.word(numeral.first - 2) == "out" {
        return None;
    }
    if score(reading, numeral) {
        return None;
    }
    if exclude::named(reading, numeral) || exclude::street(reading, numeral.next) {
        return None;
    }
    let one = numeral.value == Decimal::ONE;
    if one && idiom(reading, numeral) {
        return None;
    }
    let mut factor = Decimal::ONE;
    let mut at = numeral.next;
    if let Some(suffix) = numeral.suffix {
        (factor, at) = (suffix.factor, suffix.next);
    }
    // "100,000 or more customers"
    if reading.word(at) == "or" && matches!(reading.word(at + 1), "more" | "so" | "fewer") {
        at += 2;
    }
    let hyphen = reading.surface(at) == "-" && reading.tokens().get(at).is_some_and(|t| !t.space_before);
    let counted =
        if hyphen { compound(reading, at + 1) } else { noun::counted(reading, at, one).or_else(|| part_of(reading, numeral, at)) };
    let counted = counted.or_else(|| of_whole(reading, numeral));
    let value = numeral.value.checked_mul(factor)?.normalize();
    match counted {
        Some(counted) if !is_time(&counted.name) => {
            let mut found = Found::new(reading, numeral, counted.next, Unit::Count(Some(counted.span)), counted.name);
            found.unit_span = Some(counted.span);
            found.value = value;
            found.scale = found.scale.max(factor);
            // The noun that follows at once belongs to the figure's words; "100,000 or more customers" and "three of its shops" have
            // it apart.
            let own = numeral.suffix.map_or(numeral.next, |s| s.next) + usize::from(hyphen);
            let at_once = !numeral.vague && reading.tokens().get(own).is_some_and(|t| t.start == counted.span.start);
            if !at_once {
                found.span.end = numeral.suffix.map_or(numeral.span.end, |s| reading.span(numeral.first..s.next).end);
            }
            per::name(reading, &mut found);
            Some(found)
        }
        None if level(reading, numeral) || rest(reading, numeral) => {
            Some(Found::new(reading, numeral, numeral.next, Unit::Count(None), ""))
        }
        _ if (numeral.scale > Decimal::ONE || factor > Decimal::ONE) && !numeral.vague => {
            let next = numeral.suffix.map_or(numeral.next, |s| s.next);
            let mut found = Found::new(reading, numeral, next, Unit::Count(None), "");
            found.unit_span = None;
            found.value = value;
            Some(found)
        }
        _ => None,
    }
}

/// "three of the 11 orders", "9,210 of its vehicles", "two of them": a part of the things counted behind "of".
fn part_of(reading: &Reading<'_>, numeral: &Numeral, at: usize) -> Option<Counted> {
    if reading.word(at) != "of" || numeral.value < Decimal::TWO || numeral.vague {
        return None;
    }
    match reading.word(at + 1) {
        "them" | "those" if !reading.tokens().get(at + 2).is_some_and(|t| t.is_word() && !noun::stops(reading.word(at + 2))) => {
            Some(Counted { span: reading.span(at + 1..at + 2), next: at + 2, name: String::new() })
        }
        "the" | "its" | "their" | "those" | "these" | "his" | "her" | "our" | "my" => {
            let start = crate::figure::number::read(reading, at + 2).map_or(at + 2, |n| n.next);
            // "280 million of the 1.5 billion shekels" is a part of a sum.
            if crate::figure::lexicon::currency_words(reading, start).is_some() {
                return None;
            }
            let counted = noun::counted(reading, start, false)?;
            // The whole stays to be read as a figure of its own.
            Some(Counted { next: if start > at + 2 { at + 1 } else { counted.next }, ..counted })
        }
        _ => None,
    }
}

/// "of its 15,800 posts 640 are to go": the noun of the whole, said just before, counts the part.
fn of_whole(reading: &Reading<'_>, numeral: &Numeral) -> Option<Counted> {
    const FARTHEST: usize = 8;
    if numeral.written != Written::Digits || !does(reading, numeral.next) {
        return None;
    }
    let end = numeral.first.checked_sub(1).map(|k| if reading.surface(k) == "," { k } else { k + 1 })?;
    let of = (end.saturating_sub(FARTHEST)..end).rev().find(|k| reading.word(*k) == "of")?;
    let start = of + 1 + usize::from(matches!(reading.word(of + 1), "the" | "its" | "their" | "those" | "these" | "his" | "her" | "our"));
    let whole = crate::figure::number::read(reading, start).filter(|whole| whole.value > numeral.value)?;
    let counted = noun::counted(reading, whole.next, false).filter(|counted| counted.next == end)?;
    Some(Counted { next: numeral.next, ..counted })
}

/// "the other 52,270 were bought at home": the rest of things counted before.
fn rest(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let before = |back: usize| numeral.first.checked_sub(back).map_or("", |k| reading.word(k));
    numeral.written == Written::Digits
        && does(reading, numeral.next)
        && matches!(before(2), "the" | "its" | "their")
        && matches!(before(1), "other" | "remaining")
}

/// Whether a verb stands here whose subject is the number before it.
fn does(reading: &Reading<'_>, at: usize) -> bool {
    matches!(reading.word(at), "are" | "were" | "have" | "had" | "will" | "would" | "could" | "may")
}

/// A number without noun where a level or total is told: "estimates of 64,900", "rose 8% to 3.65".
fn level(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    let Some(before) = numeral.first.checked_sub(1) else { return false };
    let told = matches!(
        reading.word(before),
        "at" | "to" | "of" | "from" | "above" | "below" | "totalled" | "totaled" | "reached" | "hit" | "than" | "nearly" | "almost"
    );
    let closes =
        reading.tokens().get(numeral.next).is_none_or(|t| t.space_before || !matches!(reading.surface(numeral.next), "/" | ":" | "-"));
    told && numeral.separated && closes && numeral.written == Written::Digits && numeral.suffix.is_none()
}

/// "a 2-1 series defeat", "a 1.79-to-1 ratio": the second half of a score or a ratio.
fn score(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    if reading.tokens().get(numeral.first).is_none_or(|t| t.space_before) {
        return false;
    }
    let Some(dash) = numeral.first.checked_sub(1).filter(|k| matches!(reading.surface(*k), "-" | "–")) else { return false };
    let Some(before) = dash.checked_sub(1) else { return false };
    if reading.word(before) == "to" {
        return true;
    }
    // "15-20 people" rise, a score falls or stays.
    crate::figure::number::parse_digits(reading.surface(before)).is_some_and(|left| left >= numeral.value)
}

/// "11-member", "four-door": the noun stays in the singular.
fn compound(reading: &Reading<'_>, i: usize) -> Option<Counted> {
    let token = reading.tokens().get(i).filter(|t| t.is_word() && !t.is_capitalised() && !t.space_before)?;
    let name = noun::singular(reading.word(i));
    // A five-figure sum has no five of anything.
    (!noun::stops(reading.word(i)) && name != "figure" && name != "digit").then(|| Counted { span: token.span(), next: i + 1, name })
}

/// "one of the", "at one point", "one another", "one day": no count.
fn idiom(reading: &Reading<'_>, numeral: &Numeral) -> bool {
    if numeral.written != Written::Words {
        return false;
    }
    let before = numeral.first.checked_sub(1).map_or("", |k| reading.word(k));
    matches!(before, "this" | "that" | "the" | "which" | "no" | "any" | "every" | "each" | "another" | "number" | "some" | "at" | "square")
        || matches!(
            reading.word(numeral.next),
            "of" | "another"
                | "day"
                | "point"
                | "time"
                | "thing"
                | "way"
                | "hand"
                | "side"
                | "that"
                | "who"
                | "more"
                | "'s"
                | "can"
                | "would"
                | "last"
                | "such"
        )
}

/// Lengths of time belong to the times, also when the time rules left them.
fn is_time(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    matches!(
        last,
        "year"
            | "month"
            | "week"
            | "day"
            | "hour"
            | "minute"
            | "second"
            | "quarter"
            | "decade"
            | "century"
            | "weekend"
            | "night"
            | "fortnight"
            | "session"
            | "morning"
            | "afternoon"
            | "evening"
    )
}
