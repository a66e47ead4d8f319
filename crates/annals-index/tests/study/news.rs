//! Made-up news: articles with names, in as many parts of an index as asked.

use annals_index::{Beside, Index};
use annals_model::{Annotated, Annotations, Article, ArticleId, DateTime, EntityId, Kind, Mention, Region, RegionKind, RuleName, Span};
use tempfile::TempDir;

/// An article of headline, body and an advert. "Varn Mills" and "Varn" are a firm, "Orlin" a place.
pub(crate) fn article(id: &str, published: &str, headline: &str, body: &str) -> Annotated {
    let text = format!("{headline}\n\n{body}\n\nSubscribe to our river letter today.");
    let ends = [headline.len() + 2, headline.len() + 2 + body.len() + 2, text.len()];
    let region = |start, end, kind| Region { span: Span::new(start, end), kind, reason: String::new() };
    let regions = vec![
        region(0, ends[0], RegionKind::Headline),
        region(ends[0], ends[1], RegionKind::Body),
        region(ends[1], ends[2], RegionKind::Promo),
    ];
    let mut annotations = Annotations { id: ArticleId(id.into()), ..Annotations::default() };
    let mut names: Vec<(usize, &str, Kind, &str)> = Vec::new();
    for (surface, kind, entity) in [("Varn", Kind::Firm, "xx:varn"), ("Orlin", Kind::Place, "place:orlin")] {
        names.extend(text.match_indices(surface).map(|(at, _)| (at, surface, kind, entity)));
    }
    names.sort_by_key(|name| name.0);
    for (at, surface, kind, entity) in names {
        let long = if text[at..].starts_with("Varn Mills") { "Varn Mills" } else { surface };
        annotations.mentions.push(Mention {
            span: Span::new(at, at + long.len()),
            kind,
            entity: Some(EntityId(entity.into())),
            nominal: false,
            rule: RuleName::new("entity/test"),
            score: 1.0,
        });
    }
    let article = Article {
        id: ArticleId(id.into()),
        url: format!("https://outlet.example/{id}"),
        canonical: format!("https://outlet.example/{id}"),
        publisher: "Harbour, \"Gazette\"".into(),
        headline: Some(headline.into()),
        published: DateTime::parse(published),
        lang: "en".into(),
        text,
        regions,
        ..Article::default()
    };
    Annotated { article, annotations }
}

/// The corpus: a1 and a2 print the same text, b3 is a copy of a1 in other words, d6 has its headline outside the text.
pub(crate) fn corpus() -> Vec<Annotated> {
    let dividend = "Varn Mills raised its dividend on Monday. “The river is high,” said a miller of Orlin, and shares rose.\n\nThe dividend is the third.";
    let mut outside = article("d6", "", "ignored", "The mills of Orlin stand on the river. Société Générale was not there; Varn was.");
    outside.article.headline = Some("  River of dividends ".into());
    outside.article.regions[0].kind = RegionKind::Navigation;
    vec![
        article("a1", "2025-01-20T09:00:00+08:00", "Varn lifts dividend", dividend),
        article("a2", "2025-01-31", "A payout at the mills", dividend),
        article("b3", "2025-02-03", "Dividend up", "The dividend of Varn Mills goes up. A dividend is due in May."),
        article("c4", "2025-04-07", "A quiet day", "Nothing rose and nothing fell. Shares, bonds and the river stood still."),
        article("c5", "2024-12-30", "River low", "The river was low, and no dividend was paid. Shares fell by the river."),
        outside,
        article("e7", "2025-02-03", "Gone", "This dividend was deleted, the river too."),
    ]
}

/// The corpus in an index, so many articles a commit; e7 is deleted again.
pub(crate) fn index(each_commit: usize) -> (TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::open(dir.path()).unwrap();
    let mut articles = corpus();
    if each_commit == 1 {
        articles.reverse();
    }
    for part in articles.chunks(each_commit) {
        for item in part {
            let wire = (item.article.id.as_str() == "b3").then_some("a1");
            index.add(item, Beside { wire, ..Beside::default() }).unwrap();
        }
        index.commit().unwrap();
    }
    assert_eq!(index.delete("e7").unwrap(), 1);
    index.finish().unwrap();
    (dir, index)
}
