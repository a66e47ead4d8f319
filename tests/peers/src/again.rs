//! Articles cleaned a second time: set as plain pages, they must come out as they went in.

use crate::pages::Page;
use crate::wrap::{clean_again, fault, raw};
use annals_clean::{Publishers, clean};

/// Counts the articles whose text or regions a second cleaning changes; shows the first `show` of them.
pub fn again(pages: &[Page], show: usize) {
    let publishers = Publishers::embedded();
    let (mut articles, mut texts, mut kinds, mut faults, mut shown) = (0, 0, 0, 0, 0);
    for page in pages {
        let first = clean(&raw(&page.url, &page.html), &publishers).article;
        faults += usize::from(fault(&first).is_some());
        if first.text.is_empty() {
            continue;
        }
        articles += 1;
        let second = clean_again(&first, &publishers);
        faults += usize::from(fault(&second).is_some());
        if first.text != second.text {
            texts += 1;
            if shown < show {
                shown += 1;
                println!("  {} {}", page.id, difference(&first.text, &second.text));
                if let Some(reason) = second.reason {
                    println!("    {reason}");
                }
            }
        } else if !first.regions.iter().map(|r| (r.span, r.kind)).eq(second.regions.iter().map(|r| (r.span, r.kind))) {
            kinds += 1;
        }
    }
    println!("{articles} articles; cleaned again, {texts} change their text, {kinds} more their regions; {faults} with faulty regions");
}

/// The first paragraphs of one that are not in the other.
fn difference(first: &str, second: &str) -> String {
    let lost: Vec<&str> = first.split("\n\n").filter(|part| !second.contains(part)).collect();
    let new: Vec<&str> = second.split("\n\n").filter(|part| !first.contains(part)).collect();
    let start = |parts: &[&str]| parts.first().map(|part| part.chars().take(160).collect::<String>()).unwrap_or_default();
    format!("lost {} ({:?}), new {} ({:?})", lost.len(), start(&lost), new.len(), start(&new))
}
