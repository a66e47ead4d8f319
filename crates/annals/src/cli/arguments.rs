//! The words of the command line, with examples.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Market news in; digests, timelines and search out, every line with its source.
#[derive(Debug, Parser)]
#[command(
    name = "annals",
    version,
    about,
    max_term_width = 110,
    after_help = "Try first:\n  annals run\n  annals search 'firm:BYD'\n  annals digest corpus/sample/harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html\n\nExit: 0 done or found, 1 nothing found or verify failed, 2 error, 3 done but some inputs were rejected,\n130 interrupted (what is committed stays)."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Configuration file
    #[arg(short, long, global = true, default_value = "annals.toml", value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// Threads that read articles; the output is the same for any number
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// No progress and no summary
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Messages as JSON Lines on standard error
    #[arg(long, global = true)]
    pub(crate) json_log: bool,
    /// The time to take as now (RFC 3339): the same input then gives the same bytes
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) now: Option<jiff::Timestamp>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a working folder: a commented annals.toml and the sample articles
    #[command(after_help = "Example:\n  annals init news && cd news && annals run")]
    Init {
        /// The folder, made if missing
        dir: PathBuf,
    },
    /// Do everything for the configured sources: fetch, clean, annotate, tell stories, index
    #[command(after_help = super::run::HELP)]
    Run(super::run::Run),
    /// Fetch pages, feeds and web archives politely into WARC files of the store (the configured ones when none is named)
    #[command(after_help = super::fetch::HELP)]
    Fetch(super::fetch::Fetch),
    /// Find a site's feeds, read a feed
    #[command(subcommand)]
    Feed(super::feed::Feed),
    /// Say what a robots.txt allows, one JSON line a path
    #[command(
        after_help = "Examples:\n  annals robots robots.txt --agent annals /markets /account/me\n  annals robots https://news.example/robots.txt --agent annals --info\n  annals robots robots.txt --agent annals - < paths.txt"
    )]
    Robots(super::feed::Robots),
    /// Pages to articles: JSON Lines, one line a page
    #[command(
        after_help = "Examples:\n  annals clean page.html\n  zcat pages.jsonl.gz | annals clean > articles.jsonl\n  annals clean crawl.warc.gz --from 2025-02-01 --to 2025-03-01"
    )]
    Clean(Clean),
    /// Articles to annotations: JSON Lines, one line an article
    #[command(
        after_help = "Statistical models, metrics of every figure and non-English texts are not read yet: such fields are null.\n\nWith --out the lines go into DIR/annotations-00000.jsonl, -00001 and so on; together they are what would be printed.\nThe same command goes on where a stopped one was; DIR/complete.json is written last, DIR/rejected.jsonl lists what was\nleft out. A folder made from other inputs or with other options is refused.\n\ncorrections.tsv beside the configuration (-c) sets names right; columns are parted by tabs, note and kind may be missing:\n  action  surface            entity        kind  note\n  alias   Acme               xx:acme       firm  a new entity, called by its first name here\n  alias   Big Bank           us:citigroup        the name means it wherever a name can stand\n  always  the blue chest     xx:acme             every occurrence, in small or large letters\n  never   Street                                 no name at all\n  never   Citi               us:citigroup        never this one: the next of the name, or an unknown\n  merge   nil:firm:acme-ltd  xx:acme             an id gives way to another\n  split   Citi               us:citigroup        this name is an entity of its own\nA new entity needs its kind once. Articles in the store stay as they were read.\n\nExamples:\n  annals annotate articles.jsonl > annotations.jsonl\n  annals annotate story.txt --published 2025-02-26 --only time,figure\n  annals annotate 2025-*.jsonl.gz --out annotated && cat annotated/annotations-*.jsonl | wc -l"
    )]
    Annotate(Annotate),
    /// The digest of one article, or of several as one story
    #[command(
        after_help = "Every line of a digest can be proved: annals verify digest.json --articles FILE\n\nExamples:\n  annals digest story.txt --published 2025-02-26\n  annals digest a.html b.html --format json\n  annals digest 1f0c3ad2b7e94560"
    )]
    Digest(Digest),
    /// Articles grouped by happening, with what they claim and how it agrees: JSON Lines
    #[command(
        after_help = "Streaming, an article joins the story it is most like or founds one; give articles in the order in which they came.\nMemory grows with the news of a few days; the articles wait in a temporary file until their stories are printed.\n\nExamples:\n  annals story articles.jsonl > stories.jsonl\n  annals story --streaming 2025-*.jsonl.gz > stories.jsonl"
    )]
    Story {
        /// Articles or annotated articles; the store's when none is named
        files: Vec<String>,
        /// Read the articles one after another, each joining a story as it comes
        #[arg(long, requires = "files")]
        streaming: bool,
        /// Take all given articles as one story
        #[arg(long, requires = "files", conflicts_with = "streaming")]
        as_one: bool,
        #[command(flatten)]
        as_of: AsOf,
    },
    #[command(flatten)]
    Record(super::record::Record),
    /// What happened when to a firm or any entity, across files or the whole store
    #[command(
        after_help = "Examples:\n  annals timeline --entity 'Goldman Sachs'\n  annals timeline articles.jsonl --entity index:HSI --from 2025-02 --format csv\n  annals timeline --query 'tariff*' --dates 10 --sentences 2 --format html > tariffs.html\n  annals timeline --story 1f0c3ad2b7e94560 --as-of 2025-02-26T12:00:00Z"
    )]
    Timeline(Timeline),
    /// Build the index anew from the store, or add files to it
    Index {
        /// Articles or annotated articles to add; none: rebuild from the store
        files: Vec<String>,
    },
    /// Search the index
    #[command(after_help = super::search::HELP)]
    Search(super::search::Search),
    #[command(flatten)]
    Study(super::study::Study),
    /// Saved searches: what is new since the last time
    Watch(super::watch::Watch),
    /// An article with its annotations, as one JSON line
    Show {
        /// The article's id
        id: String,
    },
    /// What is in the store
    Stats {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Prove digests, timelines and annotations: every line's evidence is found byte for byte in its article
    #[command(
        after_help = "Example:\n  annals digest story.txt --format json > digest.json\n  annals verify digest.json --articles story.txt"
    )]
    Verify(Verify),
    /// Score annotations against gold: JSON Lines with `text` and labels, or a folder of annotated articles (corpus/gold)
    #[command(
        after_help = "A folder holds TOML files as corpus/gold/README.md describes them; links, roles, actions, stories and points need one.\nIn a file, spans are bytes, half-open: {\"id\",\"text\",\"spans\":[{\"start\",\"end\",\"type\"}]}; quotes in `quotes`.\n\nExamples:\n  annals eval --gold gold.jsonl --concept names\n  annals eval --gold corpus/gold --concept roles"
    )]
    Eval {
        /// The gold file or folder
        #[arg(long, value_name = "FILE")]
        gold: PathBuf,
        /// What is scored
        #[arg(long, value_enum)]
        concept: GoldConcept,
        /// As JSON Lines
        #[arg(long)]
        json: bool,
    },
    /// Learn the statistical model of names from texts in which names are marked
    #[command(
        after_help = "A file holds JSON Lines, {\"text\",\"spans\":[{\"start\",\"end\",\"type\"}]}, or plain text with marks, {ORG Acme Corp.}, and a blank\nline between articles. PER, ORG and LOC are learned; names of other types are read as no names.\n\nExample:\n  annals train --gold corpus/gold/names/*.txt --out names.bin && annals annotate --model names.bin story.txt"
    )]
    Train {
        /// Files with marked names
        #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
        gold: Vec<PathBuf>,
        /// Where the model is written
        #[arg(long, value_name = "MODEL")]
        out: PathBuf,
    },
    /// The rules and their cases
    #[command(after_help = "Example:\n  annals rules figure/money")]
    Rules {
        /// Only rules whose name holds this
        name: Option<String>,
    },
    /// The names annals knows: are the tables in order, what does a name mean
    Gazetteer(super::gazetteer::Gazetteer),
    /// Search, digests and timelines over HTTP and as web pages
    #[command(after_help = "Example:\n  annals serve --port 8080")]
    Serve(super::serve::Serve),
}

#[derive(Debug, Args)]
pub(crate) struct Clean {
    /// WARC, HTML, text, JSON Lines of pages; none or `-`: standard input
    pub(crate) files: Vec<String>,
    /// Only pages of this host
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// Only articles published on this day or later (2025, 2025-02, 2025-02-26)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Day>,
    /// Only articles published before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
}

#[derive(Debug, Args)]
pub(crate) struct Annotate {
    /// Articles: JSON Lines, text, HTML, WARC; none or `-`: standard input
    pub(crate) files: Vec<String>,
    /// Publication date of articles that state none
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Published>,
    /// The article first, its annotations inside
    #[arg(long)]
    pub(crate) with_article: bool,
    /// A model of names instead of the embedded one, made by `annals train`
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<PathBuf>,
    /// Only these lists
    #[arg(long, value_delimiter = ',', value_name = "LISTS")]
    pub(crate) only: Vec<Concept>,
    /// Into shard files of this folder, made if missing; a stopped job is gone on with
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Articles a shard, at the most; a shard also ends after 32 MiB of input
    #[arg(long, value_name = "N", requires = "out", default_value_t = annals::jobs::ARTICLES_A_SHARD, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) shard: u32,
}

/// A view of what was known at a moment, the same for every command that reads articles.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AsOf {
    /// Only what was first seen by then (RFC 3339), as if nothing later were known; where it is not known when an article
    /// was first seen, its publication counts
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<jiff::Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct Digest {
    /// Files, or ids of articles in the store; none or `-`: standard input
    pub(crate) inputs: Vec<String>,
    /// Publication date of articles that state none
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Published>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = DigestFormat::Md)]
    pub(crate) format: DigestFormat,
    #[command(flatten)]
    pub(crate) as_of: AsOf,
}

#[derive(Debug, Args)]
pub(crate) struct Timeline {
    /// Articles or annotated articles; none: the store
    pub(crate) files: Vec<String>,
    /// A name, an alias or an id; may be given again
    #[arg(long, value_name = "E")]
    pub(crate) entity: Vec<String>,
    /// Only articles that match this query (store only)
    #[arg(long, value_name = "Q")]
    pub(crate) query: Option<String>,
    /// Only the articles of this story, by its id or that of an article in it
    #[arg(long, value_name = "ID", conflicts_with = "query")]
    pub(crate) story: Option<String>,
    /// Events on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Day>,
    /// Events before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Day>,
    #[command(flatten)]
    pub(crate) as_of: AsOf,
    /// So many dates at the most, the most reported ones
    #[arg(long, value_name = "N")]
    pub(crate) dates: Option<usize>,
    /// So many lines a date at the most; sentences that open an article and name no date may tell the day it says it is of
    #[arg(long, value_name = "K")]
    pub(crate) sentences: Option<usize>,
    /// Publication date of articles that state none
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Published>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = TimelineFormat::Md)]
    pub(crate) format: TimelineFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Digests, timelines or annotations (JSON, JSON Lines)
    #[arg(required = true)]
    pub(crate) files: Vec<String>,
    /// Where the articles are; none: the store
    #[arg(long, value_name = "FILE")]
    pub(crate) articles: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Concept {
    Time,
    Figure,
    Entity,
    Attribution,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GoldConcept {
    Names,
    Dates,
    Figures,
    Quotes,
    Links,
    Roles,
    Actions,
    Stories,
    Points,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DigestFormat {
    Md,
    Json,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    Md,
    Json,
    Csv,
    Html,
}

/// The first day of a year, month or day as written: `2025`, `2025-02`, `2025-02-26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) jiff::civil::Date);

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        annals::written::day(text).map(Self)
    }
}

/// A publication date or date-time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Published(pub(crate) annals_model::DateTime);

impl std::str::FromStr for Published {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        annals_model::DateTime::parse(text)
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no date: write 2025-02-26 or 2025-02-26T09:30:00+08:00"))
    }
}
