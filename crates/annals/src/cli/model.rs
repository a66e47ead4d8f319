//! The model of names: learned by `train`, named by `--model`.

use super::commands::{Outcome, listening};
use super::console::Console;
use annals::AnnalsError;
use annals::jobs::{self, Engine};
use annals_extract::{Knowledge, Tagger};
use std::path::{Path, PathBuf};

/// An engine with the named model of names, or with the embedded one, and with the corrections beside the configuration file.
pub(crate) fn engine(config: &Path, model: Option<&Path>) -> anyhow::Result<Engine> {
    let Some(path) = model else { return Ok(Engine::new().corrected(config)?) };
    let bytes = std::fs::read(path).map_err(|source| AnnalsError::Read { path: path.to_owned(), source })?;
    let tagger = Tagger::from_bytes(&bytes).map_err(|e| AnnalsError::Input(format!("{}: {e}", path.display())))?;
    let model = Some(annals_model::sha256_hex(&bytes));
    Ok(Engine { knowledge: Knowledge::embedded().with_tagger(tagger), model, ..Engine::new() }.corrected(config)?)
}

/// Learns a model and writes it; an old one of that name stays until the new one is whole.
pub(crate) fn train(gold: &[PathBuf], out: &Path, console: &Console) -> anyhow::Result<Outcome> {
    let (tagger, texts) = listening(console, |listener| jobs::train(&Engine::new(), gold, listener))?;
    annals_archive::write_atomically(out, &tagger.to_bytes()).map_err(AnnalsError::from)?;
    console.summary(&format!("{} rows of weights from {texts} texts in {}", tagger.rows(), out.display()));
    Ok(Outcome::Done)
}
