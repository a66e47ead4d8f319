//! Several articles told as one story: the headline that says most, and what each day added.

mod desk;

use annals_model::Kind;
use annals_story::{digest, digest_markdown, verify_digest};
use desk::article;

#[test]
fn a_story_of_several_days_is_told_by_what_each_day_added() {
    let report = |id: &str, day: &str, headline: &str, text: &str| {
        let mut made = article(id, text).published(day).entity("xx:kestrel", Kind::Firm, &["Kestrel Bank"]).done();
        made.article.headline = Some(headline.into());
        made.article.publisher = format!("Outlet {id}");
        made
    };
    let again = "Kestrel Bank shut forty branches along the coast after the flood of its vaults, the lender said on Monday.";
    let first = report("a", "2025-03-03", "Vaults under water", again);
    let other = report("b", "2025-03-03", "Kestrel Bank shuts branches after flood", &again.replace("shut", "closed"));
    let later = report(
        "c",
        "2025-03-04",
        "Flooded bank names new chief of safety",
        &format!("Kestrel Bank named Mira Olden its first chief of safety and set a date for the pumps to stop.\n\n{again}"),
    );
    let all = [&first, &other, &later];
    let told = digest(&all);
    assert_eq!(told.headline.as_deref(), Some("Kestrel Bank shuts branches after flood"));
    let days: Vec<String> = told.sections.iter().filter_map(|section| section.day).map(|day| day.to_string()).collect();
    assert_eq!(days, ["2025-03-03", "2025-03-04"]);
    let texts = |at: usize| told.sections[at].lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>();
    // Told once, in the words of either; both outlets of the first day say so, and the later one again.
    assert!(
        texts(0).len() == 1
            && texts(0)[0].ends_with("forty branches along the coast after the flood of its vaults, the lender said on Monday.")
    );
    let mut said_by: Vec<&str> = told.sections[0].lines[0].evidence.iter().map(|receipt| receipt.article.as_str()).collect();
    said_by.sort_unstable();
    assert_eq!(said_by, ["a", "b", "c"]);
    assert!(texts(1).iter().all(|line| line.contains("Mira Olden")) && !texts(1).is_empty());
    assert_eq!(told.sections[1].headline_from.as_ref().map(annals_model::ArticleId::as_str), Some("c"));
    let shown = digest_markdown(&told);
    assert!(shown.contains("## How it unfolded\n\n### 3 March 2025: ") && shown.contains("[1] [2] [3]"));
    let find = |id: &annals_model::ArticleId| all.iter().map(|item| &item.article).find(|article| article.id == *id);
    assert!(verify_digest(&told, &find).is_empty());
    let mut forged = told.clone();
    forged.sections[1].lines[0].text.push_str(" Twice.");
    assert!(!verify_digest(&forged, &find).is_empty(), "a section's words are proved as those of a point");
    // One day, one turn; the order of the input does not matter.
    assert!(digest(&[&first, &other]).sections.is_empty());
    assert_eq!(digest(&[&later, &other, &first]), told);
}
