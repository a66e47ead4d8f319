//! Pages of one article, given one after the other, come out as one; every page still has its line.

use annals::Rejection;
use annals::input::Given;
use annals::jobs::{CleanFilter, Engine, Listener, clean};
use std::io::Write;

fn page(host: &str, path: &str, title: &str, number: usize, of: usize) -> String {
    let words: String = (0..3)
        .map(|n| format!("<p>Chapter {number}.{n} of {title}, in which the harbour master of Wexmoor finds one more bill in his drawer and pays it at once.</p>"))
        .collect();
    let html = format!(
        "<html><head><title>{title}</title><meta property='og:type' content='article'></head><body><article><h1>{title}</h1>{words}</article><p>Page {number} of {of}</p></body></html>"
    );
    serde_json::json!({"id": format!("{title} {number}"), "url": format!("https://{host}.example{path}"), "html": html}).to_string()
}

fn lines(input: &str) -> Vec<serde_json::Value> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(input.as_bytes()).expect("room on the disk");
    let mut out = Vec::new();
    let listener = Listener { step: &|| {}, stop: &|| false, reject: &|rejection: &Rejection| panic!("{rejection:?}") };
    let files = [file.path().display().to_string()];
    let done = clean(&Engine::new(), &files, Given::default(), &CleanFilter::default(), &mut out, &listener).expect("cleaned");
    let text = String::from_utf8(out).expect("UTF-8");
    assert_eq!(text.lines().count() as u64, done);
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn neighbours_are_joined_and_strangers_are_not() {
    let given = [
        page("a", "/tea", "Tea for the harbour of Wexmoor", 1, 1),
        page("a", "/crane", "The crane that never came", 1, 3),
        page("a", "/crane?page=2", "The crane that never came", 2, 3),
        page("a", "/crane?page=3", "The crane that never came", 3, 3),
        page("a", "/ice", "The ice comes early to Wexmoor", 1, 2),
        page("b", "/ice?page=2", "The ice comes early to Wexmoor", 2, 2),
    ];
    let found = lines(&given.join("\n"));
    let field = |at: usize, name: &str| found[at][name].as_str().unwrap_or_default().to_owned();
    assert_eq!(found.len(), given.len(), "one line a page");
    assert!(["Chapter 1.0", "Chapter 2.1", "Chapter 3.2"].iter().all(|words| field(1, "text").contains(words)), "{}", field(1, "text"));
    assert_eq!(field(1, "text").matches("The crane that never came\n").count(), 1);
    assert_eq!(found[1]["extra"]["pages"].as_array().map(Vec::len), Some(3));
    assert_eq!((field(1, "id"), field(2, "text")), ("The crane that never came 1".to_owned(), String::new()));
    assert_eq!(
        (field(2, "reason"), field(3, "reason")),
        (format!("page 2 of {}", field(1, "id")), format!("page 3 of {}", field(1, "id")))
    );
    for alone in [0, 4, 5] {
        assert!(!field(alone, "text").is_empty() && found[alone]["extra"].get("pages").is_none(), "{alone}");
    }
}
