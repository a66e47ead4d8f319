//! Made-up articles whose words, sentences, names and figures are known because they were put there.

use annals_model::{
    Annotated, Annotations, ArticleId, DateTime, Entity, EntityId, Figure, Hedge, Kind, Mention, Modality, Region, RegionKind, RuleName,
    Span, Unit,
};
use proptest::prelude::*;

pub(crate) const VOCABULARY: &[&str] = &["bank", "banks", "raise", "raised", "oil", "price", "fell", "gas"];

/// Firms as printed, with their ids.
pub(crate) const FIRMS: &[(&str, &str)] = &[("Varn Mills", "xx:varn-mills"), ("Orlin", "xx:orlin")];

#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    Word(usize),
    Firm(usize),
    Percent(u32),
}

/// An article: the sentences of the headline, and paragraphs of sentences.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    headline: Vec<Vec<Piece>>,
    paragraphs: Vec<Vec<Vec<Piece>>>,
    day: Option<i8>,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) word: String,
    pub(crate) at: u32,
    pub(crate) sentence: u32,
    pub(crate) paragraph: u32,
    pub(crate) bytes: (usize, usize),
}

/// What is known of a written article.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) words: Vec<Word>,
    /// Firm, first and last word.
    pub(crate) firms: Vec<(usize, u32, u32)>,
    /// Value and word.
    pub(crate) percents: Vec<(u32, u32)>,
    /// The number behind the last word of the lead.
    pub(crate) lead_end: u32,
    /// Day of March 2025.
    pub(crate) day: Option<i8>,
}

pub(crate) fn article() -> impl Strategy<Value = Made> {
    let piece = prop_oneof![
        8 => (0..VOCABULARY.len()).prop_map(Piece::Word),
        1 => (0..FIRMS.len()).prop_map(Piece::Firm),
        1 => prop::sample::select(vec![5, 25, 40]).prop_map(Piece::Percent),
    ];
    let sentence = prop::collection::vec(piece, 1..9);
    let paragraphs = prop::collection::vec(prop::collection::vec(sentence.clone(), 1..4), 1..4);
    (prop::collection::vec(sentence, 1..3), paragraphs, prop::option::of(1_i8..=28)).prop_map(|(headline, paragraphs, day)| Made {
        headline,
        paragraphs,
        day,
    })
}

impl Made {
    /// The article with its annotations, and what is known of it.
    pub(crate) fn written(&self, id: &str) -> (Annotated, Written) {
        let mut item =
            Annotated { annotations: Annotations { id: ArticleId(id.into()), ..Annotations::default() }, ..Annotated::default() };
        let mut written = Written { day: self.day, ..Written::default() };
        let mut next = (0, 0, 0);
        for (number, pieces) in self.headline.iter().enumerate() {
            if number > 0 {
                item.article.text.push_str(". ");
                next.1 += 1;
            }
            sentence(pieces, &mut item, &mut written, &mut next);
        }
        item.article.text.push_str("\n\n");
        let headline = item.article.text.len();
        let mut in_lead = 0;
        for (number, paragraph) in self.paragraphs.iter().enumerate() {
            if number > 0 {
                item.article.text.push_str("\n\n");
            }
            // The end of a paragraph takes a number.
            next = (next.0 + 1, next.1, next.2 + 1);
            for (number, pieces) in paragraph.iter().enumerate() {
                if number > 0 {
                    item.article.text.push(' ');
                }
                next.1 += 1;
                sentence(pieces, &mut item, &mut written, &mut next);
                item.article.text.push('.');
            }
            // The lead is of whole paragraphs until it has twenty words, and never of more than sixty.
            if in_lead < 20 {
                let words: Vec<u32> = written.words.iter().filter(|word| word.paragraph == next.2).map(|word| word.at).collect();
                let taken = words.len().min(60 - in_lead);
                in_lead += taken;
                written.lead_end = words[taken - 1] + 1;
            }
        }
        let region = |start, end, kind| Region { span: Span::new(start, end), kind, reason: String::new() };
        let end = item.article.text.len();
        item.article.regions = vec![region(0, headline, RegionKind::Headline), region(headline, end, RegionKind::Body)];
        item.article.id = ArticleId(id.into());
        item.article.published = self.day.and_then(|day| DateTime::parse(&format!("2025-03-{day:02}T20:00:00-05:00")));
        (item, written)
    }
}

/// Writes a sentence; `next` are the numbers of the next word, of the sentence and of the paragraph.
fn sentence(pieces: &[Piece], item: &mut Annotated, written: &mut Written, next: &mut (u32, u32, u32)) {
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 {
            item.article.text.push(' ');
        }
        let start = item.article.text.len();
        let at = next.0;
        match *piece {
            Piece::Word(word) => {
                let word = VOCABULARY[word];
                // The reader of sentences sees a new one where it begins with a capital.
                let printed = if number == 0 { format!("{}{}", word[..1].to_uppercase(), &word[1..]) } else { word.to_owned() };
                push(&printed, item, written, next);
            }
            Piece::Firm(firm) => {
                let (name, id) = FIRMS[firm];
                for (number, word) in name.split(' ').enumerate() {
                    item.article.text.push_str(if number > 0 { " " } else { "" });
                    push(word, item, written, next);
                }
                let mention = u32::try_from(item.annotations.mentions.len()).unwrap();
                let span = Span::new(start, item.article.text.len());
                let entity = Some(EntityId(id.into()));
                item.annotations.mentions.push(Mention {
                    span,
                    kind: Kind::Firm,
                    entity,
                    nominal: false,
                    rule: RuleName::new("entity/test"),
                    score: 1.0,
                });
                match item.annotations.entities.iter_mut().find(|known| known.id.as_str() == id) {
                    Some(known) => known.mentions.push(mention),
                    None => item.annotations.entities.push(Entity {
                        id: EntityId(id.into()),
                        kind: Kind::Firm,
                        name: name.into(),
                        tickers: vec![],
                        parent: None,
                        mentions: vec![mention],
                    }),
                }
                written.firms.push((firm, at, next.0 - 1));
            }
            Piece::Percent(value) => {
                if number == 0 {
                    push("Up", item, written, next);
                    item.article.text.push(' ');
                }
                let start = item.article.text.len();
                let at = next.0;
                push(&value.to_string(), item, written, next);
                item.article.text.push('%');
                item.annotations.figures.push(percent(value, Span::new(start, item.article.text.len())));
                written.percents.push((value, at));
            }
        }
    }
}

fn push(word: &str, item: &mut Annotated, written: &mut Written, next: &mut (u32, u32, u32)) {
    let start = item.article.text.len();
    item.article.text.push_str(word);
    let bytes = (start, start + word.len());
    written.words.push(Word { word: word.to_lowercase(), at: next.0, sentence: next.1, paragraph: next.2, bytes });
    next.0 += 1;
}

fn percent(value: u32, span: Span) -> Figure {
    Figure {
        span,
        value: value.into(),
        low: None,
        high: None,
        unit: Unit::Percent,
        unit_span: None,
        unit_name: "percent".into(),
        per: None,
        direction: None,
        hedge: Hedge::Exact,
        record: false,
        subject: None,
        subject_span: None,
        metric: None,
        period: None,
        from: None,
        to: None,
        origin: None,
        pair: None,
        carried: false,
        modality: Modality::Reported,
        rule: RuleName::new("figure/test"),
    }
}
