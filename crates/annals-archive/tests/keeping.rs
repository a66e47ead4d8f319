//! What is put into an archive comes out again, after kills, rotations and with other readers too.
#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

use annals_archive::{Archive, ArchiveError, read_warc};
use annals_model::{DateTime, RawPage};
use flate2::bufread::MultiGzDecoder;
use std::fs::{self, OpenOptions};
use std::io::{BufReader, Write};
use std::path::Path;

fn page(number: usize) -> RawPage {
    RawPage {
        url: format!("https://harbourpost.example/markets/{number}.html"),
        final_url: format!("https://harbourpost.example/markets/{number}.html"),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: vec![("etag".to_owned(), format!("\"v{number}\"")), ("x-served-by".to_owned(), "edge: 7".to_owned())],
        fetched: "2025-03-11T10:05:00.25Z".parse().unwrap(),
        body: format!("<p>Harbour Post, page {number}: the index rose {number} points.</p>\r\n\r\nWARC/1.1\r\n").into_bytes(),
    }
}

fn varied() -> Vec<RawPage> {
    let mut pages: Vec<RawPage> = (0..5).map(page).collect();
    pages[1].final_url = "https://www.harbourpost.example/moved.html".to_owned();
    pages[1].feed_date = DateTime::parse("2025-03-11T00:30:00+08:00");
    pages[2].body = (0..=255).cycle().take(100_000).collect();
    pages[2].content_type = None;
    pages[3].body.clear();
    pages[3].headers.clear();
    pages[4].status = 404;
    pages[4].feed_date = DateTime::parse("2025-03-11");
    pages
}

fn put_all(dir: &Path, pages: &[RawPage]) {
    let mut archive = Archive::open(dir).unwrap();
    for page in pages {
        archive.put(page, None, None).unwrap();
    }
    archive.finish().unwrap();
}

fn get_all(dir: &Path) -> Vec<RawPage> {
    Archive::open(dir).unwrap().pages().unwrap().map(Result::unwrap).collect()
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".warc.gz"));
    names.sort();
    names
}

#[test]
fn pages_come_back_as_they_were_put() {
    let dir = tempfile::tempdir().unwrap();
    put_all(dir.path(), &varied());
    assert_eq!(get_all(dir.path()), varied());
}

#[test]
fn the_same_pages_give_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    put_all(one.path(), &varied());
    put_all(two.path(), &varied());
    let name = "annals-000001.warc.gz";
    assert_eq!(fs::read(one.path().join(name)).unwrap(), fs::read(two.path().join(name)).unwrap());
}

#[test]
fn another_reader_finds_the_same_records() {
    let dir = tempfile::tempdir().unwrap();
    put_all(dir.path(), &varied());
    let file = fs::File::open(dir.path().join("annals-000001.warc.gz")).unwrap();
    let reader = warc::WarcReader::new(BufReader::new(MultiGzDecoder::new(BufReader::new(file))));
    let records: Vec<_> = reader.iter_records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 1 + varied().len());
    assert_eq!(records[0].warc_type(), &warc::RecordType::WarcInfo);
    for (record, page) in records[1..].iter().zip(varied()) {
        assert_eq!(record.header(warc::WarcHeader::TargetURI).unwrap(), page.final_url);
        assert!(record.body().ends_with(&page.body));
        assert_eq!(record.date().to_string().get(..19), Some("2025-03-11 10:05:00"));
    }
}

#[test]
fn long_files_are_followed_by_new_ones_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let pages: Vec<RawPage> = (0..12).map(page).collect();
    {
        let mut archive = Archive::open(dir.path()).unwrap().rotate_at(1500);
        for page in &pages {
            archive.put(page, None, None).unwrap();
        }
    }
    assert!(files(dir.path()).len() >= 3, "{:?}", files(dir.path()));
    assert_eq!(get_all(dir.path()), pages);
}

#[test]
fn a_second_run_goes_on_in_the_same_file() {
    let dir = tempfile::tempdir().unwrap();
    put_all(dir.path(), &varied()[..2]);
    put_all(dir.path(), &varied()[2..]);
    assert_eq!(files(dir.path()), ["annals-000001.warc.gz"]);
    assert_eq!(get_all(dir.path()), varied());
}

#[test]
fn a_kill_at_any_byte_loses_only_the_page_being_written() {
    let whole = tempfile::tempdir().unwrap();
    put_all(whole.path(), &[page(0), page(1)]);
    let name = "annals-000001.warc.gz";
    let two = fs::read(whole.path().join(name)).unwrap();
    put_all(whole.path(), &[page(2)]);
    let three = fs::read(whole.path().join(name)).unwrap();
    let list = fs::read(whole.path().join("annals-000001.cdxj")).unwrap();
    for cut in two.len()..three.len() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(name), &three[..cut]).unwrap();
        // The list may be whole, lost, or torn as well.
        match cut % 3 {
            0 => fs::write(dir.path().join("annals-000001.cdxj"), &list[..list.len() / 2]).unwrap(),
            1 => fs::write(dir.path().join("annals-000001.cdxj"), &list).unwrap(),
            _ => {}
        }
        let mut archive = Archive::open(dir.path()).unwrap();
        assert_eq!(archive.notes().len(), usize::from(cut > two.len()), "cut at {cut}");
        archive.put(&page(3), None, None).unwrap();
        drop(archive);
        assert_eq!(get_all(dir.path()), [page(0), page(1), page(3)], "cut at {cut}");
    }
}

#[test]
fn damage_in_the_middle_is_never_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    put_all(dir.path(), &(0..4).map(page).collect::<Vec<_>>());
    let path = dir.path().join("annals-000001.warc.gz");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8].fill(0x55);
    fs::write(&path, &bytes).unwrap();
    fs::remove_file(dir.path().join("annals-000001.cdxj")).unwrap();
    let archive = Archive::open(dir.path()).unwrap();
    assert!(archive.notes().is_empty());
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let (good, bad): (Vec<_>, Vec<_>) = archive.pages().unwrap().partition(Result::is_ok);
    assert_eq!((good.len(), bad.len()), (3, 1));
    let Err(ArchiveError::Record { file, offset, .. }) = &bad[0] else { panic!("{bad:?}") };
    assert!(file.ends_with("annals-000001.warc.gz") && *offset > 0 && *offset <= middle as u64);
}

#[test]
fn zeros_behind_the_last_record_are_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    put_all(dir.path(), &[page(0)]);
    let path = dir.path().join("annals-000001.warc.gz");
    let length = fs::metadata(&path).unwrap().len();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(&[0; 700]).unwrap();
    put_all(dir.path(), &[page(1)]);
    assert_eq!(get_all(dir.path()), [page(0), page(1)]);
    assert!(fs::read(&path).unwrap()[length as usize..].starts_with(&[0x1f, 0x8b]));
}

#[test]
fn two_writers_do_not_mix() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = Archive::open(dir.path()).unwrap();
    first.put(&page(0), None, None).unwrap();
    let mut second = Archive::open(dir.path()).unwrap();
    assert_eq!(second.pages().unwrap().count(), 1, "reading is allowed");
    assert!(matches!(second.put(&page(1), None, None), Err(ArchiveError::Busy { .. })));
    drop(first);
    second.put(&page(1), None, None).unwrap();
    drop(second);
    assert_eq!(get_all(dir.path()), [page(0), page(1)]);
}

#[test]
fn reading_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    {
        let mut archive = Archive::open(dir.path()).unwrap().rotate_at(1500);
        for number in 0..9 {
            archive.put(&page(number), None, None).unwrap();
        }
    }
    let archive = Archive::open(dir.path()).unwrap();
    for stop in 0..=9 {
        let mut first = archive.pages().unwrap();
        let head: Vec<_> = first.by_ref().take(stop).map(Result::unwrap).collect();
        let position = first.position();
        let tail: Vec<_> = archive.pages_from(&position).unwrap().map(Result::unwrap).collect();
        assert_eq!(head.len() + tail.len(), 9, "stopped after {stop} at {position:?}");
        assert_eq!(head.into_iter().chain(tail).collect::<Vec<_>>(), (0..9).map(page).collect::<Vec<_>>());
    }
    let mut all = archive.pages().unwrap();
    all.by_ref().for_each(|page| assert!(page.is_ok()));
    let position = all.position();
    drop(archive);
    put_all(dir.path(), &[page(9)]);
    let new: Vec<_> = Archive::open(dir.path()).unwrap().pages_from(&position).unwrap().map(Result::unwrap).collect();
    assert_eq!(new, [page(9)]);
}

#[test]
fn names_and_values_cannot_forge_a_header() {
    let dir = tempfile::tempdir().unwrap();
    let mut forged = page(0);
    forged.headers = vec![("x-note".to_owned(), "one\r\nContent-Length: 1\r\n\r\nbody".to_owned())];
    forged.final_url = "https://harbourpost.example/\r\nWARC-Type: warcinfo".to_owned();
    put_all(dir.path(), &[forged.clone(), page(1)]);
    let back: Vec<_> = read_warc(&dir.path().join("annals-000001.warc.gz")).unwrap().map(Result::unwrap).collect();
    assert_eq!(back.len(), 2);
    assert_eq!(back[0].body, forged.body);
    assert_eq!(back[0].headers.len(), 1);
    assert_eq!(back[1], page(1));
}

#[test]
fn a_file_of_others_stands_in_nobody_s_way() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    put_all(dir.path(), &[page(0)]);
    put_all(elsewhere.path(), &[page(7)]);
    // By name it would come behind ours.
    fs::copy(elsewhere.path().join("annals-000001.warc.gz"), dir.path().join("cc-news.warc.gz")).unwrap();
    let mut pages = Archive::open(dir.path()).unwrap().pages().unwrap();
    let urls: Vec<String> = pages.by_ref().map(|page| page.unwrap().url).collect();
    assert_eq!(urls, [page(7).url, page(0).url]);
    let place = pages.position();
    put_all(dir.path(), &[page(1)]);
    let later: Vec<RawPage> = Archive::open(dir.path()).unwrap().pages_from(&place).unwrap().map(Result::unwrap).collect();
    assert_eq!(later, [page(1)]);
}
