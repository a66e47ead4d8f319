//! Where a redirect leads, and when it is followed no further.

use crate::Outcome;
use crate::state::Task;
use crate::unpack::Trouble;
use url::Url;

/// Turns a task to the address that an answer named.
pub(crate) fn follow(task: &mut Task, at: &Url, location: Option<&str>, most: usize) -> Result<(), Trouble> {
    let Some(mut to) = location.filter(|to| !to.is_empty()).and_then(|to| at.join(to).ok()) else {
        let named = location.map_or_else(|| "without naming an address".to_owned(), |to| format!("to `{to}`"));
        return Err((Outcome::RedirectNowhere, format!("{at} redirects {named}")));
    };
    to.set_fragment(None);
    if !task.behind.iter().any(|before| before == at.as_str()) {
        task.behind.push(at.to_string());
    }
    let seen = |to: &Url| task.behind.iter().any(|before| before == to.as_str());
    if seen(&to) {
        return Err((Outcome::RedirectLoop, format!("it redirects in a circle, back to {to}")));
    }
    if task.behind.len() > most {
        return Err((Outcome::RedirectLimit, format!("it redirects more than {most} times")));
    }
    if at.scheme() == "https" && to.scheme() == "http" && to.host_str() == at.host_str() {
        // Back to the open wire on the same host is a mistake or a trap; the safe address is tried.
        let _ = to.set_scheme("https");
        if seen(&to) {
            return Err((Outcome::RedirectLoop, "it redirects from https to http and back".to_owned()));
        }
    }
    task.at = to.to_string();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(task: &mut Task, to: Option<&str>) -> Result<(), Outcome> {
        let at = Url::parse(&task.at).unwrap();
        follow(task, &at, to, 3).map_err(|(outcome, _)| outcome)
    }

    #[test]
    fn a_redirect_is_read_against_the_address_that_gave_it() {
        let mut task = Task::new("https://eastquay.example/a/b");
        step(&mut task, Some("../c?d#e")).unwrap();
        assert_eq!(task.at, "https://eastquay.example/c?d");
        assert_eq!(task.behind, ["https://eastquay.example/a/b"]);
        step(&mut task, Some("http://eastquay.example/d")).unwrap();
        assert_eq!(task.at, "https://eastquay.example/d", "the encrypted address is kept to");
        step(&mut task, Some("http://harbourpost.example/d")).unwrap();
        assert_eq!(task.at, "http://harbourpost.example/d");
        assert_eq!(step(&mut task, Some("/e")), Err(Outcome::RedirectLimit));
    }

    #[test]
    fn circles_and_dead_ends_are_seen() {
        let mut task = Task::new("http://eastquay.example/a");
        assert_eq!(step(&mut task.clone(), Some("/a#top")), Err(Outcome::RedirectLoop));
        assert_eq!(step(&mut task.clone(), None), Err(Outcome::RedirectNowhere));
        assert_eq!(step(&mut task.clone(), Some("http://")), Err(Outcome::RedirectNowhere));
        step(&mut task, Some("/b")).unwrap();
        assert_eq!(step(&mut task, Some("/a")), Err(Outcome::RedirectLoop));
    }
}
