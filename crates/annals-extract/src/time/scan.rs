//! One sentence under the reader's finger: its words one by one, numbers, months and units where they stand.

use super::lexicon::{self, Class};
use super::meaning::{Amount, Unit, YearOf};
use annals_text::{Reading, Shape, Token, month_number, number_word, ordinal_word, weekday_number};

/// A sentence of a reading. Words outside it are empty, so that no rule reads across its ends.
pub(super) struct Scan<'a> {
    /// The whole reading.
    pub(super) reading: &'a Reading<'a>,
    /// First token of the sentence.
    pub(super) start: usize,
    /// The token after its last.
    pub(super) end: usize,
}

impl Scan<'_> {
    /// Token `i` in lower case; empty outside the sentence.
    pub(super) fn word(&self, i: usize) -> &str {
        if i < self.start || i >= self.end { "" } else { self.reading.word(i) }
    }

    /// The word before token `i`; empty at the sentence's start.
    pub(super) fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// Token `i`, if it is in the sentence.
    pub(super) fn token(&self, i: usize) -> Option<&Token> {
        if i < self.start || i >= self.end { None } else { self.reading.tokens().get(i) }
    }

    /// Whether token `i` is this word.
    pub(super) fn is(&self, i: usize, word: &str) -> bool {
        self.word(i) == word
    }

    /// Whether the tokens from `i` on are these words.
    pub(super) fn are(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(k, word)| self.word(i + k) == *word)
    }

    /// Whether token `i` follows the one before without a space.
    pub(super) fn tight(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| !t.space_before)
    }

    /// Whether token `i` is written with a capital.
    pub(super) fn capital(&self, i: usize) -> bool {
        self.token(i).is_some_and(Token::is_capitalised)
    }

    /// Whether token `i` is a lower-case word.
    pub(super) fn lower(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| t.is_word() && t.shape == Shape::Lower)
    }

    /// Whether token `i` is any kind of hyphen or dash.
    pub(super) fn dash(&self, i: usize) -> bool {
        matches!(self.word(i), "-" | "–" | "—" | "‐" | "‑" | "−")
    }

    /// Whether token `i` is a hyphen between two joined words.
    pub(super) fn hyphen(&self, i: usize) -> bool {
        self.dash(i) && self.tight(i) && self.tight(i + 1)
    }

    /// Digits without separators, up to nine.
    pub(super) fn digits(&self, i: usize) -> Option<u32> {
        let token = self.token(i).filter(|t| t.is_number())?;
        let word = self.word(i);
        (word.len() <= 9 && (token.end - token.start) as usize == word.len()).then(|| word.parse().ok())?
    }

    /// The lexicon's entry for token `i`.
    pub(super) fn class(&self, i: usize) -> Option<Class> {
        lexicon::class(self.word(i))
    }

    /// The unit token `i` names, and whether it is in the plural.
    pub(super) fn unit(&self, i: usize) -> Option<(Unit, bool)> {
        match self.class(i)? {
            Class::Unit(unit, plural) => Some((unit, plural)),
            _ => None,
        }
    }

    /// The token after the article "the", or `i` itself.
    pub(super) fn after_the(&self, i: usize) -> usize {
        if self.is(i, "the") { i + 1 } else { i }
    }

    /// A weekday; an abbreviation needs a capital and its dot, a comma or a day after it. Gives the end, too.
    pub(super) fn weekday(&self, i: usize) -> Option<(i8, usize)> {
        let weekday = weekday_number(self.word(i))?;
        if !self.capital(i) {
            return (self.word(i).len() > 5).then_some((weekday, i + 1));
        }
        if self.word(i).len() > 5 {
            return Some((weekday, i + 1));
        }
        let dotted = self.is(i + 1, ".") && self.tight(i + 1);
        let dated = self.is(i + 1, ",") && (self.digits(i + 2).is_some() || month_number(self.word(i + 2)).is_some());
        let day = self.digits(i + 1).is_some() && self.suffix(i + 2);
        (dotted || dated || day || month_number(self.word(i + 1)).is_some()).then_some((weekday, if dotted { i + 2 } else { i + 1 }))
    }

    /// `st`, `nd`, `rd`, `th` stuck to the number before it.
    pub(super) fn suffix(&self, i: usize) -> bool {
        matches!(self.word(i), "st" | "nd" | "rd" | "th") && self.tight(i)
    }

    /// A month's name, and the token after it and its dot. Context is the caller's affair.
    pub(super) fn month(&self, i: usize) -> Option<(i8, usize)> {
        let month = month_number(self.word(i))?;
        if !self.capital(i) && !self.small_month(i) {
            return None;
        }
        let dotted =
            self.word(i).len() <= 4 && !matches!(self.word(i), "may" | "june" | "july") && self.is(i + 1, ".") && self.tight(i + 1);
        Some((month, if dotted { i + 2 } else { i + 1 }))
    }

    /// A month in small letters: names that are nothing else, and the others beside a day ("14 nov", "mar 3", "march 3rd").
    fn small_month(&self, i: usize) -> bool {
        let word = self.word(i);
        if matches!(word, "january" | "february" | "april" | "june" | "july" | "september" | "october" | "november" | "december") {
            return true;
        }
        let day = |k: usize| self.digits(k).is_some_and(|day| (1..=31).contains(&day)) && self.word(k).len() <= 2;
        let ends = |k: usize| self.year(k).is_some() || self.token(k).is_none_or(|t| !t.is_word() && !t.is_number());
        let before = match i.checked_sub(1) {
            Some(k) if self.suffix(k) => true,
            Some(k) if self.is(k, "of") => k.checked_sub(1).is_some_and(|k| self.suffix(k) || ordinal_word(self.word(k)).is_some()),
            Some(k) => day(k) && ends(i + 1),
            None => false,
        };
        let behind = day(i + 1) && (self.suffix(i + 2) || !matches!(word, "may" | "march") && ends(i + 2));
        before || behind
    }

    /// Ordinals in words: "third", "twenty first", "thirty-first". Gives the end.
    pub(super) fn ordinal_words(&self, i: usize) -> Option<(u32, usize)> {
        if let Some(number) = ordinal_word(self.word(i)) {
            return Some((number, i + 1));
        }
        let tens = match self.word(i) {
            "twenty" => 20,
            "thirty" => 30,
            _ => return None,
        };
        let next = if self.hyphen(i + 1) { i + 2 } else { i + 1 };
        let ones = ordinal_word(self.word(next)).filter(|ones| *ones < 10)?;
        Some((tens + ones, next + 1))
    }

    /// A day of the month: `20`, `20th`, "twentieth", "twenty-first". Gives the end.
    pub(super) fn day_of_month(&self, i: usize) -> Option<(i8, usize)> {
        let token = self.token(i)?;
        let (day, end) = if token.is_number() {
            let word = self.word(i);
            if word.len() > 2 {
                return None;
            }
            (word.parse::<i8>().ok()?, if self.suffix(i + 1) { i + 2 } else { i + 1 })
        } else {
            let (day, end) = self.ordinal_words(i)?;
            (i8::try_from(day).ok()?, end)
        };
        (1..=31).contains(&day).then_some((day, end))
    }

    /// Four digits that can be a year of modern history, 1500 to 2199.
    pub(super) fn year(&self, i: usize) -> Option<i16> {
        let year = self.digits(i).filter(|_| self.word(i).len() == 4)?;
        (1500..2200).contains(&year).then(|| i16::try_from(year).ok())?
    }

    /// The year behind a month or quarter: `, 2025`, `2025`, `of 2025`, "last year", "of the previous year". Gives the end.
    pub(super) fn year_after(&self, i: usize) -> Option<(YearOf, usize)> {
        let comma = if self.is(i, ",") { i + 1 } else { i };
        if let Some(year) = self.year(comma).filter(|_| !self.counts_something(comma + 1)) {
            return Some((YearOf::Stated(year), comma + 1));
        }
        if let Some((year, end)) = super::year::spoken(self, comma) {
            return Some((YearOf::Stated(year), end));
        }
        if self.is(i, "'") || self.is(i, "’") {
            let year = self.digits(i + 1).filter(|_| self.word(i + 1).len() == 2 && self.tight(i + 1))?;
            return Some((YearOf::Stated(full_year(year)?), i + 2));
        }
        let of = if matches!(self.word(i), "of" | "in") { i + 1 } else { i };
        if of > i
            && let Some((year, end)) = super::year::spoken(self, of)
        {
            return Some((YearOf::Stated(year), end));
        }
        if of > i
            && let Some(year) = self.year(of).filter(|_| !self.counts_something(of + 1))
        {
            return Some((YearOf::Stated(year), of + 1));
        }
        self.year_phrase(of)
    }

    /// "last year", "this year", "the previous year", "the same year": a year by what it is counted from.
    pub(super) fn year_phrase(&self, i: usize) -> Option<(YearOf, usize)> {
        let the = self.after_the(i);
        if !self.is(the + 1, "year") || (self.hyphen(the + 2)) {
            return None;
        }
        let year = match self.word(the) {
            "last" => YearOf::Published(-1),
            "this" | "current" => YearOf::Published(0),
            "next" | "coming" => YearOf::Published(1),
            "previous" | "prior" | "preceding" => YearOf::Previous(-1),
            "following" => YearOf::Previous(1),
            "same" | "that" => YearOf::Previous(0),
            _ => return None,
        };
        Some((year, the + 2))
    }

    /// Whether the word at `i` makes the number before it a count, an amount or part of a code.
    pub(super) fn counts_something(&self, i: usize) -> bool {
        match self.word(i) {
            "%" | "$" | "€" | "£" | "°" => true,
            "." | "," | ":" => self.tight(i) && self.tight(i + 1) && self.token(i + 1).is_some_and(Token::is_number),
            "st" | "nd" | "rd" | "th" => self.tight(i),
            _ => self.tight(i) && self.token(i).is_some_and(Token::is_word) && !self.is(i, "'s") && !self.is(i, "’s"),
        }
    }

    /// A count of units and the token after it: `30`, `2.5`, "twenty-four", "a", "several", "two and a half", `2 1/2`.
    pub(super) fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let token = self.token(i)?;
        if token.is_number() {
            return self.number_amount(i);
        }
        if !token.is_word() {
            return None;
        }
        match self.word(i) {
            "a" | "an" => return self.article_amount(i),
            "several" | "many" | "few" | "some" => return Some((Amount::VAGUE, i + 1)),
            "half" if matches!(self.word(i + 1), "a" | "an") || self.hyphen(i + 1) => {
                return Some((Amount { thousandths: Some(500) }, i + 2));
            }
            "dozens" | "scores" | "hundreds" | "thousands" if self.is(i + 1, "of") => return Some((Amount::VAGUE, i + 2)),
            "dozen" => return Some((Amount::whole(12), i + 1)),
            "couple" if self.is(i + 1, "of") => return Some((Amount::whole(2), i + 2)),
            _ => {}
        }
        let (count, end) = self.number_words(i)?;
        Some(self.half_after(Amount::whole(count), end))
    }

    fn number_amount(&self, i: usize) -> Option<(Amount, usize)> {
        let word = self.word(i);
        if word.len() > 9 {
            return None;
        }
        let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
        if fraction.len() > 2 || whole.len() > 7 {
            return None;
        }
        let mut thousandths = 0_i64;
        for digit in whole.bytes().filter(|b| *b != b',') {
            thousandths = thousandths * 10 + i64::from(digit.checked_sub(b'0')?);
        }
        thousandths *= 1000;
        for (digit, place) in fraction.bytes().zip([100, 10]) {
            thousandths += i64::from(digit.checked_sub(b'0')?) * place;
        }
        // "2 1/2"
        if let (Some(top), true, Some(bottom)) = (self.digits(i + 1), self.is(i + 2, "/"), self.digits(i + 3))
            && top < bottom
            && bottom <= 8
        {
            return Some((Amount { thousandths: Some(thousandths + i64::from(top) * 1000 / i64::from(bottom)) }, i + 4));
        }
        Some(self.half_after(Amount { thousandths: Some(thousandths) }, i + 1))
    }

    /// "a", "a few", "a couple of", "a dozen", "a hundred", "a half".
    fn article_amount(&self, i: usize) -> Option<(Amount, usize)> {
        Some(match self.word(i + 1) {
            "few" | "number" if self.is(i + 1, "few") => (Amount::VAGUE, i + 2),
            "couple" => (Amount::whole(2), if self.is(i + 2, "of") { i + 3 } else { i + 2 }),
            "dozen" => (Amount::whole(12), i + 2),
            "hundred" => (Amount::whole(100), i + 2),
            "thousand" => (Amount::whole(1000), i + 2),
            "half" => (Amount { thousandths: Some(500) }, i + 2),
            "single" | "full" | "whole" | "mere" => (Amount::whole(1), i + 2),
            _ => (Amount::whole(1), i + 1),
        })
    }

    /// "twenty-four", "two hundred", "thirty".
    pub(super) fn number_words(&self, i: usize) -> Option<(i64, usize)> {
        let first = i64::from(number_word(self.word(i))?);
        let mut end = i + 1;
        let mut count = first;
        if first >= 20 {
            let next = if self.hyphen(end) { end + 1 } else { end };
            if let Some(ones) = number_word(self.word(next)).filter(|n| (1..10).contains(n)) {
                count += i64::from(ones);
                end = next + 1;
            }
        }
        match self.word(end) {
            "hundred" => Some((count * 100, end + 1)),
            "thousand" => Some((count * 1000, end + 1)),
            _ => Some((count, end)),
        }
    }

    /// "… and a half".
    fn half_after(&self, amount: Amount, end: usize) -> (Amount, usize) {
        if self.are(end, &["and", "a", "half"]) {
            (Amount { thousandths: amount.thousandths.map(|t| t + 500) }, end + 3)
        } else if self.are(end, &["and", "half"]) && self.unit(end + 2).is_some() {
            (Amount { thousandths: amount.thousandths.map(|t| t + 500) }, end + 2)
        } else if self.are(end, &["and", "a", "quarter"]) && self.unit(end + 3).is_some() {
            (Amount { thousandths: amount.thousandths.map(|t| t + 250) }, end + 3)
        } else {
            (amount, end)
        }
    }
}

/// `25` → 2025, `89` → 1989: the century that makes it a year between 1950 and 2049.
pub(super) fn full_year(two_digits: u32) -> Option<i16> {
    i16::try_from(two_digits).ok().filter(|y| *y < 100).map(|y| if y < 50 { 2000 + y } else { 1900 + y })
}
