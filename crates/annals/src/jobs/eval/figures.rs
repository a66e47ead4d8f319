//! Figures: spans, values, and values with their units.

use super::own::Meant;
use super::{Count, Gold, GoldSpan, Score, pair};
use annals_model::{Annotated, Currency, Figure, Hedge, Unit};
use std::collections::BTreeSet;

/// Counts of the measures; the spans count only where the gold has them.
#[derive(Debug, Default)]
pub(super) struct Counts {
    strict: Count,
    relaxed: Count,
    value: Count,
    unit: Count,
    direction: Count,
    hedge: Count,
    subject: Count,
}

/// Names of units that mean the same; the first stands for all.
const SAME: &[&[&str]] = &[
    &["usd", "$", "us$", "dollar", "us dollar", "united states dollar", "u.s. dollar", "dollar of united states"],
    &["eur", "€", "euro"],
    &["gbp", "£", "pound sterling", "british pound", "pound", "stg"],
    &["jpy", "¥", "yen", "japanese yen"],
    &["cny", "yuan", "rmb", "renminbi", "chinese yuan", "renminbi yuan"],
    &["hkd", "hk$", "hong kong dollar"],
    &["inr", "₹", "rs", "indian rupee", "rupee"],
    &["cad", "c$", "canadian dollar"],
    &["aud", "a$", "australian dollar"],
    &["chf", "swiss franc"],
    &["sgd", "s$", "singapore dollar"],
    &["krw", "won", "south korean won"],
    &["cent", "¢"],
    &["pence", "penny", "p"],
    &["percent", "%", "percentage", "per cent", "pct"],
    &["kilometre", "kilometer", "km"],
    &["metre", "meter", "m"],
    &["mile", "mi"],
    &["kilogram", "kg"],
];

fn unit(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let single = name.strip_suffix('s').filter(|single| !single.ends_with('s')).unwrap_or(&name);
    let same = SAME.iter().find(|names| names.contains(&name.as_str()) || names.contains(&single));
    same.map_or(single, |names| names[0]).to_owned()
}

/// The unit as the gold writes it: a currency code, "percent", or the noun, with "/" and what it is counted per.
fn own_unit(figure: &Figure) -> String {
    let name = match figure.unit {
        Unit::Money(currency) => currency.map_or_else(|| figure.unit_name.clone(), |c| c.code().to_owned()),
        Unit::Percent => "percent".to_owned(),
        _ if figure.unit_name.is_empty() => figure.unit.name().to_owned(),
        _ => figure.unit_name.clone(),
    };
    figure.per.as_ref().map_or(name.clone(), |per| format!("{name}/{per}"))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1e-9)
}

fn number(value: &serde_json::Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn same_value(label: &GoldSpan, figure: &Figure) -> bool {
    let as_number = |value: rust_decimal::Decimal| value.to_string().parse::<f64>().ok();
    let low = if figure.hedge == Hedge::Range { figure.low.unwrap_or(figure.value) } else { figure.value };
    let Some((wanted, own)) = number(&label.value).zip(as_number(low)) else { return false };
    close(wanted, own) && label.value_hi.is_none_or(|high| figure.high.and_then(as_number).is_some_and(|own| close(high, own)))
}

fn same_unit(label: &GoldSpan, figure: &Figure) -> bool {
    if let Some(meant) = &label.meant {
        return meant.unit == figure.unit.name() && meant.currency.as_deref() == figure.unit.currency().as_ref().map(Currency::code);
    }
    label.unit.as_ref().is_none_or(|wanted| unit(wanted) == unit(&own_unit(figure)))
}

/// Whether two subjects share most of their words, or all of the found one's stand in the gold's.
fn same_words(gold: &str, found: &str) -> bool {
    const SMALL: &[&str] = &["the", "of", "in", "a", "an", "and", "to", "for", "by", "on", "s", "from", "at", "its", "their"];
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| !word.is_empty() && !SMALL.contains(&word.as_str())).collect()
    };
    let (gold, found) = (words(gold), words(found));
    let shared = gold.intersection(&found).count();
    shared > 0 && (4 * shared >= gold.len() + found.len() || shared == found.len())
}

impl Counts {
    pub(super) fn add(&mut self, gold: &Gold, item: &Annotated) {
        let figures = item.annotations.figures.iter().filter(|f| f.unit != Unit::Duration);
        let found: Vec<&Figure> = figures.filter(|f| gold.covers(item, f.span)).collect();
        if gold.figures().iter().any(|label| label.start.is_none()) {
            self.add_bag(gold.figures(), &found);
            return;
        }
        let labelled: Vec<_> = gold.figures().iter().filter_map(|s| Some(((s.start?, s.end?), s))).collect();
        let (a, b): (Vec<_>, Vec<_>) = (labelled.iter().map(|l| l.0).collect(), found.iter().map(|f| (f.span.start, f.span.end)).collect());
        let pairs = pair(&a, &b);
        let left_out = pairs.iter().filter(|(i, _)| labelled[*i].1.optional).count();
        let wanted = labelled.iter().filter(|(_, s)| !s.optional);
        let (all, valued) = wanted.fold((0, 0), |(all, valued), (_, s)| (all + 1, valued + u64::from(!s.value.is_null())));
        for (count, gold) in [(&mut self.strict, all), (&mut self.relaxed, all), (&mut self.value, valued), (&mut self.unit, valued)] {
            count.gold += gold;
            count.predicted += (found.len() - left_out) as u64;
        }
        for (i, j) in pairs {
            let ((span, label), figure) = (labelled[i], found[j]);
            if label.optional {
                continue;
            }
            self.relaxed.right += 1;
            self.strict.right += u64::from(span == b[j]);
            if label.value.is_null() {
                self.value.predicted -= 1;
                self.unit.predicted -= 1;
            }
            let same = same_value(label, figure);
            self.value.right += u64::from(same);
            self.unit.right += u64::from(same && same_unit(label, figure));
            if let Some(meant) = &label.meant {
                self.add_meaning(meant, figure, item);
            }
        }
    }

    /// Direction, hedge and subject of a figure that was found.
    fn add_meaning(&mut self, meant: &Meant, figure: &Figure, item: &Annotated) {
        let name = |value: serde_json::Value| value.as_str().map(str::to_owned);
        let direction = figure.direction.and_then(|d| serde_json::to_value(d).ok()).and_then(name);
        let hedge = serde_json::to_value(figure.hedge).ok().and_then(name);
        let both = |count: &mut Count, gold: &Option<String>, found: &Option<String>| {
            count.add(usize::from(gold.is_some() && gold == found), usize::from(found.is_some()), usize::from(gold.is_some()));
        };
        both(&mut self.direction, &meant.direction, &direction);
        both(&mut self.hedge, &meant.hedge, &hedge.filter(|_| meant.hedge.is_some()));
        let id = figure.subject.and_then(|m| item.annotations.mentions.get(m as usize)).and_then(|m| m.entity.as_ref());
        let words = figure.subject_span.map(|span| span.of(&item.article.text));
        let same = meant
            .subject
            .as_deref()
            .is_some_and(|gold| id.is_some_and(|id| id.as_str() == gold) || words.is_some_and(|words| same_words(gold, words)));
        self.subject.add(usize::from(same), usize::from(id.is_some() || words.is_some()), usize::from(meant.subject.is_some()));
    }

    /// Gold without offsets: a bag of values; pairs that agree in the unit are made first.
    fn add_bag(&mut self, labels: &[GoldSpan], found: &[&Figure]) {
        for count in [&mut self.value, &mut self.unit] {
            count.gold += labels.len() as u64;
            count.predicted += found.len() as u64;
        }
        let (mut done, mut used) = (vec![false; labels.len()], vec![false; found.len()]);
        for with_unit in [true, false] {
            for (i, label) in labels.iter().enumerate() {
                let free = |j: &usize| !used[*j] && same_value(label, found[*j]) && (!with_unit || same_unit(label, found[*j]));
                if let Some(j) = (0..found.len()).find(free).filter(|_| !done[i]) {
                    (done[i], used[j]) = (true, true);
                    self.value.right += 1;
                    self.unit.right += u64::from(with_unit);
                }
            }
        }
    }

    pub(super) fn scores(&self) -> Vec<Score> {
        let mut scores = Vec::new();
        if self.strict.gold > 0 {
            scores.extend([self.strict.score("strict"), self.relaxed.score("relaxed")]);
        }
        scores.extend([self.value.score("value"), self.unit.score("value+unit")]);
        if self.subject.gold > 0 {
            scores.extend([self.direction.score("direction"), self.hedge.score("hedge"), self.subject.score("subject")]);
        }
        scores
    }
}
