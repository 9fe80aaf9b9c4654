//! What happens to organisations and to what people hold in them.

mod grants;
mod invitations;
mod organisations;

pub use grants::{change, end, end_all, give, seat};
pub use invitations::{INVITATION_DAYS, accept, accept_as_new, invite, resend, revoke, void};
pub use organisations::{change_settings, create_org, found, remove_logo, show_logo};
