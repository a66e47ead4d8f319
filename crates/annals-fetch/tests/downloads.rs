//! Large files are brought piece by piece: what is asked of the server, and what becomes of its answers.

mod site;

use annals_fetch::{Download, FetchError, Outcome, Receiver, Task, Validators, download, read_address, read_once};
use site::{Answer, Site, plan};
use std::time::Duration;

/// Keeps a file in memory.
#[derive(Default)]
struct Held {
    known: Validators,
    bytes: Vec<u8>,
}

impl Receiver for Held {
    fn known(&self) -> Validators {
        self.known.clone()
    }

    fn begins(&mut self, at: u64, _: Option<u64>, validators: &Validators) -> std::io::Result<()> {
        self.bytes.truncate(usize::try_from(at).expect("small"));
        self.known = validators.clone();
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes.extend(bytes);
        Ok(())
    }
}

/// Sends one request.
fn ask(task: &mut Task, held: &mut Held) -> Download {
    let here = held.bytes.len() as u64;
    download(&plan(), task, here, held, &|| false).expect("a usable plan")
}

#[test]
fn a_file_too_long_to_be_taken_is_not_asked_for_again() {
    let site = Site::start();
    site.answer("/a", Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nbegin".to_vec()));
    let came = ask(&mut Task::new(site.url("/a")), &mut Held::default());
    assert!(!came.told.outcome.is_passing(), "{came:?}");
}

#[test]
fn how_long_a_busy_server_asks_to_be_left_alone_is_told() {
    let site = Site::start();
    site.answer("/busy", Answer::new("503 Busy", &[("Retry-After", "3600")], b""));
    site.answer("/broken", Answer::new("500 Broken", &[("Retry-After", "3600")], b""));
    for (path, asked) in [("/busy", Some(Duration::from_secs(3600))), ("/broken", None)] {
        let came = ask(&mut Task::new(site.url(path)), &mut Held::default());
        assert_eq!(came.put_off, asked, "{path}");
        match read_address(&plan(), &site.url(path), 1000) {
            Err(FetchError::Address { put_off, .. }) => assert_eq!(put_off, asked, "{path}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_redirect_is_left_to_who_asks_and_says_nothing_of_the_bytes_here() {
    let (site, other) = (Site::start(), Site::start());
    site.answer("/a", Answer::redirect(&other.url("/b")));
    other.answer("/b", Answer::new("200 OK", &[], b"all of it"));
    // Of a version without a sure mark nothing can be gone on with; nor may "not modified" be asked for, of a part.
    let known = Validators { etag: Some("W/\"one\"".to_owned()), last_modified: None };
    let mut held = Held { known, bytes: b"all".to_vec() };
    let mut task = Task::new(site.url("/a"));
    let came = ask(&mut task, &mut held);
    assert!(came.again && came.told.outcome == Outcome::Redirected, "{came:?}");
    assert_eq!((task.at.as_str(), other.paths().len()), (other.url("/b").as_str(), 0));
    let came = ask(&mut task, &mut held);
    assert!(!came.again && came.told.outcome == Outcome::Fetched, "{came:?}");
    assert_eq!(held.bytes, b"all of it");
    for request in site.requests().iter().chain(&other.requests()) {
        assert_eq!((request.header("if-none-match"), request.header("range")), (None, None), "{}", request.head);
    }
    let mut task = Task::new(site.url("/a"));
    assert_eq!(read_once(&plan(), &mut task, 100).expect("an answer"), None);
    assert_eq!(read_once(&plan(), &mut task, 100).expect("an answer").map(|page| page.body), Some(b"all of it".to_vec()));
}

#[test]
fn a_password_in_an_address_is_not_sent() {
    let site = Site::start();
    site.answer("/a", Answer::new("200 OK", &[], b"all of it"));
    let came = ask(&mut Task::new(format!("http://reader:secret@{}/a", site.host())), &mut Held::default());
    assert_eq!(came.told.outcome, Outcome::Fetched);
    assert!(site.requests().iter().all(|request| request.header("authorization").is_none()), "{:?}", site.requests());
}
