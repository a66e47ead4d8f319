//! The articles that match a query, one after another: in the order of the index or of their dates, none held longer than
//! it is looked at.

use crate::catalogue::matching_entities;
use crate::compile::Compiler;
use crate::content::Content;
use crate::error::{IndexError, engine_error};
use crate::finder::{Finder, Wanted};
use crate::highlight::{Match, outermost, visible};
use crate::query::{Days, Node};
use crate::store::Index;
use crate::view::View;
use crate::wording::Wording;
use annals_model::Article;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// How many articles are read at once when they come by date: they lie apart in the index.
const CHUNK: usize = 256;

/// A query ready to be asked of one state of the index.
pub(crate) struct Prepared {
    view: Arc<View>,
    pub(crate) searcher: Searcher,
    pub(crate) query: Box<dyn Query>,
    pub(crate) wanted: Wanted,
}

/// In which order articles come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they lie in the index: nothing is held.
    #[default]
    Index,
    /// The latest first, equals by id, undated ones last.
    Date,
}

/// An article and what in it matched.
pub(crate) struct Seen {
    pub(crate) article: Article,
    pub(crate) content: Content,
    pub(crate) wording: Wording,
    /// By start, none inside another; as bytes of the searched text.
    pub(crate) matches: Vec<Match>,
}

impl Index {
    /// Reads a query and looks up its entities; with a bound given, undated articles are left out.
    pub(crate) fn prepare(&self, query: &str, days: Days) -> Result<Prepared, IndexError> {
        let view = self.view();
        let searcher = view.searcher.clone();
        let failed = |error| engine_error(self.path(), error);
        let node = self.read_query(&searcher, query)?;
        let shown = visible(&node);
        let ids = |(kind, name): &(Option<annals_model::Kind>, String)| matching_entities(&searcher, self.fields(), *kind, name);
        let entities = shown.entities.iter().map(|wanted| ids(wanted).map(BTreeSet::from_iter));
        let wanted = Wanted::new(entities.collect::<tantivy::Result<Vec<_>>>().map_err(failed)?, shown);
        let bounded = days.from.is_some() || days.to.is_some();
        let node = if bounded { Node::And(vec![node, Node::Published(days)]) } else { node };
        let query = Compiler { fields: self.fields(), searcher: &searcher }.compile(&node).map_err(failed)?;
        Ok(Prepared { query, wanted, searcher, view })
    }

    /// Calls `each` with every article that matches, until it breaks.
    pub(crate) fn visit<E: From<IndexError>>(
        &self,
        prepared: &Prepared,
        order: Order,
        each: &mut dyn FnMut(Seen) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        match order {
            Order::Index => self.visit_in_order(prepared, each),
            Order::Date => self.visit_by_date(prepared, each),
        }
    }

    fn visit_in_order<E: From<IndexError>>(
        &self,
        prepared: &Prepared,
        each: &mut dyn FnMut(Seen) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        for (segment, reader) in (0..).zip(prepared.searcher.segment_readers()) {
            let mut finder = self.finder(prepared, reader)?;
            let ended =
                self.each_doc(prepared, reader, &mut |doc| each(self.seen(prepared, &mut finder, DocAddress::new(segment, doc))?))?;
            if ended {
                break;
            }
        }
        Ok(())
    }

    fn visit_by_date<E: From<IndexError>>(
        &self,
        prepared: &Prepared,
        each: &mut dyn FnMut(Seen) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let failed = |error| engine_error(self.path(), error);
        let mut rows: Vec<(Reverse<Option<i64>>, DocAddress)> = Vec::new();
        for (segment, reader) in (0..).zip(prepared.searcher.segment_readers()) {
            let instants = reader.fast_fields().i64("published_at").map_err(failed)?;
            self.each_doc(prepared, reader, &mut |doc| {
                rows.push((Reverse(instants.first(doc)), DocAddress::new(segment, doc)));
                Ok::<_, IndexError>(ControlFlow::Continue(()))
            })?;
        }
        rows.sort_unstable_by_key(|(at, _)| *at);
        // Ids are only looked up where dates are equal, and only as far as the reader goes.
        for run in rows.chunk_by(|a, b| a.0 == b.0) {
            let mut run: Vec<(String, DocAddress)> = run.iter().map(|(_, address)| (prepared.view.ids.get(*address), *address)).collect();
            run.sort_unstable();
            for chunk in run.chunks(CHUNK) {
                for seen in self.read_chunk(prepared, chunk)? {
                    if each(seen)?.is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a few articles in the order of the index and gives them in the order asked for.
    fn read_chunk(&self, prepared: &Prepared, chunk: &[(String, DocAddress)]) -> Result<Vec<Seen>, IndexError> {
        let mut by_place: Vec<(DocAddress, usize)> = chunk.iter().zip(0..).map(|((_, address), at)| (*address, at)).collect();
        by_place.sort_unstable();
        let mut read: Vec<(usize, Seen)> = Vec::with_capacity(chunk.len());
        for part in by_place.chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
            let Some((first, _)) = part.first() else { continue };
            let mut finder = self.finder(prepared, prepared.searcher.segment_reader(first.segment_ord))?;
            for (address, at) in part {
                read.push((*at, self.seen(prepared, &mut finder, *address)?));
            }
        }
        read.sort_unstable_by_key(|(at, _)| *at);
        Ok(read.into_iter().map(|(_, seen)| seen).collect())
    }

    /// Opens the word lists of one part of the index.
    pub(crate) fn finder<'a>(&self, prepared: &'a Prepared, reader: &SegmentReader) -> Result<Finder<'a>, IndexError> {
        Finder::open(&prepared.wanted, self.fields(), reader).map_err(|error| engine_error(self.path(), error))
    }

    /// Calls `each` with the living documents of one part of the index that match, in order, until it breaks; says whether
    /// it did.
    pub(crate) fn each_doc<E: From<IndexError>>(
        &self,
        prepared: &Prepared,
        reader: &SegmentReader,
        each: &mut dyn FnMut(DocId) -> Result<ControlFlow<()>, E>,
    ) -> Result<bool, E> {
        let failed = |error| engine_error(self.path(), error);
        let weight = prepared.query.weight(EnableScoring::disabled_from_searcher(&prepared.searcher)).map_err(failed)?;
        let mut scorer = weight.scorer(reader, 1.0).map_err(failed)?;
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            if !reader.is_deleted(doc) && each(doc)?.is_break() {
                return Ok(true);
            }
            doc = scorer.advance();
        }
        Ok(false)
    }

    /// Reads an article and finds its matches.
    pub(crate) fn seen(&self, prepared: &Prepared, finder: &mut Finder<'_>, address: DocAddress) -> Result<Seen, IndexError> {
        let article = self.stored_article(&prepared.searcher, address)?;
        let content = Content::of(&article);
        let wording = Wording::of(&content.text);
        let mut matches = finder.matches(address.doc_id, &wording);
        if !prepared.wanted.entities.is_empty() {
            let from = prepared.wanted.plans.len();
            for mention in self.names(&prepared.searcher, address)? {
                let Some(id) = &mention.entity else { continue };
                let Some(span) = content.place_of(mention.span) else { continue };
                let asked = (from..).zip(&prepared.wanted.entities).filter(|(_, ids)| ids.contains(id));
                matches.extend(asked.map(|(part, _)| Match { start: span.start, end: span.end, part }));
            }
        }
        Ok(Seen { matches: outermost(matches), article, content, wording })
    }
}
