//! Pages spoilt on purpose: tags dropped, doubled, moved, cut open. The same seed spoils the same way.

/// Chance from a seed.
pub(crate) struct Chance(u64);

impl Chance {
    /// Starts at `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `limit`; 0 when nothing is below it.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (limit.max(1) as u64)).unwrap_or_default()
    }
}

/// The page with between one and every fourth of its tags spoilt.
pub(crate) fn spoil(html: &str, chance: &mut Chance) -> String {
    let mut pieces = pieces(html);
    let tags: Vec<usize> = (0..pieces.len()).filter(|index| pieces[*index].starts_with('<')).collect();
    if tags.is_empty() {
        return html.to_owned();
    }
    let most = [1, 4, 30, tags.len() / 4][chance.below(4)].max(1);
    for _ in 0..1 + chance.below(most) {
        let (at, other) = (tags[chance.below(tags.len())], tags[chance.below(tags.len())]);
        match chance.below(8) {
            0 | 1 => pieces[at].clear(),
            2 => {
                let doubled = pieces[at].repeat(2);
                pieces[at] = doubled;
            }
            3 => pieces.swap(at, other),
            4 => {
                // A tag goes where another stands.
                let moved = std::mem::take(&mut pieces[at]);
                pieces[other].push_str(&moved);
            }
            5 => {
                let many = pieces[at].repeat(1 + chance.below(200));
                pieces[at] = many;
            }
            6 => {
                // Its end is torn off.
                let end = pieces[at].len() / 2;
                let end = (0..=end).rev().find(|end| pieces[at].is_char_boundary(*end)).unwrap_or(0);
                pieces[at].truncate(end);
            }
            _ => {
                let closes = pieces[at].starts_with("</");
                let name = pieces[at].trim_start_matches(['<', '/']).to_owned();
                pieces[at] = if closes { format!("<{name}") } else { format!("</{name}") };
            }
        }
    }
    pieces.concat()
}

/// Tags and what stands between them.
fn pieces(html: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        pieces.push(rest[..start].to_owned());
        pieces.push(rest[start..end].to_owned());
        rest = &rest[end..];
    }
    pieces.push(rest.to_owned());
    pieces
}
