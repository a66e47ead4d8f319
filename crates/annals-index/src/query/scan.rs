//! The characters of a query, one after another, with their columns.

use super::QueryError;

/// A bare word: its characters, each with whether a backslash stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bare {
    /// Column of its first character, from 1.
    pub(super) column: usize,
    pub(super) letters: Vec<(char, bool)>,
    /// Where it ends.
    pub(super) end: usize,
}

impl Bare {
    /// Its characters without backslashes.
    pub(super) fn text(&self) -> String {
        self.letters.iter().map(|(c, _)| *c).collect()
    }

    /// Whether it is this operator, with no backslash in it.
    pub(super) fn is(&self, operator: &str) -> bool {
        self.plain() && self.letters.iter().map(|(c, _)| *c).eq(operator.chars())
    }

    /// Whether it holds no backslash.
    pub(super) fn plain(&self) -> bool {
        self.letters.iter().all(|(_, escaped)| !escaped)
    }

    /// `NAME/number` in capitals: an operator with its distance.
    pub(super) fn operator(&self) -> Option<(String, &[(char, bool)])> {
        let slash = self.letters.iter().position(|letter| *letter == ('/', false))?;
        let (name, rest) = (self.letters.get(..slash)?, self.letters.get(slash + 1..)?);
        let capitals = !name.is_empty() && name.iter().all(|(c, escaped)| c.is_ascii_uppercase() && !escaped);
        let numbered = rest.iter().all(|(c, _)| c.is_ascii_digit());
        (capitals && numbered).then(|| (name.iter().map(|(c, _)| *c).collect(), rest))
    }
}

/// Where reading stands in a query.
pub(super) struct Scan {
    letters: Vec<char>,
    pub(super) at: usize,
}

/// Straight and typographic quotation marks.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '~' | '^')
}

impl Scan {
    pub(super) fn new(query: &str) -> Self {
        Self { letters: query.chars().collect(), at: 0 }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    pub(super) fn peek_after(&self) -> Option<char> {
        self.letters.get(self.at + 1).copied()
    }

    pub(super) fn column(&self) -> usize {
        self.at + 1
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The bare word that begins here, without stepping over it.
    pub(super) fn bare(&self) -> Bare {
        let mut letters = Vec::with_capacity(16);
        let mut at = self.at;
        while let Some(c) = self.letters.get(at).copied() {
            if c == '\\'
                && let Some(next) = self.letters.get(at + 1).copied()
            {
                letters.push((next, true));
                at += 2;
            } else if ends_word(c) {
                break;
            } else {
                letters.push((c, false));
                at += 1;
            }
        }
        Bare { column: self.column(), letters, end: at }
    }

    /// The words between quotation marks, and the column of the first mark.
    pub(super) fn quoted(&mut self) -> Result<Bare, QueryError> {
        let column = self.column();
        self.at += 1;
        let mut letters = Vec::new();
        loop {
            match self.peek() {
                None => return Err(error(column, "this quotation mark is never closed")),
                Some('\\') if self.peek_after().is_some() => {
                    letters.extend(self.peek_after().map(|c| (c, true)));
                    self.at += 2;
                }
                Some(c) if is_quote(c) => {
                    self.at += 1;
                    return Ok(Bare { column, letters, end: self.at });
                }
                Some(c) => {
                    letters.push((c, false));
                    self.at += 1;
                }
            }
        }
    }

    /// The inside of `/…/`; a slash in it has a backslash before it.
    pub(super) fn slashed(&mut self) -> Result<String, QueryError> {
        let column = self.column();
        self.at += 1;
        let mut source = String::new();
        loop {
            match (self.peek(), self.peek_after()) {
                (None, _) => return Err(error(column, "this regular expression is never closed, write /ga.*/")),
                (Some('\\'), Some(next)) => {
                    if next != '/' {
                        source.push('\\');
                    }
                    source.push(next);
                    self.at += 2;
                }
                (Some('/'), next) => {
                    self.at += 1;
                    if next.is_some_and(|c| !c.is_whitespace() && !matches!(c, ')' | '^')) {
                        return Err(error(self.column(), "a space must stand behind a regular expression"));
                    }
                    return Ok(source);
                }
                (Some(c), _) => {
                    source.push(c);
                    self.at += 1;
                }
            }
        }
    }

    /// Digits and a decimal point.
    pub(super) fn number(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.at += 1;
        }
        self.letters.get(start..self.at).unwrap_or(&[]).iter().collect()
    }

    /// The inside of `[…]` or `{…}`, with whether each end belongs to it.
    pub(super) fn brackets(&mut self) -> Result<Bracketed, QueryError> {
        let column = self.column();
        let from_included = self.peek() == Some('[');
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                None => return Err(error(column, "this range is never closed, write [a TO b]")),
                Some(c @ (']' | '}')) => {
                    let inside: String = self.letters.get(start..self.at).unwrap_or(&[]).iter().collect();
                    self.at += 1;
                    let mut words = inside.split_whitespace();
                    return match (words.next(), words.next(), words.next(), words.next()) {
                        (Some(from), Some("TO"), Some(to), None) => {
                            Ok(Bracketed { column, from: from.to_owned(), from_included, to: to.to_owned(), to_included: c == ']' })
                        }
                        _ => Err(error(column, "a range is written [a TO b]")),
                    };
                }
                Some(_) => self.at += 1,
            }
        }
    }
}

/// A range as written.
pub(super) struct Bracketed {
    pub(super) column: usize,
    pub(super) from: String,
    pub(super) from_included: bool,
    pub(super) to: String,
    pub(super) to_included: bool,
}

pub(super) fn error(column: usize, message: impl Into<String>) -> QueryError {
    QueryError { column, message: message.into() }
}
