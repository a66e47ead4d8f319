//! What a word is to a name: outside, its beginning, or its inside.

/// Number of labels.
pub(super) const LABELS: usize = 7;

/// Kinds of names the tagger tells apart, in the order of their labels.
pub(super) const TYPES: [&str; 3] = ["PER", "ORG", "LOC"];

/// Outside of any name.
pub(super) const OUTSIDE: u8 = 0;

/// The label of a name's first word.
pub(super) fn begin(kind: usize) -> u8 {
    1 + 2 * u8::try_from(kind).unwrap_or(0)
}

/// The label of a name's later words.
pub(super) fn inside(kind: usize) -> u8 {
    begin(kind) + 1
}

/// The kind a label belongs to.
pub(super) fn kind_of(label: u8) -> Option<usize> {
    label.checked_sub(1).map(|label| usize::from(label / 2))
}

/// Whether a label opens a name.
pub(super) fn opens(label: u8) -> bool {
    label % 2 == 1
}

/// Whether `next` may follow `label`: an inside needs its own kind before it.
pub(super) fn follows(label: u8, next: u8) -> bool {
    next == OUTSIDE || opens(next) || label == next || label + 1 == next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_needs_its_kind_before_it() {
        for kind in 0..TYPES.len() {
            assert!(follows(begin(kind), inside(kind)) && follows(inside(kind), inside(kind)));
            assert!(!follows(OUTSIDE, inside(kind)) && follows(OUTSIDE, begin(kind)));
            assert!(!follows(begin((kind + 1) % 3), inside(kind)));
            assert_eq!((kind_of(begin(kind)), kind_of(inside(kind))), (Some(kind), Some(kind)));
        }
        assert_eq!(kind_of(OUTSIDE), None);
    }
}
