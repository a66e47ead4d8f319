//! The day an article first appeared: what the page states for machines, then what it shows, then its address; never a guess.

use super::date::{Order, day_in_url, read_date, written_days};
use super::shown::{Rank, shown_days};
use super::{Metadata, View};
use annals_model::{DateSource, DateTime};
use jiff::civil::Date;

/// Days by which clocks and zones may make a page younger than its fetch.
const SLACK_DAYS: i64 = 2;
/// Bytes of a page's scripts looked through for a stated date.
const MOST_SCRIPT: usize = 3_000_000;
/// Places in the scripts looked at.
const MOST_PLACES: usize = 60;

/// The publication date and where it stands. `None` when all there is to go by is weak.
pub(crate) fn published(meta: &Metadata, view: &View<'_>) -> Option<(DateTime, DateSource)> {
    let latest = view.page.fetched.as_second() + SLACK_DAYS * 86_400;
    let possible = |date: &DateTime| date.unix_seconds() <= latest && date.date.year() >= 1990;
    let order = std::cell::LazyCell::new(|| order(meta, view));
    let in_address = day_in_url(view.address).map(DateTime::from_date).filter(possible);
    let mut stated = meta.published.iter().chain(&meta.stated).copied().filter(|(date, _)| possible(date));
    let modified = meta.modified.filter(possible);
    let shown = |beside: bool| {
        let mut shown = shown_days(view, *order, beside);
        shown.retain(|day| possible(&day.date));
        shown
    };
    if let Some(first) = stated.find(|(date, _)| !looks_default(date.date)) {
        let shown = || shown(true);
        let first = settle(first, stated.collect(), &shown);
        return Some(local(first, meta, in_address.map(|d| d.date), modified, &shown));
    }
    let shown = shown(false);
    // A date called just "date" is mostly the publication's, but what readers are shown by the headline goes before it.
    let plain = meta.plain_date.filter(|date| possible(date) && !looks_default(date.date)).map(|date| (date, DateSource::Meta));
    let best = |rank: Rank| shown.iter().find(|day| day.rank <= rank).map(|day| (day.date, day.source));
    let address = in_address.map(|date| (date, DateSource::Url));
    let fed = view.page.feed_date.filter(possible).map(|date| (date, DateSource::Feed));
    best(Rank::Beside)
        .or(plain)
        .or_else(|| title_tail(meta, *order).filter(possible).map(|date| (date, DateSource::Meta)))
        .or(address)
        .or(fed)
        .or_else(|| best(Rank::Named))
        .or_else(|| best(Rank::Changed))
        .or_else(|| scripted(view.html).filter(possible).map(|date| (date, DateSource::Meta)))
        .or(modified.map(|date| (date, DateSource::Meta)))
        .or_else(|| best(Rank::Elsewhere))
        .or_else(|| picture_day(meta).map(DateTime::from_date).filter(possible).map(|date| (date, DateSource::Meta)))
        // The first of January is what a program writes that knows the year alone: a time of day beside it says more.
        .or_else(|| meta.published.filter(|(date, _)| possible(date) && date.time.is_some_and(|t| t.minute() != 0 || t.second() != 0)))
}

/// Where a page states two publications days apart, the one it shows its readers; else the more trusted.
fn settle(
    first: (DateTime, DateSource),
    others: Vec<(DateTime, DateSource)>,
    shown: &dyn Fn() -> Vec<super::shown::ShownDay>,
) -> (DateTime, DateSource) {
    let apart = |other: &DateTime| other.unix_seconds().abs_diff(first.0.unix_seconds()) > 86_400 && !looks_default(other.date);
    if !others.iter().any(|(other, _)| apart(other)) {
        return first;
    }
    let seen = shown().into_iter().find(|day| day.rank <= Rank::Beside).map(|day| day.date.date);
    let agrees = |(date, _): &(DateTime, DateSource)| Some(date.date) == seen;
    if agrees(&first) { first } else { others.into_iter().find(agrees).unwrap_or(first) }
}

/// Whether a day is one that programs put where they know none.
fn looks_default(date: Date) -> bool {
    date.month() == 1 && date.day() == 1
}

/// A moment given in UTC, told on the outlet's own clock where the page lets that be known: its day is the one readers saw.
fn local(
    (date, source): (DateTime, DateSource),
    meta: &Metadata,
    in_address: Option<Date>,
    modified: Option<DateTime>,
    shown: &dyn Fn() -> Vec<super::shown::ShownDay>,
) -> (DateTime, DateSource) {
    let (Some(time), Some(0)) = (date.time, date.offset_minutes) else { return (date, source) };
    let same = |other: &DateTime| {
        other.time.is_some() && other.offset_minutes.is_some_and(|o| o != 0) && other.unix_seconds().abs_diff(date.unix_seconds()) < 60
    };
    if let Some((other, _)) = meta.stated.iter().find(|(other, _)| same(other)) {
        return (*other, source);
    }
    let neighbour = |day: &Date| date.date.yesterday().ok() == Some(*day) || date.date.tomorrow().ok() == Some(*day);
    let seen = in_address.or_else(|| {
        // Only near midnight can the outlet's day be another one.
        let near_midnight = time.hour() < 12 || time.hour() >= 14;
        let days = if near_midnight { shown() } else { Vec::new() };
        let beside = days.iter().filter(|day| day.rank <= Rank::Beside && day.source != DateSource::Url);
        let mut days = beside.map(|day| day.date.date);
        days.next().filter(|day| modified.is_none_or(|m| m.date != *day))
    });
    let Some(day) = seen.filter(neighbour) else { return (date, source) };
    let (hours, moved) =
        if day > date.date { (24 - i16::from(time.hour()), time.hour() >= 10) } else { (-(i16::from(time.hour()) + 1), time.hour() < 12) };
    let clock = date.date.to_datetime(time).checked_add(jiff::Span::new().hours(i64::from(hours)));
    match clock {
        Ok(clock) if moved && clock.date() == day => {
            (DateTime { date: day, time: Some(clock.time()), offset_minutes: Some(hours * 60) }, source)
        }
        _ => (date, source),
    }
}

/// Which number of 3/4/2025 is the day, by the page's language and country.
fn order(meta: &Metadata, view: &View<'_>) -> Order {
    let lang = meta.lang.as_deref().unwrap_or_default().replace('_', "-").to_ascii_lowercase();
    let host = view.address.split("://").nth(1).and_then(|rest| rest.split(['/', '?', ':']).next()).unwrap_or_default();
    let country = host.rsplit('.').next().unwrap_or_default();
    match lang.as_str() {
        "en-us" | "en-ph" => Order::MonthFirst,
        _ if matches!(country, "uk" | "au" | "nz" | "ie" | "in" | "za") => Order::DayFirst,
        "" | "en" => match lang.is_empty().then(|| spoken(view)).flatten() {
            Some("en") | None => Order::Unsaid,
            Some(_) => Order::DayFirst,
        },
        _ => Order::DayFirst,
    }
}

/// The language of the article's own words.
fn spoken(view: &View<'_>) -> Option<&'static str> {
    let mut words = String::new();
    for part in view.chosen.iter().take(12) {
        words.push_str(view.blocks.get(part.block).map_or("", |b| b.text.as_str()));
        words.push('\n');
    }
    crate::language::language(&words)
}

/// The date some outlets write last in a page's title: "Index rises | Harbour Post | 11.03.2025".
fn title_tail(meta: &Metadata, order: Order) -> Option<DateTime> {
    let titles = [meta.tag_headline.as_deref(), meta.title.as_deref()];
    titles.into_iter().flatten().find_map(|title| {
        let (_, tail) = title.rsplit_once(['|', '–', '—'])?;
        let day = written_days(tail, order, false).next()?;
        (tail.trim().len() <= day.end - day.start + 2).then(|| DateTime::from_date(day.date))
    })
}

/// The day in the address of the picture that stands for the article: pictures are filed under the day they came.
fn picture_day(meta: &Metadata) -> Option<Date> {
    meta.picture.as_deref().and_then(day_in_url).filter(|day| !looks_default(*day))
}

/// The date that a page's own programs are told: `"datePublished":"2025-03-11T18:05:00Z"`.
fn scripted(html: &str) -> Option<DateTime> {
    const NAMES: [&str; 13] = [
        "datepublished",
        "publishdate",
        "publisheddate",
        "publicationdate",
        "firstpublicationdate",
        "publishedat",
        "firstpublished",
        "firstpublishedat",
        "pubdate",
        "publishedon",
        "datecreated",
        "createdat",
        "creationdate",
    ];
    let page = html.as_bytes().get(..html.len().min(MOST_SCRIPT)).unwrap_or_default();
    let mut best: Option<(usize, DateTime)> = None;
    let mut places = 0;
    for (open, rest) in [("ubli", 8usize), ("pubdate", 8), ("reat", 8)] {
        for at in memchr::memmem::find_iter(page, open) {
            if places >= MOST_PLACES {
                break;
            }
            let from = at.saturating_sub(rest + 16);
            let Some((name, value)) = key_and_value(page.get(from..(at + 90).min(page.len())).unwrap_or_default(), at - from) else {
                continue;
            };
            places += 1;
            if let Some(rank) = NAMES.iter().position(|known| *known == name)
                && best.is_none_or(|(known, _)| rank < known)
                && let Some(date) = read_date(&value).filter(|d| !looks_default(d.date))
            {
                best = Some((rank, date));
            }
        }
    }
    best.map(|(_, date)| date)
}

/// The name around byte `at` of a piece of program, and the value given to it. Letters of the name only, in lower case.
fn key_and_value(piece: &[u8], at: usize) -> Option<(String, String)> {
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let start = piece.get(..at)?.iter().rposition(|b| !in_name(b)).map_or(0, |k| k + 1);
    let end = at + piece.get(at..)?.iter().position(|b| !in_name(b))?;
    let name: String =
        piece.get(start..end)?.iter().filter(|b| b.is_ascii_alphabetic()).map(|b| char::from(b.to_ascii_lowercase())).collect();
    let rest = String::from_utf8_lossy(piece.get(end..)?).replace("&quot;", "\"").replace("\\/", "/").replace('\\', "");
    let rest = rest.trim_start_matches(['"', '\'', ' ']).strip_prefix([':', '='])?.trim_start();
    let value = match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next()?,
        None => rest.split(|c: char| !c.is_ascii_digit()).next()?,
    };
    (!value.is_empty()).then(|| (name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_the_date_in_many_ways() {
        let read = |html| scripted(html).map_or_else(String::new, |d| d.to_string());
        assert_eq!(read(r#"<script>x={"datePublished":"2025-03-11T18:05:00Z"}</script>"#), "2025-03-11T18:05:00Z");
        assert_eq!(read(r#"<script>var publish_date = '2025-03-11 18:05';</script>"#), "2025-03-11T18:05:00");
        assert_eq!(read(r#"<script>push("{\"publishedAt\":\"2025\/03\/11\"}")</script>"#), "2025-03-11");
        assert_eq!(read(r#"<div data-props="{&quot;created_at&quot;:&quot;2025-03-11&quot;}">"#), "2025-03-11");
        assert_eq!(read(r#"<script>firstPublicationDate: "20250311"</script>"#), "2025-03-11");
        // A first publication goes before a creation; a publisher, a change and a default are no publication.
        assert_eq!(read(r#"{"createdAt":"2025-03-09","publishDate":"2025-03-11"}"#), "2025-03-11");
        assert_eq!(read(r#"{"publisher":"2025-03-11","unpublishDate":"2025-03-11","updatedAt":"2025-03-11"}"#), "");
        assert_eq!(read(r#"{"publishDate":"2025-01-01T00:00:00Z","x":1}"#), "");
        assert_eq!(read(r#"{"publishDate":null} publish"#), "");
    }
}
