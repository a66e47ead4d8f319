//! Writes as many made-up news pages as asked into an archive, reads them back, compares, and says how fast that went.
//!
//! `cargo run --release -p annals-archive --example round_trip -- [RECORDS] [FOLDER]`: 100,000 pages unless told, in a
//! folder that is removed at the end unless one is named. Every page comes with its request; every tenth is a revisit.
#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use annals_archive::{Archive, ArchiveError, Earlier, Filter, Position};
use annals_model::RawPage;
use std::path::Path;
use std::time::{Duration, Instant};

/// Words that pages are made of; their mix packs about as well as news pages do.
const WORDS: &str = "the shares index closed higher after Hang Seng futures rose analysts at the bank lifted target price HK$ \
                     quarter revenue profit warned regulators said statement Tuesday investors sold bonds yields points percent \
                     supply demand outlook chip maker exports tariff ministry reported guidance dividend board approved merger \
                     <p> </p> <a href=\"/markets/ <div class=\"story-body__inner\"> <span class=\"figure\"> </div> </span> &nbsp;";

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn page(number: u64, words: &[&str]) -> RawPage {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let url = format!("https://www.outlet{}.example/markets/2025/{number}.html?from=feed&id={}", number % 200, dice.throw(1_000_000));
    let length = 2_000 + dice.throw(16_000);
    let mut body = format!("<!doctype html><html><head><title>Story {number}</title></head><body>");
    while (body.len() as u64) < length {
        if dice.throw(12) == 0 {
            body.push_str(&format!("{}.{} ", dice.throw(40_000), dice.throw(100)));
        } else if dice.throw(9) == 0 {
            // Names and slugs, which no dictionary of the packer holds.
            body.push_str(&format!("{:x} ", dice.throw(1 << 31)));
        } else {
            body.push_str(words.get(usize::try_from(dice.throw(words.len() as u64)).unwrap_or(0)).unwrap_or(&""));
            body.push(' ');
        }
    }
    RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: vec![
            ("Date".to_owned(), "Tue, 11 Mar 2025 10:05:00 GMT".to_owned()),
            ("Server".to_owned(), "nginx".to_owned()),
            ("ETag".to_owned(), format!("\"{number:x}\"")),
            ("X-Crawler-Content-Encoding".to_owned(), "gzip".to_owned()),
            ("X-Crawler-Content-Length".to_owned(), (length / 4).to_string()),
        ],
        fetched: jiff::Timestamp::from_millisecond(1_741_687_500_000 + i64::try_from(number).unwrap_or(0) * 37).unwrap_or_default(),
        body: body.into_bytes(),
    }
}

fn request(page: &RawPage) -> String {
    let path = page.url.splitn(4, '/').nth(3).unwrap_or_default();
    format!(
        "GET /{path} HTTP/1.1\r\nHost: www.outlet.example\r\nUser-Agent: annals/0.1 (+https://annals.example/bot)\r\nAccept-Encoding: gzip, br\r\n"
    )
}

fn pace(what: &str, took: Duration, records: u64, bytes: u64) {
    let seconds = took.as_secs_f64().max(1e-9);
    println!("{what:<8} {seconds:7.2} s  {:9.0} pages/s  {:7.1} MB/s of bodies", records as f64 / seconds, bytes as f64 / 1e6 / seconds);
}

fn run(records: u64, dir: &Path) -> Result<(), ArchiveError> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut bytes = 0;
    let mut making = Duration::ZERO;
    let started = Instant::now();
    let mut archive = Archive::open(dir)?;
    let mut last = Position::default();
    for number in 0..records {
        let begun = Instant::now();
        let page = page(number, &words);
        let request = request(&page);
        making += begun.elapsed();
        bytes += page.body.len() as u64;
        archive.put(&page, Some(&request), None)?;
        if number % 10 == 9 {
            // The body comes again unchanged: a revisit, which reading passes over.
            let earlier = Earlier { url: page.final_url.clone(), fetched: page.fetched, sha256: String::new() };
            archive.put(&RawPage { status: 304, body: Vec::new(), ..page }, Some(&request), Some(&earlier))?;
        }
        if number % 500 == 499 {
            last = archive.checkpoint()?;
        }
    }
    archive.finish()?;
    pace("write", started.elapsed() - making, records, bytes);
    let size: u64 = std::fs::read_dir(dir)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?))
                .filter(|e: &std::io::Result<std::fs::DirEntry>| e.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "gz")))
                .map(|e| Ok(e?.metadata()?.len()))
                .sum()
        })
        .unwrap_or(0);
    println!(
        "size     {:.1} MB of {:.1} MB: {:.1} %; last checkpoint {}:{}",
        size as f64 / 1e6,
        bytes as f64 / 1e6,
        size as f64 * 100.0 / bytes.max(1) as f64,
        last.file,
        last.offset
    );

    let (mut number, mut making, mut wrong) = (0, Duration::ZERO, 0);
    let started = Instant::now();
    for found in archive.pages()? {
        let found = found?;
        let begun = Instant::now();
        wrong += u64::from(found != page(number, &words));
        making += begun.elapsed();
        number += 1;
    }
    pace("read", started.elapsed() - making, number, bytes);
    println!("back     {number} of {records} pages, {wrong} of them different");

    let started = Instant::now();
    let filter = Filter { hosts: vec!["outlet7.example".to_owned()], ..Filter::default() };
    let some = archive.pages()?.only(filter).filter(Result::is_ok).count();
    pace("filter", started.elapsed(), records, bytes);
    println!("found    {some} pages of one host of 200");

    drop(archive);
    for entry in
        std::fs::read_dir(dir).into_iter().flatten().flatten().filter(|entry| entry.path().extension().is_some_and(|x| x == "cdxj"))
    {
        let before = std::fs::read(entry.path()).unwrap_or_default();
        let _ = std::fs::remove_file(entry.path());
        let started = Instant::now();
        Archive::open(dir)?;
        let same = std::fs::read(entry.path()).unwrap_or_default() == before;
        println!("rebuild  {:7.2} s, the same list: {same}", started.elapsed().as_secs_f64());
    }
    let started = Instant::now();
    Archive::open(dir)?;
    println!("open     {:7.3} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let records = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    match arguments.next() {
        Some(dir) => run(records, Path::new(&dir))?,
        None => run(records, tempfile::tempdir()?.path())?,
    }
    Ok(())
}
