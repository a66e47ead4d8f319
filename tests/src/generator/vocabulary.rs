//! The words between the facts: tens of thousands, some of them everywhere, most of them rare.

use super::draw::Draw;
use super::random::Random;

const ORDINARY: &str = include_str!("../../../corpus/gazetteer/words.txt");

/// How many words there are in all; those beyond the list of ordinary words are made by joining two of them.
const SIZE: usize = 30_000;

/// The small words of the language, most frequent first.
const SMALL: &[&str] = &[
    "the", "of", "to", "and", "in", "a", "for", "that", "on", "is", "as", "with", "it", "by", "at", "from", "was", "its", "be", "an",
    "has", "are", "have", "but", "will", "or", "not", "this", "which", "were", "their", "would", "been", "more", "they", "had", "than",
    "who", "about", "also", "there", "some", "could", "can", "other", "we", "into", "when", "after", "all", "only", "no", "such", "most",
    "if", "over", "while", "so", "these", "what", "between", "may", "still", "because", "even", "under", "like", "any", "many", "our",
    "those", "being", "now", "both", "through", "where", "before", "then", "them", "just", "how", "against", "does", "much", "though",
    "should", "did", "very", "without", "each", "during", "within", "around", "well", "do", "among", "same", "however", "too", "whether",
    "least", "despite", "across", "until", "toward", "further", "already", "often", "rather", "yet", "instead", "almost", "perhaps",
    "never", "along", "must", "might", "every", "either", "beyond", "since",
];

/// Words that would turn what stands beside them into a figure or a date that nobody planted.
const MEANINGFUL: &[&str] = &[
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "trillions",
    "thousand",
    "thousands",
    "hundred",
    "hundreds",
    "dozen",
    "percent",
    "dollar",
    "dollars",
    "cent",
    "cents",
    "pound",
    "pounds",
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "hour",
    "hours",
    "minute",
    "minutes",
    "quarter",
    "quarters",
    "march",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "half",
    "third",
    "double",
    "triple",
    "said",
    "says",
    "say",
    "told",
];

/// The words of a run, ranked; small words first.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    large: Vec<String>,
    small_draw: Draw,
    large_draw: Draw,
}

impl Vocabulary {
    /// Ranks the ordinary words by chance.
    #[must_use]
    pub(super) fn new(random: &mut Random) -> Self {
        let mut large: Vec<String> = ORDINARY
            .lines()
            .filter(|word| word.len() > 2 && !SMALL.contains(word) && !MEANINGFUL.contains(word))
            .map(str::to_owned)
            .collect();
        random.shuffle(&mut large);
        let simple = large.len();
        while SMALL.len() + large.len() < SIZE {
            let (left, right) = (random.below(simple), random.below(simple));
            large.push(format!("{}-{}", large[left], large[right]));
        }
        let (small_draw, large_draw) = (Draw::zipf(SMALL.len(), 0, 1.0), Draw::zipf(large.len(), SMALL.len(), 1.0));
        Self { large, small_draw, large_draw }
    }

    /// A small word ("the", "of").
    pub(super) fn small(&self, random: &mut Random) -> &'static str {
        SMALL[self.small_draw.index(random)]
    }

    /// A word that carries meaning ("deposit").
    ///
    /// Small and meaning words each have about half of the Zipf law's mass over the whole vocabulary, so that a text
    /// which takes as many of the one as of the other follows the law as a whole.
    pub(super) fn large(&self, random: &mut Random) -> &str {
        &self.large[self.large_draw.index(random)]
    }
}
