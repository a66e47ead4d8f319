//! The gazetteer as compiled: who is known, under which names and tickers.

use super::format::{AliasUse, BEGIN_BYTES, Key, MANY, SMALL_BYTES, beginning_bit};
use annals_model::Kind;
use fst::Map;
use fst::raw::{CompiledAddr, Output};

/// Kinds by their number in a record.
const KINDS: [Kind; 12] = [
    Kind::Firm,
    Kind::Person,
    Kind::Index,
    Kind::Agency,
    Kind::Regulator,
    Kind::Exchange,
    Kind::Media,
    Kind::Organisation,
    Kind::Place,
    Kind::Product,
    Kind::Basket,
    Kind::Programme,
];

/// The compiled tables, read in place.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    aliases: Map<&'static [u8]>,
    tickers: Map<&'static [u8]>,
    ids: Map<&'static [u8]>,
    uses: &'static [u8],
    small: &'static [u8; SMALL_BYTES],
    begin: &'static [u8; BEGIN_BYTES],
    entities: &'static [u8],
}

/// One entity of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// "us:citigroup", "index:HSI", "place:HK".
    pub(crate) id: &'static str,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its full name.
    pub(crate) name: &'static str,
    /// "XHKG:9988", parted by `|`.
    pub(crate) tickers: &'static str,
    /// Where the entity that owns it is recorded.
    pub(crate) parent: Option<u32>,
}

/// A walk along the alias table, one piece of text after the other.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    gazetteer: &'a Gazetteer,
    key: Key,
    node: CompiledAddr,
    output: Output,
    scratch: String,
}

impl Gazetteer {
    pub(super) fn embedded() -> Self {
        let map = |bytes| Map::new(bytes).expect("a table written by build.rs");
        Self {
            aliases: map(include_bytes!(concat!(env!("OUT_DIR"), "/aliases.fst")).as_slice()),
            tickers: map(include_bytes!(concat!(env!("OUT_DIR"), "/tickers.fst")).as_slice()),
            ids: map(include_bytes!(concat!(env!("OUT_DIR"), "/ids.fst")).as_slice()),
            uses: include_bytes!(concat!(env!("OUT_DIR"), "/uses.bin")),
            small: include_bytes!(concat!(env!("OUT_DIR"), "/small.bin")),
            begin: include_bytes!(concat!(env!("OUT_DIR"), "/begin.bin")),
            entities: include_bytes!(concat!(env!("OUT_DIR"), "/entities.bin")),
        }
    }

    /// Begins a walk at the table's root.
    pub(crate) fn walk(&self) -> Walk<'_> {
        let root = self.aliases.as_fst().root();
        Walk { gazetteer: self, key: Key::default(), node: root.addr(), output: Output::zero(), scratch: String::new() }
    }

    /// Whether an alias in small letters may begin with this lower-case word; mostly not.
    pub(crate) fn begins_small(&self, word: &str) -> bool {
        Self::begins_in(self.small, word)
    }

    /// Whether any alias may begin with this lower-case word.
    pub(crate) fn begins(&self, word: &str) -> bool {
        Self::begins_in(self.begin, word)
    }

    /// Whether the table has the word's beginning. Accents and signs are not in keys as they are in words: such words may begin one.
    fn begins_in(table: &[u8], word: &str) -> bool {
        let plain = word.bytes().take(8).all(|byte| byte.is_ascii_alphanumeric());
        let (byte, mask) = beginning_bit(word.as_bytes(), table.len(), annals_text::word_hash);
        !plain || table.get(byte).is_some_and(|bits| bits & mask != 0)
    }

    /// All meanings of a whole name, the likeliest first.
    pub(crate) fn meanings(&self, name: &str) -> Vec<AliasUse> {
        let mut walk = self.walk();
        if walk.step(name, false) { walk.meanings() } else { Vec::new() }
    }

    /// The entity listed under `symbol` on the market `mic`; leading zeros are left out.
    pub(crate) fn by_ticker(&self, symbol: &str, mic: &str) -> Option<u32> {
        let bare = symbol.trim_start_matches('0');
        let symbol = if bare.is_empty() { symbol } else { bare };
        self.tickers.get(format!("{symbol}:{mic}").to_lowercase()).and_then(|at| u32::try_from(at).ok())
    }

    /// The entity called `id`.
    pub(crate) fn by_id(&self, id: &str) -> Option<Listed> {
        self.ids.get(id).and_then(|at| self.listed(u32::try_from(at).ok()?))
    }

    /// What the entity called `id` is; an id made up from a name tells it itself.
    pub(crate) fn kind_of(&self, id: &str) -> Option<Kind> {
        match id.strip_prefix("nil:").and_then(|rest| rest.split_once(':')) {
            Some((kind, _)) => KINDS.into_iter().find(|known| known.name() == kind),
            None => self.by_id(id).map(|listed| listed.kind),
        }
    }

    /// The entity recorded at `at`; `None` when nothing is.
    pub(crate) fn listed(&self, at: u32) -> Option<Listed> {
        let record = self.entities.get(at as usize..)?;
        let (&kind, rest) = record.split_first()?;
        let (parent, mut rest) = rest.split_first_chunk::<4>()?;
        let mut field = || {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (bytes, after) = after.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
            rest = after;
            std::str::from_utf8(bytes).ok()
        };
        let (id, name, tickers) = (field()?, field()?, field()?);
        Some(Listed { id, kind: *KINDS.get(usize::from(kind))?, name, tickers, parent: u32::from_le_bytes(*parent).checked_sub(1) })
    }
}

impl Walk<'_> {
    /// Goes along one piece of text as printed; `false` when no alias goes this way.
    pub(crate) fn step(&mut self, piece: &str, gap_before: bool) -> bool {
        let mut folded = std::mem::take(&mut self.scratch);
        folded.clear();
        annals_text::fold_into(piece, &mut folded);
        let going = self.step_folded(&folded, gap_before);
        self.scratch = folded;
        going
    }

    /// As [`Walk::step`], for a piece that is folded already.
    pub(crate) fn step_folded(&mut self, piece: &str, gap_before: bool) -> bool {
        if gap_before {
            self.key.gap();
        }
        let fst = self.gazetteer.aliases.as_fst();
        let (mut node, mut output) = (fst.node(self.node), self.output);
        let going = self.key.feed(piece, |byte| match node.find_input(byte) {
            Some(i) => {
                let transition = node.transition(i);
                output = output.cat(transition.out);
                node = fst.node(transition.addr);
                true
            }
            None => false,
        });
        (self.node, self.output) = (node.addr(), output);
        going
    }

    /// Whether an alias ends here.
    pub(crate) fn at_alias(&self) -> bool {
        self.gazetteer.aliases.as_fst().node(self.node).is_final()
    }

    /// What the alias that ends here may mean, the likeliest first.
    pub(crate) fn meanings(&self) -> Vec<AliasUse> {
        let node = self.gazetteer.aliases.as_fst().node(self.node);
        if !node.is_final() {
            return Vec::new();
        }
        let value = self.output.cat(node.final_output()).value();
        if value & MANY == 0 {
            return vec![AliasUse::unpack(value)];
        }
        let at = usize::try_from(value & !MANY).unwrap_or(usize::MAX);
        let Some((&count, uses)) = self.gazetteer.uses.get(at..).and_then(<[u8]>::split_first) else { return Vec::new() };
        uses.chunks_exact(8)
            .take(usize::from(count))
            .filter_map(|bytes| Some(AliasUse::unpack(u64::from_le_bytes(bytes.try_into().ok()?))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;

    fn ids(name: &str) -> Vec<&'static str> {
        let knowledge = Knowledge::embedded();
        let gazetteer = knowledge.gazetteer();
        gazetteer.meanings(name).into_iter().filter_map(|used| Some(gazetteer.listed(used.entity)?.id)).collect()
    }

    #[test]
    fn spellings_of_one_name_meet() {
        assert_eq!(ids("J.P. Morgan"), ids("JP Morgan"));
        assert_eq!(ids("Société Générale"), ids("Societe Generale"));
        assert_eq!(ids("McDonald’s"), ids("McDonald's"));
        assert!(ids("Citibank").contains(&"us:citigroup") && ids("Citi").contains(&"us:citigroup"));
        assert_eq!(ids("Nasdaq").len(), 2, "an exchange and an index");
        assert!(ids("no such name").is_empty());
    }

    #[test]
    fn tickers_lead_to_firms_and_firms_to_parents() {
        let knowledge = Knowledge::embedded();
        let gazetteer = knowledge.gazetteer();
        let at = |symbol, mic| gazetteer.by_ticker(symbol, mic).and_then(|at| gazetteer.listed(at));
        assert_eq!(at("00005", "XHKG").map(|firm| firm.id), Some("gb:hsbc-holdings"));
        assert_eq!(at("NVDA", "XNAS").map(|firm| firm.id), Some("us:nvidia"));
        assert_eq!(at("nothing", "XNAS"), None);
        let subsidiary = gazetteer.meanings("Maybank Securities").first().and_then(|used| gazetteer.listed(used.entity));
        let parent = subsidiary.and_then(|firm| gazetteer.listed(firm.parent?));
        assert_eq!(parent.map(|firm| firm.id), Some("my:malayan-banking"));
        assert_eq!(gazetteer.listed(u32::MAX), None);
    }
}
