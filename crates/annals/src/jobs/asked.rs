//! Searches, concordances and trends as the HTTP server is asked for them.

use super::serve::{day, day_after, failure, moment, to_json};
use super::trend_json;
use annals_index::{
    Collapse, ConcordanceOptions, Context, Facet, Index, IndexError, Line, LineOrder, Period, Recency, SearchOptions, Sort, TrendOptions,
};
use annals_serve::{Answer, ConcordanceRequest, Failure, SearchRequest, TrendRequest};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What goes by a name in a list; other names are refused.
fn named<T: Copy>(given: Option<&str>, option: &str, known: &[(&str, T)]) -> Answer<Option<T>> {
    let Some(given) = given else { return Ok(None) };
    let refused = || {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Failure::Refused(format!("`{option}` must be {}, not {given}", names.join(", ")))
    };
    known.iter().find(|(name, _)| *name == given).map(|(_, value)| Some(*value)).ok_or_else(refused)
}

/// The hits of a search, as `annals search --json` gives them.
pub(super) fn search(index: &Index, request: &SearchRequest) -> Answer<Value> {
    let sorts = [("relevance", Sort::Relevance), ("date", Sort::Date), ("date-asc", Sort::DateAscending), ("first_seen", Sort::FirstSeen)];
    let collapses = [("duplicate", Collapse::Duplicate), ("story", Collapse::Story)];
    let usual = SearchOptions::default();
    let options = SearchOptions {
        limit: request.limit,
        offset: request.offset,
        sort: named(request.sort.as_deref(), "sort", &sorts)?.unwrap_or_default(),
        from: day(&request.from, "from")?,
        to: day_after(&request.to)?,
        firms: request.firms.clone(),
        as_of: moment(&request.as_of)?,
        recency: request.recency.map(|half_life| Recency { half_life, now: Timestamp::now() }),
        collapse: named(request.collapse.as_deref(), "collapse", &collapses)?,
        facets: request.facets.iter().map(|name| name.parse().map_err(Failure::Refused)).collect::<Answer<Vec<Facet>>>()?,
        facet_limit: request.facet_limit.unwrap_or(usual.facet_limit),
        // Whoever goes from page to page wants the next one too.
        pages: request.limit > 0 && (request.pages || request.after.is_some()),
        after: request.after.clone(),
        explain: request.explain,
        ..usual
    };
    to_json(&index.search(&request.query, &options).map_err(failure)?)
}

/// The lines of a concordance, how many there are in all, when all were seen, and of how many articles.
pub(super) fn concordance(index: &Index, request: &ConcordanceRequest) -> Answer<Value> {
    let orders = [("left", LineOrder::Left), ("right", LineOrder::Right), ("date", LineOrder::Date)];
    let options = ConcordanceOptions {
        context: request.context.map_or(Context::Sentence, Context::Words),
        order: named(request.sort.as_deref(), "sort", &orders)?.unwrap_or_default(),
        limit: Some(request.limit),
        sample: None,
        from: day(&request.from, "from")?,
        to: day_after(&request.to)?,
    };
    let mut lines = Vec::new();
    let mut keep = |line: &Line| -> Result<(), IndexError> {
        lines.push(line.clone());
        Ok(())
    };
    let given = index.concordance(&request.query, &options, &mut keep).map_err(failure)?;
    Ok(json!({
        "query": request.query, "lines": to_json(&lines)?, "occurrences": given.occurrences, "articles": given.articles,
    }))
}

/// Counts along the calendar, as `annals trend --format json` gives them.
pub(super) fn trend(index: &Index, request: &TrendRequest) -> Answer<Value> {
    let periods = [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year].map(|period| (period.name(), period));
    let options = TrendOptions {
        by: named(Some(&request.by), "by", &periods)?.unwrap_or_default(),
        from: day(&request.from, "from")?,
        to: day_after(&request.to)?,
    };
    Ok(trend_json(&index.trend(&request.queries, options).map_err(failure)?))
}

#[cfg(test)]
mod tests {
    use super::{concordance, search, trend};
    use annals_index::{Beside, Index};
    use annals_model::{Annotated, Annotations, Article, ArticleId, DateTime, Region, RegionKind, Span};
    use annals_serve::{ConcordanceRequest, Failure, SearchRequest, TrendRequest};
    use serde_json::json;

    /// Four articles of as many days; the third prints the second's text again.
    fn index() -> (tempfile::TempDir, Index) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(folder.path()).expect("an index");
        for (id, published, text, wire) in [
            ("n1", "2025-01-30", "The mills of Orlin reopened.", None),
            ("n2", "2025-01-31", "Two mills burned. The mills were old.", None),
            ("n3", "2025-02-01", "Two mills burned. The mills were old.", Some("n2")),
            ("n4", "2025-02-02", "No ship came to the mills.", None),
        ] {
            let id = ArticleId(id.to_owned());
            let article = Article {
                id: id.clone(),
                text: text.to_owned(),
                published: DateTime::parse(published),
                publisher: "Quay".to_owned(),
                regions: vec![Region { span: Span::new(0, text.len()), kind: RegionKind::Body, reason: String::new() }],
                ..Article::default()
            };
            let annotations = Annotations { id, ..Annotations::default() };
            index.add(&Annotated { article, annotations }, Beside { wire, ..Beside::default() }).expect("added");
        }
        index.commit().expect("committed");
        (folder, index)
    }

    fn asked(query: &str) -> SearchRequest {
        SearchRequest { query: query.to_owned(), limit: 10, ..SearchRequest::default() }
    }

    fn ids(found: &serde_json::Value) -> Vec<&str> {
        found["hits"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_str()).collect()
    }

    #[test]
    fn a_search_takes_every_option_of_the_index() {
        let (_folder, index) = index();
        let sorted = |sort: &str| SearchRequest { sort: Some(sort.to_owned()), ..asked("mills") };
        assert_eq!(ids(&search(&index, &sorted("date-asc")).expect("found")), ["n1", "n2", "n3", "n4"]);
        assert_eq!(ids(&search(&index, &sorted("date")).expect("found")), ["n4", "n3", "n2", "n1"]);
        let mut page = SearchRequest { limit: 3, pages: true, ..sorted("date") };
        let first = search(&index, &page).expect("found");
        page.after = first["next"].as_str().map(str::to_owned);
        assert!(page.after.is_some(), "{first}");
        let second = search(&index, &page).expect("found");
        assert_eq!((ids(&second), &second["next"]), (vec!["n1"], &json!(null)));
        let one = search(&index, &SearchRequest { collapse: Some("duplicate".to_owned()), ..sorted("date") }).expect("found");
        assert_eq!((one["total"].as_u64(), one["groups"].as_u64(), ids(&one)), (Some(4), Some(3), vec!["n4", "n3", "n1"]));
        let recent = SearchRequest { recency: Some(0.5), explain: true, ..asked("two OR ship") };
        let recent = search(&index, &recent).expect("found");
        assert_eq!(ids(&recent), ["n4", "n3", "n2"]);
        assert_eq!(recent["hits"][0]["explain"]["parts"].as_array().map(Vec::len), Some(2), "{recent}");
        let facets = vec!["month".to_owned(), "publisher".to_owned()];
        let counted =
            search(&index, &SearchRequest { facets, limit: 1, to: Some("2025-02-01".to_owned()), ..asked("mills") }).expect("found");
        assert_eq!(counted["facets"][0]["values"], json!([{ "value": "2025-01", "count": 2 }, { "value": "2025-02", "count": 1 }]));
        assert_eq!(counted["facets"][1]["values"], json!([{ "value": "Quay", "count": 3 }]));
    }

    #[test]
    fn options_that_cannot_be_honoured_are_refused() {
        let (_folder, index) = index();
        for wrong in [
            SearchRequest { sort: Some("oldest".to_owned()), ..asked("mills") },
            SearchRequest { collapse: Some("firm".to_owned()), ..asked("mills") },
            SearchRequest { facets: vec!["colour".to_owned()], ..asked("mills") },
            SearchRequest { after: Some("nothing".to_owned()), ..asked("mills") },
            SearchRequest { recency: Some(3.0), sort: Some("date".to_owned()), ..asked("mills") },
            asked("mills ("),
        ] {
            assert!(matches!(search(&index, &wrong), Err(Failure::Refused(_))), "{wrong:?}");
        }
        let by = TrendRequest { queries: vec!["mills".to_owned()], by: "decade".to_owned(), ..TrendRequest::default() };
        assert!(matches!(trend(&index, &by), Err(Failure::Refused(why)) if why.contains("quarter")));
        let lines = ConcordanceRequest { query: "(".to_owned(), limit: 1, ..ConcordanceRequest::default() };
        assert!(matches!(concordance(&index, &lines), Err(Failure::Refused(why)) if why.contains("column")));
    }

    #[test]
    fn lines_and_counts_end_with_the_last_day_asked_for() {
        let (_folder, index) = index();
        let request = ConcordanceRequest {
            query: "mills".to_owned(),
            context: Some(1),
            sort: Some("date".to_owned()),
            limit: 100,
            from: Some("2025-01-31".to_owned()),
            to: Some("2025-02-01".to_owned()),
        };
        let found = concordance(&index, &request).expect("lines");
        assert_eq!((&found["occurrences"], &found["articles"]), (&json!(4), &json!(2)));
        let first = &found["lines"][0];
        assert_eq!(
            (&first["id"], &first["left"], &first["node"], &first["right"]),
            (&json!("n3"), &json!("Two "), &json!("mills"), &json!(" burned."))
        );
        assert_eq!((&first["start"], &first["end"], &first["in"]), (&json!(4), &json!(9), &json!("text")));
        let whole = concordance(&index, &ConcordanceRequest { context: None, limit: 1, ..request.clone() }).expect("lines");
        assert_eq!((whole["lines"].as_array().map(Vec::len), &whole["lines"][0]["right"]), (Some(1), &json!(" burned.")));
        let request = TrendRequest {
            queries: vec!["mills".to_owned(), "ship".to_owned()],
            by: "month".to_owned(),
            from: request.from,
            to: request.to,
        };
        let found = trend(&index, &request).expect("counts");
        let row = |number: usize, query: usize| found["rows"][number]["queries"][query]["occurrences"].as_u64();
        assert_eq!((row(0, 0), row(1, 0), row(1, 1)), (Some(2), Some(2), Some(0)), "{found}");
        assert_eq!((&found["total"]["queries"][0]["texts"], &found["undated"]), (&json!(1), &json!(null)));
    }
}
