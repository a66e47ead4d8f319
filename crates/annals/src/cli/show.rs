//! The command `rules`, and files or standard input as bytes.

use super::commands::Outcome;
use std::io::{Read, Write};

/// All rules, a line each; one rule with its cases.
pub(crate) fn rules(name: Option<&str>) -> anyhow::Result<Outcome> {
    let mut out = std::io::stdout().lock();
    let cards = annals_extract::rules();
    let exact = cards.iter().find(|card| Some(card.name) == name);
    if let Some(card) = exact {
        writeln!(out, "{}\n{}\n\n{}", card.name, card.about, card.cases.trim_end())?;
        return Ok(Outcome::Done);
    }
    let mut found = Outcome::Nothing;
    for card in cards.iter().filter(|card| card.name.contains(name.unwrap_or_default())) {
        writeln!(out, "{:<32} {}", card.name, card.about)?;
        found = Outcome::Done;
    }
    Ok(found)
}

/// A file's bytes; `-` is standard input.
pub(crate) fn bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| anyhow::anyhow!("cannot read standard input: {e}"))?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(|e| anyhow::anyhow!("cannot read {file}: {e}"))
}
