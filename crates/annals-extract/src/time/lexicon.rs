//! The words a date can be made of, so that all other words are passed over at once.

use super::meaning::Unit;
use annals_text::WordMap;
use std::sync::LazyLock;

/// What a word of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A unit of time, and whether it is in the plural.
    Unit(Unit, bool),
    /// `SP`, `SU`, `FA`, `WI`.
    Season(&'static str),
    /// `MO`, `MI`, `AF`, `EV`, `NI`.
    PartOfDay(&'static str),
    /// "nineties": the first of its years in a century.
    Decade(i16),
    /// Another word an expression can begin with.
    Opens,
}

/// One word a line: word, class, value.
const LEXICON: &str = include_str!("lexicon.tsv");

static WORDS: LazyLock<WordMap<Class>> = LazyLock::new(|| LEXICON.lines().skip(1).filter_map(entry).collect());

fn entry(line: &'static str) -> Option<(&'static str, Class)> {
    let mut fields = line.split('\t');
    let (word, class, value) = (fields.next()?, fields.next()?, fields.next().unwrap_or(""));
    let class = match class {
        "unit" => Class::Unit(unit(value)?, false),
        "units" => Class::Unit(unit(value)?, true),
        "season" => Class::Season(value),
        "part_of_day" => Class::PartOfDay(value),
        "decade" => Class::Decade(value.parse().ok()?),
        _ => Class::Opens,
    };
    Some((word, class))
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "second" => Unit::Second,
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "weekend" => Unit::Weekend,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "half" => Unit::Half,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

/// The class of a lower-case word, if a date can be made of it.
pub(super) fn class(word: &str) -> Option<Class> {
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::{LEXICON, WORDS, entry};

    #[test]
    fn every_line_is_read_once() {
        let lines: Vec<_> = LEXICON.lines().skip(1).collect();
        assert!(lines.iter().all(|line| entry(line).is_some_and(|(word, _)| word.len() <= 13)));
        assert_eq!(WORDS.len(), lines.len());
    }
}
