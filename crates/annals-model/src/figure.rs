//! How much: numbers with unit, scale, direction, subject and period.

use crate::{RuleName, Span};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code of three capital letters; `None` for anything else.
    #[must_use]
    pub const fn new(code: &str) -> Option<Self> {
        match *code.as_bytes() {
            [a, b, c] if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() => Some(Self([a, b, c])),
            _ => None,
        }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| serde::de::Error::custom(format!("`{code}` is no ISO 4217 code")))
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Money, in whole units of the currency; `None` when a bare sign could not be decided.
    Money(Option<Currency>),
    /// 21% is 21.
    Percent,
    /// "2 percentage points".
    PercentagePoint,
    /// "25 basis points".
    BasisPoint,
    /// "23,477.9 points", and bare index levels.
    IndexPoint,
    /// Shares of a firm.
    Share,
    /// "12 times", "threefold".
    Multiple,
    /// Anything counted, with the span of its noun.
    Count(Option<Span>),
    /// A length of time that measures a subject ("31 years old").
    Duration,
}

impl Unit {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Money(_) => "money",
            Self::Percent => "percent",
            Self::PercentagePoint => "percentage_point",
            Self::BasisPoint => "basis_point",
            Self::IndexPoint => "index_point",
            Self::Share => "share",
            Self::Multiple => "multiple",
            Self::Count(_) => "count",
            Self::Duration => "duration",
        }
    }

    /// The currency, for money.
    #[must_use]
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Money(currency) => currency,
            _ => None,
        }
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Direction {
    Up,
    Down,
    In,
    Out,
    Flat,
    Level,
}

/// How exactly it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Hedge {
    #[default]
    Exact,
    About,
    Over,
    AtLeast,
    Under,
    AtMost,
    Nearly,
    UpTo,
    Range,
}

/// What the number measures of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the field's own words")]
pub enum Metric {
    Return,
    Level,
    Flow,
    PriceTarget,
    MarketValue,
    TurnoverShare,
    Turnover,
    Earnings,
    EarningsPerShare,
    Revenue,
    Price,
    Valuation,
    Proceeds,
    Investment,
    Loans,
    ShareCount,
    Rate,
    Dividend,
    Holding,
    Growth,
    Headcount,
}

/// Whether it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "plain words")]
pub enum Modality {
    #[default]
    Reported,
    Forecast,
    Target,
}

/// A number with its meaning. The span holds sign, number, scale and unit, not the hedge.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Where it stands.
    pub span: Span,
    /// Exact, in the unit as printed, scales multiplied in ("HK$435 billion" is 435000000000).
    pub value: Decimal,
    /// Lower bound of a printed range.
    pub low: Option<Decimal>,
    /// Upper bound of a printed range.
    pub high: Option<Decimal>,
    /// What is counted.
    pub unit: Unit,
    /// The unit as printed ("HK$", "percent", "points").
    pub unit_span: Option<Span>,
    /// Singular dictionary name ("Hong Kong dollar", "percent", "mile per hour").
    pub unit_name: String,
    /// "share", "barrel", "year" …
    pub per: Option<String>,
    /// Which way.
    pub direction: Option<Direction>,
    /// How exactly.
    pub hedge: Hedge,
    /// A record: the highest, lowest, most ever or since.
    pub record: bool,
    /// Index into mentions: what it is about.
    pub subject: Option<u32>,
    /// The subject's words, also when no mention fits.
    pub subject_span: Option<Span>,
    /// What it measures.
    pub metric: Option<Metric>,
    /// Index into times: the period or moment it holds for.
    pub period: Option<u32>,
    /// Index into figures: the old value ("to 24,000 from 19,400").
    pub from: Option<u32>,
    /// Index into figures: the new value.
    pub to: Option<u32>,
    /// Index into mentions: who gave it.
    pub origin: Option<u32>,
    /// Index into figures: the same amount in another currency.
    pub pair: Option<u32>,
    /// Its verb or metric is carried over from a neighbour ("Tencent over 22%").
    pub carried: bool,
    /// Reported, forecast or a target.
    pub modality: Modality,
    /// The rule that found it.
    pub rule: RuleName,
}

/// Numbers between two bounds; a missing bound is open to infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower bound, included.
    pub low: Option<Decimal>,
    /// Upper bound.
    pub high: Option<Decimal>,
}

impl Figure {
    /// The interval its hedge means, after the table in the contract; `u` is the place value of the last non-zero digit.
    #[must_use]
    pub fn interval(&self) -> Interval {
        let x = self.value;
        let u = place_value(x);
        let half = u / Decimal::TWO;
        let (low, high) = match self.hedge {
            Hedge::Exact => (Some(x), Some(x)),
            Hedge::Nearly => (Some(x - half), Some(x)),
            Hedge::About => (Some(x - half), Some(x + half)),
            Hedge::Over => (Some(x), Some(x + u)),
            Hedge::Under => (Some(x - u), Some(x)),
            Hedge::AtLeast => (Some(x), None),
            Hedge::AtMost | Hedge::UpTo => (None, Some(x)),
            Hedge::Range => (self.low.or(Some(x)), self.high.or(Some(x))),
        };
        Interval { low, high }
    }
}

/// 62,000,000,000 → 1,000,000,000; 19.5 → 0.1; 0 → 1.
fn place_value(x: Decimal) -> Decimal {
    if x.is_zero() {
        return Decimal::ONE;
    }
    let plain = x.normalize();
    if plain.scale() > 0 {
        return Decimal::new(1, plain.scale());
    }
    let mut unit = Decimal::ONE;
    let mut rest = plain.abs();
    while (rest % Decimal::TEN).is_zero() {
        rest /= Decimal::TEN;
        unit *= Decimal::TEN;
    }
    unit
}

impl Interval {
    /// Whether no number lies in both.
    #[must_use]
    pub fn disjoint(self, other: Self) -> bool {
        let below = |a: Option<Decimal>, b: Option<Decimal>| matches!((a, b), (Some(a), Some(b)) if a < b);
        below(self.high, other.low) || below(other.high, self.low)
    }
}
