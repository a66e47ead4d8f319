//! What a person sees: messages, progress, summaries; all on standard error.

use annals::Rejection;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Messages and progress of one command.
pub(crate) struct Console {
    quiet: bool,
    json: bool,
    bar: ProgressBar,
    rejected: AtomicU64,
}

impl Console {
    /// Progress is shown only on a terminal.
    pub(crate) fn new(quiet: bool, json: bool) -> Self {
        let bar = if quiet || json || !std::io::stderr().is_terminal() { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} done, {per_sec}, {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { quiet, json, bar, rejected: AtomicU64::new(0) }
    }

    /// Names what is being done.
    pub(crate) fn begin(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }

    /// One more item is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }

    /// An input was left out.
    pub(crate) fn reject(&self, rejection: &Rejection) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        self.message("rejected", &rejection.to_string());
    }

    /// How many inputs were left out.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    /// The result of a job in words; silent when quiet.
    pub(crate) fn summary(&self, text: &str) {
        self.bar.finish_and_clear();
        if !self.quiet {
            self.message("summary", text);
        }
    }

    /// An error or warning: always shown.
    pub(crate) fn message(&self, kind: &str, text: &str) {
        let line = if self.json {
            serde_json::json!({ "kind": kind, "text": text }).to_string()
        } else if kind == "summary" {
            text.to_owned()
        } else {
            format!("annals: {kind}: {text}")
        };
        // Standard error may be closed: there is nobody left to tell.
        self.bar.suspend(|| writeln!(std::io::stderr().lock(), "{line}").ok());
    }
}
