//! Pages in, articles out, one line a page in input order.

use super::{Engine, Listener};
use crate::input::{self, Given};
use crate::{AnnalsError, parallel};
use annals_model::{Article, article_to_json};
use jiff::civil::Date;
use std::io::Write;

/// Which articles to write.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this host.
    pub host: Option<String>,
    /// Published on this day or later.
    pub from: Option<Date>,
    /// Published before this day.
    pub to: Option<Date>,
}

impl Filter {
    /// Whether the article passes; one without a date does not pass a bound on dates.
    fn passes(&self, article: &Article) -> bool {
        let day = article.anchor();
        let host = || url::Url::parse(&article.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.host.as_ref().is_none_or(|wanted| host().as_ref() == Some(wanted))
            && self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.to.is_none_or(|to| day.is_some_and(|day| day < to))
    }
}

/// Cleans all files; gives the number of lines written. A page that is no article has an empty text and a reason.
///
/// # Errors
/// When a file cannot be opened or the output not written.
pub fn clean(
    engine: &Engine,
    files: &[String],
    given: Given,
    filter: &Filter,
    out: &mut dyn Write,
    listener: &Listener<'_>,
) -> Result<u64, AnnalsError> {
    let pieces = input::pieces(files)?.take_while(|_| !(listener.stop)());
    let mut done = 0;
    let work = |raw| {
        let item = input::article(raw, given, &engine.publishers)?;
        Ok(filter.passes(&item.article).then(|| article_to_json(&item.article)))
    };
    parallel::ordered(pieces, input::Raw::size, work, |line| {
        match line {
            Ok(Some(line)) => {
                writeln!(out, "{line}").map_err(AnnalsError::Output)?;
                done += 1;
            }
            Ok(None) => {}
            Err(rejection) => (listener.reject)(&rejection),
        }
        (listener.step)();
        Ok::<(), AnnalsError>(())
    })?;
    out.flush().map_err(AnnalsError::Output)?;
    Ok(done)
}
