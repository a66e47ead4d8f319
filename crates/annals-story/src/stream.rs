//! Stories told while the news comes in: each article joins the story it is most like, or founds one.
//!
//! What is held grows with the news of a window of days, not with the archive: of an article older than that only its
//! number stays. A story's centre is the mean of its articles in the window, so it moves on with the story. Words are
//! weighed by the stories seen so far. When an article links two stories, they become one; when a story has grown, or ends,
//! it is looked at by itself and falls apart if it holds two happenings ([`crate::apart`]).

use crate::apart::{LEAST, parts};
use crate::cluster::{BACKGROUND, WINDOW, near};
use crate::link::{Days, joint, strictness};
use crate::sketch::{Sketch, Terms, unpacked};
use crate::weight::{Vector, Weights};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Heaviest terms kept of each article: more than when all are known, since weights are rougher.
const TERMS: usize = 100;
/// Mean likeness at which an article joins a story, and a story another. Higher than when all are known at once: what is
/// joined stays joined until the story is looked at by itself.
const JOINED: f64 = 0.14;
/// How many of the latest articles with a term are looked at.
const LOOK_BACK: usize = 128;
/// Stories that an article is compared with, those that share most with it.
const COMPARED: usize = 12;
/// Articles held at the most, dated or not; the oldest give way.
const HELD: usize = 50_000;
/// Articles of a story at which it is first looked at by itself before its end; then at each doubling.
const GROWN: usize = 32;
/// Days an article may come late.
const LATE: i32 = 1;
/// The day that it is now is the middle one of so many latest articles: one false date moves nothing.
const CLOCK: usize = 9;
/// Terms whose counts are kept, before those of a single article are forgotten.
const VOCABULARY: usize = 2_000_000;

/// Takes articles one after another and gives their stories at the end.
#[derive(Debug)]
pub struct Stream {
    weights: Weights,
    held: BTreeMap<u32, Held>,
    running: BTreeMap<u32, Running>,
    ended: Vec<Vec<u32>>,
    postings: BTreeMap<u64, VecDeque<(u32, f64)>>,
    days: VecDeque<i32>,
    /// Articles up to this day were put aside.
    swept: i32,
    articles: u32,
    founded: u32,
}

/// An article in the window.
#[derive(Debug)]
struct Held {
    vector: Vector,
    names: Terms,
    day: Option<i32>,
    story: u32,
}

/// A story with articles in the window.
#[derive(Debug, Default)]
struct Running {
    /// Articles that have left the window.
    settled: Vec<u32>,
    /// Articles in the window and the sum of their vectors.
    live: Vec<u32>,
    sum: Vector,
    /// First and last day of these.
    days: Days,
    /// Stories that it was parted from and is not joined with again.
    apart: BTreeSet<u32>,
    /// Articles in the window at which it is looked at by itself.
    next_look: usize,
}

impl Default for Stream {
    fn default() -> Self {
        Self {
            weights: Weights::beside(BACKGROUND),
            held: BTreeMap::new(),
            running: BTreeMap::new(),
            ended: Vec::new(),
            postings: BTreeMap::new(),
            days: VecDeque::new(),
            swept: i32::MIN,
            articles: 0,
            founded: 0,
        }
    }
}

impl Stream {
    /// Takes the next article.
    pub fn push(&mut self, sketch: &Sketch) {
        self.tell_time(sketch.day);
        let vector = self.weights.vector(unpacked(&sketch.words), TERMS);
        let days = sketch.day.map(|day| (day, day));
        let likely = self.likely(&vector, sketch.day);
        let number = self.articles;
        self.articles = self.articles.saturating_add(1);
        let mut ranked: Vec<(f64, u32)> = (likely.iter())
            .filter_map(|key| {
                let story = self.running.get(key)?;
                Some((vector.dot(&story.sum) / size(story.live.len()) / strictness(story.days, days), *key))
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = ranked.first().filter(|(likeness, _)| *likeness >= JOINED).map(|(_, key)| *key);
        let key = best.unwrap_or_else(|| self.found());
        for (term, weight) in &vector.terms {
            let listed = self.postings.entry(*term).or_default();
            if listed.len() >= LOOK_BACK {
                listed.pop_front();
            }
            listed.push_back((number, *weight));
        }
        self.weights.forget_rare(VOCABULARY);
        if let Some(story) = self.running.get_mut(&key) {
            // A word counts once for each story: one that a hundred articles tell would else make its own words common.
            self.weights.note_others(unpacked(&sketch.words), &story.sum, best.is_none());
            story.live.push(number);
            story.sum.add(&vector);
            story.days = if story.live.len() > 1 { joint(story.days, days) } else { days };
        }
        self.held.insert(number, Held { vector, names: sketch.names.clone(), day: sketch.day, story: key });
        let key = self.link(key, ranked.into_iter().map(|(_, key)| key).collect());
        if self.running.get(&key).is_some_and(|story| story.live.len() >= story.next_look) {
            self.part(key);
        }
    }

    /// All stories: numbers of articles, counted from 0 as they came, sorted; stories by their first article.
    #[must_use]
    pub fn finish(mut self) -> Vec<Vec<usize>> {
        for key in self.running.keys().copied().collect::<Vec<_>>() {
            self.end(key);
        }
        let mut stories: Vec<Vec<usize>> = self.ended.into_iter().map(|story| story.into_iter().map(|i| i as usize).collect()).collect();
        stories.iter_mut().for_each(|story| story.sort_unstable());
        stories.sort();
        stories
    }

    fn found(&mut self) -> u32 {
        let key = self.founded;
        self.founded = self.founded.saturating_add(1);
        self.running.insert(key, Running { next_look: GROWN, ..Running::default() });
        key
    }

    /// The running stories that share most with an article of this day.
    fn likely(&self, vector: &Vector, day: Option<i32>) -> Vec<u32> {
        let mut shared: BTreeMap<u32, f64> = BTreeMap::new();
        for (term, weight) in &vector.terms {
            for (number, other) in self.postings.get(term).into_iter().flatten() {
                if let Some(held) = self.held.get(number).filter(|held| near(held.day, day)) {
                    *shared.entry(held.story).or_default() += weight * other;
                }
            }
        }
        let mean = |(key, sum): (u32, f64)| self.running.get(&key).map(|story| (sum / size(story.live.len()), key));
        let mut ranked: Vec<(f64, u32)> = shared.into_iter().filter_map(mean).filter(|(mean, _)| *mean >= JOINED / 3.0).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(COMPARED).map(|(_, key)| key).collect()
    }

    /// Joins the story that an article came to with those that it links it to. Gives the joint story's key.
    fn link(&mut self, mut key: u32, mut others: Vec<u32>) -> u32 {
        loop {
            others.retain(|other| *other != key);
            let Some(own) = self.running.get(&key) else { return key };
            let likeness = |other: u32| {
                let story = self.running.get(&other).filter(|_| !own.apart.contains(&other))?;
                let mean = own.sum.dot(&story.sum) / (size(own.live.len()) * size(story.live.len())) / strictness(own.days, story.days);
                (mean >= JOINED).then_some((mean, other))
            };
            let best = others.iter().filter_map(|other| likeness(*other)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, other)) = best else { return key };
            key = self.join(key.min(other), key.max(other));
        }
    }

    fn join(&mut self, kept: u32, gone: u32) -> u32 {
        let Some(joined) = self.running.remove(&gone) else { return kept };
        for number in &joined.live {
            if let Some(held) = self.held.get_mut(number) {
                held.story = kept;
            }
        }
        for other in &joined.apart {
            if let Some(story) = self.running.get_mut(other) {
                story.apart.remove(&gone);
                story.apart.insert(kept);
            }
        }
        if let Some(story) = self.running.get_mut(&kept) {
            story.settled.extend(joined.settled);
            story.live.extend(joined.live);
            story.sum.add(&joined.sum);
            story.days = joint(story.days, joined.days);
            story.apart.extend(joined.apart);
            story.next_look = story.next_look.min(joined.next_look);
        }
        kept
    }

    /// Looks at a story by itself and parts it if it holds several happenings.
    fn part(&mut self, key: u32) {
        let Some(story) = self.running.get_mut(&key) else { return };
        story.next_look = (story.live.len() * 2).max(GROWN);
        let live = std::mem::take(&mut story.live);
        let parted = self.parted(&live);
        let keys: Vec<u32> = (0..parted.len()).map(|i| if i == 0 { key } else { self.found() }).collect();
        for (part, own) in parted.into_iter().zip(&keys) {
            let (sum, days) = self.sum(&part);
            for number in &part {
                if let Some(held) = self.held.get_mut(number) {
                    held.story = *own;
                }
            }
            if let Some(story) = self.running.get_mut(own) {
                story.next_look = (part.len() * 2).max(GROWN);
                story.live = part;
                (story.sum, story.days) = (sum, days);
                story.apart.extend(keys.iter().filter(|other| *other != own));
            }
        }
    }

    /// The parts of these articles; the largest, which what has left the window stays with, comes first.
    fn parted(&self, live: &[u32]) -> Vec<Vec<u32>> {
        let members: Vec<_> = live.iter().filter_map(|i| self.held.get(i)).map(|held| (held.names.as_ref(), &held.vector)).collect();
        let mut parted: Vec<Vec<u32>> =
            parts(&members).into_iter().map(|part| part.into_iter().filter_map(|i| live.get(i).copied()).collect()).collect();
        parted.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parted
    }

    fn sum(&self, numbers: &[u32]) -> (Vector, Days) {
        let own = |held: &Held| held.day.map(|day| (day, day));
        let mut sum = Vector::default();
        let mut days = numbers.first().and_then(|i| self.held.get(i)).and_then(own);
        for held in numbers.iter().filter_map(|i| self.held.get(i)) {
            sum.add(&held.vector);
            days = joint(days, own(held));
        }
        (sum, days)
    }

    /// Ends a story: of its articles only the numbers stay.
    fn end(&mut self, key: u32) {
        let Some(story) = self.running.remove(&key) else { return };
        let mut parted = self.parted(&story.live);
        match parted.first_mut() {
            Some(first) => first.extend(story.settled),
            None => parted.push(story.settled),
        }
        self.ended.extend(parted);
        for number in &story.live {
            self.held.remove(number);
        }
        for other in &story.apart {
            if let Some(story) = self.running.get_mut(other) {
                story.apart.remove(&key);
            }
        }
    }

    /// Moves the clock and puts aside what has left the window.
    fn tell_time(&mut self, day: Option<i32>) {
        if let Some(day) = day {
            if self.days.len() >= CLOCK {
                self.days.pop_front();
            }
            self.days.push_back(day);
        }
        let mut days: Vec<i32> = self.days.iter().copied().collect();
        days.sort_unstable();
        let today = days.get(days.len() / 2).copied().unwrap_or(i32::MIN);
        let crowded = self.held.len() >= HELD;
        if today <= self.swept && !crowded {
            return;
        }
        self.swept = self.swept.max(today);
        // When there are too many, a tenth makes room.
        let oldest = if crowded { self.held.keys().nth(HELD / 10).copied().unwrap_or(0) } else { 0 };
        let bound = self.swept.saturating_sub(WINDOW + LATE);
        let leaves = |number: &u32, held: &Held| *number < oldest || held.day.is_some_and(|day| day < bound);
        let mut leaving: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (number, held) in self.held.iter().filter(|(number, held)| leaves(number, held)) {
            leaving.entry(held.story).or_default().insert(*number);
        }
        for (key, gone) in leaving {
            match self.running.get(&key) {
                Some(story) if story.live.len() > gone.len() => self.settle(key, &gone),
                _ => self.end(key),
            }
        }
        let held = &self.held;
        self.postings.retain(|_, listed| {
            listed.retain(|(number, _)| held.contains_key(number));
            !listed.is_empty()
        });
    }

    /// Puts aside some articles of a story that goes on, after a look at whether all of it does.
    fn settle(&mut self, key: u32, gone: &BTreeSet<u32>) {
        if self.running.get(&key).is_some_and(|story| story.live.len() >= LEAST) {
            self.part(key);
        }
        let touched: BTreeSet<u32> = gone.iter().filter_map(|number| self.held.get(number)).map(|held| held.story).collect();
        for key in touched {
            let Some(story) = self.running.get(&key) else { continue };
            let (settled, live): (Vec<u32>, Vec<u32>) = story.live.iter().partition(|number| gone.contains(number));
            if live.is_empty() {
                self.end(key);
                continue;
            }
            let (sum, days) = self.sum(&live);
            if let Some(story) = self.running.get_mut(&key) {
                story.settled.extend(&settled);
                (story.live, story.sum, story.days) = (live, sum, days);
            }
            for number in settled {
                self.held.remove(&number);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of articles are far below 2^52")]
fn size(articles: usize) -> f64 {
    articles.max(1) as f64
}
