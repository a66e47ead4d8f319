//! The routes, asked over a real connection of this machine.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_serve::{
    DigestFormat, EsFound, EsHit, EsQuery, EsSearch, Failure, Limits, SearchRequest, Service, TimelineRequest, TrendRequest, router,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn service() -> Service {
    let search = |request: &SearchRequest| match request.query.as_str() {
        "(" => Err(Failure::Refused("query, column 1: this bracket is never closed".into())),
        "break" => panic!("broken on purpose"),
        _ => Ok(json!({ "total": 1, "hits": [{
            "id": "a/1", "headline": "Mills & <b>sons</b>", "publisher": "Quay", "published": "2025-01-02",
            "snippet": "a <i>mill</i> é burned", "snippet_matches": [{ "start": 5, "end": 9 }, { "start": 15, "end": 16 }, { "start": 90, "end": 99 }],
            "asked": { "query": request.query, "limit": request.limit, "firms": request.firms, "from": request.from },
            "ordered": [request.sort, request.recency, request.collapse, request.explain, request.pages, request.after, request.facet_limit],
        }] })),
    };
    Service {
        search: Arc::new(search),
        article: Arc::new(
            |id: &String| if id == "a/1" { Ok(json!({ "id": id })) } else { Err(Failure::Missing(format!("no article {id}"))) },
        ),
        digest: Arc::new(|(ids, format)| {
            Ok(match format {
                DigestFormat::Json => json!({ "ids": ids }).to_string(),
                DigestFormat::Markdown => format!("# {}", ids.join(" ")),
                DigestFormat::Html => format!("<!doctype html><p>{}</p>", ids.len()),
            })
        }),
        timeline: Arc::new(|request: &TimelineRequest| Ok(json!([{ "entity": request.entities, "dates": request.dates }]))),
        entity: Arc::new(|name: &String| if name == "Acme" { Ok(json!({ "asked": name })) } else { Err(Failure::Missing(name.clone())) }),
        story: Arc::new(|id: &String| Ok(json!({ "id": id }))),
        verify: Arc::new(|value: &Value| Ok(json!({ "held": value["points"].as_array().map_or(0, Vec::len) }))),
        concordance: None,
        trend: Some(Arc::new(|request: &TrendRequest| Ok(json!({ "by": request.by })))),
        stats: Arc::new(|| Err(Failure::Failed("disk gone".into()))),
        articles: Arc::new(|| Ok(42)),
        es_search: Arc::new(|asked: &EsSearch| match &asked.query {
            EsQuery::Language(query) if query == "sleep" => {
                std::thread::sleep(Duration::from_millis(400));
                Ok(EsFound::default())
            }
            EsQuery::Language(query) if query == "(" => Err(Failure::Refused("query, column 1".into())),
            _ => Ok(EsFound {
                total: (asked.count > 0).then_some(3),
                hits: vec![EsHit { id: "a/1".into(), source: Some("{\"id\":\"a/1\",\"text\":\"t\"}".into()), ..EsHit::default() }],
                tallies: vec![],
            }),
        }),
        es_count: Arc::new(|_| Ok(7)),
    }
}

async fn listen() -> std::net::SocketAddr {
    listen_with(Limits::default()).await
}

async fn listen_with(limits: Limits) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router(service(), limits)).await });
    address
}

/// Status, head and body of an answer.
async fn ask(address: std::net::SocketAddr, method: &str, path: &str) -> (u16, String, String) {
    send(address, method, path, "", "").await
}

/// The same with further headers, each line ended, and a body.
async fn send(address: std::net::SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), head.to_lowercase(), body.to_owned())
}

#[tokio::test]
async fn programs_get_json_and_the_right_status() {
    let address = listen().await;
    for (path, status, holds) in [
        ("/healthz", 200, "ok"),
        ("/api/search?q=mill+%C3%A9&limit=5&firm=Acme&from=2025-01-01", 200, "\"query\":\"mill é\""),
        ("/api/search?q=(", 400, "column 1"),
        ("/api/search?q=x&limit=1000", 400, "1 to 100"),
        ("/api/search?q=x&colour=red", 400, "no parameter `colour`"),
        (
            "/api/search?q=x&sort=date-asc&recency=1.5&collapse=story&explain=true&pages=true&after=t%3A1&facet-limit=3",
            200,
            "[\"date-asc\",1.5,\"story\",true,true,\"t:1\",3]",
        ),
        ("/api/search?q=x&sort=first_seen", 200, "[\"first_seen\",null,null,false,false,null,null]"),
        ("/api/search?q=x&sort=oldest", 400, "date-asc, first_seen, not oldest"),
        ("/api/search?q=x&recency=-1", 400, "no number above 0"),
        ("/api/search?q=x&collapse=firm", 400, "duplicate, story"),
        ("/api/search?q=x&explain=1", 400, "true or false"),
        ("/api/search?q=break", 500, "broke off"),
        ("/api/article/a%2F1", 200, "\"id\":\"a/1\""),
        ("/api/article/zz", 404, "no article zz"),
        ("/api/digest?id=a&id=b", 200, "{\"ids\":[\"a\",\"b\"]}"),
        ("/api/digest?id=a&format=md", 200, "# a"),
        ("/api/digest?id=a&format=pdf", 400, "json, md, html"),
        ("/api/digest", 400, "`id` is missing"),
        ("/api/timeline?entity=Acme", 200, "Acme"),
        ("/api/timeline?entity=Acme&dates=3", 200, "\"dates\":3"),
        ("/api/timeline", 400, "`entity` is missing"),
        ("/api/entity/Acme", 200, "Acme"),
        ("/api/entity/Nobody", 404, "Nobody"),
        ("/api/story/s1", 200, "s1"),
        ("/api/trend?q=x", 200, "month"),
        ("/api/trend?q=a&q=b&q=c&q=d&q=e&q=f&q=g&q=h&q=i&q=j&by=week", 200, "week"),
        ("/api/trend?q=a&q=b&q=c&q=d&q=e&q=f&q=g&q=h&q=i&q=j&q=k", 400, "`q` can be given 10 times at most"),
        ("/api/concordance?q=x", 404, "no such page"),
        ("/api/stats", 500, "disk gone"),
        ("/nowhere", 404, "no such page"),
    ] {
        let (found, head, body) = ask(address, "GET", path).await;
        assert_eq!(found, status, "{path}: {body}");
        assert!(body.contains(holds), "{path}: {body}");
        assert!(head.contains("content-security-policy: default-src 'none'"), "{path}: {head}");
        if status >= 400 {
            let error: Value = serde_json::from_str(&body).unwrap();
            assert!(error["error"].is_string(), "{path}: {body}");
        }
    }
    assert_eq!(ask(address, "POST", "/api/search?q=x").await.0, 405);
    assert!(send(address, "POST", "/api/verify", "", "{\"points\":[1,2]}").await.2.contains("\"held\":2"));
    assert_eq!(send(address, "POST", "/api/verify", "", "{").await.0, 400);
    let (_, _, metrics) = ask(address, "GET", "/metrics").await;
    for line in [
        "annals_requests_total{route=\"/api/search\",status=\"400\"} 7",
        "annals_requests_total{route=\"/api/search\",status=\"405\"} 1",
        "annals_requests_total{route=\"/api/article/{id}\",status=\"404\"} 1",
        "annals_requests_total{route=\"other\",status=\"404\"} 2",
        "annals_request_seconds_count{route=\"/api/search\"} 12",
        "annals_index_articles 42",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
}

#[tokio::test]
async fn pages_are_escaped_and_mark_matches() {
    let address = listen().await;
    let (status, head, body) = ask(address, "GET", "/?q=%22%3E%3Cscript%3E").await;
    assert_eq!(status, 200);
    assert!(head.contains("text/html"), "{head}");
    assert!(!body.contains("<script>") && body.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{body}");
    assert!(body.contains("Mills &amp; &lt;b&gt;sons&lt;/b&gt;") && body.contains("href=\"/digest/a%2F1\""), "{body}");
    assert!(body.contains("&lt;i&gt;<mark>") && body.contains("é burned"), "{body}");
    assert_eq!(ask(address, "GET", "/").await.0, 200);
    assert_eq!(ask(address, "GET", "/?q=(").await.0, 400);
    assert!(ask(address, "GET", "/digest/a%2F1").await.2.contains("<p>1</p>"));
}

#[tokio::test]
async fn the_description_and_the_router_say_the_same() {
    let address = listen().await;
    let (_, _, body) = ask(address, "GET", "/openapi.json").await;
    let description: Value = serde_json::from_str(&body).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() > 20 && paths.contains_key("/_search") && paths.contains_key("/api/trend"));
    // A function that is not there has no route and is not described.
    assert!(!paths.contains_key("/api/concordance"));
    for (path, operations) in paths {
        let there = path.replace("{index}", "articles").replace("{id}", "a").replace("{name}", "Acme");
        for method in ["get", "post", "put", "delete"] {
            let (status, _, answer) = ask(address, &method.to_uppercase(), &there).await;
            assert_eq!(operations.get(method).is_some(), status != 405, "{method} {path}: {answer}");
            assert!(!answer.contains("no such page"), "{method} {path}");
        }
        for operation in operations.as_object().unwrap().values() {
            assert!(operation["summary"].as_str().is_some_and(|about| about.len() > 5), "{path}");
            for parameter in operation["parameters"].as_array().unwrap() {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                let (_, _, answer) = ask(address, "GET", &format!("{there}?{name}=1")).await;
                assert!(place == "path" || !answer.contains("no parameter"), "{path} {name}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn the_search_api_answers_in_its_clients_form() {
    let address = listen().await;
    let json = "Accept: application/vnd.elasticsearch+json; compatible-with=9\r\n";
    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let (status, head, body) = send(address, "GET", "/", json, "").await;
    assert!(status == 200 && head.contains("x-elastic-product: elasticsearch") && value(&body)["version"]["number"].is_string(), "{body}");
    let (_, head, body) =
        send(address, "POST", "/articles/_search", json, "{\"query\":{\"match\":{\"text\":\"a\"}},\"_source\":[\"id\"]}").await;
    assert!(head.contains("content-type: application/vnd.elasticsearch+json;compatible-with=9"), "{head}");
    let found = value(&body);
    assert_eq!(found["hits"]["total"], json!({ "value": 3, "relation": "eq" }));
    assert_eq!(found["hits"]["hits"][0], json!({ "_index": "articles", "_id": "a/1", "_score": null, "_source": { "id": "a/1" } }));
    assert_eq!(value(&send(address, "GET", "/_count?q=x", "", "").await.2)["count"], 7);
    assert_eq!(
        value(&ask(address, "GET", "/_search?track_total_hits=2").await.2)["hits"]["total"],
        json!({ "value": 2, "relation": "gte" })
    );
    assert!(value(&ask(address, "GET", "/_search?track_total_hits=false").await.2)["hits"]["total"].is_null());
    let many = value(&send(address, "POST", "/_msearch", "", "{}\n{}\n{}\n{\"nope\":1}\n").await.2);
    assert_eq!((&many["responses"][0]["status"], &many["responses"][1]["status"]), (&json!(200), &json!(400)));
    for (method, path, body, status, named) in [
        ("POST", "/_search", "{\"query\":{\"fuzzy\":{}}}", 400, "[fuzzy]"),
        ("POST", "/_search", "{", 400, "no JSON"),
        ("GET", "/_search?q=(", "", 400, "column 1"),
        ("GET", "/_search?scroll=1m", "", 400, "[scroll]"),
        ("GET", "/news/_search", "", 404, "[news]"),
        ("GET", "/news/_mapping", "", 404, "[news]"),
        ("PUT", "/articles/_mapping", "", 405, "method"),
        ("GET", "/_cat/indices", "", 404, "no such page"),
        ("POST", "/_count", "{\"size\":1}", 400, "[size]"),
    ] {
        let (found, head, answer) = send(address, method, path, "", body).await;
        let error = value(&answer);
        assert_eq!((found, &error["status"]), (status, &json!(status)), "{path}: {answer}");
        assert!(error["error"]["root_cause"][0]["reason"].as_str().unwrap().contains(named), "{path}: {answer}");
        assert!(error["error"]["type"].is_string() && head.contains("x-elastic-product"), "{path}");
    }
    assert_eq!(send(address, "POST", "/_search", "Content-Encoding: gzip\r\n", "xx").await.0, 415);
}

#[tokio::test]
async fn limits_hold() {
    let limits = Limits { body_bytes: 64, time: Duration::from_millis(100), at_once: 1, token: Some("s3cret".into()), ..Limits::default() };
    let address = listen_with(limits).await;
    let token = "Authorization: Bearer s3cret\r\n";
    for (path, status) in [("/healthz", 200), ("/", 401), ("/metrics", 401), ("/_search", 401), ("/nowhere", 401)] {
        let (found, head, _) = ask(address, "GET", path).await;
        assert_eq!(found, status, "{path}");
        assert_eq!(head.contains("www-authenticate: bearer"), status == 401, "{path}: {head}");
    }
    for wrong in ["Bearer s3cre", "Bearer s3cretx", "Basic s3cret", "s3cret", "Bearer "] {
        assert_eq!(send(address, "GET", "/", &format!("Authorization: {wrong}\r\n"), "").await.0, 401, "{wrong}");
    }
    assert_eq!(send(address, "GET", "/", token, "").await.0, 200);
    let long = format!("{{\"query\":{{\"match\":{{\"text\":\"{}\"}}}}}}", "a".repeat(90));
    assert_eq!(send(address, "POST", "/_search", token, &long).await.0, 413);
    assert_eq!(send(address, "POST", "/api/verify", token, &long).await.0, 413);
    let (status, _, body) = send(address, "GET", "/_search?q=sleep", token, "").await;
    assert!(status == 504 && body.contains("too long"), "{status} {body}");
    // The turn is held until the function has ended, so the next one waits, and may wait too long.
    assert_eq!(send(address, "GET", "/api/search?q=x", token, "").await.0, 504);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(send(address, "GET", "/api/search?q=x", token, "").await.0, 200);
}

#[tokio::test]
async fn waiting_requests_get_their_turn() {
    let address = listen_with(Limits { at_once: 2, ..Limits::default() }).await;
    let begun = Instant::now();
    let all: Vec<_> = (0..6).map(|_| tokio::spawn(async move { ask(address, "GET", "/_search?q=sleep").await.0 })).collect();
    for one in all {
        assert_eq!(one.await.unwrap(), 200);
    }
    assert!(begun.elapsed() >= Duration::from_millis(1_100), "{:?}", begun.elapsed());
}
