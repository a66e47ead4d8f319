//! Pages in, articles out, on one thread: `cargo run --release -p annals-clean --example pages -- clean FILE`.
//!
//! FILE holds one page a line, `{"id","url","html"}`; articles go to standard output as `annals clean` writes them. `pace` instead
//! of `clean` prints pages a second and the slowest page, and no articles.

use annals_clean::{Publishers, clean};
use annals_model::{ArticleId, RawPage, article_to_json};
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let [what, file, ..] = arguments.as_slice() else { return Err("usage: pages clean|pace FILE".into()) };
    let publishers = Publishers::embedded();
    let mut pages = Vec::new();
    for line in BufReader::new(std::fs::File::open(file)?).lines() {
        let page: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| page.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let raw = RawPage {
            url: field("url"),
            final_url: field("url"),
            status: 200,
            content_type: Some("text/html; charset=utf-8".to_owned()),
            feed_date: None,
            headers: Vec::new(),
            fetched: jiff::Timestamp::now(),
            body: field("html").into_bytes(),
        };
        pages.push((field("id"), raw));
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    if what == "pace" {
        let (mut best, mut worst) = (Duration::MAX, (Duration::ZERO, ""));
        for _ in 0..3 {
            let begun = Instant::now();
            for (id, page) in &pages {
                let before = Instant::now();
                black_box(clean(black_box(page), &publishers));
                worst = worst.max((before.elapsed(), id));
            }
            best = best.min(begun.elapsed());
        }
        #[expect(clippy::cast_precision_loss, reason = "shown without digits")]
        let pace = pages.len() as f64 / best.as_secs_f64();
        writeln!(out, "{} pages, best of 3: {pace:.0} pages/s; slowest {:?} ({})", pages.len(), worst.0, worst.1)?;
        return Ok(());
    }
    for (id, page) in &pages {
        let mut article = clean(page, &publishers).article;
        article.id = ArticleId(id.clone());
        writeln!(out, "{}", article_to_json(&article))?;
    }
    Ok(())
}
