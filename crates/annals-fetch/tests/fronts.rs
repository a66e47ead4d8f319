//! The front pages of `corpus/fronts` and of the sample: which of their links are articles, and how many are found.

use annals_fetch::{article_links, feeds_of_page};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use url::Url;

/// Pages written after the rules stood, and by which no rule was changed: a check on the others, by which rules were made.
const BLIND: [&str; 3] = ["puerto", "hub", "orchard"];

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Addresses without fragment and query marks of campaigns, as the labels mean them.
fn plain(url: &Url) -> String {
    annals_fetch::canonical(url)
}

/// The links that a page marks as articles with `data-article`, resolved.
fn marked(page: &str, base: &Url) -> BTreeSet<String> {
    let mut resolve = base.clone();
    if let Some((_, rest)) = page.split_once("<BASE HREF=\"") {
        resolve = Url::parse(rest.split('"').next().unwrap_or_default()).expect("a base");
    }
    page.split("data-article ")
        .skip(1)
        .map(|rest| {
            let value = &rest["href=".len()..];
            let href = match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => value.split(['>', ' ']).next(),
            };
            plain(&resolve.join(&href.unwrap_or_default().replace("&amp;", "&")).expect("an address"))
        })
        .collect()
}

#[test]
fn articles_are_found_on_front_pages() {
    let mut totals = [(0, 0, 0); 2];
    let mut report = Vec::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(corpus().join("fronts")).expect("corpus/fronts") {
        let path = entry.expect("an entry").path();
        let page = read(&path);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let base = page.split_once("<!-- page: ").and_then(|(_, rest)| rest.split(' ').next()).expect("the page's address");
        let base = Url::parse(base).expect("an address");
        let expected = marked(&page, &base);
        let links = article_links(page.as_bytes(), &base);
        let found: BTreeSet<String> = links.iter().map(|link| plain(&Url::parse(&link.url).expect("an address"))).collect();
        assert_eq!(found.len(), links.len(), "{name}: an address twice");
        let right = found.intersection(&expected).count();
        let total = &mut totals[usize::from(BLIND.contains(&name.as_str()))];
        *total = (total.0 + right, total.1 + found.len(), total.2 + expected.len());
        report.push(format!("{name}: {right} right of {} found, {} there", found.len(), expected.len()));
        report.extend(found.difference(&expected).map(|url| format!("    no article: {url}")));
        report.extend(expected.difference(&found).map(|url| format!("    missed: {url}")));
        seen += 1;
    }
    let report = report.join("\n");
    assert!(seen >= 6 + BLIND.len(), "{seen} pages");
    for ((right, found, there), floor) in totals.into_iter().zip([95, 90]) {
        assert!(right * 100 >= found * floor && right * 100 >= there * floor, "{right} right of {found} found, {there} there\n{report}");
    }
}

#[test]
fn fronts_of_the_sample_lead_to_their_articles() {
    let mut fronts = 0;
    for (front, outlet) in [
        ("corvinewire.example/index.html", "corvinewire.example"),
        ("eastquay.example/index.html", "eastquay.example"),
        ("bellwetherledger.example/index.html", "bellwetherledger.example"),
    ] {
        let page = read(&corpus().join("sample").join(front));
        let links = article_links(page.as_bytes(), &Url::parse(&format!("https://{outlet}/")).expect("an address"));
        assert!(links.len() >= 3, "{front}: {links:?}");
        for link in &links {
            let path = link.url.strip_prefix(&format!("https://{outlet}/")).unwrap_or_else(|| panic!("{front} leads to {}", link.url));
            assert!(path.contains("2025") || path.contains('-'), "{front} leads to {}", link.url);
            assert!(link.text.contains(' '), "{front}: {link:?}");
        }
        fronts += 1;
    }
    assert_eq!(fronts, 3);
}

const PARTS: [&str; 24] = [
    "<a href='",
    "/2025/04/07/a-b-c-d",
    "'>",
    "</a>",
    "<base href=",
    "<h2>",
    "</h2",
    "<nav class='",
    "footer'>",
    "</nav>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "&#x",
    "&amp;",
    "é",
    "恒指",
    " ",
    "%",
    "<link rel=alternate type=application/rss+xml href=",
    "http://[",
    "?id=1&",
    "<svg/",
];

proptest! {
    #[test]
    fn any_page_is_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), parts in prop::collection::vec(0..24_usize, 0..60)) {
        let base = Url::parse("https://www.eastquay.example/a/b?c").expect("an address");
        let page: String = parts.iter().map(|part| PARTS[*part]).collect();
        for page in [&bytes[..], page.as_bytes(), &[page.as_bytes(), &bytes].concat()] {
            for link in article_links(page, &base) {
                let url = Url::parse(&link.url).expect("an address");
                prop_assert!(url.host_str().is_some_and(|host| host.ends_with("eastquay.example")) && url.fragment().is_none());
            }
            for found in feeds_of_page(page, &base) {
                prop_assert!(matches!(found.url.scheme(), "http" | "https"));
            }
        }
    }
}
