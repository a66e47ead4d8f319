//! The sample news world inside the program, so that a lone binary can show what it does.

use crate::{AnnalsError, config};
use std::path::{Path, PathBuf};

/// Path below `corpus/sample`, content; in the order of the paths. Written by `build.rs`.
pub const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/sample.in"));

/// Writes a working folder: `annals.toml` and `corpus/sample`. Nothing that exists is overwritten.
/// Gives the paths written.
///
/// # Errors
/// When the folder already holds an `annals.toml`, or cannot be written.
pub fn init(folder: &Path) -> Result<Vec<PathBuf>, AnnalsError> {
    let configuration = folder.join("annals.toml");
    if configuration.exists() {
        return Err(AnnalsError::Input(format!("{} exists already: nothing was written", configuration.display())));
    }
    let mut written = Vec::with_capacity(FILES.len() + 1);
    for (path, bytes) in FILES {
        let path = folder.join("corpus/sample").join(path);
        if !path.exists() {
            write(&path, bytes)?;
            written.push(path);
        }
    }
    write(&configuration, config::DEFAULT.as_bytes())?;
    written.push(configuration);
    Ok(written)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), AnnalsError> {
    let failed = |source| AnnalsError::Write { path: path.to_owned(), source };
    std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
    std::fs::write(path, bytes).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_sample_is_the_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/sample");
        assert!(FILES.len() > 50 && FILES.is_sorted());
        for (path, bytes) in FILES {
            assert!(std::fs::read(root.join(path)).is_ok_and(|on_disk| on_disk == *bytes), "{path}");
        }
    }

    #[test]
    fn init_writes_once_and_never_over() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(init(folder.path()).expect("written").len(), FILES.len() + 1);
        assert!(init(folder.path()).is_err());
        assert!(config::Config::read(&folder.path().join("annals.toml")).is_ok());
    }
}
