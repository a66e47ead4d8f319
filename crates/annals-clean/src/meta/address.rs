//! The one address an article is known by: as the page states it, without what only tells how a reader came there.

/// Parameters that say where a reader came from, and nothing of what is read. Whole names, in lower case.
const TRACKING: [&str; 52] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "srsltid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "__hsfp",
    "hsctatracking",
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "s_cid",
    "wickedid",
    "ref_src",
    "ref_url",
    "cmpid",
    "xtor",
    "_openstat",
    "epik",
    "s_kwcid",
    "ef_id",
    "irclickid",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "spm_id_from",
    "at_medium",
    "at_campaign",
];
/// How the names of whole families of such parameters begin.
const FAMILIES: [&str; 6] = ["utm_", "pk_", "mtm_", "matomo_", "hsa_", "itm_"];

/// The address the page calls its own, when it is one on the web; else the address it was read from.
pub(crate) fn canonical(stated: Option<&str>, base: Option<&url::Url>, asked: &str) -> String {
    let Some(base) = base else { return stated.filter(|s| s.starts_with("http")).unwrap_or(asked).to_owned() };
    let found = stated.and_then(|s| base.join(s).ok()).filter(|u| matches!(u.scheme(), "http" | "https"));
    // A front page as the canonical address of every article is a fault of the site.
    let found = found.filter(|u| u.path() != "/" || base.path() == "/");
    let mut url = found.unwrap_or_else(|| base.clone());
    url.set_fragment(None);
    without_tracking(&mut url);
    url.into()
}

/// Drops the tracking parameters; the others stay as they are written and in their order.
fn without_tracking(url: &mut url::Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|parameter| !is_tracking(parameter)).collect();
    if kept.iter().all(|parameter| parameter.is_empty()) {
        url.set_query(None);
    } else if kept.len() < query.split('&').count() {
        let kept = kept.join("&");
        url.set_query(Some(&kept));
    }
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    TRACKING.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    fn of(stated: Option<&str>, asked: &str) -> String {
        canonical(stated, url::Url::parse(asked).ok().as_ref(), asked)
    }

    #[test]
    fn tracking_is_dropped_and_nothing_else() {
        assert_eq!(of(None, "https://a.example/x?utm_source=mail&id=7&fbclid=abc#top"), "https://a.example/x?id=7");
        assert_eq!(of(None, "https://a.example/x?gclid=1&UTM_Medium=2"), "https://a.example/x");
        assert_eq!(of(Some("/y?p=12&amp;utm_campaign=z"), "https://a.example/x"), "https://a.example/y?p=12");
        // What selects the article stays, byte for byte, even when it looks like nothing.
        assert_eq!(of(None, "https://a.example/?p=2895"), "https://a.example/?p=2895");
        assert_eq!(
            of(None, "https://a.example/s.do?objectId=15&art=%C3%A9+a&flag"),
            "https://a.example/s.do?objectId=15&art=%C3%A9+a&flag"
        );
        assert_eq!(of(None, "https://a.example/x?page=2&utmost=1&ref=3"), "https://a.example/x?page=2&utmost=1&ref=3");
    }

    #[test]
    fn the_stated_address_is_taken_unless_it_is_a_front_page() {
        assert_eq!(of(Some("https://b.example/story"), "https://a.example/x?id=1"), "https://b.example/story");
        assert_eq!(of(Some("https://a.example/"), "https://a.example/x"), "https://a.example/x");
        assert_eq!(of(Some("javascript:void(0)"), "https://a.example/x"), "https://a.example/x");
        assert_eq!(canonical(Some("https://a.example/z"), None, "nowhere"), "https://a.example/z");
    }
}
