//! The lines over an article's first paragraph that are about the article and not of it: who wrote it, when, how long it takes to read.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use annals_model::RegionKind;

/// A paragraph of as many letters opens the article; what stands over it may be furniture.
const PARAGRAPH: usize = 140;
/// Longer lines are no bylines and no date lines.
const LINE: usize = 70;

/// Leaves out bylines and date lines over the first paragraph.
pub(crate) fn clear(blocks: &[Block], chosen: &mut Vec<Chosen>) {
    let opens = |c: &Chosen| c.kind == RegionKind::Body && blocks.get(c.block).is_some_and(|b| b.weight() >= PARAGRAPH);
    let Some(first) = chosen.iter().find(|c| opens(c)).map(|c| c.block) else { return };
    chosen.retain(|c| {
        c.block >= first || !blocks.get(c.block).is_some_and(|b| matches!(b.sort, Sort::Paragraph | Sort::Item) && is_imprint(&b.text))
    });
}

/// Whether a line only names its author or its day.
fn is_imprint(text: &str) -> bool {
    text.len() <= LINE && (is_byline(text) || is_date_line(text))
}

/// "By Ida Brandt", "Von Ida Brandt und Karl Voss": a word for "by" and names behind it.
fn is_byline(text: &str) -> bool {
    const OPENINGS: [&str; 12] = ["By", "BY", "by", "Von", "Par", "Por", "Di", "Door", "Av", "Af", "Text:", "Autor:"];
    let mut words = text.split_whitespace();
    if !words.next().is_some_and(|first| OPENINGS.contains(&first)) || text.ends_with(['.', '!', '?', ':']) {
        return false;
    }
    let names: Vec<&str> = words.collect();
    let capital = |word: &&&str| word.chars().next().is_some_and(|c| !c.is_lowercase());
    names.len() <= 8
        && names.iter().filter(capital).count() * 2 > names.len()
        && !names.iter().any(|word| word.bytes().any(|b| b.is_ascii_digit()))
        || names.is_empty()
}

/// "23. 12. 2024 13:31", "Updated on 2 May 2025, 10:05": a day with few words around it.
fn is_date_line(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let (mut count, mut year, mut digits) = (0, false, 0);
    for number in numbers {
        count += 1;
        digits += number.len();
        year |= number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let clock = text
        .as_bytes()
        .windows(5)
        .any(|w| w[0].is_ascii_digit() && w[1].is_ascii_digit() && w[2] == b':' && w[3].is_ascii_digit() && w[4].is_ascii_digit());
    count >= 2
        && (year || clock)
        && digits >= 5
        && letters <= digits * if clock { 4 } else { 2 }
        && !text.contains('%')
        && !text.ends_with(['?', '!'])
}

#[cfg(test)]
mod tests {
    use super::is_imprint;

    #[test]
    fn authors_and_days_are_imprint() {
        for line in [
            "By Ida Brandt",
            "Von Ida Brandt und Karl Voss",
            "By",
            "23. 12. 2024 13:31",
            "Updated on 2 May 2025, 10:05",
            "Stand: 02.05.2025, 06:00 Uhr",
        ] {
            assert!(is_imprint(line), "{line}");
        }
    }

    #[test]
    fn what_opens_like_one_is_none() {
        for line in [
            "By noon the harbour was closed.",
            "Von der Ebbe überrascht",
            "Exports rose 4.1% in 2024",
            "Three ships, two tugs and one pilot",
            "Copper fell to 2019 lows as the mills of the north closed",
        ] {
            assert!(!is_imprint(line), "{line}");
        }
    }
}
