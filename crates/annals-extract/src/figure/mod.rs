//! Money, percent, points, shares, multiples and counts, with their meaning.
//!
//! Finding is local: a number is read, and the first rule that knows the signs and words beside it names its unit. Meaning is
//! attached afterwards: direction, subject, metric, period, origin.

mod age;
mod attach;
mod code;
mod context;
mod count;
mod exclude;
mod fraction;
mod glued;
mod hedge;
mod lexicon;
mod measure;
mod money;
mod multiple;
mod noun;
mod number;
mod per;
mod percent;
mod point;
mod range;
mod scan;
mod share;
mod vague;

use crate::document::Document;
use crate::rule::{Rule, RuleCard};
pub(crate) use number::parse_digits;

use annals_model::{Attribution, Figure, Mention, TimeExpr};
use scan::{Found, Scene};

/// Looks at a number and its neighbours; the first rule that answers has it.
type Find = fn(&Scene<'_>, &number::Numeral) -> Option<Found>;

const fn rule(name: &'static str, about: &'static str, cases: &'static str, find: Find) -> Rule<Find> {
    Rule { card: RuleCard { name, about, cases }, find }
}

/// Most specific first.
static RULES: &[Rule<Find>] = &[
    rule("figure/age", "Lengths of time that measure somebody: 31 years old.", include_str!("age.toml"), age::find),
    rule("figure/percentage_point", "Percentage points.", include_str!("percentage_point.toml"), point::percentage_point),
    rule("figure/basis_point", "Basis points.", include_str!("basis_point.toml"), point::basis_point),
    rule("figure/money", "Sums of money in every spelling of the news.", include_str!("money.toml"), money::find),
    rule("figure/percent", "Percentages.", include_str!("percent.toml"), percent::find),
    rule("figure/share", "Numbers of shares.", include_str!("share.toml"), share::find),
    rule("figure/index_point", "Points of an index, and its bare level.", include_str!("index_point.toml"), point::index_point),
    rule("figure/multiple", "Multiples: 12 times earnings, threefold, doubled.", include_str!("multiple.toml"), multiple::find),
    rule("figure/measure", "Physical measures: 40 km, 3-inch.", include_str!("measure.toml"), measure::find),
    rule("figure/fraction", "Parts of a whole: a third of revenue.", include_str!("fraction.toml"), fraction::find),
    rule("figure/count", "Things counted, with their noun: 50 analysts.", include_str!("count.toml"), count::find),
];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|rule| rule.card)
}

/// All figures, sorted, with subject, metric, period and the rest attached.
pub(crate) fn find(document: &Document<'_>, mentions: &[Mention], times: &[TimeExpr], attributions: &[Attribution]) -> Vec<Figure> {
    let Some(context) = context::Context::of(document.article) else { return Vec::new() };
    let scene = Scene { reading: document.reading, mentions, times, context };
    let found = scan::figures(&scene);
    attach::attach(&scene, document.article, found, attributions)
}

#[cfg(test)]
mod tests {
    use crate::{Knowledge, annotate};

    /// Pieces that rules look for, put together without sense: nothing may panic, and every span must lie on characters.
    #[test]
    fn any_order_of_words_is_read() {
        const PIECES: &[&str] = &[
            "$",
            "HK$",
            "RMB9.",
            "1,2",
            "23,477.9",
            " ",
            "-",
            "–",
            "%",
            "percent",
            "to",
            "from",
            "half",
            "a",
            "million",
            "亿",
            "成交额43.5亿港元",
            "½",
            "1/0",
            "(",
            ")",
            "and",
            "between",
            "$US5m",
            "one in",
            "out of",
            "bn",
            "年",
            "\u{301}",
            "\n",
            ".",
            ",",
            "rose",
            "up to",
            "'s",
            "0",
            "99999999999999999999999999999",
            "trillion",
            "respectively",
            "or more",
            "fold",
            "+",
            "hundred",
            "p",
            "°",
            "years old",
            "×",
            "e",
            "e\u{200b}",
            "respectively,",
            "cut its rating on",
            "target for",
        ];
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0)
        };
        let knowledge = Knowledge::embedded();
        for _ in 0..300 {
            let mut text = String::new();
            for _ in 0..40 {
                text.push_str(PIECES[next() % PIECES.len()]);
                if next() % 3 > 0 {
                    text.push(' ');
                }
            }
            let article = annals_model::Article { text, ..annals_model::Article::default() };
            for figure in annotate(&article, &knowledge).figures {
                assert!(!figure.span.of(&article.text).is_empty(), "{:?} in {:?}", figure.span, article.text);
                assert!(figure.low.is_none() || figure.low < figure.high, "{figure:?}");
            }
        }
    }
}
