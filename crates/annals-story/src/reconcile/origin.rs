//! How many independent origins some claims have: who is quoted counts once, however many outlets print it.

use super::ClaimSource;
use annals_model::{ArticleId, Claim};
use std::collections::{BTreeMap, BTreeSet};

/// The number of independent origins: named sources, and outlets that name none; copies count with what they copy, and
/// an outlet that names its source elsewhere adds nothing by repeating the figure.
pub(crate) fn origins<'a>(claims: impl Iterator<Item = &'a Claim> + Clone, sources: &BTreeMap<&ArticleId, &ClaimSource>) -> u32 {
    let root = |id: &'a ArticleId| sources.get(id).and_then(|source| source.copy_of.clone()).unwrap_or_else(|| id.clone());
    let attributed: BTreeSet<ArticleId> = claims.clone().filter(|c| c.origin.is_some()).map(|c| root(&c.evidence.article)).collect();
    let mut names = BTreeSet::new();
    for claim in claims {
        let article = root(&claim.evidence.article);
        match &claim.origin {
            Some(entity) => names.insert((0, entity.0.clone())),
            None if attributed.contains(&article) => false,
            None => {
                let outlet = sources.get(&article).map(|source| source.publisher.clone()).filter(|name| !name.is_empty());
                names.insert((1, outlet.unwrap_or(article.0)))
            }
        };
    }
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}
