//! Slots of a query: `<firm>` stands for any firm, `<percent>` for any percentage.

use super::field::KINDS;
use annals_model::{Currency, Unit};

/// Units, of which any figure may be.
const UNITS: &[Unit] = &[
    Unit::Money(None),
    Unit::Percent,
    Unit::PercentagePoint,
    Unit::BasisPoint,
    Unit::IndexPoint,
    Unit::Share,
    Unit::Multiple,
    Unit::Count(None),
    Unit::Duration,
];

/// Reads a slot with its angle brackets, and gives it as it stands in the index.
pub(super) fn read(text: &str) -> Result<String, String> {
    let known = || names().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(", ");
    let Some(name) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return Err(format!("a slot is written <firm>, known are {} and currencies such as <HKD>", known()));
    };
    if names().any(|known| known == name) || Currency::new(name).is_some() {
        Ok(text.to_owned())
    } else {
        Err(format!("there is no slot <{name}>, known are {} and currencies such as <HKD>", known()))
    }
}

/// All names but those of currencies.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.name()).chain(["figure"]).chain(UNITS.iter().map(|unit| unit.name())).chain(["date"])
}
