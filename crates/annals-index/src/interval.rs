//! Words near each other: from the numbers of single words to the stretches that a phrase, NEAR or SENT asks for.
//!
//! The same functions decide whether an article matches and, when it is shown, which of its words did. Inside an operator
//! every way in which a part can be found counts, so that `(a NEAR/5 b) NEAR/2 c` holds whenever some a, b and c stand so;
//! of the ways found in the end, the shortest are told: those that hold no shorter one.

use std::collections::BTreeMap;

/// With more ways than this to find a part in one article, only the shortest are tried further.
const MOST_WAYS: usize = 50_000;

/// What to look for; a number in it names a list of word numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// One word.
    Leaf(usize),
    /// Words from an opening mark to its closing one; a mark that nothing closes covers one word.
    Span { open: usize, close: usize },
    /// Words in a row, which may be moved by `slop` places in all.
    Run { leaves: Vec<usize>, slop: u32 },
    /// Two things at most `distance` words apart.
    Near { left: Box<Shape>, right: Box<Shape>, distance: u32, ordered: bool },
    /// Any of these.
    Any(Vec<Shape>),
    /// All between two neighbours of the list `breaks`.
    Same { breaks: usize, parts: Vec<Shape> },
    /// So many times, without overlap.
    AtLeast { times: u32, of: Box<Shape> },
}

/// Words `start..=end`, and the stretches in it that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Interval {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) parts: Vec<(u32, u32)>,
}

/// The places of a shape, by start: of NEAR, PRE and loose phrases the shortest. `positions` holds a sorted list of word
/// numbers for each leaf; parts are kept on request.
pub(crate) fn find(shape: &Shape, positions: &[Vec<u32>], parts: bool) -> Vec<Interval> {
    told(shape, positions, parts, &|_| true)
}

/// The places of a shape that are told, among the ways that are `kept`.
fn told(shape: &Shape, positions: &[Vec<u32>], parts: bool, kept: &dyn Fn(&Interval) -> bool) -> Vec<Interval> {
    match shape {
        Shape::Any(shapes) => sorted(shapes.iter().flat_map(|shape| told(shape, positions, parts, kept)).collect()),
        Shape::AtLeast { times, of } => {
            if apart(&ways(of, positions, false)) >= *times {
                told(of, positions, parts, kept)
            } else {
                Vec::new()
            }
        }
        _ => {
            let mut found = ways(shape, positions, parts);
            found.retain(kept);
            if matches!(shape, Shape::Near { .. } | Shape::Run { slop: 1.., .. }) { shortest(found) } else { found }
        }
    }
}

/// All ways in which a shape can be found, by start.
fn ways(shape: &Shape, positions: &[Vec<u32>], parts: bool) -> Vec<Interval> {
    let found = match shape {
        Shape::Leaf(leaf) => list(positions, *leaf).iter().map(|at| interval(*at, *at, parts)).collect(),
        Shape::Span { open, close } => covered(list(positions, *open), list(positions, *close), parts),
        Shape::Run { leaves, slop: 0 } => runs(leaves, positions, parts),
        Shape::Run { leaves, slop } => loose_runs(leaves, *slop, positions, parts),
        Shape::Near { left, right, distance, ordered } => {
            let (left, right) = (ways(left, positions, parts), ways(right, positions, parts));
            pairs(&left, &right, *distance, *ordered).unwrap_or_else(|| nearest_pairs(left, right, *distance, *ordered))
        }
        Shape::Any(shapes) => shapes.iter().flat_map(|shape| ways(shape, positions, parts)).collect(),
        Shape::Same { breaks, parts: shapes } => together(shapes, list(positions, *breaks), positions, parts),
        Shape::AtLeast { .. } => told(shape, positions, parts, &|_| true),
    };
    sorted(found)
}

fn sorted(mut found: Vec<Interval>) -> Vec<Interval> {
    found.sort_unstable();
    found.dedup();
    found
}

/// Those that hold no shorter one.
fn shortest(mut found: Vec<Interval>) -> Vec<Interval> {
    found.sort_unstable_by(|a, b| b.start.cmp(&a.start).then(a.end.cmp(&b.end)));
    let mut kept: Vec<Interval> = Vec::with_capacity(found.len());
    for next in found {
        // Of those that begin no earlier, the last one kept ends first.
        if kept.last().is_none_or(|last| next.end < last.end || (next.start, next.end) == (last.start, last.end)) {
            kept.push(next);
        }
    }
    sorted(kept)
}

#[inline]
pub(crate) fn list(positions: &[Vec<u32>], leaf: usize) -> &[u32] {
    positions.get(leaf).map_or(&[], Vec::as_slice)
}

fn interval(start: u32, end: u32, parts: bool) -> Interval {
    Interval { start, end, parts: if parts { vec![(start, end)] } else { Vec::new() } }
}

/// The words that marks cover: up to the next closing, unless another one opens before it.
fn covered(open: &[u32], close: &[u32], parts: bool) -> Vec<Interval> {
    let mut closings = close.iter().copied().peekable();
    let mut found = Vec::with_capacity(open.len());
    for (number, start) in open.iter().copied().enumerate() {
        while closings.next_if(|end| *end <= start).is_some() {}
        let next = open.get(number + 1).copied().unwrap_or(u32::MAX);
        let end = closings.next_if(|end| *end < next).unwrap_or(start);
        found.push(interval(start, end, parts));
    }
    found
}

/// Words right behind each other.
fn runs(leaves: &[usize], positions: &[Vec<u32>], parts: bool) -> Vec<Interval> {
    let Some((first, rest)) = leaves.split_first() else { return Vec::new() };
    let last = u32::try_from(rest.len()).unwrap_or(u32::MAX);
    let follows = |start: u32| (start + 1..).zip(rest).all(|(at, leaf)| list(positions, *leaf).binary_search(&at).is_ok());
    list(positions, *first).iter().filter(|start| follows(**start)).map(|start| interval(*start, start + last, parts)).collect()
}

/// Words of a phrase moved by `slop` places in all: each word less its place in the phrase lies in one window of that
/// width. A word that stands twice in the phrase must stand twice in the text.
fn loose_runs(leaves: &[usize], slop: u32, positions: &[Vec<u32>], parts: bool) -> Vec<Interval> {
    let mut bases: Vec<i64> = Vec::new();
    for (place, leaf) in (0_i64..).zip(leaves) {
        bases.extend(list(positions, *leaf).iter().map(|at| i64::from(*at) - place));
    }
    bases.sort_unstable();
    bases.dedup();
    let mut found = Vec::new();
    for base in bases {
        let window: Vec<&[u32]> = (0_i64..).zip(leaves).map(|(place, leaf)| between(list(positions, *leaf), base + place, slop)).collect();
        let all = window.iter().try_fold(1_usize, |all, words| all.checked_mul(words.len())).filter(|all| found.len() + all <= MOST_WAYS);
        let mut taken = Vec::with_capacity(leaves.len());
        if all.is_some() {
            choose(&window, &mut taken, &mut |taken| found.push(interval_of(taken, parts)));
        } else {
            // Windows open and close in the order of the words: the first free word is always a right choice.
            for words in &window {
                taken.extend(words.iter().copied().find(|at| !taken.contains(at)));
            }
            if taken.len() == leaves.len() {
                found.push(interval_of(&taken, parts));
            }
        }
    }
    found
}

/// The words from `lowest` to `slop` places behind it.
fn between(words: &[u32], lowest: i64, slop: u32) -> &[u32] {
    let from = words.partition_point(|at| i64::from(*at) < lowest);
    let to = words.partition_point(|at| i64::from(*at) <= lowest + i64::from(slop));
    words.get(from..to).unwrap_or(&[])
}

/// Every choice of one word from each list, no word twice.
fn choose(window: &[&[u32]], taken: &mut Vec<u32>, found: &mut dyn FnMut(&[u32])) {
    let Some((words, rest)) = window.split_first() else { return found(taken) };
    for at in *words {
        if !taken.contains(at) {
            taken.push(*at);
            choose(rest, taken, found);
            taken.pop();
        }
    }
}

fn interval_of(taken: &[u32], parts: bool) -> Interval {
    let mut words: Vec<(u32, u32)> = taken.iter().map(|at| (*at, *at)).collect();
    words.sort_unstable();
    let (start, end) = (words.first().map_or(0, |word| word.0), words.last().map_or(0, |word| word.1));
    Interval { start, end, parts: if parts { words } else { Vec::new() } }
}

/// Pairs at most `distance` words apart; `None` when there are too many.
fn pairs(left: &[Interval], right: &[Interval], distance: u32, ordered: bool) -> Option<Vec<Interval>> {
    let mut pairs = Vec::new();
    let complete = follow(left, right, distance, &mut pairs) && (ordered || follow(right, left, distance, &mut pairs));
    complete.then_some(pairs)
}

/// Pairs in which one of `second` begins at most `distance` words behind the end of one of `first`; whether all are given.
fn follow(first: &[Interval], second: &[Interval], distance: u32, pairs: &mut Vec<Interval>) -> bool {
    for before in first {
        let from = second.partition_point(|after| after.start <= before.end);
        let reach = before.end.saturating_add(distance);
        let near = second.get(from..).unwrap_or(&[]).iter().take_while(|after| after.start <= reach);
        pairs.extend(near.take(MOST_WAYS).map(|after| both(before, after)));
        if pairs.len() > MOST_WAYS {
            return false;
        }
    }
    true
}

/// The shortest of each side, each with the nearest of the other: whether there is any pair is told rightly also so.
fn nearest_pairs(left: Vec<Interval>, right: Vec<Interval>, distance: u32, ordered: bool) -> Vec<Interval> {
    let (left, right) = (shortest(left), shortest(right));
    let mut found = Vec::new();
    let mut join = |first: &[Interval], second: &[Interval]| {
        for before in first {
            let next = second.get(second.partition_point(|after| after.start <= before.end));
            found.extend(next.filter(|after| after.start - before.end <= distance).map(|after| both(before, after)));
        }
    };
    join(&left, &right);
    if !ordered {
        join(&right, &left);
    }
    found
}

fn both(a: &Interval, b: &Interval) -> Interval {
    let mut parts: Vec<(u32, u32)> = a.parts.iter().chain(&b.parts).copied().collect();
    parts.sort_unstable();
    Interval { start: a.start.min(b.start), end: a.end.max(b.end), parts }
}

/// Stretches between two neighbours of `breaks` that hold every shape, each with all places of its parts.
fn together(shapes: &[Shape], breaks: &[u32], positions: &[Vec<u32>], parts: bool) -> Vec<Interval> {
    let unit = |at: u32| breaks.partition_point(|start| *start <= at);
    let mut units: BTreeMap<usize, (usize, Interval)> = BTreeMap::new();
    for (done, shape) in shapes.iter().enumerate() {
        for found in told(shape, positions, parts, &|found| unit(found.start) == unit(found.end)) {
            let number = unit(found.start);
            match units.get_mut(&number) {
                None if done == 0 => {
                    units.insert(number, (1, found));
                }
                Some((held, whole)) if *held >= done => {
                    *held = done + 1;
                    *whole = both(whole, &found);
                }
                _ => {}
            }
        }
    }
    units.into_values().filter(|(held, _)| *held == shapes.len()).map(|(_, whole)| whole).collect()
}

/// How many of these can be taken so that no two share a word.
fn apart(found: &[Interval]) -> u32 {
    let mut by_end: Vec<&Interval> = found.iter().collect();
    by_end.sort_by_key(|interval| interval.end);
    let (mut count, mut free) = (0, 0);
    for interval in by_end {
        if interval.start >= free {
            count += 1;
            free = interval.end.saturating_add(1);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{Shape, find};

    fn spans(shape: &Shape, positions: &[Vec<u32>]) -> Vec<(u32, u32)> {
        find(shape, positions, false).iter().map(|found| (found.start, found.end)).collect()
    }

    fn near(distance: u32, ordered: bool) -> Shape {
        Shape::Near { left: Box::new(Shape::Leaf(0)), right: Box::new(Shape::Leaf(1)), distance, ordered }
    }

    #[test]
    fn a_run_is_unbroken() {
        let run = Shape::Run { leaves: vec![0, 1], slop: 0 };
        assert_eq!(spans(&run, &[vec![0, 4, 9], vec![1, 6, 10]]), [(0, 1), (9, 10)]);
    }

    #[test]
    fn marks_cover_their_words() {
        let span = Shape::Span { open: 0, close: 1 };
        assert_eq!(spans(&span, &[vec![1, 4, 6, 9], vec![5, 8]]), [(1, 1), (4, 5), (6, 8), (9, 9)]);
        let near = Shape::Near { left: Box::new(span), right: Box::new(Shape::Leaf(2)), distance: 2, ordered: false };
        assert_eq!(spans(&near, &[vec![4], vec![6], vec![2, 8, 9]]), [(2, 6), (4, 8)]);
    }

    #[test]
    fn a_loose_run_counts_moves() {
        let run = |slop| Shape::Run { leaves: vec![0, 1], slop };
        assert_eq!(spans(&run(1), &[vec![0], vec![2]]), [(0, 2)]);
        assert!(spans(&run(1), &[vec![0], vec![3]]).is_empty());
        assert!(spans(&run(1), &[vec![1], vec![0]]).is_empty());
        assert_eq!(spans(&run(2), &[vec![1], vec![0]]), [(0, 1)]);
        let twice = Shape::Run { leaves: vec![0, 0], slop: 2 };
        assert!(spans(&twice, &[vec![5]]).is_empty());
        assert_eq!(spans(&twice, &[vec![5, 7]]), [(5, 7)]);
    }

    #[test]
    fn near_looks_both_ways_and_pre_one() {
        let lists = [vec![10], vec![5, 16]];
        assert_eq!(spans(&near(5, false), &lists), [(5, 10)]);
        assert_eq!(spans(&near(6, false), &lists), [(5, 10), (10, 16)]);
        assert_eq!(spans(&near(6, true), &lists), [(10, 16)]);
        assert!(spans(&near(4, false), &lists).is_empty());
    }

    #[test]
    fn near_keeps_the_words_that_matched() {
        let found = find(&near(3, false), &[vec![1, 50], vec![3]], true);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].parts, [(1, 1), (3, 3)]);
    }

    #[test]
    fn many_partners_do_not_multiply_without_bound() {
        let all: Vec<u32> = (0..20_000).collect();
        let (even, odd): (Vec<u32>, Vec<u32>) = all.into_iter().partition(|at| at % 2 == 0);
        assert_eq!(find(&near(200, false), &[even, odd], false).len(), 19_999);
    }

    #[test]
    fn every_way_counts_and_the_shortest_are_told() {
        let lists = [vec![0], vec![1, 3], vec![5]];
        assert_eq!(spans(&near(5, false), &lists), [(0, 1)]);
        let outer = Shape::Near { left: Box::new(near(5, false)), right: Box::new(Shape::Leaf(2)), distance: 2, ordered: false };
        assert_eq!(spans(&outer, &lists), [(0, 5)]);
        let run = Shape::Run { leaves: vec![0, 1], slop: 3 };
        assert_eq!(spans(&run, &lists), [(0, 1)]);
        let outer = Shape::Near { left: Box::new(run), right: Box::new(Shape::Leaf(2)), distance: 2, ordered: true };
        assert_eq!(spans(&outer, &lists), [(0, 5)]);
    }

    #[test]
    fn a_unit_holds_all_its_parts() {
        let same = Shape::Same { breaks: 2, parts: vec![Shape::Leaf(0), Shape::Leaf(1)] };
        assert_eq!(spans(&same, &[vec![1, 12], vec![8, 14], vec![0, 5, 10]]), [(12, 14)]);
        assert!(spans(&same, &[vec![4], vec![5], vec![0, 5]]).is_empty());
    }

    #[test]
    fn at_least_counts_without_overlap() {
        let at_least = |times| Shape::AtLeast { times, of: Box::new(Shape::Leaf(0)) };
        assert_eq!(spans(&at_least(2), &[vec![3, 9]]).len(), 2);
        assert!(spans(&at_least(3), &[vec![3, 9]]).is_empty());
    }
}
