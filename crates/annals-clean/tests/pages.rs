//! The pages of one article become one; pages of two articles do not.

mod press;

use annals_clean::{Cleaned, follows, join, joined_page};
use annals_model::RegionKind;
use press::read;

/// A page of an article: its words, its links and what its foot prints.
fn page(url: &str, title: &str, numbers: std::ops::Range<usize>, head: &str, foot: &str) -> Cleaned {
    let words: String = numbers
        .map(|n| format!("<p>Chapter {n} of the long story of the crane, in which the harbour master of Wexmoor finds one more bill in his drawer and pays it.</p>"))
        .collect();
    let html = format!(
        "<html><head><title>{title}</title><meta property='og:type' content='article'>{head}</head><body><article><h1>{title}</h1><p class=standfirst>How a harbour paid for a crane that never came, told by those who signed.</p>{words}</article>{foot}</body></html>"
    );
    read(url, &html)
}

fn are_one(first: &Cleaned, second: &Cleaned) -> bool {
    match (&first.part, &second.part) {
        (Some(a), Some(b)) => follows((&first.article, a), (&second.article, b)),
        _ => false,
    }
}

const HOST: &str = "https://wexmoorpost.example";

#[test]
fn pages_that_name_each_other() {
    for (name, first, second, head_one, head_two, foot_one, foot_two) in [
        ("rel", "/long/crane", "/long/crane?page=2", "<link rel=next href='?page=2'>", "<link rel=prev href='/long/crane'>", "", ""),
        (
            "numbers",
            "/long/crane.html",
            "/long/crane-2.html",
            "",
            "",
            "<div class=pager><a href='/long/crane-2.html'>2</a></div>",
            "<div><a href='/long/crane.html'>1</a></div>",
        ),
        ("printed", "/long/crane", "/long/crane/2", "", "", "<p>Page 1 of 2</p>", "<p>Page 2 of 2</p>"),
        ("German", "/lang/kran", "/lang/kran/seite-2", "", "", "<span>Seite 1 von 3</span>", "<span>Seite 2 von 3</span>"),
        (
            "own name",
            "/long/crane-one",
            "/long/crane-bills",
            "<link rel=next href='/long/crane-bills'>",
            "",
            "<p>Page 1 of 2</p>",
            "<p>Page 2 of 2</p>",
        ),
    ] {
        let a = page(&format!("{HOST}{first}"), "The crane that never came", 1..4, head_one, foot_one);
        let b = page(&format!("{HOST}{second}"), "The crane that never came", 4..6, head_two, foot_two);
        assert!(are_one(&a, &b), "{name}: {:?} {:?}", a.part, b.part);
        assert!(!are_one(&b, &a), "{name}: backwards");
        let joined = join(&[a.article.clone(), b.article.clone()]);
        assert_eq!((&joined.id, &joined.canonical), (&a.article.id, &a.article.canonical));
        assert_eq!(joined.text.matches("never came, told").count(), 1, "{name}: {}", joined.text);
        assert_eq!(joined.text.matches("The crane that never came").count(), 1, "{name}");
        assert!((1..6).all(|n| joined.text.contains(&format!("Chapter {n} of"))), "{name}: {}", joined.text);
        assert_eq!(joined.extra["pages"], serde_json::json!([format!("{HOST}{first}"), format!("{HOST}{second}")]));
        let mut end = 0;
        for region in &joined.regions {
            assert!(region.span.start == end && joined.text.get(end as usize..region.span.end as usize).is_some());
            end = region.span.end;
        }
        assert_eq!(end as usize, joined.text.len());
        let left = joined_page(&b.article, 2, &joined);
        assert!(left.text.is_empty() && left.url == b.article.url && left.reason == Some(format!("page 2 of {}", joined.id.as_str())));
    }
}

#[test]
fn pages_of_other_articles() {
    let next = "<link rel=next href='/long/tea'>";
    for (name, first, second, title, head, foot_one, foot_two) in [
        ("the next post", "/long/crane", "/long/tea", "Tea for the harbour", next, "", ""),
        ("the next post of one name", "/long/crane", "/long/tea", "The crane that never came", next, "", ""),
        ("numbers alone", "/long/crane", "/long/crane/2", "The crane that never came", "", "", ""),
        ("another story's page", "/long/crane", "/long/tea/2", "Tea for the harbour", "", "<p>Page 1 of 2</p>", "<p>Page 2 of 2</p>"),
        ("a gap", "/long/crane", "/long/crane?page=3", "The crane that never came", "", "<p>Page 1 of 3</p>", "<p>Page 3 of 3</p>"),
        ("parts of a series", "/long/crane-1", "/long/crane-2", "Part two: the bills", "<link rel=next href='/long/crane-2'>", "", ""),
    ] {
        let a = page(&format!("{HOST}{first}"), "The crane that never came", 1..4, head, foot_one);
        let b = page(&format!("{HOST}{second}"), title, 4..6, "", foot_two);
        assert!(!are_one(&a, &b), "{name}: {:?} {:?}", a.part, b.part);
    }
    let other = page("https://elsewhere.example/long/crane?page=2", "The crane that never came", 4..6, "", "<p>Page 2 of 2</p>");
    assert!(!are_one(&page(&format!("{HOST}/long/crane"), "The crane that never came", 1..4, "", "<p>Page 1 of 2</p>"), &other));
}

#[test]
fn a_sentence_cut_by_the_page_is_whole_again() {
    let mut a = page(&format!("{HOST}/long/crane"), "The crane that never came", 1..3, "", "").article;
    let mut b = page(&format!("{HOST}/long/crane?page=2"), "The crane that never came", 4..5, "", "").article;
    a.text.push_str("\n\nAt noon the harbour master opened");
    b.text = b.text.replace("Chapter 4", "the drawer of chapter 4");
    for article in [&mut a, &mut b] {
        article.regions = vec![annals_model::Region {
            span: annals_model::Span::new(0, article.text.len()),
            kind: RegionKind::Body,
            reason: String::new(),
        }];
    }
    // Headline and standfirst repeat; what remains of the second page goes on in small letters.
    let joined = join(&[a, b]);
    assert!(joined.text.contains("opened the drawer of chapter 4"), "{}", joined.text);
    assert!(joined.regions.iter().all(|r| r.kind == RegionKind::Body));
}

#[test]
fn nothing_to_join() {
    assert_eq!(join(&[]), annals_model::Article::default());
    let plain = read(&format!("{HOST}/harbour/crane.html"), &format!("<article><h1>The crane is late</h1>{}</article>", press::prose(3)));
    assert_eq!(plain.part, None);
}
