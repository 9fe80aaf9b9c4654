//! The pages of being told: the bell and its list, the choices, the log, and the chat room.

mod choices;
mod list;
mod log;
mod room;

use super::policy;
use super::store;
use futures::future::BoxFuture;
use kernel::Result;
use platform::house::Bell;
use platform::web::Routes;
use platform::{Perm, Scope};

/// The bell of the top bar.
pub const BELL: Bell = Bell { path: "/notifications", unread };

/// The rows of this domain. What a person is told is their own, whatever their role.
pub fn routes() -> Routes {
    Routes::under("/o/{org}")
        .get("/notifications", Perm::SignedIn, list::index)
        .get("/notifications/bell", Perm::SignedIn, list::bell)
        .post("/notifications/reading", Perm::SignedIn, list::read_all)
        .post("/notifications/{id}/reading", Perm::SignedIn, list::read_one)
        .get("/notifications/choices", Perm::SignedIn, choices::show)
        .post("/notifications/choices", Perm::SignedIn, choices::choose)
        .get("/notifications/log", Perm::SignedIn, log::index)
        .get("/settings/chat", Perm::OrgManage, room::show)
        .post("/settings/chat", Perm::OrgManage, room::set_up)
        .post("/settings/chat/removal", Perm::OrgManage, room::remove)
        .post("/settings/chat/test", Perm::OrgManage, room::test)
}

fn unread(scope: &Scope) -> BoxFuture<'_, Result<i64>> {
    Box::pin(async move {
        match scope.user_id() {
            Some(user) => store::count_unread(scope.db(), scope.org_id(), user, &policy::kinds(scope)).await,
            None => Ok(0),
        }
    })
}
