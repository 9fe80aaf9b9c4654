//! JSON in one spelling, so that equal values have equal hashes whatever engine kept them.
//!
//! Keys stand in the order of their bytes, there is no white space, and a number without a fraction has no point:
//! SQLite keeps the text it was given, Postgres keeps values and writes them its own way.

use serde_json::{Number, Value};

/// Whole numbers up to here are exact in a double.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The one spelling of a value.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            to.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                to.push_str(if at == 0 { "" } else { "," });
                write(&Value::String(key.clone()), to);
                to.push(':');
                write(&map[key], to);
            }
            to.push('}');
        }
        Value::Array(list) => {
            to.push('[');
            for (at, item) in list.iter().enumerate() {
                to.push_str(if at == 0 { "" } else { "," });
                write(item, to);
            }
            to.push(']');
        }
        Value::Number(number) => to.push_str(&whole(number)),
        other => to.push_str(&other.to_string()),
    }
}

fn whole(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT_MAX => {
            format!("{}", float as i64)
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn equal_values_have_one_spelling() {
        let one: Value = serde_json::from_str(r#"{ "b": [1.0, 2.50, 1e3], "a": {"é": null, "c": "x\ny"} }"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a":{"c":"x\ny","é":null},"b":[1,2.5,1000]}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&other));
        assert_eq!(canonical(&one), r#"{"a":{"c":"x\ny","é":null},"b":[1,2.5,1000]}"#);
        assert_ne!(canonical(&json!({"a": "1"})), canonical(&json!({"a": 1})));
        assert_eq!(canonical(&json!(i64::MAX)), i64::MAX.to_string());
    }
}
