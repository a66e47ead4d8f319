//! What stands where in a text besides its words: names, figures and dates as terms at the numbers of the words they cover.

use crate::content::Content;
use crate::cut::push_at;
use annals_model::{Annotated, Span, Timex, Unit};

/// Stands before a mark's term at its last word, when it covers several.
const CLOSING: &str = "\u{4}";

/// Longer ids are not looked up.
const LONGEST_TERM: usize = 500;

/// What a mark is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term<'a> {
    /// In angle brackets: `<firm>`, `<figure>`, `<percent>`, `<HKD>`, `<date>` …
    Slot(&'a str),
    /// The id of an entity.
    Id(&'a str),
}

impl<'a> Term<'a> {
    fn pieces(self) -> [&'a str; 3] {
        match self {
            Self::Slot(name) => ["<", name, ">"],
            Self::Id(id) => [id, "", ""],
        }
    }

    /// Whether this is the term.
    pub(crate) fn is(self, term: &str) -> bool {
        self.pieces().into_iter().try_fold(term, |rest, piece| rest.strip_prefix(piece)) == Some("")
    }

    /// Whether this is the term at the last word of such a mark.
    pub(crate) fn closes(self, term: &str) -> bool {
        term.strip_prefix(CLOSING).is_some_and(|term| self.is(term))
    }
}

/// A name, figure or date that covers the words `first..=last` of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark<'a> {
    pub(crate) term: Term<'a>,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

/// The term at the last word of a mark that covers several words.
pub(crate) fn closing(term: &str) -> String {
    format!("{CLOSING}{term}")
}

/// The marks of an article by first word; `words` are the bytes and numbers of those of its searched text.
pub(crate) fn marks<'a>(annotated: &'a Annotated, content: &Content, words: impl IntoIterator<Item = (Span, u32)>) -> Vec<Mark<'a>> {
    let words: Vec<(Span, u32)> = words.into_iter().collect();
    let annotations = &annotated.annotations;
    let mut marks = Vec::with_capacity(2 * (annotations.mentions.len() + annotations.figures.len()));
    let mut mark = |term: Term<'a>, (first, last): (u32, u32)| {
        if term.pieces().into_iter().map(str::len).sum::<usize>() <= LONGEST_TERM {
            marks.push(Mark { term, first, last });
        }
    };
    for mention in &annotations.mentions {
        let Some(at) = words_of(mention.span, content, &words) else { continue };
        mark(Term::Slot(mention.kind.name()), at);
        if let Some(id) = &mention.entity {
            mark(Term::Id(id.as_str()), at);
        }
    }
    for figure in &annotations.figures {
        let Some(at) = words_of(figure.span, content, &words) else { continue };
        mark(Term::Slot("figure"), at);
        mark(Term::Slot(figure.unit.name()), at);
        if let Unit::Money(Some(currency)) = &figure.unit {
            mark(Term::Slot(currency.code()), at);
        }
    }
    for time in &annotations.times {
        // "9 a.m. on Friday" names a day, "9 a.m." does not.
        let is_date = time.kind == Timex::Date || (time.kind == Timex::Time && time.from.is_some());
        if let Some(at) = words_of(time.span, content, &words).filter(|_| is_date) {
            mark(Term::Slot("date"), at);
        }
    }
    marks.sort_by_key(|mark| (mark.first, mark.last));
    marks
}

/// The first and the last word of a span of the article.
fn words_of(span: Span, content: &Content, words: &[(Span, u32)]) -> Option<(u32, u32)> {
    // A name broken by a citation mark reaches over two pieces of the searched text.
    let start = content.place_of(Span { start: span.start, end: span.start + 1 })?.start;
    let end = content.place_of(Span { start: span.end.checked_sub(1)?, end: span.end })?.end;
    let first = words.partition_point(|(word, _)| word.end <= start);
    let last = words.partition_point(|(word, _)| word.start < end).checked_sub(1)?;
    (first <= last).then_some(())?;
    Some((words.get(first)?.1, words.get(last)?.1))
}

/// The marks as a row of terms.
pub(crate) fn cells(marks: &[Mark<'_>]) -> String {
    let mut terms: Vec<(u32, bool, Term<'_>)> = Vec::with_capacity(marks.len() * 2);
    for mark in marks {
        terms.push((mark.first, false, mark.term));
        if mark.last > mark.first {
            terms.push((mark.last, true, mark.term));
        }
    }
    // The numbers of one term must ascend; one that stands twice at a word counts once.
    terms.sort_unstable();
    terms.dedup();
    let mut cells = String::with_capacity(terms.len() * 24);
    for (position, closes, term) in terms {
        let [open, name, close] = term.pieces();
        push_at(&mut cells, position, [if closes { CLOSING } else { "" }, open, name, close]);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{Mark, Term, cells, closing, marks};
    use crate::analysis::exact_words;
    use crate::content::Content;
    use crate::cut::Row;
    use annals_model::{Annotated, EntityId, Kind, Mention, Region, RegionKind, RuleName, Span};
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    #[test]
    fn a_name_of_several_words_opens_at_its_first_and_closes_at_its_last() {
        let mut item = Annotated::default();
        item.article.text = "Not here. Shares of Varn[1] Mills rose.".into();
        for (start, end, kind) in [(0, 10, RegionKind::Promo), (24, 27, RegionKind::Citation)] {
            item.article.regions.push(Region { span: Span::new(start, end), kind, reason: String::new() });
        }
        let mention = |start, end| Mention {
            span: Span::new(start, end),
            kind: Kind::Firm,
            entity: Some(EntityId("xx:varn-mills".into())),
            nominal: false,
            rule: RuleName::new("entity/test"),
            score: 1.0,
        };
        item.annotations.mentions = vec![mention(4, 8), mention(20, 33)];
        let content = Content::of(&item.article);
        let found = marks(&item, &content, exact_words(&content.text).into_iter().map(|word| (word.span, word.position)));
        let mark = |term| Mark { term, first: 2, last: 3 };
        assert_eq!(found, [mark(Term::Slot("firm")), mark(Term::Id("xx:varn-mills"))]);
        assert!(found[0].term.is("<firm>") && !found[0].term.is("<firm") && found[1].term.closes(&closing("xx:varn-mills")));
        let mut read = Vec::new();
        Row.token_stream(&cells(&found)).process(&mut |token| read.push((token.position, token.text.clone())));
        let (open, close) = (closing("<firm>"), closing("xx:varn-mills"));
        assert_eq!(read, [(2, "<firm>".to_owned()), (2, "xx:varn-mills".to_owned()), (3, open), (3, close)]);
    }
}
