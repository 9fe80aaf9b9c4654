//! Organisations, the people of a team, what they hold, and what roles there are, for programs.

mod grants;
mod organisations;
mod users;

use platform::web::api::Api;

/// The table.
pub fn api() -> Api {
    organisations::api().and(users::api()).and(grants::api())
}
