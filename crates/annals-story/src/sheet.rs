//! What the printed forms of a digest share: who is cited by which number, and which lines rest on an outlet's own digest.

use crate::timeline::Timeline;
use crate::wording;
use annals_model::{ArticleId, Conflict, ConflictKind, Digest, Evidence, Kind, Line, Profile, ProfilePerson, Section, Source};
use std::collections::BTreeMap;

/// The numbers of the sources and the receipts that rest on an outlet's own digest.
pub(crate) struct Sheet<'a> {
    numbers: BTreeMap<&'a ArticleId, u32>,
    own_digest: Vec<&'a Evidence>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(digest: &'a Digest) -> Self {
        let lines = digest.profiles.iter().flat_map(|profile| profile.lines.iter().chain(&profile.figures).chain(&profile.actions));
        let own_digest = lines.filter(|line| wording::is_own_digest(line)).flat_map(|line| &line.evidence).collect();
        Self { numbers: digest.sources.iter().map(|source| (&source.id, source.n)).collect(), own_digest }
    }

    /// The numbers of the sources of a timeline.
    pub(crate) fn of_timeline(timeline: &'a Timeline) -> Self {
        Self::of_sources(&timeline.sources)
    }

    /// The numbers of some sources.
    pub(crate) fn of_sources(sources: &'a [Source]) -> Self {
        Self { numbers: sources.iter().map(|source| (&source.id, source.n)).collect(), own_digest: Vec::new() }
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

    /// "Ann Lee, chief economist, Acme Bank", marked when it is known from the outlet's own digest only. The employer is
    /// left out in its own note (`of`), unless it goes by another name there.
    pub(crate) fn person(&self, person: &ProfilePerson, of: Option<&Profile>) -> String {
        let mut words = person.name.clone();
        let employer = person.employer.as_ref().filter(|employer| of.is_none_or(|firm| is_other_name(firm, employer)));
        for part in person.title.iter().chain(employer) {
            words.push_str(", ");
            words.push_str(part);
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

/// The title of a turn of a story: its day and its headline.
pub(crate) fn turn(section: &Section) -> String {
    let title: Vec<String> = section.day.map(crate::day::day).into_iter().chain(section.headline.clone()).collect();
    if title.is_empty() { "Without a date".to_owned() } else { title.join(": ") }
}

/// The plain phrase for what is named and nothing more.
pub(crate) const NAMED_ONLY: &str = "Named only; the sources say nothing further about it:";

/// Before the name of the note that holds a sentence about several.
pub(crate) const SEE: &str = "Among those in a sentence under";

/// Notes under "Firms", and those under "Indices".
pub(crate) fn is_firm(profile: &Profile) -> bool {
    !matches!(profile.kind, Kind::Index | Kind::Basket)
}

/// Tickers shown beside a name, at most.
const TICKERS: usize = 3;

/// Whether a printed name has a word that the name over a note lacks: "Harbour Trust" under "Kestrel Bank Ltd.".
fn is_other_name(profile: &Profile, printed: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let known = words(&profile.name);
    words(printed).iter().any(|word| !known.contains(word))
}

/// Name, tickers, and another name by which it goes in the sources: "Kestrel Bank (XLON:KSB), here “Harbour Trust”".
pub(crate) fn title(profile: &Profile) -> String {
    let mut words = listed_title(profile);
    if let Some(printed) = profile.printed.as_ref().filter(|printed| is_other_name(profile, printed)) {
        words.push_str(&format!(", here \u{201c}{printed}\u{201d}"));
    }
    words
}

/// Name and tickers: "Kestrel Bank (XLON:KSB)". Over-the-counter ones only when there is no other.
fn listed_title(profile: &Profile) -> String {
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
