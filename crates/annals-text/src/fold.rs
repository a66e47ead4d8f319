//! Two spellings of one name made equal: case, accents, typographic quotes and dashes, width.

/// Lower case, without accents, with straight quotes, plain hyphens and half-width forms; runs of white space become one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// As [`fold`], appended to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    let begin = out.len();
    if is_plain(text) {
        out.push_str(text);
        out[begin..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        if c.is_whitespace() {
            if out.len() > begin && out.as_bytes().last() != Some(&b' ') {
                out.push(' ');
            }
            continue;
        }
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
            continue;
        }
        let half = half_width(c);
        match half {
            '‘' | '’' | 'ʼ' | '′' => out.push('\''),
            '“' | '”' | '„' | '″' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            _ => out.extend(half.to_lowercase().map(bare)),
        }
    }
    if out.len() > begin && out.as_bytes().last() == Some(&b' ') {
        out.pop();
    }
}

/// ASCII with single spaces between words: only its capitals change.
fn is_plain(text: &str) -> bool {
    let mut after_space = true;
    for byte in text.bytes() {
        let space = byte == b' ';
        if !byte.is_ascii() || byte.is_ascii_control() || space && after_space {
            return false;
        }
        after_space = space;
    }
    !after_space || text.is_empty()
}

/// A name as it stands in an id: folded, every run of other characters a single hyphen.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in fold(name).chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    if out.ends_with('-') {
        out.pop();
    }
    out
}

/// Full-width Latin letters, digits and signs as their usual forms.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A Latin letter without its accent.
fn bare(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, slug};

    #[test]
    fn typography_and_accents_fold() {
        assert_eq!(fold("L’Oréal  S.A."), "l'oreal s.a.");
        assert_eq!(fold("ＡＢＣ–１"), "abc-1");
        assert_eq!(slug("Société Générale S.A."), "societe-generale-s-a");
        assert_eq!(slug("  --  "), "");
        assert_eq!((fold("One Two"), fold(" One  Two\t"), fold("")), ("one two".into(), "one two".into(), String::new()));
    }
}
