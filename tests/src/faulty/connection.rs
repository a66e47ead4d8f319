//! Faults of names, connections and the heads of answers.

use super::{Exchange, Fault, Then};
use std::io;
use std::time::Duration;

/// Longer than any patience in the tests.
const LONG: Duration = Duration::from_secs(60);
/// Time for what was sent to arrive before the connection is torn.
const MOMENT: Duration = Duration::from_millis(30);

/// Sends something, lets it arrive, and tears the connection.
fn torn_after(exchange: &mut Exchange<'_>, sent: &[u8]) -> io::Result<Then> {
    exchange.send(sent)?;
    exchange.wait(MOMENT);
    Ok(Then::Reset)
}

/// Sends something and then nothing more, with the connection open.
fn silent_after(exchange: &mut Exchange<'_>, sent: &[u8]) -> io::Result<Then> {
    exchange.send(sent)?;
    exchange.wait(LONG);
    Ok(Then::Close)
}

/// Sends something byte by byte, always in time for whoever only waits for the next byte.
fn drip(exchange: &mut Exchange<'_>, at_once: &[u8], then: &[u8]) -> io::Result<Then> {
    exchange.send(at_once)?;
    for byte in then {
        exchange.wait(Duration::from_millis(40));
        exchange.send(&[*byte])?;
    }
    Ok(Then::Close)
}

pub(super) fn faults() -> Vec<Fault> {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n";
    vec![
        Fault::elsewhere("no such name", "http://annals-has-no-such-host.invalid/fault".to_owned(), "dns"),
        Fault::elsewhere("no such name, secured", "https://annals-has-no-such-host-either.invalid/fault".to_owned(), "dns"),
        Fault::elsewhere("closed port", "http://127.0.0.1:1/fault".to_owned(), "refused"),
        Fault::elsewhere("port 0", "http://127.0.0.1:0/fault".to_owned(), "refused"),
        Fault::elsewhere("no address at all", "no address".to_owned(), "bad-address"),
        Fault::elsewhere("no host", "http://".to_owned(), "bad-address"),
        Fault::elsewhere("a file", "file:///etc/hostname".to_owned(), "scheme"),
        Fault::elsewhere("ftp", "ftp://127.0.0.1/fault".to_owned(), "scheme"),
        Fault::elsewhere("data", "data:text/html,<p>fault".to_owned(), "scheme"),
        Fault::page("reset before the head", |exchange| torn_after(exchange, b"")).passing("reset"),
        Fault::page("reset in the head", |exchange| torn_after(exchange, &HEAD[..40])).passing("reset"),
        Fault::page("reset in the body", |exchange| torn_after(exchange, &[HEAD, b"<p>half"].concat())).passing("reset"),
        Fault::page("closed without an answer", |_| Ok(Then::Close)).passing("reset"),
        Fault::page("closed in the head", |exchange| exchange.send(&HEAD[..40]).map(|()| Then::Close)).passing("reset"),
        Fault::page("stall before the head", |exchange| silent_after(exchange, b"")).passing("stalled"),
        Fault::page("stall in the head", |exchange| silent_after(exchange, &HEAD[..40])).passing("stalled"),
        Fault::page("stall in the body", |exchange| silent_after(exchange, &[HEAD, b"<p>half"].concat())).passing("stalled"),
        // The head is only seen when it is whole: this is no different from silence.
        Fault::page("slow drip in the head", |exchange| drip(exchange, &HEAD[..17], &[b'X'; 1000])).passing("stalled"),
        Fault::page("slow drip in the body", |exchange| drip(exchange, HEAD, &[b'a'; 5000])).passing("too-slow"),
        Fault::page("endless head", |exchange| {
            exchange.send(&HEAD[..17])?;
            while exchange.goes_on() {
                exchange.send(b"X-Filler: and another line, and another, and another\r\n")?;
            }
            Ok(Then::Close)
        })
        .lasting("header-too-large"),
        Fault::page("header line of a megabyte", |exchange| {
            exchange.send(&HEAD[..17])?;
            exchange.send(&[b"X-Filler: ", &vec![b'x'; 1 << 20][..], b"\r\n\r\nno more"].concat())?;
            Ok(Then::Close)
        })
        .lasting("header-too-large"),
        Fault::page("http 0.9", |exchange| exchange.send(b"<html><p>No head at all.</html>").map(|()| Then::Close)).passing("protocol"),
        Fault::page("noise", |exchange| exchange.send(b"\0\x01\xff\xfe\r\n\r\n\x16\x03").map(|()| Then::Close)).passing("protocol"),
        Fault::page("no status", |exchange| exchange.send(b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nhi").map(|()| Then::Close))
            .passing("protocol"),
        Fault::page("header line without a colon", |exchange| {
            exchange.send(b"HTTP/1.1 200 OK\r\nthis is no header\r\nContent-Length: 2\r\n\r\nhi").map(|()| Then::Close)
        })
        .passing("protocol"),
    ]
}
