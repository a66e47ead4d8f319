//! Which sentences are key points: the parts of an article are covered, nothing is told twice.

mod desk;

use annals_model::{ActionKind, Annotated, Direction, Kind, Metric, RegionKind, Unit};
use annals_story::digest;
use desk::{Desk, article};

fn points(made: &Annotated) -> Vec<String> {
    digest(&[made]).points.into_iter().map(|line| line.text).collect()
}

const FILLER: &str = "Dockers in Westhaven went home early on the quay road that runs along the old harbour wall.";

/// A market report in four parts; the second argues against the rest.
fn report() -> Desk {
    let text = format!(
        "Tin lifts the Quay Index\n\
         Traders in Westhaven were in high spirits as the week began on the floor.\n\
         The Quay Index has risen 14% since the new year, more than any other. In contrast, the Moor Index has lost 6% so far. {FILLER}\n\
         Risks Remain\n\
         The rally goes on while the town is anxious about its trade. Freight rates fell for a ninth month, a sign of weak orders. {FILLER}\n\
         What Set It Off\n\
         {FILLER} The turning point came when Kestrel Bank opened a free tin exchange. {FILLER}\n\
         What Analysts Say\n\
         {FILLER} Orland Partners upgraded miners to \"buy\" and called the sector cheap again. {FILLER} {FILLER}\n\
         {FILLER} {FILLER} {FILLER}"
    );
    let mut desk = article("a", &text).published("2025-03-04").headline("Tin lifts the Quay Index");
    for heading in ["Risks Remain", "What Set It Off", "What Analysts Say"] {
        desk = desk.region(heading, RegionKind::Heading);
    }
    desk.region("Tin lifts the Quay Index", RegionKind::Headline)
        .entity("index:QI", Kind::Index, &["Quay Index"])
        .entity("index:MI", Kind::Index, &["Moor Index"])
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .entity("xx:orland", Kind::Firm, &["Orland Partners"])
        .figure("14%", "14", Unit::Percent, "Quay Index", Some(Direction::Up))
        .figure("6%", "6", Unit::Percent, "Moor Index", Some(Direction::Down))
        .action("Orland Partners", ActionKind::Upgrade, "miners", Some("buy"), "Orland Partners upgraded miners to \"buy\"")
}

#[test]
fn every_part_of_an_article_has_its_turn() {
    let made = report().done();
    let points = points(&made);
    for wanted in [
        "The Quay Index has risen 14%",
        "In contrast, the Moor Index has lost 6%",
        "Freight rates fell for a ninth month",
        "The turning point came",
        "Orland Partners upgraded miners",
    ] {
        assert!(points.iter().any(|point| point.starts_with(wanted)), "{wanted}: {points:#?}");
    }
}

#[test]
fn the_same_figure_of_the_same_subject_is_one_point() {
    for (first, second) in [
        (
            "Tarn Motors sold a record 61,000 vans in March, its best month.",
            "In a show of strength, Tarn Motors has sold a record 61,000 vans.",
        ),
        (
            "Tarn Motors raised 61,000 crowns from its owners this week.",
            "Owners of Tarn Motors have put in 61,000 crowns, the carmaker said.",
        ),
        ("Profit at Tarn Motors hit 61,000 crowns in the spring.", "The spring was kind: profit at Tarn Motors was 61,000 crowns."),
        (
            "Costs at Tarn Motors rose by 61,000 crowns on dear steel.",
            "Dear steel, Tarn Motors reckons, has raised its costs by 61,000 crowns.",
        ),
        ("Tarn Motors has 61,000 orders, more than it can fill.", "More than it can fill: Tarn Motors now counts 61,000 orders."),
    ] {
        let text = format!("{first}\n{second}\n{FILLER}\nGulls were seen as far as Oxbridge by noon.\nFog lay over the town all day long.");
        let mut made = article("a", &text).published("2025-03-04").entity("xx:tarn", Kind::Firm, &["Tarn Motors"]);
        made = made.figure("61,000", "61000", Unit::Count(None), "Tarn Motors", Some(Direction::Up));
        let mut made = made.done();
        // The second place of the figure, of the other mention.
        let mut again = made.annotations.figures[0].clone();
        let at = text.rfind("61,000").expect("twice");
        again.span = annals_model::Span::new(at, at + 6);
        again.subject = Some(1);
        made.annotations.figures.push(again);
        let told = points(&made).iter().filter(|point| point.contains("61,000")).count();
        assert_eq!(told, 1, "{first} {:?}", points(&made));
    }
}

#[test]
fn firms_with_something_to_say_come_first_and_an_outlet_that_is_cited_says_nothing() {
    let text = "Makers like Tarn Motors and Tarn Motors' rivals were quiet, as was the pier at noon.\n\
                Kestrel Bank raised 40 crowns from its owners.\n\
                Rents rose a little, according to Harbour Wire data.";
    let made = article("a", text)
        .published("2025-03-04")
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .entity("xx:wire", Kind::Media, &["Harbour Wire"])
        .figure_with("40 crowns", "40", Unit::Count(None), "Kestrel Bank", None, |figure| figure.metric = Some(Metric::Proceeds))
        .said("Harbour Wire", &["Rents rose a little"], annals_model::QuoteKind::Indirect)
        .done();
    let digest = digest(&[&made]);
    let notes: Vec<(&str, bool)> = digest.profiles.iter().map(|note| (note.entity.as_str(), note.says_nothing)).collect();
    assert_eq!(notes[0], ("xx:kestrel", false));
    assert!(notes.contains(&("xx:wire", true)), "{notes:?}");
    let undated: Vec<&str> = digest.undated.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(undated, ["Kestrel Bank raised 40 crowns from its owners."], "a deal without a date");
}

#[test]
fn a_long_sentence_about_many_stands_in_one_note() {
    let list = "Over the past month the three firms that drew the most of this money from across the strait were Kestrel Bank, Tarn Motors \
                and Orland Partners, with increases of 40 crowns, 30 crowns and 20 crowns, respectively, the exchange said.";
    let made = article("a", list)
        .published("2025-03-04")
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
        .entity("xx:orland", Kind::Firm, &["Orland Partners"])
        .figure("40 crowns", "40", Unit::Count(None), "Kestrel Bank", Some(Direction::Up))
        .figure("30 crowns", "30", Unit::Count(None), "Tarn Motors", Some(Direction::Up))
        .figure("20 crowns", "20", Unit::Count(None), "Orland Partners", Some(Direction::Up))
        .done();
    let digest = digest(&[&made]);
    let full = digest.profiles.iter().flat_map(|note| &note.lines).filter(|line| line.text == list).count();
    assert_eq!(full, 1, "{:?}", digest.profiles);
    let tarn = digest.profiles.iter().find(|note| note.entity.as_str() == "xx:tarn").expect("a note");
    assert!(!tarn.says_nothing && tarn.lines.is_empty() && tarn.figures.len() == 1);
    assert_eq!(tarn.see.first().map(|see| see.entity.as_str()), Some("xx:kestrel"));
    let all = [made];
    assert_eq!(annals_story::verify_digest(&digest, &desk::finder(&all)), Vec::<String>::new());
}
