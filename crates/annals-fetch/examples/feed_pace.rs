//! Says how fast a feed is read: `cargo run --release -p annals-fetch --example feed_pace -- FEED`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which feed?")?;
    let bytes = std::fs::read(path)?;
    let (started, mut times, mut entries) = (Instant::now(), 0_u32, 0);
    while started.elapsed() < Duration::from_secs(2) {
        entries = annals_fetch::parse_feed(&bytes, None)?.entries.len();
        times += 1;
    }
    let each = started.elapsed() / times;
    let pace = bytes.len() as f64 / 1e6 / each.as_secs_f64();
    println!("{entries} entries, {} bytes, {each:?} each, {pace:.1} MB/s", bytes.len());
    Ok(())
}
