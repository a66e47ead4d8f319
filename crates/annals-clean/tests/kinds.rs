//! Pages that are no article say what they are; articles that look like one of them stay articles.

mod press;

use annals_clean::{Publishers, clean};
use press::{prose, raw, read};

const URL: &str = "https://wexmoorpost.example/harbour/2025/crane.html";

fn reason(url: &str, html: &str) -> String {
    let article = read(url, html).article;
    assert!(article.reason.is_none() || article.text.is_empty() && article.regions.is_empty());
    article.reason.unwrap_or_default()
}

fn page(title: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")
}

#[test]
fn errors_by_status() {
    let article = page("The crane is late", &format!("<article><h1>The crane is late</h1>{}</article>", prose(6)));
    for (status, words) in [(404, "404"), (410, "gone"), (500, "500"), (503, "503"), (403, "only to some"), (451, "only to some")] {
        let found = clean(&raw(URL, status, &article), &Publishers::embedded()).article;
        assert!(found.text.is_empty() && found.reason.as_deref().is_some_and(|r| r.contains(words)), "{status}: {:?}", found.reason);
    }
    // Refused, but its opening is shown to all, and the page calls itself an article.
    let teaser = page(
        "The crane is late",
        &format!("<meta property='og:type' content='article'><article><h1>The crane is late</h1>{}</article>", prose(3)),
    );
    assert!(clean(&raw(URL, 403, &teaser), &Publishers::embedded()).article.reason.is_none());
    assert!(clean(&raw(URL, 203, &article), &Publishers::embedded()).article.reason.is_none());
}

#[test]
fn errors_by_their_words() {
    for (title, body) in [
        (
            "Page not found | Wexmoor Post",
            "<h1>Oh dear</h1><p>The page you were looking for has left the harbour without telling us where it went. Try the search or go back to the start.</p>",
        ),
        (
            "Wexmoor Post",
            "<h1>404</h1><p>Perhaps you followed an old link, or the address was mistyped. Our home page has all the news of the day.</p>",
        ),
        (
            "Seite nicht gefunden",
            "<p>Leider gibt es diese Seite nicht mehr. Vielleicht hilft Ihnen unsere Suche oder die Startseite weiter, dort finden Sie alles Neue.</p>",
        ),
        (
            "Página no encontrada - El Muelle",
            "<p>No hemos podido encontrar lo que buscaba. Vuelva a la portada para leer las noticias del día, por favor, o escríbanos.</p>",
        ),
        ("Страница не найдена", "<p>Такой страницы на нашем сайте больше нет.</p>"),
        ("503 Service Temporarily Unavailable", "<center><h1>503 Service Temporarily Unavailable</h1></center><hr>"),
    ] {
        let found = reason(URL, &page(title, body));
        assert!(found.starts_with("an error page"), "{title}: {found}");
    }
    for (title, body) in [
        ("Not found: the crane that Wexmoor paid for", prose(5)),
        ("Page not found, and other small tragedies of the web", prose(4)),
        ("500 cranes wait for a harbour", prose(5)),
    ] {
        let found = reason(URL, &page(title, &format!("<article><h1>{title}</h1>{body}</article>")));
        assert_eq!(found, "", "{title}");
    }
}

#[test]
fn checks_for_robots() {
    for (title, body) in [
        ("Just a moment...", "<h1>wexmoorpost.example</h1><p>Verifying you are human. This may take a few seconds.</p>"),
        (
            "Wexmoor Post",
            "<p>Before we open the page we would like to be sure that you are not a bot. Please complete the captcha below; it takes a moment, and then you can read on as ever.</p>",
        ),
        ("Access denied", "<p>Our systems have seen unusual traffic from your network. Enable JavaScript and cookies to continue.</p>"),
        (
            "Sicherheitsabfrage",
            "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind, damit wir Ihnen die Seite zeigen können. Danach geht es gleich weiter mit den Nachrichten.</p>",
        ),
        (
            "Vérification",
            "<p>Vérifiez que vous êtes humain en cochant la case, puis la lecture continuera sans autre formalité de votre part.</p>",
        ),
    ] {
        let found = reason(URL, &page(title, body));
        assert!(found.starts_with("a check for robots"), "{title}: {found}");
    }
    let mark = "<html><body><div id=cf-turnstile></div><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>";
    assert!(reason(URL, mark).starts_with("a check for robots"));
    // A report about such checks is an article.
    let report = format!(
        "<article><h1>Are you a robot? The harbour's web site wants to know</h1>{}<p>“Verify you are human,” it says.</p></article>",
        prose(5)
    );
    assert_eq!(reason(URL, &page("Are you a robot?", &report)), "");
}

#[test]
fn sign_in_and_cookie_walls() {
    let login = "<h1>Sign in to your account</h1><form><label>Email</label><input type=email><label>Password</label><input type=password><button>Sign in</button></form><p>Forgot your password? We send you a link to make a new one.</p>";
    assert_eq!(reason("https://wexmoorpost.example/account/login", &page("Sign in", login)), "a sign-in page");
    let german = "<h1>Anmelden</h1><form><input type=text><input type=password></form><p>Passwort vergessen? Dann schicken wir Ihnen gern ein neues an Ihre Adresse.</p>";
    assert_eq!(reason("https://post.example/konto", &page("Anmelden", german)), "a sign-in page");
    let cookies = "<div><p>We and our 212 partners store cookies on your device to measure our audience and to show personalised ads. You may give or refuse your consent to the use of personal data.</p><button>Accept all</button></div>";
    assert!(reason(URL, &page("Wexmoor Post", cookies)).starts_with("a cookie wall"));
    let zustimmen = "<p>Mit Ihrer Zustimmung verwenden wir Cookies und ähnliche Techniken. Die Einwilligung können Sie jederzeit im Datenschutz widerrufen, oder Sie lesen ohne Werbung im Abo.</p>";
    assert!(reason(URL, &page("Post", zustimmen)).starts_with("a cookie wall"));
    // A sign-in box beside an article is furniture; so is its cookie bar.
    let beside =
        format!("<div class=login><input type=password> Sign in</div>{cookies}<article><h1>The crane is late</h1>{}</article>", prose(4));
    assert_eq!(reason(URL, &page("The crane is late", &beside)), "");
}

#[test]
fn films_galleries_and_shells() {
    let film = "<meta property='og:type' content='video.other'><h1>The crane arrives</h1><video src=a.mp4></video><p>1:42</p>";
    assert!(reason(URL, &page("The crane arrives", film)).starts_with("a film's page"));
    let gallery = "<h1>The crane in pictures</h1><div class='photo-gallery'><img src=1><img src=2><img src=3><img src=4></div>";
    assert!(reason(URL, &page("The crane in pictures", gallery)).starts_with("a gallery"));
    let shell = "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=/main.js></script>";
    assert!(reason(URL, &page("Wexmoor Post", shell)).starts_with("an empty shell"));
    let empty = "<div id=__next></div><script src=/a.js></script><script>start()</script>";
    assert!(reason(URL, &page("Wexmoor Post", empty)).starts_with("an empty shell"));
    // A film with its story under it is an article.
    let story = format!(
        "<meta property='og:type' content='video.other'><article><h1>The crane arrives</h1><video src=a.mp4></video>{}</article>",
        prose(3)
    );
    assert_eq!(reason(URL, &page("The crane arrives", &story)), "");
}

#[test]
fn lists_of_articles() {
    let links: String =
        (0..14).map(|n| format!("<li><a href='/news/{n}'>Ship number {n} waits for the crane at the quay of Wexmoor</a></li>")).collect();
    assert_eq!(
        reason("https://wexmoorpost.example/", &page("Wexmoor Post", &format!("<ul>{links}</ul>"))),
        "the site's front page: it leads to articles"
    );
    assert_eq!(
        reason("https://wexmoorpost.example/harbour/", &page("Harbour", &format!("<h1>Harbour</h1><ul>{links}</ul>"))),
        "a list of links rather than an article"
    );
    let teasers: String = (0..9)
        .map(|n| format!("<div><h3><a href='/news/{n}'>Ship {n} waits for the crane</a></h3><p>The owner of ship number {n} wants money back from the harbour, his lawyer says.</p></div>"))
        .collect();
    assert_eq!(
        reason(
            "https://wexmoorpost.example/search?q=crane",
            &page("Search", &format!("<h1>Results for crane</h1>{teasers}<ul>{links}</ul>"))
        ),
        "a page of search results"
    );
    assert!(reason("https://wexmoorpost.example/harbour", &page("Harbour", &teasers)).starts_with("a front page"));
    // Questions that unfold, and an article with links under it, are none.
    let folds: String = (0..6).map(|n| format!("<h3><a href='#a{n}'>What of quay number {n}?</a></h3><p>Quay number {n} stays closed until the crane has come and the ice has gone.</p>")).collect();
    assert_eq!(reason(URL, &page("Six questions", &format!("<article><h1>Six questions</h1>{folds}</article>"))), "");
    assert_eq!(
        reason(URL, &page("The crane is late", &format!("<article><h1>The crane is late</h1>{}</article><ul>{links}</ul>", prose(3)))),
        ""
    );
}
