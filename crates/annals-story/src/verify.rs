//! Whether what is printed can be found where it says it stands: every receipt read again, byte for byte.

use crate::wording;
use annals_model::{Article, ArticleId, Digest, Evidence, Line, ProfilePerson, sha256_hex};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Checks the receipts of a line: there is one, its article is known, the article's text is the one read then (SHA-256),
/// and the span lies inside it on character boundaries.
///
/// # Errors
/// What is wrong, in words.
pub fn verify_line<'a>(line: &Line, find: &dyn Fn(&ArticleId) -> Option<&'a Article>) -> Result<(), String> {
    Reader::new(find).line(line)
}

/// As [`verify_line`], and the line's text is the words at its first receipt: points and timelines.
///
/// # Errors
/// What is wrong, in words.
pub fn verify_words<'a>(line: &Line, find: &dyn Fn(&ArticleId) -> Option<&'a Article>) -> Result<(), String> {
    Reader::new(find).quoted(line)
}

/// Checks everything a digest says; returns what is wrong, nothing when all holds.
#[must_use]
pub fn verify_digest<'a>(digest: &Digest, find: &dyn Fn(&ArticleId) -> Option<&'a Article>) -> Vec<String> {
    let reader = Reader::new(find);
    let mut wrong = Vec::new();
    let mut check = |place: String, result: Result<(), String>| wrong.extend(result.err().map(|what| format!("{place}: {what}")));
    for (line, n) in digest.points.iter().zip(1..) {
        check(format!("point {n}"), reader.quoted(line));
    }
    for (section, n) in digest.sections.iter().zip(1..) {
        for line in &section.lines {
            check(format!("section {n}"), reader.quoted(line));
        }
    }
    for (event, n) in digest.timeline.iter().zip(1..) {
        check(
            format!("timeline entry {n}"),
            reader.quoted(&event.line).and_then(|()| reader.printed(&event.surface, &event.line.evidence)),
        );
    }
    for (line, n) in digest.undated.iter().zip(1..) {
        check(format!("undated entry {n}"), reader.quoted(line));
    }
    for (person, n) in digest.people.iter().zip(1..) {
        check(format!("person {n}"), reader.person(person));
    }
    for profile in &digest.profiles {
        let name = &profile.name;
        for (person, n) in profile.people.iter().zip(1..) {
            check(format!("{name}, person {n}"), reader.person(person));
        }
        for (line, n) in profile.lines.iter().zip(1..) {
            check(format!("{name}, line {n}"), reader.quoted(line));
        }
        for (line, n) in profile.figures.iter().zip(1..) {
            check(format!("{name}, figure {n}"), reader.composed(line));
        }
        for (see, n) in profile.see.iter().zip(1..) {
            let held = see.evidence.iter().try_for_each(|receipt| reader.words(receipt).map(|_| ()));
            check(format!("{name}, reference {n}"), if see.evidence.is_empty() { Err("no evidence".to_owned()) } else { held });
        }
        for (line, n) in profile.actions.iter().zip(1..) {
            check(format!("{name}, action {n}"), reader.composed(line));
        }
    }
    for (conflict, n) in digest.conflicts.iter().zip(1..) {
        for line in &conflict.claims {
            check(format!("conflict {n}"), reader.quoted(line));
        }
    }
    for input in &digest.manifest.inputs {
        check(format!("input {}", input.id), reader.hash(&input.id, &input.sha256).map(|_| ()));
    }
    wrong
}

/// Finds articles and remembers the SHA-256 of each text, so that it is computed once.
struct Reader<'a, 'f> {
    find: &'f dyn Fn(&ArticleId) -> Option<&'a Article>,
    hashes: RefCell<BTreeMap<ArticleId, String>>,
}

impl<'a, 'f> Reader<'a, 'f> {
    fn new(find: &'f dyn Fn(&ArticleId) -> Option<&'a Article>) -> Self {
        Self { find, hashes: RefCell::new(BTreeMap::new()) }
    }

    fn hash(&self, id: &ArticleId, sha256: &str) -> Result<&'a Article, String> {
        let article = (self.find)(id).ok_or_else(|| format!("article {id} is not known"))?;
        let mut hashes = self.hashes.borrow_mut();
        let own = hashes.entry(id.clone()).or_insert_with(|| sha256_hex(article.text.as_bytes()));
        if own == sha256 { Ok(article) } else { Err(format!("article {id} has another text now (sha256 {own}, not {sha256})")) }
    }

    /// The words at a receipt.
    fn words(&self, evidence: &Evidence) -> Result<&'a str, String> {
        let article = self.hash(&evidence.article, &evidence.sha256)?;
        let (start, end) = (evidence.span.start, evidence.span.end);
        let words = article.text.get(start as usize..end as usize).filter(|words| !words.is_empty());
        words.ok_or_else(|| format!("bytes {start}..{end} are not whole words of article {}", evidence.article))
    }

    fn line(&self, line: &Line) -> Result<(), String> {
        if line.evidence.is_empty() {
            return Err("no evidence".to_owned());
        }
        line.evidence.iter().try_for_each(|evidence| self.words(evidence).map(|_| ()))?;
        match &line.referent {
            Some(referent) if !line.text.contains(&referent.words) => Err(format!("the line does not say \"{}\"", referent.words)),
            Some(referent) => self.printed(&referent.text, &referent.evidence),
            None => Ok(()),
        }
    }

    /// The text is the words at the first receipt.
    fn quoted(&self, line: &Line) -> Result<(), String> {
        self.line(line)?;
        let first = line.evidence.first().map(|evidence| self.words(evidence)).transpose()?.unwrap_or_default();
        let text = line.text.as_str();
        if text == first {
            return Ok(());
        }
        Err(format!("the evidence says \"{first}\", not \"{text}\""))
    }

    /// Every word of the text is printed at its receipts or is one of our few joining words.
    fn composed(&self, line: &Line) -> Result<(), String> {
        self.line(line)?;
        let mut printed = BTreeSet::new();
        for evidence in &line.evidence {
            printed.extend(words(self.words(evidence)?));
        }
        match words(&line.text).into_iter().find(|word| !printed.contains(word) && !wording::is_own(word)) {
            Some(word) => Err(format!("the evidence does not say \"{word}\" of \"{}\"", line.text)),
            None => Ok(()),
        }
    }

    fn printed(&self, words: &str, evidence: &[Evidence]) -> Result<(), String> {
        for receipt in evidence {
            if self.words(receipt)?.contains(words) {
                return Ok(());
            }
        }
        Err(format!("the evidence does not say \"{words}\""))
    }

    fn person(&self, person: &ProfilePerson) -> Result<(), String> {
        if person.evidence.is_empty() {
            return Err("no evidence".to_owned());
        }
        self.printed(&person.name, &person.evidence)?;
        person.quotes.iter().try_for_each(|quote| self.quoted(quote))?;
        person.title.iter().chain(&person.employer).try_for_each(|words| self.printed(words, &person.evidence))
    }
}

/// Folded words and numbers of a text.
fn words(text: &str) -> Vec<String> {
    let reading = annals_text::read(text);
    let kept = (0..reading.len()).filter(|i| reading.tokens().get(*i).is_some_and(|token| token.is_word() || token.is_number()));
    kept.map(|i| reading.word(i).to_owned()).collect()
}
