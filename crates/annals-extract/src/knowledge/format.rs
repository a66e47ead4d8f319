//! The compiled gazetteer: how names become keys and entities become bytes. Shared by the compiler (`build.rs`) and the reader.
//!
//! * `names.bin`: word → bits ([`FIRST_NAME`] …), for people's names and ordinary words: each entry a length, the bits and the
//!   word; entries of one hash stand together, and `buckets.bin` says where each of the [`BUCKETS`] lots begins (4 bytes each).
//! * `aliases.fst`: folded alias → an [`AliasUse`] packed in 63 bits, or [`MANY`] and an offset into `uses.bin`,
//!   where a byte counts the uses that follow, eight bytes each, likeliest first.
//! * `tickers.fst`: `symbol:mic`, lower case → offset into `entities.bin`.
//! * `small.bin`: a bit for each beginning of an alias written in small letters; `begin.bin`: of any alias ([`beginnings`]).
//! * `ids.fst`: entity id → offset into `entities.bin`.
//! * `entities.bin`: records of kind (1 byte), parent (4 bytes, offset + 1 or 0), then id, name, tickers,
//!   each with its length before it (2 bytes). All integers little-endian.

/// The word is a first name.
pub(crate) const FIRST_NAME: u8 = 1;
/// The first name comes after the family name.
pub(crate) const FIRST_NAME_AFTER: u8 = 2;
/// The word is a surname.
pub(crate) const SURNAME: u8 = 4;
/// The surname comes before the given name.
pub(crate) const SURNAME_BEFORE: u8 = 8;
/// The word is an ordinary word of English.
pub(crate) const ORDINARY: u8 = 16;
/// The word is an adjective of nationality or a people's name ("Chinese", "Britons").
pub(crate) const NATIONALITY: u8 = 32;

/// Set in a value of `aliases.fst` that is an offset into `uses.bin`.
pub(crate) const MANY: u64 = 1 << 63;

/// How much an alias says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// Only with support beside it or earlier in the article ("Target", "AB").
    Weak,
    /// As long as capitals mean a name there: not in a headline, not at a sentence's start ("Apple", "Best Buy").
    Fair,
    /// Anywhere ("Goldman Sachs").
    Strong,
}

/// One meaning of an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AliasUse {
    /// Offset of the entity in `entities.bin`.
    pub(crate) entity: u32,
    /// How much it says by itself.
    pub(crate) strength: Strength,
    /// It is written in capitals throughout ("SEC"): "Sec" is no mention.
    pub(crate) capitals: bool,
    /// It may be written in small letters ("stock connect", "abrdn").
    pub(crate) small: bool,
    /// It is well known: a large listed firm or an alias somebody wrote by hand.
    pub(crate) known: bool,
}

impl AliasUse {
    /// As a value of `aliases.fst`.
    #[allow(dead_code, reason = "the compiler's half")]
    pub(crate) fn pack(self) -> u64 {
        let strength = match self.strength {
            Strength::Weak => 0,
            Strength::Fair => 1,
            Strength::Strong => 2,
        };
        u64::from(self.entity) | strength << 32 | u64::from(self.capitals) << 34 | u64::from(self.small) << 35 | u64::from(self.known) << 36
    }

    /// Reads [`AliasUse::pack`]'s value back.
    pub(crate) fn unpack(value: u64) -> Self {
        let strength = match value >> 32 & 3 {
            0 => Strength::Weak,
            1 => Strength::Fair,
            _ => Strength::Strong,
        };
        let bit = |at: u32| value >> at & 1 == 1;
        Self { entity: (value & 0xffff_ffff) as u32, strength, capitals: bit(34), small: bit(35), known: bit(36) }
    }
}

/// Turns a name into its key piece by piece: case, accents, dots and apostrophes go; other signs part words.
///
/// "J.P. Morgan" and "JP Morgan", "Coca-Cola" and "Coca Cola", "L’Oréal" and "L'Oreal" have one key each.
#[derive(Debug, Default)]
pub(crate) struct Key {
    begun: bool,
    gap: bool,
}

impl Key {
    /// Notes white space or a line break before the next piece.
    pub(crate) fn gap(&mut self) {
        self.gap = true;
    }

    /// Hands the key bytes of `folded` (a piece without case and accents) to `push`; stops when `push` says no more.
    pub(crate) fn feed(&mut self, folded: &str, mut push: impl FnMut(u8) -> bool) -> bool {
        for c in folded.chars() {
            match c {
                '.' | '\'' | '"' => {}
                '&' | '+' | '(' | ')' => {
                    let parted = !self.begun || push(b' ');
                    if !parted || !push(c as u8) {
                        return false;
                    }
                    (self.begun, self.gap) = (true, true);
                }
                _ if c.is_alphanumeric() => {
                    if self.begun && self.gap && !push(b' ') {
                        return false;
                    }
                    (self.begun, self.gap) = (true, false);
                    if c.is_ascii() {
                        if !push(c as u8) {
                            return false;
                        }
                        continue;
                    }
                    let mut buffer = [0; 4];
                    if !c.encode_utf8(&mut buffer).bytes().all(&mut push) {
                        return false;
                    }
                }
                _ => self.gap = true,
            }
        }
        true
    }
}

/// The key of a whole name that is folded already.
pub(crate) fn key_of(folded: &str) -> String {
    let mut bytes = Vec::with_capacity(folded.len());
    Key::default().feed(folded, |byte| {
        bytes.push(byte);
        true
    });
    String::from_utf8(bytes).unwrap_or_default()
}

/// Lots into which the words of `names.bin` are dealt by their hash: about four words each.
pub(crate) const BUCKETS: usize = 1 << 15;

/// The lot of a word with this hash.
pub(crate) fn bucket(hash: u64) -> usize {
    (hash >> 32) as usize & (BUCKETS - 1)
}

/// Bytes of `small.bin`.
pub(crate) const SMALL_BYTES: usize = 1 << 13;
/// Bytes of `begin.bin`.
pub(crate) const BEGIN_BYTES: usize = 1 << 17;
/// Longest beginning kept, in bytes of the key.
const BEGINNING: usize = 8;

/// Where the bit of a key's beginning stands in a table of so many bytes (a power of two): byte and mask.
pub(crate) fn beginning_bit(key: &[u8], bytes: usize, hash: fn(&[u8]) -> u64) -> (usize, u8) {
    let bit = (hash(key.get(..BEGINNING).unwrap_or(key)) >> 32) as usize & (bytes * 8 - 1);
    (bit / 8, 1 << (bit % 8))
}

/// The bits of all beginnings of keys: most words begin no name at all.
#[allow(dead_code, reason = "the compiler's half")]
pub(crate) fn beginnings(keys: impl Iterator<Item = String>, bytes: usize, hash: fn(&[u8]) -> u64) -> Vec<u8> {
    let mut bits = vec![0; bytes];
    for key in keys {
        for length in 1..=key.len().min(BEGINNING) {
            let (byte, mask) = beginning_bit(&key.as_bytes()[..length], bytes, hash);
            bits[byte] |= mask;
        }
    }
    bits
}
