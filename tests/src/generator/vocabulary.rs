//! The words between the facts: tens of thousands, some of them everywhere, most of them rare.

use super::draw::Draw;
use super::random::Random;
use std::collections::BTreeSet;

const ORDINARY: &str = include_str!("../../../corpus/gazetteer/words.txt");

/// How many words there are in all; those beyond the lists are made of ordinary words ("tonne-linked").
const SIZE: usize = 30_000;

/// The small words of the language, most frequent first.
const SMALL: &str = "\
    the of to and in a for that on is as with it by at from was its be an has are have but will or not this which were their would \
    been more they had than who about also there some could can other we into when after all only no such most if over while so \
    these what between may still because even under like any many our those being now both through where before then them just how \
    against does much though should did very without each during within around well do among same however too whether least despite \
    across until toward further already often rather yet instead almost perhaps never along must might every either beyond since";

/// The words that market news is made of; they follow the small words, in an order of chance.
const MARKET: &str = "\
    market markets shares investors company companies growth sales demand prices trade bank banks rate rates stock stocks earnings \
    economy economic profit costs supply debt deal sector business industry traders analysts customers rally policy inflation \
    government spending orders output production exports imports tariffs chip chips energy oil gas gold copper steel cars vehicles \
    software data cloud servers battery retail consumers property housing mortgage loans credit bonds yields currency reserves funds \
    fund assets capital cash dividend buyback merger bid offer stake board shareholders management strategy plan plans restructuring \
    layoffs workers wages jobs factory factories plant suppliers shipments delays shortage inventory margins guidance forecast \
    outlook estimates expectations target risk risks uncertainty volatility confidence sentiment optimism concern concerns fears \
    pressure slowdown recession recovery rebound selloff gains losses decline drop surge momentum cycle peak bottom valuations \
    premium discount benchmark index futures options contracts commodities exchange listing listings regulators rules probe lawsuit \
    settlement court ruling antitrust approval license sanctions talks agreement election budget taxes tax subsidies stimulus \
    liquidity easing tightening central officials ministry minister president spokesman executive director partners rivals \
    competitors brand products product technology research drug drugs trial patients medicine airline airlines travel hotels \
    shipping freight port rail mining farm crops wheat telecom network networks media advertising games streaming platform users \
    subscribers revenue income insurance insurers pension savings wealth clients fees trading dealmaking brokerage flows exposure \
    hedging leverage default downgrade upgrade rating ratings investment investments expansion capacity efficiency overseas domestic \
    foreign global local regional annual quarterly weekly stronger weaker higher lower strong weak solid modest sharp steady broad \
    cautious bullish bearish cheap expensive rising falling slowing improving expected likely possible available independent \
    strategic financial corporate industrial commercial private public international potential ongoing recent major key additional \
    significant remain remains continue continues expect expects help helps support supports boost boosts weigh weighs drive drives \
    cut cuts raise raises buy sell hold build launch launched reach reached increase increased reduce reduced improve improved keep \
    keeps seek seeks face faces";

/// Words that would turn what stands beside them into a figure, a date or a quote that nobody planted.
const MEANINGFUL: &str = "\
    million millions billion billions trillion trillions thousand thousands hundred hundreds dozen percent dollar dollars cent cents \
    pound pounds year years month months week weeks day days today yesterday tomorrow tonight hour hours minute minutes quarter \
    quarters march one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty \
    ninety half third double triple said says say told";

/// How newspapers make new words of old ones; `*` stands for the old one.
const JOINED: &str =
    "*-related *-linked *-led *-driven *-based *-backed *-free non-* pre-* post-* anti-* mid-* *-heavy *-focused *-style *-like";

/// The words of a run, ranked; small words first.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    small: Vec<&'static str>,
    large: Vec<String>,
    small_draw: Draw,
    large_draw: Draw,
}

impl Vocabulary {
    /// Ranks the words that carry meaning by chance: those of the market, then ordinary ones, then made ones.
    #[must_use]
    pub(super) fn new(random: &mut Random) -> Self {
        let small: Vec<&str> = SMALL.split_whitespace().collect();
        let mut market: Vec<&str> = MARKET.split_whitespace().collect();
        let listed: BTreeSet<&str> = [SMALL, MARKET, MEANINGFUL].iter().flat_map(|list| list.split_whitespace()).collect();
        let mut ordinary: Vec<&str> = ORDINARY.lines().filter(|word| word.len() > 2 && !listed.contains(word)).collect();
        random.shuffle(&mut market);
        random.shuffle(&mut ordinary);
        let patterns: Vec<&str> = JOINED.split_whitespace().collect();
        let made = SIZE - small.len() - market.len() - ordinary.len();
        let made: Vec<String> = (0..made)
            .map(|_| {
                let word = *random.pick(&ordinary);
                random.pick(&patterns).replace('*', word)
            })
            .collect();
        let large: Vec<String> = market.into_iter().chain(ordinary).map(str::to_owned).chain(made).collect();
        let (small_draw, large_draw) = (Draw::zipf(small.len(), 0, 1.0), Draw::zipf(large.len(), small.len(), 1.0));
        Self { small, large, small_draw, large_draw }
    }

    /// A small word ("the", "of").
    pub(super) fn small(&self, random: &mut Random) -> &'static str {
        self.small[self.small_draw.index(random)]
    }

    /// A word that carries meaning ("deposit").
    ///
    /// Small and meaning words each have about half of the Zipf law's mass over the whole vocabulary, so that a text
    /// which takes as many of the one as of the other follows the law as a whole.
    pub(super) fn large(&self, random: &mut Random) -> &str {
        &self.large[self.large_draw.index(random)]
    }
}
