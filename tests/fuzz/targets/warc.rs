//! Any bytes as a web archive: reading ends, and says more than the file can hold of nothing.

#![no_main]

use annals_archive::read_warc_from;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    let Ok(pages) = read_warc_from(Box::new(Cursor::new(bytes.to_vec())), "fuzz.warc.gz") else { return };
    let mut pieces = 0_usize;
    for page in pages {
        pieces += 1;
        // A record, good or bad, takes some bytes of the file; packed ones take a thousandth of what they become.
        assert!(pieces <= bytes.len().saturating_mul(100) + 1, "more records than bytes");
        drop(page);
    }
});
