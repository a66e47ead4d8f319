//! The fields of an article as these clients see them, and what each can be used for.

use super::{EsError, INDEX};
use annals_model::Kind;
use serde_json::{Map, Value, json};

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EsField {
    /// Headline, headings, body and captions.
    Text,
    /// The headline.
    Headline,
    /// The opening of the body.
    Lead,
    /// The words of the outlet's name.
    Publisher,
    /// The outlet's name as a whole.
    PublisherName,
    /// Id of the article.
    Id,
    /// Address.
    Url,
    /// Language code.
    Lang,
    /// How much of the page was shown.
    Access,
    /// Section.
    Section,
    /// Story id.
    Story,
    /// Ids of entities, of one kind or of any.
    Entity(Option<Kind>),
    /// The day of publication.
    Published,
    /// The instant of publication.
    PublishedAt,
    /// When it was received.
    FirstSeen,
}

/// What a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Words or values: match, term.
    Find,
    /// Whole values: terms aggregations, prefix and wildcard of values.
    Values,
    /// Moments: range, sort, min, max.
    Moments,
    /// Marked passages.
    Highlight,
}

/// Names with their fields, in the order of the mapping; kinds of entity follow.
const FIELDS: [(&str, EsField); 14] = [
    ("headline", EsField::Headline),
    ("text", EsField::Text),
    ("lead", EsField::Lead),
    ("published", EsField::Published),
    ("published_at", EsField::PublishedAt),
    ("first_seen", EsField::FirstSeen),
    ("publisher", EsField::Publisher),
    ("publisher.keyword", EsField::PublisherName),
    ("id", EsField::Id),
    ("url", EsField::Url),
    ("lang", EsField::Lang),
    ("access", EsField::Access),
    ("section", EsField::Section),
    ("story", EsField::Story),
];

/// Kinds of entity, each a field of its own name.
const KINDS: [Kind; 12] = [
    Kind::Firm,
    Kind::Person,
    Kind::Index,
    Kind::Place,
    Kind::Agency,
    Kind::Regulator,
    Kind::Exchange,
    Kind::Media,
    Kind::Organisation,
    Kind::Product,
    Kind::Basket,
    Kind::Programme,
];

impl EsField {
    /// The field of a name, when it can be used so.
    pub(crate) fn of(name: &str, wanted: Use) -> Result<Self, EsError> {
        let field = match name {
            "_id" => Some(Self::Id),
            "entity" => Some(Self::Entity(None)),
            _ => FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| *field),
        };
        let field = field.or_else(|| KINDS.iter().find(|kind| kind.name() == name).map(|kind| Self::Entity(Some(*kind))));
        let Some(field) = field else {
            let reason = format!("no mapping found for field [{name}], see /{INDEX}/_mapping");
            return Err(EsError { status: 400, kind: "query_shard_exception", reason });
        };
        // Whole names of outlets are counted under either name.
        let field = if wanted == Use::Values && field == Self::Publisher { Self::PublisherName } else { field };
        let fits = match wanted {
            Use::Find => true,
            Use::Values => !field.is_moment() && !field.is_text() && field != Self::Url,
            Use::Moments => field.is_moment(),
            Use::Highlight => field.is_text(),
        };
        if fits { Ok(field) } else { Err(EsError::argument(format!("field [{name}] cannot be used for this"))) }
    }

    /// Whether it is a moment.
    #[must_use]
    pub fn is_moment(self) -> bool {
        matches!(self, Self::Published | Self::PublishedAt | Self::FirstSeen)
    }

    /// Whether its words are looked up.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Headline | Self::Lead)
    }

    fn mapping(self) -> Value {
        match self {
            Self::Text | Self::Headline | Self::Lead => json!({ "type": "text" }),
            Self::Publisher => json!({ "type": "text", "fields": { "keyword": { "type": "keyword" } } }),
            Self::Published => json!({ "type": "date", "format": "strict_year_month_day||strict_year_month||strict_year" }),
            Self::PublishedAt | Self::FirstSeen => json!({ "type": "date", "format": "strict_date_optional_time||epoch_millis" }),
            _ => json!({ "type": "keyword" }),
        }
    }
}

/// `properties` of the mapping.
pub(crate) fn properties() -> Value {
    let mut all = Map::new();
    for (name, field) in FIELDS.iter().filter(|(name, _)| !name.contains('.')) {
        all.insert((*name).to_owned(), field.mapping());
    }
    all.insert("entity".to_owned(), EsField::Entity(None).mapping());
    for kind in KINDS {
        all.insert(kind.name().to_owned(), EsField::Entity(Some(kind)).mapping());
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::{EsField, Use, properties};

    #[test]
    fn every_field_of_the_mapping_can_be_found() {
        let mapping = properties();
        for name in mapping.as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(EsField::of(name, Use::Find).is_ok(), "{name}");
        }
        assert_eq!(EsField::of("publisher", Use::Values), Ok(EsField::PublisherName));
        assert!(EsField::of("headline", Use::Values).is_err());
        assert!(EsField::of("colour", Use::Find).is_err_and(|error| error.reason.contains("[colour]")));
    }
}
