//! Dates as in TempEval-3: strict and relaxed spans, values on relaxed pairs.

use super::{Count, Gold, Score, pair};
use annals_model::Annotated;

/// Counts of the four measures.
#[derive(Debug, Default)]
pub(super) struct Counts {
    strict: Count,
    relaxed: Count,
    kind: Count,
    value: Count,
}

impl Counts {
    pub(super) fn add(&mut self, gold: &Gold, item: &Annotated) {
        let labelled: Vec<_> = gold.times().iter().filter_map(|s| Some(((s.start?, s.end?), s))).collect();
        let times = item.annotations.times.iter().filter(|t| gold.covers(item, t.span));
        let mut found: Vec<_> = times.map(|t| ((t.span.start, t.span.end), t)).collect();
        found.dedup_by_key(|(span, _)| *span);
        let spans = |list: &mut dyn Iterator<Item = (u32, u32)>| list.collect::<Vec<_>>();
        let pairs = pair(&spans(&mut labelled.iter().map(|l| l.0)), &spans(&mut found.iter().map(|f| f.0)));
        let left_out = pairs.iter().filter(|(i, _)| labelled[*i].1.optional).count() as u64;
        let gold_count = labelled.iter().filter(|(_, s)| !s.optional).count() as u64;
        for count in [&mut self.strict, &mut self.relaxed, &mut self.kind, &mut self.value] {
            count.gold += gold_count;
            count.predicted += found.len() as u64 - left_out;
        }
        for (i, j) in pairs {
            let ((span, label), (at, time)) = (labelled[i], found[j]);
            if label.optional {
                continue;
            }
            self.relaxed.right += 1;
            self.strict.right += u64::from(span == at);
            let kind = serde_json::to_value(time.kind).unwrap_or_default();
            self.kind.right += u64::from(label.kind.as_deref() == kind.as_str());
            let same = |value: &str| time.value.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(value));
            let stated = label.value.as_str().is_some_and(same);
            self.value.right += u64::from(stated || label.alt_values.iter().any(|value| same(value)));
        }
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.strict.score("strict"), self.relaxed.score("relaxed"), self.kind.score("type"), self.value.score("value")]
    }
}
