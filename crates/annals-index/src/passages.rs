//! The stretches of an article that show why it was found.

use crate::catalogue::matching_entities;
use crate::condition::{Condition, shown_nodes};
use crate::content::Content;
use crate::highlight::{Match, Visible, matches, outermost, snippet, visible};
use crate::overlay::marks;
use crate::plan::{Leaf, Plan};
use crate::query::Scope;
use crate::schema::Fields;
use annals_model::{Annotated, EntityId, Span};
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::Searcher;

/// Passages that are wanted of every article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    /// Of this part of it.
    pub scope: Scope,
    /// Bytes of a passage, about.
    pub length: usize,
    /// Passages at most; 0 is the whole part in one. A headline is always whole.
    pub number: usize,
}

/// A stretch of an article on one line, cut where `…` stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its words.
    pub text: String,
    /// Matches, as bytes of `text`.
    pub matches: Vec<Span>,
}

/// What of a condition can be shown.
pub(crate) struct Shown {
    visible: Visible,
    entities: Vec<BTreeSet<EntityId>>,
}

impl Shown {
    pub(crate) fn of(condition: &Condition, searcher: &Searcher, fields: Fields) -> tantivy::Result<Self> {
        let mut nodes = Vec::new();
        shown_nodes(condition, &mut nodes);
        let mut all = Visible::default();
        for found in nodes.iter().map(visible) {
            all.plans.extend(found.plans);
            all.entities.extend(found.entities);
        }
        let ids = all.entities.iter().map(|(kind, name)| matching_entities(searcher, fields, *kind, name).map(BTreeSet::from_iter));
        Ok(Self { entities: ids.collect::<tantivy::Result<_>>()?, visible: all })
    }

    /// Whether the annotations of an article are needed.
    pub(crate) fn names(&self) -> bool {
        let slots = |plan: &Plan| plan.leaves.iter().any(|leaf| matches!(leaf, Leaf::Slot(_)));
        self.entities.iter().any(|ids| !ids.is_empty()) || self.visible.plans.iter().any(|(_, plan)| slots(plan))
    }

    /// The passages of an article, part by part as wanted.
    pub(crate) fn passages(&self, item: &Annotated, wanted: &[Passages]) -> Vec<Vec<Passage>> {
        let content = Content::of(&item.article);
        let mut found = match self.visible.plans.as_slice() {
            [] => Vec::new(),
            plans => matches(&content, plans, &|words| marks(item, &content, words.iter().map(|word| (word.span, word.position)))),
        };
        for (part, ids) in (self.visible.plans.len()..).zip(&self.entities) {
            let named = item.annotations.mentions.iter().filter(|mention| mention.entity.as_ref().is_some_and(|id| ids.contains(id)));
            found.extend(named.filter_map(|mention| content.place_of(mention.span)).map(|span| Match {
                start: span.start,
                end: span.end,
                part,
            }));
        }
        let found = outermost(found);
        wanted.iter().map(|wish| of_part(&content, &found, wish)).collect()
    }
}

fn of_part(content: &Content, found: &[Match], wish: &Passages) -> Vec<Passage> {
    let part = match wish.scope {
        Scope::Everywhere => 0..content.text.len(),
        Scope::Headline => content.headline.clone(),
        Scope::Lead => content.lead.clone(),
    };
    let inside = |found: &&Match| part.start <= found.start as usize && (found.end as usize) <= part.end;
    let found: Vec<Match> = found.iter().filter(inside).copied().collect();
    if found.is_empty() {
        return Vec::new();
    }
    if wish.number == 0 || wish.scope == Scope::Headline {
        return vec![whole(content, &found, part)];
    }
    let mut groups: Vec<&[Match]> = Vec::new();
    let mut rest = found.as_slice();
    while let Some(first) = rest.first() {
        let piece = content.stretch(first.start as usize).map_or(first.end as usize, |piece| piece.end);
        let end = piece.min(first.start as usize + wish.length);
        let held = rest.iter().take_while(|next| (next.end as usize) <= end).count().max(1);
        let (group, others) = rest.split_at(held);
        groups.push(group);
        rest = others;
    }
    // Those that show most parts of the condition, in the order of the text.
    let parts = |group: &[Match]| group.iter().map(|found| found.part).collect::<BTreeSet<_>>().len();
    let mut best: Vec<(usize, &[Match])> = groups.into_iter().enumerate().collect();
    best.sort_by_key(|(at, group)| (std::cmp::Reverse((parts(group), group.len())), *at));
    best.truncate(wish.number);
    best.sort_by_key(|(at, _)| *at);
    let cut = best.into_iter().map(|(_, group)| snippet(content, group, wish.length));
    cut.map(|snippet| Passage { text: snippet.text, matches: snippet.matches }).collect()
}

/// A whole part, its ends trimmed.
fn whole(content: &Content, found: &[Match], part: Range<usize>) -> Passage {
    let text = content.text.get(part.clone()).unwrap_or("");
    let start = part.start + (text.len() - text.trim_start().len());
    let inside = |found: &Match| {
        let from = (found.start as usize).checked_sub(start)?;
        Some(Span::new(from, found.end as usize - start))
    };
    Passage { text: text.trim().to_owned(), matches: found.iter().filter_map(inside).collect() }
}
