//! Answers that are not pages: redirects, files.

use super::fault::Answer;
use super::page;
use crate::House;
use crate::ui::Flash;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::Error;
use kernel::sheet::Paper;

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
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(mime));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let plain: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter)).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// A file that somebody has uploaded: a picture is shown, whatever else is downloaded under its own name (RFC 6266), and
/// nothing in it runs. It never changes under its address, and only who may see it keeps it.
pub fn kept_file(name: &str, mime: &str, bytes: impl Into<Body>, is_picture: bool) -> Response {
    let mut response = picture(mime, bytes);
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
    response
}

/// A picture that never changes under its address.
pub fn picture(mime: &str, bytes: impl Into<Body>) -> Response {
    let mut response = bytes.into().into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_str(mime).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    response
}
