//! Time of the processor, in seconds and microseconds.

use rustix::time::{ClockId, clock_gettime};

fn seconds(clock: ClockId) -> f64 {
    let now = clock_gettime(clock);
    let (whole, part) = (now.tv_sec as f64, now.tv_nsec as f64);
    whole + part / 1e9
}

/// What all threads of this process have used, in seconds.
pub(crate) fn process() -> f64 {
    seconds(ClockId::ProcessCPUTime)
}

/// What this thread has used, in seconds.
pub(crate) fn thread() -> f64 {
    seconds(ClockId::ThreadCPUTime)
}

/// The microseconds each call took after one that warms up: the least of three.
pub(crate) fn micros<T, E>(items: &[T], mut call: impl FnMut(&T) -> Result<(), E>) -> Result<Vec<f64>, E> {
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        call(item)?;
        let mut least = f64::MAX;
        for _ in 0..3 {
            let start = thread();
            call(item)?;
            least = least.min((thread() - start) * 1e6);
        }
        all.push(least);
    }
    all.sort_by(f64::total_cmp);
    Ok(all)
}
