//! Whether an article's words form a shape at all: no more is read of the article, and nothing more collected, than decides.

use crate::interval::{Shape, find, list};

/// The numbers of words in one article, read when they are asked for.
pub(crate) trait Lists {
    /// How many numbers the list of a leaf holds at most, before any is read.
    fn most(&mut self, leaf: usize) -> u32;

    /// Reads the list of a leaf, unless that is done, and says whether it holds any number: sorted, some may stand in it
    /// several times.
    fn read(&mut self, leaf: usize) -> bool;

    /// Reads the list of a leaf, unless that is done: sorted, each number once.
    fn read_once(&mut self, leaf: usize);

    /// The lists by leaf; only those read hold what they should.
    fn lists(&self) -> &[Vec<u32>];
}

/// Whether a shape has any place: whether [`find`] finds one.
pub(crate) fn decide(shape: &Shape, words: &mut impl Lists) -> bool {
    match shape {
        Shape::Leaf(leaf) | Shape::Span { open: leaf, .. } => words.read(*leaf),
        Shape::Any(parts) => parts.iter().any(|part| decide(part, words)),
        Shape::Near { left, right, distance, ordered } => match (singles(left), singles(right)) {
            (Some(left), Some(right)) => {
                read_singles(left, words) && read_singles(right, words) && {
                    let lists = words.lists();
                    lists_of(left, lists).any(|left| lists_of(right, lists).any(|right| is_near(left, right, *distance, *ordered)))
                }
            }
            _ => found(shape, words),
        },
        Shape::Same { breaks, parts } => {
            let single = |part: &Shape| singles(part).is_some();
            if !parts.iter().all(single) {
                return found(shape, words);
            }
            // The starts of sentences are many: they come last.
            parts.iter().all(|part| singles(part).is_some_and(|part| read_singles(part, words))) && {
                words.read(*breaks);
                is_together(parts, list(words.lists(), *breaks), words.lists())
            }
        }
        Shape::Run { leaves, slop } if *slop == 0 || is_set(leaves) => {
            if leaves.is_empty() || !leaves.iter().all(|leaf| words.read(*leaf)) {
                return false;
            }
            if *slop == 0 { is_run(leaves, words.lists()) } else { is_loose(leaves, *slop, words.lists()) }
        }
        Shape::AtLeast { times, of } => match **of {
            Shape::Leaf(leaf) => {
                words.most(leaf) >= *times && {
                    words.read_once(leaf);
                    list(words.lists(), leaf).len() >= (*times).max(1) as usize
                }
            }
            _ => found(shape, words),
        },
        Shape::Run { .. } => found(shape, words),
    }
}

/// By finding all places.
fn found(shape: &Shape, words: &mut impl Lists) -> bool {
    read_all(shape, words);
    !find(shape, words.lists(), false).is_empty()
}

fn read_all(shape: &Shape, words: &mut impl Lists) {
    match shape {
        Shape::Leaf(leaf) => words.read_once(*leaf),
        Shape::Span { open, close } => [*open, *close].into_iter().for_each(|leaf| words.read_once(leaf)),
        Shape::Run { leaves, .. } => leaves.iter().for_each(|leaf| words.read_once(*leaf)),
        Shape::Near { left, right, .. } => [left, right].into_iter().for_each(|side| read_all(side, words)),
        Shape::Any(parts) => parts.iter().for_each(|part| read_all(part, words)),
        Shape::Same { breaks, parts } => {
            words.read_once(*breaks);
            parts.iter().for_each(|part| read_all(part, words));
        }
        Shape::AtLeast { of, .. } => read_all(of, words),
    }
}

/// A shape that is one word, or any of several, as these words.
fn singles(shape: &Shape) -> Option<&[Shape]> {
    match shape {
        Shape::Leaf(_) => Some(std::slice::from_ref(shape)),
        Shape::Any(parts) if parts.iter().all(|part| matches!(part, Shape::Leaf(_))) => Some(parts),
        _ => None,
    }
}

/// Reads the lists of single words; whether there is any.
fn read_singles(words: &[Shape], lists: &mut impl Lists) -> bool {
    let mut any = false;
    for word in words {
        if let Shape::Leaf(leaf) = word {
            any |= lists.read(*leaf);
        }
    }
    any
}

fn lists_of<'a>(words: &'a [Shape], lists: &'a [Vec<u32>]) -> impl Iterator<Item = &'a [u32]> {
    words.iter().map(move |word| if let Shape::Leaf(leaf) = word { list(lists, *leaf) } else { &[] })
}

/// Whether a number of each list stands at most `distance` apart from one of the other, and not at the same place; a
/// number may stand in a list several times.
fn is_near(left: &[u32], right: &[u32], distance: u32, ordered: bool) -> bool {
    // The nearest on each side of every number of the shorter list: looked up, since whose turn it is cannot be foreseen.
    let (few, many, few_first) = if left.len() <= right.len() { (left, right, true) } else { (right, left, false) };
    let (behind, before) = (!ordered || few_first, !ordered || !few_first);
    few.iter().any(|at| {
        let place = many.partition_point(|other| other < at);
        let last = |before: usize| many.get(before).is_some_and(|other| at - other <= distance);
        let next = || {
            let next = many.get(place..).unwrap_or(&[]).iter().find(|other| *other > at);
            next.is_some_and(|other| other - at <= distance)
        };
        (before && place.checked_sub(1).is_some_and(last)) || (behind && next())
    })
}

/// Whether every part has a word between the same two neighbours of `breaks`.
fn is_together(parts: &[Shape], breaks: &[u32], lists: &[Vec<u32>]) -> bool {
    if let [Shape::Leaf(left), Shape::Leaf(right)] = parts {
        return are_together(list(lists, *left), list(lists, *right), breaks);
    }
    let Some(rarest) = parts.iter().min_by_key(|part| of_part(part, lists).map(<[u32]>::len).sum::<usize>()) else { return false };
    of_part(rarest, lists).flatten().any(|at| {
        let unit = breaks.partition_point(|start| start <= at);
        let from = unit.checked_sub(1).and_then(|before| breaks.get(before)).copied().unwrap_or(0);
        let to = breaks.get(unit).copied().unwrap_or(u32::MAX);
        let inside = |list: &[u32]| list.get(list.partition_point(|word| *word < from)).is_some_and(|word| *word < to);
        parts.iter().all(|part| of_part(part, lists).any(inside))
    })
}

/// Whether a word of each list stands between the same two neighbours of `breaks`.
fn are_together(left: &[u32], right: &[u32], breaks: &[u32]) -> bool {
    let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    few.iter().any(|at| {
        let unit = breaks.partition_point(|start| start <= at);
        let from = unit.checked_sub(1).and_then(|before| breaks.get(before)).copied().unwrap_or(0);
        let to = breaks.get(unit).copied().unwrap_or(u32::MAX);
        many.get(many.partition_point(|word| *word < from)).is_some_and(|word| *word < to)
    })
}

fn of_part<'a>(part: &'a Shape, lists: &'a [Vec<u32>]) -> impl Iterator<Item = &'a [u32]> {
    lists_of(singles(part).unwrap_or(&[]), lists)
}

fn is_set(leaves: &[usize]) -> bool {
    leaves.iter().enumerate().all(|(at, leaf)| !leaves.iter().skip(at + 1).any(|other| other == leaf))
}

/// Whether words stand right behind each other.
fn is_run(leaves: &[usize], lists: &[Vec<u32>]) -> bool {
    let Some((first, rest)) = leaves.split_first() else { return false };
    let follows = |start: u32| (start + 1..).zip(rest).all(|(at, leaf)| list(lists, *leaf).binary_search(&at).is_ok());
    list(lists, *first).iter().any(|start| follows(*start))
}

/// Whether different words of a phrase, of which no two stand at one number, stand in it moved by `slop` places in all: each word less its place in the phrase
/// lies in one window of that width.
fn is_loose(leaves: &[usize], slop: u32, lists: &[Vec<u32>]) -> bool {
    let base = |place: usize, at: u32| i64::from(at) - place as i64;
    // A window may as well begin where a word is.
    leaves.iter().enumerate().any(|(place, leaf)| {
        list(lists, *leaf).iter().any(|at| {
            let lowest = base(place, *at);
            leaves.iter().enumerate().all(|(place, leaf)| {
                let words = list(lists, *leaf);
                let first = words.get(words.partition_point(|at| base(place, *at) < lowest));
                first.is_some_and(|at| base(place, *at) - lowest <= i64::from(slop))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Lists, decide};
    use crate::interval::{Shape, find};
    use proptest::collection::vec;
    use proptest::prelude::*;

    struct Known(Vec<Vec<u32>>);

    impl Lists for Known {
        fn most(&mut self, leaf: usize) -> u32 {
            u32::try_from(self.0[leaf].len()).expect("few")
        }

        fn read(&mut self, leaf: usize) -> bool {
            !self.0[leaf].is_empty()
        }

        fn read_once(&mut self, leaf: usize) {
            self.0[leaf].dedup();
        }

        fn lists(&self) -> &[Vec<u32>] {
            &self.0
        }
    }

    fn single() -> BoxedStrategy<Shape> {
        let leaf = (0_usize..4).prop_map(Shape::Leaf);
        prop_oneof![4 => leaf.clone(), 1 => vec(leaf, 0..3).prop_map(Shape::Any)].boxed()
    }

    fn near(part: BoxedStrategy<Shape>) -> BoxedStrategy<Shape> {
        (part.clone(), part, 1_u32..9, any::<bool>())
            .prop_map(|(left, right, distance, ordered)| Shape::Near { left: Box::new(left), right: Box::new(right), distance, ordered })
            .boxed()
    }

    fn same(part: BoxedStrategy<Shape>) -> BoxedStrategy<Shape> {
        vec(part, 1..4).prop_map(|parts| Shape::Same { breaks: 4, parts }).boxed()
    }

    fn shape() -> BoxedStrategy<Shape> {
        let run = vec(0_usize..4, 1..4).prop_map(|leaves| Shape::Run { leaves, slop: 0 });
        let span = (0_usize..4).prop_map(|open| Shape::Span { open, close: 3 });
        let flat = prop_oneof![
            3 => single(),
            4 => near(single()),
            3 => same(single()),
            3 => run,
            1 => span,
            1 => (0_u32..4, single()).prop_map(|(times, of)| Shape::AtLeast { times, of: Box::new(of) }),
        ]
        .boxed();
        prop_oneof![
            6 => flat.clone(),
            1 => near(flat.clone()),
            1 => same(flat.clone()),
            1 => vec(flat, 1..3).prop_map(Shape::Any),
        ]
        .boxed()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_decided_is_what_is_found(shape in shape(), lists in vec(vec(0_u32..50, 0..6), 5)) {
            let mut lists: Vec<Vec<u32>> = lists;
            lists.iter_mut().for_each(|list| list.sort_unstable());
            let mut single = lists.clone();
            single.iter_mut().for_each(Vec::dedup);
            let found = find(&shape, &single, false);
            prop_assert_eq!(decide(&shape, &mut Known(lists)), !found.is_empty(), "{:?}", shape);
        }

        #[test]
        fn loose_phrases_are_decided_as_they_are_found(leaves in vec(0_usize..4, 1..5), slop in 1_u32..7, text in vec(0_usize..9, 30)) {
            // Of the words of a phrase, one stands at each number.
            let places = |leaf| (0_u32..).zip(&text).filter(|(_, word)| **word == leaf).map(|(at, _)| at).collect();
            let lists: Vec<Vec<u32>> = (0..4).map(places).collect();
            let shape = Shape::Run { leaves, slop };
            let found = find(&shape, &lists, false);
            prop_assert_eq!(decide(&shape, &mut Known(lists)), !found.is_empty(), "{:?}", shape);
        }
    }
}
