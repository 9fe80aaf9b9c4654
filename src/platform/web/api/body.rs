//! What a call sends: a JSON body, a query. What cannot be read is told at its field.

use super::problem::Problem;
use crate::Scope;
use crate::files::{Arrived, Arriving};
use crate::web::TABLE_MAX;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::http::request::Parts;
use futures::StreamExt;
use kernel::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

/// The largest body of a call (bytes).
const BODY_MAX: usize = 256 * 1024;
/// What is said of a parameter that a call does not know.
pub(super) const UNKNOWN: &str = "There is no such parameter here.";
/// What is said of a field that has to be there.
const MISSING: &str = "This is missing.";
/// Fields that are missed at once.
const MISSING_MAX: usize = 20;
/// What can stand in for an instant.
const NO_TIME: &str = "1970-01-01T00:00:00Z";
/// What can stand in for a day.
const NO_DAY: &str = "1970-01-01";
/// What can stand in for an id.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";
/// Objects and arrays inside each other.
const DEPTH_MAX: usize = 32;

/// A JSON body. Names that nobody knows are refused (`deny_unknown_fields` on the type).
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let headers = request.headers();
        if !is_json(headers) {
            let detail = "Send JSON: Content-Type: application/json.";
            return Err(Problem::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        let too_large =
            || Problem::http(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "A body may have 256 KiB at most.");
        let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > BODY_MAX) {
            return Err(too_large());
        }
        let bytes = to_bytes(request.into_body(), BODY_MAX).await.map_err(|_| too_large())?;
        if depth(&bytes) > DEPTH_MAX {
            return Err(malformed(&format!("This body is deeper than {DEPTH_MAX} levels.")));
        }
        read(&bytes).map(Body)
    }
}

/// A table as the body of a call: what it is, its bytes say.
pub struct TableBody(pub Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for TableBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        demand_file(request.headers())?;
        let too_large =
            || Problem::http(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "A file of rows may have 50 MB at most.");
        let bytes = to_bytes(request.into_body(), TABLE_MAX).await.map_err(|_| too_large())?;
        match bytes.is_empty() {
            true => Err(Error::invalid("file", "Send a file as the body.").into()),
            false => Ok(TableBody(bytes.into())),
        }
    }
}

/// A file as the body of a call, which goes to the disk while it arrives. The query says what it is called: `name`.
pub struct FileBody(pub Option<Arrived>);

impl<S: Send + Sync> FromRequest<S> for FileBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        demand_file(request.headers())?;
        let scope = request.extensions().get::<Scope>().cloned();
        let house = scope.ok_or_else(|| Error::broken("a file for no organisation"))?.house;
        let asked = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(request.uri());
        let pairs = asked.map(|asked| asked.0).unwrap_or_default();
        let name = pairs.into_iter().find(|(name, _)| name == "name").map(|(_, value)| value).unwrap_or_default();
        let mut arriving = Arriving::begin(&house, &name).await?;
        let mut pieces = request.into_body().into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| malformed("The file did not arrive whole."))?;
            arriving.take(&piece).await?;
        }
        Ok(FileBody(arriving.end().await?))
    }
}

/// A file is sent as it is: neither as JSON nor in the parts of a form.
fn demand_file(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_other = ["multipart/", "application/x-www-form-urlencoded"].iter().any(|other| kind.starts_with(other));
    if is_other || is_json(headers) {
        let detail = "Send the file as it is: Content-Type: application/octet-stream.";
        return Err(Problem::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind == "application/merge-patch+json"
}

fn malformed(detail: &str) -> Problem {
    Problem::http(StatusCode::BAD_REQUEST, "malformed", detail)
}

/// The deepest nesting of a JSON text, whether or not it is well formed.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let inner = error.inner();
        match inner.is_data() {
            true => refused::<T>(&error, || serde_json::from_slice(bytes).unwrap_or_default()),
            false => malformed(&format!("This is not valid JSON: {inner}.")),
        }
    })?;
    json.end().map_err(|error| malformed(&format!("This is not valid JSON: {error}.")))?;
    Ok(value)
}

/// Reads a value that is JSON already.
pub(super) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(&value).map_err(|error| refused::<T>(&error, || value.clone()))
}

/// What is wrong, at its field; of fields that are missing, as many as can be told at once.
fn refused<T: DeserializeOwned>(
    error: &serde_path_to_error::Error<serde_json::Error>,
    body: impl FnOnce() -> Value,
) -> Problem {
    let (place, complaint) = (pointer(error.path()), error.inner().to_string());
    match missing(&complaint) {
        Some(name) => {
            let all = all_missing::<T>(body(), (place, name.to_owned()));
            Problem::Fields(all.into_iter().map(|(place, name)| (below(&place, &name), MISSING.to_owned())).collect())
        }
        None => Problem::Fields(vec![(place, as_sentence(&complaint))]),
    }
}

/// The field that a complaint says is missing.
fn missing(complaint: &str) -> Option<&str> {
    complaint.strip_prefix("missing field `")?.split('`').next()
}

/// Reading stops at the first field that is missing. So a stand-in is put there, and it is read again.
fn all_missing<T: DeserializeOwned>(mut body: Value, first: (String, String)) -> Vec<(String, String)> {
    let mut found = vec![first];
    while let Some(next) = found.last().and_then(|(place, name)| next_missing::<T>(&mut body, place, name)) {
        found.push(next);
        if found.len() >= MISSING_MAX {
            break;
        }
    }
    found
}

/// The field that is missed after this one, which has a stand-in in the body from then on. None: nothing stands in for
/// it, or what is wrong next is something else.
fn next_missing<T: DeserializeOwned>(body: &mut Value, place: &str, name: &str) -> Option<(String, String)> {
    let own = below(place, name);
    let mut stand_ins: Vec<Value> = [NO_TIME, NO_DAY, NO_ID].into_iter().map(Value::from).collect();
    stand_ins.extend([Value::Array(Vec::new()), Value::Bool(false), Value::from(0), Value::from("")]);
    while let Some(stand_in) = stand_ins.pop() {
        body.pointer_mut(place)?.as_object_mut()?.insert(name.to_owned(), stand_in);
        let error = serde_path_to_error::deserialize::<_, T>(&*body).err()?;
        let (at, complaint) = (pointer(error.path()), error.inner().to_string());
        match missing(&complaint) {
            Some(next) if !at.starts_with(&own) => return Some((at, next.to_owned())),
            None if at.starts_with(&own) => stand_ins.extend(a_variant(&complaint).map(Value::from)),
            _ => return None,
        }
    }
    None
}

/// One of the words that could have stood there: ``unknown variant ``, expected one of `room`, `desk` ``.
fn a_variant(complaint: &str) -> Option<&str> {
    complaint.strip_prefix("unknown variant ``")?.split('`').nth(1)
}

fn below(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn as_sentence(complaint: &str) -> String {
    // Where the text has its lines is no news to a program.
    let complaint = complaint.split(" at line ").next().unwrap_or(complaint);
    let mut letters = complaint.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(below("", key)),
            Segment::Enum { variant } => Some(format!("/{variant}")),
            Segment::Unknown => None,
        })
        .collect()
}

/// The query of a call. Names that nobody knows are refused (`deny_unknown_fields` on the type).
pub struct Ask<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Ask<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Not as pages do it: there an empty field says nothing, here it is a value that has to be one of those described.
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(values)) => Ok(Ask(values)),
            Err(rejection) => {
                let text = rejection.to_string();
                let complaint = std::error::Error::source(&rejection).map_or(text, |source| source.to_string());
                // `limit: invalid digit found in string`, or a complaint about the whole.
                let named = |opening| complaint.strip_prefix(opening)?.split('`').next();
                let plain = |name, sentence: &'static str| (name, sentence.trim_end_matches('.'));
                let missed = missing(&complaint).map(|name| plain(name, MISSING));
                let (field, message) = missed
                    .or_else(|| named("unknown field `").map(|name| plain(name, UNKNOWN)))
                    .or_else(|| complaint.split_once(": "))
                    .unwrap_or(("", complaint.as_str()));
                let is_name =
                    !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                Err(match is_name {
                    true => Problem::Fields(vec![(format!("/{field}"), format!("{message}."))]),
                    false => Problem::Error(Error::invalid("query", format!("{complaint}."))),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "read to see what cannot be read")]
    struct Wish {
        title: String,
        guests: Vec<Guest>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "read to see what cannot be read")]
    struct Guest {
        age: i64,
    }

    fn first(text: &str) -> String {
        match read::<Wish>(text.as_bytes()).unwrap_err() {
            Problem::Fields(fields) => fields[0].0.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_pointer() {
        assert_eq!(first(r#"{"title": 7, "guests": []}"#), "/title");
        assert_eq!(first(r#"{"title": "a", "guests": [{"age": 1}, {"age": "x"}]}"#), "/guests/1/age");
        assert_eq!(first(r#"{"title": "a", "guests": [], "admin": true}"#), "/admin");
        assert!(first(r#"{"title": "#).contains("malformed"));
        assert!(first(r#"{"title": "a", "guests": []} x"#).contains("malformed"));
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "read to see what is missing")]
    struct Many {
        name: String,
        #[serde(default)]
        note: String,
        resource: uuid::Uuid,
        from: chrono::DateTime<chrono::Utc>,
        day: chrono::NaiveDate,
        kind: Choice,
        events: Vec<String>,
        people: u16,
        is_open: bool,
        guest: Guest,
        last: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        Room,
    }

    fn pointers<T: DeserializeOwned>(text: &str) -> Vec<String> {
        match read::<T>(text.as_bytes()) {
            Err(Problem::Fields(fields)) => fields.into_iter().map(|(pointer, _)| pointer).collect(),
            _ => panic!("not refused at its fields: {text}"),
        }
    }

    #[test]
    fn fields_that_are_missing_are_told_together_each_by_its_name() {
        let all = ["/name", "/resource", "/from", "/day", "/kind", "/events", "/people", "/is_open", "/guest"];
        assert_eq!(pointers::<Many>("{}"), all, "nothing stands in for what has fields of its own");
        assert_eq!(
            pointers::<Many>(r#"{"name": "a", "note": "b", "guest": {"age": 1}, "is_open": true, "events": []}"#),
            ["/resource", "/from", "/day", "/kind", "/people", "/last"]
        );
        assert_eq!(pointers::<Wish>(r#"{"title": "a", "guests": [{"age": 1}, {}]}"#), ["/guests/1/age"]);
        // What else is wrong is told when that is mended.
        assert_eq!(pointers::<Wish>(r#"{"guests": [{"age": "old"}]}"#), ["/guests/0/age"]);
    }

    #[test]
    fn depth_is_counted_outside_of_texts() {
        assert_eq!(depth(br#"{"a": [[{"b": "[[[\"{{{"}]]}"#), 4);
        assert_eq!(depth(&[b'['; 100_000]), 100_000);
    }
}
