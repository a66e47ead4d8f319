//! Stories as articles come in, two happenings of one kind, and copies that stand in another story.

mod desk;

use annals_model::{Annotated, NearDuplicateKind};
use annals_story::{Sketch, Stream, cluster, copies, runs, sketch, story_among};
use desk::article;

/// Five reports on each of two strikes of dockers that share all but their names.
fn two_strikes() -> Vec<Annotated> {
    let places = [("Westhaven", "Ada Brook", "Kestrel Lines"), ("Oxbridge", "Piet Holm", "Dunmore Freight")];
    let wordings = [
        "Dockers in the port of {p} walked out after talks over pay with {f} broke down, union leader {n} told the members of {p}.",
        "A strike of dockers has shut the port of {p}. Talks over pay with {f} failed, and {n} of the union called all members of {p} out.",
        "Talks over pay between the dockers of {p} and {f} broke down, so the port is shut by a strike, the union under {n} said in {p}.",
        "The port of {p} is shut: dockers walked out over pay, said {n}, who leads the union, after talks with owner {f} of {p} failed.",
        "Dockers walked out in {p} when talks over pay failed. The union, led by {n}, shut the port, and owner {f} of {p} regrets it.",
    ];
    let mut made = Vec::new();
    for (w, wording) in wordings.iter().enumerate() {
        for (p, (place, leader, firm)) in places.iter().enumerate() {
            let text = wording.replace("{p}", place).replace("{n}", leader).replace("{f}", firm);
            made.push(article(&format!("{p}{w}"), &text).done());
        }
    }
    made
}

fn streamed(articles: &[Annotated]) -> Vec<Vec<String>> {
    let mut stream = Stream::default();
    articles.iter().for_each(|item| stream.push(&sketch(item)));
    named(stream.finish(), articles)
}

fn named(groups: Vec<Vec<usize>>, articles: &[Annotated]) -> Vec<Vec<String>> {
    groups.into_iter().map(|group| group.into_iter().map(|i| articles[i].article.id.0.clone()).collect()).collect()
}

#[test]
fn two_happenings_of_one_kind_fall_apart_by_their_names() {
    let articles = two_strikes();
    let expected: Vec<Vec<String>> = (0..2).map(|p| (0..5).map(|w| format!("{p}{w}")).collect()).collect();
    let all: Vec<&Annotated> = articles.iter().collect();
    assert_eq!(named(cluster(&all), &articles), expected);
    assert_eq!(streamed(&articles), expected);
}

#[test]
fn one_happening_stays_whole_though_each_report_names_someone_else() {
    let names = ["Ruth Aldous", "Ilse Brandt", "Otto Lind", "Mara Quill", "Jon Tarn", "Vera Moss", "Karl Finch", "Nora Pike"];
    let articles: Vec<Annotated> = (names.iter().enumerate())
        .map(|(i, name)| {
            let text = format!(
                "The chip plant of Kestrel Bank's rival Tarn Motors in Westhaven caught fire, and 300 workers fled. Witness {name} saw \
                 smoke above Westhaven. Tarn Motors halted output, and firemen from Oxbridge fought the fire at the plant."
            );
            article(&i.to_string(), &text).done()
        })
        .collect();
    let all: Vec<&Annotated> = articles.iter().collect();
    assert_eq!(cluster(&all).len(), 1);
    assert_eq!(streamed(&articles).len(), 1);
}

#[test]
fn a_stream_puts_aside_what_is_old_and_loses_no_article() {
    let report = |id: usize, day: usize, text: &str| {
        article(&format!("{id:04}"), text).published(&format!("2025-{:02}-{:02}", 1 + day / 28, 1 + day % 28)).done()
    };
    let happenings = [
        "Fire gutted the Kestrel brewery in Westhaven, and barrels of stout burst while firemen pumped water from the canal.",
        "Dunmore Freight lost its ferry Heron on a sandbank; passengers were rowed ashore and divers look for the cargo of tin.",
        "Tarn Motors called back vans whose brakes may lock, and mechanics will fit new callipers free of charge at 40 garages.",
        "Brookline Labs released a language model for old phones, which rivals tested and found quicker than their own.",
        "Teacher Ruth Aldous won the mayoralty of Oxbridge by nine votes, and her opponent asked the court for a recount.",
    ];
    // Each happens on three days running and again eight weeks later.
    let mut articles = Vec::new();
    for (s, text) in happenings.iter().enumerate() {
        for day in [s * 8, s * 8 + 1, s * 8 + 2, s * 8 + 56, s * 8 + 57] {
            articles.push((day, *text));
        }
    }
    articles.sort();
    let articles: Vec<Annotated> = articles.iter().enumerate().map(|(id, (day, text))| report(id, *day, text)).collect();
    let stories = streamed(&articles);
    assert_eq!(stories.len(), 10, "{stories:?}");
    let mut seen: Vec<&String> = stories.iter().flatten().collect();
    seen.sort();
    assert_eq!(seen.len(), articles.len());
    seen.dedup();
    assert_eq!(seen.len(), articles.len());
}

const WIRE: &str = "Dockers in the port of Westhaven walked out on Tuesday after talks over shifts and pay broke down, leaving eleven \
    freighters at anchor outside the harbour mouth. Union leaders said the strike would go on until the owners came back with an offer \
    that covers night work. The owners said they had made their last offer and called on the city to step in before food runs short.";

#[test]
fn a_copy_weeks_later_in_another_story_is_named_in_the_story_of_the_later() {
    let wire = article("wire", WIRE).published("2025-03-04").done();
    let longer = format!(
        "Looking back on a year of quarrels at sea, the almanac prints what was said in the spring. {WIRE} Since then the lamps of the \
         lighthouse were replaced, three ferries were sold to Dunmore Freight, and a museum of knots opened on Mill Lane, where \
         schoolchildren learn to splice rope and old pilots tell of fog. A second volume will follow when the money allows it, the \
         editors say, with maps of every shoal between the capes and a list of wrecks that divers have found since the war ended."
    );
    let later = article("later", &longer).published("2025-06-01").done();
    let quoting = article(
        "quoting",
        "The owners said they had made their last offer and called on the city to step in, Kestrel Bank wrote in a note on shipping. The \
         bank expects freight rates to climb by a tenth, lifts its view of Dunmore Freight and warns of thin harvests in the islands.",
    )
    .published("2025-03-05")
    .done();
    let all = [wire, later, quoting];
    let sketches: Vec<Sketch> = all.iter().map(sketch).collect();
    let shared = copies::<()>(&sketches, |i| Ok(runs(&all[i]))).expect("no file is read");
    let told = |i: usize| story_among(&[&all[i]], &shared);
    assert!(told(0).near_duplicates.is_empty() && told(2).near_duplicates.is_empty(), "a quotation is no copy");
    let near = told(1).near_duplicates;
    assert_eq!(near.len(), 1);
    assert_eq!((near[0].kind, near[0].a.as_str(), near[0].b.as_str()), (NearDuplicateKind::Contained, "wire", "later"));
}

#[test]
fn a_hundred_copies_are_all_found_in_any_order() {
    let made: Vec<Annotated> = (0..100)
        .map(|i| article(&format!("{i:03}"), &format!("{WIRE} Printed by outlet number {i} of the county.")).published("2025-03-04").done())
        .collect();
    let found = |order: &[usize]| {
        let sketches: Vec<Sketch> = order.iter().map(|i| sketch(&made[*i])).collect();
        copies::<()>(&sketches, |i| Ok(runs(&made[order[i]]))).expect("no file is read")
    };
    let order: Vec<usize> = (0..100).collect();
    let turned: Vec<usize> = (0..100).rev().collect();
    let shared = found(&order);
    assert_eq!(shared, found(&turned));
    let all: Vec<&Annotated> = made.iter().collect();
    let near = story_among(&all, &shared).near_duplicates;
    let copied = (1..100).filter(|i| near.iter().any(|pair| pair.b.0 == format!("{i:03}") || pair.a.0 == format!("{i:03}"))).count();
    assert_eq!(copied, 99);
}
