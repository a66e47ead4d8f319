//! Questions of programs over a small index in several parts, compared with counting by hand.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_index::{
    Aggregate, Ask, Asked, Beside, BucketOrder, Column, Comparison, Condition, Countable, Counted, Found, Index, IndexError, Key, Number,
    Passages, Period, Scope, SortBy, SortKey, SortValue, parse,
};
use annals_model::{Access, Annotated, Annotations, Article, ArticleId, DateTime, Entity, EntityId, Kind, Mention, RuleName, Span};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

const FIRMS: [&str; 3] = ["Acme", "Varn", "Orlin"];
const OUTLETS: [&str; 3] = ["Quay Wire", "Harbour Gazette", "Ledger"];

fn article(number: usize) -> Annotated {
    let firm = FIRMS[number % 3];
    let words = if number.is_multiple_of(4) { "lifted its dividend" } else { "kept its forecast" };
    let text = format!("{firm} {words}. The board met on the quay.\n\nNumber {number} of its notes.");
    let mut annotations = Annotations { id: ArticleId(format!("n{number:02}")), ..Annotations::default() };
    let place = (number.is_multiple_of(2)).then_some(("quay", Kind::Place, "place:quay"));
    let id = format!("xx:{}", firm.to_lowercase());
    for (surface, kind, entity) in [Some((firm, Kind::Firm, id.as_str())), place].into_iter().flatten() {
        let start = text.find(surface).unwrap();
        let at = u32::try_from(annotations.mentions.len()).unwrap();
        annotations.mentions.push(Mention {
            span: Span::new(start, start + surface.len()),
            kind,
            entity: Some(EntityId(entity.into())),
            nominal: false,
            rule: RuleName::new("entity/test"),
            score: 1.0,
        });
        annotations.entities.push(Entity {
            id: EntityId(entity.into()),
            kind,
            name: surface.into(),
            tickers: vec![],
            parent: None,
            mentions: vec![at],
        });
    }
    let undated = number % 10 == 9;
    let article = Article {
        id: annotations.id.clone(),
        publisher: OUTLETS[number % 7 % 3].into(),
        headline: Some(format!("Note {number}")),
        published: DateTime::parse(&if undated { String::new() } else { format!("2025-{:02}-{:02}", 1 + number % 5, 1 + number % 20) }),
        section: (number % 3 == 1).then(|| "Markets".to_owned()),
        access: Access::Free,
        lang: "en".into(),
        text,
        ..Article::default()
    };
    Annotated { article, annotations }
}

/// Forty articles in four parts, two of them deleted again.
fn filled() -> (TempDir, Index, Vec<Annotated>) {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    let mut kept = Vec::new();
    for number in 0..40 {
        let item = article(number);
        index.add(&item, Beside::default()).unwrap();
        if number % 10 == 5 {
            index.commit().unwrap();
        }
        kept.push(item);
    }
    index.commit().unwrap();
    for id in ["n07", "n30"] {
        index.delete(id).unwrap();
        kept.retain(|item| item.article.id.as_str() != id);
    }
    index.commit().unwrap();
    (dir, index, kept)
}

fn query(text: &str) -> Condition {
    Condition::Query(parse(text).unwrap())
}

fn ids(asked: &Asked) -> Vec<&str> {
    asked.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn whole(column: Column, comparison: Comparison) -> Condition {
    Condition::Whole(column, comparison)
}

#[test]
fn conditions_hold_what_they_say() {
    let (_dir, index, kept) = filled();
    let is = |column, value: &str| whole(column, Comparison::Is(vec![value.into()]));
    let all = |must: Vec<Condition>, should: Vec<Condition>, must_not: Vec<Condition>, least| Condition::Bool {
        must,
        should,
        filter: Vec::new(),
        must_not,
        least,
    };
    let words = |text: &str, least| Condition::Words { scope: Scope::Everywhere, text: text.into(), least };
    let firm = |item: &Annotated| item.annotations.entities[0].name.clone();
    let lifted = |item: &Annotated| item.article.text.contains("lifted");
    let dated = |item: &Annotated| item.article.published.is_some();
    type Holds<'a> = Box<dyn Fn(&Annotated) -> bool + 'a>;
    let cases: Vec<(Condition, Holds)> = vec![
        (Condition::Every, Box::new(|_| true)),
        (Condition::None, Box::new(|_| false)),
        (query("dividend"), Box::new(lifted)),
        (words("dividends forecasts", Some(1)), Box::new(|_| true)),
        (words("dividends forecasts", None), Box::new(|_| false)),
        (words("dividends boards nonsense", Some(2)), Box::new(lifted)),
        (
            all(vec![], vec![query("dividend"), is(Column::Publisher, "Ledger")], vec![], 1),
            Box::new(|i| lifted(i) || i.article.publisher == "Ledger"),
        ),
        (
            all(vec![], vec![query("dividend"), is(Column::Publisher, "Ledger")], vec![], 2),
            Box::new(|i| lifted(i) && i.article.publisher == "Ledger"),
        ),
        (
            all(vec![], vec![query("dividend"), is(Column::Publisher, "Ledger"), is(Column::Section, "MARKETS")], vec![], 2),
            Box::new(|i| {
                [lifted(i), i.article.publisher == "Ledger", i.article.section.is_some()].iter().filter(|held| **held).count() >= 2
            }),
        ),
        (
            all(vec![is(Column::Entity(Some(Kind::Firm)), "acme")], vec![query("dividend"), query("zebra"), query("board")], vec![], 2),
            Box::new(|i| firm(i) == "Acme" && lifted(i)),
        ),
        (all(vec![query("board")], vec![query("dividend")], vec![], 0), Box::new(|_| true)),
        (all(vec![], vec![query("dividend")], vec![], 0), Box::new(|_| true)),
        (all(vec![], vec![], vec![query("dividend")], 0), Box::new(|i| !lifted(i))),
        (all(vec![], vec![], vec![], 0), Box::new(|_| true)),
        (Condition::Ids(vec![ArticleId("n03".into()), ArticleId("n07".into())]), Box::new(|i| i.article.id.as_str() == "n03")),
        (is(Column::Entity(None), "xx:varn"), Box::new(|i| firm(i) == "Varn")),
        (whole(Column::Section, Comparison::There), Box::new(|i| i.article.section.is_some())),
        (whole(Column::Entity(Some(Kind::Place)), Comparison::There), Box::new(|i| i.annotations.entities.len() == 2)),
        (whole(Column::Entity(Some(Kind::Person)), Comparison::There), Box::new(|_| false)),
        (whole(Column::Entity(Some(Kind::Firm)), Comparison::Begins("xx:a".into())), Box::new(|i| firm(i) == "Acme")),
        (whole(Column::Publisher, Comparison::Like("*ou? ?ez*".into())), Box::new(|_| false)),
        (whole(Column::Publisher, Comparison::Like("*our Ga?ette".into())), Box::new(|i| i.article.publisher == "Harbour Gazette")),
        (Condition::Between { number: Number::PublishedAt, from: None, to: None }, Box::new(dated)),
        (
            Condition::Between { number: Number::Published, from: Some(1_738_368_000_000), to: Some(1_740_787_200_000) },
            Box::new(|i| i.article.published.is_some_and(|at| at.date.month() == 2)),
        ),
        (
            Condition::Between { number: Number::PublishedAt, from: Some(1_738_368_000_001), to: None },
            Box::new(|i| i.article.published.is_some_and(|at| at.date > date(2025, 2, 1))),
        ),
        (Condition::Best(vec![query("dividend"), query("forecast")], 0.0), Box::new(|_| true)),
        (Condition::Constant(Box::new(query("dividend")), 3.0), Box::new(lifted)),
    ];
    for (condition, holds) in cases {
        let expected: BTreeSet<&str> = kept.iter().filter(|item| holds(item)).map(|item| item.article.id.as_str()).collect();
        let asked = index.ask(&Ask { condition: condition.clone(), size: 100, ..Ask::default() }).unwrap();
        assert_eq!(ids(&asked).into_iter().collect::<BTreeSet<_>>(), expected, "{condition:?}");
        assert_eq!((asked.total, index.how_many(&condition).unwrap()), (Some(expected.len()), expected.len()), "{condition:?}");
    }
}

#[test]
fn pages_join_without_gaps_in_every_order() {
    let (_dir, index, kept) = filled();
    let by = |key, descending| SortBy { key, descending };
    let moment = SortKey::Moment(Number::PublishedAt);
    for sort in [
        vec![by(moment, true)],
        vec![by(moment, false)],
        vec![by(SortKey::Score, true)],
        vec![by(SortKey::Score, false), by(moment, true)],
        vec![by(moment, true), by(SortKey::Id, true)],
        vec![by(SortKey::Id, false)],
    ] {
        let ask = |size, from, after| {
            index.ask(&Ask { condition: query("dividend OR quay"), sort: sort.clone(), size, from, after, ..Ask::default() }).unwrap()
        };
        let all = ask(100, 0, None);
        assert_eq!(all.hits.len(), kept.len());
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = ask(7, 0, after);
            assert_eq!(page.total, Some(kept.len()));
            let Some(last) = page.hits.last() else { break };
            after = Some(last.sort.clone());
            paged.extend(page.hits);
        }
        assert_eq!(paged, all.hits, "{sort:?}");
        assert_eq!(ask(9, 11, None).hits, all.hits[11..20], "{sort:?}");
        let dates: Vec<_> = all.hits.iter().map(|hit| &hit.sort[0]).collect();
        if sort[0].key == moment {
            let undated = kept.iter().filter(|item| item.article.published.is_none()).count();
            assert!(dates[kept.len() - undated..].iter().all(|value| **value == SortValue::Moment(None)), "{sort:?}");
        }
    }
    // Without the id, all equals of the last hit are passed over.
    let ask = |after| index.ask(&Ask { sort: vec![by(moment, false)], size: 1, after, ..Ask::default() });
    let first = ask(None).unwrap().hits.remove(0).sort[0].clone();
    let next = ask(Some(vec![first.clone()])).unwrap().hits.remove(0).sort[0].clone();
    assert_ne!(first, next);
    for wrong in [vec![], vec![SortValue::Score(1.0)], vec![first.clone(), first.clone()]] {
        assert!(matches!(ask(Some(wrong)), Err(IndexError::Unanswerable(_))));
    }
    let keys = vec![by(moment, true), by(SortKey::Score, true), by(SortKey::Moment(Number::FirstSeen), true), by(moment, false)];
    assert!(matches!(index.ask(&Ask { sort: keys, ..Ask::default() }), Err(IndexError::Unanswerable(_))));
}

fn counts(tally: &Found) -> Vec<(String, u64)> {
    let Found::Buckets(buckets, _) = tally else { panic!("{tally:?}") };
    let name = |key: &Key| match key {
        Key::Text(text) => text.clone(),
        Key::Start(day) => day.to_string(),
        Key::Filter(at) => at.to_string(),
    };
    buckets.iter().map(|bucket| (name(&bucket.key), bucket.count)).collect()
}

#[test]
fn counts_are_those_by_hand() {
    let (_dir, index, kept) = filled();
    let one = |counted, inside| Aggregate { name: "x".into(), counted, inside };
    let terms = |column, size, order| Counted::Terms { column, size, order, least: 1 };
    let calendar = |unit, least| Counted::Calendar { unit, least, order: BucketOrder::KeyUp };
    let tally = |aggregate: &Aggregate| {
        let ask = Ask { aggregates: vec![aggregate.clone()], size: 0, ..Ask::default() };
        index.ask(&ask).map(|mut asked| asked.tallies.remove(0).found)
    };
    let by_hand = |key: &dyn Fn(&Annotated) -> Vec<String>| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        kept.iter().flat_map(key).for_each(|key| *counts.entry(key).or_default() += 1);
        let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    };
    let publishers = by_hand(&|item| vec![item.article.publisher.clone()]);
    let found = tally(&one(terms(Column::Publisher, 10, BucketOrder::MostFirst), vec![])).unwrap();
    assert_eq!(counts(&found), publishers);
    let found = tally(&one(terms(Column::Publisher, 1, BucketOrder::MostFirst), vec![])).unwrap();
    assert_eq!(
        found,
        Found::Buckets(
            vec![annals_index::Bucket { key: Key::Text(publishers[0].0.clone()), count: publishers[0].1, inside: vec![] }],
            publishers[1].1 + publishers[2].1
        )
    );
    let firms = by_hand(&|item| vec![item.annotations.entities[0].id.0.clone()]);
    let kind = Column::Entity(Some(Kind::Firm));
    assert_eq!(counts(&tally(&one(terms(kind, 10, BucketOrder::MostFirst), vec![])).unwrap()), firms);
    let entities = by_hand(&|item| item.annotations.entities.iter().map(|entity| entity.id.0.clone()).collect());
    assert_eq!(counts(&tally(&one(terms(Column::Entity(None), 10, BucketOrder::MostFirst), vec![])).unwrap()), entities);
    assert_eq!(tally(&one(Counted::Distinct(Countable::Column(kind)), vec![])).unwrap(), Found::Count(3));
    assert_eq!(tally(&one(Counted::Distinct(Countable::Column(Column::Entity(Some(Kind::Person)))), vec![])).unwrap(), Found::Count(0));
    let places = kept.iter().filter(|item| item.annotations.entities.len() == 2).count() as u64;
    assert_eq!(
        tally(&one(Counted::Values(Countable::Column(Column::Entity(None))), vec![])).unwrap(),
        Found::Count(kept.len() as u64 + places)
    );
    let dated = kept.iter().filter(|item| item.article.published.is_some()).count() as u64;
    assert_eq!(tally(&one(Counted::Values(Countable::Number(Number::Published)), vec![])).unwrap(), Found::Count(dated));
    assert_eq!(tally(&one(Counted::Least(Number::Published), vec![])).unwrap(), Found::Moment(Some(1_735_689_600_000)));
    assert_eq!(tally(&one(Counted::Least(Number::FirstSeen), vec![])).unwrap(), Found::Moment(None));

    let mut months = by_hand(&|item| item.article.published.iter().map(|at| at.date.first_of_month().to_string()).collect());
    months.sort();
    assert_eq!(counts(&tally(&one(calendar(Period::Month, 1), vec![])).unwrap()), months);
    let mut days = by_hand(&|item| item.article.published.iter().map(|at| at.date.to_string()).collect());
    days.sort();
    assert_eq!(counts(&tally(&one(calendar(Period::Day, 1), vec![])).unwrap()), days);
    let gaps = counts(&tally(&one(calendar(Period::Day, 0), vec![])).unwrap());
    assert!(gaps.len() > days.len() && gaps.iter().map(|(_, count)| count).sum::<u64>() == dated, "{gaps:?}");
    assert_eq!(counts(&tally(&one(calendar(Period::Year, 1), vec![])).unwrap()), [("2025-01-01".to_owned(), dated)]);

    // One inside another: months of each outlet, and firms inside a condition.
    let nested = one(
        terms(Column::Publisher, 2, BucketOrder::KeyUp),
        vec![one(calendar(Period::Month, 1), vec![]), one(Counted::Greatest(Number::Published), vec![])],
    );
    let Found::Buckets(buckets, _) = tally(&nested).unwrap() else { panic!() };
    for bucket in &buckets {
        let Key::Text(outlet) = &bucket.key else { panic!() };
        let mut months = by_hand(&|item| {
            item.article
                .published
                .iter()
                .filter(|_| item.article.publisher == *outlet)
                .map(|at| at.date.first_of_month().to_string())
                .collect()
        });
        months.sort();
        assert_eq!(counts(&bucket.inside[0].found), months);
        assert!(matches!(bucket.inside[1].found, Found::Moment(Some(_))));
    }
    assert_eq!(buckets.len(), 2);
    let filtered = one(Counted::Filters(vec![query("dividend"), Condition::None]), vec![one(terms(kind, 9, BucketOrder::KeyUp), vec![])]);
    let Found::Buckets(buckets, _) = tally(&filtered).unwrap() else { panic!() };
    let lifted = kept.iter().filter(|item| item.article.text.contains("lifted")).count() as u64;
    assert_eq!((buckets[0].count, buckets[1].count), (lifted, 0));
    assert_eq!(counts(&buckets[0].inside[0].found).iter().map(|(_, count)| count).sum::<u64>(), lifted);
}

#[test]
fn a_calendar_of_too_many_days_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    for (number, year) in [(0, "1700-01-01"), (1, "2025-01-01")] {
        let mut item = article(number);
        item.article.published = DateTime::parse(year);
        index.add(&item, Beside::default()).unwrap();
    }
    index.commit().unwrap();
    let days = |least| Aggregate {
        name: "days".into(),
        counted: Counted::Calendar { unit: Period::Day, least, order: BucketOrder::KeyUp },
        inside: vec![],
    };
    let ask = |least| index.ask(&Ask { aggregates: vec![days(least)], ..Ask::default() });
    assert!(matches!(ask(0), Err(IndexError::Unanswerable(why)) if why.contains("buckets")));
    assert_eq!(counts(&ask(1).unwrap().tallies[0].found).len(), 2);
}

#[test]
fn passages_show_what_was_asked_for() {
    let (_dir, index, _) = filled();
    let condition = Condition::Bool {
        must: vec![query("dividend"), whole(Column::Entity(Some(Kind::Firm)), Comparison::Is(vec!["Acme".into()]))],
        should: vec![Condition::Words { scope: Scope::Headline, text: "note".into(), least: None }],
        filter: vec![],
        must_not: vec![query("zebra")],
        least: 0,
    };
    let part = |scope, number| Passages { scope, length: 40, number };
    let passages = vec![part(Scope::Everywhere, 3), part(Scope::Headline, 1), part(Scope::Everywhere, 0)];
    let asked = index.ask(&Ask { condition, passages, size: 1, lines: false, ..Ask::default() }).unwrap();
    let hit = &asked.hits[0];
    assert!(hit.line.is_none());
    let marked = |at: usize| {
        let spans = hit.passages[at].iter().flat_map(|passage| passage.matches.iter().map(|span| span.of(&passage.text)));
        spans.collect::<Vec<_>>()
    };
    assert_eq!(marked(1), ["Note"]);
    assert!(marked(0).contains(&"Acme") && marked(0).contains(&"dividend"), "{:?}", hit.passages);
    assert_eq!(marked(2), ["Note", "Acme", "dividend"]);
    assert!(hit.passages[2][0].text.contains("\n\nNumber"), "{:?}", hit.passages[2]);
    let few = index.ask(&Ask { most_bytes: 300, ..Ask::default() });
    assert!(matches!(few, Err(IndexError::Unanswerable(why)) if why.contains("300 bytes")));
}
