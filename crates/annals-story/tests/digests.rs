//! Digests of small articles: what is in them, what is kept out, and that every line can be found again.

mod desk;

use annals_model::{ActionKind, Annotated, Direction, Grain, Kind, QuoteKind, RegionKind, Timex, Unit};
use annals_story::{digest, digest_html, digest_markdown, verify_digest};
use desk::article;

/// A day on the market of an invented town.
fn market_day() -> Annotated {
    article(
        "harbour",
        "Port shares climb as lenders rally\n\
         The Quay Index rose 4% on Tuesday, driven by gains at lenders. Kestrel Bank jumped 12% since January 6.\n\
         Buy our newsletter for 3 a month.\n\
         Orland Partners recently upgraded Kestrel Bank to \"overweight\". It did not say why.\n\
         \u{201c}We bought more,\u{201d} said Mira Olden, chief strategist at Orland Partners. \u{201c}The town is cheap.\u{201d}\n\
         Rivals of Tarn Motors were little changed. Is this the end?\n\
         Volumes doubled from Jan. 28 to Feb. 20, the exchange said.\n\
         - The outlet's machine says Kestrel Bank may open 40 branches next year.\n\
         READ MORE: Tarn Motors to close 7 plants",
    )
    .published("2025-03-04")
    .headline("Port shares climb as lenders rally")
    .region("Port shares climb as lenders rally", RegionKind::Headline)
    .region("Buy our newsletter for 3 a month.", RegionKind::Promo)
    .region("- The outlet's machine says Kestrel Bank may open 40 branches next year.", RegionKind::SourceDigest)
    .region("READ MORE: Tarn Motors to close 7 plants", RegionKind::LinkedHeadline)
    .entity("index:QI", Kind::Index, &["Quay Index"])
    .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
    .entity("xx:orland", Kind::Firm, &["Orland Partners"])
    .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
    .entity("nil:person:mira-olden", Kind::Person, &["Mira Olden"])
    .date("Tuesday", "2025-03-04", "2025-03-05", Grain::Day)
    .date("January 6", "2025-01-06", "2025-01-07", Grain::Day)
    .time("recently", Timex::Date, None, None, Grain::Unknown)
    .date("Jan. 28", "2025-01-28", "2025-01-29", Grain::Day)
    .date("Feb. 20", "2025-02-20", "2025-02-21", Grain::Day)
    .until("Jan. 28", "Feb. 20")
    .figure("4%", "4", Unit::Percent, "Quay Index", Some(Direction::Up))
    .figure_with("12%", "12", Unit::Percent, "Kestrel Bank", Some(Direction::Up), |figure| figure.period = Some(1))
    .figure_with("40 branches", "40", Unit::Count(None), "Kestrel Bank", None, |figure| figure.metric = None)
    .figure("7 plants", "7", Unit::Count(None), "Tarn Motors", None)
    .role("Mira Olden", Some("chief strategist"), Some("Orland Partners"), "Mira Olden, chief strategist at Orland Partners")
    .said("Mira Olden", &["\u{201c}We bought more,\u{201d}", "\u{201c}The town is cheap.\u{201d}"], QuoteKind::Direct)
    .action(
        "Orland Partners",
        ActionKind::Upgrade,
        "Kestrel Bank",
        Some("overweight"),
        "Orland Partners recently upgraded Kestrel Bank to \"overweight\"",
    )
    .done()
}

fn texts(lines: &[annals_model::Line]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn points_are_whole_sentences_that_stand_alone() {
    let annotated = market_day();
    let points = digest(&[&annotated]).points;
    let texts = texts(&points);
    assert!(texts.contains(&"The Quay Index rose 4% on Tuesday, driven by gains at lenders."), "{texts:?}");
    assert!(texts.contains(&"Orland Partners recently upgraded Kestrel Bank to \"overweight\"."), "{texts:?}");
    assert!((3..=7).contains(&texts.len()));
    for banned in ["newsletter", "READ MORE", "machine says", "Is this the end", "The town is cheap", "It did not"] {
        assert!(!texts.iter().any(|text| text.contains(banned)), "{banned} in {texts:?}");
    }
    assert!(points.windows(2).all(|pair| pair[0].evidence[0].span.start < pair[1].evidence[0].span.start), "text order");
}

#[test]
fn one_note_for_each_firm_with_its_people_figures_and_ratings() {
    let annotated = market_day();
    let digest = digest(&[&annotated]);
    let note = |id: &str| digest.profiles.iter().find(|profile| profile.entity.as_str() == id).unwrap_or_else(|| panic!("no note on {id}"));
    let orland = note("xx:orland");
    assert_eq!(orland.people.len(), 1);
    assert_eq!((orland.people[0].name.as_str(), orland.people[0].title.as_deref()), ("Mira Olden", Some("chief strategist")));
    assert_eq!(texts(&orland.actions), ["upgrade of Kestrel Bank to overweight"]);
    assert!(texts(&orland.lines).contains(&"\u{201c}The town is cheap.\u{201d}"), "a later part of a quotation belongs to its speaker");
    let kestrel = note("xx:kestrel");
    assert!(texts(&kestrel.figures).contains(&"up 12% (since January 6)"), "{:?}", texts(&kestrel.figures));
    assert!(
        kestrel.lines.iter().any(|line| line.text.ends_with("next year.") && line.note.as_deref() == Some("from the outlet's own digest")),
        "{:?}",
        kestrel.lines
    );
    let tarn = note("xx:tarn");
    assert!(tarn.says_nothing && tarn.figures.is_empty(), "a linked headline says nothing");
    assert_eq!(texts(&tarn.lines), ["Rivals of Tarn Motors were little changed."]);
    assert_eq!(note("index:QI").figures.len(), 1);
}

#[test]
fn the_timeline_has_days_ranges_and_what_cannot_be_dated() {
    let annotated = market_day();
    let digest = digest(&[&annotated]);
    let told: Vec<(String, &str)> =
        digest.timeline.iter().map(|event| (event.from.map(|day| day.to_string()).unwrap_or_default(), event.surface.as_str())).collect();
    assert_eq!(
        told,
        [
            ("2025-01-06".to_owned(), "since January 6"),
            ("2025-01-28".to_owned(), "from Jan. 28 to Feb. 20"),
            ("2025-03-04".to_owned(), "on Tuesday")
        ]
    );
    assert_eq!(digest.timeline[1].to.map(|day| day.to_string()).as_deref(), Some("2025-02-21"));
    assert_eq!(
        texts(&digest.undated),
        ["Orland Partners recently upgraded Kestrel Bank to \"overweight\"."],
        "\"recently\" is no date of the calendar: a rating without a date is undated"
    );
}

#[test]
fn everything_is_found_again_and_nothing_changed_is() {
    let annotated = market_day();
    let all = [annotated];
    let mut made = digest(&[&all[0]]);
    let find = desk::finder(&all);
    assert_eq!(verify_digest(&made, &find), Vec::<String>::new());
    made.points[0].text = made.points[0].text.replace("4%", "5%");
    made.timeline[0].line.evidence[0].span.end += 1;
    made.people[0].title = Some("chairman".to_owned());
    made.profiles[0].figures.iter_mut().for_each(|line| line.text = line.text.replace('2', "3"));
    assert!(verify_digest(&made, &find).len() >= 3, "{:?}", verify_digest(&made, &find));
    made.manifest.inputs[0].sha256 = "0".repeat(64);
    assert!(verify_digest(&made, &|_| None).iter().any(|wrong| wrong.contains("not known")));
}

#[test]
fn printed_forms_hold_every_line_and_escape_it() {
    let mut annotated = market_day();
    annotated.article.headline = Some("Ports <b>climb</b> & *rally*".to_owned());
    let made = digest(&[&annotated]);
    let markdown = digest_markdown(&made);
    for part in [
        "# Ports \\<b\\>climb",
        "## Firms",
        "### Orland Partners",
        "*Mira Olden, chief strategist*\n",
        "- Mira Olden, chief strategist, Orland Partners\n",
        "next year. (from the outlet's own digest)\n",
        "## Timeline",
        "**28 January 2025 to 20 February 2025**",
        "Named only",
        "## Sources",
    ] {
        assert!(markdown.contains(part), "{part} in\n{markdown}");
    }
    let html = digest_html(&made);
    assert!(html.contains("Ports &lt;b&gt;climb&lt;/b&gt; &amp; *rally*") && html.starts_with("<!doctype html>"));
    assert!(!html.contains("<b>"));
}

#[test]
fn a_point_is_understood_without_the_sentence_before_it() {
    let good = "Kestrel Bank said profit fell 9% in 2024 as loans to ports went bad.";
    for leaning in [
        "The lender said profit fell 9% in 2024 as loans to ports went bad.",
        "On Monday the company said profit fell 9% as loans to ports went bad.",
        "For example, profit fell 9% in 2024 as loans to ports went bad there.",
        "Furthermore, profit fell 9% in 2024 as loans to ports went bad there.",
        "A gap between these two lenders of 9% opened as loans to ports went bad.",
    ] {
        let text = format!(
            "Quays fell silent in Westhaven on Friday evening.\nDockers went home early, said Ada Brook.\n{leaning}\n{good}\n\
             Fishmongers sold herring at the gate for 9% less.\nGulls were seen as far as Oxbridge by noon."
        );
        let made = article("a", &text).published("2025-03-04").entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"]).done();
        let points = digest(&[&made]).points;
        assert!(texts(&points).contains(&good), "{:?}", texts(&points));
        assert!(!texts(&points).contains(&leaning), "{:?}", texts(&points));
    }
}

#[test]
fn people_are_listed_with_employer_as_printed_and_without_a_role() {
    let text = "“Rents are low,” said Mira Olden, an economist at Orland Global. “Buy,” said Olden of Orland.\nOwen Brask was there. Plain Quill was not.\nPhoto: Ada Brook\nBy Ilse Marsh; editing by Finn Rowe.";
    let made = article("a", text)
        .published("2025-03-04")
        .entity("xx:orland", Kind::Firm, &["Orland Global", "Orland"])
        .entity("nil:person:mira-olden", Kind::Person, &["Mira Olden", "Olden"])
        .entity("nil:person:owen-brask", Kind::Person, &["Owen Brask"])
        .entity("nil:person:quill", Kind::Person, &["Quill"])
        .entity("nil:person:ada-brook", Kind::Person, &["Ada Brook"])
        .entity("nil:person:ilse-marsh", Kind::Person, &["Ilse Marsh"])
        .entity("nil:person:finn-rowe", Kind::Person, &["Finn Rowe"])
        .region("Photo: Ada Brook", RegionKind::Caption)
        .role("Olden", None, Some("Orland"), "Olden of Orland")
        .role("Mira Olden", Some("economist"), Some("Orland Global"), "Mira Olden, an economist at Orland Global")
        .done();
    let people = digest(&[&made]).people;
    let stated: Vec<_> = people.iter().map(|one| (one.name.as_str(), one.title.as_deref(), one.employer.as_deref())).collect();
    assert_eq!(stated, [("Mira Olden", Some("economist"), Some("Orland Global")), ("Owen Brask", None, None)]);
}

#[test]
fn a_doubt_about_a_date_stands_beside_every_line_that_holds_it() {
    let text = "Kestrel Bank lost 4% on 3 March 2024, the exchange said on Monday.\nDockers went home.";
    let mut made = article("a", text)
        .published("2025-03-04")
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .date("3 March 2024", "2024-03-03", "2024-03-04", Grain::Day)
        .figure("4%", "4", Unit::Percent, "Kestrel Bank", Some(Direction::Down))
        .done();
    let span = made.annotations.times[0].span;
    for kind in ["suspect_year", "suspect_weekday", "suspect_day"] {
        made.annotations.notes = vec![annals_model::Note { span, kind: kind.to_owned(), text: "2025-03-03 may be meant".to_owned() }];
        let digest = digest(&[&made]);
        let noted = |line: &annals_model::Line| line.note.as_deref() == Some("2025-03-03 may be meant");
        assert!(digest.points.iter().any(noted) && digest.timeline.iter().any(|event| noted(&event.line)), "{kind}");
        assert!(digest.profiles.iter().flat_map(|note| &note.lines).any(noted), "{kind}");
        // A year that cannot be right is a failed check, too, and shown among these with its line.
        let shown = 3 + digest.conflicts.len();
        assert_eq!(digest_markdown(&digest).matches("(2025-03-03 may be meant)").count(), shown, "{kind}");
    }
}

#[test]
fn a_happening_that_a_record_counts_from_has_its_year_in_the_timeline() {
    for (text, surface) in [
        ("Spreads are at their widest since the harbour fire of 2000.", "since the harbour fire of 2000"),
        ("Tin is at its highest since the great flood of 2000.", "since the great flood of 2000"),
        ("Rents are the lowest since the tulip panic in 2000.", "since the tulip panic in 2000"),
        ("It was the largest loss since the banking crisis of 2000.", "since the banking crisis of 2000"),
        ("The carrier paid the most since the dock strike of 2000.", "since the dock strike of 2000"),
    ] {
        let made = article("a", text).published("2025-03-04").date("2000", "2000-01-01", "2001-01-01", Grain::Year).done();
        let told: Vec<_> = digest(&[&made]).timeline.into_iter().map(|event| (event.from, event.surface)).collect();
        assert_eq!(told, [("2000-01-01".parse().ok(), surface.to_owned())], "{text}");
    }
    let plain = "Spreads are at their widest since 2000.";
    let made = article("a", plain).published("2025-03-04").date("2000", "2000-01-01", "2001-01-01", Grain::Year).done();
    assert!(digest(&[&made]).timeline.is_empty(), "a year alone says since when, not what happened");
}
