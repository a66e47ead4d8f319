//! Whom the opening of a sentence means: "It", "The lender", a family name, initials. Only where it is sure, else nobody.

use crate::grammar;
use crate::page::{Page, Passage};
use crate::point;
use annals_model::{EntityId, Kind, Mention, QuoteKind, Referent, RegionKind, Span};
use std::collections::BTreeSet;

/// Sentences before that are looked at for whom else might be meant.
const REACH: usize = 3;

/// What the opening words ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// "He", "she": a person.
    Person,
    /// "It": a firm, a body or an index, with a verb that only such have.
    It,
    /// "The company": a firm or a body.
    Firm,
    /// "The gauge": an index.
    Index,
}

/// Whom the opening of passage `i` means, when its words do not say so and it is sure.
pub(crate) fn referent(page: &Page<'_>, i: usize) -> Option<Referent> {
    let passage = page.passages.get(i).filter(|passage| passage.region == RegionKind::Body && passage.whole)?;
    let reading = &page.reading;
    let word = passage.tokens.clone().find(|k| reading.tokens().get(*k).is_some_and(annals_text::Token::is_word))?;
    let first = point::behind_date(page, passage).or_else(|| behind_clause(page, passage)).unwrap_or(word);
    let opening =
        passage.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)).find(|m| reading.token_at(m.span.start) <= first + 1);
    if let Some(mention) = opening.filter(|mention| !mention.nominal && reading.token_at(mention.span.start) == first) {
        return in_full(page, i, mention);
    }
    let (words, asks) = asked(page, passage, first)?;
    let found = sure(page, i, asks, opening).or_else(|| counted(page, i, asks))?;
    // Who is named in the sentence itself needs no other name, and one whom it sets apart from another is not sure.
    let named = |mention: &Mention| !mention.nominal && mention.entity.as_ref() == Some(&found);
    if passage.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)).any(named) {
        return None;
    }
    let name = fullest(page, i, &found)?;
    printed(page, page.words(reading.span(words)), name, found)
}

/// The first word behind a short clause without a name that opens a sentence: "After a weak start, *the index* …".
fn behind_clause(page: &Page<'_>, passage: &Passage) -> Option<usize> {
    const LENGTH: usize = 12;
    let reading = &page.reading;
    let first = passage.tokens.start;
    let opens = grammar::is_preposition(reading.word(first)) || matches!(reading.word(first), "while" | "although" | "though" | "as");
    let comma = (first..passage.tokens.end).take(LENGTH).find(|k| reading.surface(*k) == ",").filter(|_| opens)?;
    let mut names = passage.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)).filter(|m| page.kind_of(m) != Kind::Place);
    let named = names.any(|mention| reading.token_at(mention.span.start) < comma);
    (!named && matches!(reading.word(comma + 1), "the" | "it" | "its")).then_some(comma + 1)
}

fn printed(page: &Page<'_>, words: &str, name: Span, entity: EntityId) -> Option<Referent> {
    let text = page.words(name).split_whitespace().collect::<Vec<_>>().join(" ");
    let evidence = vec![page.receipt(name)?];
    (text == page.words(name)).then(|| Referent { words: words.to_owned(), text, entity, evidence })
}

/// The full name behind a family name, or behind initials that no word of it begins with.
fn in_full(page: &Page<'_>, i: usize, mention: &Mention) -> Option<Referent> {
    let entity = mention.entity.as_ref()?;
    let short = page.words(mention.span);
    let kind = page.kind_of(mention);
    let initials = short.chars().count() >= 3 && short.chars().all(|c| c.is_uppercase() || c == '&');
    if !(kind == Kind::Person && !short.contains(' ') || is_body(kind) && initials) {
        return None;
    }
    let name = fullest(page, i, entity)?;
    let full = page.words(name);
    let further = full.split_whitespace().count() > 1 && !(initials && full.split_whitespace().any(|word| word == short));
    (further && full != short).then(|| printed(page, short, name, entity.clone())).flatten()
}

/// The opening words that ask for a name, and for what sort.
fn asked(page: &Page<'_>, passage: &Passage, first: usize) -> Option<(std::ops::Range<usize>, Asks)> {
    /// What only a firm, a body or an index does.
    const DOES: &[&str] = &[
        "said",
        "says",
        "reported",
        "reports",
        "plans",
        "expects",
        "raised",
        "cut",
        "posted",
        "also",
        "added",
        "warned",
        "sold",
        "bought",
        "agreed",
        "forecast",
        "aims",
        "hired",
        "named",
        "employs",
        "makes",
        "runs",
        "owns",
        "operates",
        "opened",
        "closed",
        "ended",
        "rose",
        "fell",
        "gained",
        "lost",
        "climbed",
        "dropped",
        "jumped",
        "slipped",
        "slid",
        "advanced",
        "declined",
        "announced",
        "declared",
        "pledged",
        "kept",
        "lowered",
        "lifted",
        "launched",
        "listed",
        "paid",
        "pays",
        "trimmed",
        "blamed",
        "denied",
        "booked",
        "earned",
    ];
    const OTHERS: &[&str] = &["brewer", "broker", "conglomerate", "exchange", "regulator"];
    const INDICES: &[&str] = &["index", "gauge", "benchmark", "average"];
    const SHARES: &[&str] = &["shares", "stock"];
    let word = |k: usize| if k < passage.tokens.end { page.reading.word(k) } else { "" };
    match word(first) {
        "he" | "she" | "his" | "her" => Some((first..first + 1, Asks::Person)),
        "it" if DOES.contains(&word(first + 1)) => Some((first..first + 1, Asks::It)),
        "its" if SHARES.contains(&word(first + 1)) => Some((first..first + 1, Asks::Firm)),
        "the" => {
            // "The carmaker", "The bank's shares"; with a word between, it may be another one ("The rival bank").
            let noun = word(first + 1);
            let alone = !page.reading.tokens().get(first + 2).is_some_and(|next| next.is_capitalised());
            let last = matches!(word(first + 2), "of" | "that" | "which" | "-");
            let asks = if grammar::calls_a_firm(noun) || OTHERS.contains(&noun) || SHARES.contains(&noun) {
                Asks::Firm
            } else if INDICES.contains(&noun) {
                Asks::Index
            } else {
                return None;
            };
            (alone && !last).then_some((first..first + 2, asks))
        }
        _ => None,
    }
}

/// Who fits and is the only one that does: alone of its sort in the sentence before, whose subject it is, and either
/// alone in the sentences before that, too, or what the headline is about.
fn sure(page: &Page<'_>, i: usize, asks: Asks, opening: Option<&Mention>) -> Option<EntityId> {
    let passage = page.passages.get(i)?;
    let before: Vec<&Passage> = (0..i)
        .rev()
        .take_while(|k| page.passages.get(*k).is_some_and(|before| before.region == RegionKind::Body))
        .filter_map(|k| page.passages.get(k))
        .take(REACH)
        .collect();
    let last = before.first().filter(|last| asks == Asks::Person || last.paragraph + 1 >= passage.paragraph)?;
    let fits = |kind: Kind| match asks {
        Asks::Person => kind == Kind::Person,
        Asks::Index => kind == Kind::Index,
        Asks::Firm => is_body(kind),
        Asks::It => is_body(kind) || kind == Kind::Index,
    };
    let those = |passage: &Passage| -> BTreeSet<EntityId> {
        let found = passage.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)).filter(|m| fits(page.kind_of(m)));
        found.filter_map(|mention| mention.entity.clone()).collect()
    };
    let near = those(last);
    let only = near.iter().next().filter(|_| near.len() == 1)?.clone();
    if asks == Asks::Person {
        // The rule that reads "he said" must mean the same, and nobody calls the same person "he" and "she".
        let other = opening.filter(|mention| mention.nominal).is_some_and(|mention| mention.entity.as_ref() != Some(&only));
        let lone = before.iter().all(|passage| those(passage).iter().all(|id| *id == only));
        return (!other && lone && last.paragraph + 1 >= passage.paragraph && !torn(page, &only)).then_some(only);
    }
    // Words of a quotation have subjects of their own.
    let quoted =
        last.attributions.iter().filter_map(|a| page.annotations.attributions.get(*a)).any(|said| said.kind != QuoteKind::Indirect);
    let mut subjects = last.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)).filter(|m| page.kind_of(m) != Kind::Place);
    let leads = subjects.next().is_some_and(|mention| mention.entity.as_ref() == Some(&only) && crate::profile::acts(page, last, mention));
    let lone = before.iter().all(|passage| those(passage).iter().all(|id| *id == only));
    let headed: BTreeSet<EntityId> =
        page.of_headline().into_iter().filter(|id| page.entity(id).is_some_and(|entity| fits(entity.kind))).collect();
    (!quoted && leads && (lone || headed.iter().eq([&only]))).then_some(only)
}

/// Whose all figures of the sentence are, when that is the one firm or index of the headline and the sentence before names
/// no other.
fn counted(page: &Page<'_>, i: usize, asks: Asks) -> Option<EntityId> {
    let passage = page.passages.get(i)?;
    let fits = |id: &EntityId| {
        let kind = page.entity(id).map(|entity| entity.kind);
        kind.is_some_and(|kind| match asks {
            Asks::Person => false,
            Asks::Index => kind == Kind::Index,
            Asks::Firm => is_body(kind),
            Asks::It => is_body(kind) || kind == Kind::Index,
        })
    };
    let figures = passage.figures.iter().filter_map(|k| page.annotations.figures.get(*k));
    let whose: BTreeSet<&EntityId> = figures.filter_map(|figure| page.entity_of(figure.subject?)).collect();
    let only = (*whose.iter().next().filter(|_| whose.len() == 1)?).clone();
    let headed: BTreeSet<EntityId> = page.of_headline().into_iter().filter(|id| fits(id)).collect();
    let before = i.checked_sub(1).and_then(|k| page.passages.get(k)).filter(|before| before.region == RegionKind::Body)?;
    let others = page.who(before).into_iter().any(|id| id != only && fits(&id));
    (headed.iter().eq([&only]) && fits(&only) && !others).then_some(only)
}

/// Whether an article calls one person "he" here and "she" there.
fn torn(page: &Page<'_>, person: &EntityId) -> bool {
    let called = page.mentions_of(person).filter(|mention| mention.nominal);
    let words: BTreeSet<String> = called.map(|mention| page.words(mention.span).to_lowercase()).collect();
    words.contains("he") && words.contains("she")
}

fn is_body(kind: Kind) -> bool {
    matches!(kind, Kind::Firm | Kind::Organisation | Kind::Regulator | Kind::Exchange | Kind::Agency)
}

/// Where the longest name of an entity stands: in the content before passage `i`, else, when that is one word, anywhere in it.
fn fullest(page: &Page<'_>, i: usize, entity: &EntityId) -> Option<Span> {
    let start = page.passages.get(i).map_or(0, |passage| passage.span.start);
    let content = |span: Span| page.passage_of(span).and_then(|i| page.passages.get(i)).is_some_and(|passage| passage.region.is_content());
    // "4417.HK" is no name.
    let spoken = |words: &str| !words.contains(|c: char| c.is_ascii_digit()) || words.contains(' ');
    let named = page.mentions_of(entity).filter(|mention| !mention.nominal).map(|mention| mention.span);
    let named: Vec<Span> = named.filter(|span| spoken(page.words(*span)) && content(*span)).collect();
    let longest = |spans: &mut dyn Iterator<Item = Span>| spans.max_by_key(|span| (span.len(), std::cmp::Reverse(span.start)));
    let before = longest(&mut named.iter().copied().filter(|span| span.start < start));
    before.filter(|name| page.words(*name).contains(' ')).or_else(|| longest(&mut named.iter().copied()))
}
