//! A quoted statement of several sentences is one piece: it begins where the quotation opens and ends where it closes.

use crate::page::Passage;

/// Sentences of one quoted statement, at most.
const SENTENCES: usize = 4;
/// Bytes of one quoted statement, at most.
const BYTES: u32 = 700;

/// Where a text stands in a quotation after some words of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Every quotation that was opened is closed.
    Closed,
    /// A quotation is open.
    Open,
    /// A quotation is opened inside one with straight marks: the first mark was none, or lacks its end.
    Astray,
}

/// Joins passages that split a quotation: from the one that opens it to the one that closes it, in one paragraph and one
/// region, within the bounds above. A quotation that is not closed there leaves its passages as they are.
pub(crate) fn join(text: &str, passages: Vec<Passage>) -> Vec<Passage> {
    let mut joined: Vec<Passage> = Vec::with_capacity(passages.len());
    let mut at = 0;
    while let Some(passage) = passages.get(at) {
        let end = last(text, &passages, at);
        let mut passage = passage.clone();
        if let Some(closing) = passages.get(end).filter(|_| end > at) {
            passage.span = passage.span.cover(closing.span);
            passage.tokens.end = closing.tokens.end;
        }
        joined.push(passage);
        at = end + 1;
    }
    joined
}

/// The index of the passage that closes what passage `at` opens; `at` itself when there is nothing to join.
fn last(text: &str, passages: &[Passage], at: usize) -> usize {
    let Some(first) = passages.get(at).filter(|first| first.whole && first.span.end - first.span.start < BYTES) else { return at };
    let mut state = after(first.span.of(text), State::Closed);
    // "Ann Lee, an analyst, noted:", and what she noted in a paragraph of its own.
    let announced = passages.get(at + 1).filter(|next| {
        let opens = next.span.of(text).starts_with(['“', '"', '«']);
        opens && first.span.of(text).ends_with(':') && next.paragraph == first.paragraph + 1
    });
    if announced.is_some() && state == State::Closed {
        state = State::Open;
    }
    let paragraph = announced.map_or(first.paragraph, |next| next.paragraph);
    for (k, next) in passages.iter().enumerate().skip(at + 1).take(SENTENCES - 1) {
        let beside = next.whole && next.paragraph == paragraph && next.region == first.region;
        let near = next.span.end.saturating_sub(first.span.start) <= BYTES;
        if state != State::Open || !beside || !near {
            return at;
        }
        let before = if announced.is_some() && k == at + 1 { State::Closed } else { state };
        state = after(next.span.of(text), before);
        if state == State::Closed {
            return k;
        }
    }
    at
}

/// The state after `words`. Apostrophes and single marks count for nothing, for no sign tells them apart. A straight mark
/// opens at the beginning of a word and closes at the end of one; one that closes nothing stands for inches or for the end
/// of what was opened elsewhere.
fn after(words: &str, before: State) -> State {
    let mut state = before;
    let mut previous: Option<char> = None;
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '“' | '«' | '「' => state = State::Open,
            '”' | '»' | '」' => state = State::Closed,
            '"' => {
                let outside = previous.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–'));
                let inside = chars.peek().is_some_and(|next| next.is_alphanumeric() || matches!(next, '$' | '€' | '£' | '…' | '\'' | '’'));
                let letter = previous.is_some_and(char::is_alphanumeric);
                let opens = if outside { inside || state == State::Closed } else { inside && !letter && state == State::Closed };
                state = match (opens, state) {
                    (_, State::Astray) | (true, State::Open) => State::Astray,
                    (true, State::Closed) => State::Open,
                    (false, _) => State::Closed,
                };
            }
            _ => {}
        }
        previous = Some(c);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::{State, after};

    #[test]
    fn marks_open_and_close() {
        for (words, state) in [
            ("He said: \"The harbour is full.", State::Open),
            ("The harbour is full.\"", State::Closed),
            ("“The harbour is full.", State::Open),
            ("“It is full,” she said.", State::Closed),
            ("She called it \"full\" and left.", State::Closed),
            ("The traders' pier wasn't the dockers'.", State::Closed),
            ("A 27\" pipe and a 30\" pipe burst.", State::Closed),
            ("It is (\"for now\") full, he said:\"We wait.", State::Open),
            ("\"Full,\" he said, \"and wet.", State::Open),
        ] {
            assert_eq!(after(words, State::Closed), state, "{words}");
        }
        assert_eq!(after("\"Another one,\" he said.", State::Open), State::Astray);
        assert_eq!(after("We wait 5\" more.", State::Open), State::Closed);
    }
}
