//! A name with its legal form: "Foo Bar Holdings plc", "Foo Bar Co., Ltd.".

use super::candidate::Candidate;
use super::page::{Case, Page};
use super::{Find, words};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::Shape;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard {
        name: "entity/legal_form",
        about: "A capitalised name with a legal form behind it is a firm.",
        cases: include_str!("legal_form.toml"),
    },
    find,
};

const FORMS: &str = include_str!("../../../../corpus/gazetteer/legal_forms.tsv");

/// The words legal forms are made of, dots left out; `true` when only capitals count ("SA", not "sa").
static PARTS: LazyLock<BTreeMap<String, bool>> = LazyLock::new(|| {
    let mut parts = BTreeMap::new();
    for row in FORMS.lines().skip(1) {
        let mut columns = row.split('\t');
        let (form, capitals) = (columns.next().unwrap_or_default(), columns.next() == Some("1"));
        for word in form.split([' ', ',', '&', '(', ')']) {
            let part = annals_text::fold(word).replace(['.', '/'], "");
            if part.len() > 1 && !matches!(part.as_str(), "de" | "publ" | "public" | "private" | "group" | "holding" | "holdings") {
                *parts.entry(part).or_insert(capitals) &= capitals;
            }
        }
    }
    parts
});

/// Whether token `i` is a word of a legal form as it is written there.
fn is_part(page: &Page<'_>, i: usize) -> bool {
    let Some(token) = page.token(i) else { return false };
    let word = page.word(i);
    if !token.is_word() || word.len() > 14 {
        return false;
    }
    let found = if word.contains('.') { PARTS.get(word.replace('.', "").as_str()) } else { PARTS.get(word) };
    match found {
        Some(true) => token.shape == Shape::Upper,
        Some(false) => token.is_capitalised() || matches!(word, "plc" | "oyj" | "hf" | "a.d." | "d.d."),
        None => false,
    }
}

/// Where the legal form that begins at token `at` (a comma or "&" may come first) ends; `None` when there is none.
pub(super) fn end_of_form(page: &Page<'_>, at: usize, high: usize) -> Option<usize> {
    // "Co., Ltd." is long; a line of nothing but such words is no name.
    let high = high.min(at + 12);
    let (mut i, mut end) = (at, None);
    while i < high {
        let mut word = i;
        if matches!(page.word(i), "," | "&") && i + 1 < high {
            word = i + 1;
        }
        if !is_part(page, word) {
            break;
        }
        i = word + 1;
        // The dot of "Inc." belongs to the name, even when it ends the sentence, too.
        let abbreviated = matches!(
            page.word(word),
            "inc" | "ltd" | "corp" | "co" | "bhd" | "sdn" | "pte" | "pty" | "pvt" | "tbk" | "pcl" | "nyrt" | "zrt"
        );
        if abbreviated && i < high && page.word(i) == "." && page.glued(i) {
            i += 1;
        }
        end = Some(i);
    }
    end
}

fn find(page: &Page<'_>, found: &mut Vec<Candidate>) {
    for (sentence, case) in page.sentences() {
        let (low, high) = (sentence.tokens.start, sentence.tokens.end);
        let mut i = low + 1;
        while i < high {
            let begins = page.capitalised(i) || matches!(page.word(i), "," | "&" | "plc");
            let Some(end) = begins.then(|| end_of_form(page, i, high)).flatten() else {
                i += 1;
                continue;
            };
            let mut start = page.run_before(i, low, if case == Case::Title { Case::Plain } else { case });
            // Before a legal form even an ordinary word that opens the sentence is part of the name: "General Widgets Inc.".
            if start > low
                && page.name_word(start - 1)
                && page.token(start).is_some_and(|token| token.space_before)
                && case != Case::Capitals
            {
                start -= 1;
            }
            // "Ostrander, Vale & Pike LLP": partners are listed with commas.
            while case == Case::Plain
                && start > low + 1
                && page.word(start - 1) == ","
                && page.name_word(start - 2)
                && (start..i).any(|k| page.word(k) == "&")
            {
                let partner = page.run_before(start - 1, low, case);
                if start - 1 - partner != 1 || page.ordinary(partner) {
                    break;
                }
                start = partner;
            }
            let names = (start..i).filter(|k| page.name_word(*k)).count();
            // "Co" and "SA" alone say little; one ordinary word before them says less.
            let vague = matches!(page.word(i), "company" | "co" | "trust") && (start..i).all(|k| page.ordinary(k) || page.nationality(k));
            if names > 0 && !vague && !words::is_function(page.word(start)) {
                found.push(Candidate::named(page, start..end, Kind::Firm, 0.85));
            }
            i = end;
        }
    }
}
