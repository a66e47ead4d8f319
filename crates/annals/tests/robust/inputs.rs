//! Bad inputs: each is named with what is wrong with it, the rest is read, nothing takes for ever.

use crate::news::{export, fill, run};
use crate::program::{Ended, annals, annals_with, files, notice, start};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A line of good news under an id.
fn good(id: &str) -> String {
    format!("{{\"id\":\"{id}\",\"published\":\"2025-02-26\",\"text\":\"Shares of Acme Holdings rose 2% on Monday to HK$31.20.\"}}\n")
}

fn packed(text: &str) -> Vec<u8> {
    let mut child = Command::new("gzip").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("gzip starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    child.wait_with_output().expect("gzip ends").stdout
}

/// Bad inputs by name, with the words that say what is wrong, and the good articles that stand before and behind.
fn bad_inputs(folder: &Path) -> Vec<(&'static str, &'static str, usize)> {
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("written");
    write("empty.jsonl", b"");
    write("blank.txt", b" \n\n \n");
    write("picture.png", &(0..=255).cycle().take(200_000).collect::<Vec<u8>>());
    let many: String = (0..300).map(|i| good(&format!("z{i}"))).collect();
    let whole = packed(&many);
    write("cut.jsonl.gz", &whole[..whole.len() - 20]);
    write("stub.gz", &whole[..9]);
    write("three.jsonl", format!("{}{}{{\"id\":\"g3\",\"text\":\n{}{}", good("t1"), good("t2"), good("t4"), good("t5")).as_bytes());
    write("latin.jsonl", &[good("l1").as_bytes(), b"{\"id\":\"l2\",\"text\":\"Soci\xe9t\xe9\"}\n", good("l3").as_bytes()].concat());
    let mut long = good("o1").into_bytes();
    long.extend_from_slice(b"{\"id\":\"o2\",\"text\":\"");
    long.extend("Shares of Acme Holdings rose 2% on Monday. ".bytes().cycle().take(50_000_000));
    long.extend_from_slice(format!("\"}}\n{}", good("o3")).as_bytes());
    write("long.jsonl", &long);
    write("other.jsonl", format!("{}{{\"id\":\"x\",\"body\":\"no text\"}}\n[1]\n\"text\"\n{}", good("x1"), good("x5")).as_bytes());
    vec![
        ("empty.jsonl", "empty.jsonl: nothing in it", 0),
        ("blank.txt", "blank.txt: nothing in it", 0),
        ("picture.png", "picture.png: neither text", 0),
        ("cut.jsonl.gz", "cannot be read on", 200),
        ("stub.gz", "stub.gz: cannot be read", 0),
        ("three.jsonl", "three.jsonl:3: no JSON", 4),
        ("latin.jsonl", "latin.jsonl:2: no UTF-8 at byte", 2),
        ("long.jsonl", "long.jsonl:2: a text of 50000000 bytes is longer", 2),
        ("other.jsonl", "other.jsonl:3:", 2),
    ]
}

#[test]
fn bad_files_are_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("first.jsonl"), good("first")).expect("written");
    std::fs::write(folder.join("last.jsonl"), good("last")).expect("written");
    for (name, words, least) in bad_inputs(folder) {
        for command in ["annotate", "clean"] {
            if command == "clean" && name == "long.jsonl" {
                continue;
            }
            let ended = annals(folder, &[command, "first.jsonl", name, "last.jsonl"]).expect_code(3).expect_told(&[name, words]);
            let said = ended.said();
            let lines = said.lines().count();
            assert!(lines >= least + 2 && lines <= least + 2 + 100, "{command} {name}: {lines} lines");
            assert!(said.starts_with("{\"v\":1,\"id\":\"first\"") && said.contains("\"id\":\"last\""), "{command} {name}");
        }
        // Reading fifty megabytes once more, or a story of hundreds, says nothing new.
        if least < 100 && name != "long.jsonl" {
            let told = annals(folder, &["story", "first.jsonl", name, "last.jsonl"]).expect_code(3).expect_told(&[words]);
            assert!(told.said().contains("\"first\"") && told.said().contains("\"last\""), "{name}");
            let digest = annals(folder, &["digest", "first.jsonl", name, "last.jsonl"]).expect_code(3).expect_told(&[words]);
            assert!(digest.said().contains("Acme Holdings"), "{name}");
        }
    }
}

#[test]
fn what_is_no_file_is_an_error_before_anything_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("first.jsonl"), good("first")).expect("written");
    std::fs::create_dir(folder.join("pages")).expect("made");
    annals(folder, &["init", "."]).expect_code(0);
    for command in ["annotate", "clean", "story", "timeline", "digest", "index"] {
        for name in ["missing.jsonl", "pages"] {
            let ended = annals(folder, &[command, "first.jsonl", name]).expect_code(2).expect_told(&["annals: error", name]);
            assert!(ended.out.is_empty(), "{command} {name}: {}", ended.said());
        }
    }
    for arguments in [["missing.jsonl", "first.jsonl"], ["first.jsonl", "missing.jsonl"], ["pages", "first.jsonl"]] {
        annals(folder, &["verify", arguments[0], "--articles", arguments[1]]).expect_code(2).expect_told(&["annals: error"]);
    }
}

#[test]
fn index_names_what_it_leaves_out_and_keeps_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    annals(folder, &["init", "."]).expect_code(0);
    bad_inputs(folder);
    let inputs = ["empty.jsonl", "picture.png", "three.jsonl", "latin.jsonl", "other.jsonl", "stub.gz", "long.jsonl"];
    let ended = annals(folder, &[&["index"], &inputs[..]].concat()).expect_code(3);
    for name in inputs {
        assert!(ended.err.contains(&format!("rejected: {name}")), "{name} is not named: {}", ended.err);
    }
    for id in ["t1", "t2", "t4", "t5", "l1", "l3", "o1", "o3", "x1", "x5"] {
        annals(folder, &["show", id]).expect_code(0);
    }
    // The same again adds nothing, and the next run tells the stories of what was added.
    annals(folder, &["index", "three.jsonl"]).expect_code(3).expect_told(&["0 articles indexed"]);
    run(folder, &[]).expect_code(0);
    assert!(annals(folder, &["story"]).expect_code(0).said().contains("\"t4\""));
}

#[test]
fn verify_reads_behind_a_bad_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let articles: String = (1..=5).map(|i| good(&format!("v{i}"))).collect();
    std::fs::write(folder.join("articles.jsonl"), &articles).expect("written");
    let mut lines: Vec<String> = annals(folder, &["annotate", "articles.jsonl"]).expect_code(0).said().lines().map(str::to_owned).collect();
    lines[2] = "{\"id\":\"v3\",\"mentions\":".to_owned();
    std::fs::write(folder.join("bad.jsonl"), lines.join("\n")).expect("written");
    let verify = |name: &str| annals(folder, &["verify", name, "--articles", "articles.jsonl"]);
    let held = verify("bad.jsonl").expect_code(3).expect_told(&["bad.jsonl:3: no JSON"]);
    lines.remove(2);
    std::fs::write(folder.join("good.jsonl"), lines.join("\n")).expect("written");
    let whole = verify("good.jsonl").expect_code(0);
    assert_eq!(held.err.lines().last(), whole.err.lines().last(), "receipts behind the bad line were not looked at");
    lines[3] = lines[3].replace("Acme Holdings", "Acme Holding!");
    std::fs::write(folder.join("wrong.jsonl"), lines.join("\n")).expect("written");
    assert!(verify("wrong.jsonl").expect_code(1).said().contains("v5"));
    for (name, bytes) in [("binary", &b"\x00\xff\xfe\x01"[..]), ("empty", b"")] {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
    verify("binary").expect_code(2).expect_told(&["binary is no UTF-8"]);
    verify("empty").expect_code(1);
}

#[test]
fn a_hundred_thousand_nested_tags_are_read_in_a_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let sentence = "Shares of Acme Holdings rose 2% on Monday, the company said in a statement to the exchange. ";
    for (name, open, close) in [("div", "<div>", "</div>"), ("b", "<b><i>", "</i></b>"), ("table", "<table><tr><td>", "</td></tr></table>")]
    {
        let page = format!(
            "<html><body><h1>Acme</h1>{}<p>{}</p>{}<p>{}</p></body></html>",
            open.repeat(100_000),
            sentence.repeat(5),
            close.repeat(100_000),
            sentence.repeat(5)
        );
        std::fs::write(folder.path().join("nested.html"), page).expect("written");
        let said = annals(folder.path(), &["annotate", "--with-article", "nested.html"]).expect_code(0).said();
        assert!(said.contains("Acme Holdings"), "{name}: {}", said.chars().take(300).collect::<String>());
    }
}

#[test]
fn a_run_goes_on_past_bad_pages_and_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fill(folder, 3);
    let calm = tempfile::tempdir().expect("a folder");
    fill(calm.path(), 3);
    run(calm.path(), &[]).expect_code(0);
    let host = folder.join("generated/bad.example");
    std::fs::create_dir_all(&host).expect("made");
    let page = std::fs::read(folder.join("corpus/sample/harbourpost.example/markets/2025/02/26/hang-seng-three-year-high.html"));
    std::fs::write(host.join("a.html"), "").expect("written");
    std::fs::write(host.join("b.html"), (0..=255).cycle().take(50_000).collect::<Vec<u8>>()).expect("written");
    std::fs::write(host.join("c.html"), [&page.expect("the page")[..], b"\xff\xfe\xff"].concat()).expect("written");
    let mut configuration = std::fs::read_to_string(folder.join("annals.toml")).expect("read");
    for (name, bytes) in [("no.warc", &b"hello"[..]), ("cut.warc.gz", &packed("WARC/1.1\r\nWARC-Type: response\r\n")[..])] {
        std::fs::write(folder.join(name), bytes).expect("written");
        configuration += &format!("[[source]]\nwarc = \"{name}\"\n");
    }
    std::fs::write(folder.join("annals.toml"), &configuration).expect("written");
    run(folder, &[]).expect_code(3).expect_told(&["rejected: no.warc", "rejected: cut.warc.gz"]);
    // The page with broken bytes says what the sample's says, and names that address as its own: no new article.
    assert!(export(folder) == export(calm.path()), "other articles than without the bad pages");
    std::fs::write(folder.join("annals.toml"), configuration + "[[source]]\nfiles = \"nowhere\"\n").expect("written");
    let before = files(&folder.join("store"));
    run(folder, &[]).expect_code(3).expect_told(&["nowhere"]);
    assert!(before.iter().filter(|(name, _)| name.ends_with(".jsonl")).all(|file| files(&folder.join("store")).contains(file)));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("secret.jsonl");
    std::fs::write(&path, good("secret")).expect("written");
    std::fs::write(folder.path().join("first.jsonl"), good("first")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("set");
    if std::fs::read(&path).is_ok() {
        notice("skipped: this user may read everything");
        return;
    }
    let ended = annals(folder.path(), &["annotate", "secret.jsonl", "first.jsonl"]).expect_code(3).expect_told(&["secret.jsonl", "denied"]);
    assert_eq!(ended.said().lines().count(), 1);
}

#[test]
fn a_pipe_that_hands_out_a_byte_at_a_time_is_recognised() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = annals_with(folder.path(), &["annotate"], good("p").as_bytes()).expect_code(0).out;
    let mut child = start(folder.path(), &["annotate"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"\n").expect("written");
    for byte in good("p").bytes() {
        stdin.write_all(&[byte]).expect("written");
    }
    drop(stdin);
    let output = child.wait_with_output().expect("annals ends");
    assert!(output.stdout == whole);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_an_error_and_a_closed_one_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    std::fs::write(folder.join("in.jsonl"), good("a").repeat(400)).expect("written");
    std::fs::write(folder.join("story.txt"), "Shares of Acme Holdings rose 2% on Monday.").expect("written");
    let commands: [&[&str]; 6] = [
        &["annotate", "in.jsonl"],
        &["clean", "in.jsonl"],
        &["story", "story.txt"],
        &["digest", "story.txt"],
        &["timeline", "story.txt", "--published", "2025-02-26"],
        &["rules"],
    ];
    for arguments in commands {
        let to = |out: Stdio| {
            let output = Command::new(env!("CARGO_BIN_EXE_annals"))
                .args(arguments)
                .current_dir(folder)
                .stdout(out)
                .stderr(Stdio::piped())
                .output()
                .expect("annals runs");
            Ended { code: output.status.code(), out: Vec::new(), err: String::from_utf8_lossy(&output.stderr).into_owned() }
        };
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
        to(full.into()).expect_code(2).expect_told(&["no room left to write the output"]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        to(writer.into()).expect_code(0);
    }
}
