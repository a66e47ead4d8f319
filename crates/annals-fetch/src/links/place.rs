//! Where on a page a link stands: in its frame, in a teaser, in a heading.

use crate::html::Tag;

/// Elements that are followed; the others say nothing about a place.
const FOLLOWED: [&str; 22] = [
    "nav", "header", "footer", "aside", "main", "article", "section", "div", "ul", "ol", "li", "p", "span", "h1", "h2", "h3", "h4", "h5",
    "h6", "svg", "template", "noscript",
];

/// Words of a page's frame, as they stand in classes, ids and roles of every maker's pages.
const FRAME: [&str; 22] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "contentinfo",
    "banner",
    "pagination",
    "pager",
    "paging",
    "share",
    "sharing",
    "social",
    "tags",
    "byline",
    "login",
    "masthead",
    "topbar",
    "sitemap",
    "legal",
];

/// Deepest nesting that is followed; what lies deeper stands where its parent does.
const DEEPEST: usize = 1_000;

/// How far up a closing tag seeks the element it closes.
const SOUGHT: usize = 32;

/// A place on a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// In navigation, head, foot or the like.
    pub(super) frame: bool,
    /// In an `<article>`.
    pub(super) teaser: bool,
    /// In the page's own content.
    content: bool,
    /// In a heading.
    pub(super) heading: bool,
    /// In what readers do not see.
    silent: bool,
}

/// The elements open at this point, outermost first.
#[derive(Default)]
pub(super) struct Places {
    open: Vec<(&'static str, Place)>,
}

impl Places {
    pub(super) fn now(&self) -> Place {
        self.open.last().map(|(_, place)| *place).unwrap_or_default()
    }

    /// Whether text here is not for readers.
    pub(super) fn is_silent(&self) -> bool {
        self.now().silent
    }

    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        let Some(name) = FOLLOWED.iter().find(|name| tag.is(name)).copied() else { return };
        if self.open.len() >= DEEPEST {
            return;
        }
        let mut place = self.now();
        match name {
            "nav" | "footer" => place.frame = true,
            "header" => place.frame |= !place.content,
            // What the page is made for lies in no frame, even where a frame was left open.
            "main" | "article" => (place.frame, place.content, place.teaser) = (false, true, place.teaser || name == "article"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => place.heading = true,
            "svg" | "template" => place.silent = true,
            _ => {}
        }
        if !matches!(name, "main" | "article") {
            place.frame |= ["class", "id", "role"].iter().any(|attribute| tag.get(attribute).is_some_and(|value| is_frame(&value)));
        }
        self.open.push((name, place));
    }

    pub(super) fn close(&mut self, name: &str) {
        let sought = self.open.len().saturating_sub(SOUGHT);
        if let Some(at) = self.open[sought..].iter().rposition(|(open, _)| name.eq_ignore_ascii_case(open)) {
            self.open.truncate(sought + at);
        }
    }
}

/// Whether a class, id or role is one of a frame: `site-nav`, `nav`, `FooterLinks` are, `with-menu-open` is not.
fn is_frame(value: &str) -> bool {
    value.split_ascii_whitespace().any(|class| {
        let split = class.split(['-', '_']).filter(|part| !part.is_empty());
        let mut parts = split.flat_map(camel);
        let Some(first) = parts.next() else { return false };
        let last = parts.last().unwrap_or(first);
        let says = |part: &str| FRAME.iter().any(|word| part.eq_ignore_ascii_case(word));
        says(last) || (says(first) && !first.eq_ignore_ascii_case("banner"))
    })
}

/// `siteNav` is `site` and `Nav`.
fn camel(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let mut signs = rest.char_indices();
        let (_, mut before) = signs.next()?;
        let end = signs.find(|(_, sign)| {
            let turns = sign.is_ascii_uppercase() && before.is_ascii_lowercase();
            before = *sign;
            turns
        });
        let (part, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_known_by_their_classes() {
        for class in ["nav", "site-nav", "FooterLinks", "cw_footer", "mainNav", "x share", "menu-item"] {
            assert!(is_frame(class), "{class}");
        }
        for class in ["", "with-menu-open", "canvas", "story", "navigator2", "foot", "shares-list"] {
            assert!(!is_frame(class), "{class}");
        }
    }
}
