//! What calls answer.

use super::Cursor;
use super::headers::Seen;
use super::problem::Problem;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::Error;
use kernel::crypto::crc32;
use schemars::JsonSchema;
use serde::Serialize;

/// What a handler of a call answers.
pub type Reply = Result<Response, Problem>;

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListOf{T}")]
pub struct List<T> {
    /// What is on it.
    pub data: Vec<T>,
    /// Where the next page begins; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> List<T> {
    /// The page of rows that were read with one more than fits; `edge` of its last row begins the next page.
    pub fn cut<R, E: Serialize>(
        mut rows: Vec<R>,
        limit: i64,
        sort: &str,
        edge: impl Fn(&R) -> E,
        show: impl FnMut(R) -> T,
    ) -> List<T> {
        let fits = usize::try_from(limit).unwrap_or(0);
        let has_more = rows.len() > fits;
        rows.truncate(fits);
        let next_cursor = rows.last().filter(|_| has_more).map(|last| Cursor::write(sort, &edge(last)));
        List { data: rows.into_iter().map(show).collect(), next_cursor }
    }

    /// The page of rows that were read whole, because there are few of them: those behind this one that fit.
    pub fn cut_out<R, E: Serialize + PartialEq>(
        all: Vec<R>,
        (after, limit): (Option<E>, i64),
        sort: &str,
        id: impl Fn(&R) -> E,
        fits: impl Fn(&R) -> bool,
        show: impl FnMut(R) -> T,
    ) -> List<T> {
        let start = match after {
            None => 0,
            Some(after) => all.iter().position(|row| id(row) == after).map_or(all.len(), |at| at + 1),
        };
        let most = usize::try_from(limit + 1).unwrap_or(1);
        List::cut(all.into_iter().skip(start).filter(fits).take(most).collect(), limit, sort, id, show)
    }
}

/// 200 with this.
pub fn ok(value: &impl Serialize) -> Reply {
    json(StatusCode::OK, written(value)?)
}

/// 202 with this: it will happen.
pub fn accepted(value: &impl Serialize) -> Reply {
    json(StatusCode::ACCEPTED, written(value)?)
}

/// 201 with what was made, and where it is.
pub fn made(path: &str, version: i64, value: &impl Serialize) -> Reply {
    let body = written(value)?;
    let tag = tag(version, &body);
    let mut response = json(StatusCode::CREATED, body)?;
    response.headers_mut().insert(ETAG, tag);
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(LOCATION, path);
    }
    Ok(response)
}

/// 204.
pub fn nothing() -> Reply {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// 200 with something that has a version, or 304 to whoever has it already.
pub fn tagged(seen: &Seen, version: i64, value: &impl Serialize) -> Reply {
    let body = written(value)?;
    let tag = tag(version, &body);
    let mut response = match seen.has(&tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => json(StatusCode::OK, body)?,
    };
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

fn written(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| Error::broken(error).into())
}

fn json(status: StatusCode, body: Vec<u8>) -> Reply {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// The version, which a change is made against, and a sum over all that is shown, names of other things included: `"7-1c291ca3"`.
fn tag(version: i64, body: &[u8]) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}-{:08x}\"", crc32(body))).unwrap_or(HeaderValue::from_static("\"0\""))
}
