//! The digest that an outlet's machine prints beside an article: what it adds to a timeline, marked, and what it only repeats.

mod desk;

use annals_model::{Annotated, Grain, Kind, RegionKind};
use annals_story::{TimelineOptions, digest, digest_markdown, timeline, timeline_csv, verify_digest};
use desk::article;

const NOTE: &str = "from the outlet's own digest";
const BODY: &str = "Harbour fees rose on Tuesday, the port of Westhaven said. Shippers of grain complained loudly about it.";

/// An article with a list of dates in its outlet's own digest.
fn with_list(list: &str, dates: &[(&str, &str, &str)]) -> Annotated {
    let mut made = article("port", &format!("{BODY}\n{list}"))
        .published("2025-03-06")
        .region(list, RegionKind::SourceDigest)
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
        .date("Tuesday", "2025-03-04", "2025-03-05", Grain::Day);
    for (words, from, to) in dates {
        made = made.date(words, from, to, Grain::Day);
    }
    made.done()
}

/// First day, printed date, words and note of every entry.
fn told(made: &Annotated) -> Vec<(String, String, String, Option<String>)> {
    let events = timeline(&[made], &TimelineOptions::default()).events;
    let row = |event: annals_model::Event| {
        (event.from.map(|day| day.to_string()).unwrap_or_default(), event.surface, event.line.text, event.line.note)
    };
    events.into_iter().map(row).collect()
}

#[test]
fn a_date_on_a_line_of_its_own_dates_what_stands_below() {
    for (line, dates, surface) in [
        ("- Feb. 3, 2025:", &[("Feb. 3, 2025", "2025-02-03", "2025-02-04")][..], "Feb. 3, 2025"),
        ("\u{2022} By February 3:", &[("February 3", "2025-02-03", "2025-02-04")], "By February 3"),
        ("As of Feb. 3, 2025:", &[("Feb. 3, 2025", "2025-02-03", "2025-02-04")], "As of Feb. 3, 2025"),
        (
            "- From Feb. 3 to Feb. 9:",
            &[("Feb. 3", "2025-02-03", "2025-02-04"), ("Feb. 9", "2025-02-09", "2025-02-10")],
            "From Feb. 3 to Feb. 9",
        ),
        ("3 February 2025", &[("3 February 2025", "2025-02-03", "2025-02-04")], "3 February 2025"),
    ] {
        let made = with_list(&format!("{line}\n- Tarn Motors opened a second foundry in Westhaven.\n- LISTEN AGAIN"), dates);
        let told = told(&made);
        assert_eq!(told.len(), 2, "{told:?}");
        let words = "Tarn Motors opened a second foundry in Westhaven.";
        assert_eq!(told[0], ("2025-02-03".to_owned(), surface.to_owned(), words.to_owned(), Some(NOTE.to_owned())));
        assert_eq!(told[1].3, None);
        let all = [made];
        let made = digest(&[&all[0]]);
        assert_eq!(verify_digest(&made, &desk::finder(&all)), Vec::<String>::new());
        assert!(digest_markdown(&made).contains("second foundry in Westhaven. (from the outlet's own digest)"));
        assert!(timeline_csv(&timeline(&[&all[0]], &TimelineOptions::default())).contains(NOTE));
    }
}

#[test]
fn each_date_dates_all_lines_up_to_the_next_and_the_last_only_one() {
    let list =
        "- Feb. 3:\n- Tarn Motors opened a foundry.\n- Its rival closed one.\n- Feb. 5:\n- Dockers went on strike.\n- Dockers like tea.";
    let dates = [("Feb. 3", "2025-02-03", "2025-02-04"), ("Feb. 5", "2025-02-05", "2025-02-06")];
    let days: Vec<String> = told(&with_list(list, &dates)).into_iter().map(|entry| entry.0).collect();
    assert_eq!(days, ["2025-02-03", "2025-02-03", "2025-02-05", "2025-03-04"]);
}

#[test]
fn what_the_article_says_of_the_same_day_is_not_said_again() {
    let list = "- March 4:\n- Harbour fees rose in Westhaven, according to the port.";
    let told = told(&with_list(list, &[("March 4", "2025-03-04", "2025-03-05")]));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].3, None);
}

#[test]
fn a_line_with_more_than_a_date_dates_nothing_else() {
    let list = "- Feb. 3 brought rain:\n- Tarn Motors opened a foundry.";
    assert_eq!(told(&with_list(list, &[("Feb. 3", "2025-02-03", "2025-02-04")])).len(), 1, "the article's own entry only");
}

#[test]
fn a_bare_date_in_an_article_is_not_a_heading_without_its_colon() {
    let text = "February 3\nTarn Motors opened a foundry.";
    let bare = article("a", text).published("2025-03-06").date("February 3", "2025-02-03", "2025-02-04", Grain::Day).done();
    assert_eq!(told(&bare), []);
    let text = "February 3:\nTarn Motors opened a foundry.";
    let colon = article("a", text).published("2025-03-06").date("February 3", "2025-02-03", "2025-02-04", Grain::Day).done();
    assert_eq!(told(&colon).len(), 1);
}

#[test]
fn points_come_from_the_article() {
    let made = with_list("- Tarn Motors opened a second foundry in Westhaven on Monday.", &[]);
    assert!(digest(&[&made]).points.iter().all(|line| line.note.is_none() && !line.text.contains("foundry")));
}
