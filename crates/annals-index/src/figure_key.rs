//! Figures as words of the index: the unit, then the value written so that the order of the words is the order of the
//! values, which makes a range of figures a range of words.

use annals_model::{Currency, EntityId, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What a figure range asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureUnit {
    /// A unit without currency.
    Plain(Unit),
    /// Money of one currency.
    Money(Currency),
}

/// The word for a figure of this unit; `None` for units that cannot be asked for.
pub(crate) fn figure_key(unit: Unit, value: Decimal) -> Option<String> {
    let unit = match unit {
        Unit::Money(currency) => FigureUnit::Money(currency?),
        other => FigureUnit::Plain(other),
    };
    Some(bound_key(unit, Some(value)))
}

/// The word of a figure, or of the bound of a range, behind the id of its subject.
pub(crate) fn subject_key(subject: &EntityId, key: &str) -> String {
    format!("{}\u{1f}{key}", subject.as_str())
}

/// The word at which values of `unit` from `value` on begin; without a value, the word before them all.
pub(crate) fn bound_key(unit: FigureUnit, value: Option<Decimal>) -> String {
    let name = match &unit {
        FigureUnit::Plain(unit) => unit.name(),
        FigureUnit::Money(currency) => currency.code(),
    };
    match value.and_then(|value| value.to_f64()) {
        // A digit that is missing comes before a nought: the order stays.
        Some(value) => format!("{name} {:016x}", ordered(value)).trim_end_matches('0').to_owned(),
        None => format!("{name} "),
    }
}

/// The word behind all values of `unit`.
pub(crate) fn end_key(unit: FigureUnit) -> String {
    format!("{}g", bound_key(unit, None))
}

/// The bits of a float, so turned that greater numbers have greater bits.
fn ordered(value: f64) -> u64 {
    // Minus zero and zero are one number.
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::{FigureUnit, bound_key, end_key, figure_key};
    use annals_model::{Currency, Unit};
    use rust_decimal::Decimal;

    #[test]
    fn words_are_in_the_order_of_their_values() {
        let values = ["-1000.5", "-2", "-0.1", "0", "0.10", "0.2", "19.9", "20", "20.1", "435000000000"];
        let keys: Vec<String> = values.iter().filter_map(|value| figure_key(Unit::Percent, Decimal::from_str_exact(value).ok()?)).collect();
        assert_eq!(keys.len(), values.len());
        assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]));
        let unit = FigureUnit::Plain(Unit::Percent);
        assert!(bound_key(unit, None) < keys[0] && keys[keys.len() - 1] < end_key(unit));
    }

    #[test]
    fn money_is_kept_apart_by_currency() {
        let one = Decimal::ONE;
        let key = |code| Currency::new(code).and_then(|currency| figure_key(Unit::Money(Some(currency)), one));
        assert_ne!(key("HKD"), key("USD"));
        assert_eq!(figure_key(Unit::Money(None), one), None);
        assert_eq!(figure_key(Unit::Percent, Decimal::new(200, 1)), figure_key(Unit::Percent, Decimal::new(20, 0)));
    }
}
