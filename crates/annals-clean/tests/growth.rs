//! Pages and texts built to choke their reader take time in proportion to their size: four times the bytes, never ten times the time.

#[path = "odd_pages/bombs.rs"]
mod bombs;

use annals_clean::{Publishers, clean, mark_regions};
use annals_model::{Article, RawPage};
use std::time::{Duration, Instant};

/// Bytes of the smaller page; the larger has four times as many.
const SMALL: usize = 24 << 10;
/// What a busy machine may add.
const SLACK: Duration = Duration::from_millis(400);

fn read_page(body: String) {
    let page = RawPage {
        url: "https://quayside.example/2025/03/11/zinc.html".to_owned(),
        final_url: String::new(),
        status: 200,
        content_type: None,
        feed_date: None,
        headers: Vec::new(),
        fetched: jiff::Timestamp::UNIX_EPOCH,
        body: body.into_bytes(),
    };
    std::hint::black_box(clean(&page, &Publishers::embedded()));
}

fn read_text(text: String) {
    let mut article = Article { text, ..Article::default() };
    mark_regions(&mut article);
    std::hint::black_box(article);
}

/// The quickest of up to three runs counts, for other programs slow down single ones.
fn grows_in_proportion(size: usize, make: impl Fn(usize) -> String, read: fn(String)) -> bool {
    let time = |bytes: usize| {
        let input = make(bytes);
        let start = Instant::now();
        read(input);
        start.elapsed()
    };
    (0..3).any(|_| {
        let small = time(size);
        time(4 * size) < small * 10 + SLACK
    })
}

#[test]
fn pages_of_one_repeated_piece() {
    let pieces = [
        "<",
        "&amp;",
        "&",
        "&#",
        "</",
        "<a",
        "<a>",
        "<p>",
        "a ",
        "\n",
        "<!--",
        "<br>",
        "<li>x",
        "<td>",
        "<title>x",
        "</title",
        "</script",
        "<b>x",
        "<div>",
        "</p>",
        "</x>",
        "<x>y</z>",
        "<table><tr><td>",
        "<script",
        "<a title=\"",
        "\u{301}",
        "<p>Zinc rose.</p>",
        "<h2>x</h2>",
        "<p itemprop=author>x",
        "<span class=\"related ad\">x</span>",
    ];
    let slow: Vec<&str> = pieces
        .into_iter()
        .filter(|piece| !grows_in_proportion(SMALL, |bytes| format!("<html>{}", piece.repeat(bytes / piece.len())), read_page))
        .collect();
    assert!(slow.is_empty(), "{slow:?}");
}

#[test]
fn pages_of_one_giant_attribute_or_paragraph() {
    for (before, after) in [("<html><p title=\"", "\">x"), ("<html><p>", "</p>"), ("<html><p ", ">x"), ("<html><x-", ">x")] {
        for piece in ["x", "<", " ", "é", "a=1 "] {
            let make = |bytes: usize| format!("{before}{}{after}", piece.repeat(bytes / piece.len()));
            assert!(grows_in_proportion(SMALL, make, read_page), "{before}{piece}");
        }
    }
}

#[test]
fn close_tags_below_many_open_elements() {
    for (open, piece) in [("<x>", "</y>"), ("<x>", "</p>"), ("<x>", "</li>"), ("<div>", "</x>"), ("<table><tr><td><x>", "</y>")] {
        let make = |bytes: usize| format!("<html>{}{}", open.repeat(290), piece.repeat(bytes / piece.len()));
        assert!(grows_in_proportion(SMALL, make, read_page), "{open} {piece}");
    }
}

#[test]
fn plain_texts_of_one_repeated_line() {
    let lines = [
        "\n",
        "x\n",
        "- \n",
        "- x\n",
        "x\r\n",
        "Read more\n",
        "Summary\n- x\n",
        "Zinc rose.\n",
        "By Jane\n",
        "Advertisement\nJoin us today\n",
        " ",
        "x",
        "Zinc rose by a tenth on Monday, and the harbour was glad of it.\n",
        "\u{2028}",
        "Photo: x\n",
    ];
    let slow: Vec<&str> =
        lines.into_iter().filter(|line| !grows_in_proportion(4 * SMALL, |bytes| line.repeat(bytes / line.len()), read_text)).collect();
    assert!(slow.is_empty(), "{slow:?}");
}

/// A bomb may grow with its page, up to the budget of a page; past that it grows no more.
#[test]
fn pages_built_to_choke_their_reader() {
    let slow: Vec<&str> =
        bombs::BOMBS.into_iter().filter(|(_, make)| !grows_in_proportion(SMALL / 2, make, read_page)).map(|(name, _)| name).collect();
    assert!(slow.is_empty(), "{slow:?}");
}
