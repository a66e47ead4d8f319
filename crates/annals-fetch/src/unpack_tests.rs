//! Packed bodies, right and wrong.

use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Brotli without packing (RFC 7932, 9.2): a stored block of at most 64 KiB, then an empty last one.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let head = ((bytes.len() as u32 - 1) << 4) | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, &[3]].concat()
}

fn unpack(encoding: &str, bytes: &[u8], step: usize, limit: u64) -> Result<Unpacked, Trouble> {
    let mut unpacker = Unpacker::new(encoding, limit)?;
    for piece in bytes.chunks(step) {
        if unpacker.push(piece)? == More::Enough {
            break;
        }
    }
    unpacker.finish()
}

/// Text that packs to about a third.
fn text() -> Vec<u8> {
    (0..4_000u32).flat_map(|n| format!("line {} of the page\n", n.wrapping_mul(2_654_435_761) % 9_973).into_bytes()).collect()
}

#[test]
fn every_coding_is_unpacked_however_it_arrives() {
    let text = text();
    let short = &text[..60_000];
    let named = [&[0x1f, 0x8b, 8, 8 | 16 | 4, 0, 0, 0, 0, 0, 3, 2, 0, b'x', b'y'][..], b"page\0", b"remark\0", &gzip(short)[10..]].concat();
    for (encoding, packed) in [
        ("", short.to_vec()),
        ("identity", short.to_vec()),
        ("gzip", gzip(short)),
        ("x-gzip", named),
        ("GZIP", [gzip(&short[..100]), gzip(&short[100..])].concat()),
        ("gzip", [gzip(short), b"\0\0\0".to_vec()].concat()),
        ("deflate", zlib(short)),
        ("deflate", raw_deflate(short)),
        ("br", brotli(short)),
        ("deflate, gzip", gzip(&zlib(short))),
        ("gzip, br", brotli(&gzip(short))),
    ] {
        for step in [1, 7, 1_000, usize::MAX] {
            let unpacked = unpack(encoding, &packed, step, 1 << 20).unwrap();
            assert!(unpacked.body == short && !unpacked.cut, "{encoding} by {step}");
        }
    }
    assert_eq!(unpack("gzip", b"", 1, 10).unwrap().body, b"");
}

#[test]
fn a_long_body_is_cut_at_its_bound() {
    let text = text();
    for (encoding, packed) in [("", text.clone()), ("gzip", gzip(&text)), ("deflate", zlib(&text))] {
        let cut = unpack(encoding, &packed, 500, 1_000).unwrap();
        assert!(cut.cut && cut.body == text[..1_000], "{encoding}");
        let whole = unpack(encoding, &packed, 500, text.len() as u64).unwrap();
        assert!(!whole.cut && whole.body == text, "{encoding}");
    }
}

#[test]
fn a_trap_is_told_from_a_page() {
    let zeros = vec![0; 8 << 20];
    let bomb = gzip(&zeros);
    assert!(bomb.len() < 10_000);
    assert_eq!(unpack("gzip", &bomb, 1_000, 5 << 20).unwrap_err().0, Outcome::Bomb);
    assert_eq!(unpack("deflate", &zlib(&zeros), 100_000, 5 << 20).unwrap_err().0, Outcome::Bomb);
    // Packed twice, the outer layer hides how tight the inner one is.
    assert_eq!(unpack("gzip, gzip", &gzip(&bomb), 1_000, 5 << 20).unwrap_err().0, Outcome::Bomb);
    assert!(unpack("gzip", &gzip(&zeros[..1_000_000]), 1_000, 5 << 20).is_ok(), "a small table of zeros is none");
}

#[test]
fn damage_is_named() {
    let packed = gzip(&text());
    let mut wrong_sum = packed.clone();
    let end = wrong_sum.len() - 6;
    wrong_sum[end] ^= 1;
    for (encoding, bytes) in [
        ("gzip", packed[..packed.len() / 2].to_vec()),
        ("gzip", packed[..packed.len() - 3].to_vec()),
        ("gzip", packed[..5].to_vec()),
        ("gzip", b"<p>not packed at all".to_vec()),
        ("gzip", wrong_sum),
        ("deflate", vec![0x78]),
        ("br", brotli(b"some words")[..8].to_vec()),
        ("br", vec![0xff; 40]),
    ] {
        assert_eq!(unpack(encoding, &bytes, 10, 1 << 20).unwrap_err().0, Outcome::BodyBroken, "{encoding} {bytes:?}");
    }
    assert_eq!(unpack("zstd", b"x", 1, 10).unwrap_err().0, Outcome::BadEncoding);
    assert_eq!(unpack("gzip,gzip,gzip,gzip", b"x", 1, 10).unwrap_err().0, Outcome::BadEncoding);
}

proptest! {
    #[test]
    fn any_bytes_end_well_and_within_bounds(
        coding in prop::sample::select(vec!["gzip", "deflate", "br", "gzip, br", "deflate, gzip"]),
        mut bytes in prop::collection::vec(any::<u8>(), 0..300),
        honest in any::<bool>(),
        spoilt in any::<prop::sample::Index>(),
        step in 1_usize..50,
    ) {
        if honest && coding == "gzip" {
            bytes = gzip(&bytes);
            let at = spoilt.index(bytes.len());
            bytes[at] ^= 0x55;
        }
        match unpack(coding, &bytes, step, 500) {
            Ok(unpacked) => prop_assert!(unpacked.body.len() <= 500),
            Err((outcome, reason)) => prop_assert!(outcome == Outcome::BodyBroken && !reason.is_empty(), "{outcome}: {reason}"),
        }
    }

    #[test]
    fn what_was_packed_comes_back_however_it_is_cut(bytes in prop::collection::vec(any::<u8>(), 1..3_000), step in 1_usize..500) {
        for (coding, packed) in [("gzip", gzip(&bytes)), ("deflate", zlib(&bytes)), ("deflate", raw_deflate(&bytes)), ("br", brotli(&bytes))] {
            prop_assert_eq!(&unpack(coding, &packed, step, 1 << 20).unwrap().body, &bytes);
        }
    }
}
