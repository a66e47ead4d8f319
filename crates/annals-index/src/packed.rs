//! Annotations as few bytes: the index keeps them beside every article, and as JSON they are four times its text.
//!
//! A string is written once and named by its number from then on, a span by its distance from the one before.

use crate::stems::mixed;
use annals_model::{
    Action, ActionKind, ActionValue, Annotations, ArticleId, Attribution, Basis, Calendar, Currency, Direction, Entity, EntityId, Figure,
    Grain, Hedge, Kind, Mention, Metric, Modality, Note, QuoteKind, Role, RuleName, Span, TimeExpr, Timex, Unit,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The form of the bytes; raised when they are no longer read as before.
const FORM: u8 = 1;

/// Places where the packer looks for a string: a power of two, more than most articles have strings.
const PLACES: usize = 1 << 10;

/// How many places it looks at before it writes the string again, so that no choice of strings makes it slow.
const TRIES: usize = 8;

/// Packs annotations.
pub(crate) fn pack(annotations: &Annotations) -> Vec<u8> {
    let mut out = Packer::new(1024);
    out.bytes.push(FORM);
    annotations.pack(&mut out);
    out.bytes
}

/// Reads packed annotations back; `None` when the bytes are not such.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Annotations> {
    let (form, bytes) = bytes.split_first()?;
    let mut from = Unpacker::new(bytes);
    let annotations = (*form == FORM).then(|| Annotations::unpack(&mut from))??;
    from.bytes.is_empty().then_some(annotations)
}

struct Packer<'a> {
    bytes: Vec<u8>,
    /// The strings written, by number.
    strings: Vec<&'a str>,
    /// One more than the number of a string, at one of the places its bytes lead to; zero where there is none.
    places: Vec<u32>,
    last: u32,
}

struct Unpacker<'a> {
    bytes: &'a [u8],
    strings: Vec<&'a str>,
    last: u32,
    depth: u32,
}

trait Packed: Sized {
    fn pack<'a>(&'a self, out: &mut Packer<'a>);
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
}

impl<'a> Packer<'a> {
    fn new(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity), strings: Vec::with_capacity(64), places: vec![0; PLACES], last: 0 }
    }

    fn number(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        let number = i128::from(number);
        self.number(((number << 1) ^ (number >> 127)) as u128);
    }

    /// 0 and the string itself, or one more than the number of one written before.
    fn string(&mut self, string: &'a str) {
        let first = mixed(0, string) as usize;
        for at in first..first.saturating_add(TRIES) {
            let Some(place) = self.places.get_mut(at % PLACES) else { break };
            match (*place as usize).checked_sub(1) {
                None => {
                    *place = self.strings.len() as u32 + 1;
                    break;
                }
                Some(number) if self.strings.get(number) == Some(&string) => return self.number(number as u128 + 1),
                Some(_) => {}
            }
        }
        self.strings.push(string);
        self.bytes.push(0);
        self.bytes(string.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u128);
        self.bytes.extend_from_slice(bytes);
    }
}

impl<'a> Unpacker<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, strings: Vec::new(), last: 0, depth: 0 }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    /// How many items follow. Every item takes a byte: a length that lies asks for no memory.
    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|length| *length <= self.bytes.len())
    }

    /// Reads what may hold its like, unless it stands too deep.
    fn deeper<T>(&mut self, deepest: u32, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        (self.depth < deepest).then_some(())?;
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        self.take(length)
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u128> {
        let (mut number, mut shift) = (0_u128, 0);
        loop {
            let byte = self.byte()?;
            number |= u128::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        i64::try_from((number >> 1) as i128 ^ -((number & 1) as i128)).ok()
    }

    fn string(&mut self) -> Option<&'a str> {
        let number = usize::try_from(self.number()?).ok()?;
        if let Some(number) = number.checked_sub(1) {
            return self.strings.get(number).copied();
        }
        let string = std::str::from_utf8(self.bytes()?).ok()?;
        self.strings.push(string);
        Some(string)
    }
}

/// A struct is its fields one after another.
macro_rules! of_fields {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Packed for $name {
            fn pack<'a>(&'a self, out: &mut Packer<'a>) {
                let Self { $($field),* } = self;
                $($field.pack(out);)*
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                $(let $field = Packed::unpack(from)?;)*
                Some(Self { $($field),* })
            }
        }
    )*};
}

/// A name is its place in the list: new ones go behind the others.
macro_rules! of_names {
    ($($name:ident { $($variant:ident),* $(,)? })*) => {$(
        impl Packed for $name {
            fn pack<'a>(&'a self, out: &mut Packer<'a>) {
                // Fails to compile when a name is missing.
                match self { $(Self::$variant => {})* }
                let all = [$(Self::$variant),*];
                out.number(all.iter().position(|name| name == self).unwrap_or(0) as u128);
            }

            fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
                [$(Self::$variant),*].get(usize::try_from(from.number()?).ok()?).copied()
            }
        }
    )*};
}

mod article;

pub(crate) use article::{pack_article, unpack_article};

of_fields! {
    Annotations { id, mentions, entities, roles, times, figures, attributions, actions, notes }
    Mention { span, kind, entity, nominal, rule, score }
    Entity { id, kind, name, tickers, parent, mentions }
    Role { person, employer, title, said_at, rule }
    TimeExpr { span, kind, value, from, to, at, grain, basis, calendar, until, rule }
    Figure {
        span, value, low, high, unit, unit_span, unit_name, per, direction, hedge, record, subject, subject_span, metric, period, from,
        to, origin, pair, carried, modality, rule,
    }
    Attribution { source, source_span, cue, content, kind, rule }
    Action { actor, object, object_span, kind, from, to, span, rule }
    ActionValue { value, span, figure }
    Note { span, kind, text }
}

of_names! {
    Kind { Firm, Person, Index, Agency, Regulator, Exchange, Media, Organisation, Place, Product, Basket, Programme }
    Timex { Date, Time, Duration, Set }
    Basis { Stated, Published, Previous, None }
    Calendar { Civil, Fiscal }
    Direction { Up, Down, In, Out, Flat, Level }
    Hedge { Exact, About, Over, AtLeast, Under, AtMost, Nearly, UpTo, Range }
    Modality { Reported, Forecast, Target }
    QuoteKind { Direct, Indirect, Mixed }
    ActionKind { Upgrade, Downgrade, TargetRaise, TargetCut, Initiate, Reiterate }
    Metric {
        Return, Level, Flow, PriceTarget, MarketValue, TurnoverShare, Turnover, Earnings, EarningsPerShare, Revenue, Price, Valuation,
        Proceeds, Investment, Loans, ShareCount, Rate, Dividend, Holding, Growth, Headcount,
    }
    Grain { Second, Minute, Hour, PartOfDay, Day, Weekend, Week, Month, Quarter, Season, Half, Year, Decade, Century, Unknown }
}

impl Packed for u32 {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.number(u128::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Self::try_from(from.number()?).ok()
    }
}

impl Packed for bool {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.bytes.push(u8::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(from.byte()? == 1)
    }
}

impl Packed for f32 {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.number(u128::from(self.to_bits().swap_bytes()));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self::from_bits(u32::unpack(from)?.swap_bytes()))
    }
}

impl Packed for Span {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.signed(i64::from(self.start) - i64::from(out.last));
        out.signed(i64::from(self.end) - i64::from(self.start));
        out.last = self.start;
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let start = u32::try_from(i64::from(from.last).checked_add(from.signed()?)?).ok()?;
        from.last = start;
        Some(Self { start, end: u32::try_from(i64::from(start).checked_add(from.signed()?)?).ok()? })
    }
}

impl Packed for String {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.string(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.string().map(str::to_owned)
    }
}

impl Packed for RuleName {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.string(&self.0);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.string().map(|name| Self(Cow::Owned(name.to_owned())))
    }
}

impl Packed for EntityId {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.string(&self.0);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.string().map(|id| Self(id.to_owned()))
    }
}

impl Packed for ArticleId {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.string(&self.0);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.string().map(|id| Self(id.to_owned()))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.bytes.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match bool::unpack(from)? {
            true => T::unpack(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.number(self.len() as u128);
        self.iter().for_each(|item| item.pack(out));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let length = from.length()?;
        (0..length).map(|_| T::unpack(from)).collect()
    }
}

impl Packed for Decimal {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.bytes.push(self.scale() as u8 | u8::from(self.is_sign_negative()) << 7);
        out.number(self.mantissa().unsigned_abs());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let scale = from.byte()?;
        let mantissa = i128::try_from(from.number()?).ok()?;
        let mut value = Self::try_from_i128_with_scale(mantissa, u32::from(scale & 0x7f)).ok()?;
        value.set_sign_negative(scale & 0x80 != 0);
        Some(value)
    }
}

impl Packed for Date {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.signed(i64::from(self.year()));
        out.bytes.extend([self.month(), self.day()].map(|number| number as u8));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let year = i16::try_from(from.signed()?).ok()?;
        let (month, day) = (i8::try_from(from.byte()?).ok()?, i8::try_from(from.byte()?).ok()?);
        Self::new(year, month, day).ok()
    }
}

impl Packed for Unit {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        let number = match self {
            Self::Money(_) => 0,
            Self::Percent => 1,
            Self::PercentagePoint => 2,
            Self::BasisPoint => 3,
            Self::IndexPoint => 4,
            Self::Share => 5,
            Self::Multiple => 6,
            Self::Count(_) => 7,
            Self::Duration => 8,
        };
        out.bytes.push(number);
        match self {
            Self::Money(currency) => {
                out.bytes.push(u8::from(currency.is_some()));
                if let Some(currency) = currency {
                    out.string(currency.code());
                }
            }
            Self::Count(span) => span.pack(out),
            _ => {}
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Money(match Option::<String>::unpack(from)? {
                Some(code) => Some(Currency::new(&code)?),
                None => None,
            }),
            1 => Self::Percent,
            2 => Self::PercentagePoint,
            3 => Self::BasisPoint,
            4 => Self::IndexPoint,
            5 => Self::Share,
            6 => Self::Multiple,
            7 => Self::Count(Packed::unpack(from)?),
            8 => Self::Duration,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};
    use annals_model::{Annotations, ArticleId, annotations_from_json};
    use proptest::proptest;

    /// Some of every list, as found in an invented article.
    fn rich() -> Annotations {
        annotations_from_json(include_str!("../tests/packed_sample.json")).expect("annotations")
    }

    #[test]
    fn what_is_packed_comes_back() {
        let annotations = rich();
        assert!(!annotations.mentions.is_empty() && !annotations.figures.is_empty() && !annotations.times.is_empty());
        assert_eq!(unpack(&pack(&annotations)).as_ref(), Some(&annotations));
        let empty = Annotations { id: ArticleId("a".into()), ..Annotations::default() };
        assert_eq!(unpack(&pack(&empty)), Some(empty));
    }

    #[test]
    fn strings_are_written_once_and_with_too_many_some_again() {
        let with = |notes: usize, different: usize| {
            let note = rich().notes.into_iter().next().expect("a note");
            let texts = (0..notes).map(|number| format!("note number {}", number % different));
            let notes = texts.map(|text| annals_model::Note { text, ..note.clone() }).collect();
            let annotations = Annotations { notes, ..Annotations::default() };
            let packed = pack(&annotations);
            assert_eq!(unpack(&packed), Some(annotations));
            packed.windows(4).filter(|bytes| bytes == b"note").count()
        };
        assert_eq!(with(600, 200), 200);
        let written = with(12_000, 6_000);
        assert!((6_000..=12_000).contains(&written), "{written}");
    }

    proptest! {
        #[test]
        fn broken_bytes_are_refused_without_a_panic(at in 0_usize..4000, byte: u8, cut in 0_usize..4000) {
            let whole = pack(&rich());
            let mut bytes = whole.clone();
            let place = at % bytes.len();
            bytes[place] = byte;
            let _ = unpack(&bytes);
            bytes.truncate(cut % whole.len());
            assert!(bytes.len() == whole.len() || unpack(&bytes[..]).is_none() || bytes != whole[..bytes.len()]);
        }
    }
}
