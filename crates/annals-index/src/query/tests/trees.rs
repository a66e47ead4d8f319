//! Queries at random: trees as reading gives them, and strings that are nearly queries.

use crate::figure_key::FigureUnit;
use crate::query::expression::Expression;
use crate::query::{Days, FigureRange, Node, Pattern, Scope, Text, TextUnit, WholeField, Words, slot};
use annals_model::{Access, Currency, Kind, Unit};
use jiff::civil::date;
use proptest::prelude::*;

/// Words a reader could write, hard ones among them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "oil", "AND", "OR", "NOT", "NEAR", "NEAR/5", "near/5", "SENT", "ATLEAST/2", "TO", "-low", "+x", "=x", "!x", "<firm>", "a:b", "firm:x",
            "S&P", "year-to-date", "5.5%", "a b", "a\"b", "a\\b", "wh?t", "st*r", "x^2", "x~1", "(x", "x)", "[x", "x]", "/x/", "@x", "é“x”", "涨停",
            "U.S.", "24,000", "x\\", "l’x", "{x}",
        ]).prop_map(str::to_owned),
        1 => "[a-zA-Z0-9 .:/\\\\*?~^\"'()-]{0,6}[a-z][a-zA-Z0-9 .:/\\\\*?~^\"'()-]{0,6}",
    ]
}

fn leaf() -> impl Strategy<Value = Words> {
    let slots: Vec<String> = slot::names().map(|name| format!("<{name}>")).chain(["<HKD>".to_owned()]).collect();
    prop_oneof![
        3 => text().prop_map(Words::Stems),
        2 => text().prop_map(Words::Exact),
        1 => (text(), 0_u32..200).prop_map(|(text, slop)| Words::Sloppy(format!("{text} b"), slop)),
        1 => (prop::sample::select(vec!["price", "Zürich", "AND5"]), 1_u8..=2).prop_map(|(text, most)| Words::Fuzzy(text.to_owned(), most)),
        1 => "[a-z]{0,3}[*?][a-z.]{1,3}[*?]?".prop_filter_map("a pattern", |text| {
            Pattern::new(&text.chars().map(|c| (c, false)).collect::<Vec<_>>()).ok().map(Words::Pattern)
        }),
        1 => prop::sample::select(vec!["ga.*", "a/b", "\\d{4}", "(up|down)grade[sd]?", "\\\\", "[^/)\"]+", "x\\\\/"])
            .prop_filter_map("an expression", |source| Expression::new(source).ok().map(Words::Regex)),
        1 => prop::sample::select(slots).prop_map(Words::Slot),
        1 => entity().prop_map(|(kind, name)| Words::Entity { kind, name }),
    ]
}

fn entity() -> impl Strategy<Value = (Option<Kind>, String)> {
    (prop::option::of(prop::sample::select(crate::query::field::KINDS.to_vec())), text())
}

/// What can stand beside NEAR.
fn side() -> impl Strategy<Value = Words> {
    leaf().prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), 1_u32..=200, any::<bool>()).prop_map(|(left, right, distance, ordered)| Words::Near {
                left: Box::new(left),
                right: Box::new(right),
                distance,
                ordered
            }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Words::Any),
            (prop::collection::vec(inner, 2..4), any::<bool>())
                .prop_map(|(parts, sentence)| Words::Same { unit: if sentence { TextUnit::Sentence } else { TextUnit::Paragraph }, parts }),
        ]
    })
}

/// What can stand by itself: a count stands beside nothing.
fn alone() -> impl Strategy<Value = Words> {
    prop_oneof![8 => side(), 1 => (side(), 1_u32..=1000).prop_map(|(of, times)| Words::AtLeast { times, of: Box::new(of) })]
}

/// Whether a field or slot stands among the words: those are known in the whole text only.
fn is_plain(words: &Words) -> bool {
    match words {
        Words::Slot(_) | Words::Entity { .. } => false,
        Words::Near { left, right, .. } => is_plain(left) && is_plain(right),
        Words::Any(parts) | Words::Same { parts, .. } => parts.iter().all(is_plain),
        Words::AtLeast { of, .. } => is_plain(of),
        _ => true,
    }
}

fn days() -> impl Strategy<Value = Days> {
    let day = || (1900_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day));
    (prop::option::of(day()), prop::option::of(day()))
        .prop_filter("in order", |(from, to)| from.zip(*to).is_none_or(|(from, to)| from < to))
        .prop_map(|(from, to)| Days { from, to })
}

fn figure() -> impl Strategy<Value = FigureRange> {
    let units = vec![
        FigureUnit::Plain(Unit::Percent),
        FigureUnit::Plain(Unit::PercentagePoint),
        FigureUnit::Plain(Unit::BasisPoint),
        FigureUnit::Plain(Unit::IndexPoint),
        FigureUnit::Plain(Unit::Share),
        FigureUnit::Plain(Unit::Multiple),
        FigureUnit::Money(Currency::new("HKD").unwrap()),
    ];
    let end = || prop::option::of((-1_000_000_000_i64..1_000_000_000, 0_u32..5, any::<bool>()));
    (prop::sample::select(units), end(), end(), prop::option::of(text()))
        .prop_map(|(unit, low, high, subject)| {
            let value =
                |end: Option<(i64, u32, bool)>| end.map(|(value, scale, included)| (rust_decimal::Decimal::new(value, scale), included));
            FigureRange { unit, low: value(low), high: value(high), subject }
        })
        .prop_filter("in order", |range| range.low.zip(range.high).is_none_or(|(low, high)| low.0 <= high.0))
}

/// Any tree that reading can give.
pub(super) fn node() -> impl Strategy<Value = Node> {
    let words = alone().prop_filter("the tree of these is another", |words| !matches!(words, Words::Any(_) | Words::Entity { .. }));
    let scoped = (prop::sample::select(vec![Scope::Headline, Scope::Lead]), alone())
        .prop_filter("known in the whole text only", |(_, words)| is_plain(words) && !matches!(words, Words::Any(_)))
        .prop_map(|(scope, words)| Node::Text(Text { scope, words }));
    let whole = vec![WholeField::Id, WholeField::Url, WholeField::Lang, WholeField::Section, WholeField::Story];
    let leaf = prop_oneof![
        6 => words.prop_map(|words| Node::Text(Text { scope: Scope::Everywhere, words })),
        2 => scoped,
        1 => Just(Node::All),
        2 => entity().prop_map(|(kind, name)| Node::Entity { kind, name }),
        1 => days().prop_map(Node::Published),
        1 => days().prop_map(Node::FirstSeen),
        2 => figure().prop_map(Node::Figure),
        1 => text().prop_map(Node::Publisher),
        1 => prop::sample::select(vec![Access::Free, Access::Metered, Access::Truncated, Access::Unknown]).prop_map(Node::Access),
        1 => (prop::sample::select(whole), text()).prop_map(|(field, value)| Node::Whole(field, value)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.clone().prop_map(|inner| Node::Not(Box::new(inner))),
            (inner, 1_u32..4000).prop_map(|(inner, quarters)| Node::Boost(Box::new(inner), quarters as f32 / 4.0)),
        ]
    })
}

/// Strings made of what queries are made of.
pub(super) fn query() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "\"",
        "\"oil price\"",
        "“gas”",
        "~1",
        "~3",
        "^2",
        "*",
        "?",
        "-",
        "=",
        ":",
        "/ga.*/",
        "\\",
        " ",
        " ",
        " ",
        " AND ",
        " OR ",
        "NOT ",
        " NEAR/3 ",
        " PRE/2 ",
        "SENT(",
        "PARA(",
        "ATLEAST/2(",
        "oil",
        "gas",
        "price",
        "headline:",
        "lead:",
        "firm:",
        "person:BYD",
        "published:2025",
        "published:[2025-01 TO *]",
        "figure:[20% TO 40%]",
        "@BYD",
        "money:>1e9HKD",
        "<firm>",
        "<percent>",
        "<HKD>",
        "é",
        "涨",
        "wo*d",
        "w?rd",
        "½",
        "access:free",
        "story:s1",
        "section:\"a\\\"b\"",
        "\\\"",
        "\\(",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..12).prop_map(|pieces| pieces.concat())
}
