//! Names that no rule knows, told by a statistical tagger from the words in and around them.
//!
//! The decision between rules and tagger is plain: what a rule found stands; a name the tagger sees is added where no rule found
//! one (and no date), when it is surer of it than [`SURE`]. Mentions that it adds have the rule `tagger`.

mod decode;
mod doubt;
mod features;
mod label;
mod lexicon;
mod model;
mod train;
mod view;

pub(crate) use lexicon::{is_legal_form, is_media_word};
pub use model::Tagger;
pub use train::{Marked, train};

use crate::document::Document;
use annals_model::{EntityId, Kind, Mention, RuleName, Span, TimeExpr};
use decode::Decoder;
use label::{kind_of, opens};
use std::ops::Range;
use view::View;

/// How far the labels of a person's, organisation's and place's name must lie above those of no name, on the average of its words,
/// in the model's sixty-fourths. Chosen on texts that the model is not trained on: people and places are found well by rules.
const SURE: [i32; 3] = [768, 64, 1024];

/// The same for a name that takes in a place or a shorter name that a rule found.
const SURE_OF_MORE: i32 = 512;

/// Organisations among the tagger's types.
const ORGANISATION: usize = 1;

/// The name the tagger's mentions go by.
const RULE: RuleName = RuleName::new("tagger");

/// Adds names that the rules left: organisations and places to the one list, people to the other. Both stay sorted.
pub(crate) fn complete(document: &Document<'_>, times: &[TimeExpr], organisations: &mut Vec<Mention>, people: &mut Vec<Mention>) {
    let view = View::new(document, times, organisations, people);
    let model = document.knowledge.tagger();
    let (mut decoder, mut list, mut labels, mut margins) = (Decoder::default(), Vec::new(), Vec::new(), Vec::new());
    let (mut more_organisations, mut more_people) = (Vec::new(), Vec::new());
    for (number, sentence) in document.reading.sentences().iter().enumerate() {
        features::runs(&view, &sentence.tokens, |run| {
            if run.len() == 1 && view.is_ruled(run.start) {
                return;
            }
            features::features(&view, number, &sentence.tokens, &run, &mut list);
            decoder.decode(model, &list[..run.len()], &mut labels, &mut margins);
            let names = names(&labels);
            for (name, kind) in names.clone() {
                // Two names side by side are more likely one that was cut wrongly.
                if names.iter().any(|(other, _)| other.end == name.start || name.end == other.start) {
                    continue;
                }
                let sure: i32 = margins[name.clone()].iter().sum::<i32>() / i32::try_from(name.len().max(1)).unwrap_or(1);
                let tokens = run.start + name.start..run.start + name.end;
                let span = document.reading.span(tokens.clone());
                if is_code(document, tokens.clone()) || doubt::is_no_name(document, &sentence.tokens, &tokens, kind != 0) {
                    continue;
                }
                // "Docks" behind "Hull", whatever that is, is a part of something, not a name of its own.
                let beside = |i: usize| {
                    let token = document.reading.tokens().get(i).filter(|token| run.contains(&i) && token.is_word());
                    let opener = || lexicon::is_opener(document.reading.word(i));
                    token.is_some_and(|token| view.is_ruled(i) || token.is_capitalised() && !opener())
                };
                let part = tokens.start.checked_sub(1).is_some_and(beside) || beside(tokens.end);
                let free = !part && !tokens.clone().any(|i| view.is_ruled(i));
                if sure >= SURE[kind.min(2)] && free
                    || sure >= SURE_OF_MORE && kind == ORGANISATION && tokens.len() > 2 && holds_places(organisations, people, times, span)
                {
                    let to = if kind == 0 { &mut more_people } else { &mut more_organisations };
                    to.push(mention(document, tokens, kind, sure));
                }
            }
        });
    }
    organisations.retain(|mention| !more_organisations.iter().any(|more| more.span.contains(mention.span)));
    for (list, more) in [(organisations, more_organisations), (people, more_people)] {
        if !more.is_empty() {
            list.extend(more);
            list.sort_by_key(|mention| mention.span.order());
        }
    }
}

/// Whether what the rules found in a span are parts of it, places or organisations: "Prague" in "Prague Water Board".
fn holds_places(organisations: &[Mention], people: &[Mention], times: &[TimeExpr], span: Span) -> bool {
    let first = organisations.partition_point(|mention| mention.span.end <= span.start);
    let inside = || organisations.iter().skip(first).take_while(|mention| mention.span.start < span.end);
    inside().all(|mention| {
        span.contains(mention.span) && span != mention.span && (mention.kind == Kind::Place || mention.kind == Kind::Organisation)
    }) && !people.iter().any(|person| person.span.overlaps(span))
        && !times.iter().any(|time| time.span.overlaps(span))
}

/// The names in a row of labels: words and kind.
fn names(labels: &[u8]) -> Vec<(Range<usize>, usize)> {
    let mut names: Vec<(Range<usize>, usize)> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        match (kind_of(*label), names.last_mut()) {
            (Some(kind), Some((name, last))) if !opens(*label) && name.end == i && *last == kind => name.end = i + 1,
            (Some(kind), _) => names.push((i..i + 1, kind)),
            (None, _) => {}
        }
    }
    names
}

fn mention(document: &Document<'_>, tokens: Range<usize>, kind: usize, sure: i32) -> Mention {
    let reading = document.reading;
    let last = tokens.end.saturating_sub(1);
    // "Acme Corp." keeps its dot, as the rules' names do.
    let dotted =
        lexicon::is_legal_form(reading.word(last)) && reading.surface(tokens.end) == "." && !reading.tokens()[tokens.end].space_before;
    let span =
        reading.span(tokens.start..tokens.end + usize::from(dotted && reading.sentence_of(tokens.end + 1) == reading.sentence_of(last)));
    let name = span.of(reading.text());
    let (kind, id) = match kind {
        0 => (Kind::Person, None),
        ORGANISATION => {
            listed(document, name, |kind| kind != Kind::Place).unwrap_or_else(|| (unlisted_kind(document, tokens.clone()), None))
        }
        _ => listed(document, name, |kind| kind == Kind::Place).unwrap_or((Kind::Place, None)),
    };
    let id = id.unwrap_or_else(|| EntityId(format!("nil:{}:{}", kind.name(), annals_text::slug(name))));
    Mention {
        span,
        kind,
        entity: Some(id),
        nominal: false,
        rule: RULE,
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at the most")]
        score: 0.5 + 0.5 * (sure as f32 / (sure as f32 + 256.0)),
    }
}

/// The likeliest listed entity of this name and sort: the tagger's eye is the support that a weak alias needs.
fn listed(document: &Document<'_>, name: &str, fits: impl Fn(Kind) -> bool) -> Option<(Kind, Option<EntityId>)> {
    let gazetteer = document.knowledge.gazetteer();
    let mut meanings = gazetteer.meanings(name).into_iter().filter_map(|used| gazetteer.listed(used.entity));
    meanings.find(|listed| fits(listed.kind)).map(|listed| (listed.kind, Some(EntityId(listed.id.to_owned()))))
}

/// "(OSL: NRFJ)", "(NVDA)", "1211.HK": a market or a stock's code is no name.
fn is_code(document: &Document<'_>, tokens: Range<usize>) -> bool {
    let reading = document.reading;
    let Some(token) = reading.tokens().get(tokens.start).filter(|token| tokens.len() == 1 && token.shape == annals_text::Shape::Upper)
    else {
        return false;
    };
    let before = tokens.start.checked_sub(1).map_or("", |i| reading.surface(i));
    let after = reading.surface(tokens.end);
    (before == "(" && after == ":") || before == ":" && after == ")" || before == "." && !token.space_before
}

/// In market news an unknown name of an organisation is a firm's, unless its words, its capitals or the dateline it stands in
/// say otherwise: "LONDON, March 4 (Acme Wire) - ".
fn unlisted_kind(document: &Document<'_>, tokens: Range<usize>) -> Kind {
    let reading = document.reading;
    let bracketed = tokens.start.checked_sub(1).is_some_and(|i| reading.surface(i) == "(") && reading.surface(tokens.end) == ")";
    let in_dateline = bracketed && matches!(reading.surface(tokens.end + 1), "-" | "–" | "—");
    if in_dateline || tokens.clone().any(|i| lexicon::is_media_word(reading.word(i))) {
        return Kind::Media;
    }
    let capitals = tokens.len() == 1 && reading.tokens()[tokens.start].shape == annals_text::Shape::Upper;
    if capitals || tokens.clone().any(|i| lexicon::is_public_body(reading.word(i))) { Kind::Organisation } else { Kind::Firm }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn rows_of_labels_are_names() {
        assert_eq!(names(&[0, 3, 4, 0, 1, 1, 2, 5]), [(1..3, 1), (4..5, 0), (5..7, 0), (7..8, 2)]);
        assert!(names(&[]).is_empty());
    }
}
