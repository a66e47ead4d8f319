//! What an outlet's machine wrote is kept and marked; AMP and print views read as other pages do.

mod press;

use annals_model::{Article, RegionKind};
use press::{prose, read};

fn page(body: &str) -> Article {
    read("https://wexmoorpost.example/harbour/crane.html", &format!("<html><title>The crane is late</title><body>{body}</body></html>"))
        .article
}

fn digest(article: &Article) -> String {
    article.regions.iter().filter(|r| r.kind == RegionKind::SourceDigest).map(|r| r.span.of(&article.text)).collect()
}

const POINTS: &str =
    "<ul><li>The crane has been paid for twice and seen by nobody.</li><li>Owners of four ships want money back.</li></ul>";

#[test]
fn boxes_that_say_who_wrote_them() {
    for (name, boxed) in [
        ("aside", format!("<aside class=k1><h2>In brief, written by software</h2>{POINTS}</aside>")),
        ("plain", format!("<div class=k1><p><b>AI-generated summary</b></p>{POINTS}</div>")),
        (
            "foot",
            format!(
                "<section class=k1><h3>Das Wichtigste in Kürze</h3>{POINTS}<p>Diese Zusammenfassung wurde von KI erstellt und nicht geprüft.</p></section>"
            ),
        ),
        ("French", format!("<div><div>Résumé généré par intelligence artificielle</div>{POINTS}</div>")),
        ("no box", format!("<h3>Key points, made by a machine</h3>{POINTS}")),
        ("class", format!("<aside class='wx-machine-brief'><h2>In brief</h2>{POINTS}</aside>")),
    ] {
        let article = page(&format!("<article><h1>The crane is late</h1>{boxed}{}</article>", prose(6)));
        assert!(digest(&article).contains("paid for twice") && digest(&article).contains("Owners of four"), "{name}: {}", article.text);
        assert!(!digest(&article).contains("Quay number"), "{name}");
        assert!(article.text.contains("Quay number 1") && article.text.contains("Quay number 6"), "{name}");
    }
}

#[test]
fn a_box_beside_the_article() {
    let article = page(&format!(
        "<div><aside><p>Summarised by software</p>{POINTS}</aside></div><article><h1>The crane is late</h1>{}</article>",
        prose(6)
    ));
    assert!(digest(&article).contains("paid for twice"), "{}", article.text);
}

#[test]
fn what_people_wrote_is_no_digest() {
    for boxed in [
        format!("<section><h2>In brief</h2>{POINTS}</section>"),
        format!("<section><h2>What the software says of the ships</h2>{POINTS}</section>"),
        "<h2>How machines write a summary</h2><p>Nobody at the harbour trusts a machine that reads bills, says the harbour master of Wexmoor.</p>".to_owned(),
        "<p>A summary of the bills was made by a computer in Ulsan, according to the owners, and it was wrong by four ships.</p>".to_owned(),
    ] {
        let article = page(&format!("<article><h1>The crane is late</h1>{}{boxed}{}</article>", prose(2), prose(4)));
        assert_eq!(digest(&article), "", "{boxed}: {}", article.text);
    }
}

#[test]
fn boxes_that_ask_for_an_address_go() {
    for form in [
        "<div class=w1><strong>Wexmoor at Dawn</strong> Six ships before breakfast, free by email. <form><input type=email name=e> <button>Sign up</button></form></div>",
        "<form><p>Jeden Morgen die Schiffe des Tages.</p><p><input name=email><button>Los</button></p></form>",
        "<section><h4>Harbour letter</h4><div><p>All the cranes of the week, for those who wait for them.</p><input type=EMAIL></div></section>",
    ] {
        let article = page(&format!("<article><h1>The crane is late</h1>{}{form}{}</article>", prose(2), prose(4)));
        let gone =
            ["Wexmoor at Dawn", "Schiffe des Tages", "cranes of the week", "Sign up"].iter().all(|words| !article.text.contains(words));
        assert!(gone && article.text.contains("Quay number 4"), "{form}: {}", article.text);
    }
    // A form around a whole page, and a field without a box, take no paragraph away.
    let rest = prose(4).replace("Quay", "Pier");
    let article = page(&format!("<form><h1>The crane is late</h1>{}<input type=email>{rest}</form>", prose(2)));
    let (quays, piers) = (article.text.matches("Quay number").count(), article.text.matches("Pier number").count());
    assert_eq!((quays, piers), (2, 4), "{}", article.text);
}

#[test]
fn amp_pages() {
    let html = format!(
        "<html amp><head><title>The crane is late</title></head><body><amp-sidebar id=s><ul><li><a href=/>Home of all the news</a></li></ul></amp-sidebar>\
         <amp-consent id=c><div>We and our partners ask for your consent to cookies.</div></amp-consent>\
         <article><h1>The crane is late</h1><figure><amp-img src=a.jpg width=4 height=3></amp-img><figcaption>The empty quay at Wexmoor</figcaption></figure>\
         {}<amp-ad type=x><div placeholder>Buy a boat today, everybody.</div></amp-ad>{}<amp-list src=/more.json><template type=amp-mustache><p>{{{{title}}}} is a story that you may like to read as well, today.</p></template></amp-list>\
         <amp-accordion><section><h4>What comes next</h4><p>The harbour master will look for the crane in Ulsan himself, he said on Tuesday evening.</p></section></amp-accordion>\
         <amp-social-share type=system>Share this with all of your friends.</amp-social-share></article></body></html>",
        prose(2),
        prose(1)
    );
    let article = read("https://wexmoorpost.example/amp/crane", &html).article;
    let captions: Vec<&str> =
        article.regions.iter().filter(|r| r.kind == RegionKind::Caption).map(|r| r.span.of(&article.text).trim()).collect();
    assert_eq!(captions, ["The empty quay at Wexmoor"]);
    assert!(article.text.contains("look for the crane in Ulsan himself"), "{}", article.text);
    for furniture in ["boat", "title", "consent", "Home of", "Share"] {
        assert!(!article.text.contains(furniture), "{furniture}: {}", article.text);
    }
}

#[test]
fn print_views() {
    let html = format!(
        "<html><head><title>Print: The crane is late - Wexmoor Post</title></head><body class=print><div id=print><a href='javascript:print()'>Print this page</a> \
         <h2>The crane is late</h2><div>From the Wexmoor Post, 1 May 2025</div>{}<hr><div>URL: https://wexmoorpost.example/crane</div></div></body></html>",
        prose(4)
    );
    let article = read("https://wexmoorpost.example/crane?print=1", &html).article;
    assert!(
        article.reason.is_none() && article.text.contains("Quay number 1") && article.text.contains("Quay number 4"),
        "{}",
        article.text
    );
    assert!(!article.text.contains("Print this page"));
}
