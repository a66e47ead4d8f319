//! Small made-up tables, each with one fault, and a clean one.

use super::check_gazetteer;
use std::collections::BTreeMap;

const README: &str = "`firms.tsv` `organisations.tsv` `aliases.tsv` `places.tsv` `first_names.tsv` `words.txt` `exceptions.tsv` are `own`.";

/// A clean gazetteer of two firms, a regulator and two places.
fn clean() -> BTreeMap<String, String> {
    [
        ("firms.tsv", "id\tname\tcountry\tparent\ttickers\tsource\nxx:acme\tAcme Ltd.\tGB\t\tXLON:ACM\town\nxx:brillo\tBrillo Inc.\tUS\txx:acme\tXNYS:B\town\n"),
        ("organisations.tsv", "id\tname\tkind\tcountry\tparent\ttickers\tsource\nxx:watch\tMarket Watchers\tregulator\tGB\t\t\town\n"),
        (
            "aliases.tsv",
            "alias\tid\tstrength\trank\nACM\txx:acme\tfair\t10\nAcme\txx:acme\tstrong\t100\nBrillo\txx:brillo\tstrong\t10\nBrillo\txx:watch\tweak\t5\nMarket Watchers\txx:watch\tstrong\t105\n",
        ),
        (
            "places.tsv",
            "id\tname\tsort\tcountry\taliases\tadjectives\tstrength\tsource\nplace:GB\tBritain\tcountry\tGB\tU.K.\tBritish\tstrong\town\nplace:Reading\tReading\tcity\tGB\t\t\tweak\town\n",
        ),
        ("first_names.tsv", "first_name\ttags\tdictionary_word\nIda\tus\t0\n"),
        ("exceptions.tsv", "alias\tid\treason\n"),
        ("words.txt", "market\nreading\n"),
    ]
    .into_iter()
    .map(|(file, text)| (file.to_owned(), text.to_owned()))
    .collect()
}

/// The clean tables with one text replaced; what is found then.
fn found(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut tables = clean();
    let text = tables.get_mut(file).expect("a table");
    assert!(text.contains(from), "{file} has no {from:?}");
    *text = text.replacen(from, to, 1);
    check_gazetteer(&tables, README).iter().map(ToString::to_string).collect()
}

#[test]
fn a_clean_gazetteer_is_passed_in_silence() {
    assert_eq!(check_gazetteer(&clean(), README), []);
}

#[test]
fn names_that_two_claim_and_names_listed_twice() {
    assert_eq!(
        found("aliases.tsv", "Brillo\txx:watch\tweak\t5", "Brillo\txx:watch\tstrong\t10"),
        ["aliases.tsv:5: `Brillo` is strong for `xx:watch` and for `xx:brillo`, both of rank 10"]
    );
    assert_eq!(found("aliases.tsv", "Brillo\txx:watch\tweak\t5", "Brillo\txx:watch\tstrong\t5"), [""; 0], "ranks differ");
    assert_eq!(found("aliases.tsv", "ACM\txx:acme\tfair", "ACME\txx:acme\tfair"), [""; 0], "read in capitals, read otherwise");
    assert_eq!(
        found("aliases.tsv", "ACM\txx:acme\tfair", "AcmE\txx:acme\tfair"),
        ["aliases.tsv:3: `Acme` is listed for `xx:acme` at aliases.tsv:2 already"]
    );
}

#[test]
fn names_too_common_to_be_strong() {
    assert_eq!(
        found("aliases.tsv", "Market Watchers\t", "Market\t"),
        ["aliases.tsv:6: `Market` is an ordinary word but strong for `xx:watch`: make it fair, or list it in exceptions.tsv"]
    );
    assert_eq!(found("aliases.tsv", "Market Watchers\t", "MARKE\t"), [""; 0], "capitals tell");
    let first = found("aliases.tsv", "Market Watchers\t", "Ida\t");
    assert!(first.len() == 1 && first[0].contains("`Ida` is a first name"), "{first:?}");
    let country = found("aliases.tsv", "Market Watchers\t", "UK\t");
    assert!(country.len() == 1 && country[0].contains("`UK` is the name of a country"), "{country:?}");
    let letter = found("aliases.tsv", "ACM\t", "A.\t");
    assert_eq!(letter, ["aliases.tsv:2: `A.` is less than two letters"]);
    let place = found("places.tsv", "Reading\tcity\tGB\t\t\tweak", "Reading\tcity\tGB\t\t\tstrong");
    assert!(place.len() == 1 && place[0].starts_with("places.tsv:3: `Reading` is an ordinary word"), "{place:?}");
}

#[test]
fn exceptions_silence_a_fault_and_must_be_needed() {
    let mut tables = clean();
    tables.insert("aliases.tsv".to_owned(), clean()["aliases.tsv"].replace("Market Watchers\t", "Market\t"));
    tables.insert("exceptions.tsv".to_owned(), "alias\tid\treason\nMarket\txx:watch\tknown by that name alone\n".to_owned());
    assert_eq!(check_gazetteer(&tables, README), []);
    assert_eq!(
        found("exceptions.tsv", "reason\n", "reason\nAcme\txx:acme\twhy not\n"),
        ["exceptions.tsv:2: `Acme` of `xx:acme` needs no exception"]
    );
}

#[test]
fn ids_and_owners() {
    assert_eq!(found("aliases.tsv", "ACM\txx:acme", "ACM\txx:nobody"), ["aliases.tsv:2: the id `xx:nobody` has no row"]);
    assert_eq!(found("firms.tsv", "US\txx:acme", "US\txx:nobody"), ["firms.tsv:3: the parent `xx:nobody` has no row"]);
    assert_eq!(
        found("firms.tsv", "GB\t\tXLON", "GB\txx:brillo\tXLON"),
        ["firms.tsv:2: `xx:acme` is its own parent, in the end", "firms.tsv:3: `xx:brillo` is its own parent, in the end"]
    );
    let twice = found("organisations.tsv", "xx:watch\tMarket", "xx:acme\tMarket");
    assert!(twice.contains(&"organisations.tsv:2: the id `xx:acme` has a row already".to_owned()), "{twice:?}");
}

#[test]
fn names_and_sources_left_empty_or_unexplained() {
    assert_eq!(found("firms.tsv", "Acme Ltd.", ""), ["firms.tsv:2: no name"]);
    assert_eq!(found("firms.tsv", "ACM\town", "ACM\t"), ["firms.tsv:2: no source"]);
    assert_eq!(found("firms.tsv", "ACM\town", "ACM\tgossip|own"), ["firms.tsv:2: corpus/README.md does not describe the source `gossip`"]);
    let mut tables = clean();
    tables.insert("more.tsv".to_owned(), "id\tname\n".to_owned());
    let told: Vec<String> = check_gazetteer(&tables, README).iter().map(ToString::to_string).collect();
    assert_eq!(told, ["more.tsv:1: corpus/README.md does not describe this file"]);
}

#[test]
fn tickers() {
    assert_eq!(found("firms.tsv", "XNYS:B", "XLON:ACM"), ["firms.tsv:3: `XLON:ACM` is the ticker of `xx:acme`, too"]);
    assert_eq!(found("firms.tsv", "XNYS:B", "XNYS:ACM"), [""; 0], "another market");
    assert_eq!(found("firms.tsv", "XNYS:B", "NYSE B"), ["firms.tsv:3: `NYSE B` is no ticker: write MIC:symbol"]);
}

#[test]
fn rows_out_of_form() {
    assert_eq!(found("words.txt", "market\n", "rooms\n"), ["words.txt:2: unsorted: it belongs before the line above"]);
    assert_eq!(found("words.txt", "market\n", "market\nmarket\n"), ["words.txt:2: the line above once more"]);
    assert_eq!(found("aliases.tsv", "ACM\txx:acme\tfair\t10", "ACM\txx:acme\tfair"), ["aliases.tsv:2: 3 columns, not 4"]);
    assert_eq!(found("aliases.tsv", "fair\t10", "fair\thigh"), ["aliases.tsv:2: the rank `high` is no number"]);
    assert_eq!(found("aliases.tsv", "fair\t10", "firm\t10"), ["aliases.tsv:2: no strength `firm`"]);
    let kind = found("organisations.tsv", "regulator", "watchdog");
    assert!(kind.contains(&"organisations.tsv:2: no kind `watchdog`".to_owned()), "{kind:?}");
    assert_eq!(found("firms.tsv", "Acme Ltd.", "Ac\u{200b}me Ltd."), ["firms.tsv:2: the character U+200B, which nobody sees"]);
    assert_eq!(found("firms.tsv", "Acme Ltd.", "Acme Ltd. "), ["firms.tsv:2: white space at the end of a cell, or two spaces"]);
    assert_eq!(found("firms.tsv", "id\tname", "\u{feff}id\tname").len(), 1);
}
