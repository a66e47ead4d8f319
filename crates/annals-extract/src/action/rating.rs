//! Ratings moved: "upgraded Acme to overweight from neutral", "cut its rating on Acme to sell", "was downgraded by".

use super::lexicon::{Way, grader, is_rating, mover};
use super::{Scene, actor, house, span_of, values};
use annals_model::{Action, ActionKind, RuleName, Span};
use annals_text::Reading;

/// Finds a moved rating whose verb is token `verb`.
pub(crate) fn find(scene: &Scene<'_>, verb: usize) -> Option<Action> {
    let reading = scene.reading;
    let sentence = reading.sentences().get(reading.sentence_of(verb))?;
    let end = clause_end(scene, verb, sentence.tokens.end.min(verb + 40));
    let grade = grader(reading.word(verb));
    let way = grade.or_else(|| mover(reading.word(verb)))?;
    // A noun: "the upgrade follows", "an upgrade of".
    if grade.is_some() && verb > 0 && matches!(reading.word(verb - 1), "the" | "an" | "a" | "this" | "'s" | "of" | "rating" | "credit") {
        return None;
    }
    let actor = actor::find(scene, verb)?;
    let noun = (verb + 1..end.min(verb + 12)).find(|k| is_rating(reading.word(*k)));
    let values = values::read(scene, verb + 1, end, false);
    // "raised Acme to buy" needs the rating; "cut its rating" the noun.
    if grade.is_none() && noun.is_none() && values.to.is_none() {
        return None;
    }
    if grade.is_none() && noun.is_some_and(|n| (verb + 1..n).any(|k| matches!(reading.word(k), "," | "that" | "which"))) {
        return None;
    }
    let stop = values.start.unwrap_or(end);
    let (mut object, mut object_span) = what(scene, verb, noun, stop, sentence.tokens.start, &actor);
    if object.is_none() && house::points_back(scene, object_span) {
        // "cut his rating to hold", "upgraded the stock": what the passage is about; without a value it must be said.
        (object, object_span) = house::rated(scene, verb, actor.mention, object_span, values.to.is_some());
        if object.is_none() && (object_span.is_none() || values.to.is_none()) {
            return None;
        }
    }
    object_span?;
    let own = (reading.token_at(actor.span.end)..verb)
        .all(|k| !matches!(reading.word(k), "while" | "but" | ";" | "and") && grader(reading.word(k)).is_none());
    let start = if actor.passive || !own { reading.tokens().get(verb)?.span() } else { actor.span };
    let noun_span = noun.filter(|n| *n < stop).and_then(|n| reading.tokens().get(n)).map(annals_text::Token::span);
    let parts = [
        Some(start),
        object_span.filter(|s| s.start >= start.start || actor.passive),
        noun_span,
        values.to.as_ref().map(|v| v.span),
        values.from.as_ref().map(|v| v.span),
        actor.passive.then_some(actor.span),
    ];
    Some(Action {
        actor: actor.mention,
        object,
        object_span,
        kind: if way == Way::Up { ActionKind::Upgrade } else { ActionKind::Downgrade },
        from: values.from,
        to: values.to,
        span: span_of(&parts)?,
        rule: RuleName::new("action/rating"),
    })
}

/// The clause of this verb ends where the next action begins.
pub(crate) fn clause_end(scene: &Scene<'_>, verb: usize, end: usize) -> usize {
    (verb + 1..end)
        .find(|k| {
            values::starts_action(scene, *k)
                || matches!(scene.reading.surface(*k), ";")
                || matches!(scene.reading.word(*k), "while" | "whereas")
        })
        .unwrap_or(end)
}

/// What is rated: behind "on" or "for", between verb and value, or before a passive verb.
fn what(
    scene: &Scene<'_>,
    verb: usize,
    noun: Option<usize>,
    stop: usize,
    first: usize,
    actor: &actor::Actor,
) -> (Option<u32>, Option<Span>) {
    let reading = scene.reading;
    if actor.passive {
        let last = (first..verb).rev().find(|k| !is_passive_word(reading.word(*k))).map_or(verb, |k| k + 1);
        return actor::object(scene, reading.span(first..last.max(first)), actor.mention);
    }
    let range = match noun {
        Some(noun) if matches!(reading.word(noun + 1), "on" | "for" | "of") => noun + 2..limit(reading, noun + 2, stop),
        Some(noun) if verb + 1 < noun => verb + 1..noun,
        _ => verb + 1..limit(reading, verb + 1, stop),
    };
    if range.is_empty() {
        return (None, None);
    }
    actor::object(scene, reading.span(range), actor.mention)
}

fn is_passive_word(word: &str) -> bool {
    matches!(word, "was" | "were" | "been" | "is" | "being" | "has" | "have" | "had" | "also" | "got" | "recently")
}

/// The words of an object end at a sign or at a word that brings something else.
fn limit(reading: &Reading<'_>, from: usize, stop: usize) -> usize {
    let mut at = from;
    while at < stop
        && at < from + 10
        && !matches!(reading.surface(at), "," | "." | ";" | "(" | "—" | "–")
        && !matches!(
            reading.word(at),
            "to" | "from" | "by" | "after" | "as" | "citing" | "while" | "because" | "amid" | "on" | "and" | "in" | "following"
        )
    {
        at += 1;
    }
    at
}
