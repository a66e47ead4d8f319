//! What a person sees: messages, progress, summaries; all on standard error.

use annals::Rejection;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Time between two pictures of the progress.
const TICK: Duration = Duration::from_millis(200);

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
        Self { quiet, json, bar, rejected: AtomicU64::new(0) }
    }

    /// Names what is being done.
    pub(crate) fn begin(&self, what: &str) {
        self.bar.reset();
        self.bar.enable_steady_tick(TICK);
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

    /// An input was left out, and that was said already.
    pub(crate) fn left_out(&self) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
    }

    /// How many inputs were left out.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    /// Bytes of one long file.
    pub(crate) fn progress(&self, what: &str, done: u64, of: Option<u64>) {
        if !self.bar.is_hidden() {
            let name = what.rsplit('/').next().unwrap_or(what);
            let of = of.map(|of| format!(" of {}", indicatif::HumanBytes(of))).unwrap_or_default();
            self.bar.set_message(format!("{name} {}{of},", indicatif::HumanBytes(done)));
        }
    }

    /// Whether messages are for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Something that only programs want to know.
    pub(crate) fn event(&self, event: impl FnOnce() -> Value) {
        if self.json {
            self.json_line(event());
        }
    }

    /// Something worth a look, which is no trouble; silent when quiet.
    pub(crate) fn note(&self, text: &str) {
        if self.json {
            self.message("note", text);
        } else if !self.quiet {
            self.line(text);
        }
    }

    /// The result of a job in words; silent when quiet.
    pub(crate) fn summary(&self, text: &str) {
        self.summary_with(text, Value::Null);
    }

    /// The same with its figures for programs, an object.
    pub(crate) fn summary_with(&self, text: &str, figures: Value) {
        self.bar.finish_and_clear();
        if self.quiet {
            return;
        }
        if self.json {
            let mut line = serde_json::json!({ "kind": "summary", "text": text });
            if let (Some(line), Value::Object(figures)) = (line.as_object_mut(), figures) {
                line.extend(figures);
            }
            self.json_line(line);
        } else {
            self.line(text);
        }
    }

    /// An error or warning: always shown.
    pub(crate) fn message(&self, kind: &str, text: &str) {
        if self.json {
            self.json_line(serde_json::json!({ "kind": kind, "text": text }));
        } else {
            self.line(&format!("annals: {kind}: {text}"));
        }
    }

    fn json_line(&self, mut line: Value) {
        if let Some(fields) = line.as_object_mut() {
            fields.insert("time".to_owned(), Timestamp::now().to_string().into());
        }
        self.line(&line.to_string());
    }

    fn line(&self, line: &str) {
        // Standard error may be closed: there is nobody left to tell.
        self.bar.suspend(|| writeln!(std::io::stderr().lock(), "{line}").ok());
    }
}
