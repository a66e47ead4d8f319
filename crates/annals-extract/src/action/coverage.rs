//! Coverage begun and ratings repeated: "initiated coverage of Acme with a buy rating", "reiterated its hold on Acme".

use super::lexicon::{Act, act, is_rating, is_target, keeper, opener, rating};
use super::{Scene, actor, house, rating as grades, span_of, values};
use annals_model::{Action, ActionKind, ActionValue, RuleName};

/// Finds an opened coverage or a repeated rating whose verb is token `verb`.
pub(crate) fn find(scene: &Scene<'_>, verb: usize) -> Option<Action> {
    let reading = scene.reading;
    let word = reading.word(verb);
    let sentence = reading.sentences().get(reading.sentence_of(verb))?;
    let end = grades::clause_end(scene, verb, sentence.tokens.end.min(verb + 30));
    if let Some(action) = unmoved(scene, verb, end) {
        return Some(action);
    }
    let kind = if opener(word) {
        let covers = (verb + 1..end.min(verb + 4)).any(|k| reading.word(k) == "coverage");
        // "started Acme at buy"
        let at = (verb + 1..end.min(verb + 8)).any(|k| reading.word(k) == "at" && opinion_at(scene, k + 1).is_some());
        (covers || at).then_some(ActionKind::Initiate)?
    } else if keeper(word) {
        ActionKind::Reiterate
    } else {
        return None;
    };
    let noun = (verb + 1..end.min(verb + 10))
        .find(|k| is_rating(reading.word(*k)) || is_target(reading.word(*k)) || reading.word(*k) == "coverage");
    let stated = (verb + 1..end.min(verb + 24)).find_map(|k| opinion_at(scene, k));
    let numbers = noun.is_some_and(|n| is_target(reading.word(n)));
    if kind == ActionKind::Reiterate
        && stated.is_none()
        && !noun.is_some_and(|n| is_target(reading.word(n)) || is_rating(reading.word(n)) && reading.word(n) != "view")
    {
        return None;
    }
    let actor = actor::find(scene, verb).filter(|a| !a.passive)?;
    let graded = stated.is_some();
    let to = if numbers { values::read(scene, noun? + 1, end, true).to } else { stated };
    // The object follows "on", "of" or "for", or the verb itself.
    // "a target of 27 euros" says how much, not of what.
    let amount = |k: usize| scene.figures.iter().any(|f| reading.tokens().get(k).is_some_and(|t| f.span.start == t.start));
    let link = (verb + 1..end.min(verb + 12)).find(|&k| matches!(reading.word(k), "on" | "of" | "for") && !amount(k + 1));
    let first = link.map_or(verb + 1, |k| k + 1);
    let mut last = first;
    while last < end
        && !matches!(reading.surface(last), "," | "." | ";" | "(")
        && !matches!(reading.word(last), "at" | "with" | "to" | "from" | "and" | "as" | "after" | "by")
    {
        last += 1;
    }
    let named = if last == first { (None, None) } else { actor::object(scene, reading.span(first..last), actor.mention) };
    let (mut object, mut object_span) = named;
    if object.is_none() && house::points_back(scene, object_span) {
        // "left her rating at buy", "kept a hold rating": what the passage is about.
        (object, object_span) = house::rated(scene, verb, actor.mention, object_span, graded);
        object?;
    }
    // "left the price to buy a car": what is left or kept must be an opinion.
    if word.starts_with("le") && !noun.is_some_and(|n| is_rating(reading.word(n)) || is_target(reading.word(n))) {
        return None;
    }
    // "maintained its hold on power" rates nothing: a repeated rating needs a named object.
    if kind == ActionKind::Reiterate && object.is_none() && noun.is_none() {
        return None;
    }
    let start = if actor.span.start <= reading.tokens().get(verb)?.start && reading.sentence_at(actor.span.start) == Some(sentence) {
        actor.span
    } else {
        reading.tokens().get(verb)?.span()
    };
    let parts = [Some(start), object_span.filter(|s| s.start >= start.start), to.as_ref().map(|v| v.span)];
    Some(Action {
        actor: actor.mention,
        object,
        object_span,
        kind,
        from: None,
        to,
        span: span_of(&parts)?,
        rule: RuleName::new("action/coverage"),
    })
}

/// "His target has not moved from $44", "her target stays at $50".
fn unmoved(scene: &Scene<'_>, verb: usize, end: usize) -> Option<Action> {
    let reading = scene.reading;
    let stays = act(reading.word(verb)) == Some(Act::Stay) && reading.word(verb + 1) == "at";
    let not_moved = matches!(reading.word(verb), "moved" | "changed")
        && verb > 0
        && reading.word(verb - 1) == "not"
        && matches!(reading.word(verb + 1), "from" | "at");
    if !stays && !not_moved {
        return None;
    }
    let noun = (verb.saturating_sub(4)..verb).find(|&k| reading.word(k) == "target" && k > 0)?;
    let owner = (noun.saturating_sub(2)..noun).find(|&k| matches!(reading.word(k), "his" | "her"))?;
    let values = values::read(scene, verb + 1, end, true);
    let to = values.from.or(values.to)?;
    let actor = house::owner(scene, owner)?;
    let (object, object_span) = house::rated(scene, verb, actor.mention, None, false);
    object?;
    let span = span_of(&[Some(actor.span), Some(to.span)])?;
    let rule = RuleName::new("action/coverage");
    Some(Action { actor: actor.mention, object, object_span, kind: ActionKind::Reiterate, from: None, to: Some(to), span, rule })
}

/// A rating at a token, when it is used as one: quoted, before "rating", or behind "at", "as", "a", "its".
fn opinion_at(scene: &Scene<'_>, k: usize) -> Option<ActionValue> {
    let reading = scene.reading;
    let next = rating(reading, k)?;
    let before = k.checked_sub(1).map_or("", |b| reading.word(b));
    let quoted = matches!(before, "\"" | "“" | "‘" | "'");
    let used = quoted
        || is_rating(reading.word(next))
        || matches!(before, "at" | "as")
        || (matches!(before, "a" | "an" | "its" | "their") && matches!(reading.word(next), "on" | "for" | "call" | "\"" | "”"));
    used.then(|| ActionValue { value: reading.span(k..next).of(reading.text()).to_lowercase(), span: reading.span(k..next), figure: None })
}
