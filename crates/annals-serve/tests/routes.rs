//! The routes, asked over a real connection of this machine.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use annals_serve::{DigestFormat, Failure, SearchRequest, Service, router};
use serde_json::{Value, json};
use std::sync::Arc;
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
        timeline: Arc::new(|entity| Ok(json!([{ "entity": entity }]))),
        stats: Arc::new(|| Err(Failure::Failed("disk gone".into()))),
    }
}

async fn listen() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router(service())).await });
    address
}

/// Status, head and body of an answer.
async fn ask(address: std::net::SocketAddr, method: &str, path: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
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
        ("/api/search?q=mill+%C3%A9&limit=5&firm=Acme&from=2025-01", 200, "\"query\":\"mill é\""),
        ("/api/search?q=(", 400, "column 1"),
        ("/api/search?q=x&limit=1000", 400, "1 to 100"),
        ("/api/search?q=x&colour=red", 400, "no parameter `colour`"),
        ("/api/search?q=break", 500, "broke off"),
        ("/api/article/a%2F1", 200, "\"id\":\"a/1\""),
        ("/api/article/zz", 404, "no article zz"),
        ("/api/digest?id=a&id=b", 200, "{\"ids\":[\"a\",\"b\"]}"),
        ("/api/digest?id=a&format=md", 200, "# a"),
        ("/api/digest?id=a&format=pdf", 400, "format=json"),
        ("/api/digest", 400, "1 to 50"),
        ("/api/timeline?entity=Acme", 200, "Acme"),
        ("/api/timeline", 400, "`entity` is missing"),
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
    let (_, _, metrics) = ask(address, "GET", "/metrics").await;
    assert!(metrics.contains("annals_requests_total 18") && metrics.contains("annals_requests_failed_total 2"), "{metrics}");
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
