//! What can become of an address, in one word each: the words of logs, summaries, metrics and the crawl's memory.

use serde::Serialize;

/// What became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A page came and was kept.
    Fetched,
    /// A page came, longer than is kept; its beginning was kept and marked.
    Truncated,
    /// The server says that our version is still the newest.
    NotModified,
    /// The same bytes as an earlier capture.
    SameBytes,
    /// Known from earlier, so not asked for.
    Known,
    /// robots.txt closes it.
    Disallowed,
    /// Not reached before a limit of the plan.
    Left,
    /// Its next visit is due later.
    NotDue,
    /// Leads to another address, which is asked in its place.
    Redirected,
    /// No address at all.
    BadAddress,
    /// Neither http nor https.
    Scheme,
    /// An address of a private network or of this machine.
    PrivateAddress,
    /// Its host's name has no address.
    Dns,
    /// Its host refuses connections.
    Refused,
    /// Its host cannot be reached.
    Unreachable,
    /// The connection broke off.
    Reset,
    /// No byte came for too long.
    Stalled,
    /// Bytes came, too slowly for the time a page is given.
    TooSlow,
    /// No trustworthy encrypted connection.
    Tls,
    /// The answer is no HTTP.
    Protocol,
    /// The answer's head is too long.
    HeaderTooLarge,
    /// The body is shorter than the server said.
    BadLength,
    /// The body's chunks are broken.
    BadChunk,
    /// Packed in a way that we do not know.
    BadEncoding,
    /// Packed so tightly that unpacking it is a trap.
    Bomb,
    /// Longer than any file that is taken.
    TooLarge,
    /// Packed, and damaged.
    BodyBroken,
    /// Redirects that come back to where they began.
    RedirectLoop,
    /// Too many redirects.
    RedirectLimit,
    /// A redirect without a usable address.
    RedirectNowhere,
    /// No text.
    MediaType,
    /// No feed where a feed was looked for.
    NotAFeed,
    /// Gone for ever, says the server.
    Gone,
    /// Not found.
    Missing,
    /// Not for us.
    Forbidden,
    /// Asked too often, says the server.
    RateLimited,
    /// Out of service for now, says the server.
    Unavailable,
    /// A mistake of the server's.
    ServerError,
    /// A mistake of ours, says the server.
    ClientError,
    /// robots.txt could not be read, so nothing is asked.
    RobotsUnreachable,
    /// robots.txt asks for longer waits than a run can keep.
    RobotsDelay,
    /// Failed too often; not asked again.
    GivenUp,
    /// The page could not be written down.
    Disk,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 43] = [
        Self::Fetched,
        Self::Truncated,
        Self::NotModified,
        Self::SameBytes,
        Self::Known,
        Self::Disallowed,
        Self::Left,
        Self::NotDue,
        Self::Redirected,
        Self::BadAddress,
        Self::Scheme,
        Self::PrivateAddress,
        Self::Dns,
        Self::Refused,
        Self::Unreachable,
        Self::Reset,
        Self::Stalled,
        Self::TooSlow,
        Self::Tls,
        Self::Protocol,
        Self::HeaderTooLarge,
        Self::BadLength,
        Self::BadChunk,
        Self::BadEncoding,
        Self::Bomb,
        Self::TooLarge,
        Self::BodyBroken,
        Self::RedirectLoop,
        Self::RedirectLimit,
        Self::RedirectNowhere,
        Self::MediaType,
        Self::NotAFeed,
        Self::Gone,
        Self::Missing,
        Self::Forbidden,
        Self::RateLimited,
        Self::Unavailable,
        Self::ServerError,
        Self::ClientError,
        Self::RobotsUnreachable,
        Self::RobotsDelay,
        Self::GivenUp,
        Self::Disk,
    ];

    /// Its word, as in `redirect-loop`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Truncated => "truncated",
            Self::NotModified => "not-modified",
            Self::SameBytes => "same-bytes",
            Self::Known => "known",
            Self::Disallowed => "disallowed",
            Self::Left => "left",
            Self::NotDue => "not-due",
            Self::Redirected => "redirected",
            Self::BadAddress => "bad-address",
            Self::Scheme => "scheme",
            Self::PrivateAddress => "private-address",
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Reset => "reset",
            Self::Stalled => "stalled",
            Self::TooSlow => "too-slow",
            Self::Tls => "tls",
            Self::Protocol => "protocol",
            Self::HeaderTooLarge => "header-too-large",
            Self::BadLength => "bad-length",
            Self::BadChunk => "bad-chunk",
            Self::BadEncoding => "bad-encoding",
            Self::Bomb => "bomb",
            Self::TooLarge => "too-large",
            Self::BodyBroken => "body-broken",
            Self::RedirectLoop => "redirect-loop",
            Self::RedirectLimit => "redirect-limit",
            Self::RedirectNowhere => "redirect-nowhere",
            Self::MediaType => "media-type",
            Self::NotAFeed => "not-a-feed",
            Self::Gone => "gone",
            Self::Missing => "missing",
            Self::Forbidden => "forbidden",
            Self::RateLimited => "rate-limited",
            Self::Unavailable => "unavailable",
            Self::ServerError => "server-error",
            Self::ClientError => "client-error",
            Self::RobotsUnreachable => "robots-unreachable",
            Self::RobotsDelay => "robots-delay",
            Self::GivenUp => "given-up",
            Self::Disk => "disk",
        }
    }

    /// What an answer's status means, when it brings neither page nor redirect.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            401 | 402 | 403 | 407 | 451 => Self::Forbidden,
            404 => Self::Missing,
            410 => Self::Gone,
            408 | 425 | 503 => Self::Unavailable,
            429 => Self::RateLimited,
            400..=499 => Self::ClientError,
            500.. => Self::ServerError,
            // A part that nobody asked for, or "not modified" without a version to compare with.
            _ => Self::Protocol,
        }
    }

    /// Whether no page came although one was asked for.
    #[must_use]
    pub fn is_failure(self) -> bool {
        !matches!(
            self,
            Self::Fetched
                | Self::Truncated
                | Self::NotModified
                | Self::SameBytes
                | Self::Known
                | Self::Disallowed
                | Self::Left
                | Self::NotDue
                | Self::Redirected
        )
    }

    /// Whether another attempt may bring the page: now with patience, or in a later run.
    #[must_use]
    pub fn is_passing(self) -> bool {
        self.is_connection()
            || matches!(
                self,
                Self::Left
                    | Self::NotDue
                    | Self::Reset
                    | Self::Stalled
                    | Self::TooSlow
                    | Self::Protocol
                    | Self::BadLength
                    | Self::BadChunk
                    | Self::BodyBroken
                    | Self::RateLimited
                    | Self::Unavailable
                    | Self::ServerError
                    | Self::RobotsUnreachable
                    | Self::RobotsDelay
                    | Self::Disk
            )
    }

    /// Whether the host was not even reached, so that its other pages would fare no better.
    #[must_use]
    pub fn is_connection(self) -> bool {
        matches!(self, Self::Dns | Self::Refused | Self::Unreachable | Self::Tls)
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Outcome {
    type Err = String;

    /// Reads its word.
    ///
    /// # Errors
    /// The word, when it is none of them.
    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word).ok_or_else(|| word.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_word_of_its_own_that_leads_back() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        assert!("lost".parse::<Outcome>().is_err());
    }

    #[test]
    fn a_page_is_not_a_failure_and_a_failure_to_connect_passes() {
        assert!(!Outcome::Truncated.is_failure());
        assert!(Outcome::Bomb.is_failure() && !Outcome::Bomb.is_passing());
        assert!(Outcome::Dns.is_passing() && Outcome::Dns.is_connection());
        assert!(Outcome::Reset.is_passing() && !Outcome::Reset.is_connection());
    }
}
