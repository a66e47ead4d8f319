//! Digests that an outlet's machine wrote and the outlet prints beside the article: kept, and marked as such.
//!
//! A box is known by a short line in it that says two things: that this is a summary, and that a machine made it.

use crate::block::{Block, Sort};
use crate::body::Chosen;
use crate::hint::Hint;
use crate::part::{blocks_under, note, surrounding};
use crate::tree::{Node, Tag};
use annals_model::RegionKind;
use regex::Regex;
use std::sync::LazyLock;

/// A digest has no more letters than this.
const LONGEST_BOX: usize = 2500;
/// The line that says so has no more bytes than this.
const LONGEST_LABEL: usize = 170;

/// Words for the machine: whole words of the folded line.
const MACHINES: &[&str] = &[
    "ai",
    "a.i",
    "ia",
    "ki",
    "llm",
    "gpt",
    "chatgpt",
    "gemini",
    "claude",
    "copilot",
    "bot",
    "robot",
    "software",
    "machine",
    "machines",
    "algorithm",
    "algorithms",
    "algorithmus",
    "algoritmo",
    "algorithme",
    "program",
    "computer",
    "automated",
    "automatically",
    "automatisch",
    "automatisiert",
    "automatiquement",
    "automaticamente",
    "maschinell",
    "maschine",
    "kunstliche",
    "kunstlicher",
    "genai",
    "ии",
];
/// Words for the machine that stand in running script or of several words.
const MACHINE_PHRASES: &[&str] = &[
    "artificial intelligence",
    "language model",
    "intelligence artificielle",
    "inteligencia artificial",
    "intelligenza artificiale",
    "kunstmatige intelligentie",
    "искусственн",
    "нейросет",
    "人工智能",
    "人工知能",
    "인공지능",
    "自动生成",
];
/// Openings of words for a digest.
const DIGESTS: &[&str] = &[
    "summar",
    "digest",
    "takeaway",
    "highlight",
    "overview",
    "recap",
    "synops",
    "tl;dr",
    "tldr",
    "gist",
    "bullet",
    "condensed",
    "brief",
    "abridged",
    "zusammenfass",
    "zusammengefasst",
    "uberblick",
    "kurzfassung",
    "kernpunkte",
    "wichtigste",
    "resum",
    "synthese",
    "essentiel",
    "bref",
    "sintes",
    "riassunt",
    "breve",
    "claves",
    "samenvatting",
    "samengevat",
    "sammanfatt",
    "sammendrag",
    "podsumowanie",
    "кратк",
    "резюме",
];
/// The same, of several words or in running script.
const DIGEST_PHRASES: &[&str] = &[
    "key points",
    "key facts",
    "main points",
    "at a glance",
    "in short",
    "points cles",
    "puntos clave",
    "pontos principais",
    "punti chiave",
    "auf einen blick",
    "摘要",
    "要点",
    "总结",
    "要約",
    "요약",
];

/// Openings of words for making.
const MADE: &[&str] = &[
    "generat",
    "written",
    "made",
    "creat",
    "produc",
    "drawn",
    "compil",
    "compos",
    "summarised",
    "summarized",
    "condensed",
    "assist",
    "powered",
    "erstell",
    "generier",
    "verfasst",
    "erzeugt",
    "zusammengefasst",
    "gener",
    "redig",
    "realis",
    "elaborad",
    "hech",
    "gerad",
    "produz",
    "creat",
    "realizz",
    "gemaakt",
    "gegenereerd",
    "samengevat",
    "laget",
    "skapa",
    "sammanfatta",
    "wygenerowan",
    "создан",
    "сгенерирован",
];

/// Any word for a digest; few lines hold one.
static ANY_DIGEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<String> = DIGESTS.iter().chain(DIGEST_PHRASES).map(|words| regex::escape(words)).collect();
    Regex::new(&words.join("|")).ok()
});

/// Notes the machine's digests among the blocks.
pub(crate) fn mark(nodes: &[Node<'_>], blocks: &[Block], notes: &mut Vec<Option<Hint>>) {
    for (at, block) in blocks.iter().enumerate() {
        let kept_out = block.hint.is_some_and(|(h, _)| matches!(h, Hint::Comments | Hint::Hidden | Hint::Digest | Hint::Linked));
        if block.text.len() > LONGEST_LABEL || kept_out || block.link_share() > 0.5 || block.sort == Sort::Item || !is_label(&block.text) {
            continue;
        }
        let boxed = surrounding(nodes, blocks, at, LONGEST_BOX, |_| true)
            .filter(|element| blocks_under(nodes, blocks, *element, at).len() >= 2)
            // A paragraph beside the label in one frame: the frame of an article's opening is no box.
            .filter(|element| frames(nodes, *element));
        if let Some(element) = boxed {
            note(notes, nodes, element, Hint::Digest);
        } else if let Some(items) = list_after(nodes, blocks, at) {
            note(notes, nodes, block.owner, Hint::Digest);
            note(notes, nodes, items, Hint::Digest);
        }
    }
}

/// Adds digest boxes that stand beside the article's element rather than in it, each at its place on the page.
pub(crate) fn add(blocks: &[Block], notes: &[Option<Hint>], chosen: &mut Vec<Chosen>) {
    if notes.is_empty() || chosen.is_empty() {
        return;
    }
    for (index, _) in blocks.iter().enumerate().filter(|(_, b)| notes.get(b.owner).copied().flatten() == Some(Hint::Digest)) {
        let place = chosen.partition_point(|c| c.block < index);
        if chosen.get(place).is_none_or(|c| c.block != index) {
            let reason = "a box the outlet names a machine's digest";
            chosen.insert(place, Chosen { block: index, kind: RegionKind::SourceDigest, reason });
        }
    }
}

/// Whether a line says "summary" and "machine" both: side by side in a few words, or with a word that says which made which.
fn is_label(line: &str) -> bool {
    let folded = annals_text::fold(line);
    if ANY_DIGEST.as_ref().is_none_or(|any| !any.is_match(&folded)) {
        return false;
    }
    let says = |phrases: &[&str]| phrases.iter().any(|p| folded.contains(p));
    let words: Vec<&str> = folded
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | ';')))
        .map(|w| w.trim_matches(['.', ';']))
        .filter(|w| !w.is_empty())
        .collect();
    let digest = |w: &&str| DIGESTS.iter().any(|d| w.starts_with(d));
    let machine = |w: &&str| MACHINES.contains(w) || w.starts_with("ai") && w.len() > 2 && !w.is_ascii();
    if !(says(DIGEST_PHRASES) || words.iter().any(digest)) || !(says(MACHINE_PHRASES) || words.iter().any(machine)) {
        return false;
    }
    // Who tells of summaries in a sentence names them late; a label begins with what it is.
    let opens = words.iter().take(3).any(|w| digest(w) || machine(w)) || DIGEST_PHRASES.iter().any(|p| folded.trim_start().starts_with(p));
    let script = !folded.is_ascii() && folded.chars().any(|c| c >= '\u{2e80}') && folded.chars().count() <= 40;
    let made = || words.iter().any(|w| MADE.iter().any(|m| w.starts_with(m)));
    let beside =
        || words.len() <= 5 && words.windows(2).any(|pair| digest(&pair[0]) && machine(&pair[1]) || machine(&pair[0]) && digest(&pair[1]));
    script || opens && (beside() || made())
}

/// Whether an element may be a box of its own.
fn frames(nodes: &[Node<'_>], element: usize) -> bool {
    nodes
        .get(element)
        .and_then(Node::tag)
        .is_some_and(|t| matches!(t, Tag::Block | Tag::Furniture | Tag::Quote | Tag::List | Tag::Figure | Tag::Header | Tag::Item))
}

/// The list whose items follow the label directly.
fn list_after(nodes: &[Node<'_>], blocks: &[Block], at: usize) -> Option<usize> {
    let heading = blocks.get(at)?;
    let item = blocks.get(at + 1).filter(|b| b.sort == Sort::Item)?;
    let list = (1..=3).scan(item.owner, |element, _| {
        let here = *element;
        *element = nodes.get(here).map_or(here, |n| n.parent);
        Some(here)
    });
    let list = list.into_iter().find(|e| nodes.get(*e).and_then(Node::tag) == Some(Tag::List))?;
    let range = blocks_under(nodes, blocks, list, at + 1);
    let weight: usize = blocks.get(range).unwrap_or_default().iter().map(Block::weight).sum();
    (list > heading.owner && weight <= LONGEST_BOX).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::is_label;

    #[test]
    fn a_label_names_digest_and_machine() {
        for label in [
            "In brief, written by software",
            "AI-generated summary",
            "Key points: made by a machine, may contain errors",
            "Zusammenfassung, von KI erstellt",
            "Résumé généré par intelligence artificielle",
            "Resumen generado por IA",
            "AI要約",
            "Summarised by software",
            "This summary was drawn up by an algorithm and checked by nobody.",
        ] {
            assert!(is_label(label), "{label}");
        }
        for other in [
            "In brief",
            "Summary",
            "Software maker sells a unit",
            "Highlights of the week",
            "Machine tools",
            "The AI boom, explained",
            "Brief overview of machine learning and how it works in shops",
            "Join for hands-on tutorials, research summaries and expert analysis on building with AI",
            "Unlock AI briefing and premium content",
        ] {
            assert!(!is_label(other), "{other}");
        }
    }
}
