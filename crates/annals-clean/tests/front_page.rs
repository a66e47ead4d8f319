//! Pages that lead to articles are none themselves.

use annals_clean::{Publishers, clean};
use annals_model::RawPage;

fn page(teasers: usize, linked: bool) -> RawPage {
    let mut body = String::from("<!doctype html><html lang=en><title>The Corner Ledger</title><body><main><h1>Today</h1>");
    for i in 0..teasers {
        let heading = format!("Grain ship number {i} waits outside the harbour");
        let heading = if linked { format!("<a href='/news/{i}'>{heading}</a>") } else { heading };
        body.push_str(&format!(
            "<h2>{heading}</h2><p>Captain and owner differ over who has to pay for day {i} of the wait, a clerk at the port says.</p>"
        ));
    }
    body.push_str("</main></body></html>");
    let url = "https://ledger.example/".to_owned();
    RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-05-01T00:00:00Z".parse().expect("a time"),
        body: body.into_bytes(),
    }
}

#[test]
fn teasers_under_linked_headings_make_a_front_page() {
    let front = clean(&page(6, true), &Publishers::embedded()).article;
    assert!(front.text.is_empty() && front.reason.is_some_and(|reason| reason.contains("front page")));
}

#[test]
fn headings_of_an_article_lead_nowhere() {
    let article = clean(&page(6, false), &Publishers::embedded()).article;
    assert!(article.reason.is_none() && article.text.contains("number 5"), "{:?}", article.reason);
}
