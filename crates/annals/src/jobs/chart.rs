//! A trend drawn as a line chart in SVG: title, axes, legend, and every value readable as text.

use super::trend::TrendMeasure;
use annals_index::{Trend, TrendRow};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 480.0;
/// The drawing's edges: left, right, top, bottom.
const FRAME: (f64, f64, f64, f64) = (72.0, 940.0, 64.0, 420.0);
/// Colours that people who confuse red and green tell apart (Okabe and Ito), each with a dash of its own.
const LINES: [(&str, &str); 7] = [
    ("#0072b2", "none"),
    ("#d55e00", "8 4"),
    ("#009e73", "3 3"),
    ("#cc79a7", "12 4 3 4"),
    ("#56b4e9", "1 3"),
    ("#e69f00", "6 2 2 2"),
    ("#000000", "14 6"),
];
/// Names of periods along the axis, at the most.
const MOST_LABELS: usize = 12;

/// Draws one measure of a trend.
#[must_use]
pub fn trend_svg(trend: &Trend, measure: TrendMeasure) -> String {
    let mut svg = String::new();
    // Writing into a string cannot fail.
    draw(&mut svg, trend, measure).ok();
    svg
}

fn draw(svg: &mut String, trend: &Trend, measure: TrendMeasure) -> std::fmt::Result {
    let unit = match measure {
        TrendMeasure::Articles => "articles",
        TrendMeasure::Texts => "different texts",
        TrendMeasure::Occurrences => "occurrences",
        TrendMeasure::ArticlesPerCent => "per cent of articles",
        TrendMeasure::PerMillionWords => "occurrences per million words",
    };
    let title = format!("{}: {unit} by {}", trend.queries.join(", "), trend.by.name());
    let totals =
        trend.queries.iter().zip(&trend.total.counts).map(|(query, count)| format!("{query}: {}", measure.printed(&trend.total, *count)));
    let mut about = format!("In all {}.", totals.collect::<Vec<_>>().join("; "));
    if let Some(undated) = &trend.undated {
        let counts =
            trend.queries.iter().zip(&undated.counts).map(|(query, count)| format!("{query}: {}", measure.printed(undated, *count)));
        write!(about, " Undated, not drawn: {}.", counts.collect::<Vec<_>>().join("; "))?;
    }
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" \
         aria-labelledby=\"title about\" font-family=\"sans-serif\" font-size=\"12\">\n<title id=\"title\">{}</title>\n<desc id=\"about\">{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<text x=\"{}\" y=\"24\" font-size=\"16\">{}</text>",
        escaped(&title),
        escaped(&about),
        FRAME.0,
        escaped(&title),
    )?;
    let values = |row: &TrendRow| row.counts.iter().filter_map(|count| measure.number(row, *count)).fold(0.0, f64::max);
    let highest = trend.rows.iter().map(values).fold(0.0, f64::max);
    let step = step(highest);
    let top = (highest / step).ceil().max(1.0) * step;
    axes(svg, trend, unit, step, top)?;
    for (number, query) in trend.queries.iter().enumerate() {
        let (colour, dash) = LINES[number % LINES.len()];
        line(svg, trend, measure, number, (colour, dash), top)?;
        let x = FRAME.0 + 220.0 * index_f64(number % 4);
        let y = 44.0 + 14.0 * index_f64(number / 4);
        writeln!(
            svg,
            "<path d=\"M{x:.1} {:.1}h24\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/><text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            y - 4.0,
            x + 30.0,
            escaped(&shortened(query)),
        )?;
    }
    writeln!(svg, "</svg>")
}

fn axes(svg: &mut String, trend: &Trend, unit: &str, step: f64, top: f64) -> std::fmt::Result {
    let (left, right, _, bottom) = FRAME;
    writeln!(svg, "<g stroke=\"#cccccc\" fill=\"none\">")?;
    let ticks = || (0..=12).map(|tick| f64::from(tick) * step).take_while(|value| *value <= top * 1.000_001);
    for value in ticks() {
        writeln!(svg, "<path d=\"M{left} {0:.1}H{right}\"/>", height(value, top))?;
    }
    writeln!(svg, "</g>\n<path d=\"M{left} {}V{bottom}H{right}\" stroke=\"#000000\" fill=\"none\"/>\n<g text-anchor=\"end\">", FRAME.2)?;
    // Steps are 1, 2 or 5 times a power of ten.
    let digits = (0..6).zip([1.0, 0.1, 0.01, 0.001, 0.000_1]).find(|(_, power)| step >= power * 0.999).map_or(6, |(digits, _)| digits);
    for value in ticks() {
        let printed = format!("{value:.digits$}");
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{printed}</text>", left - 8.0, height(value, top) + 4.0)?;
    }
    writeln!(svg, "</g>\n<g text-anchor=\"middle\">")?;
    let every = trend.rows.len().div_ceil(MOST_LABELS).max(1);
    for (at, row) in trend.rows.iter().enumerate().step_by(every) {
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", place(at, trend.rows.len()), bottom + 18.0, escaped(&row.period))?;
    }
    writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>\n<text transform=\"translate(18 {:.1}) rotate(-90)\">{unit}</text>\n</g>",
        (left + right) / 2.0,
        bottom + 42.0,
        trend.by.name(),
        (FRAME.2 + bottom) / 2.0,
    )
}

/// A query's line with a point a period; where there is no value the line is broken.
fn line(svg: &mut String, trend: &Trend, measure: TrendMeasure, number: usize, (colour, dash): (&str, &str), top: f64) -> std::fmt::Result {
    let query = trend.queries.get(number).map_or("", String::as_str);
    let (mut path, mut points, mut pen) = (String::new(), String::new(), 'M');
    for (at, row) in trend.rows.iter().enumerate() {
        let count = row.counts.get(number).copied().unwrap_or_default();
        let Some(value) = measure.number(row, count) else {
            pen = 'M';
            continue;
        };
        let (x, y) = (place(at, trend.rows.len()), height(value, top));
        write!(path, "{pen}{x:.1} {y:.1}")?;
        pen = 'L';
        writeln!(
            points,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"><title>{}, {}: {}</title></circle>",
            escaped(&row.period),
            escaped(query),
            measure.printed(row, count)
        )?;
    }
    if !path.is_empty() {
        writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>")?;
    }
    writeln!(svg, "<g fill=\"{colour}\">\n{points}</g>")
}

#[expect(clippy::cast_precision_loss, reason = "numbers of periods and queries are small")]
fn index_f64(index: usize) -> f64 {
    index as f64
}

fn place(at: usize, of: usize) -> f64 {
    let (left, right, ..) = FRAME;
    if of < 2 { (left + right) / 2.0 } else { left + 12.0 + (right - left - 24.0) * index_f64(at) / index_f64(of - 1) }
}

fn height(value: f64, top: f64) -> f64 {
    let (.., upper, lower) = FRAME;
    lower - (lower - upper) * value / top
}

/// 1, 2 or 5 times a power of ten, so that there are three to ten steps.
fn step(highest: f64) -> f64 {
    if highest <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf((highest / 5.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| highest / step <= 6.0).unwrap_or(power * 10.0)
}

fn shortened(query: &str) -> String {
    if query.chars().count() <= 30 { query.to_owned() } else { query.chars().take(29).chain(['…']).collect() }
}

/// Text as XML has it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // What XML 1.0 has no place for.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, step, trend_svg};
    use crate::jobs::{TrendMeasure, trend_csv};
    use annals_index::{Count, Period, Trend, TrendRow};

    fn trend() -> Trend {
        let row = |period: &str, articles, words, counts: [u64; 2]| TrendRow {
            period: period.into(),
            from: None,
            articles,
            words,
            counts: counts.map(|n| Count { articles: n, texts: n, occurrences: 3 * n }).to_vec(),
        };
        Trend {
            by: Period::Month,
            queries: vec!["a<b & \"c\"".into(), "rain".into()],
            rows: vec![row("2025-01", 7, 913, [2, 5]), row("2025-02", 0, 0, [0, 0]), row("2025-03", 9, 1001, [1, 4])],
            undated: Some(row("undated", 3, 40, [1, 0])),
            total: row("total", 19, 1954, [4, 9]),
        }
    }

    #[test]
    fn values_are_those_of_the_table() {
        let trend = trend();
        let mut csv = Vec::new();
        trend_csv(&trend, &mut csv).expect("written");
        let csv = String::from_utf8(csv).expect("UTF-8");
        let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
        for (column, measure) in TrendMeasure::ALL.into_iter().enumerate() {
            let svg = trend_svg(&trend, measure);
            for cells in rows.iter().filter(|cells| cells[0].starts_with("20")) {
                let value = cells[4 + 5 + column];
                let point = format!("<title>{}, rain: {value}</title>", cells[0]);
                assert_eq!(svg.contains(&point), !value.is_empty(), "{point} {measure:?}");
            }
            assert!(svg.contains("Undated, not drawn"));
        }
        assert!(csv.contains("2025-02,,0,0,0,0,0,,,0,0,0,,\r\n"), "{csv}");
        assert!(csv.contains("2025-01,,7,913,2,2,6,28.5714,6571.742,5,5,15,71.4286,16429.354\r\n"), "{csv}");
        assert!(csv.starts_with("period,from,all_articles,all_words,\"a<b & \"\"c\"\": articles\","), "{csv}");
    }

    #[test]
    fn the_drawing_is_sound_xml_and_keeps_its_frame() {
        let svg = trend_svg(&trend(), TrendMeasure::PerMillionWords);
        assert!(svg.contains("a&lt;b &amp; &quot;c&quot;") && !svg.contains("a<b"));
        for name in ["svg", "g", "title", "text"] {
            let opened = svg.matches(&format!("<{name}>")).count() + svg.matches(&format!("<{name} ")).count();
            assert_eq!(opened, svg.matches(&format!("</{name}>")).count(), "{name}");
        }
        // March has no line from the month without a word.
        let broken =
            |line: &&str| line.contains("stroke-width") && line.split('"').nth(1).is_some_and(|path| path.matches('M').count() == 2);
        assert_eq!(svg.lines().filter(broken).count(), 2);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        let empty = Trend { rows: Vec::new(), ..trend() };
        assert!(trend_svg(&empty, TrendMeasure::Articles).ends_with("</svg>\n"));
        assert_eq!(escaped("a\u{1}b\tc"), "a\u{fffd}b\tc");
    }

    #[test]
    fn steps_are_round() {
        for (highest, expected) in [(0.0, 1.0), (5.0, 1.0), (7.0, 2.0), (60.0, 10.0), (61.0, 20.0), (0.031, 0.01)] {
            assert!((step(highest) - expected).abs() < 1e-9, "{highest}: {}", step(highest));
        }
    }
}
