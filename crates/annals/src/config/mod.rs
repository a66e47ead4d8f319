//! `annals.toml`: where the news comes from, how politely it is fetched, where everything is kept.

mod fetch;
mod serve;
mod source;

pub use fetch::{AllowPrivate, FetchConfig, HostConfig};
pub use serve::{MetricsConfig, ServeConfig};
pub use source::Source;
pub(crate) use source::check_address;
pub use source::{is_address, is_bare};

use crate::AnnalsError;
use fetch::seconds;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The configuration as it is written into a new working folder.
pub const DEFAULT: &str = include_str!("../../../../annals.toml");

/// A whole configuration. Relative paths count from the folder of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder for pages, articles, annotations, stories, digests and the index.
    pub store: PathBuf,
    /// Manners on the network.
    #[serde(default)]
    pub fetch: FetchConfig,
    /// The HTTP server.
    #[serde(default)]
    pub serve: ServeConfig,
    /// The page of metrics.
    #[serde(default)]
    pub metrics: MetricsConfig,
    /// Where news comes from.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

/// A field that holds what cannot be meant.
#[derive(Debug)]
pub(crate) struct Wrong {
    field: String,
    reason: String,
}

impl Wrong {
    fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it is missing, unreadable, no TOML, has a field that is not known or one that holds what cannot be meant.
    pub fn read(path: &Path) -> Result<Self, AnnalsError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(AnnalsError::NoConfig { path: path.to_owned() }),
            Err(source) => return Err(AnnalsError::Read { path: path.to_owned(), source }),
        };
        Self::parse(&text, path)
    }

    /// Reads a configuration of the file `path` from its text.
    ///
    /// # Errors
    /// As [`Config::read`], without touching the disk.
    pub fn parse(text: &str, path: &Path) -> Result<Self, AnnalsError> {
        let failed = |message: String| AnnalsError::Config { path: path.to_owned(), message };
        let mut config: Self = toml::from_str(text).map_err(|e| failed(e.to_string().trim_end().to_owned()))?;
        if config.store.as_os_str().is_empty() {
            return Err(failed("store: it is empty; name a folder".to_owned()));
        }
        let checked = config.sources.iter().enumerate().try_for_each(|(at, source)| source.check(at + 1));
        checked.and_then(|()| config.fetch.check()).map_err(|Wrong { field, reason }| failed(format!("{field}: {reason}")))?;
        let base = path.parent().unwrap_or(Path::new(""));
        config.store = base.join(&config.store);
        config.serve.token_file = config.serve.token_file.map(|file| base.join(file));
        config.sources.iter_mut().for_each(|source| source.rest_on(base));
        Ok(config)
    }

    /// Whether anything is asked of the network.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.sources.iter().any(Source::is_remote)
    }

    /// The fetch plan of all that is fetched page by page: what is listed in files is added by the job.
    #[must_use]
    pub fn plan(&self) -> annals_fetch::Plan {
        let fetch = &self.fetch;
        let of = |one: fn(&Source) -> Option<&String>| self.sources.iter().filter_map(one).cloned().collect::<Vec<String>>();
        annals_fetch::Plan {
            user_agent: fetch.user_agent.trim().to_owned(),
            pages: self.sources.iter().flat_map(|source| source.pages.iter().cloned()).collect(),
            feeds: of(|source| source.feed.as_ref().or(source.sitemap.as_ref())),
            sections: of(|source| source.section.as_ref()),
            floor: seconds(fetch.floor_seconds),
            floors: fetch.host.iter().map(|host| (host.name.trim().to_ascii_lowercase(), seconds(host.floor_seconds))).collect(),
            delay_cap: seconds(fetch.delay_cap_seconds),
            hosts_at_once: fetch.hosts_at_once,
            max_bytes: fetch.max_megabytes << 20,
            stall: seconds(fetch.stall_seconds),
            timeout: seconds(fetch.timeout_seconds),
            retries: fetch.retries,
            backoff: seconds(fetch.backoff_seconds),
            max_pages: fetch.max_pages,
            allow_private: match &fetch.allow_private {
                AllowPrivate::All(false) => annals_fetch::AllowPrivate::None,
                AllowPrivate::All(true) => annals_fetch::AllowPrivate::All,
                AllowPrivate::Names(names) => annals_fetch::AllowPrivate::Names(names.clone()),
            },
            ..annals_fetch::Plan::default()
        }
    }
}

#[cfg(test)]
mod tests;
