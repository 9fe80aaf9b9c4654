//! What handlers take from a request, with refusals the guard can dress.

use super::Fault;
use crate::files::{Arrived, Arriving};
use crate::{House, Scope};
use axum::body::{Body, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use axum::http::request::Parts;
use kernel::Error;
use kernel::files::{PICTURE_MAX, most_text};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use uuid::Uuid;

/// A form's fields; repeated names become a `Vec`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Form(fields)),
            Err(rejection) => Err(Error::invalid("form", format!("This form could not be read: {rejection}.")).into()),
        }
    }
}

/// A form read twice: as what it means, and as the fields it came in, so that a page in between can send it on as it was
/// typed.
pub struct Typed<T> {
    /// What it means.
    pub form: T,
    /// Names and values, in their order.
    pub fields: Vec<(String, String)>,
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequest<S> for Typed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let one = Request::from_parts(parts.clone(), Body::empty());
        let other = Request::from_parts(parts.clone(), Body::empty());
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await.map_err(|error| {
            Fault(Error::invalid("form", format!("This form could not be read: {}.", error.body_text())))
        })?;
        let Form(form) = Form::<T>::from_request(one.map(|_| bytes.clone().into()), state).await?;
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(other.map(|_| bytes.into()), state).await?;
        Ok(Typed { form, fields })
    }
}

/// The query's values; repeated names become a `Vec`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match axum_extra::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum_extra::extract::Query(values)) => Ok(Query(values)),
            Err(rejection) => {
                Err(Error::invalid("query", format!("This address could not be read: {rejection}.")).into())
            }
        }
    }
}

/// The names in a path, by name: a struct takes those it knows. What does not parse does not exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(names)| Path(names)).map_err(|_| Error::NotFound.into())
    }
}

/// The `{id}` of a path.
pub struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let id = params.iter().find(|(name, _)| *name == "id").and_then(|(_, value)| value.parse().ok());
        Ok(Id(id.ok_or(Error::NotFound)?))
    }
}

/// A form with a file: its plain fields, and the file if one was chosen. One that is too large is read to its end and not
/// kept, so that its form comes back with what was typed.
pub struct Upload {
    /// Fields by name; of a repeated name the last one.
    pub fields: HashMap<String, String>,
    /// The file under the name `file`, or why it is not taken.
    pub file: Result<Option<Uploaded>, String>,
}

/// An uploaded file. Its own name and type are claims: the type is dropped, the name is for people only.
pub struct Uploaded {
    /// What its sender called it.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        parted(request, state, PICTURE_MAX).await
    }
}

/// The largest form with a file that is read at all (bytes).
pub const UPLOAD_MAX: usize = 200 * 1024 * 1024;

/// The largest table that is taken (bytes).
pub const TABLE_MAX: usize = 50 * 1024 * 1024;

/// A form with a table, which may be much larger than a picture.
pub struct TableUpload(pub Upload);

impl<S: Send + Sync> FromRequest<S> for TableUpload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        parted(request, state, TABLE_MAX).await.map(TableUpload)
    }
}

/// The longest plain field of a form with a file (bytes).
const FIELD_MAX: usize = 64 * 1024;

/// A form with a file that may be large: it goes to the disk while it arrives, and is never in memory whole.
pub struct FileUpload {
    /// Fields by name; of a repeated name the last one.
    pub fields: HashMap<String, String>,
    /// The file under the name `file`, or why it is not taken.
    pub file: Result<Option<Arrived>, String>,
}

impl<S: Send + Sync> FromRequest<S> for FileUpload {
    type Rejection = Fault;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Fault> {
        let scope = request.extensions().get::<Scope>().cloned();
        let house = scope.ok_or_else(|| Error::broken("a file for no organisation"))?.house;
        // What is taken is counted here, piece by piece.
        DefaultBodyLimit::disable().apply(&mut request);
        let mut parts =
            Multipart::from_request(request, state).await.map_err(|error| unreadable(&error.body_text()))?;
        let mut upload = FileUpload { fields: HashMap::new(), file: Ok(None) };
        while let Some(mut part) = parts.next_field().await.map_err(|error| unreadable(&error.body_text()))? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                upload.file = arrived(&house, part).await?;
                continue;
            }
            let mut text = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(|error| unreadable(&error.body_text()))? {
                text.extend_from_slice(&piece);
                if text.len() > FIELD_MAX {
                    return Err(unreadable("a field is too long"));
                }
            }
            upload.fields.insert(name, String::from_utf8_lossy(&text).into_owned());
        }
        Ok(upload)
    }
}

/// The file of a form, or why it is not taken: the rest of it comes and goes.
async fn arrived(house: &House, mut part: Field<'_>) -> Result<Result<Option<Arrived>, String>, Fault> {
    let mut arriving = Ok(Arriving::begin(house, part.file_name().unwrap_or_default()).await?);
    let mut left = UPLOAD_MAX;
    while let Some(piece) = part.chunk().await.map_err(|error| unreadable(&error.body_text()))? {
        match &mut arriving {
            Ok(file) => match file.take(&piece).await {
                Ok(()) => {}
                Err(Error::Invalid(problems)) => arriving = Err(problems.at("file").unwrap_or_default().to_owned()),
                Err(error) => return Err(error.into()),
            },
            Err(_) => left = left.checked_sub(piece.len()).ok_or_else(|| unreadable("it does not end"))?,
        }
    }
    match arriving {
        Ok(file) => Ok(Ok(file.end().await?)),
        Err(told) => Ok(Err(told)),
    }
}

fn unreadable(why: &str) -> Fault {
    Fault(Error::invalid("file", format!("This upload could not be read: {why}.")))
}

/// Reads a form whose file has so many bytes at most.
async fn parted<S: Send + Sync>(mut request: Request, state: &S, most: usize) -> Result<Upload, Fault> {
    // Instead of the limit for all the house's forms: what is kept is counted here, piece by piece.
    DefaultBodyLimit::max(UPLOAD_MAX).apply(&mut request);
    let mut parts = Multipart::from_request(request, state).await.map_err(|error| unreadable(&error.body_text()))?;
    let mut upload = Upload { fields: HashMap::new(), file: Ok(None) };
    let mut kept = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|error| unreadable(&error.body_text()))? {
        let name = part.name().unwrap_or_default().to_owned();
        let called = part.file_name().unwrap_or_default().to_owned();
        let (mut bytes, mut fits) = (Vec::new(), true);
        while let Some(piece) = part.chunk().await.map_err(|error| unreadable(&error.body_text()))? {
            fits = fits && bytes.len() + piece.len() <= most;
            match fits {
                true => bytes.extend_from_slice(&piece),
                false => bytes = Vec::new(),
            }
        }
        kept += bytes.len();
        if kept > most + FIELD_MAX || (!fits && name != "file") {
            return Err(unreadable("it holds too much"));
        }
        if name != "file" {
            upload.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        } else if fits {
            upload.file = Ok((!bytes.is_empty()).then_some(Uploaded { name: called, bytes }));
        } else {
            upload.file = Err(format!("This file is larger than {}.", most_text(most as u64)));
        }
    }
    Ok(upload)
}
