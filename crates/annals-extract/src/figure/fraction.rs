//! Parts of a whole: "a third of revenue", "two-thirds of voters", "half of its staff".

use crate::figure::number::{Numeral, Written};
use crate::figure::scan::{Found, Scene};
use annals_model::Unit;
use rust_decimal::Decimal;

/// Finds a fraction that measures something: "of" or a determiner follows it.
pub(crate) fn find(scene: &Scene<'_>, numeral: &Numeral) -> Option<Found> {
    let reading = scene.reading;
    if numeral.written != Written::Fraction || numeral.scale != Decimal::ONE {
        return None;
    }
    // "one in five workers"
    let of_so_many = numeral.next > numeral.first + 2 && matches!(reading.word(numeral.first + 1), "in" | "out" | "of");
    if of_so_many && reading.tokens().get(numeral.next).is_some_and(|t| t.is_word()) {
        return (!is_time(&crate::figure::noun::singular(reading.word(numeral.next))))
            .then(|| Found::new(reading, numeral, numeral.next, Unit::Multiple, "part"));
    }
    let half = reading.word(numeral.first) == "half";
    let measures = match reading.word(numeral.next) {
        "of" => !matches!(reading.word(numeral.next + 1), "it" | "us" | "fame") && !is_time(reading.word(numeral.next + 2)),
        "the" | "its" | "their" | "his" | "her" | "that" | "all" => {
            half && !is_time(reading.word(numeral.next + 1)) && reading.word(numeral.next + 1) != "battle"
        }
        _ => false,
    };
    let ordinal = numeral.first > 0
        && matches!(
            reading.word(numeral.first - 1),
            "first" | "second" | "other" | "last" | "latter" | "this" | "that" | "better" | "past" | "next"
        );
    // "half" of a year or a match after "first" is no measure.
    (measures && !(ordinal && (half || reading.word(numeral.next - 1).starts_with("quarter"))))
        .then(|| Found::new(reading, numeral, numeral.next, Unit::Multiple, "part"))
}

fn is_time(word: &str) -> bool {
    matches!(word, "century" | "decade" | "year" | "month" | "week" | "day" | "hour" | "time" | "season" | "game" | "match" | "mile")
}
