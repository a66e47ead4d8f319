//! Feeds of every kind, as the prescriptions have them and as sites really send them.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_fetch::{Feed, FeedEntry, parse_feed, robots};
use encoding_rs::{BIG5, UTF_16BE, WINDOWS_1252};
use proptest::prelude::*;

const BASE: &str = "https://harbourpost.example/feeds/markets.xml";

fn feed(text: &str) -> Feed {
    let mut feed = parse_feed(text.as_bytes(), Some(BASE)).unwrap();
    // Looked at by a test of its own.
    feed.entries.iter_mut().for_each(|entry| entry.updated = None);
    feed
}

fn entry(id: &str, url: &str, title: &str, published: &str) -> FeedEntry {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    FeedEntry { id: id.to_owned(), url: some(url), title: some(title), published: annals_model::DateTime::parse(published), updated: None }
}

#[test]
fn rss_keeps_the_publishers_own_day() {
    let feed = feed(
        "<?xml version='1.0'?><rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Harbour &amp; Post</title>
         <item><title>Robots &lt;b&gt;rise&lt;/b&gt;</title><media:title>not this</media:title><link>/a?x=1&amp;y=2</link><guid isPermaLink='false'>n-1</guid>
         <content:encoded><![CDATA[<p>long <title>no</title></p>]]></content:encoded><author>Zoë “z@harbourpost.example</author><pubDate>Wed, 26 Feb 2025 00:42:00 +0800</pubDate></item>
         <item><title>Only a name</title><guid>https://harbourpost.example/b</guid><pubDate>not a date</pubDate></item>
         <item><title>Only a title</title></item></channel></rss>",
    );
    assert_eq!(feed.title.as_deref(), Some("Harbour & Post"));
    assert_eq!(
        feed.entries,
        [
            entry("n-1", "https://harbourpost.example/a?x=1&y=2", "Robots rise", "2025-02-26T00:42:00+08:00"),
            entry("https://harbourpost.example/b", "https://harbourpost.example/b", "Only a name", ""),
            entry("Only a title", "", "Only a title", ""),
        ]
    );
}

#[test]
fn atom_takes_the_page_and_the_first_publication() {
    let feed = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title type='text'>Quay</title><id>f</id><link rel='self' href='https://q.example/self'/>
         <entry><id>tag:q,1</id><title type='html'>Bonds &amp;amp; bills</title><link rel='replies' href='/r'/><link rel='alternate' type='application/json' href='/j'/>
         <link rel='alternate' type='text/html' href='../h'/><updated>2025-03-02T10:00:00Z</updated><published>2025-03-01T23:30:00-05:00</published>
         <content type='image/png'>aGVsbG8=</content><source><id>other</id><title>Other</title><updated>2001-01-01T00:00:00Z</updated></source></entry>
         <entry><id>tag:q,2</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Plain <i>talk</i></div></title><link href='https://q.example/2'/><updated>2025-03-03T10:00:00Z</updated></entry></feed>",
    );
    assert_eq!(feed.title.as_deref(), Some("Quay"));
    assert_eq!(
        feed.entries,
        [
            entry("tag:q,1", "https://harbourpost.example/h", "Bonds & bills", "2025-03-01T23:30:00-05:00"),
            entry("tag:q,2", "https://q.example/2", "Plain talk", "2025-03-03T10:00:00Z"),
        ]
    );
}

#[test]
fn rdf_and_old_and_bare_rss_are_read() {
    let rdf = feed(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>
         <channel rdf:about='https://q.example/'><title>Old quay</title><link>https://q.example/</link><items><rdf:Seq><rdf:li resource='https://q.example/1'/></rdf:Seq></items></channel>
         <item rdf:about='https://q.example/1'><title>One</title><link>https://q.example/1</link><dc:date>2025-01-02T03:04:05+09:00</dc:date></item></rdf:RDF>",
    );
    assert_eq!(rdf.entries, [entry("https://q.example/1", "https://q.example/1", "One", "2025-01-02T03:04:05+09:00")]);
    for version in ["", " version='0.91'", " version='0.92'", " version='2.0.1'", " version='two'"] {
        let old = feed(&format!(
            "\n<!DOCTYPE rss><rss{version} xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>T</title><item><title>One</title><link>https://q.example/1</link><dc:date>2025-01-02</dc:date></item></channel></rss>"
        ));
        assert_eq!(old.entries, [entry("https://q.example/1", "https://q.example/1", "One", "2025-01-02")], "version{version}");
    }
}

#[test]
fn json_feeds_are_read() {
    let feed = feed(
        r#" {"version":"https://jsonfeed.org/version/1.1","title":"J","items":[
        {"id":7,"url":"/seven","title":"Seven &amp; up","date_published":"2025-02-26T01:00:00+08:00","authors":[{"name":"“z@q.example"}]},
        {"id":"https://q.example/8","content_text":"x","date_modified":"2025-02-27"},
        {"external_url":"https://q.example/9"}, "odd"]} trailing"#,
    );
    assert_eq!(feed.title.as_deref(), Some("J"));
    assert_eq!(
        feed.entries,
        [
            entry("7", "https://harbourpost.example/seven", "Seven & up", "2025-02-26T01:00:00+08:00"),
            entry("https://q.example/8", "https://q.example/8", "", "2025-02-27"),
            entry("https://q.example/9", "https://q.example/9", "", ""),
        ]
    );
    assert!(parse_feed(br#"{"items":[]}"#, None).is_err());
}

#[test]
fn sitemaps_list_pages_and_further_sitemaps() {
    let map = feed(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n' xmlns:image='i'><url><loc>https://q.example/a?b=1&amp;c=2</loc><lastmod>2025-03-01</lastmod>
         <news:news><news:publication><news:name>Q</news:name></news:publication><news:publication_date>2025-02-26T09:00:00+08:00</news:publication_date><news:title>Ports &amp; ships</news:title></news:news>
         <image:image><image:loc>https://q.example/a.png</image:loc><image:title>no</image:title></image:image></url><url><loc> https://q.example/b </loc></url></urlset>",
    );
    let expected = "https://q.example/a?b=1&c=2";
    assert_eq!(
        map.entries,
        [
            entry(expected, expected, "Ports & ships", "2025-02-26T09:00:00+08:00"),
            entry("https://q.example/b", "https://q.example/b", "", "")
        ]
    );
    let index = feed("<sitemapindex><sitemap><loc>https://q.example/m1.xml</loc><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>");
    assert_eq!(index.entries, [entry("https://q.example/m1.xml", "https://q.example/m1.xml", "", "")]);
}

#[test]
fn charsets_are_found_stated_or_not() {
    let xml = |charset: &str, title: &str| {
        format!("<?xml version=\"1.0\" encoding=\"{charset}\"?><rss version=\"2.0\"><channel><title>{title}</title></channel></rss>")
    };
    let utf16be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let utf16le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (utf16be(&xml("UTF-16", "Börse")), "Börse"),
        ([&[0xfe, 0xff][..], &utf16be(&xml("UTF-16", "Börse"))].concat(), "Börse"),
        ([&[0xff, 0xfe][..], &utf16le(&xml("UTF-16", "Börse"))].concat(), "Börse"),
        (utf16le(&xml("utf-8", "Börse")), "Börse"),
        (WINDOWS_1252.encode(&xml("iso-8859-1", "Café £5")).0.into_owned(), "Café £5"),
        (BIG5.encode(&xml("big5", "恒生指數")).0.into_owned(), "恒生指數"),
        (
            BIG5.encode(&xml("utf-8", "香港恒生指數上升三百點,騰訊及阿里巴巴領漲,成交額增加")).0.into_owned(),
            "香港恒生指數上升三百點,騰訊及阿里巴巴領漲,成交額增加",
        ),
        // Stated wrongly.
        (xml("iso-8859-1", "Café £5").into_bytes(), "Café £5"),
        (xml("UTF-16", "Café").into_bytes(), "Café"),
        ([&[0xef, 0xbb, 0xbf][..], xml("utf-8", "é").as_bytes()].concat(), "é"),
    ];
    assert_eq!(UTF_16BE.name(), "UTF-16BE");
    for (bytes, title) in cases {
        assert_eq!(parse_feed(&bytes, None).unwrap().title.as_deref(), Some(title));
    }
}

#[test]
fn a_damaged_feed_gives_what_came_before() {
    let item = |n: usize| format!("<item><title>T{n}</title><link>https://q.example/{n}</link></item>");
    let head = "<rss version='2.0'><channel><title>T</title>";
    for (tail, whole) in [
        (String::new(), 2),
        (format!("{}</channel></rss><p>Page served in 3 ms", item(3)), 3),
        ("<item><title>torn".to_owned(), 2),
        ("<item><title>torn</title><link>https://q.exam".to_owned(), 2),
        ("<item><description><![CDATA[ never closed".to_owned(), 2),
        (format!("<item><description><p>open <br></description></item>{}</channel></rss>", item(3)), 2),
        (format!("</b>{}</channel></rss>", item(3)), 3),
        ("<item a='<".to_owned(), 2),
    ] {
        let text = format!("{head}{}{}{tail}", item(1), item(2));
        let found = feed(&text).entries;
        assert!(found.len() >= whole, "{tail}: {found:?}");
        assert_eq!(found[1], entry("https://q.example/2", "https://q.example/2", "T2", ""), "{tail}");
    }
}

#[test]
fn what_is_no_feed_is_refused_with_its_address() {
    for bytes in
        [&b""[..], b"   ", b"not a feed", b"<html><title>x</title></html>", b"{}", b"[1]", b"<", b"<?xml", b"\xff\xfe\x00", b"GIF89a"]
    {
        let error = parse_feed(bytes, Some(BASE)).unwrap_err().to_string();
        assert!(error.contains(BASE), "{error}");
    }
}

#[test]
fn hostile_feeds_take_no_longer_than_their_length() {
    let many = 60_000;
    let cases = [
        "<rss><channel>".to_owned() + &"<item>".repeat(many),
        "<rss><channel><title>".to_owned() + &"<b>".repeat(many),
        format!("<rss><channel {}>", "a='b' ".repeat(many)),
        format!("<rss {}><channel/></rss>", (0..many).map(|n| format!("xmlns:n{n}='u' ")).collect::<String>()),
        "<rss><channel><title>".to_owned() + &"&".repeat(many) + &"<".repeat(many),
        "<!DOCTYPE a [".to_owned() + &"<!ENTITY a '&a;&a;'>".repeat(many / 10) + "]><rss><channel><title>&a;</title></channel></rss>",
        "{\"a\":".repeat(many),
        "[".repeat(many),
        "</item>".repeat(many),
        "<?xml ".repeat(many),
        "<!DOCTYPE [".repeat(many),
        "<rss>".to_owned() + &"<a b='x ".repeat(many),
        "<rss>".to_owned() + &"<!a".repeat(many),
        "<rss>".to_owned() + &"<![CDATA[<!--<?".repeat(many),
        format!("<rss><item><title>{}</title></item></rss>", "&lt;!--&lt;script&gt;".repeat(many)),
        format!("<rss><item><title>{}</title></item></rss>", "&lt;a ".repeat(many)),
        "<rss><channel>".to_owned() + &"<item></rss>".repeat(many),
        "<feed xmlns='http://www.w3.org/2005/Atom'>".to_owned() + &"<entry xml:base='a/'>".repeat(many),
    ];
    for text in cases {
        let started = std::time::Instant::now();
        let _ = parse_feed(text.as_bytes(), Some(BASE));
        assert!(started.elapsed().as_secs() < 5, "{:?} for {}", started.elapsed(), &text[..40]);
    }
}

#[test]
fn entries_are_written_as_the_contract_has_them() {
    let feed = Feed { title: None, entries: vec![entry("1", "", "T", "2025-02-26")] };
    assert_eq!(
        serde_json::to_string(&feed).unwrap(),
        r#"{"title":null,"entries":[{"id":"1","url":null,"title":"T","published":"2025-02-26"}]}"#
    );
}

const PIECES: [&str; 24] = [
    "<rss version='2.0'>",
    "<channel>",
    "<item>",
    "</item>",
    "</channel>",
    "</rss>",
    "<title>",
    "</title>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<entry>",
    "</entry>",
    "<link href='a'/>",
    "<link>",
    "</link>",
    "<updated>2025-01-01</updated>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x110000;",
    "<?xml encoding='utf-16'?>",
    "é“@b.co",
    "<author>",
    "<urlset><url><loc>",
    "<title type='xhtml'>",
];

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = parse_feed(&bytes, Some(BASE));
        let rules = robots(&bytes, "annals/0.1");
        let _ = rules.allowed("/a?b");
    }

    #[test]
    fn any_feed_pieces_are_survived(pieces in prop::collection::vec(0..24_usize, 0..40)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        let _ = parse_feed(text.as_bytes(), Some(BASE));
        let _ = parse_feed(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), None);
    }

    #[test]
    fn any_text_is_survived_as_a_date_or_title(text in "\\PC{0,40}") {
        let _ = parse_feed(format!("<rss><channel><item><title>{text}</title><pubDate>{text}</pubDate></item></channel></rss>").as_bytes(), None);
        let _ = parse_feed(format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"date_published\":{text:?},\"title\":{text:?}}}]}}").as_bytes(), None);
    }

    #[test]
    fn any_rules_are_survived(lines in prop::collection::vec("(User-agent|Disallow|Allow|Crawl-delay|Sitemap): ?[*$/a%0-9é.-]{0,12}", 0..20), path in "\\PC{0,30}") {
        let rules = robots(lines.join("\n").as_bytes(), "annals/0.1");
        let (allowed, rule) = rules.allowed(&path);
        prop_assert!(allowed || rule.is_some_and(|rule| rule.starts_with("Disallow")) );
        let _ = (rules.delay(), rules.sitemaps());
    }
}
