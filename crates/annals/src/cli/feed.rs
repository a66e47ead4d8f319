//! The commands `feed` and `robots`: what sites offer and allow.

use super::arguments::Cli;
use super::commands::{Outcome, stop_on_interrupt};
use super::console::Console;
use super::{show, stopped};
use annals::AnnalsError;
use annals::config::{Config, is_address, is_bare};
use annals::jobs::{self, FeedFound};
use annals::polite::has_none;
use annals_fetch::FetchError;
use clap::{Args, Subcommand};
use std::io::{BufRead, Write};

#[derive(Debug, Subcommand)]
pub(crate) enum Feed {
    /// Find the feeds of a site and write them into the configuration
    #[command(
        after_help = "A feed is tried before it is written down; what stands in the configuration stays as it is, and no feed is written twice. \
            Without --all the likeliest is taken. Each feed found is printed as a line of JSON.

Examples:
  annals feed add news.example
  annals feed add https://news.example/markets/ --all
  annals feed add https://news.example/feed.xml --dry-run"
    )]
    Add(FeedAdd),
    /// A feed as JSON: title and entries
    #[command(after_help = "Examples:\n  annals feed parse feed.xml\n  annals feed parse https://news.example/feed.xml")]
    Parse {
        /// RSS, Atom, RDF, JSON feed or sitemap: a file, an address, or `-` for standard input
        file: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FeedAdd {
    /// A site, the address of a page, or that of a feed
    site: String,
    /// All feeds of the site
    #[arg(long)]
    all: bool,
    /// Say what would be added, write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Robots {
    /// A robots.txt: a file, its address or that of its site, or `-` for standard input
    file: String,
    /// The name of the robot
    #[arg(long, value_name = "UA")]
    agent: String,
    /// Paths to ask about; `-` reads them from standard input, one a line
    paths: Vec<String>,
    /// Delay and sitemaps, too
    #[arg(long)]
    info: bool,
}

/// Runs `annals feed`.
pub(crate) fn feed(cli: &Cli, feed: &Feed, console: &Console) -> anyhow::Result<Outcome> {
    match feed {
        Feed::Add(options) => add(cli, options, console),
        Feed::Parse { file } => {
            let (bytes, base) = read(cli, file, console)?;
            let feed = annals_fetch::parse_feed(&bytes, base.as_deref())?;
            writeln!(std::io::stdout().lock(), "{}", serde_json::to_string(&feed)?)?;
            Ok(Outcome::Done)
        }
    }
}

fn add(cli: &Cli, options: &FeedAdd, console: &Console) -> anyhow::Result<Outcome> {
    stop_on_interrupt(console);
    console.begin("feeds");
    let added = jobs::add_feeds(&cli.common.config, &options.site, options.all, options.dry_run, &stopped)?;
    let mut out = std::io::stdout().lock();
    for feed in &added.found {
        writeln!(out, "{}", serde_json::to_string(feed)?)?;
    }
    out.flush()?;
    for (url, reason) in &added.refused {
        console.message("no feed", &format!("{url}: {reason}"));
    }
    let count = |which: fn(&FeedFound) -> bool| added.found.iter().filter(|feed| which(feed)).count();
    let (found, known, new) = (added.found.len(), count(|feed| feed.known), count(|feed| feed.added));
    let config = cli.common.config.display();
    let more = found.saturating_sub(known + new);
    let rest = match (more, options.all, options.dry_run) {
        (0, ..) | (_, true, false) => String::new(),
        (more, _, true) => format!(", {more} could be added; dry run: nothing was written"),
        (more, ..) => format!(", {more} more with --all"),
    };
    let feeds = if found == 1 { "feed" } else { "feeds" };
    console.summary(&format!("{found} {feeds} found, {new} added to {config}, {known} there already{rest}"));
    Ok(if found == 0 { Outcome::Nothing } else { Outcome::Done })
}

/// Runs `annals robots`.
pub(crate) fn robots(cli: &Cli, options: &Robots, console: &Console) -> anyhow::Result<Outcome> {
    if options.paths.is_empty() && !options.info {
        anyhow::bail!("nothing is asked: add paths, as in `annals robots {} --agent {} /news/`, or --info", options.file, options.agent);
    }
    let robots = rules(cli, options, console)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut answer = |path: &str| -> anyhow::Result<()> {
        let (allowed, rule) = robots.allowed(path);
        writeln!(out, "{}", serde_json::json!({ "path": path, "allowed": allowed, "rule": rule }))?;
        Ok(())
    };
    for path in &options.paths {
        if path == "-" {
            for line in std::io::stdin().lock().lines() {
                answer(line.map_err(|e| anyhow::anyhow!("cannot read standard input: {e}"))?.trim_end_matches('\r'))?;
            }
        } else {
            answer(path)?;
        }
    }
    if options.info {
        let delay = robots.delay().map(|delay| delay.as_secs_f64());
        writeln!(out, "{}", serde_json::json!({ "delay": delay, "sitemaps": robots.sitemaps() }))?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// The rules of a file or a site; a site without a robots.txt allows everything.
fn rules(cli: &Cli, options: &Robots, console: &Console) -> anyhow::Result<annals_fetch::Robots> {
    let (mut place, mut at_home) = (options.file.clone(), true);
    if let Ok(site) = url::Url::parse(&options.file)
        && is_address(&options.file)
    {
        if site.path() == "/" {
            place = site.join("robots.txt")?.into();
        } else if site.path() != "/robots.txt" {
            at_home = false;
            console.message("note", &format!("read as a robots.txt; the rules of that site are at {}", site.join("/robots.txt")?));
        }
    }
    match read(cli, &place, console) {
        Ok((bytes, _)) => Ok(annals_fetch::robots(&bytes, &options.agent)),
        Err(e) => match e.downcast_ref::<FetchError>() {
            Some(FetchError::Address { outcome, .. }) if at_home && has_none(*outcome) => {
                console.message("note", &format!("there is no {place} ({outcome}), so everything is allowed"));
                Ok(annals_fetch::Robots::allow_all())
            }
            _ => Err(e),
        },
    }
}

/// The bytes of a file, of standard input, or of an address, which is asked once; of an address also the one that answered.
fn read(cli: &Cli, file: &str, console: &Console) -> anyhow::Result<(Vec<u8>, Option<String>)> {
    if !is_address(file) {
        let bytes = show::bytes(file);
        return match bytes {
            Err(e) if is_bare(file) && !std::path::Path::new(file).exists() => Err(anyhow::anyhow!("{e}; is http://{file} meant?")),
            bytes => Ok((bytes?, None)),
        };
    }
    // Manners are taken from the configuration, if there is one; to read a feed none is needed.
    let plan = match Config::read(&cli.common.config) {
        Ok(config) => config.plan(),
        Err(AnnalsError::NoConfig { .. }) => annals_fetch::Plan::default(),
        Err(e) => return Err(e.into()),
    };
    console.begin("waiting for an answer,");
    let read = annals_fetch::read_address(&plan, file, plan.max_bytes)?;
    Ok((read.body, Some(read.final_url)))
}
