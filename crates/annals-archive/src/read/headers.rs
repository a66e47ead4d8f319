//! Header blocks, of records and of HTTP answers: a first line, then `Name: value` lines.

/// A header block, names in their own spelling, found without regard to case.
pub(super) struct Headers {
    /// `WARC/1.1`, `HTTP/1.1 200 OK`.
    pub(super) first_line: String,
    /// Name and value in order.
    pub(super) lines: Vec<(String, String)>,
}

impl Headers {
    /// Reads a block; lines that are no headers are left out, folded lines are joined.
    pub(super) fn parse(block: &[u8]) -> Self {
        let mut raw = block.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let first_line = text(raw.next().unwrap_or_default());
        let mut lines: Vec<(String, String)> = Vec::new();
        for line in raw {
            if matches!(line.first(), Some(b' ' | b'\t')) {
                if let Some((_, value)) = lines.last_mut() {
                    value.push(' ');
                    value.push_str(text(line).trim());
                }
                continue;
            }
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (name, value) = line.split_at(colon);
            let name = text(name).trim().to_owned();
            if !name.is_empty() {
                lines.push((name, text(value.get(1..).unwrap_or_default()).trim().to_owned()));
            }
        }
        Self { first_line, lines }
    }

    /// The first value under this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.lines.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// UTF-8 where it is, else byte for character as HTTP has it.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// Where a header block ends, behind its empty line; looking starts at `from`.
pub(super) fn block_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = bytes.get(at..)?.iter().position(|byte| *byte == b'\n') {
        at += found + 1;
        let rest = bytes.get(at..)?;
        if rest.starts_with(b"\n") {
            return Some(at + 1);
        }
        if rest.starts_with(b"\r\n") {
            return Some(at + 2);
        }
    }
    None
}
