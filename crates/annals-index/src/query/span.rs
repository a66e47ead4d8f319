//! Words near each other in a query: the sides of NEAR and PRE, `SENT(…)`, `PARA(…)`, `ATLEAST/5(…)`.

use super::parse::{Reader, Target, WIDEST};
use super::scan::{Bare, error};
use super::{Node, QueryError, Scope, Text, TextUnit, Words};
use crate::analysis::exact_words;

impl Reader {
    /// `SENT(…)`, `PARA(…)`, `ATLEAST/5(…)`, and operators in places where none can stand.
    pub(super) fn named(&mut self, bare: &Bare, scope: Scope) -> Result<Option<Node>, QueryError> {
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
            let nodes = match self.group(Target::Words(scope))? {
                Node::And(nodes) => nodes,
                one => vec![one],
            };
            let mut parts = Vec::with_capacity(nodes.len());
            for node in nodes {
                parts.push(side(node, column).and_then(|(found, words)| same_scope(found, scope, column, words))?);
            }
            if let [only] = parts.as_slice()
                && is_one_word(only)
            {
                let message = format!("{0} takes two or more words or phrases, as in {0}(profit warning)", bare.text());
                return Err(error(column, message));
            }
            return Ok(Some(Node::Text(Text { scope, words: Words::Same { unit, parts } })));
        }
        match operator {
            Some((name, digits)) if name == "ATLEAST" => {
                let times = digits.iter().map(|(c, _)| *c).collect::<String>().parse::<u32>();
                let (Ok(times @ 1..=1000), true) = (times, opened) else {
                    return Err(error(column, "write ATLEAST/5(word), with a number from 1 to 1000"));
                };
                let node = self.group(Target::Words(scope))?;
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

/// What one word answers stands in a sentence of itself.
fn is_one_word(words: &Words) -> bool {
    match words {
        Words::Stems(text) | Words::Exact(text) => exact_words(text).len() < 2,
        Words::Pattern(_) | Words::Fuzzy(..) | Words::Regex(_) | Words::Slot(_) | Words::Entity { .. } => true,
        Words::Any(parts) => parts.iter().all(is_one_word),
        Words::Sloppy(..) | Words::Near { .. } | Words::Same { .. } | Words::AtLeast { .. } => false,
    }
}

fn same_scope(found: Scope, scope: Scope, column: usize, words: Words) -> Result<Words, QueryError> {
    if found == scope { Ok(words) } else { Err(error(column, "everything in the brackets must be looked for in the same field")) }
}

/// A node that can stand beside NEAR: words, phrases, entities, and groups of them joined by OR.
pub(super) fn side(node: Node, column: usize) -> Result<(Scope, Words), QueryError> {
    let refused = match node {
        Node::Text(Text { words: Words::AtLeast { .. }, .. }) => "ATLEAST counts over a whole article; join it with AND",
        Node::Text(text) => return Ok((text.scope, text.words)),
        Node::Entity { kind, name } => return Ok((Scope::Everywhere, Words::Entity { kind, name })),
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
            return Ok((scope.unwrap_or_default(), Words::Any(parts)));
        }
        Node::Figure(_) => "a figure of some value has no place among words; write a slot such as <figure>, <percent> or <HKD>",
        Node::Boost(..) => "a boost stands behind the whole, as in (a NEAR/5 b)^2",
        _ => "only words, phrases, slots, entities and groups of them joined by OR can stand here",
    };
    Err(error(column, refused))
}

pub(super) fn distance(word: &Bare, digits: &[(char, bool)]) -> Result<u32, QueryError> {
    match digits.iter().map(|(c, _)| *c).collect::<String>().parse::<u32>() {
        Ok(distance) if (1..=WIDEST).contains(&distance) => Ok(distance),
        _ => Err(error(word.column, format!("the distance must be a number from 1 to {WIDEST}"))),
    }
}
