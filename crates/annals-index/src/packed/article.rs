//! Articles as few bytes: read back without the work of reading JSON.

use super::{Packed, Packer, Unpacker};
use annals_model::{Access, Article, DateSource, DateTime, Region, RegionKind};
use jiff::Timestamp;
use jiff::civil::Time;
use serde_json::{Map, Number, Value};

/// The form of the bytes; raised when they are no longer read as before.
const FORM: u8 = 1;

/// Values inside values, at the most: more than any JSON that was read can hold.
const DEEPEST: u32 = 200;

/// Packs an article.
pub(crate) fn pack_article(article: &Article) -> Vec<u8> {
    let mut out = Packer::new(article.text.len() + 512);
    out.bytes.push(FORM);
    article.pack(&mut out);
    out.bytes
}

/// Reads a packed article back; `None` when the bytes are not such.
pub(crate) fn unpack_article(bytes: &[u8]) -> Option<Article> {
    let (form, bytes) = bytes.split_first()?;
    let mut from = Unpacker::new(bytes);
    let article = (*form == FORM).then(|| Article::unpack(&mut from))??;
    from.bytes.is_empty().then_some(article)
}

impl Packed for Article {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        let Self {
            id,
            url,
            canonical,
            publisher,
            headline,
            byline,
            published,
            published_from,
            modified,
            first_seen,
            lang,
            section,
            access,
            revises,
            regions,
            reason,
            extra,
            text,
        } = self;
        id.pack(out);
        url.pack(out);
        canonical.pack(out);
        publisher.pack(out);
        headline.pack(out);
        byline.pack(out);
        published.pack(out);
        published_from.pack(out);
        modified.pack(out);
        first_seen.pack(out);
        lang.pack(out);
        section.pack(out);
        access.pack(out);
        revises.pack(out);
        regions.pack(out);
        reason.pack(out);
        extra.pack(out);
        out.bytes(text.as_bytes());
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self {
            id: Packed::unpack(from)?,
            url: Packed::unpack(from)?,
            canonical: Packed::unpack(from)?,
            publisher: Packed::unpack(from)?,
            headline: Packed::unpack(from)?,
            byline: Packed::unpack(from)?,
            published: Packed::unpack(from)?,
            published_from: Packed::unpack(from)?,
            modified: Packed::unpack(from)?,
            first_seen: Packed::unpack(from)?,
            lang: Packed::unpack(from)?,
            section: Packed::unpack(from)?,
            access: Packed::unpack(from)?,
            revises: Packed::unpack(from)?,
            regions: Packed::unpack(from)?,
            reason: Packed::unpack(from)?,
            extra: Packed::unpack(from)?,
            text: std::str::from_utf8(from.bytes()?).ok()?.to_owned(),
        })
    }
}

of_fields! {
    Region { span, kind, reason }
    DateTime { date, time, offset_minutes }
}

of_names! {
    RegionKind { Headline, Heading, Body, SourceDigest, Caption, Citation, LinkedHeadline, Promo, Navigation, Disclaimer }
    DateSource { Jsonld, Opengraph, Meta, Microdata, Time, Url, Text, Feed, Given }
    Access { Free, Metered, Truncated, Unknown }
}

impl Packed for i16 {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.signed(i64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Self::try_from(from.signed()?).ok()
    }
}

impl Packed for Time {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.bytes.extend([self.hour(), self.minute(), self.second()].map(|number| number as u8));
        out.signed(i64::from(self.subsec_nanosecond()));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let mut part = || i8::try_from(from.byte()?).ok();
        let (hour, minute, second) = (part()?, part()?, part()?);
        Self::new(hour, minute, second, i32::try_from(from.signed()?).ok()?).ok()
    }
}

impl Packed for Timestamp {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        let number = self.as_nanosecond();
        out.number(((number << 1) ^ (number >> 127)) as u128);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let number = from.number()?;
        Self::from_nanosecond((number >> 1) as i128 ^ -((number & 1) as i128)).ok()
    }
}

impl Packed for Map<String, Value> {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        out.number(self.len() as u128);
        for (name, value) in self {
            out.string(name);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let length = from.length()?;
        (0..length).map(|_| Some((from.string()?.to_owned(), Value::unpack(from)?))).collect()
    }
}

impl Packed for Value {
    fn pack<'a>(&'a self, out: &mut Packer<'a>) {
        match self {
            Self::Null => out.bytes.push(0),
            Self::Bool(value) => out.bytes.push(1 + u8::from(*value)),
            Self::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => {
                    out.bytes.push(3);
                    out.number(u128::from(number));
                }
                (None, Some(number)) => {
                    out.bytes.push(4);
                    out.signed(number);
                }
                (None, None) => {
                    out.bytes.push(5);
                    out.bytes.extend(number.as_f64().unwrap_or(0.0).to_bits().to_le_bytes());
                }
            },
            Self::String(value) => {
                out.bytes.push(6);
                out.string(value);
            }
            Self::Array(values) => {
                out.bytes.push(7);
                values.pack(out);
            }
            Self::Object(map) => {
                out.bytes.push(8);
                map.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Null,
            1 => Self::Bool(false),
            2 => Self::Bool(true),
            3 => Self::Number(u64::try_from(from.number()?).ok()?.into()),
            4 => Self::Number(from.signed()?.into()),
            5 => {
                let bits = from.take(8).and_then(|bytes| bytes.try_into().ok())?;
                Self::Number(Number::from_f64(f64::from_bits(u64::from_le_bytes(bits)))?)
            }
            6 => Self::String(from.string()?.to_owned()),
            7 => Self::Array(from.deeper(DEEPEST, Packed::unpack)?),
            8 => Self::Object(from.deeper(DEEPEST, Packed::unpack)?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{pack_article, unpack_article};
    use annals_model::{Access, Article, ArticleId, DateSource, DateTime, Region, RegionKind, Span, article_to_json};
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((".{0,4}", inner), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    fn date() -> impl Strategy<Value = Option<DateTime>> {
        let time = prop::option::of((0_i8..24, 0_i8..60, 0_i32..1_000_000_000));
        let day = (1700_i16..2200, 1_i8..=12, 1_i8..=28, time, prop::option::of(-1439_i16..1440));
        prop::option::of(day.prop_map(|(year, month, day, time, offset_minutes)| DateTime {
            date: jiff::civil::date(year, month, day),
            time: time.map(|(hour, minute, nano)| jiff::civil::time(hour, minute, 7, nano)),
            offset_minutes,
        }))
    }

    prop_compose! {
        fn article()(
            strings in prop::array::uniform8("[a-zé\n\"\\\\股]{0,9}"),
            text in "(?s).{0,200}",
            byline in prop::collection::vec(".{0,5}", 0..3),
            extra in prop::collection::vec((".{0,4}", value()), 0..4),
            (published, modified) in (date(), date()),
            first_seen in prop::option::of(-1_000_000_000_000_i64..4_000_000_000_000),
            spans in prop::collection::vec((0_u32..300, 0_u32..300), 0..5),
            given in any::<bool>(),
        ) -> Article {
            let [id, url, canonical, publisher, headline, lang, section, reason] = strings;
            let region = |(start, end)| Region { span: Span { start, end }, kind: RegionKind::SourceDigest, reason: reason.clone() };
            Article {
                id: ArticleId(id),
                url,
                canonical,
                publisher,
                headline: given.then_some(headline),
                byline,
                published,
                published_from: published.map(|_| DateSource::Microdata),
                modified,
                first_seen: first_seen.and_then(|at| Timestamp::from_microsecond(at).ok()),
                lang,
                section: (!given).then_some(section),
                access: if given { Access::Metered } else { Access::Unknown },
                revises: given.then(|| ArticleId("r".into())),
                text,
                regions: spans.into_iter().map(region).collect(),
                reason: given.then_some(reason.clone()),
                extra: extra.into_iter().collect::<Map<_, _>>(),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back_byte_for_byte(article in article()) {
            let back = unpack_article(&pack_article(&article));
            prop_assert_eq!(back.as_ref().map(article_to_json), Some(article_to_json(&article)));
            prop_assert_eq!(back, Some(article));
        }

        #[test]
        fn broken_bytes_are_refused_without_a_panic(article in article(), at: usize, byte: u8, cut: usize) {
            let mut bytes = pack_article(&article);
            let length = bytes.len();
            bytes[at % length] = byte;
            let _ = unpack_article(&bytes);
            bytes.truncate(cut % length);
            let _ = unpack_article(&bytes);
        }
    }

    #[test]
    fn values_too_deep_are_refused() {
        let mut deep = json!([]);
        for _ in 0..150 {
            deep = json!([deep]);
        }
        let mut article = Article { extra: Map::from_iter([("deep".to_owned(), deep.clone())]), ..Article::default() };
        assert_eq!(unpack_article(&pack_article(&article)).as_ref(), Some(&article));
        for _ in 0..150 {
            deep = json!([deep]);
        }
        article.extra.insert("deep".to_owned(), deep);
        assert_eq!(unpack_article(&pack_article(&article)), None);
    }
}
