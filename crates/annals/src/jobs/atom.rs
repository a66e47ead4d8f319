//! What a saved search found as an Atom feed (RFC 4287) for news readers.

use super::chart::escaped;
use annals_index::Fresh;
use annals_model::DateTime;
use jiff::Timestamp;
use std::fmt::Write;

/// A feed before it is written.
pub(super) struct Feed<'a> {
    pub(super) name: &'a str,
    pub(super) query: &'a str,
    pub(super) updated: Timestamp,
    /// Each with the time it was given.
    pub(super) entries: Vec<(Timestamp, Fresh)>,
}

/// Writes a feed. An entry's id is that of its article: given twice, a reader shows it once.
pub(super) fn feed(feed: &Feed<'_>) -> String {
    let mut xml = String::with_capacity(1000 * (feed.entries.len() + 1));
    // Writing into a string cannot fail.
    write_feed(&mut xml, feed).ok();
    xml
}

fn write_feed(xml: &mut String, feed: &Feed<'_>) -> std::fmt::Result {
    write!(
        xml,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>urn:annals:watch:{}</id>\n\
         <title>{}</title>\n<subtitle>{}</subtitle>\n<updated>{}</updated>\n<author><name>annals</name></author>\n\
         <generator version=\"{}\">annals</generator>\n",
        percent(feed.name),
        escaped(feed.name),
        escaped(feed.query),
        feed.updated,
        env!("CARGO_PKG_VERSION"),
    )?;
    for (given, fresh) in &feed.entries {
        let published = fresh.published.map(rfc3339);
        let updated = fresh.first_seen.map(|seen| seen.to_string()).or_else(|| published.clone()).unwrap_or_else(|| given.to_string());
        write!(
            xml,
            "<entry>\n<id>urn:annals:article:{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n",
            percent(fresh.id.as_str()),
            escaped(fresh.headline.as_deref().unwrap_or("(no headline)")),
        )?;
        if let Some(published) = published {
            writeln!(xml, "<published>{published}</published>")?;
        }
        if !fresh.url.is_empty() {
            writeln!(xml, "<link rel=\"alternate\" href=\"{}\"/>", address(&fresh.url))?;
        }
        if !fresh.publisher.is_empty() {
            writeln!(xml, "<author><name>{}</name></author>", escaped(&fresh.publisher))?;
        }
        write!(xml, "<content type=\"text\">{}</content>\n</entry>\n", escaped(&fresh.snippet))?;
    }
    xml.push_str("</feed>\n");
    Ok(())
}

/// A date with time and offset: a missing time is midnight, a missing offset that of UTC, as everywhere in annals.
fn rfc3339(published: DateTime) -> String {
    match published {
        DateTime { time: None, .. } => format!("{}T00:00:00Z", published.date),
        DateTime { offset_minutes: None, .. } => format!("{published}Z"),
        _ => published.to_string(),
    }
}

/// Letters, digits and a few signs as they are, all else by its bytes in UTF-8.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}

/// An address as it stands in an attribute; what no address may hold is written by its bytes.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '\0'..=' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\u{7f}' => {
                out.push_str(&percent(c.encode_utf8(&mut [0; 4])))
            }
            c => out.push(c),
        }
    }
    escaped(&out)
}

#[cfg(test)]
mod tests {
    use super::{Feed, address, feed};
    use annals_index::Fresh;
    use annals_model::{ArticleId, DateTime};

    fn fresh(id: &str, published: &str, first_seen: Option<&str>) -> Fresh {
        Fresh {
            id: ArticleId(id.into()),
            headline: Some("Rain & <sun>\u{1}".into()),
            published: DateTime::parse(published),
            first_seen: first_seen.map(|seen| seen.parse().expect("a time")),
            publisher: "A \"B\"".into(),
            url: "https://a.example/?x=1&y=<2>".into(),
            snippet: "…fell & rose…".into(),
            matches: Vec::new(),
        }
    }

    #[test]
    fn entries_have_what_the_standard_asks_for() {
        let at = "2025-05-01T00:00:00Z".parse().expect("a time");
        let entries = vec![
            (at, fresh("a b", "2025-02-26", None)),
            (at, fresh("b", "2025-02-26T09:30:00+08:00", Some("2025-02-27T00:00:00Z"))),
            (at, fresh("c", "", None)),
        ];
        let xml = feed(&Feed { name: "rain, sun", query: "a<b", updated: at, entries });
        assert!(xml.contains("<id>urn:annals:watch:rain%2C%20sun</id>") && xml.contains("<subtitle>a&lt;b</subtitle>"));
        assert!(xml.contains("<id>urn:annals:article:a%20b</id>"));
        for (updated, published) in [
            ("2025-02-26T00:00:00Z", "<published>2025-02-26T00:00:00Z</published>"),
            ("2025-02-27T00:00:00Z", "<published>2025-02-26T09:30:00+08:00</published>"),
            ("2025-05-01T00:00:00Z", "<link"),
        ] {
            assert!(xml.contains(&format!("<updated>{updated}</updated>\n{published}")), "{updated}: {xml}");
        }
        assert!(xml.contains("<title>Rain &amp; &lt;sun&gt;\u{fffd}</title>"));
        assert!(xml.contains("href=\"https://a.example/?x=1&amp;y=%3C2%3E\""));
        assert_eq!((xml.matches("<entry>").count(), xml.matches("</entry>").count()), (3, 3));
        assert_eq!(address("https://a.example/é x"), "https://a.example/é%20x");
    }
}
