//! How many pages a second each extractor reads, all in the same run: rounds take turns, and of each the round
//! with the least processor time counts.

use crate::Request;
use crate::pages::Page;
use crate::wrap::raw;
use annals_clean::{Publishers, clean};
use annals_model::RegionKind;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use trafilatura::{ExtractionFocus, Options};

/// An extractor: from a page to the article's text.
type Extract = Box<dyn Fn(&Page) -> String>;

struct Runner {
    name: &'static str,
    extract: Extract,
    best: Duration,
    slowest: (Duration, String),
}

impl Runner {
    /// The best round.
    fn seconds(&self) -> f64 {
        self.best.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// Measures and prints; with a folder for texts, writes `<set>.<extractor>.jsonl` there.
pub fn pace(pages: &[Page], file: &Path, request: &Request) -> Result<(), Box<dyn std::error::Error>> {
    let mut runners = runners();
    for _ in 0..request.rounds.max(1) {
        for runner in &mut runners {
            let begun = processor_time();
            for page in pages {
                let before = processor_time();
                black_box((runner.extract)(black_box(page)));
                let taken = processor_time().saturating_sub(before);
                if taken > runner.slowest.0 {
                    runner.slowest = (taken, page.id.clone());
                }
            }
            runner.best = runner.best.min(processor_time().saturating_sub(begun));
        }
    }
    let ours = runners.first().map_or(1.0, Runner::seconds);
    println!("{:14} {:>8} {:>12}  slowest page", "", "pages/s", "annals is");
    for runner in &runners {
        let (pace, ratio) = (pages.len() as f64 / runner.seconds(), runner.seconds() / ours);
        let (slowest, id) = (runner.slowest.0.as_secs_f64(), &runner.slowest.1);
        println!("{:14} {pace:8.0} {ratio:10.2} x  {slowest:.3} s ({id})", runner.name);
    }
    let Some(folder) = &request.texts else { return Ok(()) };
    std::fs::create_dir_all(folder)?;
    let set = file.file_stem().unwrap_or_default().to_string_lossy();
    for runner in &runners {
        let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join(format!("{set}.{}.jsonl", runner.name)))?);
        for page in pages {
            writeln!(out, "{}", serde_json::json!({ "id": page.id, "text": (runner.extract)(page) }))?;
        }
        out.flush()?;
    }
    Ok(())
}

fn runners() -> Vec<Runner> {
    let publishers = Publishers::embedded();
    let annals = move |page: &Page| {
        // Headline, captions and source lists are regions of their own; the peers give the words of the body.
        let article = clean(&raw(&page.url, &page.html), &publishers).article;
        let body = article.regions.iter().filter(|region| matches!(region.kind, RegionKind::Body | RegionKind::Heading));
        body.map(|region| region.span.of(&article.text)).collect::<Vec<_>>().join("\n\n")
    };
    let smoothie = |page: &Page| {
        let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
        let url = Some(page.url.as_str()).filter(|url| url::Url::parse(url).is_ok());
        let article = dom_smoothie::Readability::new(page.html.as_str(), url, Some(config)).and_then(|mut reader| reader.parse());
        article.map(|article| article.text_content.to_string()).unwrap_or_default()
    };
    let trafilatura = |page: &Page| {
        let mut options = Options::default().with_focus(ExtractionFocus::FavorPrecision).with_fallback(true).with_exclude_comments(true);
        if let Ok(url) = url::Url::parse(&page.url) {
            options = options.with_url(url);
        }
        trafilatura::extract(&page.html, &options).map(|found| found.content_text).unwrap_or_default()
    };
    let parse = |page: &Page| {
        black_box(scraper::Html::parse_document(&page.html));
        String::new()
    };
    let runner = |name, extract| Runner { name, extract, best: Duration::MAX, slowest: (Duration::ZERO, String::new()) };
    vec![
        runner("annals", Box::new(annals) as Extract),
        runner("dom_smoothie", Box::new(smoothie)),
        runner("trafilatura", Box::new(trafilatura)),
        runner("parse alone", Box::new(parse)),
    ]
}

/// The time this thread has had a processor, so that a busy machine slows nobody; where the system does not tell it, a clock's.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split_whitespace().next()?.parse().ok()).map(Duration::from_nanos);
    told.unwrap_or_else(|| START.elapsed())
}
