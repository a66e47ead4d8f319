//! Dates that cannot be right: a printed year at odds with all its neighbours, a day to come told as past, a weekday that the
//! day is not, a day that no month has.

use crate::document::Document;
use annals_model::{Basis, Grain, Note, TimeExpr};
use annals_text::{month_number, weekday_number};
use jiff::civil::Date;

/// How many dates before and after a suspect are asked.
const NEIGHBOURS: usize = 4;

/// Words before a date that may say that it is still to come, and how many are looked at.
const AHEAD: &[&str] = &[
    "to",
    "will",
    "would",
    "shall",
    "may",
    "could",
    "until",
    "by",
    "due",
    "effective",
    "payable",
    "expected",
    "planned",
    "scheduled",
    "from",
    "next",
    "before",
];
const FORWARD: usize = 8;

/// Writes a note `suspect_year` for every full date whose year is most likely a slip; the value stays as printed.
pub(super) fn check(document: &Document<'_>, times: &[TimeExpr], notes: &mut Vec<Note>) {
    let published = document.article.anchor();
    for (place, time) in times.iter().enumerate() {
        if let Some(found) = no_such_day(document, time).or_else(|| other_weekday(document, time)) {
            notes.push(found);
            continue;
        }
        let Some(published) = published else { continue };
        let full = time.basis == Basis::Stated && time.grain == Grain::Day;
        let Some(date) = time.from.filter(|_| full) else { continue };
        let Some(candidate) = candidate(date, published) else { continue };
        let surface = time.span.of(&document.article.text);
        // A day soon after the publication is more likely an update than a slip of a year.
        let nearer = (published - candidate).get_days() < (date - published).get_days();
        if date > published && nearer && told_as_past(document, time) {
            notes.push(note(
                time,
                format!("{surface} lies after the publication ({published}) but is told as past; {candidate} may be meant"),
            ));
            continue;
        }
        let first = place.saturating_sub(NEIGHBOURS);
        let around: Vec<Date> = times
            .iter()
            .enumerate()
            .skip(first)
            .take(2 * NEIGHBOURS + 1)
            .filter(|(k, other)| *k != place && matches!(other.grain, Grain::Day | Grain::Month | Grain::Week))
            .filter_map(|(_, other)| other.from)
            .collect();
        let near = |day: Date, to: Date| (day - to).get_days().abs() <= 60;
        // All neighbours lie around the candidate, none around the printed date.
        let lonely = around.len() >= 3
            && around.iter().all(|day| !near(date, *day))
            && around.iter().filter(|day| near(candidate, **day)).count() * 4 >= around.len() * 3;
        if lonely && date.year() < published.year() && date.year() + 1 >= published.year() {
            notes.push(note(time, format!("the dates around {surface} lie in another year; {candidate} may be meant")));
        }
    }
}

/// "Friday, February 7, 2024": a full date whose weekday is another; the year beside it in which it is right may be meant.
fn other_weekday(document: &Document<'_>, time: &TimeExpr) -> Option<Note> {
    let date = time.from.filter(|_| time.grain == Grain::Day)?;
    let tokens = document.reading.tokens_in(time.span);
    // A weekday alone is counted from the publication and always right.
    if tokens.len() < 3 || time.rule.as_str() != "time/day" {
        return None;
    }
    let printed = weekday_number(document.reading.word(tokens.start))?;
    // Without a printed year ("Friday 16 October") the year was counted, and may be wrong itself.
    let year = tokens.clone().any(|k| document.reading.word(k).parse::<u32>().is_ok_and(|number| number > 31));
    if !year || tokens.clone().any(|k| document.reading.word(k) == "in") {
        return None;
    }
    if date.weekday().to_monday_one_offset() == printed {
        return None;
    }
    let surface = time.span.of(&document.article.text);
    let near = [1, -1, 2, -2].into_iter().filter_map(|years| Date::new(date.year().checked_add(years)?, date.month(), date.day()).ok());
    let candidate = near.into_iter().find(|day| {
        day.weekday().to_monday_one_offset() == printed && document.article.anchor().is_none_or(|p| day.year() <= p.year() + 1)
    });
    Some(match candidate {
        Some(day) => note(time, format!("{surface}: {date} is another weekday; {day} may be meant")),
        None => Note { span: time.span, kind: "suspect_weekday".to_owned(), text: format!("{surface}: {date} is another weekday") },
    })
}

/// "February 30, 2025": a printed day that is in no calendar; the last of its month may be meant.
fn no_such_day(document: &Document<'_>, time: &TimeExpr) -> Option<Note> {
    if time.value.is_some() || time.grain != Grain::Day || time.rule.as_str() != "time/day" {
        return None;
    }
    let tokens = document.reading.tokens_in(time.span);
    let year = tokens.clone().find_map(|k| document.reading.word(k).parse::<i16>().ok().filter(|year| *year > 31))?;
    let month = tokens.clone().find_map(|k| month_number(document.reading.word(k)))?;
    let last = Date::new(year, month, 1).ok()?.last_of_month();
    let surface = time.span.of(&document.article.text);
    Some(Note { span: time.span, kind: "suspect_day".to_owned(), text: format!("{surface} is in no calendar; {last} may be meant") })
}

/// The same day in the year that puts it within the year up to the publication.
fn candidate(date: Date, published: Date) -> Option<Date> {
    [published.year(), published.year().checked_sub(1)?]
        .into_iter()
        .filter(|year| *year != date.year())
        .filter_map(|year| Date::new(year, date.month(), date.day()).ok())
        .find(|day| *day <= published)
}

fn told_as_past(document: &Document<'_>, time: &TimeExpr) -> bool {
    let reading = document.reading;
    let tokens = reading.tokens_in(time.span);
    let Some(sentence) = reading.sentence_at(time.span.start) else { return false };
    // "Named her chief executive, to take over on January 9": what a word of the future leads to is still to come.
    let first = tokens.start.saturating_sub(FORWARD).max(sentence.tokens.start);
    if (first..tokens.start).any(|k| AHEAD.contains(&reading.word(k))) {
        return false;
    }
    let scan = super::Scan { reading, start: sentence.tokens.start, end: sentence.tokens.end };
    matches!(super::tense::tense(&scan, tokens.start, tokens.end), super::tense::Tense::Past | super::tense::Tense::FarPast)
}

fn note(time: &TimeExpr, text: String) -> Note {
    Note { span: time.span, kind: "suspect_year".to_owned(), text }
}

#[cfg(test)]
mod tests {
    use crate::Knowledge;
    use crate::document::Document;
    use annals_model::{Article, DateTime, Note};

    fn notes(text: &str) -> Vec<Note> {
        let published = DateTime::parse("2025-03-05");
        let article = Article { text: text.to_owned(), published, ..Article::default() };
        let reading = annals_text::read(&article.text);
        super::super::find(&Document { article: &article, reading: &reading, knowledge: &Knowledge::embedded() }).1
    }

    #[test]
    fn a_year_at_odds_with_all_neighbours_is_noted() {
        let found =
            notes("It rose on February 20. On February 24 it fell. By February 7, 2024, it had doubled. On March 3 it stood still.");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].kind, "suspect_year");
        assert!(found[0].text.contains("2025-02-07"), "{}", found[0].text);
    }

    #[test]
    fn a_day_to_come_told_as_past_is_noted() {
        let found = notes("The board resigned on January 9, 2026.");
        assert!(found.len() == 1 && found[0].text.contains("2025-01-09"), "{found:?}");
    }

    #[test]
    fn a_weekday_that_the_day_is_not_is_noted() {
        let found = notes("The deal was signed on Friday, February 7, 2024, in Oslo.");
        assert!(found.len() == 1 && found[0].kind == "suspect_year" && found[0].text.contains("2025-02-07"), "{found:?}");
        assert!(notes("The deal was signed on Friday, February 7, 2025, and closed on Wednesday.").is_empty());
    }

    #[test]
    fn a_day_soon_after_the_publication_and_a_counted_year_are_not_noted() {
        assert!(notes("The page was last updated on March 9, 2025.").is_empty());
        assert!(notes("In 1955 a boy was born in Oslo. Friday 16 October brings his play to the stage.").is_empty());
    }

    #[test]
    fn a_day_that_no_month_has_is_noted() {
        let found = notes("The lease ran until February 30, 2024.");
        assert!(found.len() == 1 && found[0].kind == "suspect_day" && found[0].text.contains("2024-02-29"), "{found:?}");
    }

    #[test]
    fn plans_and_history_are_not_noted() {
        assert!(notes("The board will resign on January 9, 2026.").is_empty());
        for plan in [
            "The bank named Ada Brook as its chief executive on Monday, to take over on January 9, 2026.",
            "Tarn Motors proposed a dividend of 30 cents a share, payable June 1, 2025.",
            "The council approved the sale of the pier, effective July 1, 2025.",
            "Orland said that Piet Holm would become its chairman on May 5, 2025.",
            "Creditors agreed to wait until August 4, 2025.",
        ] {
            assert!(notes(plan).is_empty(), "{plan}");
        }
        assert!(
            notes("It was founded on February 7, 2019, listed on March 3, 2022, and sold on March 3, 2024. It fell on Monday.").is_empty()
        );
    }
}
