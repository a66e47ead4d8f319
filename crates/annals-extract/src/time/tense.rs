//! Whether a sentence looks back or ahead where a date stands in it.

use super::scan::Scan;
use annals_text::{number_word, weekday_number};

/// Which way the nearest verb points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// "fell on Monday".
    Past,
    /// A verb of the past some words away, perhaps of another clause.
    FarPast,
    /// "will report on Monday", "due in May".
    Future,
    /// No verb tells.
    Open,
}

/// How far a verb is looked for, in tokens.
const REACH: usize = 14;

/// How near a verb of the present must stand to plan the date.
const FAR_PLAN: usize = 10;

/// How near a verb of the past is surely the date's own.
const NEAR: usize = 4;

/// Past forms that do not end in `-ed`.
const IRREGULAR: &[&str] = &[
    "was", "were", "had", "did", "said", "rose", "fell", "made", "took", "came", "went", "became", "began", "saw", "got", "gave", "held",
    "hit", "lost", "won", "sold", "bought", "paid", "met", "sent", "spoke", "told", "grew", "left", "led", "wrote", "ran", "shot", "found",
    "kept", "broke", "cut", "drew", "sank", "slid", "sprang", "stood", "struck", "brought", "built", "thought", "felt", "has", "have",
    "been", "put",
];

/// Words that look ahead by themselves.
const AHEAD: &[&str] = &[
    "will",
    "'ll",
    "shall",
    "would",
    "must",
    "could",
    "might",
    "may",
    "upcoming",
    "payable",
    "forthcoming",
    "expires",
    "matures",
    "maturing",
    "hopes",
    "intends",
    "aims",
    "won't",
    "cannot",
    "expect",
    "expects",
    "please",
    "let's",
    "let’s",
];

/// Words that look ahead when "to" follows ("expected to report").
const AHEAD_BEFORE_TO: &[&str] = &[
    "expected",
    "plans",
    "plan",
    "planning",
    "planned",
    "set",
    "going",
    "likely",
    "hoping",
    "wants",
    "seeks",
    "scheduled",
    "slated",
    "due",
    "ready",
    "agreed",
    "poised",
    "promised",
    "vowed",
    "pledged",
    "is",
    "are",
];

/// Words that look ahead when "for", "in", "on" or a time follows ("due in May", "planned for Friday").
const AHEAD_BEFORE_TIME: &[&str] = &["due", "scheduled", "slated", "set", "planned", "expected", "maturing"];

/// Words that look ahead when the date follows at once.
const AHEAD_NEXT: &[&str] = &["starting", "beginning", "effective", "until", "till", "deadline"];

/// Forms in `-ed` that are no past, and present words that end so.
const NO_PAST: &[&str] = &[
    "need",
    "indeed",
    "proposed",
    "hundred",
    "exceed",
    "proceed",
    "speed",
    "succeed",
    "unspecified",
    "planned",
    "expected",
    "scheduled",
    "preferred",
    "limited",
    "related",
    "combined",
    "estimated",
    "diversified",
    "leveraged",
];

/// Verbs of the present that tell what a programme holds ("begins on Friday", "opens on May 3").
const SCHEDULED: &[&str] = &[
    "starts",
    "begins",
    "begin",
    "expires",
    "expire",
    "meets",
    "meet",
    "speaks",
    "speak",
    "publishes",
    "resumes",
    "resume",
    "testifies",
    "decides",
    "convenes",
    "takes",
    "take",
    "goes",
    "go",
    "comes",
    "come",
    "arrives",
    "matures",
    "debuts",
];

/// Of these only behind a name or pronoun: they can be nouns as well ("Meituan reports on Friday", "two reports on Friday").
const SCHEDULED_OR_NOUN: &[&str] =
    &["reports", "votes", "runs", "ships", "lists", "falls", "leaves", "returns", "ends", "opens", "releases", "launches"];

/// Words that make the verb behind them one of the future.
const MODAL: &[&str] = &["will", "'ll", "’ll", "would", "shall", "could", "might", "may", "can", "should", "must"];

/// Words before a form in `-ed` that make it an adjective ("the increased dividend").
const BEFORE_ADJECTIVE: &[&str] = &[
    "the", "a", "an", "its", "their", "his", "her", "our", "this", "that", "of", "in", "on", "from", "at", "into", "than", "with", "for",
    "by", "'s", "and",
];

/// The tense around `first..end`: the nearest verb before it, else the nearest after it.
pub(super) fn tense(scan: &Scan<'_>, first: usize, end: usize) -> Tense {
    let before = scan.before(first);
    let earlier = |back: usize| first.checked_sub(back).map_or("", |k| scan.word(k));
    if before == "since" {
        return Tense::Past;
    }
    if AHEAD_NEXT.contains(&before) && !matches!(earlier(2), "" | "not" | "up") {
        return Tense::Future;
    }
    // "as early as Tuesday", "no later than May 3"
    if before == "as" && matches!(earlier(2), "early" | "soon") || before == "than" && earlier(2) == "later" {
        return Tense::Future;
    }
    // "Monday's ruling" has been; "ahead of Monday's vote" is to come. "June's meeting" is where the verb puts it.
    if matches!(scan.word(end), "'s" | "’s") && weekday_number(scan.word(end.saturating_sub(1))).is_some() {
        return if before == "of" && earlier(2) == "ahead" || before == "before" { Tense::Future } else { Tense::Past };
    }
    // What goes on "until", "through" or "into" a time goes on now, unless it is told as done.
    let onwards = matches!(before, "until" | "till" | "through" | "into" | "thru");
    let mut at = first;
    for distance in 1..=REACH {
        let Some(k) = at.checked_sub(1) else { break };
        at = k;
        if scan.token(k).is_none() || matches!(scan.word(k), ";" | ":") {
            break;
        }
        if distance <= FAR_PLAN && scheduled(scan, k) {
            return Tense::Future;
        }
        match verb(scan, k) {
            Some(Tense::Past) if onwards && perfect(scan, k) => return Tense::Future,
            Some(Tense::Past) if distance > NEAR && sets_term(scan, first) => return term(scan, end),
            Some(Tense::Past) if distance > NEAR => return Tense::FarPast,
            Some(tense) => return tense,
            None => {}
        }
    }
    // "… by Christmas" with no verb of the past before it sets a term.
    if sets_term(scan, first) {
        return term(scan, end);
    }
    (end..end + REACH)
        .take_while(|k| scan.token(*k).is_some())
        .find_map(|k| if promises(scan, k) { Some(Tense::Past) } else { verb(scan, k) })
        .unwrap_or(Tense::Open)
}

/// "by Christmas", "by May": not "by Monday", which is as often told as done.
fn sets_term(scan: &Scan<'_>, first: usize) -> bool {
    scan.before(first) == "by" && weekday_number(scan.word(first)).is_none()
}

/// A term is ahead, unless its clause goes on in the past ("by September it was rubble").
fn term(scan: &Scan<'_>, end: usize) -> Tense {
    let clause = (end..end + NEAR).take_while(|k| scan.token(*k).is_some_and(|t| t.is_word() || t.is_number()));
    clause.filter_map(|k| verb(scan, k)).next().unwrap_or(Tense::Future)
}

/// "On Monday the firm promised to …": behind its date the promise itself has been made; what is promised comes later.
fn promises(scan: &Scan<'_>, k: usize) -> bool {
    matches!(scan.word(k), "agreed" | "decided" | "offered" | "pledged" | "promised" | "vowed")
        && scan.word(k + 1) == "to"
        && !matches!(scan.before(k), "is" | "are" | "be" | "been" | "was" | "were")
}

/// Whether a present form is a verb with its subject before it, and no noun ("the reports", "last year's ends").
fn scheduled(scan: &Scan<'_>, k: usize) -> bool {
    let sure = SCHEDULED.contains(&scan.word(k));
    let named = || {
        let name = k.checked_sub(1).is_some_and(|b| scan.capital(b))
            && number_word(scan.before(k)).is_none()
            && !matches!(scan.before(k), "new" | "some" | "more" | "other" | "many" | "several" | "few" | "all" | "most");
        name || matches!(scan.before(k), "it" | "he" | "she" | "which" | "that" | "company" | "bank")
    };
    scan.lower(k)
        && (sure || SCHEDULED_OR_NOUN.contains(&scan.word(k)) && named())
        && !BEFORE_ADJECTIVE.contains(&scan.before(k))
        && k.checked_sub(1).and_then(|b| scan.token(b)).is_some_and(|t| t.is_word() || t.is_number())
        && !matches!(scan.before(k), "to" | "did" | "not" | "any" | "its" | "no" | "recent" | "some" | "all")
        && (matches!(scan.word(k + 1), "on" | "in" | "at" | "from" | "up" | "its" | "next" | "effect" | "a" | "the" | "by" | "until")
            || weekday_number(scan.word(k + 1)).is_some())
}

/// Whether the verb at `k` stands behind "has" or "have" ("has secured", "have now been moved").
fn perfect(scan: &Scan<'_>, k: usize) -> bool {
    (0..=3).any(|back| k.checked_sub(back).is_some_and(|b| matches!(scan.word(b), "has" | "have" | "'ve" | "’ve")))
}

/// What the word at `k` says, if it is a verb or looks ahead.
fn verb(scan: &Scan<'_>, k: usize) -> Option<Tense> {
    let opens = k == scan.start && matches!(scan.word(k), "will" | "would" | "please" | "expect" | "let's" | "let’s");
    if !scan.lower(k) && !opens {
        return None;
    }
    let word = scan.word(k);
    let before = scan.before(k);
    let next = scan.word(k + 1);
    let ahead = AHEAD.contains(&word)
        || word == "to" && next == "be"
        || matches!(word, "is" | "are" | "was" | "were") && matches!(next, "likely" | "possible" | "probable")
        || AHEAD_BEFORE_TO.contains(&word) && next == "to" && !matches!(scan.word(k + 2), "on" | "in" | "by" | "at" | "the")
        || AHEAD_BEFORE_TIME.contains(&word) && matches!(next, "for" | "in" | "on" | "by" | "at")
        // "planned a rally on Saturday", "has scheduled the vote for May"
        || matches!(word, "planned" | "scheduled") && matches!(next, "a" | "an" | "the") && !BEFORE_ADJECTIVE.contains(&before);
    if ahead {
        // "had been due to expire", "had planned to sell"
        let over = before == "had" || before == "been" && k.checked_sub(2).is_some_and(|had| scan.is(had, "had"));
        return Some(if over { Tense::Past } else { Tense::Future });
    }
    let participle = word.len() > 4 && word.ends_with("ed") && !NO_PAST.contains(&word);
    if !participle && !IRREGULAR.contains(&word) {
        return None;
    }
    if before == "be" {
        return Some(Tense::Future);
    }
    // "will cut", "would then put": forms that are the same in past and present.
    let helper = if before.ends_with("ly") || matches!(before, "then" | "also" | "soon") {
        k.checked_sub(2).map_or("", |b| scan.word(b))
    } else {
        before
    };
    if MODAL.contains(&helper) {
        return Some(Tense::Future);
    }
    if helper == "to" && !participle {
        return None;
    }
    if matches!(word, "has" | "have" | "been") {
        // "has been scheduled" looks ahead; "has a June 1 deadline" says nothing of the past.
        let passive = if next == "been" { scan.word(k + 2) } else { next };
        if matches!(passive, "scheduled" | "slated" | "planned" | "set" | "called") && before != "had" {
            return Some(Tense::Future);
        }
        let perfect = next.ends_with("ed") || next == "been" || IRREGULAR.contains(&next) || word == "been";
        return perfect.then_some(Tense::Past);
    }
    (!(participle && BEFORE_ADJECTIVE.contains(&before))).then_some(Tense::Past)
}
