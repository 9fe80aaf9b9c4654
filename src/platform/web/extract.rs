//! What handlers take from a request, with refusals the guard can dress.

use super::Fault;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, RawPathParams, Request};
use axum::http::request::Parts;
use kernel::files::PICTURE_MAX;
use kernel::{Error, Problems};
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

/// A form with a file: its plain fields, and the file if one was chosen.
pub struct Upload {
    /// Fields by name; of a repeated name the last one.
    pub fields: HashMap<String, String>,
    /// The file under the name `file`.
    pub file: Option<Uploaded>,
}

/// An uploaded file. Its own type is a claim, and is dropped.
pub struct Uploaded {
    /// What the browser calls it: a claim too, which may hold anything.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let unreadable = |why: String| Fault(Error::invalid("file", format!("This upload could not be read: {why}.")));
        let mut parts = Multipart::from_request(request, state).await.map_err(|error| unreadable(error.body_text()))?;
        let mut upload = Upload { fields: HashMap::new(), file: None };
        while let Some(part) = parts.next_field().await.map_err(|error| unreadable(error.body_text()))? {
            let name = part.name().unwrap_or_default().to_owned();
            let called = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|error| unreadable(error.body_text()))?;
            if name == "file" {
                upload.file = (!bytes.is_empty()).then(|| Uploaded { name: called, bytes: bytes.to_vec() });
            } else {
                upload.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        if upload.file.as_ref().is_some_and(|file| file.bytes.len() > PICTURE_MAX) {
            let mut problems = Problems::new();
            problems.add("file", "This file is larger than 5 MB.");
            return Err(Error::Invalid(problems).into());
        }
        Ok(upload)
    }
}
