//! The order in which an article is read: dates first (so that "May" is settled), then names, figures, quotes, actions.

use crate::document::Document;
use crate::{Knowledge, action, attribution, entity, figure, link, person, time};
use annals_model::{Annotations, Article};

/// Everything found in `article`. Never fails: what cannot be told is `None` or a note.
#[must_use]
pub fn annotate(article: &Article, knowledge: &Knowledge) -> Annotations {
    let reading = annals_text::read(&article.text);
    let document = Document { article, reading: &reading, knowledge };
    let (times, mut notes) = time::find(&document);
    let organisations = entity::find(&document, &times);
    let people = person::find(&document, &times, &organisations);
    let (mentions, entities) = link::link(&document, organisations, people);
    let roles = person::roles(&document, &mentions);
    let attributions = attribution::find(&document, &mentions);
    let figures = figure::find(&document, &mentions, &times, &attributions);
    let actions = action::find(&document, &mentions, &figures);
    notes.sort_by_key(|note| note.span.order());
    Annotations { id: article.id.clone(), mentions, entities, roles, times, figures, attributions, actions, notes }
}
