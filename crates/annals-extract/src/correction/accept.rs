//! Whether a corrected name can be meant where it stands: not inside a date or a longer name, and written as names are.

use super::apply::only_form_follows;
use super::in_date;
use crate::document::Document;
use crate::entity::{Case, case_of};
use crate::person::lexicon::head;
use crate::tagger::is_legal_form;
use annals_model::{Kind, Mention, TimeExpr};
use std::ops::Range;

/// Whether an alias is accepted at these tokens, given the mentions of rules and tagger (sorted, without overlaps).
pub(super) fn accepts(document: &Document<'_>, times: &[TimeExpr], mentions: &[Mention], tokens: &Range<usize>, kind: Kind) -> bool {
    let span = document.reading.span(tokens.clone());
    if in_date(times, span) {
        return false;
    }
    let place = Place { document, times, mentions, tokens };
    if kind != Kind::Person && place.addressed() {
        return false;
    }
    let first = mentions.partition_point(|mention| mention.span.end <= span.start);
    let mut beside = mentions.iter().skip(first).take_while(|mention| mention.span.start < span.end).peekable();
    if beside.peek().is_some() {
        // A rule saw a name here. If it is a longer one, another name is meant.
        return beside.all(|mention| {
            !mention.span.contains(span) || mention.span == span || only_form_follows(document.reading, mention.span, span)
        });
    }
    place.reads_as_name()
}

/// A name that no rule saw, in its surroundings.
struct Place<'p, 'a> {
    document: &'p Document<'a>,
    times: &'p [TimeExpr],
    mentions: &'p [Mention],
    tokens: &'p Range<usize>,
}

impl Place<'_, '_> {
    fn reads_as_name(&self) -> bool {
        let reading = self.document.reading;
        let start = self.tokens.start;
        let ordinary = self.tokens.len() == 1 && self.document.knowledge.is_dictionary_word(reading.word(start));
        let capitalised = self.tokens.clone().any(|i| reading.tokens().get(i).is_some_and(annals_text::Token::is_capitalised));
        if !capitalised {
            // The user wrote it in small letters, too.
            return !ordinary;
        }
        let Some(sentence) = reading.sentences().get(reading.sentence_of(start)) else { return false };
        if case_of(reading, sentence) != Case::Plain {
            return !ordinary;
        }
        !(self.goes_on() || ordinary && reading.opens_sentence(start))
    }

    /// "Mr. Acme" is a person.
    fn addressed(&self) -> bool {
        let reading = self.document.reading;
        let word = |back: usize| self.tokens.start.checked_sub(back).map_or("", |i| reading.word(i));
        let before = if word(1) == "." { word(2) } else { word(1) };
        matches!(before, "mr" | "mrs" | "ms" | "dr" | "sir" | "lord" | "lady")
    }

    /// Whether a capitalised word beside it may belong to the same name.
    fn goes_on(&self) -> bool {
        let (start, end) = (self.tokens.start, self.tokens.end);
        let reading = self.document.reading;
        let before = start.checked_sub(1).filter(|_| self.follows(start)).is_some_and(|i| {
            let word = reading.word(i);
            let lone = self.document.knowledge.is_dictionary_word(word) || self.document.knowledge.word(word).nationality;
            self.open(i) && !lone
        });
        before || self.follows(end) && self.open(end) && !is_legal_form(reading.word(end))
    }

    /// Whether token `i` stands behind a space in the sentence of the token before it.
    fn follows(&self, i: usize) -> bool {
        let reading = self.document.reading;
        reading.tokens().get(i).is_some_and(|token| token.space_before && !token.line_start)
            && i.checked_sub(1).is_some_and(|before| reading.sentence_of(before) == reading.sentence_of(i))
    }

    /// A capitalised word that is no title and belongs to no other name and no date.
    fn open(&self, i: usize) -> bool {
        let reading = self.document.reading;
        let span = reading.span(i..i + 1);
        let at = self.mentions.partition_point(|mention| mention.span.end <= span.start);
        reading.tokens().get(i).is_some_and(annals_text::Token::is_capitalised)
            && head(reading.word(i)).is_none()
            && !self.mentions.get(at).is_some_and(|mention| mention.span.overlaps(span))
            && !in_date(self.times, span)
    }
}
