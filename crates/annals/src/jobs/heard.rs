//! What a job tells while it fetches.

use annals_fetch::Told;

/// Something that happened while fetching.
#[derive(Debug)]
pub enum Heard<'a> {
    /// An address was answered, failed, or was passed over.
    Asked(&'a Told),
    /// More bytes of a web archive came.
    Bytes {
        /// The archive's address.
        url: &'a str,
        /// Bytes that came now.
        more: u64,
        /// Bytes that are here.
        done: u64,
        /// Bytes in all, when the server says so.
        of: Option<u64>,
    },
    /// So many addresses wait, for this run or a later one.
    Pending(u64),
}

/// Who listens to a job that fetches.
pub type Hear<'a> = dyn FnMut(Heard<'_>) + 'a;
