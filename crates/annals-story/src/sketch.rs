//! What must be remembered of an article, once it is put aside, to tell which others report the same happening or print
//! the same text: its words and names by number, and the fingerprints of its wording.

use crate::alike::hash;
use crate::weight::{Counts, counts_in, merge};
use crate::{duplicate, grammar};
use annals_model::{Annotated, Annotations, Article, ArticleId, EntityId, Kind, Mention, RegionKind};
use annals_text::Reading;
use std::collections::BTreeMap;

/// The first sentences say what happened: their words count more, and as much as those of the headline.
const OPENING: f64 = 2.0;
/// Names and numbers tell two similar happenings apart.
const NAME: f64 = 2.0;
/// A mention of an entity, under whatever name.
const ENTITY: f64 = 0.5;
/// Bytes of the opening.
const OPENING_BYTES: usize = 600;

/// A few kilobytes that stand for an article when stories are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    pub(crate) id: ArticleId,
    /// Seconds since 1970 in Greenwich; `None` without a date.
    pub(crate) published: Option<i64>,
    /// The day at the place of publication, counted from 1970.
    pub(crate) day: Option<i32>,
    /// Tells two articles of one id and time apart.
    pub(crate) content: u64,
    /// Words, each with how much it counts here, by number.
    pub(crate) words: Terms,
    /// Names and numbers with how often they stand here, by number.
    pub(crate) names: Terms,
    /// Fingerprints of the wording, sorted.
    pub(crate) prints: Box<[u32]>,
    /// The outlet, folded.
    pub(crate) publisher: String,
    /// News agencies and outlets that it names, folded, sorted.
    pub(crate) credits: Vec<String>,
}

/// Numbers of words and what each counts, sorted by number. Two words share a number once in some thousand articles.
pub(crate) type Terms = Box<[(u32, f32)]>;

/// Sketches one article.
#[must_use]
pub fn sketch(annotated: &Annotated) -> Sketch {
    let Annotated { article, annotations } = annotated;
    sketch_read(article, annotations, &annals_text::read(&article.text))
}

/// The same for an article that is read already.
pub(crate) fn sketch_read(article: &Article, annotations: &Annotations, reading: &Reading<'_>) -> Sketch {
    let kinds: BTreeMap<&EntityId, Kind> = annotations.entities.iter().map(|entity| (&entity.id, entity.kind)).collect();
    let kind = |mention: &Mention| mention.entity.as_ref().and_then(|id| kinds.get(id).copied()).unwrap_or(mention.kind);
    let mut credits: Vec<String> = (annotations.mentions.iter())
        .filter(|mention| matches!(kind(mention), Kind::Agency | Kind::Media))
        .filter_map(|mention| Some(annals_text::fold(article.text.get(mention.span.start as usize..mention.span.end as usize)?)))
        .collect();
    credits.sort_unstable();
    credits.dedup();
    Sketch {
        id: article.id.clone(),
        published: article.published.map(annals_model::DateTime::unix_seconds),
        day: article.anchor().map(day_number),
        content: hash(&article.text),
        words: packed(words(article, annotations, reading)),
        names: packed(names(article, reading)),
        prints: duplicate::prints(&duplicate::run_sequence(article, reading)),
        publisher: annals_text::fold(&article.publisher),
        credits,
    }
}

impl Sketch {
    /// The article's id.
    #[must_use]
    pub fn id(&self) -> &ArticleId {
        &self.id
    }

    /// Forgets words and names, which grouping needs, and keeps what tells copies.
    pub fn keep_wording_only(&mut self) {
        (self.words, self.names) = (Terms::default(), Terms::default());
    }

    /// The order of publication: unknown last, then by id.
    pub(crate) fn order(&self) -> (bool, Option<i64>, &ArticleId, u64) {
        (self.published.is_none(), self.published, &self.id, self.content)
    }
}

/// Sorts sketches by publication (unknown last), then id.
pub fn sort_sketches(sketches: &mut [Sketch]) {
    sketches.sort_by(|a, b| a.order().cmp(&b.order()));
}

fn day_number(date: jiff::civil::Date) -> i32 {
    let seconds = annals_model::DateTime::from_date(date).unix_seconds();
    i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX)
}

/// Words of the content, those of the headline and the opening counted more, and the entities named.
fn words(article: &Article, annotations: &Annotations, reading: &Reading<'_>) -> Counts {
    let start = article.regions.iter().find(|region| region.kind.is_content()).map_or(0, |region| region.span.start);
    let opening = start.saturating_add(u32::try_from(OPENING_BYTES).unwrap_or(0));
    let factor = |offset: u32, is_name: bool| {
        let kind = article.region_at(offset);
        let place = if kind == RegionKind::Headline || offset < opening { OPENING } else { 1.0 };
        if kind.is_content() { place * if is_name { NAME } else { 1.0 } } else { 0.0 }
    };
    let mut found = counts_in(reading, factor);
    if let Some(headline) = article.headline.as_deref().filter(|headline| !article.text.contains(*headline)) {
        found.extend(counts_in(&annals_text::read(headline), |_, is_name| OPENING * if is_name { NAME } else { 1.0 }));
    }
    // The words of a name count already; the entity itself joins its other names ("the lender", "KSB").
    for mention in &annotations.mentions {
        if let Some(id) = &mention.entity
            && mention.kind != Kind::Place
            && article.region_at(mention.span.start).is_content()
        {
            found.push((hash(id.as_str()) ^ 1, ENTITY));
        }
    }
    found
}

/// How often each name (a capital in mid-sentence) and number stands in the content.
fn names(article: &Article, reading: &Reading<'_>) -> Counts {
    let mut found = Counts::new();
    for (i, token) in reading.tokens().iter().enumerate() {
        let word = reading.word(i);
        let is_name = token.is_number() || (token.is_word() && token.is_capitalised() && !reading.opens_sentence(i));
        if is_name && word.len() > 1 && !grammar::is_stop_word(word) && article.region_at(token.start).is_content() {
            found.push((hash(word), 1.0));
        }
    }
    found
}

#[expect(clippy::cast_possible_truncation, reason = "a number of a word is any part of its hash, a count needs few digits")]
fn packed(found: Counts) -> Terms {
    let folded = found.into_iter().map(|(term, count)| (u64::from((term ^ (term >> 32)) as u32), count)).collect();
    merge(folded).into_iter().map(|(term, count)| (term as u32, count as f32)).collect()
}

/// Terms as counts to be weighed.
pub(crate) fn unpacked(terms: &Terms) -> impl Iterator<Item = (u64, f64)> + '_ {
    terms.iter().map(|(term, count)| (u64::from(*term), f64::from(*count)))
}
