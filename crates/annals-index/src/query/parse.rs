//! Reading a query: operators, groups, words and phrases.

use super::field::{self, FieldName, ValueField};
use super::scan::{Bare, Scan, error, is_quote};
use super::span::{distance, side};
use super::{Expression, Node, Pattern, QueryError, Scope, Text, Words, slot};
use crate::analysis::exact_words;

/// Groups inside groups.
const DEEPEST: usize = 50;

/// Characters of a query.
const LONGEST: usize = 16_000;

/// The widest NEAR, PRE and slop.
pub(super) const WIDEST: u32 = 200;

/// What bare words and phrases are read as.
#[derive(Clone, Copy)]
pub(super) enum Target {
    /// Words of a text.
    Words(Scope),
    /// Values of a field.
    Values(ValueField),
}

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
    let node = reader.any(Target::Words(Scope::Everywhere))?;
    match reader.scan.peek() {
        None => Ok(node),
        Some(c) => Err(error(reader.scan.column(), format!("`{c}` closes nothing"))),
    }
}

pub(super) struct Reader {
    pub(super) scan: Scan,
    depth: usize,
}

impl Reader {
    /// `a OR b`.
    pub(super) fn any(&mut self, target: Target) -> Result<Node, QueryError> {
        let mut parts = vec![self.all(target)?];
        while self.operator("OR")? {
            parts.push(self.all(target)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Node::Or(parts) })
    }

    /// `a AND b`, `a b`.
    fn all(&mut self, target: Target) -> Result<Node, QueryError> {
        let mut parts = vec![self.near(target)?];
        loop {
            if !self.operator("AND")? {
                self.scan.skip_spaces();
                if self.scan.peek().is_none_or(|c| c == ')') || (self.scan.peek() == Some('O') && self.scan.bare().is("OR")) {
                    break;
                }
                if let Target::Values(_) = target {
                    let message = "write AND or OR between values; a name of several words stands in quotation marks";
                    return Err(error(self.scan.column(), message));
                }
            }
            parts.push(self.near(target)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Node::And(parts) })
    }

    /// Steps over this operator, if it stands here with something after it.
    fn operator(&mut self, name: &str) -> Result<bool, QueryError> {
        self.scan.skip_spaces();
        if self.scan.peek() != name.chars().next() {
            return Ok(false);
        }
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
    fn near(&mut self, target: Target) -> Result<Node, QueryError> {
        self.scan.skip_spaces();
        let mut column = self.scan.column();
        let mut left = self.unary(target)?;
        loop {
            self.scan.skip_spaces();
            if !matches!(self.scan.peek(), Some('N' | 'P')) {
                return Ok(left);
            }
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
            let right = self.unary(target)?;
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
    fn unary(&mut self, target: Target) -> Result<Node, QueryError> {
        self.scan.skip_spaces();
        let column = self.scan.column();
        // A value may be a number below zero.
        let dash = matches!(target, Target::Words(_))
            && self.scan.peek() == Some('-')
            && self.scan.peek_after().is_some_and(|c| !c.is_whitespace() && c != ')');
        if dash {
            self.scan.at += 1;
        }
        if dash || self.operator("NOT")? {
            return self.deeper(column, |reader| Ok(Node::Not(Box::new(reader.unary(target)?))));
        }
        let node = self.primary(target)?;
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
    fn primary(&mut self, target: Target) -> Result<Node, QueryError> {
        let column = self.scan.column();
        match (self.scan.peek(), target) {
            (None, _) => Err(error(column, "something is missing at the end")),
            (Some('('), _) => self.group(target),
            (Some(')'), _) => Err(error(column, "nothing stands before this bracket")),
            (Some(_), Target::Values(field)) => self.value(field, column),
            (Some('[' | '{'), _) => Err(error(column, "a range needs its field, as in published:[2025-01 TO 2025-03]")),
            (Some(']' | '}'), _) => Err(error(column, "this bracket closes nothing")),
            (Some(sign @ ('~' | '^')), _) => Err(error(column, format!("`{sign}` must stand right behind a word or phrase"))),
            (Some('/'), Target::Words(scope)) => self.expression(scope),
            (Some(c), Target::Words(scope)) if is_quote(c) => self.phrase(scope),
            (Some(_), Target::Words(scope)) => self.word(scope),
        }
    }

    pub(super) fn group(&mut self, target: Target) -> Result<Node, QueryError> {
        let column = self.scan.column();
        self.scan.at += 1;
        self.scan.skip_spaces();
        if self.scan.peek() == Some(')') {
            return Err(error(column, "nothing stands in these brackets"));
        }
        let node = self.deeper(column, |reader| reader.any(target))?;
        self.scan.skip_spaces();
        if self.scan.take(')') { Ok(node) } else { Err(error(column, "this bracket is never closed")) }
    }

    /// A value in a group behind a field; operators are none.
    fn value(&mut self, field: ValueField, column: usize) -> Result<Node, QueryError> {
        let word = self.scan.bare();
        if word.is("AND") || word.is("OR") {
            return Err(error(column, format!("nothing stands before {}", word.text())));
        }
        field::only_this(&word, field)?;
        field::value(&mut self.scan, field, column)
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

    /// `/ga.*/`.
    fn expression(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let column = self.scan.column();
        let source = self.scan.slashed()?;
        let expression = Expression::new(&source).map_err(|message| error(column, message))?;
        Ok(Node::Text(Text { scope, words: Words::Regex(expression) }))
    }

    fn word(&mut self, scope: Scope) -> Result<Node, QueryError> {
        let bare = self.scan.bare();
        let column = bare.column;
        if let Some(node) = self.named(&bare, scope)? {
            return Ok(node);
        }
        if let Some(colon) = field::prefix(&bare) {
            return self.field(&bare, colon, scope);
        }
        if bare.letters.first() == Some(&('<', false)) {
            self.scan.at = bare.end;
            let words = Words::Slot(slot::read(&bare.text()).map_err(|message| error(column, message))?);
            return match scope {
                Scope::Everywhere => Ok(Node::Text(Text { scope, words })),
                _ => Err(error(column, "slots are known in the whole text only, not in headline or lead alone")),
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
            return if scope == Scope::Everywhere && !exact {
                Ok(Node::All)
            } else {
                Err(error(column, "a word is wanted here, `*` alone says nothing"))
            };
        }
        let words = self.words(letters, exact, column)?;
        Ok(Node::Text(Text { scope, words }))
    }

    /// A word as it is written, with its wildcards or the slips it may have.
    fn words(&mut self, letters: &[(char, bool)], exact: bool, column: usize) -> Result<Words, QueryError> {
        let text: String = letters.iter().map(|(c, _)| *c).collect();
        if letters.iter().any(|letter| matches!(letter, ('*' | '?', false))) {
            if self.scan.peek() == Some('~') {
                return Err(error(self.scan.column(), "a wildcard and `~` cannot stand on one word"));
            }
            return Pattern::new(letters).map(Words::Pattern).map_err(|message| error(column, message));
        }
        let count = exact_words(&text).len();
        if count == 0 {
            return Err(error(column, format!("there is no word in `{text}`")));
        }
        let tilde = self.scan.column();
        if self.scan.take('~') {
            return fuzzy(&text, count, &self.scan.number(), tilde);
        }
        Ok(if exact { Words::Exact(text) } else { Words::Stems(text) })
    }

    /// What follows `headline:`, `firm:` and their like.
    fn field(&mut self, bare: &Bare, colon: usize, scope: Scope) -> Result<Node, QueryError> {
        let column = bare.column;
        let name = field::name(bare, colon)?;
        if scope != Scope::Everywhere {
            return Err(error(column, "a field cannot stand inside headline:(…) or lead:(…); write both side by side"));
        }
        self.scan.at = (self.scan.at + colon + 1).min(bare.end);
        let open = self.scan.peek() == Some('(');
        match name {
            FieldName::Scope(inner) => {
                if self.scan.peek().is_none_or(|c| c.is_whitespace() || c == ')') {
                    return Err(error(column, "a word, a phrase or a group must follow the field without a space"));
                }
                self.deeper(column, |reader| reader.primary(Target::Words(inner)))
            }
            FieldName::Value(field) if open => self.group(Target::Values(field)),
            FieldName::Value(field) => field::value(&mut self.scan, field, column),
        }
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

/// Signs of other query languages.
fn refuse_foreign(bare: &Bare) -> Result<(), QueryError> {
    let column = bare.column;
    let first = bare.letters.first().copied().unwrap_or((' ', true));
    let refusal = match first {
        ('+', false) => "`+` says nothing here, all words are required; put the word in quotation marks to look for it".to_owned(),
        ('!', false) => "write NOT or - for what must be absent".to_owned(),
        _ if bare.is("&&") => "write AND".to_owned(),
        _ if bare.is("||") => "write OR".to_owned(),
        _ if lower_operator(bare) => format!("operators are written in capitals: {}", bare.text().to_uppercase()),
        _ => return Ok(()),
    };
    Err(error(column, refusal))
}

/// `near/5` and its like, which a reader meant as an operator.
fn lower_operator(bare: &Bare) -> bool {
    if !bare.letters.contains(&('/', false)) {
        return false;
    }
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
            return Err(error(quoted.column + 1 + at, "a phrase takes no wildcards; write a PRE/1 b* instead"));
        }
    }
    Ok(())
}
