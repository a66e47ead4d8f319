//! Names in credits: "By Norihiko Tanabe", "Editing by Ann Roe and Savio Lobo", "Photographer: Akos Toth".

use super::name::{Candidate, weight};
use super::{FindName, PERSON};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_text::Reading;

pub(super) const RULE: Rule<FindName> = Rule {
    card: RuleCard {
        name: "person/credited",
        about: "A byline or a credit line names its writers, editors and photographers.",
        cases: include_str!("credited.toml"),
    },
    find,
};

/// How far back from a name the credit's "by" may stand.
const REACH: usize = 24;

fn find(document: &Document<'_>, candidate: &Candidate<'_>) -> Option<f32> {
    let short = (2..=3).contains(&candidate.words()) && candidate.tokens().len() <= 7;
    (short && credit_before(document.reading, candidate.tokens().start) && weight(document, candidate) >= 0).then_some(PERSON)
}

/// "Reporting by", "By" at a line's start, "Photographer:" before token `i`, with only names and places between.
fn credit_before(reading: &Reading<'_>, i: usize) -> bool {
    let sentence = reading.sentences().get(reading.sentence_of(i)).map_or(i, |s| s.tokens.start);
    let mut k = i;
    while k > sentence.max(i.saturating_sub(REACH)) {
        k -= 1;
        let token = reading.tokens().get(k);
        match reading.word(k) {
            "by" => {
                let before = k.checked_sub(1).map_or("", |before| reading.word(before));
                return token.is_some_and(|t| t.line_start)
                    || (k == sentence && token.is_some_and(|t| t.is_capitalised()))
                    || matches!(
                        before,
                        "reporting"
                            | "editing"
                            | "written"
                            | "compiled"
                            | "edited"
                            | "photographed"
                            | "produced"
                            | "additional"
                            | "writing"
                            | "photo"
                            | "photograph"
                            | "graphic"
                    );
            }
            ":" => {
                return k > 0
                    && matches!(
                        reading.word(k - 1),
                        "photographer"
                            | "photo"
                            | "photos"
                            | "writer"
                            | "editor"
                            | "reporter"
                            | "by"
                            | "author"
                            | "photograph"
                            | "picture"
                            | "pictures"
                    );
            }
            "," | "and" | "in" | "-" | "." | "&" => {}
            _ if token.is_some_and(|t| t.is_capitalised()) => {}
            _ => return false,
        }
    }
    false
}
