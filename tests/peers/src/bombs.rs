//! Pages built to choke their reader, at one size and at four times that: how long each takes.

use crate::Request;
use crate::bombs_made::BOMBS;
use crate::wrap::{fault, raw};
use annals_clean::{Publishers, clean};
use std::time::Instant;

/// Prints the time for each bomb of `request.kilobytes` and of four times as many, the slowest last.
pub fn bombs(request: &Request) -> Result<(), Box<dyn std::error::Error>> {
    let publishers = Publishers::embedded();
    let mut rows = Vec::new();
    for (name, make) in BOMBS {
        let mut times = [0.0; 2];
        for (time, size) in times.iter_mut().zip([request.kilobytes << 10, request.kilobytes << 12]) {
            let page = raw("https://quayside.example/2025/03/11/zinc.html", &make(size));
            let begun = Instant::now();
            let article = clean(&page, &publishers).article;
            *time = begun.elapsed().as_secs_f64();
            if let Some(fault) = fault(&article) {
                return Err(format!("{name}: {fault}").into());
            }
        }
        rows.push((times, name));
    }
    rows.sort_by(|a, b| a.0[1].total_cmp(&b.0[1]));
    for ([small, large], name) in rows.iter().rev().take(request.show.max(1)).rev() {
        println!("{small:8.3} s {large:8.3} s {:6.1} x  {name}", large / small);
    }
    Ok(())
}
