//! The JSON Lines form: what the contract fixes, written from and read into the plain types.

mod annotations;
mod article;

pub use annotations::{annotations_from_json, annotations_to_json, article_with_annotations};
pub use article::{article_from_json, article_to_json};

use std::fmt;

/// Why a line was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError(pub String);

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InputError {}
