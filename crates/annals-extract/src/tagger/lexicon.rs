//! The few words around names that the tagger is told of by kind.

use annals_text::WordSet;
use std::sync::LazyLock;

static HONORIFICS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "lord",
        "lady",
        "dame",
        "prof",
        "president",
        "chairman",
        "chairwoman",
        "chair",
        "chief",
        "ceo",
        "cfo",
        "minister",
        "governor",
        "secretary",
        "senator",
        "analyst",
        "strategist",
        "economist",
        "director",
        "manager",
        "founder",
        "officer",
        "partner",
        "trader",
        "judge",
        "executive",
        "head",
        "spokesman",
        "spokeswoman",
        "sen",
        "rep",
        "gov",
        "king",
        "queen",
        "prince",
    ])
});

static LEGAL_FORMS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "inc",
        "corp",
        "co",
        "ltd",
        "plc",
        "llc",
        "llp",
        "lp",
        "ag",
        "se",
        "sa",
        "nv",
        "ab",
        "asa",
        "oyj",
        "spa",
        "bhd",
        "pty",
        "gmbh",
        "kk",
        "tbk",
        "group",
        "holdings",
        "holding",
        "corporation",
        "company",
        "limited",
        "incorporated",
        "bancorp",
        "s.a.",
        "n.v.",
        "s.p.a.",
        "a/s",
    ])
});

/// Titles and forms of address right before a name.
pub(super) fn is_honorific(word: &str) -> bool {
    HONORIFICS.contains(word)
}

/// Legal forms, and words that stand for them.
pub(crate) fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.contains(word)
}

/// Prepositions before places.
pub(super) fn is_place_cue(word: &str) -> bool {
    matches!(word, "in" | "at" | "near" | "from" | "outside" | "across" | "throughout" | "northern" | "southern" | "eastern" | "western")
}

/// Small words that stand inside names: "Bank of Japan", "Johnson and Johnson", "Ludwig van Beethoven".
pub(super) fn joins(word: &str) -> bool {
    matches!(
        word,
        "of" | "and"
            | "the"
            | "for"
            | "&"
            | "-"
            | "."
            | "'"
            | "de"
            | "la"
            | "du"
            | "di"
            | "da"
            | "do"
            | "del"
            | "der"
            | "den"
            | "van"
            | "von"
            | "bin"
            | "al"
            | "el"
            | "y"
            | "e"
            | "in"
            | "on"
            | "at"
            | "to"
            | "+"
            | "/"
            | "'s"
    )
}

static PUBLIC_BODIES: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "party",
        "university",
        "college",
        "school",
        "council",
        "association",
        "institute",
        "committee",
        "commission",
        "agency",
        "ministry",
        "department",
        "union",
        "bureau",
        "court",
        "club",
        "federation",
        "foundation",
        "society",
        "authority",
        "office",
        "army",
        "police",
        "parliament",
        "senate",
        "congress",
        "embassy",
        "board",
        "centre",
        "center",
        "coalition",
        "alliance",
        "church",
        "hospital",
        "museum",
        "team",
        "league",
        "government",
        "forum",
        "chamber",
        "organisation",
        "organization",
        "front",
        "movement",
    ])
});

/// Words in the names of bodies that are no firms.
pub(super) fn is_public_body(word: &str) -> bool {
    PUBLIC_BODIES.contains(word)
}

/// Words in the names of newspapers, agencies and stations.
pub(crate) fn is_media_word(word: &str) -> bool {
    matches!(
        word,
        "news"
            | "wire"
            | "newswire"
            | "post"
            | "times"
            | "journal"
            | "herald"
            | "gazette"
            | "tribune"
            | "ledger"
            | "daily"
            | "chronicle"
            | "observer"
            | "guardian"
            | "courier"
            | "bulletin"
            | "radio"
            | "tv"
            | "television"
            | "broadcasting"
            | "press"
            | "magazine"
    )
}

static OPENERS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "of",
        "to",
        "with",
        "under",
        "over",
        "after",
        "before",
        "since",
        "during",
        "while",
        "when",
        "where",
        "if",
        "as",
        "and",
        "but",
        "or",
        "so",
        "yet",
        "though",
        "although",
        "because",
        "until",
        "unless",
        "like",
        "unlike",
        "also",
        "both",
        "even",
        "only",
        "now",
        "then",
        "meanwhile",
        "however",
        "still",
        "this",
        "that",
        "these",
        "those",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "some",
        "other",
        "another",
        "rival",
        "rivals",
        "shares",
        "analysts",
        "analyst",
        "investors",
        "according",
        "among",
        "including",
        "about",
        "against",
        "between",
        "through",
        "without",
        "former",
        "chief",
        "president",
        "chairman",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "via",
        "per",
        "not",
        "no",
        "why",
        "how",
        "what",
        "who",
    ])
});

/// Words with which a sentence opens before a name.
pub(super) fn is_opener(word: &str) -> bool {
    OPENERS.contains(word)
}
