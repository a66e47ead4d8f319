//! Words beside a doubtful name that say it is a firm: "shares of X", "X's profit", "analyst at X".

use super::page::Page;
use annals_text::WordSet;
use std::sync::LazyLock;

/// Words after a firm: "X shares", "X chief executive".
static AFTER: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "adr",
        "adrs",
        "analyst",
        "analysts",
        "bonds",
        "bosses",
        "ceo",
        "cfo",
        "chairman",
        "chief",
        "cio",
        "coo",
        "customers",
        "dealership",
        "dealerships",
        "earnings",
        "employees",
        "executive",
        "executives",
        "factory",
        "investors",
        "management",
        "plant",
        "president",
        "profit",
        "profits",
        "results",
        "revenue",
        "sales",
        "securities",
        "share",
        "shareholders",
        "shares",
        "spokesman",
        "spokesperson",
        "spokeswoman",
        "stock",
        "stocks",
        "stores",
        "strategist",
        "subsidiary",
        "unit",
        "workers",
    ])
});

/// Verbs after a firm that people seldom do.
static DOES: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "acquired",
        "acquires",
        "announced",
        "announces",
        "buys",
        "launched",
        "launches",
        "owns",
        "posted",
        "posts",
        "raised",
        "reported",
        "reports",
        "sells",
        "shipped",
        "unveiled",
        "unveils",
    ])
});

/// Words before "of", "at", "in" … a firm.
static BEFORE_OF: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "arm",
        "ceo",
        "cfo",
        "chairman",
        "chief",
        "customers",
        "director",
        "division",
        "employees",
        "executive",
        "founder",
        "head",
        "owner",
        "parent",
        "president",
        "profits",
        "sales",
        "share",
        "shareholders",
        "shares",
        "stake",
        "stock",
        "subsidiary",
        "takeover",
        "unit",
        "acquisition",
        "purchase",
        "stakes",
    ])
});

/// Professions before "at", "with", "from" a firm.
static BEFORE_AT: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "analyst",
        "analysts",
        "broker",
        "banker",
        "dealer",
        "director",
        "economist",
        "economists",
        "executive",
        "head",
        "manager",
        "managers",
        "partner",
        "research",
        "strategist",
        "strategists",
        "trader",
        "traders",
        "officer",
        "president",
        "adviser",
        "advisor",
        "equities",
        "strategy",
        "economics",
        "trading",
        "investments",
    ])
});

/// Words right before a firm.
static JUST_BEFORE: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(&[
        "acquire",
        "acquired",
        "acquiring",
        "carmaker",
        "automaker",
        "bank",
        "brokerage",
        "broker",
        "chipmaker",
        "company",
        "conglomerate",
        "developer",
        "giant",
        "insurer",
        "lender",
        "maker",
        "manufacturer",
        "operator",
        "owner",
        "platform",
        "producer",
        "retailer",
        "rival",
        "startup",
        "supplier",
        "firm",
        "group",
        "drugmaker",
        "airline",
        "miner",
        "brewer",
        "rivals",
        "competitor",
        "competitors",
        "like",
    ])
});

/// Whether a firm's name is likely to end before token `next`.
pub(super) fn after_says_firm(page: &Page<'_>, next: usize) -> bool {
    let word = page.word(next);
    if word == "'s" {
        return AFTER.contains(page.word(next + 1))
            || matches!(page.word(next + 1), "board" | "market" | "stake" | "takeover" | "acquisition" | "business");
    }
    AFTER.contains(word) || DOES.contains(word)
}

/// Whether a firm's name is likely to begin at token `start`.
pub(super) fn before_says_firm(page: &Page<'_>, start: usize) -> bool {
    let before = page.word_before(start);
    JUST_BEFORE.contains(before) || slot_before(page, start)
}

/// "shares of X", "analyst at X": the word before is a preposition and the one before that asks for a firm.
pub(super) fn slot_before(page: &Page<'_>, start: usize) -> bool {
    let Some(preposition) = start.checked_sub(1) else { return false };
    let noun = page.word_before(preposition);
    match page.word(preposition) {
        "of" | "in" | "for" => BEFORE_OF.contains(noun),
        "at" | "with" | "from" => BEFORE_AT.contains(noun),
        _ => false,
    }
}
