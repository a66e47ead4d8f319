//! Direct quotes: “We expect growth,” said Jane Roe. “It will last.”

use super::Scene;
use super::quotation::Quotation;
use super::saying::{self, Saying};
use super::{clause, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, QuoteKind, RuleName};
use std::ops::Range;

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/quote",
        about: "Words in quotation marks with a speaker and a verb beside them; parts cut by “she said” belong together.",
        cases: include_str!("quote.toml"),
    },
    find,
};

/// Fewer words than this are no quote without a stop inside the marks.
const SCARE: usize = 3;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    // For each quotation: the attribution it belongs to, and the tokens of its speaker and verb.
    let mut owners: Vec<Option<(usize, Range<usize>)>> = Vec::with_capacity(scene.quotations.len());
    for (k, quotation) in scene.quotations.iter().enumerate() {
        let before = k.checked_sub(1).and_then(|b| owners.get(b)).cloned().flatten();
        let previous = k.checked_sub(1).and_then(|b| scene.quotations.get(b));
        let joins = previous.zip(before.clone()).filter(|(previous, (_, saying))| joins(scene, previous, saying, quotation));
        let owner = if let Some((_, (owner, saying))) = joins.filter(|_| after(scene, k, quotation).is_none() || quotation.goes_on) {
            if let Some(attribution) = found.get_mut(owner) {
                attribution.content.push(quotation.span(scene.reading()));
            }
            Some((owner, saying))
        } else if let Some((saying, kind, content)) = said(scene, k, quotation) {
            let mut contents = vec![content];
            // Paragraphs of the same quote that came before its verb.
            let mut first = k;
            while first > 0 && scene.quotations.get(first).is_some_and(|q| q.goes_on) && owners.get(first - 1).is_some_and(Option::is_none)
            {
                first -= 1;
                contents.extend(scene.quotations.get(first).map(|q| q.span(scene.reading())));
                if let Some(owner) = owners.get_mut(first) {
                    *owner = Some((found.len(), saying.tokens.clone()));
                }
            }
            contents.sort_by_key(|span| span.order());
            found.push(Attribution {
                source: saying.source,
                source_span: saying.source_span,
                cue: (!saying.cue.is_empty()).then(|| scene.reading().span(saying.cue.clone())),
                content: contents,
                kind,
                rule: RuleName::new(RULE.card.name),
            });
            Some((found.len() - 1, saying.tokens))
        } else {
            alone(scene, quotation, previous, before, &mut found)
        };
        owners.push(owner);
    }
    found
}

/// Whether a quotation goes on the one before: “…,” she said. “…”, or over a paragraph's end.
fn joins(scene: &Scene<'_>, previous: &Quotation, saying: &Range<usize>, quotation: &Quotation) -> bool {
    let reading = scene.reading();
    if quotation.goes_on {
        return true;
    }
    if scene.paragraph(previous.tokens.start) != scene.paragraph(quotation.tokens.start) || quotation.tokens.start < previous.tokens.end {
        return false;
    }
    let between = previous.tokens.end..quotation.tokens.start;
    if between.is_empty() {
        return true;
    }
    // The verb's sentence fills the gap.
    let follows = saying.start >= previous.tokens.end && saying.end <= quotation.tokens.start;
    let one_sentence = reading.sentence_of(between.start) == reading.sentence_of(between.end - 1);
    let stop = matches!(reading.surface(between.end - 1), "." | "," | ":" | ";" | "-" | "—" | "–");
    // "…," she sings before asking, "…": a second verb makes a second quote.
    let second_verb = (saying.end..quotation.tokens.start).any(|k| verb::speaks(reading.word(k)));
    follows && stop && one_sentence && !second_verb
}

/// Speaker and verb of a quotation, its kind, and its content.
fn said(scene: &Scene<'_>, k: usize, quotation: &Quotation) -> Option<(Saying, QuoteKind, annals_model::Span)> {
    let reading = scene.reading();
    let span = quotation.span(reading);
    if let Some(saying) = after(scene, k, quotation) {
        // Words of the same sentence before the mark belong to the statement.
        let sentence =
            reading.sentences().get(reading.sentence_of(quotation.tokens.start)).map_or(quotation.tokens.start, |s| s.tokens.start);
        let before = k.checked_sub(1).and_then(|b| scene.quotations.get(b)).map_or(0, |previous| previous.tokens.end);
        let lead = sentence.max(before);
        let own_verb = (lead..quotation.tokens.start).any(|i| verb::speaks(reading.word(i)));
        let words = (lead..quotation.tokens.start).filter(|&i| reading.tokens().get(i).is_some_and(|t| t.is_word())).count();
        if words == 0 || lead > sentence {
            return Some((saying, QuoteKind::Direct, span));
        }
        if !own_verb
            && ends_saying(scene, &saying)
            && (quotation.words(reading) >= 6 || clause::has_finite(reading, lead..quotation.tokens.end))
        {
            let content = annals_model::Span { start: reading.tokens().get(lead)?.start, end: span.end };
            return Some((saying, QuoteKind::Mixed, content));
        }
    }
    before(scene, k, quotation).map(|saying| (saying, QuoteKind::Direct, span))
}

/// “…,” said Jane Roe.
fn after(scene: &Scene<'_>, k: usize, quotation: &Quotation) -> Option<Saying> {
    let reading = scene.reading();
    if quotation.unclosed {
        return None;
    }
    let start = quotation.tokens.end;
    let outside = matches!(reading.surface(start), "," | "—" | "–");
    let last = quotation.last_sign(reading);
    let signed = matches!(reading.surface(start), "—" | "–" | "―" | "-");
    let continues = outside || signed || matches!(last, "," | "?" | "!" | "—" | "…" | "-" | "–");
    if !continues && last != "." {
        return None;
    }
    let sentence = reading.sentences().get(reading.sentence_of(start))?;
    if scene.paragraph(start) != scene.paragraph(quotation.tokens.end - 1) {
        return None;
    }
    let next = scene.quotations.get(k + 1).map_or(usize::MAX, |q| q.tokens.start);
    let limit = sentence.tokens.end.min(next);
    if let Some(signed) = signature(scene, start) {
        return Some(signed);
    }
    let saying = saying::saying_after(scene.document, scene.mentions, start, limit)?;
    let own_sentence = sentence.tokens.start >= start;
    if own_sentence && !ends_saying(scene, &saying) {
        return None;
    }
    Some(saying)
}

/// “…” ― Jane Roe: a name behind a dash ends the line.
fn signature(scene: &Scene<'_>, start: usize) -> Option<Saying> {
    let reading = scene.reading();
    if !matches!(reading.surface(start), "—" | "–" | "―" | "-") {
        return None;
    }
    let end = (start + 1..start + 14).find(|&k| reading.tokens().get(k).is_none_or(|t| t.line_start))?;
    let name = start + 1..end - usize::from(reading.surface(end - 1) == ".");
    if name.is_empty() || !reading.tokens().get(name.start).is_some_and(|t| t.is_capitalised()) {
        return None;
    }
    let (source, source_span) = source::named(reading, scene.mentions, &name, false);
    Some(Saying { source, source_span, cue: start..start, tokens: start..end })
}

/// Behind a quote that ended its own sentence, the next must be no more than "Roe said.".
fn ends_saying(scene: &Scene<'_>, saying: &Saying) -> bool {
    let reading = scene.reading();
    let next = saying.cue.end.max(saying.tokens.end);
    let word = reading.word(next);
    let next_is_time = scene.reading().tokens().get(next).is_some_and(|t| t.is_capitalised())
        && matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday");
    next_is_time
        || matches!(
            word,
            "." | ","
                | ";"
                | "("
                | ""
                | "in"
                | "on"
                | "at"
                | "during"
                | "when"
                | "while"
                | "as"
                | "after"
                | "with"
                | "to"
                | "of"
                | "“"
                | "\""
        )
}

/// Jane Roe said: “…”, also from the line before.
fn before(scene: &Scene<'_>, k: usize, quotation: &Quotation) -> Option<Saying> {
    let reading = scene.reading();
    let mark = quotation.tokens.start;
    let last = mark.checked_sub(1)?;
    let same_paragraph = scene.paragraph(last) == scene.paragraph(mark);
    let sign = reading.surface(last);
    let sentence = reading.sentences().get(reading.sentence_of(last))?;
    let previous = k.checked_sub(1).and_then(|b| scene.quotations.get(b)).map_or(0, |q| q.tokens.end);
    let limit = sentence.tokens.start.max(previous);
    if !same_paragraph {
        return (sign == ":").then(|| saying::saying_before(scene.document, scene.mentions, limit, last)).flatten();
    }
    let inside_stop = matches!(quotation.last_sign(reading), "." | "?" | "!" | "," | "…" | "—" | "-") || quotation.unclosed;
    let ends_after =
        reading.tokens().get(quotation.tokens.end).is_none_or(|_| matches!(reading.surface(quotation.tokens.end), "." | "," | ";" | ")"))
            || reading.sentence_of(quotation.tokens.end) != reading.sentence_of(quotation.tokens.end - 1);
    match sign {
        ":" => saying::saying_before(scene.document, scene.mentions, limit, last),
        "," if inside_stop || ends_after => saying::saying_before(scene.document, scene.mentions, limit, last),
        _ => {
            // No sign between: “said “We go.”” needs the verb beside the mark and a whole clause inside.
            let beside = verb::speaks(reading.word(last))
                || (reading.word(last) == "that" && last.checked_sub(1).is_some_and(|b| verb::speaks(reading.word(b))));
            let whole = (inside_stop || ends_after) && quotation.words(reading) >= SCARE;
            (beside && whole).then(|| saying::saying_before(scene.document, scene.mentions, limit, mark)).flatten()
        }
    }
}

/// A paragraph that is nothing but a quote, behind one whose speaker is known, is the same speaker's.
fn alone(
    scene: &Scene<'_>,
    quotation: &Quotation,
    previous: Option<&Quotation>,
    before: Option<(usize, Range<usize>)>,
    found: &mut Vec<Attribution>,
) -> Option<(usize, Range<usize>)> {
    let reading = scene.reading();
    let whole = scene.is_paragraph(&quotation.tokens);
    let (owner, saying) = before?;
    let near = previous.is_some_and(|previous| scene.paragraph(quotation.tokens.start) == scene.paragraph(previous.tokens.end - 1) + 1);
    if !whole || !near || quotation.words(reading) < 6 {
        return None;
    }
    let speaker = found.get(owner)?;
    let attribution = Attribution {
        source: speaker.source,
        source_span: speaker.source_span,
        cue: None,
        content: vec![quotation.span(reading)],
        kind: QuoteKind::Direct,
        rule: RuleName::new(RULE.card.name),
    };
    found.push(attribution);
    Some((found.len() - 1, saying))
}
