//! What was measured, as lines of a table.

use crate::clock::{micros, process, thread};
use crate::corpus::Corpus;
use crate::ours::Ours;
use crate::raw::Raw;
use crate::terms::Terms;
use annals_model::Annotated;
use std::error::Error;
use std::io::Write;

/// What it took to build an index.
pub(crate) struct Build {
    pub(crate) text_bytes: u64,
    pub(crate) seconds: f64,
    pub(crate) index_bytes: u64,
}

/// Feeds a corpus to an index; reading the corpus does not count.
pub(crate) fn watched<T>(
    corpus: &Corpus,
    index: &mut T,
    mut add: impl FnMut(&mut T, &Annotated) -> Result<(), Box<dyn Error>>,
    finish: impl FnOnce(&mut T) -> Result<(), Box<dyn Error>>,
) -> Result<Build, Box<dyn Error>> {
    let (start, mut reading, mut text_bytes) = (process(), 0.0, 0);
    let mut articles = corpus.articles()?;
    loop {
        let before = thread();
        let Some(item) = articles.next().transpose()? else { break };
        reading += thread() - before;
        text_bytes += item.article.text.len() as u64;
        add(index, &item)?;
        let before = thread();
        drop(item);
        reading += thread() - before;
    }
    finish(index)?;
    Ok(Build { text_bytes, seconds: process() - start - reading, index_bytes: 0 })
}

/// The pace and size of both indexes.
pub(crate) fn build(out: &mut impl Write, built: &[(&str, Build)]) -> std::io::Result<()> {
    let pace = |built: &Build| built.text_bytes as f64 / 1e6 / built.seconds;
    let size = |built: &Build| built.index_bytes as f64 / built.text_bytes as f64;
    for (name, built) in built {
        let megabytes = built.text_bytes as f64 / 1e6;
        writeln!(
            out,
            "index {name:<8} {megabytes:8.1} MB of text, {:7.1} CPU s, {:6.2} MB/CPU s, size ÷ text {:.2}",
            built.seconds,
            pace(built),
            size(built)
        )?;
    }
    if let [(_, ours), (_, raw)] = built {
        writeln!(out, "index pace ÷ raw {:.2}, size ÷ raw {:.2}", pace(ours) / pace(raw), size(ours) / size(raw))?;
    }
    Ok(())
}

fn at(sorted: &[f64], part: f64) -> f64 {
    let place = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

fn row(out: &mut impl Write, kind: &str, ours: &[f64], raw: &[f64]) -> std::io::Result<()> {
    let [a, b, c, d] = [(ours, 0.5), (ours, 0.99), (raw, 0.5), (raw, 0.99)].map(|(list, part)| at(list, part));
    writeln!(out, "{kind:<34} {a:9.1} {b:9.1}   {c:9.1} {d:9.1}   {:6.2} {:6.2}", a / c, b / d)
}

/// Every kind of query, of both.
pub(crate) fn queries(out: &mut impl Write, ours: &Ours, raw: &Raw, terms: &Terms) -> Result<(), Box<dyn Error>> {
    writeln!(out, "{:<34} {:>9} {:>9}   {:>9} {:>9}   {:>6} {:>6}", "CPU µs", "p50", "p99", "raw p50", "raw p99", "÷ p50", "÷ p99")?;
    let asked = |list: &[String]| micros(list, |query| ours.top(query).map(|_| ()));
    for (band, words) in &terms.bands {
        let mine = asked(words)?;
        row(out, &format!("term {band}"), &mine, &micros(words, |word| raw.top(&*raw.term(word)))?)?;
        row(out, &format!("term {band}, raw counts too"), &mine, &micros(words, |word| raw.top_and_count(&*raw.term(word)))?)?;
    }
    let two = |sign: &str, pairs: &[[String; 2]]| pairs.iter().map(|[a, b]| format!("{a} {sign} {b}")).collect::<Vec<_>>();
    let mine = asked(&two("AND", &terms.pairs))?;
    row(out, "AND", &mine, &micros(&terms.pairs, |[a, b]| raw.top(&*raw.all(&[a, b])))?)?;
    row(out, "AND, raw counts too", &mine, &micros(&terms.pairs, |[a, b]| raw.top_and_count(&*raw.all(&[a, b])))?)?;
    let mine = asked(&terms.phrases.iter().map(|[a, b]| format!("\"{a} {b}\"")).collect::<Vec<_>>())?;
    row(out, "phrase", &mine, &micros(&terms.phrases, |[a, b]| raw.top(&*raw.phrase(&[a, b], 0)))?)?;
    row(out, "phrase, raw counts too", &mine, &micros(&terms.phrases, |[a, b]| raw.top_and_count(&*raw.phrase(&[a, b], 0)))?)?;
    let mine = asked(&terms.fours.iter().map(|four| four.join(" OR ")).collect::<Vec<_>>())?;
    row(out, "OR of 4", &mine, &micros(&terms.fours, |[a, b, c, d]| raw.top(&*raw.any(&[a, b, c, d])))?)?;
    row(out, "OR of 4, raw counts too", &mine, &micros(&terms.fours, |[a, b, c, d]| raw.top_and_count(&*raw.any(&[a, b, c, d])))?)?;
    // The second quarter of 2024.
    let (from, to) = (1_711_929_600, 1_719_792_000);
    let frequent = &terms.bands[0].1;
    let mine = asked(&frequent.iter().map(|word| format!("{word} published:[2024-04 TO 2024-06]")).collect::<Vec<_>>())?;
    row(out, "term in a quarter", &mine, &micros(frequent, |word| raw.top(&*raw.term_between(word, from, to)))?)?;
    row(out, "term in a quarter, raw counts too", &mine, &micros(frequent, |word| raw.top_and_count(&*raw.term_between(word, from, to)))?)?;
    let prefixes: Vec<String> = terms.bands[1].1.iter().chain(frequent).map(|word| word.chars().take(3).collect()).collect();
    let mine = asked(&prefixes.iter().map(|prefix| format!("{prefix}*")).collect::<Vec<_>>())?;
    row(out, "prefix, raw by its regex", &mine, &micros(&prefixes, |prefix| raw.top(&*raw.prefix(prefix)?))?)?;
    let slop = micros(&terms.phrases, |[a, b]| raw.top(&*raw.phrase(&[a, b], 4)))?;
    for (name, sign) in [("NEAR/5", "NEAR/5"), ("PRE/5", "PRE/5")] {
        row(out, &format!("{name}, raw slop 4"), &asked(&two(sign, &terms.phrases))?, &slop)?;
    }
    let mine = asked(&terms.phrases.iter().map(|[a, b]| format!("SENT({a} {b})")).collect::<Vec<_>>())?;
    row(out, "SENT, raw slop 4", &mine, &slop)?;
    let by_outlet = serde_json::from_str(r#"{"outlet":{"terms":{"field":"outlet"}}}"#)?;
    let by_month = serde_json::from_str(r#"{"month":{"date_histogram":{"field":"date","fixed_interval":"30d"}}}"#)?;
    row(out, "terms of the outlet", &[], &micros(frequent, |word| raw.aggregate(Some(word), &by_outlet))?)?;
    row(out, "by month, raw by 30 days", &[], &micros(frequent, |word| raw.aggregate(Some(word), &by_month))?)?;
    let shown = micros(frequent, |word| ours.with_snippets(word).map(|_| ()))?;
    row(out, "frequent term with snippets", &shown, &micros(frequent, |word| raw.top(&*raw.term(word)))?)?;
    Ok(())
}
