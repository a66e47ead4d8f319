//! The house checks itself: directions of import, purity, sizes, sources, lists that must agree.

use annals_tests::house::{PURE, files, root, text};
use std::collections::BTreeSet;

fn crates() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("crates"))
        .expect("crates")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn library_crates_import_only_model_and_text() {
    assert_eq!(crates().len(), 10);
    for name in crates().iter().filter(|name| *name != "annals") {
        let manifest: toml::Table = text(&root().join("crates").join(name).join("Cargo.toml")).parse().expect("a manifest");
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(toml::Value::as_table) else { continue };
            for dependency in dependencies.keys().filter(|d| d.starts_with("annals")) {
                let allowed = (dependency == "annals-model" && name != "annals-model")
                    || (dependency == "annals-text" && !["annals-model", "annals-text"].contains(&name.as_str()));
                assert!(allowed, "{name} imports {dependency}");
            }
        }
    }
}

#[test]
fn pure_crates_touch_nothing_outside() {
    const OUTSIDE: [&str; 9] =
        ["std::fs", "std::env", "std::net", "std::process", "std::thread", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"];
    for name in PURE {
        for path in files(&root().join("crates").join(name).join("src"), &[".rs"]) {
            let source = text(&path);
            let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for outside in OUTSIDE {
                assert!(!code.contains(outside), "{} uses {outside}", path.display());
            }
        }
    }
}

#[test]
fn files_open_with_a_sentence_and_stay_small() {
    let sources: Vec<_> = ["crates", "tests"].iter().flat_map(|folder| files(&root().join(folder), &[".rs"])).collect();
    assert!(sources.len() > 60, "{} sources", sources.len());
    let mut sizes = Vec::new();
    for path in &sources {
        let source = text(path);
        assert!(source.starts_with("//! "), "{} does not open with a sentence", path.display());
        let lines = source.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        sizes.push(lines);
    }
    sizes.sort_unstable();
    assert!(sizes[sizes.len() / 2] <= 200, "median of {} lines", sizes[sizes.len() / 2]);
}

#[test]
fn every_rule_is_two_files_and_listed_once() {
    let extract = root().join("crates/annals-extract/src");
    let cards = annals_extract::rules();
    let names: BTreeSet<&str> = cards.iter().map(|card| card.name).collect();
    assert_eq!(names.len(), cards.len(), "a rule's name is used twice");
    let case_files: BTreeSet<String> = files(&extract, &[".toml"]).iter().map(|path| text(path)).collect();
    for card in &cards {
        assert!(case_files.contains(card.cases), "{}: its cases are no file beside the rules", card.name);
        assert!(card.about.ends_with('.') && card.about.len() > 10, "{}: no sentence about it", card.name);
    }
    assert_eq!(case_files.len(), cards.iter().map(|card| card.cases).collect::<BTreeSet<_>>().len(), "a case file that no rule lists");
    for path in files(&extract, &[".toml"]) {
        // Rules as close as percent and basis point may share a source file; their cases never do.
        let folder = path.parent().expect("a folder");
        let named = format!("include_str!(\"{}\")", path.file_name().expect("a name").to_string_lossy());
        let rule = files(folder, &[".rs"]).iter().any(|source| text(source).contains(&named));
        assert!(rule, "{} has no rule beside it", path.display());
    }
}

#[test]
fn every_gazetteer_file_is_sourced() {
    let readme = text(&root().join("corpus/README.md"));
    let tables = files(&root().join("corpus/gazetteer"), &[".tsv"]);
    assert!(tables.len() >= 5, "{} tables", tables.len());
    for path in tables {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(readme.contains(&format!("`{name}`")), "corpus/README.md does not say where {name} is from");
    }
    for path in files(&root().join("crates/annals-extract/src"), &[".tsv"]) {
        assert!(text(&path).starts_with("# source:"), "{} does not open with `# source:`", path.display());
    }
}

#[test]
fn the_gazetteer_is_clean() {
    let (tables, readme) = annals::jobs::gazetteer_tables(&root().join("corpus/gazetteer")).expect("the gazetteer");
    let faults: Vec<String> = annals_extract::check_gazetteer(&tables, &readme).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let owned = annals_extract::meanings_in(&tables, "Maybank Securities");
    assert_eq!(owned.first().and_then(|found| found.parent.as_deref()), Some("my:malayan-banking"));
}

#[test]
fn the_schema_on_file_is_the_code_s() {
    let on_file: serde_json::Value = serde_json::from_str(&text(&root().join("index/schema.json"))).expect("JSON");
    let in_code: serde_json::Value = serde_json::from_str(&annals_index::schema_json()).expect("JSON");
    assert_eq!(on_file, in_code, "index/schema.json is old: write annals_index::schema_json() into it");
}

#[test]
fn every_dependency_says_why() {
    let manifest = text(&root().join("Cargo.toml"));
    let section = manifest.split("[workspace.dependencies]").nth(1).expect("a section").split("[workspace.lints").next().expect("its end");
    let lines: Vec<&str> =
        section.lines().filter(|line| line.contains(" = ") && !line.starts_with(['#', ' ']) && !line.contains("path =")).collect();
    assert!(lines.len() > 20);
    for line in lines {
        assert!(line.split_once("# ").is_some_and(|(_, why)| why.len() > 12), "no reason: {line}");
    }
}

#[test]
fn recipes_are_one_cargo_line_each() {
    let justfile = text(&root().join("justfile"));
    let mut recipes = 0;
    let mut lines = justfile.lines().peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.starts_with(['#', ' ']) || !line.contains(':') {
            continue;
        }
        recipes += 1;
        let body = lines.next().unwrap_or_default();
        assert!(body.trim_start().starts_with("cargo ") || body.trim_start().starts_with("@just"), "{line} {body}");
        assert!(lines.peek().is_none_or(|next| next.is_empty()), "{line} has more than one line");
    }
    assert!((5..=12).contains(&recipes), "{recipes} recipes");
}

#[test]
fn the_documents_name_every_crate_and_command() {
    let architecture = text(&root().join("ARCHITECTURE.md"));
    for name in crates() {
        assert!(architecture.contains(&format!("`{name}`")), "ARCHITECTURE.md does not name {name}");
    }
    let readme = text(&root().join("README.md"));
    for line in ["cargo run --release -- run", "cargo test --workspace"] {
        assert!(readme.contains(line), "README.md does not say {line}");
    }
    let contributing = text(&root().join("CONTRIBUTING.md"));
    for heading in ["Add a rule", "Add a publisher", "Add a gold article"] {
        assert!(contributing.contains(heading), "CONTRIBUTING.md lacks: {heading}");
    }
}

#[test]
fn the_top_level_is_what_it_says() {
    let allowed = BTreeSet::from([
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "annals.toml",
        "clippy.toml",
        "corpus",
        "crates",
        "index",
        "justfile",
        "rustfmt.toml",
        "target",
        "tests",
    ]);
    for entry in std::fs::read_dir(root()).expect("the root") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || allowed.contains(name.as_str()), "{name} has no place at the top");
    }
}
