//! What the words right before a figure make of it: the place reached, a level held, or the base of a comparison.

use crate::figure::attach::direction::Said;
use crate::figure::attach::window::Site;
use annals_model::{Direction, Unit};
use annals_text::Reading;

/// What the words right before a figure make of it.
pub(super) enum Lead {
    /// "to": the token.
    Reached(usize),
    /// "reached", "hit": the token.
    Hit(usize),
    /// "from", "than", "against".
    Base,
    None,
}

/// The token before the figure, articles and small words passed over.
pub(super) fn leading(reading: &Reading<'_>, site: &Site) -> Option<usize> {
    let mut k = site.tokens.start.checked_sub(1)?;
    while k > site.sentence.start
        && matches!(reading.word(k), "a" | "an" | "the" | "just" | "only" | "record" | "new" | "its" | "their" | "another" | "fresh")
    {
        k -= 1;
    }
    site.sentence.contains(&k).then_some(k)
}

pub(super) fn lead(reading: &Reading<'_>, site: &Site) -> Lead {
    let Some(k) = leading(reading, site) else { return Lead::None };
    let before = k.checked_sub(1).map_or("", |at| reading.word(at));
    // "significantly more than the 4.9 million of January"
    let compared = matches!(reading.word(site.tokens.start), "more" | "less" | "fewer" | "higher" | "lower")
        && reading.word(site.tokens.start + 1) == "than"
        && matches!(reading.word(site.tokens.start + 2), "the" | "its" | "their");
    // "it was HK$55 before", "had been 370 million earlier"
    let past = matches!(reading.word(k), "was" | "were" | "been")
        && (site.tokens.end..site.tokens.end + 2).any(|at| matches!(reading.word(at), "before" | "previously" | "earlier" | "originally"));
    if compared || past {
        return Lead::Base;
    }
    match reading.word(k) {
        "from" | "versus" | "vs" | "against" => Lead::Base,
        "than" => Lead::Base,
        "with" | "to" if matches!(before, "compared" | "compares" | "comparing") => Lead::Base,
        "to" if !matches!(before, "equal" | "equivalent" | "due" | "up" | "close" | "next" | "according" | "thanks" | "owing") => {
            // "amounted to", "came to": a verb of standing, looked at later.
            if is_standing_to(before) { Lead::None } else { Lead::Reached(k) }
        }
        "reach" | "reaches" | "reached" | "reaching" | "hit" | "hits" | "hitting" => Lead::Hit(k),
        _ => Lead::None,
    }
}

/// "amounted to", "came to".
pub(super) fn is_standing_to(word: &str) -> bool {
    matches!(word, "amount" | "amounts" | "amounted" | "amounting" | "came" | "comes" | "coming" | "adds" | "added" | "add")
}

/// Units in which something stands at a level.
pub(super) fn measured(unit: Unit) -> bool {
    !matches!(unit, Unit::Multiple | Unit::Duration | Unit::Count(Some(_)))
}

/// "$1.9 billion on March 31, up from $1.6 billion".
pub(super) fn since_base(reading: &Reading<'_>, site: &Site) -> Option<Direction> {
    let end = site.sentence.end.min(site.tokens.end + 9);
    let comma = (site.tokens.end..end).find(|k| reading.surface(*k) == ",")?;
    if reading.word(comma + 2) != "from" {
        return None;
    }
    match reading.word(comma + 1) {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        _ => None,
    }
}

/// Whether the figure is a level at which something stands: "closed at 23,477.9", "the yield is 5.2%", "a high of $50".
pub(super) fn stands(reading: &Reading<'_>, site: &Site, unit: Unit, said: Option<Said>) -> bool {
    let Some(k) = leading(reading, site) else { return false };
    let before = k.checked_sub(1).map_or("", |at| reading.word(at));
    let share = unit == Unit::Percent;
    match reading.word(k) {
        "at" => !said.is_some_and(|s| s.direction == Direction::Flat),
        "to" => said.is_none() && is_standing_to(before),
        // "are an 80% holding": the figure describes what follows.
        "is" | "was" | "are" | "were" if matches!(reading.word(k + 1), "a" | "an") => false,
        "cost" | "costs" if matches!(before, "to" | "will" | "would" | "could" | "may" | "might") => false,
        "is" | "was" | "are" | "were" | "totalled" | "totaled" | "cost" | "costs" | "averaged" | "touched" => said.is_none_or(|s| !s.noun),
        "of" => matches!(before, "high" | "low" | "peak" | "close" | "trough"),
        // "owns nearly 2% of the bank", "made up 16% of sales", "account for less than 3%": a share that stands.
        "own" | "owns" | "owned" | "hold" | "holds" | "held" => share && said.is_none(),
        "up" => share && matches!(before, "make" | "makes" | "made" | "making"),
        "for" => share && said.is_none() && matches!(before, "account" | "accounts" | "accounted" | "accounting"),
        _ => false,
    }
}
