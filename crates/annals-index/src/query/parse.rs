//! Reading a query: operators, groups, words and phrases.

use super::field::{self, FieldName};
use super::scan::{Bare, Scan, error, is_quote};
use super::{Node, Pattern, QueryError, Scope, Text, TextUnit, Words};
use crate::analysis::exact_words;

/// Groups inside groups.
const DEEPEST: usize = 50;

/// Characters of a query.
const LONGEST: usize = 16_000;

/// The widest NEAR, PRE and slop.
const WIDEST: u32 = 200;

/// Reads a query.
///
/// # Errors
/// When any part of it cannot be honoured as written; the error names the column.
pub fn parse(query: &str) -> Result<Node, QueryError> {
    let mut reader = Reader { scan: Scan::new(query), depth: 0 };
    if query.chars().count() > LONGEST {
        return Err(error(LONGEST + 1, format!("the query is too long, {LONGEST} characters are the most")));
    }
    reader.scan.skip_spaces();
    if reader.scan.peek().is_none() {
        return Err(error(1, "the query is empty, write * for every article"));
    }
    let node = reader.any(Scope::Everywhere)?;
    match reader.scan.peek() {
        None => Ok(node),
        Some(c) => Err(error(reader.scan.column(), format!("`{c}` closes nothing"))),
    }
}

struct Reader {
    scan: Scan,
    depth: usize,
}

impl Reader {
    /// `a OR b`.
    fn any(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let mut parts = vec![self.all(scope)?];
        while self.operator("OR")? {
            parts.push(self.all(scope)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Node::Or(parts) })
    }

    /// `a AND b`, `a b`.
    fn all(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let mut parts = vec![self.near(scope)?];
        loop {
            if !self.operator("AND")? {
                self.scan.skip_spaces();
                if self.scan.peek().is_none_or(|c| c == ')') || self.scan.bare().is("OR") {
                    break;
                }
            }
            parts.push(self.near(scope)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Node::And(parts) })
    }

    /// Steps over this operator, if it stands here with something after it.
    fn operator(&mut self, name: &str) -> Result<bool, QueryError> {
        self.scan.skip_spaces();
        let word = self.scan.bare();
        if !word.is(name) {
            return Ok(false);
        }
        self.scan.at = word.end;
        self.scan.skip_spaces();
        if self.scan.peek().is_none_or(|c| c == ')') {
            return Err(error(word.column, format!("nothing stands after {name}; to look for the word, write {}", name.to_lowercase())));
        }
        Ok(true)
    }

    /// `a NEAR/5 b`, `a PRE/5 b`.
    fn near(&mut self, scope: Scope) -> Result<Node, QueryError> {
        self.scan.skip_spaces();
        let mut column = self.scan.column();
        let mut left = self.unary(scope)?;
        loop {
            self.scan.skip_spaces();
            let word = self.scan.bare();
            let (ordered, distance) = match word.operator() {
                Some((name, digits)) if name == "NEAR" || name == "PRE" => (name == "PRE", distance(&word, digits)?),
                _ if word.is("NEAR") || word.is("PRE") => {
                    let name = word.text();
                    let message = format!("{name} needs a distance, write {name}/5; to look for the word, write {}", name.to_lowercase());
                    return Err(error(word.column, message));
                }
                _ => return Ok(left),
            };
            self.scan.at = word.end;
            self.scan.skip_spaces();
            let right_column = self.scan.column();
            if self.scan.peek().is_none_or(|c| c == ')') {
                return Err(error(word.column, format!("nothing stands after {}", word.text())));
            }
            let right = self.unary(scope)?;
            let (left_scope, left_words) = side(left, column)?;
            let (right_scope, right_words) = side(right, right_column)?;
            if left_scope != right_scope {
                return Err(error(word.column, "both sides must be looked for in the same field"));
            }
            let words = Words::Near { left: Box::new(left_words), right: Box::new(right_words), distance, ordered };
            left = Node::Text(Text { scope: left_scope, words });
            column = right_column;
        }
    }

    /// `NOT a`, `-a`, and whatever needs no operator.
    fn unary(&mut self, scope: Scope) -> Result<Node, QueryError> {
        self.scan.skip_spaces();
        let column = self.scan.column();
        let dash = self.scan.peek() == Some('-') && self.scan.peek_after().is_some_and(|c| !c.is_whitespace() && c != ')');
        if dash {
            self.scan.at += 1;
        }
        if dash || self.operator("NOT")? {
            return self.deeper(column, |reader| Ok(Node::Not(Box::new(reader.unary(scope)?))));
        }
        let node = self.primary(scope)?;
        self.boost(node)
    }

    fn deeper(&mut self, column: usize, read: impl FnOnce(&mut Self) -> Result<Node, QueryError>) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(column, format!("more than {DEEPEST} groups inside each other")));
        }
        let node = read(self);
        self.depth -= 1;
        node
    }

    /// `^2` after anything.
    fn boost(&mut self, node: Node) -> Result<Node, QueryError> {
        let column = self.scan.column();
        if !self.scan.take('^') {
            return Ok(node);
        }
        let digits = self.scan.number();
        match digits.parse::<f32>() {
            Ok(factor) if factor > 0.0 && factor <= 1000.0 => Ok(Node::Boost(Box::new(node), factor)),
            _ => Err(error(column, "a boost is a number above 0 and up to 1000, as in bank^2")),
        }
    }

    /// A group, a phrase, a word, or a field with its value.
    fn primary(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let column = self.scan.column();
        match self.scan.peek() {
            None => Err(error(column, "something is missing at the end")),
            Some('(') => self.group(scope),
            Some(')') => Err(error(column, "nothing stands before this bracket")),
            Some('[' | '{') => Err(error(column, "a range needs its field, as in published:[2025-01 TO 2025-03]")),
            Some(']' | '}') => Err(error(column, "this bracket closes nothing")),
            Some(sign @ ('~' | '^')) => Err(error(column, format!("`{sign}` must stand right behind a word or phrase"))),
            Some(c) if is_quote(c) => self.phrase(scope),
            Some(_) => self.word(scope),
        }
    }

    fn group(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let column = self.scan.column();
        self.scan.at += 1;
        self.scan.skip_spaces();
        if self.scan.peek() == Some(')') {
            return Err(error(column, "nothing stands in these brackets"));
        }
        let node = self.deeper(column, |reader| reader.any(scope))?;
        self.scan.skip_spaces();
        if self.scan.take(')') { Ok(node) } else { Err(error(column, "this bracket is never closed")) }
    }

    /// `"exact phrase"`, `"a b"~3`.
    fn phrase(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let quoted = self.scan.quoted()?;
        no_wildcards(&quoted)?;
        let text = quoted.text();
        let count = exact_words(&text).len();
        if count == 0 {
            return Err(error(quoted.column, "there is no word between these quotation marks"));
        }
        let column = self.scan.column();
        let words = if self.scan.take('~') {
            match self.scan.number().parse::<u32>() {
                Ok(slop) if slop <= WIDEST && count > 1 => Words::Sloppy(text, slop),
                Ok(_) if count == 1 => {
                    return Err(error(column, "one word alone has no order to loosen; for spelling, leave the quotation marks out"));
                }
                _ => return Err(error(column, format!("a number from 0 to {WIDEST} must follow, as in \"a b\"~3"))),
            }
        } else {
            Words::Exact(text)
        };
        Ok(Node::Text(Text { scope, words }))
    }

    fn word(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let bare = self.scan.bare();
        let column = bare.column;
        if let Some(node) = self.named(&bare, scope)? {
            return Ok(node);
        }
        if let Some(colon) = field::prefix(&bare) {
            let name = field::name(&bare, colon)?;
            self.scan.at = colon_end(&bare, colon, self.scan.at);
            return match name {
                FieldName::Scope(inner) => self.scoped(inner, column),
                FieldName::Value(name) => field::value(&mut self.scan, name, column),
            };
        }
        refuse_foreign(&bare)?;
        self.scan.at = bare.end;
        let exact = bare.letters.first() == Some(&('=', false));
        if exact && bare.letters.len() == 1 {
            if self.scan.peek().is_some_and(is_quote) {
                return self.phrase(scope);
            }
            return Err(error(column, "a word must follow `=`"));
        }
        let letters = bare.letters.get(usize::from(exact)..).unwrap_or(&[]);
        if letters == [('*', false)] {
            return if scope == Scope::Everywhere {
                Ok(Node::All)
            } else {
                Err(error(column, "a field needs a word, `*` alone says nothing"))
            };
        }
        let text: String = letters.iter().map(|(c, _)| *c).collect();
        let words = if letters.iter().any(|letter| matches!(letter, ('*' | '?', false))) {
            if self.scan.peek() == Some('~') {
                return Err(error(self.scan.column(), "a wildcard and `~` cannot stand on one word"));
            }
            Words::Pattern(Pattern::new(letters).map_err(|message| error(column, message))?)
        } else {
            let count = exact_words(&text).len();
            if count == 0 {
                return Err(error(column, format!("there is no word in `{text}`")));
            }
            let tilde = self.scan.column();
            if self.scan.take('~') {
                fuzzy(&text, count, &self.scan.number(), tilde)?
            } else if exact {
                Words::Exact(text)
            } else {
                Words::Stems(text)
            }
        };
        Ok(Node::Text(Text { scope, words }))
    }

    /// What follows `headline:` or `lead:`.
    fn scoped(&mut self, scope: Scope, column: usize) -> Result<Node, QueryError> {
        if self.scan.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
            return Err(error(column, "a word, a phrase or a group must follow the field without a space"));
        }
        let node = self.deeper(column, |reader| reader.primary(scope))?;
        Ok(node)
    }

    /// `SENT(…)`, `PARA(…)`, `ATLEAST/5(…)`, and operators in places where none can stand.
    fn named(&mut self, bare: &Bare, scope: Scope) -> Result<Option<Node>, QueryError> {
        let column = bare.column;
        if bare.is("AND") || bare.is("OR") {
            return Err(error(
                column,
                format!("nothing stands before {0}; to look for the word, write {1}", bare.text(), bare.text().to_lowercase()),
            ));
        }
        let unit = if bare.is("SENT") {
            Some(TextUnit::Sentence)
        } else if bare.is("PARA") {
            Some(TextUnit::Paragraph)
        } else {
            None
        };
        let operator = bare.operator();
        if unit.is_none() && operator.is_none() {
            return Ok(None);
        }
        let before = self.scan.at;
        self.scan.at = bare.end;
        let opened = self.scan.peek() == Some('(');
        if let Some(unit) = unit {
            if !opened {
                self.scan.at = before;
                return Ok(None);
            }
            return match self.group(scope)? {
                Node::And(nodes) => {
                    let mut parts = Vec::with_capacity(nodes.len());
                    for node in nodes {
                        parts.push(side(node, column).and_then(|(found, words)| same_scope(found, scope, column, words))?);
                    }
                    Ok(Some(Node::Text(Text { scope, words: Words::Same { unit, parts } })))
                }
                _ => Err(error(column, format!("{0} takes two or more words or phrases, as in {0}(profit warning)", bare.text()))),
            };
        }
        match operator {
            Some((name, digits)) if name == "ATLEAST" => {
                let times = digits.iter().map(|(c, _)| *c).collect::<String>().parse::<u32>();
                let (Ok(times @ 1..=1000), true) = (times, opened) else {
                    return Err(error(column, "write ATLEAST/5(word), with a number from 1 to 1000"));
                };
                let node = self.group(scope)?;
                let (found, words) = side(node, column)?;
                let of = Box::new(same_scope(found, scope, column, words)?);
                Ok(Some(Node::Text(Text { scope, words: Words::AtLeast { times, of } })))
            }
            Some((name, _)) if name == "NEAR" || name == "PRE" => Err(error(column, format!("nothing stands before {}", bare.text()))),
            Some((name, _)) => Err(error(
                column,
                format!(
                    "there is no operator {name}/n; NEAR/n, PRE/n and ATLEAST/n(…) are known; to look for the words, put them in quotation marks"
                ),
            )),
            None => Ok(None),
        }
    }
}

/// The place behind the colon of a field, in a word that begins at `at`. Field names hold no backslash.
fn colon_end(bare: &Bare, colon: usize, at: usize) -> usize {
    (at + colon + 1).min(bare.end)
}

fn same_scope(found: Scope, scope: Scope, column: usize, words: Words) -> Result<Words, QueryError> {
    if found == scope { Ok(words) } else { Err(error(column, "everything in the brackets must be looked for in the same field")) }
}

/// A node that can stand beside NEAR: words, phrases, and groups of them joined by OR.
fn side(node: Node, column: usize) -> Result<(Scope, Words), QueryError> {
    match node {
        Node::Text(text) => Ok((text.scope, text.words)),
        Node::Or(nodes) => {
            let mut parts = Vec::with_capacity(nodes.len());
            let mut scope = None;
            for node in nodes {
                let (found, words) = side(node, column)?;
                if scope.is_some_and(|scope| scope != found) {
                    return Err(error(column, "everything in the group must be looked for in the same field"));
                }
                scope = Some(found);
                parts.push(words);
            }
            Ok((scope.unwrap_or_default(), Words::Any(parts)))
        }
        _ => Err(error(column, "only words, phrases and groups of them joined by OR can stand here")),
    }
}

fn distance(word: &Bare, digits: &[(char, bool)]) -> Result<u32, QueryError> {
    match digits.iter().map(|(c, _)| *c).collect::<String>().parse::<u32>() {
        Ok(distance) if (1..=WIDEST).contains(&distance) => Ok(distance),
        _ => Err(error(word.column, format!("the distance must be a number from 1 to {WIDEST}"))),
    }
}

fn fuzzy(text: &str, count: usize, digits: &str, column: usize) -> Result<Words, QueryError> {
    let distance: u8 = match digits.parse() {
        Ok(distance @ 1..=2) => distance,
        _ => return Err(error(column, "the number of letters that may differ must be 1 or 2, as in word~1")),
    };
    if count != 1 {
        return Err(error(column, format!("`{text}` is more than one word; `~` takes one")));
    }
    if exact_words(text).iter().any(|word| word.term.chars().count() <= usize::from(distance)) {
        return Err(error(column, format!("`{text}` is too short for so many differing letters")));
    }
    Ok(Words::Fuzzy(text.to_owned(), distance))
}

/// Signs of other query languages, and of this one where it is not yet built.
fn refuse_foreign(bare: &Bare) -> Result<(), QueryError> {
    let column = bare.column;
    let text = bare.text();
    let first = bare.letters.first().copied().unwrap_or((' ', true));
    let refusal = match first {
        ('/', false) => "regular expressions are not built yet; * and ? stand for letters".to_owned(),
        ('<', false) => "slots such as <firm> are not built yet".to_owned(),
        ('+', false) => "`+` says nothing here, all words are required; put the word in quotation marks to look for it".to_owned(),
        ('!', false) => "write NOT or - for what must be absent".to_owned(),
        _ if bare.is("&&") => "write AND".to_owned(),
        _ if bare.is("||") => "write OR".to_owned(),
        _ if lower_operator(bare) => format!("operators are written in capitals: {}", text.to_uppercase()),
        _ => return Ok(()),
    };
    Err(error(column, refusal))
}

/// `near/5` and its like, which a reader meant as an operator.
fn lower_operator(bare: &Bare) -> bool {
    let text = bare.text();
    let Some((name, digits)) = text.split_once('/') else { return false };
    bare.plain() && matches!(name.to_lowercase().as_str(), "near" | "pre" | "atleast") && digits.parse::<u32>().is_ok()
}

/// A phrase is taken as printed: a wildcard in it would be read as nothing.
fn no_wildcards(quoted: &Bare) -> Result<(), QueryError> {
    let letter = |at: Option<usize>| at.and_then(|at| quoted.letters.get(at)).is_some_and(|(c, _)| c.is_alphanumeric());
    for (at, found) in quoted.letters.iter().enumerate() {
        let (before, after) = (letter(at.checked_sub(1)), letter(Some(at + 1)));
        let wild = match found {
            ('*', false) => before || after,
            ('?', false) => before && after,
            _ => false,
        };
        if wild {
            return Err(error(quoted.column + 1 + at, "wildcards inside a phrase are not built yet; write a NEAR/n b or PRE/n instead"));
        }
    }
    Ok(())
}
