//! What may stand behind the question mark of an address: read strictly, and described in the same words.

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) form: Form,
    /// Must be given.
    pub(crate) needed: bool,
    /// How often it may be given.
    pub(crate) most: usize,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Text,
    /// A day, as 2025-03-14.
    Day,
    /// A whole number from one to another.
    Whole(usize, usize),
    /// A number above 0.
    Above0,
    /// `true` or `false`.
    Flag,
    /// One of these.
    Choice(&'static [&'static str]),
}

impl Parameter {
    pub(crate) const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self { name, about, form, needed: false, most: 1 }
    }

    pub(crate) const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    /// It may be given several times.
    pub(crate) const fn many(self) -> Self {
        Self { most: usize::MAX, ..self }
    }

    /// It may be given so many times.
    pub(crate) const fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

/// The parameters of a request that fit their table; empty values count as not given.
pub(crate) struct Given(Vec<(String, String)>);

impl Given {
    /// Reads parameters; what is not known, given twice, or of the wrong form is refused, never passed over.
    pub(crate) fn read(table: &[Parameter], query: Option<&str>) -> Result<Self, String> {
        let mut given: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs(query).into_iter().filter(|(_, value)| !value.is_empty()) {
            let Some(known) = table.iter().find(|parameter| parameter.name == name) else {
                let names: Vec<&str> = table.iter().map(|parameter| parameter.name).collect();
                return Err(format!("there is no parameter `{name}`, known are {}", names.join(", ")));
            };
            match given.iter().filter(|(before, _)| *before == name).count() {
                before if before < known.most => {}
                1 => return Err(format!("`{name}` is given twice")),
                _ => return Err(format!("`{name}` can be given {} times at most", known.most)),
            }
            check(known, &value)?;
            given.push((name, value));
        }
        match table.iter().find(|parameter| parameter.needed && !given.iter().any(|(name, _)| name == parameter.name)) {
            Some(missing) => Err(format!("`{}` is missing: {}", missing.name, missing.about)),
            None => Ok(Self(given)),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|value| value == "true")
    }

    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.text(name)?.parse().ok()
    }

    pub(crate) fn whole(&self, name: &str) -> Option<usize> {
        self.text(name)?.parse().ok()
    }
}

fn check(known: &Parameter, value: &str) -> Result<(), String> {
    let name = known.name;
    match known.form {
        Form::Text => Ok(()),
        Form::Day => {
            let parts: Vec<&str> = value.split('-').collect();
            let fits = matches!(parts.as_slice(), [y, m, d] if (y.len(), m.len(), d.len()) == (4, 2, 2))
                && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            if fits { Ok(()) } else { Err(format!("`{name}` is no day such as 2025-03-14: {value}")) }
        }
        Form::Whole(least, most) => match value.parse::<usize>() {
            Ok(number) if (least..=most).contains(&number) => Ok(()),
            Ok(_) => Err(format!("`{name}` must be {least} to {most}")),
            Err(_) => Err(format!("`{name}` is no number: {value}")),
        },
        Form::Above0 if value.parse().is_ok_and(|number: f64| number > 0.0 && number.is_finite()) => Ok(()),
        Form::Above0 => Err(format!("`{name}` is no number above 0: {value}")),
        Form::Flag if matches!(value, "true" | "false") => Ok(()),
        Form::Flag => Err(format!("`{name}` must be true or false, not {value}")),
        Form::Choice(values) if values.contains(&value) => Ok(()),
        Form::Choice(values) => Err(format!("`{name}` must be {}, not {value}", values.join(", "))),
    }
}

/// The names and values behind the question mark, in order.
pub(crate) fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    query
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// `%41` and `+` as the characters they stand for; broken UTF-8 is replaced.
fn decode(text: &str) -> String {
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let pair = (bytes.get(at + 1).copied().and_then(hex), bytes.get(at + 2).copied().and_then(hex));
        match (byte, pair) {
            (b'%', (Some(high), Some(low))) => {
                out.push(high * 16 + low);
                at += 3;
                continue;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Form, Given, Parameter, decode};

    #[test]
    fn addresses_are_decoded() {
        assert_eq!(decode("a+b%20c%C3%A9%zz%"), "a b cé%zz%");
    }

    #[test]
    fn parameters_are_read_strictly() {
        let table = [
            Parameter::new("q", Form::Text, "a query").needed(),
            Parameter::new("firm", Form::Text, "a firm").many(),
            Parameter::new("word", Form::Text, "a word").at_most(3),
            Parameter::new("limit", Form::Whole(1, 100), "hits"),
            Parameter::new("from", Form::Day, "a day"),
            Parameter::new("sort", Form::Choice(&["date"]), "an order"),
            Parameter::new("recency", Form::Above0, "days"),
            Parameter::new("explain", Form::Flag, "whether"),
        ];
        let read = |query: &str| Given::read(&table, Some(query));
        let given = read("q=a+b&firm=Acme&firm=Varn&limit=5&from=2025-03-14&sort=date").expect("read");
        assert_eq!((given.text("q").as_deref(), given.whole("limit"), given.all("firm").len()), (Some("a b"), Some(5), 2));
        let given = read("q=a&recency=1.5&explain=true").expect("read");
        assert_eq!((given.number("recency"), given.flag("explain"), given.flag("other")), (Some(1.5), true, false));
        assert_eq!(read("q=a&word=b&word=c&word=d").map(|given| given.all("word").len()), Ok(3));
        assert_eq!(read("q=a&word=b&word=c&word=d&word=e").err().as_deref(), Some("`word` can be given 3 times at most"));
        for wrong in [
            "",
            "q=",
            "q=a&limit=0",
            "q=a&limit=101",
            "q=a&limit=x",
            "q=a&colour=red",
            "q=a&q=b",
            "q=a&from=2025-3-1",
            "q=a&sort=up",
            "q=a&recency=0",
            "q=a&recency=inf",
            "q=a&recency=NaN",
            "q=a&recency=x",
            "q=a&explain=yes",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
