//! The ways in and out, the account, and the theme.

mod account;
mod password_reset;
mod session;
mod sign_in;
mod theme;

pub use session::{seen, start};

use platform::Perm;
use platform::web::Routes;

/// The table.
pub fn routes() -> Routes {
    Routes::under("")
        .get("/", Perm::Public, sign_in::front_door)
        .get("/sign-in", Perm::Public, sign_in::show)
        .post("/sign-in", Perm::Public, sign_in::enter)
        .post("/sign-out", Perm::Public, sign_in::leave)
        .post("/theme", Perm::Public, theme::choose)
        .get("/password-reset", Perm::Public, password_reset::show)
        .post("/password-reset", Perm::Public, password_reset::ask)
        .get("/password-reset/{token}", Perm::Public, password_reset::show_link)
        .post("/password-reset/{token}", Perm::Public, password_reset::use_link)
        .get("/account", Perm::SignedIn, account::show)
        .post("/account/name", Perm::SignedIn, account::rename)
        .post("/account/alarms", Perm::SignedIn, account::choose_alarms)
        .post("/account/password", Perm::SignedIn, account::change_password)
        .post("/account/devices/revocation", Perm::SignedIn, account::end_device)
        .post("/account/other-devices/revocation", Perm::SignedIn, account::end_other_devices)
        .post("/account/programs/revocation", Perm::SignedIn, account::end_program)
}
