//! An article's words: a lede that tells the news, then details, quotes and talk until the article is long enough.

use super::calendar::{full, month, month_day, past, quarter, weekday};
use super::figure::hedge;
use super::outlet::Outlet;
use super::plan::Plan;
use super::random::Random;
use super::story::{Story, What};
use super::template::{Piece, Slot, Template, Wordings};
use super::truth::{DateTold, FigureTold};
use super::vocabulary::Vocabulary;
use super::world::{Firm, Person};
use jiff::civil::Date;

/// A word that a copy may change: its bytes and its place among the words of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Editable {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) word: u32,
}

/// What a writer works from.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) story: &'a Story,
    pub(super) plan: &'a Plan,
    pub(super) outlet: &'a Outlet,
    pub(super) wordings: &'a Wordings,
    pub(super) vocabulary: &'a Vocabulary,
    /// The outlet's day.
    pub(super) published: Date,
}

/// A text in the making.
pub(super) struct Writer<'a> {
    desk: Desk<'a>,
    random: Random,
    pub(super) text: String,
    pub(super) editable: Vec<Editable>,
    pub(super) figures: Vec<FigureTold>,
    pub(super) dates: Vec<DateTold>,
    /// Words before byte `counted_to`.
    counted: u32,
    counted_to: usize,
    /// Firms and people named so far.
    named: Vec<&'static str>,
    quote_open: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(desk: Desk<'a>, random: Random) -> Self {
        Self {
            desk,
            random,
            text: String::with_capacity(4096),
            editable: Vec::new(),
            figures: Vec::new(),
            dates: Vec::new(),
            counted: 0,
            counted_to: 0,
            named: Vec::new(),
            quote_open: false,
        }
    }

    /// A headline, apart from the text.
    pub(super) fn headline(mut self) -> String {
        let wordings = self.desk.wordings;
        // Headlines name everybody by the short name.
        self.named.extend(self.desk.story.firms.iter().map(|firm| firm.id));
        self.named.push(self.desk.story.broker.id);
        let template = self.random.pick(&wordings.headlines);
        self.sentence(template);
        self.text.trim_end().trim_end_matches(',').to_owned()
    }

    /// The dateline of outlets that have one, and the paragraph that tells the news.
    pub(super) fn lede(&mut self) {
        let Desk { story, outlet, wordings, published, .. } = self.desk;
        if outlet.dateline {
            self.text.push_str(&story.places[0].to_uppercase());
            self.text.push_str(", ");
            month_day(published, outlet.day_first, &mut self.text);
            self.text.push_str(" (");
            self.text.push_str(outlet.name);
            self.text.push_str(") - ");
        }
        let template = self.random.pick(&wordings.ledes);
        self.sentence(template);
        self.end_paragraph();
    }

    /// Paragraphs until the text has this many words.
    pub(super) fn body(&mut self, words: u32) {
        let wordings = self.desk.wordings;
        let mut order: Vec<usize> = (0..wordings.details.len()).collect();
        self.random.shuffle(&mut order);
        while self.words() < words {
            for _ in 0..self.random.between(1, 4) {
                match order.last() {
                    Some(detail) if self.random.chance(0.55) => {
                        self.sentence(&wordings.details[*detail]);
                        order.pop();
                    }
                    _ => self.talk(),
                }
                if self.words() >= words {
                    break;
                }
            }
            self.end_paragraph();
        }
        // A copy changes words of the talk only; so there is always some.
        if self.editable.len() < 10 {
            self.talk();
            self.talk();
            self.end_paragraph();
        }
    }

    /// Takes over a paragraph that was written elsewhere.
    pub(super) fn insert(&mut self, text: &str) {
        self.text.push_str(text);
        self.end_paragraph();
    }

    /// How many words the text has so far.
    pub(super) fn words(&mut self) -> u32 {
        self.counted += self.text.as_bytes()[self.counted_to..].iter().filter(|byte| **byte == b' ' || **byte == b'\n').count() as u32;
        self.counted_to = self.text.len();
        self.counted
    }

    fn end_paragraph(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        self.counted_to = self.counted_to.min(self.text.len());
        self.text.push_str("\n\n");
    }

    /// A sentence of ordinary words.
    fn talk(&mut self) {
        let start = self.text.len();
        let chunks = self.random.between(4, 11);
        for chunk in 0..chunks {
            self.chunk();
            if chunk + 1 < chunks {
                self.text.push_str(if self.random.chance(0.1) { ", " } else { " " });
            }
        }
        self.text.push_str(". ");
        self.capital(start);
    }

    /// One to two small and one to two meaning words; on average as many of the one as of the other.
    fn chunk(&mut self) {
        let (small, large) = [(1, 1), (1, 1), (1, 1), (2, 1), (1, 2)][self.random.below(5)];
        let first = self.desk.vocabulary.small(&mut self.random);
        self.text.push_str(first);
        if small == 2 {
            let mut second = self.desk.vocabulary.small(&mut self.random);
            if second == first {
                second = self.desk.vocabulary.small(&mut self.random);
            }
            self.text.push(' ');
            self.text.push_str(second);
        }
        for _ in 0..large {
            self.text.push(' ');
            let word = self.words();
            let start = self.text.len();
            self.text.push_str(self.desk.vocabulary.large(&mut self.random));
            self.editable.push(Editable { start: start as u32, end: self.text.len() as u32, word });
        }
    }

    fn capital(&mut self, start: usize) {
        if let Some(first) = self.text.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
    }

    fn sentence(&mut self, template: &'a Template) {
        let start = self.text.len();
        for (at, piece) in template.iter().enumerate() {
            match piece {
                Piece::Text(text) => self.literal(text),
                Piece::Turn(up, down) => self.text.push_str(if self.desk.story.up { up } else { down }),
                Piece::Either(options) => {
                    let option = self.random.pick(options);
                    self.text.push_str(option);
                }
                Piece::Slot(slot) => {
                    let possessive = matches!(template.get(at + 1), Some(Piece::Text(text)) if text.starts_with('\''));
                    self.slot(*slot, possessive);
                }
            }
        }
        self.text.push(' ');
        self.capital(start);
    }

    /// Fixed words of a wording. What a slot left at the end may make its first sign needless: "Inc." before a full
    /// stop, "Halvorsen, the firm's chief," before a comma.
    fn literal(&mut self, text: &str) {
        let mut text = text;
        if text.starts_with(['.', ',']) && self.text.ends_with(',') {
            self.text.pop();
        }
        if text.starts_with('.') && self.text.ends_with('.') {
            text = &text[1..];
        }
        if !self.desk.outlet.curly || !text.contains('"') {
            self.text.push_str(text);
            return;
        }
        for (at, part) in text.split('"').enumerate() {
            if at > 0 {
                self.text.push(if self.quote_open { '”' } else { '“' });
                self.quote_open = !self.quote_open;
            }
            self.text.push_str(part);
        }
    }

    fn slot(&mut self, slot: Slot, possessive: bool) {
        let story = self.desk.story;
        match slot {
            Slot::Firm(which) => self.firm(&story.firms[which], possessive),
            Slot::Broker => self.firm(&story.broker, true),
            Slot::Chief => self.person(story.chief, "chief executive", &story.firms[0]),
            Slot::ChiefName => self.name(story.chief),
            Slot::Analyst => self.person(story.analyst, "analyst", &story.broker),
            Slot::AnalystName => self.name(story.analyst),
            Slot::Place => self.text.push_str(story.places[0]),
            Slot::SecondPlace => self.text.push_str(story.places[1]),
            Slot::Index => self.text.push_str(story.index),
            Slot::Regulator => self.text.push_str(story.regulator),
            Slot::Metric => self.text.push_str(story.metric),
            Slot::Figure(what) => self.figure(what),
            Slot::Words | Slot::CapitalWords => {
                let start = self.text.len();
                for chunk in 0..self.random.between(2, 4) {
                    if chunk > 0 {
                        self.text.push(' ');
                    }
                    self.chunk();
                }
                if slot == Slot::CapitalWords {
                    self.capital(start);
                }
            }
            Slot::Day | Slot::FullDay | Slot::Quarter | Slot::Effective | Slot::EffectiveBare | Slot::MonthBefore => self.date(slot),
        }
    }

    fn date(&mut self, slot: Slot) {
        let Desk { story, outlet, published, .. } = self.desk;
        let start = self.text.len();
        let date = match slot {
            Slot::Quarter => {
                quarter(story.quarter, outlet.day_first, &mut self.random, &mut self.text);
                return;
            }
            Slot::MonthBefore => {
                self.text.push_str(month(story.happened.saturating_sub(jiff::Span::new().months(4))));
                return;
            }
            Slot::Effective | Slot::EffectiveBare => {
                if slot == Slot::Effective {
                    self.text.push_str("on ");
                }
                full(story.effective, outlet.day_first, &mut self.text);
                story.effective
            }
            Slot::FullDay => {
                self.text.push_str(weekday(story.happened));
                self.text.push_str(", ");
                full(story.happened, outlet.day_first, &mut self.text);
                story.happened
            }
            _ => {
                past(story.happened, published, outlet.day_first, &mut self.random, &mut self.text);
                story.happened
            }
        };
        self.dates.push(DateTold { surface: self.text[start..].trim_end_matches(',').to_owned(), date });
    }

    fn figure(&mut self, what: What) {
        let Desk { story, plan, outlet, .. } = self.desk;
        let exact = match plan.conflict {
            Some(told) if what == story.happening.key() => told,
            _ => story.figures[what as usize],
        };
        let told = if plan.rounded { exact.rounded() } else { exact };
        if plan.rounded {
            self.text.push_str(hedge(&told, &exact, &mut self.random));
        }
        let start = self.text.len();
        told.spell(outlet, &mut self.text);
        let surface = self.text[start..].to_owned();
        self.figures.push(FigureTold { what: what.name(), surface, value: told.plain(), unit: told.unit.name() });
    }

    /// True the first time that somebody is named.
    fn first_mention(&mut self, id: &'static str) -> bool {
        let first = !self.named.contains(&id);
        if first {
            self.named.push(id);
        }
        first
    }

    fn firm(&mut self, firm: &Firm, bare: bool) {
        if !self.first_mention(firm.id) {
            self.text.push_str(firm.short);
            return;
        }
        self.text.push_str(if bare || self.random.chance(0.4) { firm.short } else { firm.name });
        if !bare && !firm.ticker.is_empty() && self.random.chance(0.3) {
            self.text.push_str(" (");
            self.text.push_str(firm.ticker);
            self.text.push(')');
        }
    }

    fn name(&mut self, person: Person) {
        self.first_mention(person.last);
        self.text.push_str(person.first);
        self.text.push(' ');
        self.text.push_str(person.last);
    }

    fn person(&mut self, person: Person, title: &str, employer: &Firm) {
        if !self.first_mention(person.last) {
            self.text.push_str(person.last);
            return;
        }
        if self.random.chance(0.5) {
            self.text.push_str(employer.short);
            self.text.push(' ');
            self.text.push_str(title);
            self.text.push(' ');
            self.name(person);
        } else {
            self.name(person);
            self.text.push_str(if title == "analyst" { ", an analyst at " } else { ", chief executive of " });
            self.text.push_str(employer.short);
            self.text.push(',');
        }
    }
}
