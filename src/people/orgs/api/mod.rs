//! Organisations, the people of a team, and what they hold, for programs.

mod blocks;
mod grants;
mod organisations;
mod users;

use platform::web::api::Api;

/// The table.
pub fn api() -> Api {
    organisations::api().and(users::api()).and(grants::api()).and(blocks::api())
}
