//! What went wrong, as a problem document (RFC 9457).

use crate::House;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Problems};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A problem on its way to the edge, which dresses it.
#[derive(Debug)]
pub enum Problem {
    /// An error of the house.
    Error(Error),
    /// The same, with more to say: alternatives to a time that is taken.
    With(Error, Map<String, Value>),
    /// What only HTTP knows.
    Http {
        /// Its status.
        status: StatusCode,
        /// Its name for programs.
        code: &'static str,
        /// A sentence.
        detail: String,
    },
    /// It is closed for longer than a moment.
    Closed {
        /// Its name for programs.
        code: &'static str,
        /// A sentence.
        detail: &'static str,
        /// When to come again (seconds).
        retry: u32,
    },
    /// What is wrong with single fields of a JSON body, by JSON pointer.
    Fields(Vec<(String, String)>),
}

/// All there is to say, in the order of the document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct Document {
    /// Where this kind of problem is described.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The status, again.
    pub status: u16,
    /// What happened, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The kind for programs: `not_found`, `invalid`, `booking_overlap`.
    pub code: String,
    /// The request's id, to be told when asking for help.
    pub request_id: String,
    /// What is wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// More members, by kind of problem.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FieldError {
    /// The field's name; of a query the parameter's.
    pub field: String,
    /// Where it stands in the body (RFC 6901).
    pub pointer: String,
    /// A sentence for the person who typed it.
    pub message: String,
}

impl Problem {
    /// Something that only HTTP knows.
    pub fn http(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        Problem::Http { status, code, detail: detail.into() }
    }

    /// One thing wrong with one field.
    pub fn field(field: &'static str, message: impl Into<String>) -> Problem {
        Problem::Error(Error::invalid(field, message))
    }

    /// Its status. What lost against a version that the caller named is 412; against one that only we read, 409.
    pub(super) fn status(&self, named_a_version: bool) -> StatusCode {
        match self {
            Problem::Http { status, .. } => *status,
            Problem::Closed { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Error(error) | Problem::With(error, _) => match error {
                Error::NotFound => StatusCode::NOT_FOUND,
                Error::Forbidden => StatusCode::FORBIDDEN,
                Error::SignIn => StatusCode::UNAUTHORIZED,
                Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Error::Conflict(rule) if rule == "idempotency_key_reused" => StatusCode::UNPROCESSABLE_ENTITY,
                Error::Conflict(rule) if rule.ends_with("_switched_off") => StatusCode::FORBIDDEN,
                Error::Conflict(rule) if rule.ends_with("_changed") && named_a_version => {
                    StatusCode::PRECONDITION_FAILED
                }
                Error::Conflict(_) => StatusCode::CONFLICT,
                Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
                Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
                Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    /// The document, and what a batch tells of one of its items.
    pub fn document(&self, house: &House, request_id: &str, named_a_version: bool) -> Value {
        serde_json::to_value(self.describe(house, request_id, named_a_version)).unwrap_or_default()
    }

    pub(super) fn describe(&self, house: &House, request_id: &str, named_a_version: bool) -> Document {
        let status = self.status(named_a_version);
        let (code, detail) = match self {
            Problem::Http { code, detail, .. } => ((*code).to_owned(), Some(detail.clone())),
            Problem::Closed { code, detail, .. } => ((*code).to_owned(), Some((*detail).to_owned())),
            Problem::Fields(_) => ("invalid".to_owned(), Some("Some fields cannot be accepted.".to_owned())),
            Problem::Error(error) | Problem::With(error, _) => told(house, error),
        };
        let errors = match self {
            Problem::Error(Error::Invalid(problems)) | Problem::With(Error::Invalid(problems), _) => {
                problems.iter().map(|(field, message)| field_error(&pointer(field), message)).collect()
            }
            Problem::Fields(fields) => fields.iter().map(|(pointer, message)| field_error(pointer, message)).collect(),
            _ => Vec::new(),
        };
        let more = match self {
            Problem::With(_, more) => more.clone(),
            _ => Map::new(),
        };
        Document {
            kind: house.url(&format!("/api#problem-{code}")),
            title: title(&code, status),
            status: status.as_u16(),
            detail,
            code,
            request_id: request_id.to_owned(),
            errors,
            more,
        }
    }
}

/// A field's name as a pointer: `guest.email` is `/guest/email`.
fn pointer(field: &str) -> String {
    format!("/{}", field.replace('.', "/"))
}

fn field_error(pointer: &str, message: &str) -> FieldError {
    let field = pointer.trim_start_matches('/').replace('/', ".");
    FieldError { field, pointer: pointer.to_owned(), message: message.to_owned() }
}

fn told(house: &House, error: &Error) -> (String, Option<String>) {
    match error {
        Error::NotFound => ("not_found".to_owned(), None),
        Error::Forbidden => ("forbidden".to_owned(), Some("Your role or your token does not allow this.".to_owned())),
        Error::SignIn => ("unauthorized".to_owned(), Some("Send a live token: Authorization: Bearer …".to_owned())),
        Error::Invalid(_) => ("invalid".to_owned(), Some("Some fields cannot be accepted.".to_owned())),
        Error::Conflict(rule) if rule == "idempotency_key_reused" => {
            (rule.clone(), Some("This Idempotency-Key came with another request before. Use a new one.".to_owned()))
        }
        Error::Conflict(rule) => (rule.clone(), Some(house.refusal(rule).to_owned())),
        Error::TooMany(_) => ("too_many_requests".to_owned(), Some("Wait until Retry-After has passed.".to_owned())),
        Error::Busy => ("busy".to_owned(), Some("The house is busy. Nothing was changed; try again.".to_owned())),
        Error::Broken(_) => {
            ("broken".to_owned(), Some("Something broke on our side. Look before you try again.".to_owned()))
        }
    }
}

/// A code in words: the status's own for what is plain HTTP, else the code without its underscores.
fn title(code: &str, status: StatusCode) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), letters.as_str()),
        None => status.canonical_reason().unwrap_or("Problem").to_owned(),
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem::Error(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status(false).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The names that a form gives its fields, as the JSON body calls them; those that are not listed stay.
pub fn renamed(problems: Problems, names: &[(&'static str, &'static str)]) -> Problems {
    let mut told = Problems::new();
    for (field, message) in problems.iter() {
        match names.iter().find(|(form, _)| *form == field) {
            Some((_, json)) => told.add(*json, message),
            None => told.add(field.to_owned(), message),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form_are_told_by_the_names_of_the_body() {
        let mut problems = Problems::new();
        problems.add("starts", "Choose a day and a time.");
        problems.add("title", "Too long.");
        let told = renamed(problems, &[("starts", "starts_at")]);
        assert_eq!(told.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["starts_at", "title"]);
    }

    #[test]
    fn a_lost_race_is_a_failed_precondition_only_for_who_named_one() {
        let lost = Problem::from(Error::conflict("booking_changed"));
        assert_eq!((lost.status(true).as_u16(), lost.status(false).as_u16()), (412, 409));
        assert_eq!(Problem::from(Error::conflict("booking_overlap")).status(true).as_u16(), 409);
        assert_eq!(Problem::from(Error::conflict("idempotency_key_reused")).status(false).as_u16(), 422);
        assert_eq!(Problem::from(Error::conflict("feeds_switched_off")).status(true).as_u16(), 403);
        assert_eq!(title("booking_overlap", StatusCode::CONFLICT), "Booking overlap");
        assert_eq!(pointer("guest.email"), "/guest/email");
    }
}
