//! Names the gazetteer knows: firms, indices, exchanges, regulators, media, places, baskets, programmes, products.

use super::candidate::Candidate;
use super::page::{Case, Page};
use super::support::{after_says_firm, before_says_firm};
use super::words::{is_function, is_link, is_role};
use super::{Find, legal_form};
use crate::knowledge::{AliasUse, Strength};
use crate::rule::{Rule, RuleCard};
use annals_model::Kind;
use annals_text::{Shape, TokenKind};

pub(super) const RULE: Rule<Find> = Rule {
    card: RuleCard { name: "entity/listed", about: "A name that the gazetteer lists.", cases: include_str!("listed.toml") },
    find: |page, found| scan(page, found, false),
};

/// Longest name looked for, in tokens.
const LONGEST: usize = 16;

/// Offers listed names; with `again`, only the doubtful ones of entities that are named elsewhere in the article.
pub(super) fn scan(page: &Page<'_>, found: &mut Vec<Candidate>, again: bool) {
    let mut names = page.listed.as_slice();
    let mut sentences = page.sentences();
    let Some((mut sentence, mut case)) = sentences.next() else { return };
    while let Some(start) = names.first().map(|name| name.start) {
        let (here, rest) = names.split_at(names.iter().take_while(|name| name.start == start).count());
        names = rest;
        while sentence.tokens.end <= start {
            let Some(next) = sentences.next() else { return };
            (sentence, case) = next;
        }
        let longest_first = here.iter().rev().filter(|name| !again || page.is_free(start..name.end));
        let mut places = longest_first.map(|name| {
            let place = Place { page, start, end: name.end, low: sentence.tokens.start, high: sentence.tokens.end, case };
            place.read(&name.meanings, again)
        });
        found.extend(places.find_map(|candidate| candidate));
    }
}

/// A stretch of text that spells a listed name, whoever is meant.
pub(super) struct Name {
    start: usize,
    end: usize,
    meanings: Vec<AliasUse>,
}

/// All listed names of the page, by start and then by length; looked up once for both rounds.
pub(super) fn names(page: &Page<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    for (sentence, _) in page.sentences() {
        for start in sentence.tokens.clone().filter(|start| may_begin(page, *start)) {
            walk(page, start, sentence.tokens.end, &mut names);
        }
    }
    names
}

/// Whether a listed name may begin at token `i`.
fn may_begin(page: &Page<'_>, i: usize) -> bool {
    let Some(token) = page.token(i) else { return false };
    let glued_to = |sign: &str| !token.space_before && page.word_before(i) == sign;
    let begins = match (token.kind, token.shape) {
        (TokenKind::Sign, _) => false,
        (TokenKind::Word, Shape::Lower) => page.gazetteer().begins_small(page.word(i)),
        _ => page.gazetteer().begins(page.word(i)),
    };
    if !begins {
        return false;
    }
    !glued_to("@") && !glued_to("#") && !glued_to(".") && !glued_to("_") && page.word(i) != "'s"
}

/// All listed names that begin at `start`, shortest first.
fn walk(page: &Page<'_>, start: usize, high: usize, names: &mut Vec<Name>) {
    let mut walk = page.gazetteer().walk();
    for i in start..high.min(start + LONGEST) {
        let Some(token) = page.token(i) else { break };
        let comma_in_form = page.word(i) == "," && legal_form::end_of_form(page, i, high).is_some();
        if matches!(page.word(i), "," | ";" | ":" | "\"" | "“" | "”" | "|" | "?" | "$" | "%") && !comma_in_form {
            break;
        }
        let (word, gap) = (page.word(i), token.space_before && i > start);
        // A word's lower-case form is folded already unless it has other letters than English ones.
        let going = if word.is_ascii() { walk.step_folded(word, gap) } else { walk.step(page.reading().surface(i), gap) };
        if !going {
            break;
        }
        let glued_on = i + 1 < high
            && page.glued(i + 1)
            && page.token(i + 1).is_some_and(|next| next.kind != TokenKind::Sign && page.word(i + 1) != "'s");
        let word_ends = !glued_on && (token.kind != TokenKind::Sign || page.word(i) == ")");
        if word_ends && walk.at_alias() {
            names.push(Name { start, end: i + 1, meanings: walk.meanings() });
        }
    }
}

/// A listed name in its surroundings.
struct Place<'p, 'a> {
    page: &'p Page<'a>,
    start: usize,
    end: usize,
    low: usize,
    high: usize,
    case: Case,
}

impl Place<'_, '_> {
    /// The candidate for this name, if what stands here can be meant.
    fn read(&self, meanings: &[AliasUse], again: bool) -> Option<Candidate> {
        let page = self.page;
        let fits: Vec<(AliasUse, Kind)> = meanings
            .iter()
            .filter(|used| self.written_so(used))
            .filter_map(|used| Some((*used, page.gazetteer().listed(used.entity)?.kind)))
            .collect();
        let (used, kind) = if again { *fits.iter().find(|(used, _)| page.is_named(used.entity))? } else { self.choose(&fits)? };
        let score = if again { self.recalled(kind).then_some(0.7)? } else { self.accept(used, kind, fits.len())? };
        let end = if matches!(kind, Kind::Firm | Kind::Exchange | Kind::Media) { self.extended() } else { self.end };
        // "The Wall Street Journal" is listed with its article; the mention is without.
        let start = if page.word(self.start) == "the" && self.start + 1 < end { self.start + 1 } else { self.start };
        // "the US Justice Department": the country is part of an office's name.
        let country =
            self.start.checked_sub(1).filter(|before| *before >= self.low && matches!(page.word(*before), "us" | "u.s." | "uk" | "u.k."));
        let start = match (country, kind) {
            (_, Kind::Place) => self.part_of_country(start),
            (Some(before), Kind::Agency | Kind::Regulator) if page.capitalised(before) && !page.glued(self.start) => before,
            _ => start,
        };
        Some(Candidate::listed(start..end, kind, used.entity, score))
    }

    /// Whether the capitals here are those of the alias.
    fn written_so(&self, used: &AliasUse) -> bool {
        let page = self.page;
        for i in self.start..self.end {
            let Some(token) = page.token(i) else { return false };
            if token.kind != TokenKind::Word {
                continue;
            }
            if used.capitals && !matches!(token.shape, Shape::Upper | Shape::Mixed) && page.word(i) != "'s" {
                return false;
            }
            let small_allowed = used.small
                || page.word(i) == "'s"
                || (i > self.start && is_link(page.word(i)))
                || (i > self.start
                    && i + 1 == self.end
                    && matches!(page.word(i), "index" | "exchange" | "group" | "institute" | "magazine" | "com"))
                || (i > self.start && page.glued(i));
            if token.shape == Shape::Lower && !small_allowed {
                return false;
            }
        }
        true
    }

    /// Which of several meanings is meant here.
    fn choose(&self, fits: &[(AliasUse, Kind)]) -> Option<(AliasUse, Kind)> {
        let first = *fits.first()?;
        let index = fits.iter().find(|(_, kind)| *kind == Kind::Index);
        let other = fits.iter().find(|(_, kind)| *kind != Kind::Index);
        match (index, other) {
            (Some(index), Some(other)) => Some(if self.reads_as_index(other.1) { *index } else { *other }),
            _ => Some(first),
        }
    }

    /// "the Nasdaq fell 2%" is the index, "listed on the Nasdaq" and "Nasdaq said" the exchange.
    fn reads_as_index(&self, other: Kind) -> bool {
        let page = self.page;
        let (before, next) = (page.word_before(self.start), page.word(self.end));
        if matches!(next, "index" | "composite" | "futures" | "average" | "closed" | "ended" | "gauge" | "benchmark" | "points")
            || page.token(self.end).is_some_and(annals_text::Token::is_number)
        {
            return true;
        }
        if matches!(
            next,
            "said"
                | "says"
                | "listing"
                | "listed"
                | "exchange"
                | "reported"
                | "newspaper"
                | "stock"
                | "survey"
                | ":"
                | "-"
                | ")"
                | "news"
                | "omx"
                | "inc"
                | "global"
        ) {
            return false;
        }
        let on = self.start.checked_sub(2).map_or("", |i| page.word(i));
        if before == "on" || (before == "the" && matches!(on, "on" | "to" | "from")) || matches!(before, "(" | "by" | "said" | "told") {
            return false;
        }
        before == "the" || before == "'s" || moves(next) || moves(page.word(self.end + 1)) || !matches!(other, Kind::Exchange | Kind::Media)
    }

    /// How sure this mention is; `None` when the word may well mean something else.
    fn accept(&self, used: AliasUse, kind: Kind, meanings: usize) -> Option<f32> {
        let page = self.page;
        let single = self.end - self.start == 1;
        let opens = page.opens(self.start);
        if self.in_person(single, kind) {
            return None;
        }
        let firm = !matches!(kind, Kind::Place | Kind::Index | Kind::Basket | Kind::Programme | Kind::Product);
        let (left, right) = (self.left_open(), self.right_open());
        let supported = firm && (after_says_firm(page, self.end) || before_says_firm(page, self.start) || self.form_follows());
        if firm && !left && self.form_follows() {
            return Some(0.85);
        }
        let strength = match (used.strength, self.case) {
            // Capitals say nothing in a headline: what leans on them alone becomes doubtful.
            (Strength::Fair, Case::Title | Case::Capitals) => Strength::Weak,
            (strength, _) => strength,
        };
        let plain = self.case == Case::Plain;
        match strength {
            Strength::Strong if single && firm && (left || right) && !used.known && plain => supported.then_some(0.6),
            Strength::Strong if meanings > 1 => Some(0.85),
            Strength::Strong => Some(0.95),
            Strength::Fair if kind == Kind::Place => (!(left || right && page.ordinary(self.start))).then_some(0.8),
            Strength::Fair if left || right => (supported && !left).then_some(0.6),
            Strength::Fair if opens && single && page.ordinary(self.start) => {
                (self.shares_follow() || self.possessive_or_verb()).then_some(0.6)
            }
            Strength::Fair => (used.known || !single || supported).then_some(0.8),
            Strength::Weak if kind == Kind::Place => self.weak_place().then_some(0.6),
            Strength::Weak if used.known && supported && !left => Some(0.6),
            Strength::Weak if plain && supported && !left && !right && !opens => Some(0.55),
            Strength::Weak => None,
        }
    }

    /// Whether a doubtful name of an entity named elsewhere in the article can be meant here.
    fn recalled(&self, kind: Kind) -> bool {
        let single = self.end - self.start == 1;
        // The code in "(NYSE: GAP)" is no name.
        if self.in_person(single, kind) || self.left_open() || self.page.word_before(self.start) == ":" && self.page.word(self.end) == ")" {
            return false;
        }
        let ordinary = single && self.page.ordinary(self.start);
        match self.case {
            Case::Plain => !(ordinary && self.page.opens(self.start) && !self.possessive_or_verb()),
            _ => !ordinary,
        }
    }

    /// Whether the name is one part of a person's.
    fn in_person(&self, single: bool, kind: Kind) -> bool {
        let page = self.page;
        if !single {
            return false;
        }
        let before = self.start.checked_sub(1).filter(|before| *before >= self.low && page.capitalised(*before) && !page.glued(self.start));
        let initial = |i: usize| page.token(i).is_some_and(|t| t.shape == Shape::Upper) && page.word(i).trim_end_matches('.').len() == 1;
        let titled = matches!(page.word_before(self.start), "mr" | "ms" | "mrs" | "dr" | "sir" | "lord" | "lady" | "prof")
            || (page.word_before(self.start) == "."
                && self.start >= 2
                && matches!(page.word(self.start - 2), "mr" | "ms" | "mrs" | "dr" | "prof" | "sen" | "gov" | "rep" | "gen"));
        if titled || kind != Kind::Place && page.is_last_name(self.start) {
            return true;
        }
        if let Some(before) = before
            && (page.sure_first_name(before) && !page.nationality(before) || (page.surname(self.start) && initial(before)))
            && !is_role(page.word(before))
        {
            // "London Tesla" is no person, "Elon Tesla" would be; places are no first names here.
            let place_before = !page.gazetteer().meanings(page.reading().surface(before)).is_empty();
            return !place_before || page.surname(self.start);
        }
        let next = self.end;
        if next < self.high
            && !page.glued(next)
            && page.capitalised(next)
            && page.first_name(self.start)
            && page.surname(next)
            && !page.ordinary(next)
        {
            return true;
        }
        kind == Kind::Place
            && next + 1 < self.high
            && page.first_name(self.start)
            && page.word(next) == "."
            && page.capitalised(next + 1)
            && page.surname(next + 1)
    }

    /// A capitalised word stands right before that may be part of the same name.
    fn left_open(&self) -> bool {
        let page = self.page;
        let Some(before) = self.start.checked_sub(1).filter(|before| *before >= self.low) else { return false };
        if page.word(before) == "&" {
            return true;
        }
        page.name_word(before)
            && page.token(self.start).is_some_and(|token| token.space_before)
            && !page.nationality(before)
            && !(page.ordinary(before) && page.opens(before))
            && (self.case == Case::Plain || !page.ordinary(before))
    }

    /// A capitalised word stands right behind that may be part of the same name.
    fn right_open(&self) -> bool {
        let page = self.page;
        let next = self.end;
        if next >= self.high {
            return false;
        }
        if page.word(next) == "&" {
            return page.capitalised(next + 1);
        }
        page.name_word(next) && !page.glued(next) && !self.form_follows() && (self.case == Case::Plain || !page.ordinary(next))
    }

    /// "Southern Africa", "Greater Accra": the words before that make a part of a place a place of its own.
    fn part_of_country(&self, start: usize) -> usize {
        const PARTS: &[&str] = &[
            "central", "east", "eastern", "greater", "lower", "north", "northern", "saharan", "south", "southern", "upper", "west",
            "western",
        ];
        let page = self.page;
        let Some(before) = start.checked_sub(1).filter(|before| *before >= self.low) else { return start };
        if !PARTS.contains(&page.word(before)) || !page.capitalised(before) || page.glued(start) || self.case == Case::Capitals {
            return start;
        }
        let sub = before.checked_sub(2).filter(|sub| *sub >= self.low && page.word(before) == "saharan" && page.word(*sub) == "sub");
        match sub {
            Some(sub) => sub,
            None if page.opens(before) && page.word(before) == "central" => start,
            None => before,
        }
    }

    /// What only a firm has, even behind an ordinary word that opens a sentence: "Target shares", not "Total revenue".
    fn shares_follow(&self) -> bool {
        matches!(self.page.word(self.end), "shares" | "stock" | "shareholders" | "ceo" | "executives" | "spokesman" | "spokeswoman")
    }

    fn form_follows(&self) -> bool {
        legal_form::end_of_form(self.page, self.end, self.high).is_some()
    }

    /// "Target's", "Target said", "Target will".
    fn possessive_or_verb(&self) -> bool {
        let next = self.page.word(self.end);
        matches!(
            next,
            "'s" | "said" | "says" | "is" | "was" | "has" | "had" | "will" | "would" | "plans" | "also" | "expects" | "told" | "declined"
        )
    }

    /// "in Reading", "Reading, England".
    fn weak_place(&self) -> bool {
        let page = self.page;
        let place_follows = page.word(self.end) == "," && {
            let meanings = page.gazetteer().meanings(page.reading().surface(self.end + 1));
            meanings.first().and_then(|used| page.gazetteer().listed(used.entity)).is_some_and(|listed| listed.kind == Kind::Place)
        };
        self.case == Case::Plain
            && !self.left_open()
            && !self.right_open()
            && (place_follows || matches!(page.word_before(self.start), "in" | "near"))
    }

    /// With its legal form, "Group", and share class: "Acme Group-W", "Acme Inc.".
    fn extended(&self) -> usize {
        let page = self.page;
        let mut end = self.end;
        if end < self.high && matches!(page.word(end), "group" | "holdings" | "holding") && page.capitalised(end) && !page.glued(end) {
            end += 1;
        }
        end = legal_form::end_of_form(page, end, self.high).unwrap_or(end);
        let class = end + 1 < self.high && page.word(end) == "-" && page.glued(end) && page.glued(end + 1);
        // "Yahoo!" in mid-sentence.
        if end + 1 < self.high && page.word(end) == "!" && page.glued(end) && goes_on(page, end + 1) {
            return end + 1;
        }
        if class && matches!(page.reading().surface(end + 1), "W" | "SW" | "S" | "B" | "R" | "H" | "A") && !page.glued(end + 2) {
            end += 2;
        }
        end
    }
}

/// Whether an exclamation mark before token `next` is part of a name: the sentence goes on.
fn goes_on(page: &Page<'_>, next: usize) -> bool {
    page.token(next).is_some_and(|token| token.is_word() && !token.line_start)
}

/// Verbs and adverbs of a market's move.
fn moves(word: &str) -> bool {
    !is_function(word)
        && matches!(
            word,
            "rose"
                | "fell"
                | "gained"
                | "lost"
                | "dropped"
                | "slid"
                | "climbed"
                | "jumped"
                | "tumbled"
                | "added"
                | "shed"
                | "advanced"
                | "declined"
                | "slipped"
                | "rallied"
                | "surged"
                | "finished"
                | "rises"
                | "falls"
                | "gains"
                | "drops"
                | "climbs"
                | "slips"
                | "plunged"
                | "sank"
                | "soared"
                | "dipped"
                | "edged"
                | "retreated"
                | "rebounded"
                | "opened"
                | "settled"
                | "traded"
                | "hit"
        )
}
