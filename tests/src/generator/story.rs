//! One happening with all its facts, and everybody who takes part in it.

use super::calendar::{day_after, quarter_before};
use super::figure::{Figure, Unit, currency};
use super::plan::{Plan, plans};
use super::random::Random;
use super::world::{Firm, Person, World};
use super::{Options, Seed};
use jiff::civil::Date;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    Results,
    Rating,
    Deal,
    Market,
    Post,
    Plant,
    Fine,
    Outlook,
}

impl Happening {
    pub(super) const ALL: [Self; 8] =
        [Self::Results, Self::Rating, Self::Deal, Self::Market, Self::Post, Self::Plant, Self::Fine, Self::Outlook];

    /// The name in the table of wordings and in the ground truth.
    pub(super) fn name(self) -> &'static str {
        ["results", "rating", "deal", "market", "post", "plant", "fine", "outlook"][self as usize]
    }

    /// The section of a newspaper.
    pub(super) fn section(self) -> &'static str {
        if matches!(self, Self::Rating | Self::Market | Self::Outlook) { "markets" } else { "companies" }
    }

    /// The figure that every lede tells and that a contradiction is about.
    pub(super) fn key(self) -> What {
        match self {
            Self::Results | Self::Deal | Self::Plant | Self::Fine => What::Amount,
            Self::Rating | Self::Outlook => What::Target,
            Self::Market | Self::Post => What::Move,
        }
    }

    fn firms_named(self) -> usize {
        match self {
            Self::Deal => 2,
            Self::Market | Self::Outlook => 0,
            _ => 1,
        }
    }
}

/// The figures of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Amount,
    Before,
    Change,
    Move,
    Other,
    Third,
    Target,
    Former,
    Level,
    Count,
}

impl What {
    pub(super) const ALL: [Self; 10] = [
        Self::Amount,
        Self::Before,
        Self::Change,
        Self::Move,
        Self::Other,
        Self::Third,
        Self::Target,
        Self::Former,
        Self::Level,
        Self::Count,
    ];

    /// The slot's name in wordings and in the ground truth.
    pub(super) fn name(self) -> &'static str {
        ["amount", "before", "change", "move", "other", "third", "target", "former", "level", "count"][self as usize]
    }
}

/// A story with the plan of its articles.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) number: u64,
    pub(super) happening: Happening,
    pub(super) firms: [Firm; 3],
    pub(super) broker: Firm,
    pub(super) chief: Person,
    pub(super) analyst: Person,
    pub(super) places: [&'static str; 2],
    pub(super) index: &'static str,
    pub(super) regulator: &'static str,
    pub(super) metric: &'static str,
    /// In the order of [`What::ALL`].
    pub(super) figures: [Figure; 10],
    pub(super) up: bool,
    pub(super) happened: Date,
    pub(super) quarter: (i16, usize),
    pub(super) effective: Date,
    pub(super) plans: Vec<Plan>,
}

fn percentage(median: f64, random: &mut Random) -> i64 {
    ((random.log_normal(median, 0.8) * 10.0) as i64).clamp(2, 960)
}

/// Figures that fit each other: the change is that between the two amounts, the targets lie on the story's side.
fn figures(happening: Happening, country: &str, up: bool, random: &mut Random) -> [Figure; 10] {
    let currency = currency(country);
    let sign = if up { 1.0 } else { -1.0 };
    let amount = Figure::money(random.log_normal(1.5e9, 1.8), currency);
    let before = amount.times(1.0 / (1.0 + sign * percentage(9.0, random).min(700) as f64 / 1000.0));
    let change = ((amount.value() / before.value() - 1.0).abs() * 1000.0).round() as i64;
    let moved = percentage(if happening == Happening::Market { 1.1 } else { 3.5 }, random);
    let level = Figure { hundredths: (random.log_normal(8000.0, 0.9) * 100.0) as i64, scale: 0, unit: Unit::Level };
    let target = match happening {
        Happening::Market => level,
        Happening::Outlook => level.times(1.0).rounded(),
        _ => Figure::price(random.log_normal(60.0, 0.9), currency),
    };
    let former = match happening {
        Happening::Market => level.times(1.0 / (1.0 + sign * moved as f64 / 1000.0)),
        Happening::Outlook => target.times(1.0 - sign * random.between(4, 20) as f64 / 100.0).rounded(),
        _ => target.times(1.0 - sign * random.between(6, 30) as f64 / 100.0),
    };
    [
        amount,
        before,
        Figure::percent(change.max(1)),
        Figure::percent(moved),
        Figure::percent(percentage(8.0, random)),
        Figure::percent(percentage(4.0, random)),
        target,
        former,
        level.times(1.0 + random.between(5, 25) as f64 / 100.0).rounded(),
        Figure { hundredths: random.log_normal(2000.0, 1.2).max(20.0) as i64 * 100, scale: 0, unit: Unit::Count },
    ]
}

impl Story {
    /// The story of this number, opened so many minutes after the first day began (in Greenwich).
    pub(super) fn new(seed: Seed, number: u64, opened: i64, size: usize, options: &Options, world: &World) -> Self {
        let mut random = Random::new(seed.0, number.wrapping_mul(2));
        let happening = *random.pick(&Happening::ALL);
        let mut firms = [world.firm(&mut random); 3];
        for other in 1..3 {
            // Two tries keep the three apart nearly always; a firm may have dealings with itself once in a while.
            for _ in 0..3 {
                if firms[..other].iter().any(|firm| firm.id == firms[other].id) {
                    firms[other] = world.firm(&mut random);
                }
            }
        }
        let up = matches!(happening, Happening::Deal) || random.chance(0.55);
        let figures = figures(happening, firms[0].country, up, &mut random);
        let happened = day_after(options.start, opened.div_euclid(24 * 60));
        let months = random.between(1, 9);
        let effective = day_after(happened.first_of_month(), months * 31).first_of_month();
        Self {
            number,
            happening,
            firms,
            broker: world.broker(&mut random),
            chief: world.chief(seed.0, &firms[0]),
            analyst: world.person(&mut random),
            places: [world.place(&mut random), world.place(&mut random)],
            index: world.index(&mut random),
            regulator: world.regulator(&mut random),
            metric: *random.pick(&["revenue", "net profit", "operating profit", "net income", "sales"]),
            figures,
            up,
            happened,
            quarter: quarter_before(happened),
            effective,
            plans: plans(size, opened, &figures[happening.key() as usize], options, &mut random),
        }
    }

    /// The name of one of the story's articles, known before it is written.
    pub(super) fn id(&self, seed: Seed, ordinal: usize) -> String {
        format!("{}-{:07}-{:03}", seed.0, self.number, ordinal + 1)
    }

    /// The actors' ids.
    pub(super) fn actors(&self) -> Vec<&'static str> {
        self.firms[..self.happening.firms_named()].iter().map(|firm| firm.id).collect()
    }
}
