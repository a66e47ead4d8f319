//! The query language, case by case.

mod trees;

use super::{Days, Node, Scope, Text, Words, parse};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn everywhere(words: Words) -> Node {
    Node::Text(Text { scope: Scope::Everywhere, words })
}

fn stems(word: &str) -> Node {
    everywhere(Words::Stems(word.to_owned()))
}

fn exact(words: &str) -> Node {
    everywhere(Words::Exact(words.to_owned()))
}

fn published(from: Option<Date>, to: Option<Date>) -> Node {
    Node::Published(Days { from, to })
}

fn near(left: Words, right: Words, distance: u32, ordered: bool) -> Words {
    Words::Near { left: Box::new(left), right: Box::new(right), distance, ordered }
}

#[test]
fn operators_bind_as_documented() {
    let (a, b, c) = (stems("a1"), stems("b1"), stems("c1"));
    let not = |node: &Node| Node::Not(Box::new(node.clone()));
    for (query, expected) in [
        ("a1", a.clone()),
        ("a1 b1", Node::And(vec![a.clone(), b.clone()])),
        ("a1 AND b1", Node::And(vec![a.clone(), b.clone()])),
        ("a1 OR b1 c1", Node::Or(vec![a.clone(), Node::And(vec![b.clone(), c.clone()])])),
        ("(a1 OR b1) c1", Node::And(vec![Node::Or(vec![a.clone(), b.clone()]), c.clone()])),
        ("NOT a1", not(&a)),
        ("a1 -b1", Node::And(vec![a.clone(), not(&b)])),
        ("a1 AND NOT b1", Node::And(vec![a.clone(), not(&b)])),
        ("NOT NOT a1", not(&not(&a))),
        ("a1^2.5", Node::Boost(Box::new(a.clone()), 2.5)),
        ("(a1 b1)^3", Node::Boost(Box::new(Node::And(vec![a.clone(), b.clone()])), 3.0)),
        ("\"a1 b1\"", exact("a1 b1")),
        ("“a1 b1”", exact("a1 b1")),
        ("=a1", exact("a1")),
        ("=\"a1 b1\"", exact("a1 b1")),
        ("a1 \"b1\" c1", Node::And(vec![a, exact("b1"), c])),
        ("*", Node::All),
    ] {
        assert_eq!(parse(query), Ok(expected), "{query}");
    }
}

#[test]
fn lower_case_operators_are_words() {
    assert_eq!(parse("bread and butter"), Ok(Node::And(vec![stems("bread"), stems("and"), stems("butter")])));
    assert_eq!(parse("not"), Ok(stems("not")));
    assert_eq!(parse("year-to-date"), Ok(stems("year-to-date")));
    assert_eq!(parse("\\-word"), Ok(stems("-word")));
}

#[test]
fn nearness_in_all_its_forms() {
    let word = |word: &str| Words::Stems(word.to_owned());
    assert_eq!(parse("oil NEAR/5 price"), Ok(everywhere(near(word("oil"), word("price"), 5, false))));
    assert_eq!(parse("oil PRE/2 price"), Ok(everywhere(near(word("oil"), word("price"), 2, true))));
    assert_eq!(parse("\"a1 b1\"~3"), Ok(everywhere(Words::Sloppy("a1 b1".to_owned(), 3))));
    let chain = near(near(word("a1"), word("b1"), 5, false), word("c1"), 3, false);
    assert_eq!(parse("a1 NEAR/5 b1 NEAR/3 c1"), Ok(everywhere(chain)));
    let group = near(Words::Any(vec![word("oil"), word("gas")]), Words::Exact("spot price".to_owned()), 4, false);
    assert_eq!(parse("(oil OR gas) NEAR/4 \"spot price\""), Ok(everywhere(group)));
    assert_eq!(parse("x1 oil NEAR/5 price"), Ok(Node::And(vec![stems("x1"), everywhere(near(word("oil"), word("price"), 5, false))])));
    assert!(matches!(parse("SENT(oil price)"), Ok(Node::Text(Text { words: Words::Same { .. }, .. }))));
    assert!(matches!(parse("ATLEAST/3(oil)"), Ok(Node::Text(Text { words: Words::AtLeast { times: 3, .. }, .. }))));
}

#[test]
fn fields_take_their_own_values() {
    let headline = |words| Node::Text(Text { scope: Scope::Headline, words });
    assert_eq!(parse("headline:oil"), Ok(headline(Words::Stems("oil".to_owned()))));
    assert_eq!(parse("headline:\"oil price\""), Ok(headline(Words::Exact("oil price".to_owned()))));
    assert_eq!(
        parse("headline:(oil OR gas)"),
        Ok(Node::Or(vec![headline(Words::Stems("oil".to_owned())), headline(Words::Stems("gas".to_owned()))]))
    );
    let kind = Some(annals_model::Kind::Firm);
    assert_eq!(parse("firm:\"Acme Mills\""), Ok(Node::Entity { kind, name: "Acme Mills".to_owned() }));
    assert_eq!(parse("firm:us:acme"), Ok(Node::Entity { kind, name: "us:acme".to_owned() }));
    assert_eq!(parse("entity:XHKG:0001"), Ok(Node::Entity { kind: None, name: "XHKG:0001".to_owned() }));
}

/// A value may hold colons; one that begins as another field does is a slip, unless it is quoted.
#[test]
fn a_field_inside_a_group_of_another_is_refused() {
    use annals_model::Kind;
    let entity = |kind, name: &str| Node::Entity { kind, name: name.to_owned() };
    for (query, kind, names) in [
        ("firm:(us:citigroup OR nil:firm:varn)", Some(Kind::Firm), ["us:citigroup", "nil:firm:varn"]),
        ("person:(nil:person:mira OR \"nil:person:olden\")", Some(Kind::Person), ["nil:person:mira", "nil:person:olden"]),
        ("index:(index:HSI OR index:IXIC)", Some(Kind::Index), ["index:HSI", "index:IXIC"]),
        ("place:(place:HK OR Orlin)", Some(Kind::Place), ["place:HK", "Orlin"]),
        ("entity:(\"index:HSI\" OR place\\:HK)", None, ["index:HSI", "place:HK"]),
        ("firm:(\"person:b\" OR (\"story:c\"))", Some(Kind::Firm), ["person:b", "story:c"]),
        ("firm:(colour:red OR Varn)", Some(Kind::Firm), ["colour:red", "Varn"]),
    ] {
        assert_eq!(parse(query), Ok(Node::Or(names.map(|name| entity(kind, name)).to_vec())), "{query}");
    }
    assert_eq!(parse("entity:index:HSI"), Ok(entity(None, "index:HSI")));
    for (query, column, says) in [
        ("firm:(a OR person:b)", 12, "close the group before it: (…) OR person:b"),
        ("firm:(a OR person:\"b c\")", 12, "OR person:…"),
        ("firm:(headline:a)", 7, "`headline:` is another field"),
        ("entity:(a OR (b AND index:HSI))", 21, "quotation marks"),
        ("publisher:(a OR NOT firm:b)", 21, "`firm:`"),
        ("id:(a OR story:(b OR c))", 10, "OR story:…"),
        ("firm:(a OR <person>)", 12, "<person> stands for words"),
        ("publisher:<firm>", 11, "<firm> stands for words"),
    ] {
        let refused = parse(query).unwrap_err();
        assert_eq!(refused.column, column, "{query}: {refused}");
        assert!(refused.message.contains(says), "{query}: {refused}");
    }
}

#[test]
fn days_are_half_open() {
    let (january, march, april) = (date(2025, 1, 1), date(2025, 3, 1), date(2025, 4, 1));
    for (query, from, to) in [
        ("published:2025", Some(january), Some(date(2026, 1, 1))),
        ("published:2025-03", Some(march), Some(april)),
        ("published:2024-02-29", Some(date(2024, 2, 29)), Some(march.with().year(2024).build().unwrap())),
        ("published:[2025-01 TO 2025-03]", Some(january), Some(april)),
        ("published:[2025-01 TO 2025-03}", Some(january), Some(march)),
        ("published:{2025-01 TO 2025-03]", Some(date(2025, 2, 1)), Some(april)),
        ("published:[* TO 2025-03-14]", None, Some(date(2025, 3, 15))),
        ("published:>=2025-03", Some(march), None),
        ("published:<2025-03", None, Some(march)),
    ] {
        assert_eq!(parse(query), Ok(published(from, to)), "{query}");
    }
}

#[test]
fn figures_have_a_unit() {
    use crate::figure_key::FigureUnit;
    use annals_model::{Currency, Unit};
    let Ok(Node::Figure(percent)) = parse("figure:[20% TO 40%]") else { panic!("no figure") };
    assert_eq!(percent.unit, FigureUnit::Plain(Unit::Percent));
    assert_eq!(percent.low.map(|(value, included)| (value.to_string(), included)), Some(("20".to_owned(), true)));
    let Ok(Node::Figure(money)) = parse("money:{1.5e9 TO *]HKD") else { panic!("no figure") };
    assert_eq!(money.unit, FigureUnit::Money(Currency::new("HKD").unwrap()));
    assert_eq!(money.low.map(|(value, included)| (value.to_string(), included)), Some(("1500000000".to_owned(), false)));
    assert_eq!(money.high, None);
}

/// What cannot be honoured is refused where it stands, and is never read as words.
#[test]
fn refusals_name_their_column() {
    for (query, column, says) in [
        ("", 1, "empty"),
        ("   ", 1, "empty"),
        ("oil (gas", 5, "never closed"),
        ("oil)", 4, "closes nothing"),
        ("oil \"spot", 5, "never closed"),
        ("()", 1, "nothing stands"),
        ("AND oil", 1, "before AND"),
        ("oil AND", 5, "after AND"),
        ("oil OR", 5, "after OR"),
        ("oil OR OR gas", 8, "before OR"),
        ("NOT", 1, "after NOT"),
        ("oil NEAR gas", 5, "needs a distance"),
        ("oil NEAR/0 gas", 5, "distance must be"),
        ("oil NEAR/5", 5, "nothing stands after"),
        ("NEAR/5 oil", 1, "nothing stands before"),
        ("oil near/5 gas", 5, "capitals"),
        ("oil W/5 gas", 5, "no operator W/n"),
        ("oil NEAR/5 (gas coal)", 12, "joined by OR"),
        ("oil NEAR/5 -gas", 12, "joined by OR"),
        ("headline:oil NEAR/5 gas", 14, "same field"),
        ("oil /ga.*", 5, "never closed"),
        ("oil /ga.*/s", 11, "a space must"),
        ("/oil gas/", 1, "no space"),
        ("/oi(l/", 1, "no regular expression"),
        ("/^oil/", 1, "anchors"),
        ("//", 1, "empty"),
        ("<firms> NEAR/8 oil", 1, "no slot"),
        ("<firm", 1, "slot is written"),
        ("headline:(<firm> NEAR/8 oil)", 11, "whole text"),
        ("oil NEAR/8 figure:20%", 12, "slot such as"),
        ("oil NEAR/8 published:2025", 12, "only words"),
        ("oil^2 NEAR/8 gas", 1, "boost stands behind"),
        ("headline:(oil firm:acme)", 15, "inside headline"),
        ("lead:(headline:oil)", 7, "inside headline"),
        ("figure:20%@", 11, "must follow `@`"),
        ("figure:=>20%", 1, "no comparison"),
        ("access:(free OR secret)", 17, "no access"),
        ("+oil", 1, "`+`"),
        ("!oil", 1, "NOT"),
        ("oil && gas", 5, "AND"),
        ("oil || gas", 5, "OR"),
        ("colour:red", 1, "no field `colour`"),
        ("headline: oil", 1, "without a space"),
        ("firm:", 1, "without a space"),
        ("firm:gold*", 1, "wildcards"),
        ("firm:(a1 b1)", 10, "AND or OR between"),
        ("published:2025-13", 1, "no date"),
        ("published:[2025-03 TO 2025-01]", 11, "ends before"),
        ("published:[2025-03 2025-01]", 11, "[a TO b]"),
        ("published:[2025-03 TO 2025-04", 11, "never closed"),
        ("[2025 TO 2026]", 1, "needs its field"),
        ("access:secret", 1, "no access"),
        ("figure:[20 TO 40]", 8, "unit"),
        ("figure:[20% TO 40bp]", 8, "one unit"),
        ("money:[1 TO 2]%", 1, "currency"),
        ("oil~", 4, "1 or 2"),
        ("oil~3", 4, "1 or 2"),
        ("ab~2", 3, "too short"),
        ("year-to-date~1", 13, "more than one word"),
        ("\"oil\"~3", 6, "one word alone"),
        ("\"oil pri*\"", 9, "takes no wildcards"),
        ("oil^", 4, "boost"),
        ("oil^0", 4, "boost"),
        ("a1 %", 4, "no word"),
        ("\"...\"", 1, "no word"),
        ("**", 1, "at least one letter"),
        ("a-b*", 1, "only letters"),
        ("=", 1, "must follow"),
        ("SENT(oil)", 1, "two or more"),
        ("SENT(oil OR gas)", 1, "two or more"),
        ("ATLEAST/2(oil) NEAR/5 gas", 1, "whole article"),
        ("SENT(oil ATLEAST/2(gas))", 1, "whole article"),
        ("ATLEAST/0(oil)", 1, "1 to 1000"),
        ("ATLEAST/5 oil", 1, "ATLEAST/5(word)"),
    ] {
        let error = parse(query).expect_err(query);
        assert_eq!(error.column, column, "{query}: {}", error.message);
        assert!(error.message.contains(says), "{query}: {}", error.message);
        assert!(!error.message.ends_with('.'), "{query}: {}", error.message);
    }
}

#[test]
fn depth_and_length_are_bounded() {
    for open in ["(", "NOT ", "-", "((("] {
        let query = format!("{}oil", open.repeat(5_000 / open.len()));
        assert!(parse(&query).is_err_and(|error| error.message.contains("inside each other")), "{open}");
    }
    assert!(parse(&"oil ".repeat(5_000)).is_err_and(|error| error.message.contains("too long")));
    assert!(parse(&"oil ".repeat(3_000)).is_ok());
}

proptest! {
    #[test]
    fn no_string_breaks_the_reader(query in "\\PC{0,80}") {
        let _ = parse(&query);
    }

    #[test]
    fn a_tree_is_written_and_read_back(tree in trees::node()) {
        let written = tree.to_string();
        prop_assert_eq!(parse(&written), Ok(tree), "{}", written);
    }

    #[test]
    fn what_was_read_is_written_and_read_the_same(query in trees::query()) {
        if let Ok(tree) = parse(&query) {
            let written = tree.to_string();
            prop_assert_eq!(parse(&written), Ok(tree), "{} written as {}", query, written);
        }
    }

    #[test]
    fn no_run_of_signs_breaks_the_reader(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "(", ")", "\"", "“", "[", "]", "{", "}", "~", "^", "*", "?", "-", "=", ":", "/", "\\", " ", "AND", "OR", "NOT", "NEAR/3",
            "PRE/2", "SENT(", "ATLEAST/2(", "TO", "oil", "headline:", "firm:", "published:", "figure:", "2025", "1e9", "%", "HKD", "é", "涨",
        ]),
        0..40,
    )) {
        if let Err(error) = parse(&pieces.concat()) {
            prop_assert!(error.column >= 1 && error.column <= pieces.concat().chars().count() + 1);
        }
    }
}

#[test]
fn slots_and_entities_stand_among_words() {
    let slot = |name: &str| Words::Slot(name.to_owned());
    let entity = |name: &str| Words::Entity { kind: Some(annals_model::Kind::Firm), name: name.to_owned() };
    assert_eq!(parse("<firm> NEAR/8 <figure>"), Ok(everywhere(near(slot("<firm>"), slot("<figure>"), 8, false))));
    assert_eq!(parse("firm:\"Acme Mills\" PRE/8 <HKD>"), Ok(everywhere(near(entity("Acme Mills"), slot("<HKD>"), 8, true))));
    let group = near(Words::Any(vec![entity("a1"), entity("b1")]), slot("<percent>"), 3, false);
    assert_eq!(parse("firm:(a1 OR b1) NEAR/3 <percent>"), Ok(everywhere(group)));
    assert_eq!(parse("<person> oil"), Ok(Node::And(vec![everywhere(slot("<person>")), stems("oil")])));
    let same = Words::Same { unit: super::TextUnit::Sentence, parts: vec![entity("a1"), Words::Stems("profit".to_owned())] };
    assert_eq!(parse("SENT(firm:a1 profit)"), Ok(everywhere(same)));
}

#[test]
fn groups_stand_behind_a_field() {
    let firm = |name: &str| Node::Entity { kind: Some(annals_model::Kind::Firm), name: name.to_owned() };
    assert_eq!(parse("firm:(a1 OR \"b 2\")"), Ok(Node::Or(vec![firm("a1"), firm("b 2")])));
    assert_eq!(
        parse("firm:(a1 AND NOT (b1 OR c1))").map(|node| node.to_string()).as_deref(),
        Ok("firm:\"a1\" AND NOT (firm:\"b1\" OR firm:\"c1\")")
    );
    assert_eq!(
        parse("published:(2025 OR [2023-05 TO 2023-06])").map(|node| node.to_string()).as_deref(),
        Ok("published:[2025-01-01 TO 2026-01-01} OR published:[2023-05-01 TO 2023-07-01}")
    );
}

#[test]
fn a_figure_may_name_its_subject() {
    let subject = |query: &str| match parse(query) {
        Ok(Node::Figure(range)) => (range.to_owned(), range.subject),
        other => panic!("{query}: {other:?}"),
    };
    assert_eq!(subject("figure:[20% TO 40%]@BYD").1.as_deref(), Some("BYD"));
    assert_eq!(subject("figure:[20 TO 40]%@\"Goldman Sachs\"").1.as_deref(), Some("Goldman Sachs"));
    assert_eq!(subject("figure:\"20%\"@us:citigroup").1.as_deref(), Some("us:citigroup"));
    assert_eq!(subject("money:>=1e9HKD@\"Goldman Sachs\"").0, FigureRangeOf::money(1_000_000_000, "Goldman Sachs"));
    assert_eq!(subject("figure:20%").1, None);
}

struct FigureRangeOf;

impl FigureRangeOf {
    fn money(least: i64, subject: &str) -> super::FigureRange {
        let unit = crate::figure_key::FigureUnit::Money(annals_model::Currency::new("HKD").unwrap());
        super::FigureRange { unit, low: Some((least.into(), true)), high: None, subject: Some(subject.to_owned()) }
    }
}

#[test]
fn regular_expressions_end_at_their_slash() {
    let source = |query: &str| match parse(query) {
        Ok(Node::Text(Text { words: Words::Regex(expression), .. })) => expression.source().to_owned(),
        other => panic!("{query}: {other:?}"),
    };
    assert_eq!(source("/ga.*/"), "ga.*");
    assert_eq!(source("headline:/(up|down)grade[sd]?/"), "(up|down)grade[sd]?");
    assert_eq!(source("/a\\/b/"), "a/b");
    assert_eq!(source("/\\d{4}\\.5/"), "\\d{4}\\.5");
    assert!(matches!(parse("/ga.*/ NEAR/3 (oil OR /pri.e/)"), Ok(Node::Text(Text { words: Words::Near { .. }, .. }))));
    assert_eq!(parse("and/or"), Ok(stems("and/or")));
}
