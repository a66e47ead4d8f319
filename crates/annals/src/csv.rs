//! Rows of comma-separated values as RFC 4180 has them: quoted where it must be, never altered.

use std::io::{self, Write};

/// Writes a row.
pub(crate) fn row<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut out = Vec::new();
        super::row(&mut out, ["a", "", "b,c", "d \"e\"", "f\ng"]).expect("written");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), "a,,\"b,c\",\"d \"\"e\"\"\",\"f\ng\"\r\n");
    }
}
