//! Which addresses may be asked: the public web, unless the plan names others.
//!
//! A page can link or redirect to `http://169.254.169.254/` or to a name that resolves to the machine's own network.
//! So names are checked when they are resolved, on the very addresses that are then connected to.

use crate::trouble::Unresolved;
use crate::{AllowPrivate, Outcome};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use url::{Host, Url};

/// Why this address is not asked; `None` when it may be.
pub(crate) fn refusal(url: &Url, allowed: &AllowPrivate) -> Option<(Outcome, String)> {
    if !matches!(url.scheme(), "http" | "https") {
        return Some((Outcome::Scheme, format!("only http and https are fetched, not `{}`", url.scheme())));
    }
    let (private, host) = match url.host() {
        None => return Some((Outcome::BadAddress, "it names no host".to_owned())),
        Some(Host::Ipv4(address)) => (is_private(IpAddr::V4(address)), address.to_string()),
        Some(Host::Ipv6(address)) => (is_private(IpAddr::V6(address)), address.to_string()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            (name == "localhost" || name.ends_with(".localhost"), name)
        }
    };
    (private && !allowed.allows(&host)).then(|| (Outcome::PrivateAddress, refused(&host)))
}

fn refused(host: &str) -> String {
    format!("{host} is no public address; name it in allow_private if it is meant")
}

impl AllowPrivate {
    /// Whether this host may have a private address; a name in lower case without a last dot, or an address.
    fn allows(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        match self {
            Self::None => false,
            Self::All => true,
            Self::Names(names) => {
                names.iter().any(|name| name.trim().trim_matches(['[', ']']).trim_end_matches('.').eq_ignore_ascii_case(host))
            }
        }
    }
}

/// Whether an address belongs to this machine, to a private or special network, or to nobody.
pub(crate) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => is_private_v6(v6),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    matches!(a, 0 | 10 | 127)
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && (b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99)))
        || (a == 198 && (matches!(b, 18 | 19) || (b == 51 && c == 100)))
        || (a == 203 && b == 0 && c == 113)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_private_v4(v4);
    }
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b) {
        // Addresses that carry an IPv4 address inside: NAT64 and 6to4.
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => is_private_v4(v4(g, h)),
        (0x2002, _) => is_private_v4(v4(b, c)),
        // Teredo, documentation, and all else that is not handed out as global unicast.
        (0x2001, 0 | 0xdb8) => true,
        _ => a & 0xe000 != 0x2000,
    }
}

/// Resolves names and keeps only the addresses that may be asked.
pub(crate) struct PublicResolver {
    pub(crate) allowed: AllowPrivate,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.allows(name.as_str());
        Box::pin(async move {
            let host = name.as_str().to_owned();
            // The system's resolver blocks, so it gets a thread of its own and the request's timeout still counts.
            let found = tokio::task::spawn_blocking(move || (host.as_str(), 0).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>))
                .await?
                .map_err(|error| Unresolved::Unknown(error.to_string()))?;
            if found.is_empty() {
                return Err(Unresolved::Unknown("the answer is empty".to_owned()).into());
            }
            let kept: Vec<SocketAddr> = found.into_iter().filter(|found| allowed || !is_private(found.ip())).collect();
            if kept.is_empty() {
                return Err(Unresolved::Private(refused(name.as_str())).into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        refusal(&Url::parse(url).unwrap(), &AllowPrivate::None).is_some()
    }

    #[test]
    fn private_addresses_are_refused_however_they_are_spelled() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://10.1.2.3/",
            "http://172.31.0.9:8080/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://255.255.255.255/",
            "http://224.0.0.1/",
            "http://[::1]/",
            "http://[::]/",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[ff02::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[2002:7f00:1::]/",
            "http://localhost/",
            "https://a.localhost./",
            "ftp://harbourpost.example/",
            "file:///etc/hosts",
        ] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn public_addresses_and_names_may_be_asked() {
        for url in [
            "https://harbourpost.example/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://[2606:4700::1111]/",
            "http://[::ffff:8.8.8.8]/",
        ] {
            assert!(!refused(url), "{url}");
        }
    }

    #[test]
    fn private_addresses_may_be_allowed_but_not_other_schemes() {
        let refusal = |url: &str, allowed: &AllowPrivate| super::refusal(&Url::parse(url).unwrap(), allowed).map(|(outcome, _)| outcome);
        assert_eq!(refusal("http://127.0.0.1:81/", &AllowPrivate::All), None);
        assert_eq!(refusal("gopher://127.0.0.1/", &AllowPrivate::All), Some(Outcome::Scheme));
        let named = AllowPrivate::Names(vec!["127.0.0.1".to_owned(), "Wire.localhost".to_owned(), "[::1]".to_owned()]);
        for url in ["http://127.0.0.1/", "http://wire.localhost./", "http://[::1]/", "https://harbourpost.example/"] {
            assert_eq!(refusal(url, &named), None, "{url}");
        }
        for url in ["http://127.0.0.2/", "http://localhost/", "http://[fe80::1]/", "http://10.0.0.1/"] {
            assert_eq!(refusal(url, &named), Some(Outcome::PrivateAddress), "{url}");
        }
    }
}
