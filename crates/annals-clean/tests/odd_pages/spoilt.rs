//! Pages whose tags were dropped, doubled, moved and torn: nothing breaks, nothing hangs, every region holds.

use crate::sample;
use crate::spoil::{Chance, spoil};
use crate::wrap::{fault, raw};
use annals_clean::{Publishers, clean};
use std::time::{Duration, Instant};

/// Times every page is spoilt; `ANNALS_SPOILT` asks for more.
const ROUNDS: u64 = 8;
/// No page of some thousand tags takes so long, even unoptimised on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn sample_pages_with_spoilt_tags() {
    let publishers = Publishers::embedded();
    #[expect(clippy::disallowed_methods, reason = "a test takes no arguments")]
    let rounds = std::env::var("ANNALS_SPOILT").ok().and_then(|told| told.parse().ok()).unwrap_or(ROUNDS);
    let pages = sample();
    let mut articles = 0;
    for seed in 0..rounds {
        let mut chance = Chance::new(seed);
        for (path, html) in &pages {
            let spoilt = spoil(html, &mut chance);
            let begun = Instant::now();
            let article = clean(&raw(&format!("https://{path}"), &spoilt), &publishers).article;
            assert!(begun.elapsed() < LONGEST, "{path}, seed {seed}: {:?}", begun.elapsed());
            assert_eq!(fault(&article), None, "{path}, seed {seed}");
            articles += u64::from(!article.text.is_empty());
        }
    }
    // Most spoilt pages still hold their article.
    assert!(articles * 2 > rounds * pages.len() as u64, "{articles} articles");
}

#[test]
fn the_same_seed_spoils_the_same_way() {
    let page = "<div><p>One</p><p>Two</p></div>";
    let all: Vec<String> = (0..50).map(|seed| spoil(page, &mut Chance::new(seed))).collect();
    assert_eq!(all, (0..50).map(|seed| spoil(page, &mut Chance::new(seed))).collect::<Vec<_>>());
    assert!(all.iter().filter(|spoilt| *spoilt != page).count() > 30);
}
