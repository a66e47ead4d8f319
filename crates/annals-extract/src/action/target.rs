//! Targets moved: "lifted its year-end target for the index to 24,000 from 19,400", "slashing their profit forecast".

use super::lexicon::{Way, is_target, mover, reviser};
use super::{Scene, actor, house, span_of, values};
use annals_model::{Action, ActionKind, RuleName, Span};

/// Finds a moved target whose verb is token `verb`.
pub(crate) fn find(scene: &Scene<'_>, verb: usize) -> Option<Action> {
    let reading = scene.reading;
    let word = reading.word(verb);
    let way = mover(word);
    if way.is_none() && !reviser(word) {
        return None;
    }
    let sentence = reading.sentences().get(reading.sentence_of(verb))?;
    let end = sentence.tokens.end.min(verb + 40);
    // The target noun follows the verb, or, when the verb is passive, stands before it.
    let noun =
        (verb + 1..end.min(verb + 14)).take_while(|k| !matches!(reading.surface(*k), ";" | ".")).find(|k| is_target(reading.word(*k)));
    let before = (sentence.tokens.start.max(verb.saturating_sub(12))..verb).rev().find(|k| is_target(reading.word(*k)));
    let actor = actor::find(scene, verb)?;
    let noun = if actor.passive { before.or(noun)? } else { noun? };
    // "cut costs to reach its target": the target must be the verb's own object.
    if noun > verb && (verb + 1..noun).any(|k| matches!(reading.word(k), "to" | "by" | "and" | "that" | "which" | "," | "said")) {
        return None;
    }
    let from = noun.max(verb) + 1;
    let values = values::read(scene, from, end, true);
    let way = way.or_else(|| said_way(scene, verb, end)).or_else(|| compared(&values))?;
    let stop = values.start.unwrap_or(from);
    let (mut object, mut object_span) = what(scene, verb, noun, stop, end, actor.mention);
    let target = reading.word(noun).starts_with("target");
    if object.is_none() && house::points_back(scene, object_span) && target {
        (object, object_span) = house::rated(scene, verb, actor.mention, object_span, false);
    }
    // "cut its profit forecast", "raised her estimate of earnings": no target for a stock or an index.
    if object.is_none() && !target && own_business(scene, verb, noun) {
        return None;
    }
    let own_clause = (reading.token_at(actor.span.end)..verb).all(|k| !matches!(reading.word(k), "while" | "but" | ";"));
    let start = if actor.passive || !own_clause { reading.tokens().get(verb)?.span() } else { actor.span };
    let parts = [
        Some(start),
        Some(reading.tokens().get(noun)?.span()),
        object_span.filter(|s| s.start >= start.start),
        values.to.as_ref().map(|v| v.span),
        values.from.as_ref().map(|v| v.span),
        actor.passive.then_some(actor.span),
    ];
    Some(Action {
        actor: actor.mention,
        object,
        object_span,
        kind: if way == Way::Up { ActionKind::TargetRaise } else { ActionKind::TargetCut },
        from: values.from,
        to: values.to,
        span: span_of(&parts)?,
        rule: RuleName::new("action/target"),
    })
}

/// "cut its profit forecast", "raised her estimate of earnings per share".
fn own_business(scene: &Scene<'_>, verb: usize, noun: usize) -> bool {
    let business = |word: &str| matches!(word, "profit" | "profits" | "earnings" | "sales" | "revenue" | "margin" | "dividend");
    let reading = scene.reading;
    ((verb + 1)..noun).any(|k| business(reading.word(k)) && matches!(reading.word(verb + 1), "its" | "his" | "her" | "the"))
        || (matches!(reading.word(noun + 1), "of" | "for") && (noun + 2..noun + 5).any(|k| business(reading.word(k))))
}

/// "cut his rating to hold from buy and his target to 430 pence from 560": the target that shares the verb of a rating, or of a
/// verb that sets it ("and set a target of 1,450 rupees, up from 1,180").
pub(super) fn second(scene: &Scene<'_>, verb: usize, first: &Action) -> Option<Action> {
    let reading = scene.reading;
    if !matches!(first.kind, ActionKind::Upgrade | ActionKind::Downgrade | ActionKind::Reiterate | ActionKind::Initiate) {
        return None;
    }
    let sentence = reading.sentences().get(reading.sentence_of(verb))?;
    let end = sentence.tokens.end.min(verb + 40);
    let and = (verb + 1..end).find(|&k| {
        matches!(reading.word(k), "and" | "with")
            && (k + 1..end.min(k + 6)).any(|n| reading.word(n).starts_with("target"))
            && (k + 1..k + 6).all(|n| mover(reading.word(n)).is_none())
    })?;
    let noun = (and + 1..end).find(|&k| reading.word(k).starts_with("target"))?;
    let mut values = values::read(scene, noun + 1, end, true);
    if reading.word(noun + 1) == "of" {
        values.to = values::number(scene, noun + 2);
    }
    let way = compared(&values).or_else(|| said_way(scene, noun, end.min(noun + 8))).or_else(|| mover(reading.word(verb)))?;
    values.to.as_ref()?;
    let start = reading.tokens().get(and + 1)?.span();
    let parts = [Some(start), values.to.as_ref().map(|v| v.span), values.from.as_ref().map(|v| v.span)];
    Some(Action {
        actor: first.actor,
        object: first.object,
        object_span: first.object_span,
        kind: if way == Way::Up { ActionKind::TargetRaise } else { ActionKind::TargetCut },
        from: values.from,
        to: values.to,
        span: span_of(&parts)?,
        rule: RuleName::new("action/target"),
    })
}

/// "revised the target upwards", "revised up".
fn said_way(scene: &Scene<'_>, verb: usize, end: usize) -> Option<Way> {
    (verb + 1..end).find_map(|k| match scene.reading.word(k) {
        "up" | "upward" | "upwards" | "higher" => Some(Way::Up),
        "down" | "downward" | "downwards" | "lower" => Some(Way::Down),
        _ => None,
    })
}

/// The way from the old number to the new.
fn compared(values: &values::Values) -> Option<Way> {
    let number = |v: &Option<annals_model::ActionValue>| v.as_ref().and_then(|v| v.value.parse::<rust_decimal::Decimal>().ok());
    match (number(&values.from)?, number(&values.to)?) {
        (a, b) if a < b => Some(Way::Up),
        (a, b) if a > b => Some(Way::Down),
        _ => None,
    }
}

/// What the target is for: behind "for" or "on", before the noun ("its Acme target"), or, said "the target", that of the action
/// before.
fn what(scene: &Scene<'_>, verb: usize, noun: usize, stop: usize, end: usize, actor: u32) -> (Option<u32>, Option<Span>) {
    let reading = scene.reading;
    if matches!(reading.word(noun + 1), "for" | "on" | "of") {
        // The words end where the values begin, or with the clause.
        let mut last = noun + 2;
        let limit = if stop > noun + 2 { stop } else { end };
        while last < limit
            && !matches!(reading.surface(last), "," | "." | ";" | "(")
            && !matches!(reading.word(last), "to" | "from" | "by" | "upwards" | "downwards" | "and" | "while" | "citing" | "after" | "as")
        {
            last += 1;
        }
        return actor::object(scene, reading.span(noun + 2..last.max(noun + 2)), actor);
    }
    if verb + 1 < noun {
        let definite = reading.word(verb + 1) == "the"
            && (verb + 2..noun).all(|k| matches!(reading.word(k), "price" | "year" | "-" | "end" | "point"));
        if definite {
            return scene
                .earlier
                .last()
                .filter(|a| reading.sentence_of(reading.token_at(a.span.start)) + 1 >= reading.sentence_of(verb))
                .map_or((None, None), |a| (a.object, a.object_span));
        }
        return actor::object(scene, reading.span(verb + 1..noun), actor);
    }
    if noun < verb {
        let sentence = reading.sentences().get(reading.sentence_of(verb)).map_or(noun, |s| s.tokens.start);
        return actor::object(scene, reading.span(sentence..noun), actor);
    }
    (None, None)
}
