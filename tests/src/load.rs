//! Many clients at once over plain sockets: how long a server's answers take, and how many fail.

use std::fmt;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// A request to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Path with its parameters.
    pub path: String,
    /// What is sent; `None` asks with GET.
    pub body: Option<String>,
}

/// How it went.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Answers with status 200.
    pub answered: usize,
    /// All others, and connections that broke.
    pub failed: usize,
    /// What the first of them was.
    pub first_failure: Option<String>,
    /// Times of all answers by path, sorted.
    pub times: Vec<(String, Vec<Duration>)>,
    /// How long it all took.
    pub elapsed: Duration,
}

/// Reads requests, one a line; empty lines and lines that begin with `#` are passed over.
#[must_use]
pub fn queries(text: &str) -> Vec<Query> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| match line.split_once('\t') {
            Some((path, body)) => Query { path: path.to_owned(), body: Some(body.to_owned()) },
            None => Query { path: line.trim().to_owned(), body: None },
        })
        .collect()
}

/// A mix of what readers and programs ask.
#[must_use]
pub fn mixed() -> Vec<Query> {
    queries(
        r#"
/_search	{"query":{"match":{"text":"shares profit"}}}
/_search	{"query":{"match":{"text":{"query":"bank rates","operator":"and"}}},"highlight":{"fields":{"text":{"number_of_fragments":1}}},"_source":["headline","url","published"]}
/_search	{"query":{"match_phrase":{"text":"interest rates"}},"_source":["headline"]}
/_search	{"query":{"bool":{"must":{"match":{"text":"dividend"}},"filter":{"range":{"published":{"gte":"2025-01","lt":"2025-07"}}}}}}
/_search	{"query":{"match":{"text":"market"}},"sort":[{"published":"desc"}],"size":20,"_source":["headline"]}
/_search	{"size":0,"query":{"match":{"text":"shares"}},"aggs":{"months":{"date_histogram":{"field":"published","calendar_interval":"month"}}}}
/_search	{"size":0,"query":{"match_all":{}},"aggs":{"firms":{"terms":{"field":"firm","size":10}},"outlets":{"terms":{"field":"publisher"}}}}
/_count	{"query":{"query_string":{"query":"shares NEAR/5 profit"}}}
/_search?q=upgrad*&size=5&_source=headline
/_msearch	{}	{"query":{"match":{"text":"oil"}},"size":3}	{}	{"query":{"match":{"text":"gold"}},"size":3}
/api/search?q=headline:profit&limit=5
/api/search?q=%22interest+rates%22
/api/search?q=shares&sort=date&limit=5
"#,
    )
    .into_iter()
    // Lines of a body of several lines are parted by tabs as well.
    .map(|query| Query { body: query.body.map(|body| if body.contains('\t') { body.replace('\t', "\n") + "\n" } else { body }), ..query })
    .collect()
}

/// Asks until the time is over, each client one request after another, each beginning at another place of the list.
#[must_use]
pub fn run(address: SocketAddr, queries: &[Query], clients: usize, time: Duration, token: Option<&str>) -> Summary {
    let begun = Instant::now();
    let all: Vec<Client> = thread::scope(|scope| {
        let client = |number: usize| scope.spawn(move || Client::ask(address, queries, number, begun + time, token));
        let running: Vec<_> = (0..clients).map(client).collect();
        running.into_iter().filter_map(|client| client.join().ok()).collect()
    });
    let mut summary = Summary { elapsed: begun.elapsed(), ..Summary::default() };
    summary.times = queries.iter().map(|query| (query.path.clone(), Vec::new())).collect();
    for client in all {
        summary.failed += client.failures.len();
        summary.first_failure = summary.first_failure.or(client.failures.into_iter().next());
        for (at, time) in client.times {
            if let Some((_, times)) = summary.times.get_mut(at) {
                times.push(time);
            }
        }
    }
    summary.times.iter_mut().for_each(|(_, times)| times.sort_unstable());
    summary.answered = summary.times.iter().map(|(_, times)| times.len()).sum();
    summary
}

#[derive(Default)]
struct Client {
    times: Vec<(usize, Duration)>,
    failures: Vec<String>,
}

impl Client {
    fn ask(address: SocketAddr, queries: &[Query], number: usize, end: Instant, token: Option<&str>) -> Self {
        let mut done = Self::default();
        let mut connection: Option<BufReader<TcpStream>> = None;
        for at in (number..).map(|at| at % queries.len()) {
            let begun = Instant::now();
            if begun >= end {
                break;
            }
            let Some(query) = queries.get(at) else { break };
            match answer(&mut connection, address, query, token) {
                Ok(200) => done.times.push((at, begun.elapsed())),
                Ok(status) => done.failures.push(format!("{}: status {status}", query.path)),
                Err(error) => {
                    connection = None;
                    done.failures.push(format!("{}: {error}", query.path));
                    // A server that is gone is not asked a million times.
                    thread::sleep(Duration::from_millis(100));
                }
            }
        }
        done
    }
}

/// Sends a request over a connection that is kept, and reads the whole answer; gives its status.
fn answer(connection: &mut Option<BufReader<TcpStream>>, address: SocketAddr, query: &Query, token: Option<&str>) -> std::io::Result<u16> {
    let stream = match connection.take() {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(60)))?;
            BufReader::with_capacity(1 << 16, stream)
        }
    };
    let stream = connection.insert(stream);
    let method = if query.body.is_some() { "POST" } else { "GET" };
    let body = query.body.as_deref().unwrap_or("");
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request = format!(
        "{method} {} HTTP/1.1\r\nHost: {address}\r\n{token}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        query.path,
        body.len()
    );
    stream.get_mut().write_all(request.as_bytes())?;
    let wrong = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| wrong("no status line"))?;
    let mut length = None;
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse::<u64>().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let length = length.ok_or_else(|| wrong("an answer without its length"))?;
    let read = std::io::copy(&mut stream.take(length), &mut std::io::sink())?;
    if read == length { Ok(status) } else { Err(wrong("an answer that breaks off")) }
}

fn part(times: &[Duration], of_thousand: usize) -> f64 {
    times.get((times.len() * of_thousand / 1000).min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all: Vec<Duration> = self.times.iter().flat_map(|(_, times)| times).copied().collect();
        all.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let rate = self.answered as f64 / self.elapsed.as_secs_f64();
        writeln!(f, "answers {}  errors {}  per second {rate:.0}", self.answered, self.failed)?;
        writeln!(
            f,
            "p50 {:.2} ms  p90 {:.2} ms  p99 {:.2} ms  max {:.2} ms",
            part(&all, 500),
            part(&all, 900),
            part(&all, 990),
            part(&all, 1000)
        )?;
        for (path, times) in &self.times {
            writeln!(f, "  p50 {:8.2}  p99 {:8.2}  {:6}  {path}", part(times, 500), part(times, 990), times.len())?;
        }
        self.first_failure.iter().try_for_each(|failure| writeln!(f, "first error: {failure}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, mixed, queries, run};
    use crate::server::{Answer, Server};
    use std::time::Duration;

    #[test]
    fn requests_are_read_line_by_line() {
        let get = Query { path: "/a?q=b".into(), body: None };
        assert_eq!(queries("# x\n\n/a?q=b\n/b\t{}\n"), [get, Query { path: "/b".into(), body: Some("{}".into()) }]);
        assert!(mixed().iter().any(|query| query.body.as_ref().is_some_and(|body| body.lines().count() == 4)));
    }

    #[test]
    fn answers_and_errors_are_counted() {
        let server = Server::start().expect("a server");
        server.answer("/good", Answer::new("200 OK", &[], b"yes"));
        server.answer("/bad", Answer::new("400 Bad Request", &[], b"no"));
        let address = server.url("").trim_start_matches("http://").parse().expect("an address");
        let path = |path: &str| Query { path: path.to_owned(), body: None };
        let summary = run(address, &[path("/good"), path("/bad")], 2, Duration::from_millis(300), None);
        // This server closes each connection, so every second request finds it gone.
        assert!(summary.answered > 0 && summary.failed > 0, "{summary}");
        assert_eq!(summary.times.iter().map(|(_, times)| times.len()).sum::<usize>(), summary.answered);
        assert!(summary.to_string().contains("p99"));
    }
}
