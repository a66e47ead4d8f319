//! What went wrong on the way, told from the nested errors of the HTTP client.

use crate::Outcome;
use std::error::Error;
use std::io::{self, ErrorKind};

/// The resolver found nothing, or nothing that may be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unresolved {
    /// No address.
    #[error("the name has no address: {0}")]
    Unknown(String),
    /// No public address.
    #[error("{0}")]
    Private(String),
}

/// Where the client was when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Connecting or waiting for the head.
    Head,
    /// Reading a body of a stated length, or one that ends with the connection.
    Body,
    /// Reading a body in chunks.
    Chunks,
}

/// Outcome and reason of a failed request.
pub(crate) fn explain(error: &reqwest::Error, stage: Stage) -> (Outcome, String) {
    let mut found = None;
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = error.to_string();
        found = found.or_else(|| recognise(error, stage));
        cause = inside(error).or_else(|| error.source());
    }
    let outcome = match found {
        Some((outcome, Some(reason))) => return (outcome, reason),
        Some((outcome, None)) => outcome,
        None if error.is_connect() && error.is_timeout() => {
            return (Outcome::Unreachable, "no connection in time".to_owned());
        }
        None if error.is_connect() => Outcome::Unreachable,
        None if stage == Stage::Chunks => Outcome::BadChunk,
        None => Outcome::Protocol,
    };
    (outcome, words)
}

/// What an i/o error holds; its own `source` passes that over.
fn inside<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
    Some(inner)
}

fn recognise(error: &(dyn Error + 'static), stage: Stage) -> Option<(Outcome, Option<String>)> {
    if let Some(unresolved) = error.downcast_ref::<Unresolved>() {
        let outcome = match unresolved {
            Unresolved::Unknown(_) => Outcome::Dns,
            Unresolved::Private(_) => Outcome::PrivateAddress,
        };
        return Some((outcome, Some(unresolved.to_string())));
    }
    if let Some(broken) = error.downcast_ref::<rustls::Error>() {
        return Some((Outcome::Tls, Some(broken.to_string())));
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return io_outcome(error, stage).map(|outcome| (outcome, None));
    }
    // The HTTP library does not export its error's kinds, only its words.
    match error.to_string().as_str() {
        "message head is too large" => Some((Outcome::HeaderTooLarge, None)),
        "invalid content-length parsed" => Some((Outcome::BadLength, Some("its Content-Length is no length, or there are two".to_owned()))),
        "connection closed before message completed" if stage == Stage::Head => {
            Some((Outcome::Reset, Some("the connection was closed before an answer came".to_owned())))
        }
        _ => None,
    }
}

fn io_outcome(error: &io::Error, stage: Stage) -> Option<Outcome> {
    // A TLS or resolver error inside says more; the walk comes to it next.
    if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>() || inner.is::<Unresolved>()) {
        return None;
    }
    match (error.kind(), stage) {
        (ErrorKind::ConnectionRefused, _) => Some(Outcome::Refused),
        (ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe, _) => Some(Outcome::Reset),
        (ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable | ErrorKind::NetworkDown, _) => {
            Some(Outcome::Unreachable)
        }
        (ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput, Stage::Chunks) => Some(Outcome::BadChunk),
        (ErrorKind::UnexpectedEof, Stage::Body) => Some(Outcome::BadLength),
        // A peer that ends in the middle of the handshake.
        (ErrorKind::UnexpectedEof, Stage::Head) => Some(Outcome::Reset),
        _ => None,
    }
}
