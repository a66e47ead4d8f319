//! From a section's page the links that lead to articles, told by their shape and by where they stand.
//!
//! No site is known by name. A link gathers evidence from all places where it stands: an address with a date, a number
//! or a headline in it, a text as long as a headline, a heading around it; against it speak the frame of the page
//! (navigation, footer) and words by which sites name lists, authors and services. See [`shape`] and [`place`].

mod place;
mod shape;

use crate::canonical::canonical;
use crate::html::{self, Piece};
use place::Places;
use shape::Shape;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Most links that are given back.
const MOST: usize = 2_000;

/// Most links on a page that are looked at.
const MOST_LOOKED_AT: usize = 50_000;

/// Bytes of a link's text that are kept.
const LONGEST_TEXT: usize = 400;

/// Evidence that makes a link an article's.
const ENOUGH: i32 = 4;

/// A link to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address, without fragment.
    pub url: String,
    /// What the link says: its heading if it holds one, else its longest text. May be empty.
    pub text: String,
}

/// The links of a section's page (or a front page) that lead to articles of the same site, in the page's order, each
/// once. At most 2,000; any bytes are read.
///
/// The same site is the registrable domain: the last two parts of the host name, or three where the second is one
/// of `co`, `com`, `net`, `org`, `gov`, `edu`, `ac`, `or`, `ne` and `go` under a country. So `news.eastquay.example` belongs to
/// `www.eastquay.example`. Addresses in numbers are the same only when equal.
#[must_use]
pub fn article_links(html: &[u8], base: &Url) -> Vec<Link> {
    let text = html::decode(html);
    let anchors = anchors(&text, base);
    let likely = |anchor: &&Anchor| anchor.evidence() >= ENOUGH;
    let (marked, all) = anchors.iter().filter(likely).fold((0, 0), |(marked, all), anchor| (marked + usize::from(anchor.marked), all + 1));
    // A site whose articles bear dates or numbers gives them to all; a long name without one is a page of the house.
    let unmarked_needs = if marked >= 4 && marked * 4 >= all * 3 { ENOUGH + 2 } else { ENOUGH };
    let needed = |anchor: &Anchor| if anchor.marked { ENOUGH } else { unmarked_needs };
    let folders = folders_of_articles(&anchors);
    let is_article = |anchor: &Anchor| {
        anchor.evidence() >= needed(anchor)
            || (anchor.may_be_one_of_its_folder() && anchor.folder().is_some_and(|folder| folders.contains(folder)))
    };
    anchors
        .iter()
        .filter(|anchor| is_article(anchor))
        .map(|anchor| Link { url: anchor.url.to_string(), text: anchor.text.clone() })
        .take(MOST)
        .collect()
}

/// Folders whose links are articles more often than not: what lies beside them and says nothing of itself is one too,
/// such as `/p/freight` beside `/p/what-the-harbour-master-knew`.
fn folders_of_articles(anchors: &[Anchor]) -> HashSet<&str> {
    let mut folders: HashMap<&str, (usize, usize)> = HashMap::new();
    for anchor in anchors.iter().filter(|anchor| !anchor.frame) {
        let Some(folder) = anchor.folder() else { continue };
        let (articles, all) = folders.entry(folder).or_default();
        *articles += usize::from(anchor.evidence() >= ENOUGH);
        *all += 1;
    }
    folders.into_iter().filter(|(_, (articles, all))| *articles >= 2 && articles * 2 >= *all).map(|(folder, _)| folder).collect()
}

/// An address and all that speaks for it.
struct Anchor {
    url: Url,
    shape: i32,
    /// Whether the address holds a date or a number.
    marked: bool,
    text: String,
    /// Whether the text stands in a heading, inside or around the link.
    heading: bool,
    /// Whether every place of the link belongs to the page's frame.
    frame: bool,
    /// Whether one place is a teaser's, inside `<article>`.
    teaser: bool,
    /// What the link itself says that it is, as `rel=bookmark` for an article's own address.
    bookmark: bool,
}

impl Anchor {
    /// Where the address lies; not the site's root, where everything lies.
    fn folder(&self) -> Option<&str> {
        let path = self.url.path().trim_end_matches('/');
        path.rfind('/').filter(|end| *end > 0).map(|end| &path[..end])
    }

    fn may_be_one_of_its_folder(&self) -> bool {
        !self.frame && self.shape >= 0 && (self.heading || shape::words(&self.text) >= 3)
    }

    fn evidence(&self) -> i32 {
        let words = match shape::words(&self.text) {
            0..4 => 0,
            4 => 1,
            _ => 2,
        };
        let place = i32::from(self.heading) * 2 + i32::from(self.teaser) + i32::from(self.bookmark) * 2 - i32::from(self.frame) * 4;
        // Neither a long text nor a heading makes an address that looks like a list an article's.
        if self.shape <= 0 { self.shape + place.min(0) } else { self.shape + words + place }
    }
}

/// What is gathered while a link is open.
struct OpenLink {
    at: usize,
    text: String,
    /// What of it stands in a heading.
    heading: String,
    in_heading: bool,
}

fn anchors(text: &str, page: &Url) -> Vec<Anchor> {
    let mut base = page.clone();
    let mut base_is_set = false;
    let home = site(page);
    let here = canonical(page);
    let mut places = Places::default();
    let mut anchors: Vec<Anchor> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut open: Option<OpenLink> = None;
    let mut looked_at = 0;
    for piece in html::pieces(text) {
        match piece {
            Piece::Open(tag) if tag.is("base") && !base_is_set => {
                if let Some(url) = tag.get("href").and_then(|href| page.join(&href).ok()) {
                    (base, base_is_set) = (url, true);
                }
            }
            Piece::Open(tag) if tag.is("a") => {
                close(&mut open, &mut anchors);
                looked_at += 1;
                if looked_at > MOST_LOOKED_AT {
                    break;
                }
                let Some(url) = tag.get("href").filter(|href| !href.is_empty()).and_then(|href| base.join(&href).ok()) else { continue };
                if !matches!(url.scheme(), "http" | "https") || site(&url) != home {
                    continue;
                }
                let key = canonical(&url);
                if key == here {
                    continue;
                }
                let service = ["author", "tag", "next", "prev", "license", "search"].iter().any(|word| tag.has_word("rel", word));
                let place = places.now();
                let at = match known.get(&key) {
                    Some(at) => *at,
                    None => {
                        let mut url = url;
                        url.set_fragment(None);
                        known.insert(key, anchors.len());
                        let Shape { evidence: shape, marked } = shape::shape(&url);
                        anchors.push(Anchor {
                            url,
                            shape,
                            marked,
                            text: String::new(),
                            heading: false,
                            frame: true,
                            teaser: false,
                            bookmark: false,
                        });
                        anchors.len() - 1
                    }
                };
                if let Some(anchor) = anchors.get_mut(at) {
                    anchor.frame &= place.frame;
                    anchor.teaser |= place.teaser;
                    anchor.bookmark |= tag.has_word("rel", "bookmark");
                    if service {
                        anchor.shape = -10;
                    }
                }
                open = Some(OpenLink { at, text: String::new(), heading: String::new(), in_heading: place.heading });
            }
            Piece::Open(tag) => places.open(&tag),
            Piece::Close(name) if name.eq_ignore_ascii_case("a") => close(&mut open, &mut anchors),
            Piece::Close(name) => places.close(name),
            Piece::Text(text) => {
                let Some(open) = open.as_mut().filter(|_| !places.is_silent()) else { continue };
                let to = if places.now().heading && !open.in_heading { &mut open.heading } else { &mut open.text };
                gather(to, text);
            }
        }
    }
    close(&mut open, &mut anchors);
    anchors
}

/// Adds text with its white space drawn together, up to the longest that is kept.
fn gather(to: &mut String, text: &str) {
    // Markup between words parts them as a space does: `<b>Shares</b><span>fall</span>` are two words to a reader's eye
    // more often than one.
    let text = html::resolve(text.get(..LONGEST_TEXT * 4).unwrap_or(text));
    for word in text.split_whitespace() {
        if to.len() + word.len() > LONGEST_TEXT {
            return;
        }
        if !to.is_empty() {
            to.push(' ');
        }
        to.push_str(word);
    }
}

/// Hands a link's text over to its address.
fn close(open: &mut Option<OpenLink>, anchors: &mut [Anchor]) {
    let Some(OpenLink { at, text, heading, in_heading }) = open.take() else { return };
    let Some(anchor) = anchors.get_mut(at) else { return };
    let inside = !heading.is_empty();
    let heads = inside || (in_heading && !text.is_empty());
    let text = if inside { heading } else { text };
    // A heading goes before any other text; of texts alike the longest.
    if (heads && !anchor.heading) || (heads == anchor.heading && text.len() > anchor.text.len()) {
        anchor.text = text;
    }
    anchor.heading |= heads;
}

/// The registrable domain, by a simple rule.
fn site(url: &Url) -> String {
    const SECOND: [&str; 10] = ["co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go"];
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    if !matches!(url.host(), Some(url::Host::Domain(_))) {
        return host.to_owned();
    }
    let parts: Vec<&str> = host.rsplit('.').collect();
    let length = match parts.as_slice() {
        [country, second, _, ..] if country.len() == 2 && SECOND.contains(second) => 3,
        _ => 2,
    };
    parts.iter().take(length).rev().copied().collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(page: &str) -> Vec<(String, String)> {
        let base = Url::parse("https://www.eastquay.example/markets/").expect("an address");
        article_links(page.as_bytes(), &base).into_iter().map(|link| (link.url, link.text)).collect()
    }

    #[test]
    fn one_address_is_one_link_with_its_best_text() {
        let page = "<a href='/2025/04/07/shares-fall#top'><img alt=''></a><h3><a href='/2025/04/07/shares-fall?utm_source=x'>Shares  fall\n in &lsquo;worst&rsquo; day</a></h3>\
            <a href='/2025/04/07/shares-fall'>Read on and on until you have read all of it to its end</a>";
        assert_eq!(
            links(page),
            [("https://www.eastquay.example/2025/04/07/shares-fall".to_owned(), "Shares fall in ‘worst’ day".to_owned())]
        );
    }

    #[test]
    fn only_the_same_site_by_http() {
        let page = "<base href='https://news.eastquay.example/a/'><a href='2025/04/07/one-two-three-four'>x</a>\
            <a href='https://quay.example/2025/04/07/one-two-three-four'>x</a><a href='ftp://eastquay.example/2025/04/07/one-two-three'>x</a>\
            <a href='javascript:void(0)'>x</a><a href='//eastquay.example/2025/04/07/one-two-three'>x</a><a href='http://['>x</a><a>x</a>";
        let found: Vec<String> = links(page).into_iter().map(|(url, _)| url).collect();
        assert_eq!(
            found,
            ["https://news.eastquay.example/a/2025/04/07/one-two-three-four", "https://eastquay.example/2025/04/07/one-two-three"]
        );
    }

    #[test]
    fn sites_are_told_apart() {
        let site_of = |url: &str| site(&Url::parse(url).expect("an address"));
        assert_eq!(site_of("https://www.quay.co.uk/"), "quay.co.uk");
        assert_eq!(site_of("https://a.b.quay.com./"), "quay.com");
        assert_eq!(site_of("http://127.0.0.1:80/"), "127.0.0.1");
        assert_eq!(site_of("http://co.uk/"), "co.uk");
    }

    #[test]
    fn hostile_pages_are_bounded() {
        let start = std::time::Instant::now();
        let many: String = (0..100_000).map(|number| format!("<a href='/2025/04/07/story-number-{number}'>Story</a>")).collect();
        assert_eq!(links(&many).len(), MOST);
        for part in ["<div><nav>", "<a href=x>", "<h1><article class='a b c'>", "</nav></div>", "<a href=/2025/04/07/a-b-c>&amp;"] {
            assert!(links(&part.repeat((10 << 20) / part.len())).len() <= 1);
        }
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
