//! "Rates will fall, Jane Roe said." and "Rates will fall, said a person familiar with the matter."

use super::{Scene, clause, saying, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/trailing",
        about: "The speaker and the verb at the sentence's end, behind a comma.",
        cases: include_str!("trailing.toml"),
    },
    find,
};

/// How many tokens may follow the verb: "on Monday", "in a note to clients".
const TAIL: usize = 8;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let sentences = scene.reading().sentences();
    sentences.iter().filter_map(|sentence| read(scene, sentence.tokens.clone())).collect()
}

fn read(scene: &Scene<'_>, sentence: std::ops::Range<usize>) -> Option<Attribution> {
    let reading = scene.reading();
    let (start, end) = (clause::sentence_start(reading, &sentence), clause::sentence_end(reading, &sentence));
    // "…, said X": the verb directly behind a comma, the name up to the end.
    let inverted = (start + 3..end).find(|&k| {
        reading.surface(k - 1) == ","
            && matches!(reading.word(k), "said" | "says" | "added" | "noted" | "wrote" | "explained" | "warned")
            && !scene.is_quoted(k)
            && reading.tokens().get(k + 1).is_some_and(|t| t.is_word())
            && !says_on(scene, k + 1, end)
    });
    let (comma, saying) = match inverted {
        Some(verb) => (verb - 1, saying::saying_after(scene.document, scene.mentions, verb, end)?),
        None => {
            let verb = (start..end).rev().take(TAIL + 1).find(|&k| {
                matches!(
                    reading.word(k),
                    "said"
                        | "says"
                        | "say"
                        | "added"
                        | "adds"
                        | "noted"
                        | "notes"
                        | "told"
                        | "argued"
                        | "wrote"
                        | "believes"
                        | "predicted"
                        | "insisted"
                        | "confirmed"
                        | "claimed"
                        | "estimated"
                        | "show"
                        | "shows"
                        | "showed"
                        | "reported"
                        | "explained"
                        | "warned"
                ) && !scene.is_quoted(k)
            })?;
            let tail = verb + 1;
            let closes = tail == end
                || matches!(
                    reading.word(tail),
                    "on" | "in"
                        | "at"
                        | "during"
                        | "last"
                        | "earlier"
                        | "late"
                        | "to"
                        | "reporters"
                        | "monday"
                        | "tuesday"
                        | "wednesday"
                        | "thursday"
                        | "friday"
                        | "saturday"
                        | "sunday"
                        | "yesterday"
                        | "today"
                        | "this"
                )
                || reading.word(verb) == "told";
            // "…, she told the paper, before she left": behind the next comma a new clause may begin.
            let tail_end = (tail..end).find(|&k| reading.surface(k) == ",").unwrap_or(end);
            if !closes || clause::has_finite(reading, tail..tail_end) {
                return None;
            }
            let comma = name_comma(scene, start, verb)?;
            let subject = comma + 1..verb;
            if verb::is_refused(reading, comma + 1, verb)
                || !source::is_speaker(reading, scene.mentions, &saying::subject_before(reading, comma + 1, verb), verb)
            {
                return None;
            }
            let (found, span) = source::named(reading, scene.mentions, &saying::subject_before(reading, subject.start, verb), false);
            (comma, saying::Saying { source: found, source_span: span, cue: verb..verb + 1, tokens: comma..end })
        }
    };
    let words = clause::has_finite(reading, start..comma);
    if comma < start + 2 || !words || scene.is_direct(start) || scene.is_quoted(comma) {
        return None;
    }
    let content = vec![reading.span(start..comma)];
    let kind = scene.kind_of(&content);
    Some(Attribution {
        source: saying.source,
        source_span: saying.source_span,
        cue: Some(reading.span(saying.cue)),
        content,
        kind,
        rule: RuleName::new(RULE.card.name),
    })
}

/// "Jane Roe, who left, said rates would fall": behind the verb stands a clause, not a name.
fn says_on(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    let reading = scene.reading();
    let stop = (i..end).find(|&k| matches!(reading.word(k), "," | "who" | "whose" | "in" | "at" | "on")).unwrap_or(end);
    clause::has_finite(reading, i..stop)
        || matches!(
            reading.word(i),
            "that"
                | "it"
                | "there"
                | "he"
                | "she"
                | "they"
                | "on"
                | "in"
                | "at"
                | "to"
                | "of"
                | "nothing"
                | "no"
                | "little"
                | "something"
                | "anything"
                | "so"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
        )
}

/// The comma before the speaker: "…, Jane Roe, head of research, said".
fn name_comma(scene: &Scene<'_>, start: usize, verb: usize) -> Option<usize> {
    let reading = scene.reading();
    let comma_before = |i: usize| (start..i).rev().take(16).find(|&k| reading.surface(k) == ",");
    let first = comma_before(verb)?;
    if first + 1 < verb {
        return Some(first);
    }
    // The comma stands directly before the verb: an apposition, then the name before it.
    let apposition = comma_before(first)?;
    comma_before(apposition)
}
