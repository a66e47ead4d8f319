//! Dates, times of day, durations and repeated times, as TIMEX3.
//!
//! One walk over the tokens: a word that can open an expression is handed to the rules, which say what the words say
//! ([`meaning`]); [`resolve`] then tells when that was, counted from the day of publication or from the date before.

mod cjk;
mod clock;
mod day;
mod days;
mod decade;
mod duration;
mod fiscal;
mod hedge;
mod holiday;
mod iso;
mod lexicon;
mod meaning;
mod memory;
mod month;
mod nth;
mod numeric;
mod opening;
mod part;
mod quarter;
mod range;
mod relative;
mod resolve;
mod scan;
mod season;
mod set;
mod shift;
mod suspect;
mod tense;
mod to_date;
mod trading;
mod vague;
mod value;
mod week;
mod weekday;
mod window;
mod year;

use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_model::{Basis, Grain, Note, RuleName, TimeExpr};
use meaning::Found;
use memory::{Memory, Stretch};
use opening::{A, LEAD, NAME, NUMBER, SPELT, THE, UNIT, opens};
use scan::Scan;

/// What a rule does: reads an expression that begins at a token.
type Finder = fn(&Scan<'_>, usize) -> Option<Found>;

/// All rules, most specific first, each with the sorts of token it can begin with.
const RULES: &[(Rule<Finder>, u8)] = &[
    (iso::RULE, NUMBER),
    (cjk::RULE, NUMBER),
    (numeric::RULE, NUMBER | NAME),
    (clock::RULE, NUMBER | THE | LEAD),
    (holiday::RULE, THE | LEAD | NAME | SPELT),
    (day::RULE, NUMBER | NAME | THE | SPELT),
    (nth::RULE, NAME | THE | LEAD),
    (to_date::RULE, THE | LEAD | UNIT),
    (trading::RULE, NUMBER | THE | LEAD | A | SPELT),
    (week::RULE, NUMBER | THE | LEAD | UNIT | SPELT),
    (part::RULE, THE | LEAD | UNIT),
    (quarter::RULE, NUMBER | NAME | THE | LEAD | SPELT),
    (fiscal::RULE, NUMBER | THE | LEAD),
    (season::RULE, THE | LEAD),
    (set::RULE, NUMBER | NAME | LEAD | A | SPELT),
    (month::RULE, NUMBER | NAME | THE | LEAD),
    (weekday::RULE, NAME | THE | LEAD),
    (decade::RULE, NUMBER | THE | LEAD | SPELT),
    (relative::RULE, THE | LEAD | UNIT),
    (shift::RULE, NUMBER | THE | LEAD | A | UNIT | SPELT),
    (window::RULE, THE | LEAD | SPELT),
    (vague::RULE, THE | LEAD),
    (year::RULE, NUMBER | THE | LEAD | SPELT),
    (duration::RULE, NUMBER | LEAD | A | UNIT | SPELT),
];

/// Rules that hold in every language.
const ANY_LANGUAGE: &[(Rule<Finder>, u8)] = &[(iso::RULE, NUMBER), (cjk::RULE, NUMBER)];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|(rule, _)| rule.card)
}

/// All time expressions, sorted, resolved where the article allows it, and notes on dates that cannot be right.
pub(crate) fn find(document: &Document<'_>) -> (Vec<TimeExpr>, Vec<Note>) {
    let rules = if matches!(document.article.lang.as_str(), "" | "en") { RULES } else { ANY_LANGUAGE };
    let mut memory = Memory { published: document.article.published, history: tells_of_old_years(document), ..Memory::default() };
    let (mut times, mut notes) = (Vec::new(), Vec::new());
    for (number, sentence) in document.reading.sentences().iter().enumerate() {
        let scan = Scan { reading: document.reading, start: sentence.tokens.start, end: sentence.tokens.end };
        memory.sentence = number;
        let (mut i, mut free) = (scan.start, scan.start);
        while i < scan.end {
            let sort = opens(&scan, i);
            let Some((mut found, rule)) = (sort != 0).then(|| first_match(rules, sort, &scan, i)).flatten() else {
                i += 1;
                continue;
            };
            found.first = hedge::first(&scan, &found, free);
            i = found.end.max(i + 1);
            let second = range::second_half(&scan, &found);
            if let Some(range::Second { found: mut second, rule: second_rule, range }) = second {
                range::share_year(&mut found, &mut second);
                i = second.end.max(i);
                let place = times.len();
                push(&scan, &found, rule, &mut memory, &mut times);
                push(&scan, &second, second_rule.unwrap_or(rule), &mut memory, &mut times);
                if range && let (Some([first, second]), Ok(until)) = (times.get_mut(place..), u32::try_from(place + 1)) {
                    first.until = Some(until);
                    let weekdays = matches!(found.meaning, meaning::Meaning::Weekday { .. });
                    range::put_in_order(first, second, if weekdays { Grain::Week } else { Grain::Year }, document.article.anchor());
                }
            } else {
                push(&scan, &found, rule, &mut memory, &mut times);
            }
            free = i;
        }
    }
    suspect::check(document, &times, &mut notes);
    (times, notes)
}

/// Whether most years printed in an article are long past.
fn tells_of_old_years(document: &Document<'_>) -> bool {
    let Some(published) = document.article.anchor() else { return false };
    let (mut old, mut fresh) = (0_usize, 0_usize);
    for (i, token) in document.reading.tokens().iter().enumerate() {
        if token.is_number() && token.end - token.start == 4 {
            match document.reading.word(i).parse::<i16>() {
                Ok(year) if year >= 1500 && year < published.year() - 2 => old += 1,
                Ok(year) if year >= 1500 && year <= published.year() + 1 => fresh += 1,
                _ => {}
            }
        }
    }
    old >= OLD_YEARS && old > 4 * fresh
}

/// So many old years show a history.
const OLD_YEARS: usize = 8;

/// The first rule that reads an expression at token `i`, of those that can begin with its sort of token.
fn first_match(rules: &[(Rule<Finder>, u8)], sort: u8, scan: &Scan<'_>, i: usize) -> Option<(Found, &'static str)> {
    let fitting = rules.iter().filter(|(_, sorts)| sorts & sort != 0);
    fitting.filter_map(|(rule, _)| (rule.find)(scan, i).map(|found| (found, rule.card.name))).next()
}

/// Rules whose expressions stand inside others ("the end of March", "noon on Thursday"); parts are not nested.
const POINTS: &[(Rule<Finder>, u8)] = &[
    (numeric::RULE, NUMBER | NAME),
    (holiday::RULE, THE | LEAD | NAME | SPELT),
    (day::RULE, NUMBER | NAME | THE | SPELT),
    (nth::RULE, NAME | THE | LEAD),
    (fiscal::RULE, NUMBER | THE | LEAD),
    (quarter::RULE, NUMBER | NAME | THE | LEAD | SPELT),
    (season::RULE, THE | LEAD),
    (month::RULE, NUMBER | NAME | THE | LEAD),
    (weekday::RULE, NAME | THE | LEAD),
    (decade::RULE, NUMBER | THE | LEAD | SPELT),
    (relative::RULE, THE | LEAD | UNIT),
    (year::RULE, NUMBER | THE | LEAD | SPELT),
];

/// A point or stretch of the calendar that begins at token `i`, and the rule that read it.
fn point(scan: &Scan<'_>, i: usize) -> Option<(Found, &'static str)> {
    // Behind a dash or a preposition a number stands where the date goes on: "2019-21", "mid-1996".
    let sort = if scan.token(i)?.is_number() { NUMBER } else { opens(scan, i) };
    (sort != 0).then(|| first_match(POINTS, sort, scan, i))?
}

/// Resolves an expression, remembers it for the next, and writes it down.
fn push(scan: &Scan<'_>, found: &Found, rule: &'static str, memory: &mut Memory, times: &mut Vec<TimeExpr>) {
    let resolved = resolve::resolve(found, memory, &|| tense::tense(scan, found.first, found.end));
    // What "a year earlier" gives is compared with, not spoken of: the next "a year earlier" counts from the same stretch.
    if let Some(range) = resolved.range.filter(|_| {
        found.is_date()
            && resolved.basis != Basis::None
            && !matches!(found.meaning, meaning::Meaning::Again { years: ..0, .. } | meaning::Meaning::SameIn { .. })
    }) {
        let stretch = Stretch { range, grain: resolved.grain, basis: resolved.basis };
        let stretch = match resolved.grain {
            Grain::PartOfDay | Grain::Hour | Grain::Minute | Grain::Second => Stretch { grain: Grain::Day, ..stretch },
            _ => stretch,
        };
        memory.last = Some(stretch);
        if stretch.grain == Grain::Day {
            memory.last_day = Some(stretch);
        }
        let spoken = matches!(
            found.meaning,
            meaning::Meaning::Shift { .. } | meaning::Meaning::ToDate(_) | meaning::Meaning::Weekday { .. } | meaning::Meaning::TimeOfDay
        );
        memory.remember_told(stretch, spoken);
        if matches!(found.meaning, meaning::Meaning::Day { .. } | meaning::Meaning::Month { .. } | meaning::Meaning::DayAlone { .. }) {
            memory.dated = Some((stretch, memory.sentence));
        }
        if resolved.grain == Grain::Quarter {
            memory.quarter = Some((stretch, memory.sentence));
        }
    }
    if found.is_date() && resolved.value.is_none() {
        // "A week later" counts from this date, which nobody knows: an older one must not stand in for it.
        (memory.last, memory.last_day) = (None, None);
    }
    if let meaning::Meaning::Duration { amount, unit: meaning::Unit::Month, .. } = found.meaning
        && amount.count().is_some_and(|count| count >= 6)
        && scan.is(found.first, "the")
    {
        // "For the nine months": a year earlier is no quarter any more.
        memory.quarter = None;
    }
    times.push(TimeExpr {
        span: scan.reading.span(found.first..found.end),
        kind: resolved.kind,
        value: resolved.value,
        from: resolved.range.map(|range| range.from),
        to: resolved.range.map(|range| range.to),
        at: resolved.at,
        grain: resolved.grain,
        basis: resolved.basis,
        calendar: found.calendar,
        until: None,
        rule: RuleName::new(rule),
    });
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;
    use crate::document::Document;
    use annals_model::{Article, DateTime};

    /// Words that rules look for, and numbers at the edge of what a date can be.
    const WORDS: &str = "the a last next May March 20 2025 , . - / : Jan. Q1 FY25 first second quarter year years ago later earlier of early mid \
        - to and 5 p.m. GMT + 8 Monday week month century 1990 s ' every % $ 年 月 half ended Christmas New Year 's Eve ( ) 99999999 0 00 31 Feb. \
        th the 18th 3h 10D Dec31 05-Aug-2016 22/04 fortnight another all every night session trading BC day before after from tomorrow week 31 \
        more than at least nearly 1 hour 30 minutes weekend twice a year Friday of following December \
        29 30 9999 seconds centuries 9999999 thousand hundred nine from now since by will 2.5 1 / 2 couple few past over so far 0001 ’ — é 日 \u{feff}";

    #[test]
    fn any_words_give_sorted_separate_spans() {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let knowledge = Knowledge::embedded();
        let mut seed = 1_u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap_or(0) % below
        };
        for round in 0..3000 {
            let mut text = String::new();
            for _ in 0..30 {
                text.push_str(words[next(words.len())]);
                if next(8) > 0 {
                    text.push(' ');
                }
            }
            let day = ["2025-02-26", "-009999-01-01", "9999-12-31", "2024-02-29"][round % 4];
            let published = day.parse().ok().map(DateTime::from_date).filter(|_| round % 5 > 0);
            let article = Article { text: text.clone(), published, ..Article::default() };
            let reading = annals_text::read(&article.text);
            let (times, notes) = super::find(&Document { article: &article, reading: &reading, knowledge: &knowledge });
            for pair in times.windows(2) {
                assert!(pair[0].span.end <= pair[1].span.start, "{text}");
            }
            for time in &times {
                assert!(!time.span.of(&text).is_empty(), "{text}");
                assert!(time.until.is_none_or(|until| (until as usize) < times.len()), "{text}");
                assert!(time.range().is_none_or(|range| range.from < range.to), "{text}");
                // A value that is told by nothing is no value.
                assert!(published.is_some() || !matches!(time.basis, annals_model::Basis::Published), "{text}");
            }
            assert!(notes.iter().all(|note| !note.text.is_empty()));
        }
    }
}
