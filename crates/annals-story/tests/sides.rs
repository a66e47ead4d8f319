//! A contradiction has as many sides as there are articles that differ, not as there are numbers.

use annals_model::{Claim, Verdict};
use annals_story::{ClaimSource, reconcile};

fn claim(article: &str, value: &str, direction: &str, start: u32) -> Claim {
    let json = serde_json::json!({
        "type": "figure",
        "key": {"subject": "xx:tarn", "metric": "return", "unit": "percent", "period": null},
        "value": value, "low": value, "high": value, "direction": direction, "origin": null,
        "evidence": {"article": article, "sha256": "0", "start": start, "end": start + 4},
    });
    serde_json::from_value(json).expect("a claim")
}

fn sources() -> Vec<ClaimSource> {
    let day = "2025-04-01".parse().expect("a day");
    ["a", "b", "c"]
        .map(|id| ClaimSource {
            article: annals_model::ArticleId(id.into()),
            published: Some(day),
            publisher: id.into(),
            ..ClaimSource::default()
        })
        .to_vec()
}

fn contradictions(claims: &[Claim]) -> Vec<Vec<u32>> {
    let found = reconcile(claims, &sources());
    found.into_iter().filter(|relation| relation.verdict == Verdict::Conflict).map(|relation| relation.claims).collect()
}

#[test]
fn an_article_stands_on_one_side_of_a_contradiction() {
    let (first, second) = (claim("a", "31.6", "up", 0), claim("b", "30.6", "up", 0));
    let of_another_day = claim("b", "1.6", "down", 60);
    assert_eq!(contradictions(&[first.clone(), second.clone(), of_another_day]), [[0, 1]]);
    // A third article is a side of its own.
    assert_eq!(contradictions(&[first, second, claim("c", "29.2", "up", 0)]), [[0, 1, 2]]);
}
