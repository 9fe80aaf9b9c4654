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
            true => at_field(error.path(), &inner.to_string()),
            false => malformed(&format!("This is not valid JSON: {inner}.")),
        }
    })?;
    json.end().map_err(|error| malformed(&format!("This is not valid JSON: {error}.")))?;
    Ok(value)
}

/// Reads a value that is JSON already.
pub(super) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| at_field(error.path(), &error.inner().to_string()))
}

fn at_field(path: &serde_path_to_error::Path, complaint: &str) -> Problem {
    let pointer: String = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { variant } => Some(format!("/{variant}")),
            Segment::Unknown => None,
        })
        .collect();
    // Where the text has its lines is no news to a program.
    let complaint = complaint.split(" at line ").next().unwrap_or(complaint);
    let mut letters = complaint.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    Problem::Fields(vec![(pointer, format!("{first}{}.", letters.as_str()))])
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
                let (field, message) = complaint.split_once(": ").unwrap_or(("", complaint.as_str()));
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

    fn pointer(text: &str) -> String {
        match read::<Wish>(text.as_bytes()).unwrap_err() {
            Problem::Fields(fields) => fields[0].0.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_pointer() {
        assert_eq!(pointer(r#"{"title": 7, "guests": []}"#), "/title");
        assert_eq!(pointer(r#"{"title": "a", "guests": [{"age": 1}, {"age": "x"}]}"#), "/guests/1/age");
        assert_eq!(pointer(r#"{"title": "a", "guests": [], "admin": true}"#), "/admin");
        assert!(pointer(r#"{"title": "#).contains("malformed"));
        assert!(pointer(r#"{"title": "a", "guests": []} x"#).contains("malformed"));
    }

    #[test]
    fn depth_is_counted_outside_of_texts() {
        assert_eq!(depth(br#"{"a": [[{"b": "[[[\"{{{"}]]}"#), 4);
        assert_eq!(depth(&[b'['; 100_000]), 100_000);
    }
}
