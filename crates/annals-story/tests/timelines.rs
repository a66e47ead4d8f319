//! Timelines of small articles: which dates count, how they are printed, what the options leave.

mod desk;

use annals_model::{Annotated, Currency, EntityId, Grain, Kind, Timex, Unit};
use annals_story::{TimelineOptions, timeline, timeline_csv, timeline_markdown};
use desk::article;
use jiff::civil::date;

/// The printed dates and words of all events.
fn told(articles: &[&Annotated]) -> Vec<(String, String)> {
    let events = timeline(articles, &TimelineOptions::default()).events;
    events.into_iter().map(|event| (event.surface, event.line.text)).collect()
}

fn dated(text: &str, words: &str, grain: Grain) -> Annotated {
    article("a", text).published("2025-03-11").date(words, "2025-03-10", "2025-03-11", grain).done()
}

#[test]
fn dates_keep_the_preposition_that_belongs_to_them() {
    for (text, words, surface) in [
        ("As of Monday, the gauge stood higher.", "Monday", "As of Monday"),
        ("It has not healed from the crash of March 10.", "March 10", "March 10"),
        ("Over the past six years it rose.", "past six years", "Over the past six years"),
        ("Monday brought gains, it said.", "Monday", "Monday"),
        ("Trade resumed on the 10th with calm.", "10th", "on the 10th"),
        ("Up to Monday nothing moved.", "Monday", "Up to Monday"),
    ] {
        let made = dated(text, words, Grain::Day);
        assert_eq!(told(&[&made]), [(surface.to_owned(), text.to_owned())]);
    }
}

#[test]
fn a_date_without_a_statement_is_no_event() {
    for text in ["Opening hours from Monday", "If Monday had gone well, it would have risen."] {
        assert_eq!(told(&[&dated(text, "Monday", Grain::Day)]), [], "{text}");
    }
}

#[test]
fn the_finest_date_tells_the_sentence_and_a_clause_of_its_own_tells_itself() {
    let text = "On Monday, buyers took 29 lots, the most since trading began in 2016, the exchange said.";
    let made = article("a", text)
        .published("2025-03-11")
        .date("Monday", "2025-03-10", "2025-03-11", Grain::Day)
        .date("2016", "2016-01-01", "2017-01-01", Grain::Year)
        .done();
    let expected = [("in 2016", "trading began in 2016"), ("On Monday", text)].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(told(&[&made]), expected);
    let no_clause = "On Monday, buyers took 29 lots, more than in 2016.";
    let made = article("a", no_clause)
        .date("Monday", "2025-03-10", "2025-03-11", Grain::Day)
        .date("2016", "2016-01-01", "2017-01-01", Grain::Year)
        .done();
    assert_eq!(told(&[&made]), [("On Monday".to_owned(), no_clause.to_owned())]);
}

#[test]
fn repeated_times_and_unanchored_lengths_have_no_day() {
    for kind in [Timex::Set, Timex::Duration] {
        let to = (kind == Timex::Set).then_some("2025-03-11");
        let made = article("a", "Volumes rose every Monday.").time("every Monday", kind, to, to, Grain::Day).done();
        assert_eq!(told(&[&made]), []);
    }
}

#[test]
fn one_statement_of_two_outlets_is_one_event_with_two_receipts() {
    let text = "Kestrel Bank closed its branch in Westhaven on Monday.";
    let a = dated(text, "Monday", Grain::Day);
    let mut b = dated("Kestrel Bank closed its branch in Westhaven on Monday, it said.", "Monday", Grain::Day);
    b.article.id = annals_model::ArticleId("b".to_owned());
    let line = timeline(&[&b, &a], &TimelineOptions::default());
    assert_eq!(line.events.len(), 1);
    assert_eq!(line.events[0].line.text, text);
    assert_eq!(line.events[0].line.evidence.len(), 2);
    assert!(timeline_markdown(&line).contains("**10 March 2025** (on Monday): Kestrel Bank closed"));
    let table = timeline_csv(&line);
    assert_eq!(table.lines().count(), 3);
    assert!(table.contains("2025-03-10,2025-03-11,day,published,on Monday,"));
    assert!(table.contains(",b Post,2025-03-11,https://b.example/story\r\n") || table.contains(",a Post,2025-03-11,"), "{table}");
    assert_eq!(table.lines().next().map(|line| line.split(',').count()), Some(15));
}

#[test]
fn options_leave_what_was_asked_for() {
    let made = article("a", "Kestrel Bank rose on Monday. Tarn Motors fell on March 3. Tarn Motors fell again on March 3 and slid.")
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
        .date("Monday", "2025-03-10", "2025-03-11", Grain::Day)
        .date("March 3", "2025-03-03", "2025-03-04", Grain::Day)
        .done();
    let count = |options: TimelineOptions| timeline(&[&made], &options).events.len();
    let all = TimelineOptions::default;
    assert_eq!(count(all()), 2);
    assert_eq!(count(TimelineOptions { entities: vec![EntityId("xx:tarn".to_owned())], ..all() }), 1);
    assert_eq!(count(TimelineOptions { from: Some(date(2025, 3, 4)), ..all() }), 1);
    assert_eq!(count(TimelineOptions { to: Some(date(2025, 3, 9)), ..all() }), 1);
    assert_eq!(count(TimelineOptions { to: Some(date(2025, 3, 2)), ..all() }), 0);
    assert_eq!(count(TimelineOptions { dates: Some(1), ..all() }), 1);
    assert_eq!(count(TimelineOptions { sentences: Some(0), ..all() }), 0);
}

#[test]
fn only_words_of_the_calendar_are_dates_that_could_not_be_told() {
    for (words, value, undated) in [
        ("recently", Some("PAST_REF"), false),
        ("now", Some("PRESENT_REF"), false),
        ("in recent years", None, false),
        ("some day", None, false),
        ("that quarter", None, true),
        ("on the 14th", Some("XXXX-XX-14"), true),
        ("one Friday in March", None, false),
        ("on a Friday", None, true),
    ] {
        let text = format!("Kestrel Bank cut its fees {words}.");
        let mut made = article("a", &text).published("2025-03-11").time(words, Timex::Date, None, None, Grain::Unknown).done();
        made.annotations.times[0].value = value.map(str::to_owned);
        let line = timeline(&[&made], &TimelineOptions::default());
        assert_eq!((line.undated.len(), line.events.len()), (usize::from(undated), 0), "{words}");
    }
}

#[test]
fn an_open_beginning_runs_to_the_day_of_printing_and_a_deadline_is_a_last_day() {
    for (text, words, from, to, grain, printed, end) in [
        ("Tin has gained 9% since March 3.", "March 3", "2025-03-03", "2025-03-04", Grain::Day, "since 3 March 2025", "2025-03-12"),
        ("Since February tin has gained.", "February", "2025-02-01", "2025-03-01", Grain::Month, "since February 2025", "2025-03-12"),
        ("Since 2021 tin has gained.", "2021", "2021-01-01", "2022-01-01", Grain::Year, "since 2021", "2025-03-12"),
        ("It sees tin at 40 by May 31.", "May 31", "2025-05-31", "2025-06-01", Grain::Day, "by 31 May 2025", "2025-06-01"),
        (
            "Tin will peak by the end of 2025.",
            "the end of 2025",
            "2025-12-01",
            "2026-01-01",
            Grain::Month,
            "by 31 December 2025",
            "2026-01-01",
        ),
        ("Tin gained on March 3.", "March 3", "2025-03-03", "2025-03-04", Grain::Day, "3 March 2025", "2025-03-04"),
    ] {
        let made = article("a", text).published("2025-03-11").date(words, from, to, grain).done();
        let line = timeline(&[&made], &TimelineOptions::default());
        assert_eq!(line.events[0].from.map(|day| day.to_string()).as_deref(), Some(from), "{text}");
        assert_eq!(line.events[0].to.map(|day| day.to_string()).as_deref(), Some(end), "{text}");
        assert!(timeline_markdown(&line).contains(&format!("**{printed}**")), "{}", timeline_markdown(&line));
    }
}

#[test]
fn what_a_forecast_is_for_is_not_when_it_was_made() {
    for (text, ahead, surface) in [
        ("Orland raised its year-end target for tin on Monday.", "year-end", Some("on Monday")),
        ("On Monday it lifted a 2026 price forecast for tin.", "2026", Some("On Monday")),
        ("It cut its year-end profit outlook for tin.", "year-end", None),
        ("Orland said on Monday that ports reopen on June 5 in full.", "June 5", Some("on Monday")),
    ] {
        let mut made = article("a", text).published("2025-03-11").date(ahead, "2025-12-31", "2026-01-01", Grain::Day);
        if text.contains("Monday") {
            made = made.date("Monday", "2025-03-10", "2025-03-11", Grain::Day);
        }
        let told = told(&[&made.done()]);
        assert_eq!(told.first().map(|entry| entry.0.as_str()), surface, "{text}");
    }
}

/// Two articles of one day: what opens them names no date, a sentence further down does.
fn opened() -> [Annotated; 2] {
    let a = "Tarn Motors halted its plant in Westhaven after a fire. Nobody was hurt, the carmaker said of the fire at the plant. \
             The fire at the Westhaven plant of Tarn Motors began on Monday. Shares of Tarn Motors fell on March 3.";
    let b = "A fire halted the plant of Tarn Motors in Westhaven, the mayor said. Monday was a holiday in the town, she added.";
    let of = |id: &str, text: &str| article(id, text).published("2025-03-11").date("Monday", "2025-03-10", "2025-03-11", Grain::Day);
    [of("a", a).date("March 3", "2025-03-03", "2025-03-04", Grain::Day).done(), of("b", b).done()]
}

#[test]
fn what_opens_an_article_may_tell_the_day_that_the_article_names() {
    let [a, b] = opened();
    let options = |dates, sentences| TimelineOptions { dates, sentences, ..TimelineOptions::default() };
    let all = timeline(&[&a, &b], &TimelineOptions::default());
    assert!(all.events.iter().all(|event| !event.line.text.starts_with("Tarn Motors halted")), "only dated sentences are listed");
    let chosen = timeline(&[&b, &a], &options(Some(1), Some(1)));
    assert_eq!(chosen, timeline(&[&a, &b], &options(Some(1), Some(1))), "in any order");
    let [event] = chosen.events.as_slice() else { panic!("{:?}", chosen.events) };
    assert_eq!((event.from, event.surface.as_str()), (Some(date(2025, 3, 10)), "on Monday"));
    assert_eq!(event.line.text, "Tarn Motors halted its plant in Westhaven after a fire.");
    let words: Vec<&str> = event.line.evidence.iter().map(|receipt| receipt.span.of(&a.article.text)).collect();
    assert_eq!(words, [event.line.text.as_str(), "on Monday"], "the date's receipt stands beside the sentence's");
}

#[test]
fn no_sentence_is_shown_twice_and_none_repeats_another() {
    let [a, b] = opened();
    let mut copy = a.clone();
    copy.article.id = annals_model::ArticleId("c".to_owned());
    let chosen = timeline(&[&a, &b, &copy], &TimelineOptions { sentences: Some(9), ..TimelineOptions::default() });
    let mut texts: Vec<&str> = chosen.events.iter().map(|event| event.line.text.as_str()).collect();
    let told = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), told);
    let halted = chosen.events.iter().find(|event| event.line.text.starts_with("Tarn Motors halted")).expect("it is told");
    let sources: std::collections::BTreeSet<&str> = halted.line.evidence.iter().map(|receipt| receipt.article.as_str()).collect();
    assert_eq!(sources.into_iter().collect::<Vec<_>>(), ["a", "c"], "a copy is one more receipt");
}

#[test]
fn a_day_after_the_last_one_asked_for_is_not_told() {
    let made = dated("Kestrel Bank closed its branch on Monday.", "Monday", Grain::Day);
    let until = |to| timeline(&[&made], &TimelineOptions { to: Some(to), ..TimelineOptions::default() }).events.len();
    assert_eq!((until(date(2025, 3, 11)), until(date(2025, 3, 10))), (1, 0));
}

/// One sentence of an article on Tarn Motors at Monday, with these figures.
fn telling(id: &str, text: &str, figures: &[(&str, &str, Unit)]) -> Annotated {
    let made = article(id, text)
        .published("2025-03-11")
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors", "Tarn"])
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .date("Monday", "2025-03-10", "2025-03-11", Grain::Day);
    figures.iter().fold(made, |made, (words, value, unit)| made.figure(words, value, *unit, "", None)).done()
}

#[test]
fn one_happening_in_other_words_is_one_entry_with_all_its_sources() {
    let euros = |words: &'static str, value: &'static str| (words, value, Unit::Money(Currency::new("EUR")));
    let short = telling("a", "Tarn Motors raised 43.5 million euros on Monday.", &[euros("43.5 million euros", "43500000")]);
    let full = telling(
        "b",
        "On Monday Tarn placed shares at 12.4 euros apiece and so raised 43.5 million euros.",
        &[euros("12.4 euros", "12.4"), euros("43.5 million euros", "43500000")],
    );
    for articles in [[&short, &full], [&full, &short]] {
        let told = timeline(&articles, &TimelineOptions::default());
        let [event] = told.events.as_slice() else { panic!("{:?}", told.events) };
        assert_eq!(event.line.text, full.article.text, "the fuller telling is shown");
        let sources: Vec<&str> = event.line.evidence.iter().map(|receipt| receipt.article.as_str()).collect();
        assert_eq!(sources, ["b", "a"]);
        assert!(timeline_markdown(&told).contains("[1] [2]"), "{}", timeline_markdown(&told));
    }
    // Another figure, another firm, too little to tell it by, or the same article: two entries.
    let apart = [
        telling("c", "Tarn Motors raised 43.6 million euros on Monday.", &[euros("43.6 million euros", "43600000")]),
        telling("c", "Kestrel Bank raised 43.5 million euros on Monday.", &[euros("43.5 million euros", "43500000")]),
        telling("c", "Tarn Motors closed its museum on Monday, for the walls had cracked.", &[]),
        telling("c", "Tarn Motors sued a builder of its museum over cracks in the walls on Monday.", &[]),
    ];
    for other in &apart {
        assert_eq!(timeline(&[&short, other], &TimelineOptions::default()).events.len(), 2, "{}", other.article.text);
    }
    let few = |id: &str, text: &str| telling(id, text, &[("3%", "3", Unit::Percent)]);
    let (up, more) = (few("a", "Tarn Motors shares gained 3% on Monday."), few("b", "Monday saw Tarn lift its wages by 3% for all."));
    assert_eq!(timeline(&[&up, &more], &TimelineOptions::default()).events.len(), 2);
}

#[test]
fn a_preposition_of_something_else_is_no_part_of_the_date() {
    for (text, words, surface) in [
        ("The price stood 8% above Monday's close of 20.", "Monday", "Monday"),
        ("Trading was thin in Monday’s session, it said.", "Monday", "Monday"),
        ("Buyers pushed the price up Monday by a cent.", "Monday", "Monday"),
        ("The firm laid off Monday a tenth of its staff.", "Monday", "Monday"),
        ("Trading was thin on Monday, it said.", "Monday", "on Monday"),
    ] {
        let made = dated(text, words, Grain::Day);
        assert_eq!(told(&[&made]), [(surface.to_owned(), text.to_owned())]);
    }
}

#[test]
fn what_something_is_compared_with_is_not_when_it_happened() {
    for (text, words) in [
        ("The gauge is nearly 18% higher than at the end of March 3.", "end of March 3"),
        ("Turnover was larger than on March 3.", "March 3"),
        ("Fewer ships called than in March 3.", "March 3"),
        ("The bank earned less than March 3.", "March 3"),
        ("Prices fell more than on the March 3.", "March 3"),
    ] {
        let made = article("a", text).published("2025-03-11").date(words, "2025-03-03", "2025-03-04", Grain::Day).done();
        assert_eq!(told(&[&made]), [], "{text}");
    }
    let text = "Turnover was larger than on March 3. It rose on Tuesday.";
    let made = article("a", text)
        .published("2025-03-11")
        .date("March 3", "2025-03-03", "2025-03-04", Grain::Day)
        .date("Tuesday", "2025-03-11", "2025-03-12", Grain::Day)
        .done();
    let days: Vec<_> = timeline(&[&made], &TimelineOptions::default()).events.into_iter().map(|event| event.from).collect();
    assert_eq!(days, [Some(date(2025, 3, 11)); 2], "an article of the day tells it of the day");
}

#[test]
fn rows_of_tables_and_lines_of_links_are_no_events() {
    for text in [
        "Gauge | 19,828.30 (Monday) | 24,771.14",
        "Post: shares fell on Monday, https://post.example/a",
        "Tarn Motors rose on Monday: see http://post.example/b",
        "Monday | Tarn Motors rose 3% | 12.40",
        "Read: what moved on Monday https://post.example/c?d=1",
    ] {
        assert_eq!(told(&[&dated(text, "Monday", Grain::Day)]), [], "{text}");
    }
    let text = "Tarn Motors said on its site https://tarn.example that it rose on Monday.";
    assert_eq!(told(&[&dated(text, "Monday", Grain::Day)]).len(), 1);
}

#[test]
fn a_date_that_is_most_likely_a_slip_is_flagged_with_the_likelier_one() {
    let ranged = "From Jan. 28 to Feb. 20, 2052, the gauge rose 20%.";
    let range = article("a", ranged)
        .published("2025-03-11")
        .date("Jan. 28", "2025-01-28", "2025-01-29", Grain::Day)
        .date("Feb. 20, 2052", "2052-02-20", "2052-02-21", Grain::Day)
        .until("Jan. 28", "Feb. 20, 2052");
    let listed = "Feb. 20, 2052:\nThe gauge rose 20%.\nFeb. 21, 2025:\nThe gauge fell.";
    let list = article("a", listed).published("2025-03-11").date("Feb. 20, 2052", "2052-02-20", "2052-02-21", Grain::Day).date(
        "Feb. 21, 2025",
        "2025-02-21",
        "2025-02-22",
        Grain::Day,
    );
    let lone = article("a", "The gauge rose 20% on Feb. 20, 2052.").date("Feb. 20, 2052", "2052-02-20", "2052-02-21", Grain::Day);
    for (made, surface) in [(range, "From Jan. 28 to Feb. 20, 2052"), (list, "Feb. 20, 2052"), (lone, "on Feb. 20, 2052")] {
        let span = made.span("Feb. 20, 2052");
        let mut made = made.done();
        let text = "most likely 2025-02-20".to_owned();
        made.annotations.notes.push(annals_model::Note { span, kind: "suspect_year".to_owned(), text });
        let told = timeline(&[&made], &TimelineOptions::default());
        let event = told.events.iter().find(|event| event.surface == surface).unwrap_or_else(|| panic!("{:?}", told.events));
        assert_eq!(event.line.note.as_deref(), Some("most likely 2025-02-20"), "{surface}");
        assert!(timeline_markdown(&told).contains("(most likely 2025-02-20)"));
        assert!(timeline_csv(&told).contains("most likely 2025-02-20"));
    }
}

#[test]
fn one_happening_under_another_name_of_its_day_is_one_entry() {
    let of = |id: &str, text: &str, words: &str| {
        article(id, text).published("2025-03-11").date(words, "2025-03-10", "2025-03-11", Grain::Day).done()
    };
    let a = of("a", "Kestrel Bank closed its branch in Westhaven on Monday after a fire.", "Monday");
    for (text, words) in [
        ("Kestrel Bank closed its branch in Westhaven on March 10, it said.", "March 10"),
        ("On the day before, Kestrel Bank closed its branch in Westhaven.", "day before"),
        ("Kestrel Bank yesterday closed its branch in Westhaven after a blaze.", "yesterday"),
    ] {
        let told = timeline(&[&a, &of("b", text, words)], &TimelineOptions::default());
        assert_eq!(told.events.len(), 1, "{text}");
        assert_eq!(told.events[0].line.evidence.len(), 2, "{text}");
    }
}

#[test]
fn a_day_named_beside_a_day_counted_off_is_meant() {
    for (text, counted, named) in [
        ("Tarn Motors placed shares only three weeks before, on March 4, at a discount.", "three weeks before", "on March 4"),
        ("Tarn Motors placed shares on March 4, a week earlier, at a discount.", "a week earlier", "on March 4"),
        ("A month ago, on March 4, Tarn Motors placed shares.", "A month ago", "on March 4"),
        ("It met two days later, March 4, and chose a chairman.", "two days later", "March 4"),
        ("The board met on March 4 (ten days ago) and chose a chairman.", "ten days ago", "on March 4"),
    ] {
        let made = article("a", text)
            .published("2025-03-26")
            .date(counted, "2025-03-05", "2025-03-06", Grain::Day)
            .date("March 4", "2025-03-04", "2025-03-05", Grain::Day)
            .done();
        assert_eq!(told(&[&made]), [(named.to_owned(), text.to_owned())]);
    }
    let text = "Tarn Motors rose a week earlier. It fell on March 4.";
    let made = article("a", text)
        .date("a week earlier", "2025-03-05", "2025-03-06", Grain::Day)
        .date("March 4", "2025-03-04", "2025-03-05", Grain::Day)
        .done();
    assert_eq!(told(&[&made]).len(), 2);
}
