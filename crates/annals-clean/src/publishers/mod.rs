//! Notes on single outlets, for pages that the general way does not read well enough.
//!
//! One folder an outlet: `<domain>/notes.toml` and a page of our own in its structure; one line in [`NOTES`].

use jiff::civil::Date;
use scraper::Selector;
use serde::Deserialize;

/// Domain and notes, sorted by domain.
const NOTES: &[(&str, &str)] = &[("tickerlane.example", include_str!("tickerlane.example/notes.toml"))];

/// What is known of one outlet. Every field but `until` is a CSS selector and may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Selectors {
    /// The last day on which the notes are taken for true, `2027-12-31`: an outlet changes its pages, and old notes do harm.
    until: Option<Date>,
    /// The element that holds the article's words.
    body: Option<String>,
    headline: Option<String>,
    /// One element an author.
    byline: Option<String>,
    /// Its `datetime` or `content`, else its words.
    date: Option<String>,
    /// What is left out of the text.
    drop: Option<String>,
    /// A machine's digest: kept, marked.
    digest: Option<String>,
}

/// The notes of one outlet, ready to use.
#[derive(Debug)]
pub(crate) struct Publisher {
    domain: &'static str,
    until: Date,
    pub(crate) body: Option<Selector>,
    pub(crate) headline: Option<Selector>,
    pub(crate) byline: Option<Selector>,
    pub(crate) date: Option<Selector>,
    pub(crate) drop: Option<Selector>,
    pub(crate) digest: Option<Selector>,
}

/// Notes per outlet. Built once, shared by all threads.
#[derive(Debug, Default)]
pub struct Publishers {
    notes: Vec<Publisher>,
}

impl Publishers {
    /// The notes embedded in this crate. Notes that cannot be read are left out; a test sees to it that there are none.
    #[must_use]
    pub fn embedded() -> Self {
        let notes = NOTES.iter().filter_map(|(domain, notes)| publisher(domain, notes).ok()).collect();
        Self { notes }
    }

    /// The notes for a host: its own, or those of the domain it belongs to, valid on the day a page was received.
    ///
    /// # Errors
    /// A sentence for the log when there are notes and they are too old.
    pub(crate) fn for_host(&self, host: &str, received: Option<Date>) -> Result<Option<&Publisher>, String> {
        let host = host.strip_prefix("www.").unwrap_or(host);
        let found = self.notes.iter().find(|p| host == p.domain || host.strip_suffix(p.domain).is_some_and(|rest| rest.ends_with('.')));
        match (found, received) {
            (Some(notes), Some(day)) if day > notes.until => {
                Err(format!("the notes on {} were valid until {} and are passed over", notes.domain, notes.until))
            }
            (found, _) => Ok(found),
        }
    }
}

fn publisher(domain: &'static str, notes: &str) -> Result<Publisher, String> {
    let selectors: Selectors = toml::from_str(notes).map_err(|e| format!("{domain}: {e}"))?;
    let read = |selector: Option<String>| selector.map(|s| Selector::parse(&s).map_err(|e| format!("{domain}: {s}: {e:?}"))).transpose();
    Ok(Publisher {
        domain,
        until: selectors.until.ok_or_else(|| format!("{domain}: no date `until` which the notes are valid"))?,
        body: read(selectors.body)?,
        headline: read(selectors.headline)?,
        byline: read(selectors.byline)?,
        date: read(selectors.date)?,
        drop: read(selectors.drop)?,
        digest: read(selectors.digest)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_notes_can_be_read_and_are_sorted() {
        for (domain, notes) in NOTES {
            assert!(publisher(domain, notes).is_ok(), "{:?}", publisher(domain, notes).err());
        }
        assert!(NOTES.is_sorted_by_key(|(domain, _)| *domain));
    }

    #[test]
    fn a_page_in_the_outlets_structure_is_read() {
        use annals_model::RegionKind;
        let page = annals_model::RawPage {
            url: "https://tickerlane.example/story/zinc.html".to_owned(),
            final_url: String::new(),
            status: 200,
            content_type: None,
            feed_date: None,
            headers: Vec::new(),
            fetched: jiff::Timestamp::from_second(1_760_000_000).unwrap(),
            body: include_bytes!("tickerlane.example/page.html").to_vec(),
        };
        let article = crate::clean(&page, &Publishers::embedded()).article;
        assert_eq!(article.headline.as_deref(), Some("Zinc wakes up, and so does Harbour Metals"));
        assert_eq!(article.byline, ["Ida Brandt"]);
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2025-04-02T08:00:00Z"));
        let kinds: Vec<(RegionKind, &str)> = article.regions.iter().map(|r| (r.kind, r.span.of(&article.text).trim())).collect();
        assert_eq!(kinds[0], (RegionKind::Headline, "Zinc wakes up, and so does Harbour Metals"));
        assert_eq!(kinds[1].0, RegionKind::SourceDigest);
        assert_eq!(kinds[3], (RegionKind::Heading, "What the mills want"));
        assert!(article.text.contains("smelter fire.\n\n") && article.text.contains("Zinc | +4.0%"));
        assert!(!article.text.contains("calmer way") && !article.text.contains("Deals"));
    }

    #[test]
    fn hosts_find_their_notes() {
        let publishers = Publishers::embedded();
        let found = |host: &str| publishers.for_host(host, None).is_ok_and(|notes| notes.is_some());
        assert!(found("www.tickerlane.example"));
        assert!(found("m.tickerlane.example"));
        assert!(!found("nottickerlane.example"));
    }

    #[test]
    fn notes_hold_until_their_day_and_no_longer() {
        let known = |notes| Publishers { notes: vec![publisher("a.example", notes).expect("notes")] };
        let notes = known("until = \"2025-03-31\"\nbody = \".main\"");
        let on = |day: &str| notes.for_host("a.example", Some(day.parse().expect("a day")));
        assert!(on("2025-03-31").is_ok_and(|notes| notes.is_some()));
        assert!(on("2025-04-01").is_err_and(|why| why.contains("a.example") && why.contains("2025-03-31")));
        assert!(notes.for_host("b.example", Some("2025-04-01".parse().expect("a day"))).is_ok_and(|notes| notes.is_none()));
        assert!(publisher("a.example", "body = \".main\"").is_err_and(|why| why.contains("until")));
        assert!(publisher("a.example", "until = \"2025-02-30\"").is_err());
    }
}
