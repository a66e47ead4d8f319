//! Gathers what a feed says of one entry and of itself, and makes an entry of it.

use super::title::{self, Markup};
use super::{FeedEntry, absolute, date, is_web};
use annals_model::DateTime;
use url::Url;

/// What a feed's own word means to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    /// A title by another vocabulary, for entries that have none.
    StandIn,
    Link,
    /// A link to the page behind the one given.
    Origin,
    Guid,
    Id,
    /// Another name.
    Identifier,
    Published,
    /// The same by another vocabulary.
    Issued,
    /// A date that does not say of what.
    Date,
    Created,
    Updated,
    /// Last change of a page in a sitemap, which is no date of publication.
    Changed,
    Ttl,
    Period,
    Frequency,
}

/// The parts of an entry as they come.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) about: Option<String>,
    id: Option<String>,
    identifier: Option<String>,
    permalink: Option<Link>,
    link: Option<Link>,
    /// A link that is an attribute, as Atom has it; in RSS its own way goes before.
    attribute_link: Option<Link>,
    other_link: Option<Link>,
    origin: Option<Link>,
    title: Option<String>,
    stand_in: Option<String>,
    published: Option<DateTime>,
    issued: Option<DateTime>,
    date: Option<DateTime>,
    created: Option<DateTime>,
    updated: Option<DateTime>,
    changed: Option<DateTime>,
}

/// An address with the base it is to be read against.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) address: String,
    pub(super) base: Option<Url>,
}

impl Link {
    /// An address without the line breaks and double escapes that it may have picked up; `None` when it is none.
    pub(super) fn new(text: &str, base: Option<&Url>) -> Option<Self> {
        let address: String = text.lines().map(str::trim).collect();
        let address = if address.contains("&amp;") { address.replace("&amp;", "&") } else { address };
        let address: String =
            if address.contains(char::is_control) { address.chars().filter(|c| !c.is_control()).collect() } else { address };
        (!address.is_empty()).then(|| Self { address, base: base.cloned() })
    }

    /// The whole address. `last` is the base for want of a better one.
    pub(super) fn whole(&self, last: Option<&Url>) -> Option<String> {
        absolute(&self.address, self.base.as_ref().or(last))
    }
}

/// How near a link is to being the page itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Page,
    /// The page in another form than HTML.
    OtherForm,
}

impl Parts {
    pub(super) fn link(&mut self, link: Link, relation: Relation) {
        let place = if relation == Relation::Page { &mut self.attribute_link } else { &mut self.other_link };
        place.get_or_insert(link);
    }

    /// Takes the text of an element. `permalink`: the name says that it is the page's address.
    pub(super) fn take(&mut self, field: Field, text: &str, markup: Markup, permalink: bool, base: Option<&Url>) {
        let name = || Some(text.trim().chars().filter(|c| !c.is_control()).collect::<String>()).filter(|text| !text.is_empty());
        match field {
            Field::Title => first(&mut self.title, || title::read(text, markup)),
            Field::StandIn => first(&mut self.stand_in, || title::read(text, markup)),
            Field::Link => first(&mut self.link, || Link::new(text, base)),
            Field::Origin => first(&mut self.origin, || Link::new(text, base)),
            Field::Guid | Field::Id => {
                first(&mut self.id, name);
                if permalink {
                    first(&mut self.permalink, || Link::new(text, base).filter(|link| is_web(&link.address)));
                }
            }
            Field::Identifier => first(&mut self.identifier, name),
            Field::Published => first(&mut self.published, || date::parse(text)),
            Field::Issued => first(&mut self.issued, || date::parse(text)),
            Field::Date => first(&mut self.date, || date::parse(text)),
            Field::Created => first(&mut self.created, || date::parse(text)),
            Field::Updated => first(&mut self.updated, || date::parse(text)),
            Field::Changed => first(&mut self.changed, || date::parse(text)),
            Field::Ttl | Field::Period | Field::Frequency => {}
        }
    }

    /// The entry. `last` is the base for want of a better one.
    pub(super) fn entry(self, last: Option<&Url>) -> FeedEntry {
        let link = self.link.or(self.attribute_link).or(self.permalink).or(self.origin).or(self.other_link);
        let url = link.and_then(|link| link.whole(last));
        let title = self.title.or(self.stand_in);
        let id = self.id.or(self.about).or(self.identifier).or_else(|| url.clone()).or_else(|| title.clone()).unwrap_or_default();
        let published = self.published.or(self.issued).or(self.date).or(self.created).or(self.updated);
        FeedEntry { id, url, title, published, updated: self.updated.or(self.changed) }
    }
}

/// Fills a place that is empty yet.
fn first<T>(place: &mut Option<T>, value: impl FnOnce() -> Option<T>) {
    if place.is_none() {
        *place = value();
    }
}
