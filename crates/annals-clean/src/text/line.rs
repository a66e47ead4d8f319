//! One line of text by itself: is it the article, or an advert, a menu, a link to another story, a legal note?

use super::lexicon::{ADVERT_LABELS, LEGAL, LINK_OPENINGS, LIST_LABELS, MENU_LINES, OFFERS, SELLING, stands_in};
use annals_model::RegionKind;
use regex::Regex;
use std::sync::LazyLock;

/// Any phrase of a legal note, found in one pass; few lines hold one.
static ANY_LEGAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&LEGAL.iter().map(|phrase| regex::escape(phrase)).collect::<Vec<_>>().join("|")).ok());

/// Any sign that a voice is quoted or reported.
static ANY_VOICE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\"| said| says| told | according to| reported").ok());

/// Runs of letters, digits and apostrophes.
fn count_words(folded: &str) -> usize {
    if !folded.is_ascii() {
        return folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).count();
    }
    let (mut words, mut inside) = (0, false);
    for byte in folded.bytes() {
        let goes_on = byte.is_ascii_alphanumeric() || byte == b'\'';
        words += usize::from(goes_on && !inside);
        inside = goes_on;
    }
    words
}

/// What a line is by its own words, and why; `None` when it may be the article's.
pub(crate) fn furniture(line: &str) -> Option<(RegionKind, &'static str)> {
    let (bare, folded, words) = opening(line);
    let sells = || words > 0 && words <= 90 && selling(bare, &folded) >= 4;
    fixed(line, bare, &folded, words).or_else(|| sells().then_some((RegionKind::Promo, "asks the reader to buy, join or subscribe")))
}

/// As [`furniture`] for a block of a page: there mark-up sets most adverts apart, and fewer are told by their wording.
pub(crate) fn fixture(line: &str) -> Option<(RegionKind, &'static str)> {
    let (bare, folded, words) = opening(line);
    let offers = || super::offer::offer(bare, &folded, words);
    fixed(line, bare, &folded, words).or_else(|| offers().then_some((RegionKind::Promo, "asks the reader to subscribe or sign up")))
}

/// A line without its sign, its opening folded, and the words in that.
fn opening(line: &str) -> (&str, String, usize) {
    let bare = line.trim().trim_start_matches(['-', '–', '—', '•', '*', '·', '»', '›', '>', '▶', '►', '|', ' ']).trim();
    let folded = annals_text::fold(bare.get(..floor(bare, 600)).unwrap_or(bare));
    let words = count_words(&folded);
    (bare, folded, words)
}

fn fixed(line: &str, bare: &str, folded: &str, words: usize) -> Option<(RegionKind, &'static str)> {
    if citation_mark(line.trim()) {
        return Some((RegionKind::Citation, "a citation mark by itself"));
    }
    if words == 0 {
        return None;
    }
    if let Some(reason) = linked(bare, folded, words) {
        return Some((RegionKind::LinkedHeadline, reason));
    }
    if let Some(reason) = disclaimer(folded, words) {
        return Some((RegionKind::Disclaimer, reason));
    }
    if let Some(reason) = navigation(folded, words) {
        return Some((RegionKind::Navigation, reason));
    }
    if super::offer::consent(folded, words) {
        return Some((RegionKind::Disclaimer, "asks leave to load another site's content"));
    }
    if words <= 5 && ADVERT_LABELS.contains(&folded.trim_end_matches([':', '.', ' '])) {
        return Some((RegionKind::Promo, "the label of an advert"));
    }
    None
}

/// `1`, `[2]`, `[1][3]`, `1, 2`, `(4)`: a mark that points at a source, alone on its line.
pub(crate) fn citation_mark(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    (1..=6).contains(&digits)
        && line.len() <= 16
        && line.chars().all(|c| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | ',' | ' ' | '^'))
        && line.split(|c: char| !c.is_ascii_digit()).all(|number| number.len() <= 2)
}

/// An opening that announces another story, or the words "click here to read".
fn linked(bare: &str, folded: &str, words: usize) -> Option<&'static str> {
    if words > 40 {
        return None;
    }
    let mut opening: Option<&str> = None;
    let first = folded.as_bytes().first();
    for candidate in LINK_OPENINGS.iter().filter(|c| c.as_bytes().first() == first) {
        let longer = opening.is_none_or(|o: &str| o.len() < candidate.len());
        if longer && folded.strip_prefix(candidate).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'')) {
            opening = Some(candidate);
        }
    }
    let opening = opening?;
    let rest = folded.get(opening.len()..)?.trim_start();
    if rest.is_empty() || rest == ":" {
        return (!matches!(opening, "read" | "more" | "watch" | "explainer")).then_some("announces other stories");
    }
    if rest.starts_with([':', '|', '>', '»', '→', '▶']) || rest.starts_with("- ") || rest.starts_with("...") {
        return Some("opens with words that announce another story");
    }
    // READ MORE Shares of … : capitals set the opening apart.
    let shouted = bare.chars().take(opening.chars().count()).all(|c| !c.is_lowercase());
    let capital_after = bare.chars().skip(opening.chars().count()).find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    if shouted && capital_after && opening.contains(' ') && !bare.ends_with('.') {
        return Some("opens with words that announce another story");
    }
    None
}

fn disclaimer(folded: &str, words: usize) -> Option<&'static str> {
    if folded.starts_with('©') || folded.starts_with("(c) ") || folded.starts_with("copyright ") && words <= 25 {
        return Some("a copyright line");
    }
    if folded.starts_with("disclaimer")
        || folded.starts_with("disclosure:")
        || folded.starts_with("risk warning")
        || folded.starts_with("legal notice")
        || folded.starts_with("important notice:")
    {
        return Some("opens as a legal note");
    }
    if ANY_LEGAL.as_ref().is_some_and(|any| !any.is_match(folded)) {
        return None;
    }
    let quoted = folded.contains('"') || folded.contains(" said");
    let hits = LEGAL.iter().filter(|phrase| folded.contains(*phrase)).count();
    if !quoted && (hits >= 2 || (hits == 1 && (words <= 45 || addresses_reader(folded)))) {
        return Some("holds phrases of legal notes");
    }
    None
}

fn navigation(folded: &str, words: usize) -> Option<&'static str> {
    let plain = folded.trim_end_matches([':', '.', '!', '>', '»', '›', '→', ' ', '+', '|']).trim();
    if stands_in(MENU_LINES, plain) {
        return Some("words of a menu");
    }
    if words <= 8 && !folded.ends_with('.') {
        if stands_in(LIST_LABELS, plain) {
            return Some("heads a list of other stories");
        }
        let opens = [
            "trending on ",
            "trending in ",
            "popular on ",
            "popular in ",
            "most popular ",
            "most read ",
            "more from ",
            "more in ",
            "more on ",
            "latest from ",
            "latest in ",
            "also in ",
            "top stories ",
            "stories from ",
        ];
        let ends =
            [" related articles", " related stories", " related news", " related posts", " most read", " you may like", " latest news"];
        if opens.iter().any(|o| plain.starts_with(o)) || ends.iter().any(|e| plain.ends_with(e)) {
            return Some("heads a list of other stories");
        }
        if counts_something(plain, words) {
            return Some("a counter of the page");
        }
        if words <= 4 && (plain.ends_with(" logo") || plain.ends_with(" icon") || plain.ends_with(" button")) {
            return Some("the name of a picture");
        }
        if plain.starts_with("listen to ")
            || plain.starts_with("watch the full")
            || plain.starts_with("play audio")
            || plain.starts_with("audio: ")
            || plain.starts_with("this article is read by")
        {
            return Some("the label of a player");
        }
        let follows = [
            "follow us on ",
            "follow us ",
            "share on ",
            "share via ",
            "share to ",
            "share this ",
            "tweet this",
            "email this",
            "print this",
            "add us on",
            "join us on ",
            "find us on ",
            "like us on ",
            "connect with us",
            "filed under",
            "posted in ",
            "tagged ",
            "tags: ",
            "topics: ",
            "skip to ",
            "jump to ",
            "back to ",
            "go to ",
        ];
        if follows.iter().any(|o| plain.starts_with(o)) {
            return Some("a button of the page");
        }
        if [
            "last updated",
            "updated",
            "published",
            "posted",
            "first published",
            "last modified",
            "publish date",
            "date published",
            "updated on",
            "published on",
        ]
        .iter()
        .any(|o| plain.strip_prefix(o).is_some_and(|rest| rest.starts_with([':', ' ']) && rest.bytes().any(|b| b.is_ascii_digit())))
        {
            return Some("the page's own date line");
        }
    }
    None
}

/// `2 Sources`, `5 min read`, `12 comments`, `3 hours ago`.
fn counts_something(plain: &str, words: usize) -> bool {
    let mut parts = plain.split(' ');
    let number = parts.next().is_some_and(|first| {
        first.bytes().next().is_some_and(|b| b.is_ascii_digit())
            && first.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'k' | b'm' | b'+' | b'-'))
    });
    if !number || words > 5 {
        return false;
    }
    let rest: Vec<&str> = parts.collect();
    match rest.as_slice() {
        [one] => matches!(
            *one,
            "sources"
                | "source"
                | "comments"
                | "comment"
                | "shares"
                | "share"
                | "views"
                | "view"
                | "likes"
                | "like"
                | "replies"
                | "reads"
                | "followers"
                | "reactions"
                | "photos"
                | "images"
                | "votes"
                | "min"
                | "mins"
        ),
        [.., last] => {
            matches!(*last, "read" | "ago" | "reading" | "listen" | "watch")
                && rest.iter().any(|w| {
                    w.starts_with("min") || w.starts_with("hour") || w.starts_with("day") || w.starts_with("sec") || w.starts_with("week")
                })
        }
        [] => false,
    }
}

/// How much a line sounds like an offer: verbs that ask, words of offers, the reader spoken to. An article's sentence stays under 4.
pub(crate) fn selling(bare: &str, folded: &str) -> u32 {
    // A quoted voice or a reported one is the article's, whatever it sells.
    if ANY_VOICE.as_ref().is_some_and(|any| any.is_match(folded)) {
        return 0;
    }
    let mut score = 0;
    let glyph = stuck_glyph(bare);
    let mut opens_sentence = true;
    let mut offers = 0;
    let mut reader = 0;
    let mut asks = 0;
    for piece in folded.split_inclusive([' ', '.', '!', '?', ':', ';', '-']) {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
        if !word.is_empty() {
            let negated = || matches!(word, "don't" | "dont" | "never");
            // A picture's glyph that stuck to the first word: "xSubscribe".
            let unstuck = || glyph && word.get(1..).is_some_and(|rest| SELLING.contains(rest));
            if opens_sentence && (SELLING.contains(word) || unstuck() || negated()) {
                asks += 1;
            }
            if OFFERS.contains(word) {
                offers += 1;
            }
            if matches!(word, "you" | "your" | "you'll" | "you're" | "we" | "our" | "us") {
                reader += 1;
            }
            opens_sentence = false;
        }
        opens_sentence |= piece.ends_with(['.', '!', '?']);
    }
    score += 2 * asks.min(2) + offers.min(3) + u32::min(reader, 2);
    score += u32::from(folded.trim_end().ends_with('!'));
    // Without any request and without the reader, many offer words are news about offers.
    if asks == 0 && reader == 0 { score.min(3) } else { score }
}

/// Whether the line's first word is a single small letter before a capital: the rest of an icon.
fn stuck_glyph(bare: &str) -> bool {
    let mut chars = bare.chars();
    matches!((chars.next(), chars.next(), chars.next()), (Some(a), Some(b), Some(c)) if a.is_lowercase() && b.is_uppercase() && c.is_lowercase())
}

/// Whether a line, weak by itself, asks for something: enough beside an advert.
pub(crate) fn asks(line: &str) -> bool {
    selling(line, &annals_text::fold(line.get(..floor(line, 600)).unwrap_or(line))) >= 2
}

/// Whether the reader is spoken to.
pub(super) fn addresses_reader(folded: &str) -> bool {
    folded.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "you" | "your" | "please" | "readers" | "click"))
}

/// The largest boundary of `text` at or below `limit`.
pub(super) fn floor(text: &str, limit: usize) -> usize {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
