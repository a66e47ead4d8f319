//! The stream of news: stories open one after the other, and their articles come out in order of arrival.

use super::calendar::day_after;
use super::draw::Draw;
use super::edit::edited;
use super::outlet::OUTLETS;
use super::plan::Telling;
use super::random::Random;
use super::story::Story;
use super::template::{Wordings, wordings};
use super::truth::{Conflict, Generated, Truth};
use super::vocabulary::Vocabulary;
use super::world::World;
use super::writer::{Desk, Writer};
use super::{Options, Seed};
use std::collections::BTreeMap;
use std::rc::Rc;

const DAY: i64 = 24 * 60;
const WEEK: i64 = 7 * DAY;

/// Articles without end; take as many as are wanted.
pub struct Articles {
    seed: Seed,
    options: Options,
    vocabulary: Vocabulary,
    world: World,
    wordings: Vec<Wordings>,
    sizes: Draw,
    random: Random,
    /// Working minutes between two stories, on average.
    gap: f64,
    /// Working minutes at which the next story opens.
    clock: f64,
    /// The next story's number.
    next: u64,
    /// Articles to come: minute of arrival, story, place in the story.
    coming: BTreeMap<(i64, u64, usize), Rc<Story>>,
}

impl Articles {
    /// Opens the stream. Takes a moment: the gazetteer is read and ranked.
    #[must_use]
    pub fn new(seed: Seed, options: Options) -> Self {
        let mut random = Random::new(seed.0, 0);
        let (vocabulary, world) = (Vocabulary::new(&mut random), World::new(&mut random));
        let largest = options.largest_story.max(1);
        // Sizes by rank follow Zipf's law with exponent 1 when a size is drawn with the square of its inverse.
        let weights: Vec<f64> = (1..=largest).map(|size| (size as f64).powi(-2)).collect();
        let mean = weights.iter().zip(1..).map(|(weight, size)| weight * f64::from(size)).sum::<f64>() / weights.iter().sum::<f64>();
        // News falls on five of seven days.
        let gap = mean / options.per_day.max(0.01) * DAY as f64 * 5.0 / 7.0;
        let sizes = Draw::new(&weights);
        let options = Options { weeks: options.weeks.max(1), ..options };
        Self { seed, options, vocabulary, world, wordings: wordings(), sizes, random, gap, clock: 0.0, next: 1, coming: BTreeMap::new() }
    }

    /// Minutes from the start to the opening of the next story, and how many of them belong to earlier passes over the span.
    fn opening(&self) -> (i64, i64) {
        let working = self.clock as i64;
        let (week, rest) = (working / (5 * DAY), working % (5 * DAY));
        // News breaks between ten in the morning and eight in the evening, Greenwich time.
        let minute = 10 * 60 + rest % DAY * 10 / 24;
        let opened = week * WEEK + rest / DAY * DAY + minute;
        let span = i64::from(self.options.weeks) * WEEK;
        (opened, opened / span * span)
    }

    fn open_story(&mut self) {
        let (opened, passed) = self.opening();
        let size = self.sizes.index(&mut self.random) + 1;
        let story = Rc::new(Story::new(self.seed, self.next, opened - passed, size, &self.options, &self.world));
        for (ordinal, plan) in story.plans.iter().enumerate() {
            self.coming.insert((plan.received + passed, self.next, ordinal), Rc::clone(&story));
        }
        self.next += 1;
        self.clock += self.random.wait(self.gap);
    }

    fn desk<'a>(&'a self, story: &'a Story, ordinal: usize) -> Desk<'a> {
        let plan = &story.plans[ordinal];
        let outlet = &OUTLETS[plan.outlet];
        let published = day_after(self.options.start, (plan.published + outlet.hours_east * 60).div_euclid(DAY));
        Desk { story, plan, outlet, wordings: &self.wordings[story.happening as usize], vocabulary: &self.vocabulary, published }
    }

    /// Chance of one article, for one purpose: its text, its headline or its edits.
    fn chance(&self, story: &Story, ordinal: usize, purpose: u64) -> Random {
        Random::new(self.seed.0, (story.number * 2 + 1) ^ ((ordinal as u64 * 4 + purpose) << 40))
    }

    /// The words of an article in its own telling.
    fn told<'a>(&'a self, story: &'a Story, ordinal: usize) -> Writer<'a> {
        let mut random = self.chance(story, ordinal, 0);
        let words = random.log_normal(self.options.median_words, 0.5).clamp(80.0, 3000.0) as u32;
        let mut writer = Writer::new(self.desk(story, ordinal), random);
        writer.lede();
        writer.body(words);
        writer
    }

    fn article(&self, story: &Story, ordinal: usize) -> Generated {
        let desk = self.desk(story, ordinal);
        let mut random = self.chance(story, ordinal, 1);
        let (mut duplicate_of, mut contains) = (None, None);
        let (writer, text) = match desk.plan.telling {
            Telling::Own => {
                let writer = self.told(story, ordinal);
                let text = writer.text.trim_end().to_owned();
                (writer, text)
            }
            Telling::Copy { of } => {
                duplicate_of = Some(story.id(self.seed, of));
                let mut writer = self.told(story, of);
                let words = writer.words();
                let alike = 0.68 + random.unit() * 0.22;
                let text = edited(writer.text.trim_end(), words, &writer.editable, alike, &self.vocabulary, &mut random);
                (writer, text)
            }
            Telling::Containing { of } => {
                contains = Some(story.id(self.seed, of));
                let mut writer = Writer::new(desk, self.chance(story, ordinal, 0));
                writer.lede();
                writer.insert(&self.told(story, of).text);
                let more = random.between(60, 250) as u32;
                let words = writer.words() + more;
                writer.body(words);
                let text = writer.text.trim_end().to_owned();
                (writer, text)
            }
        };
        let headline = Writer::new(desk, self.chance(story, ordinal, 2)).headline();
        let author = self.world.person(&mut random);
        let id = story.id(self.seed, ordinal);
        Generated {
            url: address(&headline, &id, &desk),
            publisher: desk.outlet.name,
            byline: format!("{} {}", author.first, author.last),
            published: timestamp(&desk),
            section: story.happening.section(),
            text,
            truth: Truth {
                id: id.clone(),
                story: story.number,
                story_size: story.plans.len(),
                happening: story.happening.name(),
                happened: story.happened,
                firms: story.actors(),
                duplicate_of,
                contains,
                contained_in: desk.plan.contained_in.map(|outer| story.id(self.seed, outer)),
                conflict: desk.plan.conflict.map(|told| {
                    let key = story.happening.key();
                    let elsewhere = story.figures[key as usize];
                    Conflict { what: key.name(), told: told.plain(), elsewhere: elsewhere.plain(), unit: told.unit.name() }
                }),
                rounded: desk.plan.rounded,
                figures: writer.figures,
                dates: writer.dates,
            },
            headline,
            id,
        }
    }
}

impl Iterator for Articles {
    type Item = Generated;

    fn next(&mut self) -> Option<Generated> {
        while self.coming.first_key_value().is_none_or(|((received, _, _), _)| self.opening().0 <= *received) {
            self.open_story();
        }
        let ((_, _, ordinal), story) = self.coming.pop_first()?;
        Some(self.article(&story, ordinal))
    }
}

/// The time of publication in the outlet's own clock.
fn timestamp(desk: &Desk<'_>) -> String {
    let east = desk.outlet.hours_east;
    let minute = (desk.plan.published + east * 60).rem_euclid(DAY);
    let sign = if east < 0 { '-' } else { '+' };
    format!("{}T{:02}:{:02}:00{sign}{:02}:00", desk.published, minute / 60, minute % 60, east.abs())
}

/// An address with the day and the headline in it.
fn address(headline: &str, id: &str, desk: &Desk<'_>) -> String {
    let mut slug = String::with_capacity(headline.len());
    for character in headline.chars().take(60) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let (host, day) = (desk.outlet.host, desk.published);
    format!("https://{host}/{:04}/{:02}/{:02}/{}-{id}.html", day.year(), day.month(), day.day(), slug.trim_end_matches('-'))
}
