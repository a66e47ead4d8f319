//! Whether a paragraph of a page only asks its reader to subscribe, sign up or follow.
//!
//! A page's own mark-up already sets most adverts apart, and articles of advice speak to the reader in every line: here a request alone
//! says nothing; it has to be a request for what an outlet earns by.

use super::lexicon::SELLING;
use regex::Regex;
use std::sync::LazyLock;

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

/// Any of the things outlets ask for, found in one pass.
static ANY_ASKED_FOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&ASKED_FOR.iter().map(|thing| regex::escape(thing)).collect::<Vec<_>>().join("|")).ok());

/// Whether a block asks its reader for something and for nothing else. `bare` is the block, `folded` its fold, `words` their number.
pub(super) fn offer(bare: &str, folded: &str, words: usize) -> bool {
    if words == 0 || words > MOST_WORDS || bare.len() > folded.len() + 64 {
        return false;
    }
    if !ANY_ASKED_FOR.as_ref().is_some_and(|any| any.is_match(folded)) {
        return false;
    }
    // A quoted voice or a reported one is the article's, whatever it asks for.
    if [" said", " says", " told ", "\""].iter().any(|voice| folded.contains(voice)) {
        return false;
    }
    super::line::selling(bare, folded) >= 4 && asks(folded)
}

/// The content of another site that a page loads only with the reader's leave, in the tongues where the law asks for that.
static ANY_CONTENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("external content|third.party content|content from|embedded content|externe.? inhalt|inhalte? von|drittplattform|contenus? tiers|contenu externe|contenido externo|externe inhoud|eksternt innhold|externt innehåll").ok()
});

/// What is done with the reader.
static ANY_LEAVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("cookies|your consent|your permission|privacy settings|einverstanden|zustimmung|zustimmen|personenbezogene daten|datenschutz|anzeigen lassen|consentement|consentimiento|toestemming|samtykke|samtycke").ok()
});

/// Whether a block stands in for content that the reader has to allow first.
pub(super) fn consent(folded: &str, words: usize) -> bool {
    let holds = |any: &Option<Regex>| any.as_ref().is_some_and(|any| any.is_match(folded));
    (5..=70).contains(&words) && !folded.contains('"') && holds(&ANY_LEAVE) && holds(&ANY_CONTENT)
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
    use crate::text::fixture;

    fn offer(text: &str) -> bool {
        fixture(text).is_some()
    }

    #[test]
    fn requests_for_what_an_outlet_earns_by_are_offers() {
        assert!(offer("Get our daily letter on copper in your inbox. Sign up for free today."));
        assert!(offer("Want more from the harbour desk? Subscribe to our weekly newsletter and never miss a landing."));
        assert!(offer("Create an account or sign in to go on with your reading."));
        assert!(offer("Join our mailing list! You will hear from us once a month."));
    }

    #[test]
    fn stand_ins_for_content_of_others_are_told() {
        assert!(offer("Here you would see external content. With your consent it is loaded, and cookies may be set."));
        assert!(offer("Ich bin damit einverstanden, dass mir Inhalte von anderen Seiten gezeigt werden."));
        assert!(!offer("The ministry wants to forbid cookies that follow a reader from shop to shop."));
        assert!(!offer("Content from the north, most of it wool and hides, came by ship until the canal was dug."));
    }

    #[test]
    fn advice_is_no_offer() {
        assert!(!offer("Start with the free plan of your bank and upgrade today only if you need more than one account."));
        assert!(!offer("Get your savings in order first: open an account, save a tenth of what you earn, and invest the rest."));
        assert!(!offer("Buy what you need, try it at home, and return it for free if your cat does not like it."));
        assert!(!offer("\"Subscribe to our newsletter today and get a free month,\" the broker told its members."));
    }
}
