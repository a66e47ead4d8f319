//! Whether a paragraph of a page only asks its reader to subscribe, sign up or follow.
//!
//! A page's own mark-up already sets most adverts apart, and articles of advice speak to the reader in every line: here a request alone
//! says nothing; it has to be a request for what an outlet earns by.

use super::lexicon::SELLING;

/// Longer paragraphs say more than a request.
const MOST_WORDS: usize = 48;

/// What outlets ask their readers for.
const ASKED_FOR: &[&str] = &[
    "newsletter",
    "subscribe",
    "inbox",
    "mailing list",
    "email list",
    "email updates",
    "email alerts",
    "sign in",
    "sign up for our",
    "sign up to our",
    "log in",
    "create an account",
    "create a free account",
    "free demo",
    "follow us",
    "follow @",
    "our app",
    "our channel",
    "our podcast",
    "our facebook",
    "our telegram",
    "our whatsapp",
    "digital edition",
    "unlock this",
    "unlock more",
    "tap here",
    "donate",
    "patreon",
    "become a member",
    "membership",
    "in touch with our news team",
];

/// Words other than verbs of selling that open a request.
const OPENINGS: &[&str] = &["want", "would", "for", "never", "love", "like", "enjoyed", "don't", "dont", "already", "ready", "please"];

/// Whether `text` asks its reader for something and for nothing else.
pub(crate) fn offer(text: &str) -> bool {
    if text.len() > MOST_WORDS * 9 {
        return false;
    }
    let folded = annals_text::fold(text);
    if folded.split_whitespace().count() > MOST_WORDS || !ASKED_FOR.iter().any(|thing| folded.contains(thing)) {
        return false;
    }
    // A quoted voice or a reported one is the article's, whatever it asks for.
    if folded.contains('"') || folded.contains(" said") || folded.contains(" says") || folded.contains(" told ") {
        return false;
    }
    super::line::selling(text, &folded) >= 4 && asks(&folded)
}

/// Whether one of the sentences opens as a request.
fn asks(folded: &str) -> bool {
    folded.split_inclusive(['.', '!', '?', ':', ',']).any(|sentence| {
        let word = sentence.split(|c: char| !c.is_alphanumeric() && c != '\'').find(|word| !word.is_empty()).unwrap_or_default();
        SELLING.contains(word) || OPENINGS.contains(&word)
    })
}

#[cfg(test)]
mod tests {
    use super::offer;

    #[test]
    fn requests_for_what_an_outlet_earns_by_are_offers() {
        assert!(offer("Get our daily letter on copper in your inbox. Sign up for free today."));
        assert!(offer("Want more from the harbour desk? Subscribe to our weekly newsletter and never miss a landing."));
        assert!(offer("Create an account or sign in to go on reading."));
        assert!(offer("Join our mailing list! You will hear from us once a month."));
    }

    #[test]
    fn advice_is_no_offer() {
        assert!(!offer("Start with the free plan of your bank and upgrade today only if you need more than one account."));
        assert!(!offer("Get your savings in order first: open an account, save a tenth of what you earn, and invest the rest."));
        assert!(!offer("Buy what you need, try it at home, and return it for free if your cat does not like it."));
        assert!(!offer("\"Subscribe to our newsletter today and get a free month,\" the broker told its members."));
    }
}
