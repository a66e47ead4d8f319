//! The digest of one article, or of several as one story: points, notes, people, timeline, differences, sources.

use crate::alike;
use crate::check::Failed;
use crate::choose::{self, Place};
use crate::page::{Page, pages};
use crate::person::Roles;
use crate::referent;
use crate::story;
use crate::synthesis::{self, Turn, best_headline};
use crate::timeline::{self, TimelineOptions};
use crate::{person, profile, shared, untold};
use annals_model::{
    Annotated, ArticleId, Claim, ClaimKind, Conflict, ConflictKind, Digest, Evidence, Line, Manifest, ManifestInput, RegionKind, Relation,
    Section, Source, Story, VERSION, Verdict,
};
use std::collections::BTreeMap;

/// Reads articles, in any order, into a digest. Every line carries its evidence; nothing is said that is not printed.
/// `manifest.rules` is left 0 for the caller, who knows the rules that read the text.
#[must_use]
pub fn digest(articles: &[&Annotated]) -> Digest {
    let pages = pages(articles);
    let roles = Roles::new(&pages);
    let (story, failed) = story::of_pages(&pages);
    let timeline = timeline::of_pages(&pages, &TimelineOptions::default());
    let first = pages.first();
    let twins = twins(&pages, &story);
    let places = choose::points(&pages);
    let mut profiles = profile::profiles(&pages, &roles, &places);
    shared::untangle(&pages, &roles, &mut profiles);
    let (mut events, mut undated) = (timeline.events, timeline.undated);
    events.extend(pages.iter().flat_map(untold::happenings));
    timeline::sort(&mut events);
    for page in &pages {
        let told = events.iter().map(|event| &event.line).chain(&undated).flat_map(|line| &line.evidence);
        let more = untold::undated(page, told);
        undated.extend(more);
    }
    let mut digest = Digest {
        v: VERSION,
        headline: best_headline(&pages).map(|(words, _)| words.to_owned()),
        published: first.and_then(|page| page.article.published),
        sources: pages.iter().zip(1..).map(source).collect(),
        points: points(&pages, &twins, places),
        sections: sections(&pages, &twins),
        profiles,
        people: person::all(&roles),
        timeline: events,
        undated,
        conflicts: conflicts(&pages, &story, &failed),
        claims: story.claims,
        relations: story.relations,
        manifest: Manifest {
            inputs: pages.iter().map(|page| ManifestInput { id: page.article.id.clone(), sha256: page.sha256.clone() }).collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: None,
            rules: 0,
        },
    };
    let events = digest.timeline.iter_mut().map(|event| &mut event.line);
    let noted = digest.profiles.iter_mut().flat_map(|profile| &mut profile.lines);
    let turns = digest.sections.iter_mut().flat_map(|section| &mut section.lines);
    for line in digest.points.iter_mut().chain(turns).chain(noted).chain(events).chain(&mut digest.undated) {
        refer(&pages, line);
    }
    digest
}

/// Notes on a line that begins where its sentence begins whom its opening means.
fn refer(pages: &[Page<'_>], line: &mut Line) {
    let Some(receipt) = line.evidence.first() else { return };
    let Some(page) = pages.iter().find(|page| page.article.id == receipt.article) else { return };
    let passage = page.passage_of(receipt.span).filter(|i| page.passages.get(*i).is_some_and(|p| p.span.start == receipt.span.start));
    let referent = passage.and_then(|i| referent::referent(page, i));
    line.referent = referent.filter(|referent| line.text.contains(referent.words.as_str()));
}

/// Statements of one section, at the most.
const STATEMENTS: usize = 5;

/// The turns of the story, each with what no article of an earlier day says. A story of one turn has none: its points are it.
fn sections(pages: &[Page<'_>], twins: &BTreeMap<Place, Vec<Place>>) -> Vec<Section> {
    let section = |turn: Turn| {
        let (before, own) = (pages.get(..turn.pages.start).unwrap_or_default(), pages.get(turn.pages).unwrap_or_default());
        let is_new = |line: &Line| !line.evidence.iter().any(|receipt| before.iter().any(|page| page.article.id == receipt.article));
        let headline = best_headline(own);
        Section {
            headline: headline.map(|(words, _)| words.to_owned()),
            headline_from: headline.map(|(_, page)| page.article.id.clone()),
            day: turn.day,
            lines: points(pages, twins, turn.places).into_iter().filter(is_new).take(STATEMENTS).collect(),
        }
    };
    let mut sections: Vec<Section> = synthesis::turns(pages, twins).into_iter().map(section).collect();
    sections.retain(|section| !section.lines.is_empty());
    if sections.len() < 2 { Vec::new() } else { sections }
}

/// What is known of where an article is from, with its number.
pub(crate) fn source((page, n): (&Page<'_>, u32)) -> Source {
    Source {
        n,
        id: page.article.id.clone(),
        url: page.article.url.clone(),
        publisher: page.article.publisher.clone(),
        published: page.article.published,
    }
}

/// The chosen sentences; a statement that other articles make too carries their receipts as well.
fn points(pages: &[Page<'_>], twins: &BTreeMap<Place, Vec<Place>>, places: Vec<Place>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (p, i) in places {
        let Some((page, passage)) = pages.get(p).and_then(|page| Some((page, page.passages.get(i)?))) else { continue };
        let Some(mut line) = page.line(passage, passage.span) else { continue };
        let own = alike::word_pairs(&page.reading, passage.tokens.clone());
        for (q, other) in pages.iter().enumerate().filter(|(q, _)| *q != p) {
            let told = twins.get(&(p, i)).and_then(|twins| twins.iter().find(|twin| twin.0 == q)).map(|twin| twin.1);
            let same = told.or_else(|| {
                let mut body = other.content().filter(|(_, passage)| passage.region == RegionKind::Body);
                body.find(|(_, passage)| alike::says_the_same(&own, &alike::word_pairs(&other.reading, passage.tokens.clone())))
                    .map(|(k, _)| k)
            });
            line.evidence.extend(same.and_then(|k| other.receipt(other.passages.get(k)?.span)));
        }
        lines.push(line);
    }
    lines
}

/// For each sentence, the sentences of other articles that state the same figure or event.
fn twins(pages: &[Page<'_>], story: &Story) -> BTreeMap<Place, Vec<Place>> {
    let number: BTreeMap<_, usize> = pages.iter().enumerate().map(|(p, page)| (&page.article.id, p)).collect();
    let place = |claim: u32| {
        let evidence = &story.claims.get(claim as usize)?.evidence;
        let p = *number.get(&evidence.article)?;
        let page = pages.get(p)?;
        let i = page.passage_of(evidence.span)?;
        page.passages.get(i).filter(|passage| passage.region.is_content()).map(|_| (p, i))
    };
    let mut twins: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    for relation in story.relations.iter().filter(|relation| relation.verdict == Verdict::SameFact) {
        let places: Vec<Place> = relation.claims.iter().filter_map(|claim| place(*claim)).take(64).collect();
        for a in &places {
            twins.entry(*a).or_default().extend(places.iter().filter(|b| b.0 != a.0));
        }
    }
    twins
}

/// What sources say differently, each in its own sentence; and figures of one article that do not add up.
fn conflicts(pages: &[Page<'_>], story: &Story, failed: &[(ArticleId, Failed)]) -> Vec<Conflict> {
    let mut found = Vec::new();
    let sentence = |evidence: &Evidence| {
        let page = pages.iter().find(|page| page.article.id == evidence.article)?;
        let passage = page.passage_of(evidence.span).and_then(|i| page.passages.get(i))?;
        page.line(passage, passage.span)
    };
    for relation in story.relations.iter().filter(|relation| relation.verdict == Verdict::Conflict) {
        let claims = sides(relation, story).into_iter().filter_map(|(first, others)| {
            let mut line = sentence(&first.evidence)?;
            let others = others.iter().filter_map(|other| sentence(&other.evidence)).flat_map(|line| line.evidence);
            line.evidence.extend(others);
            Some(line)
        });
        let claims = claims.collect();
        found.push(Conflict { claims, why: relation.why.clone(), kind: ConflictKind::Sources, hint: None });
    }
    for (article, failed) in failed {
        let Some(page) = pages.iter().find(|page| page.article.id == *article) else { continue };
        // Each sentence once, however many of its numbers do not fit.
        let mut places: Vec<usize> = Vec::new();
        for at in failed.spans.iter().filter_map(|span| page.passage_of(*span)) {
            let content = page.passages.get(at).is_some_and(|passage| passage.region.is_content());
            if content && !places.contains(&at) {
                places.push(at);
            }
        }
        let passages = places.iter().filter_map(|at| page.passages.get(*at));
        let claims = passages.filter_map(|passage| page.line(passage, passage.span)).collect();
        found.push(Conflict { claims, why: failed.why.clone(), kind: ConflictKind::Check, hint: failed.hint.clone() });
    }
    found.retain(|conflict| !conflict.claims.is_empty());
    found
}

/// The sides of a contradiction: the first claim of each value, and those that say the same.
fn sides<'s>(relation: &Relation, story: &'s Story) -> Vec<(&'s Claim, Vec<&'s Claim>)> {
    let mut sides: Vec<(&Claim, Vec<&Claim>)> = Vec::new();
    for claim in relation.claims.iter().filter_map(|i| story.claims.get(*i as usize)) {
        let stated = |claim: &Claim| match &claim.kind {
            ClaimKind::Figure { value, direction, .. } => Some((*value, *direction)),
            ClaimKind::Event { .. } => None,
        };
        match sides.iter_mut().find(|(first, _)| stated(first).is_some() && stated(first) == stated(claim)) {
            Some((_, others)) => others.push(claim),
            None => sides.push((claim, Vec::new())),
        }
    }
    sides
}
