//! Pages from a file of JSON lines.

use std::io::{BufRead, BufReader};
use std::path::Path;

/// One page of a set.
pub struct Page {
    /// Its name in the set.
    pub id: String,
    /// Its address.
    pub url: String,
    /// Its mark-up.
    pub html: String,
}

/// All pages of `file`, in order.
pub fn read(file: &Path) -> Result<Vec<Page>, Box<dyn std::error::Error>> {
    let mut pages = Vec::new();
    for line in BufReader::new(std::fs::File::open(file)?).lines() {
        let page: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| page.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        pages.push(Page { id: field("id"), url: field("url"), html: field("html") });
    }
    Ok(pages)
}
