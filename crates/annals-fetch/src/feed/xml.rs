//! Reads feeds that are XML, or were meant to be: RSS of all versions, RDF, Atom, CDF and sitemaps.
//!
//! One pass over tags and texts. Of the elements some are frames (a channel, an entry), some are leaves whose text is
//! wanted, and the rest is stepped over. Ends that are missing are made up for where it is plain what was meant.

use super::element::{Attributes, Holds, field, holds, is_closed, is_entry, is_frame, is_structural, relation};
use super::entry::{Field, Link, Parts, Relation};
use super::reference::Entities;
use super::scan::{Scanner, Token, attributes};
use super::space::{self, Space};
use super::title::{self, Markup};
use super::{Listing, word};
use url::Url;

/// Most entries that are read of one feed, after the sitemap protocol.
const MAX_ENTRIES: usize = 50_000;
/// A text longer than this, in bytes, is cut.
const MAX_TEXT: usize = 1 << 20;
/// Frames deeper than this are not entered.
const MAX_DEPTH: usize = 32;

/// Declarations of vocabularies that are remembered inside a text.
const MAX_SCOPES: usize = 500;

/// What an element that is open means.
struct Frame<'a> {
    local: String,
    base: Option<Url>,
    /// How many declarations of vocabularies were in force outside.
    outside: usize,
    entry: bool,
    name: &'a str,
}

/// An element whose text is being gathered.
struct Leaf<'a> {
    field: Field,
    name: &'a str,
    text: String,
    markup: Markup,
    base64: bool,
    permalink: bool,
    base: Option<Url>,
    /// Elements of the same name inside.
    depth: usize,
    /// The script or the like that it is in.
    silent: Option<&'a str>,
    outside: usize,
}

impl Leaf<'_> {
    fn listens(&self) -> bool {
        self.silent.is_none() && self.text.len() < MAX_TEXT
    }
}

/// An element that is stepped over.
struct Skip<'a> {
    name: &'a str,
    depth: usize,
    /// Frames of another feed inside.
    frames: usize,
    holds: Holds,
}

struct Reader<'a> {
    entities: Entities,
    scopes: Vec<(&'a str, Space)>,
    frames: Vec<Frame<'a>>,
    leaf: Option<Leaf<'a>>,
    skip: Option<Skip<'a>>,
    parts: Option<Parts>,
    listing: Listing,
    base: Option<Url>,
    /// The address of the site, as the feed gives it.
    home: Option<Url>,
    period: Option<u64>,
    frequency: Option<u64>,
    /// The feed's title by another vocabulary.
    stand_in: Option<String>,
    /// The name of the first element, where it is no feed's.
    first: Option<String>,
    /// Whether a page was met before.
    page: bool,
    atom: bool,
    sitemap: bool,
}

/// Reads a feed; an error when no element of one is met.
pub(super) fn parse(text: &str, base: Option<&Url>) -> Result<Listing, String> {
    let mut reader = Reader {
        entities: Entities::default(),
        scopes: Vec::new(),
        frames: Vec::new(),
        leaf: None,
        skip: None,
        parts: None,
        listing: Listing::default(),
        base: base.cloned(),
        home: None,
        period: None,
        frequency: None,
        stand_in: None,
        first: None,
        page: false,
        atom: false,
        sitemap: false,
    };
    let mut scanner = Scanner::new(text);
    while let Some(token) = scanner.next() {
        match token {
            Token::Doctype(doctype) => reader.entities.declare(doctype),
            Token::Start { name, attributes, empty } => reader.start(name, attributes, empty),
            Token::End { name } => reader.end(name),
            Token::Text(text) => {
                if let Some(leaf) = reader.leaf.as_mut().filter(|leaf| leaf.listens()) {
                    reader.entities.resolve(text, &mut leaf.text);
                }
            }
            Token::Literal(text) => reader.leaf.iter_mut().filter(|leaf| leaf.listens()).for_each(|leaf| leaf.text.push_str(text)),
        }
        if !scanner.started && !reader.frames.is_empty() {
            scanner.started = true;
        } else if (scanner.started && reader.frames.is_empty()) || reader.listing.len() >= MAX_ENTRIES {
            break;
        }
    }
    if !scanner.started {
        return Err(reader.first.map_or_else(|| "no element of a feed".to_owned(), |name| format!("its first element is `{name}`")));
    }
    reader.finish_entry(true);
    Ok(reader.told())
}

impl<'a> Reader<'a> {
    /// The listing, with how long it may be kept.
    fn told(mut self) -> Listing {
        let told = self.period.or(self.frequency.map(|_| 24 * 3600)).map(|period| period / self.frequency.unwrap_or(1).max(1));
        self.listing.ttl = self.listing.ttl.max(told);
        self.listing.feed.title = self.listing.feed.title.or(self.stand_in);
        self.listing
    }

    fn start(&mut self, name: &'a str, printed: &'a str, empty: bool) {
        let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
        let local = word(local);
        let local = local.as_ref();
        if let Some(skip) = &mut self.skip {
            let ended = match skip.holds {
                Holds::Text => is_structural(local),
                Holds::Html => matches!(local, "guid" | "pubdate") || (prefix.len() > 1 && space::by_prefix(prefix) != Space::Inline),
                Holds::Anything => false,
            };
            if !ended || name.eq_ignore_ascii_case(skip.name) {
                if !empty && name == skip.name {
                    skip.depth += 1;
                } else if !empty && is_frame(local, self.sitemap) {
                    skip.frames += 1;
                }
                return;
            }
            self.skip = None;
        }
        let outside = self.scopes.len();
        let attributes = self.attributes(local, printed);
        let space = self.space(prefix);
        if let Some(leaf) = &mut self.leaf {
            let neighbour = !prefix.is_empty() && !matches!(space, Space::Core | Space::Inline);
            let ends = (neighbour || space == Space::Core && is_structural(local)) && !name.eq_ignore_ascii_case(leaf.name);
            if !ends {
                // What is declared inside holds to the leaf's end, so far as it is not too much.
                self.scopes.truncate(outside.max(MAX_SCOPES));
                leaf.depth += usize::from(!empty && name == leaf.name);
                if !empty && title::is_silent(local) {
                    leaf.silent = leaf.silent.or(Some(name));
                }
                if title::is_gap(local) {
                    leaf.text.push(' ');
                }
                return;
            }
            self.close_leaf();
        }
        if self.frames.is_empty() {
            self.root(name, local, space, &attributes);
            return;
        }
        if is_frame(local, self.sitemap) && matches!(space, Space::Core | Space::News) && self.frames.len() < MAX_DEPTH {
            self.open_frame(name, local, &attributes, outside, empty);
        } else if let Some(field) = field(space, local, self.parts.is_some(), self.sitemap) {
            self.open_leaf(name, field, &attributes, outside, empty);
        } else {
            self.scopes.truncate(outside);
            // Outside entries an unknown element may hold entries; inside it is none of ours.
            let through = self.parts.is_none() && space == Space::Core && !is_closed(local);
            if !empty && !through {
                let holds = holds(local, self.atom);
                self.skip = Some(Skip { name, depth: 0, frames: 0, holds });
            }
        }
    }

    fn root(&mut self, name: &'a str, local: &str, space: Space, attributes: &Attributes<'a>) {
        self.page |= local == "html";
        // A page may hold odd elements, but no whole feed by chance.
        let root = matches!(local, "rss" | "feed" | "urlset" | "sitemapindex")
            || (!self.page && (local == "rdf" || (space == Space::Core && matches!(local, "channel" | "entry"))));
        if !root {
            self.scopes.clear();
            self.first.get_or_insert_with(|| name.chars().take(40).collect());
            return;
        }
        if matches!(space, Space::Foreign | Space::Inline) && local != "rdf" {
            // A feed whose vocabulary nobody knows is read by its words.
            self.scopes.push((name.rsplit_once(':').map_or("", |(prefix, _)| prefix), Space::Core));
        }
        self.atom = matches!(local, "feed" | "entry");
        self.sitemap = matches!(local, "urlset" | "sitemapindex");
        self.open_frame(name, local, attributes, 0, false);
    }

    /// Reads a tag's attributes; declarations of vocabularies come into force.
    fn attributes(&mut self, local: &str, printed: &'a str) -> Attributes<'a> {
        let mut found = Attributes::default();
        if printed.trim().is_empty() {
            return found;
        }
        let framing = is_frame(local, self.sitemap) || self.frames.is_empty();
        for (name, value) in attributes(printed).take(200) {
            if name.len() >= 5 && name.as_bytes()[..5].eq_ignore_ascii_case(b"xmlns") {
                let prefix = name.get(5..).unwrap_or_default().trim_start_matches(':');
                // An address nobody knows is a misspelt one, behind a prefix that is known.
                let unknown = match space::by_prefix(prefix) {
                    Space::Core if prefix.is_empty() && framing => Space::Core,
                    Space::Core => Space::Foreign,
                    space => space,
                };
                let known = space::by_address(value).filter(|space| prefix.is_empty() || !value.trim().is_empty() || *space != Space::Core);
                self.scopes.push((prefix, known.unwrap_or(unknown)));
                continue;
            }
            let place = match word(name).as_ref() {
                "xml:base" | "base" => &mut found.base,
                "href" => &mut found.href,
                "rel" => &mut found.rel,
                "type" => &mut found.kind,
                "mode" => &mut found.mode,
                "ispermalink" => &mut found.permalink,
                "rdf:about" | "about" => &mut found.about,
                "lastmod" => &mut found.changed,
                "value" => &mut found.value,
                name if name.ends_with(":about") => &mut found.about,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        found
    }

    fn space(&self, prefix: &str) -> Space {
        match self.scopes.iter().rev().find(|(known, _)| *known == prefix) {
            Some((_, space)) => *space,
            None if prefix.is_empty() => Space::Core,
            None => space::by_prefix(prefix),
        }
    }

    fn resolved(&self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        self.entities.resolve(value, &mut out);
        out
    }

    /// The base for addresses in an element: what it says itself, read against what holds outside.
    fn base(&self, attributes: &Attributes<'_>) -> Option<Url> {
        let outer = self.frames.last().map_or(self.base.as_ref(), |frame| frame.base.as_ref());
        let Some(own) = attributes.base else { return outer.cloned() };
        let own = self.resolved(own);
        let own = own.trim();
        outer.and_then(|outer| outer.join(own).ok()).or_else(|| Url::parse(own).ok()).or_else(|| outer.cloned())
    }

    fn open_frame(&mut self, name: &'a str, local: &str, attributes: &Attributes<'a>, outside: usize, empty: bool) {
        let entry = is_entry(local, self.sitemap);
        if entry {
            // An entry begins where the last one was not ended.
            self.finish_entry(true);
            if let Some(depth) = self.frames.iter().position(|frame| frame.entry) {
                self.frames.truncate(depth);
            }
        }
        let base = self.base(attributes);
        let address = attributes.href.and_then(|href| Link::new(&self.resolved(href), base.as_ref()));
        if entry {
            let mut parts = Parts::default();
            parts.about = attributes.about.map(|about| self.resolved(about).trim().to_owned());
            address.into_iter().for_each(|link| parts.link(link, Relation::Page));
            if let Some(changed) = attributes.changed {
                parts.take(Field::Updated, changed, Markup::Text, false, None);
            }
            self.parts = Some(parts);
        } else if local == "channel" {
            self.home = self.home.take().or_else(|| Url::parse(&address?.whole(None)?).ok());
        }
        if empty {
            self.scopes.truncate(outside);
            if entry {
                self.finish_entry(false);
            }
        } else {
            self.frames.push(Frame { local: local.to_owned(), base, outside, entry, name });
        }
    }

    fn open_leaf(&mut self, name: &'a str, field: Field, attributes: &Attributes<'a>, outside: usize, empty: bool) {
        let base = self.base(attributes);
        if field == Field::Link
            && let Some(href) = attributes.href
        {
            self.scopes.truncate(outside);
            let relation = relation(attributes);
            if let (Some(link), Some(relation)) = (Link::new(&self.resolved(href), base.as_ref()), relation) {
                match &mut self.parts {
                    Some(parts) => parts.link(link, relation),
                    None => self.home = self.home.take().or_else(|| Url::parse(&link.whole(None)?).ok()),
                }
            }
            return;
        }
        let base64 = attributes.mode.is_some_and(|mode| mode.eq_ignore_ascii_case("base64"));
        let leaf = Leaf {
            field,
            name,
            text: String::new(),
            markup: self.markup(attributes),
            base64,
            permalink: !attributes.permalink.is_some_and(|value| value.trim().eq_ignore_ascii_case("false")),
            base,
            depth: 0,
            silent: None,
            outside,
        };
        self.leaf = Some(leaf);
        if empty {
            // Early CDF writes a title as `<TITLE VALUE="…"/>`.
            let value = attributes.value.filter(|_| field == Field::Title).map(|value| self.resolved(value));
            self.leaf.iter_mut().for_each(|leaf| leaf.text.extend(value.as_deref()));
            self.close_leaf();
        }
    }

    fn markup(&self, attributes: &Attributes<'_>) -> Markup {
        match attributes.kind.map(|kind| kind.trim().to_ascii_lowercase()).as_deref() {
            _ if !self.atom => Markup::Guess,
            Some(kind) if kind == "html" || kind.starts_with("text/html") => Markup::Html,
            Some(_) | None => Markup::Text,
        }
    }

    fn close_leaf(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        self.scopes.truncate(leaf.outside);
        let text = if leaf.base64 { super::decode::base64(&leaf.text).unwrap_or(leaf.text) } else { leaf.text };
        if let Some(parts) = &mut self.parts {
            return parts.take(leaf.field, &text, leaf.markup, leaf.permalink, leaf.base.as_ref());
        }
        match leaf.field {
            Field::Title => {
                let title = &mut self.listing.feed.title;
                *title = title.take().or_else(|| title::read(&text, leaf.markup));
            }
            Field::Link => {
                let home = Link::new(&text, leaf.base.as_ref()).and_then(|link| Url::parse(&link.whole(None)?).ok());
                self.home = self.home.take().or(home);
            }
            Field::StandIn => self.stand_in = self.stand_in.take().or_else(|| title::read(&text, leaf.markup)),
            Field::Ttl => self.listing.ttl = text.trim().parse().ok().map(|minutes: u64| minutes.saturating_mul(60)),
            Field::Frequency => self.frequency = text.trim().parse().ok(),
            Field::Period => {
                self.period = match word(text.trim()).as_ref() {
                    "hourly" => Some(3600),
                    "daily" => Some(24 * 3600),
                    "weekly" => Some(7 * 24 * 3600),
                    "monthly" => Some(30 * 24 * 3600),
                    "yearly" => Some(365 * 24 * 3600),
                    _ => None,
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let local = word(name.rsplit_once(':').map_or(name, |(_, local)| local));
        let local = local.as_ref();
        if let Some(skip) = &mut self.skip {
            if name.eq_ignore_ascii_case(skip.name) {
                if skip.depth == 0 {
                    self.skip = None;
                } else {
                    skip.depth -= 1;
                }
                return;
            }
            if !is_frame(local, self.sitemap) {
                return;
            }
            if skip.frames > 0 {
                skip.frames -= 1;
                return;
            }
            if !self.frames.iter().any(|frame| frame.local == local) {
                return;
            }
            self.skip = None;
        }
        if let Some(leaf) = &mut self.leaf {
            if name.eq_ignore_ascii_case(leaf.name) {
                if leaf.depth == 0 {
                    self.close_leaf();
                } else {
                    leaf.depth -= 1;
                }
                return;
            }
            if !is_frame(local, self.sitemap) || !self.frames.iter().any(|frame| frame.local == local) {
                if title::is_gap(local) {
                    leaf.text.push(' ');
                }
                leaf.silent = leaf.silent.filter(|silent| !name.eq_ignore_ascii_case(silent));
                return;
            }
            self.close_leaf();
        }
        // An end that fits no open frame was a mistake; one that fits an outer frame closes those inside it.
        let whole = self.frames.iter().rposition(|frame| frame.name.eq_ignore_ascii_case(name));
        let Some(depth) = whole.or_else(|| self.frames.iter().rposition(|frame| frame.local == local)) else { return };
        if self.frames.iter().skip(depth).any(|frame| frame.entry) {
            self.finish_entry(false);
        }
        if let Some(frame) = self.frames.get(depth) {
            self.scopes.truncate(frame.outside);
        }
        self.frames.truncate(depth);
    }

    /// Puts the open entry to the others. One that is torn is kept if anything of it is whole.
    fn finish_entry(&mut self, torn: bool) {
        let Some(parts) = self.parts.take() else { return };
        let index = self.frames.iter().any(|frame| frame.entry && frame.local == "sitemap");
        let entry = parts.entry(self.home.as_ref());
        if torn && entry.id.is_empty() {
            return;
        }
        match (self.sitemap, index, &entry.url) {
            (true, true, Some(url)) => self.listing.sitemaps.push(url.clone()),
            (true, _, None) => {}
            _ => self.listing.feed.entries.push(entry),
        }
    }
}
