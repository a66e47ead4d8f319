//! Lists the files of `corpus/sample`, so that every copy of the program carries the whole sample.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo gives CARGO_MANIFEST_DIR")?)
        .join("../../corpus/sample")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let (mut files, mut folders): (Vec<PathBuf>, Vec<PathBuf>) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let below: Vec<_> = file.strip_prefix(&root)?.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        writeln!(list, "    ({:?}, include_bytes!({:?}) as &[u8]),", below.join("/"), file)?;
    }
    list.push(']');
    fs::write(PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives OUT_DIR")?).join("sample.in"), list)?;
    Ok(())
}
