//! Made-up news keeps its promises: repeatable, Zipfian, with copies as near and contradictions as clear as it says.

use annals_extract::Knowledge;
use annals_model::article_from_json;
use annals_tests::generator::{Articles, Generated, Options, Seed};
use annals_text::{containment, jaccard, read, shingles};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Two thousand articles, made once for all tests.
static NEWS: LazyLock<Vec<Generated>> = LazyLock::new(|| news(7, 2000));

fn news(seed: u64, articles: usize) -> Vec<Generated> {
    Articles::new(Seed(seed), Options::default()).take(articles).collect()
}

fn by_id() -> BTreeMap<&'static str, &'static Generated> {
    NEWS.iter().map(|article| (article.id.as_str(), article)).collect()
}

fn published(article: &Generated) -> Date {
    article.published[..10].parse().expect("a date")
}

#[test]
fn a_shorter_run_is_the_beginning_of_a_longer_one() {
    let short = news(7, 150);
    assert_eq!(short[..], NEWS[..150]);
    let lines = |news: &[Generated]| -> Vec<String> { news.iter().flat_map(|article| [article.json(), article.truth.json()]).collect() };
    assert_eq!(lines(&short), lines(&NEWS[..150]));
    assert_ne!(news(8, 20)[..], NEWS[..20], "another seed is other news");
}

#[test]
fn words_follow_zipfs_law() {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for word in NEWS.iter().flat_map(|article| article.text.split(|c: char| !c.is_alphanumeric() && c != '-')) {
        if !word.is_empty() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    assert!(counts.len() > 20_000, "{} different words", counts.len());
    let mut sorted: Vec<u32> = counts.into_values().collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    // Least squares of log frequency over log rank, ranks evenly spaced on the logarithmic scale from 10 to 10,000.
    let points: Vec<(f64, f64)> = (0..=60)
        .map(|step| {
            let rank = 10_f64.powf(1.0 + f64::from(step) / 20.0);
            (rank.ln(), f64::from(sorted[rank as usize - 1]).ln())
        })
        .collect();
    let count = points.len() as f64;
    let (mean_x, mean_y) = (points.iter().map(|p| p.0).sum::<f64>() / count, points.iter().map(|p| p.1).sum::<f64>() / count);
    let slope = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>()
        / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>();
    assert!((-1.2..=-0.85).contains(&slope), "slope {slope}");
}

#[test]
fn lengths_are_log_normal_around_350_words() {
    let mut lengths: Vec<usize> =
        (NEWS.iter().filter(|article| article.truth.contains.is_none())).map(|article| article.text.split_whitespace().count()).collect();
    lengths.sort_unstable();
    let at = |share: usize| lengths[lengths.len() * share / 100];
    assert!((320..=400).contains(&at(50)), "median {}", at(50));
    // A deviation of a half: a sixth of the articles is below 61% of the median, another sixth above 165%.
    assert!((190..=260).contains(&at(16)) && (530..=660).contains(&at(84)), "{} {}", at(16), at(84));
}

#[test]
fn copies_are_as_near_as_promised() {
    let all = by_id();
    let mut copies = 0;
    for article in NEWS.iter() {
        let Some(original) = article.truth.duplicate_of.as_deref().and_then(|id| all.get(id)) else { continue };
        let alike = jaccard(&shingles(&read(&article.text), 5), &shingles(&read(&original.text), 5));
        assert!((0.6..=0.95).contains(&alike), "{} of {}: {alike}", article.id, original.id);
        assert_eq!(published(article), published(original), "the words today and yesterday stay true");
        assert_eq!(article.truth.figures, original.truth.figures);
        copies += 1;
    }
    assert!((100..400).contains(&copies), "{copies} copies");
}

#[test]
fn own_reports_of_one_story_are_no_copies() {
    let mut first: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut pairs = 0;
    for article in NEWS.iter().filter(|article| article.truth.duplicate_of.is_none() && article.truth.contains.is_none()) {
        let own = shingles(&read(&article.text), 5);
        if let Some(other) = first.get(&article.truth.story) {
            let alike = jaccard(&own, other);
            assert!(alike < 0.3, "{}: {alike}", article.id);
            pairs += 1;
        } else {
            first.insert(article.truth.story, own);
        }
    }
    assert!(pairs > 500, "{pairs} pairs");
}

#[test]
fn containing_pieces_contain() {
    let all = by_id();
    let mut pieces = 0;
    for article in NEWS.iter() {
        let Some(inner) = article.truth.contains.as_deref().and_then(|id| all.get(id)) else { continue };
        assert!(article.text.contains(&inner.text), "{}", article.id);
        assert_eq!(inner.truth.contained_in.as_deref(), Some(article.id.as_str()));
        let (outer, inner) = (shingles(&read(&article.text), 5), shingles(&read(&inner.text), 5));
        assert!(containment(&inner, &outer) > 0.99 && outer.len() > inner.len() + 40, "{}", article.id);
        pieces += 1;
    }
    assert!((20..200).contains(&pieces), "{pieces} containing pieces");
}

#[test]
fn contradictions_are_told_and_clear() {
    let told = |article: &Generated, what: &str| -> Option<f64> {
        let figure = article.truth.figures.iter().find(|figure| figure.what == what)?;
        figure.value.parse().ok()
    };
    let mut conflicts = 0;
    for article in NEWS.iter() {
        let Some(conflict) = &article.truth.conflict else { continue };
        let here = told(article, conflict.what).expect("the figure is told");
        assert_eq!(here, conflict.told.parse::<f64>().expect("a number"), "{}", article.id);
        let figure = article.truth.figures.iter().find(|figure| figure.what == conflict.what).expect("the figure is told");
        assert!(article.text.contains(&figure.surface), "{}: {}", article.id, figure.surface);
        let peers = NEWS.iter().filter(|peer| peer.truth.story == article.truth.story && peer.truth.conflict.is_none());
        for peer in peers {
            let there = told(peer, conflict.what).expect("every article tells the main figure");
            let apart = (here / there - 1.0).abs();
            assert!(apart > 0.03 || !peer.truth.rounded, "{} {} of {}: {here} {there}", article.id, peer.id, conflict.what);
            assert!(apart > 0.06 || peer.truth.rounded, "{} {} of {}: {here} {there}", article.id, peer.id, conflict.what);
        }
        conflicts += 1;
    }
    assert!(conflicts > 15, "{conflicts} contradictions");
}

#[test]
fn dates_agree_with_weekdays_and_publication() {
    let mut weekdays = 0;
    for article in NEWS.iter() {
        let published = published(article);
        assert!(article.truth.happened <= published, "{}", article.id);
        for told in &article.truth.dates {
            assert!(article.text.contains(&told.surface), "{}: {}", article.id, told.surface);
            let gap = told.date.duration_since(published).as_hours() / 24;
            let name = told.surface.split([' ', ',']).find(|word| word.ends_with("day") && word.starts_with(char::is_uppercase));
            if let Some(name) = name {
                assert_eq!(told.date.strftime("%A").to_string(), name, "{}: {}", article.id, told.surface);
                weekdays += 1;
                let bare = !told.surface.contains(|c: char| c.is_ascii_digit());
                assert!(!bare || (-6..=0).contains(&gap), "{}: {} {gap}", article.id, told.surface);
            }
            match told.surface.as_str() {
                "today" => assert_eq!(gap, 0, "{}", article.id),
                "yesterday" => assert_eq!(gap, -1, "{}", article.id),
                _ => {}
            }
        }
    }
    assert!(weekdays > 3000, "{weekdays} weekdays");
}

#[test]
fn stories_are_of_every_size_and_last_a_few_days() {
    let mut stories: BTreeMap<u64, Vec<&Generated>> = BTreeMap::new();
    for article in NEWS.iter() {
        stories.entry(article.truth.story).or_default().push(article);
    }
    let singletons = stories.values().filter(|story| story[0].truth.story_size == 1).count();
    let share = singletons as f64 / stories.len() as f64;
    assert!((0.52..0.70).contains(&share), "{share} of the stories are told once");
    assert!(stories.values().any(|story| story.len() >= 15));
    for story in stories.values() {
        let days: Vec<Date> = story.iter().map(|article| published(article)).collect();
        let (first, last) = (days.iter().min().expect("a day"), days.iter().max().expect("a day"));
        assert!(last.duration_since(*first).as_hours() <= 6 * 24, "story {}", story[0].truth.story);
    }
}

#[test]
fn publication_ascends_through_the_span_and_starts_again() {
    let instants: Vec<i64> = NEWS.iter().map(|a| a.published.parse::<jiff::Timestamp>().expect("RFC 3339").as_second()).collect();
    assert!(instants.windows(2).all(|pair| pair[1] > pair[0] - 7200), "an article comes more than two hours late");
    let days = (instants[1999] - instants[0]) / 86_400;
    assert!((80..220).contains(&days), "{days} days for 2,000 articles at 14 a day");
    let options = Options { weeks: 2, per_day: 50.0, ..Options::default() };
    let short: Vec<Date> = Articles::new(Seed(1), options.clone()).take(2500).map(|article| published(&article)).collect();
    let last = *short.iter().max().expect("a day");
    assert!(last.duration_since(options.start).as_hours() / 24 <= 14 + 6, "{last}");
    assert!(short.windows(2).filter(|pair| pair[1].duration_since(pair[0]).as_hours() < -72).count() >= 2, "it starts again");
}

#[test]
fn every_line_is_an_article_to_annals() {
    for made in NEWS.iter() {
        let line = made.json();
        assert!(!line.contains('\n'));
        let article = article_from_json(&line).expect("an article");
        assert_eq!((article.id.as_str(), article.text.as_str()), (made.id.as_str(), made.text.as_str()));
        assert_eq!(article.anchor().expect("a date").to_string(), made.published[..10]);
        assert_eq!(article.headline.as_deref(), Some(made.headline.as_str()));
        assert!(article.extra.contains_key("desk"));
        assert!(serde_json::from_str::<serde_json::Value>(&made.truth.json()).is_ok_and(|truth| truth["story"] == made.truth.story));
    }
}

#[test]
fn annals_finds_what_was_planted() {
    let knowledge = Knowledge::embedded();
    let (mut firms, mut figures, mut dates) = ((0, 0), (0, 0), (0, 0));
    let count = |pair: &mut (u32, u32), hit: bool| *pair = (pair.0 + u32::from(hit), pair.1 + 1);
    for made in NEWS.iter().step_by(20) {
        let article = article_from_json(&made.json()).expect("an article");
        let found = annals_extract::annotate(&article, &knowledge);
        for firm in &made.truth.firms {
            count(&mut firms, found.entities.iter().any(|entity| entity.id.as_str() == *firm));
        }
        for told in &made.truth.figures {
            count(&mut figures, found.figures.iter().any(|figure| figure.value.normalize().to_string() == told.value));
        }
        for told in &made.truth.dates {
            let day = told.date.to_string();
            count(&mut dates, found.times.iter().any(|time| time.value.as_deref().is_some_and(|value| value.starts_with(&day))));
        }
    }
    let share = |(hits, all): (u32, u32)| f64::from(hits) / f64::from(all);
    assert!(share(firms) > 0.9 && share(figures) > 0.9 && share(dates) > 0.95, "firms {firms:?} figures {figures:?} dates {dates:?}");
}
