//! What a figure says: which way, of what, how measured, when, by whom.
//!
//! Each concern is a plain function over the figure's place in its sentence. A field is set only when words say it.

mod clause;
mod direction;
mod house;
mod label;
pub(crate) mod lexicon;
mod metric;
mod mover;
mod origin;
mod period;
mod phrase;
mod relation;
mod salience;
mod sign;
mod standing;
mod subject;
mod window;

use crate::figure::scan::Scene;
use annals_model::{Article, Attribution, Direction, Figure, Metric, Span, Unit};
use std::ops::Range;

/// Attaches meaning to the figures found; each comes with its tokens, hedge included.
pub(crate) fn attach(
    scene: &Scene<'_>,
    article: &Article,
    found: Vec<(Figure, Range<usize>)>,
    attributions: &[Attribution],
) -> Vec<Figure> {
    let sites = window::sites(scene.reading, &found);
    let mut figures: Vec<Figure> = found.into_iter().map(|(figure, _)| figure).collect();
    let spans: Vec<Span> = figures.iter().map(|f| f.span).collect();
    let covering = origin::covering(&spans, attributions);
    relation::link(scene, &mut figures, &sites);
    for index in 0..figures.len() {
        let Some(site) = sites.get(index) else { continue };
        let leader = relation::leader(scene, &figures, &sites, index);
        let before = index.checked_sub(1).and_then(|k| figures.get(k).zip(sites.get(k)));
        let Some(figure) = figures.get(index) else { continue };
        let way = direction::find(scene.reading, site, figure, before);
        let said = way.said;
        let moved = before
            .filter(|(f, b)| b.sentence == site.sentence && std::mem::discriminant(&f.unit) == std::mem::discriminant(&figure.unit))
            .map(|(f, _)| ((f.subject, f.subject_span), f.metric));
        let Some(figure) = figures.get_mut(index) else { continue };
        figure.direction = way.direction;
        // "+0.2%" says it by its sign.
        if figure.direction.is_none() && matches!(figure.unit, Unit::Percent | Unit::PercentagePoint | Unit::BasisPoint | Unit::IndexPoint)
        {
            figure.direction = sign::signed(scene.reading, figure);
        }
        // "Gold: plus $3.9 billion": a sign in words, of a flow where flows are told.
        if figure.direction.is_none() && matches!(figure.unit, Unit::Money(_)) {
            figure.direction = sign::signed_flow(scene.reading, site);
        }
        let subject = subject::find(scene, article, site, said, leader.is_none());
        (figure.subject, figure.subject_span) = (subject.mention, subject.span);
        let kind = subject.mention.and_then(|k| scene.mentions.get(k as usize)).map(|m| m.kind);
        // "Its advance stands at 19%": the subject says the way.
        if figure.unit == Unit::Percent
            && matches!(figure.direction, None | Some(Direction::Level))
            && let Some(change) = figure.subject_span.and_then(|span| lexicon::change(span.of(scene.reading.text())))
            && change.noun
        {
            figure.direction = Some(change.direction);
        }
        // "equity funds lost $18 billion": their savers took it out.
        if matches!(figure.unit, Unit::Money(_))
            && let Some(flow) = mover::flow_of_funds(scene, figure, said)
        {
            figure.direction = Some(flow);
        }
        figure.metric = metric::find(scene.reading, site, figure, said, kind);
        // "lowered her target by HK$3": a step is no target.
        let by = site.tokens.start.checked_sub(1).is_some_and(|k| scene.reading.word(k) == "by");
        let stepped = by && figure.metric == Some(Metric::PriceTarget) && matches!(figure.unit, Unit::Money(_));
        // Stock sold by its issuer brings money in.
        if figure.metric == Some(Metric::Proceeds) && figure.direction == Some(Direction::Out) {
            figure.direction = Some(Direction::In);
        }
        if figure.metric == Some(Metric::PriceTarget) {
            // Who sets the target is its origin, not its subject.
            let set_for = subject::of_target(scene, site).or_else(|| subject::judged(scene, article, site));
            let kept = figure.unit == Unit::Percent && set_for.is_none();
            if !kept {
                let set_for = set_for.unwrap_or_default();
                (figure.subject, figure.subject_span) = (set_for.mention, set_for.span);
            }
        }
        if stepped {
            figure.metric = None;
        }
        // "from 19,400", "than the 4.9 million of January": the base is of what moved.
        if way.base
            && let Some((of, metric)) = moved
            && (said.is_none() || figure.subject_span.is_none())
        {
            (figure.subject, figure.subject_span) = (of.0, of.1);
            figure.metric = metric.or(figure.metric);
        }
        figure.period = period::find(scene, site);
        figure.record = sign::record(scene.reading, site);
        figure.modality = origin::modality(scene, site);
        let covering = covering.get(index).map(Vec::as_slice).unwrap_or_default();
        figure.origin = origin::find(scene, site, figure, attributions, covering);
        if let Some((from, carried)) = leader {
            let own = carried && subject.mention.is_some();
            if !carried || said.is_none() {
                // What is carried over keeps its time too, unless another stands behind.
                let behind = |k: u32| scene.times.get(k as usize).is_some_and(|t| t.span.start >= figure.span.end);
                figure.period = figure.period.filter(|k| !carried || behind(*k));
                relation::carry(&mut figures, from, index, carried, own);
            }
        }
        if way.base {
            relation::old_value(scene, &mut figures, &sites, index);
        }
        relation::reach(scene, &mut figures, &sites, index);
    }
    relation::share_record(&mut figures);
    relation::respectively(scene, article, &mut figures, &sites);
    figures
}
