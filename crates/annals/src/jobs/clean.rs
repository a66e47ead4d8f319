//! Pages in, articles out, one line a page in input order; the pages of one article, one after the other, become one.

use super::{Engine, Listener};
use crate::input::{self, Given, MAX_TEXT_BYTES};
use crate::{AnnalsError, Rejection, parallel};
use annals_clean::{MOST_PAGES, Part, follows, join, joined_page};
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

/// A piece after cleaning.
enum Cleaned {
    /// Written as it is; `None` did not pass the filter.
    Line(Option<String>),
    /// A page that its neighbours may go on with.
    Page(Box<(Article, Part)>),
    /// No piece of a known form.
    Rejected(Rejection),
}

/// Cleans all files; gives the number of lines written. A page that is no article has an empty text and a reason.
///
/// Pages of one article that follow each other in the input are joined: the first one's line holds the whole text, the lines of the
/// others are empty and say "page 2 of" and its id. Only neighbours are looked at, so what is held is one article's pages at most.
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
    let work = |raw| match input::article_or_page(raw, given, &engine.publishers) {
        Ok((item, Some(part))) => Cleaned::Page(Box::new((item.article, part))),
        Ok((item, None)) => Cleaned::Line(filter.passes(&item.article).then(|| article_to_json(&item.article))),
        Err(rejection) => Cleaned::Rejected(rejection),
    };
    let mut waiting = Pages::default();
    parallel::ordered(pieces, input::Raw::size, work, |cleaned| {
        match cleaned {
            Cleaned::Page(page) => {
                if !waiting.takes(&page) {
                    done += waiting.write(filter, out)?;
                }
                waiting.add(*page);
            }
            Cleaned::Line(line) => {
                done += waiting.write(filter, out)?;
                if let Some(line) = line {
                    writeln!(out, "{line}").map_err(AnnalsError::Output)?;
                    done += 1;
                }
            }
            Cleaned::Rejected(rejection) => {
                done += waiting.write(filter, out)?;
                (listener.reject)(&rejection);
            }
        }
        (listener.step)();
        Ok::<(), AnnalsError>(())
    })?;
    done += waiting.write(filter, out)?;
    out.flush().map_err(AnnalsError::Output)?;
    Ok(done)
}

/// The pages of one article read so far, waiting for the next.
#[derive(Default)]
struct Pages {
    articles: Vec<Article>,
    /// The last one's place.
    part: Option<Part>,
    /// Bytes of their texts.
    bytes: usize,
}

impl Pages {
    /// Whether `next` goes on with these pages.
    fn takes(&self, next: &(Article, Part)) -> bool {
        match (self.articles.last(), &self.part) {
            (Some(last), Some(part)) => {
                self.articles.len() < MOST_PAGES
                    && self.bytes + next.0.text.len() <= MAX_TEXT_BYTES
                    && follows((last, part), (&next.0, &next.1))
            }
            _ => false,
        }
    }

    fn add(&mut self, (article, part): (Article, Part)) {
        self.bytes += article.text.len();
        self.articles.push(article);
        self.part = Some(part);
    }

    /// Writes what waits, a line a page; gives the number of lines.
    fn write(&mut self, filter: &Filter, out: &mut dyn Write) -> Result<u64, AnnalsError> {
        let articles = std::mem::take(self).articles;
        let lines = if articles.len() < 2 {
            articles
        } else {
            let first = join(&articles);
            let later: Vec<Article> = articles.iter().enumerate().skip(1).map(|(at, page)| joined_page(page, at + 1, &first)).collect();
            std::iter::once(first).chain(later).collect()
        };
        let mut done = 0;
        for article in lines.iter().filter(|article| filter.passes(article)) {
            writeln!(out, "{}", article_to_json(article)).map_err(AnnalsError::Output)?;
            done += 1;
        }
        Ok(done)
    }
}
