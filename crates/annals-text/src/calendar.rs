//! The calendar's own words: months, weekdays, numbers written out.

/// `january`, `jan`, `sept` … (lower case) → 1 to 12. "may" and "march" are given as months: the caller looks at the context.
#[must_use]
pub fn month_number(word: &str) -> Option<i8> {
    if !matches!(word.as_bytes().first(), Some(b'a' | b'd' | b'f' | b'j' | b'm' | b'n' | b'o' | b's')) || !(3..=9).contains(&word.len()) {
        return None;
    }
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// `monday`, `mon`, `tues` … (lower case) → 1 (Monday) to 7 (Sunday).
#[must_use]
pub fn weekday_number(word: &str) -> Option<i8> {
    if !matches!(word.as_bytes().first(), Some(b'f' | b'm' | b's' | b't' | b'w')) || !(3..=9).contains(&word.len()) {
        return None;
    }
    Some(match word {
        "monday" | "mon" => 1,
        "tuesday" | "tue" | "tues" => 2,
        "wednesday" | "wed" | "weds" => 3,
        "thursday" | "thu" | "thur" | "thurs" => 4,
        "friday" | "fri" => 5,
        "saturday" | "sat" => 6,
        "sunday" | "sun" => 7,
        _ => return None,
    })
}

/// `one` … `ninety` (lower case), also `a`/`an` never: a number word of one token.
#[must_use]
pub fn number_word(word: &str) -> Option<u32> {
    // Asked of every word: most are told by their first letter and length.
    if !matches!(word.as_bytes().first(), Some(b'e' | b'f' | b'n' | b'o' | b's' | b't' | b'z')) || !(3..=9).contains(&word.len()) {
        return None;
    }
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// `first` … `twentieth`, `thirtieth`; `1st` is cut into number and word and not read here.
#[must_use]
pub fn ordinal_word(word: &str) -> Option<u32> {
    if !matches!(word.as_bytes().first(), Some(b'e' | b'f' | b'n' | b's' | b't')) || !(5..=11).contains(&word.len()) {
        return None;
    }
    // Beside "first", "second" and "third" all of them end alike.
    if !matches!(word.as_bytes().last(), Some(b'h' | b't' | b'd')) {
        return None;
    }
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        "thirtieth" => 30,
        _ => return None,
    })
}

/// Days of a month; 29 for a February of a leap year.
#[must_use]
pub fn month_days(year: i16, month: i8) -> i8 {
    jiff::civil::Date::new(year, month, 1).map_or(31, jiff::civil::Date::days_in_month)
}
