//! Fingerprints of records, written as web archives write them: an algorithm's name and base 32.

use sha1::Sha1;
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A fingerprint by SHA-256. Many archives still use SHA-1, for which two different pages with one fingerprint can be
/// made; a record that is kept as evidence must not rest on it, and all readers know both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hex digits.
    pub(crate) fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 64 {
            return None;
        }
        for (to, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            *to = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// `sha256:` and the digest in base 32 with padding, the form other readers of WARC check.
    pub(crate) fn labelled(&self) -> String {
        format!("sha256:{}", base32(&self.0))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The lower hex form of a SHA-256 digest that is labelled as web archives do; `None` for others.
pub(crate) fn hex_of_labelled(stated: &str) -> Option<String> {
    let value = stated.trim().strip_prefix("sha256:")?.trim_end_matches('=');
    if value.len() == 64 {
        return Some(value.to_ascii_lowercase());
    }
    let mut bytes = Vec::with_capacity(32);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for letter in value.bytes() {
        let five = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        bits = bits << 5 | u32::try_from(five).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
        bits &= (1 << held) - 1;
    }
    (bytes.len() == 32).then(|| hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A name for a record that depends on its contents alone, so that the same input gives the same bytes.
pub(crate) fn record_id(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut hex = String::with_capacity(36);
    for (position, byte) in digest.iter().take(16).enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        // RFC 9562: version 8 is for names that their maker derives in a way of his own.
        let byte = match position {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        hex.push_str(&format!("{byte:02x}"));
    }
    format!("<urn:uuid:{hex}>")
}

/// Whether a stated digest is wrong for these bytes; `None` when its algorithm or spelling is not known here.
pub(crate) fn contradicts(stated: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = stated.trim().split_once(':')?;
    let digest: Vec<u8> = match algorithm.to_ascii_lowercase().as_str() {
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    if value.len() == digest.len() * 2 {
        return Some(!value.eq_ignore_ascii_case(&hex(&digest)));
    }
    let value = value.trim_end_matches('=');
    (value.len() == (digest.len() * 8).div_ceil(5)).then(|| !value.eq_ignore_ascii_case(base32(&digest).trim_end_matches('=')))
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for chunk in bytes.chunks(5) {
        let mut word = [0_u8; 5];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        let bits = word.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters = (chunk.len() * 8).div_ceil(5);
        for letter in 0..8 {
            let five = (bits >> (35 - 5 * letter)) & 31;
            out.push(if letter < letters { ALPHABET.get(five as usize).map_or('=', |b| char::from(*b)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_agrees_with_rfc_4648() {
        for (input, output) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base32(input.as_bytes()), output);
        }
    }

    #[test]
    fn digests_are_checked_in_either_spelling() {
        let bond = Fingerprint::of(b"bond");
        assert_eq!(contradicts(&bond.labelled(), b"bond"), Some(false));
        assert_eq!(contradicts(&bond.labelled(), b"bonds"), Some(true));
        assert_eq!(contradicts("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b""), Some(false));
        assert_eq!(contradicts("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b"x"), Some(true));
        assert_eq!(contradicts("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b""), Some(false));
        assert_eq!(contradicts("md5:0123", b""), None);
        let hexed = hex_of_labelled(&bond.labelled()).unwrap();
        assert!(Fingerprint::from_hex(&hexed) == Some(bond));
        assert!(Fingerprint::from_hex("0g").is_none() && hex_of_labelled("sha1:AA").is_none());
    }

    #[test]
    fn record_ids_look_like_uuids_and_tell_parts_apart() {
        let id = record_id(&[b"ab", b"c"]);
        assert_eq!(id.len(), "<urn:uuid:00000000-0000-8000-8000-000000000000>".len());
        assert_ne!(id, record_id(&[b"a", b"bc"]));
        assert_eq!(id, record_id(&[b"ab", b"c"]));
    }
}
