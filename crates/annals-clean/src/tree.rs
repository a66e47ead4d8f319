//! A parsed page laid out flat, in reading order, so that every later look at it is one loop.

use scraper::{ElementRef, Html, Node as Parsed};

/// What an element is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Breaks the flow and holds blocks or words: `div`, `section`, `main` …
    Block,
    Article,
    Paragraph,
    Heading(u8),
    Item,
    List,
    Quote,
    Table,
    Row,
    Cell,
    Caption,
    Figure,
    Preformatted,
    Break,
    Link,
    Strong,
    Superscript,
    Time,
    /// Furniture by its own name: `nav`, `aside`, `footer`, `button` …
    Furniture,
    /// A form: furniture unless the whole page stands in it.
    Form,
    Header,
    /// Pictures, players, fields: no words.
    Empty,
    Inline,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "article" => Self::Article,
            "li" | "dt" | "dd" => Self::Item,
            "ul" | "ol" | "dl" | "menu" => Self::List,
            "blockquote" => Self::Quote,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "figcaption" | "caption" => Self::Caption,
            "figure" => Self::Figure,
            "pre" => Self::Preformatted,
            "br" => Self::Break,
            "a" => Self::Link,
            "b" | "strong" => Self::Strong,
            "sup" => Self::Superscript,
            "time" => Self::Time,
            "nav" | "aside" | "footer" | "button" | "dialog" | "label" | "search" | "option" | "legend" => Self::Furniture,
            "form" => Self::Form,
            "header" => Self::Header,
            "img" | "video" | "picture" | "source" | "input" | "hr" | "head" | "title" | "meta" | "link" | "base" | "embed" | "map"
            | "area" | "progress" | "meter" | "amp-ad" | "amp-analytics" | "amp-img" | "amp-anim" | "amp-video" | "amp-audio"
            | "amp-sticky-ad" | "amp-embed" | "amp-list" | "amp-pixel" | "amp-auto-ads" | "amp-iframe" | "amp-youtube" | "amp-state"
            | "amp-social-share" | "amp-story-auto-ads" => Self::Empty,
            "amp-sidebar"
            | "amp-consent"
            | "amp-user-notification"
            | "amp-lightbox"
            | "amp-next-page"
            | "amp-web-push-widget"
            | "amp-byside-content"
            | "amp-selector" => Self::Furniture,
            "amp-live-list" | "amp-accordion" | "amp-carousel" | "amp-base-carousel" | "amp-fx-flying-carpet" | "amp-access" => Self::Block,
            "div" | "section" | "main" | "body" | "html" | "center" | "details" | "summary" | "fieldset" | "address" | "hgroup"
            | "tbody" | "thead" | "tfoot" | "dir" | "marquee" => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether it starts a line of its own.
    pub(crate) fn is_block(self) -> bool {
        !matches!(self, Self::Inline | Self::Link | Self::Strong | Self::Superscript | Self::Time | Self::Cell | Self::Break | Self::Empty)
    }
}

/// An element or a piece of text. Its descendants are the nodes after it, up to `end`.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) parent: usize,
    pub(crate) end: usize,
    pub(crate) what: What<'a>,
}

#[derive(Clone, Debug)]
pub(crate) enum What<'a> {
    Text(&'a str),
    Element(Tag, ElementRef<'a>),
}

impl<'a> Node<'a> {
    pub(crate) fn element(&self) -> Option<ElementRef<'a>> {
        match self.what {
            What::Element(_, element) => Some(element),
            What::Text(_) => None,
        }
    }

    pub(crate) fn tag(&self) -> Option<Tag> {
        match self.what {
            What::Element(tag, ..) => Some(tag),
            What::Text(_) => None,
        }
    }

    pub(crate) fn attr(&self, name: &str) -> Option<&'a str> {
        self.element().and_then(|e| e.attr(name))
    }
}

/// The nodes of `page` in document order. Comments are left out. A node's parent stands before it; the first is its own.
pub(crate) fn flatten(page: &Html) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut next = page.tree.root().first_child();
    let mut depth_of_next = 0;
    while let Some(node) = next {
        while open.len() > depth_of_next {
            close(&mut nodes, &mut open);
        }
        let what = match node.value() {
            Parsed::Text(text) => Some(What::Text(text)),
            Parsed::Element(element) => ElementRef::wrap(node).map(|e| What::Element(Tag::of(element.name()), e)),
            _ => None,
        };
        let kept = what.is_some();
        if let Some(what) = what {
            let index = nodes.len();
            nodes.push(Node { parent: open.last().copied().unwrap_or(0), end: index + 1, what });
            open.push(index);
        }
        next = match node.first_child().filter(|_| kept) {
            Some(child) => {
                depth_of_next += 1;
                Some(child)
            }
            None => {
                let mut at = node;
                loop {
                    if let Some(sibling) = at.next_sibling() {
                        break Some(sibling);
                    }
                    match at.parent() {
                        Some(parent) if depth_of_next > 0 => {
                            at = parent;
                            depth_of_next -= 1;
                        }
                        _ => break None,
                    }
                }
            }
        };
    }
    while !open.is_empty() {
        close(&mut nodes, &mut open);
    }
    nodes
}

/// The last open element ends here.
fn close(nodes: &mut [Node<'_>], open: &mut Vec<usize>) {
    let end = nodes.len();
    if let Some(node) = open.pop().and_then(|index| nodes.get_mut(index)) {
        node.end = end;
    }
}
