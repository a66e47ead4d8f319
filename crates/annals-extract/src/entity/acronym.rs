//! Initials given with a name: "Tarnmoor Harbour Authority (THA)", and the initials alone afterwards.

use super::Find;
use super::candidate::Candidate;
use super::page::Page;
use super::words::is_link;
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::Shape;
use std::collections::BTreeMap;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/acronym",
        about: "Initials in brackets behind a name stand for it, there and in the rest of the article.",
        cases: include_str!("acronym.toml"),
    },
    find,
};

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    let mut bound: BTreeMap<&str, &Candidate> = BTreeMap::new();
    for full in &page.settled {
        let open = full.tokens.end;
        let fits = matches!(page.word(open), "(" | "[") && page.word(open + 2) == page_closer(page.word(open)) && full.kind != Kind::Place;
        if fits && acronym(page, open + 1) && stands_for(page, page.word(open + 1), full) {
            bound.entry(page.reading().surface(open + 1)).or_insert(full);
        }
    }
    for i in 0..page.reading().len() {
        if !acronym(page, i) || !page.is_free(i..i + 1) {
            continue;
        }
        let surface = page.reading().surface(i);
        if let Some(full) = bound.get(surface) {
            found.push(Candidate { tokens: i..i + 1, kind: full.kind, who: full.who.clone(), score: full.score, rule: "" });
        }
    }
}

fn page_closer(open: &str) -> &'static str {
    if open == "(" { ")" } else { "]" }
}

fn acronym(page: &Page<'_>, i: usize) -> bool {
    page.token(i)
        .is_some_and(|token| token.is_word() && matches!(token.shape, Shape::Upper | Shape::Mixed) && (2..=8).contains(&token.span().len()))
}

/// Whether the letters of `initials` come, in order, from the beginnings of the name's words (two may come from one word).
fn stands_for(page: &Page<'_>, initials: &str, full: &Candidate) -> bool {
    let words: Vec<&str> =
        full.tokens.clone().filter(|i| page.token(*i).is_some_and(annals_text::Token::is_word)).map(|i| page.word(i)).collect();
    let mut letters = initials.chars().filter(|c| c.is_alphanumeric()).peekable();
    let mut used = 0;
    for word in &words {
        let Some(next) = letters.peek().copied() else { break };
        if word.starts_with(next) {
            letters.next();
            used += 1;
            // "SoftBank" in "SBG", "PetroChina" in "PC": further letters of the same word.
            if is_link(word) {
                continue;
            }
            let inner = word.chars().skip(1).collect::<String>();
            while let Some(c) = letters.peek().copied()
                && words.iter().skip_while(|other| *other != word).skip(1).all(|other| !other.starts_with(c))
                && inner.contains(c)
            {
                letters.next();
            }
        }
    }
    letters.peek().is_none() && used >= 2
}
