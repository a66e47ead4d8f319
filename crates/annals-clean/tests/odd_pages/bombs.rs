//! Pages built to choke their reader: each in any size, so that growth can be measured.

/// A bomb: its name, and the page of about so many bytes.
pub(crate) type Bomb = (&'static str, fn(usize) -> String);

/// What makes a page an article, before the bomb goes off.
const OPENING: &str = "<!DOCTYPE html><html><head><title>Zinc is dear at the quay</title></head><body><h1>Zinc is dear at the quay</h1><p>Zinc rose by a tenth on Monday, and the harbour was glad of it, for the mills had waited all winter for such a price.</p>";

/// One piece again and again.
fn many(bytes: usize, piece: &str) -> String {
    format!("{OPENING}{}", piece.repeat(bytes / piece.len()))
}

/// One piece again and again between two others.
fn within(bytes: usize, before: &str, piece: &str, after: &str) -> String {
    format!("{OPENING}{before}{}{after}", piece.repeat(bytes / piece.len()))
}

/// A numbered piece again and again: `#` stands for the number.
fn numbered(bytes: usize, before: &str, piece: &str, after: &str) -> String {
    let count = bytes / (piece.len() + 5);
    let pieces: String = (0..count).map(|number| piece.replace('#', &number.to_string())).collect();
    format!("{OPENING}{before}{pieces}{after}")
}

/// Structured data between the head and the words.
fn data(json: &str) -> String {
    format!("<html><head><script type=\"application/ld+json\">{json}</script></head>{OPENING}")
}

/// All bombs.
pub(crate) const BOMBS: [Bomb; 72] = [
    ("nested div", |n| many(n, "<div>")),
    ("nested div, closed", |n| format!("{OPENING}{}{}", "<div>".repeat(n / 11), "</div>".repeat(n / 11))),
    ("nested section with words", |n| many(n, "<section class=body>The price of zinc went up again.")),
    ("nested span", |n| many(n, "<span>x")),
    ("nested list", |n| many(n, "<ul><li>")),
    ("nested quote", |n| many(n, "<blockquote><p>The price of zinc went up again.")),
    ("siblings", |n| many(n, "<p>x</p>")),
    ("sibling sentences", |n| many(n, "<p>The price of zinc went up again today.</p>")),
    ("inline siblings", |n| within(n, "<p>", "<i>x</i> ", "</p>")),
    ("empty siblings", |n| many(n, "<br>")),
    ("pictures", |n| many(n, "<img src=a alt=b>")),
    ("items", |n| many(n, "<li>zinc")),
    ("headings", |n| many(n, "<h2>Zinc is dear at the quay</h2>")),
    ("first headings", |n| many(n, "<h1>Zinc is dear at the quay</h1>")),
    ("attributes", |n| numbered(n, "<p ", "a#=1 ", ">words</p>")),
    ("attributes, many tags", |n| many(n, &format!("<p {}>x</p>", (0..100).map(|k| format!("a{k}=1 ")).collect::<String>()))),
    ("one long attribute", |n| within(n, "<p class=\"", "related ", "\">The price of zinc went up again today.</p>")),
    ("one long style", |n| within(n, "<p style=\"", "a:b;", "\">The price of zinc went up again today.</p>")),
    ("classes, each its own", |n| numbered(n, "", "<p class=\"c# teaser-#\">The price of zinc went up again today.</p>", "")),
    ("ids below each other", |n| numbered(n, "", "<div id=d#>The price of zinc went up again today, and so did lead.", "")),
    ("table", |n| within(n, "<table>", "<tr><td>1</td><td>2</td></tr>", "</table>")),
    ("table, unclosed", |n| within(n, "<table>", "<tr><td>zinc", "")),
    ("wide row", |n| within(n, "<table><tr>", "<td>zinc</td>", "</table>")),
    ("tables in tables", |n| many(n, "<table><tr><td>x")),
    ("tables beside tables", |n| many(n, "<table><tr><td>x</td></tr></table>")),
    ("fostered words", |n| within(n, "<table>", "x<b>", "")),
    ("fostered blocks", |n| within(n, "<table>", "<div>x</div>", "")),
    ("fostered tables", |n| many(n, "<table><b>x<tr><i>y")),
    ("fostered links", |n| within(n, "<table><a>", "1<tr><a>2</a></tr>", "</table>")),
    ("formatting", |n| many(n, "<b><i><a>")),
    ("formatting, each its own", |n| numbered(n, "", "<font size=#>x", "")),
    ("formatting in paragraphs", |n| many(n, "<p><b><i><u><em>x")),
    ("formatting across blocks", |n| many(n, "<b><div></b>x")),
    ("links across blocks", |n| many(n, "<a href=x><div>y</a>")),
    ("formatting closed crosswise", |n| many(n, "<b><i><p>x</b>y</i>z</p>")),
    ("formatting closed far outside", |n| format!("{OPENING}<b>{}{}", "<div><p>x".repeat(n / 18), "</b>y<b>".repeat(n / 18))),
    ("close tags of nothing", |n| many(n, "</p></br></b></div></li></table>")),
    ("buttons and forms", |n| many(n, "<button><form>x")),
    ("rubies", |n| many(n, "<ruby><rb>x<rt>y<rp>")),
    ("fields", |n| many(n, "<select><option>x<textarea>")),
    ("drawings", |n| many(n, "<svg><p><math><mi>x<desc>")),
    ("templates", |n| many(n, "<template><tr><td>x")),
    ("frames", |n| many(n, "<frameset><frame></html><body>")),
    ("bodies", |n| numbered(n, "", "<body a#=1><html b#=2>", "")),
    ("script", |n| within(n, "<script>", "var x = '<p>';", "</script>")),
    ("script, unclosed", |n| within(n, "<script>", "<!--<script>", "")),
    ("scripts", |n| many(n, "<script>1</script>")),
    ("style, unclosed", |n| many(n, "<style>")),
    ("comment, unclosed", |n| within(n, "<!--", "- -", "")),
    ("comments, torn", |n| many(n, "<!--x--!><!-->")),
    ("declarations", |n| many(n, "<!x><?y><![CDATA[z")),
    ("title", |n| format!("<title>{}</title>{OPENING}", "Zinc is dear | ".repeat(n / 15))),
    ("titles", |n| many(n, "<title>Zinc is dear</title>")),
    ("long heading", |n| within(n, "<h1>", "Zinc is dear | ", "</h1>")),
    ("entities", |n| many(n, "&amp;&lt;&#x41;")),
    ("entities, torn", |n| many(n, "&notit;&#x;&CounterClockwiseContourIntegra")),
    ("zeros", |n| many(n, "\0")),
    ("signs", |n| many(n, "<")),
    ("quotes", |n| many(n, "<a title='\">x</a>")),
    ("tags without end", |n| many(n, "<p <b <i ")),
    ("marks on letters", |n| many(n, "a\u{301}\u{316}")),
    ("marks on one letter", |n| many(n, "\u{301}\u{316}")),
    ("wide words", |n| within(n, "<p>", "锌价上涨。", "</p>")),
    ("one long paragraph", |n| within(n, "<p>", "The price of zinc went up again. ", "</p>")),
    ("citation marks", |n| within(n, "<p>", "Zinc<sup>[1]</sup> rose. ", "</p>")),
    ("preformatted", |n| within(n, "<pre>", "Zinc rose by a tenth on Monday.\n\n", "</pre>")),
    ("dates", |n| many(n, "<time datetime=2025-03-11>11 March 2025</time>")),
    ("authors", |n| numbered(n, "", "<a rel=author itemprop=author class=byline>By Jane D#</a>", "")),
    ("statements in the head", |n| format!("<head>{}{OPENING}", "<meta property=article:author content=\"Jane Doe\">".repeat(n / 49))),
    ("deep data", |n| data(&"[".repeat(n))),
    ("data, one string", |n| {
        data(&format!("{{\"@type\":\"NewsArticle\",\"articleBody\":\"{}\"}}", "Zinc &amp; lead <b>rose. ".repeat(n / 25)))
    }),
    ("data, many nodes", |n| {
        data(&format!("{{\"@graph\":[{}1]}}", "{\"@type\":\"NewsArticle\",\"author\":{\"name\":\"Jane Doe\"}},".repeat(n / 54)))
    }),
];
