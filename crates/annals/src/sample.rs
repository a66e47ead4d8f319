//! The sample news world inside the program, so that a lone binary can show what it does.

use crate::{AnnalsError, config};
use std::path::{Path, PathBuf};

/// Path below `corpus/sample`, content.
pub const FILES: &[(&str, &[u8])] = &[
    sample("eastquay.example/index.html", include_bytes!("../../../corpus/sample/eastquay.example/index.html")),
    sample(
        "eastquay.example/news/20250226-stocks-jump.html",
        include_bytes!("../../../corpus/sample/eastquay.example/news/20250226-stocks-jump.html"),
    ),
    sample(
        "eastquay.example/news/20250305-byd-placing.html",
        include_bytes!("../../../corpus/sample/eastquay.example/news/20250305-byd-placing.html"),
    ),
    sample("eastquay.example/robots.txt", include_bytes!("../../../corpus/sample/eastquay.example/robots.txt")),
    sample("harbourpost.example/feed.xml", include_bytes!("../../../corpus/sample/harbourpost.example/feed.xml")),
    sample(
        "harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html",
        include_bytes!("../../../corpus/sample/harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html"),
    ),
    sample(
        "harbourpost.example/markets/2025/03/11/mainland-buyers-record-day.html",
        include_bytes!("../../../corpus/sample/harbourpost.example/markets/2025/03/11/mainland-buyers-record-day.html"),
    ),
    sample("harbourpost.example/robots.txt", include_bytes!("../../../corpus/sample/harbourpost.example/robots.txt")),
    sample("tickerlane.example/robots.txt", include_bytes!("../../../corpus/sample/tickerlane.example/robots.txt")),
    sample(
        "tickerlane.example/story/2025/03/byd-rings-the-till.html",
        include_bytes!("../../../corpus/sample/tickerlane.example/story/2025/03/byd-rings-the-till.html"),
    ),
    sample(
        "tickerlane.example/story/2025/03/what-the-run-is-made-of.html",
        include_bytes!("../../../corpus/sample/tickerlane.example/story/2025/03/what-the-run-is-made-of.html"),
    ),
];

/// Keeps path and bytes together whatever the file's length.
const fn sample(path: &'static str, bytes: &'static [u8]) -> (&'static str, &'static [u8]) {
    (path, bytes)
}

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
    fn the_embedded_sample_is_the_whole_folder() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/sample");
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&root).expect("below").to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        let embedded: Vec<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, found);
    }

    #[test]
    fn init_writes_once_and_never_over() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(init(folder.path()).expect("written").len(), FILES.len() + 1);
        assert!(init(folder.path()).is_err());
        assert!(config::Config::read(&folder.path().join("annals.toml")).is_ok());
    }
}
