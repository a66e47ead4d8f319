//! Who acts: the firm or person before the verb, or behind "by" when the verb is passive.

use super::Scene;
use annals_model::{Kind, Mention, Span};

/// A named actor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor {
    /// Index into mentions.
    pub(crate) mention: u32,
    /// Its words.
    pub(crate) span: Span,
    /// The verb is passive: what is rated stands before it.
    pub(crate) passive: bool,
}

/// Whether a mention can rate or forecast.
fn acts(mention: &Mention) -> bool {
    matches!(mention.kind, Kind::Firm | Kind::Organisation | Kind::Person | Kind::Agency)
}

/// The actor of the verb at a token.
pub(crate) fn find(scene: &Scene<'_>, verb: usize) -> Option<Actor> {
    let reading = scene.reading;
    let sentence = reading.sentences().get(reading.sentence_of(verb))?;
    let passive = (verb.saturating_sub(3)..verb).any(|k| matches!(reading.word(k), "was" | "were" | "been" | "is" | "being" | "got"));
    if passive {
        let by = (verb + 1..sentence.tokens.end.min(verb + 16)).find(|k| reading.word(*k) == "by")?;
        let (index, mention) = mentions_from(scene, reading.tokens().get(by)?.end)
            .take(3)
            .find(|(_, m)| acts(m) && reading.token_at(m.span.start) <= by + 3)?;
        return Some(Actor { mention: index, span: mention.span, passive });
    }
    let start = sentence.span.start;
    let end = reading.tokens().get(verb)?.start;
    let before = scene.mentions.partition_point(|m| m.span.start < end);
    // "… while downgrading": a participle has the actor of the action before it in the sentence.
    let shared = scene.earlier.iter().rev().take(8).find(|action| action.span.start >= start && action.span.end <= end);
    if let Some(earlier) = shared.filter(|_| reading.word(verb).ends_with("ing")) {
        return Some(Actor { mention: earlier.actor, span: scene.mentions.get(earlier.actor as usize)?.span, passive });
    }
    // "Acme fell after she cut her target": the pronoun beside the verb.
    if let Some(actor) = super::house::spoken_of(scene, sentence.tokens.start.max(verb.saturating_sub(3)), verb) {
        return Some(actor);
    }
    // The nearest name that no preposition governs; names in "of X" or "for X" are objects, and so is what was just rated.
    let mut fallback = None;
    for (k, mention) in scene.mentions.get(..before)?.iter().enumerate().rev().take(12) {
        if mention.span.start < start {
            break;
        }
        let at = reading.token_at(mention.span.start);
        let previous = if at > sentence.tokens.start { reading.word(at - 1) } else { "" };
        let previous =
            if matches!(previous, "the" | "a" | "an" | "its") && at > sentence.tokens.start + 1 { reading.word(at - 2) } else { previous };
        // "analyst at Acme, who rates them, raised": the person acts.
        let governed = (previous == "at"
            && scene.mentions.get(..k).is_some_and(|m| m.iter().rev().take(3).any(|m| m.kind == Kind::Person && m.span.start >= start)))
            || matches!(previous, "of" | "for" | "on" | "in" | "to" | "from" | "with" | "into" | "than" | "against" | "including" | "like");
        let employer = matches!(previous, "at" | "of" | "by");
        let rated = shared.is_some_and(|a| a.object_span.is_some_and(|span| span.contains(mention.span)));
        if !acts(mention) || mention.span.end > end || rated {
            continue;
        }
        let actor = Actor { mention: u32::try_from(k).ok()?, span: mention.span, passive };
        if !governed {
            return Some(actor);
        }
        if employer && fallback.is_none() {
            fallback = Some(actor);
        }
    }
    fallback.or_else(|| super::house::spoken_of(scene, sentence.tokens.start, verb))
}

/// Mentions that start at byte `from` or later, with their indices.
pub(crate) fn mentions_from<'a>(scene: &Scene<'a>, from: u32) -> impl Iterator<Item = (u32, &'a Mention)> {
    let first = scene.mentions.partition_point(|m| m.span.start < from);
    let list: &'a [Mention] = scene.mentions;
    list.iter().enumerate().skip(first).filter_map(|(k, m)| Some((u32::try_from(k).ok()?, m)))
}

/// What is rated: the first mention in `span` that is not the actor, and the words.
pub(crate) fn object(scene: &Scene<'_>, span: Span, actor: u32) -> (Option<u32>, Option<Span>) {
    let hit = mentions_from(scene, span.start)
        .take_while(|(_, m)| m.span.start < span.end)
        .find(|(k, m)| *k != actor && m.span.end <= span.end && !matches!(m.kind, Kind::Person | Kind::Media));
    // A place alone is no object but describes one: "U.S. equities" stays words.
    match hit {
        Some((_, m)) if m.kind == Kind::Place && span.end > m.span.end + 1 => (None, trimmed(scene, span)),
        Some((index, m)) => (Some(index), Some(m.span)),
        None => (None, trimmed(scene, span)),
    }
}

/// The words without determiners and trailing signs; `None` when nothing is left.
fn trimmed(scene: &Scene<'_>, span: Span) -> Option<Span> {
    let reading = scene.reading;
    let mut tokens = reading.tokens_in(span);
    while tokens.start < tokens.end
        && matches!(
            reading.word(tokens.start),
            "the"
                | "its"
                | "their"
                | "a"
                | "an"
                | "his"
                | "her"
                | "on"
                | "for"
                | "of"
                | "year"
                | "-"
                | "end"
                | "price"
                | "point"
                | "12"
                | "month"
        )
    {
        tokens.start += 1;
    }
    while tokens.start < tokens.end
        && (!reading.tokens().get(tokens.end - 1).is_some_and(|t| t.is_word() || t.is_number())
            || matches!(reading.word(tokens.end - 1), "the" | "and" | "'s"))
    {
        tokens.end -= 1;
    }
    (!tokens.is_empty()).then(|| reading.span(tokens))
}
