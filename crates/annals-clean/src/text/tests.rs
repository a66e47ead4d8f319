//! Runs `cases.toml` and asks what must hold for any text.

use super::mark_regions;
use annals_model::{Article, RegionKind};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    sort: Vec<Sort>,
}

#[derive(Deserialize)]
struct Sort {
    expects: RegionKind,
    place: String,
    lines: Vec<String>,
}

const HEADLINE: &str = "Harbour Metals Shares Climb as Zinc Price Recovers";
const PARAGRAPHS: [&str; 3] = [
    "Shares of Harbour Metals climbed 6% on Monday after the price of zinc recovered from its lowest level in two years, helped by new orders from makers of steel.",
    "The company, which runs two smelters near the harbour, said that it would bring back a furnace it had shut last spring.",
    "Ruth Okafor, its chief executive, expects the price to stay above 2,700 dollars a tonne for the rest of the year.",
];

fn marked(text: &str, headline: Option<&str>) -> Article {
    let mut article = Article { text: text.to_owned(), headline: headline.map(str::to_owned), ..Article::default() };
    mark_regions(&mut article);
    article
}

fn kind_of(article: &Article, line: &str) -> Option<RegionKind> {
    let at = article.text.find(line)?;
    Some(article.region_at(u32::try_from(at).ok()?))
}

#[test]
fn every_line_is_told_apart() {
    let cases: Cases = toml::from_str(include_str!("cases.toml")).unwrap();
    let mut wrong = Vec::new();
    for sort in &cases.sort {
        for line in &sort.lines {
            let [first, second, third] = PARAGRAPHS;
            for gap in ["\n", "\n\n", "\r\n"] {
                let lines = match sort.place.as_str() {
                    "above" => vec![line.as_str(), HEADLINE, first, second, third],
                    "below" => vec![HEADLINE, first, second, third, line.as_str()],
                    _ => vec![HEADLINE, first, line.as_str(), second, third],
                };
                let article = marked(&lines.join(gap), None);
                let start = lines.iter().take_while(|l| *l != line).map(|l| l.len() + gap.len()).sum::<usize>();
                let found = article.region_at(u32::try_from(start).unwrap());
                if found != sort.expects {
                    wrong.push(format!("{line:?} {} is {found:?}, not {:?}", sort.place, sort.expects));
                }
                for paragraph in PARAGRAPHS {
                    if kind_of(&article, paragraph) != Some(RegionKind::Body) {
                        wrong.push(format!("a paragraph beside {line:?} is {:?}", kind_of(&article, paragraph)));
                    }
                }
                if article.headline.as_deref() != Some(HEADLINE) {
                    wrong.push(format!("headline beside {line:?}: {:?}", article.headline));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_digest_is_a_label_and_its_list() {
    for label in ["KEY TAKEAWAYS", "- Story Digest", "AI-generated summary:", "Highlights", "At a glance"] {
        let text = format!(
            "{HEADLINE}\n{}\n{label}\n- Zinc rose 4% in a week.\n- Harbour Metals brings back a furnace.\n{}\n",
            PARAGRAPHS[0], PARAGRAPHS[1]
        );
        let article = marked(&text, None);
        assert_eq!(kind_of(&article, "- Harbour Metals brings"), Some(RegionKind::SourceDigest), "{label}");
        assert_eq!(kind_of(&article, PARAGRAPHS[1]), Some(RegionKind::Body), "{label}");
    }
}

#[test]
fn a_given_headline_is_found_in_the_text() {
    let text = format!("Ticker\nZinc lifts Harbour Metals\n{}", PARAGRAPHS[0]);
    let article = marked(&text, Some("Zinc Lifts Harbour Metals"));
    assert_eq!(kind_of(&article, "Zinc lifts"), Some(RegionKind::Headline));
    let without = marked(PARAGRAPHS[0], None);
    assert_eq!((without.headline, without.lang.as_str()), (None, "en"));
}

fn check_cover(article: &Article) {
    let mut at = 0;
    for region in &article.regions {
        assert_eq!(region.span.start, at);
        assert!(region.span.start < region.span.end);
        assert!(article.text.is_char_boundary(region.span.end as usize));
        at = region.span.end;
    }
    assert_eq!(at as usize, article.text.len());
}

proptest! {
    #[test]
    fn regions_cover_any_text(text in "(\\PC|[ \\t\\n\\r\\-.0-9A-Za-z]){0,400}") {
        check_cover(&marked(&text, None));
    }

    #[test]
    fn any_bytes_make_a_page(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        check_page(bytes);
    }

    #[test]
    fn any_soup_of_tags_makes_a_page(parts in proptest::collection::vec(prop_oneof![
        Just("<p>"), Just("</p>"), Just("<div class=\"related ad\">"), Just("</div>"), Just("<table><tr><td>"), Just("</table>"), Just("<b>"), Just("</b>"), Just("<li>"),
        Just("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":"), Just("</script>"), Just("<a href='x'>"), Just("<!--"), Just("-->"), Just("<article>"),
        Just("Zinc rose by a tenth on Monday, the exchange said, and nobody in the harbour was surprised by it. "), Just("é\u{301}漢\u{0}"), Just("<br><br>"), Just("<sup>[1]</sup>"), Just("&amp;&#0;&#xD800;"),
    ], 0..60)) {
        check_page(parts.concat().into_bytes());
    }
}

fn check_page(body: Vec<u8>) {
    let page = annals_model::RawPage {
        url: "https://quayside.example/2025/03/11/zinc.html".to_owned(),
        final_url: String::new(),
        status: 200,
        content_type: None,
        feed_date: None,
        headers: Vec::new(),
        fetched: jiff::Timestamp::from_second(1_760_000_000).unwrap(),
        body,
    };
    let first = crate::clean(&page, &crate::Publishers::embedded());
    check_cover(&first.article);
    assert_eq!(first.article.text.is_empty(), first.article.reason.is_some());
    assert_eq!(first, crate::clean(&page, &crate::Publishers::embedded()));
}
