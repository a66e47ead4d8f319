//! Quoted statements of several sentences stay in one piece; others are told sentence by sentence.

mod desk;

use annals_model::{Grain, RegionKind};
use annals_story::{TimelineOptions, timeline};
use desk::article;

/// The lines told of a text that names Monday in each of its sentences.
fn lines(text: &str) -> Vec<String> {
    let mut made = article("a", text).published("2025-03-11");
    for (at, words) in text.match_indices("Monday") {
        made = made.date(words, "2025-03-10", "2025-03-11", Grain::Day);
        let time = made.made.annotations.times.last_mut();
        time.into_iter().for_each(|time| time.span = annals_model::Span::new(at, at + words.len()));
    }
    made.made.annotations.times.sort_by_key(|time| time.span.order());
    let made = made.done();
    timeline(&[&made], &TimelineOptions::default()).events.into_iter().map(|event| event.line.text).collect()
}

#[test]
fn a_quotation_is_told_whole() {
    for (text, told) in [
        ("Rowe said: \"The pier opened on Monday. The boats have not come.\" Tin rose on Monday.", 2),
        ("“The pier opened on Monday. The boats have not come,” Rowe said. Tin rose on Monday.", 2),
        ("“We sold it all on Monday. Nobody asked why! That was odd.” Tin rose on Monday.", 2),
        ("Rowe called it \"a slow start\" on Monday. Tin rose on Monday by a tenth.", 2),
        ("The dockers' pier wasn't open on Monday. It's the traders' loss, and they lost on Monday.", 2),
        ("A 27\" pipe broke at the pier on Monday. Tin rose on Monday by a tenth.", 2),
        ("Rowe said: “The pier opened on Monday. Tin rose on Monday by a tenth.", 2),
    ] {
        let lines = lines(text);
        assert_eq!(lines.len(), told, "{lines:?}");
        assert_eq!(lines.join(" "), text, "{text}");
    }
}

#[test]
fn a_quotation_without_an_end_nearby_is_left_as_it_is() {
    let long = format!("Rowe said: “The pier opened on Monday. {}It is full.” Nobody came.", "The boats have not come yet. ".repeat(5));
    assert_eq!(lines(&long), ["Rowe said: “The pier opened on Monday."]);
    let wordy = format!("Rowe said: “The pier opened on Monday. {} is full.” Nobody came.", "The boats and the barges, ".repeat(40));
    assert_eq!(lines(&wordy), ["Rowe said: “The pier opened on Monday."]);
    let apart = "Rowe said: “The pier opened on Monday.\n\nThe boats have not come.” Nobody came.";
    assert_eq!(lines(apart), ["Rowe said: “The pier opened on Monday."]);
}

#[test]
fn a_quotation_does_not_run_into_another_region() {
    let text = "Rowe said: “The pier opened on Monday. Read on for more!” Nobody came.";
    let made = article("a", text)
        .published("2025-03-11")
        .date("Monday", "2025-03-10", "2025-03-11", Grain::Day)
        .region("Read on for more!", RegionKind::Promo)
        .done();
    let told = timeline(&[&made], &TimelineOptions::default()).events;
    assert_eq!(told.first().map(|event| event.line.text.as_str()), Some("Rowe said: “The pier opened on Monday."));
}

#[test]
fn words_that_announce_a_quotation_go_with_it() {
    for (text, whole) in [
        ("Rowe noted on Monday:\n\n“The pier is full. The boats have not come.”\n\nTin rose a tenth.", true),
        ("Rowe told traders this on Monday:\n\"The pier is full.\"\nTin rose a tenth.", true),
        ("Asked on Monday, Rowe replied:\n“It is full,” and left the room.\nTin rose a tenth.", true),
        ("Rowe noted on Monday:\nThe pier is full. The boats have not come.\nTin rose a tenth.", false),
        ("Rowe was calm on Monday.\n“The pier is full. The boats have not come.”\nTin rose a tenth.", false),
    ] {
        let told = lines(text);
        let end = text.find("\nTin").map_or(0, |end| text[..end].trim_end().len());
        assert_eq!(told.first().map(String::as_str) == Some(&text[..end]), whole, "{told:?}");
    }
}
