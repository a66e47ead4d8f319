//! annotations.jsonl: spans written with their words, so that a reader needs no second file.

use super::InputError;
use super::article::ArticleRow;
use crate::{
    Action, ActionKind, ActionValue, Annotations, Article, ArticleId, Attribution, Basis, Calendar, Currency, Direction, Entity, EntityId,
    Figure, Grain, Hedge, Kind, Mention, Metric, Modality, Note, QuoteKind, RegionKind, Role, RuleName, Span, TimeExpr, Timex, Unit,
    VERSION,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A span with its words.
#[derive(Serialize, Deserialize)]
struct Words<'a> {
    start: u32,
    end: u32,
    #[serde(default, borrow)]
    surface: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct MentionRow<'a> {
    #[serde(borrow, flatten)]
    at: Words<'a>,
    kind: Kind,
    entity: Option<EntityId>,
    name: Option<Cow<'a, str>>,
    nominal: bool,
    region: Option<RegionKind>,
    rule: RuleName,
    score: f32,
}

#[derive(Serialize, Deserialize)]
struct RoleRow<'a> {
    person: u32,
    employer: Option<u32>,
    #[serde(borrow)]
    title: Option<Words<'a>>,
    said_at: Span,
    rule: RuleName,
}

#[derive(Serialize, Deserialize)]
struct TimeRow<'a> {
    #[serde(borrow, flatten)]
    at_span: Words<'a>,
    #[serde(rename = "type")]
    kind: Timex,
    value: Option<Cow<'a, str>>,
    from: Option<Date>,
    to: Option<Date>,
    at: Option<Cow<'a, str>>,
    grain: Grain,
    basis: Basis,
    calendar: Calendar,
    until: Option<u32>,
    region: Option<RegionKind>,
    rule: RuleName,
}

#[derive(Serialize, Deserialize)]
struct FigureRow<'a> {
    #[serde(borrow, flatten)]
    at: Words<'a>,
    value: Decimal,
    low: Option<Decimal>,
    high: Option<Decimal>,
    unit: Cow<'a, str>,
    currency: Option<Currency>,
    unit_surface: Option<Cow<'a, str>>,
    unit_span: Option<Span>,
    unit_name: Cow<'a, str>,
    per: Option<Cow<'a, str>>,
    direction: Option<Direction>,
    hedge: Hedge,
    record: bool,
    subject: Option<u32>,
    subject_surface: Option<Cow<'a, str>>,
    subject_span: Option<Span>,
    metric: Option<Metric>,
    period: Option<u32>,
    from: Option<u32>,
    to: Option<u32>,
    origin: Option<u32>,
    pair: Option<u32>,
    carried: bool,
    modality: Modality,
    region: Option<RegionKind>,
    rule: RuleName,
}

#[derive(Serialize, Deserialize)]
struct AttributionRow<'a> {
    source: Option<u32>,
    #[serde(borrow)]
    source_span: Option<Words<'a>>,
    #[serde(borrow)]
    cue: Option<Words<'a>>,
    content: Vec<Span>,
    kind: QuoteKind,
    region: Option<RegionKind>,
    rule: RuleName,
}

#[derive(Serialize, Deserialize)]
struct ActionValueRow {
    value: String,
    #[serde(flatten)]
    span: Span,
    figure: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct ActionRow<'a> {
    actor: u32,
    object: Option<u32>,
    object_surface: Option<Cow<'a, str>>,
    object_span: Option<Span>,
    kind: ActionKind,
    from: Option<ActionValueRow>,
    to: Option<ActionValueRow>,
    #[serde(flatten)]
    span: Span,
    rule: RuleName,
}

#[derive(Serialize, Deserialize)]
struct NoteRow<'a> {
    #[serde(flatten)]
    span: Span,
    kind: Cow<'a, str>,
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct AnnotationsRow<'a> {
    v: u32,
    id: Cow<'a, ArticleId>,
    #[serde(borrow)]
    mentions: Vec<MentionRow<'a>>,
    entities: Cow<'a, [Entity]>,
    #[serde(borrow)]
    roles: Vec<RoleRow<'a>>,
    #[serde(borrow)]
    times: Vec<TimeRow<'a>>,
    #[serde(borrow)]
    figures: Vec<FigureRow<'a>>,
    #[serde(borrow)]
    attributions: Vec<AttributionRow<'a>>,
    #[serde(borrow)]
    actions: Vec<ActionRow<'a>>,
    #[serde(borrow)]
    notes: Vec<NoteRow<'a>>,
}

#[derive(Serialize)]
struct ArticleAndAnnotations<'a> {
    #[serde(flatten)]
    article: ArticleRow<'a>,
    annotations: AnnotationsRow<'a>,
}

/// One line of annotations.jsonl, without the line end.
#[must_use]
pub fn annotations_to_json(article: &Article, annotations: &Annotations) -> String {
    serde_json::to_string(&row(article, annotations)).unwrap_or_default()
}

/// The article's line with its annotations inside, without the line end.
#[must_use]
pub fn article_with_annotations(article: &Article, annotations: &Annotations) -> String {
    let both = ArticleAndAnnotations { article: ArticleRow::from(article), annotations: row(article, annotations) };
    serde_json::to_string(&both).unwrap_or_default()
}

fn row<'a>(article: &'a Article, annotations: &'a Annotations) -> AnnotationsRow<'a> {
    let words = |span: Span| Words { start: span.start, end: span.end, surface: Cow::Borrowed(span.of(&article.text)) };
    let surface = |span: Span| Cow::Borrowed(span.of(&article.text));
    let region = |offset: u32| Some(article.region_at(offset));
    let names: std::collections::HashMap<&EntityId, &str> =
        annotations.entities.iter().map(|entity| (&entity.id, entity.name.as_str())).collect();
    let name = |id: &EntityId| names.get(id).copied();
    AnnotationsRow {
        v: VERSION,
        id: Cow::Borrowed(&annotations.id),
        mentions: annotations
            .mentions
            .iter()
            .map(|m| MentionRow {
                at: words(m.span),
                kind: m.kind,
                entity: m.entity.clone(),
                name: m.entity.as_ref().and_then(name).map(Cow::Borrowed),
                nominal: m.nominal,
                region: region(m.span.start),
                rule: m.rule.clone(),
                score: m.score,
            })
            .collect(),
        entities: Cow::Borrowed(&annotations.entities),
        roles: annotations
            .roles
            .iter()
            .map(|r| RoleRow {
                person: r.person,
                employer: r.employer,
                title: r.title.map(words),
                said_at: r.said_at,
                rule: r.rule.clone(),
            })
            .collect(),
        times: annotations
            .times
            .iter()
            .map(|t| TimeRow {
                at_span: words(t.span),
                kind: t.kind,
                value: t.value.as_deref().map(Cow::Borrowed),
                from: t.from,
                to: t.to,
                at: t.at.as_deref().map(Cow::Borrowed),
                grain: t.grain,
                basis: t.basis,
                calendar: t.calendar,
                until: t.until,
                region: region(t.span.start),
                rule: t.rule.clone(),
            })
            .collect(),
        figures: annotations
            .figures
            .iter()
            .map(|f| FigureRow {
                at: words(f.span),
                value: f.value,
                low: f.low,
                high: f.high,
                unit: Cow::Borrowed(f.unit.name()),
                currency: f.unit.currency(),
                unit_surface: f.unit_span.map(surface),
                unit_span: f.unit_span,
                unit_name: Cow::Borrowed(&f.unit_name),
                per: f.per.as_deref().map(Cow::Borrowed),
                direction: f.direction,
                hedge: f.hedge,
                record: f.record,
                subject: f.subject,
                subject_surface: f.subject_span.map(surface),
                subject_span: f.subject_span,
                metric: f.metric,
                period: f.period,
                from: f.from,
                to: f.to,
                origin: f.origin,
                pair: f.pair,
                carried: f.carried,
                modality: f.modality,
                region: region(f.span.start),
                rule: f.rule.clone(),
            })
            .collect(),
        attributions: annotations
            .attributions
            .iter()
            .map(|a| AttributionRow {
                source: a.source,
                source_span: a.source_span.map(words),
                cue: a.cue.map(words),
                content: a.content.clone(),
                kind: a.kind,
                region: a.content.first().and_then(|span| region(span.start)),
                rule: a.rule.clone(),
            })
            .collect(),
        actions: annotations
            .actions
            .iter()
            .map(|a| ActionRow {
                actor: a.actor,
                object: a.object,
                object_surface: a.object_span.map(surface),
                object_span: a.object_span,
                kind: a.kind,
                from: a.from.as_ref().map(value_row),
                to: a.to.as_ref().map(value_row),
                span: a.span,
                rule: a.rule.clone(),
            })
            .collect(),
        notes: annotations
            .notes
            .iter()
            .map(|n| NoteRow { span: n.span, kind: Cow::Borrowed(&n.kind), text: Cow::Borrowed(&n.text) })
            .collect(),
    }
}

fn value_row(value: &ActionValue) -> ActionValueRow {
    ActionValueRow { value: value.value.clone(), span: value.span, figure: value.figure }
}

/// Reads annotations back from a line of annotations.jsonl, or from the `annotations` of a joined line.
///
/// # Errors
/// When the line is not of this form, or its version is higher than ours.
pub fn annotations_from_json(line: &str) -> Result<Annotations, InputError> {
    #[derive(Deserialize)]
    struct Joined<'a> {
        #[serde(borrow)]
        annotations: Option<&'a serde_json::value::RawValue>,
    }
    let refused = |e: serde_json::Error| InputError(format!("no annotations: {e}"));
    let joined: Joined = serde_json::from_str(line).map_err(refused)?;
    let row: AnnotationsRow = serde_json::from_str(joined.annotations.map_or(line, |inner| inner.get())).map_err(refused)?;
    if row.v > VERSION {
        return Err(InputError(format!("version {} is not known, this program reads up to {VERSION}", row.v)));
    }
    let span = |words: &Words| Span { start: words.start, end: words.end };
    Ok(Annotations {
        id: row.id.into_owned(),
        mentions: row
            .mentions
            .into_iter()
            .map(|m| Mention { span: span(&m.at), kind: m.kind, entity: m.entity, nominal: m.nominal, rule: m.rule, score: m.score })
            .collect(),
        entities: row.entities.into_owned(),
        roles: row
            .roles
            .into_iter()
            .map(|r| Role { person: r.person, employer: r.employer, title: r.title.as_ref().map(span), said_at: r.said_at, rule: r.rule })
            .collect(),
        times: row
            .times
            .into_iter()
            .map(|t| TimeExpr {
                span: span(&t.at_span),
                kind: t.kind,
                value: t.value.map(Cow::into_owned),
                from: t.from,
                to: t.to,
                at: t.at.map(Cow::into_owned),
                grain: t.grain,
                basis: t.basis,
                calendar: t.calendar,
                until: t.until,
                rule: t.rule,
            })
            .collect(),
        figures: row.figures.into_iter().map(figure).collect(),
        attributions: row
            .attributions
            .into_iter()
            .map(|a| Attribution {
                source: a.source,
                source_span: a.source_span.as_ref().map(span),
                cue: a.cue.as_ref().map(span),
                content: a.content,
                kind: a.kind,
                rule: a.rule,
            })
            .collect(),
        actions: row
            .actions
            .into_iter()
            .map(|a| Action {
                actor: a.actor,
                object: a.object,
                object_span: a.object_span,
                kind: a.kind,
                from: a.from.map(action_value),
                to: a.to.map(action_value),
                span: a.span,
                rule: a.rule,
            })
            .collect(),
        notes: row.notes.into_iter().map(|n| Note { span: n.span, kind: n.kind.into_owned(), text: n.text.into_owned() }).collect(),
    })
}

fn action_value(row: ActionValueRow) -> ActionValue {
    ActionValue { value: row.value, span: row.span, figure: row.figure }
}

fn figure(f: FigureRow) -> Figure {
    let unit = match &*f.unit {
        "money" => Unit::Money(f.currency),
        "percent" => Unit::Percent,
        "percentage_point" => Unit::PercentagePoint,
        "basis_point" => Unit::BasisPoint,
        "index_point" => Unit::IndexPoint,
        "share" => Unit::Share,
        "multiple" => Unit::Multiple,
        "duration" => Unit::Duration,
        _ => Unit::Count(f.unit_span),
    };
    Figure {
        span: Span { start: f.at.start, end: f.at.end },
        value: f.value,
        low: f.low,
        high: f.high,
        unit,
        unit_span: f.unit_span,
        unit_name: f.unit_name.into_owned(),
        per: f.per.map(Cow::into_owned),
        direction: f.direction,
        hedge: f.hedge,
        record: f.record,
        subject: f.subject,
        subject_span: f.subject_span,
        metric: f.metric,
        period: f.period,
        from: f.from,
        to: f.to,
        origin: f.origin,
        pair: f.pair,
        carried: f.carried,
        modality: f.modality,
        rule: f.rule,
    }
}
