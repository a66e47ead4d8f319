//! Whatever the text and the annotations are: nothing panics, every line can be found again, order does not matter.

mod desk;

use annals_model::{
    Action, ActionKind, Annotated, Attribution, Basis, Calendar, DateTime, Direction, Entity, EntityId, Figure, Grain, Hedge, Kind,
    Mention, Metric, Modality, Note, QuoteKind, Region, RegionKind, Role, RuleName, Span, TimeExpr, Timex, Unit,
};
use annals_story::{
    TimelineOptions, cluster, digest, digest_html, digest_markdown, story, timeline, timeline_csv, timeline_html, timeline_markdown,
    verify_digest, verify_words,
};
use desk::{article, finder};
use jiff::civil::date;

const RULE: RuleName = RuleName::new("test/any");

/// Numbers that look random and are the same on every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % most.max(1)
    }

    fn index(&mut self) -> u32 {
        u32::try_from(self.below(7)).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Mostly a stretch of words, sometimes one that does not fit the text at all.
    fn span(&mut self, text: &str) -> Span {
        let (a, b) = (self.below(text.len() + 2), self.below(text.len() + 2));
        if self.below(8) == 0 {
            return Span { start: u32::try_from(a).unwrap_or(0), end: u32::try_from(b).unwrap_or(0) };
        }
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(a.min(b));
        Span::new(start, floor(start + self.below(30)))
    }
}

const PIECES: &[&str] = &[
    "Kestrel Bank rose 4% on Tuesday. ",
    "It fell. ",
    "\u{201c}We buy,\u{201d} said Mira Olden. ",
    "- ",
    "\n",
    "股市上涨。",
    "Is it over? ",
    "é",
    "\u{feff}",
    "driven by lenders, ",
    "(((",
    "\"",
    "Since January 6, the index gained 12.5 points. ",
    "<b>&",
    "\r\n\n",
    "a record ",
    "... ",
    "\u{201d}",
];

fn anything(dice: &mut Dice, number: usize) -> Annotated {
    let text: String = (0..dice.below(30)).map(|_| *dice.pick(PIECES)).collect();
    let mut made = article(&format!("n{number}"), &text).done();
    made.article.published = (dice.below(3) > 0).then(|| DateTime::from_date(date(2025, 3, 1 + i8::try_from(dice.below(9)).unwrap_or(0))));
    if dice.below(2) == 0 {
        let mut at = 0;
        made.article.regions.clear();
        while at < text.len() {
            let end = (at + 1 + dice.below(60)..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
            let kind =
                *dice.pick(&[RegionKind::Body, RegionKind::Headline, RegionKind::SourceDigest, RegionKind::Promo, RegionKind::Caption]);
            made.article.regions.push(Region { span: Span::new(at, end), kind, reason: String::new() });
            at = end;
        }
    }
    let found = &mut made.annotations;
    for _ in 0..dice.below(7) {
        let kind = *dice.pick(&[Kind::Firm, Kind::Person, Kind::Index, Kind::Media, Kind::Place]);
        let entity = (dice.below(4) > 0).then(|| EntityId(format!("xx:{}", dice.below(4))));
        let id = entity.clone();
        found.mentions.push(Mention { span: dice.span(&text), kind, entity, nominal: dice.below(3) == 0, rule: RULE, score: 1.0 });
        if let Some(id) = id {
            found.entities.push(Entity {
                id,
                kind,
                name: "Kestrel".to_owned(),
                tickers: Vec::new(),
                parent: None,
                mentions: vec![dice.index()],
            });
        }
    }
    for _ in 0..dice.below(5) {
        let day = |dice: &mut Dice| (dice.below(4) > 0).then(|| date(2025, 1, 1 + i8::try_from(dice.below(28)).unwrap_or(0)));
        let (from, to) = (day(dice), day(dice));
        let kind = *dice.pick(&[Timex::Date, Timex::Time, Timex::Duration, Timex::Set]);
        let grain = *dice.pick(&[Grain::Day, Grain::Week, Grain::Year, Grain::Unknown]);
        let until = (dice.below(2) == 0).then(|| dice.index());
        let span = dice.span(&text);
        found.times.push(TimeExpr {
            span,
            kind,
            value: None,
            from,
            to,
            at: None,
            grain,
            basis: Basis::Published,
            calendar: Calendar::Civil,
            until,
            rule: RULE,
        });
    }
    for _ in 0..dice.below(6) {
        let some = |dice: &mut Dice| (dice.below(2) == 0).then(|| dice.index());
        let (subject, period, from, origin) = (some(dice), some(dice), some(dice), some(dice));
        found.figures.push(Figure {
            span: dice.span(&text),
            value: i64::try_from(dice.below(3)).unwrap_or(0).into(),
            low: None,
            high: None,
            unit: Unit::Percent,
            unit_span: None,
            unit_name: String::new(),
            per: None,
            direction: *dice.pick(&[None, Some(Direction::Up), Some(Direction::Down)]),
            hedge: *dice.pick(&[Hedge::Exact, Hedge::Over, Hedge::AtMost, Hedge::Range]),
            record: dice.below(2) == 0,
            subject,
            subject_span: None,
            metric: *dice.pick(&[None, Some(Metric::Return), Some(Metric::Growth)]),
            period,
            from,
            to: None,
            origin,
            pair: None,
            carried: false,
            modality: *dice.pick(&[Modality::Reported, Modality::Forecast]),
            rule: RULE,
        });
    }
    for _ in 0..dice.below(3) {
        let said_at = dice.span(&text);
        found.roles.push(Role { person: dice.index(), employer: Some(dice.index()), title: Some(dice.span(&text)), said_at, rule: RULE });
        let content = vec![dice.span(&text), dice.span(&text)];
        let kind = *dice.pick(&[QuoteKind::Direct, QuoteKind::Indirect]);
        found.attributions.push(Attribution { source: Some(dice.index()), source_span: None, cue: None, content, kind, rule: RULE });
        let kind = *dice.pick(&[ActionKind::Upgrade, ActionKind::TargetCut]);
        let object_span = Some(dice.span(&text));
        found.actions.push(Action {
            actor: dice.index(),
            object: Some(dice.index()),
            object_span,
            kind,
            from: None,
            to: None,
            span: dice.span(&text),
            rule: RULE,
        });
        found.notes.push(Note { span: dice.span(&text), kind: "sum_mismatch".to_owned(), text: "does not add up".to_owned() });
    }
    made
}

#[test]
fn every_line_is_found_again_and_order_does_not_matter() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..400 {
        let made: Vec<Annotated> = (0..1 + dice.below(4)).map(|number| anything(&mut dice, number)).collect();
        let all: Vec<&Annotated> = made.iter().collect();
        let find = finder(&made);
        let told = digest(&all);
        assert_eq!(verify_digest(&told, &find), Vec::<String>::new(), "round {round}");
        assert!(told.points.len() <= 7);
        let line = timeline(&all, &TimelineOptions::default());
        assert_eq!(line.events, told.timeline);
        assert!(line.events.is_sorted_by_key(|event| (event.from.or(event.to), event.from, event.to)), "round {round}");
        let some = TimelineOptions { dates: Some(2), sentences: Some(1), ..TimelineOptions::default() };
        assert!(timeline(&all, &some).events.len() <= 2);
        for event in &line.events {
            assert_eq!(verify_words(&event.line, &find), Ok(()));
        }
        let mut turned = all.clone();
        turned.reverse();
        let json = |digest: &annals_model::Digest| serde_json::to_string(digest).unwrap_or_default();
        assert_eq!(json(&told), json(&digest(&turned)), "round {round}");
        assert_eq!(story(&all), story(&turned));
        let relations = story(&all).relations;
        let claims = story(&all).claims.len();
        assert!(relations.iter().all(|relation| relation.origins > 0 && relation.claims.iter().all(|i| (*i as usize) < claims)));
        let groups = cluster(&all);
        assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), all.len());
        assert!(timeline_csv(&line).starts_with("from,to,"));
        for printed in [digest_markdown(&told), digest_html(&told), timeline_markdown(&line), timeline_html(&line)] {
            assert!(!printed.is_empty() && !printed.contains("<b>&"), "round {round}");
        }
    }
}

#[test]
fn a_text_of_one_endless_line_takes_no_endless_time() {
    let text = "word and word, ".repeat(40_000);
    let mut made = article("long", &text).done();
    let mention = |start: usize| Mention {
        span: Span::new(start, start + 4),
        kind: Kind::Firm,
        entity: Some(EntityId("xx:word".to_owned())),
        nominal: false,
        rule: RULE,
        score: 1.0,
    };
    made.annotations.mentions = (0..text.len() - 15).step_by(15).map(mention).collect();
    assert!(digest(&[&made]).points.is_empty(), "no sentence ends, none is whole");
}
