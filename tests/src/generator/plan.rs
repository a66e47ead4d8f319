//! Who tells a story and when: own reports, copies, longer pieces around a wire text, and one that gets it wrong.

use super::Options;
use super::figure::Figure;
use super::outlet::OUTLETS;
use super::random::Random;

const DAY: i64 = 24 * 60;

/// How an article comes about. `of` is the place of an earlier article in the story's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    Own,
    Copy { of: usize },
    Containing { of: usize },
}

/// One article of a story, before it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) telling: Telling,
    pub(super) outlet: usize,
    /// Minutes after the first day began in Greenwich.
    pub(super) published: i64,
    /// When it reaches the reader, in the same minutes: never before it is published, nor before what it copies.
    pub(super) received: i64,
    pub(super) rounded: bool,
    /// What it tells instead of the story's main figure.
    pub(super) conflict: Option<Figure>,
    /// The later article that contains this one.
    pub(super) contained_in: Option<usize>,
}

/// Another figure, at least 8% away from the true one, which no rounding explains.
fn contradiction(figure: &Figure, random: &mut Random) -> Figure {
    let factor = 1.08 + random.unit() * 0.5;
    let told = figure.times(if random.chance(0.5) { factor } else { 1.0 / factor });
    let apart = (told.value() / figure.value() - 1.0).abs();
    if apart >= 0.07 && told.hundredths > 0 { told } else { figure.times(2.0) }
}

/// The minute within an outlet's own day.
fn minute_of_day(published: i64, outlet: usize) -> i64 {
    (published + OUTLETS[outlet].hours_east * 60).rem_euclid(DAY)
}

/// Copies keep the words "today" and "yesterday" true: same clock, same day as the original.
fn later_the_same_day(original: &Plan, random: &mut Random) -> (usize, i64) {
    let clock = OUTLETS[original.outlet].hours_east;
    let fellows: Vec<usize> = (0..OUTLETS.len()).filter(|outlet| OUTLETS[*outlet].hours_east == clock).collect();
    let left = DAY - 1 - minute_of_day(original.published, original.outlet);
    (*random.pick(&fellows), original.published + random.between(5, 180).min(left))
}

/// The articles of a story that was opened at this minute, in no order of time.
pub(super) fn plans(size: usize, opened: i64, key: &Figure, options: &Options, random: &mut Random) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::with_capacity(size);
    let wrong = if size >= 3 && random.chance(options.conflicts) { random.between(1, size as i64 - 1) } else { -1 };
    for ordinal in 0..size {
        let wait = if ordinal == 0 { random.between(5, 60) } else { 10 + (random.wait(12.0 * 60.0) as i64).min(4 * DAY) };
        // Half of the reports come from the few busy outlets.
        let outlet = if random.chance(0.5) { random.below(5) } else { random.below(OUTLETS.len()) };
        let wrong = i64::try_from(ordinal) == Ok(wrong);
        let mut plan = Plan {
            telling: Telling::Own,
            outlet,
            published: opened + wait,
            received: opened + wait + random.between(0, 90),
            rounded: random.chance(options.rounded) && !wrong,
            conflict: wrong.then(|| contradiction(key, random)),
            contained_in: None,
        };
        let chance = random.unit();
        if ordinal > 0 && !wrong && chance < options.copies + options.containing {
            let originals: Vec<usize> =
                (0..ordinal).filter(|of| plans[*of].telling == Telling::Own && plans[*of].contained_in.is_none()).collect();
            if !originals.is_empty() {
                let of = *random.pick(&originals);
                let original = &plans[of];
                (plan.outlet, plan.published) = later_the_same_day(original, random);
                plan.received = (plan.published + random.between(0, 90)).max(original.received + 1);
                plan.rounded = original.rounded;
                plan.telling = if chance < options.copies { Telling::Copy { of } } else { Telling::Containing { of } };
            }
        }
        if let Telling::Containing { of } = plan.telling {
            // The piece as a whole tells what the text inside it tells.
            plan.conflict = plans[of].conflict;
            plans[of].contained_in = Some(ordinal);
        }
        if let Telling::Copy { of } = plan.telling {
            plan.conflict = plans[of].conflict;
        }
        plans.push(plan);
    }
    plans
}
