//! One response of the network, byte for byte.

use jiff::Timestamp;

/// A page as it came: nothing decoded but the transfer's own compression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPage {
    /// The address asked for, without fragment.
    pub url: String,
    /// The address that answered, after redirects.
    pub final_url: String,
    /// HTTP status; 200 for files.
    pub status: u16,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// The publication date the feed gave, if a feed led here.
    pub feed_date: Option<crate::DateTime>,
    /// Other headers worth keeping, in order: name, value.
    pub headers: Vec<(String, String)>,
    /// When we received it: an article's `first_seen`.
    pub fetched: Timestamp,
    /// The body.
    pub body: Vec<u8>,
}
