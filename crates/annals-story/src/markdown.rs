//! Digests and timelines as Markdown, for reading.

use crate::day;
use crate::printed;
use crate::sheet::{self, Sheet};
use crate::timeline::Timeline;
use crate::wording;
use annals_model::{Brief, BriefStory, Digest, Event, Evidence, Line, Profile, Source};
use std::fmt::Write as _;

/// A digest as Markdown: headline, points, a note per firm with its people, people, timeline, differences, sources.
/// Citations `[1]` name the sources at the end.
#[must_use]
pub fn digest_markdown(digest: &Digest) -> String {
    let sheet = Sheet::new(digest);
    let mut out = format!("# {}\n", plain(digest.headline.as_deref().unwrap_or("Digest")));
    let publishers: Vec<&str> = digest.sources.iter().map(|source| source.publisher.as_str()).filter(|name| !name.is_empty()).collect();
    let mut about: Vec<String> = digest.published.iter().map(|published| day::day(published.date)).collect();
    about.extend(distinct(&publishers).into_iter().map(plain));
    if !about.is_empty() {
        let _ = writeln!(out, "\n{}", about.join(" · "));
    }
    section(&mut out, None, digest.points.iter().map(|line| item(line, &sheet)));
    turns(&mut out, digest, &sheet);
    for (heading, firms) in [("Firms", true), ("Indices", false)] {
        let notes: Vec<&Profile> = digest.profiles.iter().filter(|profile| sheet::is_firm(profile) == firms).collect();
        if !notes.is_empty() {
            let _ = writeln!(out, "\n## {heading}");
            notes.iter().for_each(|profile| note(&mut out, profile, &sheet));
        }
    }
    let people = digest.people.iter().map(|person| format!("{}{}", plain(&sheet.person(person, None)), cite(&person.evidence, &sheet)));
    section(&mut out, Some("People"), people);
    section(&mut out, Some("Timeline"), digest.timeline.iter().map(|event| entry(event, &sheet)));
    section(&mut out, Some("Undated"), digest.undated.iter().map(|line| item(line, &sheet)));
    for (heading, kind) in sheet::CONFLICTS {
        let conflicts = digest.conflicts.iter().filter(|conflict| conflict.kind == kind).map(|conflict| {
            let claims: Vec<String> = conflict.claims.iter().map(|line| format!("\n  - {}", item(line, &sheet))).collect();
            format!("{}{}", plain(&sheet::reason(conflict)), claims.concat())
        });
        section(&mut out, Some(heading), conflicts);
    }
    sources(&mut out, &digest.sources);
    out
}

/// How a story unfolded: a list for each day on which it was reported.
fn turns(out: &mut String, digest: &Digest, sheet: &Sheet<'_>) {
    if !digest.sections.is_empty() {
        out.push_str("\n## How it unfolded\n");
    }
    for section in &digest.sections {
        let _ = writeln!(out, "\n### {}\n", plain(&sheet::turn(section)));
        for line in &section.lines {
            let _ = writeln!(out, "- {}", item(line, sheet));
        }
    }
}

/// A timeline as Markdown, its sources at the end; citations `[1]` name them, as in a digest.
#[must_use]
pub fn timeline_markdown(timeline: &Timeline) -> String {
    let sheet = Sheet::of_timeline(timeline);
    let mut out = "# Timeline\n".to_owned();
    section(&mut out, None, timeline.events.iter().map(|event| entry(event, &sheet)));
    section(&mut out, Some("Undated"), timeline.undated.iter().map(|line| item(line, &sheet)));
    sources(&mut out, &timeline.sources);
    out
}

/// A brief as Markdown: a paragraph a story, its sources below it.
#[must_use]
pub fn brief_markdown(brief: &Brief) -> String {
    let mut out = format!("# {}\n", day::day(brief.date));
    for story in &brief.stories {
        brief_story(&mut out, story);
    }
    out
}

fn brief_story(out: &mut String, story: &BriefStory) {
    let sheet = Sheet::of_sources(&story.sources);
    let line = || story.line.as_ref().map(|line| line.text.as_str());
    let title = story.headline.as_deref().or_else(line).unwrap_or(&story.story);
    let _ = writeln!(out, "\n## {}. {}\n", story.rank, plain(title));
    if let Some(line) = &story.line {
        let _ = writeln!(out, "{}\n", item(line, &sheet));
    }
    let number = |count: u32, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let _ = writeln!(out, "{} in {}: story {}", number(story.outlets, "outlet"), number(story.articles, "article"), plain(&story.story));
    out.push('\n');
    source_items(out, &story.sources);
}

/// Number, outlet, day and address; the file's name of what has no address.
fn sources(out: &mut String, sources: &[Source]) {
    section(out, Some("Sources"), sources.iter().map(source_item));
}

fn source_items(out: &mut String, sources: &[Source]) {
    for source in sources {
        let _ = writeln!(out, "- {}", source_item(source));
    }
}

fn source_item(source: &Source) -> String {
    {
        let mut words = vec![format!("[{}]", source.n)];
        words.extend(Some(&source.publisher).filter(|name| !name.is_empty()).map(|name| plain(name)));
        words.extend(source.published.map(|published| day::day(published.date)));
        words.push(plain(if source.url.is_empty() { source.id.as_str() } else { &source.url }));
        words.join(" ")
    }
}

fn distinct<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    words.iter().filter(|word| seen.insert(**word)).copied().collect()
}

/// A heading and its list; nothing at all when the list is empty.
fn section(out: &mut String, heading: Option<&str>, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    out.push('\n');
    if let Some(heading) = heading {
        let _ = writeln!(out, "## {heading}\n");
    }
    for item in items {
        let _ = writeln!(out, "- {item}");
    }
}

fn note(out: &mut String, profile: &Profile, sheet: &Sheet<'_>) {
    let _ = writeln!(out, "\n### {}\n", plain(&sheet::title(profile)));
    if profile.says_nothing {
        let _ = writeln!(out, "{}", sheet::NAMED_ONLY);
    }
    for person in &profile.people {
        let _ = writeln!(out, "- *{}*{}", plain(&sheet.person(person, Some(profile))), cite(&person.evidence, sheet));
    }
    for line in profile.lines.iter().chain(sheet::short_lines(profile)) {
        let _ = writeln!(out, "- {}", item(line, sheet));
    }
    for see in &profile.see {
        let _ = writeln!(out, "- {} {}{}", sheet::SEE, plain(&see.name), cite(&see.evidence, sheet));
    }
}

fn item(line: &Line, sheet: &Sheet<'_>) -> String {
    format!("{}{}", plain(&wording::shown(line)), cite(&line.evidence, sheet))
}

fn entry(event: &Event, sheet: &Sheet<'_>) -> String {
    format!("**{}** ({}): {}", day::event(event), plain(&event.surface), item(&event.line, sheet))
}

/// ` [1] [2]`.
fn cite(evidence: &[Evidence], sheet: &Sheet<'_>) -> String {
    sheet.cited(evidence).into_iter().map(|n| format!(" [{n}]")).collect()
}

/// Printed words on one line, with what Markdown would read as its own signs made plain.
fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let words = printed::tame(words);
    for (i, word) in words.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        for c in word.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>')
                || (i == 0 && out.is_empty() && matches!(c, '#' | '+' | '-' | '='))
            {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}
