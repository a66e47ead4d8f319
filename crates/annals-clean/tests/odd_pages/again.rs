//! Cleaning what was cleaned changes nothing: an article set as a plain page comes out as it went in.

use crate::sample;
use crate::spoil::Chance;
use crate::wrap::{clean_again, fault, raw};
use annals_clean::{Publishers, clean};

#[test]
fn sample_pages_cleaned_twice() {
    let publishers = Publishers::embedded();
    let mut articles = 0;
    for (path, html) in sample() {
        let first = clean(&raw(&format!("https://{path}"), &html), &publishers).article;
        assert_eq!(fault(&first), None, "{path}");
        if first.text.is_empty() {
            continue;
        }
        articles += 1;
        let second = clean_again(&first, &publishers);
        assert_eq!(second.text, first.text, "{path}");
        assert_eq!(second.headline, first.headline, "{path}");
        assert_eq!(fault(&second), None, "{path}");
    }
    assert!(articles > 30, "{articles} articles");
}

const WORDS: [&str; 40] = [
    "the",
    "harbour",
    "zinc",
    "freight",
    "price",
    "of",
    "a",
    "board",
    "quarter",
    "fell",
    "rose",
    "analysts",
    "said",
    "in",
    "on",
    "Monday",
    "shares",
    "by",
    "tonne",
    "3%",
    "with",
    "lender",
    "Calder",
    "Vale",
    "forecast",
    "margin",
    "and",
    "copper",
    "week",
    "“steady”",
    "R&D",
    "1.4",
    "million",
    "from",
    "orders",
    "at",
    "Zürich",
    "mills",
    "<5%",
    "its",
];

/// A made-up article in the form a page has, with what a reader should see of it.
fn drawn(chance: &mut Chance) -> (String, String) {
    let sentence = |chance: &mut Chance, end: &str| {
        let count = 9 + chance.below(14);
        let words: Vec<&str> = (0..count).map(|_| WORDS[chance.below(WORDS.len())]).collect();
        format!("The {}{end}", words.join(" "))
    };
    let escaped = |words: &str| words.replace('&', "&amp;").replace('<', "&lt;");
    let headline = sentence(chance, "");
    let mut html = format!("<html><head><meta property=og:type content=article></head><body><h1>{}</h1>", escaped(&headline));
    let mut text = headline;
    for _ in 0..3 + chance.below(8) {
        if chance.below(4) == 0 {
            html.push_str(&format!(
                "<h2>What {} did next</h2>",
                WORDS[chance.below(WORDS.len())].replace('&', "&amp;").replace('<', "&lt;")
            ));
        }
        let paragraph: Vec<String> = (0..2 + chance.below(4)).map(|_| sentence(chance, ".")).collect();
        html.push_str(&format!("<p>{}</p>", escaped(&paragraph.join(" "))));
        text.push_str("\n\n");
        text.push_str(&paragraph.join(" "));
    }
    html.push_str("</body></html>");
    (html, text)
}

#[test]
fn drawn_articles_cleaned_twice() {
    let publishers = Publishers::embedded();
    for seed in 0..200 {
        let (html, told) = drawn(&mut Chance::new(seed));
        let first = clean(&raw("https://quayside.example/2025/03/11/zinc.html", &html), &publishers).article;
        for paragraph in told.split("\n\n") {
            assert!(first.text.contains(paragraph), "seed {seed}: {paragraph:?} is lost from {:?}", first.text);
        }
        let second = clean_again(&first, &publishers);
        assert_eq!(second.text, first.text, "seed {seed}");
    }
}

#[test]
fn what_a_second_look_once_changed() {
    let publishers = Publishers::embedded();
    let body =
        "<p>Zinc rose by a tenth on Monday, and the harbour was glad of it, for the mills had waited all winter for such a price.</p>";
    let pages = [
        // A standfirst inside the article that ends without a full stop.
        format!(
            "<article><h1>Zinc is dear at the quay</h1><p class=standfirst>The mills had waited all winter for it</p>{body}{body}</article>"
        ),
        // A headline that is stated with places to break.
        format!("<title>Zinc is dear at the quay\u{ad}side</title><div>{body}{body}</div>"),
        // A citation mark between two spaces.
        format!(
            "<h1>Zinc is dear at the quay</h1>{body}<p>Lead fell a little <sup>[3]</sup> in the same week, as the board had said it would.</p>"
        ),
    ];
    for (page, words) in pages.iter().zip(["waited all winter for it", "quayside", "a little in the same"]) {
        let first = clean(&raw("https://quayside.example/2025/03/11/zinc.html", page), &publishers).article;
        assert!(first.text.contains(words), "{page}: {}", first.text);
        assert_eq!(clean_again(&first, &publishers).text, first.text, "{page}");
    }
}
