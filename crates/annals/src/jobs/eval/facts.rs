//! What only gold of our own can score: links, roles, analysts' actions, stories, points of a digest.

use super::own::{Facts, GoldAction, GoldRole};
use super::{Count, Score, in_content};
use annals_model::{Action, ActionValue, Annotated, Annotations, Span};
use std::collections::BTreeSet;

/// Mentions with the right entity, exact spans.
#[derive(Debug, Default)]
pub(super) struct Links {
    linked: Count,
    overlapping: Count,
}

impl Links {
    pub(super) fn add(&mut self, facts: &Facts, item: &Annotated) {
        let gold: BTreeSet<(u32, u32, &str)> = facts.links.iter().map(|(start, end, id)| (*start, *end, id.as_str())).collect();
        let mentions = item.annotations.mentions.iter().filter(|m| !m.nominal && in_content(item, m.span));
        let found: BTreeSet<(u32, u32, &str)> =
            mentions.filter_map(|m| Some((m.span.start, m.span.end, m.entity.as_ref()?.as_str()))).collect();
        let meets = |a: &(u32, u32, &str), b: &(u32, u32, &str)| a.0 < b.1 && b.0 < a.1 && a.2 == b.2;
        for count in [&mut self.linked, &mut self.overlapping] {
            count.gold += gold.len() as u64;
            count.predicted += found.len() as u64;
        }
        self.linked.right += found.intersection(&gold).count() as u64;
        self.overlapping.right += found.iter().filter(|f| gold.iter().any(|g| meets(f, g))).count() as u64;
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.linked.score("span and entity"), self.overlapping.score("overlap and entity")]
    }
}

/// Whether a mention stands in the content.
fn inside(item: &Annotated, mention: u32) -> bool {
    item.annotations.mentions.get(mention as usize).is_some_and(|mention| in_content(item, mention.span))
}

/// The id of a mention's entity.
fn id(a: &Annotations, mention: u32) -> Option<&str> {
    a.mentions.get(mention as usize)?.entity.as_ref().map(annals_model::EntityId::as_str)
}

/// People with title and employer.
#[derive(Debug, Default)]
pub(super) struct Roles {
    employer: Count,
    whole: Count,
}

impl Roles {
    pub(super) fn add(&mut self, facts: &Facts, item: &Annotated) {
        let (a, text) = (&item.annotations, &item.article.text);
        let lower = |title: &str| title.to_lowercase();
        let found: BTreeSet<GoldRole> = a
            .roles
            .iter()
            .filter(|role| inside(item, role.person))
            .filter_map(|role| {
                let employer = role.employer.and_then(|e| id(a, e)).map(str::to_owned);
                Some(GoldRole { person: id(a, role.person)?.to_owned(), title: role.title.map(|t| lower(t.of(text))), employer })
            })
            .collect();
        let gold: BTreeSet<GoldRole> =
            facts.roles.iter().map(|role| GoldRole { title: role.title.as_deref().map(lower), ..role.clone() }).collect();
        let bare = |roles: &BTreeSet<GoldRole>| roles.iter().map(|r| (r.person.clone(), r.employer.clone())).collect::<BTreeSet<_>>();
        let (bare_found, bare_gold) = (bare(&found), bare(&gold));
        self.whole.add(found.intersection(&gold).count(), found.len(), gold.len());
        self.employer.add(bare_found.intersection(&bare_gold).count(), bare_found.len(), bare_gold.len());
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.employer.score("person, employer"), self.whole.score("person, title, employer")]
    }
}

/// Analysts' actions: who did what to whom, and with which values.
#[derive(Debug, Default)]
pub(super) struct Actions {
    deed: Count,
    whole: Count,
}

impl Actions {
    pub(super) fn add(&mut self, facts: &Facts, item: &Annotated) {
        let found: Vec<&Action> = item.annotations.actions.iter().filter(|action| inside(item, action.actor)).collect();
        let (mut deeds, mut wholes) = (0, 0);
        for (right, with_values) in [(&mut deeds, false), (&mut wholes, true)] {
            let mut used = vec![false; found.len()];
            for gold in &facts.actions {
                let free = (0..found.len()).find(|k| !used[*k] && same_action(gold, found[*k], item, with_values));
                if let Some(k) = free {
                    used[k] = true;
                    *right += 1;
                }
            }
        }
        self.deed.add(deeds, found.len(), facts.actions.len());
        self.whole.add(wholes, found.len(), facts.actions.len());
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.deed.score("actor, kind, object"), self.whole.score("with values")]
    }
}

fn same_action(gold: &GoldAction, found: &Action, item: &Annotated, with_values: bool) -> bool {
    let (a, text) = (&item.annotations, &item.article.text);
    let object = match (&gold.object, found.object.and_then(|o| id(a, o)), found.object_span) {
        (None, None, _) => true,
        (Some(wanted), Some(id), _) if wanted == id => true,
        (Some(wanted), None, Some(span)) => span.of(text).to_lowercase().contains(&wanted.to_lowercase()),
        _ => false,
    };
    let same = |wanted: &Option<String>, value: &Option<ActionValue>| match (wanted, value) {
        (None, None) => true,
        (Some(wanted), Some(value)) => {
            let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '.').collect::<String>().to_lowercase();
            plain(wanted) == plain(&value.value)
        }
        _ => false,
    };
    found.kind == gold.kind
        && id(a, found.actor) == Some(gold.actor.as_str())
        && object
        && (!with_values || same(&gold.from, &found.from) && same(&gold.to, &found.to))
}

/// Pairs of articles that belong to one story.
pub(super) fn stories(items: &[(String, Annotated)]) -> Vec<Score> {
    let articles: Vec<&Annotated> = items.iter().map(|(_, item)| item).collect();
    let groups = annals_story::cluster(&articles);
    let mut group_of = vec![usize::MAX; items.len()];
    for (number, group) in groups.iter().enumerate() {
        group.iter().for_each(|k| group_of[*k] = number);
    }
    let mut count = Count::default();
    for i in 0..items.len() {
        for j in 0..i {
            let (gold, found) = (items[i].0 == items[j].0, group_of[i] == group_of[j]);
            count.add(usize::from(gold && found), usize::from(found), usize::from(gold));
        }
    }
    vec![count.score("pairs")]
}

/// Sentences that a digest must hold, among the points it makes.
#[derive(Debug, Default)]
pub(super) struct Points(Count);

impl Points {
    pub(super) fn add(&mut self, facts: &Facts, item: &Annotated) {
        let digest = crate::jobs::digest(&[item]);
        let spans: Vec<Span> = digest.points.iter().flat_map(|line| line.evidence.iter().map(|e| e.span)).collect();
        let held = facts.points.iter().filter(|at| spans.iter().any(|span| (span.start..span.end).contains(at))).count();
        self.0.add(held, digest.points.len(), facts.points.len());
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        vec![self.0.score("points")]
    }
}
