//! Reads WARC and ARC files and prints a JSON line for each page, and one for each stretch that cannot be read.
//!
//! `cargo run -p annals-archive --example read_pages -- FILE…`
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use annals_archive::{ArchiveError, read_warc};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::Path;

fn main() -> Result<(), ArchiveError> {
    for file in std::env::args().skip(1) {
        for page in read_warc(Path::new(&file))? {
            let line = match page {
                Ok(page) => json!({
                    "url": page.final_url,
                    "status": page.status,
                    "content_type": page.content_type,
                    "fetched": page.fetched.to_string(),
                    "headers": page.headers,
                    "length": page.body.len(),
                    "sha256": Sha256::digest(&page.body).iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
                }),
                Err(ArchiveError::Record { offset, reason, .. }) => json!({ "offset": offset, "problem": reason }),
                Err(error) => return Err(error),
            };
            println!("{line}");
        }
    }
    Ok(())
}
