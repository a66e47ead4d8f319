//! Work on many items at once, results in input order, memory bounded.

use rayon::prelude::*;

/// Items worked on together, at the most.
const ITEMS: usize = 1024;
/// Their bytes together, at the most (a single larger item still passes).
const BYTES: usize = 4 << 20;

/// Applies `work` to all items on rayon's threads and hands the results to `sink` in the order of the items.
/// At most two batches of [`ITEMS`] items or [`BYTES`] bytes are held: one being worked on, one being read.
///
/// # Errors
/// The first error of `sink` ends the work.
pub(crate) fn ordered<T: Send, R: Send, E>(
    mut items: impl Iterator<Item = T> + Send,
    size: impl Fn(&T) -> usize + Sync + Send,
    work: impl Fn(T) -> R + Sync + Send,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut next = batch(&mut items, &size);
    while !next.is_empty() {
        let (results, following) = rayon::join(|| next.into_par_iter().map(&work).collect::<Vec<R>>(), || batch(&mut items, &size));
        for result in results {
            sink(result)?;
        }
        next = following;
    }
    Ok(())
}

fn batch<T>(items: &mut impl Iterator<Item = T>, size: &impl Fn(&T) -> usize) -> Vec<T> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < ITEMS && bytes < BYTES {
        let Some(item) = items.next() else { break };
        bytes += size(&item);
        batch.push(item);
    }
    batch
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_keep_the_order_of_the_items() {
        let mut seen = Vec::new();
        let done: Result<(), ()> = super::ordered(
            0..5000_u32,
            |_| 10_000,
            |n| n * 2,
            |n| {
                seen.push(n);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert!(seen.iter().enumerate().all(|(i, n)| *n as usize == i * 2) && seen.len() == 5000);
        let stopped = super::ordered(0..5000_u32, |_| 1, |n| n, |n| if n == 3 { Err(n) } else { Ok(()) });
        assert_eq!(stopped, Err(3));
    }
}
