//! The rows of organisations, their pictures, grants and invitations.

mod audience;
mod blocks;
mod ever;
mod grants;
mod hosts;
mod invitations;
mod organisations;
mod terms;

pub use audience::{Holder, grantees, who_may};
pub use blocks::{
    any_block, any_blocks, block_by_id, block_of, blocks, count_old_liftings, drop_old_liftings, end_block, known,
    set_block,
};
pub use ever::{Ever, grants_ever, people_ever};
pub use grants::{
    Narrow, add_grant, all_grants, all_of, change_grant, end_grant, end_grant_as, former, grant_by_id, grants_beside,
    grants_of, held, hold, holders, labelled, members, places, team, tree,
};
pub use hosts::{ask_for_proof, hosts, is_taken, keep_hosts, lose_proof, note_failure, note_proof, serve_host};
pub use invitations::{
    Sending, accept_invitation, add_invitation, invitation_by_id, invitation_by_token, invitations_to_role, is_on_team,
    open_invitation_to, open_invitations, reassign_invitations, renew_invitation, revoke_invitation,
};
pub use organisations::{add_organisation, change_organisation, change_web, set_logo};
pub use terms::{count_people, hold_organisation, resume, set_terms, suspend};

/// People on a page of the team.
pub const PAGE: i64 = 50;
