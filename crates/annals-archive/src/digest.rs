//! Fingerprints of records, written as web archives write them: an algorithm's name and base 32.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// `sha256:` and the digest in base 32 with padding, the form other readers of WARC check.
pub(crate) fn labelled(bytes: &[u8]) -> String {
    format!("sha256:{}", base32(&Sha256::digest(bytes)))
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
    if !algorithm.eq_ignore_ascii_case("sha256") && !algorithm.eq_ignore_ascii_case("sha-256") {
        return None;
    }
    let digest = Sha256::digest(bytes);
    let value = value.trim();
    match value.len() {
        64 => Some(!value.eq_ignore_ascii_case(&digest.iter().map(|b| format!("{b:02x}")).collect::<String>())),
        52 | 56 => Some(!value.trim_end_matches('=').eq_ignore_ascii_case(base32(&digest).trim_end_matches('='))),
        _ => None,
    }
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
        assert_eq!(contradicts(&labelled(b"bond"), b"bond"), Some(false));
        assert_eq!(contradicts(&labelled(b"bond"), b"bonds"), Some(true));
        assert_eq!(contradicts("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b""), Some(false));
        assert_eq!(contradicts("md5:0123", b""), None);
    }

    #[test]
    fn record_ids_look_like_uuids_and_tell_parts_apart() {
        let id = record_id(&[b"ab", b"c"]);
        assert_eq!(id.len(), "<urn:uuid:00000000-0000-8000-8000-000000000000>".len());
        assert_ne!(id, record_id(&[b"a", b"bc"]));
        assert_eq!(id, record_id(&[b"ab", b"c"]));
    }
}
