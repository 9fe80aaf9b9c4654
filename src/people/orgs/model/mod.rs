//! Organisations, grants and invitations as they are read, and what people type about them, parsed.

mod grant;
mod organisation;
mod terms;

pub use grant::{
    GrantForm, GrantWish, Held, Invitation, InvitationForm, Member, NewInvitation, Place, TeamFilter, last_day,
};
pub use organisation::{CURRENCIES, Logo, NewOrg, OrgForm, is_colour, logo, zones};
pub use terms::{FirstOwner, TermsForm};
