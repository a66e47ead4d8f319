//! Keeps count of what became of every address, and tells whoever watches.

use crate::{LISTED, Outcome, Report, Told};

/// The run's account.
pub(super) struct Account<'a> {
    pub(super) report: Report,
    tell: &'a mut dyn FnMut(&Told),
}

impl<'a> Account<'a> {
    pub(super) fn new(tell: &'a mut dyn FnMut(&Told)) -> Self {
        Self { report: Report::default(), tell }
    }

    /// Enters what became of an address.
    pub(super) fn enter(&mut self, told: &Told) {
        let report = &mut self.report;
        match told.outcome {
            Outcome::Fetched | Outcome::Truncated => {
                report.fetched += 1;
                report.bytes += told.bytes;
                report.truncated += usize::from(told.outcome == Outcome::Truncated);
            }
            Outcome::NotModified => report.not_modified += 1,
            Outcome::SameBytes => report.same_bytes += 1,
            Outcome::Known => report.known += 1,
            Outcome::NotDue => report.not_due += 1,
            Outcome::Left | Outcome::Redirected => {}
            Outcome::Disallowed => {
                report.disallowed_count += 1;
                if report.disallowed.len() < LISTED {
                    report.disallowed.push((told.url.clone(), told.detail.clone()));
                }
            }
            failure => {
                report.failed_count += 1;
                if report.failed.len() < LISTED {
                    report.failed.push((told.url.clone(), format!("{failure}: {}", told.detail)));
                }
                *report.failures.entry(told.host.clone()).or_default().entry(failure).or_default() += 1;
            }
        }
        (self.tell)(told);
    }
}
