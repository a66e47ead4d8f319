//! Proves receipts: every line's evidence is found byte for byte in its article.

use crate::AnnalsError;
use annals_model::{Article, ArticleId, Digest, Span, sha256_hex};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Receipts that hold.
    pub held: u64,
    /// Receipts that do not, in words.
    pub wrong: Vec<String>,
}

/// Checks every receipt in a JSON value: a digest, a timeline, a story, annotations.
///
/// * An object with `evidence`: each piece names an article, the SHA-256 of its text and a span in it; where the
///   object's `text` claims to be the evidence's own words (`verbatim` by its place: points, timeline, undated), these
///   are compared.
/// * An object with `start`, `end` and `surface`: the article's text at the span is the surface.
///
/// # Errors
/// When an article cannot be looked up.
pub fn verify(value: &Value, find: &mut dyn FnMut(&ArticleId) -> Result<Option<Article>, AnnalsError>) -> Result<Verified, AnnalsError> {
    let mut walk = Walk { find, known: BTreeMap::new(), verified: Verified::default() };
    let own = value.get("id").and_then(Value::as_str).filter(|_| value.get("mentions").is_some() || value.get("annotations").is_some());
    walk.check(value, own, "")?;
    if value.get("points").is_some() || value.get("manifest").is_some() {
        walk.digest(value)?;
    }
    Ok(walk.verified)
}

struct Walk<'a> {
    find: &'a mut dyn FnMut(&ArticleId) -> Result<Option<Article>, AnnalsError>,
    /// Text and its digest; `None` for an article that is nowhere.
    known: BTreeMap<String, Option<(String, String)>>,
    verified: Verified,
}

/// The places whose lines are the evidence's own words.
fn is_verbatim(place: &str) -> bool {
    matches!(place, "points" | "undated" | "line")
}

/// The places that hold printed statements.
fn is_line(place: &str) -> bool {
    is_verbatim(place) || matches!(place, "lines" | "figures" | "actions" | "people" | "claims")
}

impl Walk<'_> {
    /// A digest's names, composed lines and inputs are checked as well, by the rules they were made by.
    fn digest(&mut self, value: &Value) -> Result<(), AnnalsError> {
        let digest: Digest = match serde_json::from_value(value.clone()) {
            Ok(digest) => digest,
            Err(e) => {
                self.verified.wrong.push(format!("no digest of our form: {e}"));
                return Ok(());
            }
        };
        let mut articles = Vec::new();
        for input in &digest.manifest.inputs {
            articles.extend((self.find)(&input.id)?);
        }
        let find = |id: &ArticleId| articles.iter().find(|article| article.id == *id);
        let known = annals_story::verify_digest(&digest, &find);
        for wrong in known {
            if !self.verified.wrong.contains(&wrong) {
                self.verified.wrong.push(wrong);
            }
        }
        Ok(())
    }

    /// Depth is bounded by serde_json's own limit of 128.
    fn check(&mut self, value: &Value, article: Option<&str>, place: &str) -> Result<(), AnnalsError> {
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| self.check(item, article, place)),
            Value::Object(fields) => {
                if is_line(place) && !fields.contains_key("evidence") && fields.contains_key("text") {
                    let shown = fields.get("text").and_then(Value::as_str).unwrap_or(place);
                    self.verified.wrong.push(format!("no evidence: {shown}"));
                }
                if let Some(evidence) = fields.get("evidence") {
                    self.evidence(fields.get("text").and_then(Value::as_str), evidence, place)?;
                } else if let (Some(id), Some(surface)) = (article, fields.get("surface").and_then(Value::as_str)) {
                    self.surface(id, value, surface)?;
                }
                for (name, inner) in fields.iter().filter(|(name, _)| *name != "evidence") {
                    self.check(inner, article, name)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, id: &str) -> Result<Option<(String, String)>, AnnalsError> {
        if !self.known.contains_key(id) {
            let found = (self.find)(&ArticleId(id.to_owned()))?;
            let known = found.map(|article| {
                let digest = sha256_hex(article.text.as_bytes());
                (article.text, digest)
            });
            self.known.insert(id.to_owned(), known);
        }
        Ok(self.known.get(id).cloned().flatten())
    }

    fn evidence(&mut self, text: Option<&str>, evidence: &Value, place: &str) -> Result<(), AnnalsError> {
        let single = [evidence.clone()];
        let pieces: &[Value] = evidence.as_array().map_or(&single, Vec::as_slice);
        let shown = text.unwrap_or(place);
        if pieces.is_empty() {
            self.verified.wrong.push(format!("no evidence: {shown}"));
        }
        let mut matched = false;
        for piece in pieces {
            let id = piece["article"].as_str().unwrap_or_default();
            let Some((body, digest)) = self.text(id)? else {
                self.verified.wrong.push(format!("article {id} is not known: {shown}"));
                continue;
            };
            if piece["sha256"].as_str() != Some(&digest) {
                self.verified.wrong.push(format!("article {id} has another text than the one cited: {shown}"));
                continue;
            }
            match words(piece, &body) {
                Some(words) => {
                    matched |= Some(words) == text;
                    self.verified.held += 1;
                }
                None => self.verified.wrong.push(format!("{id} {}..{} is no span of its text: {shown}", piece["start"], piece["end"])),
            }
        }
        if let Some(text) = text.filter(|_| is_verbatim(place) && !matched) {
            self.verified.wrong.push(format!("these are not the evidence's words: {text}"));
        }
        Ok(())
    }

    fn surface(&mut self, id: &str, value: &Value, surface: &str) -> Result<(), AnnalsError> {
        let Some((body, _)) = self.text(id)? else {
            self.verified.wrong.push(format!("article {id} is not known: {surface}"));
            return Ok(());
        };
        if words(value, &body) == Some(surface) {
            self.verified.held += 1;
        } else {
            self.verified.wrong.push(format!("{id} {}..{} does not read: {surface}", value["start"], value["end"]));
        }
        Ok(())
    }
}

fn words<'a>(at: &Value, body: &'a str) -> Option<&'a str> {
    let start = u32::try_from(at["start"].as_u64()?).ok()?;
    let end = u32::try_from(at["end"].as_u64()?).ok()?;
    let span = (start < end).then_some(Span { start, end })?;
    body.get(span.start as usize..span.end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(value: Value) -> Verified {
        let text = "The index rose 2% on Monday.".to_owned();
        let mut find = |id: &ArticleId| Ok((id.as_str() == "a").then(|| Article { text: text.clone(), ..Article::default() }));
        verify(&value, &mut find).expect("looked up")
    }

    #[test]
    fn true_receipts_hold_and_false_ones_are_named() {
        let digest = sha256_hex(b"The index rose 2% on Monday.");
        let line = |text: &str, start: u32, end: u32| serde_json::json!({"undated": [{"text": text, "evidence": [{"article": "a", "sha256": digest, "start": start, "end": end}]}]});
        assert_eq!(run(line("The index rose 2%", 0, 17)), Verified { held: 1, wrong: Vec::new() });
        assert_eq!(run(line("The index fell 2%", 0, 17)).wrong.len(), 1);
        assert_eq!(run(line("The index rose 2%", 0, 400)).wrong.len(), 2);
        assert_eq!(run(serde_json::json!({"undated": [{"text": "x", "evidence": []}]})).wrong.len(), 2);
        let annotations = |surface: &str| serde_json::json!({"id": "a", "mentions": [{"start": 4, "end": 9, "surface": surface}]});
        assert!(run(annotations("index")).wrong.is_empty());
        assert_eq!(run(annotations("Index")).wrong.len(), 1);
    }
}
