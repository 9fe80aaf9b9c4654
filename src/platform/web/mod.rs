//! The glue to axum: from a request to a [`Scope`](crate::Scope), and from a page or an error to a response.
//!
//! A domain writes a route table ([`Routes`]), whose rows name their [`Perm`](crate::Perm). The guard in front of each
//! row finds the viewer, the organisation and the rights, or refuses. A handler takes a `Scope` and a [`Page`], does its
//! work and answers with [`Answer`]; whatever goes wrong is dressed once, by the guard, as the reader can use it.

mod answer;
pub mod api;
mod clients;
mod export;
mod extract;
mod fault;
mod guard;
mod hosts;
mod hx;
mod live;
mod origin;
mod overtaken;
mod page;
mod routes;
mod secure;
mod sessions;
mod statics;

pub use answer::{csv, download, go, go_flash, kept_file, listed, picture, stored_download};
pub use clients::{MaybeClient, client_cookie, cookie_name, set_client_cookie};
pub use export::{BOOK_MAX, Reading, TURN, Turn, file_as_read};
pub use extract::{FileUpload, Form, Id, Path, Query, TABLE_MAX, TableUpload, Typed, UPLOAD_MAX, Upload, Uploaded};
pub use fault::{Answer, Fault, not_taken, nowhere, slower, toast_with_way, too_often};
pub use guard::Visit;
pub use hosts::own_host;
pub use hx::Hx;
pub use live::live;
pub use origin::same_origin;
pub use overtaken::{overtaken, quicker, saved_now};
pub use page::{Page, THEME_COOKIE};
pub use routes::{Method, Routes, Row};
pub use secure::secure;
pub use sessions::{SESSION_DAYS, SIGNED_IN, Sessions, expect_entry, session_layer};
pub use statics::statics;

use std::net::IpAddr;

/// The address a request came from: the peer's, or what a trusted proxy said. Put there by the accept loop.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// The id of a request: taken from `X-Request-Id` where it is well formed, else made. Put there by the outermost layer.
#[derive(Debug, Clone)]
pub struct RequestId(pub std::sync::Arc<str>);

/// How much news the viewer has not read. Put there by the guard.
#[derive(Debug, Clone, Copy)]
struct Unread(i64);

/// Who stands behind an address, for limits: the address itself, or of IPv6 the /64 that one subscriber has.
pub fn subscriber(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
