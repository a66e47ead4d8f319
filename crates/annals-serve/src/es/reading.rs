//! Reading JSON strictly: every field is taken by name, and what is left over is refused.

use super::EsError;
use serde_json::{Map, Value};

/// The fields of an object, under the name it is spoken of.
pub(super) struct Fields {
    pub(super) place: String,
    map: Map<String, Value>,
}

pub(super) fn refuse(place: &str, why: &str) -> EsError {
    EsError::parsing(format!("[{place}] {why}"))
}

impl Fields {
    pub(super) fn of(place: &str, value: Value) -> Result<Self, EsError> {
        match value {
            Value::Object(map) => Ok(Self { place: place.to_owned(), map }),
            _ => Err(refuse(place, "must be an object")),
        }
    }

    /// Takes a field; null counts as not there.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.shift_remove(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, EsError> {
        self.take(name).map(|value| scalar(&value).ok_or_else(|| refuse(&self.place, &format!("[{name}] must be a text")))).transpose()
    }

    pub(super) fn number(&mut self, name: &str) -> Result<Option<f32>, EsError> {
        let number = |value: Value| match &value {
            Value::String(text) => text.parse().ok(),
            #[expect(clippy::cast_possible_truncation, reason = "weights and scores are kept in single precision")]
            other => other.as_f64().map(|number| number as f32),
        };
        self.take(name)
            .map(|value| {
                number(value).filter(|n: &f32| n.is_finite()).ok_or_else(|| refuse(&self.place, &format!("[{name}] must be a number")))
            })
            .transpose()
    }

    pub(super) fn whole(&mut self, name: &str) -> Result<Option<usize>, EsError> {
        let number = |value: Value| match &value {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64().and_then(|number| usize::try_from(number).ok()),
        };
        self.take(name)
            .map(|value| number(value).ok_or_else(|| refuse(&self.place, &format!("[{name}] must be a whole number, 0 or more"))))
            .transpose()
    }

    /// A field that may only have this value: another asks for something that is not there.
    pub(super) fn only(&mut self, name: &str, allowed: &[&str]) -> Result<(), EsError> {
        match self.take(name).map(|value| scalar(&value).unwrap_or_else(|| value.to_string())) {
            Some(value) if !allowed.iter().any(|known| known.eq_ignore_ascii_case(&value)) => {
                Err(refuse(&self.place, &format!("[{name}] cannot be [{value}] here, only {}", allowed.join(" or "))))
            }
            _ => Ok(()),
        }
    }

    /// The one field there is, whatever its name.
    pub(super) fn single(mut self) -> Result<(String, Value), EsError> {
        match (self.map.len(), self.map.keys().next().cloned()) {
            (1, Some(name)) => {
                let value = self.map.shift_remove(&name).unwrap_or(Value::Null);
                Ok((name, value))
            }
            (0, _) => Err(refuse(&self.place, "needs a field")),
            _ => {
                let names: Vec<&str> = self.map.keys().map(String::as_str).collect();
                Err(refuse(&self.place, &format!("takes one field, not [{}]", names.join("], ["))))
            }
        }
    }

    /// What is left, for objects whose names are free.
    pub(super) fn rest(self) -> Map<String, Value> {
        self.map
    }

    /// Nothing may be left over.
    pub(super) fn done(self) -> Result<(), EsError> {
        match self.map.keys().next() {
            Some(name) => Err(refuse(&self.place, &format!("unknown field [{name}], it is not built here"))),
            None => Ok(()),
        }
    }
}

/// A text, number or truth value as text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// One or several.
pub(super) fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values,
        other => vec![other],
    }
}
