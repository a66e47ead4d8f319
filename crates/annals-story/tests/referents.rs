//! Whom "it", "the lender" or a family name means is shown where it is sure, and nothing where it is not.

mod desk;

use annals_model::{Annotated, Grain, Kind, Line};
use annals_story::{digest, digest_html, digest_markdown, verify_digest};
use desk::article;

/// Everything a digest of these words prints, each line once.
fn lines(made: &Annotated) -> Vec<Line> {
    let digest = digest(&[made]);
    digest.points.into_iter().chain(digest.profiles.into_iter().flat_map(|note| note.lines)).collect()
}

fn town(text: &str) -> Annotated {
    let made = article("a", text).published("2025-03-04");
    let made = if text.contains("Friday") { made.date("Friday", "2025-02-28", "2025-03-01", Grain::Day) } else { made };
    made.entity("xx:kestrel", Kind::Firm, &["Kestrel Bank Ltd.", "Kestrel Bank"])
        .entity("xx:tarn", Kind::Firm, &["Tarn Motors"])
        .entity("index:QI", Kind::Index, &["Quay Index"])
        .entity("nil:person:mira-olden", Kind::Person, &["Mira Olden", "Olden"])
        .entity("nil:person:owen-brask", Kind::Person, &["Owen Brask", "Brask"])
        .done()
}

#[test]
fn an_opening_that_needs_it_is_given_the_name() {
    for (text, words, name) in [
        ("Kestrel Bank Ltd. opened a branch. It said profit rose in the spring as trade grew.", "It", "Kestrel Bank Ltd."),
        ("Tarn Motors shut a plant in Westhaven. The carmaker blamed dear steel and slow trade.", "The carmaker", "Tarn Motors"),
        ("Tarn Motors cut its forecast for sales. Its shares fell hard in the afternoon session.", "Its", "Tarn Motors"),
        ("Kestrel Bank won a licence to trade tin. On Friday the bank said it would hire staff.", "the bank", "Kestrel Bank"),
        ("The Quay Index rose on Monday in thin trade. The gauge ended the week at a fresh peak.", "The gauge", "Quay Index"),
        ("Mira Olden wrote to her clients. She expects rents in the harbour to fall this year.", "She", "Mira Olden"),
        ("Mira Olden wrote to clients. Dockers struck. Olden expects rents in the harbour to fall.", "Olden", "Mira Olden"),
        ("The Quay Index rose on Monday. After a weak start, the index closed at a fresh peak.", "the index", "Quay Index"),
    ] {
        let made = town(text);
        let found: Vec<_> = lines(&made).into_iter().filter_map(|line| line.referent).collect();
        assert!(found.iter().any(|it| (it.words.as_str(), it.text.as_str()) == (words, name)), "{text}: {found:?}");
        let all = [made];
        let digest = digest(&[&all[0]]);
        assert_eq!(verify_digest(&digest, &desk::finder(&all)), Vec::<String>::new());
        assert!(digest_markdown(&digest).contains(&format!("{words} \\[{name}\\]")), "{}", digest_markdown(&digest));
        assert!(digest_html(&digest).contains(&format!("{words} [{name}]")));
        assert!(digest.points.iter().all(|line| !line.text.contains('[')), "the text stays as printed");
    }
}

#[test]
fn nobody_is_guessed() {
    for text in [
        "Kestrel Bank sued Tarn Motors on Monday. It said the claim was without any merit at all.",
        "Kestrel Bank and Tarn Motors signed a pact. The company said the pact would last long.",
        "Dockers struck at Kestrel Bank on Monday. The company said the strike would not last.",
        "Mira Olden met Owen Brask on the pier. She expects rents in the harbour to fall this year.",
        "Kestrel Bank opened a branch in the town. It was the first time in years that one opened.",
        "Kestrel Bank opened a branch in the town. The rival lender said nothing of its own plans.",
        "Kestrel Bank opened a branch in the town. The Bank of Westhaven said nothing of its plans.",
    ] {
        let named: Vec<_> = lines(&town(text)).into_iter().filter_map(|line| line.referent).collect();
        assert_eq!(named, [], "{text}");
    }
}

#[test]
fn a_receipt_of_a_name_that_is_not_printed_is_found_out() {
    let all = [town("Kestrel Bank Ltd. opened a branch. It said profit rose in the spring as trade grew.")];
    let mut made = digest(&[&all[0]]);
    for line in made.points.iter_mut().chain(made.profiles.iter_mut().flat_map(|note| &mut note.lines)) {
        line.referent.iter_mut().for_each(|referent| referent.text = "Tarn Motors".to_owned());
    }
    assert!(!verify_digest(&made, &desk::finder(&all)).is_empty());
}
