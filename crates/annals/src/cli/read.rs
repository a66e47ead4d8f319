//! Commands that read articles: clean, annotate, digest, story, timeline, show, verify.

use super::arguments::{Annotate, Clean, Cli, Command, Concept, Digest, DigestFormat, GoldConcept, Timeline, TimelineFormat, Verify};
use super::commands::{Outcome, listening, stop_on_interrupt};
use super::console::Console;
use super::model::engine;
use annals::config::Config;
use annals::input::Given;
use annals::jobs::{self, AnnotateOptions, CleanFilter, Engine, Only, Sharded, TimelineQuery, Verified};
use annals::{AnnalsError, Rejection};
use annals_index::Index;
use annals_model::{Annotated, Article, ArticleId};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Runs one of them.
pub(crate) fn command(cli: &Cli, console: &Console) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Clean(options) => clean(cli, options, console),
        Command::Annotate(options) => annotate(cli, options, console),
        Command::Digest(options) => digest(cli, options, console),
        Command::Story { files, streaming, as_one, as_of } => {
            let options = jobs::StoryOptions { streaming: *streaming, as_one: *as_one, as_of: as_of.as_of };
            story(cli, files, options, console)
        }
        Command::Timeline(options) => timeline(cli, options, console),
        Command::Show { id } => show(cli, id, console),
        Command::Verify(options) => verify(cli, options, console),
        Command::Train { gold, out } => super::model::train(gold, out, console),
        Command::Eval { gold, concept, json } => eval(gold, *concept, *json, console),
        _ => Ok(Outcome::Done),
    }
}

fn index(cli: &Cli) -> Result<Index, AnnalsError> {
    jobs::open_index(&Config::read(&cli.common.config)?.store)
}

fn out() -> BufWriter<std::io::StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, std::io::stdout().lock())
}

fn clean(cli: &Cli, options: &Clean, console: &Console) -> anyhow::Result<Outcome> {
    console.begin("pages");
    let filter = CleanFilter { host: options.host.clone(), from: options.from.map(|d| d.0), to: options.to.map(|d| d.0) };
    let given = Given { published: None, now: cli.common.now };
    let done = listening(console, |listener| jobs::clean(&Engine::new(), &options.files, given, &filter, &mut out(), listener))?;
    Ok(if done == 0 && console.rejected() == 0 { Outcome::Nothing } else { Outcome::Done })
}

fn annotate(cli: &Cli, options: &Annotate, console: &Console) -> anyhow::Result<Outcome> {
    console.begin("articles");
    let has = |concept| options.only.contains(&concept);
    let options_of_job = AnnotateOptions {
        given: Given { published: options.published.map(|p| p.0), now: cli.common.now },
        with_article: options.with_article,
        only: Only {
            time: has(Concept::Time),
            figure: has(Concept::Figure),
            entity: has(Concept::Entity),
            attribution: has(Concept::Attribution),
        },
    };
    let engine = engine(&cli.common.config, options.model.as_deref())?;
    if let Some(dir) = &options.out {
        stop_on_interrupt(console);
        return annotate_into(&engine, dir, options, &options_of_job, console);
    }
    listening(console, |listener| jobs::annotate(&engine, &options.files, &options_of_job, &mut out(), listener))?;
    Ok(Outcome::Done)
}

fn annotate_into(engine: &Engine, dir: &Path, options: &Annotate, job: &AnnotateOptions, console: &Console) -> anyhow::Result<Outcome> {
    let done = listening(console, |listener| jobs::annotate_into(engine, &options.files, job, dir, options.shard, listener))?;
    let Sharded { shards, articles, rejected, new_shards, complete } = done;
    let place = dir.display();
    if !complete {
        console.message("warning", &format!("interrupted: {shards} complete shards stay in {place}, the same command goes on from there"));
    } else if new_shards == 0 {
        console.summary(&format!("nothing to do: {place} is complete with {articles} articles in {shards} shards, {rejected} rejected"));
    } else {
        console.summary(&format!("{articles} articles in {shards} shards of {place} ({new_shards} new), {rejected} rejected"));
    }
    Ok(Outcome::Done)
}

fn digest(cli: &Cli, options: &Digest, console: &Console) -> anyhow::Result<Outcome> {
    let given = Given { published: options.published.map(|p| p.0), now: cli.common.now };
    let engine = engine(&cli.common.config, None)?;
    let articles = listening(console, |listener| jobs::gather(&engine, &options.inputs, given, &|| index(cli), listener))?;
    let articles = jobs::seen_by(articles, options.as_of.as_of);
    if articles.is_empty() {
        return Ok(if console.rejected() > 0 { Outcome::Done } else { Outcome::Nothing });
    }
    let digest = jobs::digest(&articles.iter().collect::<Vec<&Annotated>>());
    let mut out = out();
    match options.format {
        DigestFormat::Md => write!(out, "{}", annals_story::digest_markdown(&digest))?,
        DigestFormat::Json => writeln!(out, "{}", serde_json::to_string(&digest)?)?,
        DigestFormat::Html => write!(out, "{}", annals_story::digest_html(&digest))?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn story(cli: &Cli, files: &[String], options: jobs::StoryOptions, console: &Console) -> anyhow::Result<Outcome> {
    let engine = engine(&cli.common.config, None)?;
    console.begin("articles");
    if let (true, Some(as_of)) = (files.is_empty(), options.as_of) {
        let told = jobs::stories_as_of(&index(cli)?, as_of, &mut out())?;
        return Ok(if told == 0 { Outcome::Nothing } else { Outcome::Done });
    }
    if files.is_empty() {
        let path = Config::read(&cli.common.config)?.store.join("stories.jsonl");
        let stories =
            std::fs::File::open(&path).map_err(|e| anyhow::anyhow!("cannot read {}: {e}; run `annals run` first", path.display()))?;
        let bytes = std::io::copy(&mut std::io::BufReader::new(stories), &mut std::io::stdout().lock())?;
        return Ok(if bytes == 0 { Outcome::Nothing } else { Outcome::Done });
    }
    let told = listening(console, |listener| jobs::stories_of_files(&engine, files, options, &mut out(), listener))?;
    Ok(if told == 0 && console.rejected() == 0 { Outcome::Nothing } else { Outcome::Done })
}

fn timeline(cli: &Cli, options: &Timeline, console: &Console) -> anyhow::Result<Outcome> {
    let engine = engine(&cli.common.config, None)?;
    console.begin("articles");
    let query = TimelineQuery {
        entities: options.entity.clone(),
        query: options.query.clone(),
        story: options.story.clone(),
        as_of: options.as_of.as_of,
        from: options.from.map(|d| d.0),
        to: options.to.map(|d| d.0),
        dates: options.dates,
        sentences: options.sentences,
    };
    let given = Given { published: options.published.map(|p| p.0), now: cli.common.now };
    let timeline = listening(console, |listener| jobs::timeline(&engine, &options.files, given, &query, &|| index(cli), listener))?;
    if timeline.events.is_empty() && timeline.undated.is_empty() {
        console.summary("nothing dated is found");
        return Ok(Outcome::Nothing);
    }
    let mut out = out();
    match options.format {
        TimelineFormat::Md => write!(out, "{}", annals_story::timeline_markdown(&timeline))?,
        TimelineFormat::Json => writeln!(out, "{}", serde_json::to_string(&timeline)?)?,
        TimelineFormat::Csv => write!(out, "{}", annals_story::timeline_csv(&timeline))?,
        TimelineFormat::Html => write!(out, "{}", annals_story::timeline_html(&timeline))?,
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn show(cli: &Cli, id: &str, console: &Console) -> anyhow::Result<Outcome> {
    match jobs::show(&index(cli)?, id)? {
        Some(line) => writeln!(out(), "{line}")?,
        None => {
            console.summary(&format!("no article {id} in the index"));
            return Ok(Outcome::Nothing);
        }
    }
    Ok(Outcome::Done)
}

fn verify(cli: &Cli, options: &Verify, console: &Console) -> anyhow::Result<Outcome> {
    let given = Given::default();
    let mut known: BTreeMap<ArticleId, Article> = BTreeMap::new();
    for file in &options.articles {
        let engine = Engine::new();
        for raw in annals::input::pieces(std::slice::from_ref(file))? {
            match annals::input::article(raw, given, &engine.publishers) {
                Ok(item) => drop(known.insert(item.article.id.clone(), item.article)),
                Err(rejection) => console.reject(&rejection),
            }
        }
    }
    let index = if options.articles.is_empty() { Some(index(cli)?) } else { None };
    let mut find = |id: &ArticleId| -> Result<Option<Article>, AnnalsError> {
        match &index {
            Some(index) => Ok(index.get(id)?.map(|item| item.article)),
            None => Ok(known.get(id).cloned()),
        }
    };
    let mut all = Verified::default();
    for file in &options.files {
        let text = String::from_utf8(super::show::bytes(file)?).map_err(|e| anyhow::anyhow!("{file} is no UTF-8: {e}"))?;
        for (line, value) in values(&text) {
            match value {
                Ok(value) => {
                    let found = jobs::verify(&value, &mut find)?;
                    all.held += found.held;
                    all.wrong.extend(found.wrong);
                }
                Err(e) => console.reject(&Rejection { file: file.clone(), line: Some(line), reason: format!("no JSON: {e}") }),
            }
        }
    }
    let mut out = out();
    for wrong in &all.wrong {
        writeln!(out, "{wrong}")?;
    }
    out.flush()?;
    console.summary(&format!("{} receipts hold, {} do not", all.held, all.wrong.len()));
    Ok(if all.wrong.is_empty() && all.held > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// The JSON values of a text with their lines: one a line if the first line is a whole one, else one behind the other
/// however they are broken.
fn values(text: &str) -> Box<dyn Iterator<Item = (u64, serde_json::Result<Value>)> + '_> {
    let lines = move || text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    if lines().next().is_some_and(|(line, _)| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()) {
        return Box::new(lines().map(|(line, number)| (number, serde_json::from_str(line))));
    }
    let value = |value: serde_json::Result<Value>| (value.as_ref().map_or_else(|e| e.line() as u64, |_| 1), value);
    Box::new(serde_json::Deserializer::from_str(text).into_iter().map(value))
}

fn eval(gold: &Path, concept: GoldConcept, json: bool, console: &Console) -> anyhow::Result<Outcome> {
    console.begin("records");
    let concept = match concept {
        GoldConcept::Names => jobs::Concept::Names,
        GoldConcept::Dates => jobs::Concept::Dates,
        GoldConcept::Figures => jobs::Concept::Figures,
        GoldConcept::Quotes => jobs::Concept::Quotes,
        GoldConcept::Links => jobs::Concept::Links,
        GoldConcept::Roles => jobs::Concept::Roles,
        GoldConcept::Actions => jobs::Concept::Actions,
        GoldConcept::Stories => jobs::Concept::Stories,
        GoldConcept::Points => jobs::Concept::Points,
    };
    let scores = listening(console, |listener| jobs::eval(&Engine::new(), gold, concept, listener))?;
    let mut out = out();
    for score in &scores {
        if json {
            writeln!(out, "{}", serde_json::to_string(score)?)?;
        } else {
            let jobs::Score { measure, precision, recall, f1, gold, predicted } = score;
            writeln!(out, "{measure:<20} P {precision:.4}  R {recall:.4}  F1 {f1:.4}   gold {gold}  predicted {predicted}")?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
