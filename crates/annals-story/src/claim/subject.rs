//! Whom or what a figure is about: a listed name, or the words that describe it.

use crate::grammar;
use crate::page::{Page, Passage};
use crate::weight::stem;
use annals_model::{EntityId, Figure, Kind, Mention, Metric, Span};
use std::collections::BTreeSet;

/// Opens the id of a subject that is described and not named.
const PHRASE: &str = "nil:phrase:";
/// Content words of a description, at most: longer ones are sentences.
const LONGEST: usize = 8;

pub(crate) fn is_described(subject: &EntityId) -> bool {
    subject.0.starts_with(PHRASE)
}

/// The subject of a figure: the name that it is told of, else a description in stems, whose order does not matter.
pub(super) fn find(
    page: &Page<'_>,
    at: usize,
    protagonist: Option<&EntityId>,
    figure: &Figure,
    metric: Option<Metric>,
) -> Option<EntityId> {
    let passage = page.passages.get(at)?;
    if let Some((thing, person)) = held(page, at, passage, figure) {
        return described(page, thing, Some(&person));
    }
    let mention = figure.subject.and_then(|i| page.mention(i));
    if let Some(mention) = mention {
        if let Some(other) = those_of(page, passage, mention.span, figure) {
            return other.entity.clone();
        }
        if is_aside(page, mention.span) {
            return None;
        }
        let phrase = figure.subject_span.filter(|span| page.kind_of(mention) == Kind::Place && span.len() > mention.span.len());
        match phrase {
            // "Hong Kong stocks", "Japan's exports" are not the place.
            Some(span) => return described(page, span, None),
            None => return mention.entity.clone(),
        }
    }
    if let Some(id) = figure.subject_span.and_then(|span| owner_in(page, passage, span).or_else(|| owner_beside(page, passage, span))) {
        return Some(id);
    }
    let lone = || protagonist.filter(|id| names_no_other(page, passage, id));
    let owned =
        matches!(metric, Some(Metric::Earnings | Metric::Revenue | Metric::EarningsPerShare | Metric::Dividend | Metric::Headcount));
    if owned && figure.subject_span.is_none_or(|span| is_bare(page, span)) {
        return lone().cloned();
    }
    if let Some(person) = holder(page, at, passage, figure) {
        return described(page, figure.subject_span.unwrap_or(figure.span), Some(&person));
    }
    described(page, figure.subject_span?, lone())
}

/// "Shares of Acme rose 2%, and those of *Orland* 3%".
fn those_of<'a>(page: &Page<'a>, passage: &Passage, subject: Span, figure: &Figure) -> Option<&'a Mention> {
    let reading = &page.reading;
    let (from, to) = (reading.token_at(subject.end), reading.token_at(figure.span.start));
    let those = (from..to).rev().find(|k| reading.has_words(*k, &["those", "of"]))?;
    let start = reading.tokens().get(those)?.start;
    let mut named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    named.find(|mention| mention.span.start > start && mention.span.end <= figure.span.start && mention.entity.is_some())
}

/// "The index, *of which Acme is a member*, gained 2%": a name that stands aside.
fn is_aside(page: &Page<'_>, subject: Span) -> bool {
    let first = page.reading.token_at(subject.start);
    let mut before = (first.saturating_sub(9)..first).rev().take_while(|k| !grammar::is_verb(page.reading.word(*k)));
    before.any(|k| page.reading.has_words(k, &["of", "which"]))
}

/// "Shares in Acme", "Acme's stock": the one name of a phrase.
fn owner_in(page: &Page<'_>, passage: &Passage, span: Span) -> Option<EntityId> {
    const OWNED: &[&str] = &["shares", "stock", "share", "profit", "revenue", "sales", "earnings", "income"];
    let words = page.reading.tokens_in(span);
    if !words.clone().any(|k| OWNED.contains(&page.reading.word(k))) {
        return None;
    }
    let inside = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i)).filter(|mention| span.contains(mention.span));
    let firms: BTreeSet<&EntityId> =
        inside.filter(|mention| page.kind_of(mention) == Kind::Firm).filter_map(|mention| mention.entity.as_ref()).collect();
    if firms.len() == 1 { firms.first().map(|id| (*id).clone()) } else { None }
}

/// "Pushing its shares", "the stock": what is owned, and whose the sentence says, for it names one firm.
fn owner_beside(page: &Page<'_>, passage: &Passage, span: Span) -> Option<EntityId> {
    let reading = &page.reading;
    let words = reading.tokens_in(span);
    let plain = |k: usize| {
        matches!(reading.word(k), "its" | "the" | "shares" | "stock" | "and") || (k == words.start && reading.word(k).ends_with("ing"))
    };
    let owned = words.clone().any(|k| matches!(reading.word(k), "shares" | "stock")) && words.clone().all(plain);
    let named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    let firms: BTreeSet<&EntityId> = named
        .filter(|mention| page.kind_of(mention) == Kind::Firm && mention.span.end <= span.start)
        .filter_map(|mention| mention.entity.as_ref())
        .collect();
    if owned && firms.len() == 1 { firms.first().map(|id| (*id).clone()) } else { None }
}

/// The firm that an article is about: the only one of its first two passages.
pub(super) fn protagonist<'a>(page: &Page<'a>) -> Option<&'a EntityId> {
    let opening = page.content().take(2).flat_map(|(_, passage)| passage.mentions.iter());
    let firms: BTreeSet<&EntityId> = opening
        .filter_map(|i| page.annotations.mentions.get(*i))
        .filter(|mention| page.kind_of(mention) == Kind::Firm)
        .filter_map(|mention| mention.entity.as_ref())
        .collect();
    if firms.len() == 1 { firms.first().copied() } else { None }
}

fn names_no_other(page: &Page<'_>, passage: &Passage, id: &EntityId) -> bool {
    let mut named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
    named.all(|mention| {
        mention.entity.as_ref() == Some(id) || !matches!(page.kind_of(mention), Kind::Firm | Kind::Media | Kind::Organisation)
    })
}

/// "Net income", "the quarter's profit": words that name no owner.
fn is_bare(page: &Page<'_>, span: Span) -> bool {
    const BARE: &[&str] = &[
        "net",
        "income",
        "profit",
        "revenue",
        "sales",
        "earnings",
        "operating",
        "pretax",
        "pre-tax",
        "the",
        "its",
        "dividend",
        "workforce",
        "staff",
        "loss",
        "quarterly",
        "annual",
    ];
    let mut words = page.reading.tokens_in(span);
    words.all(|k| BARE.contains(&page.reading.word(k)))
}

/// "Ada Brook raised *cash* to 20% of her portfolio": the thing, and the person who changed it.
fn held(page: &Page<'_>, at: usize, passage: &Passage, figure: &Figure) -> Option<(Span, EntityId)> {
    let reading = &page.reading;
    let first = reading.token_at(figure.span.start);
    let mut to = first.checked_sub(1)?;
    while to > passage.tokens.start && reading.word(to) != "to" && super::base::is_hedge(reading.word(to)) {
        to -= 1;
    }
    let thing = to.checked_sub(1).filter(|_| reading.word(to) == "to" && to > passage.tokens.start + 1)?;
    let changes = (thing.saturating_sub(4).max(passage.tokens.start)..thing)
        .any(|k| matches!(stem(reading.word(k)), "rais" | "lift" | "increas" | "cut" | "lower" | "trim" | "reduc" | "boost" | "doubl"));
    let noun = reading.tokens().get(thing).is_some_and(annals_text::Token::is_word) && !grammar::is_verb(reading.word(thing));
    let person = holder(page, at, passage, figure).filter(|_| changes && noun)?;
    Some((reading.span(thing..thing + 1), person))
}

/// "Ada Brook raised *her* cash to 20%": the person whose it is, when one alone is named in this sentence, or the one named
/// last before it.
fn holder(page: &Page<'_>, at: usize, passage: &Passage, figure: &Figure) -> Option<EntityId> {
    let reading = &page.reading;
    let before = passage.tokens.start..reading.token_at(figure.span.start);
    let after = reading.token_at(figure.span.end)..passage.tokens.end.min(reading.token_at(figure.span.end) + 8);
    let own = |k: usize| matches!(reading.word(k), "his" | "her" | "he" | "she");
    if !before.clone().chain(after).any(own) {
        return None;
    }
    let persons = |passage: &Passage| {
        let named = passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i));
        named.filter(|mention| page.kind_of(mention) == Kind::Person).filter_map(|mention| mention.entity.clone()).collect::<BTreeSet<_>>()
    };
    let here = persons(passage);
    if here.len() == 1 {
        return here.first().cloned();
    }
    let last = at.checked_sub(1).and_then(|k| page.passages.get(k)).filter(|other| other.paragraph == passage.paragraph).map(persons)?;
    if here.is_empty() && last.len() == 1 { last.first().cloned() } else { None }
}

/// The id of a description: its stems, sorted, each once; with the owner's id when there is one.
fn described(page: &Page<'_>, span: Span, owner: Option<&EntityId>) -> Option<EntityId> {
    let reading = &page.reading;
    let kept = |k: &usize| reading.tokens().get(*k).is_some_and(annals_text::Token::is_word) && !grammar::is_stop_word(reading.word(*k));
    let stems: BTreeSet<&str> = reading.tokens_in(span).filter(kept).map(|k| stem(reading.word(k))).collect();
    if stems.is_empty() || stems.len() > LONGEST {
        return None;
    }
    let mut id = PHRASE.to_owned();
    id.push_str(&stems.into_iter().collect::<Vec<_>>().join("+"));
    if let Some(owner) = owner {
        id.push('@');
        id.push_str(&owner.0);
    }
    Some(EntityId(id))
}

/// The stems of a description, without its owner.
pub(crate) fn stems(subject: &EntityId) -> BTreeSet<&str> {
    let words = subject.0.strip_prefix(PHRASE).unwrap_or_default();
    words.split('@').next().unwrap_or_default().split('+').filter(|stem| !stem.is_empty()).collect()
}
