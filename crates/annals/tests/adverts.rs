//! What stands around an article (another story's headline, adverts, menus, disclaimers) is in no output.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs annals in `folder` and returns its exit code and what it printed.
fn annals(folder: &Path, arguments: &[&str], input: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("annals starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that does not read its input closes the pipe early.
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    let output = child.wait_with_output().expect("annals ends");
    (output.status.code().expect("an exit code"), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// An article as it is copied off a page: the headline of another story above, an advert inside, lists and a notice below.
const PAGE: &str = "Vellmar Pharma Shares Jump 12% After Nod for Sleeping Pill\n\
Hang Seng Index Climbs as Tin Miners Lead Gains\n\
\n\
The Hang Seng Index rose 3.1% on Tuesday, lifted by tin miners. Larkspur Securities upgraded Alibaba to \"buy\" in a note on Monday, \
citing cloud sales.\n\
Download our app and join 40 lakh smart traders!\n\
“Orders are back,” said Mei Tanaka, chief strategist at Larkspur Securities. Shares of BYD gained 4% in the same session.\n\
Risks Remain\n\
Factory prices have been falling for nearly two years, which points to weak demand at home. The yuan was little changed.\n\
- Flat ₹15 Brokerage\n\
- Free Demat Account\n\
- Margin Trading\n\
Trending on Paisatown\n\
01\n\
Paisatown Research Desk\n\
02\n\
Paisatown Research Desk\n\
Related Articles\n\
Disclaimer: Investments in securities are subject to market risks, read all related documents before investing. Paisatown Ltd. \
is not liable for a loss of ₹900.\n";

/// Words and numbers that stand in no part of the article itself.
const AROUND: &[&str] =
    &["Vellmar", "12%", "Sleeping", "lakh", "Download", "₹15", "Brokerage", "Demat", "Trending", "Paisatown", "Disclaimer", "₹900"];

#[test]
fn what_stands_around_an_article_is_in_no_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("story.txt"), PAGE).expect("written");
    let story = ["story.txt", "--published", "2025-03-11"];
    for command in [&["digest"][..], &["timeline"]] {
        for format in ["md", "json", "html"] {
            let (code, printed) = annals(folder, &[command, &story, &["--format", format]].concat(), "");
            assert_eq!(code, 0, "{command:?} {format}");
            assert!(printed.contains("3.1%"), "{command:?} {format} has lost the article:\n{printed}");
            for around in AROUND {
                assert!(!printed.contains(around), "{command:?} {format} says {around}:\n{printed}");
            }
        }
    }
    let (_, digest) = annals(folder, &[&["digest"][..], &story, &["--format", "json"]].concat(), "");
    let digest: serde_json::Value = serde_json::from_str(&digest).expect("JSON");
    assert_eq!(digest["people"][0]["name"], "Mei Tanaka");
    let (start, end) = (PAGE.find("Hang Seng Index Climbs").expect("the headline"), PAGE.find("- Flat").expect("the list"));
    within(&digest, start, end);
    // Stories and the index take no fact from there either.
    let (code, annotated) = annals(folder, &[&["annotate", "--with-article"][..], &story].concat(), "");
    assert_eq!(code, 0);
    std::fs::write(folder.join("story.jsonl"), annotated).expect("written");
    let (_, stories) = annals(folder, &["story", "story.jsonl"], "");
    let stories: serde_json::Value = serde_json::from_str(stories.lines().next().expect("a story")).expect("JSON");
    within(&stories, start, end);
    assert_eq!(annals(folder, &["init", "."], "").0, 0);
    assert_eq!(annals(folder, &["index", "story.jsonl"], "").0, 0);
    let (code, found) = annals(folder, &["search", "tin", "--facets", "firm,person", "--json"], "");
    assert_eq!(code, 0, "{found}");
    assert!(found.contains("cn:byd"), "{found}");
    assert!(!found.contains("Vellmar") && !found.contains("Paisatown"), "{found}");
    for query in ["firm:Vellmar", "firm:Paisatown", "figure:[12% TO 12%]", "money:[15 TO 15]INR", "money:[900 TO 900]INR"] {
        assert_eq!(annals(folder, &["search", query], "").0, 1, "{query}");
    }
    assert_eq!(annals(folder, &["search", "figure:[3.1% TO 3.1%]"], "").0, 0);
}

/// Every receipt lies between two offsets.
fn within(value: &serde_json::Value, start: usize, end: usize) {
    match value {
        serde_json::Value::Object(fields) => {
            if let (Some(from), Some(to), Some(_)) = (fields.get("start"), fields.get("end"), fields.get("article")) {
                let at = |offset: &serde_json::Value| usize::try_from(offset.as_u64().expect("an offset")).expect("small");
                assert!(at(from) >= start && at(to) <= end, "{value}");
            }
            fields.values().for_each(|field| within(field, start, end));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| within(item, start, end)),
        _ => {}
    }
}
