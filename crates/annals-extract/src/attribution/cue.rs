//! Verbs that report what somebody says or thinks: "said", "notes", "expects".

use annals_text::WordMap;
use std::sync::LazyLock;

/// What a verb does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Speech that may stand behind a quote: "said", "wrote".
    Say,
    /// Speech with a hearer: "told reporters".
    Tell,
    /// Thought and expectation: "believes", "expects".
    Think,
    /// Evidence that speaks: "shows", "suggests".
    Show,
    /// Naming and judging: "called", "described", "praised".
    Call,
}

static FORMS: LazyLock<WordMap<Cue>> = LazyLock::new(|| {
    include_str!("cues.tsv")
        .lines()
        .skip(2)
        .filter_map(|line| {
            let (form, class) = line.split_once('\t')?;
            let class = match class {
                "say" => Cue::Say,
                "tell" => Cue::Tell,
                "think" => Cue::Think,
                "show" => Cue::Show,
                "call" => Cue::Call,
                _ => return None,
            };
            Some((form, class))
        })
        .collect()
});

/// What a lower-case verb form does, if it reports.
pub(crate) fn cue(word: &str) -> Option<Cue> {
    FORMS.get(word).copied()
}

/// Whether a lower-case verb form reports speech or thought.
pub(crate) fn is_cue(word: &str) -> bool {
    FORMS.contains(word)
}
