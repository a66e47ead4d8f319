//! Gold of our own: articles of the sample annotated by hand, named by their words, one TOML file an article.

use super::quotes::GoldQuote;
use super::{Gold, GoldSpan, Own, names};
use annals_model::{ActionKind, Kind, QuoteKind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A file of `corpus/gold`; its form is described in the folder's README.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnGold {
    /// The page, below the folder of the sample.
    pub(super) page: String,
    /// Articles about one happening share this word.
    pub(super) story: String,
    /// The beginnings of the sentences that a short digest must hold.
    points: Vec<String>,
    #[serde(default)]
    entity: Vec<Named>,
    #[serde(default)]
    role: Vec<OwnRole>,
    #[serde(default)]
    quote: Vec<OwnQuote>,
    #[serde(default)]
    action: Vec<OwnAction>,
    #[serde(default)]
    time: Vec<OwnTime>,
    #[serde(default)]
    figure: Vec<OwnFigure>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    id: String,
    kind: Kind,
    name: String,
    mentions: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnRole {
    person: String,
    title: Option<String>,
    employer: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnQuote {
    kind: QuoteKind,
    source: Option<String>,
    content: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnAction {
    actor: String,
    object: Option<String>,
    kind: ActionKind,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnTime {
    surface: String,
    #[serde(rename = "type")]
    kind: String,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFigure {
    surface: String,
    value: String,
    high: Option<String>,
    unit: String,
    currency: Option<String>,
    direction: Option<String>,
    hedge: Option<String>,
    subject: Option<String>,
}

/// A role as the gold states it: ids where the names are entities of the article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GoldRole {
    pub(super) person: String,
    pub(super) title: Option<String>,
    pub(super) employer: Option<String>,
}

/// An analyst's action as the gold states it.
#[derive(Clone, Debug)]
pub(super) struct GoldAction {
    pub(super) actor: String,
    pub(super) object: Option<String>,
    pub(super) kind: ActionKind,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

/// What only our own gold says of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Span and entity id of every mention.
    pub(super) links: Vec<(u32, u32, String)>,
    pub(super) roles: Vec<GoldRole>,
    pub(super) actions: Vec<GoldAction>,
    /// First bytes of the sentences that a digest must hold.
    pub(super) points: Vec<u32>,
}

impl OwnGold {
    /// Finds every surface in the article's text.
    ///
    /// # Errors
    /// Names the surface that is not in the text, or a name that is no entity of the article.
    pub(super) fn resolve(self, id: &str, text: &str) -> Result<Gold, String> {
        let ids: BTreeMap<&str, &str> = self.entity.iter().map(|e| (e.name.as_str(), e.id.as_str())).collect();
        let entity = |name: &str| ids.get(name).map(|id| (*id).to_owned()).ok_or_else(|| format!("`{name}` is no entity of the article"));
        let entity_or_words = |name: &String| ids.get(name.as_str()).map_or_else(|| name.clone(), |id| (*id).to_owned());
        let listed = self.entity.iter().flat_map(|e| e.mentions.iter().map(move |m| (m.as_str(), e)));
        let mentions = places(text, listed)?;
        let mut spans = Vec::new();
        let mut facts = Facts::default();
        for (start, end, named) in &mentions {
            facts.links.push((*start, *end, named.id.clone()));
            let kind = names::type_of(named.kind).map(str::to_owned);
            spans.push(GoldSpan { start: Some(*start), end: Some(*end), kind, ..GoldSpan::default() });
        }
        let names = std::mem::take(&mut spans);
        for (start, end, time) in places(text, self.time.iter().map(|t| (t.surface.as_str(), t)))? {
            let value = time.value.clone().map_or(serde_json::Value::Null, serde_json::Value::String);
            spans.push(GoldSpan { start: Some(start), end: Some(end), kind: Some(time.kind.clone()), value, ..GoldSpan::default() });
        }
        let times = std::mem::take(&mut spans);
        for (start, end, figure) in places(text, self.figure.iter().map(|f| (f.surface.as_str(), f)))? {
            spans.push(GoldSpan {
                start: Some(start),
                end: Some(end),
                value: serde_json::Value::String(figure.value.clone()),
                value_hi: figure.high.as_deref().map(|high| high.parse().map_err(|_| format!("`{high}` is no number"))).transpose()?,
                meant: Some(Meant {
                    unit: figure.unit.clone(),
                    currency: figure.currency.clone(),
                    direction: figure.direction.clone(),
                    hedge: figure.hedge.clone(),
                    subject: figure.subject.as_ref().map(&entity_or_words),
                }),
                ..GoldSpan::default()
            });
        }
        let figures = spans;
        let quotes = self.quote.iter().map(|quote| quote.resolve(text, &mentions, &entity)).collect::<Result<_, _>>()?;
        for role in &self.role {
            let employer = role.employer.as_deref().map(entity).transpose()?;
            facts.roles.push(GoldRole { person: entity(&role.person)?, title: role.title.clone(), employer });
        }
        for action in &self.action {
            let object = action.object.as_ref().map(&entity_or_words);
            let (from, to) = (action.from.clone(), action.to.clone());
            facts.actions.push(GoldAction { actor: entity(&action.actor)?, object, kind: action.kind, from, to });
        }
        for point in &self.points {
            let at = text.find(point.as_str()).ok_or_else(|| format!("`{point}` is not in the text"))?;
            facts.points.push(offset(at));
        }
        let own = Some(Own { names, times, figures, facts });
        Ok(Gold { id: id.to_owned(), text: text.to_owned(), reference: None, spans: Vec::new(), quotes, own })
    }
}

/// What a figure means, as far as the gold says it.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    /// The contract's name of the unit.
    pub(super) unit: String,
    pub(super) currency: Option<String>,
    pub(super) direction: Option<String>,
    pub(super) hedge: Option<String>,
    /// An entity's id, or words.
    pub(super) subject: Option<String>,
}

impl OwnQuote {
    /// From the first byte of its content to the last; the speaker is the nearest mention of the source.
    fn resolve(
        &self,
        text: &str,
        mentions: &[(u32, u32, &Named)],
        entity: &dyn Fn(&str) -> Result<String, String>,
    ) -> Result<GoldQuote, String> {
        let mut ends = Vec::new();
        for part in &self.content {
            let (words, which) = numbered(part);
            let at = text.match_indices(words).nth(which.unwrap_or(1) - 1).ok_or_else(|| format!("`{part}` is not in the text"))?.0;
            ends.push((offset(at), offset(at + words.len())));
        }
        let start = ends.iter().map(|end| end.0).min().ok_or("a quote without content")?;
        let end = ends.iter().map(|end| end.1).max().unwrap_or(start);
        let source = self.source.as_deref().map(entity).transpose()?;
        let distance = |m: &&(u32, u32, &Named)| (m.0.saturating_sub(end)).max(start.saturating_sub(m.1));
        let speaker = source.as_deref().and_then(|id| mentions.iter().filter(|m| m.2.id == id).min_by_key(distance));
        let kind = match self.kind {
            QuoteKind::Direct => "direct",
            QuoteKind::Indirect => "indirect",
            QuoteKind::Mixed => "mixed",
        };
        Ok(GoldQuote {
            start,
            end,
            speaker_start: speaker.map(|m| m.0),
            speaker_end: speaker.map(|m| m.1),
            speaker_entity: source,
            kind: kind.to_owned(),
        })
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// `Monday#2` is the second "Monday".
fn numbered(surface: &str) -> (&str, Option<usize>) {
    match surface.rsplit_once('#').and_then(|(words, number)| Some((words, number.parse().ok().filter(|n| *n > 0)?))) {
        Some((words, number)) => (words, Some(number)),
        None => (surface, None),
    }
}

/// Every place of every surface as whole words, longer surfaces first: one inside another is left out. Sorted by place.
fn places<'a, T>(text: &str, surfaces: impl Iterator<Item = (&'a str, &'a T)>) -> Result<Vec<(u32, u32, &'a T)>, String> {
    let mut found = Vec::new();
    for (surface, item) in surfaces {
        let (words, which) = numbered(surface);
        let mut here: Vec<(usize, usize, &T)> = text
            .match_indices(words)
            .map(|(at, _)| (at, at + words.len(), item))
            .filter(|(start, end, _)| whole(text, *start, *end))
            .collect();
        if let Some(which) = which {
            here = here.into_iter().skip(which - 1).take(1).collect();
        }
        if here.is_empty() {
            return Err(format!("`{surface}` is not in the text"));
        }
        found.extend(here);
    }
    found.sort_by_key(|(start, end, _)| (std::cmp::Reverse(end - start), *start));
    let mut kept: Vec<(usize, usize, &T)> = Vec::new();
    for one in found {
        if kept.iter().all(|other| one.1 <= other.0 || other.1 <= one.0) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.0);
    Ok(kept.into_iter().map(|(start, end, item)| (offset(start), offset(end), item)).collect())
}

/// Whether letters and digits stop at both ends.
fn whole(text: &str, start: usize, end: usize) -> bool {
    let inside = |a: Option<char>, b: Option<char>| a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric);
    let surface = &text[start..end];
    !inside(text[..start].chars().next_back(), surface.chars().next()) && !inside(surface.chars().next_back(), text[end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::{numbered, places};

    #[test]
    fn surfaces_stand_for_whole_words_outside_longer_ones() {
        let text = "Acme Holdings rose. Acme fell; AcmeX did not. Acme again.";
        let (long, short) = ("long", "short");
        let found = places(text, [("Acme", &short), ("Acme Holdings", &long)].into_iter()).expect("found");
        let read: Vec<_> = found.iter().map(|(start, end, item)| (&text[*start as usize..*end as usize], **item)).collect();
        assert_eq!(read, [("Acme Holdings", "long"), ("Acme", "short"), ("Acme", "short")]);
        let third = places(text, std::iter::once(("Acme#3", &short))).expect("found");
        assert_eq!(third[0].0, 46);
        assert!(places(text, std::iter::once(("Acme#4", &short))).is_err());
        assert!(places(text, std::iter::once(("Bolt", &short))).is_err());
        assert_eq!(numbered("No. #x"), ("No. #x", None));
    }
}
