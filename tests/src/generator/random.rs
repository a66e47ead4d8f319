//! Chance that can be repeated: the same seed gives the same news.

/// The generator xoshiro256** of David Blackman and Sebastiano Vigna ("Scrambled linear pseudorandom number
/// generators", 2018), its state filled by `SplitMix64` (Guy Steele, Doug Lea and Christine Flood, 2014).
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

/// One step of `SplitMix64`: moves `state` on and returns its mixed value.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Random {
    /// A source of chance for one purpose: other numbers of `purpose` give unrelated sequences.
    #[must_use]
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut state = seed;
        let mut mixed = split_mix(&mut state) ^ purpose;
        Self { state: std::array::from_fn(|_| split_mix(&mut mixed)) }
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        let result = self.state[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = self.state[1] << 17;
        self.state[2] ^= self.state[0];
        self.state[3] ^= self.state[1];
        self.state[1] ^= self.state[2];
        self.state[0] ^= self.state[3];
        self.state[2] ^= shifted;
        self.state[3] = self.state[3].rotate_left(45);
        result
    }

    /// A whole number from 0 to `limit` - 1; 0 when `limit` is 0. Multiplies instead of dividing (Daniel Lemire, 2019);
    /// the bias is below `limit` ÷ 2^64.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.bits()) * limit as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// A number from 0 to 1, 1 left out.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items; the list must not be empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A waiting time of this mean.
    pub(super) fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// A log-normal number: `median` times e to the power of a normal number of deviation `spread`
    /// (George Box and Mervin Muller's transform).
    pub(super) fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        median * (spread * radius * (std::f64::consts::TAU * self.unit()).cos()).exp()
    }

    /// Puts the items into an order of chance (Ronald Fisher and Frank Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Random, split_mix};

    #[test]
    fn the_first_numbers_are_the_published_ones() {
        let mut state = 1_234_567;
        assert_eq!(split_mix(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(split_mix(&mut state), 3_203_168_211_198_807_973);
        let mut random = Random { state: [1, 2, 3, 4] };
        assert_eq!([random.bits(), random.bits(), random.bits()], [11520, 0, 1_509_978_240]);
    }

    #[test]
    fn numbers_below_a_limit_are_even() {
        let mut random = Random::new(7, 0);
        let mut counts = [0_u32; 10];
        for _ in 0..10_000 {
            counts[random.below(10)] += 1;
        }
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }
}
