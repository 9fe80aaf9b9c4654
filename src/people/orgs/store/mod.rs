//! The rows of organisations, their pictures, grants and invitations.

mod grants;
mod invitations;
mod organisations;

pub use grants::{
    Narrow, add_grant, change_grant, count_lasting_owners, end_grant, grant_by_id, grants_of, held, lock_owners,
    members, places, team, wanting_mail,
};
pub use invitations::{
    Sending, accept_invitation, add_invitation, invitation_by_id, invitation_by_token, is_on_team, open_invitations,
    renew_invitation, revoke_invitation,
};
pub use organisations::{add_file, add_organisation, change_organisation, file, remove_file, set_logo};

/// People on a page of the team.
pub const PAGE: i64 = 50;
