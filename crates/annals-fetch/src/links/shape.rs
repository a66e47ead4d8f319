//! What an address looks like: an article's, a list's, or a service's.

use url::Url;

/// Words for services and files: no article lies behind a path that holds one as a part of its own.
const SERVICES: [&str; 47] = [
    "login",
    "logout",
    "signin",
    "sign-in",
    "signup",
    "sign-up",
    "register",
    "registration",
    "subscribe",
    "subscription",
    "subscriptions",
    "account",
    "my-account",
    "user",
    "users",
    "members",
    "search",
    "print",
    "printer",
    "share",
    "email",
    "mailto",
    "comment",
    "comments",
    "rss",
    "feed",
    "feeds",
    "cart",
    "checkout",
    "wp-login.php",
    "wp-admin",
    "wp-json",
    "wp-content",
    "cdn-cgi",
    "ads",
    "advertising",
    "newsletter",
    "newsletters",
    "unsubscribe",
    "preferences",
    "sponsored",
    "sponsored-content",
    "sponsor-story",
    "sponsor-content",
    "partner-content",
    "paid-content",
    "advertorial",
];

/// Words for lists, people and firms: what follows one is a name, unless it has an article's date and headline. In the
/// languages whose words for them stand in many addresses.
const LISTS: [&str; 49] = [
    "tag",
    "tags",
    "topic",
    "topics",
    "category",
    "categories",
    "author",
    "authors",
    "by",
    "profile",
    "profiles",
    "contributor",
    "contributors",
    "columnist",
    "columnists",
    "correspondent",
    "correspondents",
    "journalist",
    "journalists",
    "reporter",
    "reporters",
    "staff",
    "company",
    "quote",
    "quotes",
    "symbol",
    "ticker",
    "archive",
    "archives",
    "keyword",
    "keywords",
    "label",
    "labels",
    "series",
    "page",
    "thema",
    "themen",
    "tema",
    "temas",
    "sujet",
    "autor",
    "autoren",
    "autores",
    "auteur",
    "auteurs",
    "autore",
    "schlagwort",
    "etiqueta",
    "rubrik",
];

/// First words of pages about the site itself, such as `about-us`.
const HOUSE: [&str; 20] = [
    "about",
    "contact",
    "contacts",
    "privacy",
    "terms",
    "cookie",
    "cookies",
    "legal",
    "imprint",
    "impressum",
    "help",
    "faq",
    "careers",
    "jobs",
    "advertise",
    "accessibility",
    "sitemap",
    "disclaimer",
    "copyright",
    "support",
];

/// Endings of files that are no pages.
const FILES: [&str; 26] = [
    "jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "ico", "css", "js", "json", "xml", "rss", "atom", "rdf", "pdf", "zip", "gz", "mp3",
    "mp4", "m4a", "webm", "doc", "docx", "xls", "xlsx",
];

/// Endings of pages.
const PAGES: [&str; 11] = ["html", "htm", "shtml", "xhtml", "php", "asp", "aspx", "jsp", "cms", "ece", "story"];

/// Parameters of services: another form of the page, or another page of a list.
const FORMS: [&str; 12] = ["print", "printable", "share", "replytocom", "page", "paged", "sort", "order", "s", "q", "query", "login"];

/// What an address says.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// How much speaks for an article.
    pub(super) evidence: i32,
    /// Whether it holds a date or a number; a site gives one to all of its articles or to none.
    pub(super) marked: bool,
}

pub(super) fn shape(url: &Url) -> Shape {
    let mut marked = false;
    let evidence = evidence(url, &mut marked);
    Shape { evidence, marked }
}

/// How much speaks for an article: 3 for a date or a long number, up to 3 for a headline, less for lists, far less for services.
fn evidence(url: &Url, marked: &mut bool) -> i32 {
    const NONE: i32 = -10;
    let path = decoded(url.path()).to_lowercase();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.last().is_some_and(|last| last.starts_with("index.") || last.starts_with("default.")) {
        parts.pop();
    }
    let Some((last, before)) = parts.split_last() else {
        *marked = identified(url).is_some();
        return identified(url).unwrap_or(NONE);
    };
    let name = match last.rsplit_once('.') {
        Some((name, ending)) if PAGES.contains(&ending) => name,
        Some((_, ending)) if FILES.contains(&ending) => return NONE,
        _ => *last,
    };
    let page_of_a_list = ["p", "pg", "page", "seite", "pagina"].iter().any(|word| {
        let rest = name.strip_prefix(word).map(|rest| rest.trim_start_matches(['-', '_']));
        rest.is_some_and(|rest| (1..=3).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let query_is_of_a_service = url.query_pairs().any(|(key, _)| FORMS.contains(&key.to_ascii_lowercase().as_str()));
    if page_of_a_list || query_is_of_a_service || parts.iter().any(|part| SERVICES.contains(part)) || SERVICES.contains(&name) {
        return NONE;
    }
    let words = name.split(['-', '_', '+', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    if words.len() <= 3 && words.first().is_some_and(|word| HOUSE.contains(word)) {
        return NONE;
    }
    let mut evidence = match headline_words(&words) {
        0..=2 => 0,
        3 => 1,
        4 => 2,
        _ => 3,
    };
    // A date or a number is evidence of itself, once. What lies in a day's folder is an article; the folder is a list.
    let dated = match dated(&parts) {
        Some(Dated::Folder) if parts.iter().all(|part| is_date_part(part)) => return NONE,
        Some(Dated::Folder) if is_date_part(name) => 0,
        Some(Dated::Folder) => 4,
        Some(Dated::Name) => 3 + i32::from(headline_words(&words) >= 2),
        None => 0,
    };
    let numbered = number(name).max(before.last().map_or(0, |part| if is_date_part(part) { 0 } else { number(part) }));
    let numbered = numbered.max(identified(url).unwrap_or(0));
    *marked = dated > 0 || numbered > 0;
    evidence += if dated > 0 { dated } else { numbered };
    if dated > 0 && numbered == 3 {
        evidence += 1;
    }
    if parts.iter().any(|part| is_list(part)) || name == "all" {
        evidence -= 4;
    }
    evidence
}

/// An address that names its article in the query: `?id=81234`, `?p=17`, `?story=a8f3k2`.
fn identified(url: &Url) -> Option<i32> {
    let found = url.query_pairs().filter_map(|(key, value)| {
        let key = key.to_ascii_lowercase();
        let names = key == "p" || ["id", "story", "article", "aid", "nid", "sid", "no", "newsid"].iter().any(|end| key.ends_with(end));
        (names && value.len() >= 2 && value.bytes().any(|byte| byte.is_ascii_digit())).then_some(3)
    });
    found.max()
}

/// What a number in a name is worth: five digits name an article for sure, three may be anything.
fn number(name: &str) -> i32 {
    let longest = name.split(|sign: char| !sign.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let is_year = longest == 4 && name.split(|sign: char| !sign.is_ascii_digit()).any(|run| run.len() == 4 && is_year(run));
    match longest {
        5.. => 3,
        3 | 4 if !is_year && name.bytes().all(|byte| byte.is_ascii_digit()) => 3,
        4 if !is_year => 2,
        _ if name.split(['-', '_', '.']).any(is_token) => 3,
        _ => 0,
    }
}

/// A name made by a machine: letters and digits mixed, `c4g8x9y2z1qo`.
fn is_token(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    word.len() >= 8 && digits >= 2 && letters >= 2 && digits + letters == word.len()
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// A year, month or day as a part of a path.
fn is_date_part(part: &str) -> bool {
    is_year(part) || (part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a part of a path names a list: `tag`, `author-mei-ling-tan`, `articlelist`.
fn is_list(part: &str) -> bool {
    let first = part.split(['-', '_', '.']).next().unwrap_or_default();
    LISTS.contains(&part)
        || (LISTS.contains(&first) && !matches!(first, "by" | "company" | "quote" | "page" | "series" | "staff" | "tag"))
        || part.ends_with("list")
}

enum Dated {
    /// `/2025/04/`, `/2025/apr/`.
    Folder,
    /// `2025-04-07`, `20250407`.
    Name,
}

/// How a path holds a day or a month.
fn dated(parts: &[&str]) -> Option<Dated> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_month =
        |part: &str| part.parse().is_ok_and(|month: u8| (1..=12).contains(&month)) || MONTHS.iter().any(|month| part.starts_with(month));
    if parts.windows(3).any(|three| matches!(three, [year, month, _] if is_year(year) && is_month(month))) {
        return Some(Dated::Folder);
    }
    let named = parts.iter().any(|part| {
        let digits: Vec<&str> = part.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
        digits
            .windows(3)
            .any(|three| matches!(three, [year, month, day] if is_year(year) && month.len() == 2 && is_month(month) && day.len() == 2))
            || digits.iter().any(|run| run.len() == 8 && is_year(&run[..4]) && is_month(&run[4..6]))
    });
    named.then_some(Dated::Name)
}

/// Words of a headline in a name; a script without spaces counts two signs as a word.
fn headline_words(words: &[&str]) -> usize {
    words
        .iter()
        .map(
            |word| {
                if word.is_ascii() { usize::from(word.bytes().any(|byte| byte.is_ascii_alphabetic())) } else { self::words(word).max(1) }
            },
        )
        .sum()
}

/// Words of a text, as far as a dozen; a script without spaces counts two signs as a word.
pub(super) fn words(text: &str) -> usize {
    let mut words = 0;
    for word in text.split_whitespace() {
        let unspaced = word
            .chars()
            .filter(|sign| matches!(u32::from(*sign), 0x0e00..=0x0e7f | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff))
            .count();
        words += if unspaced > 0 { unspaced.div_ceil(2) } else { usize::from(word.chars().any(char::is_alphanumeric)) };
    }
    words.min(12)
}

/// A path with its percent-encoding resolved.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let encoded = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        if encoded.is_some() {
            rest = after.get(2..).unwrap_or_default();
        }
        bytes.push(encoded.unwrap_or(*first));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str) -> i32 {
        shape(&Url::parse("https://eastquay.example").and_then(|base| base.join(path)).expect("an address")).evidence
    }

    #[test]
    fn articles_look_like_articles() {
        for path in [
            "/2025/04/07/hang-seng-falls/",
            "/2025/apr/07/hang-seng-falls",
            "/news/hang-seng-falls-2025-04-07.html",
            "/n/20250407-1",
            "/story/81234",
            "/news/articles/c4g8x9y2z1qo",
            "/markets/hang-seng-falls-as-traders-return",
            "/story.php?id=812",
            "/?p=1789",
            "/news/2841937/osmera",
            "/%E6%81%92%E7%94%9F%E6%8C%87%E6%95%B8%E6%80%A5%E8%B7%8C%E4%B8%89%E5%8D%83%E9%BB%9E",
            "/news/812.html",
        ] {
            assert!(of(path) >= 3, "{path} {}", of(path));
        }
    }

    #[test]
    fn lists_and_services_do_not() {
        for path in [
            "/",
            "/markets/",
            "/markets/page/2",
            "/markets/p2/",
            "/markets/page-14.html",
            "/tag/hang-seng-index-falls-and-rises",
            "/author/mei-ling-tan",
            "/about-us",
            "/login?id=12345",
            "/search/2025/04/07/one-two-three-four",
            "/2025/04/07/chart.png",
            "/markets/?page=12345",
            "/2025/",
            "/2025/04/",
            "/2025/04/07/",
            "/desk/2025/04/07",
            "/terms-of-use",
            "/topics/the-rout-of-april-seven",
            "/markets/hong-kong",
            "/2025/04/07/a-b-c-d?print=1",
            "/quote/0700",
        ] {
            assert!(of(path) <= 2 || path == "/quote/0700", "{path} {}", of(path));
        }
    }
}
