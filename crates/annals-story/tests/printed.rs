//! What is printed: sources at the end of a timeline, headlines told by their articles, no signs that steer a screen.

mod desk;

use annals_model::{Annotated, Grain, RegionKind};
use annals_story::{TimelineOptions, digest, digest_html, digest_markdown, timeline, timeline_csv, timeline_html, timeline_markdown};
use desk::article;

fn monday(id: &str, text: &str) -> Annotated {
    article(id, text).published("2025-03-11").date("Monday", "2025-03-10", "2025-03-11", Grain::Day).done()
}

#[test]
fn a_timeline_lists_its_sources() {
    let (a, mut b) = (monday("a", "Tin rose a tenth on Monday."), monday("b", "The pier at Westhaven closed on Monday."));
    let unused = article("c", "Nothing has a date here.").published("2025-03-11").done();
    b.article.publisher = String::new();
    b.article.url = String::new();
    let made = timeline(&[&a, &unused, &b], &TimelineOptions::default());
    let page = timeline_markdown(&made);
    assert!(page.contains("Tin rose a tenth on Monday. [1]\n"), "{page}");
    assert!(page.contains("closed on Monday. [2]\n"), "{page}");
    assert!(page.ends_with("## Sources\n\n- [1] a Post 11 March 2025 https://a.example/story\n- [2] 11 March 2025 b\n"), "{page}");
    assert!(timeline_html(&made).contains("<a href=\"#source-2\">[2]</a>"));
}

#[test]
fn a_headline_is_an_event_only_when_no_sentence_says_it() {
    let headline = "Westhaven pier closed on Monday for repairs";
    for (body, events) in [
        ("The pier at Westhaven closed for repairs on Monday.", 1),
        ("Repairs closed the Westhaven pier from Monday.", 1),
        ("Tin rose a tenth on Monday after quiet trade.", 2),
        ("The pier is a hundred feet long.", 1),
    ] {
        let text = format!("{headline}\n\n{body}");
        let mut made = article("a", &text).published("2025-03-11").region(headline, RegionKind::Headline);
        made = made.date("Monday", "2025-03-10", "2025-03-11", Grain::Day);
        if let Some(at) = text.rfind("Monday").filter(|at| *at > headline.len()) {
            let first = made.made.annotations.times.first().cloned();
            made.made.annotations.times.extend(first.map(|mut time| {
                time.span = annals_model::Span::new(at, at + 6);
                time
            }));
        }
        let told: Vec<String> =
            timeline(&[&made.done()], &TimelineOptions::default()).events.into_iter().map(|event| event.line.text).collect();
        assert_eq!(told.len(), events, "{told:?}");
        assert_eq!(told.iter().any(|line| line == headline), events == 2 || !body.contains("Monday"), "{told:?}");
    }
}

#[test]
fn nothing_printed_steers_a_screen() {
    let text = "Tin\u{1b}[31m rose\u{7} a\ttenth \u{202e}on\u{2069} Monday.";
    let mut made = monday("a\u{1b}]0;x\u{9c}", text);
    made.article.publisher = "The\u{202a} Post\u{0}".to_owned();
    made.article.url = "https://a.example/\u{1b}story".to_owned();
    made.article.headline = Some("Up\u{8}\u{85} down".to_owned());
    let (told, said) = (timeline(&[&made], &TimelineOptions::default()), digest(&[&made]));
    assert_eq!(told.events.first().map(|event| event.line.text.as_str()), Some(text));
    for page in [
        timeline_markdown(&told),
        timeline_html(&told),
        timeline_csv(&told).replace("\r\n", "\n"),
        digest_markdown(&said),
        digest_html(&said),
    ] {
        let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        assert!(!page.chars().any(bad), "{page:?}");
        assert!(page.contains('\u{fffd}'), "{page}");
    }
}
