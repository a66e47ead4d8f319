//! Scores on our own gold must not fall below `tests/floors.toml`, which only rises.

use annals::jobs::{Concept, Engine, Listener, eval};
use annals_tests::house::{root, text};
use std::collections::BTreeMap;

const CONCEPTS: &[(&str, Concept)] = &[
    ("names", Concept::Names),
    ("links", Concept::Links),
    ("roles", Concept::Roles),
    ("quotes", Concept::Quotes),
    ("actions", Concept::Actions),
    ("dates", Concept::Dates),
    ("figures", Concept::Figures),
    ("stories", Concept::Stories),
    ("points", Concept::Points),
];

#[test]
fn scores_stay_above_their_floors() {
    let floors: BTreeMap<String, BTreeMap<String, f64>> =
        toml::from_str(&text(&root().join("tests/floors.toml"))).expect("concept → measure → F1");
    let engine = Engine::new();
    let reject = |rejection: &annals::Rejection| panic!("{rejection}");
    let listener = Listener { reject: &reject, step: &|| {}, stop: &|| false };
    let (mut table, mut fallen) = (String::new(), Vec::new());
    for (name, concept) in CONCEPTS {
        let floors = floors.get(*name).unwrap_or_else(|| panic!("no floor for {name}"));
        let scores = eval(&engine, &root().join("corpus/gold"), *concept, &listener).expect("scored");
        assert!(!scores.is_empty(), "{name} has no score");
        for score in &scores {
            assert!(score.gold > 0, "{name}: the gold has no {}", score.measure);
            let floor = floors.get(&score.measure).copied().unwrap_or_else(|| panic!("no floor for {name}, {}", score.measure));
            table.push_str(&format!("{name:<8} {:<24} F1 {:.3}  floor {floor:.3}\n", score.measure, score.f1));
            if score.f1 < floor {
                fallen.push(format!("{name}, {}: {:.4} is under {floor}", score.measure, score.f1));
            }
        }
        assert_eq!(floors.len(), scores.len(), "{name}: a floor without its measure");
    }
    assert!(fallen.is_empty(), "{table}\n{}", fallen.join("\n"));
}

#[test]
fn at_least_twelve_articles_are_annotated() {
    let files = annals_tests::house::files(&root().join("corpus/gold"), &[".toml"]);
    assert!(files.len() >= 12, "{}", files.len());
}
