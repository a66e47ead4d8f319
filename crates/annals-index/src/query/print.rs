//! A query, written out: what [`parse()`](super::parse()) makes of it is the same tree again.

use super::scan::is_quote;
use super::{Days, FigureRange, Node, Scope, Text, TextUnit, WholeField, Words};
use crate::compile::access_name;
use crate::figure_key::FigureUnit;
use annals_model::{Kind, Unit};
use std::fmt::{Display, Formatter, Result, Write};

/// How tightly what is written holds together; a looser part stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Or,
    And,
    Near,
    Unary,
    Primary,
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        node(self, Tie::Or, f)
    }
}

fn tie(written: &Node) -> Tie {
    match written {
        Node::Or(_) => Tie::Or,
        Node::And(_) => Tie::And,
        Node::Text(Text { scope: Scope::Everywhere, words: Words::Near { .. } }) => Tie::Near,
        Node::Text(Text { scope: Scope::Everywhere, words: Words::Any(_) }) => Tie::Or,
        Node::Not(_) | Node::Boost(..) => Tie::Unary,
        _ => Tie::Primary,
    }
}

/// Writes a node where at least such a tie is needed.
fn node(written: &Node, least: Tie, f: &mut Formatter<'_>) -> Result {
    if tie(written) < least {
        f.write_char('(')?;
        node(written, Tie::Or, f)?;
        return f.write_char(')');
    }
    match written {
        Node::All => f.write_char('*'),
        Node::Text(Text { scope, words: found }) => match scope {
            Scope::Everywhere => words(found, Tie::Or, f),
            Scope::Headline => scoped("headline", found, f),
            Scope::Lead => scoped("lead", found, f),
        },
        Node::And(nodes) => joined(nodes, " AND ", |part, f| node(part, Tie::Near, f), f),
        Node::Or(nodes) => joined(nodes, " OR ", |part, f| node(part, Tie::And, f), f),
        Node::Not(inner) => {
            f.write_str("NOT ")?;
            node(inner, Tie::Unary, f)
        }
        Node::Boost(inner, factor) => {
            node(inner, Tie::Primary, f)?;
            write!(f, "^{factor}")
        }
        Node::Entity { kind, name } => entity(*kind, name, f),
        Node::Published(range) => days("published", *range, f),
        Node::FirstSeen(range) => days("first_seen", *range, f),
        Node::Figure(range) => figure(range, f),
        Node::Publisher(name) => field("publisher", name, f),
        Node::Access(access) => write!(f, "access:{}", access_name(*access)),
        Node::Whole(whole, value) => {
            let name = match whole {
                WholeField::Id => "id",
                WholeField::Url => "url",
                WholeField::Lang => "lang",
                WholeField::Section => "section",
                WholeField::Story => "story",
            };
            field(name, value, f)
        }
    }
}

fn joined<T>(parts: &[T], between: &str, write: impl Fn(&T, &mut Formatter<'_>) -> Result, f: &mut Formatter<'_>) -> Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        write(part, f)?;
    }
    Ok(())
}

fn scoped(name: &str, found: &Words, f: &mut Formatter<'_>) -> Result {
    write!(f, "{name}:")?;
    words(found, Tie::Primary, f)
}

/// Writes words where at least such a tie is needed.
fn words(found: &Words, least: Tie, f: &mut Formatter<'_>) -> Result {
    let tie = match found {
        Words::Near { .. } => Tie::Near,
        Words::Any(_) => Tie::Or,
        _ => Tie::Primary,
    };
    if tie < least {
        f.write_char('(')?;
        words(found, Tie::Or, f)?;
        return f.write_char(')');
    }
    match found {
        Words::Stems(text) => bare(text, f),
        Words::Exact(text) => quoted(text, f),
        Words::Sloppy(text, slop) => {
            quoted(text, f)?;
            write!(f, "~{slop}")
        }
        Words::Pattern(pattern) => write!(f, "{pattern}"),
        Words::Fuzzy(text, distance) => {
            bare(text, f)?;
            write!(f, "~{distance}")
        }
        Words::Regex(expression) => slashed(expression.source(), f),
        Words::Near { left, right, distance, ordered } => {
            words(left, Tie::Near, f)?;
            write!(f, " {}/{distance} ", if *ordered { "PRE" } else { "NEAR" })?;
            words(right, Tie::Primary, f)
        }
        Words::Any(parts) => joined(parts, " OR ", |part, f| words(part, Tie::Near, f), f),
        Words::Same { unit, parts } => {
            f.write_str(match unit {
                TextUnit::Sentence => "SENT(",
                TextUnit::Paragraph => "PARA(",
            })?;
            joined(parts, " ", |part, f| words(part, Tie::Primary, f), f)?;
            f.write_char(')')
        }
        Words::Slot(term) if term.starts_with('<') => f.write_str(term),
        Words::Slot(id) => entity(None, id, f),
        Words::Entity { kind, name } => entity(*kind, name, f),
        Words::AtLeast { times, of } => {
            write!(f, "ATLEAST/{times}(")?;
            words(of, Tie::Or, f)?;
            f.write_char(')')
        }
    }
}

/// A word without quotation marks: signs that could be read as operators have a backslash before them.
fn bare(text: &str, f: &mut Formatter<'_>) -> Result {
    let operator = ["AND", "OR", "NOT", "NEAR", "PRE", "SENT", "PARA", "ATLEAST"].contains(&text);
    for (number, c) in text.chars().enumerate() {
        let inside = number > 0 && matches!(c, '.' | ',' | '-' | '\'' | '’' | '%' | '$');
        if !(c.is_alphanumeric() || inside) || (operator && number == 0) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}

fn quoted(text: &str, f: &mut Formatter<'_>) -> Result {
    f.write_char('"')?;
    for c in text.chars() {
        if is_quote(c) || matches!(c, '\\' | '*' | '?') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn slashed(source: &str, f: &mut Formatter<'_>) -> Result {
    f.write_char('/')?;
    let mut letters = source.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => {
                f.write_char(c)?;
                letters.next().map_or(Ok(()), |next| f.write_char(next))?;
            }
            '/' => f.write_str("\\/")?,
            _ => f.write_char(c)?,
        }
    }
    f.write_char('/')
}

fn field(name: &str, value: &str, f: &mut Formatter<'_>) -> Result {
    write!(f, "{name}:")?;
    quoted(value, f)
}

fn entity(kind: Option<Kind>, name: &str, f: &mut Formatter<'_>) -> Result {
    field(kind.map_or("entity", Kind::name), name, f)
}

fn days(name: &str, range: Days, f: &mut Formatter<'_>) -> Result {
    match (range.from, range.to) {
        (None, None) => write!(f, "{name}:*"),
        (Some(from), None) => write!(f, "{name}:[{from} TO *]"),
        (None, Some(to)) => write!(f, "{name}:[* TO {to}}}"),
        (Some(from), Some(to)) => write!(f, "{name}:[{from} TO {to}}}"),
    }
}

fn figure(range: &FigureRange, f: &mut Formatter<'_>) -> Result {
    let open = |end: Option<(rust_decimal::Decimal, bool)>| end.is_none_or(|(_, included)| included);
    f.write_str(if open(range.low) { "figure:[" } else { "figure:{" })?;
    let end = |end: Option<(rust_decimal::Decimal, bool)>| end.map_or_else(|| "*".to_owned(), |(value, _)| value.to_string());
    write!(f, "{} TO {}", end(range.low), end(range.high))?;
    f.write_str(if open(range.high) { "]" } else { "}" })?;
    f.write_str(match &range.unit {
        FigureUnit::Money(currency) => currency.code(),
        FigureUnit::Plain(unit) => unit_name(*unit),
    })?;
    if let Some(subject) = &range.subject {
        f.write_char('@')?;
        quoted(subject, f)?;
    }
    Ok(())
}

/// The name of a unit in the query language; `?` for one that cannot be asked for.
fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::PercentagePoint => "pp",
        Unit::BasisPoint => "bp",
        Unit::IndexPoint => "points",
        Unit::Share => "shares",
        Unit::Multiple => "x",
        Unit::Money(_) | Unit::Count(_) | Unit::Duration => "?",
    }
}
