//! A request that works: shown on the readable page, and made by a test, so that what is shown is true.

use super::table::Placed;
use crate::Perm;
use crate::web::Method;
use serde_json::Value;

/// A request, with words such as `$BOOKING` where the reader's own ids stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its verb.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// Its query.
    pub query: Vec<(String, String)>,
    /// Does it carry a token?
    pub has_token: bool,
    /// Does it carry an `Idempotency-Key`?
    pub has_key: bool,
    /// Is it signed instead?
    pub is_signed: bool,
    /// Its body.
    pub body: Option<Value>,
    /// The same where it is a file: its media type and its content.
    pub file: Option<(&'static str, &'static str)>,
}

impl Placed {
    /// A request that works.
    pub fn example(&self) -> Example {
        let (call, operation) = (&self.call, self.call.operation());
        let example = operation.example.clone();
        let (query, body) = match operation.has_body() {
            true => (None, Some(example.unwrap_or_else(|| Value::Object(Default::default())))),
            false => (example, None),
        };
        let pairs = match query {
            Some(Value::Object(pairs)) => pairs.into_iter().map(|(name, value)| (name, word(&value))).collect(),
            _ => Vec::new(),
        };
        Example {
            method: call.method(),
            path: with_words(&self.path()),
            query: pairs,
            has_token: call.perm() != Perm::Public,
            has_key: operation.is_once,
            is_signed: operation.is_signed,
            body,
            file: operation.file,
        }
    }
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `/bookings/{id}` is `/bookings/$BOOKING`.
fn with_words(path: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        parts.push(match part {
            "{org}" => "$ORG".to_owned(),
            "{role}" => "$ROLE".to_owned(),
            "{task}" => "$TASK".to_owned(),
            "{file}" => "$FILE".to_owned(),
            "{attachment}" => "$ATTACHMENT".to_owned(),
            "{source}" => "$INBOX_SOURCE".to_owned(),
            "{entry}" => "$ENTRY".to_owned(),
            "{code}" => "$CODE".to_owned(),
            "{id}" => {
                format!("${}", parts.last().map(|nouns| one_of(nouns)).unwrap_or_default())
            }
            plain => plain.to_owned(),
        });
    }
    parts.join("/")
}

/// The word for one of these: `BOOKING`, `WEBHOOK_DELIVERY`.
fn one_of(nouns: &str) -> String {
    let one = match nouns.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => nouns.trim_end_matches('s').to_owned(),
    };
    one.replace('-', "_").to_ascii_uppercase()
}

impl Example {
    /// As one types it, at this house.
    pub fn curl(&self, base_url: &str) -> String {
        let pairs = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let address = match (self.file, pairs.is_empty()) {
            (Some(_), false) => format!("\"{base_url}{}?{pairs}\"", self.path),
            _ => format!("{base_url}{}", self.path),
        };
        let mut lines = vec![match (self.method, self.query.is_empty()) {
            (Method::Get, true) => format!("curl {base_url}{}", self.path),
            (Method::Get, false) => format!("curl -G {base_url}{}", self.path),
            (method, _) => format!("curl -X {} {address}", method.name()),
        }];
        if self.has_token {
            lines.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        if self.has_key {
            lines.push("-H \"Idempotency-Key: $(uuidgen)\"".to_owned());
        }
        if self.is_signed {
            lines.extend(
                ["id: $ID", "timestamp: $SECONDS", "signature: v1,$SIGNATURE"]
                    .map(|one| format!("-H \"webhook-{one}\"")),
            );
        }
        if let Some((media, content)) = self.file {
            lines.push(format!("-H \"Content-Type: {media}\""));
            lines.push("--data-binary @- <<FILE".to_owned());
            return format!("{}\n{}\nFILE", lines.join(" \\\n  "), content.trim_end());
        }
        lines.extend(self.query.iter().map(|(name, value)| format!("--data-urlencode \"{name}={value}\"")));
        if let Some(body) = &self.body {
            lines.push("--json @- <<JSON".to_owned());
            let text = serde_json::to_string_pretty(body).unwrap_or_default();
            return format!("{}\n{text}\nJSON", lines.join(" \\\n  "));
        }
        lines.join(" \\\n  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_written_as_one_types_it() {
        let mut example = Example {
            method: Method::Post,
            path: with_words("/api/v1/orgs/{org}/bookings/{id}/cancellation"),
            query: Vec::new(),
            has_token: true,
            has_key: true,
            is_signed: false,
            body: Some(json!({ "reason": "Ill." })),
            file: None,
        };
        assert_eq!(
            example.curl("https://house.example"),
            "curl -X POST https://house.example/api/v1/orgs/$ORG/bookings/$BOOKING/cancellation \\\n  \
             -H \"Authorization: Bearer $TOKEN\" \\\n  -H \"Idempotency-Key: $(uuidgen)\" \\\n  \
             --json @- <<JSON\n{\n  \"reason\": \"Ill.\"\n}\nJSON"
        );
        assert_eq!(with_words("/webhook-deliveries/{id}/replay"), "/webhook-deliveries/$WEBHOOK_DELIVERY/replay");
        (example.method, example.body) = (Method::Get, None);
        example.query.push(("q".to_owned(), "bo".to_owned()));
        assert!(example.curl("").starts_with("curl -G /api"));
        (example.method, example.file) = (Method::Post, Some(("text/csv", "a,b\n")));
        assert!(example.curl("").ends_with("--data-binary @- <<FILE\na,b\nFILE"), "{}", example.curl(""));
    }
}
