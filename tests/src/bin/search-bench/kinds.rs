//! Every kind of query, asked of both.

use crate::clock::micros;
use crate::ours::Ours;
use crate::raw::Raw;
use crate::report::Report;
use crate::terms::Terms;
use annals_index::Facet;
use std::error::Error;
use std::io::Write;

fn two(sign: &str, pairs: &[[String; 2]]) -> Vec<String> {
    pairs.iter().map(|[a, b]| format!("{a} {sign} {b}")).collect()
}

/// Measures them all.
pub(crate) fn measure(out: &mut impl Write, report: &mut Report, ours: &Ours, raw: &Raw, terms: &Terms) -> Result<(), Box<dyn Error>> {
    let asked = |list: &[String]| micros(list, |query| ours.top(query).map(|_| ()));
    for (band, words) in &terms.bands {
        let mine = asked(words)?;
        report.row(out, &format!("term {band}"), &mine, &micros(words, |word| raw.top(&*raw.term(word)))?)?;
        let counted = micros(words, |word| raw.top_and_count(&*raw.term(word)))?;
        report.row(out, &format!("term {band}, raw counts too"), &mine, &counted)?;
    }
    let mine = asked(&two("AND", &terms.pairs))?;
    report.row(out, "AND", &mine, &micros(&terms.pairs, |[a, b]| raw.top(&*raw.all(&[a, b])))?)?;
    report.row(out, "AND, raw counts too", &mine, &micros(&terms.pairs, |[a, b]| raw.top_and_count(&*raw.all(&[a, b])))?)?;
    let phrases = |form: &dyn Fn(&str, &str) -> String| terms.phrases.iter().map(|[a, b]| form(a, b)).collect::<Vec<_>>();
    let mine = asked(&phrases(&|a, b| format!("\"{a} {b}\"")))?;
    report.row(out, "phrase", &mine, &micros(&terms.phrases, |[a, b]| raw.top(&*raw.phrase(&[a, b], 0)))?)?;
    let counted = micros(&terms.phrases, |[a, b]| raw.top_and_count(&*raw.phrase(&[a, b], 0)))?;
    report.row(out, "phrase, raw counts too", &mine, &counted)?;
    let mine = asked(&terms.fours.iter().map(|four| four.join(" OR ")).collect::<Vec<_>>())?;
    report.row(out, "OR of 4", &mine, &micros(&terms.fours, |[a, b, c, d]| raw.top(&*raw.any(&[a, b, c, d])))?)?;
    let counted = micros(&terms.fours, |[a, b, c, d]| raw.top_and_count(&*raw.any(&[a, b, c, d])))?;
    report.row(out, "OR of 4, raw counts too", &mine, &counted)?;
    // The second quarter of 2024.
    let (from, to) = (1_711_929_600, 1_719_792_000);
    let frequent = &terms.bands[0].1;
    let mine = asked(&frequent.iter().map(|word| format!("{word} published:[2024-04 TO 2024-06]")).collect::<Vec<_>>())?;
    report.row(out, "term in a quarter", &mine, &micros(frequent, |word| raw.top(&*raw.term_between(word, from, to)))?)?;
    let counted = micros(frequent, |word| raw.top_and_count(&*raw.term_between(word, from, to)))?;
    report.row(out, "term in a quarter, raw counts too", &mine, &counted)?;
    let prefixes: Vec<String> = terms.bands[1].1.iter().chain(frequent).map(|word| word.chars().take(3).collect()).collect();
    let mine = asked(&prefixes.iter().map(|prefix| format!("{prefix}*")).collect::<Vec<_>>())?;
    report.row(out, "prefix, raw by its regex", &mine, &micros(&prefixes, |prefix| raw.top(&*raw.prefix(prefix)?))?)?;
    let slop = micros(&terms.phrases, |[a, b]| raw.top(&*raw.phrase(&[a, b], 4)))?;
    for sign in ["NEAR/5", "PRE/5"] {
        report.row(out, &format!("{sign}, raw slop 4"), &asked(&two(sign, &terms.phrases))?, &slop)?;
    }
    for unit in ["SENT", "PARA"] {
        report.row(out, &format!("{unit}, raw slop 4"), &asked(&phrases(&|a, b| format!("{unit}({a} {b})")))?, &slop)?;
    }
    report.row(out, "phrase with slop 4", &asked(&phrases(&|a, b| format!("\"{a} {b}\"~4")))?, &slop)?;
    counts(out, report, ours, raw, frequent)?;
    let shown = micros(frequent, |word| ours.with_snippets(word).map(|_| ()))?;
    report.row(out, "frequent term with snippets", &shown, &micros(frequent, |word| raw.top(&*raw.term(word)))?)?;
    Ok(())
}

/// Counts of what a frequent word found, as facets and as Elasticsearch's aggregations.
fn counts(out: &mut impl Write, report: &mut Report, ours: &Ours, raw: &Raw, frequent: &[String]) -> Result<(), Box<dyn Error>> {
    let by_outlet = serde_json::from_str(r#"{"outlet":{"terms":{"field":"outlet"}}}"#)?;
    let by_month = serde_json::from_str(r#"{"month":{"date_histogram":{"field":"date","fixed_interval":"30d"}}}"#)?;
    let outlets = micros(frequent, |word| raw.aggregate(Some(word), &by_outlet))?;
    report.row(out, "facet of the outlet", &micros(frequent, |word| ours.facets(word, &[Facet::Publisher]))?, &outlets)?;
    report.row(out, "terms aggregation of the outlet", &micros(frequent, |word| ours.by_outlet(word))?, &outlets)?;
    let months = micros(frequent, |word| raw.aggregate(Some(word), &by_month))?;
    report.row(out, "facet of months, raw by 30 days", &micros(frequent, |word| ours.facets(word, &[Facet::Month]))?, &months)?;
    report.row(out, "calendar histogram, raw by 30 days", &micros(frequent, |word| ours.by_month(word))?, &months)?;
    let every = [()];
    report.row(
        out,
        "facet of the outlet, all articles",
        &micros(&every, |()| ours.facets("*", &[Facet::Publisher]))?,
        &micros(&every, |()| raw.aggregate(None, &by_outlet))?,
    )?;
    report.row(
        out,
        "facet of months, all articles",
        &micros(&every, |()| ours.facets("*", &[Facet::Month]))?,
        &micros(&every, |()| raw.aggregate(None, &by_month))?,
    )?;
    Ok(())
}
