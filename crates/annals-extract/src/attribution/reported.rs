//! "Jane Roe said that rates would fall", "Acme expects growth of 5 percent", "the data show that …".

use super::{Scene, clause, cue, saying, source, verb};
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/reported",
        about: "A speaker, a verb of saying or thinking, and what was said in the writer's words.",
        cases: include_str!("reported.toml"),
    },
    find,
};

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for sentence in reading.sentences() {
        let start = clause::sentence_start(reading, &sentence.tokens);
        let end = clause::sentence_end(reading, &sentence.tokens);
        let mut from = start;
        // Two in a sentence: "Roe said …, while Poe believes …"; deeper nesting belongs to the outer speaker.
        for _ in 0..2 {
            let Some((attribution, verb)) = (from + 1..end).find_map(|verb| read(scene, from, verb, end).map(|a| (a, verb))) else { break };
            let speaker = (attribution.source, attribution.source_span);
            found.push(attribution);
            let Some(next) = (verb + 2..end).find(|&k| ends_clause(scene, k, end)) else { break };
            let before = reading.tokens().get(next - 1).map_or(0, |t| t.end);
            let cut = found.last_mut().and_then(|a| a.content.last_mut()).map(|span| {
                span.end = span.end.min(before).max(span.start);
                span.is_empty()
            });
            if cut == Some(true) {
                found.pop();
            }
            if says_again(scene, next) {
                found.extend(again(scene, next + 1, end, speaker));
                break;
            }
            from = next + 2;
        }
    }
    found
}

/// Whether the reported clause ends before token `k`: another speaker's begins, or the same one says more.
fn ends_clause(scene: &Scene<'_>, k: usize, end: usize) -> bool {
    let reading = scene.reading();
    let joined = reading.surface(k) == "," && matches!(reading.word(k + 1), "while" | "but" | "whereas" | "and");
    reading.surface(k) == ";" || (joined && clause_speaks(scene, k + 2, end)) || says_again(scene, k)
}

/// "… and said": the same speaker goes on.
fn says_again(scene: &Scene<'_>, k: usize) -> bool {
    let reading = scene.reading();
    reading.word(k) == "and"
        && (matches!(
            reading.word(k + 1),
            "said" | "says" | "added" | "adds" | "warned" | "noted" | "predicted" | "told" | "tells" | "calls" | "argues" | "insists"
        ) || (matches!(cue::cue(reading.word(k + 1)), Some(cue::Cue::Say | cue::Cue::Tell | cue::Cue::Call))
            && reading.word(k + 1).ends_with("ed")
            && clause::starts_clause(reading, k + 2)
            && !clause::stops_clause(reading, k + 2)))
        && !scene.is_quoted(k)
}

/// What the same speaker says with the verb at token `verb`.
fn again(scene: &Scene<'_>, verb: usize, end: usize, speaker: (Option<u32>, Option<annals_model::Span>)) -> Option<Attribution> {
    let reading = scene.reading();
    let start = clause::content_start(reading, verb, end).filter(|&start| start < end && !scene.is_direct(start))?;
    let content = vec![reading.span(start..clause::content_end(reading, start, end))];
    let kind = scene.kind_of(&content);
    Some(Attribution {
        source: speaker.0,
        source_span: speaker.1,
        cue: Some(reading.span(verb..verb + 1)),
        content,
        kind,
        rule: RuleName::new(RULE.card.name),
    })
}

/// Whether the clause from token `i` on has a speaker and verb of its own.
fn clause_speaks(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    (i + 1..end.min(i + 10)).any(|verb| read(scene, i, verb, end).is_some())
}

fn read(scene: &Scene<'_>, start: usize, verb: usize, end: usize) -> Option<Attribution> {
    let reading = scene.reading();
    if !cue::is_cue(reading.word(verb)) || scene.is_quoted(verb) || reading.tokens().get(verb).is_some_and(|t| t.is_capitalised()) {
        return None;
    }
    let clause_start = saying::clause_start(reading, start, verb);
    if !verb::is_finite(reading, clause_start, verb)
        || verb::is_refused(reading, clause_start, verb)
        || is_passive(reading, clause_start, verb)
    {
        return None;
    }
    let subject = saying::subject_before(reading, clause_start, verb);
    let content_start = clause::content_start(reading, verb, end)?;
    if subject.is_empty()
        || reading.word(verb).ends_with("ing") && !matches!(reading.word(verb - 1), "is" | "are" | "was" | "were" | "been")
    {
        return None;
    }
    if !source::is_speaker(reading, scene.mentions, &subject, verb) {
        return None;
    }
    let mut end = clause::content_end(reading, content_start, end);
    // "While Roe said that rents fell, they rose": the main clause is the writer's.
    let opens = clause_start == start + 1 && matches!(reading.word(start), "while" | "although" | "though" | "when" | "after" | "as");
    if opens && let Some(comma) = (content_start + 2..end).find(|&k| reading.surface(k) == "," && !scene.is_quoted(k)) {
        end = comma;
    }
    let content = vec![reading.span(content_start..end)];
    if content_start >= end || scene.is_direct(content_start) {
        return None;
    }
    let (source, source_span) = source::named(reading, scene.mentions, &subject, true);
    let kind = scene.kind_of(&content);
    Some(Attribution { source, source_span, cue: Some(reading.span(verb..verb + 1)), content, kind, rule: RuleName::new(RULE.card.name) })
}

/// "is said", "was expected": nobody speaks.
fn is_passive(reading: &annals_text::Reading<'_>, from: usize, verb: usize) -> bool {
    let mut at = verb;
    while at > from && verb::is_adverb(reading.word(at - 1)) {
        at -= 1;
    }
    let form = reading.word(verb);
    let participle = !form.ends_with("ing") && !form.ends_with('s');
    participle && at > from && matches!(reading.word(at - 1), "is" | "was" | "were" | "are" | "been" | "be" | "being" | "as" | "than")
}
