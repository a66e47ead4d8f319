//! Properties of the whole: nothing panics on any bytes, spans fit, every digest proves itself.

use annals::input::{Content, Given, Raw, article};
use annals::jobs::{Engine, digest};
use annals_model::{Annotated, Span};
use proptest::prelude::*;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

/// Reads bytes as a text of its own, as `annals annotate` does.
fn read(bytes: &[u8], published: Option<&str>) -> Annotated {
    let raw = Raw { file: "-".to_owned(), line: None, content: Content::Text(bytes.to_vec()) };
    let given = Given { published: published.and_then(annals_model::DateTime::parse), now: None };
    let item = article(raw, given, &ENGINE.publishers).expect("a text is always read");
    ENGINE.annotated(item)
}

/// Every span lies in the text on character boundaries, lists are sorted, indices point into their lists.
fn check(item: &Annotated) {
    let text = &item.article.text;
    let fits = |span: Span| {
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(start <= end && end <= text.len(), "{span:?} in {} bytes", text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{span:?}");
    };
    let a = &item.annotations;
    let within = |index: Option<u32>, length: usize| assert!(index.is_none_or(|i| (i as usize) < length));
    let sorted = |spans: Vec<Span>| {
        assert!(spans.is_sorted_by_key(|span| span.order()), "{spans:?}");
        spans.into_iter().for_each(fits);
    };
    sorted(a.mentions.iter().map(|m| m.span).collect());
    sorted(a.times.iter().map(|t| t.span).collect());
    sorted(a.figures.iter().map(|f| f.span).collect());
    for entity in &a.entities {
        assert!(!entity.name.is_empty() && !entity.mentions.is_empty());
        entity.mentions.iter().for_each(|i| within(Some(*i), a.mentions.len()));
    }
    for time in &a.times {
        within(time.until, a.times.len());
        assert!(time.range().is_none_or(|range| range.from < range.to), "{time:?}");
    }
    for figure in &a.figures {
        [figure.subject, figure.origin].into_iter().for_each(|i| within(i, a.mentions.len()));
        [figure.pair, figure.from, figure.to].into_iter().for_each(|i| within(i, a.figures.len()));
        within(figure.period, a.times.len());
        figure.unit_span.into_iter().chain(figure.subject_span).for_each(fits);
    }
    for attribution in &a.attributions {
        within(attribution.source, a.mentions.len());
        attribution.content.iter().copied().chain(attribution.cue).chain(attribution.source_span).for_each(fits);
    }
    for action in &a.actions {
        within(Some(action.actor), a.mentions.len());
        within(action.object, a.mentions.len());
        fits(action.span);
    }
    let covered: usize = item.article.regions.iter().map(|region| region.span.len()).sum();
    assert_eq!(covered, text.len(), "regions cover the text");
    item.article.regions.iter().for_each(|region| fits(region.span));
    // The JSON form comes back as it was.
    let line = annals_model::annotations_to_json(&item.article, a);
    let back = annals_model::annotations_from_json(&line).expect("own JSON is read");
    assert_eq!(annals_model::annotations_to_json(&item.article, &back), line);
    // A digest proves itself.
    let made = digest(&[item]);
    let find = |id: &annals_model::ArticleId| (*id == item.article.id).then_some(&item.article);
    assert_eq!(annals_story::verify_digest(&made, &find), Vec::<String>::new());
    assert!(made.timeline.is_sorted_by_key(|event| event.from), "the timeline is in order");
}

/// Pieces of market news that meet in ways nobody wrote.
const PIECES: &[&str] = &[
    "Acme Holdings Ltd. (1234.HK)",
    " rose ",
    "21%",
    " on Monday",
    ". ",
    "\n",
    "“",
    "”",
    "said ",
    "Jane Roe",
    ", chief economist at ",
    "Foo Securities",
    "HK$435 billion",
    " ($55.93 billion)",
    "from Jan. 28 to Feb. 20",
    "READ MORE: ",
    "to 24,000 from 19,400",
    "- ",
    "respectively",
    "the gauge",
    "’s",
    "1",
    "2025",
    "upgraded ",
    "to overweight",
    "(",
    ")",
    "恒生指数",
    "e\u{301}",
    "\u{feff}",
    "1,2,3",
    "9-",
    "the first quarter",
    " and ",
    "Goldman Sachs",
    "according to ",
    "nearly ",
    "May",
    "\t",
    "🦀",
    "$",
    "%",
    "Q1 ",
    "...",
    "Mr. ",
    "\u{2028}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&read(&bytes, None));
    }

    #[test]
    fn any_mix_of_news_is_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        check(&read(pieces.concat().as_bytes(), Some("2025-02-26")));
    }
}

#[test]
fn a_long_line_is_read_in_time_that_grows_with_its_length() {
    let line = "Acme Holdings rose 2% on Monday, said Jane Roe of Foo Securities, and “it grows” ( ".repeat(6000);
    let half = std::time::Instant::now();
    check(&read(&line.as_bytes()[..line.len() / 4], Some("2025-02-26")));
    let quarter_took = half.elapsed();
    let whole = std::time::Instant::now();
    check(&read(line.as_bytes(), Some("2025-02-26")));
    // Four times the text may take four times as long; sixteen times would be quadratic.
    assert!(whole.elapsed() < quarter_took * 10 + std::time::Duration::from_millis(500), "{:?} against {quarter_took:?}", whole.elapsed());
}

#[test]
fn a_text_of_one_pattern_is_read_in_time_that_grows_with_its_length() {
    for unit in [
        "Jane Roe of Foo Securities said Acme Bank’s profit rose 2% to $5 billion and ",
        "the “market (is “up (",
        "Brokers at Goldman Sachs, Citigroup and Morgan Stanley raised targets to HK$10, HK$20 and HK$30 respectively; ",
        "Mr. Lee, a strategist at UBS, said. He said. Lee of UBS Global said. ",
        "1,234.5 ",
        "Monday ",
        "from Monday to Friday, Feb. 26, 2025, ",
        "USD/JPY at 150.2, EUR/USD 1.08, ",
        "\nHang Seng up 3%\n",
        "A B C D ",
        "READ MORE: ",
        "said ",
        "- ",
        "upgraded Tencent to buy from hold at Jefferies, ",
        "@@##",
    ] {
        let takes = |bytes: usize| {
            let text = unit.repeat(bytes / unit.len());
            let begun = std::time::Instant::now();
            let item = read(text.as_bytes(), Some("2025-02-26"));
            std::hint::black_box(digest(&[&item]));
            begun.elapsed()
        };
        let (quarter, whole) = (takes(40_000), takes(160_000));
        assert!(whole < quarter * 10 + std::time::Duration::from_millis(500), "{unit:?}: {whole:?} against {quarter:?}");
    }
}
