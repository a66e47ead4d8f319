//! Light editing: a copy with a few words changed, as near to its original as asked.

use super::random::Random;
use super::vocabulary::Vocabulary;
use super::writer::Editable;

/// Words between two changes, so that no run of five words holds both; and as many from the ends of the text, where a
/// change would break fewer runs.
const APART: u32 = 5;

/// Changes words so that the shared runs of five words ÷ all runs of five words come out near `alike`.
///
/// A word replaced breaks five runs on either side: of n words with e changes (n - 4 - 5e) ÷ (n - 4 + 5e) are shared.
/// Only words between the facts are changed, so names, figures and dates stay as they are.
pub(super) fn edited(text: &str, words: u32, editable: &[Editable], alike: f64, vocabulary: &Vocabulary, random: &mut Random) -> String {
    let mut places: Vec<&Editable> = Vec::new();
    for place in editable {
        let inside = place.word >= APART && place.word + APART < words;
        if inside && places.last().is_none_or(|last| place.word >= last.word + APART) {
            places.push(place);
        }
    }
    let wanted = f64::from(words.saturating_sub(4)) * (1.0 - alike) / (5.0 * (1.0 + alike));
    let wanted = (wanted.round() as usize).clamp(1, places.len().max(1));
    random.shuffle(&mut places);
    places.truncate(wanted);
    places.sort_by_key(|place| place.start);
    let mut copy = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for place in places {
        let (start, end) = (place.start as usize, place.end as usize);
        copy.push_str(&text[done..start]);
        match random.below(10) {
            // A word more.
            0 => {
                copy.push_str(vocabulary.large(random));
                copy.push(' ');
                copy.push_str(&text[start..end]);
            }
            _ => {
                let mut other = vocabulary.large(random);
                while other == &text[start..end] {
                    other = vocabulary.large(random);
                }
                copy.push_str(other);
            }
        }
        done = end;
    }
    copy.push_str(&text[done..]);
    copy
}
