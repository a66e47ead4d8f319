//! `corrections.tsv`: what a user knows better about names, one correction a line.
//!
//! The file stands beside the configuration. It opens with a head line, `action surface entity kind note`, the columns parted by
//! tabs; kind and note may be missing, lines that begin with `#` and empty lines are skipped:
//!
//! * `alias SURFACE ENTITY`: the name means that entity wherever a name can stand;
//! * `always SURFACE ENTITY`: every occurrence of the words means it;
//! * `never SURFACE [ENTITY]`: the words are no name, or never the name of that entity;
//! * `merge ID INTO`: whatever names the first entity names the second (both are ids);
//! * `split SURFACE ENTITY`: the name, where it would mean that entity, means one of its own.
//!
//! An entity is an id of the gazetteer, or a new one whose `kind` is given: its first name is then what it is called.

use crate::AnnalsError;
use annals_extract::{Correction, Corrections, Knowledge};
use annals_model::{EntityId, Kind, sha256_hex};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// The file's name.
pub const FILE: &str = "corrections.tsv";

/// The columns, in their order.
const COLUMNS: [&str; 5] = ["action", "surface", "entity", "kind", "note"];

/// Reads the corrections beside the configuration file `config`, with the SHA-256 of the file; `None` when there is none.
///
/// # Errors
/// When the file cannot be read, or a line of it is wrong: the message names file and line and what was expected.
pub fn beside(config: &Path, knowledge: &Knowledge) -> Result<Option<(Corrections, String)>, AnnalsError> {
    let path = config.with_file_name(FILE);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(source) => return Err(AnnalsError::Read { path, source }),
    };
    let wrong = |(line, message): Wrong| AnnalsError::Input(format!("{}:{line}: {message}", path.display()));
    let text = std::str::from_utf8(&bytes).map_err(|e| {
        let line = bytes.iter().take(e.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        wrong((line, "expected UTF-8".to_owned()))
    })?;
    let lines = parse(text, knowledge).map_err(wrong)?;
    Ok(Some((Corrections::new(lines), sha256_hex(&bytes))))
}

/// A line's number and what is wrong with it.
type Wrong = (usize, String);

/// A line as printed.
struct Row<'t> {
    line: usize,
    action: &'t str,
    surface: &'t str,
    entity: &'t str,
    kind: Option<Kind>,
}

fn parse(text: &str, knowledge: &Knowledge) -> Result<Vec<Correction>, Wrong> {
    let rows = rows(text)?;
    let mut new: BTreeMap<&str, Kind> = BTreeMap::new();
    for row in &rows {
        let Some(kind) = row.kind else { continue };
        let (said, by) = match knowledge.kind_of(row.entity) {
            Some(listed) => (listed, "the gazetteer"),
            None => (*new.entry(row.entity).or_insert(kind), "a line above"),
        };
        if said != kind {
            return Err((row.line, format!("`{}` is a {} by {by}, not a {}", row.entity, said.name(), kind.name())));
        }
    }
    let known = |id: &str| knowledge.kind_of(id).is_some() || new.contains_key(id);
    let mut meant = BTreeMap::new();
    let mut merged = BTreeMap::new();
    rows.iter().map(|row| correction(row, &known, &mut meant, &mut merged).map_err(|message| (row.line, message))).collect()
}

fn rows(text: &str) -> Result<Vec<Row<'_>>, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((head, at)) = lines.next() else { return Ok(Vec::new()) };
    let head: Vec<&str> = head.split('\t').map(str::trim).collect();
    if head.len() < 3 || !COLUMNS.starts_with(&head) {
        return Err((at, format!("expected the head line `{}`, parted by tabs", COLUMNS.join(" "))));
    }
    let mut rows = Vec::new();
    for (text, line) in lines {
        let fields: Vec<&str> = text.split('\t').map(str::trim).collect();
        if fields.len() > COLUMNS.len() {
            return Err((line, format!("{} columns, expected {} at the most: {}", fields.len(), COLUMNS.len(), COLUMNS.join(", "))));
        }
        let field = |i: usize| fields.get(i).copied().unwrap_or("");
        let kind = if field(3).is_empty() { None } else { Some(kind(field(3)).map_err(|message| (line, message))?) };
        rows.push(Row { line, action: field(0), surface: field(1), entity: field(2), kind });
    }
    Ok(rows)
}

fn kind(word: &str) -> Result<Kind, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        let kinds = "firm, person, index, agency, regulator, exchange, media, organisation, place, product, basket or programme";
        format!("`{word}` is no kind: expected {kinds}")
    })
}

/// Whom the lines so far give a name to; `None`: to nobody.
type Meant<'t> = BTreeMap<&'t str, (Option<&'t str>, usize)>;

fn correction<'t>(
    row: &Row<'t>,
    known: &impl Fn(&str) -> bool,
    meant: &mut Meant<'t>,
    merged: &mut BTreeMap<&'t str, &'t str>,
) -> Result<Correction, String> {
    let Row { line, action, surface, entity, kind } = *row;
    if !["alias", "always", "never", "merge", "split"].contains(&action) {
        return Err(format!("`{action}` is no action: expected alias, always, never, merge or split"));
    }
    if !surface.chars().any(char::is_alphanumeric) {
        let wanted = if action == "merge" { "the id that is given up" } else { "a name" };
        return Err(format!("expected {wanted} in the second column"));
    }
    if entity.is_empty() && action != "never" {
        return Err(format!("expected an entity's id in the third column: {action} {surface} …"));
    }
    for id in [Some(entity), (action == "merge").then_some(surface)].into_iter().flatten().filter(|id| !id.is_empty()) {
        if !known(id) {
            return Err(format!(
                "`{id}` is no entity of the gazetteer (`annals gazetteer show NAME` finds ids): for a new one, expected its `kind`"
            ));
        }
    }
    let named = match action {
        "alias" | "always" => Some(Some(entity)),
        "never" if entity.is_empty() => Some(None),
        _ => None,
    };
    if let Some(named) = named {
        let (before, at) = *meant.entry(surface).or_insert((named, line));
        if before != named {
            let whom = before.map_or_else(|| "says that it is no name".to_owned(), |whom| format!("gives it to `{whom}`"));
            return Err(format!("`{surface}` cannot mean two things: line {at} {whom}"));
        }
    }
    let (name, id) = (surface.to_owned(), EntityId(entity.to_owned()));
    Ok(match action {
        "alias" => Correction::Alias { surface: name, entity: id, kind },
        "always" => Correction::Always { surface: name, entity: id, kind },
        "never" => Correction::Never { surface: name, entity: (!entity.is_empty()).then_some(id) },
        "split" => Correction::Split { surface: name, entity: id },
        _ => {
            merge(surface, entity, merged)?;
            Correction::Merge { entity: EntityId(name), into: id, kind }
        }
    })
}

/// Notes that one id gives way to another; an id cannot give way to two, nor in the end to itself.
fn merge<'t>(entity: &'t str, into: &'t str, merged: &mut BTreeMap<&'t str, &'t str>) -> Result<(), String> {
    if let Some(before) = merged.insert(entity, into).filter(|before| *before != into) {
        return Err(format!("`{entity}` is merged into `{before}` already"));
    }
    let mut last = into;
    while last != entity {
        let Some(next) = merged.get(last) else { return Ok(()) };
        last = next;
    }
    Err(format!("`{entity}` would be merged into itself"))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use annals_extract::Knowledge;

    fn refused(rows: &str) -> String {
        let text = format!("# mine\n\naction\tsurface\tentity\tkind\tnote\n{rows}\n");
        let (line, message) = parse(&text, &Knowledge::embedded()).expect_err("a wrong line");
        format!("{line}: {message}")
    }

    #[test]
    fn right_lines_are_read() {
        let text = "\u{feff}action\tsurface\tentity\tkind\tnote\r\n\
            alias\tTri-Bank\txx:tri\t\tsee below\r\n# remark\r\n\
            always\tTri Bank plc\txx:tri\tfirm\r\n\
            never\tStreet\nnever\tCiti\tus:citigroup\nsplit\tCiti\tus:citigroup\n\
            merge\tnil:firm:tri\txx:tri\n";
        assert_eq!(parse(text, &Knowledge::embedded()).map(|rows| rows.len()), Ok(6));
        assert_eq!(parse("\n# nothing\n", &Knowledge::embedded()).map(|rows| rows.len()), Ok(0));
        assert_eq!(parse("action\tsurface\tentity\nnever\tStreet\n", &Knowledge::embedded()).map(|rows| rows.len()), Ok(1));
    }

    #[test]
    fn wrong_lines_are_named_with_what_was_expected() {
        let (line, message) = parse("alias\tCiti\tus:citigroup\n", &Knowledge::embedded()).expect_err("no head");
        assert!(line == 1 && message.contains("head line"), "{message}");
        for (rows, number, part) in [
            ("rename\tCiti\tus:citigroup", 4, "expected alias, always"),
            ("never\tStreet\nalias\t\tus:citigroup", 5, "a name in the second column"),
            ("never\t - ", 4, "a name in the second column"),
            ("alias\tCiti", 4, "id in the third column"),
            ("alias\tCiti\txx:nobody", 4, "`xx:nobody` is no entity of the gazetteer"),
            ("never\tCiti\txx:nobody", 4, "`xx:nobody`"),
            ("merge\txx:nobody\tus:citigroup", 4, "`xx:nobody`"),
            ("alias\tTri\txx:tri\tbank", 4, "`bank` is no kind: expected firm"),
            ("alias\tCiti\tus:citigroup\tplace", 4, "is a firm by the gazetteer"),
            ("alias\tTri\txx:tri\tfirm\nalias\tTri Bank\txx:tri\tplace", 5, "is a firm by a line above"),
            ("alias\tCiti\tus:citigroup\t\tnote\tmore", 4, "6 columns"),
            ("never\tCiti\nalways\tCiti\tus:citigroup", 5, "line 4 says that it is no name"),
            ("alias\tCiti\tus:apple\nalways\tCiti\tus:citigroup", 5, "line 4 gives it to `us:apple`"),
            ("merge\tus:apple\tus:citigroup\nmerge\tus:citigroup\tus:apple", 5, "into itself"),
            ("merge\tus:apple\tus:citigroup\nmerge\tus:apple\tus:nvidia", 5, "already"),
        ] {
            let said = refused(rows);
            assert!(said.starts_with(&format!("{number}: ")) && said.contains(part), "{said}");
        }
    }
}
