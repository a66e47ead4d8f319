//! Archives of other makers: older forms, other habits, and reading only what is wanted.
#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::{ArchiveError, Filter, Pages, read_warc, read_warc_from, read_warc_onward};
use annals_model::RawPage;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn open(bytes: &[u8]) -> Pages {
    read_warc_from(Box::new(Cursor::new(bytes.to_vec())), "case").unwrap()
}

fn split(pages: Pages) -> (Vec<RawPage>, Vec<(u64, String)>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for page in pages {
        match page {
            Ok(page) => good.push(page),
            Err(ArchiveError::Record { offset, reason, .. }) => bad.push((offset, reason)),
            Err(other) => panic!("{other}"),
        }
    }
    (good, bad)
}

fn urls(pages: &[RawPage]) -> Vec<&str> {
    pages.iter().map(|page| page.url.as_str()).collect()
}

fn arc_records(version: u8) -> Vec<Vec<u8>> {
    let about = match version {
        1 => "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n".to_owned(),
        _ => {
            "2 0 InternetArchive\nURL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length\n\n"
                .to_owned()
        }
    };
    let line = |url: &str, media: &str, length: usize| match version {
        1 => format!("{url} 192.0.2.9 20050307123456 {media} {length}\n"),
        _ => format!("{url} 192.0.2.9 20050307123456 {media} 200 XYZ - 0 a.arc {length}\n"),
    };
    let record = |url: &str, media: &str, block: &[u8]| [line(url, media, block.len()).as_bytes(), block, b"\n"].concat();
    let answer = |body: &str| format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nServer: x\r\n\r\n{body}").into_bytes();
    vec![
        record("filedesc://a.arc", "text/plain", about.as_bytes()),
        record("dns:eastquay.example", "text/dns", b"20050307123456\neastquay.example. 300 IN A 192.0.2.9\n"),
        record("http://eastquay.example/one", "text/html", &answer("<p>one\nhttp://eastquay.example/fake\n")),
        record("https://eastquay.example/two", "text/html", &answer("two")),
        record("http://westquay.example/three", "text/html", &answer("three")),
    ]
}

const ARC_URLS: [&str; 3] = ["http://eastquay.example/one", "https://eastquay.example/two", "http://westquay.example/three"];

#[test]
fn the_older_form_is_read_in_both_versions() {
    for version in [1, 2] {
        let records = arc_records(version);
        let plain = records.concat();
        let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
        for bytes in [plain.clone(), members, gzip(&plain)] {
            let (good, bad) = split(open(&bytes));
            assert_eq!(bad, []);
            assert_eq!(urls(&good), ARC_URLS);
            assert_eq!(good[1].body, b"two");
            assert_eq!(good[0].fetched.to_string(), "2005-03-07T12:34:56Z");
            assert_eq!(good[0].content_type.as_deref(), Some("text/html"));
            let kept = [("Server", "x"), ("warc-ip-address", "192.0.2.9")].map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(good[0].headers, kept);
        }
    }
}

#[test]
fn damage_in_the_older_form_costs_its_own_record() {
    let records = arc_records(1);
    let start = records[0].len() + records[1].len();
    let lying = String::from_utf8(records[2].clone()).unwrap().replacen("text/html ", "text/html 9", 1).into_bytes();
    let plain = [&records[0], &records[1], &lying, &records[3], &records[4]].map(Vec::as_slice).concat();
    let (good, bad) = split(open(&plain));
    assert_eq!(urls(&good), ARC_URLS[1..]);
    assert_eq!(bad.iter().map(|(offset, _)| *offset).collect::<Vec<_>>(), [start as u64]);
    let mut members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    let middle = members[3].len() / 2;
    members[3][middle] ^= 0x40;
    let (good, bad) = split(open(&members.concat()));
    assert_eq!(urls(&good), [ARC_URLS[0], ARC_URLS[2]]);
    assert_eq!(bad.iter().map(|(offset, _)| *offset).collect::<Vec<_>>(), [members[..3].iter().map(Vec::len).sum::<usize>() as u64]);
}

fn record(kind: &str, url: &str, date: &str, extra: &str, block: &[u8]) -> Vec<u8> {
    let media = if kind == "response" { "application/http; msgtype=response" } else { "text/plain" };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: {media}\r\n{extra}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, date: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    record("response", url, date, "", &[format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat())
}

#[test]
fn only_wanted_pages_are_unpacked() {
    // Unpacking the unwanted ones would be found out: their bodies are broken.
    let broken = [&gzip(b"news")[..12], b"broken"].concat();
    let records = [
        response("https://eastquay.example/1", "2025-03-01T00:00:00Z", "", b"one"),
        response("https://other.example/2", "2025-03-02T00:00:00Z", "Content-Encoding: gzip\r\n", &broken),
        response("<https://news.eastquay.example:8443/3>", "2025-03-03T00:00:00Z", "", b"three"),
        response("https://eastquay.example/4", "2025-04-01T00:00:00Z", "Content-Encoding: gzip\r\n", &broken),
        record("metadata", "https://eastquay.example/5", "2025-03-04T00:00:00Z", "", b"meta"),
        response("https://eastquay.example/6", "2025-03-31T23:59:59Z", "", b"six"),
    ];
    let filter = Filter {
        hosts: vec!["eastquay.example".to_owned(), "unused.example".to_owned()],
        from: Some("2025-03-01T00:00:00Z".parse().unwrap()),
        to: Some("2025-04-01T00:00:00Z".parse().unwrap()),
    };
    for bytes in [records.concat(), records.iter().flat_map(|record| gzip(record)).collect(), gzip(&records.concat())] {
        let (good, bad) = split(open(&bytes).only(filter.clone()));
        assert_eq!(bad, []);
        assert_eq!(good.iter().map(|page| page.body.as_slice()).collect::<Vec<_>>(), [&b"one"[..], b"three", b"six"]);
        let (good, bad) = split(open(&bytes));
        assert_eq!((good.len(), bad.len()), (3, 2), "without a filter the broken bodies are reported");
    }
    // A record of any length is passed over when nobody asked for it.
    let endless = response("https://other.example/7", "2025-03-02T00:00:00Z", "", &vec![b'0'; 70 << 20]);
    let bytes: Vec<u8> = [&records[0], &endless, &records[5]].iter().flat_map(|record| gzip(record)).collect();
    let (good, bad) = split(open(&bytes).only(filter));
    assert_eq!((good.len(), bad.len()), (2, 0), "{bad:?}");
    let (good, bad) = split(open(&bytes));
    assert!(good.len() == 2 && bad.len() == 1 && bad[0].1.contains("more than"), "{bad:?}");
}

#[test]
fn reading_goes_on_from_an_offset_without_the_bytes_before() {
    let records: Vec<Vec<u8>> = (0..6).map(|n| response(&format!("https://a.example/{n}"), "2025-03-01T00:00:00Z", "", b"x")).collect();
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for bytes in [records.concat(), packed, arc_records(2).concat(), arc_records(1).iter().flat_map(|record| gzip(record)).collect()] {
        let all = split(open(&bytes)).0;
        assert!(all.len() >= 3);
        for stop in 0..=all.len() {
            let mut pages = open(&bytes);
            let head: Vec<RawPage> = pages.by_ref().take(stop).map(Result::unwrap).collect();
            let offset = pages.offset();
            let rest = bytes[usize::try_from(offset).unwrap()..].to_vec();
            let mut onward = read_warc_onward(Box::new(Cursor::new(rest)), "case", offset).unwrap();
            let tail: Vec<RawPage> = onward.by_ref().map(Result::unwrap).collect();
            assert_eq!([head, tail].concat(), all, "stopped after {stop} at {offset}");
            assert_eq!(onward.offset(), bytes.len() as u64);
        }
    }
}

#[test]
fn offsets_of_damage_count_from_the_beginning_of_the_file() {
    let good = gzip(&response("https://a.example/1", "2025-03-01T00:00:00Z", "", b"x"));
    let onward = read_warc_onward(Box::new(Cursor::new([&good[..], b"#### no member", &good].concat())), "case", 7_000).unwrap();
    let (pages, bad) = split(onward);
    assert_eq!(pages.len(), 2);
    assert_eq!(bad.iter().map(|(offset, _)| *offset).collect::<Vec<_>>(), [7_000 + good.len() as u64]);
}

#[test]
fn zstd_is_named_and_not_mistaken() {
    for head in [&[0x28, 0xb5, 0x2f, 0xfd][..], &[0x5d, 0x2a, 0x4d, 0x18]] {
        let (good, bad) = split(open(&[head, &[7; 300]].concat()));
        assert!(good.is_empty() && bad.len() == 1 && bad[0].0 == 0 && bad[0].1.contains("zstd"), "{bad:?}");
    }
    let (good, bad) = split(open(b""));
    assert!(good.is_empty() && bad.is_empty());
    let dir = tempfile::tempdir().unwrap();
    let error = read_warc(&dir.path().join("missing.warc.gz")).err().unwrap().to_string();
    assert!(error.contains("missing.warc.gz"), "{error}");
}

#[test]
fn bodies_that_a_crawler_unpacked_are_left_alone() {
    // As the news sets of Common Crawl have it: what the server said of the packing is kept under other names.
    let headers =
        "Content-Type: text/html\r\nX-Crawler-Content-Encoding: gzip\r\nX-Crawler-Transfer-Encoding: chunked\r\nContent-Length: 11\r\n";
    let block = [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n<p>unpacked"].concat();
    let extra = "WARC-Truncated: length\r\nWARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\nWARC-IP-Address: 192.0.2.1\r\n";
    let (good, bad) = split(open(&gzip(&record("response", "https://a.example/1", "2025-03-01T00:00:00Z", extra, &block))));
    assert_eq!(bad, []);
    assert_eq!(good[0].body, b"<p>unpacked");
    let names: Vec<&str> = good[0].headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["X-Crawler-Content-Encoding", "X-Crawler-Transfer-Encoding", "warc-truncated", "warc-ip-address"]);
}

/// `annals ` a hundred times, packed with brotli.
const PACKED: [u8; 22] =
    [0x1b, 0xbb, 0x02, 0xf8, 0x8d, 0x94, 0x6e, 0xde, 0xaa, 0x06, 0x09, 0x73, 0x9b, 0x13, 0x6c, 0x51, 0x5b, 0x24, 0xf0, 0x8d, 0xe5, 0x00];

#[test]
fn brotli_is_unpacked_unless_that_was_done_already() {
    let text = "<!doctype html><p>news that is no longer packed</p>";
    let chinese = [0xb4, 0xba, 0xc2, 0xe4].repeat(20);
    for (body, expected) in
        [(&PACKED[..], "annals ".repeat(100).as_bytes()), (text.as_bytes(), text.as_bytes()), (&chinese, &chinese), (b"", b"")]
    {
        let (good, bad) = split(open(&response("https://a.example/1", "2025-03-01T00:00:00Z", "Content-Encoding: br\r\n", body)));
        assert_eq!(bad, []);
        assert_eq!(good[0].body, expected);
    }
    let broken = [&PACKED[..9], &[0; 40]].concat();
    let (good, bad) = split(open(&response("https://a.example/1", "2025-03-01T00:00:00Z", "Content-Encoding: br\r\n", &broken)));
    assert!(good.is_empty() && bad[0].1.contains("broken"), "{bad:?}");
}

#[test]
fn of_a_packed_body_that_was_cut_the_beginning_is_kept() {
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let packed = gzip(&noise);
    let block = [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", &packed[..packed.len() / 2]].concat();
    let cut = record("response", "https://a.example/1", "2025-03-01T00:00:00Z", "WARC-Truncated: length\r\n", &block);
    let (good, bad) = split(open(&cut));
    assert_eq!(bad, []);
    assert!(good[0].body.len() > 1000 && noise.starts_with(&good[0].body));
    assert_eq!(good[0].headers, [("warc-truncated".to_owned(), "length".to_owned())]);
    let (good, bad) = split(open(&record("response", "https://a.example/1", "2025-03-01T00:00:00Z", "", &block)));
    assert!(good.is_empty() && bad.len() == 1);
}

#[test]
fn a_digest_by_sha_1_guards_what_no_checksum_guards() {
    let digest = "WARC-Block-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n";
    let good = record("resource", "https://a.example/1", "2025-03-01T00:00:00Z", digest, b"hello");
    let flipped = String::from_utf8(good.clone()).unwrap().replace("hello", "hullo").into_bytes();
    assert_eq!(split(open(&good)).0.len(), 1);
    assert_eq!(split(open(&gzip(&good))).0.len(), 1);
    let (pages, bad) = split(open(&flipped));
    assert!(pages.is_empty() && bad[0].1.contains("digest"), "{bad:?}");
    // Its writer was wrong: the gzip member's own checksum says that nothing changed since.
    assert_eq!(split(open(&gzip(&flipped))).0.len(), 1);
}
