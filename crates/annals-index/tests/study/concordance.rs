//! Every line is a match with its receipt, whatever the order.

use crate::news::index;
use annals_index::{ConcordanceOptions, Context, Given, GroupBy, Index, IndexError, Line, LineOrder, Part, SearchOptions};
use jiff::civil::date;

fn lines(index: &Index, query: &str, options: &ConcordanceOptions) -> (Vec<Line>, Given) {
    let mut lines = Vec::new();
    let given = index
        .concordance(query, options, &mut |line: &Line| {
            lines.push(line.clone());
            Ok::<_, IndexError>(())
        })
        .unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(given.lines, lines.len() as u64);
    (lines, given)
}

fn places(lines: &[Line]) -> Vec<(String, u32)> {
    lines.iter().map(|line| (line.id.0.clone(), line.start)).collect()
}

const QUERIES: [&str; 25] = [
    "dividend",
    "=dividends",
    "raise",
    "\"the river\"",
    "\"rose shares\"~3",
    "divi*",
    "r?ver OR rivers",
    "dividnd~1",
    "dividend NEAR/4 raised",
    "raised PRE/3 dividend",
    "SENT(river shares)",
    "PARA(monday shares)",
    "ATLEAST/2(nothing)",
    "headline:dividend river",
    "lead:mills",
    "firm:Varn",
    "firm:Varn dividend",
    "\"Varn Mills\" OR varn OR firm:Varn",
    "dividend -river",
    "<firm> NEAR/5 dividend",
    "dividend NEAR/5 <firm>",
    "<firm> PRE/4 dividend",
    "firm:Varn NEAR/5 dividend",
    "SENT(<place> river)",
    "ATLEAST/2(<firm>)",
];

#[test]
fn lines_are_the_matches_of_a_search() {
    for each_commit in [1, 3, 100] {
        let (_dir, index) = index(each_commit);
        for query in QUERIES {
            let (lines, given) = lines(&index, query, &ConcordanceOptions::default());
            let mut found: Vec<(String, u32, u32)> = Vec::new();
            for line in &lines {
                let article = index.get(&line.id).unwrap().unwrap().article;
                let whole = if line.part == Part::Text { article.text } else { article.headline.unwrap_or_default() };
                assert_eq!(whole.get(line.start as usize..line.end as usize), Some(line.node.as_str()), "{query}");
                assert!(!line.node.trim().is_empty());
                if line.part == Part::Text {
                    found.push((line.id.0.clone(), line.start, line.end));
                }
            }
            let hits = index.search(query, &SearchOptions { limit: 100, ..SearchOptions::default() }).unwrap().hits;
            let mut expected: Vec<(String, u32, u32)> =
                hits.iter().flat_map(|hit| hit.matches.iter().map(|span| (hit.id.0.clone(), span.start, span.end))).collect();
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{query}");
            assert!(!lines.is_empty() && given.articles == hits.len() as u64, "{query}");
            assert_eq!(given.occurrences, Some(given.lines), "{query}");
        }
    }
}

#[test]
fn a_line_shows_what_stands_around() {
    let (_dir, index) = index(100);
    let options = ConcordanceOptions {
        context: Context::Words(3),
        from: Some(date(2025, 1, 20)),
        to: Some(date(2025, 1, 21)),
        ..ConcordanceOptions::default()
    };
    let (found, _) = lines(&index, "\"river is high\"", &options);
    let [line] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((line.left.as_str(), line.node.as_str(), line.right.as_str()), ("on Monday. “The ", "river is high", ",” said a miller"));
    assert_eq!((line.id.as_str(), line.headline.as_deref()), ("a1", Some("Varn lifts dividend")));
    let (found, _) = lines(&index, "\"river is high\"", &ConcordanceOptions { context: Context::Sentence, ..options });
    assert_eq!(found[0].left, "“The ");
    assert!(found[0].right.ends_with("and shares rose."), "{:?}", found[0].right);
}

#[test]
fn a_headline_outside_the_text_has_its_own_receipt() {
    let (_dir, index) = index(2);
    let (found, _) = lines(&index, "dividends", &ConcordanceOptions::default());
    let line = found.iter().find(|line| line.id.as_str() == "d6").unwrap();
    assert_eq!((line.part, line.start, line.end), (Part::Headline, 11, 20));
    assert_eq!(line.left, "River of ");
}

#[test]
fn orders_are_total_and_limits_take_the_first() {
    let order = |order, limit| ConcordanceOptions { order, limit, ..ConcordanceOptions::default() };
    let mut seen: Vec<Vec<(String, u32)>> = Vec::new();
    for each_commit in [1, 3, 100] {
        let (_dir, index) = index(each_commit);
        for by in [LineOrder::Left, LineOrder::Right, LineOrder::Date] {
            let (all, whole) = lines(&index, "river OR dividend", &order(by, None));
            let (few, given) = lines(&index, "river OR dividend", &order(by, Some(4)));
            assert_eq!(places(&few), places(&all)[..4]);
            assert!(all.len() > 10 && whole.occurrences == Some(all.len() as u64));
            // By date the reader stops at the limit, else all must be seen to know the first.
            assert_eq!(given.occurrences, (by != LineOrder::Date).then_some(all.len() as u64));
            seen.push(places(&all));
        }
        let (few, given) = lines(&index, "river OR dividend", &order(LineOrder::Index, Some(4)));
        assert_eq!((few.len(), given.occurrences), (4, None));
    }
    // The same however the articles lie in the index.
    assert!(seen[..3] == seen[3..6] && seen[..3] == seen[6..]);
    let (_dir, index) = index(3);
    let (by_date, _) = lines(&index, "river", &order(LineOrder::Date, None));
    assert_eq!(by_date.first().map(|line| line.id.as_str()), Some("c4"));
    assert_eq!(by_date.last().map(|line| line.id.as_str()), Some("d6"));
    let (by_right, _) = lines(&index, "river", &order(LineOrder::Right, None));
    let words = |text: String| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let right: Vec<String> = by_right.iter().map(|line| words(format!("{}{}", line.node, line.right).to_lowercase())).collect();
    assert!(right.windows(2).all(|pair| pair[0] <= pair[1]), "{right:?}");
    let (by_left, _) = lines(&index, "river", &order(LineOrder::Left, None));
    assert_eq!(by_left[0].left, "", "nothing stands first");
}

#[test]
fn a_sample_is_the_same_for_the_same_articles() {
    let sample = |seed| ConcordanceOptions { sample: Some((5, seed)), ..ConcordanceOptions::default() };
    let (_a, one) = index(1);
    let (_b, other) = index(100);
    let (first, given) = lines(&one, "river OR dividend", &sample(7));
    assert_eq!((first.len(), given.occurrences.map(|all| all > 10)), (5, Some(true)));
    assert_eq!(first, lines(&other, "river OR dividend", &sample(7)).0);
    let all = places(&lines(&one, "river OR dividend", &ConcordanceOptions::default()).0);
    assert!(places(&first).iter().all(|place| all.contains(place)));
    assert!((1..20).any(|seed| places(&lines(&one, "river OR dividend", &sample(seed)).0) != places(&first)));
    // Every place has its chance.
    let drawn: std::collections::BTreeSet<_> =
        (0..80).flat_map(|seed| places(&lines(&one, "river OR dividend", &sample(seed)).0)).collect();
    assert_eq!(drawn.len(), all.len());
}

#[test]
fn equal_lines_are_counted() {
    let (_dir, index) = index(3);
    let options = ConcordanceOptions::default();
    let groups = |query: &str, by| {
        let groups = index.concordance_groups(query, by, &options).unwrap();
        groups.into_iter().map(|group| (group.key, group.occurrences, group.articles)).collect::<Vec<_>>()
    };
    let nodes = groups("dividend", GroupBy::Node);
    assert_eq!(nodes, [("dividend".to_owned(), 9, 4), ("dividends".to_owned(), 1, 1)]);
    let left = groups("dividend", GroupBy::Left);
    assert_eq!(left[0], ("the".to_owned(), 3, 3));
    assert_eq!(left.iter().map(|group| group.1).sum::<u64>(), 10);
    assert!(groups("river", GroupBy::Right).contains(&(String::new(), 1, 1)), "one ends its paragraph");
    assert_eq!(groups("\"the dividend is the third\"", GroupBy::Context), [("the dividend is the third.".to_owned(), 2, 2)]);
    let first = &index.concordance_groups("dividend", GroupBy::Node, &options).unwrap()[0];
    assert_eq!((first.id.as_str(), first.start), ("a1", 11));
}

#[test]
fn conditions_alone_have_no_lines_and_faults_are_named() {
    let (_dir, index) = index(3);
    assert!(lines(&index, "published:2025", &ConcordanceOptions::default()).0.is_empty());
    assert!(lines(&index, "zebra", &ConcordanceOptions::default()).0.is_empty());
    let refused = index.concordance("(", &ConcordanceOptions::default(), &mut |_| Ok::<_, IndexError>(()));
    assert!(refused.unwrap_err().to_string().contains("column"));
}
