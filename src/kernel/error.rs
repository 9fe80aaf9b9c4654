//! The one error of the house. It is dressed once, at the edge: as a page, as a fragment or as a problem document.

use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::fmt;

/// What every fallible function of the house answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something did not happen, in the terms the edge needs to answer it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the viewer may not even know of it.
    #[error("not found")]
    NotFound,
    /// The viewer may see it and may not do this with it.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in, and somebody must be.
    #[error("sign in first")]
    SignIn,
    /// What was sent cannot be accepted; each problem names its field.
    #[error("invalid: {0}")]
    Invalid(Problems),
    /// A named rule of the schema or of a policy refused the change, for example `booking_overlap`.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too many tries; the caller may try again at this instant.
    #[error("too many attempts until {0}")]
    TooMany(DateTime<Utc>),
    /// The database asked for the transaction to be tried again (serialisation failure, deadlock, busy).
    #[error("busy, try again")]
    Busy,
    /// A fault of ours or of something we stand on. Logged once with the request id; only that id is shown.
    #[error("broken: {0}")]
    Broken(String),
}

impl Error {
    /// A conflict with the rule of this name.
    pub fn conflict(rule: &str) -> Error {
        Error::Conflict(rule.to_owned())
    }

    /// A fault, told by whatever describes it.
    pub fn broken(report: impl fmt::Display) -> Error {
        Error::Broken(report.to_string())
    }

    /// One problem at one field.
    pub fn invalid(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Error {
        let mut problems = Problems::default();
        problems.add(field, message);
        Error::Invalid(problems)
    }

    /// Was somebody else quicker, so that what was sent was made against an older version? Their rules end so.
    pub fn is_overtaken(&self) -> bool {
        matches!(self, Error::Conflict(name) if name.ends_with("_changed"))
    }

    /// Is this the refusal of the rule with this name?
    pub fn is_conflict(&self, rule: &str) -> bool {
        matches!(self, Error::Conflict(name) if name == rule)
    }
}

/// Everything that is wrong with an input, field by field, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<(Cow<'static, str>, String)>);

impl Problems {
    /// No problem yet.
    pub fn new() -> Problems {
        Problems::default()
    }

    /// Notes a problem at a field; the message is a whole sentence for the person who typed it.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T>(&mut self, field: impl Into<Cow<'static, str>>, parsed: Result<T, impl Into<String>>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    /// Takes over what another part of the form found.
    pub fn extend(&mut self, more: Problems) {
        self.0.extend(more.0);
    }

    /// Is the input acceptable?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing wrong, or all of it as an error.
    pub fn check(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    /// The first problem of a field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, message)| message.as_str())
    }

    /// All problems as field and message.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_ref(), message.as_str()))
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, message)) in self.0.iter().enumerate() {
            write!(out, "{}{field}: {message}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}
