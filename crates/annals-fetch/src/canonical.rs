//! Tells whether two addresses mean one page: both are brought to one form first.
//!
//! Only what cannot matter to the server is taken away. An address that is taken for another is an article lost; one
//! that is not recognised costs one request, and its page is then recognised by its bytes.

use url::Url;

/// Parameters that say where a reader came from, written by mailers and advertisers and read by scripts alone. Not
/// here: `ref`, `cmpid`, `source`, `id` and the like, which some sites do choose a page by.
const TRACKING: [&str; 21] = [
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "yclid",
];

/// The form of an address under which it is known: without fragment, tracking parameters, empty query, default port,
/// dot at the host's end or needless percent-encoding. The order of parameters stays; the scheme stays.
#[must_use]
pub fn canonical(url: &Url) -> String {
    let mut form = String::with_capacity(url.as_str().len());
    form.push_str(url.scheme());
    form.push_str("://");
    form.push_str(&host_key(url));
    push_encoded(&mut form, url.path());
    let mut mark = '?';
    for parameter in url.query().unwrap_or_default().split('&') {
        let before = form.len();
        form.push(mark);
        push_encoded(&mut form, parameter);
        if parameter.is_empty() || is_tracking(form[before + 1..].split('=').next().unwrap_or_default()) {
            form.truncate(before);
        } else {
            mark = '&';
        }
    }
    form
}

/// The host that is asked, with its port when that is not the scheme's own: who shares it shares one line and one pace.
#[must_use]
pub fn host_key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// Writes percent-encoding one way: in upper case, and not at all for letters, digits, `-`, `.`, `_` and `~`, which mean
/// the same either way (RFC 3986, 6.2.2). Any other encoded byte stays so: `%2F` is no slash.
fn push_encoded(form: &mut String, part: &str) {
    let mut rest = part;
    while let Some(at) = rest.find('%') {
        form.push_str(&rest[..at]);
        rest = &rest[at..];
        let byte = rest.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => form.push(char::from(byte)),
            Some(_) => form.push_str(&rest[..3].to_ascii_uppercase()),
            None => {
                form.push('%');
                rest = &rest[1..];
                continue;
            }
        }
        rest = &rest[3..];
    }
    form.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(url: &str) -> String {
        canonical(&Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}")))
    }

    #[test]
    fn spellings_of_one_address_have_one_form() {
        for (url, expected) in [
            // Ports.
            ("http://eastquay.example:80/a", "http://eastquay.example/a"),
            ("https://eastquay.example:443/a", "https://eastquay.example/a"),
            ("https://eastquay.example:/a", "https://eastquay.example/a"),
            ("https://eastquay.example:8443/a", "https://eastquay.example:8443/a"),
            ("http://eastquay.example:443/a", "http://eastquay.example:443/a"),
            // Host and scheme.
            ("HTTPS://EastQuay.Example/A", "https://eastquay.example/A"),
            ("https://eastquay.example./a", "https://eastquay.example/a"),
            ("https://eastquay.example.:443/a", "https://eastquay.example/a"),
            ("https://eastquay.example", "https://eastquay.example/"),
            ("https://reader@eastquay.example/a", "https://eastquay.example/a"),
            ("https:\\\\eastquay.example\\a", "https://eastquay.example/a"),
            ("http://0x7f.1/a", "http://127.0.0.1/a"),
            ("http://[2001:DB8:0:0::1]:80/a", "http://[2001:db8::1]/a"),
            ("https://börse.example/kurs", "https://xn--brse-5qa.example/kurs"),
            ("https://BÖRSE.example/kurs", "https://xn--brse-5qa.example/kurs"),
            ("https://xn--brse-5qa.example/kurs", "https://xn--brse-5qa.example/kurs"),
            ("https://b%C3%B6rse.example/kurs", "https://xn--brse-5qa.example/kurs"),
            ("https://財經.example/", "https://xn--3e0a612a.example/"),
            // Fragment and empty query.
            ("https://eastquay.example/a#top", "https://eastquay.example/a"),
            ("https://eastquay.example/a#", "https://eastquay.example/a"),
            ("https://eastquay.example/a?", "https://eastquay.example/a"),
            ("https://eastquay.example/a?#x", "https://eastquay.example/a"),
            ("https://eastquay.example/a?&&", "https://eastquay.example/a"),
            ("https://eastquay.example/a?p=1&", "https://eastquay.example/a?p=1"),
            // Tracking parameters.
            ("https://eastquay.example/a?utm_source=mail&utm_medium=x", "https://eastquay.example/a"),
            ("https://eastquay.example/a?UTM_Campaign=x", "https://eastquay.example/a"),
            ("https://eastquay.example/a?utm%5Fsource=x", "https://eastquay.example/a"),
            ("https://eastquay.example/a?id=7&fbclid=x", "https://eastquay.example/a?id=7"),
            ("https://eastquay.example/a?gclid=x&id=7", "https://eastquay.example/a?id=7"),
            ("https://eastquay.example/a?b=1&dclid=x&c=2", "https://eastquay.example/a?b=1&c=2"),
            ("https://eastquay.example/a?msclkid=x", "https://eastquay.example/a"),
            ("https://eastquay.example/a?mc_cid=x&mc_eid=y", "https://eastquay.example/a"),
            ("https://eastquay.example/a?igshid=x#y", "https://eastquay.example/a"),
            ("https://eastquay.example/a?_hsenc=x&_hsmi=1&mkt_tok=2", "https://eastquay.example/a"),
            ("https://eastquay.example/a?fbclid", "https://eastquay.example/a"),
            // Percent-encoding.
            ("https://eastquay.example/%7ekay/%61", "https://eastquay.example/~kay/a"),
            ("https://eastquay.example/caf%c3%a9", "https://eastquay.example/caf%C3%A9"),
            ("https://eastquay.example/café", "https://eastquay.example/caf%C3%A9"),
            ("https://eastquay.example/a b", "https://eastquay.example/a%20b"),
            ("https://eastquay.example/a?q=%d0%bc%2d1", "https://eastquay.example/a?q=%D0%BC-1"),
            ("https://eastquay.example/a?q=rate cut", "https://eastquay.example/a?q=rate%20cut"),
            // Dot segments.
            ("https://eastquay.example/a/./b", "https://eastquay.example/a/b"),
            ("https://eastquay.example/a/../b", "https://eastquay.example/b"),
            ("https://eastquay.example/../../b", "https://eastquay.example/b"),
            ("https://eastquay.example/a/%2E%2e/b", "https://eastquay.example/b"),
            ("https://eastquay.example/a/.", "https://eastquay.example/a/"),
            // White space around and inside, as sloppy feeds have it.
            (" https://eastquay.example/a\n", "https://eastquay.example/a"),
            ("https://eastquay.example/a\tb", "https://eastquay.example/ab"),
        ] {
            assert_eq!(form(url), expected, "{url}");
        }
    }

    #[test]
    fn what_may_matter_to_the_server_stays() {
        for url in [
            "https://eastquay.example/a?b=1&a=2",
            "https://eastquay.example/a?a=2&b=1",
            "https://eastquay.example/a?a=1&a=2",
            "https://eastquay.example/a?a",
            "https://eastquay.example/a?a=",
            "https://eastquay.example/a?ref=7",
            "https://eastquay.example/a?cmpid=7",
            "https://eastquay.example/a?source=wire",
            "https://eastquay.example/a?utm=zone",
            "https://eastquay.example/a?xfbclid=1",
            "https://eastquay.example/a?sessionid=5",
            "https://eastquay.example/a/",
            "https://eastquay.example/A",
            "https://eastquay.example//a",
            "https://eastquay.example/a;v=2",
            "https://eastquay.example/a%2Fb",
            "https://eastquay.example/a?q=x%26y",
            "https://eastquay.example/a?q=1%2B1",
            "https://eastquay.example/a?q=1+1",
            "https://eastquay.example/100%",
            "https://eastquay.example/%zz",
            "https://eastquay.example/index.html",
            "http://www.eastquay.example/",
            "http://eastquay.example/",
        ] {
            assert_eq!(form(url), url);
        }
    }

    #[test]
    fn a_host_goes_with_its_port_only_when_that_is_not_the_schemes_own() {
        for (url, host) in [
            ("https://EastQuay.example:443/a", "eastquay.example"),
            ("http://eastquay.example.:8080/", "eastquay.example:8080"),
            ("http://eastquay.example:443/", "eastquay.example:443"),
            ("http://[::1]:81/", "[::1]:81"),
        ] {
            assert_eq!(host_key(&Url::parse(url).unwrap()), host, "{url}");
        }
    }

    proptest! {
        #[test]
        fn the_form_is_an_address_with_itself_as_its_form(path in "[ -~é]{0,30}", query in "[ -~é]{0,40}") {
            if let Ok(url) = Url::parse(&format!("https://eastquay.example/{path}?{query}")) {
                let once = canonical(&url);
                prop_assert_eq!(form(&once), once);
            }
        }
    }
}
