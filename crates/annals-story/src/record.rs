//! Records: "its best finish since 2022" says since when nothing like it was seen, not when it happened.

use crate::grammar;
use crate::page::{Page, Passage};
use annals_model::{Direction, Figure, Span};

/// Whether a date is the "since" of a record: "the biggest rise since October", "not seen since early 2022".
pub(crate) fn dates_a_record(page: &Page<'_>, passage: &Passage, date: Span) -> bool {
    /// Prepositions that may stand between "since" and its date; "on" begins a date of its own.
    const JOINTS: &[&str] = &["at", "about", "around", "in", "of"];
    let reading = &page.reading;
    let first = reading.token_at(date.start);
    // "Since the harbour fire of 2000", but not "since trading began in 2016" or "since 2019 on Monday".
    let between = |k: usize| {
        let word = reading.word(k);
        let plain = reading.tokens().get(k).is_some_and(annals_text::Token::is_word) && !grammar::is_verb(word);
        let calendar = annals_text::month_number(word).or(annals_text::weekday_number(word)).is_some();
        word == "-" || JOINTS.contains(&word) || (plain && !calendar && !grammar::is_preposition(word))
    };
    let mut opening = (passage.tokens.start..=first).rev().take(8);
    let since = opening.find(|k| reading.word(*k) == "since" || (*k != first && !between(*k)));
    since.is_some_and(|since| reading.word(since) == "since" && follows_superlative(page, passage, since))
}

/// Whether what stands before "since" is a superlative with its noun: in the same clause, with no verb between, unless one
/// of the superlative's own clause ("the most it has paid since").
fn follows_superlative(page: &Page<'_>, passage: &Passage, since: usize) -> bool {
    const DOERS: &[&str] = &["it", "he", "she", "they", "we", "i", "you", "anyone", "anybody", "that"];
    let reading = &page.reading;
    let word = |k: usize| reading.word(k);
    if matches!(since.checked_sub(1).map(word), Some("seen" | "reached" | "unseen" | "unmatched" | "unheard-of")) {
        let mut before = (passage.tokens.start..since).rev().take(5).map(word);
        return before.any(|word| matches!(word, "not" | "never" | "last" | "un" | "unseen" | "unmatched" | "n't" | "level" | "levels"));
    }
    let mut verb = false;
    for k in (passage.tokens.start..since).rev().take(14) {
        if matches!(reading.surface(k), "," | ";" | ":" | "(" | ")" | "“" | "”" | "\"" | "—" | "–" | "." | "!" | "?") {
            return false;
        }
        let own_clause = || (k + 1..since.min(k + 4)).any(|next| DOERS.contains(&word(next)));
        if is_superlative(word(k)) && (!verb || own_clause()) {
            return true;
        }
        verb |= tells(page, k);
    }
    false
}

/// Whether a word is the verb of its clause, and no noun ("rise", "cut") or participle ("the largest reported loss").
fn tells(page: &Page<'_>, k: usize) -> bool {
    const NOUNS: &[&str] = &[
        "rise", "rises", "falls", "cut", "hit", "hits", "spread", "split", "set", "bet", "forecast", "jumps", "surges", "slumps", "slides",
        "slips", "moves", "holds", "orders", "reports", "plans", "offers", "runs", "starts", "works", "needs", "wins", "seen", "made",
        "paid", "sold", "built", "held", "spent", "lent", "bought", "sent", "left", "been",
    ];
    let (word, next) = (page.reading.word(k), k + 1);
    let object = || {
        let number = page.reading.tokens().get(next).is_some_and(annals_text::Token::is_number);
        number || matches!(page.reading.word(next), "a" | "an" | "the" | "its" | "their" | "$" | "€" | "£" | "¥")
    };
    grammar::is_verb(word) && if word.ends_with("ed") || NOUNS.contains(&word) { object() } else { true }
}

/// "best", "highest", "first", "record".
fn is_superlative(word: &str) -> bool {
    const OTHERS: &[&str] = &["best", "worst", "most", "least", "first", "record"];
    /// Words that end in -est and are none.
    const NONE: &[&str] = &[
        "interest",
        "invest",
        "reinvest",
        "divest",
        "request",
        "protest",
        "contest",
        "harvest",
        "forest",
        "suggest",
        "digest",
        "arrest",
        "guest",
        "quest",
        "conquest",
        "modest",
        "honest",
        "earnest",
        "manifest",
        "tempest",
        "bequest",
        "inquest",
        "southwest",
        "northwest",
        "midwest",
        "budapest",
        "latest",
        "everest",
        "unrest",
        "attest",
        "crest",
        "chest",
    ];
    OTHERS.contains(&word) || (word.len() > 4 && word.ends_with("est") && !NONE.contains(&word))
}

/// Whether a line on a figure may say "a record": the figure is marked as one, its sentence says "record", "all-time" or
/// "ever", and not that the figure is counted from a record or goes the other way ("fell 3% from a record high").
pub(crate) fn is_record(page: &Page<'_>, passage: &Passage, figure: &Figure) -> bool {
    let reading = &page.reading;
    let at = reading.token_at(figure.span.start);
    let Some(sentence) = reading.sentences().get(reading.sentence_of(at)).filter(|_| figure.record) else { return false };
    let tokens = sentence.tokens.start.max(passage.tokens.start)..sentence.tokens.end.min(passage.tokens.end);
    let word = |k: usize| if tokens.contains(&k) { reading.word(k) } else { "" };
    let before = |k: usize, back: usize| k.checked_sub(back).map_or("", word);
    tokens.clone().any(|k| {
        let all_time =
            word(k) == "all-time" || (word(k) == "all" && (word(k + 1) == "time" || (word(k + 1) == "-" && word(k + 2) == "time")));
        let says = match word(k) {
            "record" | "records" => !matches!(before(k, 1), "track" | "previous" | "earlier" | "old" | "prior" | "former"),
            "ever" => word(k + 1) != "since" && word(k + 1) != "more",
            _ => all_time,
        };
        let article = usize::from(matches!(before(k, 1), "a" | "an" | "the" | "its" | "their"));
        let counted_from = matches!(before(k, article + 1), "from" | "below" | "off" | "under" | "above" | "than");
        let extreme = (k + 1..k + 4).map(word).find(|word| is_extreme(word));
        let contradicted = match figure.direction {
            Some(Direction::Up | Direction::In) => matches!(extreme, Some("low" | "lows" | "bottom" | "trough")),
            Some(Direction::Down | Direction::Out) => matches!(extreme, Some("high" | "highs" | "peak" | "peaks" | "top")),
            _ => false,
        };
        says && !counted_from && !contradicted
    })
}

fn is_extreme(word: &str) -> bool {
    matches!(word, "high" | "highs" | "low" | "lows" | "peak" | "peaks" | "top" | "bottom" | "trough")
}
