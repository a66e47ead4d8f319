//! Clusters, claims and their relations on small articles.

mod desk;

use annals_model::{Annotated, Direction, Figure, Grain, Kind, Metric, NearDuplicateKind, Unit, Verdict};
use annals_story::{cluster, digest, story};
use desk::article;

fn verdicts(articles: &[&Annotated]) -> Vec<(Verdict, u32)> {
    let figures = |v: &Verdict| !matches!(v, Verdict::SameEvent | Verdict::Complements);
    story(articles).relations.iter().map(|relation| (relation.verdict, relation.origins)).filter(|(v, _)| figures(v)).collect()
}

/// "Kestrel Bank … {printed} …" with one figure on Kestrel Bank.
fn report(id: &str, day: &str, text: &str, printed: &str, value: &str, change: impl FnOnce(&mut Figure)) -> Annotated {
    article(id, text)
        .published(day)
        .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
        .entity("index:QI", Kind::Index, &["Quay Index"])
        .entity("xx:ministry", Kind::Organisation, &["the ministry"])
        .figure_with(printed, value, Unit::Percent, "Kestrel Bank", Some(Direction::Up), |figure| {
            figure.metric = Some(Metric::Growth);
            change(figure);
        })
        .done()
}

#[test]
fn the_same_figure_in_two_outlets_is_one_fact_of_two_origins() {
    let a = report("a", "2025-03-04", "Profit of Kestrel Bank grew 12% last year.", "12%", "12", |_| {});
    let b = report("b", "2025-03-05", "Kestrel Bank lifted its profit by 12% over the year.", "12%", "12", |_| {});
    assert_eq!(verdicts(&[&a, &b]), [(Verdict::SameFact, 2)]);
}

#[test]
fn differing_figures_on_one_base_conflict_and_both_are_shown() {
    let a = report("a", "2025-03-04", "Profit of Kestrel Bank grew 12% last year.", "12%", "12", |_| {});
    let b = report("b", "2025-03-05", "Kestrel Bank lifted its profit by 14% over the year.", "14%", "14", |_| {});
    assert_eq!(verdicts(&[&a, &b]), [(Verdict::Conflict, 2)]);
    let made = digest(&[&b, &a]);
    let shown: Vec<&str> = made.conflicts.iter().flat_map(|conflict| &conflict.claims).map(|line| line.text.as_str()).collect();
    assert_eq!(shown, [a.article.text.as_str(), b.article.text.as_str()]);
    let much_later = report("c", "2025-07-05", "Kestrel Bank lifted its profit by 14% over the year.", "14%", "14", |_| {});
    assert_eq!(verdicts(&[&a, &much_later]), [], "an unstated period is the month of publication");
}

#[test]
fn hedges_make_intervals_and_these_decide() {
    let nearly = report("a", "2025-03-04", "Profit of Kestrel Bank grew nearly 70% last year.", "70%", "70", |figure| {
        figure.hedge = annals_model::Hedge::Nearly;
    });
    let exact = report("b", "2025-03-05", "Profit of Kestrel Bank grew 68% last year.", "68%", "68", |_| {});
    let other = report("c", "2025-03-05", "Profit of Kestrel Bank grew 60% last year.", "60%", "60", |_| {});
    assert_eq!(verdicts(&[&nearly, &exact]), [(Verdict::SameFact, 2)]);
    assert_eq!(verdicts(&[&nearly, &other]), [(Verdict::Conflict, 2)]);
}

#[test]
fn periods_and_directions_tell_facts_apart() {
    let dated = |id: &str, words: &str, printed: &str, value: &str, from: &str, to: &str| {
        article(id, words)
            .published("2025-03-04")
            .entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"])
            .date("in January", "2025-01-01", "2025-02-01", Grain::Month)
            .date("in February", from, to, Grain::Month)
            .figure_with(printed, value, Unit::Percent, "Kestrel Bank", Some(Direction::Up), |figure| figure.period = Some(1))
            .done()
    };
    let words = "Opened in January, Kestrel Bank gained 5% in February.";
    let a = dated("a", words, "5%", "5", "2025-02-01", "2025-03-01");
    let same_value = dated("b", "Set up in January, Kestrel Bank was 5% dearer in February.", "5%", "5", "2024-02-01", "2024-03-01");
    let other_value =
        dated("c", "After a dull week in January, Kestrel Bank went on to add 9% in February.", "9%", "9", "2024-02-01", "2024-03-01");
    assert_eq!(verdicts(&[&a, &same_value]), [(Verdict::DifferentPeriod, 2)]);
    assert_eq!(verdicts(&[&a, &other_value]), [(Verdict::Series, 2)]);
    let fell =
        report("d", "2025-03-04", "Kestrel Bank lost 5% in the month.", "5%", "5", |figure| figure.direction = Some(Direction::Down));
    let rose = report("e", "2025-03-04", "Kestrel Bank won 5% in the month.", "5%", "5", |_| {});
    let found = verdicts(&[&fell, &rose]);
    assert!(found.iter().any(|(verdict, _)| *verdict == Verdict::Conflict), "{found:?}");
    assert!(!found.iter().any(|(verdict, _)| *verdict == Verdict::SameFact), "{found:?}");
}

#[test]
fn equal_numbers_of_different_subjects_only_look_alike() {
    let a = report("a", "2025-03-04", "Kestrel Bank jumped 33% since January.", "33%", "33", |_| {});
    let b = article("b", "The Quay Index dropped 33% over six years.")
        .published("2025-03-04")
        .entity("index:QI", Kind::Index, &["Quay Index"])
        .figure("33%", "33", Unit::Percent, "Quay Index", Some(Direction::Down))
        .done();
    assert_eq!(verdicts(&[&a, &b]), [(Verdict::LookAlike, 2)]);
}

#[test]
fn a_named_source_counts_once_however_many_print_it() {
    let from_ministry = |figure: &mut Figure| figure.origin = Some(1);
    let text = "Kestrel Bank grew 12%, the ministry said.";
    let a = report("a", "2025-03-04", text, "12%", "12", from_ministry);
    let b = report("b", "2025-03-04", "Loans of Kestrel Bank rose by 12%, according to the ministry.", "12%", "12", from_ministry);
    assert_eq!(a.annotations.mentions[1].span.of(text), "the ministry");
    assert_eq!(verdicts(&[&a, &b]), [(Verdict::SameFact, 1)]);
}

#[test]
fn a_revision_is_no_conflict() {
    let a = report("a", "2025-03-04", "Profit of Kestrel Bank grew 12% last year.", "12%", "12", |_| {});
    let mut b = report("b", "2025-03-05", "Profit of Kestrel Bank grew 13% last year.", "13%", "13", |_| {});
    b.article.revises = Some(a.article.id.clone());
    assert_eq!(verdicts(&[&a, &b]).first().map(|found| found.0), Some(Verdict::Revised));
}

const WIRE: &str = "Dockers in the port of Westhaven walked out on Tuesday after talks over shifts and pay broke down, leaving \
    eleven freighters at anchor outside the harbour mouth. Union leaders said the strike would go on until the owners came back with \
    an offer that covers night work. The owners said they had made their last offer and called on the city to step in before food \
    runs short on the islands.";

#[test]
fn a_printed_wire_story_is_a_copy_and_no_second_origin() {
    let figure = |id: &str, text: &str, day: &str| {
        article(id, text)
            .published(day)
            .entity("xx:union", Kind::Organisation, &["Union leaders"])
            .figure_with("eleven freighters", "11", Unit::Count(None), "Union leaders", None, |figure| {
                figure.metric = Some(Metric::Holding)
            })
            .done()
    };
    let wire = figure("wire", WIRE, "2025-03-04T08:00:00Z");
    let copy = figure("copy", &format!("{WIRE} Readers wrote in to say the ferries still run."), "2025-03-04T10:00:00Z");
    let made = story(&[&copy, &wire]);
    assert_eq!(made.id, "wire");
    assert_eq!(made.near_duplicates.len(), 1);
    assert_eq!(made.near_duplicates[0].kind, NearDuplicateKind::Duplicate);
    assert_eq!((made.wire[0].article.as_str(), made.wire[0].origin_article.as_str()), ("copy", "wire"));
    assert_eq!(verdicts(&[&copy, &wire]), [(Verdict::SameFact, 1)]);
}

#[test]
fn a_short_text_inside_a_long_one_is_contained() {
    let long = format!("{} {WIRE} {}", "The morning began quietly in Westhaven, where fog kept the pilots ashore.", LONG_END);
    let made = story(&[&article("short", WIRE).done(), &article("long", &long).done()]);
    assert_eq!(made.near_duplicates.len(), 1);
    let found = &made.near_duplicates[0];
    assert_eq!((found.kind, found.a.as_str(), found.b.as_str()), (NearDuplicateKind::Contained, "short", "long"));
}

const LONG_END: &str = "Shopkeepers on the hill sold out of candles by noon and sent boys down to the quay for news. A bakery on \
    Mill Lane handed out rolls to the pickets. The mayor, back from the capital, met both sides in the old customs house and left by a \
    side door without a word to the crowd. By evening the fog had lifted, and from the lighthouse one could count the lamps of every \
    ship that waited. Insurers were already asking who would pay for fruit that spoils in the holds, and grocers in the north of the \
    county put up signs that asked people to buy no more than they need for the week.";

#[test]
fn one_happening_is_told_from_another_and_from_a_later_one() {
    let strike = article("a", WIRE).published("2025-03-04").done();
    let strike_too =
        article("b", "A strike of dockers has shut the port of Westhaven, leaving freighters at anchor; talks over pay broke down.")
            .published("2025-03-05")
            .done();
    let bank = article("c", "Kestrel Bank named Ada Brook as its chief executive and said its profit would beat forecasts this spring.")
        .published("2025-03-04")
        .done();
    let bank_too = article("d", "Ada Brook will lead Kestrel Bank, the lender said, naming her chief executive and promising more profit.")
        .published("2025-03-04")
        .done();
    let years_later = article("e", WIRE).published("2027-03-04").done();
    let all = [&years_later, &bank_too, &strike_too, &bank, &strike];
    let ids = |order: &[&Annotated]| -> Vec<Vec<String>> {
        cluster(order).iter().map(|group| group.iter().map(|i| order[*i].article.id.0.clone()).collect()).collect()
    };
    let expected = [vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned(), "d".to_owned()], vec!["e".to_owned()]];
    assert_eq!(ids(&all), expected);
    let mut turned = all;
    turned.reverse();
    assert_eq!(ids(&turned), expected);
    assert!(cluster(&[]).is_empty());
}

#[test]
fn one_event_in_two_articles_is_seen_and_a_day_completes_it() {
    let a = article("a", "Brookline Labs released an open language model on January 20 that runs on old phones.")
        .published("2025-02-26")
        .entity("xx:brook", Kind::Firm, &["Brookline Labs"])
        .date("January 20", "2025-01-20", "2025-01-21", Grain::Day)
        .done();
    let b = article("b", "Rivals were surprised when Brookline Labs released a cheap language model that runs on phones.")
        .published("2025-03-11")
        .entity("xx:brook", Kind::Firm, &["Brookline Labs"])
        .done();
    let made = story(&[&a, &b]);
    assert_eq!(made.relations.iter().map(|relation| relation.verdict).collect::<Vec<_>>(), [Verdict::SameEvent]);
    let day = made.relations[0].when.map(|range| range.from.to_string());
    assert_eq!(day.as_deref(), Some("2025-01-20"), "the day that one gives is carried");
}

#[test]
fn two_reports_in_a_handful_are_one_story_though_each_tells_more_of_its_own() {
    let first = "Tarn Motors sold 30 million new shares at $12 on Monday, raising $360 million. Dunmore lathes and a paint shop in \
        Oxbridge will be bought with it, engineer Ruth Aldous told visitors. Painters waited in vain for ladders, and a choir sang in \
        the yard before lunch.";
    let second = "A share sale brought Tarn Motors $360 million, the carmaker said. Brokers placed 30 million shares overnight. Rubber \
        quotas and a lawsuit over brakes had weighed on its stock since autumn. Analyst Piet Holm likes the balance sheet of Tarn.";
    let other = "Kestrel Bank opened a branch in Westhaven. Councillors praised marble counters, oak panels and a fountain with carp. \
        Shares of lenders were mixed. Savers may win a barge trip, said manager Ilse Brandt, who once sold umbrellas at the harbour.";
    let made = [("a", first), ("b", second), ("c", other)].map(|(id, text)| article(id, text).published("2025-03-04").done());
    let all: Vec<&Annotated> = made.iter().collect();
    assert_eq!(cluster(&all), [vec![0, 1], vec![2]]);
}
