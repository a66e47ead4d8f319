//! The key points: whole sentences of the article that say most, chosen by a plain score.
//!
//! | a sentence scores | for |
//! |---|---|
//! | 3, 2, 1 | being the first of the body, in its first paragraph, in its first three |
//! | 1.5 each, at most 3 | a figure with subject and direction |
//! | 0.5 each, at most 1 | any other figure |
//! | 2.5 | an analyst's action |
//! | 1.5 | a record |
//! | 1.5 | a named cause ("driven by") |
//! | 1 each, at most 2 | a firm or index that the headline names |
//! | 0.5 each, at most 1 | any other firm or index |
//! | up to 1 | content words shared with the headline |
//! | 0.5 | a known date |
//! | −1 | more than 45 words, or fewer than 8 |
//! | −1 | being a direct quotation |
//! | −4 | opening with a word that points back ("This", "It"): taken only when too few others stand |
//! | −2 | opening with a word that carries on ("For example", "A week later"), or about a firm or index that it does not name |
//!
//! Questions, fragments, sentences cut by a region, and quotations without their speaker are never taken.

use crate::alike;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::weight;
use annals_model::{Basis, EntityId, Kind, QuoteKind, RegionKind};
use std::collections::BTreeSet;

/// At least this many points, when the text has them.
const FEWEST: usize = 3;
/// At most this many.
const MOST: usize = 7;
/// One point for so many sentences.
const SENTENCES_A_POINT: usize = 4;
/// A second and further sentence of one paragraph loses this much for each already taken from it.
const SAME_PARAGRAPH: f64 = 0.75;

/// What a sentence is measured against: its page's headline and the place of its paragraphs.
pub(crate) struct Scale {
    headline_terms: BTreeSet<u64>,
    headline_entities: BTreeSet<EntityId>,
    /// First passage of the body, and the numbers of its first paragraphs.
    lede: Option<usize>,
    paragraphs: Vec<u32>,
}

impl Scale {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let headline = page.content().filter(|(_, passage)| passage.region == RegionKind::Headline);
        let headline_entities = headline.flat_map(|(_, passage)| page.who(passage)).collect();
        let words = page.article.headline.as_deref().unwrap_or_default();
        let headline_terms = weight::counts(words, |_, _| 1.0).into_iter().map(|(term, _)| term).collect();
        let body: Vec<(usize, &Passage)> = page.content().filter(|(_, passage)| passage.region == RegionKind::Body).collect();
        let mut paragraphs: Vec<u32> = Vec::new();
        let lede = body.iter().find(|(_, passage)| passage.whole && ends_whole(page, passage)).map(|(i, _)| *i);
        for (i, passage) in &body {
            if paragraphs.len() < 3 && lede.is_some_and(|lede| *i >= lede) && paragraphs.last() != Some(&passage.paragraph) {
                paragraphs.push(passage.paragraph);
            }
        }
        Self { headline_terms, headline_entities, lede, paragraphs }
    }
}

/// How much a sentence says, by the table above.
pub(crate) fn score(page: &Page<'_>, scale: &Scale, index: usize, passage: &Passage) -> f64 {
    let reading = &page.reading;
    let words = || passage.tokens.clone().filter(|i| reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
    let mut sum = match scale.paragraphs.iter().position(|paragraph| *paragraph == passage.paragraph) {
        _ if scale.lede == Some(index) => 3.0,
        Some(0) => 2.0,
        Some(_) => 1.0,
        None => 0.0,
    };
    let (mut told, mut plain, mut record) = (0.0_f64, 0.0_f64, false);
    for figure in passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i)) {
        let subject = figure.subject.is_some() || figure.subject_span.is_some();
        *(if subject && figure.direction.is_some() { &mut told } else { &mut plain }) += 1.0;
        record |= figure.record;
    }
    sum += (1.5 * told).min(3.0) + (0.5 * plain).min(1.0);
    if !passage.actions.is_empty() {
        sum += 2.5;
    }
    if record || words().any(|i| grammar::is_record(reading.word(i))) {
        sum += 1.5;
    }
    if grammar::names_cause(reading, passage.tokens.clone()) {
        sum += 1.5;
    }
    let (mut of_headline, mut others) = (0.0_f64, 0.0_f64);
    for id in page.who(passage) {
        let kind = page.entity(&id).map(|entity| entity.kind);
        if scale.headline_entities.contains(&id) {
            of_headline += 1.0;
        } else if matches!(kind, Some(Kind::Firm | Kind::Index | Kind::Regulator | Kind::Exchange)) {
            others += 0.5;
        }
    }
    sum += of_headline.min(2.0) + others.min(1.0);
    let mut shared = BTreeSet::new();
    shared.extend(words().map(|i| alike::hash(weight::stem(reading.word(i)))).filter(|term| scale.headline_terms.contains(term)));
    #[expect(clippy::cast_precision_loss, reason = "a headline has few words")]
    if !scale.headline_terms.is_empty() {
        sum += shared.len() as f64 / scale.headline_terms.len() as f64;
    }
    let dated = passage.times.iter().filter_map(|i| page.annotations.times.get(*i)).any(|time| time.from.is_some());
    if dated {
        sum += 0.5;
    }
    if !(8..=45).contains(&words().count()) {
        sum -= 1.0;
    }
    if quoted(page, passage).is_some() {
        sum -= 1.0;
    }
    if leans(page, passage) {
        sum -= 4.0;
    }
    if follows_on(page, passage) {
        sum -= 2.0;
    }
    sum
}

/// Whether a sentence opens with a word that points back.
pub(crate) fn leans(page: &Page<'_>, passage: &Passage) -> bool {
    let first = passage.tokens.clone().find(|i| page.reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
    first.is_some_and(|i| grammar::points_back(page.reading.word(i)))
}

/// Whether a sentence carries on from the one before: by its opening words, by a date that counts from another, or by a
/// description ("the company") of whom it does not name.
fn follows_on(page: &Page<'_>, passage: &Passage) -> bool {
    const OPENINGS: &[&[&str]] = &[
        &["for", "example"],
        &["for", "instance"],
        &["in", "contrast"],
        &["in", "addition"],
        &["by", "contrast"],
        &["by", "comparison"],
        &["as", "a", "result"],
        &["until", "then"],
        &["since", "then"],
        &["next", "up"],
        &["additionally"],
        &["also"],
        &["consequently"],
        &["furthermore"],
        &["however"],
        &["instead"],
        &["likewise"],
        &["meanwhile"],
        &["moreover"],
        &["nevertheless"],
        &["similarly"],
        &["still"],
        &["then"],
        &["therefore"],
        &["thus"],
    ];
    let reading = &page.reading;
    let first = passage.tokens.start;
    let opens = OPENINGS.iter().any(|words| first + words.len() <= passage.tokens.end && reading.has_words(first, words));
    let leaning_date = passage.times.iter().filter_map(|i| page.annotations.times.get(*i)).any(|time| {
        let digits = page.words(time.span).contains(|c: char| c.is_ascii_digit());
        time.basis == Basis::Previous && !digits && time.span.start <= passage.span.start
    });
    let mut mentions =
        passage.mentions.iter().filter_map(|i| page.annotations.mentions.get(*i)).filter(|mention| mention.kind != Kind::Place);
    let subject = mentions.next().filter(|mention| mention.nominal && reading.token_at(mention.span.start) <= first + 3);
    let unnamed =
        subject.is_some_and(|subject| subject.entity.is_some() && !mentions.any(|other| !other.nominal && other.entity == subject.entity));
    opens || leaning_date || unnamed || described(page, passage)
}

/// Whether a sentence begins about "the company", "the carmaker", "these two" before anyone is named.
fn described(page: &Page<'_>, passage: &Passage) -> bool {
    const NOUNS: &[&str] = &[
        "agency",
        "airline",
        "automaker",
        "bank",
        "brokerage",
        "builder",
        "carmaker",
        "chipmaker",
        "company",
        "designer",
        "developer",
        "drugmaker",
        "firm",
        "group",
        "insurer",
        "lender",
        "maker",
        "manufacturer",
        "miner",
        "operator",
        "producer",
        "retailer",
        "seller",
        "start-up",
        "startup",
        "stock",
        "strategist",
        "analyst",
        "unit",
        "utility",
    ];
    let reading = &page.reading;
    let named = passage
        .mentions
        .iter()
        .filter_map(|i| page.annotations.mentions.get(*i))
        .find(|mention| !mention.nominal && mention.kind != Kind::Place);
    let end = named.map_or(passage.tokens.end, |mention| reading.token_at(mention.span.start)).min(passage.tokens.start + 10);
    (passage.tokens.start..end).any(|k| {
        let noun = || (k + 1..(k + 4).min(end)).any(|n| NOUNS.contains(&reading.word(n)));
        reading.word(k) == "these" || (reading.word(k) == "the" && noun())
    })
}

/// Whether a sentence can stand alone: whole, closed by a full stop, with a verb, no question, no quotation without speaker.
pub(crate) fn stands_alone(page: &Page<'_>, passage: &Passage) -> bool {
    let words = passage.tokens.clone().filter(|i| page.reading.tokens().get(*i).is_some_and(annals_text::Token::is_word)).count();
    let verb = || grammar::has_verb(&page.reading, passage.tokens.clone());
    passage.whole
        && words >= 5
        && ends_whole(page, passage)
        && verb()
        && quoted(page, passage) != Some(false)
        && balanced(page.words(passage.span))
}

/// Whether a sentence ends in a full stop or an exclamation mark, closing quotation marks and brackets apart.
fn ends_whole(page: &Page<'_>, passage: &Passage) -> bool {
    let words = page.words(passage.span).trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    words.ends_with(['.', '!', '。', '！']) && !words.ends_with("..")
}

/// Every quotation that is opened is closed.
fn balanced(words: &str) -> bool {
    let count = |sign: char| words.matches(sign).count();
    count('“') == count('”') && count('"').is_multiple_of(2)
}

/// For a sentence that is a direct quotation, for the most part: whether its speaker stands in it.
fn quoted(page: &Page<'_>, passage: &Passage) -> Option<bool> {
    let said = passage.attributions.iter().filter_map(|i| page.annotations.attributions.get(*i));
    let mut found = None;
    for attribution in said.filter(|said| said.kind != QuoteKind::Indirect) {
        let inside = |span: annals_model::Span| span.start < span.end && passage.span.contains(span);
        let quoted = attribution.content.iter().filter(|content| content.start < content.end && content.overlaps(passage.span));
        let covered: usize =
            quoted.map(|content| (content.end.min(passage.span.end) - content.start.max(passage.span.start)) as usize).sum();
        if covered * 2 < (passage.span.end - passage.span.start) as usize {
            continue;
        }
        let source = attribution.source.and_then(|i| page.mention(i)).map(|mention| mention.span).or(attribution.source_span);
        let speaker = source.is_some_and(inside);
        found = Some(found.unwrap_or(true) && speaker);
    }
    let bare = page.words(passage.span).trim_start().starts_with(['“', '"', '«']);
    let closes = page.words(passage.span).trim_end().ends_with(['”', '"', '»']);
    found.or((bare && closes).then_some(false))
}

/// A chosen sentence: page, passage.
pub(crate) type Place = (usize, usize);

/// The key points of several pages, in the order of pages and texts.
pub(crate) fn points(pages: &[Page<'_>]) -> Vec<Place> {
    let mut ranked: Vec<(f64, Place)> = Vec::new();
    for (p, page) in pages.iter().enumerate() {
        let scale = Scale::new(page);
        let body = page.content().filter(|(_, passage)| passage.region == RegionKind::Body && stands_alone(page, passage));
        ranked.extend(body.map(|(i, passage)| (score(page, &scale, i, passage), (p, i))));
    }
    let wanted = ranked.len().div_ceil(SENTENCES_A_POINT).clamp(FEWEST, MOST);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // Only the best can be chosen, so that a long text costs no more than a short one.
    ranked.truncate(MOST * 32);
    let passage = |(p, i): Place| pages.get(p).and_then(|page| Some((page, page.passages.get(i)?)));
    let pairs: Vec<Vec<u64>> = ranked
        .iter()
        .map(|(_, place)| passage(*place).map_or_else(Vec::new, |(page, passage)| alike::word_pairs(&page.reading, passage.tokens.clone())))
        .collect();
    let mut taken: Vec<usize> = Vec::new();
    while taken.len() < wanted {
        let paragraph = |place: Place| passage(place).map(|(_, passage)| (place.0, passage.paragraph));
        let discounted = |k: usize| {
            let (score, place) = *ranked.get(k)?;
            let beside = taken.iter().filter(|t| ranked.get(**t).is_some_and(|(_, other)| paragraph(*other) == paragraph(place))).count();
            #[expect(clippy::cast_precision_loss, reason = "at most seven")]
            Some(score - SAME_PARAGRAPH * beside as f64)
        };
        let repeats =
            |k: usize| taken.iter().any(|t| matches!((pairs.get(*t), pairs.get(k)), (Some(a), Some(b)) if alike::says_the_same(a, b)));
        let open = (0..ranked.len()).filter(|k| !taken.contains(k) && !repeats(*k));
        let best = open.filter_map(|k| Some((discounted(k)?, k))).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match best {
            // Sentences that lean on others only fill up to the fewest.
            Some((score, k)) if score > 0.0 || taken.len() < FEWEST => taken.push(k),
            _ => break,
        }
    }
    let mut places: Vec<Place> = taken.iter().filter_map(|k| ranked.get(*k).map(|(_, place)| *place)).collect();
    places.sort_unstable();
    places
}
