//! What happens to organisations and to what people hold in them.

mod blocks;
mod grants;
mod hosts;
mod invitations;
mod organisations;
mod terms;

pub use blocks::{admit, keep_for, keep_out, lift};
pub use grants::{change, end, end_all, end_seen, give, reassign, seat, unseat};
pub use hosts::{check_due, check_host};
pub use invitations::{
    INVITATION_DAYS, accept, accept_as_new, invite, invite_for, inviter, resend, revoke, stands, take_back, void,
};
pub use organisations::{Founding, change_settings, change_web, create_org, found, found_by, remove_logo, show_logo};
pub use terms::{WELCOME_DAYS, found_for, resume, set_terms, suspend};
