//! What a sum is counted by: "a barrel", "per share", "/hour".

use crate::figure::scan::Found;
use annals_text::Reading;
use std::borrow::Cow;

/// The word after "per", "a", "an", "each" or "/" at token `next`: "share", "barrel", "year". It is no part of the figure's span. With the
/// token after it.
pub(crate) fn read(reading: &Reading<'_>, next: usize) -> Option<(Cow<'static, str>, usize)> {
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
    let mut after = k + 1;
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
        "century" => "century",
        "decade" => "decade",
        "second" => "second",
        "mile" => "mile",
        "kilometre" | "kilometer" | "km" => "kilometre",
        "kwh" | "kilowatt" => "kilowatt hour",
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
        "square" | "sq" => {
            after += 1 + usize::from(reading.surface(k + 1) == ".");
            match reading.word(after - 1) {
                "foot" | "feet" | "ft" => "square foot",
                "metre" | "meter" | "m" => "square metre",
                "mile" => "square mile",
                "kilometre" | "kilometer" | "km" => "square kilometre",
                _ => return None,
            }
        }
        "sqft" => "square foot",
        "sqm" => "square metre",
        "megawatt" | "mwh" => "megawatt hour",
        "mmbtu" => "million british thermal unit",
        "contract" => "contract",
        "user" => "user",
        "ads" | "ads's" => "ADS",
        _ => return None,
    };
    Some((Cow::Borrowed(name), after))
}

/// "3,000 tests a day", "52,000-barrel-a-day": what is counted by something has one name, "barrel per day".
pub(crate) fn name(reading: &Reading<'_>, found: &mut Found) {
    if let Some((by, after)) = read(reading, found.next)
        && !found.unit_name.contains(" per ")
    {
        found.unit_name = format!("{} per {by}", found.unit_name).into();
        found.after = after;
    }
}
