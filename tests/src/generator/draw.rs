//! Draws by weight: a few names and words are everywhere, most are rare, as George Kingsley Zipf found.

use super::random::Random;

/// A table that draws an index by its weight in constant time: the alias method of Alastair Walker (1974),
/// built in linear time after Michael Vose (1991).
#[derive(Clone, Debug)]
pub(super) struct Draw {
    /// The probability (of 2^32) that a column gives its own index, and the index that it gives else.
    columns: Vec<(u32, u32)>,
}

impl Draw {
    /// A table of these weights; they need not add up to anything.
    #[must_use]
    pub(super) fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight * weights.len() as f64 / total).collect();
        let mut columns: Vec<(u32, u32)> = (0..weights.len() as u32).map(|index| (u32::MAX, index)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..shares.len()).partition(|index| shares[*index] < 1.0);
        while let (Some(poor), Some(rich)) = (small.pop(), large.last().copied()) {
            columns[poor] = ((shares[poor] * f64::from(u32::MAX)) as u32, rich as u32);
            shares[rich] -= 1.0 - shares[poor];
            if shares[rich] < 1.0 {
                small.extend(large.pop());
            }
        }
        Self { columns }
    }

    /// Weights 1 ÷ (`skipped` + rank)^`exponent` for the ranks 1 to `length`.
    #[must_use]
    pub(super) fn zipf(length: usize, skipped: usize, exponent: f64) -> Self {
        let weights: Vec<f64> = (1..=length).map(|rank| ((skipped + rank) as f64).powf(-exponent)).collect();
        Self::new(&weights)
    }

    /// One index; 0 of an empty table.
    pub(super) fn index(&self, random: &mut Random) -> usize {
        let bits = random.bits();
        let column = ((bits >> 32) * self.columns.len() as u64) >> 32;
        match self.columns.get(column as usize) {
            Some((own, _)) if (bits as u32) < *own => column as usize,
            Some((_, other)) => *other as usize,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;
    use crate::generator::random::Random;

    #[test]
    fn indices_come_as_often_as_they_weigh() {
        let draw = Draw::zipf(1000, 0, 1.0);
        let mut random = Random::new(1, 1);
        let mut counts = vec![0_u32; 1000];
        for _ in 0..200_000 {
            counts[draw.index(&mut random)] += 1;
        }
        let first = f64::from(counts[0]);
        for rank in [2_u32, 5, 10] {
            let ratio = first / f64::from(counts[rank as usize - 1]);
            assert!((ratio / f64::from(rank) - 1.0).abs() < 0.1, "rank {rank}: {ratio}");
        }
    }
}
