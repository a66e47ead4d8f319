//! Titles and employers of people as stated: "Thomas Roe, executive director at Acme Ltd.".

mod apposed;
mod before;
mod behind;
mod context;
mod heading;
mod member;
mod named;

use super::{lexicon, title};
use crate::document::Document;
use crate::rule::{Rule, RuleCard};
use annals_model::{Kind, Mention, Role, RuleName};
use annals_text::Reading;
use std::ops::Range;

/// What stands beside a person: title tokens, employer, and the tokens of the whole statement.
struct Stated {
    title: Option<Range<usize>>,
    employer: Option<usize>,
    tokens: Range<usize>,
}

/// Looks beside one mention of a person.
type FindRole = fn(&Reading<'_>, &[Mention], &Range<usize>) -> Option<Stated>;

/// Most telling first.
const RULES: &[Rule<FindRole>] = &[apposed::RULE, heading::RULE, behind::RULE, named::RULE, before::RULE, member::RULE];

/// The cards of the rules.
pub(super) fn cards() -> impl Iterator<Item = RuleCard> {
    RULES.iter().map(|rule| rule.card).chain([context::CARD])
}

/// The roles stated beside each mention of a person, sorted; a person may have several.
pub(super) fn find(document: &Document<'_>, mentions: &[Mention]) -> Vec<Role> {
    let reading = document.reading;
    let mut roles = Vec::new();
    for (k, mention) in mentions.iter().enumerate().filter(|(_, m)| m.kind == Kind::Person && !m.nominal) {
        let tokens = reading.tokens_in(mention.span);
        let Ok(person) = u32::try_from(k) else { break };
        if tokens.is_empty() {
            continue;
        }
        let mut titles = 0;
        for rule in RULES {
            // A title before and one behind are two statements; one side is told once.
            let Some(stated) =
                (rule.find)(reading, mentions, &tokens).filter(|s| titles == 0 || s.title.is_some() && s.tokens.start < tokens.start)
            else {
                continue;
            };
            if stated.title.as_ref().is_some_and(|title| tells_no_role(reading, title)) {
                continue;
            }
            titles += 1;
            roles.push(Role {
                person,
                employer: stated.employer.and_then(|e| u32::try_from(e).ok()),
                title: stated.title.map(|t| reading.span(t)),
                said_at: reading.span(stated.tokens),
                rule: RuleName::new(rule.card.name),
            });
            if titles == 2 {
                break;
            }
        }
    }
    roles.sort_by_key(|role| (role.said_at.order(), role.person));
    context::complete(reading, mentions, &mut roles);
    roles
}

/// "Colleague", "friend": what somebody is to another; "a former engineer": a calling of a former life.
fn tells_no_role(reading: &Reading<'_>, title: &Range<usize>) -> bool {
    let last = reading.word(title.end.saturating_sub(1));
    let kin = matches!(
        last,
        "colleague"
            | "friend"
            | "wife"
            | "husband"
            | "son"
            | "daughter"
            | "brother"
            | "sister"
            | "father"
            | "mother"
            | "neighbour"
            | "neighbor"
            | "rival"
            | "ally"
    );
    let past = (title.start.saturating_sub(4)..title.end).any(|k| matches!(reading.word(k), "former" | "onetime" | "erstwhile"));
    kin || (past && lexicon::head(last) == Some(lexicon::Head::Calling))
}

/// The employer whose name ends before token `i`, a genitive between allowed, and its first token.
fn employer_before(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<(usize, usize)> {
    let genitive = i.checked_sub(1).filter(|&b| matches!(reading.word(b), "'s" | "'" | "’"));
    let k = title::mention_before(reading, mentions, genitive.unwrap_or(i))?;
    mentions.get(k).filter(|m| title::employs(m.kind)).map(|m| (k, reading.token_at(m.span.start)))
}
