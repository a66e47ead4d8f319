//! The time axis drawn above a timeline: a dot for every day, a bar for every stretch of days, as an SVG without script.

use crate::day;
use annals_model::Event;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Units across. A telephone shows them at about half a pixel each, and letters of 24 units are then read easily.
const WIDTH: f64 = 720.0;
/// Free space on both sides: a dot at the very end is drawn whole.
const MARGIN: f64 = 16.0;
/// Height of letters, and the width of one.
const LETTER: f64 = 24.0;
const LETTER_WIDTH: f64 = 13.0;
/// Free space between two labels.
const APART: f64 = 16.0;
/// Height of a bar with the space above it.
const LANE: f64 = 20.0;
/// Rows of bars; what finds no place lies over others in the last one.
const LANES: usize = 8;
/// The part of the axis that days without anything may fill between two dates.
const LONGEST_GAP: f64 = 0.1;
const DOT: f64 = 8.0;

/// Days and the number of entries told of them, with the first entry's number.
type Marks = BTreeMap<(Option<Date>, Option<Date>), (usize, usize)>;

/// Where days stand on the axis: piecewise even, long empty stretches shortened.
struct Scale {
    /// First days and days after the last of everything drawn, ascending, each with its place from 0 to 1.
    knots: Vec<(Date, f64)>,
    /// Pairs of places between which the axis is shortened.
    shortened: Vec<(f64, f64)>,
}

impl Scale {
    fn new(mut dates: Vec<Date>) -> Self {
        dates.sort_unstable();
        dates.dedup();
        let gaps: Vec<f64> = dates.windows(2).map(|pair| days_between(pair.first(), pair.last())).collect();
        let most = longest(&gaps);
        let whole: f64 = gaps.iter().map(|gap| gap.min(most)).sum();
        let (mut at, mut knots, mut shortened) = (0.0, Vec::with_capacity(dates.len()), Vec::new());
        for (i, date) in dates.iter().enumerate() {
            knots.push((*date, at));
            let gap = gaps.get(i).copied().unwrap_or(0.0);
            let next = if whole > 0.0 { at + gap.min(most) / whole } else { at };
            if gap > most {
                shortened.push((at, next));
            }
            at = next;
        }
        Self { knots, shortened }
    }

    /// The place of a day in units across.
    fn x(&self, date: Date) -> f64 {
        let after = self.knots.partition_point(|(knot, _)| *knot <= date);
        let (Some((from, start)), next) = (after.checked_sub(1).and_then(|i| self.knots.get(i)), self.knots.get(after)) else {
            return MARGIN;
        };
        let part = next
            .map_or(0.0, |(to, end)| (end - start) * days_between(Some(from), Some(&date)) / days_between(Some(from), Some(to)).max(1.0));
        MARGIN + (start + part) * (WIDTH - 2.0 * MARGIN)
    }

    fn first(&self) -> Option<Date> {
        self.knots.first().map(|knot| knot.0)
    }

    fn last(&self) -> Option<Date> {
        self.knots.last().map(|knot| knot.0)
    }

    /// Whether a day lies where the axis is shortened, so that a label there would mislead.
    fn is_shortened_at(&self, x: f64) -> bool {
        let place = (x - MARGIN) / (WIDTH - 2.0 * MARGIN);
        self.shortened.iter().any(|(from, to)| *from < place && place < *to)
    }
}

fn days_between(from: Option<&Date>, to: Option<&Date>) -> f64 {
    from.zip(to).and_then(|(from, to)| to.since(*from).ok()).map_or(0.0, |length| f64::from(length.get_days()))
}

/// The longest that a gap is drawn so that none fills more than its part of the axis: shortening all long gaps again and
/// again comes ever nearer to it.
fn longest(gaps: &[f64]) -> f64 {
    let share = LONGEST_GAP.max(2.0 / f64::from(u32::try_from(gaps.len()).unwrap_or(u32::MAX)));
    let mut most = gaps.iter().copied().fold(0.0, f64::max);
    for _ in 0..100 {
        let shorter = share * gaps.iter().map(|gap| gap.min(most)).sum::<f64>();
        if shorter >= most {
            return most;
        }
        most = shorter;
    }
    most
}

/// The axis of the events, each linked to the entry `event-N` of its first; nothing when fewer than two days are known.
pub(crate) fn axis(events: &[Event]) -> String {
    let mut marks = Marks::new();
    for (n, event) in events.iter().enumerate() {
        let days = (event.from, event.to);
        if days.0.or(days.1).is_some() {
            marks.entry(days).or_insert((0, n)).0 += 1;
        }
    }
    let scale = Scale::new(marks.keys().flat_map(|(from, to)| [*from, *to]).flatten().collect());
    let (Some(first), Some(last)) = (scale.first(), scale.last().and_then(|end| end.yesterday().ok())) else { return String::new() };
    if first >= last {
        return String::new();
    }
    let (bars, lanes) = bars(&marks, &scale);
    let line = 4.0 + LANE * f64::from(lanes) + DOT + 4.0;
    let height = line + DOT + LETTER + 12.0;
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-labelledby=\"axis-title axis-desc\">\n<title id=\"axis-title\">Time axis from {} to {}</title>\n\
         <desc id=\"axis-desc\">{} in {}, listed below: a dot is a day, a bar a stretch of days{}.</desc>\n",
        day::day(first),
        day::day(last),
        counted(events.len(), "entry", "entries"),
        counted(marks.len(), "mark", "marks"),
        if scale.shortened.is_empty() { "" } else { "; where the axis is dashed, time is shortened" }
    );
    axis_line(&mut out, &scale, line);
    out.push_str(&bars);
    for ((from, to), (count, n)) in &marks {
        if let (Some(from), Some(_)) = (from, to.filter(|to| is_day(*from, *to))) {
            let x = (scale.x(*from) + scale.x(from.tomorrow().unwrap_or(*from))) / 2.0;
            let _ = writeln!(
                out,
                "<a href=\"#event-{n}\"><circle cx=\"{x:.1}\" cy=\"{line}\" r=\"{DOT}\" fill-opacity=\".6\"><title>{}</title></circle></a>",
                label(*from, *to, *count)
            );
        }
    }
    labels(&mut out, &scale, (first, last), &marks, line);
    out.push_str("</svg>\n");
    out
}

fn is_day(from: Option<Date>, to: Date) -> bool {
    from.is_some_and(|from| from.tomorrow().is_ok_and(|end| end == to))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// "26 February 2025, 3 entries".
fn label(from: Date, to: Option<Date>, count: usize) -> String {
    let days = to.map_or_else(|| format!("from {}", day::day(from)), |to| day::range(from, to));
    if count == 1 { days } else { format!("{days}, {}", counted(count, "entry", "entries")) }
}

/// The line of the axis, dashed where it is shortened.
fn axis_line(out: &mut String, scale: &Scale, y: f64) {
    let across = |place: f64| MARGIN + place * (WIDTH - 2.0 * MARGIN);
    let mut at = 0.0;
    for (from, to) in scale.shortened.iter().copied().chain([(1.0, 1.0)]) {
        for (start, end, dashes) in [(at, from, ""), (from, to, " stroke-dasharray=\"4 8\"")] {
            if end > start {
                let (x1, x2) = (across(start), across(end));
                let _ = writeln!(
                    out,
                    "<line x1=\"{x1:.1}\" y1=\"{y}\" x2=\"{x2:.1}\" y2=\"{y}\" stroke=\"currentColor\" stroke-width=\"2\"{dashes}/>"
                );
            }
        }
        at = to;
    }
}

/// Bars for everything that is no day, each in the lowest row where it fits; and the number of rows.
fn bars(marks: &Marks, scale: &Scale) -> (String, u32) {
    let mut ends: Vec<f64> = Vec::new();
    let mut placed: Vec<(f64, f64, usize, String, usize)> = Vec::new();
    for ((from, to), (count, n)) in marks {
        if to.is_some_and(|to| is_day(*from, to)) {
            continue;
        }
        let x1 = from.map_or(0.0, |from| scale.x(from));
        let x2 = to.map_or(WIDTH, |to| scale.x(to)).max(x1 + 6.0);
        let fits = ends.iter().position(|end| *end + 4.0 <= x1);
        let lane = match fits {
            None if ends.len() < LANES => {
                ends.push(x2);
                ends.len() - 1
            }
            None => LANES - 1,
            Some(lane) => lane,
        };
        if let Some(end) = ends.get_mut(lane) {
            *end = end.max(x2);
        }
        let words = match (from, to) {
            (Some(from), to) => label(*from, *to, *count),
            (None, Some(to)) => format!("until {}", to.yesterday().map_or_else(|_| day::day(*to), day::day)),
            (None, None) => String::new(),
        };
        placed.push((x1, x2, lane, words, *n));
    }
    let lanes = u32::try_from(ends.len()).unwrap_or(0);
    let mut out = String::new();
    for (x1, x2, lane, words, n) in placed {
        // The first row lies next to the axis.
        let y = 4.0 + LANE * f64::from(lanes.saturating_sub(1 + u32::try_from(lane).unwrap_or(0)));
        let _ = writeln!(
            out,
            "<a href=\"#event-{n}\"><rect x=\"{x1:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{}\" rx=\"4\" fill-opacity=\".4\"><title>{words}</title></rect></a>",
            x2 - x1,
            LANE - 6.0
        );
    }
    (out, lanes)
}

/// Labels under the axis, the most telling first, each only where it touches no other: both ends, years, months, days.
fn labels(out: &mut String, scale: &Scale, (first, last): (Date, Date), marks: &Marks, line: f64) {
    let mut placed: Vec<(f64, f64)> = Vec::new();
    let mut put = |date: Date, words: String, anchor: &str| {
        let x = scale.x(date);
        let width = LETTER_WIDTH * f64::from(u32::try_from(words.len()).unwrap_or(u32::MAX));
        let (from, to) = match anchor {
            "start" => (x - DOT, x - DOT + width),
            "end" => (x + DOT - width, x + DOT),
            _ => (x - width / 2.0, x + width / 2.0),
        };
        let free = placed.iter().all(|(start, end)| to + APART <= *start || *end + APART <= from);
        if !free || from < 0.0 || to > WIDTH || (anchor == "middle" && scale.is_shortened_at(x)) {
            return;
        }
        placed.push((from, to));
        let at = if anchor == "end" {
            to
        } else if anchor == "start" {
            from
        } else {
            x
        };
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{}\" stroke=\"currentColor\"/>\
             <text x=\"{at:.1}\" y=\"{}\" font-size=\"{LETTER}\" text-anchor=\"{anchor}\">{words}</text>",
            line + 2.0,
            line + DOT + 4.0,
            line + DOT + LETTER + 4.0
        );
    };
    put(first, day::short(first), "start");
    put(last, day::short(last), "end");
    let years = (first.year()..=last.year()).filter_map(|year| Date::new(year, 1, 1).ok()).filter(|date| *date > first);
    years.take(500).for_each(|date| put(date, date.year().to_string(), "middle"));
    let month = first.first_of_month();
    let months = (1..1200).map_while(|n| month.checked_add(n.months()).ok()).take_while(|date| *date < last);
    months.for_each(|date| put(date, day::month_and_year(date), "middle"));
    marks.keys().filter_map(|(from, _)| *from).for_each(|date| put(date, day::short(date), "middle"));
}

#[cfg(test)]
mod tests {
    use super::{Scale, WIDTH, axis};
    use annals_model::{Basis, Event, Grain, Line};
    use jiff::civil::{Date, date};

    fn told(from: Date, to: Date) -> Event {
        let line = Line { text: "<It> happened & ended.".to_owned(), note: None, referent: None, evidence: Vec::new() };
        let surface = "then".to_owned();
        Event { from: Some(from), to: Some(to), grain: Grain::Day, basis: Basis::Stated, surface, line, entities: Vec::new() }
    }

    fn day(year: i16, month: i8, day: i8) -> Event {
        let from = date(year, month, day);
        told(from, from.tomorrow().expect("a day after"))
    }

    /// From where to where each label runs.
    fn labels(svg: &str) -> Vec<(f64, f64)> {
        let text = |piece: &str| {
            let at: f64 = piece.split("x=\"").nth(1)?.split('"').next()?.parse().ok()?;
            let anchor = piece.split("text-anchor=\"").nth(1)?.split('"').next()?;
            let words = piece.split('>').nth(1)?.split('<').next()?;
            let width = super::LETTER_WIDTH * f64::from(u32::try_from(words.len()).ok()?);
            Some(match anchor {
                "start" => (at, at + width),
                "end" => (at - width, at),
                _ => (at - width / 2.0, at + width / 2.0),
            })
        };
        svg.split("<text ").skip(1).filter_map(text).collect()
    }

    #[test]
    fn labels_never_overlap_and_stay_inside() {
        let mut sets: Vec<Vec<Event>> = vec![
            vec![day(2025, 2, 26), day(2025, 2, 27)],
            (1..=28).map(|d| day(2025, 2, d)).collect(),
            (1990..2025).map(|y| day(y, 3, 1)).collect(),
            vec![day(1987, 10, 19), day(2025, 2, 26), day(2025, 2, 27), day(2025, 3, 1)],
            (1..=12).map(|m| told(date(2024, m, 1), date(2025, 1, 1))).collect(),
        ];
        sets.push((1..=12).flat_map(|m| (1..=28).map(move |d| day(2024, m, d))).collect());
        for events in sets {
            let mut found = labels(&axis(&events));
            assert!(found.len() >= 2, "{found:?}");
            found.sort_by(|a, b| a.0.total_cmp(&b.0));
            assert!(found.first().is_some_and(|label| label.0 >= 0.0) && found.last().is_some_and(|label| label.1 <= WIDTH), "{found:?}");
            assert!(found.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{found:?}");
        }
    }

    #[test]
    fn days_are_dots_stretches_are_bars_and_equal_ones_are_one_mark() {
        let stretch = told(date(2025, 1, 28), date(2025, 2, 21));
        let svg = axis(&[stretch, day(2025, 2, 3), day(2025, 2, 3), day(2025, 2, 20)]);
        assert_eq!((svg.matches("<rect ").count(), svg.matches("<circle ").count()), (1, 2));
        assert!(svg.contains("<title>28 January 2025 to 20 February 2025</title>"), "{svg}");
        assert!(svg.contains("href=\"#event-1\"") && svg.contains("<title>3 February 2025, 2 entries</title>"), "{svg}");
        assert!(svg.contains("<title id=\"axis-title\">Time axis from 28 January 2025 to 20 February 2025</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"axis-desc\">4 entries in 3 marks"), "{svg}");
        assert!(!svg.contains("<script"));
    }

    #[test]
    fn one_day_needs_no_axis() {
        assert_eq!(axis(&[day(2025, 2, 26), day(2025, 2, 26)]), "");
        assert_eq!(axis(&[]), "");
    }

    #[test]
    fn a_day_of_long_ago_leaves_room_for_the_others() {
        let dates =
            vec![date(1929, 10, 24), date(1929, 10, 25), date(2025, 2, 20), date(2025, 2, 21), date(2025, 2, 26), date(2025, 2, 27)];
        let scale = Scale::new(dates);
        assert_eq!(scale.shortened.len(), 1);
        assert!(scale.x(date(2025, 2, 27)) - scale.x(date(2025, 2, 20)) > WIDTH / 2.0);
        let even = Scale::new((1..=20).map(|d| date(2025, 1, d)).collect());
        assert!(even.shortened.is_empty());
        assert!((even.x(date(2025, 1, 3)) - even.x(date(2025, 1, 2)) - (WIDTH - 32.0) / 19.0).abs() < 0.01);
    }
}
