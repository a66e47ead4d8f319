//! The sorting form of an address: host from its end to its beginning, then path and query without what only varies.
//!
//! Readers of web archives look pages up by this form, so it has to agree with theirs letter by letter
//! (`tests/warcio` compares it with the one that the common indexer writes).

/// `https://www.Example.com:443/A/b?z=1&a=2#f` becomes `com,example)/a/b?a=2&z=1`.
pub(crate) fn surt(url: &str) -> String {
    let url = url.trim();
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let cut = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(cut);
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let mut out = reversed(authority, scheme);
    out.push(')');
    out.push_str(&tidy_path(path));
    if let Some(query) = query.map(tidy_query)
        && !query.is_empty()
    {
        out.push('?');
        out.push_str(&query);
    }
    out
}

/// The host's name in small letters, without user and port.
pub(crate) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let (host, _) = without_port(authority.rsplit('@').next()?);
    let host = host.trim_matches('.');
    (!host.is_empty()).then(|| host.to_lowercase())
}

fn without_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port).filter(|port| !port.is_empty())),
        _ => (authority, None),
    }
}

fn reversed(authority: &str, scheme: &str) -> String {
    let (host, port) = without_port(authority.rsplit('@').next().unwrap_or_default());
    let host = host.trim_matches(['[', ']']).to_lowercase();
    let mut parts: Vec<&str> = host.split('.').filter(|part| !part.is_empty()).collect();
    // `www`, `www2`: the same house through another door.
    if parts.len() > 1
        && parts
            .first()
            .is_some_and(|first| first.strip_prefix("www").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())))
    {
        parts.remove(0);
    }
    parts.reverse();
    let mut out = parts.join(",");
    let usual = if scheme.eq_ignore_ascii_case("https") { "443" } else { "80" };
    if let Some(port) = port.filter(|port| *port != usual) {
        out.push(':');
        out.push_str(port);
    }
    out
}

fn tidy_path(path: &str) -> String {
    let path = escaped(&unescaped(path.as_bytes()));
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    if segments.last().is_some_and(|last| last.ends_with(".aspx")) {
        segments.retain(|segment| !is_session(segment));
    }
    format!("/{}", segments.join("/"))
}

/// `(s(24 letters))` or `(24 letters)`, as one kind of server puts a visit's number into the path.
fn is_session(segment: &str) -> bool {
    let Some(inner) = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return false };
    let inner = inner.get(1..).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')')).unwrap_or(inner);
    inner.len() == 24 && inner.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn tidy_query(query: &str) -> String {
    let mut query = escaped(&unescaped(query.as_bytes()));
    for name in ["jsessionid=", "phpsessid=", "sid="] {
        query = without(query, name, |value| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
    query = without(query, "aspsessionid", |rest| {
        rest.split_once('=').is_some_and(|(name, value)| {
            name.len() == 8 && value.len() == 24 && name.bytes().chain(value.bytes()).all(|byte| byte.is_ascii_lowercase())
        })
    });
    query = without(query, "cftoken=", |value| !value.is_empty());
    query = without(query, "cfid=", |value| !value.is_empty());
    let mut parts: Vec<(&str, Option<&str>)> =
        query.split('&').map(|part| part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)))).collect();
    parts.sort_unstable();
    let parts: Vec<String> =
        parts.into_iter().map(|(name, value)| value.map_or_else(|| name.to_owned(), |value| format!("{name}={value}"))).collect();
    parts.join("&")
}

/// The query without the last part that begins so and whose rest, up to the next `&`, is as asked.
fn without(query: String, name: &str, is_session: impl Fn(&str) -> bool) -> String {
    for (at, _) in query.rmatch_indices(name) {
        let rest = query.get(at + name.len()..).unwrap_or_default();
        let (value, more) = rest.split_once('&').unwrap_or((rest, ""));
        if is_session(value) {
            return format!("{}{more}", query.get(..at).unwrap_or_default());
        }
    }
    query
}

/// Takes percent signs off as often as there are any with two hex digits behind.
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    // An address of nothing but `%25` shrinks by two thirds a turn, so this ends soon; the bound is for the reader's peace.
    for _ in 0..64 {
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
            if *byte == b'%'
                && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
            {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                at += 3;
            } else {
                out.push(*byte);
                at += 1;
            }
        }
        if out.len() == bytes.len() {
            break;
        }
        bytes = out;
    }
    bytes
}

/// Puts percent signs on where a byte has no place in an address; small letters throughout.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            0..=0x20 | 0x7f.. | b'#' | b'%' => out.push_str(&format!("%{byte:02x}")),
            byte => out.push(char::from(byte.to_ascii_lowercase())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_take_their_sorting_form() {
        for (url, form) in [
            ("https://www.Example.com:443/A/b?z=1&a=2#f", "com,example)/a/b?a=2&z=1"),
            ("http://example.com", "com,example)/"),
            ("http://www2.example.com:8080/x/../y//z/?", "com,example:8080)/y/z"),
            ("http://user:secret@example.co.uk/%7Efoo/%2541?b&a=&c=3", "uk,co,example)/~foo/a?a=&b&c=3"),
            ("http://192.168.0.1/a", "1,0,168,192)/a"),
            ("http://example.com/a?b=1&&a", "com,example)/a?&a&b=1"),
            ("http://example.com/?a=1&a-b=2&a=0", "com,example)/?a=0&a=1&a-b=2"),
            ("http://example.com/?a=1&PHPSESSID=0123456789abcdef0123456789abcdef&b=1", "com,example)/?a=1&b=1"),
            ("http://example.com/?a=1&cfid=1169580&cftoken=48630702", "com,example)/?&a=1"),
            ("http://example.com/(S(4hqa0555fwsecu455xqckv45))/page.aspx", "com,example)/page.aspx"),
            ("http://example.com/stra\u{df}e%zz", "com,example)/stra%c3%9fe%25zz"),
            ("http://www.com/", "com)/"),
            ("https://example.com:80/x", "com,example:80)/x"),
            ("mailto:desk@example.com", "mailto:desk@example.com"),
        ] {
            assert_eq!(surt(url), form, "{url}");
        }
    }

    #[test]
    fn hosts_are_found_behind_users_and_before_ports() {
        assert_eq!(host("https://user@News.Example.com.:8080/x@y").as_deref(), Some("news.example.com"));
        assert_eq!(host("https://example.com?x"), Some("example.com".to_owned()));
        assert_eq!(host("dns:example.com"), None);
        assert_eq!(host("http:///x"), None);
    }
}
