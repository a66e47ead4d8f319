//! "Since" in a record is not when it happened; "a record" is said only of what the sentence calls one.

mod desk;

use annals_model::{Annotated, Direction, Figure, Grain, Kind, Unit};
use annals_story::{TimelineOptions, digest, timeline};
use desk::article;

const OLD: (&str, &str) = ("2022-02-01", "2022-03-01");

fn told(made: &Annotated) -> Vec<(String, String)> {
    let events = timeline(&[made], &TimelineOptions::default()).events;
    events.into_iter().map(|event| (event.from.map(|day| day.to_string()).unwrap_or_default(), event.surface)).collect()
}

#[test]
fn the_since_of_a_record_is_no_date_of_an_event() {
    for text in [
        "The gauge had its best finish since February 2022.",
        "Tin traded at the highest since early February 2022.",
        "It was the biggest weekly rise in foreign holdings since February 2022.",
        "The lender paid the most it has paid since February 2022.",
        "Sales grew for the first time since February 2022.",
        "Tin fell to a level not seen since February 2022.",
        "The carrier posted its largest reported loss since February 2022.",
        "The gap is now at its widest since the harbour fire of February 2022.",
        "Rents are the lowest since the flood in late February 2022.",
        "Traders made the most bets placed in a day since February 2022.",
        "Orders shrank at the fastest pace since the start of February 2022.",
    ] {
        let alone = article("a", text).published("2025-03-14").date("February 2022", OLD.0, OLD.1, Grain::Month);
        assert_eq!(told(&alone.done()), [], "{text}");
        let text = format!("{text} Copper was quiet on Friday.");
        let made = article("a", &text).published("2025-03-14").date("February 2022", OLD.0, OLD.1, Grain::Month).date(
            "Friday",
            "2025-03-14",
            "2025-03-15",
            Grain::Day,
        );
        let today = ("2025-03-14".to_owned(), "on Friday".to_owned());
        assert_eq!(told(&made.done()), [today.clone(), today], "{text}");
        let past = article("a", &text).published("2025-03-18").date("February 2022", OLD.0, OLD.1, Grain::Month).date(
            "Friday",
            "2025-03-14",
            "2025-03-15",
            Grain::Day,
        );
        assert_eq!(told(&past.done()).len(), 1, "{text}");
    }
}

#[test]
fn another_date_of_the_sentence_tells_a_record() {
    for (text, surface) in [
        ("On Thursday the gauge had its best finish since February 2022.", "On Thursday"),
        ("The gauge had its best finish since February 2022 on Thursday.", "on Thursday"),
        ("The gauge was at its highest since February 2022 in Thursday trade.", "in Thursday"),
    ] {
        let made = article("a", text).published("2025-03-14").date("February 2022", OLD.0, OLD.1, Grain::Month);
        let made = made.date("Thursday", "2025-03-13", "2025-03-14", Grain::Day).done();
        assert_eq!(told(&made), [("2025-03-13".to_owned(), surface.to_owned())]);
    }
}

#[test]
fn a_stretch_of_time_since_a_date_stays_an_event() {
    for text in [
        "Tin has gained 9% since February 2022.",
        "The best performer has gained 9% since February 2022.",
        "The strongest fund gained 9% since February 2022.",
        "Interest rates have been unchanged since February 2022.",
        "The largest miner, Tarn Motors, has been shut since February 2022.",
    ] {
        let made = article("a", text).published("2025-03-14").date("February 2022", OLD.0, OLD.1, Grain::Month);
        assert_eq!(told(&made.done()), [("2022-02-01".to_owned(), "since February 2022".to_owned())], "{text}");
    }
}

#[test]
fn a_record_is_what_the_sentence_calls_one() {
    for (text, direction, record) in [
        ("Kestrel Bank rose 8% to a record high.", Direction::Up, true),
        ("Kestrel Bank rose 8% to its highest ever close.", Direction::Up, true),
        ("Kestrel Bank gained 8% to reach an all-time peak.", Direction::Up, true),
        ("Kestrel Bank fell 8%, its worst day since October.", Direction::Down, false),
        ("Kestrel Bank fell 8% from a record high.", Direction::Down, false),
        ("Kestrel Bank fell 8% after last week's record high.", Direction::Down, false),
        ("Kestrel Bank rose 8%, the biggest gain in a year.", Direction::Up, false),
        ("Kestrel Bank rose 8% and has risen ever since.", Direction::Up, false),
        ("Kestrel Bank rose 8% on its track record of profit.", Direction::Up, false),
    ] {
        let mark = |figure: &mut Figure| figure.record = true;
        let made = article("a", text)
            .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
            .figure_with("8%", "8", Unit::Percent, "Kestrel Bank", Some(direction), mark)
            .done();
        let figures: Vec<String> =
            digest(&[&made]).profiles.into_iter().flat_map(|profile| profile.figures).map(|line| line.text).collect();
        let remark = figures.iter().any(|line| line.ends_with(", a record"));
        assert_eq!((figures.len(), remark), (1, record), "{text} {figures:?}");
    }
}
