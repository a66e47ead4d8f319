//! The small words that tell a statement from a fragment: finite verbs, prepositions, pronouns, words of cause.

use annals_text::Reading;
use std::ops::Range;

/// Verbs that stand for themselves, and pasts that do not end in -ed.
const VERBS: &[&str] = &[
    "am",
    "are",
    "aren't",
    "ate",
    "became",
    "been",
    "began",
    "bet",
    "bought",
    "broke",
    "brought",
    "built",
    "came",
    "can",
    "can't",
    "caught",
    "chose",
    "could",
    "couldn't",
    "cut",
    "did",
    "didn't",
    "does",
    "doesn't",
    "don't",
    "drew",
    "drove",
    "fed",
    "fell",
    "felt",
    "flew",
    "forecast",
    "forgot",
    "fought",
    "found",
    "froze",
    "gave",
    "got",
    "grew",
    "had",
    "hadn't",
    "has",
    "hasn't",
    "have",
    "haven't",
    "held",
    "hid",
    "hit",
    "hung",
    "hurt",
    "is",
    "isn't",
    "kept",
    "knew",
    "laid",
    "lay",
    "led",
    "left",
    "lent",
    "lost",
    "made",
    "may",
    "meant",
    "met",
    "might",
    "must",
    "outdid",
    "overcame",
    "overtook",
    "paid",
    "proved",
    "put",
    "quit",
    "ran",
    "rebuilt",
    "resold",
    "rode",
    "rose",
    "said",
    "sank",
    "sat",
    "saw",
    "says",
    "sent",
    "set",
    "shall",
    "shook",
    "shot",
    "should",
    "shouldn't",
    "showed",
    "shrank",
    "shut",
    "slid",
    "sold",
    "sought",
    "spent",
    "split",
    "spoke",
    "sprang",
    "spread",
    "stood",
    "struck",
    "swore",
    "swung",
    "taught",
    "thought",
    "threw",
    "told",
    "took",
    "underwent",
    "understood",
    "upheld",
    "was",
    "wasn't",
    "went",
    "were",
    "weren't",
    "will",
    "withdrew",
    "won",
    "won't",
    "wore",
    "would",
    "wouldn't",
    "wrote",
];

/// Present forms that news uses as verbs far more than as nouns.
const PRESENTS: &[&str] = &[
    "accuses",
    "acquires",
    "adds",
    "agrees",
    "aims",
    "announces",
    "appears",
    "appoints",
    "approves",
    "argues",
    "asks",
    "backs",
    "becomes",
    "begins",
    "believes",
    "blames",
    "brings",
    "calls",
    "claims",
    "comes",
    "considers",
    "continue",
    "continues",
    "denies",
    "draws",
    "expands",
    "expect",
    "expects",
    "faces",
    "falls",
    "feels",
    "files",
    "finds",
    "gets",
    "gives",
    "goes",
    "grows",
    "hits",
    "holds",
    "includes",
    "invests",
    "joins",
    "jumps",
    "keeps",
    "launches",
    "leads",
    "loses",
    "makes",
    "marks",
    "means",
    "moves",
    "needs",
    "offers",
    "opens",
    "orders",
    "owns",
    "pays",
    "plans",
    "plunges",
    "predicts",
    "raises",
    "reaches",
    "rejects",
    "remain",
    "remains",
    "reports",
    "rise",
    "rises",
    "runs",
    "say",
    "sees",
    "seeks",
    "seems",
    "sells",
    "sends",
    "shows",
    "signals",
    "signs",
    "slides",
    "slips",
    "slumps",
    "soars",
    "stands",
    "starts",
    "stays",
    "suggest",
    "suggests",
    "surges",
    "takes",
    "targets",
    "tells",
    "thinks",
    "trims",
    "tumbles",
    "wants",
    "warns",
    "wins",
    "works",
];

/// Words that end in -ed and are no past.
const NO_PASTS: &[&str] = &[
    "aged",
    "bleed",
    "breed",
    "creed",
    "deed",
    "exceed",
    "feed",
    "greed",
    "hatred",
    "hundred",
    "indeed",
    "naked",
    "need",
    "proceed",
    "rugged",
    "sacred",
    "seed",
    "speed",
    "steed",
    "succeed",
    "unlisted",
    "weed",
    "wicked",
    "so-called",
    "united",
    "allied",
    "limited",
    "federated",
];

const PREPOSITIONS: &[&str] = &[
    "about",
    "above",
    "across",
    "after",
    "against",
    "along",
    "amid",
    "among",
    "around",
    "at",
    "before",
    "behind",
    "below",
    "between",
    "beyond",
    "by",
    "despite",
    "during",
    "except",
    "for",
    "from",
    "in",
    "including",
    "inside",
    "into",
    "like",
    "near",
    "of",
    "off",
    "on",
    "onto",
    "out",
    "outside",
    "over",
    "per",
    "since",
    "than",
    "through",
    "throughout",
    "till",
    "to",
    "toward",
    "towards",
    "under",
    "until",
    "up",
    "upon",
    "versus",
    "via",
    "with",
    "within",
    "without",
];

/// Openings that point back to a sentence a reader of the digest does not see.
const POINTERS: &[&str] = &[
    "he", "her", "his", "it", "its", "she", "such", "that", "their", "them", "they", "these", "this", "those", "but", "and", "or", "so",
    "yet", "nor", "others", "another",
];

/// Phrases that name a cause; each is looked for as a run of words.
const CAUSES: &[&[&str]] = &[
    &["driven", "by"],
    &["propelled", "by"],
    &["fuelled", "by"],
    &["fueled", "by"],
    &["boosted", "by"],
    &["led", "by"],
    &["helped", "by"],
    &["lifted", "by"],
    &["hurt", "by"],
    &["weighed", "by"],
    &["spurred", "by"],
    &["sparked", "by"],
    &["triggered", "by"],
    &["caused", "by"],
    &["because"],
    &["due", "to"],
    &["owing", "to"],
    &["thanks", "to"],
    &["turning", "point"],
    &["as", "a", "result"],
    &["on", "the", "back", "of"],
    &["in", "response", "to"],
    &["prompted"],
    &["triggered"],
    &["sparked"],
    &["blamed"],
];

/// Words that say that something was never seen before, or not for long.
const RECORDS: &[&str] = &["record", "highest", "lowest", "largest", "biggest", "steepest", "sharpest", "widest", "strongest", "weakest"];

/// Whether `word` (lower case) is a finite verb.
pub(crate) fn is_verb(word: &str) -> bool {
    let past = || word.len() > 3 && word.ends_with("ed") && word.is_ascii() && !NO_PASTS.contains(&word);
    VERBS.contains(&word) || PRESENTS.contains(&word) || past()
}

pub(crate) fn is_preposition(word: &str) -> bool {
    PREPOSITIONS.contains(&word)
}

/// Whether `word` opens a sentence that leans on the one before.
pub(crate) fn points_back(word: &str) -> bool {
    POINTERS.contains(&word)
}

pub(crate) fn is_record(word: &str) -> bool {
    RECORDS.contains(&word)
}

/// Whether a finite verb stands among `tokens`.
pub(crate) fn has_verb(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    let mut tokens = tokens;
    tokens.any(|i| reading.tokens().get(i).is_some_and(|token| token.is_word() && !is_name_like(reading, i)) && is_verb(reading.word(i)))
}

/// A capital in mid-sentence: "United", "Allied" are names there.
fn is_name_like(reading: &Reading<'_>, i: usize) -> bool {
    reading.tokens().get(i).is_some_and(annals_text::Token::is_capitalised) && !reading.opens_sentence(i)
}

/// Whether a cause is named among `tokens`.
pub(crate) fn names_cause(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.clone().any(|i| CAUSES.iter().any(|phrase| i + phrase.len() <= tokens.end && reading.has_words(i, phrase)))
}

/// Whether `word` says nothing about what a text is about.
pub(crate) fn is_stop_word(word: &str) -> bool {
    const STOPS: &[&str] = &[
        "a", "about", "after", "all", "also", "an", "and", "any", "as", "at", "because", "before", "but", "by", "de", "each", "for",
        "from", "he", "her", "him", "his", "how", "i", "if", "in", "into", "it", "its", "just", "like", "more", "most", "mr", "mrs", "ms",
        "new", "no", "not", "now", "of", "on", "one", "only", "or", "other", "our", "out", "over", "s", "she", "so", "some", "such", "t",
        "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "two", "up", "we", "what", "when",
        "where", "which", "while", "who", "with", "you", "your", "'s", "n't", "year", "years", "last", "first", "time", "people",
    ];
    word.len() < 2 || STOPS.contains(&word) || VERBS.contains(&word)
}

/// Whether a word calls a firm by its trade: "the carmaker", "the lender".
pub(crate) fn calls_a_firm(word: &str) -> bool {
    const TRADES: &[&str] = &[
        "agency",
        "airline",
        "automaker",
        "bank",
        "brokerage",
        "builder",
        "carmaker",
        "chipmaker",
        "company",
        "drugmaker",
        "firm",
        "group",
        "insurer",
        "lender",
        "maker",
        "manufacturer",
        "miner",
        "operator",
        "producer",
        "retailer",
        "start-up",
        "startup",
        "utility",
    ];
    TRADES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::{has_verb, is_verb, names_cause};

    #[test]
    fn verbs_and_fragments() {
        for (text, verb) in [
            ("Shares of the bank rose.", true),
            ("The index closed higher.", true),
            ("A hundred reasons to need speed", false),
            ("Profit warnings for United Parcel", false),
            ("Exporters will follow.", true),
        ] {
            let reading = annals_text::read(text);
            assert_eq!(has_verb(&reading, 0..reading.len()), verb, "{text}");
        }
        assert!(is_verb("tumbled") && !is_verb("indeed"));
    }

    #[test]
    fn causes() {
        for (text, cause) in [
            ("Gains were driven by lenders.", true),
            ("Orders fell because ports closed.", true),
            ("It was the turning point.", true),
            ("The bank was due on Friday.", false),
        ] {
            let reading = annals_text::read(text);
            assert_eq!(names_cause(&reading, 0..reading.len()), cause, "{text}");
        }
    }
}
