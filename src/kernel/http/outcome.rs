//! What became of a call, said so that the caller knows whether it can have arrived.

use hyper::body::Bytes;
use hyper::http::HeaderMap;
use std::net::IpAddr;

/// Why the guard let no call be made. Trying again would change nothing, unless the name or the settings change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an address at all.
    #[error("this is not a web address")]
    Unreadable,
    /// Neither `https` nor `http`.
    #[error("only https addresses are called")]
    Scheme,
    /// Plain `http` to somewhere the operator has not allowed.
    #[error("plain http is not encrypted: give an https address")]
    Plain,
    /// `https://user:password@…`.
    #[error("the address must not carry a name or a password")]
    Credentials,
    /// A port that web servers do not use.
    #[error("port {0} is not one that is called (443, 8443, 80, 8080)")]
    Port(u16),
    /// The host is, or resolves to, somebody's inside.
    #[error("{0} is not a public address")]
    Inside(IpAddr),
    /// A header that frames the message or names the host is not the caller's to set.
    #[error("the header {0} cannot be set")]
    Header(String),
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status; redirects are answers like any other.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as far as it was read.
    pub body: Bytes,
    /// There was more of it than is read.
    pub is_cut: bool,
}

impl Reply {
    /// Did it say yes (2xx)?
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header's value, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What became of a call.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The guard refused: nothing left the house.
    Refused(Refusal),
    /// Nobody was there, or no safe connection could be made: nothing of the request left the house.
    Unreachable {
        /// What happened.
        reason: String,
    },
    /// The other side answered.
    Answered(Reply),
    /// The request left, at least in part, and no answer came: it may have been acted on.
    Unknown {
        /// What happened.
        reason: String,
    },
}
