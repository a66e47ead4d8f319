//! The gazetteer as it stands on disk: reading its folder and what describes it.

use crate::AnnalsError;
use std::collections::BTreeMap;
use std::path::Path;

/// The text of every table of a gazetteer's folder under its file's name, and the `README.md` in the folder or above it (empty
/// when there is none).
///
/// # Errors
/// The folder or a table in it cannot be read, or holds no tables.
pub fn gazetteer_tables(folder: &Path) -> Result<(BTreeMap<String, String>, String), AnnalsError> {
    let mut tables = BTreeMap::new();
    let unread = |source| AnnalsError::Read { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".tsv") || name.ends_with(".txt") {
            let text = std::fs::read_to_string(&path).map_err(|source| AnnalsError::Read { path, source })?;
            tables.insert(name, text);
        }
    }
    if !tables.contains_key("aliases.tsv") {
        return Err(AnnalsError::Input(format!("{} is no gazetteer: it has no aliases.tsv", folder.display())));
    }
    let readme = |folder: &Path| std::fs::read_to_string(folder.join("README.md")).ok();
    let readme = readme(folder).or_else(|| readme(folder.parent()?)).unwrap_or_default();
    Ok((tables, readme))
}
