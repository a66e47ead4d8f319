//! `annals.toml`: where the news comes from, how politely it is fetched, where everything is kept.

use crate::AnnalsError;
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The configuration as it is written into a new working folder.
pub const DEFAULT: &str = include_str!("../../../annals.toml");

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
    /// Where news comes from.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

/// Manners on the network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FetchConfig {
    /// How we name ourselves to servers and in robots.txt.
    pub user_agent: String,
    /// Seconds between two requests to one host, at the least.
    pub floor_seconds: f64,
    /// The largest page kept, in megabytes after decompression.
    pub max_megabytes: u64,
    /// Seconds until a request is given up.
    pub timeout_seconds: u64,
    /// Pages per run, at the most.
    pub max_pages: usize,
    /// Whether addresses of this machine and of private networks may be asked.
    pub allow_private: bool,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            user_agent: concat!("annals/", env!("CARGO_PKG_VERSION")).to_owned(),
            floor_seconds: 2.0,
            max_megabytes: 16,
            timeout_seconds: 30,
            max_pages: 1000,
            allow_private: false,
        }
    }
}

/// The HTTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeConfig {
    /// The address to listen on.
    pub address: IpAddr,
    /// The port; 0 lets the system choose one.
    pub port: u16,
    /// A file that holds the token which requests must know.
    pub token_file: Option<PathBuf>,
    /// The name of an environment variable that holds it.
    pub token_env: Option<String>,
    /// The largest body of a request, in kilobytes.
    pub body_kilobytes: usize,
    /// The most that one answer holds of articles, in megabytes.
    pub result_megabytes: usize,
    /// Seconds until a request is given up.
    pub seconds: u64,
    /// Seconds that running requests have to end when the server stops.
    pub grace_seconds: u64,
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8737,
            token_file: None,
            token_env: None,
            body_kilobytes: 1024,
            result_megabytes: 32,
            seconds: 30,
            grace_seconds: 10,
        }
    }
}

/// One place news comes from; exactly one of the four is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Source {
    /// A folder of saved pages: `<folder>/<host>/<path>` is `https://<host>/<path>`.
    pub files: Option<PathBuf>,
    /// A WARC file.
    pub warc: Option<PathBuf>,
    /// A feed's address.
    pub feed: Option<String>,
    /// Addresses of pages.
    pub pages: Vec<String>,
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// When it is missing, unreadable, no TOML, or has a field that is not known.
    pub fn read(path: &Path) -> Result<Self, AnnalsError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(AnnalsError::NoConfig { path: path.to_owned() }),
            Err(source) => return Err(AnnalsError::Read { path: path.to_owned(), source }),
        };
        let mut config: Self = toml::from_str(&text)
            .map_err(|e| AnnalsError::Config { path: path.to_owned(), message: e.to_string().trim_end().to_owned() })?;
        let base = path.parent().unwrap_or(Path::new(""));
        config.store = base.join(&config.store);
        config.serve.token_file = config.serve.token_file.map(|file| base.join(file));
        for source in &mut config.sources {
            source.files = source.files.take().map(|files| base.join(files));
            source.warc = source.warc.take().map(|warc| base.join(warc));
            let given = [source.files.is_some(), source.warc.is_some(), source.feed.is_some(), !source.pages.is_empty()];
            if given.iter().filter(|given| **given).count() != 1 {
                let message = "a [[source]] needs exactly one of files, warc, feed, pages".to_owned();
                return Err(AnnalsError::Config { path: path.to_owned(), message });
            }
        }
        if !config.fetch.floor_seconds.is_finite() || config.fetch.floor_seconds < 0.0 {
            return Err(AnnalsError::Config { path: path.to_owned(), message: "floor_seconds is no length of time".to_owned() });
        }
        Ok(config)
    }

    /// The fetch plan of all feeds and pages; nothing in it when all sources are files.
    #[must_use]
    pub fn plan(&self) -> annals_fetch::Plan {
        let fetch = &self.fetch;
        annals_fetch::Plan {
            user_agent: fetch.user_agent.clone(),
            pages: self.sources.iter().flat_map(|source| source.pages.iter().cloned()).collect(),
            feeds: self.sources.iter().filter_map(|source| source.feed.clone()).collect(),
            floor: Duration::try_from_secs_f64(fetch.floor_seconds).unwrap_or(Duration::from_secs(2)),
            max_bytes: fetch.max_megabytes.saturating_mul(1_000_000),
            timeout: Duration::from_secs(fetch.timeout_seconds),
            max_pages: fetch.max_pages,
            allow_private: fetch.allow_private,
            ..annals_fetch::Plan::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_configuration_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("annals.toml");
        assert!(matches!(Config::read(&path), Err(AnnalsError::NoConfig { .. })));
        std::fs::write(&path, DEFAULT).expect("written");
        let config = Config::read(&path).expect("read");
        assert_eq!(config.sources.len(), 2, "a folder and a WARC file");
        assert!(config.plan().feeds.is_empty() && config.plan().pages.is_empty());
        std::fs::write(&path, "store = \"s\"\n[[source]]\n").expect("written");
        assert!(Config::read(&path).is_err());
    }
}
