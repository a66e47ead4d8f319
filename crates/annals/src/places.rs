//! From `warc = "…"` in the configuration to files: a path, a folder, or a pattern.

use crate::AnnalsError;
use std::path::{Path, PathBuf};

/// Endings of web archives.
const ARCHIVES: [&str; 4] = [".warc", ".warc.gz", ".arc", ".arc.gz"];

/// Whether a name is that of a web archive.
pub(crate) fn is_archive(name: &str) -> bool {
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

/// The archives that `place` means, by name: itself, those in a folder and below it, or those that fit a pattern, in which
/// `*` stands for any letters of a name and `?` for one.
///
/// # Errors
/// When nothing is there, or a folder cannot be listed.
pub(crate) fn archives(place: &str) -> Result<Vec<PathBuf>, AnnalsError> {
    let path = Path::new(place);
    let mut found = Vec::new();
    // A file may have a star in its name.
    let meta = std::fs::metadata(path);
    if meta.is_err() && place.contains(['*', '?']) {
        let mut folders = vec![PathBuf::new()];
        for part in path.components() {
            let part = part.as_os_str();
            let pattern: Vec<char> = part.to_string_lossy().chars().collect();
            if !pattern.iter().any(|letter| matches!(letter, '*' | '?')) {
                folders.iter_mut().for_each(|folder| folder.push(part));
                continue;
            }
            let mut next = Vec::new();
            for folder in folders {
                // What lies beside the archives under the pattern's earlier parts need not be a folder.
                let Ok(entries) = list(&folder) else { continue };
                next.extend(entries.into_iter().filter(|entry| {
                    let name: Vec<char> = entry.file_name().unwrap_or_default().to_string_lossy().chars().collect();
                    fits(&name, &pattern)
                }));
            }
            folders = next;
        }
        for path in folders {
            if path.is_file() {
                found.push(path);
            } else if path.is_dir() {
                below(&path, &mut found)?;
            }
        }
        if found.is_empty() {
            return Err(AnnalsError::Input(format!("no file fits {place}")));
        }
    } else if meta.map_err(|source| AnnalsError::Read { path: path.to_owned(), source })?.is_dir() {
        below(path, &mut found)?;
        if found.is_empty() {
            return Err(AnnalsError::Input(format!("no web archive is in {place}: {} are looked for", ARCHIVES.join(", "))));
        }
    } else {
        found.push(path.to_owned());
    }
    found.sort();
    Ok(found)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, AnnalsError> {
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |source| AnnalsError::Read { path: shown.to_owned(), source };
    let entries = std::fs::read_dir(shown).map_err(failed)?;
    entries.map(|entry| entry.map(|entry| folder.join(entry.file_name())).map_err(failed)).collect()
}

/// The archives in a folder and in those below it. Links are not followed: they could round in circles.
fn below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), AnnalsError> {
    for path in list(folder)? {
        let Ok(meta) = std::fs::symlink_metadata(&path) else { continue };
        if meta.is_dir() {
            below(&path, found)?;
        } else if is_archive(&path.file_name().unwrap_or_default().to_string_lossy()) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a name fits a pattern. Goes back to the last star only, so that no pattern takes long.
fn fits(name: &[char], pattern: &[char]) -> bool {
    let (mut at, mut of, mut star) = (0, 0, None);
    while at < name.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((at, of));
                of += 1;
            }
            Some(letter) if *letter == '?' || name.get(at) == Some(letter) => {
                at += 1;
                of += 1;
            }
            _ => match &mut star {
                Some((begun, starred)) => {
                    *begun += 1;
                    (at, of) = (*begun, *starred + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(of..).unwrap_or_default().iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::{archives, fits};

    #[test]
    fn patterns_fit_as_in_a_shell() {
        let fits = |name: &str, pattern: &str| fits(&name.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>());
        for (name, pattern) in
            [("a.warc.gz", "*.warc.gz"), ("a.warc.gz", "a*gz"), ("ab", "?b"), ("aXbXb", "a*b"), ("a", "*"), ("", "*"), ("a", "a**")]
        {
            assert!(fits(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [("a.warc", "*.warc.gz"), ("ab", "?"), ("ba", "a*"), ("aXc", "a*b"), ("", "?")] {
            assert!(!fits(name, pattern), "{name} {pattern}");
        }
        assert!(!fits(&"a".repeat(5000), &format!("{}b", "a*".repeat(50))), "and soon");
    }

    #[test]
    fn a_place_is_a_file_a_folder_or_a_pattern() {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["feb/a.warc.gz", "feb/b.arc", "feb/notes.txt", "mar/c.warc", "d.warc"] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, b"").expect("written");
        }
        let found = |place: &str| -> Vec<String> {
            let found = archives(&folder.path().join(place).to_string_lossy()).unwrap_or_default();
            found.iter().map(|path| path.strip_prefix(folder.path()).expect("inside").to_string_lossy().into_owned()).collect()
        };
        assert_eq!(found("feb/notes.txt"), ["feb/notes.txt"], "a file named is meant");
        assert_eq!(found("feb"), ["feb/a.warc.gz", "feb/b.arc"]);
        assert_eq!(found("*/*.warc*"), ["feb/a.warc.gz", "mar/c.warc"]);
        assert_eq!(found("?.warc"), ["d.warc"]);
        assert_eq!(found("*").len(), 4);
        assert!(archives(&folder.path().join("none/*.warc").to_string_lossy()).is_err());
        assert!(archives(&folder.path().join("none").to_string_lossy()).is_err());
    }
}
