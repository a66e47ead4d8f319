//! Who may read an article and how much of it a page holds; the paywall's words are never the article's.

mod press;

use annals_model::Access;
use press::{prose, read};

const URL: &str = "https://wexmoorpost.example/harbour/2025/crane.html";

fn page(head: &str, body: &str) -> (Access, String) {
    let html = format!(
        "<!doctype html><html><head><title>The crane is late</title><meta property='og:type' content='article'>{head}</head><body><article><h1>The crane is late</h1>{body}</article></body></html>"
    );
    let article = read(URL, &html).article;
    assert_eq!(article.reason, None);
    (article.access, article.text)
}

fn data(free: &str, more: &str) -> String {
    format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The crane is late","isAccessibleForFree":{free}{more}}}</script>"#
    )
}

#[test]
fn what_the_page_states() {
    assert_eq!(page("", &prose(4)).0, Access::Unknown);
    assert_eq!(page(&data("true", ""), &prose(4)).0, Access::Free);
    assert_eq!(page(&data("\"False\"", ""), &prose(8)).0, Access::Metered);
    assert_eq!(page("<meta property='article:content_tier' content='free'>", &prose(4)).0, Access::Free);
    assert_eq!(page("<meta name='cXenseParse:wxp-paywall' content='true'>", &prose(8)).0, Access::Metered);
    assert_eq!(page("<meta name='is_premium' content='false'>", &prose(4)).0, Access::Free);
    assert_eq!(page("<meta itemprop='isAccessibleForFree' content='False'>", &prose(8)).0, Access::Metered);
    // A sold text of one paragraph is an opening.
    assert_eq!(page(&data("false", ""), &prose(1)).0, Access::Truncated);
    assert_eq!(page("<meta name='premium-newsletter' content='weekly'>", &prose(4)).0, Access::Unknown);
}

#[test]
fn the_locked_part_is_looked_up() {
    let part = r#","hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".locked"}"#;
    let full = format!("{}<div class=locked>{}</div>", prose(3), prose(5));
    assert_eq!(page(&data("false", part), &full).0, Access::Metered);
    let empty = format!("{}<div class=locked><p>Join us.</p></div>", prose(6));
    assert_eq!(page(&data("false", part), &empty).0, Access::Truncated);
}

#[test]
fn walls_in_many_words() {
    for wall in [
        "<div class=x1><h3>Subscribe to continue reading</h3><p>Digital, £9 a month. Cancel whenever you like.</p><p><a href=/s>See the offers</a></p></div>",
        "<section><p>You have reached your limit of free articles.</p><p>Three weeks cost you €1.</p></section>",
        "<p>To read the full story, start a trial.</p>",
        "<div><p>Jetzt weiterlesen mit Post plus</p><p>Vier Wochen für 1 €, danach kündbar.</p></div>",
        "<p>Il vous reste 62 % de cet article à lire. La suite est réservée aux abonnés.</p>",
        "<div><p>Suscríbete para seguir leyendo</p><p>Un mes por 1 €.</p></div>",
        "<div><p>Contenuto riservato agli abbonati</p></div>",
        "<p>続きを読むには会員登録が必要です</p>",
        "<div subscriptions-action='login' subscriptions-display='NOT granted'><p>Come aboard for the rest.</p></div>",
    ] {
        let (access, text) = page("", &format!("{}{wall}", prose(3)));
        assert_eq!(access, Access::Truncated, "{wall}");
        assert!(text.ends_with("have asked for money back."), "{wall}: {text}");
    }
}

#[test]
fn what_is_no_wall() {
    // A badge above a text that is all there, another story's badge, an advert's label, somebody's words.
    for (before, after) in [
        ("<p class=badge>Subscribers only</p>", ""),
        ("", "<aside><ul><li><a href=/a>Ship waits</a> <span>Subscribers only</span></li></ul></aside>"),
        ("", "<p>Advertisement. Scroll to continue reading.</p>"),
        ("", "<p>“Subscribe to continue reading is the saddest line I know,” said the harbour master, and closed the paper for good.</p>"),
    ] {
        let (access, text) = page(
            "",
            &format!("{before}{}{after}{}", prose(3), if before.is_empty() { "" } else { "<p>The ice is early this year, too.</p>" }),
        );
        assert_eq!(access, Access::Unknown, "{before}{after}: {text}");
    }
    let (_, text) = page(
        "",
        &format!("<div><p>Exclusively for subscribers</p><p>Wexmoor has paid for a crane and sees none of it yet.</p></div>{}", prose(6)),
    );
    assert!(text.contains("sees none of it yet"), "{text}");
}

#[test]
fn a_text_that_breaks_off() {
    let broken = format!("{}<p>What the owners will do now depends on…</p>", prose(2));
    assert_eq!(
        page("", &format!("{broken}<p><a href='https://elsewhere.example/crane'>Read more at Elsewhere</a></p>")).0,
        Access::Truncated
    );
    assert_eq!(page("", &broken).0, Access::Unknown);
    assert_eq!(page(&data("false", ""), &format!("{}<p>What they do depends on ...</p>", prose(7))).0, Access::Truncated);
}

#[test]
fn structured_data_with_the_whole_text() {
    let lines: Vec<String> = (1..=9).map(|n| format!("Quay number {n} of the harbour at Wexmoor stayed closed on Tuesday, because the crane that was ordered in spring has not come, and the harbour master doubts that it will come before the ice. Owners of {n} ships have asked for money back.")).collect();
    let body = format!(r#","articleBody":{}"#, serde_json::json!(lines.join("\n\n")));
    let (access, text) = page(&data("true", &body), &prose(2));
    assert!(text.contains("Quay number 9") && access == Access::Free, "{text}");
    // Sold, and sent whole all the same.
    let (access, text) = page(&data("false", &body), &format!("{}<p>Subscribe to continue reading</p>", prose(2)));
    assert!(text.contains("Quay number 9") && access == Access::Metered && !text.contains("Subscribe"), "{access:?} {text}");
    // Data of another text, or shorter than what is shown, are left alone.
    let other = serde_json::json!("A long note about tea that has nothing to do with harbours at all. ".repeat(40));
    let (_, text) = page(&data("true", &format!(r#","articleBody":{other}"#)), &prose(2));
    assert!(text.contains("Quay number 2") && !text.contains("tea"), "{text}");
    let (_, text) = page(&data("true", &format!(r#","articleBody":{}"#, serde_json::json!(lines[..2].join(" ")))), &prose(4));
    assert!(text.contains("Quay number 4"));
}
