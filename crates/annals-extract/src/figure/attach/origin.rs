//! Who gave a figure, and whether it has happened or is foreseen.

use crate::figure::attach::subject::mentions_in;
use crate::figure::attach::window::Site;
use crate::figure::lexicon::rows;
use crate::figure::scan::Scene;
use annals_model::{Attribution, Figure, Kind, Modality, Span};
use annals_text::WordMap;
use std::sync::LazyLock;

/// The source of the innermost statement that holds the figure, or the name behind "according to".
pub(crate) fn find(scene: &Scene<'_>, site: &Site, figure: &Figure, attributions: &[Attribution], covering: &[u32]) -> Option<u32> {
    let holds = |a: &&Attribution| a.content.iter().any(|span| span.contains(figure.span));
    let narrow = |a: &&Attribution| a.content.iter().filter(|s| s.contains(figure.span)).map(|s| s.len()).min();
    let stated =
        covering.iter().filter_map(|k| attributions.get(*k as usize)).filter(holds).filter(|a| a.source.is_some()).min_by_key(narrow);
    stated.and_then(|a| a.source).or_else(|| according_to(scene, site))
}

/// For each figure the attributions that may hold it: both lists are in text order, so one pass tells.
pub(crate) fn covering(figures: &[Span], attributions: &[Attribution]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); figures.len()];
    for (k, attribution) in attributions.iter().enumerate() {
        for span in &attribution.content {
            let from = figures.partition_point(|f| f.start < span.start);
            for (index, figure) in figures.iter().enumerate().skip(from).take_while(|(_, f)| f.start < span.end) {
                if span.contains(*figure)
                    && let (Some(list), Ok(k)) = (all.get_mut(index), u32::try_from(k))
                {
                    list.push(k);
                }
            }
        }
    }
    all
}

/// "…, according to the exchange": the first name within six words behind.
fn according_to(scene: &Scene<'_>, site: &Site) -> Option<u32> {
    let reading = scene.reading;
    let at = site.sentence.clone().take(160).find(|k| reading.word(*k) == "according" && reading.word(k + 1) == "to")?;
    let end = site.sentence.end.min(at + 14);
    let list = mentions_in(scene.mentions, reading.span(at + 2..end.max(at + 2)));
    list.filter(|(_, m)| !matches!(m.kind, Kind::Index | Kind::Place | Kind::Product | Kind::Basket)).map(|(index, _)| index).next()
}

static MODALITIES: LazyLock<WordMap<Modality>> = LazyLock::new(|| {
    rows(include_str!("modalities.tsv"))
        .filter_map(|row| {
            let [word, name] = row[..] else { return None };
            Some((word, if name == "target" { Modality::Target } else { Modality::Forecast }))
        })
        .collect()
});

/// Reported, unless a word of foresight stands before the figure in its clause.
pub(crate) fn modality(scene: &Scene<'_>, site: &Site) -> Modality {
    let reading = scene.reading;
    let mut hit = Modality::Reported;
    for k in site.clause.clone().rev() {
        match MODALITIES.get(reading.word(k)) {
            Some(Modality::Target) => return Modality::Target,
            // "in May", "the outlook": a month is no modal.
            Some(found) if !(reading.word(k) == "may" && reading.tokens().get(k).is_some_and(|t| t.is_capitalised())) => hit = *found,
            _ => {}
        }
    }
    if hit == Modality::Reported && site.right.clone().take(3).any(|k| matches!(reading.word(k), "target" | "forecast")) {
        return if site.right.clone().take(3).any(|k| reading.word(k) == "target") { Modality::Target } else { Modality::Forecast };
    }
    hit
}
