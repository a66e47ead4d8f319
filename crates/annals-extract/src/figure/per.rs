//! What a sum is counted by: "a barrel", "per share", "/hour".

use annals_text::Reading;
use std::borrow::Cow;

/// The word after "per", "a", "an", "each" or "/" at token `next`: "share", "barrel", "year". It is no part of the figure's span.
pub(crate) fn read(reading: &Reading<'_>, next: usize) -> Option<Cow<'static, str>> {
    let mut at = next;
    if reading.surface(at) == "-" && reading.word(at + 1) == "a" {
        at += 1;
    }
    let k = match reading.word(at) {
        "a" | "an" | "per" | "/" => at + 1,
        "each" | "apiece" => return None,
        _ => return None,
    };
    let k = if reading.surface(k) == "-" { k + 1 } else { k };
    // "$5 billion a year earlier" compares, it does not divide.
    if matches!(reading.word(k + 1), "earlier" | "ago" | "later" | "before" | "on" | "after") {
        return None;
    }
    let name: &'static str = match reading.word(k) {
        "share" => "share",
        "barrel" | "bbl" => "barrel",
        "ounce" | "oz" => "ounce",
        "troy" => "troy ounce",
        "tonne" | "mt" => "tonne",
        "ton" => "ton",
        "metric" => "metric ton",
        "gallon" => "gallon",
        "litre" | "liter" => "litre",
        "bushel" => "bushel",
        "pound" | "lb" => "pound",
        "kilogram" | "kg" | "kilo" => "kilogram",
        "gram" => "gram",
        "year" | "annum" => "year",
        "quarter" => "quarter",
        "month" => "month",
        "week" => "week",
        "day" => "day",
        "night" => "night",
        "hour" | "hr" => "hour",
        "minute" => "minute",
        "person" | "head" | "capita" => "person",
        "unit" => "unit",
        "piece" => "piece",
        "square" if matches!(reading.word(k + 1), "foot" | "feet") => "square foot",
        "square" if matches!(reading.word(k + 1), "metre" | "meter") => "square metre",
        "megawatt" | "mwh" => "megawatt hour",
        "mmbtu" => "million british thermal unit",
        "contract" => "contract",
        "user" => "user",
        "ads" | "ads's" => "ADS",
        _ => return None,
    };
    Some(Cow::Borrowed(name))
}
