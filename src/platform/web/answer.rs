//! Answers that are not pages: redirects, files.

use super::fault::Answer;
use super::page;
use crate::House;
use crate::files::{self, Stored};
use crate::ui::Flash;
use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::sheet::Paper;
use kernel::{Error, Result};
use uuid::Uuid;

/// On to another page (303): what follows every change.
pub fn go(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // A path of ours; one that is no header value can only come from a caller, and leads home.
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, location);
    response
}

/// On to another page, with a message there, perhaps with an undo.
pub fn go_flash(house: &House, path: &str, flash: Flash) -> Response {
    let mut response = go(path);
    page::carry(house, response.headers_mut(), &flash);
    response
}

/// A CSV file (RFC 4180, UTF-8 with a byte order mark, because spreadsheets guess wrong without it).
pub fn csv(name: &str, text: String) -> Response {
    download(name, "text/csv; charset=utf-8", format!("\u{feff}{text}").into_bytes())
}

/// A list as a file, written on a thread that serves nobody else. The name is that of the sheet, and of the file.
pub async fn listed<R>(
    paper: Paper,
    name: String,
    heads: Vec<String>,
    rows: impl FnOnce() -> R + Send + 'static,
) -> Answer
where
    R: Iterator<Item = Vec<String>>,
{
    let file = format!("{}.{}", kernel::text::slug(&name), paper.extension());
    let written = tokio::task::spawn_blocking(move || paper.write(&name, &heads, rows())).await;
    Ok(download(&file, paper.mime(), written.map_err(Error::broken)??))
}

/// A file to keep.
pub fn download(name: &str, mime: &'static str, bytes: Vec<u8>) -> Response {
    download_as(name, mime, Body::from(bytes))
}

/// The same of what comes in pieces.
pub(super) fn download_as(name: &str, mime: &'static str, body: Body) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(mime));
    to_keep(response, name)
}

fn to_keep(mut response: Response, name: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let plain: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// A file of the house to keep, as [`download`].
///
/// # Errors
/// Where its bytes stand outside and cannot be had.
pub async fn stored_download(house: &House, org: Uuid, name: &str, file: Stored) -> Result<Response> {
    Ok(to_keep(stored(house, org, file).await?, name))
}

/// A file that somebody has uploaded: a picture is shown, whatever else is downloaded under its own name (RFC 6266), and
/// nothing in it runs. It never changes under its address, and only who may see it keeps it.
///
/// # Errors
/// As [`stored_download`].
pub async fn kept_file(house: &House, org: Uuid, name: &str, file: Stored, is_picture: bool) -> Result<Response> {
    let mut response = picture(house, org, file).await?;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-_. ".contains(letter) { letter } else { '_' })
        .collect();
    let escaped: String = name
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let kind = if is_picture { "inline" } else { "attachment" };
    if let Ok(value) = HeaderValue::from_str(&format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{escaped}")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A picture that never changes under its address.
///
/// # Errors
/// As [`stored_download`].
pub async fn picture(house: &House, org: Uuid, file: Stored) -> Result<Response> {
    let mut response = stored(house, org, file).await?;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}

/// The bytes of a file as they come, with their size, so that whoever is cut off sees it.
async fn stored(house: &House, org: Uuid, file: Stored) -> Result<Response> {
    let size = file.size;
    let mime = HeaderValue::from_str(&file.mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = files::body(house, org, file).await?.into_response();
    response.headers_mut().insert(CONTENT_TYPE, mime);
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    Ok(response)
}
