//! Printed forms hold no characters that steer a screen: what a terminal would obey or what turns writing round is shown as a plain mark.

use std::borrow::Cow;

/// `words` with control characters and marks that override the direction of writing replaced by U+FFFD. Line feeds stay;
/// tabs and carriage returns, which are space in any text, become blanks, and a carriage return before a line feed goes.
pub(crate) fn tame(words: &str) -> Cow<'_, str> {
    if !words.chars().any(|c| c != '\n' && steers(c)) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\t' => out.push(' '),
            '\n' => out.push(c),
            c if steers(c) => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// U+0000–001F, U+007F–009F, and the marks that embed, override or isolate a direction of writing.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::tame;

    #[test]
    fn what_steers_a_screen_is_shown_as_a_mark() {
        for (words, said) in [
            ("plain words\nof two lines", "plain words\nof two lines"),
            ("a\u{1b}[31mred", "a\u{fffd}[31mred"),
            ("a\u{0}\u{7f}\u{9b}b", "a\u{fffd}\u{fffd}\u{fffd}b"),
            ("x\u{202e}txt.exe\u{202c}", "x\u{fffd}txt.exe\u{fffd}"),
            ("\u{2066}in\u{2069}", "\u{fffd}in\u{fffd}"),
            ("one\ttwo\r\nthree\rfour", "one two\nthree four"),
            ("société – “so” 株", "société – “so” 株"),
        ] {
            assert_eq!(tame(words), said);
        }
    }
}
