//! Pages whose tags were dropped, doubled and moved: whatever comes out, it comes soon and its regions hold.

use crate::Request;
use crate::pages::Page;
use crate::spoil::{Chance, spoil};
use crate::wrap::{fault, raw};
use annals_clean::{Publishers, clean};
use std::time::{Duration, Instant};

/// Spoils every page `rounds` times; fails at the first faulty article and prints the slowest page.
pub fn spoilt(pages: &[Page], request: &Request) -> Result<(), Box<dyn std::error::Error>> {
    let publishers = Publishers::embedded();
    let mut chance = Chance::new(request.seed);
    let mut slowest = (Duration::ZERO, "");
    for round in 0..request.rounds {
        for page in pages {
            let html = spoil(&page.html, &mut chance);
            let before = Instant::now();
            let article = clean(&raw(&page.url, &html), &publishers).article;
            slowest = slowest.max((before.elapsed(), &page.id));
            if let Some(fault) = fault(&article) {
                return Err(format!("{} in round {round}: {fault}", page.id).into());
            }
        }
    }
    println!("{} spoilt pages; slowest {:.3} s ({})", pages.len() * request.rounds, slowest.0.as_secs_f64(), slowest.1);
    Ok(())
}
