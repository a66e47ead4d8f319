//! Regular expressions over single words.

use crate::schema::schema;
use annals_text::fold;
use regex::Regex;
use tantivy::query::RegexQuery;
use tantivy::schema::Field;

/// Bytes that a compiled expression may take.
const LARGEST: usize = 1 << 20;

/// `/ga.*/`: a whole word of this form; capitals and accents do not count.
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    compiled: Regex,
    /// The same for the library, which walks its dictionary with it, and the field it is for.
    walk: (RegexQuery, Field),
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Expression {
    /// Reads an expression; the message of an error says what is wrong with it.
    pub(super) fn new(source: &str) -> Result<Self, String> {
        if source.is_empty() {
            return Err("this regular expression is empty".to_owned());
        }
        if source.contains(char::is_whitespace) {
            return Err("a regular expression is of one word and holds no space; for several, write /a.*/ PRE/1 /b.*/".to_owned());
        }
        if let Some(c) = source.chars().find(|c| !c.is_ascii() && fold(c.encode_utf8(&mut [0; 4])) != c.to_lowercase().collect::<String>())
        {
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            return Err(format!("words are looked up without accents and typography; write `{folded}` instead of `{c}`"));
        }
        let line = |error: String| error.lines().last().unwrap_or("").trim().trim_end_matches('.').to_owned();
        let whole = format!("^(?i:{source})$");
        let compiled = regex::RegexBuilder::new(&whole)
            .size_limit(LARGEST)
            .build()
            .map_err(|problem| format!("this is no regular expression that can be used: {}", line(problem.to_string())))?;
        // The dictionary is walked with an automaton that knows neither anchors nor lazy repetition.
        let field = schema().1.text.exact;
        match RegexQuery::from_pattern(&pattern(source), field) {
            Ok(walk) => Ok(Self { source: source.to_owned(), compiled, walk: (walk, field) }),
            Err(_) => {
                Err("anchors (^, $, \\b), lazy repetition and very large expressions cannot be used; a whole word must match".to_owned())
            }
        }
    }

    /// As it was written, without the slashes.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Asks for it in a field of unstemmed words.
    pub(crate) fn query(&self, field: Field) -> tantivy::Result<RegexQuery> {
        if field == self.walk.1 { Ok(self.walk.0.clone()) } else { RegexQuery::from_pattern(&pattern(&self.source), field) }
    }

    /// Whether a whole folded word is of this form. Linear in the word.
    #[must_use]
    pub fn matches(&self, word: &str) -> bool {
        self.compiled.is_match(word)
    }
}

/// The pattern for terms of the index.
fn pattern(source: &str) -> String {
    format!("(?i:{source})")
}

#[cfg(test)]
mod tests {
    use super::Expression;

    #[test]
    fn whole_words_are_compared() {
        for (source, word, expected) in [
            ("ga.*", "gas", true),
            ("ga.*", "vegas", false),
            ("GA[sz]", "gas", true),
            ("(up|down)grade[sd]?", "downgrades", true),
            ("(up|down)grade[sd]?", "grades", false),
            ("20\\d\\d", "2025", true),
            (".{3}", "gas", true),
            (".{3}", "oils", false),
        ] {
            assert_eq!(Expression::new(source).map(|expression| expression.matches(word)), Ok(expected), "{source} on {word}");
        }
    }

    #[test]
    fn what_cannot_be_honoured_is_refused() {
        for (source, says) in [
            ("", "empty"),
            ("oil price", "one word"),
            ("(", "no regular expression"),
            ("^oil", "anchors"),
            ("oil$", "anchors"),
            ("o.*?l", "anchors"),
            ("Zürich", "write `u`"),
            ("[a-z]{900}{900}", "no regular expression"),
        ] {
            let refused = Expression::new(source).expect_err(source);
            assert!(refused.contains(says), "{source}: {refused}");
        }
    }
}
