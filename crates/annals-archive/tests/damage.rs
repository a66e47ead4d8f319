//! Archives of other makers, and broken ones: what is whole is read, what is not is named.
#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::{Archive, ArchiveError, read_warc_from};
use annals_model::RawPage;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::ops::Range;
use std::sync::LazyLock;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(kind: &str, media: &str, extra: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let mut bytes = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://eastquay.example/{length}\r\nWARC-Date: 2025-02-26T09:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: {media}\r\n{extra}Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(block);
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes
}

fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    block.extend_from_slice(body);
    record("response", "application/http; msgtype=response", "", &block)
}

fn resource(body: &[u8]) -> Vec<u8> {
    record("resource", "text/plain", "", body)
}

fn read(bytes: Vec<u8>) -> (Vec<RawPage>, Vec<(u64, String)>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for page in read_warc_from(Box::new(Cursor::new(bytes)), "case.warc").unwrap() {
        match page {
            Ok(page) => good.push(page),
            Err(ArchiveError::Record { file, offset, reason }) => {
                assert_eq!(file, "case.warc");
                bad.push((offset, reason));
            }
            Err(other) => panic!("{other}"),
        }
    }
    (good, bad)
}

fn bodies(pages: &[RawPage]) -> Vec<&str> {
    pages.iter().map(|page| std::str::from_utf8(&page.body).unwrap()).collect()
}

#[test]
fn plain_and_packed_files_read_alike() {
    let records = [resource(b"alpha"), record("request", "application/http", "", b"GET / HTTP/1.1\r\n\r\n"), resource(b"gamma gamma")];
    let plain = records.concat();
    let one_member = gzip(&plain);
    let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    // As bgzip does it: members cut anywhere.
    let blocks: Vec<u8> = plain.chunks(97).flat_map(gzip).collect();
    for bytes in [plain, one_member, members, blocks] {
        let (good, bad) = read(bytes);
        assert_eq!(bad, []);
        assert_eq!(bodies(&good), ["alpha", "gamma gamma"]);
        assert_eq!(good[0].url, "https://eastquay.example/5");
        assert_eq!(good[0].content_type.as_deref(), Some("text/plain"));
    }
}

#[test]
fn transfer_wrappings_are_taken_off() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(b"squeezed").unwrap();
    let zlib = zlib.finish().unwrap();
    let packed = gzip(b"chunked and packed");
    let mut both = format!("{:x};note=1\r\n", packed.len()).into_bytes();
    both.extend_from_slice(&packed);
    both.extend_from_slice(b"\r\n0\r\n\r\n");
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("Transfer-Encoding: chunked\r\n", b"4\r\nwire\r\n6;x=y\r\n story\r\n0\r\n\r\n".to_vec(), "wire story"),
        ("transfer-encoding: Chunked\r\nContent-Encoding: gzip\r\n", both, "chunked and packed"),
        ("Content-Encoding: deflate\r\n", zlib, "squeezed"),
        // Wrapping already gone, header still there.
        ("Content-Encoding: gzip\r\n", b"plain after all".to_vec(), "plain after all"),
        ("Transfer-Encoding: chunked\r\n", b"never was chunked".to_vec(), "never was chunked"),
        ("Content-Encoding: identity\r\n", b"as it is".to_vec(), "as it is"),
    ];
    for (headers, body, expected) in cases {
        let (good, bad) = read(response(headers, &body));
        assert_eq!(bad, [], "{headers}");
        assert_eq!(bodies(&good), [expected], "{headers}");
        assert!(good[0].headers.is_empty(), "{:?}", good[0].headers);
    }
}

#[test]
fn http_headers_are_kept_and_folded_lines_joined() {
    let (good, bad) = read(response("Content-Type: text/html;\r\n charset=big5\r\nETag: \"7\"\r\nX-Note: caf\u{e9}\r\n", b"x"));
    assert_eq!(bad, []);
    assert_eq!(good[0].content_type.as_deref(), Some("text/html; charset=big5"));
    assert_eq!(good[0].headers, [("ETag".to_owned(), "\"7\"".to_owned()), ("X-Note".to_owned(), "caf\u{e9}".to_owned())]);
}

#[test]
fn a_bomb_is_named_and_the_rest_is_read() {
    let bomb = gzip(&vec![b'0'; 70 << 20]);
    let bytes = [resource(b"before"), response("Content-Encoding: gzip\r\n", &bomb), resource(b"behind")].concat();
    let (good, bad) = read(bytes);
    assert_eq!(bodies(&good), ["before", "behind"]);
    assert!(bad.len() == 1 && bad[0].1.contains("unpacks to more"), "{bad:?}");
    assert_eq!(bad[0].0, resource(b"before").len() as u64);
    // A record that is itself endless, packed into little.
    let mut endless = String::from("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 99999999999\r\n\r\n").into_bytes();
    endless.resize(80 << 20, b'0');
    let (good, bad) = read([gzip(&endless), gzip(&resource(b"behind"))].concat());
    assert_eq!(bodies(&good), ["behind"]);
    assert!(bad.len() == 1 && bad[0].1.contains("are more than"), "{bad:?}");
}

#[test]
fn a_lying_length_costs_only_its_own_record() {
    for (stated, word) in [
        ("3", "goes on"),
        ("200", "bytes"),
        ("50000000", "are there"),
        ("18446744073709551615", "more than"),
        ("five", "no number"),
        ("-1", "no number"),
    ] {
        let liar =
            String::from_utf8(resource(b"hello")).unwrap().replace("Content-Length: 5", &format!("Content-Length: {stated}")).into_bytes();
        let good_ones = [resource(b"one"), resource(b"two")];
        let plain = [good_ones[0].clone(), liar.clone(), good_ones[1].clone()];
        for bytes in [plain.concat(), plain.iter().flat_map(|record| gzip(record)).collect()] {
            let (good, bad) = read(bytes);
            assert_eq!(bodies(&good), ["one", "two"], "length {stated}");
            assert!(bad.len() == 1 && bad[0].1.contains(word), "length {stated}: {bad:?}");
            assert!(bad[0].0 > 0);
        }
    }
}

#[test]
fn garbage_between_members_is_stepped_over() {
    let members: Vec<Vec<u8>> = [&b"one"[..], b"two", b"three"].iter().map(|body| gzip(&resource(body))).collect();
    for garbage in [&b"#### not gzip ####"[..], &[0x1f, 0x8b, 8, 0xff, 1, 2, 3], b"\n", &[0; 600]] {
        let (good, bad) = read([&members[0], garbage, &members[1], &members[2]].concat());
        assert_eq!(bodies(&good), ["one", "two", "three"], "{garbage:?}");
        assert_eq!(bad.len(), 1, "{garbage:?}: {bad:?}");
        assert_eq!(bad[0].0, members[0].len() as u64);
    }
}

#[test]
fn a_torn_file_followed_by_a_whole_one_loses_one_record() {
    let members: Vec<Vec<u8>> = [&b"one"[..], b"two", b"three"].iter().map(|body| gzip(&resource(body))).collect();
    for cut in 1..members[1].len() {
        let (good, bad) = read([&members[0], &members[1][..cut], &members[2]].concat());
        assert_eq!(bodies(&good), ["one", "three"], "cut at {cut}");
        assert_eq!(bad.len(), 1, "cut at {cut}: {bad:?}");
    }
}

#[test]
fn a_file_cut_at_any_byte_gives_what_came_before() {
    let plain = [resource(b"one"), resource(b"two")].concat();
    let first = resource(b"one").len();
    for cut in 0..plain.len() {
        let (good, bad) = read(plain[..cut].to_vec());
        // The record counts as whole once its last byte is there; the line ends behind it carry nothing.
        let whole = usize::from(cut >= first - 4) + usize::from(cut >= plain.len() - 4);
        assert_eq!(good.len(), whole, "cut at {cut}");
        assert!(bad.len() <= 1, "cut at {cut}: {bad:?}");
    }
}

#[test]
fn a_changed_body_does_not_pass() {
    let digest = "WARC-Block-Digest: sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\r\n";
    let (good, bad) = read(record("resource", "text/plain", digest, b"hello"));
    assert_eq!((bodies(&good), bad.len()), (vec!["hello"], 0));
    let (good, bad) = read(record("resource", "text/plain", digest, b"hullo"));
    assert!(good.is_empty() && bad[0].1.contains("digest"), "{bad:?}");
}

#[test]
fn many_lying_records_are_read_in_reasonable_time() {
    // Each states nearly all of the file; none may be copied before that is found out.
    let mut bytes = Vec::new();
    while bytes.len() < 8 << 20 {
        bytes.extend_from_slice(b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 60000000\r\n\r\nx\r\n");
    }
    let started = std::time::Instant::now();
    let (good, bad) = read(bytes.clone());
    assert!(good.is_empty() && bad.len() == 1);
    let (good, bad) = read(bytes.chunks(60).flat_map(gzip).collect());
    assert!(good.is_empty() && !bad.is_empty());
    let members: Vec<u8> = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0xf5, 0xff].repeat(200_000);
    read(members);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// What happens to a file: a byte changes, a stretch is lost, or a stretch comes in between.
#[derive(Clone, Debug)]
enum Harm {
    Flip(usize, u8),
    Cut(usize, usize),
    Insert(usize, Vec<u8>),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    let at = || 0..1_000_000_usize;
    prop_oneof![
        4 => (at(), 1..=255_u8).prop_map(|(at, bits)| Harm::Flip(at, bits)),
        2 => (at(), prop_oneof![1..40_usize, 1..3_000_usize]).prop_map(|(at, length)| Harm::Cut(at, length)),
        2 => (at(), prop::collection::vec(any::<u8>(), 1..200)).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
    ]
}

/// An archive's file, and its pages with the stretch of it that each one's records take.
type Written = (Vec<u8>, Vec<(Range<usize>, RawPage)>);

fn written(count: usize, plain: bool) -> Written {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = Archive::open(dir.path()).unwrap();
    let mut ends = Vec::new();
    for number in 0..count {
        let url = format!("https://eastquay.example/{number}");
        let page = RawPage {
            final_url: url.clone(),
            url,
            status: 200,
            content_type: Some("text/html".to_owned()),
            feed_date: None,
            headers: vec![("etag".to_owned(), format!("\"{number}\""))],
            fetched: "2025-03-11T10:05:00Z".parse().unwrap(),
            body: (0..number * 150 % 1_000).map(|n| (n * n * 31 / 7) as u8).collect(),
        };
        archive.put(&page, (number % 2 == 0).then_some("GET / HTTP/1.1"), None).unwrap();
        ends.push((archive.checkpoint().unwrap().offset as usize, page));
    }
    let packed = std::fs::read(dir.path().join("annals-000001.warc.gz")).unwrap();
    let place = |offset: usize| if plain && offset > 0 { unpack(&packed[..offset]).len() } else { offset };
    // The head of the file counts with the first page.
    let mut begin = 0;
    let pages = ends
        .into_iter()
        .map(|(end, page)| {
            let range = place(begin)..place(end);
            begin = end;
            (range, page)
        })
        .collect();
    (if plain { unpack(&packed) } else { packed }, pages)
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(bytes), &mut out).unwrap();
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pages_before_and_behind_any_damage_are_kept(harm in any_harm(), plain in any::<bool>()) {
        static FILES: LazyLock<[Written; 2]> = LazyLock::new(|| [written(8, false), written(8, true)]);
        let (mut bytes, pages) = FILES[usize::from(plain)].clone();
        let length = bytes.len();
        let hit = match &harm {
            Harm::Flip(at, bits) => {
                let at = at % length;
                bytes[at] ^= bits;
                at..at + 1
            }
            Harm::Cut(at, count) => {
                let at = at % length;
                let end = length.min(at + count);
                bytes.drain(at..end);
                at..end
            }
            Harm::Insert(at, inserted) => {
                let at = at % (length + 1);
                bytes.splice(at..at, inserted.iter().copied());
                at..at
            }
        };
        let (good, bad) = read(bytes);
        prop_assert!(bad.len() <= 1, "{:?}", bad);
        for (range, page) in pages.iter() {
            let touched = range.start < hit.end && hit.start < range.end || hit.is_empty() && range.start < hit.start && hit.start < range.end;
            prop_assert!(touched || good.contains(page), "{} is lost: {:?} of {:?}, {:?}", page.url, hit, range, bad);
        }
        // A gzip member's checksum lets nothing false through; plain files have only the digest of the block.
        prop_assert!(plain || good.iter().all(|page| pages.iter().any(|(_, known)| known == page)));
        prop_assert!(good.len() <= pages.len());
    }

}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read(bytes);
    }

    #[test]
    fn any_shuffle_of_record_pieces_is_survived(pieces in prop::collection::vec(0..12_usize, 0..40), packed in any::<bool>(), flip in any::<Option<(u16, u8)>>()) {
        let parts: [&[u8]; 12] = [
            b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Type: application/http\r\n", b"Content-Length: 60\r\n", b"\r\n", b"HTTP/1.1 200 OK\r\n",
            b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n", b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08", b"WARC-Target-URI: x\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n",
            b"\n\n", b"Content-Length: 0\r\n\r\n\r\n\r\n",
        ];
        let mut bytes: Vec<u8> = pieces.iter().flat_map(|piece| if packed && *piece == 0 { gzip(parts[*piece]) } else { parts[*piece].to_vec() }).collect();
        if let Some((at, with)) = flip && !bytes.is_empty() {
            let at = usize::from(at) % bytes.len();
            bytes[at] ^= with;
        }
        read(bytes);
    }
}
