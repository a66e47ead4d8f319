//! Ledgers over the index: quotes, actions, figures of one firm or person.

use super::Listener;
use super::known::was_seen;
use crate::AnnalsError;
use annals_index::Index;
use annals_model::{EntityId, LedgerRow};
use annals_story::Ledger;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a ledger is asked for.
#[derive(Clone, Debug)]
pub struct LedgerQuery {
    /// Which ledger.
    pub which: Ledger,
    /// Names, aliases or ids.
    pub entities: Vec<String>,
    /// First day of publication.
    pub from: Option<Date>,
    /// The day after the last.
    pub to: Option<Date>,
    /// Only what was first seen by then.
    pub as_of: Option<Timestamp>,
}

/// The rows, in the order of the ledger. Only they are held, not the articles. Quotes of a firm's people stand in articles that name the
/// firm, so none is missed.
///
/// # Errors
/// When a name is not known to the index, or the index cannot be read.
pub fn ledger(index: &Index, query: &LedgerQuery, listener: &Listener<'_>) -> Result<Vec<LedgerRow>, AnnalsError> {
    let mut wanted: BTreeSet<EntityId> = BTreeSet::new();
    for name in &query.entities {
        let found = index.entities_matching(name)?;
        if found.is_empty() {
            return Err(AnnalsError::Input(format!("no article of the index names `{name}`: try `annals search` for it, or an id")));
        }
        wanted.extend(found);
    }
    let mut ids = BTreeSet::new();
    for entity in &wanted {
        ids.extend(index.articles_about(entity, query.from, query.to)?);
    }
    let mut rows = Vec::new();
    for id in ids {
        if (listener.stop)() {
            break;
        }
        let item = index.get(&id)?.filter(|item| query.as_of.is_none_or(|as_of| was_seen(&item.article, as_of)));
        rows.extend(item.into_iter().flat_map(|item| annals_story::ledger(&item, &wanted, query.which)));
        (listener.step)();
    }
    annals_story::by_series(&mut rows);
    Ok(rows)
}
