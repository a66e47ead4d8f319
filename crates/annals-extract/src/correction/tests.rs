//! Names that a user corrects, in sentences that hold them and in some that do not.

use super::{Correction, Corrections};
use crate::{Knowledge, annotate};
use annals_model::{Annotations, Article, EntityId, Kind};

fn id(text: &str) -> EntityId {
    EntityId(text.to_owned())
}

fn alias(surface: &str, entity: &str, kind: Option<Kind>) -> Correction {
    Correction::Alias { surface: surface.to_owned(), entity: id(entity), kind }
}

fn always(surface: &str, entity: &str, kind: Option<Kind>) -> Correction {
    Correction::Always { surface: surface.to_owned(), entity: id(entity), kind }
}

fn never(surface: &str, entity: Option<&str>) -> Correction {
    Correction::Never { surface: surface.to_owned(), entity: entity.map(id) }
}

fn merge(entity: &str, into: &str) -> Correction {
    Correction::Merge { entity: id(entity), into: id(into), kind: None }
}

fn split(surface: &str, entity: &str) -> Correction {
    Correction::Split { surface: surface.to_owned(), entity: id(entity) }
}

fn read(text: &str, lines: Vec<Correction>) -> Annotations {
    let published = annals_model::DateTime::parse("2025-02-26");
    let article = Article { text: text.to_owned(), lang: "en".to_owned(), published, ..Default::default() };
    let found = annotate(&article, &Knowledge::embedded().with_corrections(Corrections::new(lines)));
    for pair in found.mentions.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "mentions overlap in {text}");
    }
    found
}

/// "surface=entity" of each mention, with a star where a correction decided.
fn named(text: &str, lines: Vec<Correction>) -> Vec<String> {
    let found = read(text, lines);
    let entity = |mention: &annals_model::Mention| mention.entity.as_ref().map_or("none", EntityId::as_str).to_owned();
    let star = |mention: &annals_model::Mention| if mention.rule.as_str() == "correction" { "*" } else { "" };
    found.mentions.iter().map(|mention| format!("{}={}{}", mention.span.of(text), entity(mention), star(mention))).collect()
}

#[test]
fn a_listed_name_is_found_wherever_it_stands() {
    let lines = || vec![always("alpha widget", "xx:alpha", Some(Kind::Product)), always("GREY", "xx:grey", Some(Kind::Firm))];
    assert_eq!(
        named("The alpha widget sold well, Alpha\u{a0}Widget fans said.", lines()),
        ["alpha widget=xx:alpha*", "Alpha\u{a0}Widget=xx:alpha*"]
    );
    assert_eq!(named("ALPHA WIDGET SALES SOAR AT GREY", lines()), ["ALPHA WIDGET=xx:alpha*", "GREY=xx:grey*"]);
    // Parts of words, other capitals and a line's end are no occurrences.
    assert!(named("alphas and alpha widgets in grey, Grey skies, alpha\nwidget", lines()).is_empty());
    assert_eq!(read("The alpha widget sold well.", lines()).entities[0].name, "alpha widget");
}

#[test]
fn whatever_overlaps_a_listed_name_yields() {
    let lines = || vec![always("Friday Coffee", "xx:coffee", Some(Kind::Firm)), always("361", "xx:361", Some(Kind::Firm))];
    let text = "Shares of Friday Coffee rose 4% on Friday, and 361 gained.";
    let found = read(text, lines());
    assert_eq!(found.times.iter().map(|time| time.span.of(text)).collect::<Vec<_>>(), ["Friday"]);
    assert_eq!(found.figures.iter().map(|figure| figure.span.of(text)).collect::<Vec<_>>(), ["4%"]);
    let subject = found.figures[0].subject.and_then(|i| found.mentions[i as usize].entity.clone());
    assert_eq!(subject, Some(id("xx:coffee")), "figures see it as any name");
    assert_eq!(named("Morgan Stanley fell.", vec![always("Stanley", "xx:stanley", Some(Kind::Person))]), ["Stanley=xx:stanley*"]);
    assert_eq!(
        named("Hong Kong shares rose.", vec![always("Hong Kong shares", "xx:basket", Some(Kind::Basket))]),
        ["Hong Kong shares=xx:basket*"]
    );
}

#[test]
fn the_halves_of_a_range_of_dates_stay_together() {
    let text = "Black Friday Coffee rose from Jan. 28 to Feb. 20.";
    let found = read(text, vec![always("Black Friday Coffee", "xx:coffee", Some(Kind::Firm))]);
    let surfaces: Vec<&str> = found.times.iter().map(|time| time.span.of(text)).collect();
    assert_eq!(surfaces, ["Jan. 28", "Feb. 20"]);
    assert_eq!(found.times[0].until, Some(1));
}

#[test]
fn an_alias_is_found_where_a_name_can_stand() {
    let lines = || vec![alias("Street", "xx:street", Some(Kind::Firm)), alias("Zyrqa", "us:citigroup", None)];
    assert_eq!(named("Traders at Zyrqa were calm.", lines()), ["Zyrqa=us:citigroup*"]);
    assert_eq!(named("ZYRQA FALLS AS TRADERS SELL", lines()), ["ZYRQA=us:citigroup*"]);
    assert_eq!(named("He left the Street in May.", lines()), ["Street=xx:street*"]);
    // An ordinary word at a sentence's start, a longer name, small letters, another Mr.
    assert!(named("Street vendors were calm.", lines()).is_empty());
    for text in ["He walked down Zyrqa Brellin to the sea.", "He met Mr. Zyrqa at noon.", "He called it a zyrqa."] {
        assert!(!named(text, lines()).iter().any(|name| name.contains("citigroup")), "{text}: {:?}", named(text, lines()));
    }
}

#[test]
fn an_alias_takes_the_place_of_what_a_rule_found() {
    let lines = || vec![alias("Larkmoor Securities", "xx:larkmoor", Some(Kind::Firm)), alias("Apple", "xx:orchard", Some(Kind::Firm))];
    let text = "Shares of Larkmoor Securities Ltd. rose. Larkmoor is old. Apple Inc. fell.";
    assert_eq!(named(text, lines()), ["Larkmoor Securities Ltd.=xx:larkmoor*", "Larkmoor=xx:larkmoor*", "Apple Inc.=xx:orchard*"]);
    assert_eq!(read(text, lines()).entities[0].name, "Larkmoor Securities");
    assert!(named("Larkmoor Securities Trust Bank Ltd. rose.", lines()).iter().all(|name| !name.ends_with('*')));
}

#[test]
fn people_keep_their_last_names_titles_and_quotes() {
    let text = "“Orders are back,” said Mei Tanaka, chief strategist at Larkspur Securities. Tanaka added that she was calm.";
    let found = read(text, vec![alias("Mei Tanaka", "xx:mei", Some(Kind::Person))]);
    let person = found.entities.iter().find(|entity| entity.id == id("xx:mei")).expect("the person");
    assert_eq!((person.name.as_str(), person.kind), ("Mei Tanaka", Kind::Person));
    assert!(person.mentions.len() >= 2, "{:?}", found.mentions);
    assert!(!found.mentions.iter().any(|mention| mention.entity == Some(id("nil:person:mei-tanaka"))));
    assert!(found.roles.iter().any(|role| person.mentions.contains(&role.person)));
    assert!(found.attributions.iter().any(|quote| quote.source.is_some_and(|source| person.mentions.contains(&source))));
}

#[test]
fn struck_names_are_no_mentions() {
    let text = "Mei Tanaka spoke in London. She works for Citigroup Inc. and Citi Bank.";
    let names = named(text, vec![never("mei tanaka", None), never("London", None)]);
    assert!(!names.is_empty() && !names.iter().any(|name| name.contains("tanaka") || name.contains("London")), "{names:?}");
    assert_eq!(
        named("Shares of Apple fell in LONDON.", vec![never("apple", Some("us:microsoft")), never("LONDON", None)]),
        ["Apple=us:apple"]
    );
    // Capitals that are asked for must be there.
    assert_eq!(named("Shares of Apple fell.", vec![never("APPLE", None)]), ["Apple=us:apple"]);
}

#[test]
fn a_name_that_never_means_somebody_means_the_next_or_nobody_known() {
    let names = named("Shares of Apple fell after Apple Inc. reported.", vec![never("Apple", Some("us:apple"))]);
    assert!(names[0].starts_with("Apple=") && names[0] != "Apple=us:apple" && names[0].ends_with('*'), "{names:?}");
    assert_eq!(names[1], "Apple Inc.=us:apple");
    let both = named("The Nasdaq fell 2%.", vec![never("Nasdaq", Some("index:IXIC"))]);
    let plain = named("The Nasdaq fell 2%.", vec![]);
    assert!(both.len() == 1 && both[0].trim_end_matches('*') != plain[0] || !plain[0].contains("index:IXIC"), "{both:?} {plain:?}");
}

#[test]
fn entities_are_merged_and_split() {
    let text = "Citigroup rose. Larkmoor Securities fell, Larkmoor said.";
    assert_eq!(
        named(text, vec![merge("nil:firm:larkmoor-securities", "us:citigroup")]),
        ["Citigroup=us:citigroup", "Larkmoor Securities=us:citigroup*", "Larkmoor=us:citigroup*"]
    );
    // Step by step; a ring leads nowhere, but ends.
    let steps = vec![merge("us:citigroup", "us:apple"), merge("us:apple", "us:nvidia")];
    assert_eq!(named("Citigroup rose.", steps), ["Citigroup=us:nvidia*"]);
    let ring = vec![merge("us:citigroup", "us:apple"), merge("us:apple", "us:citigroup")];
    assert_eq!(named("Citigroup rose.", ring).len(), 1);
    let names = named("Citi rose. Citigroup fell.", vec![split("Citi", "us:citigroup")]);
    assert_eq!(names, ["Citi=nil:firm:citi*", "Citigroup=us:citigroup"]);
    assert_eq!(named("Citi rose.", vec![split("Citi", "us:apple")]), ["Citi=us:citigroup"]);
    let own = named("Larkmoor Securities fell.", vec![split("Larkmoor Securities", "nil:firm:larkmoor-securities")]);
    assert_eq!(own, ["Larkmoor Securities=nil:firm:larkmoor-securities-2*"]);
}

#[test]
fn spellings_of_a_corrected_name_meet() {
    let lines = || vec![alias("J.P. Zürner", "xx:zurner", Some(Kind::Firm)), always("The Brellin", "xx:brellin", Some(Kind::Media))];
    assert_eq!(named("Traders at JP Zurner were calm.", lines()), ["JP Zurner=xx:zurner*"]);
    assert_eq!(named("He reads the Brellin and a Brellin.", lines())[0], "Brellin=xx:brellin*");
}

#[test]
fn odd_corrections_and_odd_texts_give_no_odd_spans() {
    let lines = || {
        let surfaces = ["", " - ", "(", "’s", "A", "a b", "İ", "ﬁ\u{301}", "香港", "S&P", "the", "the The", "5", "U.S.", "Acme, Inc."];
        surfaces.iter().map(|surface| always(surface, "us:apple", None)).collect::<Vec<_>>()
    };
    for piece in ["A b, ", "the The ", "Acme, Inc. ", "U.S.’s ", "İ ﬁ\u{301}", "香港 5% ", "S&P\n(", "May 5, "] {
        let text = piece.repeat(300);
        for mention in read(&text, lines()).mentions {
            assert!(!mention.span.of(&text).is_empty());
        }
    }
}

#[test]
fn ten_thousand_corrections_are_read_with() {
    let mut lines: Vec<Correction> = (0..10_000).map(|i| alias(&format!("Bank Number{i}"), "us:apple", None)).collect();
    lines.push(always("Bank Number", "xx:last", Some(Kind::Firm)));
    assert_eq!(named("Bank Number9999 and Bank Number fell.", lines).len(), 2);
}
