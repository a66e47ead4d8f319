//! Commands that study the whole index: concordance, trend, collocates, export.

use super::arguments::{Cli, Day};
use super::commands::{Outcome, now, stop_on_interrupt};
use super::console::Console;
use super::stopped;
use annals::AnnalsError;
use annals::config::Config;
use annals::jobs::{self, ExportFormat, ExportJob, LineFormat, TrendMeasure};
use annals::outfile::OutFile;
use annals_index::{CollocateOptions, ConcordanceOptions, Context, GroupBy, Index, LineOrder, Measure, Period, TrendOptions};
use annals_text::fold;
use clap::{Args, Subcommand, ValueEnum};
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// The list of stop words that is built in.
const ENGLISH: &str = "english";

/// Lines shown where nothing else is asked for.
const LINES: usize = 1000;

#[derive(Debug, Subcommand)]
pub(crate) enum Study {
    /// Every place where a query matched, with the words around it (keyword in context)
    #[command(
        after_help = "`start` and `end` are bytes of the article's text (of its headline where `in` says so): `annals show ID` has both.\nA phrase is one line, both sides of NEAR are two. Words around stay in the paragraph.\nWithout --limit 1000 lines are shown; JSON Lines that are neither sorted nor drawn are all given.\n--sample draws by article and place: the same seed gives the same lines from the same articles.\n\nExamples:\n  annals concordance 'dividend' --context 6 --sort right\n  annals concordance '\"record high\"' --context sentence --from 2025-02 --format jsonl\n  annals concordance 'BYD NEAR/5 rose' --sample 20 --seed 7\n  annals concordance 'upgrad*' --group\n  annals concordance 'tariff' --per month"
    )]
    Concordance(Concordance),
    /// How many articles match, how many different texts, and how often, by day, week, month, quarter or year
    #[command(
        after_help = "Different texts: a copy of a wire story counts once with it, and so do articles with the same words, the headline apart.\nShares are in per cent of the period's articles and per million of its words. Periods without a match are rows, too; the\nrow `undated` holds articles without a date, `total` all rows (a text printed in two periods counts once).\n\nExamples:\n  annals trend 'buyback'\n  annals trend 'firm:BYD' 'firm:Tesla' --by week --from 2025-02 --to 2025-04\n  annals trend 'inflation' --by quarter --format svg --draw per-million-words > inflation.svg"
    )]
    Trend(Trend),
    /// The words that stand near what a query matched, more often than chance would have it
    #[command(
        after_help = "Columns: word, observed (near a match), expected (by chance), log_likelihood (Dunning's G², below zero where rarer than\nexpected), mutual_information, left and right of the match, corpus (in the whole index). A word counts once however many\nmatches it is near, and not where it is part of one; windows end with the paragraph. --from and --to choose the articles\nlooked at; the frequencies compared with are those of the whole index.\n\nExamples:\n  annals collocates 'tariff'\n  annals collocates 'firm:BYD' --window 3 --stop-words --limit 20\n  annals collocates 'shares' --by log-dice --min 5 --format jsonl"
    )]
    Collocates(Collocates),
    /// All articles that match, in one file
    #[command(
        after_help = "The first line holds the query, the number of articles, the state of the index (opstamp and generation) and the date\n(--now). In JSON Lines it is an object with `export`, in CSV a comment that begins with `#`; behind it there are as many\nrows as it says. With --out the file is there whole or not at all.\n\nExamples:\n  annals export 'southbound' > southbound.jsonl\n  annals export 'firm:BYD' --from 2025 --format csv --no-text --out byd.csv\n  annals export '*' | tail -n +2 > articles.jsonl"
    )]
    Export(Export),
}

#[derive(Debug, Args)]
pub(crate) struct Concordance {
    /// The query, in the language of `annals search`
    query: String,
    /// Words on each side, or `sentence`
    #[arg(long, default_value = "8", value_name = "N|sentence", value_parser = context)]
    context: Context,
    /// Order: by the words before the match (the nearest first), by the match and what is behind it, or the latest first
    #[arg(long, value_enum)]
    sort: Option<Sort>,
    /// Count equal lines instead: by what matched, by the word before or behind, or by all that is shown
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "node", require_equals = true, conflicts_with_all = ["sort", "sample", "per"])]
    group: Option<Group>,
    /// Draw so many lines by chance
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The draw's number
    #[arg(long, value_name = "S", default_value_t = 0, requires = "sample")]
    seed: u64,
    /// Count lines by period instead
    #[arg(long, value_enum, value_name = "PERIOD", conflicts_with_all = ["sort", "sample"])]
    per: Option<By>,
    /// Lines, at the most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    days: Days,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Lines::Tsv)]
    format: Lines,
}

#[derive(Debug, Args)]
pub(crate) struct Trend {
    /// Queries, in the language of `annals search`; each becomes columns of its own
    #[arg(required = true, value_name = "QUERY")]
    queries: Vec<String>,
    /// How finely days are counted together; weeks are those of ISO 8601
    #[arg(long, value_enum, default_value_t = By::Month)]
    by: By,
    #[command(flatten)]
    days: Days,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Table::Csv)]
    format: Table,
    /// What the svg draws
    #[arg(long, value_enum, default_value_t = Draw::Articles)]
    draw: Draw,
}

#[derive(Debug, Args)]
pub(crate) struct Collocates {
    /// The query, in the language of `annals search`
    query: String,
    /// Words looked at on each side of a match
    #[arg(long, default_value_t = 5, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    window: u16,
    /// Measure by which words are ranked
    #[arg(long, value_enum, default_value_t = Rank::LogLikelihood)]
    by: Rank,
    /// Leave out words seen fewer times near a match
    #[arg(long, default_value_t = 3, value_name = "N")]
    min: u64,
    /// Words, at the most
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: usize,
    /// Leave out words that say little: `english` ones when no file is named, else those of a file with one on each line
    #[arg(long, num_args = 0..=1, default_missing_value = ENGLISH, require_equals = true, value_name = "FILE")]
    stop_words: Option<PathBuf>,
    #[command(flatten)]
    days: Days,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Lines::Tsv)]
    format: Lines,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The query, in the language of `annals search`; `*` is every article
    query: String,
    #[command(flatten)]
    days: Days,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Rows::Jsonl)]
    format: Rows,
    /// Leave out text and regions
    #[arg(long)]
    no_text: bool,
    /// Into this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Args)]
struct Days {
    /// Published on this day or later (2025, 2025-02, 2025-02-26); leaves undated articles out
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// Published before this day; leaves undated articles out
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
}

impl Days {
    fn dates(self) -> anyhow::Result<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)> {
        match (self.from, self.to) {
            (Some(Day(from)), Some(Day(to))) if from >= to => {
                anyhow::bail!("no day lies between --from {from} and --to {to}: --to is the first day left out")
            }
            (from, to) => Ok((from.map(|day| day.0), to.map(|day| day.0))),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    Left,
    Right,
    Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    Node,
    Left,
    Right,
    Context,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl By {
    fn period(self) -> Period {
        match self {
            Self::Day => Period::Day,
            Self::Week => Period::Week,
            Self::Month => Period::Month,
            Self::Quarter => Period::Quarter,
            Self::Year => Period::Year,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rank {
    LogLikelihood,
    MutualInformation,
    LogDice,
    Frequency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Draw {
    Articles,
    Texts,
    Occurrences,
    ArticlesPerCent,
    PerMillionWords,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lines {
    Tsv,
    Jsonl,
}

impl Lines {
    fn format(self) -> LineFormat {
        match self {
            Self::Tsv => LineFormat::Tsv,
            Self::Jsonl => LineFormat::Jsonl,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Table {
    Csv,
    Json,
    Svg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rows {
    Jsonl,
    Csv,
}

fn context(text: &str) -> Result<Context, String> {
    match text {
        "sentence" => Ok(Context::Sentence),
        _ => text.parse().map(Context::Words).map_err(|_| "write a number of words, or `sentence`".to_owned()),
    }
}

/// Runs one of them.
pub(crate) fn command(cli: &Cli, study: &Study, console: &Console) -> anyhow::Result<Outcome> {
    let index = jobs::open_index(&Config::read(&cli.common.config)?.store)?;
    match study {
        Study::Concordance(options) => concordance(&index, options, console),
        Study::Trend(options) => trend(&index, options, console),
        Study::Collocates(options) => collocates(&index, options, console),
        Study::Export(options) => export(cli, &index, options, console),
    }
}

fn out() -> BufWriter<std::io::StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, std::io::stdout().lock())
}

fn outcome(found: bool, console: &Console) -> Outcome {
    if found {
        return Outcome::Done;
    }
    console.summary("nothing found");
    Outcome::Nothing
}

fn concordance(index: &Index, options: &Concordance, console: &Console) -> anyhow::Result<Outcome> {
    let (from, to) = options.days.dates()?;
    let streams = options.format == Lines::Jsonl && options.sort.is_none() && options.sample.is_none() && options.group.is_none();
    let job = ConcordanceOptions {
        context: options.context,
        order: match options.sort {
            None => LineOrder::Index,
            Some(Sort::Left) => LineOrder::Left,
            Some(Sort::Right) => LineOrder::Right,
            Some(Sort::Date) => LineOrder::Date,
        },
        limit: options.limit.or_else(|| (!streams).then(|| options.sample.map_or(LINES, |sample| sample.max(LINES)))),
        sample: options.sample.map(|number| (number, options.seed)),
        from,
        to,
    };
    let (query, format) = (&options.query, options.format.format());
    if let Some(by) = options.per {
        return Ok(outcome(jobs::concordance_per(index, query, by.period(), &job, format, &mut out())? > 0, console));
    }
    if let Some(group) = options.group {
        let by = match group {
            Group::Node => GroupBy::Node,
            Group::Left => GroupBy::Left,
            Group::Right => GroupBy::Right,
            Group::Context => GroupBy::Context,
        };
        return Ok(outcome(jobs::concordance_groups(index, query, by, &job, format, &mut out())? > 0, console));
    }
    let given = jobs::concordance(index, query, &job, format, &mut out())?;
    if given.lines == 0 && given.occurrences == Some(0) {
        return Ok(outcome(false, console));
    }
    console.summary(&match given.occurrences {
        Some(all) => format!("{} of {all} lines, {} articles", given.lines, given.articles),
        None => format!("the first {} lines; --limit gives more", given.lines),
    });
    Ok(Outcome::Done)
}

fn trend(index: &Index, options: &Trend, console: &Console) -> anyhow::Result<Outcome> {
    let (from, to) = options.days.dates()?;
    let trend = index.trend(&options.queries, TrendOptions { by: options.by.period(), from, to }).map_err(AnnalsError::from)?;
    let found = trend.total.counts.iter().any(|count| count.articles > 0);
    if !found {
        return Ok(outcome(false, console));
    }
    let mut out = out();
    match options.format {
        Table::Csv => jobs::trend_csv(&trend, &mut out)?,
        Table::Json => writeln!(out, "{}", jobs::trend_json(&trend))?,
        Table::Svg => {
            let measure = match options.draw {
                Draw::Articles => TrendMeasure::Articles,
                Draw::Texts => TrendMeasure::Texts,
                Draw::Occurrences => TrendMeasure::Occurrences,
                Draw::ArticlesPerCent => TrendMeasure::ArticlesPerCent,
                Draw::PerMillionWords => TrendMeasure::PerMillionWords,
            };
            write!(out, "{}", jobs::trend_svg(&trend, measure))?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn collocates(index: &Index, options: &Collocates, console: &Console) -> anyhow::Result<Outcome> {
    let (from, to) = options.days.dates()?;
    let stop_words = match &options.stop_words {
        None => BTreeSet::new(),
        Some(file) if file.as_os_str() == ENGLISH => jobs::stop_words(),
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|e| anyhow::anyhow!("cannot read {}: {e}", file.display()))?;
            text.lines().map(|line| fold(line.trim())).filter(|word| !word.is_empty()).collect()
        }
    };
    let by = match options.by {
        Rank::LogLikelihood => Measure::LogLikelihood,
        Rank::MutualInformation => Measure::MutualInformation,
        Rank::LogDice => Measure::LogDice,
        Rank::Frequency => Measure::Frequency,
    };
    let job = CollocateOptions { window: usize::from(options.window), by, min: options.min, limit: options.limit, stop_words, from, to };
    let found = jobs::collocates(index, &options.query, &job, options.format.format(), &mut out())?;
    if found.occurrences == 0 {
        return Ok(outcome(false, console));
    }
    console.summary(&format!(
        "{} of {} words near {} matches in {} articles; {} words near, {} in the index",
        found.collocates.len(),
        found.candidates,
        found.occurrences,
        found.articles,
        found.near_words,
        found.corpus_words
    ));
    Ok(if found.collocates.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn export(cli: &Cli, index: &Index, options: &Export, console: &Console) -> anyhow::Result<Outcome> {
    let (from, to) = options.days.dates()?;
    let job = ExportJob {
        query: options.query.clone(),
        from,
        to,
        format: match options.format {
            Rows::Jsonl => ExportFormat::Jsonl,
            Rows::Csv => ExportFormat::Csv,
        },
        no_text: options.no_text,
        now: now(cli),
    };
    let export = jobs::export_of(index, &job)?;
    if export.articles == 0 {
        return Ok(outcome(false, console));
    }
    stop_on_interrupt(console);
    let done = match &options.out {
        None => jobs::export(&export, &job, &stopped, &mut out()),
        Some(path) => {
            let mut file = OutFile::create(path)?;
            let named = |e| match e {
                AnnalsError::Output(source) => AnnalsError::Write { path: path.clone(), source },
                other => other,
            };
            jobs::export(&export, &job, &stopped, &mut file).and_then(|given| file.finish().map(|()| given)).map_err(named)
        }
    };
    match done {
        // The exit code says that it was interrupted.
        Err(_) if stopped() => console.message("warning", "interrupted: the export is not complete"),
        done => console.summary(&format!("{} articles exported", done?)),
    }
    Ok(Outcome::Done)
}
