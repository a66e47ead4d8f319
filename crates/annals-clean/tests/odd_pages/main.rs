//! Odd pages: our own output as a page, pages with spoilt tags, pages that lie about their alphabet, pages built to choke a reader.

mod again;
mod alphabets;
mod spoil;
mod spoilt;
mod wrap;

use std::path::{Path, PathBuf};

/// The made-up pages of `corpus/sample`: path below it and mark-up, in order of paths.
fn sample() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/sample");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).expect("a path below").to_string_lossy().into_owned();
    let pages: Vec<_> = paths.iter().map(|path| (name(path), std::fs::read_to_string(path).expect("a page"))).collect();
    assert!(pages.len() > 30, "{} pages", pages.len());
    pages
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            paths.push(path);
        }
    }
}
