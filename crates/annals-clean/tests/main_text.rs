//! Which words of a page are its article: pages of our own, each with something beside the article that a reader would skip.

use annals_clean::{Publishers, clean};
use annals_model::{Article, RawPage, RegionKind};

/// Paragraphs of an article on a harbour.
const STORY: [&str; 4] = [
    "The harbour of Lindby closes its old grain quay in spring, the board said on Monday, and the ships will go to the north pier instead.",
    "For sixty years the quay took in the rye of the whole coast; since the mill burned down, hardly one ship a week has called there.",
    "A report ordered by the town puts the cost of the move at four million crowns, half of which the state has promised to bear.",
    "Owners of the tugs fear for their trade, because the pier lies open to the west and no tug goes out in the storms of winter.",
];

fn article(body: &str) -> Article {
    let html = format!(
        "<!doctype html><html lang=en><head><title>Lindby closes its grain quay</title></head><body>\
         <nav><a href=/>Home</a> <a href=/sea>Sea</a></nav><main><h1>Lindby closes its grain quay</h1>{body}</main></body></html>"
    );
    let url = "https://coast.example/lindby-quay".to_owned();
    let page = RawPage {
        final_url: url.clone(),
        url,
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        feed_date: None,
        headers: Vec::new(),
        fetched: "2025-05-01T00:00:00Z".parse().expect("a time"),
        body: html.into_bytes(),
    };
    clean(&page, &Publishers::embedded()).article
}

fn story() -> String {
    STORY.iter().map(|p| format!("<p>{p}</p>")).collect()
}

/// The words of body and headings.
fn words(article: &Article) -> String {
    let told = article.regions.iter().filter(|r| matches!(r.kind, RegionKind::Body | RegionKind::Heading));
    told.map(|r| r.span.of(&article.text).trim()).collect::<Vec<_>>().join("\n")
}

fn told(body: &str) -> String {
    words(&article(body))
}

#[test]
fn advice_to_the_reader_stays_and_requests_go() {
    let advice = "Start with the free tide table, download it today, and save your own copy before you book a berth for your boat.";
    let request = "Sign up for our newsletter today and get the news of the coast in your inbox, free of charge.";
    let text = told(&format!("{}<p>{advice}</p><p>{request}</p><p>{}</p>", story(), STORY[0].replace("Lindby", "Torvik")));
    assert!(text.contains(advice) && !text.contains(request), "{text}");
}

#[test]
fn what_stands_under_a_label_of_other_stories_goes() {
    for label in ["Related articles", "You may also like", "Mehr zum Thema"] {
        let teasers: String = (1..4)
            .map(|i| format!("<li><a href=/{i}>Herring boat number {i} comes home</a><p>Her crew had been at sea for {i} months without a word to the shore.</p></li>"))
            .collect();
        let text = told(&format!("<div>{}</div><div><h2>{label}</h2><ul>{teasers}</ul></div>", story()));
        assert!(text.contains("storms of winter") && !text.contains("Her crew") && !text.contains(label), "{text}");
    }
}

#[test]
fn a_note_on_the_author_goes() {
    let note = "Ida Brandt has written on ships and those who sail them since she left the navy, and lives in Torvik with two dogs.";
    let text = told(&format!("{}<h3>About the author</h3><p>{note}</p>", story()));
    assert!(text.contains("storms of winter") && !text.contains("two dogs"), "{text}");
}

#[test]
fn prose_under_a_heading_like_a_label_stays() {
    let prose = "Two quays of the same age, in Torvik and on the isle of Ness, had been closed before for want of ships and of money.";
    let text = told(&format!("{}<h2>Related</h2><p>{prose}</p><p>{}</p>", story(), STORY[1].replace("rye", "oats")));
    assert!(text.contains(prose) && text.contains("oats"), "{text}");
}

#[test]
fn words_shown_twice_are_read_once() {
    let text = told(&format!("<div class=wide>{0}</div><div class=narrow>{0}</div>", story()));
    for paragraph in STORY {
        assert_eq!(text.matches(paragraph).count(), 1, "{text}");
    }
    let aloud: String = [STORY; 4].concat().iter().enumerate().map(|(i, p)| format!("<p>{i}: {p}</p>")).collect();
    let whole: String = [STORY; 4].concat().iter().enumerate().map(|(i, p)| format!("{i}: {p} ")).collect();
    let text = told(&format!("{aloud}<div>{whole}</div>"));
    assert_eq!(text.matches("7: Owners").count(), 1, "{text}");
}

#[test]
fn a_refrain_stays() {
    let refrain =
        "<p>Take the ferry at six, walk to the light, and be back at the landing by noon, or stay the night in the keeper's house.</p>";
    let text = told(&format!("{}<h2>Monday</h2>{refrain}<h2>Tuesday</h2>{refrain}<p>{}</p>", story(), STORY[2].replace("four", "five")));
    assert_eq!(text.matches("walk to the light").count(), 2, "{text}");
}

#[test]
fn a_body_in_several_pieces_is_read_whole() {
    let pieces: String = STORY.iter().map(|p| format!("<div class=rich-text><p>{p}</p></div><figure><img src=a.png></figure>")).collect();
    let text = told(&format!("<div>{pieces}</div>"));
    assert!(STORY.iter().all(|p| text.contains(p)), "{text}");
}

#[test]
fn answers_folded_away_are_read_and_short_hidden_words_are_not() {
    let answer = "Yes: the ferry to the isle of Ness will leave from the north pier, too, as soon as the new gangway has been built and the road to it has been widened.";
    let text = told(&format!(
        "{}<h2>Will the ferry move?</h2><div aria-hidden=true><p>{answer}</p></div><div aria-hidden=true><p>Link copied to the board.</p></div><p>{}</p>",
        story(),
        STORY[3].replace("tugs", "lighters")
    ));
    assert!(text.contains(answer) && !text.contains("Link copied"), "{text}");
}

#[test]
fn what_a_class_hides_is_not_read_unless_some_screens_show_it() {
    let hidden = "<p>Only for our subscribers on the mainland: all the tides of the year.</p>";
    let text = told(&format!("{}<div class=\"box hidden\">{hidden}</div><p>{}</p>", story(), STORY[2].replace("four", "six")));
    assert!(!text.contains("mainland"), "{text}");
    let text = told(&format!("{}<div class=\"hidden md:block\">{hidden}</div><p>{}</p>", story(), STORY[2].replace("four", "six")));
    assert!(text.contains("mainland"), "{text}");
}

#[test]
fn links_that_a_sentence_announces_are_the_articles() {
    let items = "<ul><li><a href=/a>The quay at Torvik</a></li><li><a href=/b>The mole of Ness</a></li></ul>";
    let text = told(&format!(
        "{}<p>Two other works of the same builder stand to this day, and both are open to all:</p>{items}<p>{}</p>",
        story(),
        STORY[0].replace("Lindby", "Ness")
    ));
    assert!(text.contains("The mole of Ness"), "{text}");
    let text = told(&format!("{}{items}<p>{}</p>", story(), STORY[0].replace("Lindby", "Ness")));
    assert!(!text.contains("The mole of Ness"), "{text}");
}

#[test]
fn linked_headings_over_the_articles_paragraphs_stay() {
    let part = |name: &str, p: &str| {
        format!(
            "<h3><a href=/{name}>The light of {name}</a></h3><p>{p} It has been lit every night since, but for the years of the war.</p>"
        )
    };
    let text = told(&format!("{}{}{}", story(), part("Ness", STORY[1]), part("Torvik", STORY[2])));
    assert!(text.contains("The light of Ness") && text.contains("The light of Torvik"), "{text}");
    let text = told(&format!("{}{}<p>{}</p>", story(), part("Ness", STORY[1]), STORY[3].replace("tugs", "lighters")));
    assert!(!text.contains("The light of Ness"), "{text}");
}

#[test]
fn a_closing_list_without_full_stops_stays() {
    let item = |i: usize| format!("<p>{i}) Lamp of brass for pilots, number {i} of the old store</p>");
    let list: String = (1..6).map(item).collect();
    assert!(told(&format!("<div>{}{list}</div>", story())).contains("number 5 of"));
    let one = told(&format!("<div>{}<p>More of this in the paper of Friday</p></div>", story()));
    assert!(!one.contains("Friday"), "{one}");
}

#[test]
fn the_pages_machinery_is_no_text_but_code_is() {
    let text = told(&format!(
        "{}<p>[gallery ids=\"4,5\"]</p><p>{{{{banner-tides}}}}</p><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do.</p><pre>&lt;tide port=\"Lindby\"&gt;4.2&lt;/tide&gt;</pre><p>{}</p>",
        story(),
        STORY[0].replace("Lindby", "Ness")
    ));
    assert!(!text.contains("gallery") && !text.contains("banner") && !text.contains("Lorem") && text.contains("<tide port"), "{text}");
}

#[test]
fn bylines_dates_and_credits_are_no_body() {
    let text = told(&format!(
        "<div><p>By Ida Brandt</p><p>2 May 2025, 10:05</p>{}<p>Photo: Karl Voss</p><p>{}</p></div>",
        story(),
        STORY[0].replace("Lindby", "Ness")
    ));
    assert!(!text.contains("Brandt") && !text.contains("10:05") && !text.contains("Voss"), "{text}");
    let text = told(&format!("<div><p>By noon on 2 May the harbour was empty.</p>{}</div>", story()));
    assert!(text.contains("By noon"), "{text}");
}

#[test]
fn names_that_hold_numbers_or_headings_speak_of_no_furniture() {
    for name in ["class=\"element-5f18ad9\"", "id=\"more-on-ships-and-tools\"", "class=\"field--label-visually_hidden field\""] {
        let text = told(&format!("<div>{}</div><div {name}><p>{}</p></div>", story(), STORY[0].replace("Lindby", "Ness")));
        assert!(text.contains("harbour of Ness"), "{name}: {text}");
    }
    let text = told(&format!("<div>{}</div><div class=\"ad-slot-7\"><p>{}</p></div>", story(), STORY[0].replace("Lindby", "Ness")));
    assert!(!text.contains("harbour of Ness"), "{text}");
}

#[test]
fn a_named_body_wins_over_teasers_that_outweigh_it() {
    let teasers: String = (0..6).map(|i| format!("<li><div>Herring boat number {i} came home at last, and her crew had been at sea for many months without one word to the shore.</div></li>")).collect();
    let text = told(&format!("<div class=article-body>{}</div><ul>{teasers}</ul>", story()));
    assert!(text.contains("storms of winter") && !text.contains("Herring"), "{text}");
}
