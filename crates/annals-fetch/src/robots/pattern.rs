//! Patterns of paths: how one is brought into a form that can be compared, and whether a path fits it.
//!
//! Two spellings of one address must be one. So both sides are normalised as RFC 9309 (2.2.2) asks: what cannot stand
//! in an address is percent-encoded, what need not be encoded is decoded. Five signs stay encoded where they are, for
//! encoded they mean something else: `/`, `?`, `#`, `%`, and `*`, which only a pattern uses bare.

use std::borrow::Cow;

/// What a rule's path may look like.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Normalised, without the `$` at the end; `*` stands for any run of signs.
    text: String,
    /// Whether the path must end where the pattern ends.
    anchored: bool,
    /// How exact the pattern is, in octets as RFC 9309 counts them; the most exact rule decides.
    pub(super) octets: usize,
}

impl Pattern {
    /// Reads a pattern; `None` when it can fit no path, for it begins with neither `/` nor `*`.
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        if !matches!(value.first(), Some(b'/' | b'*')) {
            return None;
        }
        let (value, anchored) = value.strip_suffix(b"$").map_or((value, false), |shorter| (shorter, true));
        let (text, shortened) = normalise(value, true);
        let octets = text.len() + shortened + usize::from(anchored);
        Some(Self { text: open_query(&text).into_owned(), anchored, octets })
    }

    /// Whether a path fits. The parts between stars are sought one after the other, each at its first place, so the
    /// time grows with the length of path and pattern and never with their product of stars.
    pub(super) fn fits(&self, path: &Path) -> bool {
        let path: &str = if self.text.contains('?') { &path.open } else { &path.text };
        let mut parts = self.text.split('*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
        let Some(last) = parts.next_back() else { return !self.anchored || rest.is_empty() };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        if self.anchored { rest.ends_with(last) } else { rest.contains(last) }
    }
}

/// A path with its query, ready to be compared.
pub(super) struct Path {
    text: String,
    /// The same with the query's slashes and question marks bare, for patterns that speak of a query.
    open: String,
}

impl Path {
    /// Reads a path as it stands in a request; a fragment is left out.
    pub(super) fn new(path: &str) -> Self {
        let path = path.split('#').next().unwrap_or_default();
        let (mut text, _) = normalise(path.as_bytes(), false);
        if !text.starts_with('/') {
            text.insert(0, '/');
        }
        Self { open: open_query(&text).into_owned(), text }
    }

    /// Whether this is the robots.txt itself, which is always open.
    pub(super) fn is_robots_txt(&self) -> bool {
        self.text.split('?').next() == Some("/robots.txt")
    }
}

/// One spelling for all: plain ASCII, hexadecimal digits in upper case. A star is kept in a pattern and encoded in a
/// path, where it is a sign like any other. Also given: the octets by which reserved signs became shorter, for a rule is
/// as long as its writer spelt them.
fn normalise(value: &[u8], pattern: bool) -> (String, usize) {
    let mut normal = String::with_capacity(value.len());
    let mut shortened = 0;
    let mut rest = value;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, escaped(after)) {
            (b'%', Some(octet)) => {
                rest = after.get(2..).unwrap_or_default();
                if is_bare(octet) && !matches!(octet, b'/' | b'?' | b'#' | b'%' | b'*') {
                    normal.push(char::from(octet));
                    let unreserved = octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~');
                    shortened += if unreserved { 0 } else { 2 };
                } else {
                    encode(octet, &mut normal);
                }
            }
            (b'*', _) if !pattern => encode(b'*', &mut normal),
            _ if is_bare(*first) => normal.push(char::from(*first)),
            _ => encode(*first, &mut normal),
        }
    }
    (normal, shortened)
}

/// Whether a sign may stand in an address as it is.
fn is_bare(octet: u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| digits.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn encode(octet: u8, to: &mut String) {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    to.push('%');
    to.push(DIGITS[usize::from(octet >> 4)]);
    to.push(DIGITS[usize::from(octet & 15)]);
}

/// Inside a query a slash and a question mark are signs like others, so `?to=https://a` and `?to=https%3A%2F%2Fa` are
/// one address; RFC 9309 gives that very example.
fn open_query(normal: &str) -> Cow<'_, str> {
    match normal.split_once('?') {
        Some((before, query)) if query.contains("%2F") || query.contains("%3F") => {
            Cow::Owned(format!("{before}?{}", query.replace("%2F", "/").replace("%3F", "?")))
        }
        _ => Cow::Borrowed(normal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, path: &str) -> bool {
        Pattern::parse(pattern.as_bytes()).is_some_and(|pattern| pattern.fits(&Path::new(path)))
    }

    #[test]
    fn spellings_of_one_address_are_one() {
        for (pattern, path) in [
            ("/börse", "/b%C3%B6rse"),
            ("/b%c3%b6rse", "/börse/heute"),
            ("/%7edesk", "/~desk"),
            ("/a b", "/a%20b"),
            ("/go?to=https://a", "/go?to=https%3A%2F%2Fa"),
            ("/go?to=https%3A%2F%2Fa", "/go?to=https://a"),
            ("/%2a", "/*"),
            ("/5%24$", "/5$"),
            ("/100%", "/100%"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("/a/b", "/a%2Fb"), ("/a%2Fb", "/a/b"), ("/a?b", "/a%3Fb"), ("/%2a", "/b"), ("/%2541", "/%41")] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn stars_take_what_they_must() {
        for (pattern, path) in
            [("/*ab*ab$", "/abab"), ("/**a", "/xa"), ("*.pdf$", "/q/r.pdf"), ("/*$", "/"), ("/a$b", "/a$b"), ("/a*$", "/ab")]
        {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("/*aba*ba$", "/abab"), ("/a$b", "/a"), ("/$", "/a"), ("desk", "/desk"), ("$", "/"), ("/a*b$", "/abc")] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_full_of_stars_takes_no_longer_than_its_length() {
        let pattern = Pattern::parse(format!("/{}b$", "*a".repeat(100_000)).as_bytes()).expect("a pattern");
        let path = Path::new(&format!("/{}", "a".repeat(200_000)));
        let start = std::time::Instant::now();
        assert!(!pattern.fits(&path));
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }
}
