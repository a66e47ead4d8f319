//! Who is in the news: firms, indices and places of the gazetteer, and people who do not exist.

use super::draw::Draw;
use super::random::Random;
use std::collections::BTreeMap;

const FIRMS: &str = include_str!("../../../corpus/gazetteer/firms.tsv");
const ALIASES: &str = include_str!("../../../corpus/gazetteer/aliases.tsv");
const INDICES: &str = include_str!("../../../corpus/gazetteer/indices.tsv");
const PLACES: &str = include_str!("../../../corpus/gazetteer/places.tsv");
const ORGANISATIONS: &str = include_str!("../../../corpus/gazetteer/organisations.tsv");
const FIRST_NAMES: &str = include_str!("../../../corpus/gazetteer/first_names.tsv");
const SURNAMES: &str = include_str!("../../../corpus/gazetteer/surnames.tsv");

/// Where analysts work, by names that the gazetteer knows.
const BROKERS: &str = "Goldman Sachs|Morgan Stanley|JPMorgan|UBS|Citi|Barclays|Deutsche Bank|HSBC|Nomura|Jefferies|Macquarie|\
    BNP Paribas|Wells Fargo|Daiwa Securities|Bernstein|Berenberg|Credit Agricole|Mizuho|Natixis";

/// Where markets are: the places that are named most.
const MARKET_PLACES: &str = "New York City|London|Hong Kong|Tokyo|Shanghai|Singapore|Paris|Mumbai|Beijing|China|Seoul|Sydney|\
    Zürich|Toronto|Taipei|San Francisco|Chicago|India|Germany|Japan|Milan|Dubai|Brazil|Amsterdam";

/// The indices that are named most.
const MARKET_INDICES: &str = "S&P 500|Hang Seng Index|Nasdaq Composite|Dow Jones Industrial Average|Nikkei 225|CSI 300 Index|FTSE 100|\
    DAX|CAC 40|MSCI China Index|STOXX Europe 600|Nifty 50|KOSPI|TOPIX|Shanghai Composite Index";

/// A firm as its full and its short name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Firm {
    /// The gazetteer's id.
    pub(super) id: &'static str,
    /// The name with its legal form.
    pub(super) name: &'static str,
    /// The name of the second mention.
    pub(super) short: &'static str,
    /// ISO 3166 code, or nothing.
    pub(super) country: &'static str,
    /// "NYSE: AAPL" without the market: empty when it has none.
    pub(super) ticker: &'static str,
}

/// An invented person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Person {
    /// "Ingrid".
    pub(super) first: &'static str,
    /// "Halvorsen".
    pub(super) last: &'static str,
}

/// A list with the draw that makes its first entries frequent.
#[derive(Clone, Debug)]
struct Ranked<T> {
    items: Vec<T>,
    draw: Draw,
}

impl<T: Copy> Ranked<T> {
    /// Exponent 1 of Zipf's law, names flattened a little so that no entry is in every tenth article.
    fn new(items: Vec<T>) -> Self {
        let draw = Draw::zipf(items.len(), 3, 1.0);
        Self { items, draw }
    }

    fn one(&self, random: &mut Random) -> T {
        self.items[self.draw.index(random)]
    }
}

/// Everybody and everything that can be named.
#[derive(Clone, Debug)]
pub(super) struct World {
    firms: Ranked<Firm>,
    brokers: Ranked<Firm>,
    indices: Ranked<&'static str>,
    places: Ranked<&'static str>,
    regulators: Ranked<&'static str>,
    first_names: Ranked<&'static str>,
    surnames: Ranked<&'static str>,
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

/// The best short name of every firm and how well known that is: the gazetteer's rank, highest first.
fn short_names() -> BTreeMap<&'static str, (i64, &'static str)> {
    let mut found: BTreeMap<&str, (i64, &str)> = BTreeMap::new();
    for row in rows(ALIASES) {
        let [alias, id, strength, rank] = row[..] else { continue };
        let rank: i64 = rank.parse().unwrap_or(0);
        if strength == "weak" || alias.len() < 3 || !alias.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let entry = found.entry(id).or_insert((rank, alias));
        if (rank, std::cmp::Reverse(alias.len())) > (entry.0, std::cmp::Reverse(entry.1.len())) {
            *entry = (rank, alias);
        }
    }
    found
}

fn firms(random: &mut Random) -> Vec<Firm> {
    let short = short_names();
    let mut ranked: Vec<(i64, u64, Firm)> = Vec::new();
    for row in rows(FIRMS) {
        let [id, name, country, _, tickers, _] = row[..] else { continue };
        let plain = name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(['/', '‚', '"', '(']);
        let Some((rank, alias)) = short.get(id).filter(|_| plain) else { continue };
        let ticker = tickers.split('|').next().and_then(|first| first.split_once(':')).map_or("", |(_, ticker)| ticker);
        ranked.push((-rank, random.bits(), Firm { id, name, short: alias, country, ticker }));
    }
    ranked.sort_by_key(|(rank, chance, _)| (*rank, *chance));
    ranked.into_iter().map(|(_, _, firm)| firm).collect()
}

/// The names of a table that no dictionary knows, in an order of chance.
fn personal(table: &'static str, random: &mut Random) -> Ranked<&'static str> {
    let mut names: Vec<&str> = rows(table)
        .filter(|row| row.last() == Some(&"0") && row[0].len() > 2 && row[0].chars().all(char::is_alphabetic))
        .map(|row| row[0])
        .collect();
    random.shuffle(&mut names);
    Ranked::new(names)
}

/// The second column of the rows that pass: first those that are named `most`, then the others in an order of chance.
fn shuffled(table: &'static str, most: &str, keep: impl Fn(&[&str]) -> bool, random: &mut Random) -> Ranked<&'static str> {
    let mut names: Vec<&str> = rows(table).filter(|row| keep(row)).map(|row| row[1]).collect();
    random.shuffle(&mut names);
    names.sort_by_key(|name| most.split('|').position(|listed| listed == *name).unwrap_or(usize::MAX));
    names.dedup();
    Ranked::new(names)
}

/// The firms behind the brokers' names.
fn brokers(firms: &[Firm]) -> Vec<Firm> {
    let named = |name: &'static str| {
        let id = rows(ALIASES).find(|row| row[0] == name).map(|row| row[1])?;
        firms.iter().find(|firm| firm.id == id).map(|firm| Firm { short: name, ..*firm })
    };
    BROKERS.split('|').filter_map(named).collect()
}

impl World {
    /// Reads the gazetteer and ranks its entries: firms by how well known they are, all else by chance.
    #[must_use]
    pub(super) fn new(random: &mut Random) -> Self {
        let firms = firms(random);
        let brokers = brokers(&firms);
        Self {
            firms: Ranked::new(firms),
            brokers: Ranked::new(brokers),
            indices: shuffled(INDICES, MARKET_INDICES, |_| true, random),
            places: shuffled(PLACES, MARKET_PLACES, |row| matches!(row[2], "city" | "country") && row[6] == "strong", random),
            regulators: shuffled(ORGANISATIONS, "", |row| row[2] == "regulator" && row[1].contains(' '), random),
            first_names: personal(FIRST_NAMES, random),
            surnames: personal(SURNAMES, random),
        }
    }

    /// A firm.
    pub(super) fn firm(&self, random: &mut Random) -> Firm {
        self.firms.one(random)
    }

    /// A bank whose analysts speak.
    pub(super) fn broker(&self, random: &mut Random) -> Firm {
        self.brokers.one(random)
    }

    /// The name of an index.
    pub(super) fn index(&self, random: &mut Random) -> &'static str {
        self.indices.one(random)
    }

    /// A city or country.
    pub(super) fn place(&self, random: &mut Random) -> &'static str {
        self.places.one(random)
    }

    /// A regulator.
    pub(super) fn regulator(&self, random: &mut Random) -> &'static str {
        self.regulators.one(random)
    }

    /// A person.
    pub(super) fn person(&self, random: &mut Random) -> Person {
        Person { first: self.first_names.one(random), last: self.surnames.one(random) }
    }

    /// The head of a firm: the same person in every story of a run.
    #[must_use]
    pub(super) fn chief(&self, seed: u64, firm: &Firm) -> Person {
        let purpose = firm.id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        self.person(&mut Random::new(seed, purpose))
    }
}
