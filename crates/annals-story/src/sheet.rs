//! What the printed forms of a digest share: who is cited by which number, and which lines rest on an outlet's own digest.

use crate::timeline::Timeline;
use crate::wording;
use annals_model::{ArticleId, Conflict, ConflictKind, Digest, Evidence, Kind, Line, Profile, ProfilePerson};
use std::collections::BTreeMap;

/// The numbers of the sources and the receipts that rest on an outlet's own digest.
pub(crate) struct Sheet<'a> {
    numbers: BTreeMap<&'a ArticleId, u32>,
    own_digest: Vec<&'a Evidence>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(digest: &'a Digest) -> Self {
        let lines = digest.profiles.iter().flat_map(|profile| profile.lines.iter().chain(&profile.figures).chain(&profile.actions));
        let own_digest = lines.filter(|line| line.note.is_some()).flat_map(|line| &line.evidence).collect();
        Self { numbers: digest.sources.iter().map(|source| (&source.id, source.n)).collect(), own_digest }
    }

    /// The numbers of the sources of a timeline.
    pub(crate) fn of_timeline(timeline: &'a Timeline) -> Self {
        Self { numbers: timeline.sources.iter().map(|source| (&source.id, source.n)).collect(), own_digest: Vec::new() }
    }

    /// The numbers of the sources of some receipts, ascending, each once; none when there is one source to cite only.
    pub(crate) fn cited(&self, evidence: &[Evidence]) -> Vec<u32> {
        if self.numbers.len() < 2 {
            return Vec::new();
        }
        let mut found: Vec<u32> = evidence.iter().filter_map(|receipt| self.numbers.get(&receipt.article).copied()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// "Ann Lee, chief economist", marked when it is known from the outlet's own digest only.
    pub(crate) fn person(&self, person: &ProfilePerson) -> String {
        let mut words = person.name.clone();
        if let Some(title) = &person.title {
            words.push_str(", ");
            words.push_str(title);
        }
        let from_digest =
            |receipt: &Evidence| self.own_digest.iter().any(|own| own.article == receipt.article && own.span.contains(receipt.span));
        if !person.evidence.is_empty() && person.evidence.iter().all(from_digest) {
            words = wording::noted(&words, Some(wording::OWN_DIGEST)).into_owned();
        }
        words
    }
}

/// Headings of what does not fit: several sources, and one source with itself.
pub(crate) const CONFLICTS: [(&str, ConflictKind); 2] =
    [("Where sources differ", ConflictKind::Sources), ("What does not add up", ConflictKind::Check)];

/// Why statements cannot all be right, and a probable cause, marked as no more than a hint.
pub(crate) fn reason(conflict: &Conflict) -> String {
    conflict.hint.as_ref().map_or_else(|| conflict.why.clone(), |hint| format!("{} (hint: {hint})", conflict.why))
}

/// The plain phrase for what is named and nothing more.
pub(crate) const NAMED_ONLY: &str = "Named only; the sources say nothing further about it:";

/// Notes under "Firms", and those under "Indices".
pub(crate) fn is_firm(profile: &Profile) -> bool {
    !matches!(profile.kind, Kind::Index | Kind::Basket)
}

/// Tickers shown beside a name, at most.
const TICKERS: usize = 3;

/// Name and tickers: "Kestrel Bank (XLON:KSB)". Over-the-counter ones only when there is no other.
pub(crate) fn title(profile: &Profile) -> String {
    let listed = || profile.tickers.iter().map(String::as_str).filter(|ticker| !is_over_the_counter(ticker));
    let all = || profile.tickers.iter().map(String::as_str);
    let shown: Vec<&str> = if listed().next().is_some() { listed().take(TICKERS).collect() } else { all().take(TICKERS).collect() };
    if shown.is_empty() { profile.name.clone() } else { format!("{} ({})", profile.name, shown.join(", ")) }
}

/// American over-the-counter markets, by their market codes.
fn is_over_the_counter(ticker: &str) -> bool {
    ["OTC", "PINX", "EXPM", "PSGM", "OOTC"].iter().any(|market| ticker.starts_with(market))
}

/// Figures and actions that no sentence above them spells out in full are all listed; equal ones once.
pub(crate) fn short_lines(profile: &Profile) -> impl Iterator<Item = &Line> {
    profile.figures.iter().chain(&profile.actions)
}
