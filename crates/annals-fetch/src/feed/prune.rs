//! Cuts a feed down to what is needed of it (titles, links, names, dates) before the feed reader sees it.
//!
//! The rest, whole articles in odd codings, media lists, authors, is what makes readers stumble, slow or refuse.
//! Cutting also mends: a missing version is put in, and a feed that breaks off is closed behind its last whole entry.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// A tag longer than this, in bytes, is hostile.
const MAX_TAG: usize = 1 << 16;
/// Elements nested deeper than this inside a kept one are hostile.
const MAX_DEPTH: usize = 64;

/// Elements that hold others.
const FRAMES: [&str; 8] = ["rss", "rdf", "feed", "channel", "item", "entry", "urlset", "sitemapindex"];
/// Elements of sitemaps that hold others.
const SITEMAP_FRAMES: [&str; 3] = ["url", "sitemap", "news"];
/// Elements kept with all that is in them.
const KEPT: [&str; 10] = ["title", "link", "guid", "id", "pubdate", "date", "published", "updated", "loc", "publication_date"];
/// Prefixes of elements that repeat the plain ones for players and shops.
const FOREIGN: [&str; 6] = ["media", "itunes", "podcast", "googleplay", "image", "video"];

/// A feed cut down.
pub(super) struct Pruned {
    pub(super) text: String,
    /// Whether it is a sitemap.
    pub(super) sitemap: bool,
}

/// Cuts a feed down; an error when it does not begin like one.
pub(super) fn prune(text: &str) -> Result<Pruned, String> {
    let start = text.find('<').ok_or("neither xml nor json")?;
    let text = text.get(start..).unwrap_or_default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut work = Work { out: String::with_capacity(text.len() / 4), open: Vec::new(), kept: 0, dropped: 0, whole: None, sitemap: false };
    let mut from = 0;
    let reason = loop {
        let event = reader.read_event();
        let to = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let raw = text.get(from..to).unwrap_or_default();
        from = to;
        let step = match event {
            Ok(Event::Eof) => break None,
            Ok(event) => work.step(&event, raw),
            Err(error) => Err(error.to_string()),
        };
        match step {
            Ok(true) => {}
            Ok(false) => break None,
            Err(error) => break Some(error),
        }
    };
    if work.open.is_empty() && work.out.is_empty() {
        return Err(reason.unwrap_or_else(|| "no element of a feed".to_owned()));
    }
    Ok(Pruned { sitemap: work.sitemap, text: work.closed() })
}

struct Work {
    out: String,
    /// Names of the frames that are open.
    open: Vec<String>,
    /// Depth inside a kept element.
    kept: usize,
    /// Depth inside a dropped one.
    dropped: usize,
    /// Length of `out` and number of open frames behind the last whole entry.
    whole: Option<(usize, usize)>,
    sitemap: bool,
}

impl Work {
    /// Takes one event; false when the feed has ended.
    fn step(&mut self, event: &Event<'_>, raw: &str) -> Result<bool, String> {
        match event {
            Event::Start(tag) if raw.len() > MAX_TAG => {
                return Err(format!("a tag `{}` of {} bytes", short(tag.name().as_ref()), raw.len()));
            }
            Event::Start(tag) if self.dropped == 0 && self.kept == 0 => self.start(tag, raw)?,
            Event::Start(_) if self.dropped > 0 => self.dropped += 1,
            Event::Start(_) => {
                self.kept += 1;
                if self.kept > MAX_DEPTH {
                    return Err(format!("elements nested more than {MAX_DEPTH} deep"));
                }
                self.out.push_str(raw);
            }
            Event::Empty(tag) if self.dropped == 0 && raw.len() <= MAX_TAG && (self.kept > 0 || self.keeps(tag)) => self.out.push_str(raw),
            Event::End(_) if self.dropped > 0 => self.dropped -= 1,
            Event::End(_) if self.kept > 0 => {
                self.kept -= 1;
                self.out.push_str(raw);
            }
            Event::End(tag) => return Ok(self.end(tag.name().as_ref(), raw)),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if self.kept > 0 => self.out.push_str(raw),
            _ => {}
        }
        Ok(true)
    }

    fn start(&mut self, tag: &BytesStart<'_>, raw: &str) -> Result<(), String> {
        let name = tag.name().as_ref().to_owned();
        let local = local(&name);
        if self.open.is_empty() {
            if !FRAMES.contains(&local.as_ref()) {
                return Err(format!("its first element is `{}`", short(&name)));
            }
            self.sitemap = matches!(local.as_ref(), "urlset" | "sitemapindex");
            match local.as_ref() {
                "rss" => self.out.push_str(&versioned(tag)),
                _ => self.out.push_str(raw),
            }
            self.open.push(name);
        } else if self.keeps(tag) {
            self.kept = 1;
            self.out.push_str(raw);
        } else if self.frame(&name, &local) {
            self.out.push_str(raw);
            self.open.push(name);
        } else {
            self.dropped = 1;
        }
        Ok(())
    }

    fn frame(&self, name: &str, local: &str) -> bool {
        let plain = !foreign(name);
        let known = (FRAMES.contains(&local) && plain) || (self.sitemap && SITEMAP_FRAMES.contains(&local));
        known && self.open.len() < 8
    }

    fn keeps(&self, tag: &BytesStart<'_>) -> bool {
        let name = tag.name();
        !self.open.is_empty() && KEPT.contains(&local(name.as_ref()).as_ref()) && !foreign(name.as_ref())
    }

    fn end(&mut self, name: &str, raw: &str) -> bool {
        // An end that fits no open frame was a mistake; one that fits an outer frame closes those inside it.
        let Some(depth) = self.open.iter().rposition(|open| open == name) else { return true };
        for inner in self.open.drain(depth + 1..).rev() {
            self.out.push_str(&format!("</{inner}>"));
        }
        self.open.pop();
        self.out.push_str(raw);
        if matches!(local(name).as_ref(), "item" | "entry" | "url" | "sitemap") {
            self.whole = Some((self.out.len(), self.open.len()));
        }
        !self.open.is_empty()
    }

    /// The cut feed; what is open is closed, behind the last whole entry if there is one.
    fn closed(mut self) -> String {
        if !self.open.is_empty() {
            if let Some((length, depth)) = self.whole {
                self.out.truncate(length);
                self.open.truncate(depth);
            }
            for name in self.open.iter().rev() {
                self.out.push_str(&format!("</{name}>"));
            }
        }
        self.out
    }
}

/// The start of an RSS feed of any version, as one of version 2.0, which is read like all the others.
fn versioned(tag: &BytesStart<'_>) -> String {
    let mut out = format!("<{} version=\"2.0\"", tag.name().as_ref());
    for attribute in tag.attributes().with_checks(false).flatten().take(100) {
        let key = attribute.key.as_ref();
        if !key.eq_ignore_ascii_case("version") {
            out.push_str(&format!(" {key}=\"{}\"", attribute.value.replace('"', "&quot;").replace('<', "&lt;")));
        }
    }
    out.push('>');
    out
}

/// The name without its prefix, in lower case.
fn local(name: &str) -> Cow<'_, str> {
    let local = name.rsplit(':').next().unwrap_or(name);
    if local.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(local.to_ascii_lowercase()) } else { Cow::Borrowed(local) }
}

fn foreign(name: &str) -> bool {
    name.split_once(':').is_some_and(|(prefix, _)| FOREIGN.iter().any(|foreign| foreign.eq_ignore_ascii_case(prefix)))
}

fn short(name: &str) -> &str {
    let mut end = name.len().min(40);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}
