//! "Roe promised to pay", "the senator called for lower taxes", "Poe criticized the plan": what somebody is for or against.

use super::{Scene, clause, cue, saying, source, verb};
use crate::person::lexicon;
use crate::rule::{Rule, RuleCard};
use annals_model::{Attribution, RuleName};

pub(super) const RULE: Rule<super::FindAttributions> = Rule {
    card: RuleCard {
        name: "attribution/stance",
        about: "A speaker and what he promises, asks for, approves or condemns, without a clause.",
        cases: include_str!("stance.toml"),
    },
    find,
};

/// Fewer tokens than this say nothing: "praised him".
const SHORTEST: usize = 2;

fn find(scene: &Scene<'_>) -> Vec<Attribution> {
    let reading = scene.reading();
    let mut found = Vec::new();
    for sentence in reading.sentences() {
        let start = clause::sentence_start(reading, &sentence.tokens);
        let end = clause::sentence_end(reading, &sentence.tokens);
        let mut from = start;
        while let Some((attribution, next)) = (from + 1..end).find_map(|verb| read(scene, from, verb, end)) {
            found.push(attribution);
            from = next;
        }
    }
    found
}

/// The attribution of the verb at token `verb`, and the token behind its content.
fn read(scene: &Scene<'_>, start: usize, verb: usize, end: usize) -> Option<(Attribution, usize)> {
    let reading = scene.reading();
    let first = object_start(scene, verb)?;
    let helped = matches!(reading.word(verb - 1), "is" | "are" | "was" | "were" | "been" | "'s" | "’s");
    if scene.is_quoted(verb) || reading.surface(verb - 1) == "-" || reading.word(verb).ends_with("ing") != helped {
        return None;
    }
    let clause_start = saying::clause_start(reading, start, verb);
    if !verb::is_finite(reading, clause_start, verb) && !helped || verb::is_refused(reading, clause_start, verb) {
        return None;
    }
    let subject = saying::subject_before(reading, clause_start, verb);
    if subject.is_empty() || !is_somebody(scene, &subject) {
        return None;
    }
    let stop = (first + 1..end).find(|&k| !scene.is_quoted(k) && ends_object(scene, k)).unwrap_or(end);
    if stop < first + SHORTEST || scene.is_direct(first) {
        return None;
    }
    let (source, source_span) = source::named(reading, scene.mentions, &subject, true);
    let content = vec![reading.span(first..stop)];
    let kind = scene.kind_of(&content);
    let cue = Some(reading.span(verb..verb + 1));
    Some((Attribution { source, source_span, cue, content, kind, rule: RuleName::new(RULE.card.name) }, stop))
}

/// A name, "he", "they", or people by their office: "the senator", "critics".
fn is_somebody(scene: &Scene<'_>, subject: &std::ops::Range<usize>) -> bool {
    let reading = scene.reading();
    let last = reading.word(subject.end - 1);
    source::is_phrase(reading, scene.mentions, subject)
        && (source::can_speak_in(reading, scene.mentions, subject)
            || (subject.len() == 1 && matches!(last, "he" | "she" | "they"))
            || lexicon::head(last).is_some()
            || lexicon::head(last.strip_suffix('s').unwrap_or(last)).is_some()
            || matches!(
                last,
                "critics" | "republican" | "republicans" | "democrat" | "democrats" | "lawmakers" | "campaign" | "government"
            ))
}

/// Where the object of the verb at token `verb` begins, when it is one of these verbs.
fn object_start(scene: &Scene<'_>, verb: usize) -> Option<usize> {
    let reading = scene.reading();
    let next = reading.word(verb + 1);
    match reading.word(verb) {
        "promised" | "promises" | "promising" | "pledged" | "pledges" | "pledging" | "vowed" | "vows" | "vowing" | "threatened"
        | "threatens" | "threatening" | "hopes" | "hoped" | "hoping" | "agreed" | "agrees" | "offered" | "offers" | "offering" => {
            (next == "to" && reading.tokens().get(verb + 2).is_some_and(|t| t.is_word())).then_some(verb + 1)
        }
        "called" | "calls" | "call" | "calling" => matches!(next, "for" | "on").then_some(verb + 2),
        "pointed" | "points" | "pointing" => (next == "out").then_some(verb + 2),
        "referred" | "refers" => (next == "to").then_some(verb + 2),
        "warned" | "warns" | "warning" => matches!(next, "of" | "about" | "against").then_some(verb + 2),
        "talked" | "talks" | "talking" | "complained" | "complains" => (next == "about").then_some(verb + 2),
        "urged" | "urges" | "urging" | "criticized" | "criticizes" | "criticizing" | "criticised" | "criticises" | "praised"
        | "praises" | "praising" | "defended" | "defends" | "defending" | "endorsed" | "endorses" | "rejected" | "rejects"
        | "rejecting" | "denounced" | "denounces" | "denouncing" | "condemned" | "condemns" | "condemning" | "questioned" | "accused"
        | "accuses" | "accusing" | "blamed" | "blames" | "blaming" | "blasted" | "blasts" | "blasting" | "slammed" | "slams"
        | "slamming" | "opposed" | "opposes" | "expressed" | "expresses" | "expressing" | "cited" | "cites" | "dismissed" | "dismisses"
        | "described" | "describes" | "describing" | "denied" | "denies" | "denying" | "suggested" | "acknowledged" | "mentioned"
        | "encouraged" | "encourages" | "encouraging" | "noted" | "discussed" | "mocked" | "mocks" | "touted" | "touts" | "touting"
        | "challenged" => begins_object(scene, verb + 1).then_some(verb + 1),
        _ => None,
    }
}

/// An article, a possessive, a name, a number, a plain word: no preposition, no sign.
fn begins_object(scene: &Scene<'_>, i: usize) -> bool {
    !clause::stops_clause(scene.reading(), i) && scene.reading().word(i) != "to"
}

/// A comma, a setting of time or a new clause ends the object.
fn ends_object(scene: &Scene<'_>, k: usize) -> bool {
    let reading = scene.reading();
    let word = reading.word(k);
    let next = reading.word(k + 1);
    matches!(reading.surface(k), "," | ";" | ":" | "—" | "–")
        || matches!(word, "during" | "while" | "when" | "before" | "but" | "because" | "although" | "saying" | "arguing" | "after")
        || (word == "and" && cue::is_cue(next) && (next.ends_with("ed") || next == "said" || next == "told"))
        || clause::is_day(reading, k)
        || (word == "on" && clause::is_day(reading, k + 1))
        || (word == "in" && next == "a" && matches!(reading.word(k + 2), "statement" | "tweet" | "speech" | "letter" | "interview"))
}
