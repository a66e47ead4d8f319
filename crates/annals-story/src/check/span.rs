//! What a printed number may stand for: its digits rounded, and what its hedge allows.

use annals_model::{Figure, Hedge};
use rust_decimal::Decimal;

/// Lower and upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) low: Decimal,
    pub(super) high: Decimal,
}

impl Bounds {
    /// What was rounded to this figure. `None` for hedges that leave one side open.
    pub(super) fn of(figure: &Figure) -> Option<Self> {
        let x = figure.value;
        // "5 million" is one of two digits at least, whatever is printed.
        let unit = place_value(x).min(x.abs().checked_div(Decimal::TEN)?);
        let half = unit / Decimal::TWO;
        let (low, high) = match figure.hedge {
            Hedge::Exact => (x - half, x + half),
            Hedge::About => (x - unit, x + unit),
            Hedge::Over => (x, x + unit),
            Hedge::Under | Hedge::Nearly => (x - unit, x),
            Hedge::Range => (figure.low.unwrap_or(x), figure.high.unwrap_or(x)),
            Hedge::AtLeast | Hedge::AtMost | Hedge::UpTo => return None,
        };
        Some(Self { low, high })
    }

    /// The number as printed: prices are not rounded.
    pub(super) fn exact(x: Decimal) -> Self {
        Self { low: x, high: x }
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.checked_add(other.low)?, high: self.high.checked_add(other.high)? })
    }

    /// Both are taken to be positive.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.checked_mul(other.low)?, high: self.high.checked_mul(other.high)? })
    }

    /// Both are taken to be positive.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.checked_div(other.high)?, high: self.high.checked_div(other.low)? })
    }

    /// Wider on both sides by a share of itself.
    pub(super) fn wider(self, share: Decimal) -> Option<Self> {
        Some(Self { low: self.low.checked_mul(Decimal::ONE - share)?, high: self.high.checked_mul(Decimal::ONE + share)? })
    }

    pub(super) fn scaled(self, factor: Decimal) -> Option<Self> {
        Some(Self { low: self.low.checked_mul(factor)?, high: self.high.checked_mul(factor)? })
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// The place of the last digit that is no nought: 43,500,000,000 → 100,000,000; 18.60 → 0.1.
fn place_value(x: Decimal) -> Decimal {
    let mut rest = x.normalize().abs();
    if rest.is_zero() {
        return Decimal::ONE;
    }
    if rest.scale() > 0 {
        return Decimal::new(1, rest.scale());
    }
    let mut unit = Decimal::ONE;
    while (rest % Decimal::TEN).is_zero() {
        rest /= Decimal::TEN;
        unit *= Decimal::TEN;
    }
    unit
}
