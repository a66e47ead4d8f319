//! Large files are brought piece by piece: what is asked of the server, and what becomes of its answers.

#![expect(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

mod site;

use annals_fetch::{Outcome, Receiver, Validators, download};
use site::{Answer, Site, plan};
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
    let told = download(&plan(), &at(&site, "/a"), 0, &mut Held::default(), &|| false).unwrap();
    assert!(!told.outcome.is_passing(), "{told:?}");
}
