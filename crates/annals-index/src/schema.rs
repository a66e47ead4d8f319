//! The fields of the index, and their form as it is checked in.

use crate::cut::Row;
use crate::query::Scope;
use tantivy::schema::{
    DateOptions, DateTimePrecision, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};

/// Raised whenever an index written before can no longer be searched rightly, also when only the words are cut anew.
pub const SCHEMA_VERSION: u32 = 3;

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Article id.
    pub(crate) id: Field,
    /// The id as numbers, to be read and compared quickly.
    pub(crate) key: Field,
    /// Address and canonical address.
    pub(crate) url: Field,
    /// All searched words, as stems and as printed; those of the headline and the lead stand several times at their numbers.
    pub(crate) text: Place,
    /// Entity ids, once for each mention.
    pub(crate) entity: Field,
    /// Names of entities: folded name, kind, id.
    pub(crate) name: Field,
    /// The outlet's words.
    pub(crate) publisher: Field,
    /// The outlet as a whole.
    pub(crate) publisher_name: Field,
    /// How much of the page was shown.
    pub(crate) access: Field,
    /// Language code.
    pub(crate) lang: Field,
    /// Folded section.
    pub(crate) section: Field,
    /// The story it belongs to.
    pub(crate) story: Field,
    /// The article whose text it prints.
    pub(crate) wire: Field,
    /// Kind and id of every entity named, once each.
    pub(crate) facet: Field,
    /// The day of publication, in the article's own offset.
    pub(crate) published: Field,
    /// The instant of publication, seconds since 1970.
    pub(crate) published_at: Field,
    /// When it was received, microseconds since 1970.
    pub(crate) first_seen: Field,
    /// The day of publication as numbers.
    pub(crate) calendar: Calendar,
    /// 1 for a first version, one more for each revision.
    pub(crate) version: Field,
    /// Figures: unit and value, in the order of their values; once more behind the id of their subject.
    pub(crate) figure: Field,
    /// Bytes of the article's text.
    pub(crate) text_bytes: Field,
    /// Words of the searched text.
    pub(crate) words: Field,
    /// Where sentences and paragraphs begin.
    pub(crate) sentences: Field,
    /// A number that articles with the same words share.
    pub(crate) text_key: Field,
    /// The article, packed.
    pub(crate) article: Field,
    /// The annotations, packed.
    pub(crate) annotations: Field,
}

/// The day of publication, in the article's own offset, counted in whole units; absent when undated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    /// Days since 1970-01-01.
    pub(crate) day: Field,
    /// Weeks since the Monday 1969-12-29.
    pub(crate) week: Field,
    /// Year times 12 and the months before.
    pub(crate) month: Field,
    /// Year times 4 and the quarters before.
    pub(crate) quarter: Field,
    /// The year.
    pub(crate) year: Field,
}

impl Fields {
    /// Where the words of a scope are looked up.
    pub(crate) fn place(&self, scope: Scope) -> Place {
        Place { scope, overlay: self.text.overlay.filter(|_| scope == Scope::Everywhere), ..self.text }
    }
}

/// How often a word stands at its number: by this it is told which part of the text it is in, and it weighs more.
pub(crate) fn times(in_headline: bool, in_lead: bool) -> u8 {
    match (in_headline, in_lead) {
        (true, false) => 4,
        (false, true) => 2,
        // A line before the headline may open the lead.
        (true, true) => 5,
        (false, false) => 1,
    }
}

/// Where words are looked up: stems in one field, words as printed in another, with the same numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The part of the text: its words are told by how often they stand at their numbers.
    pub(crate) scope: Scope,
    /// Stems.
    pub(crate) stems: Field,
    /// Folded words as printed.
    pub(crate) exact: Field,
    /// Names, figures and dates at the numbers of their words, where they are known.
    pub(crate) overlay: Option<Field>,
}

impl Place {
    /// Leaves of a word's numbers, in order, those that lie in the place; some may stand several times.
    pub(crate) fn keep(self, numbers: &mut Vec<u32>) {
        let wanted = match self.scope {
            Scope::Everywhere => return,
            Scope::Headline => [times(true, false), times(true, true)],
            Scope::Lead => [times(false, true), times(true, true)],
        };
        let mut kept = 0;
        let mut from = 0;
        while let Some(number) = numbers.get(from).copied() {
            let same = numbers.iter().skip(from).take_while(|other| **other == number).count();
            if wanted.into_iter().any(|times| usize::from(times) == same)
                && let Some(place) = numbers.get_mut(kept)
            {
                *place = number;
                kept += 1;
            }
            from += same;
        }
        numbers.truncate(kept);
    }
}

/// The field of the starts of sentences.
pub(crate) const SENTENCES: &str = "sentences";

fn words_name() -> String {
    format!("words_{SCHEMA_VERSION}")
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |tokenizer: &str, record: IndexRecordOption, norms: bool| {
        TextOptions::default()
            .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(norms))
    };
    let running = |tokenizer: &str| words(tokenizer, IndexRecordOption::WithFreqsAndPositions, true);
    let whole = || words("raw", IndexRecordOption::Basic, false);
    let row = words_name();
    let date = DateOptions::default().set_indexed().set_fast().set_precision(DateTimePrecision::Seconds);
    let number = NumericOptions::default().set_fast();
    let text = Place {
        scope: Scope::Everywhere,
        stems: builder.add_text_field("text", running(&row)),
        exact: builder.add_text_field("text_exact", running(&row)),
        overlay: Some(builder.add_text_field("overlay", words(&row, IndexRecordOption::WithFreqsAndPositions, false))),
    };
    let fast = || whole().set_fast("raw");
    let fields = Fields {
        id: builder.add_text_field("id", fast() | STORED),
        key: builder.add_u64_field("key", number.clone()),
        url: builder.add_text_field("url", whole()),
        text,
        entity: builder.add_text_field("entity", words("raw", IndexRecordOption::WithFreqs, true)),
        name: builder.add_text_field("name", whole()),
        publisher: builder.add_text_field("publisher", running(&row)),
        publisher_name: builder.add_text_field("publisher_name", fast()),
        access: builder.add_text_field("access", fast()),
        lang: builder.add_text_field("lang", fast()),
        section: builder.add_text_field("section", fast()),
        story: builder.add_text_field("story", fast()),
        wire: builder.add_text_field("wire", fast()),
        facet: builder.add_text_field("facet", fast()),
        published: builder.add_date_field("published", date),
        published_at: builder.add_i64_field("published_at", number.clone()),
        first_seen: builder.add_i64_field("first_seen", number.clone().set_indexed()),
        calendar: Calendar {
            day: builder.add_i64_field("day", number.clone()),
            week: builder.add_i64_field("week", number.clone()),
            month: builder.add_i64_field("month", number.clone()),
            quarter: builder.add_i64_field("quarter", number.clone()),
            year: builder.add_i64_field("year", number.clone()),
        },
        version: builder.add_i64_field("version", number.clone()),
        figure: builder.add_text_field("figure", whole()),
        text_bytes: builder.add_u64_field("text_bytes", number.clone()),
        words: builder.add_u64_field("words", number.clone()),
        sentences: builder.add_u64_field(SENTENCES, number.clone()),
        text_key: builder.add_u64_field("text_key", number),
        article: builder.add_bytes_field("article", STORED),
        annotations: builder.add_bytes_field("annotations", STORED),
    };
    (builder.build(), fields)
}

/// The analyzers named in the schema.
pub(crate) fn tokenizers() -> TokenizerManager {
    // The library's own stay beside ours: it asks for them also where a field is no text.
    let manager = TokenizerManager::default();
    // Texts are cut before they come here.
    manager.register(&words_name(), TextAnalyzer::from(Row));
    manager
}

/// The schema with its version as indented JSON, ending in a line break: what `index/schema.json` holds.
#[must_use]
pub fn schema_json() -> String {
    let whole = serde_json::json!({ "version": SCHEMA_VERSION, "fields": schema().0 });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{schema, schema_json};

    #[test]
    fn the_json_names_every_field_and_the_version() {
        let json: serde_json::Value = serde_json::from_str(&schema_json()).unwrap();
        assert_eq!(json["version"], super::SCHEMA_VERSION);
        let names: Vec<&str> = json["fields"].as_array().unwrap().iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(names.len(), schema().0.fields().count());
        assert!(names.contains(&"published") && names.contains(&"text_exact"));
    }
}
