//! The pages on which clients sign in, and see who they are.

mod letters;
mod profile;
mod sign_in;

use platform::web::Routes;
use platform::{Org, Perm};

/// The table.
pub fn routes() -> Routes {
    Routes::under("/b/{org}")
        .get("/sign-in", Perm::Public, sign_in::show)
        .post("/sign-in", Perm::Public, sign_in::ask)
        .get("/sign-in/code", Perm::Public, sign_in::show_code)
        .post("/sign-in/code", Perm::Public, sign_in::enter)
        .get("/my/profile", Perm::Client, profile::show)
        .post("/my/profile", Perm::Client, profile::change)
        .post("/my/letters", Perm::Client, letters::choose_here)
        .get("/letters/{token}", Perm::Public, letters::show)
        .post("/letters/{token}", Perm::Public, letters::choose)
        .get("/letters/{token}/ending", Perm::Public, letters::show)
        .post("/letters/{token}/ending", Perm::Public, letters::stop)
        .post("/my/sign-out", Perm::Client, sign_in::leave)
        .post("/my/sessions/revocation", Perm::Client, sign_in::leave_everywhere)
}

/// Where a client goes who wanted to go there, if it is one of the organisation's own pages.
fn onwards(org: &Org, next: &str) -> String {
    org.public_path(crate::identity::policy::local_path(next).unwrap_or("/my/bookings"))
}
