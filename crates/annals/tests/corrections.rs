//! A user's corrections, as a user writes them: beside the configuration, seen by the commands that read articles.

use std::path::Path;
use std::process::{Command, Output};

fn annals(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_annals")).args(arguments).current_dir(folder).output().expect("annals runs")
}

fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Mentions as "surface entity rule".
fn mentions(folder: &Path, more: &[&str]) -> Vec<String> {
    let line: serde_json::Value =
        serde_json::from_str(&said(&annals(folder, &[&["annotate", "story.txt"], more].concat()))).expect("one line");
    let field = |mention: &serde_json::Value, name: &str| mention[name].as_str().unwrap_or("").to_owned();
    let mentions = line["mentions"].as_array().expect("mentions");
    mentions.iter().map(|m| format!("{} {} {}", field(m, "surface"), field(m, "entity"), field(m, "rule"))).collect()
}

const STORY: &str = "Citigroup rose 2%. The blue chest gained 3% on Friday, and Larkmoor Securities fell.\n";

#[test]
fn corrections_beside_the_configuration_are_read_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, elsewhere) = (folder.path(), tempfile::tempdir().expect("a folder"));
    said(&annals(folder, &["init", "."]));
    std::fs::write(folder.join("story.txt"), STORY).expect("written");
    let without = mentions(folder, &[]);
    assert!(without.iter().any(|mention| mention.starts_with("Citigroup us:citigroup")), "{without:?}");
    assert!(!without.iter().any(|mention| mention.ends_with(" correction")), "{without:?}");
    let corrections = "# ours\naction\tsurface\tentity\tkind\tnote\n\
        always\tblue chest\tour:chest\tbasket\tour own list\n\
        never\tLarkmoor Securities\n\
        merge\tus:citigroup\tus:apple\n";
    std::fs::write(folder.join("corrections.tsv"), corrections).expect("written");
    assert_eq!(mentions(folder, &[]), ["Citigroup us:apple correction", "blue chest our:chest correction"]);
    // Only those beside the configuration in use count.
    let other = elsewhere.path().join("annals.toml");
    assert_eq!(mentions(folder, &["-c", other.to_str().expect("a path")]), without);
    let timeline =
        said(&annals(folder, &["timeline", "story.txt", "--published", "2025-02-26", "--entity", "our:chest", "--format", "json"]));
    assert!(timeline.contains("blue chest gained 3%"), "{timeline}");
    let stories = said(&annals(folder, &["story", "story.txt"]));
    assert!(stories.contains("our:chest") && !stories.contains("us:citigroup"), "{stories}");
}

#[test]
fn a_folder_of_shards_is_made_with_one_file_of_corrections() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("story.txt"), STORY).expect("written");
    let into = || annals(folder, &["annotate", "story.txt", "--out", "done"]);
    std::fs::write(folder.join("corrections.tsv"), "action\tsurface\tentity\nnever\tCitigroup\n").expect("written");
    assert_eq!(into().status.code(), Some(0));
    assert_eq!(into().status.code(), Some(0), "the same again");
    std::fs::write(folder.join("corrections.tsv"), "action\tsurface\tentity\nnever\tLarkmoor Securities\n").expect("written");
    assert_eq!(into().status.code(), Some(2), "other corrections");
}

#[test]
fn a_wrong_line_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    said(&annals(folder, &["init", "."]));
    std::fs::write(folder.join("story.txt"), STORY).expect("written");
    std::fs::write(folder.join("corrections.tsv"), "action\tsurface\tentity\n\nalways\tblue chest\tour:chest\n").expect("written");
    let commands: [&[&str]; 7] = [
        &["annotate", "story.txt"],
        &["digest", "story.txt"],
        &["story", "story.txt"],
        &["timeline", "story.txt"],
        &["run"],
        &["index", "story.txt"],
        &["serve", "--port", "0"],
    ];
    for command in commands {
        let output = annals(folder, command);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {told}");
        assert!(told.contains("corrections.tsv:3: ") && told.contains("our:chest") && told.contains("kind"), "{command:?}: {told}");
    }
}
