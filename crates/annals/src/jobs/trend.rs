//! Trends as tables: comma-separated values and JSON, with the shares worked out.

use crate::{AnnalsError, csv};
use annals_index::{Count, Trend, TrendRow};
use serde_json::{Value, json};
use std::io::Write;

/// What a column of a trend tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrendMeasure {
    /// Articles that match.
    #[default]
    Articles,
    /// Different texts among them.
    Texts,
    /// Places where the query matched.
    Occurrences,
    /// Articles in a hundred of the period's.
    ArticlesPerCent,
    /// Occurrences in a million of the period's words.
    PerMillionWords,
}

impl TrendMeasure {
    /// In the order of the columns.
    pub const ALL: [Self; 5] = [Self::Articles, Self::Texts, Self::Occurrences, Self::ArticlesPerCent, Self::PerMillionWords];

    /// The name of the column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Texts => "texts",
            Self::Occurrences => "occurrences",
            Self::ArticlesPerCent => "articles_per_cent",
            Self::PerMillionWords => "per_million_words",
        }
    }

    /// The value as a number; `None` where there is nothing to take a share of.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn number(self, row: &TrendRow, count: Count) -> Option<f64> {
        let share = |part: u64, whole: u64, of: f64| (whole > 0).then(|| part as f64 * of / whole as f64);
        match self {
            Self::Articles => Some(count.articles as f64),
            Self::Texts => Some(count.texts as f64),
            Self::Occurrences => Some(count.occurrences as f64),
            Self::ArticlesPerCent => share(count.articles, row.articles, 100.0),
            Self::PerMillionWords => share(count.occurrences, row.words, 1e6),
        }
    }

    /// The value as it is printed, the same in every form; empty where there is nothing to take a share of.
    #[must_use]
    pub fn printed(self, row: &TrendRow, count: Count) -> String {
        let digits = match self {
            Self::Articles | Self::Texts | Self::Occurrences => 0,
            Self::ArticlesPerCent => 4,
            Self::PerMillionWords => 3,
        };
        self.number(row, count).map(|number| format!("{number:.digits$}")).unwrap_or_default()
    }
}

/// Writes a trend as comma-separated values: a row a period, then `undated` (when no days were asked for) and `total`.
///
/// # Errors
/// When the output cannot be written.
pub fn trend_csv(trend: &Trend, out: &mut dyn Write) -> Result<(), AnnalsError> {
    let mut names = ["period", "from", "all_articles", "all_words"].map(str::to_owned).to_vec();
    for query in &trend.queries {
        names.extend(TrendMeasure::ALL.map(|measure| format!("{query}: {}", measure.name())));
    }
    csv::row(out, names.iter().map(String::as_str)).map_err(AnnalsError::Output)?;
    for row in rows(trend) {
        let from = row.from.map(|from| from.to_string()).unwrap_or_default();
        let mut cells = vec![row.period.clone(), from, row.articles.to_string(), row.words.to_string()];
        for count in &row.counts {
            cells.extend(TrendMeasure::ALL.map(|measure| measure.printed(row, *count)));
        }
        csv::row(out, cells.iter().map(String::as_str)).map_err(AnnalsError::Output)?;
    }
    out.flush().map_err(AnnalsError::Output)
}

fn rows(trend: &Trend) -> impl Iterator<Item = &TrendRow> {
    trend.rows.iter().chain(&trend.undated).chain([&trend.total])
}

/// A trend as one JSON object.
#[must_use]
pub fn trend_json(trend: &Trend) -> Value {
    let row = |row: &TrendRow| {
        let counts = trend.queries.iter().zip(&row.counts).map(|(query, count)| {
            let share = |measure: TrendMeasure| measure.printed(row, *count).parse::<f64>().ok();
            json!({
                "query": query,
                "articles": count.articles,
                "texts": count.texts,
                "occurrences": count.occurrences,
                "articles_per_cent": share(TrendMeasure::ArticlesPerCent),
                "per_million_words": share(TrendMeasure::PerMillionWords),
            })
        });
        json!({ "period": row.period, "from": row.from, "articles": row.articles, "words": row.words, "queries": counts.collect::<Vec<_>>() })
    };
    json!({
        "v": 1,
        "by": trend.by,
        "queries": trend.queries,
        "rows": trend.rows.iter().map(row).collect::<Vec<_>>(),
        "undated": trend.undated.as_ref().map(row),
        "total": row(&trend.total),
    })
}
