//! How claims of real sentences relate: five wordings for every verdict, and pairs that must be left alone.

use annals::jobs::Engine;
use annals_model::{Annotated, Article, ArticleId, DateTime, Relation, Story, Verdict};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

/// An article of one paragraph.
fn article(id: &str, published: &str, text: &str) -> Annotated {
    let article = Article {
        id: ArticleId(id.to_owned()),
        publisher: format!("The {id} Post"),
        url: format!("https://{id}.example/story"),
        lang: "en".to_owned(),
        published: DateTime::parse(published),
        text: text.to_owned(),
        ..Article::default()
    };
    ENGINE.annotated(Annotated { article, ..Annotated::default() })
}

/// Two articles of one day as one story.
fn pair(first: &str, second: &str) -> Story {
    days(("2025-03-05", first), ("2025-03-05", second))
}

fn days(first: (&str, &str), second: (&str, &str)) -> Story {
    let both = [article("first", first.0, first.1), article("second", second.0, second.1)];
    annals_story::story(&[&both[0], &both[1]])
}

/// Relations of claims of both articles, look-alikes apart.
fn between(story: &Story, verdict: Verdict) -> Vec<&Relation> {
    let articles = |relation: &Relation| {
        let claims = relation.claims.iter().filter_map(|i| story.claims.get(*i as usize));
        claims.map(|claim| &claim.evidence.article).collect::<BTreeSet<_>>().len()
    };
    story.relations.iter().filter(|relation| relation.verdict == verdict && articles(relation) > 1).collect()
}

#[track_caller]
fn related(story: &Story, verdict: Verdict, words: &str) {
    let found: Vec<_> = story.relations.iter().map(|relation| (relation.verdict, relation.why.as_str())).collect();
    assert!(!between(story, verdict).is_empty(), "{words}: not {verdict:?} but {found:?}\n{:#?}", story.claims);
}

#[track_caller]
fn unrelated(story: &Story, words: &str) {
    let differ = |relation: &&Relation| matches!(relation.verdict, Verdict::Conflict | Verdict::Revised | Verdict::CheckFailed);
    let found: Vec<_> = story.relations.iter().filter(differ).map(|relation| relation.why.as_str()).collect();
    assert!(found.is_empty(), "{words}: {found:?}");
}

#[test]
fn the_same_fact_in_other_words() {
    for (a, b) in [
        ("Tarn Motors said its net profit for 2024 rose 12%.", "Net profit of Tarn Motors grew 12% in 2024."),
        (
            "Orland Foods agreed to buy Kestrel Dairy for $2.4 billion.",
            "Kestrel Dairy will be taken over by Orland Foods for $2.4 billion.",
        ),
        ("The Hang Seng Index rose 2.1% on Tuesday.", "Hong Kong's Hang Seng Index climbed 2.1% on Tuesday as banks gained."),
        ("Shares of Tarn Motors fell nearly 7% on Monday.", "Tarn Motors shares lost 6.8% on Monday."),
        (
            "The Financial Conduct Authority fined Kestrel Bank £12 million.",
            "Kestrel Bank was ordered to pay £12 million by the regulator.",
        ),
    ] {
        related(&pair(a, b), Verdict::SameFact, a);
        unrelated(&pair(a, b), a);
    }
}

#[test]
fn differing_values_of_one_fact() {
    for (a, b) in [
        ("Tarn Motors said its net profit for 2024 rose 12%.", "Net profit of Tarn Motors grew 15% in 2024."),
        (
            "Orland Foods agreed to buy Kestrel Dairy for $2.4 billion.",
            "Kestrel Dairy will be taken over by Orland Foods for $2.9 billion.",
        ),
        ("The Hang Seng Index rose 2.1% on Tuesday.", "Hong Kong's Hang Seng Index climbed 2.8% on Tuesday as banks gained."),
        (
            "The Financial Conduct Authority fined Kestrel Bank £12 million.",
            "Kestrel Bank was ordered to pay £21 million by the regulator.",
        ),
        ("Tarn Motors will invest $300 million in a plant in Oslo.", "Tarn Motors plans to spend $450 million on a factory in Oslo."),
        ("Orland Foods will pay $2.4 billion for Kestrel Dairy.", "Orland Foods is to acquire Kestrel Dairy in a deal worth $2.1 billion."),
    ] {
        let story = pair(a, b);
        related(&story, Verdict::Conflict, a);
        let values: BTreeSet<_> =
            between(&story, Verdict::Conflict)[0].claims.iter().map(|i| &story.claims[*i as usize].evidence.article).collect();
        assert_eq!(values.len(), 2, "both are shown: {a}");
    }
}

#[test]
fn figures_that_only_seem_to_differ() {
    for (a, b) in [
        // Other periods, subjects, measures, places, parts; a range, a hedge, an old value.
        ("Tarn Motors said its net profit for 2024 rose 12%.", "Net profit of Tarn Motors grew 15% in 2023."),
        (
            "Orland Foods agreed to buy Kestrel Dairy for $2.4 billion.",
            "Orland Foods agreed to buy a 20% stake in Kestrel Dairy for $600 million.",
        ),
        ("Tarn Motors will invest $300 million in a plant in Oslo.", "Tarn Motors plans to spend $450 million on a factory in Turin."),
        ("Tarn Motors raised its dividend to 30 cents a share.", "Tarn Motors raised its dividend from 25 cents a share."),
        ("The Hang Seng Index rose 2.1% on Tuesday.", "The Hang Seng Index rose 0.4% on Monday."),
        ("Larkmoor Securities raised its target for Tarn Motors to $50.", "Ostrand Capital raised its target for Tarn Motors to $62."),
        ("The S&P 500 lost 4.8% on Thursday.", "The S&P 500 lost 10.5% over Thursday and Friday taken together."),
        ("The Nikkei 225 shed 3% on Monday.", "The Nikkei 225 shed 7.5% from Monday to Tuesday."),
        ("Larkmoor Securities cut its target for Tarn Motors to $50.", "Larkmoor Securities raised its target for Tarn Motors to $50."),
        ("Exports of Japan rose 5% in January.", "Imports of Japan rose 8% in January."),
        ("Shares of Tarn Motors rose 3% on Monday, and those of Orland Foods rose 5%.", "Tarn Motors shares rose 3% on Monday."),
        ("Kestrel Bank expects its revenue to grow 4% this year.", "Revenue of Kestrel Bank grew 9% this year."),
        (
            "Revenue of Tarn Motors rose 8% to $5.4 billion from $5 billion.",
            "Revenue of Tarn Motors was $5.4 billion, against $5 billion a year earlier.",
        ),
    ] {
        unrelated(&pair(a, b), a);
    }
}

#[test]
fn a_tally_that_grows_by_the_day_is_no_contradiction() {
    let counted =
        |number: u32| format!("The health ministry of Norland has now confirmed {number} cases of the fever in the port of Westhaven.");
    let (before, after) = (counted(212), counted(250));
    unrelated(&days(("2025-03-04", &before), ("2025-03-05", &after)), "cases");
    related(&pair(&before, &after), Verdict::Conflict, "cases of one day");
}

#[test]
fn one_measure_over_several_periods_is_a_series() {
    for (a, b) in [
        ("The Hang Seng Index rose 2.1% on Tuesday.", "The Hang Seng Index rose 0.4% on Monday."),
        (
            "Mainland investors bought a net HK$12.5 billion of Hong Kong stocks on March 3.",
            "Southbound net inflow was HK$9.8 billion on March 4.",
        ),
        (
            "Southbound funds poured HK$7.2 billion into Hong Kong shares on February 27.",
            "Chinese investors purchased a net HK$12.5 billion of Hong Kong stocks on March 3.",
        ),
        ("Net profit of Tarn Motors grew 15% in 2023.", "Tarn Motors said its net profit for 2024 rose 12%."),
        ("The Nikkei 225 fell 1.2% in January.", "The Nikkei 225 gained 3.5% in February."),
    ] {
        related(&pair(a, b), Verdict::Series, a);
        unrelated(&pair(a, b), a);
    }
}

#[test]
fn one_value_on_another_base_is_no_confirmation() {
    for (a, b) in [
        ("The Hang Seng Index is up 9% this year.", "The Hang Seng Index has gained 9% since the new governor took office."),
        ("Tarn Motors has risen 14% since January 10.", "Tarn Motors is up 14% since the merger was announced."),
        ("Shares of Kestrel Bank fell 6% in January.", "Shares of Kestrel Bank fell 6% in February."),
        ("The Nikkei 225 gained 11% in 2023.", "The Nikkei 225 gained 11% in 2024."),
        ("Shares of Orland Foods have lost 5% since the recall.", "Shares of Orland Foods have lost 5% since January 2."),
    ] {
        let story = pair(a, b);
        related(&story, Verdict::DifferentPeriod, a);
        assert!(between(&story, Verdict::SameFact).is_empty(), "{a}");
    }
}

#[test]
fn equal_numbers_of_different_things_look_alike() {
    for (a, b) in [
        ("Tarn Motors shares rose 33% in January.", "Over the year the Hang Seng Index fell 33%."),
        ("Revenue of Orland Foods was $640 million.", "Kestrel Bank raised $640 million in a share sale."),
        ("The Nikkei 225 rose 3.4% on Tuesday.", "Kestrel Bank shares fell 3.4% on Tuesday."),
        ("Kestrel Bank was fined $75 million.", "Tarn Motors will invest $75 million in a plant in Oslo."),
        ("Net profit of Tarn Motors grew 18% in 2024.", "Shares of Tarn Motors fell 18% in 2024."),
    ] {
        let story = pair(a, b);
        related(&story, Verdict::LookAlike, a);
        assert!(between(&story, Verdict::SameFact).is_empty(), "{a}");
    }
}

#[test]
fn a_later_version_revises() {
    for (a, b) in [
        ("Net profit of Tarn Motors grew 15% in 2024.", "Net profit of Tarn Motors grew 12% in 2024."),
        ("Orland Foods agreed to buy Kestrel Dairy for $2.4 billion.", "Orland Foods agreed to buy Kestrel Dairy for $2.9 billion."),
        ("Kestrel Bank was fined $75 million.", "Kestrel Bank was fined $57 million."),
        ("The Hang Seng Index rose 2.1% on Tuesday.", "The Hang Seng Index rose 1.2% on Tuesday."),
        ("Tarn Motors will invest $300 million in a plant in Oslo.", "Tarn Motors will invest $200 million in a plant in Oslo."),
    ] {
        let first = article("first", "2025-03-05", a);
        let mut second = article("second", "2025-03-05", b);
        second.article.revises = Some(first.article.id.clone());
        related(&annals_story::story(&[&first, &second]), Verdict::Revised, a);
    }
}

#[test]
fn one_event_in_other_words() {
    for (a, b) in [
        (
            "Brookline Labs released a language model on January 20.",
            "The rally began when Brookline Labs unveiled a cheap model shortly after the new year.",
        ),
        ("President Ada Brook met steelmakers in Oslo last week.", "Last week Ada Brook gathered the heads of steelmakers for talks."),
        ("Tarn Motors launched an electric van on February 3.", "The launch of an electric van by Tarn Motors surprised rivals."),
        (
            "Kestrel Bank named Piet Holm as its chairman on March 3.",
            "Investors cheered after Kestrel Bank appointed Piet Holm as chairman.",
        ),
        ("Orland Foods introduced a pea burger in January.", "Orland Foods rolled on after its launch of a pea burger."),
    ] {
        related(&pair(a, b), Verdict::SameEvent, a);
    }
}

#[test]
fn what_one_dates_and_another_sizes_complements() {
    for (a, b) in [
        (
            "On January 27, news about Brookline Labs caused U.S. tech stocks to slump.",
            "Brookline Labs wiped $1 trillion off the U.S. stock market.",
        ),
        ("Tarn Motors launched an electric van on February 3.", "Tarn Motors unveiled its electric van, which costs $30,000."),
        (
            "Shares in Japan fell on February 4 after a warning from Tarn Motors.",
            "Tarn Motors sent Japanese shares lower: stocks in Japan fell 3%.",
        ),
        ("Orland Foods introduced a pea burger on January 15.", "Orland Foods launched the pea burger at a price of $8."),
        (
            "On February 11 the Bank of Norland met shipping lenders in Oslo.",
            "The Bank of Norland gathered shipping lenders that hold $40 billion of loans.",
        ),
    ] {
        let story = pair(a, b);
        related(&story, Verdict::Complements, a);
        assert!(between(&story, Verdict::Complements)[0].when.is_some(), "the day is carried: {a}");
    }
}

#[test]
fn two_events_are_not_joined() {
    for (a, b) in [
        ("Tarn Motors launched an electric van on February 3.", "Tarn Motors launched an electric van on February 24."),
        ("Tarn Motors launched an electric van.", "Tarn Motors launched a bond."),
        ("U.S. stocks slumped on January 27 after Brookline Labs spoke.", "U.S. stocks slumped on February 21 after Orland Foods spoke."),
        ("Kestrel Bank named Piet Holm as its chairman.", "Orland Foods named Ada Brook as its chairman."),
        ("Ada Brook met steelmakers in January.", "Piet Holm met steelmakers in January."),
    ] {
        let story = pair(a, b);
        let joined = story.relations.iter().find(|relation| matches!(relation.verdict, Verdict::SameEvent | Verdict::Complements));
        assert!(joined.is_none(), "{a}: {joined:?}");
    }
    let story =
        days(("2024-06-03", "Tarn Motors launched an electric van."), ("2025-03-05", "Tarn Motors launched an electric van in Oslo."));
    assert!(between(&story, Verdict::Complements).is_empty());
}

#[test]
fn two_papers_that_quote_one_bank_are_one_origin() {
    for (a, b) in [
        (
            "Revenue of Tarn Motors grew 12% in 2024, according to Kestrel Bank.",
            "Tarn Motors' revenue rose 12% in 2024, Kestrel Bank said.",
        ),
        (
            "\"Net profit of Orland Foods grew 9% in 2024,\" said Kestrel Bank.",
            "Orland Foods' net profit grew 9% in 2024, according to Kestrel Bank.",
        ),
    ] {
        let story = pair(a, b);
        let same = between(&story, Verdict::SameFact);
        assert_eq!(same.iter().map(|relation| relation.origins).collect::<Vec<_>>(), [1], "{a}");
    }
}

#[test]
fn all_given_articles_are_one_story_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("articles.jsonl");
    let lines = [
        r#"{"id":"a","published":"2025-01-08","text":"Tarn Motors said its net profit for 2024 rose 12%."}"#,
        r#"{"id":"b","published":"2025-03-05","text":"Kestrel Bank opened a branch in Oslo. Net profit of Tarn Motors grew 12% in 2024."}"#,
    ];
    std::fs::write(&file, lines.join("\n")).expect("written");
    let run = |arguments: &[&str]| {
        let made = std::process::Command::new(env!("CARGO_BIN_EXE_annals")).args(arguments).arg(&file).output().expect("annals runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).expect("text")
    };
    let apart = run(&["story", "--quiet"]);
    let one = run(&["story", "--quiet", "--as-one"]);
    assert_eq!((apart.lines().count(), one.lines().count()), (2, 1));
    assert!(one.contains("\"verdict\":\"same_fact\",\"origins\":2"), "{one}");
    let digest = run(&["digest", "--quiet", "--format", "json"]);
    assert!(digest.contains("\"relations\":[{") && digest.contains("\"verdict\":\"same_fact\""), "{digest}");
}
