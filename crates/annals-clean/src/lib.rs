//! From a page to the article a reader reads.
//!
//! Two ways in: [`clean`] for a page of HTML, [`mark_regions`] for a text that is kept byte for byte. Both are pure and never
//! fail; both say for every byte of the text what it is and why. How a page goes: bytes → characters ([`decode`]) → a safe,
//! short page → a flat tree → blocks → the article's blocks → text with regions.
//!
//! What a page is, if no article, says `kind`; who may read it, `access`; entries of live blogs stand in `extra.live` (`live`);
//! pages of one article are joined by [`join`], when [`follows`] says that they are.

mod access;
mod block;
mod body;
mod charset;
mod digest_box;
mod echo;
mod guard;
mod headline;
mod hint;
mod hint_names;
mod kind;
mod language;
mod lead;
mod live;
mod mailbox;
mod meta;
mod page;
mod pages;
mod part;
mod prescan;
mod publishers;
mod tail;
mod text;
mod tree;
mod write;

pub use charset::{decode, is_binary, looks_like_html};
pub use page::{Cleaned, clean};
pub use pages::{MOST_PAGES, Part, follows, join, joined_page};
pub use publishers::Publishers;
pub use text::mark_regions;
