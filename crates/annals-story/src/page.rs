//! An article looked at for story-telling: its sentences of content, what stands in each, and receipts for them.

use crate::quotation;
use crate::wording;
use annals_model::{Annotated, Annotations, Article, Entity, EntityId, Evidence, Kind, Line, Mention, RegionKind, Span};
use annals_text::Reading;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Doubts about dates shown beside one line, at most.
const DOUBTS: usize = 3;

/// A sentence, or the part of one that lies in one sort of region, or the sentences of one quoted statement, with what was
/// found in it.
#[derive(Clone, Debug)]
pub(crate) struct Passage {
    /// Its bytes.
    pub(crate) span: Span,
    /// A content region, or the outlet's own digest.
    pub(crate) region: RegionKind,
    /// Number of its paragraph in the text.
    pub(crate) paragraph: u32,
    /// It is a whole sentence, not the part that a region leaves of it.
    pub(crate) whole: bool,
    /// Its tokens in the page's reading.
    pub(crate) tokens: Range<usize>,
    /// Indices of the mentions in it.
    pub(crate) mentions: Vec<usize>,
    /// Indices of the time expressions in it.
    pub(crate) times: Vec<usize>,
    /// Indices of the figures in it.
    pub(crate) figures: Vec<usize>,
    /// Indices of the analysts' actions in it.
    pub(crate) actions: Vec<usize>,
    /// Indices of the attributions whose words stand in it, wholly or in part.
    pub(crate) attributions: Vec<usize>,
}

impl Passage {
    /// What a reader must know of a line taken from here.
    pub(crate) fn note(&self) -> Option<String> {
        (!self.region.is_content()).then(|| wording::OWN_DIGEST.to_owned())
    }
}

/// An article, its annotations, and its passages in text order.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) article: &'a Article,
    pub(crate) annotations: &'a Annotations,
    pub(crate) reading: Reading<'a>,
    pub(crate) sha256: String,
    pub(crate) passages: Vec<Passage>,
    entities: BTreeMap<&'a EntityId, &'a Entity>,
    /// Of every entity the indices of its mentions, in text order.
    named: BTreeMap<&'a EntityId, Vec<usize>>,
}

/// The pages of several articles by publication, then id; a second article of the same id is left out.
pub(crate) fn pages<'a>(articles: &[&'a Annotated]) -> Vec<Page<'a>> {
    let mut seen = BTreeSet::new();
    in_order(articles).into_iter().filter(|i| seen.insert(&articles[*i].article.id)).map(|i| Page::new(articles[i])).collect()
}

/// Indices of `articles` by publication (unknown last), then id, then text.
pub(crate) fn in_order(articles: &[&Annotated]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_cached_key(|i| {
        let article = &articles[*i].article;
        (article.published.is_none(), article.published.map(annals_model::DateTime::unix_seconds), &article.id, &article.text)
    });
    order
}

impl<'a> Page<'a> {
    pub(crate) fn new(annotated: &'a Annotated) -> Self {
        let (article, annotations) = (&annotated.article, &annotated.annotations);
        let reading = annals_text::read(&article.text);
        let mut passages = quotation::join(&article.text, cut(article, &reading));
        hang(annotations, &mut passages);
        let sha256 = annals_model::sha256_hex(article.text.as_bytes());
        let entities = annotations.entities.iter().map(|entity| (&entity.id, entity)).collect();
        let mut named: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, mention) in annotations.mentions.iter().enumerate() {
            mention.entity.iter().for_each(|id| named.entry(id).or_default().push(i));
        }
        Self { article, annotations, reading, sha256, passages, entities, named }
    }

    /// The passages that facts are taken from.
    pub(crate) fn content(&self) -> impl Iterator<Item = (usize, &Passage)> {
        self.passages.iter().enumerate().filter(|(_, passage)| passage.region.is_content())
    }

    /// The passage that holds all of `span`.
    pub(crate) fn passage_of(&self, span: Span) -> Option<usize> {
        passage_of(&self.passages, span)
    }

    /// The words at `span`.
    pub(crate) fn words(&self, span: Span) -> &'a str {
        span.of(&self.article.text)
    }

    /// A receipt; `None` when `span` is empty or does not fit the text.
    pub(crate) fn receipt(&self, span: Span) -> Option<Evidence> {
        (!self.words(span).is_empty()).then(|| Evidence { article: self.article.id.clone(), sha256: self.sha256.clone(), span })
    }

    /// The words at `span`, a part of `passage`, with their receipt; marked when they stand in the outlet's own digest or
    /// hold a date that is most likely a slip.
    pub(crate) fn line(&self, passage: &Passage, span: Span) -> Option<Line> {
        let doubts = self.annotations.notes.iter().filter(|note| note.kind.starts_with("suspect_") && span.contains(note.span));
        let notes: Vec<String> = passage.note().into_iter().chain(doubts.take(DOUBTS).map(|note| note.text.clone())).collect();
        let note = (!notes.is_empty()).then(|| notes.join("; "));
        Some(Line { text: self.words(span).to_owned(), note, referent: None, evidence: vec![self.receipt(span)?] })
    }

    /// The words at `span`, wherever, with their receipt.
    pub(crate) fn quote(&self, span: Span) -> Option<Line> {
        Some(Line { text: self.words(span).to_owned(), note: None, referent: None, evidence: vec![self.receipt(span)?] })
    }

    pub(crate) fn mention(&self, index: u32) -> Option<&'a Mention> {
        self.annotations.mentions.get(index as usize)
    }

    /// The entity behind a mention.
    pub(crate) fn entity_of(&self, index: u32) -> Option<&'a EntityId> {
        self.mention(index)?.entity.as_ref()
    }

    /// The mentions of an entity, in text order: the first few hundred, for thousands tell no more.
    pub(crate) fn mentions_of(&self, id: &EntityId) -> impl Iterator<Item = &'a Mention> {
        let named = self.named.get(id).map_or(&[][..], Vec::as_slice);
        named.iter().take(512).filter_map(|i| self.annotations.mentions.get(*i))
    }

    /// Entities that the headline names, each once.
    pub(crate) fn of_headline(&self) -> BTreeSet<EntityId> {
        let first = self.passages.iter().take(64).filter(|passage| passage.region == RegionKind::Headline);
        first.flat_map(|passage| self.who(passage)).collect()
    }

    /// What is known of an entity of this article.
    pub(crate) fn entity(&self, id: &EntityId) -> Option<&'a Entity> {
        self.entities.get(id).copied()
    }

    /// The sort of an entity: as listed, else as mentioned.
    pub(crate) fn kind_of(&self, mention: &Mention) -> Kind {
        mention.entity.as_ref().and_then(|id| self.entity(id)).map_or(mention.kind, |entity| entity.kind)
    }

    /// The day it was published.
    pub(crate) fn day(&self) -> Option<Date> {
        self.article.anchor()
    }

    /// Entities named in a passage, each once, by first mention; places apart.
    pub(crate) fn who(&self, passage: &Passage) -> Vec<EntityId> {
        let mut who: Vec<EntityId> = Vec::new();
        let mut seen = BTreeSet::new();
        for mention in passage.mentions.iter().filter_map(|i| self.annotations.mentions.get(*i)) {
            if let Some(id) = &mention.entity
                && self.kind_of(mention) != Kind::Place
                && seen.insert(id)
            {
                who.push(id.clone());
            }
        }
        who
    }
}

/// Cuts sentences at the borders of regions and keeps the pieces that lie in content or in the outlet's digest.
fn cut(article: &Article, reading: &Reading<'_>) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(reading.sentences().len());
    for sentence in reading.sentences() {
        let mut first = sentence.tokens.start;
        while first < sentence.tokens.end {
            let region = reading.tokens().get(first).map_or(RegionKind::Body, |token| article.region_at(token.start));
            let border = |k: usize| reading.tokens().get(k).is_none_or(|token| article.region_at(token.start) != region);
            let end = (first + 1..sentence.tokens.end).find(|k| border(*k)).unwrap_or(sentence.tokens.end);
            // Numbers of sources behind a sentence, or before it, are no part of it.
            let cites = |k: usize| reading.tokens().get(k).is_some_and(|token| article.region_at(token.start) == RegionKind::Citation);
            let opens = (sentence.tokens.start..first).all(cites);
            let whole = opens && (end..sentence.tokens.end).all(cites);
            first += marks(reading, first..end);
            if first < end && (region.is_content() || region == RegionKind::SourceDigest) {
                passages.push(Passage {
                    span: reading.span(first..end),
                    region,
                    paragraph: sentence.paragraph,
                    whole,
                    tokens: first..end,
                    mentions: Vec::new(),
                    times: Vec::new(),
                    figures: Vec::new(),
                    actions: Vec::new(),
                    attributions: Vec::new(),
                });
            }
            first = end;
        }
    }
    passages
}

/// How many tokens open a piece and are no part of what it says: marks of list items, numbers of sources (`[1][2]`).
fn marks(reading: &Reading<'_>, tokens: Range<usize>) -> usize {
    let mut first = tokens.start + tokens.clone().take_while(|k| is_bullet(reading, *k)).count();
    while first + 3 < tokens.end
        && reading.surface(first) == "["
        && reading.tokens().get(first + 1).is_some_and(annals_text::Token::is_number)
        && reading.surface(first + 2) == "]"
    {
        first += 3;
    }
    first - tokens.start
}

/// A mark that opens a list item is no part of what it says.
fn is_bullet(reading: &Reading<'_>, k: usize) -> bool {
    let apart = reading.tokens().get(k + 1).is_some_and(|next| next.space_before);
    apart && matches!(reading.surface(k), "-" | "–" | "—" | "•" | "*" | "▪" | "●" | "·" | "‣" | "○")
}

fn passage_of(passages: &[Passage], span: Span) -> Option<usize> {
    let index = passages.partition_point(|passage| passage.span.end <= span.start);
    passages.get(index).filter(|passage| span.start < span.end && passage.span.contains(span)).map(|_| index)
}

/// Notes in every passage what was found in it.
fn hang(annotations: &Annotations, passages: &mut [Passage]) {
    fn put<T>(passages: &mut [Passage], found: &[T], span: fn(&T) -> Span, list: fn(&mut Passage) -> &mut Vec<usize>) {
        for (i, item) in found.iter().enumerate() {
            if let Some(passage) = passage_of(passages, span(item)).and_then(|at| passages.get_mut(at)) {
                list(passage).push(i);
            }
        }
    }
    put(passages, &annotations.mentions, |m| m.span, |p| &mut p.mentions);
    put(passages, &annotations.times, |t| t.span, |p| &mut p.times);
    put(passages, &annotations.figures, |f| f.span, |p| &mut p.figures);
    put(passages, &annotations.actions, |a| a.span, |p| &mut p.actions);
    for (i, attribution) in annotations.attributions.iter().enumerate() {
        for content in &attribution.content {
            let first = passages.partition_point(|passage| passage.span.end <= content.start);
            // A quotation of more sentences than this is a document of its own.
            for passage in passages.iter_mut().skip(first).take(32).take_while(|passage| passage.span.start < content.end) {
                if passage.attributions.last() != Some(&i) {
                    passage.attributions.push(i);
                }
            }
        }
    }
}
