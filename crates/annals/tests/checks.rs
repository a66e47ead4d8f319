//! What one article prints that cannot all be right: five wordings for every check, and as many that are right.

use annals::jobs::Engine;
use annals_model::{Annotated, Article, ArticleId, ConflictKind, DateTime, Verdict};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

fn article(text: &str) -> Annotated {
    let published = DateTime::parse("2025-03-05");
    let article = Article { id: ArticleId("a".to_owned()), lang: "en".to_owned(), published, text: text.to_owned(), ..Article::default() };
    ENGINE.annotated(Annotated { article, ..Annotated::default() })
}

/// The names of the checks that fail, as relations, as entries of the digest and, but for dates, as notes.
fn failed(text: &str) -> Vec<String> {
    let article = article(text);
    let story = annals_story::story(&[&article]);
    let checks: Vec<String> = story
        .relations
        .iter()
        .filter(|relation| relation.verdict == Verdict::CheckFailed)
        .filter_map(|relation| relation.check.clone())
        .collect();
    let digest = annals_story::digest(&[&article]);
    let shown = digest.conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Check).count();
    assert_eq!(shown, checks.len(), "all failed checks are shown: {text}\n{:#?}", digest.conflicts);
    let mut noted: Vec<String> =
        article.annotations.notes.iter().filter_map(|note| Some(note.kind.strip_suffix("_mismatch")?.to_owned())).collect();
    let mut numbers: Vec<String> = checks.iter().filter(|check| *check != "date").cloned().collect();
    noted.sort();
    numbers.sort();
    assert_eq!(noted, numbers, "all failed checks of numbers are noted: {text}");
    checks
}

#[track_caller]
fn all_fail(check: &str, texts: &[&str]) {
    let missed: Vec<_> = texts.iter().map(|text| (text, failed(text))).filter(|(_, found)| *found != [check]).collect();
    assert!(missed.is_empty(), "{check}: {missed:#?}");
}

#[track_caller]
fn none_fails(texts: &[&str]) {
    let wrong: Vec<_> = texts.iter().map(|text| (text, failed(text))).filter(|(_, found)| !found.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn parts_and_totals() {
    all_fail(
        "sum",
        &[
            "Tarn Motors sold 120 vans, 80 trucks and 40 buses to Oslo. It raised $30 million from Kestrel Bank and $45 million from Orland Bank, for a total of $95 million.",
            "The total net inflow of mainland money into Hong Kong stocks was HK$20 billion in January. In the last week of January southbound funds bought HK$14 billion of Tencent, HK$9 billion of Alibaba and HK$6 billion of Xiaomi.",
            "Revenue of Tarn Motors was $4 billion, of which $5.5 billion came from vans.",
            "Kestrel Bank lent $60 million to farms, $25 million to mills and $20 million to ports, for a combined total of $150 million.",
            "Orland Foods drew $8 billion, with $9.5 billion of that coming in January.",
        ],
    );
    none_fails(&[
        "Kestrel Bank lent $60 million to farms, $25 million to mills and $20 million to ports, for a combined total of $105 million.",
        "Revenue of Tarn Motors was $4 billion, of which $2.5 billion came from vans.",
        "The total net inflow of mainland money into Hong Kong stocks was HK$30 billion in January. In the last week of January southbound funds bought HK$14 billion of Tencent, HK$9 billion of Alibaba and HK$6 billion of Xiaomi.",
        "Orland Foods drew more than $8 billion, with $7.5 billion of that coming in January.",
        "Tarn Motors owes $5 million, Kestrel Bank $8 million and Orland Foods $9 million. A total of $40 million is owed in all of Oslo.",
    ]);
}

#[test]
fn a_factor_of_ten_is_a_hint_and_marked_so() {
    let text = "This year has seen a total net inflow of HK$21 billion of southbound money into Hong Kong stocks. Over the last month southbound capital went mostly into Tencent, Alibaba and Xiaomi, with increases of HK$90 billion, HK$40 billion and HK$30 billion, respectively.";
    let article = article(text);
    let story = annals_story::story(&[&article]);
    let failed: Vec<_> = story.relations.iter().filter(|relation| relation.verdict == Verdict::CheckFailed).collect();
    assert_eq!(failed.len(), 1, "{:#?}", story.claims);
    assert_eq!(failed[0].claims.len(), 4, "the total and its parts");
    assert_eq!(failed[0].hint.as_deref(), Some("possible scale error x10 (亿 is 100 million)"));
    let page = annals_story::digest_markdown(&annals_story::digest(&[&article]));
    assert!(page.contains("What does not add up") && page.contains("(hint: possible scale error x10"), "{page}");
}

#[test]
fn pairs_of_currencies() {
    all_fail(
        "pair",
        &[
            "Tarn Motors raised HK$435 billion ($5.59 billion).",
            "Orland Foods paid €20 million ($210 million) for the mill.",
            "Kestrel Bank lent 390 billion yen ($26 billion) to shipyards.",
            "The fund put £40 million ($4 million) into the harbour.",
            "Tarn Motors sold vans worth HK$780 million ($100 million) and trucks worth HK$780 million ($1 billion).",
        ],
    );
    none_fails(&[
        "Tarn Motors raised HK$435 billion ($55.93 billion).",
        "Orland Foods paid €20 million ($21 million) for the mill.",
        "Kestrel Bank lent 390 billion yen ($2.6 billion) to shipyards.",
        "The fund put more than USD 1.3 trillion (approximately RMB 9.43 trillion) to work.",
        "Orland Foods paid €20 million ($21 million) for the mill and €40 million ($41.5 million) for the farm.",
    ]);
}

#[test]
fn changes_and_their_ends() {
    all_fail(
        "change",
        &[
            "Revenue of Tarn Motors rose 12% to $56 million from $40 million.",
            "Net profit at Orland Foods fell 5% to €80 million from €120 million.",
            "Shares of Kestrel Bank gained 2% to $51 from $40.",
            "The Hang Seng Index climbed 1.1% to 24,200 from 23,100.",
            "Sales of Tarn Motors dropped 30 percent to about $90 million from $100 million.",
        ],
    );
    none_fails(&[
        "Revenue of Tarn Motors rose 12% to $56 million from $50 million.",
        "Net profit at Orland Foods fell by a third to €80 million from €120 million.",
        "Shares of Kestrel Bank gained 2% to $51 from $50.",
        "Sales of Tarn Motors rose 4% at constant currency to $90 million from $100 million.",
        "Tarn Motors rose 3%, and its target was lifted to $60 from $50.",
    ]);
}

#[test]
fn prices_times_numbers() {
    all_fail(
        "product",
        &[
            "Tarn Motors raised $140 million by selling 5 million shares at $20.",
            "Orland Foods sold 10 million new shares at HK$12, raising HK$180 million.",
            "Kestrel Bank placed 40 million shares at $5.50 for proceeds of $320 million.",
            "Tarn Motors raised HK$1.9 billion from 60 million shares at HK$25.",
            "By selling 8 million shares at €15, Orland Foods raised €90 million.",
        ],
    );
    none_fails(&[
        "Tarn Motors raised $100 million by selling 5 million shares at $20.",
        "Orland Foods sold 10 million new shares at HK$12, raising HK$118 million after costs.",
        "Kestrel Bank placed 40 million shares at $5.50 for proceeds of $220 million.",
    ]);
}

#[test]
fn superlatives() {
    all_fail(
        "superlative",
        &[
            "Southbound net inflow was HK$20 billion on March 3, the highest since January 6. On February 10 southbound net inflow was HK$26 billion.",
            "The Hang Seng Index rose 2.5% on March 4, its biggest gain since December 2. The Hang Seng Index rose 3.1% on February 12.",
            "On February 12 the Nikkei 225 fell 4.2%. On March 4 the Nikkei 225 fell 3.3%, the steepest drop since January 2.",
            "The Hang Seng Index lost 2.2% on March 3, its largest loss since January 13. On February 21 the Hang Seng Index lost 2.9%.",
            "Mainland investors bought a record HK$20 billion of Hong Kong stocks on March 3. They had bought HK$24 billion of Hong Kong stocks on February 10.",
        ],
    );
    none_fails(&[
        "Southbound net inflow was HK$20 billion on March 3, the highest since January 6. On February 10 southbound net inflow was HK$16 billion.",
        "The Hang Seng Index rose 2.5% on March 4, its biggest gain since February 20. The Hang Seng Index rose 3.1% on February 12.",
        "The Hang Seng Index rose 2.5% on March 4, its second biggest gain since December 2. The Hang Seng Index rose 3.1% on February 12.",
        "The Nikkei 225 fell 3.3% on March 4, the steepest drop since January 2. In February the Nikkei 225 fell 6.1%.",
    ]);
}

#[test]
fn dates() {
    all_fail(
        "date",
        &[
            "Tarn Motors said on Friday, February 7, 2024, that it would close its mill.",
            "The board of Orland Foods resigned on January 9, 2026.",
            "It rose on February 20. On February 24 it fell. By February 7, 2024, Tarn Motors had doubled. On March 3 it stood still.",
            "The deal was signed by Kestrel Bank on Monday, March 4, 2025.",
            "Kestrel Bank opened its branch in Oslo on Sunday, March 2, 2024.",
        ],
    );
    none_fails(&[
        "Tarn Motors said on Friday, February 7, 2025, that it would close its mill.",
        "The board of Orland Foods will resign on January 9, 2026.",
        "Kestrel Bank named Ada Brook as its chief executive, to take over on January 9, 2026.",
    ]);
}
