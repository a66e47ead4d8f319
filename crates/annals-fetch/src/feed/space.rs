//! Tells which vocabulary an element of a feed belongs to, by the address it declares or by the prefix it wears.

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, Atom, CDF and sitemaps: they share their words.
    Core,
    Dublin,
    DublinTerms,
    Media,
    Itunes,
    Feedburner,
    Syndication,
    News,
    /// What stands inside texts: XHTML, formulas, drawings.
    Inline,
    /// Any other.
    Foreign,
}

const ADDRESSES: [(&str, Space); 17] = [
    ("www.w3.org/2005/atom", Space::Core),
    ("purl.org/atom/", Space::Core),
    ("purl.org/rss/1.0/modules/rss091", Space::Core),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/dc/elements/", Space::Dublin),
    ("purl.org/dc/terms", Space::DublinTerms),
    ("search.yahoo.com/mrss", Space::Media),
    ("www.itunes.com/", Space::Itunes),
    ("rssnamespace.org/feedburner", Space::Feedburner),
    ("www.google.com/schemas/sitemap-news", Space::News),
    ("www.google.com/schemas/sitemap/", Space::Core),
    ("www.sitemaps.org/schemas/sitemap", Space::Core),
    ("my.netscape.com/rdf/", Space::Core),
    ("my.netscape.com/publish/formats/rss", Space::Core),
    ("channel.netscape.com/rdf/", Space::Core),
    ("backend.userland.com/", Space::Core),
    ("blogs.law.harvard.edu/", Space::Core),
];
/// Addresses that are known only whole.
const WHOLE: [(&str, Space); 8] = [
    ("", Space::Core),
    ("purl.org/rss/1.0", Space::Core),
    ("purl.org/net/rss1.1#", Space::Core),
    ("purl.org/pie", Space::Core),
    ("purl.org/echo", Space::Core),
    ("example.com/newformat#", Space::Core),
    ("example.com/necho", Space::Core),
    ("uri/of/echo/namespace#", Space::Core),
];
/// Vocabularies that are never a feed's own, even where they need no prefix.
const NEVER_CORE: [&str; 4] = ["rdf-syntax", "/xlink", "soap", "/schemas/sitemap-"];
const INLINE: [&str; 3] = ["xhtml", "mathml", "/svg"];

const PREFIXES: [(&str, Space); 23] = [
    ("xhtml", Space::Inline),
    ("html", Space::Inline),
    ("svg", Space::Inline),
    ("m", Space::Inline),
    ("rss", Space::Core),
    ("rss09", Space::Core),
    ("rss10", Space::Core),
    ("rss11", Space::Core),
    ("rss20", Space::Core),
    ("atom", Space::Core),
    ("atom03", Space::Core),
    ("atom10", Space::Core),
    ("a10", Space::Core),
    ("cdf", Space::Core),
    ("dc", Space::Dublin),
    ("dcterms", Space::DublinTerms),
    ("dct", Space::DublinTerms),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("feedburner", Space::Feedburner),
    ("sy", Space::Syndication),
    ("news", Space::News),
    ("rdf", Space::Foreign),
];

/// The vocabulary at an address; `None` when it is unknown.
pub(super) fn by_address(address: &str) -> Option<Space> {
    let lower = address.trim().to_lowercase();
    let bare = lower.trim_start_matches("http://").trim_start_matches("https://");
    let whole = bare.trim_end_matches('/');
    if NEVER_CORE.iter().any(|never| whole.contains(never)) && !whole.contains("sitemap-news") {
        return Some(Space::Foreign);
    }
    if INLINE.iter().any(|inline| whole.contains(inline)) {
        return Some(Space::Inline);
    }
    let starts = ADDRESSES.iter().find(|(known, _)| bare.starts_with(known) || whole == *known);
    WHOLE.iter().find(|(known, _)| whole == *known).or(starts).map(|(_, space)| *space)
}

/// The vocabulary that a prefix nobody declared stands for by custom.
pub(super) fn by_prefix(prefix: &str) -> Space {
    if prefix.is_empty() {
        return Space::Core;
    }
    PREFIXES.iter().find(|(known, _)| prefix.eq_ignore_ascii_case(known)).map_or(Space::Foreign, |(_, space)| *space)
}

#[cfg(test)]
mod tests {
    use super::{Space, by_address, by_prefix};

    #[test]
    fn vocabularies_are_known_by_address_and_by_prefix() {
        for (address, expected) in [
            ("http://www.w3.org/2005/Atom", Some(Space::Core)),
            ("https://www.w3.org/2005/atom/", Some(Space::Core)),
            ("http://purl.org/rss/1.0/", Some(Space::Core)),
            ("http://purl.org/rss/1.0/modules/content/", None),
            ("http://purl.org/dc/elements/1.1/", Some(Space::Dublin)),
            ("http://purl.org/dc/terms/", Some(Space::DublinTerms)),
            ("http://www.w3.org/1999/xhtml", Some(Space::Inline)),
            ("", Some(Space::Core)),
            ("urn:x", None),
        ] {
            assert_eq!(by_address(address), expected, "{address}");
        }
        assert_eq!(by_prefix("DC"), Space::Dublin);
        assert_eq!(by_prefix("x"), Space::Foreign);
    }
}
