//! How many requests there were, how they ended and how long they took, in Prometheus' text form.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

/// Upper ends of the times counted, in milliseconds.
const ENDS: [u64; 12] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 30_000];

#[derive(Default)]
struct Times {
    /// Requests up to each end, and above all.
    counts: [u64; ENDS.len() + 1],
    micros: u128,
}

#[derive(Default)]
struct Held {
    by_status: BTreeMap<(&'static str, u16), u64>,
    times: BTreeMap<&'static str, Times>,
}

/// Counts of all requests so far.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Held>);

impl Metrics {
    /// Takes down a request that has ended.
    pub(crate) fn took(&self, route: &'static str, status: u16, time: Duration) {
        let Ok(mut held) = self.0.lock() else { return };
        *held.by_status.entry((route, status)).or_default() += 1;
        let times = held.times.entry(route).or_default();
        let place = ENDS.partition_point(|end| Duration::from_millis(*end) < time);
        if let Some(count) = times.counts.get_mut(place) {
            *count += 1;
        }
        times.micros += time.as_micros();
    }

    /// All counts as text.
    pub(crate) fn text(&self, articles: Option<u64>) -> String {
        let mut text = String::from("# HELP annals_requests_total Requests answered.\n# TYPE annals_requests_total counter\n");
        let Ok(held) = self.0.lock() else { return text };
        for ((route, status), count) in &held.by_status {
            let _ = writeln!(text, "annals_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
        }
        text.push_str(
            "# HELP annals_request_seconds Time from the request's head to its answer.\n# TYPE annals_request_seconds histogram\n",
        );
        for (route, times) in &held.times {
            let mut sum = 0;
            for (end, count) in ENDS.iter().zip(times.counts) {
                sum += count;
                let seconds = Duration::from_millis(*end).as_secs_f64();
                let _ = writeln!(text, "annals_request_seconds_bucket{{route=\"{route}\",le=\"{seconds}\"}} {sum}");
            }
            let all: u64 = times.counts.iter().sum();
            let _ = writeln!(text, "annals_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {all}");
            let seconds = Duration::from_micros(u64::try_from(times.micros).unwrap_or(u64::MAX)).as_secs_f64();
            let _ = writeln!(text, "annals_request_seconds_sum{{route=\"{route}\"}} {seconds}");
            let _ = writeln!(text, "annals_request_seconds_count{{route=\"{route}\"}} {all}");
        }
        if let Some(articles) = articles {
            let _ = writeln!(
                text,
                "# HELP annals_index_articles Articles in the index.\n# TYPE annals_index_articles gauge\nannals_index_articles {articles}"
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Metrics;
    use std::time::Duration;

    #[test]
    fn times_add_up() {
        let metrics = Metrics::default();
        for (status, millis) in [(200, 1), (200, 15), (404, 90_000)] {
            metrics.took("/x", status, Duration::from_millis(millis));
        }
        let text = metrics.text(Some(7));
        for line in [
            "annals_requests_total{route=\"/x\",status=\"200\"} 2",
            "annals_request_seconds_bucket{route=\"/x\",le=\"0.001\"} 1",
            "annals_request_seconds_bucket{route=\"/x\",le=\"30\"} 2",
            "annals_request_seconds_bucket{route=\"/x\",le=\"+Inf\"} 3",
            "annals_request_seconds_sum{route=\"/x\"} 90.016",
            "annals_index_articles 7",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
