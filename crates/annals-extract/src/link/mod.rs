//! From mentions to entities: one entity for all its names in an article.

mod employer;

use crate::correction;
use crate::document::Document;
use crate::knowledge::Listed;
use annals_model::{Entity, EntityId, Mention, Role, TimeExpr};
use std::collections::BTreeMap;

/// Joins both lists, sorted, and lists the entities behind them by first mention.
///
/// Where a person and an organisation overlap the person wins, unless the organisation's name properly holds the person's
/// ("Raymond James" in "Raymond James Financial").
///
/// What the user's corrections strike out is left out before, what they find or say of whom is meant is laid over afterwards.
pub(crate) fn link(
    document: &Document<'_>,
    times: &[TimeExpr],
    mut organisations: Vec<Mention>,
    mut people: Vec<Mention>,
) -> (Vec<Mention>, Vec<Entity>) {
    correction::strike(document, &mut organisations);
    correction::strike(document, &mut people);
    let people = without_contained(people, &organisations);
    let mut mentions = without_overlapping(organisations, &people);
    mentions.extend(people);
    mentions.sort_by_key(|mention| mention.span.order());
    correction::apply(document, times, &mut mentions);
    let entities = entities(document, &mentions);
    (mentions, entities)
}

/// Settles, when roles are known, which firm an employer's short name means, and lists the entities anew if any changed.
pub(crate) fn settle_employers(document: &Document<'_>, mentions: &mut [Mention], listed: &mut Vec<Entity>, roles: &[Role]) {
    if employer::settle(document, mentions, roles) {
        *listed = entities(document, mentions);
    }
}

/// People whose name is not a proper part of an organisation's. Both lists are sorted.
fn without_contained(mut people: Vec<Mention>, organisations: &[Mention]) -> Vec<Mention> {
    people.retain(|person| {
        !overlapping(organisations, person).any(|other| other.span.contains(person.span) && other.span.len() > person.span.len())
    });
    people
}

fn without_overlapping(mut organisations: Vec<Mention>, people: &[Mention]) -> Vec<Mention> {
    organisations.retain(|organisation| overlapping(people, organisation).next().is_none());
    organisations
}

/// Mentions of a sorted list without overlaps that share a byte with `one`.
fn overlapping<'m>(sorted: &'m [Mention], one: &Mention) -> impl Iterator<Item = &'m Mention> {
    let span = one.span;
    let first = sorted.partition_point(|other| other.span.end <= span.start);
    sorted.iter().skip(first).take_while(move |other| other.span.start < span.end)
}

/// One entity for each id, in order of first mention.
fn entities(document: &Document<'_>, mentions: &[Mention]) -> Vec<Entity> {
    let mut places: BTreeMap<&EntityId, usize> = BTreeMap::new();
    let mut entities: Vec<Entity> = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(id) = &mention.entity else { continue };
        let index = u32::try_from(i).unwrap_or(u32::MAX);
        if let Some(entity) = places.get(id).and_then(|at| entities.get_mut(*at)) {
            entity.mentions.push(index);
        } else {
            places.insert(id, entities.len());
            entities.push(Entity {
                id: id.clone(),
                kind: mention.kind,
                name: String::new(),
                tickers: Vec::new(),
                parent: None,
                mentions: vec![index],
            });
        }
    }
    for entity in &mut entities {
        match listed(document, entity) {
            Some(listed) => {
                entity.kind = listed.kind;
                listed.name.clone_into(&mut entity.name);
                entity.tickers = listed.tickers.split('|').filter(|ticker| !ticker.is_empty()).map(str::to_owned).collect();
                let parent = listed.parent.and_then(|at| document.knowledge.gazetteer().listed(at));
                entity.parent = parent.map(|parent| EntityId(parent.id.to_owned()));
            }
            None => {
                let given = document.knowledge.corrections().name_of(&entity.id);
                entity.name = given.map_or_else(|| fullest_name(document, entity, mentions), str::to_owned);
            }
        }
    }
    entities
}

/// What the gazetteer says of an entity whose id is not made up from its name.
fn listed(document: &Document<'_>, entity: &Entity) -> Option<Listed> {
    if entity.id.as_str().starts_with("nil:") {
        return None;
    }
    document.knowledge.gazetteer().by_id(entity.id.as_str())
}

/// The longest of its names; the first of several.
fn fullest_name(document: &Document<'_>, entity: &Entity, mentions: &[Mention]) -> String {
    let mut fullest = "";
    for mention in entity.mentions.iter().filter_map(|i| mentions.get(*i as usize)).filter(|mention| !mention.nominal) {
        let name = mention.span.of(&document.article.text);
        if name.len() > fullest.len() {
            fullest = name;
        }
    }
    fullest.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::{Knowledge, annotate};

    fn read(text: &str) -> annals_model::Annotations {
        let article = annals_model::Article { text: text.to_owned(), lang: "en".to_owned(), ..Default::default() };
        annotate(&article, &Knowledge::embedded())
    }

    #[test]
    fn one_entity_under_all_its_names() {
        let found = read("Citigroup Inc. rose. Citi hired staff, and Citibank opened a branch in Hong Kong.");
        let firm = found.entities.iter().find(|entity| entity.id.as_str() == "us:citigroup").expect("listed");
        assert_eq!(firm.mentions.len(), 3);
        assert!(firm.tickers.contains(&"XNYS:C".to_owned()));
        assert!(found.entities.iter().any(|entity| entity.id.as_str() == "place:HK" && entity.name == "Hong Kong"));
    }

    #[test]
    fn unlisted_firms_are_called_by_their_fullest_name() {
        let found = read("Larkmoor Securities rose. Shares of Larkmoor Securities Ltd. had fallen. Larkmoor is old.");
        let names: Vec<(&str, usize)> = found.entities.iter().map(|entity| (entity.name.as_str(), entity.mentions.len())).collect();
        assert_eq!(names, [("Larkmoor Securities Ltd.", 3)]);
    }

    #[test]
    fn a_headline_s_short_name_is_the_firm_of_the_text() {
        let found = read("Larkmoor shares jump on results\nShares of Larkmoor Holdings Ltd. rose to HK$31.20.");
        let names: Vec<(&str, usize)> = found.entities.iter().map(|entity| (entity.name.as_str(), entity.mentions.len())).collect();
        assert_eq!(names, [("Larkmoor Holdings Ltd.", 2)]);
    }

    #[test]
    fn subsidiaries_know_their_parents() {
        let found = read("Maybank Securities lifted its target.");
        let parent = found.entities.first().and_then(|entity| entity.parent.clone());
        assert_eq!(parent.map(|parent| parent.0), Some("my:malayan-banking".to_owned()));
    }
}
