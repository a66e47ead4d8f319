//! The wordings of market news: sentences with slots for who, what, when and how much.

use super::story::{Happening, What};

const TABLE: &str = include_str!("templates.tsv");

/// What a slot is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Firm(usize),
    Broker,
    Chief,
    ChiefName,
    Analyst,
    AnalystName,
    Place,
    SecondPlace,
    Index,
    Regulator,
    Metric,
    Figure(What),
    Day,
    FullDay,
    Quarter,
    Effective,
    EffectiveBare,
    MonthBefore,
    Words,
    CapitalWords,
}

/// A stretch of a wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(&'static str),
    Slot(Slot),
    /// The first for news that is up, the second for news that is down.
    Turn(&'static str, &'static str),
    Either(Vec<&'static str>),
}

/// One wording.
pub(super) type Template = Vec<Piece>;

/// The wordings of one happening.
#[derive(Clone, Debug, Default)]
pub(super) struct Wordings {
    pub(super) headlines: Vec<Template>,
    pub(super) ledes: Vec<Template>,
    /// The happening's own details, then those that fit every happening.
    pub(super) details: Vec<Template>,
}

fn slot(name: &str) -> Option<Slot> {
    Some(match name {
        "firm" => Slot::Firm(0),
        "rival" => Slot::Firm(1),
        "another" => Slot::Firm(2),
        "broker" => Slot::Broker,
        "chief" => Slot::Chief,
        "chief_name" => Slot::ChiefName,
        "analyst" => Slot::Analyst,
        "analyst_name" => Slot::AnalystName,
        "place" => Slot::Place,
        "place2" => Slot::SecondPlace,
        "index" => Slot::Index,
        "regulator" => Slot::Regulator,
        "metric" => Slot::Metric,
        "day" => Slot::Day,
        "fullday" => Slot::FullDay,
        "quarter" => Slot::Quarter,
        "effective" => Slot::Effective,
        "effective_bare" => Slot::EffectiveBare,
        "month_before" => Slot::MonthBefore,
        "words" => Slot::Words,
        "Words" => Slot::CapitalWords,
        figure => Slot::Figure(What::ALL.into_iter().find(|what| what.name() == figure)?),
    })
}

/// Reads one wording; `None` when a bracket is open or a slot unknown.
fn parse(wording: &'static str) -> Option<Template> {
    let mut pieces = Vec::new();
    let mut rest = wording;
    while let Some(at) = rest.find(['{', '[']) {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        let close = if rest[at..].starts_with('{') { '}' } else { ']' };
        let (inside, after) = rest[at + 1..].split_once(close)?;
        pieces.push(match inside.split_once('|') {
            _ if close == ']' => Piece::Either(inside.split('/').collect()),
            Some((up, down)) => Piece::Turn(up, down),
            None => Piece::Slot(slot(inside)?),
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Some(pieces)
}

/// The wordings of every happening, in the order of [`Happening::ALL`]. A line that cannot be read is left out; a
/// test sees to it that there is none.
pub(super) fn wordings() -> Vec<Wordings> {
    let lines = || TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let of = |happening: &str, part: &str| -> Vec<Template> {
        lines().filter(|line| line[0] == happening && line[1] == part).filter_map(|line| parse(line[2])).collect()
    };
    (Happening::ALL.into_iter())
        .map(|happening| {
            let name = happening.name();
            let mut details = of(name, "detail");
            details.extend(of("any", "shared"));
            Wordings { headlines: of(name, "headline"), ledes: of(name, "lede"), details }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Happening, TABLE, parse, wordings};

    #[test]
    fn every_line_is_read_and_used() {
        let lines: Vec<Vec<&str>> = TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
        for line in &lines {
            assert_eq!(line.len(), 3, "{line:?}");
            assert!(parse(line[2]).is_some(), "{line:?}");
        }
        let shared = lines.iter().filter(|line| line[0] == "any").count();
        let used: usize = wordings().iter().map(|w| w.headlines.len() + w.ledes.len() + w.details.len() - shared).sum();
        assert_eq!(used + shared, lines.len());
        for (happening, wordings) in Happening::ALL.iter().zip(wordings()) {
            assert!(wordings.headlines.len() >= 3 && wordings.ledes.len() >= 3, "{}", happening.name());
        }
    }
}
