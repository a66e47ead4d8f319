//! A ledger as a table for spreadsheets and programs: RFC 4180, one row for each statement.

use crate::csv::{cell, name};
use crate::ledger::Ledger;
use annals_model::{EntityId, Evidence, LedgerEntry, LedgerRow};

/// The columns of every ledger after its own.
const RECEIPT: &str = "published,publisher,text,article,sha256,start,end";

/// A ledger as CSV: its own columns, then those of every ledger. What is not known is empty; `to` is the first day after.
#[must_use]
pub fn ledger_csv(rows: &[LedgerRow], which: Ledger) -> String {
    let own = match which {
        Ledger::Quotes => "entity,speaker,name,title,employer,kind",
        Ledger::Actions => "entity,actor,kind,object,object_surface,from,to",
        Ledger::Figures => "entity,metric,unit,value,low,high,hedge,direction,from,to,modality,origin,surface",
    };
    let mut out = format!("{own},{RECEIPT}\r\n");
    for row in rows {
        let mut cells = vec![row.entity.0.clone()];
        cells.extend(own_cells(&row.entry));
        cells.push(row.published.map(|published| published.to_string()).unwrap_or_default());
        cells.push(row.publisher.clone());
        cells.push(row.line.text.clone());
        for Evidence { article, sha256, span } in row.line.evidence.iter().take(1) {
            cells.extend([article.0.clone(), sha256.clone(), span.start.to_string(), span.end.to_string()]);
        }
        out.push_str(&cells.iter().map(|words| cell(words)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    out
}

fn own_cells(entry: &LedgerEntry) -> Vec<String> {
    let id = |id: &Option<EntityId>| id.as_ref().map(|id| id.0.clone()).unwrap_or_default();
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    fn shown<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    match entry {
        LedgerEntry::Quotes { speaker, name: printed, title, employer, kind } => {
            vec![id(speaker), words(printed), words(title), id(employer), name(kind)]
        }
        LedgerEntry::Actions { actor, kind, object, object_surface, from, to } => {
            vec![actor.0.clone(), name(kind), id(object), words(object_surface), words(from), words(to)]
        }
        LedgerEntry::Figures { metric, unit, value, low, high, hedge, direction, from, to, modality, origin, surface } => vec![
            metric.as_ref().map(name).unwrap_or_default(),
            unit.clone(),
            value.to_string(),
            shown(*low),
            shown(*high),
            name(hedge),
            direction.as_ref().map(name).unwrap_or_default(),
            shown(*from),
            shown(*to),
            name(modality),
            id(origin),
            surface.clone(),
        ],
    }
}
