//! What was measured, as lines of a table and as JSON.

use crate::clock::{process, thread};
use crate::corpus::Corpus;
use annals_model::Annotated;
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write;

/// What it took to build an index.
pub(crate) struct Build {
    pub(crate) text_bytes: u64,
    pub(crate) seconds: f64,
    pub(crate) index_bytes: u64,
}

impl Build {
    /// Megabytes of text a second.
    pub(crate) fn pace(&self) -> f64 {
        self.text_bytes as f64 / 1e6 / self.seconds
    }

    /// Bytes of the index for each byte of text.
    pub(crate) fn size(&self) -> f64 {
        self.index_bytes as f64 / self.text_bytes as f64
    }
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

/// The times of one kind of query, in microseconds: p50 and p99.
pub(crate) struct Row {
    pub(crate) kind: String,
    pub(crate) ours: [f64; 2],
    pub(crate) raw: [f64; 2],
}

impl Row {
    /// Of times in order.
    pub(crate) fn new(kind: &str, ours: &[f64], raw: &[f64]) -> Self {
        let two = |list: &[f64]| [at(list, 0.5), at(list, 0.99)];
        Self { kind: kind.to_owned(), ours: two(ours), raw: two(raw) }
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let ([a, b], [c, d]) = (self.ours, self.raw);
        writeln!(out, "{:<36} {a:9.1} {b:9.1}   {c:9.1} {d:9.1}   {:6.2} {:6.2}", self.kind, a / c, b / d)
    }
}

fn at(sorted: &[f64], part: f64) -> f64 {
    let place = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// All that was measured on one corpus.
pub(crate) struct Report {
    pub(crate) articles: usize,
    pub(crate) annotate: &'static str,
    /// Of annals and of the library alone; `None` when the indexes of the run before were used.
    pub(crate) built: Option<[Build; 2]>,
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// A report without rows; prints what the indexes took.
    pub(crate) fn begin(out: &mut impl Write, articles: usize, annotate: &'static str, built: Option<[Build; 2]>) -> std::io::Result<Self> {
        writeln!(out, "{articles} articles, annotations: {annotate}")?;
        if let Some([ours, raw]) = &built {
            for (name, built) in [("annals", ours), ("raw", raw)] {
                let megabytes = built.text_bytes as f64 / 1e6;
                let (seconds, pace, size) = (built.seconds, built.pace(), built.size());
                writeln!(
                    out,
                    "index {name:<8} {megabytes:8.1} MB of text, {seconds:7.1} CPU s, {pace:6.2} MB/CPU s, size ÷ text {size:.2}"
                )?;
            }
            writeln!(out, "index pace ÷ raw {:.2}, size ÷ raw {:.2}", ours.pace() / raw.pace(), ours.size() / raw.size())?;
        }
        writeln!(out, "{:<36} {:>9} {:>9}   {:>9} {:>9}   {:>6} {:>6}", "CPU µs", "p50", "p99", "raw p50", "raw p99", "÷ p50", "÷ p99")?;
        Ok(Self { articles, annotate, built, rows: Vec::new() })
    }

    /// Prints and keeps a row.
    pub(crate) fn row(&mut self, out: &mut impl Write, kind: &str, ours: &[f64], raw: &[f64]) -> std::io::Result<()> {
        let row = Row::new(kind, ours, raw);
        row.print(out)?;
        out.flush()?;
        self.rows.push(row);
        Ok(())
    }

    /// As JSON: bytes, seconds of the processor, microseconds.
    pub(crate) fn json(&self) -> Value {
        let build =
            |built: &Build| json!({ "text_bytes": built.text_bytes, "cpu_seconds": built.seconds, "index_bytes": built.index_bytes });
        let times = |[p50, p99]: [f64; 2]| json!({ "p50": p50, "p99": p99 });
        json!({
            "articles": self.articles,
            "annotate": self.annotate,
            "index": self.built.as_ref().map(|[ours, raw]| json!({ "annals": build(ours), "raw": build(raw) })),
            "queries": self.rows.iter().map(|row| {
                json!({ "kind": row.kind, "annals": times(row.ours), "raw": times(row.raw) })
            }).collect::<Vec<_>>(),
        })
    }
}

/// How it all grows: a line for each measure, two columns for each corpus, the figure of annals and how many times raw's.
pub(crate) fn growth(out: &mut impl Write, reports: &[Report]) -> std::io::Result<()> {
    let line = |out: &mut dyn Write, name: &str, cells: &mut dyn Iterator<Item = String>| {
        write!(out, "{name:<46}")?;
        for cell in cells {
            write!(out, " {cell}")?;
        }
        writeln!(out)
    };
    let figures = |ours: f64, raw: f64, digits: usize| format!("{ours:11.digits$} {:7.2}", ours / raw);
    let built = |figure: &dyn Fn(&Build) -> f64| {
        let cell = |report: &Report| report.built.as_ref().map(|[ours, raw]| figures(figure(ours), figure(raw), 2));
        reports.iter().map(|report| cell(report).unwrap_or_else(|| format!("{:>11} {:>7}", "-", "-"))).collect::<Vec<_>>().into_iter()
    };
    line(out, "articles", &mut reports.iter().map(|report| format!("{:11} {:>7}", report.articles, "÷ raw")))?;
    line(out, "annotations", &mut reports.iter().map(|report| format!("{:>11} {:7}", report.annotate, "")))?;
    line(out, "index CPU s", &mut built(&|built| built.seconds))?;
    line(out, "index MB/CPU s", &mut built(&Build::pace))?;
    line(out, "index MB", &mut built(&|built| built.index_bytes as f64 / 1e6))?;
    line(out, "index size ÷ text", &mut built(&Build::size))?;
    let Some(first) = reports.first() else { return Ok(()) };
    for (at, row) in first.rows.iter().enumerate() {
        let cell = |report: &Report| report.rows.get(at).map(|row| figures(row.ours[0], row.raw[0], 1));
        line(out, &format!("{}, p50 µs", row.kind), &mut reports.iter().filter_map(cell))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Build, Report, growth};

    #[test]
    fn a_table_has_a_line_for_each_measure() {
        let build = |seconds| Build { text_bytes: 4_000_000, seconds, index_bytes: 8_000_000 };
        let mut out = Vec::new();
        let mut reports = Vec::new();
        for articles in [10, 100] {
            let mut report = Report::begin(&mut out, articles, "all", Some([build(2.0), build(0.5)])).expect("written");
            report.row(&mut out, "AND", &[3.0, 4.0, 50.0], &[2.0, 2.0, 5.0]).expect("written");
            reports.push(report);
        }
        assert_eq!(reports[0].json()["queries"][0]["annals"], serde_json::json!({ "p50": 4.0, "p99": 50.0 }));
        let mut table = Vec::new();
        growth(&mut table, &reports).expect("written");
        let table = String::from_utf8(table).expect("text");
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["articles", "10", "÷", "raw", "100", "÷", "raw"]);
        assert_eq!(words[2], ["index", "CPU", "s", "2.00", "4.00", "2.00", "4.00"]);
        assert_eq!(words[3], ["index", "MB/CPU", "s", "2.00", "0.25", "2.00", "0.25"]);
        assert_eq!(words[6], ["AND,", "p50", "µs", "4.0", "2.00", "4.0", "2.00"]);
    }
}
