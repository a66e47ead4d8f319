//! Numbers of the news, with their units and the ways in which newspapers spell them.

use super::outlet::{MoneyStyle, Outlet};
use super::random::Random;
use std::fmt::Write as _;

/// A currency: code, sign before the number (or none), word after it, how many of it make about a dollar.
#[derive(Debug, PartialEq)]
pub(super) struct Currency {
    /// ISO 4217 code.
    pub(super) code: &'static str,
    sign: &'static str,
    word: &'static str,
    per_dollar: f64,
}

const CURRENCIES: &[(&str, Currency)] = &[
    ("US", Currency { code: "USD", sign: "$", word: "dollars", per_dollar: 1.0 }),
    ("GB", Currency { code: "GBP", sign: "£", word: "pounds", per_dollar: 0.8 }),
    ("CN", Currency { code: "CNY", sign: "", word: "yuan", per_dollar: 7.0 }),
    ("HK", Currency { code: "HKD", sign: "HK$", word: "Hong Kong dollars", per_dollar: 8.0 }),
    ("JP", Currency { code: "JPY", sign: "", word: "yen", per_dollar: 150.0 }),
    ("KR", Currency { code: "KRW", sign: "", word: "won", per_dollar: 1400.0 }),
    ("IN", Currency { code: "INR", sign: "", word: "rupees", per_dollar: 85.0 }),
    ("CA", Currency { code: "CAD", sign: "C$", word: "Canadian dollars", per_dollar: 1.4 }),
    ("AU", Currency { code: "AUD", sign: "A$", word: "Australian dollars", per_dollar: 1.5 }),
    ("CH", Currency { code: "CHF", sign: "", word: "Swiss francs", per_dollar: 0.9 }),
];
const EURO: Currency = Currency { code: "EUR", sign: "€", word: "euros", per_dollar: 0.9 };
const EURO_COUNTRIES: &[&str] = &["DE", "FR", "IT", "ES", "NL", "BE", "AT", "FI", "IE", "PT", "GR"];

/// The currency that a firm of this country (ISO 3166 code) reports in; dollars where none is listed.
#[must_use]
pub(super) fn currency(country: &str) -> &'static Currency {
    if EURO_COUNTRIES.contains(&country) {
        return &EURO;
    }
    let listed = CURRENCIES.iter().find(|(listed, _)| *listed == country);
    listed.map_or(&CURRENCIES[0].1, |(_, currency)| currency)
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// Money in millions, billions, trillions.
    Money(&'static Currency),
    /// The price of one share.
    Price(&'static Currency),
    /// Percent.
    Percent,
    /// The level of an index.
    Level,
    /// People, shops, units.
    Count,
}

impl Unit {
    /// The name in the ground truth: a currency code, `percent`, `points` or `count`.
    #[must_use]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Money(currency) | Self::Price(currency) => currency.code,
            Self::Percent => "percent",
            Self::Level => "points",
            Self::Count => "count",
        }
    }
}

/// A number with its unit: `hundredths` ÷ 100 × 10^`scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    /// The printed number times 100.
    pub(super) hundredths: i64,
    /// 0, 6 (million), 9 (billion) or 12 (trillion).
    pub(super) scale: u32,
    /// What it counts.
    pub(super) unit: Unit,
}

impl Figure {
    /// Money about this many dollars worth, of three digits.
    #[must_use]
    pub(super) fn money(dollars: f64, currency: &'static Currency) -> Self {
        Self::scaled(dollars * currency.per_dollar, Unit::Money(currency))
    }

    /// Three digits of `value`, with the scale that newspapers would use.
    fn scaled(value: f64, unit: Unit) -> Self {
        let scale = if value >= 9.995e11 {
            12
        } else if value >= 9.995e8 {
            9
        } else {
            6
        };
        let printed = value / 10_f64.powi(scale as i32);
        let step = if printed >= 99.95 {
            100.0
        } else if printed >= 9.995 {
            10.0
        } else {
            1.0
        };
        let hundredths = ((printed * 100.0 / step).round() * step) as i64;
        Self { hundredths: hundredths.max(1), scale, unit }
    }

    /// The price of a share about this many dollars worth; whole above 20.
    #[must_use]
    pub(super) fn price(dollars: f64, currency: &'static Currency) -> Self {
        let value = dollars * currency.per_dollar;
        let step = if value >= 20.0 { 100.0 } else { 10.0 };
        Self { hundredths: ((value * 100.0 / step).round() * step).max(10.0) as i64, scale: 0, unit: Unit::Price(currency) }
    }

    /// A percentage in tenths.
    #[must_use]
    pub(super) fn percent(tenths: i64) -> Self {
        Self { hundredths: tenths * 10, scale: 0, unit: Unit::Percent }
    }

    /// The value as a number, for sums; not for print.
    #[must_use]
    pub(super) fn value(&self) -> f64 {
        self.hundredths as f64 / 100.0 * 10_f64.powi(self.scale as i32)
    }

    /// The exact value as a plain decimal ("3240000000", "7.4").
    #[must_use]
    pub(super) fn plain(&self) -> String {
        let units = i128::from(self.hundredths) * 10_i128.pow(self.scale);
        let (whole, part) = (units / 100, units % 100);
        if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}").trim_end_matches('0').to_owned() }
    }

    /// The same figure times `factor`, spelled with as many digits.
    #[must_use]
    pub(super) fn times(&self, factor: f64) -> Self {
        match self.unit {
            Unit::Money(_) => Self::scaled(self.value() * factor, self.unit),
            Unit::Price(_) if self.hundredths < 2000 => self.stepped(factor, 10.0),
            Unit::Price(_) | Unit::Count => self.stepped(factor, 100.0),
            Unit::Percent => self.stepped(factor, 10.0),
            Unit::Level => self.stepped(factor, 1.0),
        }
    }

    fn stepped(&self, factor: f64, step: f64) -> Self {
        Self { hundredths: ((self.hundredths as f64 * factor / step).round() * step) as i64, ..*self }
    }

    /// The figure with a digit less, or itself where that would say nothing.
    #[must_use]
    pub(super) fn rounded(&self) -> Self {
        let step = match self.unit {
            Unit::Level | Unit::Count if self.hundredths >= 100_000 => 10_000,
            Unit::Level | Unit::Price(_) | Unit::Count => 100,
            _ if self.hundredths >= 1000 => 100,
            Unit::Percent if self.hundredths >= 200 => 100,
            _ => 10,
        };
        let hundredths = (self.hundredths + step / 2) / step * step;
        if hundredths == 0 { *self } else { Self { hundredths, ..*self } }
    }

    /// Writes the figure as the outlet spells it.
    pub(super) fn spell(&self, outlet: &Outlet, out: &mut String) {
        match self.unit {
            Unit::Percent => {
                self.digits(out);
                out.push_str(outlet.percent);
            }
            Unit::Level | Unit::Count => self.digits(out),
            Unit::Money(currency) | Unit::Price(currency) => {
                let after = currency.sign.is_empty() || outlet.money == MoneyStyle::Words;
                if !after {
                    out.push_str(currency.sign);
                }
                self.digits(out);
                let short = outlet.money == MoneyStyle::Short && !after;
                out.push_str(match (self.scale, short) {
                    (6, true) => "m",
                    (6, false) => " million",
                    (9, true) => "bn",
                    (9, false) => " billion",
                    (12, true) => "tn",
                    (12, false) => " trillion",
                    _ => "",
                });
                if after {
                    out.push(' ');
                    out.push_str(currency.word);
                }
            }
        }
    }

    /// The number with commas between thousands and no needless noughts after the point; levels keep both places.
    fn digits(&self, out: &mut String) {
        let whole = self.hundredths / 100;
        let mut rest = 1_i64;
        while whole / rest >= 1000 {
            rest *= 1000;
        }
        let _ = write!(out, "{}", whole / rest);
        while rest > 1 {
            rest /= 1000;
            let _ = write!(out, ",{:03}", whole / rest % 1000);
        }
        let part = self.hundredths % 100;
        if part % 10 != 0 {
            let _ = write!(out, ".{part:02}");
        } else if part != 0 {
            let _ = write!(out, ".{}", part / 10);
        }
    }
}

/// A word of caution that is true of `told` when the fact is `exact`; empty or "about" when they are equal.
pub(super) fn hedge(told: &Figure, exact: &Figure, random: &mut Random) -> &'static str {
    let words: &[&'static str] = match told.hundredths.cmp(&exact.hundredths) {
        std::cmp::Ordering::Less => &["more than ", "over ", "about ", "just over "],
        std::cmp::Ordering::Greater => &["nearly ", "almost ", "about ", "just under "],
        std::cmp::Ordering::Equal => &["", "", "about "],
    };
    words[random.below(words.len())]
}

#[cfg(test)]
mod tests {
    use super::{Figure, Unit, currency};
    use crate::generator::outlet::OUTLETS;

    fn spelled(figure: Figure, outlet: usize) -> String {
        let mut text = String::new();
        figure.spell(&OUTLETS[outlet], &mut text);
        text
    }

    #[test]
    fn figures_are_spelled_as_in_newspapers() {
        let money = Figure::money(3.2449e9, currency("US"));
        assert_eq!((spelled(money, 0), money.plain()), ("$3.24 billion".to_owned(), "3240000000".to_owned()));
        assert_eq!(spelled(money, 3), "$3.24bn");
        assert_eq!(spelled(money, 4), "3.24 billion dollars");
        assert_eq!(spelled(Figure::money(1e9, currency("CN")), 3), "7 billion yuan");
        assert_eq!(spelled(money.rounded(), 0), "$3.2 billion");
        assert_eq!(spelled(Figure::percent(74), 1), "7.4 percent");
        let level = Figure { hundredths: 2_311_958, scale: 0, unit: Unit::Level };
        assert_eq!((spelled(level, 0), level.plain()), ("23,119.58".to_owned(), "23119.58".to_owned()));
        assert_eq!(spelled(level.rounded(), 0), "23,100");
    }
}
