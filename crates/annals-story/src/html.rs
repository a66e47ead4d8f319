//! Digests and timelines as one small web page each: no script, no outside files, every printed word escaped.

use crate::axis;
use crate::day;
use crate::printed;
use crate::sheet::{self, Sheet};
use crate::timeline::Timeline;
use crate::wording;
use annals_model::{Digest, Event, Evidence, Line, Profile, Source};
use std::fmt::Write as _;

const STYLE: &str = "body{max-width:46em;margin:2em auto;padding:0 1em;font:1em/1.5 Georgia,serif}\
h1,h2,h3{line-height:1.2}li{margin:.3em 0}cite{font-style:normal;color:#666}time{font-weight:bold}\
svg{width:100%;height:auto;fill:currentColor;font-family:sans-serif}svg a{fill:#06c}:target{background:#ff9}";

/// A digest as a complete page.
#[must_use]
pub fn digest_html(digest: &Digest) -> String {
    let sheet = Sheet::new(digest);
    let headline = escape(digest.headline.as_deref().unwrap_or("Digest"));
    let mut body = format!("<h1>{headline}</h1>\n");
    if let Some(published) = digest.published {
        let _ = writeln!(body, "<p><time datetime=\"{}\">{}</time></p>", published.date, day::day(published.date));
    }
    section(&mut body, None, digest.points.iter().map(|line| item(line, &sheet)));
    if !digest.sections.is_empty() {
        body.push_str("<h2>How it unfolded</h2>\n");
    }
    for turn in &digest.sections {
        let _ = writeln!(body, "<h3>{}</h3>", escape(&sheet::turn(turn)));
        section(&mut body, None, turn.lines.iter().map(|line| item(line, &sheet)));
    }
    for (heading, firms) in [("Firms", true), ("Indices", false)] {
        let notes: Vec<&Profile> = digest.profiles.iter().filter(|profile| sheet::is_firm(profile) == firms).collect();
        if !notes.is_empty() {
            let _ = writeln!(body, "<h2>{heading}</h2>");
            notes.iter().for_each(|profile| note(&mut body, profile, &sheet));
        }
    }
    let people = digest.people.iter().map(|person| format!("{}{}", escape(&sheet.person(person, None)), cite(&person.evidence, &sheet)));
    section(&mut body, Some("People"), people);
    section(&mut body, Some("Timeline"), digest.timeline.iter().map(|event| format!("{}{}", date(event), item(&event.line, &sheet))));
    section(&mut body, Some("Undated"), digest.undated.iter().map(|line| item(line, &sheet)));
    for (heading, kind) in sheet::CONFLICTS {
        let conflicts = digest.conflicts.iter().filter(|conflict| conflict.kind == kind).map(|conflict| {
            let claims: Vec<String> = conflict.claims.iter().map(|line| format!("<li>{}</li>", item(line, &sheet))).collect();
            format!("{}<ul>{}</ul>", escape(&sheet::reason(conflict)), claims.concat())
        });
        section(&mut body, Some(heading), conflicts);
    }
    sources(&mut body, &digest.sources);
    page(&headline, &body)
}

/// A timeline as a complete page, its sources at the end.
#[must_use]
pub fn timeline_html(timeline: &Timeline) -> String {
    let sheet = Sheet::of_timeline(timeline);
    let mut body = "<h1>Timeline</h1>\n".to_owned();
    body.push_str(&axis::axis(&timeline.events));
    let entries = timeline.events.iter().enumerate();
    section(
        &mut body,
        None,
        entries.map(|(n, event)| format!("<span id=\"event-{n}\">{}</span>{}", date(event), item(&event.line, &sheet))),
    );
    section(&mut body, Some("Undated"), timeline.undated.iter().map(|line| item(line, &sheet)));
    sources(&mut body, &timeline.sources);
    page("Timeline", &body)
}

fn sources(body: &mut String, sources: &[Source]) {
    let sources = sources.iter().map(|source| {
        let published = source.published.map(|published| format!(" {}", day::day(published.date))).unwrap_or_default();
        format!(
            "<span id=\"source-{}\">[{}]</span> {}{published} {}",
            source.n,
            source.n,
            escape(&source.publisher),
            address(&source.url, source.id.as_str())
        )
    });
    section(body, Some("Sources"), sources);
}

/// `title` is escaped already.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn section(out: &mut String, heading: Option<&str>, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    if let Some(heading) = heading {
        let _ = writeln!(out, "<h2>{heading}</h2>");
    }
    out.push_str("<ul>\n");
    for item in items {
        let _ = writeln!(out, "<li>{item}</li>");
    }
    out.push_str("</ul>\n");
}

fn note(out: &mut String, profile: &Profile, sheet: &Sheet<'_>) {
    let _ = writeln!(out, "<h3>{}</h3>", escape(&sheet::title(profile)));
    if profile.says_nothing {
        let _ = writeln!(out, "<p>{}</p>", escape(sheet::NAMED_ONLY));
    }
    let people = profile
        .people
        .iter()
        .map(|person| format!("<em>{}</em>{}", escape(&sheet.person(person, Some(profile))), cite(&person.evidence, sheet)));
    let lines = profile.lines.iter().chain(sheet::short_lines(profile)).map(|line| item(line, sheet));
    let see = profile.see.iter().map(|see| format!("{} {}{}", sheet::SEE, escape(&see.name), cite(&see.evidence, sheet)));
    section(out, None, people.chain(lines).chain(see));
}

fn item(line: &Line, sheet: &Sheet<'_>) -> String {
    format!("{}{}", escape(&wording::shown(line)), cite(&line.evidence, sheet))
}

fn date(event: &Event) -> String {
    format!("<time>{}</time> ({}): ", day::event(event), escape(&event.surface))
}

fn cite(evidence: &[Evidence], sheet: &Sheet<'_>) -> String {
    sheet.cited(evidence).into_iter().map(|n| format!(" <cite><a href=\"#source-{n}\">[{n}]</a></cite>")).collect()
}

/// A link for web addresses only; anything else (`javascript:` too) is printed as words.
fn address(url: &str, id: &str) -> String {
    let web = url.starts_with("https://") || url.starts_with("http://");
    match (web, url.is_empty()) {
        (true, _) => format!("<a href=\"{0}\">{0}</a>", escape(url)),
        (false, true) => escape(id),
        (false, false) => escape(url),
    }
}

fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in printed::tame(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
