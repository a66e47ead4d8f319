//! Our own few words between the printed ones: "up", "nearly", "price target". No other words of ours enter a line.

use annals_model::{ActionKind, Direction, Hedge, Line, Metric};
use std::borrow::Cow;

/// The note of a line that rests on the machine digest an outlet prints beside its article.
pub(crate) const OWN_DIGEST: &str = "from the outlet's own digest";
/// Follows a figure that is the highest, lowest or largest of its sort.
pub(crate) const RECORD: &str = ", a record";

pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::In => "inflow of",
        Direction::Out => "outflow of",
        Direction::Flat => "flat",
        Direction::Level => "at",
    }
}

pub(crate) fn hedge(hedge: Hedge) -> &'static str {
    match hedge {
        Hedge::Exact | Hedge::Range => "",
        Hedge::About => "about",
        Hedge::Over => "over",
        Hedge::AtLeast => "at least",
        Hedge::Under => "under",
        Hedge::AtMost => "at most",
        Hedge::Nearly => "nearly",
        Hedge::UpTo => "up to",
    }
}

pub(crate) fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Return => "return",
        Metric::Level => "level",
        Metric::Flow => "flow",
        Metric::PriceTarget => "price target",
        Metric::MarketValue => "market value",
        Metric::TurnoverShare => "share of turnover",
        Metric::Turnover => "turnover",
        Metric::Earnings => "earnings",
        Metric::EarningsPerShare => "earnings per share",
        Metric::Revenue => "revenue",
        Metric::Price => "price",
        Metric::Valuation => "valuation",
        Metric::Proceeds => "proceeds",
        Metric::Investment => "investment",
        Metric::Loans => "loans",
        Metric::ShareCount => "shares",
        Metric::Rate => "rate",
        Metric::Dividend => "dividend",
        Metric::Holding => "holding",
        Metric::Growth => "growth",
        Metric::Headcount => "headcount",
    }
}

pub(crate) fn action(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Upgrade => "upgrade of",
        ActionKind::Downgrade => "downgrade of",
        ActionKind::TargetRaise => "target raise for",
        ActionKind::TargetCut => "target cut for",
        ActionKind::Initiate => "coverage begun of",
        ActionKind::Reiterate => "rating kept for",
    }
}

/// The words of a line and, in brackets, why it stands apart.
pub(crate) fn noted<'a>(text: &'a str, note: Option<&str>) -> Cow<'a, str> {
    note.map_or(Cow::Borrowed(text), |note| Cow::Owned(format!("{text} ({note})")))
}

/// The words of a line as it is shown: its opening's referent and its note in brackets.
pub(crate) fn shown(line: &Line) -> Cow<'_, str> {
    let text = match &line.referent {
        Some(referent) => {
            let end = line.text.find(&referent.words).map_or(0, |at| at + referent.words.len());
            let (opening, rest) = line.text.split_at_checked(end).unwrap_or_default();
            Cow::Owned(format!("{opening} [{}]{rest}", referent.text))
        }
        None => Cow::Borrowed(line.text.as_str()),
    };
    match &line.note {
        Some(note) => Cow::Owned(noted(&text, Some(note)).into_owned()),
        None => text,
    }
}

/// Whether a line's note says that it is from the outlet's own digest.
pub(crate) fn is_own_digest(line: &Line) -> bool {
    line.note.as_deref().is_some_and(|note| note.starts_with(OWN_DIGEST))
}

/// Every word that a composed line may hold beside the words of its evidence.
pub(crate) fn is_own(word: &str) -> bool {
    const OWN: &[&str] = &[
        "a",
        "about",
        "at",
        "begun",
        "by",
        "count",
        "coverage",
        "cut",
        "digest",
        "dividend",
        "down",
        "downgrade",
        "earnings",
        "flat",
        "flow",
        "for",
        "forecast",
        "from",
        "growth",
        "headcount",
        "holding",
        "inflow",
        "investment",
        "kept",
        "least",
        "level",
        "loans",
        "market",
        "most",
        "nearly",
        "of",
        "outflow",
        "outlet",
        "'s",
        "over",
        "own",
        "per",
        "price",
        "proceeds",
        "raise",
        "rate",
        "rating",
        "record",
        "return",
        "revenue",
        "share",
        "shares",
        "target",
        "the",
        "to",
        "turnover",
        "under",
        "up",
        "upgrade",
        "valuation",
        "value",
    ];
    OWN.contains(&word)
}
