//! What changed between two records, for events.

use serde_json::Value;

/// The fields in which two objects differ: as they were, and as they are.
pub fn difference(before: Value, after: Value) -> (Value, Value) {
    let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else {
        return (Value::Null, Value::Null);
    };
    before.retain(|name, was| match after.get(name) {
        Some(is) if is == was => {
            after.remove(name);
            false
        }
        _ => true,
    });
    (Value::Object(before), Value::Object(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changed_is_told() {
        let (before, after) =
            difference(json!({"name": "Aurora", "units": 1, "zone": "UTC"}), json!({"name": "Aurora", "units": 2}));
        assert_eq!(before, json!({"units": 1, "zone": "UTC"}));
        assert_eq!(after, json!({"units": 2}));
    }
}
