//! Whole runs of the program, as a user types them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs annals in `folder` with these arguments, `input` on standard input.
fn annals_with(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("annals starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that does not read its input closes the pipe early.
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    child.wait_with_output().expect("annals ends")
}

fn annals(folder: &Path, arguments: &[&str]) -> Output {
    annals_with(folder, arguments, "")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A working folder in which the sample was run once.
fn ready() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&annals(folder.path(), &["init", "."])), 0);
    let run = annals(folder.path(), &["run", "--now", "2025-05-01T00:00:00Z"]);
    assert_eq!(code(&run), 0, "{}", told(&run));
    assert!(told(&run).contains("articles   49 new"), "{}", told(&run));
    folder
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

const FEATURE: &str = "corpus/sample/harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html";

#[test]
fn a_second_run_does_nothing_twice() {
    let folder = ready();
    let store = folder.path().join("index/store");
    let bytes = |name: &str| std::fs::read(store.join(name)).expect("a file of the store");
    let names = ["articles.jsonl", "annotations.jsonl", "stories.jsonl", "digests.jsonl", "seen.jsonl"];
    let before: Vec<Vec<u8>> = names.iter().map(|name| bytes(name)).collect();
    assert!(before.iter().all(|bytes| !bytes.is_empty()));
    let again = annals(folder.path(), &["run"]);
    assert_eq!(code(&again), 0, "{}", told(&again));
    assert!(told(&again).contains("articles   0 new"), "{}", told(&again));
    let after: Vec<Vec<u8>> = names.iter().map(|name| bytes(name)).collect();
    assert!(before == after, "a second run changed the store");
}

#[test]
fn a_changed_page_revises_the_old_article() {
    let folder = ready();
    let page = folder.path().join(FEATURE);
    let html = std::fs::read_to_string(&page).expect("the page");
    std::fs::write(&page, html.replacen("<p>Hong Kong shares", "<p>Updated: Hong Kong shares", 1)).expect("written");
    let again = annals(folder.path(), &["run"]);
    assert!(told(&again).contains("1 new (1 revised)"), "{}", told(&again));
    let articles = std::fs::read_to_string(folder.path().join("index/store/articles.jsonl")).expect("articles");
    assert_eq!(articles.lines().count(), 50);
    assert_eq!(articles.lines().filter(|line| !line.contains("\"revises\":null")).count(), 1);
}

#[test]
fn stories_join_the_outlets_and_the_index_finds_them() {
    let folder = ready();
    let stories = said(&annals(folder.path(), &["story"]));
    assert!((5..40).contains(&stories.lines().count()), "{stories}");
    let hits = annals(folder.path(), &["search", "firm:BYD", "--json"]);
    assert_eq!(code(&hits), 0);
    assert!(said(&hits).contains("byd"), "{}", said(&hits));
    assert_eq!(code(&annals(folder.path(), &["search", "zeppelin"])), 1);
    let refused = annals(folder.path(), &["search", "(share"]);
    assert_eq!(code(&refused), 2);
    assert!(told(&refused).contains("column"), "{}", told(&refused));
    let timeline = annals(folder.path(), &["timeline", "--entity", "BYD"]);
    assert_eq!(code(&timeline), 0, "{}", told(&timeline));
    assert!(said(&timeline).contains("2025"), "{}", said(&timeline));
    assert_eq!(code(&annals(folder.path(), &["timeline", "--entity", "Nobody Ever Heard Of"])), 1);
}

#[test]
fn the_index_can_be_built_anew() {
    let folder = ready();
    let before = said(&annals(folder.path(), &["search", "share", "--json"]));
    std::fs::remove_dir_all(folder.path().join("index/store/index")).expect("removed");
    assert_eq!(code(&annals(folder.path(), &["index"])), 0);
    assert_eq!(before, said(&annals(folder.path(), &["search", "share", "--json"])));
}

#[test]
fn every_line_of_a_digest_is_proved_and_a_changed_one_is_not() {
    let folder = ready();
    for (name, inputs) in [("one", vec![FEATURE]), ("two", vec![FEATURE, "corpus/sample/eastquay.example/news/20250226-stocks-jump.html"])]
    {
        let mut arguments = vec!["digest", "--format", "json"];
        arguments.extend(&inputs);
        let digest = said(&annals(folder.path(), &arguments));
        let file = folder.path().join(format!("{name}.json"));
        std::fs::write(&file, &digest).expect("written");
        let file = file.to_string_lossy().into_owned();
        let mut verify = vec!["verify", &file];
        verify.extend(inputs.iter().flat_map(|input| ["--articles", input]));
        let proved = annals(folder.path(), &verify);
        assert_eq!(code(&proved), 0, "{}{}", said(&proved), told(&proved));
        let value: serde_json::Value = serde_json::from_str(&digest).expect("JSON");
        let point = value["points"][0]["text"].as_str().expect("a point");
        std::fs::write(&file, digest.replace(point, &format!("{point} Or so."))).expect("written");
        assert_eq!(code(&annals(folder.path(), &verify)), 1);
        for format in ["md", "html"] {
            let mut arguments = vec!["digest", "--format", format];
            arguments.extend(&inputs);
            let printed = said(&annals(folder.path(), &arguments));
            assert!(printed.len() > 500, "{printed}");
        }
    }
    let store = annals(folder.path(), &["verify", "index/store/digests.jsonl"]);
    assert_eq!(code(&store), 0, "{}", said(&store));
    let annotations = annals(folder.path(), &["verify", "index/store/annotations.jsonl"]);
    assert_eq!(code(&annotations), 0, "{}", said(&annotations));
}

#[test]
fn threads_do_not_change_a_byte() {
    let folder = ready();
    let files = std::fs::read_to_string(folder.path().join("index/store/articles.jsonl")).expect("articles");
    let many = files.repeat(40);
    let one = annals_with(folder.path(), &["annotate", "--threads", "1"], &many);
    let four = annals_with(folder.path(), &["annotate", "--threads", "4"], &many);
    assert_eq!(one.stdout.len(), four.stdout.len());
    assert!(one.stdout == four.stdout);
    assert_eq!(said(&one).lines().count(), 49 * 40);
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&annals(folder.path(), &["init", "."])), 0);
    let page = std::fs::read_to_string(folder.path().join(FEATURE)).expect("the page");
    let host = folder.path().join("corpus/sample/copies.example");
    std::fs::create_dir_all(&host).expect("made");
    for i in 0..120 {
        let text =
            page.replace("Hong Kong shares", &format!("Edition {i} says that Hong Kong shares")).replace("https://harbourpost.example", "");
        std::fs::write(host.join(format!("{i}.html")), text).expect("written");
    }
    for milliseconds in [30, 90, 200, 400] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_annals"))
            .args(["run", "--quiet"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("annals starts");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().expect("killed");
        child.wait().expect("gone");
    }
    let last = annals(folder.path(), &["run"]);
    assert_eq!(code(&last), 0, "{}", told(&last));
    let store = folder.path().join("index/store");
    let lines = |name: &str| std::fs::read_to_string(store.join(name)).expect("a file").lines().count();
    assert_eq!((lines("articles.jsonl"), lines("annotations.jsonl"), lines("seen.jsonl")), (169, 169, 175));
    assert_eq!(code(&annals(folder.path(), &["verify", "index/store/digests.jsonl"])), 0);
}

#[test]
fn annotations_of_another_text_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "{\"text\":\"Shares of Acme Holdings rose 2% on Monday.\",\"published\":\"2025-02-26\"}\n";
    let joined = said(&annals_with(folder.path(), &["annotate", "--with-article"], text));
    assert_eq!(code(&annals_with(folder.path(), &["annotate"], &joined)), 0);
    for (right, wrong) in [("Acme Holdings rose", "Acme Holding rose!"), ("\"subject\":0", "\"subject\":77"), ("\"end\":", "\"end\":9")] {
        assert!(joined.contains(right), "{joined}");
        assert_eq!(code(&annals_with(folder.path(), &["annotate"], &joined.replace(right, wrong))), 3, "{wrong}");
    }
}

#[test]
fn bad_lines_are_named_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = "{\"text\":\"Acme rose 2%.\"}\n{\"text\":5}\nnot json\n{\"text\":\"Acme fell 3%.\"}\n";
    let output = annals_with(folder.path(), &["annotate"], input);
    assert_eq!(code(&output), 3);
    assert_eq!(said(&output).lines().count(), 2);
    assert!(told(&output).contains("-:2:") && told(&output).contains("-:3:"), "{}", told(&output));
}

#[test]
fn errors_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = annals(folder.path(), &["run"]);
    assert_eq!(code(&run), 2);
    assert!(told(&run).contains("annals init"), "{}", told(&run));
    let digest = annals(folder.path(), &["digest", "missing.txt"]);
    assert_eq!(code(&digest), 2);
    assert!(told(&digest).contains("missing.txt"));
    assert_eq!(code(&annals(folder.path(), &["nonsense"])), 2);
    assert_eq!(code(&annals(folder.path(), &["rules", "figure/"])), 0);
    assert_eq!(code(&annals(folder.path(), &["rules", "no such rule"])), 1);
    assert_eq!(code(&annals(folder.path(), &["--help"])), 0);
}

#[test]
fn without_a_date_relative_expressions_stay_unknown() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "{\"text\":\"Shares of Acme Holdings rose 2% on Monday.\"}\n";
    let value: serde_json::Value = serde_json::from_str(&said(&annals_with(folder.path(), &["annotate"], text))).expect("JSON");
    assert_eq!(value["times"][0]["surface"], "Monday");
    assert!(value["times"][0]["value"].is_null() && value["times"][0]["basis"] == "none");
    let dated = annals_with(folder.path(), &["annotate", "--published", "2025-02-26"], text);
    let value: serde_json::Value = serde_json::from_str(&said(&dated)).expect("JSON");
    assert_eq!(value["times"][0]["value"], "2025-02-24");
}

#[test]
fn a_year_that_cannot_be_right_is_doubted_beside_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "Acme Holdings rose to a record on February 3, 2025.\nAs of February 7, 2024, Acme Holdings had sold 40 million shares, \
                and on February 10, 2025 it sold 12 million more.\nOn February 14, 2025 the shares of Acme Holdings fell 3%.\n";
    std::fs::write(folder.path().join("story.txt"), text).expect("written");
    let printed = said(&annals(folder.path(), &["digest", "story.txt", "--published", "2025-02-19"]));
    let doubted = printed.lines().find(|line| line.contains("7 February 2024")).expect("the date as printed");
    assert!(doubted.contains("2025-02-07"), "{printed}");
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let mut blocks = readme.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').map_or("", |(_, body)| body));
    let (article, digest) = (blocks.next().expect("an article"), blocks.next().expect("a digest"));
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("story.txt"), article).expect("written");
    let command = digest.lines().next().expect("the command").trim_start_matches("$ annals ");
    let arguments: Vec<&str> = command.split(' ').collect();
    let printed = said(&annals(folder.path(), &arguments));
    let shown = digest.split_once('\n').map_or("", |(_, body)| body);
    assert_eq!(printed.trim_end(), shown.trim_end());
}
