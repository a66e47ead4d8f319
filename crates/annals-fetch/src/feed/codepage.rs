//! Charsets that browsers have forgotten and old feeds still state: DOS, Macintosh and EBCDIC code pages.

use encoding_rs::Encoding;

/// A line a code page: its name, other names, its characters.
const TABLES: &str = include_str!("codepages.tsv");

/// Names of charsets, bare of dashes, that the Encoding Standard knows under another name.
#[rustfmt::skip]
const OTHER_NAMES: [(&str, &str); 64] = [
    ("iso2022jp1", "iso-2022-jp"), ("iso2022jp2", "iso-2022-jp"), ("iso2022jp3", "iso-2022-jp"), ("iso2022jpext", "iso-2022-jp"),
    ("iso2022jp2004", "iso-2022-jp"), ("isoir58", "gbk"),
    ("cp932", "shift_jis"), ("ms932", "shift_jis"), ("932", "shift_jis"), ("mskanji", "shift_jis"),
    ("shiftjis", "shift_jis"), ("shiftjisx0213", "shift_jis"), ("shiftjis2004", "shift_jis"), ("csshiftjis", "shift_jis"),
    ("sjis", "shift_jis"), ("sjisx0213", "shift_jis"), ("sjis2004", "shift_jis"), ("eucjp", "euc-jp"),
    ("eucjis2004", "euc-jp"), ("eucjisx0213", "euc-jp"), ("jisx0213", "euc-jp"), ("ujis", "euc-jp"),
    ("cp936", "gbk"), ("ms936", "gbk"), ("936", "gbk"), ("euccn", "gbk"),
    ("eucgb2312cn", "gbk"), ("gb2312", "gbk"), ("gb231280", "gbk"), ("gb23121980", "gbk"),
    ("xmacsimpchinese", "gbk"), ("gb180302000", "gb18030"), ("cp949", "euc-kr"), ("ms949", "euc-kr"),
    ("949", "euc-kr"), ("uhc", "euc-kr"), ("euckr", "euc-kr"), ("ksc5601", "euc-kr"),
    ("ksc56011987", "euc-kr"), ("ksx1001", "euc-kr"), ("xmackorean", "euc-kr"), ("cp950", "big5"),
    ("ms950", "big5"), ("950", "big5"), ("big5tw", "big5"), ("big5hkscs", "big5"),
    ("hkscs", "big5"), ("xmactradchinese", "big5"), ("cp874", "windows-874"), ("cp65001", "utf-8"),
    ("u8", "utf-8"), ("utf8", "utf-8"), ("maccyrillic", "x-mac-cyrillic"), ("macroman", "macintosh"),
    ("macintosh", "macintosh"), ("1250", "windows-1250"), ("1251", "windows-1251"), ("1252", "windows-1252"),
    ("1253", "windows-1253"), ("1254", "windows-1254"), ("1255", "windows-1255"), ("1256", "windows-1256"),
    ("1257", "windows-1257"), ("1258", "windows-1258"),
];

/// The name in lower case and bare of dashes, in which its many spellings meet.
fn bare(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The charset of a name, as the Encoding Standard knows it.
pub(super) fn standard(label: &str) -> Option<&'static Encoding> {
    let other = || OTHER_NAMES.iter().find(|(name, _)| *name == bare(label)).map(|(_, known)| *known);
    let dashed = label.trim().replace('_', "-");
    Encoding::for_label(label.trim().as_bytes())
        .or_else(|| Encoding::for_label(dashed.as_bytes()))
        .or_else(|| Encoding::for_label(other()?.as_bytes()))
}

/// The text of bytes in a code page; `None` when it is not known.
pub(super) fn decode(bytes: &[u8], label: &str) -> Option<String> {
    let label = bare(label);
    let characters = TABLES.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut columns = line.split('\t');
        let (name, others) = (columns.next()?, columns.next()?);
        (name == label || others.split(' ').any(|other| other == label)).then(|| columns.next())?
    })?;
    let characters: Vec<char> = characters.chars().collect();
    let from = 256 - characters.len();
    let ascii = from == 0x80;
    let one = |byte: u8| match (usize::from(byte).checked_sub(from), byte) {
        (Some(place), _) => characters.get(place).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        (None, byte) if ascii => char::from(byte),
        // EBCDIC's ends of line.
        (None, 0x15 | 0x25 | 0x0d) => '\n',
        (None, _) => ' ',
    };
    Some(bytes.iter().map(|byte| one(*byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn code_pages_are_known_by_any_of_their_names() {
        for (bytes, label, expected) in [
            (&b"\x80a"[..], "cp437", Some("Ça")),
            (b"\x80", "no-such-page", None),
            (b"\xc1\x25\x81", "EBCDIC_CP_US", Some("A\na")),
            (b"\x9b", "850", Some("ø")),
        ] {
            assert_eq!(decode(bytes, label).as_deref(), expected, "{label}");
        }
    }
}
