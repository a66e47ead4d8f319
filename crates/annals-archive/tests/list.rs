//! The list beside each file: there, in order, and made good after kills and losses.
#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::Archive;
use annals_model::RawPage;
use std::fs;
use std::path::Path;

/// What becomes of a list; `None` when it is gone.
type Loss = fn(&str) -> Option<String>;

fn page(number: usize) -> RawPage {
    // Their order by address is not that of their coming.
    let url = format!("https://outlet{}.example/{number}.html", (number * 7) % 10);
    RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-03-11T10:05:00Z".parse().unwrap(),
        body: format!("page {number}").into_bytes(),
    }
}

fn put(archive: &mut Archive, numbers: std::ops::Range<usize>) {
    for number in numbers {
        archive.put(&page(number), Some("GET / HTTP/1.1"), None).unwrap();
    }
}

fn list(dir: &Path, number: u32) -> String {
    fs::read_to_string(dir.join(format!("annals-{number:06}.cdxj"))).unwrap()
}

#[test]
fn the_list_is_sorted_at_the_end_and_finds_every_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    put(&mut archive, 0..10);
    archive.checkpoint().unwrap();
    let grown = list(dir.path(), 1);
    assert_eq!(grown.lines().count(), 10);
    assert!(!grown.lines().is_sorted(), "in the order of writing while the file grows");
    archive.finish().unwrap();
    let sorted = list(dir.path(), 1);
    assert!(sorted.lines().is_sorted());
    let mut lines: Vec<&str> = grown.lines().collect();
    lines.sort_unstable();
    assert_eq!(sorted.lines().collect::<Vec<_>>(), lines);

    let file = fs::read(dir.path().join("annals-000001.warc.gz")).unwrap();
    for line in sorted.lines() {
        let facts: serde_json::Value = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
        let number = |name: &str| facts[name].as_str().unwrap().parse::<usize>().unwrap();
        let member = file[number("offset")..number("offset") + number("length")].to_vec();
        let pages: Vec<RawPage> =
            annals_archive::read_warc_from(Box::new(std::io::Cursor::new(member)), "member").unwrap().map(Result::unwrap).collect();
        assert_eq!(pages.len(), 1);
        assert_eq!(pages[0].url, facts["url"]);
        assert_eq!((facts["mime"].as_str(), facts["status"].as_str()), (Some("text/html"), Some("200")));
        assert_eq!(facts["filename"], "annals-000001.warc.gz");
    }
}

#[test]
fn a_list_that_is_missing_torn_or_behind_is_made_good() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap().rotate_at(4_000);
    put(&mut archive, 0..20);
    drop(archive);
    let whole = [list(dir.path(), 1), list(dir.path(), 2)];
    assert!(whole.iter().all(|list| list.lines().count() > 3 && list.lines().is_sorted()));
    let losses: [Loss; 6] = [
        |_| None,
        |_| Some(String::new()),
        |list| Some(list[..list.len() - 9].to_owned()),
        |list| Some(list[..40].to_owned()),
        |list| Some(format!("garbage\n{list}")),
        |list| Some(list.replacen("\"offset\": \"", "\"offset\": \"99", 1)),
    ];
    for (case, loss) in losses.iter().enumerate() {
        for number in [1, 2] {
            let path = dir.path().join(format!("annals-{number:06}.cdxj"));
            match loss(&whole[number - 1]) {
                None => fs::remove_file(path).unwrap(),
                Some(text) => fs::write(path, text).unwrap(),
            }
        }
        assert_eq!(Archive::open(dir.path()).unwrap().notes().len(), 0);
        assert_eq!([list(dir.path(), 1), list(dir.path(), 2)], whole, "loss {case}");
    }
}

#[test]
fn lines_that_a_killed_process_held_back_are_written_later() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    put(&mut archive, 0..4);
    archive.checkpoint().unwrap();
    put(&mut archive, 4..9);
    // As a kill leaves it: the records are there, their lines are not.
    let killed = tempfile::tempdir().unwrap();
    for name in ["annals-000001.warc.gz", "annals-000001.cdxj"] {
        fs::copy(dir.path().join(name), killed.path().join(name)).unwrap();
    }
    assert_eq!(list(killed.path(), 1).lines().count(), 4);
    drop(archive);
    drop(Archive::open(killed.path()).unwrap());
    assert_eq!(list(killed.path(), 1), list(dir.path(), 1));
    assert_eq!(list(dir.path(), 1).lines().count(), 9);
}

#[test]
fn a_request_whose_answer_was_never_written_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    put(&mut archive, 0..2);
    archive.finish().unwrap();
    let file = dir.path().join("annals-000001.warc.gz");
    let whole = fs::read(&file).unwrap();
    put(&mut archive, 2..3);
    drop(archive);
    let longer = fs::read(&file).unwrap();
    let answer = list(dir.path(), 1).lines().filter_map(|line| line.split("\"offset\": \"").nth(1)?.split('"').next()?.parse().ok()).max();
    let answer: usize = answer.unwrap();
    assert!(answer > whole.len());
    for cut in [answer - 1, answer, answer + 1, answer + 30] {
        fs::write(&file, &longer[..cut]).unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        assert_eq!(archive.notes().len(), 1, "cut at {cut}");
        assert_eq!(fs::read(&file).unwrap().len(), whole.len(), "cut at {cut}");
        assert_eq!(list(dir.path(), 1).lines().count(), 2);
    }
}
