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

    /// The same as a regular expression over whole terms of the index. Marks of sentences and paragraphs are no letters.
    pub(crate) fn regex(&self) -> String {
        let mut regex = String::new();
        for part in &self.parts {
            match part {
                Part::Letter(c) if *c == '.' => regex.push_str("\\."),
                Part::Letter(c) => regex.push(*c),
                Part::One => regex.push_str("[^\u{1}-\u{1f}]"),
                Part::Many => regex.push_str("[^\u{1}-\u{1f}]*"),
            }
        }
        regex
    }

    /// Whether a whole folded word is of this form. Linear in the word for each wildcard, never exponential.
    #[must_use]
    pub fn matches(&self, word: &str) -> bool {
        let letters: Vec<char> = word.chars().collect();
        let (mut part, mut letter) = (0, 0);
        // The last `*` seen, and how far it has eaten.
        let mut star: Option<(usize, usize)> = None;
        loop {
            match (self.parts.get(part), letters.get(letter)) {
                (None, None) => return true,
                (Some(Part::Many), _) => {
                    star = Some((part, letter));
                    part += 1;
                    continue;
                }
                (Some(Part::One), Some(c)) if *c >= '\u{20}' => {
                    (part, letter) = (part + 1, letter + 1);
                    continue;
                }
                (Some(Part::Letter(wanted)), Some(c)) if wanted == c => {
                    (part, letter) = (part + 1, letter + 1);
                    continue;
                }
                _ => {}
            }
            match star {
                Some((at, eaten)) if letters.get(eaten).is_some_and(|c| *c >= '\u{20}') => {
                    star = Some((at, eaten + 1));
                    (part, letter) = (at + 1, eaten + 1);
                }
                _ => return false,
            }
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
