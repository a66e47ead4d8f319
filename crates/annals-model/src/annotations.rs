//! Everything found in one article, standing off from its text.

use crate::{Action, ArticleId, Attribution, Entity, Figure, Mention, Role, Span, TimeExpr};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// `concept/rule`: the rule that found something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleName(pub Cow<'static, str>);

impl RuleName {
    /// The name of a rule of ours.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something a reader should know about a stretch of text ("the year cannot be right").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// `suspect_year`, `sum_mismatch`, `not_read` …
    pub kind: String,
    /// In words.
    pub text: String,
}

/// What an article says, found. Every list is sorted by `(start, Reverse(end))`, entities by first mention.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// The article.
    pub id: ArticleId,
    /// Names and what they refer to.
    pub mentions: Vec<Mention>,
    /// The entities behind the mentions.
    pub entities: Vec<Entity>,
    /// Titles and employers of people.
    pub roles: Vec<Role>,
    /// Dates, times, durations.
    pub times: Vec<TimeExpr>,
    /// Numbers with their meaning.
    pub figures: Vec<Figure>,
    /// Who said what.
    pub attributions: Vec<Attribution>,
    /// Rating and target changes.
    pub actions: Vec<Action>,
    /// What a reader should know.
    pub notes: Vec<Note>,
}

impl Annotations {
    /// The entity a mention refers to.
    #[must_use]
    pub fn entity_of(&self, mention: u32) -> Option<&Entity> {
        let id = self.mentions.get(mention as usize)?.entity.as_ref()?;
        self.entities.iter().find(|entity| entity.id == *id)
    }
}

/// An article with what was found in it: what story, index and serve work on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotated {
    /// The article.
    pub article: crate::Article,
    /// What it says.
    pub annotations: Annotations,
}

impl Annotated {
    /// Whether the annotations are of this article: every span lies in its text on character boundaries and every index
    /// points into its list.
    ///
    /// # Errors
    /// Names the first list that does not fit.
    pub fn check(&self) -> Result<(), crate::InputError> {
        let (text, a) = (&self.article.text, &self.annotations);
        let span = |s: Span| s.start <= s.end && text.get(s.start as usize..s.end as usize).is_some();
        let (mentions, times, figures) = (a.mentions.len(), a.times.len(), a.figures.len());
        let below = |index: Option<u32>, length: usize| index.is_none_or(|i| (i as usize) < length);
        let spans = |list: &[Option<Span>]| list.iter().flatten().all(|s| span(*s));
        let value = |v: &Option<crate::ActionValue>| v.as_ref().is_none_or(|v| span(v.span) && below(v.figure, figures));
        let fits: [(&str, bool); 8] = [
            ("mentions", a.mentions.iter().all(|m| span(m.span))),
            ("entities", a.entities.iter().all(|e| e.mentions.iter().all(|i| below(Some(*i), mentions)))),
            (
                "roles",
                a.roles
                    .iter()
                    .all(|r| below(Some(r.person), mentions) && below(r.employer, mentions) && spans(&[r.title, Some(r.said_at)])),
            ),
            ("times", a.times.iter().all(|t| span(t.span) && below(t.until, times))),
            (
                "figures",
                a.figures.iter().all(|f| {
                    spans(&[Some(f.span), f.unit_span, f.subject_span])
                        && [f.subject, f.origin].into_iter().all(|i| below(i, mentions))
                        && [f.from, f.to, f.pair].into_iter().all(|i| below(i, figures))
                        && below(f.period, times)
                }),
            ),
            (
                "attributions",
                a.attributions
                    .iter()
                    .all(|q| below(q.source, mentions) && spans(&[q.source_span, q.cue]) && q.content.iter().all(|s| span(*s))),
            ),
            (
                "actions",
                a.actions.iter().all(|x| {
                    below(Some(x.actor), mentions)
                        && below(x.object, mentions)
                        && spans(&[x.object_span, Some(x.span)])
                        && value(&x.from)
                        && value(&x.to)
                }),
            ),
            ("notes", a.notes.iter().all(|n| span(n.span))),
        ];
        match fits.into_iter().find(|(_, fits)| !fits) {
            Some((list, _)) => Err(crate::InputError(format!("`{list}` of the annotations do not fit the text or each other"))),
            None => Ok(()),
        }
    }
}
