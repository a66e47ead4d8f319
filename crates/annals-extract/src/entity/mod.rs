//! Names of firms, indices, exchanges, regulators, media, places and other organisations.
//!
//! Rules offer candidates; the longest of those that overlap is kept. A first round finds what stands by itself;
//! a second round reads the article again with what the first has settled (acronyms, short forms, doubtful names).

mod acronym;
mod candidate;
mod fund;
mod head_word;
mod legal_form;
mod listed;
mod of_name;
mod page;
mod place_pair;
mod recalled;
mod short_form;
mod slot;
mod support;
mod ticker;
mod words;

use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_model::{EntityId, Mention, TimeExpr};
use candidate::{Candidate, Who, settle};
use page::Page;
pub(crate) use page::{Case, case_of};

/// Offers candidates for one page.
type Find = fn(&Page<'_>, &mut Vec<Candidate>);

/// What is found in a name itself or right beside it.
const RULES: &[Rule<Find>] =
    &[fund::RULE, ticker::RULE, listed::RULE, legal_form::RULE, of_name::RULE, head_word::RULE, place_pair::RULE, slot::RULE];

/// What is found thanks to names settled elsewhere in the article.
const LATER: &[Rule<Find>] = &[acronym::RULE, recalled::RULE, short_form::RULE];

/// The cards of this concept's rules.
pub(crate) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().chain(LATER).map(|rule| rule.card)
}

/// All mentions but people's, sorted, none overlapping another, each with its entity id.
pub(crate) fn find(document: &Document<'_>, times: &[TimeExpr]) -> Vec<Mention> {
    let mut page = Page::new(document, times);
    for rules in [RULES, LATER] {
        let mut candidates = Vec::new();
        for rule in rules {
            let before = candidates.len();
            (rule.find)(&page, &mut candidates);
            candidates.iter_mut().skip(before).for_each(|candidate: &mut Candidate| candidate.rule = rule.card.name);
        }
        settle(&mut page, candidates);
    }
    short_form::join(&mut page);
    page.settled.iter().filter_map(|candidate| mention(&page, candidate)).collect()
}

fn mention(page: &Page<'_>, candidate: &Candidate) -> Option<Mention> {
    let entity = match &candidate.who {
        Who::Listed(at) => EntityId(page.gazetteer().listed(*at)?.id.to_owned()),
        Who::Unlisted(id) => EntityId(id.clone()),
    };
    Some(Mention {
        span: candidate.span(page),
        kind: candidate.kind,
        entity: Some(entity),
        nominal: false,
        rule: annals_model::RuleName::new(candidate.rule),
        score: candidate.score,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Knowledge, annotate};

    fn count(text: &str) -> usize {
        let article = annals_model::Article { text: text.to_owned(), lang: "en".to_owned(), ..Default::default() };
        let found = annotate(&article, &Knowledge::embedded());
        for mention in &found.mentions {
            assert!(!mention.span.of(text).is_empty(), "a span outside the text or off its character boundaries");
        }
        for pair in found.mentions.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "mentions overlap");
        }
        found.mentions.len()
    }

    #[test]
    fn odd_input_gives_no_odd_spans() {
        let endless = [
            "Bank ",
            "Inc. ",
            "Foo & ",
            "Ministry of Trade and ",
            "(NYSE: ",
            "S&P 500 ",
            "A. ",
            "Co., Ltd. ",
            "((((",
            "Apple’s-",
            "İ ",
            "ﬁ\u{301}",
            "香港",
        ];
        for piece in endless {
            let _ = count(&piece.repeat(3000));
        }
        assert_eq!(count(""), 0);
        assert_eq!(count("Goldman Sachs"), 1);
    }
}
