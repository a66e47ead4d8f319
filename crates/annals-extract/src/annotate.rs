//! The order in which an article is read: dates first (so that "May" is settled), then names, figures, quotes, actions.

use crate::document::Document;
use crate::{Knowledge, action, attribution, correction, entity, figure, link, person, tagger, time};
use annals_model::{Annotations, Article};

/// Which concepts are read. Times are always read: they settle what is no name and no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Figures.
    pub figures: bool,
    /// Names, roles, quotes and actions.
    pub names: bool,
}

/// Everything found in `article`. Never fails: what cannot be told is `None` or a note.
#[must_use]
pub fn annotate(article: &Article, knowledge: &Knowledge) -> Annotations {
    annotate_only(article, knowledge, Wanted { figures: true, names: true })
}

/// As [`annotate`], for a part of the concepts. Without names figures have no subject and no origin; spans, values and units
/// are the same, except for levels of indices that only their names tell.
#[must_use]
pub fn annotate_only(article: &Article, knowledge: &Knowledge, wanted: Wanted) -> Annotations {
    let reading = annals_text::read(&article.text);
    let document = Document { article, reading: &reading, knowledge };
    let (mut times, mut notes) = time::find(&document);
    correction::clear(&document, &mut times);
    notes.sort_by_key(|note| note.span.order());
    if !wanted.names {
        let figures = if wanted.figures { figure::find(&document, &[], &times, &[]) } else { Vec::new() };
        return Annotations { id: article.id.clone(), times, figures, notes, ..Annotations::default() };
    }
    let mut organisations = entity::find(&document, &times);
    let mut people = person::find(&document, &times, &organisations);
    if matches!(article.lang.as_str(), "" | "en") {
        tagger::complete(&document, &times, &mut organisations, &mut people);
    }
    let (mut mentions, mut entities) = link::link(&document, &times, organisations, people);
    let roles = person::roles(&document, &mentions);
    link::settle_employers(&document, &mut mentions, &mut entities, &roles);
    let attributions = attribution::find(&document, &mentions);
    let figures = figure::find(&document, &mentions, &times, &attributions);
    let actions = action::find(&document, &mentions, &figures, &roles);
    Annotations { id: article.id.clone(), mentions, entities, roles, times, figures, attributions, actions, notes }
}
