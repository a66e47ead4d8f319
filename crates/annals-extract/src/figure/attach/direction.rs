//! Which way a figure goes: the verb or noun of change beside it.

use crate::figure::attach::lexicon::{Change, change};
use crate::figure::attach::window::Site;
use annals_model::{Direction, Figure, Unit};
use annals_text::Reading;

/// A direction and where it is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// Which way.
    pub(crate) direction: Direction,
    /// The word's token.
    pub(crate) at: usize,
    /// What the word says besides.
    pub(crate) change: Change,
    /// The word stands behind the figure: "a 60% increase".
    pub(crate) behind: bool,
    /// It is a noun here: "an increase of 60%".
    pub(crate) noun: bool,
}

/// The word of change that belongs to the figure.
pub(crate) fn find(reading: &Reading<'_>, site: &Site, unit: Unit) -> Option<Said> {
    // Things counted move only by the word right beside them: "added 200 jobs", not "the rally was led by two firms".
    let reach = if matches!(unit, Unit::Count(_) | Unit::Duration | Unit::Multiple) { 4 } else { 18 };
    behind(reading, site).or_else(|| before(reading, site, reach))
}

/// "a 60% increase", "0.7 percent lower", "$200 billion in portfolio inflows".
fn behind(reading: &Reading<'_>, site: &Site) -> Option<Said> {
    let mut passed_in = false;
    for k in site.right.clone().take(6) {
        let word = reading.word(k);
        if let Some(change) = change_at(reading, k) {
            let adverb = change.adverb && !passed_in && k < site.right.start + 2;
            let flow = matches!(change.direction, Direction::In | Direction::Out);
            // "up" behind the number begins something else: "5% up to", "up for sale".
            if adverb && matches!(word, "up" | "down") && matches!(reading.word(k + 1), "to" | "for" | "until") {
                return None;
            }
            // An adverb before the number has the word already: "up 5% gains".
            if (change.noun && (!passed_in || flow)) || adverb {
                return Some(Said { direction: change.direction, at: k, change, behind: true, noun: change.noun });
            }
            return None;
        }
        match word {
            "in" if k == site.right.start => passed_in = true,
            "of" | "from" | "to" | "by" | "for" | "on" | "at" | "with" | "since" | "as" | "and" | "into" | "after" | "this" | "last"
            | "in" | "that" | "than" | "over" => return None,
            _ => {}
        }
    }
    None
}

/// "rose 5%", "up about 5%", "slump of 5%", "inflows, which amounted to".
fn before(reading: &Reading<'_>, site: &Site, reach: usize) -> Option<Said> {
    let mut distance = 0;
    let mut bracket = false;
    for k in site.left.clone().rev() {
        let word = reading.word(k);
        // "the fund (ABCD), which took in": what stands in brackets is passed over.
        match word {
            ")" => bracket = true,
            "(" => bracket = false,
            _ => {}
        }
        if bracket {
            continue;
        }
        distance += 1;
        // Another clause or another verb's object begins here.
        if matches!(word, "," | "and" | "that") && distance > 1 && !matches!(reading.word(k + 1), "which" | "by" | "or") {
            return None;
        }
        if let Some(change) = change_at(reading, k) {
            let to = matches!(word, "up" | "down") && reading.word(k + 1) == "to" && k + 2 >= site.tokens.start;
            if change.adverb && (distance > 4 || to) {
                continue;
            }
            // A noun governs over "of", "to", "by" or a relative clause, not over another noun.
            let noun = change.noun && (!change.verb || determined(reading, k));
            if (noun && distance > 12) || (change.direction == Direction::Flat && reading.word(k + 1) != "at") {
                continue;
            }
            return Some(Said { direction: change.direction, at: k, change, behind: false, noun });
        }
        if distance >= reach {
            return None;
        }
    }
    None
}

/// The change a word says where it stands: "gave up 2%" is a loss, "put on 2%" a gain, "2% ahead" is up.
fn change_at(reading: &Reading<'_>, k: usize) -> Option<Change> {
    let before = k.checked_sub(1).map_or("", |at| reading.word(at));
    match reading.word(k) {
        "up" if matches!(before, "give" | "gives" | "gave" | "given" | "giving") => change("lost"),
        "on" if matches!(before, "put" | "puts" | "putting") => change("gained"),
        "ahead" if !matches!(reading.word(k + 1), "of" | "in") => change("higher"),
        word => change(word),
    }
}

/// "an increase", "a sharp drop", "the index's fall": a form that could be a verb is a noun.
fn determined(reading: &Reading<'_>, k: usize) -> bool {
    (1..=2).filter_map(|back| k.checked_sub(back)).any(|at| {
        matches!(reading.word(at), "a" | "an" | "the" | "this" | "its" | "their" | "'s" | "net" | "total" | "further" | "another")
    }) || reading.word(k + 1) == "of"
}

/// Whether the figure is the level reached, not the step made: "rose to 24,000", "closed at 23,477.9".
pub(crate) fn is_level(reading: &Reading<'_>, site: &Site, unit: Unit) -> bool {
    let Some(before) = site.tokens.start.checked_sub(1).filter(|k| site.sentence.contains(k)) else { return false };
    let measured = !matches!(unit, Unit::Multiple | Unit::Duration | Unit::Count(Some(_)));
    let word = reading.word(before);
    let skipped =
        if matches!(word, "a" | "the" | "just" | "only" | "record") { before.checked_sub(1).map_or("", |k| reading.word(k)) } else { word };
    let reached = match skipped {
        "to" => before.checked_sub(1).is_some_and(|k| {
            !matches!(reading.word(k), "amounted" | "amounting" | "amounts" | "equal" | "equivalent" | "up" | "amount" | "due")
        }),
        "at" | "from" | "reached" | "reaching" | "hit" | "touched" => true,
        _ => false,
    };
    measured && reached
}

/// "a record", "the highest … since": the figure is the most, or least, ever or for long.
pub(crate) fn record(reading: &Reading<'_>, site: &Site) -> bool {
    let before =
        site.left.clone().rev().take(3).any(|k| reading.word(k) == "record" && !matches!(reading.word(k + 1), "date" | "low-cost"));
    if before || reading.word(site.tokens.start) == "record" {
        return true;
    }
    let end = site.sentence.end.min(site.tokens.end + 16);
    let superlative = (site.tokens.end..end).find(|k| {
        matches!(
            reading.word(*k),
            "highest"
                | "lowest"
                | "largest"
                | "biggest"
                | "most"
                | "steepest"
                | "best"
                | "worst"
                | "record"
                | "fastest"
                | "smallest"
                | "strongest"
                | "weakest"
        )
    });
    let Some(at) =
        superlative.filter(|at| !(site.tokens.end..*at).any(|k| reading.tokens().get(k).is_some_and(annals_text::Token::is_number)))
    else {
        return false;
    };
    reading.word(at) == "record" && matches!(reading.word(at.saturating_sub(1)), "a" | "new" | "the" | "time")
        || (at..site.sentence.end.min(at + 8)).any(|k| matches!(reading.word(k), "since" | "ever" | "record" | "history"))
}

/// "+0.2%", "-1.4%": a printed sign.
pub(crate) fn signed(reading: &Reading<'_>, figure: &Figure) -> Option<Direction> {
    match figure.span.of(reading.text()).chars().next()? {
        '+' => Some(Direction::Up),
        '-' | '−' | '–' => Some(Direction::Down),
        _ => None,
    }
}
