//! The word lists of the figure rules, read once: scales, currencies, units, hedges.

use annals_model::{Currency, Hedge};
use annals_text::{Reading, WordMap};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The rows of a word list, without its source line.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

type Scales = WordMap<(Decimal, &'static str)>;

static SCALES: LazyLock<Scales> = LazyLock::new(|| {
    rows(include_str!("scales.tsv")).filter_map(|row| Some((*row.first()?, (row.get(1)?.parse().ok()?, *row.get(2)?)))).collect()
});

/// The factor of a scale word (lower case), and whether it is one wherever it follows a number.
pub(crate) fn scale_word(word: &str) -> Option<(Decimal, bool)> {
    if word.len() > 8 {
        return None;
    }
    let mut lower = [0; 8];
    let folded = lower.get_mut(..word.len())?;
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    let (factor, when) = SCALES.get(std::str::from_utf8(folded).ok()?)?;
    match *when {
        "always" => Some((*factor, true)),
        "suffix" => Some((*factor, false)),
        _ => None,
    }
}

/// 435亿: the scale that opens a Chinese word, and its length in bytes.
pub(crate) fn cjk_scale(word: &str) -> Option<(Decimal, u32)> {
    let mut ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(2);
    let (one, two) = (ends.next()?, ends.next());
    [two, Some(one)].into_iter().flatten().find_map(|end| {
        let (factor, when) = SCALES.get(word.get(..end)?)?;
        (*when == "cjk").then_some((*factor, u32::try_from(end).ok()?))
    })
}

/// A currency with the name figures give it.
#[derive(Debug)]
pub(crate) struct CurrencyEntry {
    /// ISO 4217 code.
    pub(crate) code: Currency,
    /// "Hong Kong dollar".
    pub(crate) name: &'static str,
}

/// A word or several that follow a number of currency units.
#[derive(Debug)]
pub(crate) struct CurrencyWord {
    rest: Vec<String>,
    /// Index into the currencies.
    entry: usize,
    /// It names the hundredth part.
    pub(crate) minor: bool,
}

struct Currencies {
    entries: Vec<CurrencyEntry>,
    codes: HashMap<&'static str, usize>,
    signs: HashMap<&'static str, usize>,
    words: HashMap<String, Vec<CurrencyWord>>,
}

static CURRENCIES: LazyLock<Currencies> = LazyLock::new(|| {
    let mut all = Currencies { entries: Vec::new(), codes: HashMap::new(), signs: HashMap::new(), words: HashMap::new() };
    for row in rows(include_str!("currencies.tsv")) {
        let [code, name, signs, words, minor] = row[..] else { continue };
        let Some(currency) = Currency::new(code) else { continue };
        let entry = all.entries.len();
        all.entries.push(CurrencyEntry { code: currency, name });
        all.codes.insert(code, entry);
        for sign in signs.split('|').filter(|s| !s.is_empty()) {
            all.signs.insert(sign, entry);
            if sign.bytes().all(|b| b.is_ascii_uppercase()) && sign.len() > 1 {
                all.codes.insert(sign, entry);
            }
        }
        for (list, minor) in [(words, false), (minor, true)] {
            for phrase in list.split('|').filter(|s| !s.is_empty()) {
                let mut parts = phrase.split(' ').map(str::to_lowercase);
                let Some(first) = parts.next() else { continue };
                all.words.entry(first).or_default().push(CurrencyWord { rest: parts.collect(), entry, minor });
            }
        }
    }
    all
});

/// "HKD", "RMB", "Rs": a code or a sign of letters, as printed.
pub(crate) fn currency_by_code(code: &str) -> Option<Currency> {
    if code.len() < 2 || code.len() > 4 {
        return None;
    }
    currency_entry_by_code(code).map(|entry| entry.code)
}

/// The entry of a code or of a sign of letters, as printed.
pub(crate) fn currency_entry_by_code(code: &str) -> Option<&'static CurrencyEntry> {
    let all = &*CURRENCIES;
    let index = all.codes.get(code).or_else(|| all.signs.get(code).filter(|_| code.bytes().all(|b| b.is_ascii_alphabetic())))?;
    all.entries.get(*index)
}

/// The entry of a sign ("$", "HK$", "€").
pub(crate) fn currency_by_sign(sign: &str) -> Option<&'static CurrencyEntry> {
    let all = &*CURRENCIES;
    all.entries.get(*all.signs.get(sign)?)
}

/// The dictionary name of a currency.
pub(crate) fn currency_name(currency: Currency) -> &'static str {
    let all = &*CURRENCIES;
    all.codes.get(currency.code()).and_then(|index| all.entries.get(*index)).map_or("", |entry| entry.name)
}

/// Currency words that start at token `i`: the entry, whether the hundredth part is meant, the token after.
pub(crate) fn currency_words(reading: &Reading<'_>, i: usize) -> Option<(&'static CurrencyEntry, bool, usize)> {
    let all = &*CURRENCIES;
    // The longest phrase: "Hong Kong dollars" before none.
    let fits = |word: &&CurrencyWord| word.rest.iter().enumerate().all(|(k, rest)| reading.word(i + 1 + k) == rest);
    let word = all.words.get(reading.word(i))?.iter().filter(fits).max_by_key(|word| word.rest.len())?;
    Some((all.entries.get(word.entry)?, word.minor, i + 1 + word.rest.len()))
}

static UNITS: LazyLock<WordMap<(&'static str, bool)>> = LazyLock::new(|| {
    rows(include_str!("units.tsv"))
        .filter_map(|row| Some((*row.first()?, (*row.get(1)?, row.get(2).is_some_and(|when| *when == "glued")))))
        .collect()
});

/// A unit of measure at token `i`: its dictionary name and the token after. `glued`: it touches the number.
pub(crate) fn unit_words(reading: &Reading<'_>, i: usize, glued: bool) -> Option<(&'static str, usize)> {
    let mut phrase = String::new();
    let mut best = None;
    for k in 0..4 {
        let surface = if reading.surface(i + k).len() <= 3 { reading.surface(i + k) } else { reading.word(i + k) };
        if surface.is_empty() || surface.len() > 16 {
            break;
        }
        if k > 0 && reading.tokens().get(i + k).is_some_and(|t| t.space_before) {
            phrase.push(' ');
        }
        phrase.push_str(surface);
        if let Some((name, only_glued)) = UNITS.get(phrase.as_str())
            && (glued || !only_glued)
        {
            best = Some((*name, i + k + 1));
        }
    }
    best
}

/// A hedge phrase, its meaning, and whether an article may stand between it and the number ("nearly a 70% surge").
pub(crate) struct HedgePhrase {
    /// Lower-case words.
    pub(crate) words: Vec<&'static str>,
    /// What it means.
    pub(crate) hedge: Hedge,
    /// "over a $5 billion deal" is no hedge, "nearly a 70% surge" is.
    pub(crate) past_article: bool,
}

/// Hedges before a number, by their last word, and after it, by their first.
pub(crate) struct Hedges {
    before: WordMap<Vec<HedgePhrase>>,
    after: WordMap<Vec<HedgePhrase>>,
}

static HEDGES: LazyLock<Hedges> = LazyLock::new(|| {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for row in rows(include_str!("hedges.tsv")) {
        let [phrase, meaning, place] = row[..] else { continue };
        let hedge = match meaning {
            "about" => Hedge::About,
            "over" => Hedge::Over,
            "at_least" => Hedge::AtLeast,
            "under" => Hedge::Under,
            "at_most" => Hedge::AtMost,
            "nearly" => Hedge::Nearly,
            "up_to" => Hedge::UpTo,
            _ => continue,
        };
        let words: Vec<&'static str> = phrase.split(' ').collect();
        let entry = HedgePhrase { hedge, past_article: place == "before+a", words };
        if place == "after" {
            if let Some(first) = entry.words.first() {
                after.push((*first, entry));
            }
        } else if let Some(last) = entry.words.last() {
            before.push((*last, entry));
        }
    }
    Hedges { before: WordMap::grouped(before), after: WordMap::grouped(after) }
});

/// The hedge whose last word is token `end - 1`, with its first token.
pub(crate) fn hedge_before(reading: &Reading<'_>, end: usize, past_article: bool) -> Option<(Hedge, usize)> {
    let last = end.checked_sub(1)?;
    let starts = |entry: &HedgePhrase| end.checked_sub(entry.words.len()).filter(|start| reading.has_words(*start, &entry.words));
    let fits = |entry: &&HedgePhrase| (entry.past_article || !past_article) && starts(entry).is_some();
    let entry = HEDGES.before.get(reading.word(last))?.iter().filter(fits).max_by_key(|entry| entry.words.len())?;
    Some((entry.hedge, starts(entry)?))
}

/// The hedge that starts at token `i`.
pub(crate) fn hedge_after(reading: &Reading<'_>, i: usize) -> Option<Hedge> {
    let fits = |entry: &&HedgePhrase| reading.has_words(i, &entry.words);
    HEDGES.after.get(reading.word(i))?.iter().filter(fits).max_by_key(|entry| entry.words.len()).map(|entry| entry.hedge)
}

/// The entry of a single currency word as printed (for words that hold a scale and a currency: 亿港元).
pub(crate) fn currency_by_word(word: &str) -> Option<&'static CurrencyEntry> {
    let all = &*CURRENCIES;
    let hit = all.words.get(word)?.iter().find(|hit| hit.rest.is_empty())?;
    all.entries.get(hit.entry)
}

/// The currency whose Chinese word opens `text`, and the word's length in bytes.
pub(crate) fn currency_opening(text: &str) -> Option<(Currency, usize)> {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(3).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| Some((currency_by_word(text.get(..end)?)?.code, end)))
}
