//! Cleaning beside its peers, on one core and in one run, and what a second cleaning or a spoilt page changes.
//!
//! `peers pace FILE…` prints pages a second of annals, of dom_smoothie, of trafilatura and of parsing alone; `--texts DIR` writes
//! what each takes for the article. `peers again FILE…` cleans every article a second time, `peers spoil FILE…` cleans pages whose
//! tags were dropped, doubled and moved; `peers bombs` reads pages built to choke their reader, of `--kilobytes N` and four times
//! that. A FILE holds one page a line: `{"id","url","html"}`.

mod again;
mod bombs;
#[path = "../../../crates/annals-clean/tests/odd_pages/bombs.rs"]
mod bombs_made;
mod pace;
mod pages;
#[path = "../../../crates/annals-clean/tests/odd_pages/spoil.rs"]
mod spoil;
mod spoilt;
#[path = "../../../crates/annals-clean/tests/odd_pages/wrap.rs"]
mod wrap;

use std::path::PathBuf;

/// What the command line asks for.
struct Request {
    files: Vec<PathBuf>,
    rounds: usize,
    seed: u64,
    texts: Option<PathBuf>,
    show: usize,
    kilobytes: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    const USAGE: &str = "usage: peers pace|again|spoil|bombs [--rounds N] [--seed N] [--show N] [--kilobytes N] [--texts DIR] FILE…";
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().ok_or(USAGE)?;
    let mut request = Request { files: Vec::new(), rounds: 3, seed: 1, texts: None, show: 0, kilobytes: 256 };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(USAGE);
        match argument.as_str() {
            "--rounds" => request.rounds = value()?.parse()?,
            "--seed" => request.seed = value()?.parse()?,
            "--show" => request.show = value()?.parse()?,
            "--kilobytes" => request.kilobytes = value()?.parse()?,
            "--texts" => request.texts = Some(value()?.into()),
            _ => request.files.push(argument.into()),
        }
    }
    if what == "bombs" {
        return bombs::bombs(&request);
    }
    for file in &request.files {
        let pages = pages::read(file)?;
        println!("{}: {} pages", file.file_name().unwrap_or_default().to_string_lossy(), pages.len());
        match what.as_str() {
            "pace" => pace::pace(&pages, file, &request)?,
            "again" => again::again(&pages, request.show),
            "spoil" => spoilt::spoilt(&pages, &request)?,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(())
}
