//! Words with wildcards, and words with slips of the pen.

use annals_text::fold;

/// `word*`, `w?rd`: folded letters, and signs that stand for one or any number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Letter(char),
    One,
    Many,
}

impl Pattern {
    /// Reads a word with its wildcards; the second of each pair says that a backslash stood before the letter.
    pub(super) fn new(letters: &[(char, bool)]) -> Result<Self, String> {
        let mut parts = Vec::with_capacity(letters.len());
        for letter in letters {
            match letter {
                ('*', false) if parts.last() == Some(&Part::Many) => {}
                ('*', false) => parts.push(Part::Many),
                ('?', false) => parts.push(Part::One),
                (c, _) if is_letter(*c) => {
                    let folded = fold(c.encode_utf8(&mut [0; 4]));
                    if let Some(sign) = folded.chars().find(|c| !is_letter(*c)) {
                        return Err(format!("a word with wildcards holds only letters and digits, not `{c}`, which is read with `{sign}`"));
                    }
                    parts.extend(folded.chars().map(Part::Letter));
                }
                (c, _) => return Err(format!("a word with wildcards holds only letters and digits, not `{c}`")),
            }
        }
        if parts.iter().any(|part| matches!(part, Part::Letter(_))) {
            Ok(Self { parts })
        } else {
            Err("a word with wildcards needs at least one letter or digit".to_owned())
        }
    }

    /// The letters before the first wildcard.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.parts
            .iter()
            .map_while(|part| match part {
                Part::Letter(c) => Some(*c),
                Part::One | Part::Many => None,
            })
            .collect()
    }

    /// The letters of `word*`, which asks for all that begins with them.
    pub(crate) fn beginning(&self) -> Option<String> {
        let letters = self.prefix();
        match self.parts.get(letters.chars().count()..) {
            Some([Part::Many]) if !letters.is_empty() => Some(letters),
            _ => None,
        }
    }

    /// The same as a regular expression over whole words.
    pub(crate) fn expression(&self) -> String {
        let part = |part: &Part| match part {
            Part::Letter(c) => regex::escape(c.encode_utf8(&mut [0; 4])),
            Part::One => ".".to_owned(),
            Part::Many => ".*".to_owned(),
        };
        self.parts.iter().map(part).collect()
    }

    /// Whether a whole folded word is of this form. Linear in the word for each wildcard, never exponential.
    #[must_use]
    pub fn matches(&self, word: &str) -> bool {
        let (mut parts, mut letters) = (self.parts.as_slice(), word.chars());
        // Behind the last `*` seen, and what it has not eaten.
        let mut star: Option<(&[Part], std::str::Chars<'_>)> = None;
        loop {
            if let [Part::Many, rest @ ..] = parts {
                star = Some((rest, letters.clone()));
                parts = rest;
                continue;
            }
            match (parts, letters.next()) {
                ([], None) => return true,
                ([Part::One, rest @ ..], Some(c)) if c >= '\u{20}' => {
                    parts = rest;
                    continue;
                }
                ([Part::Letter(wanted), rest @ ..], Some(c)) if *wanted == c => {
                    parts = rest;
                    continue;
                }
                _ => {}
            }
            let Some((behind, uneaten)) = &mut star else { return false };
            if uneaten.next().is_none_or(|c| c < '\u{20}') {
                return false;
            }
            parts = behind;
            letters = uneaten.clone();
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '\u{300}'..='\u{36f}')
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in &self.parts {
            match part {
                Part::Letter(c) => write!(f, "{c}")?,
                Part::One => f.write_str("?")?,
                Part::Many => f.write_str("*")?,
            }
        }
        Ok(())
    }
}

/// Whether `b` can be made from `a` by at most `most` changes: a letter changed, added, left out, or two neighbours
/// swapped.
pub(crate) fn within_distance(a: &str, b: &str, most: u8) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let most = usize::from(most);
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut two_back: Vec<usize> = Vec::new();
    let mut back: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, other) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&back, j) + usize::from(letter != other)).min(at(&back, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(other) && b.get(j - 1) == Some(letter);
            if swapped {
                least = least.min(at(&two_back, j - 1) + 1);
            }
            row.push(least);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return false;
        }
        two_back = std::mem::replace(&mut back, row);
    }
    back.last().is_some_and(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::{Pattern, within_distance};

    fn pattern(text: &str) -> Pattern {
        Pattern::new(&text.chars().map(|c| (c, false)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn wildcards_match_whole_words() {
        for (wild, word, expected) in [
            ("appl*", "apple", true),
            ("appl*", "appl", true),
            ("appl*", "app", false),
            ("app?e", "apple", true),
            ("app?e", "appe", false),
            ("*ing", "rising", true),
            ("*ing", "rings", false),
            ("r*s*g", "rising", true),
            ("Zür*", "zurich", true),
            ("a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
            ("*a", "\u{2}", false),
        ] {
            assert_eq!(pattern(wild).matches(word), expected, "{wild} on {word}");
            let expression = regex::Regex::new(&format!("^({})$", pattern(wild).expression())).expect("an expression");
            assert_eq!(expression.is_match(word), expected, "{wild} on {word}");
        }
    }

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (a, b, most, expected) in [
            ("apple", "aple", 1, true),
            ("apple", "appel", 1, true),
            ("apple", "applied", 1, false),
            ("apple", "applied", 2, true),
            ("bank", "bank", 1, true),
            ("bank", "blink", 1, false),
            ("ca", "abc", 2, false),
        ] {
            assert_eq!(within_distance(a, b, most), expected, "{a} {b} {most}");
        }
    }
}
