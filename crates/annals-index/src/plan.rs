//! The words of a query, cut as the words of an article are, and the shape they must form.

use crate::analysis::{PARAGRAPH_START, SENTENCE_START, exact_words, stemmed_words};
use crate::interval::Shape;
use crate::overlay::closing;
use crate::query::{Expression, Pattern, TextUnit, Words, within_distance};

/// One thing to look up, with the list of word numbers it gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leaf {
    /// A stem.
    Stem(String),
    /// A word as printed.
    Exact(String),
    /// The first words of sentences or of paragraphs.
    Starts(TextUnit),
    /// A word with wildcards.
    Pattern(Pattern),
    /// A word with slips of the pen.
    Fuzzy(String, u8),
    /// A word of the form of a regular expression.
    Regex(Expression),
    /// A term of the overlay: a mark at its first word, or its closing term at its last.
    Slot(String),
}

impl Leaf {
    /// Whether a folded word, or the mark of a start, is one; stems are compared elsewhere.
    pub(crate) fn matches_word(&self, word: &str) -> bool {
        match self {
            Self::Stem(_) | Self::Slot(_) => false,
            Self::Exact(wanted) => wanted == word,
            Self::Starts(TextUnit::Sentence) => word == SENTENCE_START,
            Self::Starts(TextUnit::Paragraph) => word == PARAGRAPH_START,
            Self::Pattern(pattern) => pattern.matches(word),
            Self::Regex(expression) => expression.matches(word),
            Self::Fuzzy(wanted, distance) => within_distance(wanted, word, *distance),
        }
    }
}

/// What to look up and how it must stand together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) shape: Shape,
}

/// Plans the search for words.
pub(crate) fn plan(words: &Words) -> Plan {
    let mut leaves = Vec::new();
    let shape = shape(words, &mut leaves);
    Plan { leaves, shape }
}

fn shape(words: &Words, leaves: &mut Vec<Leaf>) -> Shape {
    match words {
        Words::Stems(text) => {
            let mut found = stemmed_words(text);
            // "Monday's" asks for Monday.
            if found.len() > 1 {
                found.retain(|word| word.term != "'s");
            }
            run(found.into_iter().map(|word| Leaf::Stem(word.term)), 0, leaves)
        }
        Words::Exact(text) => run(exact_words(text).into_iter().map(|word| Leaf::Exact(word.term)), 0, leaves),
        Words::Sloppy(text, slop) => run(exact_words(text).into_iter().map(|word| Leaf::Exact(word.term)), *slop, leaves),
        Words::Pattern(pattern) => Shape::Leaf(leaf(Leaf::Pattern(pattern.clone()), leaves)),
        Words::Fuzzy(text, distance) => {
            let word = exact_words(text).into_iter().next().map_or_else(String::new, |word| word.term);
            Shape::Leaf(leaf(Leaf::Fuzzy(word, *distance), leaves))
        }
        Words::Regex(expression) => Shape::Leaf(leaf(Leaf::Regex(expression.clone()), leaves)),
        Words::Near { left, right, distance, ordered } => Shape::Near {
            left: Box::new(shape(left, leaves)),
            right: Box::new(shape(right, leaves)),
            distance: *distance,
            ordered: *ordered,
        },
        Words::Any(parts) => Shape::Any(parts.iter().map(|part| shape(part, leaves)).collect()),
        Words::Same { unit, parts } => {
            let breaks = leaf(Leaf::Starts(*unit), leaves);
            Shape::Same { breaks, parts: parts.iter().map(|part| shape(part, leaves)).collect() }
        }
        Words::Slot(term) => Shape::Span { open: leaf(Leaf::Slot(term.clone()), leaves), close: leaf(Leaf::Slot(closing(term)), leaves) },
        // A name whose entities were not looked up finds nothing.
        Words::Entity { .. } => Shape::Any(Vec::new()),
        Words::AtLeast { times, of } => Shape::AtLeast { times: *times, of: Box::new(shape(of, leaves)) },
    }
}

fn run(words: impl Iterator<Item = Leaf>, slop: u32, leaves: &mut Vec<Leaf>) -> Shape {
    let run: Vec<usize> = words.map(|word| leaf(word, leaves)).collect();
    match run.as_slice() {
        [only] => Shape::Leaf(*only),
        _ => Shape::Run { leaves: run, slop },
    }
}

/// The number of a leaf; equal leaves share one.
fn leaf(wanted: Leaf, leaves: &mut Vec<Leaf>) -> usize {
    match leaves.iter().position(|leaf| *leaf == wanted) {
        Some(at) => at,
        None => {
            leaves.push(wanted);
            leaves.len() - 1
        }
    }
}
