//! What a figure measures: return, flow, market value, revenue … told by the words nearest to it.

use crate::figure::attach::direction::Said;
use crate::figure::attach::window::Site;
use crate::figure::lexicon::rows;
use annals_model::{Direction, Figure, Kind, Metric, Unit};
use annals_text::{Reading, WordMap};
use std::sync::LazyLock;

/// Phrases by their first word.
type Phrases = WordMap<Vec<(Vec<&'static str>, Metric)>>;

static METRICS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::grouped(rows(include_str!("metrics.tsv")).filter_map(|row| {
        let [phrase, name] = row[..] else { return None };
        let metric = named(name)?;
        let words: Vec<&'static str> = phrase.split([' ', '-']).collect();
        Some((*words.first()?, (words, metric)))
    }))
});

fn named(name: &str) -> Option<Metric> {
    Some(match name {
        "return" => Metric::Return,
        "level" => Metric::Level,
        "flow" => Metric::Flow,
        "price_target" => Metric::PriceTarget,
        "market_value" => Metric::MarketValue,
        "turnover_share" => Metric::TurnoverShare,
        "turnover" => Metric::Turnover,
        "earnings" => Metric::Earnings,
        "earnings_per_share" => Metric::EarningsPerShare,
        "revenue" => Metric::Revenue,
        "price" => Metric::Price,
        "valuation" => Metric::Valuation,
        "proceeds" => Metric::Proceeds,
        "investment" => Metric::Investment,
        "loans" => Metric::Loans,
        "share_count" => Metric::ShareCount,
        "rate" => Metric::Rate,
        "dividend" => Metric::Dividend,
        "holding" => Metric::Holding,
        "growth" => Metric::Growth,
        "headcount" => Metric::Headcount,
        _ => return None,
    })
}

/// The metric, from the nearest words; else from unit and subject.
pub(crate) fn find(reading: &Reading<'_>, site: &Site, figure: &Figure, said: Option<Said>, subject_kind: Option<Kind>) -> Option<Metric> {
    if let Some(metric) = said.and_then(|s| s.change.metric).filter(|m| *m != Metric::Growth) {
        // A firm that sells its stock raises money by it.
        let issued = metric == Metric::Flow && subject_kind == Some(Kind::Firm) && issues(reading, site, said);
        let metric = if issued { Metric::Proceeds } else { metric };
        // "raised" and "sold" say something of money and shares only: "raised 5%" is no share sale.
        let counted = matches!(figure.unit, Unit::Money(_) | Unit::Share);
        return counted.then_some(metric).or_else(|| nearest(reading, site, figure, said));
    }
    // The subject's own words say it best: "revenue", "earnings per share".
    let own = figure
        .subject_span
        .map(|span| reading.tokens_in(span))
        .and_then(|words| words.rev().find_map(|k| at(reading, k)).filter(|m| fits(figure, *m)));
    if let Some(metric) = own.or_else(|| nearest(reading, site, figure, said)) {
        return Some(metric);
    }
    let moved = matches!(figure.direction, Some(Direction::Up | Direction::Down | Direction::Flat));
    // "rose to 5%": a rate that was reached is no return.
    let reached = said.is_some_and(|s| s.reached);
    match figure.unit {
        // "the stock closed at $4"
        Unit::Money(_) if (reached || figure.direction == Some(Direction::Level)) && quoted(reading, site, figure) => Some(Metric::Price),
        Unit::IndexPoint if moved && !reached => Some(Metric::Return),
        Unit::IndexPoint => Some(Metric::Level),
        // "It sold 40 ships, an increase of 5%": what rose is what was sold.
        Unit::Percent if reached => None,
        Unit::Percent if subject_kind == Some(Kind::Firm) && apposed(reading, said) && !trades(reading, site) => None,
        Unit::Percent if moved && matches!(subject_kind, Some(Kind::Index | Kind::Firm | Kind::Basket | Kind::Product)) => {
            Some(Metric::Return)
        }
        Unit::Percent if moved && trades(reading, site) => Some(Metric::Return),
        Unit::Multiple if matches!(reading.word(site.tokens.end), "earnings" | "book" | "sales" | "forward") => Some(Metric::Valuation),
        Unit::Share => Some(Metric::ShareCount),
        _ => said.and_then(|s| s.change.metric),
    }
}

/// ", an increase of": a noun of change that says more of the figure before.
fn apposed(reading: &Reading<'_>, said: Option<Said>) -> bool {
    let Some(said) = said.filter(|s| s.noun && !s.behind) else { return false };
    (1..=3).filter_map(|n| said.at.checked_sub(n)).any(|k| matches!(reading.word(k), "a" | "an") && k > 0 && reading.surface(k - 1) == ",")
}

/// A price at which something traded: "closed at", or the subject is a share.
fn quoted(reading: &Reading<'_>, site: &Site, figure: &Figure) -> bool {
    let share =
        figure.subject_span.is_some_and(|span| reading.tokens_in(span).any(|k| matches!(reading.word(k), "shares" | "stock" | "share")));
    let traded =
        |k: usize| matches!(reading.word(k), "closed" | "close" | "finished" | "finish" | "ended" | "traded" | "opened" | "settled");
    let before = site.clause.clone().rev().take(6).any(traded);
    let money_of = reading.word(site.tokens.end) == "of";
    !money_of && (before || share)
}

/// "sold HK$2 billion of stock", "sold about $5 billion of new shares".
fn issues(reading: &Reading<'_>, site: &Site, said: Option<Said>) -> bool {
    let sold = said.is_some_and(|s| matches!(reading.word(s.at), "sold" | "selling"));
    sold && reading.word(site.tokens.end) == "of"
        && (matches!(reading.word(site.tokens.end + 1), "stock" | "shares")
            || (matches!(reading.word(site.tokens.end + 1), "new" | "fresh" | "its" | "ordinary")
                && matches!(reading.word(site.tokens.end + 2), "stock" | "shares" | "equity")))
}

/// The metric whose words stand nearest: left within the clause, right up to the next comma.
fn nearest(reading: &Reading<'_>, site: &Site, figure: &Figure, said: Option<Said>) -> Option<Metric> {
    // Another statement begins behind "after" and "said".
    let other = |k: &usize| matches!(reading.word(*k), "after" | "as" | "said" | "says" | "which" | "before");
    let right = site.right.clone().take(8).take_while(|k| !other(k)).find_map(|k| Some((k - site.right.start, at(reading, k)?)));
    // "Acme, with its rise in profit, slid 3%": what an insertion before the verb speaks of is not what the verb moves.
    let verb = said.filter(|s| !s.noun && !s.behind).map_or(0, |s| s.at);
    let mine = move |k: &usize| *k >= verb || reading.surface(*k) != ",";
    let lefts = || site.clause.clone().rev().take(14).take_while(mine).filter_map(|k| Some((site.tokens.start - k, at(reading, k)?)));
    // "profit grew": growth is how, profit is what.
    let measured = lefts().next().filter(|(_, m)| *m == Metric::Growth).and_then(|growth| {
        lefts()
            .find(|(distance, m)| *distance <= growth.0 + 6 && matches!(m, Metric::Earnings | Metric::Revenue | Metric::EarningsPerShare))
    });
    let left = measured.or_else(|| lefts().next());
    let hit = match (left, right) {
        (Some((a, left)), Some((b, right))) => Some(if b <= a { right } else { left }),
        (left, right) => right.or(left).map(|(_, metric)| metric),
    }?;
    if hit == Metric::TurnoverShare && !matches!(figure.unit, Unit::Percent) {
        return Some(Metric::Turnover);
    }
    fits(figure, hit).then_some(hit)
}

/// Whether a metric is counted in such units.
fn fits(figure: &Figure, hit: Metric) -> bool {
    match figure.unit {
        Unit::Percent | Unit::PercentagePoint | Unit::BasisPoint => !matches!(hit, Metric::ShareCount | Metric::Proceeds),
        Unit::Money(_) => !matches!(hit, Metric::Rate | Metric::Headcount | Metric::TurnoverShare | Metric::ShareCount | Metric::Growth),
        Unit::Share => matches!(hit, Metric::ShareCount | Metric::Holding),
        Unit::Count(_) => matches!(hit, Metric::Headcount),
        Unit::Multiple => matches!(hit, Metric::Valuation | Metric::Earnings | Metric::Revenue),
        Unit::IndexPoint => matches!(hit, Metric::PriceTarget),
        Unit::Duration => false,
    }
}

/// The metric named by the words that begin at token `k`.
pub(super) fn at(reading: &Reading<'_>, k: usize) -> Option<Metric> {
    // "earnings per share" is no price, "Acme Holdings" no holding.
    let capital = reading.tokens().get(k).is_some_and(annals_text::Token::is_capitalised) && !reading.opens_sentence(k);
    match reading.word(k) {
        "per" if k > 0 && matches!(reading.word(k - 1), "earnings" | "profit" | "loss" | "income") => {
            return Some(Metric::EarningsPerShare);
        }
        // "a growth target of 5%" is no price.
        "target" | "targets"
            if k > 0
                && matches!(
                    reading.word(k - 1),
                    "growth"
                        | "inflation"
                        | "sales"
                        | "revenue"
                        | "profit"
                        | "delivery"
                        | "production"
                        | "output"
                        | "emissions"
                        | "spending"
                        | "budget"
                        | "deficit"
                        | "cost"
                        | "savings"
                        | "investment"
                ) =>
        {
            return None;
        }
        "price" | "prices" if k > 0 && matches!(reading.word(k - 1), "target" | "targets") => return Some(Metric::PriceTarget),
        "holdings" | "holding" | "investment" | "investments" | "loan" | "loans" | "target" | "price" | "growth" if capital => return None,
        _ => {}
    }
    let hits = METRICS.get(reading.word(k))?.iter().filter_map(|(words, metric)| {
        // A hyphen between the words is no difference: "price-to-earnings".
        let mut at = k;
        for word in words {
            if at > k && reading.surface(at) == "-" {
                at += 1;
            }
            if reading.word(at) != *word {
                return None;
            }
            at += 1;
        }
        Some((words.len(), *metric))
    });
    // The longest phrase knows best.
    hits.max_by_key(|(length, _)| *length).map(|(_, metric)| metric)
}

/// Words of the market in the clause: what moved was a price.
fn trades(reading: &Reading<'_>, site: &Site) -> bool {
    site.clause.clone().chain(site.right.clone()).any(|k| {
        matches!(
            reading.word(k),
            "shares"
                | "stock"
                | "stocks"
                | "index"
                | "gauge"
                | "benchmark"
                | "equities"
                | "rally"
                | "indices"
                | "traded"
                | "trading"
                | "closed"
        )
    })
}
