//! The subject of the clause a figure stands in, told by the verb before it, and the noun a figure measures or describes.

use crate::figure::attach::lexicon;
use crate::figure::attach::phrase::{before_verb, in_time};
use crate::figure::attach::window::{Site, parts};
use crate::figure::lexicon::rows;
use crate::figure::noun;
use crate::figure::scan::Scene;
use annals_text::WordMap;
use std::ops::Range;
use std::sync::LazyLock;

/// What a verb does between a subject and a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    /// "runs", "committed".
    Finite,
    /// "securing".
    Participle,
    /// "said", "expects": what follows is another statement.
    Says,
    /// "has", "will".
    Helps,
}

static VERBS: LazyLock<WordMap<Verb>> = LazyLock::new(|| {
    rows(include_str!("verbs.tsv"))
        .filter_map(|row| {
            let [form, sort] = row[..] else { return None };
            let verb = match sort {
                "finite" => Verb::Finite,
                "participle" => Verb::Participle,
                "says" => Verb::Says,
                "helps" => Verb::Helps,
                _ => return None,
            };
            Some((form, verb))
        })
        .collect()
});

/// At most this many tokens are looked back over for the verb.
const REACH: usize = 40;

fn verb(scene: &Scene<'_>, k: usize) -> Option<Verb> {
    let word = scene.reading.word(k);
    // A name is no verb: "May", "Ford Holding".
    if scene.reading.tokens().get(k).is_some_and(annals_text::Token::is_capitalised) && !scene.reading.opens_sentence(k) {
        return None;
    }
    if let Some(verb) = VERBS.get(word) {
        return Some(*verb);
    }
    let Some(change) = lexicon::change(word).filter(|change| change.verb) else { return guessed(scene, k, word).then_some(Verb::Finite) };
    let noun_here = change.noun && matches!(scene.reading.word(k.checked_sub(1)?), "a" | "an" | "the" | "its" | "this" | "'s" | "of");
    match (noun_here, word.ends_with("ing")) {
        (true, _) => None,
        (_, true) => Some(Verb::Participle),
        _ => Some(Verb::Finite),
    }
}

/// A verb in no list, told by its ending and its place: "the mill now spins 20% more", "the bank repackaged $5 billion".
fn guessed(scene: &Scene<'_>, k: usize, word: &str) -> bool {
    let reading = scene.reading;
    let past = word.len() > 4 && word.ends_with("ed");
    let third = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    if !(past || third) || k == 0 || !reading.tokens().get(k - 1).is_some_and(|t| t.is_word()) {
        return false;
    }
    let before = reading.word(k - 1);
    // "12 million shares the": a plural behind a number is no verb.
    if third
        && (matches!(word, "shares" | "stocks" | "funds" | "investors")
            || reading.tokens().get(k - 1).is_some_and(|t| t.is_number())
            || matches!(before, "million" | "billion"))
    {
        return false;
    }
    let adverb = matches!(before, "now" | "already" | "also" | "still" | "then" | "just") || (before.ends_with("ly") && before.len() > 4);
    let subject = adverb || !(noun::stops(before) || third && before.ends_with('s'));
    let next = reading.tokens().get(k + 1);
    let object = next.is_some_and(annals_text::Token::is_number)
        || matches!(
            reading.surface(k + 1),
            "$" | "€"
                | "£"
                | "HK"
                | "a"
                | "an"
                | "the"
                | "its"
                | "their"
                | "about"
                | "more"
                | "over"
                | "nearly"
                | "some"
                | "just"
                | "up"
                | "around"
                | "less"
        );
    subject && object
}

/// Whether the word at `k` can be a verb of any sort.
pub(crate) fn is_verb(scene: &Scene<'_>, k: usize) -> bool {
    verb(scene, k).is_some()
}

/// Whether the word at `k` is a finite verb that no noun looks like.
pub(crate) fn is_finite(scene: &Scene<'_>, k: usize) -> bool {
    let listed = VERBS.get(scene.reading.word(k)).is_some_and(|verb| matches!(verb, Verb::Finite | Verb::Says));
    // "adjusted profit", "shares listed in": a participle that describes.
    let before = k.checked_sub(1).map_or("", |at| scene.reading.word(at));
    let describes = scene.reading.word(k).ends_with("ed") || scene.reading.opens_sentence(k);
    let led = describes && !matches!(before, "has" | "have" | "had" | "was" | "were" | "is" | "are" | "been");
    listed && !led && !matches!(before, "the" | "a" | "an" | "its" | "of" | "to")
}

/// The noun phrase that governs what stands at token `from`: the subject of the nearest verb before it.
pub(crate) fn subject(scene: &Scene<'_>, site: &Site, from: usize) -> Option<Range<usize>> {
    let reading = scene.reading;
    let floor = site.sentence.start.max(from.saturating_sub(REACH));
    let mut k = from;
    let mut trailing = None;
    while k > floor {
        k -= 1;
        // What stands in closed brackets says nothing of the clause.
        if reading.surface(k) == ")" {
            k = (floor.max(k.saturating_sub(12))..k).rev().find(|open| reading.surface(*open) == "(")?;
            continue;
        }
        if parts(reading, k) {
            return None;
        }
        if in_time(scene, k) {
            continue;
        }
        let before = if k > floor { reading.word(k - 1) } else { "" };
        match verb(scene, k) {
            None => {}
            // ", two people said on Wednesday, raising $5 billion": an insertion is passed over.
            Some(Verb::Says) => {
                let inserted = (k + 1..from.min(k + 7)).any(|at| reading.surface(at) == ",");
                if !inserted {
                    return None;
                }
            }
            Some(Verb::Participle) => {
                let free = matches!(
                    before,
                    "," | "and" | "or" | "by" | "of" | "for" | "in" | "from" | "with" | "after" | "before" | "without" | ""
                );
                if !free && let Some(words) = governs(scene, site, k) {
                    return Some(words);
                }
                if before == "," {
                    trailing = Some(k - 1);
                }
            }
            Some(Verb::Finite | Verb::Helps) => {
                if before == "to" || (before.ends_with("ly") && k > floor + 1 && reading.word(k - 2) == "to") {
                    if let Some(words) = expected(scene, floor, k - 1) {
                        return Some(words);
                    }
                    continue;
                }
                // "adjusted operating profit": a participle that describes.
                let describes = reading.word(k).ends_with("ed")
                    && matches!(before, "a" | "an" | "the" | "its" | "their" | "of" | "for" | "in" | "on" | "and" | "");
                if !describes && let Some(words) = governs(scene, site, k) {
                    return Some(words);
                }
            }
        }
    }
    // "Hull Docks, costing $58 million, will open": no verb before the comma.
    trailing.and_then(|comma| before_verb(scene, site, comma))
}

/// The noun phrase before a verb; a lone verb ("announced plans to") is none.
fn governs(scene: &Scene<'_>, site: &Site, verb: usize) -> Option<Range<usize>> {
    before_verb(scene, site, verb).filter(|words| words.len() > 1 || !is_verb(scene, words.start))
}

/// "expects emerging-market funds to win back": who is to do it stands between.
fn expected(scene: &Scene<'_>, floor: usize, to: usize) -> Option<Range<usize>> {
    let reading = scene.reading;
    let says = (floor.max(to.saturating_sub(8))..to).rev().find(|k| verb(scene, *k) == Some(Verb::Says))?;
    let mut start = says + 1;
    while start < to && matches!(reading.word(start), "the" | "a" | "an" | "its" | "their" | "that") {
        start += 1;
    }
    let plain = start < to
        && (start..to).all(|k| reading.tokens().get(k).is_some_and(|t| t.is_word()) || matches!(reading.surface(k), "-" | "'s" | "&"));
    plain.then_some(start..to)
}

/// "an operating margin of 14%": the noun before "of", and where it begins.
pub(crate) fn measured(scene: &Scene<'_>, site: &Site) -> Option<Range<usize>> {
    let reading = scene.reading;
    let mut of = site.tokens.start.checked_sub(1)?;
    while of > site.left.start && matches!(reading.word(of), "a" | "an" | "the" | "just" | "only" | "nearly" | "roughly") {
        of -= 1;
    }
    if reading.word(of) != "of" || !site.left.contains(&of) {
        return None;
    }
    let end = plain_end(scene, site, of);
    let start = phrase_start(scene, site, end);
    // "a daily average of", "the top of": these measure nothing of their own.
    let empty = start >= end
        || matches!(
            reading.word(end - 1),
            "average"
                | "total"
                | "sum"
                | "maximum"
                | "minimum"
                | "top"
                | "range"
                | "out"
                | "most"
                | "all"
                | "some"
                | "number"
                | "part"
                | "rate"
                | "record"
                | "median"
                | "mean"
                | "high"
                | "low"
                | "instead"
                | "because"
                | "ahead"
                | "short"
                | "team"
                | "group"
        );
    (!empty).then_some(start..end)
}

/// "a target for the year of 5%": the end of the noun, its time left out.
fn plain_end(scene: &Scene<'_>, site: &Site, of: usize) -> usize {
    let mut end = of;
    while end > site.left.start && in_time(scene, end - 1) {
        end -= 1;
    }
    if end < of && end > site.left.start && matches!(scene.reading.word(end - 1), "for" | "in" | "on") { end - 1 } else { of }
}

/// Where the noun phrase that ends before `end` begins: articles, verbs and prepositions end it.
fn phrase_start(scene: &Scene<'_>, site: &Site, end: usize) -> usize {
    let reading = scene.reading;
    let mut start = end;
    while start > site.left.start && end - start < 6 {
        let k = start - 1;
        let word = reading.word(k);
        let joined = reading.surface(k) == "-" && reading.tokens().get(k).is_some_and(|t| !t.space_before);
        let own = word == "'s" || joined;
        let plain = reading.tokens().get(k).is_some_and(|t| t.is_word());
        if !own && (!plain || noun::stops(word) || verb(scene, k).is_some_and(|v| v != Verb::Participle) || in_time(scene, k)) {
            break;
        }
        start = k;
    }
    start
}

/// "a $6 trillion stock exchange", "a 25% duty on imported cars": the noun right behind the figure.
pub(crate) fn described(scene: &Scene<'_>, site: &Site) -> Option<Range<usize>> {
    let reading = scene.reading;
    let before = site.tokens.start.checked_sub(1).map_or("", |k| reading.word(k));
    let own =
        matches!(before, "a" | "an" | "the" | "its" | "their" | "his" | "her" | "'s" | "this" | "that" | "another" | "new" | "record");
    let start = site.tokens.end;
    if !own || start >= site.right.end {
        return None;
    }
    let mut end = start;
    while end < site.right.end && end < start + 8 {
        let word = reading.word(end);
        let joined = reading.surface(end) == "-" && end > start;
        let linked = matches!(word, "of" | "on" | "in") && end > start && reading.tokens().get(end + 1).is_some_and(|t| t.is_word());
        let plain = reading.tokens().get(end).is_some_and(|t| t.is_word()) && !noun::stops(word);
        let led = matches!(reading.word(end.saturating_sub(1)), "of" | "on" | "in");
        let verbal = end > start && !led && matches!(verb(scene, end), Some(Verb::Finite | Verb::Helps | Verb::Says));
        if in_time(scene, end) || verbal || !(joined || linked || plain) {
            break;
        }
        end += 1;
    }
    while end > start && matches!(reading.word(end - 1), "of" | "on" | "in" | "the" | "-") {
        end -= 1;
    }
    (end > start).then_some(start..end)
}

/// "70% of adults", "half the cocoa": the whole whose part the figure is.
pub(crate) fn whole(scene: &Scene<'_>, site: &Site) -> Option<Range<usize>> {
    if scene.reading.word(site.tokens.end) != "of" {
        return None;
    }
    behind(scene, site, site.tokens.end)
}

/// Where money went: "into the Hong Kong market", "off the value of banks", "worth of Hong Kong stocks", behind token `from`.
pub(crate) fn destination(scene: &Scene<'_>, site: &Site, from: usize) -> Option<Range<usize>> {
    let reading = scene.reading;
    let end = site.sentence.end.min(from + 12);
    // A second currency in brackets may stand between.
    let mut k = from;
    while k < end {
        match reading.word(k) {
            "(" => k = (k..end).find(|close| reading.surface(*close) == ")")?,
            "into" | "off" => return behind(scene, site, k),
            "of" if k > from || reading.word(k + 1) != "that" => return behind(scene, site, k),
            "worth" | "back" | "out" | "net" | "from" if reading.word(k + 1) != "the" => {}
            "from" => return behind(scene, site, k),
            "has" | "have" | "had" | "been" | "was" | "were" => {}
            word if lexicon::is_change(word) => {}
            _ if in_time(scene, k) || matches!(reading.word(k), "since" | "on" | "so" | "far" | "in") => return None,
            _ => return None,
        }
        k += 1;
    }
    None
}

/// The noun phrase behind the preposition at `at`.
fn behind(scene: &Scene<'_>, site: &Site, at: usize) -> Option<Range<usize>> {
    let reading = scene.reading;
    let mut start = at + 1;
    while matches!(reading.word(start), "the" | "a" | "an" | "its" | "their" | "all" | "those" | "these" | "his" | "her" | "total") {
        start += 1;
    }
    let mut end = start;
    while end < site.sentence.end && end < start + 7 {
        let word = reading.word(end);
        let token = reading.tokens().get(end);
        let joined = (reading.surface(end) == "-" && end > start)
            || word == "'s"
            || (word == "of" && end > start)
            || (matches!(word, "the" | "its") && reading.word(end.saturating_sub(1)) == "of");
        let plain = token.is_some_and(|t| t.is_word()) && !noun::stops(word);
        let verbal = end > start && matches!(verb(scene, end), Some(Verb::Finite | Verb::Helps | Verb::Says));
        if in_time(scene, end) || verbal || !(joined || plain) {
            break;
        }
        end += 1;
    }
    while end > start && matches!(reading.word(end - 1), "of" | "-") {
        end -= 1;
    }
    (end > start).then_some(start..end)
}

/// "… and net income 9 per cent", "Tencent over 22%": words without a verb between comma or "and" and the figure.
pub(crate) fn elided(scene: &Scene<'_>, site: &Site) -> Option<Range<usize>> {
    let reading = scene.reading;
    let mut end = site.tokens.start;
    while end > site.left.start && matches!(reading.word(end - 1), "by" | "between" | "a" | "another" | "some") {
        end -= 1;
    }
    let mut start = end;
    while start > site.left.start && end - start < 6 && !matches!(reading.surface(start - 1), "," | "and" | ";") {
        let k = start - 1;
        let plain =
            reading.tokens().get(k).is_some_and(|t| t.is_word()) || reading.surface(k) == "-" || matches!(reading.word(k), "'s" | "&");
        if !plain || verb(scene, k).is_some() || parts(reading, k) || lexicon::is_change(reading.word(k)) || in_time(scene, k) {
            return None;
        }
        start = k;
    }
    while start < end && matches!(reading.word(start), "the" | "its" | "their" | "a") {
        start += 1;
    }
    let opened = start > site.sentence.start;
    (start < end && opened && !noun::stops(reading.word(start))).then_some(start..end)
}
