//! Quotes: a predicted one finds the gold one it overlaps most, at a Jaccard of one half or more.

use super::{Count, Gold, Score};
use annals_model::{Annotated, Span};
use serde::Deserialize;

/// A gold quote.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct GoldQuote {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) speaker_start: Option<u32>,
    pub(super) speaker_end: Option<u32>,
    /// The entity that speaks, where the gold knows it: any of its mentions is right.
    #[serde(skip)]
    pub(super) speaker_entity: Option<String>,
    pub(super) kind: String,
}

/// A quote found: its bytes, where its source is named, and who that is.
struct Said<'a> {
    span: (u32, u32),
    source: Option<Span>,
    entity: Option<&'a str>,
}

/// Counts of quotes of all kinds, of direct ones, and of speakers among the matched.
#[derive(Debug, Default)]
pub(super) struct Counts {
    all: Count,
    direct: Count,
    speaker: Count,
}

fn jaccard(a: (u32, u32), b: (u32, u32)) -> f64 {
    let shared = f64::from(a.1.min(b.1)) - f64::from(a.0.max(b.0));
    shared.max(0.0) / (f64::from(a.1.max(b.1)) - f64::from(a.0.min(b.0))).max(1.0)
}

impl Counts {
    pub(super) fn add(&mut self, gold: &Gold, item: &Annotated) {
        let a = &item.annotations;
        let found: Vec<Said<'_>> = a
            .attributions
            .iter()
            .filter_map(|quote| {
                let all = quote.content.iter().copied().reduce(Span::cover).filter(|all| gold.covers(item, *all))?;
                let mention = quote.source.and_then(|i| a.mentions.get(i as usize));
                let source = mention.map(|m| m.span).or(quote.source_span);
                let entity = mention.and_then(|m| m.entity.as_ref()).map(annals_model::EntityId::as_str);
                Some(Said { span: (all.start, all.end), source, entity })
            })
            .collect();
        let everything: Vec<&GoldQuote> = gold.quotes.iter().collect();
        let (direct, other): (Vec<&GoldQuote>, Vec<&GoldQuote>) = gold.quotes.iter().partition(|quote| quote.kind == "direct");
        count(&mut self.all, Some(&mut self.speaker), &everything, &[], &found);
        count(&mut self.direct, None, &direct, &other, &found);
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.direct.score("direct"), self.all.score("all kinds"), self.speaker.score("speaker of matched")]
    }
}

/// Counts against the wanted quotes; a prediction that only meets a quote of another kind counts neither way.
fn count(count: &mut Count, mut speaker: Option<&mut Count>, wanted: &[&GoldQuote], other: &[&GoldQuote], found: &[Said<'_>]) {
    count.gold += wanted.len() as u64;
    let mut used = vec![false; wanted.len()];
    for Said { span, source, entity } in found {
        let free = wanted.iter().enumerate().filter(|(k, _)| !used[*k]);
        let best = free.map(|(k, quote)| (jaccard(*span, (quote.start, quote.end)), k)).max_by(|a, b| a.0.total_cmp(&b.0));
        match best.filter(|(score, _)| *score >= 0.5) {
            Some((_, k)) => {
                used[k] = true;
                count.right += 1;
                count.predicted += 1;
                let quote = wanted[k];
                if let (Some(speaker), Some(start), Some(end)) = (speaker.as_deref_mut(), quote.speaker_start, quote.speaker_end) {
                    speaker.gold += 1;
                    speaker.predicted += u64::from(source.is_some());
                    let known = entity.is_some() && *entity == quote.speaker_entity.as_deref();
                    speaker.right += u64::from(known || source.is_some_and(|s| s.overlaps(Span { start, end })));
                }
            }
            None => count.predicted += u64::from(!other.iter().any(|quote| jaccard(*span, (quote.start, quote.end)) > 0.0)),
        }
    }
}
