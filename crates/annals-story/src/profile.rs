//! A note on each firm, exchange, regulator and index: its people, what it does and says, its figures, its ratings.

use crate::alike;
use crate::choose::Place;
use crate::compose;
use crate::grammar;
use crate::page::{Page, Passage};
use crate::person::Roles;
use crate::point::{self, Scale};
use annals_model::{EntityId, Kind, Line, Mention, Profile, ProfilePerson, QuoteKind, RegionKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Sentences of a note, at most: those that say most, in text order.
const LINES: usize = 8;
/// Figures and actions of a note, at most.
const FIGURES: usize = 16;
/// Receipts of one figure, about: a thousand repetitions prove no more.
const RECEIPTS: usize = 16;

/// A note while it is gathered.
#[derive(Default)]
struct Draft {
    name: String,
    kind: Option<Kind>,
    /// The home listing first.
    tickers: Vec<String>,
    weight: usize,
    /// Sentences about it: score, page, passage, and whether it stands in the outlet's own digest.
    sentences: Vec<(f64, usize, usize, bool)>,
    /// Where it is merely named: page, passage, and whether in the outlet's own digest.
    named: Vec<(usize, usize, bool)>,
    figures: Vec<Line>,
    actions: Vec<Line>,
    /// Its longest name in the content.
    printed: String,
    /// It is an outlet that a sentence of the content rests on.
    cited: bool,
}

/// What a firm's place in the headline weighs, and that in a key point that is about it.
const IN_HEADLINE: usize = 4;
const IN_A_POINT: usize = 3;

/// The notes of several pages, the most important first: those with something to say, the most spoken of, those of the
/// headline and of the key points at `places`.
pub(crate) fn profiles(pages: &[Page<'_>], roles: &Roles, places: &[Place]) -> Vec<Profile> {
    let mut drafts: BTreeMap<EntityId, Draft> = BTreeMap::new();
    for (p, page) in pages.iter().enumerate() {
        gather(p, page, roles, &mut drafts);
        let headline = page.content().filter(|(_, passage)| passage.region == RegionKind::Headline);
        for id in headline.flat_map(|(_, passage)| page.who(passage)) {
            drafts.get_mut(&id).into_iter().for_each(|draft| draft.weight += IN_HEADLINE);
        }
    }
    for draft in drafts.values_mut() {
        let pointed = draft.sentences.iter().filter(|(_, p, i, _)| places.contains(&(*p, *i))).count();
        draft.weight += IN_A_POINT * pointed + draft.figures.len();
    }
    let mut found: Vec<(usize, Profile)> = drafts
        .into_iter()
        .filter_map(|(id, draft)| {
            let people = roles.of(&id);
            Some((draft.weight + 2 * people.len(), finish(pages, id, draft, people)?))
        })
        .collect();
    found.sort_by(|a, b| a.1.says_nothing.cmp(&b.1.says_nothing).then(b.0.cmp(&a.0)).then_with(|| a.1.entity.cmp(&b.1.entity)));
    found.into_iter().map(|(_, profile)| profile).collect()
}

/// Whether a note is written for this sort of name.
fn has_note(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Firm | Kind::Organisation | Kind::Regulator | Kind::Exchange | Kind::Index | Kind::Agency | Kind::Media | Kind::Basket
    )
}

fn gather(p: usize, page: &Page<'_>, roles: &Roles, drafts: &mut BTreeMap<EntityId, Draft>) {
    let scale = Scale::new(page);
    let body = Body::new(page);
    let stated = Roles::on(page);
    let mut employers: BTreeMap<usize, Vec<&EntityId>> = BTreeMap::new();
    for (employer, mention, i) in &stated {
        open(page, employer, page.kind_of(mention), drafts).weight += 1;
        employers.entry(*i).or_default().push(employer);
    }
    for (i, passage) in page.passages.iter().enumerate() {
        let digest = !passage.region.is_content();
        if digest && !body.lacks(page, passage) {
            continue;
        }
        let mut about: BTreeMap<&EntityId, bool> = BTreeMap::new();
        for mention in passage.mentions.iter().filter_map(|m| page.annotations.mentions.get(*m)) {
            let Some(id) = mention.entity.as_ref().filter(|_| has_note(page.kind_of(mention))) else { continue };
            let draft = open(page, id, page.kind_of(mention), drafts);
            draft.weight += usize::from(!mention.nominal);
            let name = page.words(mention.span);
            if !mention.nominal && !digest && name.len() > draft.printed.len() && !name.contains('\n') {
                name.clone_into(&mut draft.printed);
            }
            *about.entry(id).or_default() |= acts(page, passage, mention);
        }
        // A sentence that says who works for a firm is about the firm, too.
        let mut counts: BTreeSet<&EntityId> = employers.get(&i).into_iter().flatten().copied().collect();
        let actions = || passage.actions.iter().filter_map(|a| page.annotations.actions.get(*a));
        // Values of actions by their end: what an action says is no figure beside it.
        let mut values: Vec<Span> = actions().flat_map(|action| [&action.from, &action.to]).flatten().map(|value| value.span).collect();
        values.sort_by_key(|span| (span.end, span.start));
        for figure in passage.figures.iter().filter_map(|f| page.annotations.figures.get(*f)) {
            let next = values.partition_point(|value| value.end <= figure.span.start);
            if values.get(next).is_some_and(|value| value.overlaps(figure.span)) {
                continue;
            }
            if let Some(id) = figure.subject.and_then(|m| page.entity_of(m)) {
                counts.insert(id);
                if let Some(draft) = drafts.get_mut(id) {
                    add_line(&mut draft.figures, compose::figure(page, passage, figure));
                }
            }
        }
        // An action that names neither what is rated nor a value says nothing that its sentence does not.
        for action in actions().filter(|action| action.object_span.is_some() || action.from.is_some() || action.to.is_some()) {
            let ids = [page.entity_of(action.actor), action.object.and_then(|m| page.entity_of(m))];
            for (role, id) in ids.into_iter().enumerate().filter_map(|(role, id)| Some((role, id?))) {
                counts.insert(id);
                if let Some(draft) = drafts.get_mut(id) {
                    draft.weight += 2;
                    add_line(&mut draft.actions, compose::action(page, passage, action, role == 1));
                }
            }
        }
        for said in passage.attributions.iter().filter_map(|a| page.annotations.attributions.get(*a)) {
            let Some((source, id)) = said.source.and_then(|m| Some((page.mention(m)?, page.entity_of(m)?))) else { continue };
            // "according to Acme News data": what an outlet is cited for says nothing of it.
            if said.kind == QuoteKind::Indirect && page.kind_of(source) == Kind::Media {
                drafts.get_mut(id).into_iter().for_each(|draft| draft.cited |= !digest);
                about.insert(id, false);
                continue;
            }
            counts.insert(id);
            counts.extend(roles.employers(id));
        }
        let score = point::score(page, &scale, i, passage);
        for id in counts.iter().copied().chain(about.iter().filter(|(_, acts)| **acts).map(|(id, _)| *id)).collect::<BTreeSet<_>>() {
            if let Some(draft) = drafts.get_mut(id) {
                draft.weight += 1;
                draft.sentences.push((score, p, i, digest));
            }
        }
        for (id, _) in about.into_iter().filter(|(id, acts)| !*acts && !counts.contains(id)) {
            drafts.entry(id.clone()).or_default().named.push((p, i, digest));
        }
    }
}

fn open<'d>(page: &Page<'_>, id: &EntityId, kind: Kind, drafts: &'d mut BTreeMap<EntityId, Draft>) -> &'d mut Draft {
    let draft = drafts.entry(id.clone()).or_default();
    draft.kind = draft.kind.or(Some(kind));
    if let Some(entity) = page.entity(id) {
        if draft.name.is_empty() {
            draft.name.clone_from(&entity.name);
        }
        for ticker in &entity.tickers {
            if !draft.tickers.contains(ticker) {
                draft.tickers.push(ticker.clone());
            }
        }
    }
    if draft.name.is_empty() {
        draft.name.clone_from(&id.0);
    }
    draft
}

/// Adds a line, or its receipts to a line of the same words.
fn add_line(lines: &mut Vec<Line>, line: Option<Line>) {
    let Some(line) = line else { return };
    let full = lines.len() >= FIGURES;
    match lines.iter_mut().find(|other| other.text == line.text) {
        Some(other) if other.evidence.len() >= RECEIPTS => {}
        Some(other) => {
            let new: Vec<_> = line.evidence.into_iter().filter(|receipt| !other.evidence.contains(receipt)).collect();
            other.evidence.extend(new);
        }
        None if !full => lines.push(line),
        None => {}
    }
}

/// `None` for what is neither said nor worth a word: an outlet or a basket that is merely named.
fn finish(pages: &[Page<'_>], id: EntityId, draft: Draft, people: Vec<ProfilePerson>) -> Option<Profile> {
    let kind = draft.kind?;
    let says_nothing = draft.sentences.is_empty() && draft.figures.is_empty() && draft.actions.is_empty() && people.is_empty();
    let mute = kind == Kind::Basket || (kind == Kind::Media && !draft.cited);
    if says_nothing && (mute || draft.named.is_empty()) {
        return None;
    }
    let mut draft = draft;
    if draft.sentences.iter().all(|(_, _, _, digest)| *digest) {
        // What the article itself says comes before its outlet's digest, even when it only names the firm.
        let named = draft.named.iter().find(|(_, _, digest)| !digest).filter(|_| !says_nothing);
        draft.sentences.extend(named.map(|(p, i, _)| (0.0, *p, *i, false)));
    }
    let lines = if says_nothing { named_once(pages, &draft) } else { best(pages, draft.sentences) };
    Some(Profile {
        entity: id,
        name: draft.name,
        kind,
        tickers: draft.tickers,
        people,
        lines,
        figures: draft.figures,
        actions: draft.actions,
        says_nothing,
        printed: Some(draft.printed).filter(|name| !name.is_empty()),
        see: Vec::new(),
    })
}

/// The sentence that names what else is said nothing of: of the article, else of the outlet's digest.
fn named_once(pages: &[Page<'_>], draft: &Draft) -> Vec<Line> {
    let place = draft.named.iter().find(|(_, _, digest)| !digest).or(draft.named.first());
    let line = place.and_then(|(p, i, _)| {
        let page = pages.get(*p)?;
        let passage = page.passages.get(*i)?;
        page.line(passage, passage.span)
    });
    line.into_iter().collect()
}

/// The sentences that say most, in text order; the same statement of several articles once, with all receipts.
fn best(pages: &[Page<'_>], mut sentences: Vec<(f64, usize, usize, bool)>) -> Vec<Line> {
    // Content before the outlet's own digest; then by score.
    sentences.sort_by(|a, b| a.3.cmp(&b.3).then(b.0.total_cmp(&a.0)).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut kept: Vec<((usize, usize), Vec<u64>, Line)> = Vec::new();
    for (_, p, i, digest) in sentences.into_iter().take(LINES * 16) {
        let Some((page, passage)) = pages.get(p).and_then(|page| Some((page, page.passages.get(i)?))) else { continue };
        let pairs = alike::word_pairs(&page.reading, passage.tokens.clone());
        let Some(mut line) = page.line(passage, passage.span) else { continue };
        let full = kept.len() >= LINES;
        match kept.iter_mut().find(|(_, other, _)| alike::says_the_same(other, &pairs)) {
            Some((place, _, other)) if place.0 != p && !digest => other.evidence.append(&mut line.evidence),
            Some(_) => {}
            None if !full => kept.push(((p, i), pairs, line)),
            None => {}
        }
    }
    kept.sort_by_key(|(place, _, _)| *place);
    kept.into_iter().map(|(_, _, line)| line).collect()
}

/// Whether the name is what its sentence is about: followed by a verb, not led in by a preposition ("than Acme", "like
/// Acme"), or the doer of a passive ("by Acme"). "Shares of Acme" are about Acme.
pub(crate) fn acts(page: &Page<'_>, passage: &Passage, mention: &Mention) -> bool {
    const PARTS: &[&str] = &["shares", "stock", "units", "profit", "revenue", "sales", "earnings", "value", "price", "analysts", "bonds"];
    let reading = &page.reading;
    let own = reading.tokens_in(mention.span);
    let before = |back: usize| own.start.checked_sub(back).filter(|k| *k >= passage.tokens.start).map_or("", |k| reading.word(k));
    let back = if matches!(before(1), "the" | "a" | "an") { 2 } else { 1 };
    if grammar::is_preposition(before(back)) {
        let part = matches!(before(back), "of" | "in" | "at" | "for") && PARTS.contains(&before(back + 1));
        if before(back) == "by" || part {
            return true;
        }
        return false;
    }
    let (mut steps, mut depth) = (0, 0);
    for k in own.end..passage.tokens.end {
        match reading.surface(k) {
            "(" => depth += 1,
            ")" => depth = (depth - 1).max(0),
            ";" | ":" | "“" | "\"" => return false,
            _ if depth > 0 => {}
            _ if grammar::is_verb(reading.word(k)) => return true,
            _ => steps += 1,
        }
        if steps > 6 {
            return false;
        }
    }
    false
}

/// What the body says, to tell what the outlet's own digest adds.
pub(crate) struct Body {
    pairs: Vec<u64>,
    figures: BTreeSet<(rust_decimal::Decimal, &'static str)>,
}

impl Body {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let mut pairs: Vec<u64> =
            page.content().flat_map(|(_, passage)| alike::word_pairs(&page.reading, passage.tokens.clone())).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let figures = page.content().flat_map(|(_, passage)| &passage.figures).filter_map(|i| page.annotations.figures.get(*i));
        Self { pairs, figures: figures.map(|figure| (figure.value, figure.unit.name())).collect() }
    }

    /// Whether a sentence of the digest stands alone and says something that the body does not: a figure it lacks, or,
    /// without figures, mostly other words.
    pub(crate) fn lacks(&self, page: &Page<'_>, passage: &Passage) -> bool {
        if !point::stands_alone(page, passage) {
            return false;
        }
        let figures: Vec<_> = passage.figures.iter().filter_map(|i| page.annotations.figures.get(*i)).collect();
        let new_figure = figures.iter().any(|figure| !self.figures.contains(&(figure.value, figure.unit.name())));
        let pairs = alike::word_pairs(&page.reading, passage.tokens.clone());
        new_figure || (figures.is_empty() && annals_text::containment(&pairs, &self.pairs) < 0.5)
    }
}
