//! The command `search`: one query, or many from a table.

use super::arguments::{Cli, Day};
use super::commands::{Outcome, listening, stop_on_interrupt};
use super::console::Console;
use annals::config::Config;
use annals::jobs::{self, AnswerFormat};
use annals_index::{Clause, Facet, FacetCounts, Hit, Hits, Recency, SearchOptions};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

/// The query language and examples, shown below the options.
pub(crate) const HELP: &str = r#"Query language:
  bank profit            both words, in any form      "share sale"            as printed, typography apart
  =raised                this form only               "share sale"~3          moved by 3 places in all
  bank OR broker         either                       bank AND (a OR b)       groups
  -word, NOT word        without                      head*, w?rd             any letters, one letter
  profit~1               1 letter differs (or 2)      /down(grade|graded)/    regular expression, a whole word
  oil NEAR/5 price       at most 5 words apart        oil PRE/5 price         in this order
  SENT(profit warning)   in one sentence              PARA(profit warning)    in one paragraph
  ATLEAST/5(tariff)      5 times in an article        bank^2                  counts twice as much
  headline:record        in the headline              lead:(tariff OR duty)   in the opening
  firm:"Goldman Sachs"   under all its names          firm:(BYD OR Geely)     also person, index, agency, regulator,
                                                      exchange, media, organisation, place, product, basket, programme, entity
  firm:(us:citigroup OR "place:HK")                   ids too; in a group, a value that begins as another field does
                                                      stands in quotation marks; for the field: firm:(a OR b) OR person:c
  published:2025-03      year, month or day           published:[2025-01 TO *]   {…} leaves an end out; also >=, <; first_seen
  figure:[20% TO 40%]    any figure of this unit      figure:>=20%@"BYD"      a figure of this firm, person or index
  money:[1e9 TO *]HKD    units: %, pp, bp, points, shares, x, currency codes
  <firm> NEAR/8 <figure> any firm near any figure; also <person> …, <money>, <percent>, <HKD>, <date>
  firm:BYD NEAR/8 <HKD>  names, slots, phrases and OR groups stand in NEAR, PRE, SENT, PARA and ATLEAST
  publisher:, access:free|metered|truncated|unknown, lang:, section:, story:, id:, url:
  *                      every article                \x                      the sign x itself
NOT binds tightest, then NEAR and PRE, AND, OR. What cannot be honoured is an error that names its column.
Inside NEAR and its like every way to find a part counts; shown are the shortest.

Pages: with --json, `next` goes to --after. By date a page is right even when articles were added in between.

Many queries: a table with the columns name and query (a header may be there), RFC 4180: a field with commas or quotation
marks stands in quotation marks, a mark in it twice. Wrong rows are reported by line, the rest are answered (exit code 3).

Examples:
  annals search 'southbound record' --limit 5
  annals search 'firm:BYD NEAR/8 <percent>' --facets person,month
  annals search -- '-rumour buyout'
  annals search 'SENT(profit warning)' --from 2025-03 --collapse story --sort date
  annals search 'tariff' --recency 30 --explain
  annals search --queries watched.csv --limit 3 > answers.jsonl"#;

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The query
    #[arg(required_unless_present = "queries", conflicts_with = "queries")]
    pub(crate) query: Option<String>,
    /// A table of queries, name and query in each row; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) queries: Option<String>,
    /// Form of the answers to a table of --queries; jsonl when not given
    #[arg(long, value_enum, conflicts_with = "query")]
    pub(crate) format: Option<Format>,
    /// Hits, at the most
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) limit: usize,
    /// Leave out the first so many
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) offset: usize,
    /// Go on after the hit that this token names; query and options stay the same
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["offset", "queries"], allow_hyphen_values = true)]
    pub(crate) after: Option<String>,
    /// Order
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    pub(crate) sort: Sort,
    /// Halve the score for every so many days of age; an undated article counts as ten times as old
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(crate) recency: Option<f64>,
    /// One hit for articles that print one text (wire copies, the same words), or for each story: the best, with how many more there are
    #[arg(long, value_enum)]
    pub(crate) collapse: Option<Collapse>,
    /// Count what was found by firm, person (any kind of entity), publisher, access, lang, section, story, day, week (of ISO 8601, as
    /// 2025-W09), month, quarter, year
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    pub(crate) facets: Vec<Facet>,
    /// Values of a facet, at the most
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) facet_limit: usize,
    /// Published on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Day>,
    /// Published before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
    /// Only what had been received by this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<jiff::Timestamp>,
    /// Only articles that name this firm, under any of its names; may be given again
    #[arg(long, value_name = "FIRM")]
    pub(crate) firm: Vec<String>,
    /// Say what each clause of the query adds to the score
    #[arg(long)]
    pub(crate) explain: bool,
    /// One JSON object with all hits
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// The best first
    Relevance,
    /// The latest first
    Date,
    /// The earliest first
    DateAsc,
    /// The last received first
    #[value(name = "first_seen", alias = "first-seen")]
    FirstSeen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Collapse {
    /// Articles that print one text
    Duplicate,
    /// Articles of one story
    Story,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Jsonl,
    Csv,
}

fn days(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|days: &f64| *days > 0.0 && days.is_finite()).ok_or_else(|| format!("`{text}` is no number of days above 0"))
}

fn options(cli: &Cli, given: &Search) -> SearchOptions {
    let now = cli.common.now.unwrap_or_else(jiff::Timestamp::now);
    SearchOptions {
        limit: given.limit,
        offset: given.offset,
        sort: match given.sort {
            Sort::Relevance => annals_index::Sort::Relevance,
            Sort::Date => annals_index::Sort::Date,
            Sort::DateAsc => annals_index::Sort::DateAscending,
            Sort::FirstSeen => annals_index::Sort::FirstSeen,
        },
        from: given.from.map(|day| day.0),
        to: given.to.map(|day| day.0),
        firms: given.firm.clone(),
        as_of: given.as_of,
        recency: given.recency.map(|half_life| Recency { half_life, now }),
        collapse: given.collapse.map(|collapse| match collapse {
            Collapse::Duplicate => annals_index::Collapse::Duplicate,
            Collapse::Story => annals_index::Collapse::Story,
        }),
        facets: given.facets.clone(),
        facet_limit: given.facet_limit,
        pages: given.queries.is_none() && given.limit > 0,
        after: given.after.clone(),
        explain: given.explain,
        ..SearchOptions::default()
    }
}

/// Runs it.
pub(crate) fn command(cli: &Cli, given: &Search, console: &Console) -> anyhow::Result<Outcome> {
    let index = jobs::open_index(&Config::read(&cli.common.config)?.store)?;
    let options = options(cli, given);
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let Some(query) = &given.query else {
        stop_on_interrupt(console);
        console.begin("queries");
        let file = given.queries.as_deref().unwrap_or("-");
        let mut table: Box<dyn BufRead> = match file {
            "-" => Box::new(std::io::stdin().lock()),
            file => Box::new(BufReader::new(File::open(file).map_err(|e| anyhow::anyhow!("cannot read {file}: {e}"))?)),
        };
        let format = match given.format {
            None | Some(Format::Jsonl) => AnswerFormat::Jsonl,
            Some(Format::Csv) => AnswerFormat::Csv,
        };
        let done = listening(console, |listener| jobs::queries(&index, (file, &mut *table), &options, format, &mut out, listener))?;
        console.summary(&format!("{} queries answered, {} articles found", done.queries, done.articles));
        return Ok(if done.articles == 0 && console.rejected() == 0 { Outcome::Nothing } else { Outcome::Done });
    };
    let hits = index.search(query, &options)?;
    if given.json {
        writeln!(out, "{}", serde_json::to_string(&hits)?)?;
    } else {
        print(&hits, &mut out)?;
    }
    out.flush()?;
    Ok(if hits.total == 0 { Outcome::Nothing } else { Outcome::Done })
}

fn print(hits: &Hits, out: &mut dyn Write) -> std::io::Result<()> {
    for found in &hits.hits {
        hit(found, out)?;
    }
    for facet in &hits.facets {
        counts(facet, out)?;
    }
    let groups = hits.groups.map_or_else(String::new, |groups| format!(" in {groups} groups"));
    writeln!(out, "{} of {} articles{groups}", hits.hits.len(), hits.total)?;
    if let Some(next) = &hits.next {
        writeln!(out, "next page: --after '{next}'")?;
    }
    Ok(())
}

fn hit(hit: &Hit, out: &mut dyn Write) -> std::io::Result<()> {
    let date = hit.published.map(|date| date.date.to_string()).unwrap_or_else(|| "undated".to_owned());
    let headline = hit.headline.as_deref().unwrap_or("(no headline)");
    let more = hit.collapsed.filter(|more| *more > 0).map_or_else(String::new, |more| format!("  (and {more} more)"));
    writeln!(out, "{headline}\n  {date}  {}  {}{more}\n  {}", hit.publisher, hit.id, hit.snippet)?;
    match &hit.explain {
        Some(clause) => {
            writeln!(out, "  score {:.4}", hit.score)?;
            explain(clause, 2, out)
        }
        None => Ok(()),
    }
}

fn explain(clause: &Clause, depth: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let Clause { query, holds, score, parts } = clause;
    let score = if *holds { format!("{score:>9.4}") } else { format!("{:>9}", "-") };
    writeln!(out, "{:indent$}{score}  {query}", "", indent = depth * 2)?;
    parts.iter().try_for_each(|part| explain(part, depth + 1, out))
}

fn counts(facet: &FacetCounts, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", facet.facet)?;
    for value in &facet.values {
        writeln!(out, "{:>9}  {}", value.count, value.value)?;
    }
    if facet.other_values > 0 {
        writeln!(out, "           and {} more", facet.other_values)?;
    }
    if facet.without > 0 {
        writeln!(out, "{:>9}  (none)", facet.without)?;
    }
    Ok(())
}
