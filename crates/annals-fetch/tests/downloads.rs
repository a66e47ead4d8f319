//! Large files are brought piece by piece: what is asked of the server, and what becomes of its answers.

mod site;

use annals_fetch::{FetchError, Receiver, Validators, download, read_address};
use site::{Answer, Site, plan};
use std::time::Duration;
use url::Url;

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

fn at(site: &Site, path: &str) -> Url {
    Url::parse(&site.url(path)).expect("an address")
}

#[test]
fn a_file_too_long_to_be_taken_is_not_asked_for_again() {
    let site = Site::start();
    site.answer("/a", Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nbegin".to_vec()));
    let came = download(&plan(), &at(&site, "/a"), 0, &mut Held::default(), &|| false).unwrap();
    assert!(!came.told.outcome.is_passing(), "{came:?}");
}

#[test]
fn how_long_a_busy_server_asks_to_be_left_alone_is_told() {
    let site = Site::start();
    site.answer("/busy", Answer::new("503 Busy", &[("Retry-After", "3600")], b""));
    site.answer("/broken", Answer::new("500 Broken", &[("Retry-After", "3600")], b""));
    for (path, asked) in [("/busy", Some(Duration::from_secs(3600))), ("/broken", None)] {
        let came = download(&plan(), &at(&site, path), 0, &mut Held::default(), &|| false).unwrap();
        assert_eq!(came.put_off, asked, "{path}");
        match read_address(&plan(), &site.url(path), 1000) {
            Err(FetchError::Address { put_off, .. }) => assert_eq!(put_off, asked, "{path}"),
            other => panic!("{other:?}"),
        }
    }
}
