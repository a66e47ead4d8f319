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
        let name = parameter.split('=').next().unwrap_or_default();
        if parameter.is_empty() || is_tracking(name) {
            continue;
        }
        form.push(mark);
        push_encoded(&mut form, parameter);
        mark = '&';
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
