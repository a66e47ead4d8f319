//! The words that are asked for: frequent, middling and rare, alone and as they stand together in a text.

use crate::raw::Raw;

/// Samples of words.
pub(crate) struct Terms {
    /// In more than a twentieth of the articles, in a thousandth to a hundredth, in fewer than that but more than two.
    pub(crate) bands: [(&'static str, Vec<String>); 3],
    /// One frequent and one middling word.
    pub(crate) pairs: Vec<[String; 2]>,
    /// Two words that stand together.
    pub(crate) phrases: Vec<[String; 2]>,
    /// Four words of all bands.
    pub(crate) fours: Vec<[String; 4]>,
}

/// Every `n`th of a list, so many.
fn sample<T: Clone>(list: &[T], wanted: usize) -> Vec<T> {
    let step = (list.len() / wanted.max(1)).max(1);
    list.iter().step_by(step).take(wanted).cloned().collect()
}

impl Terms {
    pub(crate) fn of(raw: &Raw, wanted: usize) -> tantivy::Result<Self> {
        let words = raw.words()?;
        let articles = f64::from(words.first().map_or(1, |word| word.1));
        let band = |low: f64, high: f64| {
            let inside: Vec<String> = words
                .iter()
                .filter(|(_, docs)| f64::from(*docs) >= low.max(3.0) && f64::from(*docs) < high)
                .map(|(word, _)| word.clone())
                .collect();
            sample(&inside, wanted)
        };
        let frequent = band(articles / 20.0, articles * 2.0);
        let middling = band(articles / 1000.0, articles / 100.0);
        let rare = band(3.0, articles / 1000.0);
        let pick = |list: &[String], at: usize| list.get(at % list.len().max(1)).cloned().unwrap_or_default();
        let pairs = (0..wanted).map(|at| [pick(&frequent, at), pick(&middling, at * 7)]).collect();
        let fours = (0..wanted).map(|at| [pick(&frequent, at), pick(&frequent, at + 5), pick(&middling, at), pick(&rare, at)]).collect();
        let mut phrases = Vec::new();
        for number in 0..200_u32 {
            let text = raw.text(number.wrapping_mul(7919))?;
            let tokens: Vec<&str> = text.split_whitespace().collect();
            let plain = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
            let from = tokens.len() / 3;
            let two = tokens.windows(2).skip(from).find(|two| two.iter().all(plain));
            if let Some([a, b]) = two {
                phrases.push([(*a).to_owned(), (*b).to_owned()]);
            }
            if phrases.len() == wanted {
                break;
            }
        }
        Ok(Self { bands: [("frequent", frequent), ("middling", middling), ("rare", rare)], pairs, phrases, fours })
    }
}
