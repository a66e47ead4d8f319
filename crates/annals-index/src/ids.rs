//! Ids of articles as numbers: they are read and compared without a dictionary.
//!
//! The column `key` holds one number for an id of sixteen hexadecimal digits, the usual form, and for any other id its bytes,
//! eight to a number, and their count last. So one number alone is always an id of the usual form.

use std::cmp::Ordering;
use tantivy::columnar::Column;
use tantivy::{DocAddress, Searcher};

/// Digits of an id of the usual form.
const DIGITS: usize = 16;

/// The numbers that an id is kept as.
pub(crate) fn numbers(id: &str) -> Vec<u64> {
    if let Some(number) = usual(id) {
        return vec![number];
    }
    let eight = |chunk: &[u8]| chunk.iter().chain([&0; 8]).take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte));
    id.as_bytes().chunks(8).map(eight).chain([id.len() as u64]).collect()
}

/// The value of an id of the usual form: numbers are in the order of their digits.
fn usual(id: &str) -> Option<u64> {
    let usual = id.len() == DIGITS && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if usual { u64::from_str_radix(id, 16).ok() } else { None }
}

/// The id of the usual form with this value.
fn digits(number: u64) -> String {
    let digit = |at: usize| char::from_digit(((number >> (4 * (DIGITS - 1 - at))) & 15) as u32, 16).unwrap_or('0');
    let mut text = String::with_capacity(DIGITS);
    text.extend((0..DIGITS).map(digit));
    text
}

/// The id that these numbers hold.
fn text(numbers: impl Iterator<Item = u64>) -> String {
    let mut numbers = numbers.peekable();
    let mut bytes = Vec::new();
    while let Some(number) = numbers.next() {
        match (numbers.peek(), bytes.is_empty()) {
            (Some(_), _) => {
                if bytes.is_empty() {
                    bytes.reserve(24);
                }
                bytes.extend(number.to_be_bytes());
            }
            (None, true) => return digits(number),
            (None, false) => bytes.truncate(usize::try_from(number).unwrap_or(usize::MAX)),
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Ids of articles by their place in the index.
pub(crate) struct Ids(Vec<Column<u64>>);

impl Ids {
    pub(crate) fn of(searcher: &Searcher) -> tantivy::Result<Self> {
        searcher.segment_readers().iter().map(|reader| reader.fast_fields().u64("key")).collect::<tantivy::Result<_>>().map(Self)
    }

    /// The id of an article; empty when it has none that can be looked up.
    pub(crate) fn get(&self, address: DocAddress) -> String {
        self.0.get(address.segment_ord as usize).map_or_else(String::new, |column| text(column.values_for_doc(address.doc_id)))
    }

    /// The order of two articles by their ids.
    pub(crate) fn compare(&self, a: DocAddress, b: DocAddress) -> Ordering {
        match (self.usual(a), self.usual(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.get(a).cmp(&self.get(b)),
        }
    }

    fn usual(&self, address: DocAddress) -> Option<u64> {
        let mut values = self.0.get(address.segment_ord as usize)?.values_for_doc(address.doc_id);
        values.next().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::{numbers, text};

    #[test]
    fn ids_come_back_as_they_were() {
        let ids =
            ["00000000000000ff", "ffffffffffffffff", "1f0c3ad2b7e94560", "1F0C3AD2B7E94560", "7-0000001-001", "a", "eight888", "é", "a\0"];
        for id in ids {
            assert_eq!(text(numbers(id).into_iter()), id);
            assert_eq!(numbers(id).len() == 1, id.len() == 16 && id.to_lowercase() == id, "{id}");
        }
        assert_eq!(text([].into_iter()), "");
    }

    #[test]
    fn numbers_are_in_the_order_of_ids_of_the_usual_form() {
        assert!(numbers("00000000000000ff") < numbers("0000000000000100"));
        assert!(numbers("9fffffffffffffff") < numbers("a000000000000000"));
    }
}
