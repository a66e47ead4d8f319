//! One story out of the store's file of stories.

use crate::AnnalsError;
use serde::Deserialize;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::Path;

/// What a line must say to be the one wanted.
#[derive(Deserialize)]
struct Names<'a> {
    #[serde(borrow)]
    id: std::borrow::Cow<'a, str>,
    #[serde(default)]
    articles: Vec<String>,
}

/// The story of this id, or that holds the article of this id.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn story(root: &Path, id: &str) -> Result<Option<Value>, AnnalsError> {
    let path = root.join("stories.jsonl");
    let failed = |source| AnnalsError::Read { path: path.clone(), source };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    for line in BufReader::with_capacity(1 << 16, file).lines() {
        let line = line.map_err(failed)?;
        // Most lines are passed over by their bytes alone.
        if !line.contains(id) {
            continue;
        }
        if serde_json::from_str::<Names<'_>>(&line).is_ok_and(|names| names.id == id || names.articles.iter().any(|article| article == id))
        {
            return serde_json::from_str(&line).map(Some).map_err(|error| failed(error.into()));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::story;

    #[test]
    fn a_story_goes_by_its_id_and_its_articles() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(story(folder.path(), "s1").expect("read").is_none());
        let lines = "{\"v\":1,\"id\":\"s1\",\"articles\":[\"a\",\"b\"]}\n{\"v\":1,\"id\":\"s2\",\"articles\":[\"c\"],\"note\":\"s1 a\"}\n";
        std::fs::write(folder.path().join("stories.jsonl"), lines).expect("written");
        for (asked, found) in [("s1", Some("s1")), ("b", Some("s1")), ("c", Some("s2")), ("s", None), ("note", None)] {
            let line = story(folder.path(), asked).expect("read");
            assert_eq!(line.as_ref().and_then(|line| line["id"].as_str()), found, "{asked}");
        }
    }
}
