//! When a figure holds: the time expression beside it.

use crate::figure::attach::window::Site;
use crate::figure::scan::Scene;
use annals_model::Timex;

/// The index of the time that dates a figure: behind it in its clause, else before it, else the sentence's opening.
pub(crate) fn find(scene: &Scene<'_>, site: &Site) -> Option<u32> {
    let reading = scene.reading;
    // A sentence may be a whole page without full stops: what is far away dates nothing.
    let first = site.sentence.start.max(site.tokens.start.saturating_sub(60));
    let last = site.sentence.end.min(site.tokens.end.saturating_add(40));
    let span = if first < last { reading.span(first..last) } else { return None };
    let from = scene.times.partition_point(|t| t.span.end <= span.start);
    let mut best: Option<(usize, u32)> = None;
    for (k, time) in scene.times.iter().enumerate().skip(from).take_while(|(_, t)| t.span.start < span.end) {
        let tokens = reading.tokens_in(time.span);
        if tokens.is_empty() || !dates(scene, k) || is_base(scene, tokens.start) || is_record(scene, tokens.start) {
            continue;
        }
        let distance = if tokens.start >= site.tokens.end {
            let gap = tokens.start - site.tokens.end;
            // "rose 9% after it said profit for 2024 …": the time behind belongs to another statement.
            let crossed = (site.tokens.end..tokens.start).any(|at| {
                crate::figure::attach::window::parts(reading, at)
                    // "of that coming in January": no new statement begins.
                    || (matches!(reading.word(at), "after" | "said" | "which" | "who" | "that" | "as" if at + 1 < tokens.start)
                        && !(reading.word(at) == "that" && at > 0 && reading.word(at - 1) == "of"))
            });
            let other = (site.tokens.end..tokens.start).filter(|at| reading.tokens().get(*at).is_some_and(|t| t.is_number())).count();
            gap + if crossed { 60 } else { 0 } + other * 10
        } else if tokens.end <= site.tokens.start {
            let gap = site.tokens.start - tokens.end;
            let own_clause = tokens.start >= site.left.start;
            let opening = tokens.start < first + 6;
            let crossed = (tokens.end..site.tokens.start).any(|at| reading.surface(at) == ",");
            gap + if opening {
                4
            } else if own_clause {
                2
            } else {
                20
            } + match (crossed && !opening, reading.word(tokens.start.saturating_sub(1)) == "since") {
                // "with a 70% surge since May, it committed $5 billion": since when it surged.
                (true, true) => 60,
                (true, false) => 12,
                _ => 0,
            }
        } else {
            continue;
        };
        let index = u32::try_from(k).ok()?;
        if best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, index));
        }
    }
    best.filter(|(distance, _)| *distance < 60).map(|(_, index)| index)
}

/// "from a year earlier", "than the same month last year": what is compared with.
fn is_base(scene: &Scene<'_>, start: usize) -> bool {
    let word = |n: usize| start.checked_sub(n).map_or("", |k| scene.reading.word(k));
    let base = |k: &str| matches!(k, "earlier" | "before" | "ago");
    let ends_so = (start..start + 3).any(|k| base(scene.reading.word(k)));
    (matches!(word(1), "from" | "than" | "against") && ends_so)
        || word(1) == "than"
        || (word(1) == "the" && matches!(word(2), "from" | "than") && scene.reading.word(start) == "same")
}

/// "the best finish since February 2022": the date bounds the record, not the figure.
fn is_record(scene: &Scene<'_>, start: usize) -> bool {
    let reading = scene.reading;
    let Some(since) = start.checked_sub(1).filter(|k| reading.word(*k) == "since") else { return false };
    (since.saturating_sub(6)..since).rev().take_while(|k| !matches!(reading.surface(*k), "." | ",")).any(|k| {
        let word = reading.word(k);
        matches!(word, "best" | "worst" | "most" | "record" | "high" | "low") || (word.ends_with("est") && word.len() > 5)
    })
}

/// A length of time dates a figure only as a stretch up to now ("over the past six years"); "three-year record" does not.
fn dates(scene: &Scene<'_>, k: usize) -> bool {
    let Some(time) = scene.times.get(k) else { return false };
    if time.value.as_deref() == Some("PRESENT_REF") {
        return false;
    }
    if time.kind == Timex::Set {
        return false;
    }
    if time.kind != Timex::Duration {
        return true;
    }
    let surface = time.span.of(scene.reading.text());
    let tokens = scene.reading.tokens_in(time.span);
    let word = |n: usize| tokens.start.checked_sub(n).map_or("", |at| scene.reading.word(at));
    let before = if matches!(word(1), "just" | "only" | "about" | "some") { word(2) } else { word(1) };
    let stretch = ["past", "last", "next", "coming", "this"].iter().any(|word| surface.split(' ').any(|s| s.eq_ignore_ascii_case(word)));
    !surface.contains('-') && (stretch || matches!(before, "past" | "last" | "next" | "over" | "within" | "during" | "in" | "the"))
}
