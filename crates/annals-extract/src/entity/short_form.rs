//! A shorter form of a name given in full elsewhere in the article: "Larkmoor Securities" … "Larkmoor".

use super::Find;
use super::candidate::{Candidate, Who};
use super::head_word::head;
use super::page::{Case, Page};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::Sieve;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/short_form",
        about: "The full name, and its first words, stand for it in the rest of the article.",
        cases: include_str!("short_form.toml"),
    },
    find,
};

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    let mut forms: BTreeMap<&str, Vec<(Range<usize>, &Candidate)>> = BTreeMap::new();
    for full in &page.settled {
        for form in forms_of(page, full) {
            let known = forms.entry(page.word(form.start)).or_default();
            if known.len() < 8 && !known.iter().any(|(other, named)| named.who == full.who && other.len() == form.len()) {
                known.push((form, full));
            }
        }
    }
    if forms.is_empty() {
        return;
    }
    let mut first_words = Sieve::default();
    forms.keys().for_each(|word| first_words.add(word));
    for (sentence, case) in page.sentences() {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            if !first_words.may_hold(page.word(i)) {
                i += 1;
                continue;
            }
            let best = forms
                .get(page.word(i))
                .into_iter()
                .flatten()
                .filter(|(form, _)| fits(page, form, i, sentence.tokens.end, case))
                .max_by_key(|(form, _)| form.len());
            match best {
                Some((form, full)) => {
                    let end = i + form.len();
                    found.push(Candidate { tokens: i..end, kind: full.kind, who: full.who.clone(), score: full.score * 0.9, rule: "" });
                    i = end;
                }
                None => i += 1,
            }
        }
    }
}

/// Joins an unlisted name to the fuller one it is a form of, wherever that stands: a headline's "Larkmoor" to "Larkmoor Securities"
/// of the first paragraph. A form of two different names joins neither.
pub(super) fn join(page: &mut Page<'_>) {
    let mut fuller: BTreeMap<String, Option<Who>> = BTreeMap::new();
    for full in &page.settled {
        for form in forms_of(page, full).into_iter().filter(|form| form.len() < full.tokens.len()) {
            let who = fuller.entry(folded(page, form)).or_insert_with(|| Some(full.who.clone()));
            if who.as_ref() != Some(&full.who) {
                *who = None;
            }
        }
    }
    let joined: Vec<(usize, Who)> = page
        .settled
        .iter()
        .enumerate()
        .filter(|(_, short)| short.kind == Kind::Firm && matches!(short.who, Who::Unlisted(_)))
        .filter_map(|(i, short)| Some((i, fuller.get(&folded(page, short.tokens.clone()))?.clone()?)))
        .collect();
    for (i, who) in joined {
        if let Some(short) = page.settled.get_mut(i) {
            short.who = who;
        }
    }
}

fn folded(page: &Page<'_>, tokens: Range<usize>) -> String {
    annals_text::fold(page.reading().span(tokens).of(page.reading().text()))
}

/// A full name and its shorter forms, as tokens of it: without legal form, without head words, its first word.
fn forms_of(page: &Page<'_>, full: &Candidate) -> Vec<Range<usize>> {
    if !matches!(full.kind, Kind::Firm | Kind::Media | Kind::Exchange | Kind::Organisation) {
        return Vec::new();
    }
    let core = page.without_legal_form(full.tokens.clone());
    let mut forms = Vec::new();
    forms.push(core.clone());
    let mut end = core.end;
    while end > core.start + 1 && (head(page.word(end - 1)).is_some() || page.ordinary(end - 1) || page.word(end - 1) == "&") {
        end -= 1;
        forms.push(core.start..end);
    }
    // A listed firm's names are listed, too; what is left of an unlisted one is its first word.
    if matches!(full.who, Who::Unlisted(_)) && core.len() > 2 {
        forms.push(core.start..core.start + 1);
    }
    forms.retain(|form| telling(page, form.clone()));
    forms
}

/// Whether a short form says enough: no ordinary word, nationality, place or first name alone.
fn telling(page: &Page<'_>, form: Range<usize>) -> bool {
    if !form.clone().any(|i| page.name_word(i) && !page.ordinary(i) && !page.nationality(i)) {
        return false;
    }
    let name = page.reading().span(form.clone()).of(page.reading().text());
    let listed = page.gazetteer().meanings(name);
    let elsewhere = listed
        .iter()
        .filter_map(|used| page.gazetteer().listed(used.entity))
        .any(|listed| matches!(listed.kind, Kind::Place | Kind::Index));
    !elsewhere
        && !(form.len() == 1 && (page.sure_first_name(form.start) || page.word(form.start).len() < 3 || !page.capitalised(form.start)))
}

/// Whether the tokens from `i` repeat the form, capitals included, and the name ends there.
fn fits(page: &Page<'_>, form: &Range<usize>, i: usize, high: usize, case: Case) -> bool {
    let end = i + form.len();
    if end > high || form.start == i || !page.is_free(i..end) {
        return false;
    }
    let same = form.clone().zip(i..end).all(|(a, b)| page.word(a) == page.word(b) && (page.capitalised(b) || !page.capitalised(a)));
    let goes_on = page.name_word(end) && !page.glued(end) && end < high && !(case != Case::Plain && page.ordinary(end));
    // "managing director Sunita Vellanki" of Vellanki Motors is a person: a title and one more word stand before the short name.
    let titled = i > 1 && crate::person::lexicon::head(page.word(i - 2)).is_some();
    let within = i > 0 && page.name_word(i - 1) && !page.glued(i) && (page.first_name(i - 1) || titled) && !page.ordinary(i - 1);
    same && !within && !goes_on
}
