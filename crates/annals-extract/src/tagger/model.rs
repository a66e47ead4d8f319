//! The tagger's weights: one row of small numbers for each lot of features, as a file and in memory.
//!
//! Features are hashed into [`BUCKETS`] lots (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), so
//! that nothing but weights is kept. The file holds the rows that are not zero: `annt1`, the transitions, then for each row its
//! distance from the row before (7 bits a byte, low ones first) and its seven weights.

use super::label::LABELS;

/// Lots of features.
pub(super) const BUCKETS: usize = 1 << 18;

/// Weights a row: one for each label, and one unused so that a row is sixteen bytes.
pub(super) const ROW: usize = 8;

/// First bytes of a model's file.
const MAGIC: &[u8; 5] = b"annt1";

/// The trained weights.
#[derive(Clone, PartialEq, Eq)]
pub struct Tagger {
    /// `BUCKETS` rows.
    weights: Vec<[i16; ROW]>,
    /// By the label before and the label after.
    transitions: [[i16; ROW]; ROW],
}

impl std::fmt::Debug for Tagger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tagger").field("rows", &self.rows()).finish()
    }
}

impl Default for Tagger {
    fn default() -> Self {
        Self { weights: vec![[0; ROW]; BUCKETS], transitions: [[0; ROW]; ROW] }
    }
}

impl Tagger {
    /// The model compiled into this program.
    #[must_use]
    pub fn embedded() -> Self {
        Self::from_bytes(include_bytes!("model.bin")).unwrap_or_default()
    }

    /// Reads a model's file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or("this is no model of names: it does not begin with `annt1`")?;
        let mut model = Self::default();
        let mut row = || -> Option<[i16; ROW]> {
            let (weights, after) = rest.split_first_chunk::<{ 2 * LABELS }>()?;
            rest = after;
            let mut row = [0; ROW];
            for (weight, pair) in row.iter_mut().zip(weights.chunks_exact(2)) {
                *weight = i16::from_le_bytes([pair[0], pair[1]]);
            }
            Some(row)
        };
        for label in 0..LABELS {
            model.transitions[label] = row().ok_or("the model is cut off")?;
        }
        let mut at = 0_usize;
        while !rest.is_empty() {
            let (mut step, mut shift) = (0_usize, 0);
            loop {
                let (&byte, after) = rest.split_first().ok_or("the model is cut off")?;
                rest = after;
                step |= usize::from(byte & 127) << shift;
                shift += 7;
                if byte < 128 {
                    break;
                }
                if shift > 21 {
                    return Err("the model is damaged".to_owned());
                }
            }
            at += step;
            let (weights, after) = rest.split_first_chunk::<{ 2 * LABELS }>().ok_or("the model is cut off")?;
            rest = after;
            let row = model.weights.get_mut(at).ok_or("the model is damaged")?;
            for (weight, pair) in row.iter_mut().zip(weights.chunks_exact(2)) {
                *weight = i16::from_le_bytes([pair[0], pair[1]]);
            }
        }
        Ok(model)
    }

    /// The model as a file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let write = |row: &[i16; ROW], out: &mut Vec<u8>| row[..LABELS].iter().for_each(|weight| out.extend(weight.to_le_bytes()));
        self.transitions[..LABELS].iter().for_each(|row| write(row, &mut out));
        let mut last = 0;
        for (at, row) in self.weights.iter().enumerate().filter(|(_, row)| row.iter().any(|weight| *weight != 0)) {
            let mut step = at - last;
            last = at;
            while step > 127 {
                out.push(u8::try_from(step & 127).unwrap_or(0) | 128);
                step >>= 7;
            }
            out.push(u8::try_from(step).unwrap_or(0));
            write(row, &mut out);
        }
        out
    }

    /// Rows that are not zero.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.weights.iter().filter(|row| row.iter().any(|weight| *weight != 0)).count()
    }

    /// The row of a feature.
    #[inline]
    pub(super) fn row(&self, feature: u32) -> &[i16; ROW] {
        &self.weights[feature as usize % BUCKETS]
    }

    pub(super) fn row_mut(&mut self, feature: u32) -> &mut [i16; ROW] {
        &mut self.weights[feature as usize % BUCKETS]
    }

    #[inline]
    pub(super) fn transition(&self, before: u8, after: u8) -> i16 {
        self.transitions[usize::from(before) % ROW][usize::from(after) % ROW]
    }

    pub(super) fn transition_mut(&mut self, before: u8, after: u8) -> &mut i16 {
        &mut self.transitions[usize::from(before) % ROW][usize::from(after) % ROW]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_read_as_it_was_written() {
        let mut model = Tagger::default();
        for (feature, weight) in [(0, 7), (1, -300), (200, 1), (70_000, i16::MIN), (u32::try_from(BUCKETS - 1).unwrap_or(0), 3)] {
            model.row_mut(feature)[usize::try_from(feature).unwrap_or(0) % LABELS] = weight;
        }
        *model.transition_mut(1, 2) = 45;
        let bytes = model.to_bytes();
        assert_eq!(Tagger::from_bytes(&bytes), Ok(model));
        assert!(Tagger::from_bytes(&bytes[..bytes.len() - 1]).is_err() && Tagger::from_bytes(b"else").is_err());
        assert!(Tagger::from_bytes(&[bytes.as_slice(), &[255, 255, 255, 255, 1]].concat()).is_err());
    }

    #[test]
    fn the_embedded_model_has_weights() {
        assert!(Tagger::embedded().rows() > 1000);
    }
}
