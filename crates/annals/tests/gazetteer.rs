//! `annals gazetteer` as a user types it: a clean folder, a faulty one, none at all.

use std::path::Path;
use std::process::{Command, Output};

const README: &str = "`firms.tsv` and `aliases.tsv` are `own`.";
const FIRMS: &str = "id\tname\tcountry\tparent\ttickers\tsource\nxx:acme\tAcme Ltd.\tGB\t\tXLON:ACM\town\n";

fn gazetteer(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.arg("gazetteer").args(arguments).current_dir(folder).output().expect("annals runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder with a small gazetteer whose aliases are these.
fn folder(aliases: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = folder.path().join("corpus/gazetteer");
    std::fs::create_dir_all(&tables).expect("made");
    for (path, text) in [
        (folder.path().join("corpus/README.md"), README.to_owned()),
        (tables.join("firms.tsv"), FIRMS.to_owned()),
        (tables.join("aliases.tsv"), format!("alias\tid\tstrength\trank\n{aliases}")),
    ] {
        std::fs::write(path, text).expect("written");
    }
    folder
}

#[test]
fn a_clean_folder_passes_and_a_faulty_one_is_told_line_by_line() {
    let clean = folder("Acme\txx:acme\tstrong\t100\n");
    let checked = gazetteer(clean.path(), &["check"]);
    assert_eq!((checked.status.code(), said(&checked).as_str()), (Some(0), ""));
    let faulty = folder("Acme\txx:acne\tstrong\t100\n");
    let checked = gazetteer(faulty.path(), &["check", "--path", "corpus/gazetteer"]);
    assert_eq!(checked.status.code(), Some(1));
    assert_eq!(said(&checked), "corpus/gazetteer/aliases.tsv:2: the id `xx:acne` has no row\n");
}

#[test]
fn names_are_shown_with_their_row_or_from_the_built_in_form() {
    let clean = folder("Acme\txx:acme\tstrong\t100\n");
    let shown = gazetteer(clean.path(), &["show", "ACME"]);
    assert_eq!(said(&shown), "strong\t100\txx:acme\tfirm\tAcme Ltd.\tXLON:ACM\t\taliases.tsv:2 Acme\n");
    assert_eq!(gazetteer(clean.path(), &["show", "Brillo"]).status.code(), Some(1));
    let nowhere = tempfile::tempdir().expect("a folder");
    let shown = gazetteer(nowhere.path(), &["show", "Citigroup"]);
    assert!(said(&shown).starts_with("strong\t\tus:citigroup\tfirm\t"), "{}", said(&shown));
}

#[test]
fn without_a_folder_the_check_says_what_to_do() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let checked = gazetteer(nowhere.path(), &["check"]);
    let told = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert_eq!(checked.status.code(), Some(2));
    assert!(told.contains("no gazetteer at corpus/gazetteer") && told.contains("--path"), "{told}");
    let empty = gazetteer(nowhere.path(), &["check", "--path", "."]);
    assert_eq!(empty.status.code(), Some(2));
}
