//! Which language a text is written in, told from its letters and its smallest words.

use annals_text::WordMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Smallest words of languages in Latin letters, most telling first.
const STOP_WORDS: [(&str, &[&str]); 16] = [
    (
        "en",
        &[
            "the", "and", "of", "to", "in", "for", "that", "with", "was", "is", "as", "by", "from", "at", "has", "said", "are", "it",
            "its", "an", "be", "this", "which", "will", "were", "on", "but", "not", "or", "have", "after", "than", "into", "about",
            "their", "his",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "und", "das", "den", "von", "zu", "mit", "ist", "im", "für", "auf", "nicht", "ein", "eine", "dem", "des", "sich",
            "auch", "es", "als", "wird",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "et", "des", "du", "un", "une", "est", "dans", "pour", "que", "qui", "au", "sur", "avec", "pas", "ce",
            "par", "plus", "ne",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "y", "del", "que", "en", "una", "un", "por", "con", "para", "se", "su", "al", "es", "lo", "como", "más",
            "ha",
        ],
    ),
    (
        "it",
        &[
            "il", "di", "che", "della", "per", "con", "non", "una", "gli", "sono", "del", "è", "nel", "alla", "le", "più", "ha", "anche",
            "dei",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "as", "do", "da", "que", "em", "um", "uma", "para", "não", "com", "dos", "das", "na", "no", "ao", "mais", "foi",
            "são",
        ],
    ),
    (
        "nl",
        &["het", "een", "van", "en", "dat", "op", "te", "zijn", "voor", "met", "niet", "aan", "ook", "maar", "bij", "wordt", "naar", "dan"],
    ),
    ("sv", &["och", "att", "det", "som", "på", "är", "för", "av", "den", "inte", "ett", "till", "har", "om", "med", "var"]),
    ("da", &["og", "det", "at", "af", "ikke", "til", "på", "med", "har", "er", "den", "som", "et", "for", "blev"]),
    ("no", &["og", "det", "ikke", "av", "på", "til", "med", "har", "er", "som", "ble", "fra", "etter", "ei", "seg"]),
    ("fi", &["ja", "on", "ei", "että", "oli", "mutta", "myös", "kun", "ovat", "sen", "hän", "joka"]),
    ("pl", &["w", "nie", "na", "się", "do", "jest", "że", "z", "o", "jak", "przez", "od", "po", "dla"]),
    ("cs", &["se", "na", "je", "že", "v", "byl", "jsou", "ale", "jako", "podle", "pro", "který"]),
    ("tr", &["ve", "bir", "bu", "için", "ile", "da", "de", "olarak", "daha", "çok", "olan"]),
    ("id", &["yang", "dan", "di", "dengan", "untuk", "pada", "ini", "dari", "itu", "tidak", "akan"]),
    ("vi", &["và", "của", "là", "các", "có", "cho", "được", "trong", "không", "người", "một", "với"]),
];

/// Every smallest word with a bit for each language of [`STOP_WORDS`] that has it.
static LANGUAGES_OF: LazyLock<WordMap<u16>> = LazyLock::new(|| {
    let mut all: BTreeMap<&'static str, u16> = BTreeMap::new();
    for (index, (_, words)) in STOP_WORDS.iter().enumerate() {
        for word in *words {
            *all.entry(word).or_default() |= 1 << index;
        }
    }
    all.into_iter().collect()
});

/// How many letters and words are looked at.
const ENOUGH: usize = 4000;

/// An ISO 639-1 code; `None` when the text is too short to tell.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    let (mut latin, mut han, mut kana, mut hangul, mut cyrillic, mut ukrainian, mut arabic, mut persian) =
        (0u32, 0u32, 0u32, 0u32, 0u32, 0u32, 0u32, 0u32);
    let (mut greek, mut hebrew, mut thai, mut devanagari, mut bengali, mut tamil, mut georgian, mut armenian) =
        (0u32, 0u32, 0u32, 0u32, 0u32, 0u32, 0u32, 0u32);
    // Plain English needs no look at every script: its letters are counted as bytes.
    let ascii = text.as_bytes().get(..ENOUGH * 2).unwrap_or(text.as_bytes());
    let rest = if ascii.is_ascii() {
        latin = ascii.iter().filter(|byte| byte.is_ascii_alphabetic()).take(ENOUGH).count() as u32;
        text.get(ascii.len()..).unwrap_or("")
    } else {
        text
    };
    for c in rest.chars().filter(|c| c.is_alphabetic()).take(ENOUGH - latin as usize) {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => latin += 1,
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => han += 1,
            '\u{ac00}'..='\u{d7af}' => hangul += 1,
            'і' | 'ї' | 'є' | 'ґ' => {
                cyrillic += 1;
                ukrainian += 1;
            }
            '\u{400}'..='\u{4ff}' => cyrillic += 1,
            'پ' | 'چ' | 'گ' | 'ژ' => {
                arabic += 1;
                persian += 1;
            }
            '\u{600}'..='\u{6ff}' => arabic += 1,
            '\u{370}'..='\u{3ff}' => greek += 1,
            '\u{590}'..='\u{5ff}' => hebrew += 1,
            '\u{e00}'..='\u{e7f}' => thai += 1,
            '\u{900}'..='\u{97f}' => devanagari += 1,
            '\u{980}'..='\u{9ff}' => bengali += 1,
            '\u{b80}'..='\u{bff}' => tamil += 1,
            '\u{10a0}'..='\u{10ff}' => georgian += 1,
            '\u{530}'..='\u{58f}' => armenian += 1,
            _ => {}
        }
    }
    // A Chinese character says as much as three letters: a page with English names is still Chinese.
    let scripts = [
        ("latin", latin),
        (if kana * 10 >= han { "ja" } else { "zh" }, 3 * (han + kana)),
        ("ko", 2 * hangul),
        (if ukrainian * 50 >= cyrillic { "uk" } else { "ru" }, cyrillic),
        (if persian * 50 >= arabic { "fa" } else { "ar" }, arabic),
        ("el", greek),
        ("he", hebrew),
        ("th", thai),
        ("hi", devanagari),
        ("bn", bengali),
        ("ta", tamil),
        ("ka", georgian),
        ("hy", armenian),
    ];
    let (script, letters) = scripts.into_iter().max_by_key(|(_, n)| *n)?;
    if letters == 0 {
        return None;
    }
    if script != "latin" {
        return Some(script);
    }
    by_stop_words(text)
}

/// The language whose smallest words are the most; `None` when there are too few of any.
fn by_stop_words(text: &str) -> Option<&'static str> {
    let mut hits = [0u32; STOP_WORDS.len()];
    let mut lower = String::new();
    let table = &*LANGUAGES_OF;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty() && w.len() <= 8).take(ENOUGH / 4) {
        lower.clear();
        if word.is_ascii() {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        let mut languages = table.get(&lower).copied().unwrap_or(0);
        while languages != 0 {
            if let Some(count) = hits.get_mut(languages.trailing_zeros() as usize) {
                *count += 1;
            }
            languages &= languages - 1;
        }
    }
    let (best, count) = hits.iter().enumerate().max_by(|(i, a), (j, b)| a.cmp(b).then(j.cmp(i)))?;
    (*count >= 2).then(|| STOP_WORDS.get(best).map(|(code, _)| *code)).flatten()
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn letters_and_small_words_tell() {
        assert_eq!(language("The shares of the company rose by a tenth, and the index was up."), Some("en"));
        assert_eq!(language("Die Aktien der Firma stiegen um ein Zehntel, und der Index legte zu."), Some("de"));
        assert_eq!(language("Les actions de la société ont gagné un dixième et le marché est en hausse."), Some("fr"));
        // Short English whose few small words are also words of others: "on" is Finnish, "at" Danish, "do" Portuguese.
        for text in [
            "Eastquay Bank fell 2% on Monday. Brokers cut targets on Friday. Shares closed on a low.",
            "Orrin Freight shares jumped on Tuesday after results.",
            "Mill Power opens plants on Jan. 7; investors bet on output.",
            "Analysts do not bet on Calder Steel, but on rivals.",
            "Quill Foods trades at 9 times earnings, more than Brask Dairy.",
        ] {
            assert_eq!(language(text), Some("en"), "{text}");
        }
        assert_eq!(language("Osakkeet nousivat maanantaina, mutta kaupankäynti on ollut hiljaista ja kurssi on laskenut."), Some("fi"));
        assert_eq!(language("De aandelen van het bedrijf daalden op maandag na een zwak kwartaal."), Some("nl"));
        assert_eq!(language("恒生指数今年上涨，Acme Corp. 股价创新高。"), Some("zh"));
        assert_eq!(language("株価は今日も上がりました。"), Some("ja"));
        assert_eq!(language("Акции компании выросли на десять процентов."), Some("ru"));
        assert_eq!(language("12 345"), None);
    }
}
