//! Where the tagger's eye is not believed: adjectives of nationality, common abbreviations, headings with capitals throughout.

use crate::document::Document;
use annals_model::RegionKind;
use annals_text::{Shape, Token};
use std::ops::Range;

/// Words of a headline before its capitals are judged.
const WORDS: usize = 3;

/// Whether `tokens` name nobody, whatever they look like. `organisation`: they are taken for more than a person.
pub(super) fn is_no_name(document: &Document<'_>, sentence: &Range<usize>, tokens: &Range<usize>, organisation: bool) -> bool {
    organisation && (of_a_nation(document, tokens.clone()) || is_abbreviation(document, tokens)) || in_capitals(document, sentence)
}

/// "European and Chinese investments": adjectives of nationality alone name nobody.
fn of_a_nation(document: &Document<'_>, mut tokens: Range<usize>) -> bool {
    tokens.all(|i| document.knowledge.word(document.reading.word(i)).nationality)
}

/// "IPOs", "a TMT fund": words of the trade that are written in capitals.
fn is_abbreviation(document: &Document<'_>, tokens: &Range<usize>) -> bool {
    const WORDS: &[&str] = &[
        "abs", "adr", "ai", "apr", "arpu", "aum", "b2b", "b2c", "bnpl", "cagr", "capex", "cds", "ceo", "cfo", "cio", "clo", "coo", "cpi",
        "cpu", "cto", "dcf", "ebit", "ebitda", "em", "eps", "esg", "etf", "etn", "etp", "ev", "fdi", "ffo", "fmcg", "forex", "fpo", "fx",
        "fy", "gdp", "gmv", "gpu", "hbm", "hr", "ico", "ipo", "irr", "it", "kpi", "lbo", "lcd", "led", "llm", "lng", "lpg", "lpr", "m&a",
        "mbs", "mlf", "nav", "nfp", "nft", "npl", "oem", "oled", "otc", "pc", "pce", "pe", "pmi", "ppi", "pr", "qe", "qfii", "qoq", "qt",
        "r&d", "reit", "rmb", "roa", "roe", "roi", "rrr", "saas", "sme", "soe", "spac", "suv", "tmt", "tv", "vat", "vc", "yoy", "ytd",
    ];
    let word = document.reading.word(tokens.start);
    let known = |word: &str| WORDS.contains(&word);
    tokens.len() == 1 && (known(word) || word.strip_suffix('s').is_some_and(known))
}

/// Whether all words of some length of a headline or heading have capitals: they tell nothing there.
fn in_capitals(document: &Document<'_>, sentence: &Range<usize>) -> bool {
    let long = |token: &&Token| token.is_word() && token.end - token.start >= 4;
    let tokens = document.reading.tokens();
    let headed = tokens
        .get(sentence.start)
        .is_some_and(|token| matches!(document.article.region_at(token.start), RegionKind::Headline | RegionKind::Heading));
    let words = || tokens.get(sentence.clone()).unwrap_or_default().iter().filter(long);
    headed && words().count() >= WORDS && words().all(|token| token.is_capitalised() || token.shape == Shape::Upper)
}

#[cfg(test)]
mod tests {
    use crate::{Knowledge, annotate};
    use annals_model::{Article, Kind, Region, RegionKind, Span};

    /// Names of firms, bodies and people that the tagger alone sees; `heading` stands above the text.
    fn seen(heading: &str, text: &str) -> Vec<String> {
        let whole = format!("{heading}\n{text}");
        let region = |start: usize, end: usize, kind| Region { span: Span::new(start, end), kind, reason: String::new() };
        let regions = vec![region(0, heading.len() + 1, RegionKind::Heading), region(heading.len() + 1, whole.len(), RegionKind::Body)];
        let article = Article { text: whole, lang: "en".to_owned(), regions, ..Default::default() };
        let found = annotate(&article, &Knowledge::embedded());
        let seen = found.mentions.iter().filter(|mention| mention.kind != Kind::Place && mention.rule.as_str() == "tagger");
        seen.map(|mention| mention.span.of(&article.text).to_owned()).collect()
    }

    #[test]
    fn adjectives_and_abbreviations_are_no_firms() {
        for text in [
            "The fund sold American holdings for European and Chinese investments in February.",
            "Money moved from Indian to Japanese and Korean equities, the broker said.",
            "Buyers were drawn by attractive IPOs in the city, such as that of a tea chain.",
            "An analyst from a foreign TMT fund predicts that earnings will follow.",
            "He prefers ETFs to REITs, and cash to both of them.",
        ] {
            assert_eq!(seen("", text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn capitals_of_a_heading_tell_nothing() {
        for heading in [
            "Cross-Border Flow and Market Dynamics",
            "Tin Frenzy Lifts Miners",
            "Brisk Trade for Ports",
            "Harbour Gloom Deepens",
            "Dear Cocoa, Thin Margins",
        ] {
            assert_eq!(seen(heading, "The market was quiet."), Vec::<String>::new(), "{heading}");
        }
    }
}
