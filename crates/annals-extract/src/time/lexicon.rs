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

/// Names and numbers that other modules read: with the lexicon and the holidays all words by which a date can begin.
const NAMES_AND_NUMBERS: &str = "january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday \
    mon tue tues wed weds thu thur thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays \
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen \
    twenty thirty forty fifty sixty seventy eighty ninety first second third fourth fifth sixth seventh eighth ninth tenth eleventh \
    twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth";

/// For the first two letters of a word, the lengths of the words that open a date and begin so.
static OPENERS: LazyLock<[u16; 1024]> = LazyLock::new(|| {
    let mut lengths = [0; 1024];
    let lexicon = LEXICON.lines().skip(1).filter_map(|line| line.split('\t').next());
    for word in lexicon.chain(NAMES_AND_NUMBERS.split_whitespace()).chain(super::holiday::first_words()) {
        lengths[place(word.as_bytes())] |= 1 << word.len().min(15);
    }
    lengths
});

fn place(word: &[u8]) -> usize {
    let low = |k: usize| usize::from(word.get(k).copied().unwrap_or(0) & 31);
    low(0) << 5 | low(1)
}

/// `false` when no date can begin with this word, which is so of most.
pub(super) fn may_open(word: &str) -> bool {
    OPENERS[place(word.as_bytes())] >> word.len().min(15) & 1 == 1
}

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
    use super::{LEXICON, WORDS, entry, may_open};
    use annals_text::{month_number, number_word, ordinal_word, weekday_number};

    #[test]
    fn names_and_numbers_are_known_to_the_calendar() {
        for word in super::NAMES_AND_NUMBERS.split_whitespace() {
            let one = word.strip_suffix('s').unwrap_or(word);
            let known = month_number(word).is_some()
                || weekday_number(one).or(weekday_number(word)).is_some()
                || number_word(word).is_some()
                || ordinal_word(word).is_some();
            assert!(known && may_open(word), "{word}");
        }
        assert!(may_open("yesterday") && may_open("christmas") && !may_open("company") && !may_open("would"));
    }

    #[test]
    fn every_line_is_read_once() {
        let lines: Vec<_> = LEXICON.lines().skip(1).collect();
        assert!(lines.iter().all(|line| entry(line).is_some_and(|(word, _)| word.len() <= 13)));
        assert_eq!(WORDS.len(), lines.len());
    }
}
