//! Organisations, grants and invitations as they are read, and what people type about them, parsed.

mod block;
mod grant;
mod history;
mod host;
mod organisation;
mod terms;
mod tree;
mod web;

pub use block::{AnyBlock, Block, Kept, Lifting};
pub use grant::{
    GrantForm, GrantWish, Held, Invitation, InvitationForm, Member, NewInvitation, Place, TeamFilter, last_day,
};
pub use history::{Ending, Past, Period, periods};
pub use host::{Found, HostProof, Proof, judge};
pub use organisation::{CURRENCIES, Logo, NewOrg, OrgForm, is_colour, logo, zones};
pub use terms::{FirstOwner, TermsForm};
pub use tree::Tree;
pub use web::{NewWeb, WebForm};
