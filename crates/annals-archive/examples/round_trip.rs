//! Writes as many made-up news pages as asked into an archive, reads them back, compares, and says how fast that went.
//!
//! `cargo run --release -p annals-archive --example round_trip -- [PAGES] [FOLDER] [ROTATE_AT]`: 100,000 pages unless
//! told, in a folder that is removed at the end unless one is named, files of so many bytes. Every page comes with its
//! request; every fifth is asked for a second time and becomes a revisit.
#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use annals_archive::{Archive, ArchiveError, Earlier, Filter, Position};
use annals_model::RawPage;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Words that pages are made of; their mix packs about as well as news pages do.
const WORDS: &str = "the shares index closed higher after Hang Seng futures rose analysts at the bank lifted target price HK$ \
                     quarter revenue profit warned regulators said statement Tuesday investors sold bonds yields points percent \
                     supply demand outlook chip maker exports tariff ministry reported guidance dividend board approved merger \
                     <p> </p> <a href=\"/markets/ <div class=\"story-body__inner\"> <span class=\"figure\"> </div> </span> &nbsp;";

const FURNITURE: &str = "</p>\n<div class=\"article__related-links article__related-links--compact\" data-module=\"related\">\
                         <ul class=\"list list--plain\"><li class=\"list__item\"><a class=\"link link--quiet\" href=\"/markets/\">Markets</a></li></ul></div>\n<p>";

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
    let (outlet, id) = (number % 200, dice.throw(1_000_000));
    let url = match number % 8 {
        0 => format!("http://outlet{outlet}.example:8080/Markets/{number}/?z={id}&a=1&&A"),
        1 => format!("https://WWW2.Outlet{outlet}.example./a//b/../%7Enews/{number}%2525.html;x?sid={:032x}&q=%E4%BD%A0", id + (1 << 40)),
        2 => format!("https://www.outlet{outlet}.example:443/{number}?a-b={id}&a=2&a&a=1"),
        _ => format!("https://www.outlet{outlet}.example/markets/2025/{number}.html?from=feed&id={id}"),
    };
    let length = 2_000 + dice.throw(16_000);
    let mut body = format!("<!doctype html><html><head><title>Story {number}</title></head><body>");
    while (body.len() as u64) < length {
        if dice.throw(25) == 0 {
            body.push_str(&format!("{}.{} ", dice.throw(40_000), dice.throw(100)));
        } else if dice.throw(12) == 0 {
            // The furniture that pages repeat.
            body.push_str(FURNITURE);
        } else if dice.throw(30) == 0 {
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

fn ending(dir: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

/// How long this process has held a processor, where the system tells: on a busy machine the clock on the wall says little.
fn held() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|field| field.parse().ok()).unwrap_or(0))
}

/// Time on the wall and on the processor, less what went into making pages.
struct Watch {
    wall: (Instant, Duration),
    held: (Duration, Duration),
}

impl Watch {
    fn start() -> Self {
        Self { wall: (Instant::now(), Duration::ZERO), held: (held(), Duration::ZERO) }
    }

    /// Does something whose time does not count.
    fn aside<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Self::start();
        let result = work();
        self.wall.1 += begun.wall.0.elapsed();
        self.held.1 += held().saturating_sub(begun.held.0);
        result
    }

    fn tell(&self, what: &str, records: u64, bytes: u64) {
        let say = |time: Duration| {
            let seconds = time.as_secs_f64().max(1e-9);
            format!("{seconds:7.2} s {:7.0} pages/s {:6.1} MB/s", records as f64 / seconds, bytes as f64 / 1e6 / seconds)
        };
        let wall = self.wall.0.elapsed().saturating_sub(self.wall.1);
        let held = held().saturating_sub(self.held.0).saturating_sub(self.held.1);
        println!("{what:<8} {} on the wall; {} on the processor", say(wall), say(held));
    }
}

fn run(records: u64, dir: &Path, rotate_at: u64) -> Result<(), ArchiveError> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut bytes = 0;
    let mut watch = Watch::start();
    let mut archive = Archive::open(dir)?.rotate_at(rotate_at);
    let mut last = Position::default();
    for number in 0..records {
        let (page, request) = watch.aside(|| {
            let page = page(number, &words);
            let request = request(&page);
            (page, request)
        });
        bytes += page.body.len() as u64;
        archive.put(&page, Some(&request), None)?;
        match number % 10 {
            // Asked again, and the server says that nothing changed.
            9 => archive.put(&RawPage { status: 304, body: Vec::new(), ..page }, Some(&request), None)?,
            // Asked again, and the same bytes came.
            4 => {
                let sha256 = Sha256::digest(&page.body).iter().map(|byte| format!("{byte:02x}")).collect();
                let earlier = Earlier { url: page.final_url.clone(), fetched: page.fetched, sha256 };
                archive.put(&page, None, Some(&earlier))?;
            }
            _ => {}
        }
        if number % 500 == 499 {
            last = archive.checkpoint()?;
        }
    }
    archive.finish()?;
    watch.tell("write", records, bytes);
    let size: u64 = ending(dir, ".gz").iter().filter_map(|path| path.metadata().ok()).map(|facts| facts.len()).sum();
    println!(
        "size     {:.1} MB of {:.1} MB: {:.1} %; last checkpoint {}:{}",
        size as f64 / 1e6,
        bytes as f64 / 1e6,
        size as f64 * 100.0 / bytes.max(1) as f64,
        last.file,
        last.offset
    );

    let (mut number, mut wrong) = (0, 0);
    let mut watch = Watch::start();
    for found in archive.pages()? {
        let found = found?;
        wrong += u64::from(watch.aside(|| found != page(number, &words)));
        number += 1;
    }
    watch.tell("read", number, bytes);
    println!("back     {number} of {records} pages, {wrong} of them different");
    let all = archive.replay(&Position::default())?.filter(Result::is_ok).count();
    println!("replay   {all} pages and revisits");

    let watch = Watch::start();
    let filter = Filter { hosts: vec!["outlet7.example".to_owned()], ..Filter::default() };
    let some = archive.pages()?.only(filter).filter(Result::is_ok).count();
    watch.tell("filter", records, bytes);
    println!("found    {some} pages of one host of 200");

    drop(archive);
    let lists = ending(dir, ".cdxj");
    let read = || lists.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>().unwrap_or_default();
    let before = read();
    for list in &lists {
        std::fs::remove_file(list).map_err(|source| ArchiveError::Io { what: "remove", path: list.clone(), source })?;
    }
    let started = Instant::now();
    Archive::open(dir)?;
    println!("rebuild  {:7.2} s for {} lists, the same bytes: {}", started.elapsed().as_secs_f64(), lists.len(), read() == before);
    let started = Instant::now();
    Archive::open(dir)?;
    println!("open     {:7.3} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let records = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let folder = arguments.next();
    let rotate_at = arguments.next().map_or(Ok(1 << 30), |text| text.parse())?;
    match folder {
        Some(dir) => run(records, Path::new(&dir), rotate_at)?,
        None => run(records, tempfile::tempdir()?.path(), rotate_at)?,
    }
    Ok(())
}
