//! What a sum of money is paid for, when it is the price of a deed: a takeover, a fine, a plant.

use super::base::is_hedge;
use crate::page::{Page, Passage};
use annals_model::{Deed, EntityId, Figure, Kind, Mention, Metric, Unit};
use rust_decimal::Decimal;

/// A deed with the party it is told of: what is bought, who is fined, who builds.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) deed: Deed,
    pub(super) party: EntityId,
    pub(super) place: Option<EntityId>,
}

const BUY: &[&str] = &[
    "buy",
    "buys",
    "buying",
    "bought",
    "acquire",
    "acquires",
    "acquiring",
    "acquired",
    "purchase",
    "purchases",
    "purchasing",
    "purchased",
    "takeover",
    "acquisition",
];
const PAY: &[&str] = &["pay", "pays", "paying", "paid", "spend", "spends", "spending", "spent"];
const WORKS: &[&str] = &[
    "plant",
    "plants",
    "factory",
    "factories",
    "site",
    "facility",
    "mill",
    "refinery",
    "mine",
    "warehouse",
    "campus",
    "works",
    "smelter",
    "hub",
    "centre",
    "center",
    "terminal",
    "line",
];

/// The deed that a figure is the price of. Prices of shares and stakes are none: they buy a part.
pub(super) fn read(page: &Page<'_>, passage: &Passage, figure: &Figure, metric: Option<Metric>) -> Option<Done> {
    let money = matches!(figure.unit, Unit::Money(Some(_))) && figure.per.is_none() && figure.value >= Decimal::from(100_000);
    if !money || !matches!(metric, None | Some(Metric::Investment | Metric::Price)) {
        return None;
    }
    let scene = Scene { page, passage, first: page.reading.token_at(figure.span.start), last: page.reading.token_at(figure.span.end) };
    scene.fine().or_else(|| scene.takeover()).or_else(|| scene.investment())
}

struct Scene<'p, 'a> {
    page: &'p Page<'a>,
    passage: &'p Passage,
    /// First token of the figure and the first behind it.
    first: usize,
    last: usize,
}

impl<'a> Scene<'_, 'a> {
    fn word(&self, k: usize) -> &str {
        if self.passage.tokens.contains(&k) { self.page.reading.word(k) } else { "" }
    }

    /// The token before the figure that is no hedge.
    fn leads(&self) -> usize {
        let mut k = self.first;
        while k > self.passage.tokens.start && is_hedge(self.word(k - 1)) && self.word(k - 1) != "to" {
            k -= 1;
        }
        k.saturating_sub(1)
    }

    /// Firms named in tokens `from..to`, in order, with their first token.
    fn firms(&self, from: usize, to: usize) -> Vec<(usize, &'a EntityId)> {
        let listed =
            |mention: &&'a Mention| matches!(self.page.kind_of(mention), Kind::Firm | Kind::Organisation | Kind::Product | Kind::Exchange);
        self.named(from, to, listed)
    }

    fn named(&self, from: usize, to: usize, listed: impl Fn(&&'a Mention) -> bool) -> Vec<(usize, &'a EntityId)> {
        let mentions = self.passage.mentions.iter().filter_map(|i| self.page.annotations.mentions.get(*i)).filter(listed);
        // "Acme Ltd (ACM)": a name in brackets says again who stands before them.
        let again = |at: usize| at > 0 && self.page.reading.surface(at - 1) == "(";
        mentions
            .map(|mention| (self.page.reading.token_at(mention.span.start), mention))
            .filter(|(at, _)| (from..to).contains(at) && !again(*at))
            .filter_map(|(at, mention)| Some((at, mention.entity.as_ref()?)))
            .collect()
    }

    fn find(&self, from: usize, to: usize, words: &[&str]) -> Option<usize> {
        (from.max(self.passage.tokens.start)..to.min(self.passage.tokens.end)).rev().find(|k| words.contains(&self.word(*k)))
    }

    fn done(&self, deed: Deed, party: &EntityId) -> Option<Done> {
        Some(Done { deed, party: party.clone(), place: None })
    }

    /// "fined Acme $5 million", "Acme was ordered to pay $5 million", "pay $5 million to settle", "a fine of $5 million".
    fn fine(&self) -> Option<Done> {
        let (start, end) = (self.passage.tokens.start, self.passage.tokens.end);
        let lead = self.leads();
        if let Some(verb) = self.find(self.first.saturating_sub(14), self.first, &["fined", "fines", "penalised", "penalized"]) {
            // Between verb and sum stands nobody but who is fined.
            let between = self.firms(verb + 1, self.first);
            if let [(_, party)] = between.as_slice() {
                return self.done(Deed::Fine, party);
            }
            let passive = matches!(self.word(verb.wrapping_sub(1)), "was" | "were" | "been" | "being" | "be" | "is");
            if passive && between.is_empty() {
                return self.done(Deed::Fine, self.firms(start, verb).last()?.1);
            }
            return None;
        }
        let noun = |k: usize| matches!(self.word(k), "fine" | "penalty" | "settlement" | "fines" | "penalties");
        let named = (self.word(lead) == "of" && lead > 0 && noun(lead - 1))
            || noun(self.last)
            || (self.word(self.last) == "in" && noun(self.last + 1));
        let pays = self.find(lead.saturating_sub(1), self.first, PAY);
        let ordered = pays.is_some_and(|pay| self.find(pay.saturating_sub(8), pay, &["ordered", "told", "forced", "sentenced"]).is_some());
        let settles = pays.is_some() && (self.last..end.min(self.last + 4)).any(|k| matches!(self.word(k), "settle" | "resolve"));
        if !(named || ordered || settles) {
            return None;
        }
        // Who is fined by a fine "on" or "against" somebody stands behind it, who pays before.
        let against = (self.last..end.min(self.last + 6)).find(|k| matches!(self.word(*k), "on" | "against"));
        let behind = against.and_then(|k| self.firms(k, end.min(k + 6)).first().copied()).filter(|_| named && pays.is_none());
        let party = behind.or_else(|| self.firms(start, pays.unwrap_or(self.first)).last().copied())?;
        self.done(Deed::Fine, party.1)
    }

    /// "buy Acme for $5 billion", "pay $5 billion for Acme", "Acme will be taken over by Orland for $5 billion", "acquire Acme
    /// in a deal worth $5 billion".
    fn takeover(&self) -> Option<Done> {
        let (start, end) = (self.passage.tokens.start, self.passage.tokens.end);
        let lead = self.leads();
        if matches!(self.word(self.last), "of") {
            return None;
        }
        // "pay $5 billion for Acme"
        let pays =
            PAY.contains(&self.word(lead)) || self.word(lead) == "over" && matches!(self.word(lead.wrapping_sub(1)), "hand" | "hands");
        let bought = self.object(start, end);
        if pays {
            let until = (self.last..end.min(self.last + 14))
                .find(|k| matches!(self.page.reading.surface(*k), "," | ";"))
                .unwrap_or(end.min(self.last + 14));
            let named = (self.last..until)
                .find(|k| self.word(*k) == "for")
                .and_then(|k| (!self.owns_part(k, until)).then(|| self.firms(k, until).first().copied()).flatten());
            return named.map(|(_, party)| party).or(bought).and_then(|party| self.done(Deed::Takeover, party));
        }
        let worth = matches!(self.word(lead), "worth") || self.word(lead) == "at" && self.word(lead.wrapping_sub(1)) == "valued";
        let noun = matches!(self.word(self.last), "deal" | "takeover" | "acquisition" | "bid" | "offer" | "purchase");
        let priced = self.word(lead) == "for" || worth || noun;
        bought.filter(|_| priced).and_then(|party| self.done(Deed::Takeover, party))
    }

    /// What is bought in a sentence that says so before the figure.
    fn object(&self, start: usize, end: usize) -> Option<&'a EntityId> {
        let over =
            |k: &usize| self.word(*k) == "over" && matches!(self.word(k.wrapping_sub(1)), "take" | "taken" | "takes" | "taking" | "took");
        let verb = (start..self.first).rev().find(|k| BUY.contains(&self.word(*k)) || over(k))?;
        if self.word(verb + 1) == "by" {
            return self.firms(start, verb).last().map(|(_, id)| *id);
        }
        let until = self.first.min(end);
        let noun = matches!(self.word(verb), "takeover" | "acquisition" | "purchase");
        if (noun && self.word(verb + 1) != "of") || self.owns_part(verb, until) {
            return None;
        }
        let found = self.firms(verb, until);
        // "buy Acme, which sold Orland for $3 billion": more firms than one between say too much.
        if found.len() > 1 && found.iter().any(|(_, id)| Some(*id) != found.first().map(|first| first.1)) {
            return None;
        }
        found.first().map(|(_, id)| *id)
    }

    /// "a stake in", "shares of": a part is bought at the price of a part.
    fn owns_part(&self, from: usize, to: usize) -> bool {
        (from..to).any(|k| matches!(self.word(k), "stake" | "shares" | "stock" | "share" | "stakes" | "bonds" | "interest" | "%"))
    }

    /// "invest $5 billion in a plant in Kano", "spend $5 billion on a factory", "a new site of Acme in Kano will cost $5 billion".
    fn investment(&self) -> Option<Done> {
        let (start, end) = (self.passage.tokens.start, self.passage.tokens.end);
        let lead = self.leads();
        let verb = matches!(
            self.word(lead),
            "invest" | "invests" | "invested" | "investing" | "spend" | "spends" | "spent" | "spending" | "cost" | "costs" | "costing"
        );
        if !verb {
            return None;
        }
        let cost = self.word(lead).starts_with("cost");
        let works = |k: &usize| WORKS.contains(&self.word(*k));
        let built = if cost { (start..lead).find(works) } else { (self.last..end.min(self.last + 10)).find(works) }?;
        let party = self.firms(start, lead).last()?.1;
        let place =
            self.named(built, end.min(built + 9), |mention| self.page.kind_of(mention) == Kind::Place).first().map(|(_, id)| (*id).clone());
        Some(Done { deed: Deed::Investment, party: party.clone(), place })
    }
}
