//! Who said what: direct, indirect and mixed quotes with source and cue.

mod according;
mod clause;
pub(crate) mod cue;
mod label;
mod naming;
mod noun;
mod parenthetical;
mod participle;
mod quotation;
mod quote;
mod reported;
mod saying;
mod source;
mod stance;
mod trailing;
mod verb;

use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, Mention, QuoteKind, Span};
use annals_text::Reading;
use quotation::Quotation;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a rule looks at.
struct Scene<'a> {
    document: &'a Document<'a>,
    mentions: &'a [Mention],
    quotations: Vec<Quotation>,
    /// Contents of the direct quotes found, sorted; the other rules leave them alone.
    direct: Vec<Span>,
}

impl<'a> Scene<'a> {
    fn reading(&self) -> &'a Reading<'a> {
        self.document.reading
    }

    /// Whether token `i` stands between quotation marks.
    fn is_quoted(&self, i: usize) -> bool {
        let after = self.quotations.partition_point(|q| q.tokens.start <= i);
        after.checked_sub(1).and_then(|k| self.quotations.get(k)).is_some_and(|q| i < q.tokens.end)
    }

    /// Whether token `i` belongs to a direct quote whose speaker is known.
    fn is_direct(&self, i: usize) -> bool {
        let Some(token) = self.reading().tokens().get(i) else { return false };
        let after = self.direct.partition_point(|span| span.start <= token.start);
        after.checked_sub(1).and_then(|k| self.direct.get(k)).is_some_and(|span| token.start < span.end)
    }

    /// Mixed when words of the content stand between quotation marks.
    fn kind_of(&self, content: &[Span]) -> QuoteKind {
        let reading = self.reading();
        let quoted = content.iter().any(|span| {
            let after = self.quotations.partition_point(|q| q.span(reading).end <= span.start);
            self.quotations.get(after).is_some_and(|q| q.span(reading).start < span.end)
        });
        if quoted { QuoteKind::Mixed } else { QuoteKind::Indirect }
    }

    /// Number of the paragraph in which token `i` stands.
    fn paragraph(&self, i: usize) -> u32 {
        let reading = self.reading();
        reading.sentences().get(reading.sentence_of(i)).map_or(u32::MAX, |s| s.paragraph)
    }

    /// Whether the tokens fill their paragraph.
    fn is_paragraph(&self, tokens: &Range<usize>) -> bool {
        let starts = self.reading().tokens().get(tokens.start).is_some_and(|t| t.line_start);
        starts && self.reading().tokens().get(tokens.end).is_none_or(|t| t.line_start)
    }
}

/// Finds the attributions of one sort in a text.
type FindAttributions = fn(&Scene<'_>) -> Vec<Attribution>;

/// Direct quotes first; of the others the first that reads a stretch keeps it.
const RULES: &[Rule<FindAttributions>] = &[
    quote::RULE,
    label::RULE,
    according::RULE,
    parenthetical::RULE,
    trailing::RULE,
    reported::RULE,
    participle::RULE,
    naming::RULE,
    noun::RULE,
    stance::RULE,
];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|rule| rule.card)
}

/// All attributions, sorted by their first content.
pub(crate) fn find(document: &Document<'_>, mentions: &[Mention]) -> Vec<Attribution> {
    let mut scene = Scene { document, mentions, quotations: quotation::quotations(document.reading), direct: Vec::new() };
    let mut found: Vec<Attribution> = Vec::new();
    let mut taken: BTreeSet<(u32, u32)> = BTreeSet::new();
    for rule in RULES {
        for attribution in (rule.find)(&scene) {
            if !attribution.content.iter().any(|span| overlaps(&taken, *span)) {
                taken.extend(attribution.content.iter().map(|span| (span.start, span.end)));
                found.push(attribution);
            }
        }
        if rule.card.name == quote::RULE.card.name {
            scene.direct = taken.iter().map(|&(start, end)| Span { start, end }).collect();
        }
    }
    found.sort_by_key(|attribution| attribution.content.first().map(|span| span.order()));
    found
}

/// Whether a span shares a byte with one of the spans, none of which overlaps another.
fn overlaps(taken: &BTreeSet<(u32, u32)>, span: Span) -> bool {
    taken.range(..(span.end, 0)).next_back().is_some_and(|&(_, end)| end > span.start)
}
