//! What is counted: the noun behind a number, told without a grammar by where the run of plain words ends.

use crate::figure::lexicon::rows;
use annals_model::Span;
use annals_text::{Reading, WordMap};
use std::sync::LazyLock;

static WORDS: LazyLock<WordMap<&'static str>> =
    LazyLock::new(|| rows(include_str!("nouns.tsv")).filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect());

/// Whether a word plays a role in the list.
fn is(word: &str, role: &str) -> bool {
    WORDS.get(word).is_some_and(|roles| roles.split(',').any(|r| r == role))
}

/// The noun phrase that starts at token `i`, at most five words.
pub(crate) struct Counted {
    /// From the first describing word to the noun.
    pub(crate) span: Span,
    /// The token after the noun.
    pub(crate) next: usize,
    /// Lower case, the noun in the singular: "heart transplant".
    pub(crate) name: String,
}

/// Finds the noun. A plural noun ends the run; without one, a single word before a stop word is taken only for "one".
pub(crate) fn counted(reading: &Reading<'_>, i: usize, one: bool) -> Option<Counted> {
    let tokens = reading.tokens();
    let mut end = i;
    let mut head = None;
    let mut hyphen = false;
    while end < i + 9 {
        let Some(token) = tokens.get(end) else { break };
        let word = reading.word(end);
        if token.line_start {
            break;
        }
        // "Boeing 787 Dreamliners", "A330-200 jets", "787s", "Model 3s": numbers of names, with their plural.
        if token.is_number() && !one {
            let plural = tokens.get(end + 1).is_some_and(|t| !t.space_before && reading.word(end + 1) == "s");
            let named = end > i
                && tokens.get(end - 1).is_some_and(|t| t.is_capitalised() || (reading.surface(end - 1) == "-" && !token.space_before));
            if plural {
                head = Some(end + 1);
                break;
            }
            if named {
                hyphen = false;
                end += 1;
                continue;
            }
            break;
        }
        if !token.is_word() {
            // "long-term funds", "rear-wheel"
            let inner = reading.surface(end) == "-" && !token.space_before && end > i;
            if inner && tokens.get(end + 1).is_some_and(|t| (t.is_word() || t.is_number()) && !t.space_before) {
                hyphen = true;
                end += 1;
                continue;
            }
            break;
        }
        // "3 USD50 cards": a sum of its own.
        let sum = reading.surface(end).ends_with(|c: char| c.is_ascii_digit())
            && reading.surface(end).starts_with(|c: char| c.is_ascii_uppercase())
            && crate::figure::number::read(reading, end).is_some();
        if sum || word.starts_with('\'') || word.starts_with('’') || (stops(word) && !hyphen) {
            break;
        }
        if head.is_some_and(|k| !describes(reading.word(k))) && !hyphen {
            break;
        }
        if is_verb(word) {
            break;
        }
        // "one proposal asks": behind "one" a noun and its verb.
        if one && end > i && is_plural(word) && !hyphen {
            break;
        }
        // "one shell landed": a verb behind the noun of "one".
        if one && end > i && word.len() > 4 && word.ends_with("ed") && !hyphen {
            break;
        }
        if is_plural(word) {
            head = Some(end);
        }
        hyphen = false;
        end += 1;
    }
    let noun = match head {
        Some(head) => head,
        // "11 member states" ended in a plural; "an 11 member agreement" has none.
        None if end > i && is(reading.word(i), "each") => i,
        None if one && end > i && end <= i + 4 => end - 1,
        None => return None,
    };
    let mut name = String::new();
    for k in i..noun {
        if k > i && tokens.get(k).is_some_and(|t| t.space_before) {
            name.push(' ');
        }
        name.push_str(reading.word(k));
    }
    if noun > i && tokens.get(noun).is_some_and(|t| t.space_before) {
        name.push(' ');
    }
    name.push_str(&singular(reading.word(noun)));
    Some(Counted { span: reading.span(i..noun + 1), next: noun + 1, name })
}

/// Words no counted noun holds.
pub(crate) fn stops(word: &str) -> bool {
    is(word, "stop")
}

/// Words that cannot belong to a counted noun: small words, and verbs that look like plurals.
pub(crate) fn ends(word: &str) -> bool {
    stops(word) || is_verb(word)
}

/// Third-person verbs that look like plurals.
fn is_verb(word: &str) -> bool {
    is(word, "verb")
}

/// Plurals that describe the noun behind them: "sales offices", "futures contracts".
fn describes(word: &str) -> bool {
    is(word, "describes")
}

fn is_plural(word: &str) -> bool {
    if is(word, "plural") {
        return true;
    }
    (word.len() > 5 && word.ends_with("men") && word != "specimen")
        || word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us")
            && !word.ends_with("is")
            && !matches!(
                word,
                "perhaps"
                    | "always"
                    | "sometimes"
                    | "across"
                    | "besides"
                    | "towards"
                    | "news"
                    | "previous"
                    | "various"
                    | "sales's"
                    | "times's"
                    | "overseas"
                    | "series's"
                    | "gas"
                    | "business"
                    | "plus"
                    | "thanks"
            )
}

/// "companies" → "company", "indices" → "index", "women" → "woman".
pub(crate) fn singular(word: &str) -> String {
    let irregular = match word {
        "men" => "man",
        "women" => "woman",
        "children" => "child",
        "feet" => "foot",
        "teeth" => "tooth",
        "mice" => "mouse",
        "indices" => "index",
        "wives" => "wife",
        "lives" => "life",
        "knives" => "knife",
        "shelves" => "shelf",
        "halves" => "half",
        "leaves" => "leaf",
        "criteria" => "criterion",
        "movies" => "movie",
        "species" | "series" => word,
        _ => "",
    };
    if !irregular.is_empty() {
        return irregular.to_owned();
    }
    if let Some(stem) = word.strip_suffix("men").filter(|stem| stem.len() > 2 && !stem.ends_with("speci")) {
        return format!("{stem}man");
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zzes", "viruses", "buses", "bonuses"] {
        if word.ends_with(ending) {
            return word.get(..word.len() - 2).unwrap_or(word).to_owned();
        }
    }
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        return word.get(..word.len() - 1).unwrap_or(word).to_owned();
    }
    word.to_owned()
}
