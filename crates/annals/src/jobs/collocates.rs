//! Collocates as lines of text, and the English words that say little by themselves.

use super::LineFormat;
use super::concordance::{json, tsv};
use crate::AnnalsError;
use annals_index::{CollocateOptions, Collocates, Index};
use std::collections::BTreeSet;
use std::io::Write;

/// Articles, pronouns, prepositions, conjunctions, auxiliaries and the like, as the index folds them.
const STOP_WORDS: &str = "a about above after again against all also am an and any are as at be because been before being below between both \
    but by can cannot could did do does doing down during each few for from further had has have having he her here hers herself him himself \
    his how i if in into is it its itself just may me might more most must my myself no nor not now of off on once only or other our ours \
    ourselves out over own per same shall she should so some such than that the their theirs them themselves then there these they this those \
    through to too under until up upon very was we were what when where which while who whom whose why will with would you your yours yourself \
    yourselves 's 't 'd 'll 'm 're 've n't";

/// The words left out when the user names no list.
#[must_use]
pub fn stop_words() -> BTreeSet<String> {
    STOP_WORDS.split_whitespace().map(str::to_owned).collect()
}

/// Writes the words near what a query matched.
///
/// # Errors
/// When the query cannot be honoured, the index not read, or the output not written.
pub fn collocates(
    index: &Index,
    query: &str,
    options: &CollocateOptions,
    format: LineFormat,
    out: &mut dyn Write,
) -> Result<Collocates, AnnalsError> {
    let found = index.collocates(query, options)?;
    if format == LineFormat::Tsv && !found.collocates.is_empty() {
        tsv(out, ["word", "observed", "expected", "log_likelihood", "mutual_information", "left", "right", "corpus"])?;
    }
    for row in &found.collocates {
        match format {
            LineFormat::Jsonl => json(out, row)?,
            LineFormat::Tsv => {
                let counts = [row.observed, row.left, row.right, row.corpus].map(|count| count.to_string());
                let measures = [row.expected, row.log_likelihood, row.mutual_information].map(|value| format!("{value:.3}"));
                let ([observed, left, right, corpus], [expected, likelihood, information]) = (&counts, &measures);
                tsv(out, [&row.word, observed, expected, likelihood, information, left, right, corpus])?;
            }
        }
    }
    out.flush().map_err(AnnalsError::Output)?;
    Ok(found)
}
