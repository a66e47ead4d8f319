//! What a passage is about: the firm that its sentence, the sentences before it or the headline speak of.

use annals_model::{EntityId, Kind, Mention, Role};
use annals_text::Reading;
use std::collections::BTreeMap;

/// How many sentences a firm named as subject stays the one spoken of.
const REACH: usize = 12;

/// The firms of an article, told apart: those it is about and the houses whose people rate and comment.
pub(crate) struct Topics<'a> {
    reading: &'a Reading<'a>,
    mentions: &'a [Mention],
    houses: Vec<&'a EntityId>,
    /// Firms that a rule knows, or that are named again and again; one guessed at once is nothing to build on.
    known: Vec<&'a EntityId>,
    /// The one employer told of each person; `None` when several are.
    employers: BTreeMap<&'a EntityId, Option<u32>>,
}

/// The firm a sentence speaks of.
enum Subject {
    Nobody,
    One(usize),
    Several,
}

impl<'a> Topics<'a> {
    /// Learns from the roles who comments.
    pub(crate) fn new(reading: &'a Reading<'a>, mentions: &'a [Mention], roles: &[Role]) -> Self {
        let title = |role: &Role| role.title.map(|t| t.of(reading.text()).to_lowercase()).unwrap_or_default();
        let employers = roles.iter().filter(|role| comments(&title(role))).filter_map(|role| role.employer);
        let mut houses: Vec<&EntityId> = employers.filter_map(|k| mentions.get(k as usize)?.entity.as_ref()).collect();
        houses.extend(mentions.iter().filter(|m| named_as_house(reading, m)).filter_map(|m| m.entity.as_ref()));
        houses.sort_unstable();
        houses.dedup();
        let mut known: Vec<&EntityId> = Vec::new();
        let firms = || mentions.iter().filter(|m| m.kind == Kind::Firm);
        known.extend(firms().filter(|m| m.rule.as_str() != "tagger" || named_as_house(reading, m)).filter_map(|m| m.entity.as_ref()));
        let mut guessed: Vec<&EntityId> = firms().filter_map(|m| m.entity.as_ref()).collect();
        guessed.sort_unstable();
        known.extend(guessed.chunk_by(|a, b| a == b).filter(|same| same.len() >= 3).filter_map(<[_]>::first).copied());
        known.sort_unstable();
        known.dedup();
        let mut employers: BTreeMap<&EntityId, Option<u32>> = BTreeMap::new();
        let id = |k: u32| mentions.get(k as usize).and_then(|m| m.entity.as_ref());
        for role in roles {
            let (Some(person), Some(employer)) = (id(role.person), role.employer) else { continue };
            let known = employers.entry(person).or_insert(Some(employer));
            if known.is_some_and(|other| id(other) != id(employer)) {
                *known = None;
            }
        }
        Topics { reading, mentions, houses, known, employers }
    }

    /// Whether a mention is of a firm whose people rate and comment.
    pub(crate) fn is_house(&self, k: usize) -> bool {
        self.entity(k).is_some_and(|id| self.houses.binary_search(&id).is_ok())
    }

    /// The one employer that the article tells of a person.
    pub(crate) fn employer_of(&self, person: &EntityId) -> Option<u32> {
        self.employers.get(person).copied().flatten()
    }

    fn entity(&self, k: usize) -> Option<&'a EntityId> {
        self.mentions.get(k)?.entity.as_ref()
    }

    /// Indices of the firms of a sentence that are surely firms.
    fn firms(&self, sentence: usize) -> impl Iterator<Item = usize> {
        self.named(sentence).filter(|&k| self.entity(k).is_some_and(|id| self.known.binary_search(&id).is_ok()))
    }

    /// Indices of the named firms of a sentence.
    fn named(&self, sentence: usize) -> impl Iterator<Item = usize> {
        let span = self.reading.sentences().get(sentence).map_or((0, 0), |s| (s.span.start, s.span.end));
        let first = self.mentions.partition_point(|m| m.span.start < span.0);
        let after = self.mentions.partition_point(|m| m.span.start < span.1);
        let mentions = self.mentions;
        (first..after.max(first))
            .take(64)
            .filter(move |&k| mentions.get(k).is_some_and(|m| m.kind == Kind::Firm && !m.nominal && m.entity.is_some()))
    }

    fn token(&self, k: usize) -> usize {
        self.mentions.get(k).map_or(0, |m| self.reading.token_at(m.span.start))
    }

    /// The word that governs a mention, articles passed over.
    fn word_before(&self, k: usize) -> &str {
        let at = self.token(k);
        let before = |n: usize| at.checked_sub(n).map_or("", |i| self.reading.word(i));
        if matches!(before(1), "the" | "its" | "a" | "an") { before(2) } else { before(1) }
    }

    /// The firm that a sentence opens with. `skip` passes over houses.
    fn subject(&self, sentence: usize, skip: bool) -> Subject {
        let Some(tokens) = self.reading.sentences().get(sentence).map(|s| s.tokens.clone()) else { return Subject::Nobody };
        let start = after_dateline(self.reading, tokens.start, tokens.end);
        let first = self.firms(sentence).find(|&k| self.token(k) >= start && !(skip && self.is_house(k)));
        let Some(first) = first else { return Subject::Nobody };
        let place = self.token(first) - start;
        let scene = place <= 1 || !governs(self.word_before(first)) || (self.word_before(first) == "of" && place <= 3);
        if place > 4 || !scene {
            return Subject::Nobody;
        }
        if self.word_before(first) == "and" && place > 0 {
            return Subject::Several;
        }
        let rival = self.named(sentence).filter(|&k| self.token(k) > self.token(first)).any(|k| {
            let direct = self.token(k).checked_sub(1).map_or("", |i| self.reading.word(i));
            self.entity(k) != self.entity(first)
                && (matches!(direct, "whereas" | "while" | "but") || (matches!(direct, "and" | ",") && self.adjoin(first, k)))
        });
        if rival { Subject::Several } else { Subject::One(first) }
    }

    /// "Acme and Beta": nothing but a sign or "and" between.
    fn adjoin(&self, a: usize, b: usize) -> bool {
        let end = self.mentions.get(a).map_or(0, |m| self.reading.token_at(m.span.end));
        self.token(b).saturating_sub(end) <= 2
    }

    /// The firm that the headline, or else the first paragraph, is about. `sure`: nobody when it names several.
    pub(crate) fn main(&self, sure: bool) -> Option<usize> {
        let in_paragraph = |paragraph: u32| -> Vec<usize> {
            let sentences = self.reading.sentences().iter().enumerate().take_while(|(_, s)| s.paragraph <= paragraph);
            sentences.filter(|(_, s)| s.paragraph == paragraph).flat_map(|(n, _)| self.firms(n)).collect()
        };
        let firms = [in_paragraph(0), in_paragraph(1)].into_iter().find(|firms| !firms.is_empty())?;
        let first = firms.iter().copied().find(|&k| !governs(self.word_before(k))).or(firms.first().copied())?;
        let rivals = firms.iter().any(|&k| self.entity(k) != self.entity(first) && !self.is_house(k));
        (!(sure && rivals)).then_some(first)
    }

    /// The firm spoken of at token `i`, when there is no doubt: the subject of the sentence or of the nearest one before that
    /// has a firm as its subject, else the headline's only firm.
    pub(crate) fn firm_at(&self, i: usize) -> Option<usize> {
        let here = self.reading.sentence_of(i);
        let main = self.main(true);
        let mut found = None;
        for sentence in (here.saturating_sub(REACH)..=here).rev() {
            match self.subject(sentence, true) {
                Subject::One(k) if sentence < here || self.token(k) < i => {
                    found = Some(k);
                    break;
                }
                Subject::Several => return None,
                _ => {}
            }
        }
        let found = found.or(main)?;
        // Another firm beside the title competes, unless the article is plainly about the one.
        let sure = main.is_some_and(|main| self.entity(main) == self.entity(found));
        let own = self.reading.sentence_of(self.token(found)) == here;
        let rival = self.named(here).any(|k| self.entity(k) != self.entity(found) && !self.is_house(k));
        (sure || own || !rival).then_some(found)
    }

    /// The firm that "its", "the broker" or "there" means at token `i`: the subject of one of the two sentences before, else the
    /// only firm there.
    pub(crate) fn firm_meant(&self, i: usize) -> Option<usize> {
        let here = self.reading.sentence_of(i);
        for sentence in (here.saturating_sub(2)..=here).rev() {
            match self.subject(sentence, false) {
                Subject::One(k) if self.token(k) < i => return Some(k),
                Subject::Several => return None,
                _ => {}
            }
            let mut named = self.firms(sentence).filter(|&k| self.token(k) < i);
            if let Some(only) = named.next() {
                return named.all(|k| self.entity(k) == self.entity(only)).then_some(only);
            }
        }
        None
    }

    /// The house that opens the sentence of token `i` and speaks through the person there, or the paragraph of the sentence after.
    pub(crate) fn house_at(&self, i: usize) -> Option<usize> {
        let here = self.reading.sentence_of(i);
        let sentences = self.reading.sentences();
        let paragraph = sentences.get(here)?.paragraph;
        let opens = |sentence: usize| {
            let k = self.firms(sentence).next()?;
            let end = self.mentions.get(k).map_or(0, |m| self.reading.token_at(m.span.end));
            let owned = matches!(self.reading.word(end), "'s" | "shares" | "stock" | "and");
            (self.token(k) <= sentences.get(sentence)?.tokens.start + 1 && self.is_house(k) && !owned).then_some(k)
        };
        if let Some(k) = opens(here).filter(|&k| self.token(k) < i) {
            return Some(k);
        }
        let before = here.checked_sub(1)?;
        let opening = sentences.get(before)?.paragraph == paragraph
            && before.checked_sub(1).and_then(|n| sentences.get(n)).is_none_or(|s| s.paragraph < paragraph);
        let alone = self.firms(here).next().is_none() && self.firms(before).count() == 1;
        if opening && alone { opens(before) } else { None }
    }

    /// What an analyst's "the stock" means at token `i`: a firm named before in the sentence, the subject of the paragraph or of
    /// the one before, else the headline's firm; never `actor`'s own firm.
    pub(crate) fn rated_at(&self, i: usize, actor: usize) -> Option<usize> {
        let here = self.reading.sentence_of(i);
        let rated = |k: usize| self.entity(k) != self.entity(actor) && !self.is_house(k);
        let named = self.firms(here).filter(|&k| self.token(k) < i && rated(k) && !governs(self.word_before(k))).last();
        if named.is_some() {
            return named;
        }
        let paragraph = self.reading.sentences().get(here)?.paragraph;
        for sentence in (here.saturating_sub(REACH)..here).rev() {
            if self.reading.sentences().get(sentence)?.paragraph + 1 < paragraph {
                break;
            }
            match self.subject(sentence, true) {
                Subject::One(k) if rated(k) => return Some(k),
                Subject::Several => return None,
                _ => {}
            }
        }
        self.main(false).filter(|&k| rated(k))
    }
}

/// Titles of those who rate and comment on others' firms.
pub(crate) fn comments(title: &str) -> bool {
    ["analyst", "strategist", "economist", "portfolio manager", "fund manager", "research"].iter().any(|word| title.contains(word))
}

/// "Larkmoor Securities", "Tern Asset Management": the name itself says that others' shares are its trade.
fn named_as_house(reading: &Reading<'_>, mention: &Mention) -> bool {
    let words = reading.tokens_in(mention.span);
    mention.kind == Kind::Firm
        && words.len() > 1
        && matches!(
            reading.word(words.end - 1),
            "securities" | "research" | "brokers" | "brokerage" | "shipbrokers" | "capital" | "advisers" | "advisors" | "management"
        )
}

fn governs(word: &str) -> bool {
    matches!(
        word,
        "of" | "for" | "on" | "in" | "to" | "from" | "with" | "into" | "than" | "against" | "at" | "by" | "like" | "over" | "behind"
    )
}

/// "LEEDS, March 3 (Wire) - Acme": the token after the dash.
fn after_dateline(reading: &Reading<'_>, start: usize, end: usize) -> usize {
    let shouts = reading.tokens().get(start).is_some_and(|t| t.shape == annals_text::Shape::Upper);
    let dash = (start..end.min(start + 14))
        .find(|&k| matches!(reading.surface(k), "-" | "–" | "—") && reading.tokens().get(k).is_some_and(|t| t.space_before));
    dash.filter(|_| shouts).map_or(start, |k| k + 1)
}
