//! How much of a currency a US dollar has bought since 2000, in broad bands: a rate outside is a slip of the pen.

use super::span::Bounds;
use annals_model::Currency;
use rust_decimal::Decimal;

/// Code, lowest and highest units to the dollar, in hundredths.
const BANDS: &[(&str, i64, i64)] = &[
    ("USD", 100, 100),
    ("AED", 360, 375),
    ("AUD", 85, 215),
    ("BRL", 150, 680),
    ("CAD", 88, 170),
    ("CHF", 68, 185),
    ("CNY", 590, 850),
    ("DKK", 450, 920),
    ("EUR", 60, 125),
    ("GBP", 45, 100),
    ("HKD", 770, 790),
    ("IDR", 700_000, 1_850_000),
    ("ILS", 290, 510),
    ("INR", 3_850, 10_000),
    ("JPY", 7_300, 17_000),
    ("KRW", 88_000, 160_000),
    ("MXN", 850, 2_600),
    ("MYR", 285, 490),
    ("NOK", 480, 1_250),
    ("NZD", 110, 260),
    ("PHP", 3_850, 6_300),
    ("PLN", 195, 510),
    ("SAR", 370, 380),
    ("SEK", 570, 1_200),
    ("SGD", 115, 190),
    ("THB", 2_750, 4_700),
    ("TWD", 2_650, 3_650),
    ("ZAR", 540, 2_100),
];

/// Units of `a` that one unit of `b` may buy; `None` when one of them is not listed.
pub(super) fn rate(a: Currency, b: Currency) -> Option<Bounds> {
    let band = |currency: Currency| BANDS.iter().find(|(code, ..)| *code == currency.code());
    let ((_, low_a, high_a), (_, low_b, high_b)) = (band(a)?, band(b)?);
    let ratio = |x: i64, y: i64| Decimal::from(x).checked_div(Decimal::from(y));
    Some(Bounds { low: ratio(*low_a, *high_b)?, high: ratio(*high_a, *low_b)? })
}
