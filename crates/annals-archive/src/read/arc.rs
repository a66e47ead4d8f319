//! The older form of web archives, ARC: one line with address, host, moment, type and length before each answer.

use super::headers::Headers;

/// Longest such line, in bytes.
pub(super) const MAX_LINE: usize = 1 << 14;
const SCHEMES: [&[u8]; 5] = [b"http://", b"https://", b"ftp://", b"dns:", b"filedesc://"];

/// Whether these bytes may open a record; so many as are there are looked at.
pub(super) fn may_open(bytes: &[u8]) -> bool {
    SCHEMES.iter().any(|scheme| {
        let common = scheme.len().min(bytes.len());
        bytes.get(..common) == scheme.get(..common)
    })
}

/// Whether a whole line that opens a record stands here.
pub(super) fn opens(bytes: &[u8]) -> bool {
    may_open(bytes) && line(bytes).and_then(parse).is_some()
}

/// The first line with its end; `None` when that is not there.
pub(super) fn line(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.get(..bytes.len().min(MAX_LINE)).unwrap_or_default();
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    bytes.get(..=end)
}

/// A record's line, said in the words of the newer form; `None` when it is none. Both versions of the form have
/// address, host and moment at the left and the length at the right; the second has more between.
pub(super) fn parse(line: &[u8]) -> Option<Headers> {
    let text = String::from_utf8_lossy(line);
    let fields: Vec<&str> = text.trim_end().split(' ').collect();
    let length: usize = fields.last()?.parse().ok()?;
    // Addresses and types with blanks inside are met; the moment is what can be told with certainty.
    let moment = (2..fields.len().saturating_sub(1)).find(|at| fields.get(*at).is_some_and(|field| date(field).is_some()))?;
    let url = fields.get(..moment - 1)?.join(" ");
    let media = *fields.get(moment + 1)?;
    let is_http = url.starts_with("http");
    let kind = if url.starts_with("filedesc:") {
        "warcinfo"
    } else if is_http {
        "response"
    } else {
        "resource"
    };
    let host = *fields.get(moment - 1)?;
    let mut lines = vec![
        ("WARC-Type".to_owned(), if url.starts_with("dns:") { "metadata" } else { kind }.to_owned()),
        ("WARC-Target-URI".to_owned(), url),
        ("WARC-Date".to_owned(), date(fields.get(moment)?)?),
        ("Content-Type".to_owned(), if is_http { "application/http;msgtype=response" } else { media }.to_owned()),
        ("Content-Length".to_owned(), length.to_string()),
    ];
    if host.parse::<std::net::IpAddr>().is_ok_and(|address| !address.is_unspecified()) {
        lines.push(("WARC-IP-Address".to_owned(), host.to_owned()));
    }
    Some(Headers { first_line: "ARC".to_owned(), lines })
}

/// `20050307123456` as the newer form writes it; shorter ones, which some writers left, begin their day or hour.
fn date(field: &str) -> Option<String> {
    if !matches!(field.len(), 8 | 10 | 12 | 14 | 16 | 17) || !field.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| field.get(from..from + 2).unwrap_or("00");
    let text = format!("{}-{}-{}T{}:{}:{}Z", field.get(..4)?, part(4), part(6), part(8), part(10), part(12));
    text.parse::<jiff::Timestamp>().ok().map(|_| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_versions_are_read() {
        for (line, url, length) in [
            ("http://a.example/x 192.0.2.1 20050307123456 text/html 120\n", "http://a.example/x", "120"),
            ("http://a.example/a b 192.0.2.1 20050307123456 text/html; charset=utf-8 120\r\n", "http://a.example/a b", "120"),
            ("http://a.example/ 192.0.2.1 20050307123456 text/html 200 AAAA - 512 a.arc.gz 77\n", "http://a.example/", "77"),
            ("dns:a.example 192.0.2.1 20050307123456 text/dns 55\n", "dns:a.example", "55"),
        ] {
            let headers = parse(line.as_bytes()).unwrap();
            assert_eq!((headers.get("warc-target-uri"), headers.get("content-length")), (Some(url), Some(length)), "{line}");
            assert_eq!(headers.get("warc-date"), Some("2005-03-07T12:34:56Z"));
        }
        for line in ["http://a.example/\n", "http://a.example/ 192.0.2.1 20051307123456 text/html 1\n", "<p>text</p> 1 2 3 4\n", "\n"] {
            assert!(!opens(line.as_bytes()), "{line}");
        }
    }
}
