//! Queries, and a plain reading of an article for each: every way is tried, nothing of the crate is used.

use crate::made_up::{FIRMS, VOCABULARY, Word, Written};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// First and last word of a way, and the stretches of words in it that were asked for.
type Way = (u32, u32, BTreeSet<(u32, u32)>);

#[derive(Clone, Debug)]
pub(crate) enum Find {
    Stem(&'static str),
    Exact(&'static str),
    Phrase(Vec<&'static str>),
    Loose(Vec<&'static str>, u32),
    Wild(&'static str),
    Slip(&'static str),
    Expression(&'static str),
    Percent(&'static str),
    AnyFirm,
    Firm(usize),
    Near(Box<Find>, Box<Find>, u32, bool),
    Any(Vec<Find>),
    Sentence(Vec<Find>),
    Paragraph(Vec<Find>),
    AtLeast(usize, Box<Find>),
}

/// Which words are looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scope {
    Everywhere,
    Headline,
    Lead,
}

impl Scope {
    fn holds(self, word: &Word, text: &Written) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Headline => word.paragraph == 0,
            Self::Lead => word.paragraph > 0 && word.at < text.lead_end,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Find(Find),
    Part(Scope, Find),
    Firm(usize),
    Days(i8, i8),
    Figure(u32, u32),
    And(Vec<Asked>),
    Or(Vec<Asked>),
    Not(Box<Asked>),
    Boost(Box<Asked>),
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(VOCABULARY.to_vec())
}

fn plain() -> BoxedStrategy<Find> {
    prop_oneof![
        4 => word().prop_map(Find::Stem),
        2 => word().prop_map(Find::Exact),
        2 => prop::collection::vec(word(), 2..4).prop_map(Find::Phrase),
        2 => (prop::collection::vec(word(), 2..4), 0_u32..5).prop_map(|(words, slop)| Find::Loose(words, slop)),
        1 => prop::sample::select(vec!["ba*", "*e*", "?as", "ra?se*", "*s", "pri*", "zz*", "r*", "b?nk*"]).prop_map(Find::Wild),
        1 => prop::sample::select(vec!["bnak", "pric", "gap", "felll", "raised", "prcie"]).prop_map(Find::Slip),
        1 => prop::sample::select(vec!["ba.*", "[gp].*", "oil|gas", ".{4}", "[^b]+"]).prop_map(Find::Expression),
    ]
    .boxed()
}

fn within(leaf: BoxedStrategy<Find>) -> BoxedStrategy<Find> {
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            4 => (inner.clone(), inner.clone(), 1_u32..7, any::<bool>())
                .prop_map(|(left, right, distance, ordered)| Find::Near(Box::new(left), Box::new(right), distance, ordered)),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Find::Any),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(Find::Sentence),
            1 => prop::collection::vec(inner, 2..3).prop_map(Find::Paragraph),
        ]
    })
    .boxed()
}

/// Words in one sentence or paragraph, and what holds such.
fn same() -> BoxedStrategy<Find> {
    let units = prop_oneof![
        2 => prop::collection::vec(plain(), 2..4).prop_map(Find::Sentence),
        1 => prop::collection::vec(plain(), 2..4).prop_map(Find::Paragraph),
    ];
    prop_oneof![
        3 => units.clone(),
        1 => within(prop_oneof![units, plain()].boxed()),
    ]
    .boxed()
}

fn scope() -> impl Strategy<Value = Scope> {
    prop::sample::select(vec![Scope::Headline, Scope::Lead])
}

pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let marked = prop_oneof![
        6 => plain(),
        1 => prop::sample::select(vec!["<percent>", "<figure>"]).prop_map(Find::Percent),
        1 => Just(Find::AnyFirm),
        1 => (0..FIRMS.len()).prop_map(Find::Firm),
    ];
    let finds = within(marked.boxed());
    let leaf = prop_oneof![
        8 => finds.clone().prop_map(Asked::Find),
        2 => (1_usize..4, finds).prop_map(|(times, of)| Asked::Find(Find::AtLeast(times, Box::new(of)))),
        2 => (scope(), within(plain())).prop_map(|(scope, find)| Asked::Part(scope, find)),
        2 => (scope(), same()).prop_map(|(scope, find)| Asked::Part(scope, find)),
        1 => (0..FIRMS.len()).prop_map(Asked::Firm),
        1 => (1_i8..15, 14_i8..29).prop_map(|(from, to)| Asked::Days(from, to)),
        1 => (0_u32..30, 20_u32..50).prop_filter("in order", |(low, high)| low <= high).prop_map(|(low, high)| Asked::Figure(low, high)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Asked::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Asked::Or),
            inner.clone().prop_map(|inner| Asked::Not(Box::new(inner))),
            inner.prop_map(|inner| Asked::Boost(Box::new(inner))),
        ]
    })
}

impl Find {
    fn query(&self) -> String {
        let all = |parts: &[Find], between: &str| parts.iter().map(Find::query).collect::<Vec<_>>().join(between);
        match self {
            Self::Stem(word) | Self::Wild(word) | Self::Percent(word) => (*word).to_owned(),
            Self::Exact(word) => format!("={word}"),
            Self::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Self::Loose(words, slop) => format!("\"{}\"~{slop}", words.join(" ")),
            Self::Slip(word) => format!("{word}~1"),
            Self::Expression(source) => format!("/{source}/"),
            Self::AnyFirm => "<firm>".to_owned(),
            Self::Firm(firm) => format!("firm:\"{}\"", FIRMS[*firm].0),
            Self::Near(left, right, distance, ordered) => {
                format!("({}) {}/{distance} ({})", left.query(), if *ordered { "PRE" } else { "NEAR" }, right.query())
            }
            Self::Any(parts) => format!("({})", all(parts, " OR ")),
            Self::Sentence(parts) => format!("SENT({})", all(parts, " ")),
            Self::Paragraph(parts) => format!("PARA({})", all(parts, " ")),
            Self::AtLeast(times, of) => format!("ATLEAST/{times}({})", of.query()),
        }
    }

    fn takes(&self, word: &str) -> bool {
        // Of the made-up words, the forms of one differ in these endings alone.
        let stem = |word: &str| word.trim_end_matches(['s', 'd']).to_owned();
        match self {
            Self::Stem(wanted) => {
                if *wanted == "gas" || word == "gas" {
                    *wanted == word
                } else {
                    stem(wanted) == stem(word)
                }
            }
            Self::Exact(wanted) => *wanted == word,
            Self::Wild("ba*") | Self::Expression("ba.*") => word.starts_with("ba"),
            Self::Wild("*e*") => word.contains('e'),
            Self::Wild("?as") => word.len() == 3 && word.ends_with("as"),
            Self::Wild("ra?se*") => word.starts_with("raise"),
            Self::Wild("*s") => word.ends_with('s'),
            Self::Wild("pri*") => word.starts_with("pri"),
            Self::Wild("zz*") => false,
            Self::Wild("r*") => word.starts_with('r'),
            Self::Wild("b?nk*") => word.starts_with("bank"),
            Self::Slip("bnak") => word == "bank",
            Self::Slip("pric" | "prcie") => word == "price",
            Self::Slip("gap") => word == "gas",
            Self::Slip("felll") => word == "fell",
            Self::Slip("raised") => word == "raised" || word == "raise",
            Self::Expression("[gp].*") => word.starts_with(['g', 'p']),
            Self::Expression("oil|gas") => word == "oil" || word == "gas",
            Self::Expression(".{4}") => word.len() == 4,
            Self::Expression("[^b]+") => !word.contains('b'),
            other => panic!("no reading of {other:?}"),
        }
    }

    /// Every way in which it can be found.
    fn ways(&self, text: &Written, scope: Scope) -> BTreeSet<Way> {
        let one = |first: u32, last: u32| (first, last, BTreeSet::from([(first, last)]));
        let read = || text.words.iter().filter(move |word| scope.holds(word, text));
        let places = |wanted: &str| read().filter(|word| word.word == wanted).map(|word| word.at).collect::<Vec<u32>>();
        match self {
            Self::Phrase(words) => {
                let follows = |start: u32| (start..).zip(words).all(|(at, word)| places(word).contains(&at));
                places(words[0])
                    .into_iter()
                    .filter(|start| follows(*start))
                    .map(|start| one(start, start + words.len() as u32 - 1))
                    .collect()
            }
            Self::Loose(words, slop) => {
                let mut choices: Vec<Vec<u32>> = vec![vec![]];
                for word in words {
                    let longer = |taken: &Vec<u32>| {
                        let free = places(word).into_iter().filter(|at| !taken.contains(at));
                        free.map(|at| [taken.clone(), vec![at]].concat()).collect::<Vec<_>>()
                    };
                    choices = choices.iter().flat_map(longer).collect();
                }
                let moved = |taken: &Vec<u32>| {
                    let bases: Vec<i64> = (0_i64..).zip(taken).map(|(place, at)| i64::from(*at) - place).collect();
                    bases.iter().max().unwrap() - bases.iter().min().unwrap()
                };
                let fits = choices.into_iter().filter(|taken| moved(taken) <= i64::from(*slop));
                // Without slop it is a phrase, one stretch; with it the words are told one by one.
                fits.map(|taken| {
                    let (first, last) = (*taken.iter().min().unwrap(), *taken.iter().max().unwrap());
                    if *slop == 0 { one(first, last) } else { (first, last, taken.into_iter().map(|at| (at, at)).collect()) }
                })
                .collect()
            }
            Self::Percent(_) => text.percents.iter().map(|(_, at)| one(*at, *at)).collect(),
            Self::AnyFirm => text.firms.iter().map(|(_, first, last)| one(*first, *last)).collect(),
            Self::Firm(wanted) => {
                text.firms.iter().filter(|(firm, ..)| firm == wanted).map(|(_, first, last)| one(*first, *last)).collect()
            }
            Self::Near(left, right, distance, ordered) => {
                let (left, right) = (left.ways(text, scope), right.ways(text, scope));
                let mut found = BTreeSet::new();
                for a in &left {
                    for b in &right {
                        let before = |a: &Way, b: &Way| a.1 < b.0 && b.0 - a.1 <= *distance;
                        if before(a, b) || (!ordered && before(b, a)) {
                            found.insert((a.0.min(b.0), a.1.max(b.1), a.2.union(&b.2).copied().collect()));
                        }
                    }
                }
                found
            }
            Self::Any(parts) => parts.iter().flat_map(|part| part.ways(text, scope)).collect(),
            Self::Sentence(_) | Self::Paragraph(_) | Self::AtLeast(..) => self.told(text, scope, &|_| true),
            _ => read().filter(|word| self.takes(&word.word)).map(|word| one(word.at, word.at)).collect(),
        }
    }

    /// The ways that are told.
    fn told(&self, text: &Written, scope: Scope, kept: &dyn Fn(&Way) -> bool) -> BTreeSet<Way> {
        match self {
            Self::Any(parts) => parts.iter().flat_map(|part| part.told(text, scope, kept)).collect(),
            Self::AtLeast(times, of) => {
                let ways: Vec<Way> = of.ways(text, scope).into_iter().collect();
                if most_apart(&ways, 0) >= *times { of.told(text, scope, kept) } else { BTreeSet::new() }
            }
            Self::Sentence(parts) => together(parts, text, scope, &|at| unit(text, at).0).into_iter().filter(kept).collect(),
            Self::Paragraph(parts) => together(parts, text, scope, &|at| unit(text, at).1).into_iter().filter(kept).collect(),
            _ => {
                let ways: BTreeSet<Way> = self.ways(text, scope).into_iter().filter(kept).collect();
                let shorter = |a: &Way, b: &Way| b.0 <= a.0 && a.1 <= b.1 && (a.0, a.1) != (b.0, b.1);
                let least = |way: &&Way| !ways.iter().any(|other| shorter(other, way));
                let shortened = matches!(self, Self::Near(..) | Self::Loose(_, 1..));
                if shortened { ways.iter().filter(least).cloned().collect() } else { ways.clone() }
            }
        }
    }
}

/// Sentence and paragraph of a word.
fn unit(text: &Written, at: u32) -> (u32, u32) {
    text.words.iter().find(|word| word.at == at).map(|word| (word.sentence, word.paragraph)).unwrap()
}

fn together(parts: &[Find], text: &Written, scope: Scope, unit: &dyn Fn(u32) -> u32) -> Vec<Way> {
    let units: BTreeSet<u32> = text.words.iter().map(|word| unit(word.at)).collect();
    let mut found = Vec::new();
    for wanted in units {
        let inside = |way: &Way| unit(way.0) == wanted && unit(way.1) == wanted;
        let ways: Vec<BTreeSet<Way>> = parts.iter().map(|part| part.told(text, scope, &inside)).collect();
        if ways.iter().all(|ways| !ways.is_empty()) {
            let all: Vec<Way> = ways.into_iter().flatten().collect();
            let (first, last) = (all.iter().map(|way| way.0).min().unwrap(), all.iter().map(|way| way.1).max().unwrap());
            found.push((first, last, all.into_iter().flat_map(|way| way.2).collect()));
        }
    }
    found
}

/// The most ways, from a word on, of which no two share a word.
fn most_apart(ways: &[Way], from: u32) -> usize {
    let first = ways.iter().filter(|way| way.0 >= from).map(|way| way.1).min();
    first.map_or(0, |end| 1 + most_apart(ways, end + 1))
}

impl Asked {
    pub(crate) fn query(&self) -> String {
        let all = |parts: &[Asked], between: &str| parts.iter().map(|part| format!("({})", part.query())).collect::<Vec<_>>().join(between);
        match self {
            Self::Find(find) => find.query(),
            Self::Part(Scope::Lead, find) => format!("lead:({})", find.query()),
            Self::Part(_, find) => format!("headline:({})", find.query()),
            Self::Firm(firm) => format!("firm:{}", FIRMS[*firm].1),
            Self::Days(from, to) => format!("published:[2025-03-{from:02} TO 2025-03-{to:02}]"),
            Self::Figure(low, high) => format!("figure:[{low}% TO {high}%}}"),
            Self::And(parts) => all(parts, " "),
            Self::Or(parts) => all(parts, " OR "),
            Self::Not(inner) => format!("NOT ({})", inner.query()),
            Self::Boost(inner) => format!("({})^2", inner.query()),
        }
    }

    pub(crate) fn holds(&self, text: &Written) -> bool {
        match self {
            Self::Find(find) => !find.told(text, Scope::Everywhere, &|_| true).is_empty(),
            Self::Part(scope, find) => !find.told(text, *scope, &|_| true).is_empty(),
            Self::Firm(firm) => text.firms.iter().any(|(named, ..)| named == firm),
            Self::Days(from, to) => text.day.is_some_and(|day| (*from..=*to).contains(&day)),
            Self::Figure(low, high) => text.percents.iter().any(|(value, _)| (*low..*high).contains(value)),
            Self::And(parts) => parts.iter().all(|part| part.holds(text)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(text)),
            Self::Not(inner) => !inner.holds(text),
            Self::Boost(inner) => inner.holds(text),
        }
    }

    /// Bytes of the article that matched, without those inside others.
    pub(crate) fn shown(&self, text: &Written) -> Vec<(usize, usize)> {
        let mut words = BTreeSet::new();
        self.matched(text, &mut words);
        let place = |at: u32| text.words.iter().find(|word| word.at == at).unwrap().bytes;
        let all: BTreeSet<(usize, usize)> = words.iter().map(|(first, last)| (place(*first).0, place(*last).1)).collect();
        let inside = |a: &(usize, usize), b: &(usize, usize)| a != b && b.0 <= a.0 && a.1 <= b.1;
        all.iter().filter(|span| !all.iter().any(|other| inside(span, other))).copied().collect()
    }

    fn matched(&self, text: &Written, words: &mut BTreeSet<(u32, u32)>) {
        match self {
            Self::Find(find) => words.extend(find.told(text, Scope::Everywhere, &|_| true).into_iter().flat_map(|way| way.2)),
            Self::Part(scope, find) => words.extend(find.told(text, *scope, &|_| true).into_iter().flat_map(|way| way.2)),
            Self::Firm(wanted) => {
                words.extend(text.firms.iter().filter(|(firm, ..)| firm == wanted).map(|(_, first, last)| (*first, *last)));
            }
            Self::And(parts) => parts.iter().for_each(|part| part.matched(text, words)),
            Self::Or(parts) => parts.iter().filter(|part| part.holds(text)).for_each(|part| part.matched(text, words)),
            Self::Boost(inner) => inner.matched(text, words),
            Self::Days(..) | Self::Figure(..) | Self::Not(_) => {}
        }
    }
}
