//! Which way a figure goes: the verb or noun of change beside it.

use crate::figure::attach::lexicon::{Change, change};
use crate::figure::attach::standing::{Lead, lead, leading, measured, since_base, stands};
use crate::figure::attach::window::Site;
use annals_model::{Direction, Figure, Metric, Unit};
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
    /// The figure is what was reached, not the step: "rose to 24,000".
    pub(crate) reached: bool,
}

/// Which way a figure goes, by which word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Way {
    /// The word of change, when one says it.
    pub(crate) said: Option<Said>,
    /// The direction.
    pub(crate) direction: Option<Direction>,
    /// The figure is what another is measured against: "from 19,400", "than the 4.9 million of January".
    pub(crate) base: bool,
}

/// The way of a figure; `before` is the figure before it in the sentence, already read.
pub(crate) fn find(reading: &Reading<'_>, site: &Site, figure: &Figure, before: Option<(&Figure, &Site)>) -> Way {
    let unit = figure.unit;
    if let Some(said) = itself(reading, site) {
        return Way { said: Some(said), direction: Some(said.direction), base: false };
    }
    match lead(reading, site) {
        // "rose from 19,400 to 24,000": the verb tells whose base it is, but the base goes no way.
        Lead::Base => {
            let said = leading(reading, site).filter(|k| reading.word(*k) == "from").and_then(|k| governor(reading, site, k, unit));
            return Way { said, direction: None, base: true };
        }
        Lead::Reached(to) => {
            if let Some(said) = governor(reading, site, to, unit) {
                return Way { said: Some(said), direction: Some(said.direction), base: false };
            }
            // "net income rose 9 per cent, to $412m": the step before the comma leads here.
            let step = before.filter(|(_, b)| b.sentence == site.sentence && site.tokens.start.saturating_sub(b.tokens.end) <= 8);
            let direction = step.and_then(|(f, _)| f.direction).filter(|d| matches!(d, Direction::Up | Direction::Down));
            return Way { direction, ..Way::default() };
        }
        Lead::Hit(at) => {
            if measured(unit) {
                let low = (site.tokens.end..site.tokens.end + 5).any(|k| matches!(reading.word(k), "low" | "lows" | "trough" | "bottom"));
                let Some(change) = change(if low { "fell" } else { "rose" }) else { return Way::default() };
                let said = Said { direction: change.direction, at, change, behind: false, noun: false, reached: true };
                return Way { said: Some(said), direction: Some(said.direction), base: false };
            }
        }
        Lead::None => {}
    }
    // Things counted move only by the word right beside them: "added 200 jobs", not "the rally was led by two firms".
    let reach = if matches!(unit, Unit::Count(_) | Unit::Share | Unit::Duration | Unit::Multiple) { 4 } else { 18 };
    let said = compared(reading, site, unit)
        .or_else(|| behind(reading, site))
        // "The other 9,000 cars were bought at home" went nowhere.
        .or_else(|| acted(reading, site).filter(|said| !(said.change.trades && matches!(unit, Unit::Count(_)))))
        .or_else(|| preceding(reading, site, reach, unit))
        // A word outside the figure's own window was seen by nobody; inside it, it is the figure's.
        .filter(|said| site.left.contains(&said.at) || site.right.contains(&said.at));
    let mut direction = said.map(|s| s.direction);
    // "$1.9 billion, up from $1.6 billion": the words behind the comma say how it came to that.
    if said.is_none_or(|s| !s.behind && !s.noun)
        && let Some(direction) = since_base(reading, site)
    {
        return Way { said, direction: Some(direction), base: false };
    }
    let moved = matches!(direction, None | Some(Direction::Up | Direction::Down));
    if moved && said.is_none_or(|s| !s.behind) && measured(unit) && stands(reading, site, unit, said) {
        direction = Some(Direction::Level);
    }
    Way { said, direction, base: false }
}

/// "doubled", "halved": the number is a word of change itself.
fn itself(reading: &Reading<'_>, site: &Site) -> Option<Said> {
    let at = site.tokens.end.checked_sub(1)?;
    let word = reading.word(at);
    if !matches!(word, "doubled" | "tripled" | "trebled" | "quadrupled" | "doubling" | "tripling" | "halved" | "halving") {
        return None;
    }
    let change = change(word).or_else(|| change("rose"))?;
    Some(Said { direction: change.direction, at, change, behind: false, noun: false, reached: false })
}

/// The word of change that leads to what stands behind "to": "rose 9.4% to", "cut its target for the bank to".
fn governor(reading: &Reading<'_>, site: &Site, to: usize, unit: Unit) -> Option<Said> {
    let reach = if matches!(unit, Unit::Count(Some(_)) | Unit::Share) { 8 } else { 28 };
    let mut bracket = false;
    for k in (site.clause.start..to).rev().take(reach) {
        let word = reading.word(k);
        match word {
            ")" => bracket = true,
            "(" => bracket = false,
            _ => {}
        }
        if bracket {
            continue;
        }
        if matches!(word, "which" | "who" | "said" | "says" | "that" | "with" | "after") {
            return None;
        }
        let Some(found) = change_at(reading, k).filter(|c| c.direction != Direction::Flat) else { continue };
        // "sold shares to 35 investors"; a rating of "buy" further off is no trade.
        if found.trades && to - k <= 4 && !matches!(word, "buy" | "sell") {
            return None;
        }
        if found.trades {
            continue;
        }
        // A noun leads to a level only beside it: "a rise to"; "earnings growth forecast to" does not.
        if !found.verb && !found.adverb && to - k > 3 && reading.word(k + 1) != "of" {
            continue;
        }
        if found.metric == Some(Metric::Flow) {
            continue;
        }
        let direction = if found.metric == Some(Metric::Proceeds) { Direction::Up } else { found.direction };
        let noun = found.noun && (!found.verb || determined(reading, k));
        let change = Change { direction, metric: None, ..found };
        return Some(Said { direction, at: k, change, behind: false, noun, reached: true });
    }
    None
}

/// "19% more than in 2023", "7.8 percent below its last close", "14% more vehicles".
fn compared(reading: &Reading<'_>, site: &Site, unit: Unit) -> Option<Said> {
    if !matches!(unit, Unit::Percent | Unit::PercentagePoint | Unit::BasisPoint | Unit::IndexPoint | Unit::Money(_)) {
        return None;
    }
    let percent = matches!(unit, Unit::Percent);
    // "5 points or 3 dollars a share above": the unit's own words may stand between.
    for k in site.right.clone().take(3) {
        let word = reading.word(k);
        let next = reading.word(k + 1);
        let up = match word {
            "above" | "ahead" if next != "in" => true,
            "more" | "better" | "stronger" | "longer" | "larger" | "bigger" | "faster" if percent || next == "than" => true,
            "below" => false,
            "under" if matches!(next, "the" | "its" | "their") => false,
            "short" | "shy" if next == "of" => false,
            "less" | "fewer" | "weaker" | "shorter" | "smaller" | "slower" | "worse" if percent || next == "than" => false,
            "off" if percent && matches!(next, "its" | "the" | "their" | "a") => false,
            "a" | "per" | "share" | "apiece" => continue,
            _ => return None,
        };
        if reading.word(k.saturating_sub(1)) == "or" {
            return None;
        }
        let change = change(if up { "higher" } else { "lower" })?;
        return Some(Said { direction: change.direction, at: k, change, behind: true, noun: false, reached: false });
    }
    None
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
            if (change.noun && !is_plan(reading.word(k + 1)) && (!passed_in || flow)) || adverb {
                return Some(Said { direction: change.direction, at: k, change, behind: true, noun: change.noun, reached: false });
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

/// "more than $13 billion has been funneled back into", "$1 trillion was wiped off", "HK$5 billion flowed out of": the
/// figure is the subject of its clause.
fn acted(reading: &Reading<'_>, site: &Site) -> Option<Said> {
    let mut helped = false;
    for k in site.right.clone().take(10) {
        let word = reading.word(k);
        match word {
            "has" | "have" | "had" | "was" | "were" | "is" | "are" | "been" | "being" | "be" => {
                helped = true;
                continue;
            }
            "and" | "that" | "which" | "who" | "as" | "after" | "to" => return None,
            _ => {}
        }
        let Some(change) = change_at(reading, k).filter(|c| c.verb && !c.compares) else { continue };
        let flow = change.metric == Some(Metric::Flow);
        let wiped = matches!(word, "wiped" | "erased" | "shed" | "lost" | "added" | "cut") && helped;
        if !(wiped || flow && (helped || matches!(word, "flowed" | "flows" | "flowing" | "poured" | "pouring" | "streamed"))) {
            return None;
        }
        // "flowed out of", "poured from"
        let outward = flow && matches!(reading.word(k + 1), "out" | "from");
        let direction = if outward { Direction::Out } else { change.direction };
        return Some(Said { direction, at: k, change: Change { direction, ..change }, behind: true, noun: false, reached: false });
    }
    None
}

/// "rose 5%", "up about 5%", "slump of 5%", "inflows, which amounted to".
fn preceding(reading: &Reading<'_>, site: &Site, reach: usize, unit: Unit) -> Option<Said> {
    let mut distance = 0;
    let mut bracket = false;
    let by = leading(reading, site).is_some_and(|k| reading.word(k) == "by");
    let money = matches!(unit, Unit::Money(_));
    // "of the total", "its 15,800 jobs": a whole that is spoken of, not a step.
    let whole = matches!(unit, Unit::Count(_) | Unit::Share)
        && site
            .tokens
            .start
            .checked_sub(2)
            .is_some_and(|k| reading.word(k) == "of" && matches!(reading.word(k + 1), "its" | "their" | "the" | "his" | "her" | "all"));
    if whole {
        return None;
    }
    for k in site.left.clone().rev() {
        let word = reading.word(k);
        // "the fund (ABCD), which took in": what stands in brackets is passed over.
        match word {
            ")" => bracket = true,
            "(" => {
                bracket = false;
                continue;
            }
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
        if begins_other(reading, k) {
            return None;
        }
        if let Some(found) = change_at(reading, k) {
            let to = matches!(word, "up" | "down") && reading.word(k + 1) == "to" && k + 2 >= site.tokens.start;
            if found.adverb && (distance > 4 || to) || found.compares && !by {
                continue;
            }
            // "Net buying came to $5 billion" is a flow; "net" makes a noun of the trade.
            let netted = k.checked_sub(1).is_some_and(|at| reading.word(at) == "net");
            if found.trades && !(money && (netted || traded(reading, site, k))) {
                return None;
            }
            // "raised $5 billion" brings money in; "raised its forecast by 9%" lifts it.
            let beside = money && !by && k + 4 >= site.tokens.start;
            let found = match found.metric {
                Some(Metric::Proceeds) if !beside => Change { direction: Direction::Up, metric: None, ..found },
                _ => found,
            };
            // A noun governs over "of", "to", "by" or a relative clause, not over another noun.
            let noun = found.noun && (!found.verb || determined(reading, k));
            let plan = noun && is_plan(reading.word(k + 1));
            if plan || (noun && (distance > 14 || crossed(reading, k + 1, site.tokens.start))) {
                return None;
            }
            if found.direction == Direction::Flat && !found.verb && reading.word(k + 1) != "at" {
                continue;
            }
            return Some(Said { direction: found.direction, at: k, change: found, behind: false, noun, reached: false });
        }
        if distance >= reach {
            return None;
        }
    }
    None
}

/// A conjunction or preposition that opens another statement: "rose after profit of", "fell amid a deficit of".
fn begins_other(reading: &Reading<'_>, k: usize) -> bool {
    match reading.word(k) {
        "after" | "because" | "despite" | "amid" | "following" | "including" => true,
        "as" => {
            let before = k.checked_sub(1).map_or("", |at| reading.word(at));
            !matches!(reading.word(k + 1), "much" | "many" | "low" | "high" | "little" | "far")
                && !matches!(before, "much" | "many" | "low" | "high" | "little" | "far")
        }
        _ => false,
    }
}

/// "growth target", "rally leaders": the noun of change belongs to the noun behind it.
fn is_plan(next: &str) -> bool {
    matches!(next, "target" | "targets" | "forecast" | "forecasts" | "estimate" | "estimates" | "goal" | "plan" | "plans" | "stocks")
}

/// Whether a verb stands between a noun of change and the figure: "the rally was led by two".
fn crossed(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|k| {
        matches!(reading.word(k), "has" | "have" | "had" | "led" | "said" | "says" | "with" | "when" | "will" | "would" | "made" | "left")
            || matches!(reading.word(k), "is" | "was" | "were" | "are") && k + 3 < to
    })
}

/// Whether money is what changed hands right behind the verb: "bought a net HK$5 billion", "sold shares worth $2 billion".
fn traded(reading: &Reading<'_>, site: &Site, verb: usize) -> bool {
    (verb + 1..site.tokens.start).all(|k| {
        matches!(
            reading.word(k),
            "a" | "an"
                | "net"
                | "the"
                | "another"
                | "further"
                | "record"
                | "total"
                | "combined"
                | "additional"
                | "some"
                | "up"
                | "to"
                | "as"
                | "much"
                | "worth"
                | "shares"
                | "stocks"
                | "stock"
                | "equities"
                | "bonds"
                | "back"
                | "off"
                | "roughly"
        )
    })
}

/// The change a word says where it stands: "gave up 2%" is a loss, "put on 2%" a gain, "2% ahead" is up.
fn change_at(reading: &Reading<'_>, k: usize) -> Option<Change> {
    let before = k.checked_sub(1).map_or("", |at| reading.word(at));
    let next = || reading.word(k + 1);
    match reading.word(k) {
        "up" if matches!(before, "give" | "gives" | "gave" | "given" | "giving") => change("lost"),
        // "make up 45% of", "set up", "ended up with"
        "up" if matches!(before, "make" | "makes" | "made" | "making" | "set" | "sets" | "setting" | "end" | "ended" | "ends" | "add") => {
            None
        }
        "up" | "down" if next() == "for" || matches!(before, "-" | "adds" | "added" | "adding" | "boils" | "boil" | "boiling") => None,
        "add" | "adds" | "added" | "adding" if matches!(next(), "up" | "to") => None,
        "on" if matches!(before, "put" | "puts" | "putting") => change("gained"),
        "in" if matches!(before, "took" | "take" | "takes" | "taken" | "taking") => change("attracted"),
        "back" if matches!(before, "win" | "won" | "wins" | "winning") => change("attracted"),
        "ahead" if !matches!(next(), "of" | "in") => change("higher"),
        "contracts" | "contract" if matches!(before, "futures" | "the" | "a" | "its" | "of" | "these" | "new") => None,
        "recovery" | "premium" | "discount" | "cut" | "cuts" if matches!(next(), "in" | "plan" | "fund") && before == "rate" => None,
        "held" | "kept" | "left" | "remained" | "stayed" | "unchanged" | "hold" | "keep" => held(reading, k),
        word => change(word),
    }
}

/// "held its rate at", "was left unchanged at", "stayed at": nothing moved.
fn held(reading: &Reading<'_>, k: usize) -> Option<Change> {
    let at = (k + 1..k + 6).find(|n| reading.word(*n) == "at")?;
    let plain = (k + 1..at).all(|n| {
        matches!(
            reading.word(n),
            "its"
                | "the"
                | "their"
                | "rate"
                | "rates"
                | "interest"
                | "policy"
                | "benchmark"
                | "key"
                | "steady"
                | "unchanged"
                | "flat"
                | "target"
                | "dividend"
                | "forecast"
                | "main"
                | "lending"
                | "price"
        )
    });
    change("unchanged").filter(|_| plain).map(|change| Change { verb: true, ..change })
}

/// "an increase", "a sharp drop", "the index's fall": a form that could be a verb is a noun.
fn determined(reading: &Reading<'_>, k: usize) -> bool {
    (1..=2).filter_map(|back| k.checked_sub(back)).any(|at| {
        matches!(reading.word(at), "a" | "an" | "the" | "this" | "its" | "their" | "'s" | "net" | "total" | "further" | "another")
    }) || reading.word(k + 1) == "of"
}
