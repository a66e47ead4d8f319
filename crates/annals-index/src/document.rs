//! From an annotated article to a document of the index.

use crate::compile::{access_name, seconds};
use crate::content::Content;
use crate::cut::{Cut, Cutter, words_of};
use crate::figure_key::{figure_key, subject_key};
use crate::ids::numbers;
use crate::overlay::{cells, marks};
use crate::packed::{pack, pack_article};
use crate::schema::{Calendar, Fields, times};
use crate::sentences::kept;
use crate::stems::mixed;
use annals_model::{Annotated, EntityId, Kind, Mention};
use annals_text::{fold, fold_into};
use jiff::civil::Date;
use std::ops::Range;
use tantivy::{DateTime, TantivyDocument};

/// What is known of an article beside itself and its annotations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside<'a> {
    /// Id of the story it belongs to.
    pub story: Option<&'a str>,
    /// Id of the article whose text it prints, when that is another one.
    pub wire: Option<&'a str>,
    /// 1 for a first version, one more for each revision. When it is not known, an article that revises another counts as
    /// the second version and any other as the first.
    pub version: Option<u32>,
}

/// Parts a name, a kind and an id in the field of names, a kind and an id in the field of facets.
pub(crate) const NAME_PART: char = '\u{1f}';

/// Ids and names longer than this are not looked up: a term of the index has a length it cannot pass.
const LONGEST_KEY: usize = 2_000;

/// The document of an article.
pub(crate) fn document(annotated: &Annotated, beside: Beside<'_>, fields: Fields, cutter: &mut Cutter) -> TantivyDocument {
    let Annotated { article, annotations } = annotated;
    let content = Content::of(article);
    let mut doc = TantivyDocument::default();
    let mut key = |field, value: &str| {
        if !value.is_empty() && value.len() <= LONGEST_KEY {
            doc.add_text(field, value);
        }
    };
    key(fields.id, article.id.as_str());
    key(fields.url, &article.url);
    if article.canonical != article.url {
        key(fields.url, &article.canonical);
    }
    key(fields.publisher_name, &article.publisher);
    key(fields.access, access_name(article.access));
    key(fields.lang, &fold(&article.lang));
    key(fields.section, &article.section.as_deref().map(fold).unwrap_or_default());
    key(fields.story, beside.story.unwrap_or_default());
    key(fields.wire, beside.wire.unwrap_or_default());
    let is_content = |mention: &Mention| article.region_at(mention.span.start).is_content();
    // A term that is added twice stands once where numbers are not kept; only the facets are kept as they are given.
    let mut names = Vec::with_capacity(annotations.mentions.len() + 4 * annotations.entities.len());
    let mut facets = Vec::with_capacity(annotations.entities.len());
    let mut kinds: Vec<(&EntityId, Kind)> = annotations.entities.iter().map(|entity| (&entity.id, entity.kind)).collect();
    kinds.sort_by_key(|(id, _)| *id);
    for mention in &annotations.mentions {
        let Some(id) = mention.entity.as_ref().filter(|_| is_content(mention)) else { continue };
        key(fields.entity, id.as_str());
        let known = kinds.get(kinds.partition_point(|(known, _)| *known < id)).filter(|(known, _)| *known == id);
        facets.push((known.map_or(mention.kind, |(_, kind)| *kind).name(), id.as_str()));
        if !mention.nominal {
            names.push((mention.span.of(&article.text), mention.kind.name(), id.as_str()));
        }
    }
    // A name counts only where a mention in the searched regions stands behind it.
    for entity in &annotations.entities {
        let named = entity.mentions.iter().filter_map(|i| annotations.mentions.get(*i as usize));
        if named.into_iter().any(is_content) {
            let forms = [entity.name.as_str(), entity.id.as_str()].into_iter().chain(entity.tickers.iter().map(String::as_str));
            names.extend(forms.map(|form| (form, entity.kind.name(), entity.id.as_str())));
        }
    }
    names.sort_unstable();
    names.dedup();
    let mut joined = String::new();
    for (name, kind, id) in names {
        joined.clear();
        fold_into(name, &mut joined);
        push_parts(&mut joined, [kind, id]);
        key(fields.name, &joined);
    }
    facets.sort_unstable();
    facets.dedup();
    for (kind, id) in facets {
        joined.clear();
        joined.push_str(kind);
        push_parts(&mut joined, [id]);
        key(fields.facet, &joined);
    }
    for figure in annotations.figures.iter().filter(|figure| article.region_at(figure.span.start).is_content()) {
        let subject = figure.subject.and_then(|i| annotations.mentions.get(i as usize)).and_then(|mention| mention.entity.as_ref());
        for value in [Some(figure.value), figure.low, figure.high].into_iter().flatten() {
            let Some(figure) = figure_key(figure.unit, value) else { continue };
            key(fields.figure, &figure);
            if let Some(subject) = subject {
                key(fields.figure, &subject_key(subject, &figure));
            }
        }
    }
    let id = article.id.as_str();
    if !id.is_empty() && id.len() <= LONGEST_KEY {
        for number in numbers(id) {
            doc.add_u64(fields.key, number);
        }
    }
    doc.add_text(fields.publisher, cutter.cut(&article.publisher, |_| 1).exact);
    let inside = |stretch: &Range<usize>, word: &Range<usize>| stretch.start <= word.start && word.end <= stretch.end;
    let cut = cutter.cut(&content.text, |word| times(inside(&content.headline, &word), inside(&content.lead, &word)));
    doc.add_text(fields.text.stems, &cut.stems);
    doc.add_text(fields.text.exact, &cut.exact);
    if let Some(overlay) = fields.text.overlay {
        doc.add_text(overlay, cells(&marks(annotated, &content, cut.words())));
    }
    for start in kept(&cut.starts) {
        doc.add_u64(fields.sentences, start);
    }
    doc.add_u64(fields.words, cut.words().len() as u64);
    doc.add_u64(fields.text_key, text_key(&cut, &content.headline));
    if let Some(published) = article.published {
        add_calendar(&mut doc, published.date, fields.calendar);
        doc.add_date(fields.published, DateTime::from_timestamp_secs(seconds(published.date)));
        doc.add_i64(fields.published_at, published.unix_seconds());
    }
    if let Some(first_seen) = article.first_seen {
        doc.add_i64(fields.first_seen, first_seen.as_microsecond());
    }
    let version = beside.version.unwrap_or(if article.revises.is_some() { 2 } else { 1 });
    doc.add_i64(fields.version, i64::from(version));
    doc.add_u64(fields.text_bytes, article.text.len() as u64);
    doc.add_bytes(fields.article, &pack_article(article));
    doc.add_bytes(fields.annotations, &pack(annotations));
    doc
}

/// A number that texts with the same words share, letters' case, signs and the headline apart: outlets print a wire story
/// under headlines of their own. It is the same on every machine.
fn text_key(cut: &Cut, headline: &Range<usize>) -> u64 {
    let [before, after, within] = [0..headline.start, headline.end..usize::MAX, headline.clone()].map(|part| cut.part(&part));
    let key = |parts: [&str; 2]| {
        let words = parts.into_iter().flat_map(words_of);
        words.fold(None, |key, word| Some(mixed(key.unwrap_or(word.len() as u64), word)))
    };
    key([before, after]).or_else(|| key([within, ""])).unwrap_or(0)
}

fn add_calendar(doc: &mut TantivyDocument, day: Date, calendar: Calendar) {
    let numbers = CalendarDay::of(day);
    doc.add_i64(calendar.day, numbers.day);
    doc.add_i64(calendar.week, numbers.week);
    doc.add_i64(calendar.month, numbers.month);
    doc.add_i64(calendar.quarter, numbers.quarter);
    doc.add_i64(calendar.year, numbers.year);
}

/// A day counted in days, weeks, months, quarters and years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CalendarDay {
    day: i64,
    week: i64,
    month: i64,
    quarter: i64,
    year: i64,
}

impl CalendarDay {
    fn of(day: Date) -> Self {
        let days = seconds(day).div_euclid(86_400);
        let (year, month) = (i64::from(day.year()), i64::from(day.month()) - 1);
        // 1970 began on a Thursday.
        Self { day: days, week: (days + 3).div_euclid(7), month: year * 12 + month, quarter: year * 4 + month / 3, year }
    }
}

fn push_parts<const N: usize>(key: &mut String, parts: [&str; N]) {
    for part in parts {
        key.push(NAME_PART);
        key.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::CalendarDay;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_in_whole_units() {
        assert_eq!(CalendarDay::of(date(1970, 1, 4)), CalendarDay { day: 3, week: 0, month: 23_640, quarter: 7_880, year: 1970 });
        assert_eq!(CalendarDay::of(date(1970, 1, 5)).week, 1);
        assert_eq!(CalendarDay::of(date(1969, 12, 28)).week, -1);
        let last = CalendarDay::of(date(2024, 12, 31));
        assert_eq!((last.month, last.quarter), (2024 * 12 + 11, 2024 * 4 + 3));
        assert_eq!(CalendarDay::of(date(2025, 1, 1)).month, last.month + 1);
    }
}
