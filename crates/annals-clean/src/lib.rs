//! From a page to the article a reader reads.
//!
//! Two ways in: [`clean`] for a page of HTML, [`mark_regions`] for a text that is kept byte for byte. Both are pure and never
//! fail; both say for every byte of the text what it is and why. How a page goes: bytes → characters ([`decode`]) → a safe,
//! short page → a flat tree → blocks → the article's blocks → text with regions.

mod block;
mod body;
mod charset;
mod guard;
mod headline;
mod hint;
mod hint_names;
mod language;
mod meta;
mod page;
mod prescan;
mod publishers;
mod text;
mod tree;

pub use charset::{decode, is_binary, looks_like_html};
pub use page::{Cleaned, clean};
pub use publishers::Publishers;
pub use text::mark_regions;
