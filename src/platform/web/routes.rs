//! Route tables that carry the permission. A row cannot be written without one.

use super::guard;
use crate::{House, Perm};
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};

/// What a row answers to. Browsers use the first two; the others belong to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Looks, and changes nothing.
    Get,
    /// Changes something; in the API, makes something.
    Post,
    /// Says how something is to be.
    Put,
    /// Changes some of it.
    Patch,
    /// Takes it away.
    Delete,
}

impl Method {
    /// As it stands in a request.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// A row of a route table.
pub struct Row {
    /// What it answers to.
    pub method: Method,
    /// The whole path, with `{names}`.
    pub path: String,
    /// What is needed.
    pub perm: Perm,
    /// May stand in a frame on pages the organisation has listed.
    framed: bool,
    handler: MethodRouter<House>,
}

impl Row {
    pub(super) fn new(method: Method, path: String, perm: Perm, handler: MethodRouter<House>) -> Row {
        Row { method, path, perm, framed: false, handler }
    }
}

/// A route table.
pub struct Routes {
    prefix: &'static str,
    rows: Vec<Row>,
}

impl Routes {
    /// A table whose paths continue this one.
    pub fn under(prefix: &'static str) -> Routes {
        Routes { prefix, rows: Vec::new() }
    }

    /// A row that looks.
    pub fn get<H: Handler<T, House>, T: 'static>(self, path: &str, perm: Perm, handler: H) -> Routes {
        self.row(Method::Get, path, perm, get(handler))
    }

    /// A row that changes something.
    pub fn post<H: Handler<T, House>, T: 'static>(self, path: &str, perm: Perm, handler: H) -> Routes {
        self.row(Method::Post, path, perm, post(handler))
    }

    /// The rows so far may stand in frames on the pages that the organisation has listed: whoever opens them there has no
    /// cookie, so they need none.
    pub fn framed(mut self) -> Routes {
        self.rows.iter_mut().for_each(|row| row.framed = true);
        self
    }

    /// The rows of another table too.
    pub fn and(mut self, other: Routes) -> Routes {
        self.rows.extend(other.rows);
        self
    }

    /// The rows, for the tests that walk them and for `steward routes`.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The router, each row behind its guard.
    pub fn into_router(self, house: &House) -> Router<House> {
        self.rows.into_iter().fold(Router::new(), |router, row| {
            let guarded = row
                .handler
                .layer(axum::middleware::from_fn_with_state((house.clone(), row.perm, row.framed), guard::guard));
            router.route(&row.path, guarded)
        })
    }

    fn row(mut self, method: Method, path: &str, perm: Perm, handler: MethodRouter<House>) -> Routes {
        self.rows.push(Row::new(method, format!("{}{path}", self.prefix), perm, handler));
        self
    }
}
