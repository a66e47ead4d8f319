//! Builds small annotated articles by hand: a text, and the words in it that stand for names, dates and figures.

#![allow(dead_code, unreachable_pub, reason = "a module that every test shares and uses a part of")]

use annals_model::{
    Action, ActionKind, ActionValue, Annotated, Annotations, Article, ArticleId, Attribution, Basis, Calendar, DateTime, Direction, Entity,
    EntityId, Figure, Grain, Hedge, Kind, Mention, Metric, Modality, QuoteKind, Region, RegionKind, Role, RuleName, Span, TimeExpr, Timex,
    Unit,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

const RULE: RuleName = RuleName::new("test/given");

/// An article under construction; words are given as they stand in the text.
pub struct Desk {
    pub made: Annotated,
}

pub fn article(id: &str, text: &str) -> Desk {
    let article = Article {
        id: ArticleId(id.to_owned()),
        publisher: format!("{id} Post"),
        url: format!("https://{id}.example/story"),
        lang: "en".to_owned(),
        text: text.to_owned(),
        regions: vec![Region { span: Span::new(0, text.len()), kind: RegionKind::Body, reason: String::new() }],
        ..Article::default()
    };
    Desk { made: Annotated { annotations: Annotations { id: article.id.clone(), ..Annotations::default() }, article } }
}

impl Desk {
    pub fn span(&self, words: &str) -> Span {
        let start = self.made.article.text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
        Span::new(start, start + words.len())
    }

    pub fn published(mut self, day: &str) -> Self {
        self.made.article.published = DateTime::parse(day);
        self
    }

    pub fn publisher(mut self, name: &str) -> Self {
        self.made.article.publisher = name.to_owned();
        self
    }

    pub fn headline(mut self, words: &str) -> Self {
        self.made.article.headline = Some(words.to_owned());
        self
    }

    /// Marks `words` as a region of its own; what is around stays as it is.
    pub fn region(mut self, words: &str, kind: RegionKind) -> Self {
        let span = self.span(words);
        let mut regions = Vec::new();
        for region in &self.made.article.regions {
            let cut = |start: u32, end: u32| Region { span: Span { start, end }, ..region.clone() };
            if !region.span.overlaps(span) {
                regions.push(region.clone());
                continue;
            }
            regions.push(cut(region.span.start, span.start.max(region.span.start)));
            regions.push(cut(span.end.min(region.span.end), region.span.end));
        }
        regions.retain(|region| !region.span.is_empty());
        regions.push(Region { span, kind, reason: String::new() });
        regions.sort_by_key(|region| region.span.order());
        self.made.article.regions = regions;
        self
    }

    /// An entity and all its mentions: every place where one of `surfaces` stands, longer ones first.
    pub fn entity(mut self, id: &str, kind: Kind, surfaces: &[&str]) -> Self {
        let annotations = &mut self.made.annotations;
        let entity = EntityId(id.to_owned());
        for surface in surfaces {
            for (start, words) in self.made.article.text.match_indices(surface) {
                let span = Span::new(start, start + words.len());
                if !annotations.mentions.iter().any(|mention| mention.span.overlaps(span)) {
                    let entity = Some(entity.clone());
                    annotations.mentions.push(Mention { span, kind, entity, nominal: false, rule: RULE, score: 1.0 });
                }
            }
        }
        // Mentions are given before what points to them, so sorting once at the end of names is enough.
        annotations.mentions.sort_by_key(|mention| mention.span.order());
        let name = surfaces.first().map_or_else(String::new, |name| (*name).to_owned());
        annotations.entities.push(Entity { id: entity, kind, name, tickers: Vec::new(), parent: None, mentions: Vec::new() });
        self
    }

    /// The last mention that starts before `offset` ends, with these words.
    fn mention(&self, words: &str) -> u32 {
        let text = &self.made.article.text;
        let found = self.made.annotations.mentions.iter().position(|mention| mention.span.of(text) == words);
        u32::try_from(found.unwrap_or_else(|| panic!("`{words}` is no mention"))).unwrap_or(u32::MAX)
    }

    pub fn date(self, words: &str, from: &str, to: &str, grain: Grain) -> Self {
        self.time(words, Timex::Date, Some(from), Some(to), grain)
    }

    pub fn time(mut self, words: &str, kind: Timex, from: Option<&str>, to: Option<&str>, grain: Grain) -> Self {
        let span = self.span(words);
        let day = |day: Option<&str>| day.map(|day| day.parse::<Date>().unwrap_or_else(|_| panic!("{day} is no day")));
        let (from, to) = (day(from), day(to));
        let basis = if from.or(to).is_some() { Basis::Published } else { Basis::None };
        let value = from.or(to).map(|day| day.to_string());
        let time = TimeExpr { span, kind, value, from, to, at: None, grain, basis, calendar: Calendar::Civil, until: None, rule: RULE };
        self.made.annotations.times.push(time);
        self.made.annotations.times.sort_by_key(|time| time.span.order());
        self
    }

    /// Joins two dates given before to a printed range.
    pub fn until(mut self, first: &str, second: &str) -> Self {
        let (first, second) = (self.span(first), self.span(second));
        let times = &mut self.made.annotations.times;
        let at = times.iter().position(|time| time.span == second).and_then(|at| u32::try_from(at).ok());
        if let Some(time) = times.iter_mut().find(|time| time.span == first) {
            time.until = at;
        }
        self
    }

    pub fn figure(self, words: &str, value: &str, unit: Unit, subject: &str, direction: Option<Direction>) -> Self {
        self.figure_with(words, value, unit, subject, direction, |_| {})
    }

    pub fn figure_with(
        mut self,
        words: &str,
        value: &str,
        unit: Unit,
        subject: &str,
        direction: Option<Direction>,
        change: impl FnOnce(&mut Figure),
    ) -> Self {
        let subject = (!subject.is_empty()).then(|| self.mention(subject));
        let mut figure = Figure {
            span: self.span(words),
            value: value.parse::<Decimal>().unwrap_or_default(),
            low: None,
            high: None,
            unit,
            unit_span: None,
            unit_name: unit.name().to_owned(),
            per: None,
            direction,
            hedge: Hedge::Exact,
            record: false,
            subject,
            subject_span: None,
            metric: Some(Metric::Return),
            period: None,
            from: None,
            to: None,
            origin: None,
            pair: None,
            carried: false,
            modality: Modality::Reported,
            rule: RULE,
        };
        change(&mut figure);
        self.made.annotations.figures.push(figure);
        self.made.annotations.figures.sort_by_key(|figure| figure.span.order());
        self
    }

    pub fn role(mut self, person: &str, title: Option<&str>, employer: Option<&str>, said_at: &str) -> Self {
        let role = Role {
            person: self.mention(person),
            employer: employer.map(|words| self.mention(words)),
            title: title.map(|words| self.span(words)),
            said_at: self.span(said_at),
            rule: RULE,
        };
        self.made.annotations.roles.push(role);
        self
    }

    pub fn said(mut self, source: &str, content: &[&str], kind: QuoteKind) -> Self {
        let content = content.iter().map(|words| self.span(words)).collect();
        let source = Some(self.mention(source));
        self.made.annotations.attributions.push(Attribution { source, source_span: None, cue: None, content, kind, rule: RULE });
        self
    }

    pub fn action(mut self, actor: &str, kind: ActionKind, object: &str, to: Option<&str>, whole: &str) -> Self {
        let span = self.span(whole);
        let inside = |words: &str| {
            let start = span.start as usize + whole.find(words).unwrap_or_else(|| panic!("`{words}` is not in `{whole}`"));
            Span::new(start, start + words.len())
        };
        let value = |words: &str| ActionValue { value: words.to_lowercase(), span: inside(words), figure: None };
        let object_span = Some(inside(object));
        let action =
            Action { actor: self.mention(actor), object: None, object_span, kind, from: None, to: to.map(value), span, rule: RULE };
        self.made.annotations.actions.push(action);
        self
    }

    pub fn done(self) -> Annotated {
        self.made
    }
}

/// Looks articles up by id, as the jobs do.
pub fn finder<'a>(articles: &'a [Annotated]) -> impl Fn(&ArticleId) -> Option<&'a Article> {
    move |id| articles.iter().map(|annotated| &annotated.article).find(|article| article.id == *id)
}
