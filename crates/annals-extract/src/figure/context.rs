//! What the signs and words that many countries share ("$", "¥", "pesos", "francs") stand for in one article.

use crate::figure::lexicon::{CurrencyEntry, currency_by_sign, currency_entry_by_code, rows};
use annals_model::Article;
use annals_text::WordMap;
use std::cell::OnceCell;
use std::sync::LazyLock;

/// A currency word of several countries.
struct Shared {
    /// The currency when the article names none of the countries.
    otherwise: Option<&'static CurrencyEntry>,
    /// A currency and the stem of a country or its people.
    countries: Vec<(&'static CurrencyEntry, &'static str)>,
}

struct SharedWords {
    all: Vec<Shared>,
    by_word: WordMap<usize>,
}

static SHARED: LazyLock<SharedWords> = LazyLock::new(|| {
    let (mut all, mut words) = (Vec::new(), Vec::new());
    for row in rows(include_str!("generic.tsv")) {
        let [names, otherwise, countries] = row[..] else { continue };
        let country = |part: &'static str| part.split_once(':').and_then(|(code, stem)| Some((currency_entry_by_code(code)?, stem)));
        words.extend(names.split('|').map(|word| (word, all.len())));
        all.push(Shared { otherwise: currency_entry_by_code(otherwise), countries: countries.split('|').filter_map(country).collect() });
    }
    SharedWords { all, by_word: words.into_iter().collect() }
});

/// The answers for one article, each found when it is first asked for.
#[derive(Debug)]
pub(crate) struct Context {
    /// The currency a bare "$" stands for here.
    pub(crate) dollar: &'static CurrencyEntry,
    /// The currency the words "dollars" and "cents" stand for here.
    pub(crate) dollar_word: &'static CurrencyEntry,
    /// The currency "¥" stands for here.
    pub(crate) yen: &'static CurrencyEntry,
    /// "Pounds" without a sign are money here: the article has "£" or speaks of sterling.
    pub(crate) sterling: bool,
    shared: OnceCell<Vec<Option<&'static CurrencyEntry>>>,
}

impl Context {
    /// What an article says of its signs.
    pub(crate) fn of(article: &Article) -> Option<Self> {
        let text = article.text.as_str();
        // Only an article that prints "US$" tells its own dollar by that; most need not be searched further.
        let beside = text.contains('$') && prints_us_dollars(text);
        let local = local_dollar(article).filter(|_| beside);
        Some(Self {
            dollar: currency_by_sign(local.unwrap_or("$"))?,
            dollar_word: currency_by_sign(local.or_else(|| beside.then(|| other_dollar(text)).flatten()).unwrap_or("$"))?,
            yen: currency_by_sign(yen(text))?,
            sterling: text.contains('£') || text.contains("sterling"),
            shared: OnceCell::new(),
        })
    }

    /// Whether `word` (lower case) is a currency of several countries; inside, the one meant here, if any can be told.
    pub(crate) fn shared(&self, word: &str, text: &str) -> Option<Option<&'static CurrencyEntry>> {
        let index = *SHARED.by_word.get(word)?;
        let decided = self.shared.get_or_init(|| SHARED.all.iter().map(|shared| shared.meant(text)).collect());
        decided.get(index).copied()
    }
}

impl Shared {
    /// The only currency whose country is named; of several, the one that is the rule; else none.
    fn meant(&self, text: &str) -> Option<&'static CurrencyEntry> {
        let mut named: Vec<_> = self.countries.iter().filter(|(_, stem)| text.contains(stem)).map(|(entry, _)| *entry).collect();
        named.dedup_by_key(|entry| entry.code);
        match named[..] {
            [] => self.otherwise,
            [one] => Some(one),
            _ => self.otherwise.filter(|usual| named.iter().any(|entry| entry.code == usual.code)),
        }
    }
}

/// The dollars of other countries: how the addresses of their outlets end, and their sign.
const DOLLARS: [(&str, &str); 6] = [(".au", "A$"), (".ca", "C$"), (".hk", "HK$"), (".nz", "NZ$"), (".sg", "S$"), (".tw", "NT$")];

fn prints_us_dollars(text: &str) -> bool {
    text.contains("US$") || text.contains("U.S.$") || text.contains("US $")
}

/// The dollar of the outlet's country: what "$" is where "US$" is printed beside it.
fn local_dollar(article: &Article) -> Option<&'static str> {
    let host = article.url.split("//").last().unwrap_or_default().split('/').next().unwrap_or_default();
    DOLLARS.iter().find(|(ending, _)| host.ends_with(ending)).map(|(_, sign)| *sign)
}

/// Where "US$" is printed and one other dollar, somebody who says "dollars" means the other.
fn other_dollar(text: &str) -> Option<&'static str> {
    // "US$" ends with "S$" as well: a sign counts where no letter stands before it.
    let own = |at: usize| !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphabetic));
    let mut others = DOLLARS.iter().filter(|(_, sign)| text.match_indices(sign).filter(|(at, _)| own(*at)).take(2).count() > 1);
    let (_, sign) = others.next()?;
    others.next().is_none().then_some(sign)
}

/// "¥" is the yen, unless the article speaks of yuan or renminbi and never of yen.
fn yen(text: &str) -> &'static str {
    let chinese = text.contains('¥') && ["yuan", "renminbi", "RMB", "CNY"].iter().any(|word| text.contains(word));
    if chinese && !text.contains("yen") { "RMB" } else { "¥" }
}
