//! Scores annals on gold of others: `ANNALS_GOLD=<folder> cargo run --release -p annals-tests --bin scores`.
//!
//! The data are no part of the project. Without them this says so and ends well.

use annals::jobs::{Concept, Engine, Listener, eval};
use std::io::Write;
use std::path::Path;

/// File below the folder, what is scored on it.
const SETS: &[(&str, Concept)] = &[
    ("names/finer_dev.jsonl", Concept::Names),
    ("names/conllpp_dev.jsonl", Concept::Names),
    ("dates/meantime_dates.jsonl", Concept::Dates),
    ("dates/te3_timebank.jsonl", Concept::Dates),
    ("dates/te3_aquaint.jsonl", Concept::Dates),
    ("figures/newsquant_dev.jsonl", Concept::Figures),
    ("figures/rt_percent.jsonl", Concept::Figures),
    ("quotes/polnear_dev.jsonl", Concept::Quotes),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let Some(folder) = std::env::var_os("ANNALS_GOLD") else {
        writeln!(out, "skipped: ANNALS_GOLD names no folder with gold data")?;
        return Ok(());
    };
    let engine = Engine::new();
    let listener = Listener { reject: &|_| {}, step: &|| {}, stop: &|| false };
    for (name, concept) in SETS {
        let file = Path::new(&folder).join(name);
        if !file.exists() {
            writeln!(out, "skipped: {name} is not there")?;
            continue;
        }
        for score in eval(&engine, &file, *concept, &listener)? {
            writeln!(out, "{name:<32} {:<20} P {:.4}  R {:.4}  F1 {:.4}", score.measure, score.precision, score.recall, score.f1)?;
        }
    }
    Ok(())
}
