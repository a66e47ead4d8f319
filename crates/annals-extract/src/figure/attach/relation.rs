//! How figures stand to each other: the same sum in two currencies, the old value and the new, "respectively", ellipsis.

use crate::figure::attach::phrase::in_time;
use crate::figure::attach::subject::mentions_in;
use crate::figure::attach::window::Site;
use crate::figure::attach::{metric, salience};
use crate::figure::scan::Scene;
use annals_model::{Article, Direction, Figure, Kind, Metric, Unit};
use std::ops::Range;

/// Links neighbours; runs before the rest so that a pair shares its meaning.
pub(crate) fn link(scene: &Scene<'_>, figures: &mut [Figure], sites: &[Site]) {
    let reading = scene.reading;
    for right in 1..figures.len() {
        let left = right - 1;
        let (Some(a), Some(b)) = (sites.get(left), sites.get(right)) else { continue };
        let (Ok(left_index), Ok(right_index)) = (u32::try_from(left), u32::try_from(right)) else { continue };
        if a.sentence != b.sentence || a.tokens.end > b.tokens.start {
            continue;
        }
        let gap = a.tokens.end..b.tokens.start;
        let [Some(x), Some(y)] = [figures.get(left), figures.get(right)] else { continue };
        let pair = is_pair(x, y) && gap.len() <= 4 && restates(scene, gap.clone());
        let step = gap.len() <= 2 && x.unit == y.unit && x.unit != Unit::Duration;
        let gap_word = reading.word(gap.start);
        let before = a.tokens.start.checked_sub(1).map_or("", |k| reading.word(k));
        // "to 24,000 from 19,400" and "from 19,400 to 24,000"
        let to_from = step && gap_word == "from";
        let from_to = step && gap_word == "to" && before == "from";
        if pair {
            set(figures, left, |f| f.pair = Some(right_index));
            set(figures, right, |f| f.pair = Some(left_index));
        } else if to_from {
            set(figures, left, |f| f.from = Some(right_index));
            set(figures, right, |f| f.to = Some(left_index));
        } else if from_to {
            set(figures, left, |f| f.to = Some(right_index));
            set(figures, right, |f| f.from = Some(left_index));
        }
    }
}

/// "$1.9 billion on March 31, up from $1.6 billion", "is HK$52 now, and it was HK$55 before": the base is the old value of
/// the figure before it.
pub(crate) fn old_value(scene: &Scene<'_>, figures: &mut [Figure], sites: &[Site], index: usize) {
    let Some(before) = index.checked_sub(1) else { return };
    let (Some(new), Some(old), Some(a), Some(b)) = (figures.get(before), figures.get(index), sites.get(before), sites.get(index)) else {
        return;
    };
    let gap = a.tokens.end..b.tokens.start;
    let led = gap.end > gap.start && matches!(scene.reading.word(gap.end - 1), "from" | "was" | "been");
    let free = new.from.is_none() && new.to.is_none() && old.from.is_none() && old.to.is_none() && new.direction.is_some();
    let (Ok(new_index), Ok(old_index)) = (u32::try_from(before), u32::try_from(index)) else { return };
    if a.sentence != b.sentence || gap.len() > 9 || !led || !free || new.unit != old.unit {
        return;
    }
    set(figures, before, |f| f.from = Some(old_index));
    set(figures, index, |f| f.to = Some(new_index));
}

fn set(figures: &mut [Figure], index: usize, change: impl Fn(&mut Figure)) {
    if let Some(figure) = figures.get_mut(index) {
        change(figure);
    }
}

/// Two sums in different currencies.
fn is_pair(x: &Figure, y: &Figure) -> bool {
    matches!((x.unit, y.unit), (Unit::Money(Some(a)), Unit::Money(Some(b))) if a != b)
}

/// "(", "(about", ", or", "or about": the second says the first again.
fn restates(scene: &Scene<'_>, gap: Range<usize>) -> bool {
    let reading = scene.reading;
    let word = |k: usize| reading.word(gap.start + k);
    // "HK$20 a share ($2.57)"
    (0..gap.len()).any(|k| word(k) == "(") || (word(0) == "," && word(1) == "or") || word(0) == "or" || matches!(word(0), "/" | "=")
}

/// The figure this one says again or continues without a verb of its own: a pair, ", or 300 points", "Tencent over 22%".
pub(crate) fn leader(scene: &Scene<'_>, figures: &[Figure], sites: &[Site], index: usize) -> Option<(usize, bool)> {
    let figure = figures.get(index)?;
    if let Some(pair) = figure.pair.map(|p| p as usize).filter(|p| *p < index) {
        return Some((pair, false));
    }
    let before = index.checked_sub(1)?;
    let (a, b, other) = (sites.get(before)?, sites.get(index)?, figures.get(before)?);
    if a.sentence != b.sentence || a.tokens.end > b.tokens.start {
        return None;
    }
    let reading = scene.reading;
    let gap = a.tokens.end..b.tokens.start;
    if gap.len() <= 3 && reading.surface(gap.start) == "," && reading.word(gap.start + 1) == "or" {
        return Some((before, false));
    }
    // "of that", "of which": a part of the sum before.
    let same_unit = figure.unit == other.unit;
    if same_unit
        && reading.word(b.tokens.end) == "of"
        && matches!(reading.word(b.tokens.end + 1), "that" | "which" | "it" | "those" | "this")
    {
        return Some((before, true));
    }
    // "revenue grew 4% to $1.9bn and net income 9%": the step before the level is what is gone on with.
    let skipped = std::mem::discriminant(&figure.unit) != std::mem::discriminant(&other.unit);
    let (before, other) = match before.checked_sub(1).and_then(|k| Some((k, figures.get(k)?, sites.get(k)?))) {
        Some((k, step, site)) if skipped && site.sentence == b.sentence => (k, step),
        _ => (before, other),
    };
    let plain = gap.len() <= 9
        && gap.clone().all(|k| !ends_ellipsis(reading.word(k)))
        && gap.clone().any(|k| matches!(reading.word(k), "," | "and" | ";" | "while" | "but"));
    let same = std::mem::discriminant(&figure.unit) == std::mem::discriminant(&other.unit);
    (plain && same && figure.from.is_none() && figure.to.is_none()).then_some((before, true))
}

/// Words that give a figure a meaning of its own, so that nothing is carried over.
fn ends_ellipsis(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "said"
            | "says"
            | "at"
            | "of"
            | "to"
            | "from"
            | "for"
            | "which"
            | "who"
            | "with"
            | "."
            | "("
            | ")"
            | "than"
            | "will"
            | "would"
            | "in"
            | "on"
            | "worth"
            | "paid"
            | "costs"
            | "cost"
            | "including"
            | "accounts"
    ) || crate::figure::attach::lexicon::is_change(word)
}

/// "A, B and C … 1%, 2% and 3%, respectively": the n-th name has the n-th figure.
pub(crate) fn respectively(scene: &Scene<'_>, article: &Article, figures: &mut [Figure], sites: &[Site]) {
    let reading = scene.reading;
    let mut index = 0;
    while let Some(site) = sites.get(index) {
        let sentence = site.sentence.clone();
        let end = sites.iter().skip(index).take_while(|s| s.sentence == sentence).count() + index;
        if sentence.len() < 400 && sentence.clone().any(|k| reading.word(k) == "respectively") {
            pair_up(scene, figures, sites, index..end);
            share_out(scene, article, figures, sites, index..end);
        }
        index = end.max(index + 1);
    }
}

fn pair_up(scene: &Scene<'_>, figures: &mut [Figure], sites: &[Site], range: Range<usize>) {
    let reading = scene.reading;
    // The longest run of figures with nothing but commas and "and" between.
    let listed = |a: usize, b: usize| {
        let (Some(x), Some(y)) = (sites.get(a), sites.get(b)) else { return false };
        x.tokens.end <= y.tokens.start && (x.tokens.end..y.tokens.start).all(|k| matches!(reading.word(k), "," | "and"))
    };
    let mut run = range.start..range.start + 1;
    let mut best = run.clone();
    for k in range.start + 1..range.end {
        if listed(k - 1, k) {
            run.end = k + 1;
        } else {
            run = k..k + 1;
        }
        if run.len() > best.len() {
            best = run.clone();
        }
    }
    if best.len() < 2 {
        return;
    }
    let Some(site) = sites.get(best.start) else { return };
    let span = reading.span(site.sentence.start..site.tokens.start.max(site.sentence.start));
    let names: Vec<(u32, annals_model::Span)> = mentions_in(scene.mentions, span)
        .filter(|(_, m)| !matches!(m.kind, Kind::Person | Kind::Media))
        .map(|(k, m)| (k, m.span))
        .collect();
    let Some(list) = name_run(scene, &names, best.len()) else { return };
    for (figure, (index, span)) in figures.iter_mut().skip(best.start).take(best.len()).zip(list) {
        figure.subject = Some(index);
        figure.subject_span = Some(span);
    }
}

/// "Revenue and net profit grew 11% and 90%, to 4 and 2 billion, respectively": each pair of figures is shared out.
fn share_out(scene: &Scene<'_>, article: &Article, figures: &mut [Figure], sites: &[Site], range: Range<usize>) {
    let reading = scene.reading;
    let Some(first) = sites.get(range.start) else { return };
    let words = first.sentence.start..first.tokens.start.max(first.sentence.start);
    let named = |k: usize| metric::at(reading, k).filter(|m| matches!(m, Metric::Earnings | Metric::Revenue | Metric::EarningsPerShare));
    // "revenue and net profit": a metric, "and", at most three words, a metric.
    let Some((and, one)) = words.clone().find_map(|k| Some((k + 1, named(k)?)).filter(|(and, _)| reading.word(*and) == "and")) else {
        return;
    };
    let Some((at, other)) = (and + 1..words.end.min(and + 4)).find_map(|k| Some((k, named(k)?))) else { return };
    let plain = (and + 1..at).all(|k| matches!(reading.word(k), "net" | "operating" | "gross" | "its" | "the" | "total" | "adjusted"));
    let span = reading.span(and + 1..at + 1);
    let firm = salience::referent(scene, article, &[Kind::Firm], and - 1);
    let first_subject = (firm, Some(reading.span(and - 1..and)));
    let mut left = range.start;
    while left + 1 < range.end {
        let (Some(a), Some(b)) = (sites.get(left), sites.get(left + 1)) else { return };
        if b.tokens.start == a.tokens.end + 1 && reading.word(a.tokens.end) == "and" {
            set(figures, left, |f| f.metric = Some(one));
            set(figures, left + 1, |f| {
                f.metric = Some(other);
                // "cloud revenue" is not the whole firm's.
                if !plain {
                    (f.subject, f.subject_span) = (None, Some(span));
                }
            });
            if first_subject.0.is_some() {
                set(figures, left, |f| (f.subject, f.subject_span) = first_subject);
            }
            left += 1;
        }
        left += 1;
    }
}

/// The last run of exactly `n` names with commas, "and" or brackets between; a name in brackets is the same firm's.
fn name_run(scene: &Scene<'_>, names: &[(u32, annals_model::Span)], n: usize) -> Option<Vec<(u32, annals_model::Span)>> {
    let reading = scene.reading;
    let mut run: Vec<(u32, annals_model::Span)> = Vec::new();
    let mut last: Option<annals_model::Span> = None;
    let mut best = None;
    for (index, span) in names {
        let gap = last.map(|l| reading.token_at(l.end)..reading.token_at(span.start));
        let bracket = gap.clone().is_some_and(|g| g.len() == 1 && reading.surface(g.start) == "(");
        let follows = gap.is_some_and(|g| {
            // A ticker in brackets stands between without counting.
            let (mut inside, mut plain) = (false, 0);
            g.clone().all(|k| {
                match reading.surface(k) {
                    "(" => inside = true,
                    ")" => inside = false,
                    _ if inside => {}
                    _ => plain += 1,
                }
                inside || plain <= 4 && matches!(reading.word(k), "," | "and" | ")" | "the" | "&" | "'s" | "group")
            })
        });
        last = Some(*span);
        if bracket {
            continue;
        }
        if !follows {
            run.clear();
        }
        run.push((*index, *span));
        if run.len() == n {
            best = Some(run.clone());
        }
    }
    best
}

/// What a follower takes from its leader.
pub(crate) fn carry(figures: &mut [Figure], from: usize, to: usize, carried: bool, own_subject: bool) {
    let Some(leader) = figures.get(from).cloned() else { return };
    let Some(figure) = figures.get_mut(to) else { return };
    if carried && leader.direction.is_none() && leader.metric.is_none() {
        return;
    }
    if figure.direction.is_none() && (!carried || leader.direction != Some(Direction::Level)) {
        figure.direction = leader.direction;
        figure.carried = carried && leader.direction.is_some();
    }
    if figure.metric.is_none() || !carried {
        figure.metric = leader.metric.or(figure.metric);
    }
    if !own_subject && (!carried || figure.subject_span.is_none()) {
        figure.subject = leader.subject;
        figure.subject_span = leader.subject_span;
    }
    if figure.period.is_none() || !carried {
        figure.period = leader.period.or(figure.period);
    }
    if !carried {
        figure.origin = leader.origin;
        figure.record |= leader.record;
        figure.modality = leader.modality;
    }
}

/// "rose 9.4% to HK$41.20", "added 9 percent to finish at 41": the level reached is of what moved.
pub(crate) fn reach(scene: &Scene<'_>, figures: &mut [Figure], sites: &[Site], index: usize) {
    let reading = scene.reading;
    let Some(before) = index.checked_sub(1) else { return };
    let (Some(a), Some(b), Some(step), Some(level)) = (sites.get(before), sites.get(index), figures.get(before), figures.get(index)) else {
        return;
    };
    let gap = a.tokens.end..b.tokens.start;
    let moved = matches!(step.direction, Some(Direction::Up | Direction::Down | Direction::Flat));
    let stepwise = matches!(step.unit, Unit::Percent | Unit::IndexPoint) && matches!(level.unit, Unit::Money(_) | Unit::IndexPoint);
    if a.sentence != b.sentence
        || gap.start >= gap.end
        || matches!(level.direction, None | Some(Direction::In | Direction::Out))
        || !moved
        || !stepwise
    {
        return;
    }
    // "18% from a year earlier to", ", to close at", "to"
    let plain = gap.len() <= 8
        && matches!(reading.word(gap.end - 1), "to" | "at")
        && gap.clone().any(|k| reading.word(k) == "to")
        && gap.clone().all(|k| {
            let inside_time = in_time(scene, k);
            inside_time
                || matches!(
                    reading.word(k),
                    "to" | "at"
                        | ","
                        | "from"
                        | "a"
                        | "year"
                        | "on"
                        | "earlier"
                        | "before"
                        | "close"
                        | "finish"
                        | "end"
                        | "settle"
                        | "trade"
                        | "stand"
                        | "over"
                        | "the"
                        | "just"
                        | "about"
                        | "nearly"
                )
        });
    if !plain {
        return;
    }
    let (subject, subject_span, period) = (step.subject, step.subject_span, step.period);
    let metric = match (step.metric, level.unit) {
        (Some(Metric::Return), Unit::Money(_)) => Some(Metric::Price),
        (Some(Metric::Return), _) => Some(Metric::Level),
        (metric, _) => metric,
    };
    set(figures, index, |f| {
        f.subject = subject;
        f.subject_span = subject_span;
        f.metric = metric;
        f.period = period;
    });
}

/// A record in one currency is one in the other.
pub(crate) fn share_record(figures: &mut [Figure]) {
    for index in 0..figures.len() {
        let Some((pair, true)) = figures.get(index).and_then(|f| Some((f.pair? as usize, f.record))) else { continue };
        set(figures, pair, |f| f.record = true);
    }
}
