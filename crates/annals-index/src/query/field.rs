//! Fields: their names, and what may stand behind the colon.

use super::range::{days, days_between, figure, figures_between};
use super::scan::{Bare, Scan, error, is_quote};
use super::{FigureRange, Node, QueryError, Scope, WholeField};
use crate::analysis::exact_words;
use crate::figure_key::FigureUnit;
use annals_model::{Access, Kind};

/// The kinds of entity that have a field of their own name.
pub(crate) const KINDS: &[Kind] = &[
    Kind::Firm,
    Kind::Person,
    Kind::Index,
    Kind::Agency,
    Kind::Regulator,
    Kind::Exchange,
    Kind::Media,
    Kind::Organisation,
    Kind::Place,
    Kind::Product,
    Kind::Basket,
    Kind::Programme,
];

/// Fields beside the kinds of entity, for the message that lists them.
const OTHERS: &str = "headline, lead, entity, published, first_seen, publisher, access, figure, money, id, url, lang, section, story";

/// What a name before a colon stands for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum FieldName {
    /// A part of the text, with words behind it.
    Scope(Scope),
    /// A field with a value of its own form.
    Value(ValueField),
}

/// Fields with values of their own form.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ValueField {
    Entity(Option<Kind>),
    Published,
    FirstSeen,
    Publisher,
    Access,
    Figure,
    Money,
    Whole(WholeField),
}

/// The place of the colon in a word that begins as a field does: letters, then a colon.
pub(super) fn prefix(bare: &Bare) -> Option<usize> {
    let colon = bare.letters.iter().position(|letter| *letter == (':', false))?;
    let name = bare.letters.get(..colon)?;
    let plain = name.iter().all(|(c, escaped)| (c.is_ascii_alphabetic() || *c == '_') && !escaped);
    (colon > 0 && plain).then_some(colon)
}

/// The field named before the colon.
pub(super) fn name(bare: &Bare, colon: usize) -> Result<FieldName, QueryError> {
    let name: String = bare.letters.iter().take(colon).map(|(c, _)| *c).collect();
    if let Some(kind) = KINDS.iter().find(|kind| kind.name() == name) {
        return Ok(FieldName::Value(ValueField::Entity(Some(*kind))));
    }
    let value = match name.as_str() {
        "headline" => return Ok(FieldName::Scope(Scope::Headline)),
        "lead" => return Ok(FieldName::Scope(Scope::Lead)),
        "entity" => ValueField::Entity(None),
        "published" => ValueField::Published,
        "first_seen" => ValueField::FirstSeen,
        "publisher" => ValueField::Publisher,
        "access" => ValueField::Access,
        "figure" => ValueField::Figure,
        "money" => ValueField::Money,
        "id" => ValueField::Whole(WholeField::Id),
        "url" => ValueField::Whole(WholeField::Url),
        "lang" => ValueField::Whole(WholeField::Lang),
        "section" => ValueField::Whole(WholeField::Section),
        "story" => ValueField::Whole(WholeField::Story),
        _ => {
            let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
            return Err(error(
                bare.column,
                format!(
                    "there is no field `{name}`, known are {}, {OTHERS}; to look for a word with a colon, put it in quotation marks",
                    kinds.join(", ")
                ),
            ));
        }
    };
    Ok(FieldName::Value(value))
}

/// Refuses a value of a group that begins with the name of another field and a colon: `firm:(a OR person:b)` would look for
/// a firm called `person:b`. Ids may begin so; those stand in quotation marks, or behind the field they begin with.
pub(super) fn only_this(word: &Bare, field: ValueField) -> Result<(), QueryError> {
    let Some(colon) = prefix(word) else { return Ok(()) };
    match name(word, colon) {
        Ok(other) if other != FieldName::Value(field) => {
            let other: String = word.letters.iter().take(colon).map(|(c, _)| *c).collect();
            let value = if colon + 1 < word.letters.len() { word.text() } else { format!("{other}:…") };
            Err(error(
                word.column,
                format!(
                    "`{other}:` is another field, close the group before it: (…) OR {value}; a value that begins so stands in quotation marks"
                ),
            ))
        }
        _ => Ok(()),
    }
}

/// Reads what stands behind the colon of a field; `column` is where the field begins.
pub(super) fn value(scan: &mut Scan, field: ValueField, column: usize) -> Result<Node, QueryError> {
    match (field, scan.peek()) {
        (_, None) => Err(error(column, "a value must follow the colon without a space")),
        (_, Some(c)) if c.is_whitespace() || c == ')' => Err(error(column, "a value must follow the colon without a space")),
        (ValueField::Published, Some('[' | '{')) => scan.brackets().and_then(|range| days_between(&range)).map(Node::Published),
        (ValueField::FirstSeen, Some('[' | '{')) => scan.brackets().and_then(|range| days_between(&range)).map(Node::FirstSeen),
        (ValueField::Figure | ValueField::Money, Some('[' | '{')) => {
            let range = scan.brackets()?;
            let behind = scan.bare();
            let (behind, at) = before_subject(&behind);
            let range = figures_between(&range, &behind)?;
            only_money(field, range, subject(scan, at)?, column)
        }
        (_, Some('[' | '{')) => Err(error(column, "this field takes no range, only published, first_seen, figure and money do")),
        (ValueField::Figure | ValueField::Money, Some(c)) => {
            let (text, at) = if is_quote(c) {
                let quoted = scan.quoted()?;
                (quoted.text(), (scan.peek() == Some('@')).then_some(0))
            } else {
                before_subject(&scan.bare())
            };
            let range = figure(&text, column)?;
            only_money(field, range, subject(scan, at)?, column)
        }
        (_, Some(c)) => {
            let quoted = is_quote(c);
            let word = if quoted { scan.quoted()? } else { scan.bare() };
            scan.at = word.end;
            let text = word.text();
            if text.trim().is_empty() {
                return Err(error(column, "a value must follow the colon without a space"));
            }
            if !quoted && matches!((word.letters.first(), word.letters.last()), (Some(('<', false)), Some(('>', false)))) {
                return Err(error(
                    word.column,
                    format!(
                        "{text} stands for words, not for a value of this field: write … OR {text} outside of it; a value that begins so stands in quotation marks"
                    ),
                ));
            }
            let dated = matches!(field, ValueField::Published | ValueField::FirstSeen);
            if !quoted
                && !dated
                && word.letters.iter().any(|letter| matches!(letter, ('*' | '?', false)))
                && !matches!(field, ValueField::Whole(WholeField::Url))
            {
                return Err(error(column, "this field takes no wildcards; put signs that belong to the value in quotation marks"));
            }
            if scan.peek() == Some('~') {
                return Err(error(scan.column(), "this field takes no `~`"));
            }
            single(field, text, column)
        }
    }
}

/// The text of a figure or unit before `@`; and, when there is one, how many characters stand from its start to the `@`.
fn before_subject(bare: &Bare) -> (String, Option<usize>) {
    let at = bare.letters.iter().position(|letter| *letter == ('@', false));
    let text = bare.letters.iter().take(at.unwrap_or(usize::MAX)).map(|(c, _)| *c).collect();
    // A figure or unit holds no backslash that would be read: characters and letters are one.
    (text, Some(at.unwrap_or(bare.letters.len())))
}

/// `@BYD`, `@"Goldman Sachs"`, `ahead` characters from here; nothing when no `@` stands there.
fn subject(scan: &mut Scan, ahead: Option<usize>) -> Result<Option<String>, QueryError> {
    scan.at += ahead.unwrap_or(0);
    let column = scan.column();
    if !scan.take('@') {
        return Ok(None);
    }
    let name = if scan.peek().is_some_and(is_quote) {
        scan.quoted()?
    } else {
        let bare = scan.bare();
        scan.at = bare.end;
        bare
    };
    if name.text().trim().is_empty() {
        return Err(error(column, "the name of a firm, person or index must follow `@`, as in figure:[20% TO 40%]@\"Goldman Sachs\""));
    }
    Ok(Some(name.text()))
}

fn single(field: ValueField, text: String, column: usize) -> Result<Node, QueryError> {
    Ok(match field {
        ValueField::Entity(kind) => Node::Entity { kind, name: text },
        ValueField::Published => Node::Published(days(&text, column)?),
        ValueField::FirstSeen => Node::FirstSeen(days(&text, column)?),
        ValueField::Figure | ValueField::Money => return only_money(field, figure(&text, column)?, None, column),
        ValueField::Publisher if exact_words(&text).is_empty() => {
            return Err(error(column, format!("there is no word in `{text}`")));
        }
        ValueField::Publisher => Node::Publisher(text),
        ValueField::Access => Node::Access(match text.as_str() {
            "free" => Access::Free,
            "metered" => Access::Metered,
            "truncated" => Access::Truncated,
            "unknown" => Access::Unknown,
            _ => return Err(error(column, format!("`{text}` is no access, known are free, metered, truncated, unknown"))),
        }),
        ValueField::Whole(field) => Node::Whole(field, text),
    })
}

fn only_money(field: ValueField, range: FigureRange, subject: Option<String>, column: usize) -> Result<Node, QueryError> {
    if matches!(field, ValueField::Money) && !matches!(range.unit, FigureUnit::Money(_)) {
        return Err(error(column, "money needs a currency code, as in money:[1e9 TO *]HKD"));
    }
    Ok(Node::Figure(FigureRange { subject, ..range }))
}
