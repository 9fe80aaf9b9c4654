//! The letters of an invitation, and to the first owner of an organisation.

use crate::orgs::actions::{INVITATION_DAYS, WELCOME_DAYS};
use crate::orgs::model::Invitation;
use platform::post::{Draft, Part, compose};
use platform::ui::layout::PRODUCT;
use platform::{Org, User};

/// The link with which the invited person joins.
pub(crate) fn invitation(org: &Org, invitation: &Invitation, url: &str) -> Draft {
    let heading = format!("Join {}", org.name);
    let place = invitation.location_name.as_ref().map(|place| format!(" in {place}")).unwrap_or_default();
    let sentence = format!(
        "{} invites you to {} as {}{place}.",
        invitation.invited_by_name,
        org.name,
        invitation.wish.role.label()
    );
    let small =
        format!("The link can be used once, for {INVITATION_DAYS} days, with the address {}.", invitation.email);
    let parts =
        [Part::Text(sentence), Part::Button { label: "Join".to_owned(), url: url.to_owned() }, Part::Small(small)];
    let to = (invitation.name.as_str(), invitation.email.as_str());
    let mut draft = compose(org, "people.invitation", to, heading.clone(), &heading, &parts);
    (draft.subject_kind, draft.subject_id) = ("invitation", Some(invitation.id));
    draft
}

/// To somebody for whom an operator has founded an organisation. With an account that is new, the link is for choosing
/// its password; otherwise it leads there.
pub(crate) fn first_owner(org: &Org, owner: &User, url: &str, is_new: bool) -> Draft {
    let heading = format!("{} is yours to set up", org.name);
    let what = Part::Text(format!("You are the owner of {} on this installation of {PRODUCT}.", org.name));
    let button = |label: &str| Part::Button { label: label.to_owned(), url: url.to_owned() };
    let parts = match is_new {
        true => vec![
            what,
            Part::Text("Choose a password first; you sign in with this address.".to_owned()),
            button("Choose a password"),
            Part::Small(format!(
                "The link can be used once, for {WELCOME_DAYS} days. After that, ask for a new one on the sign-in page."
            )),
        ],
        false => vec![what, button("Open it")],
    };
    let draft = compose(org, "people.first_owner", (&owner.name, &owner.email), heading.clone(), &heading, &parts);
    Draft { from_name: PRODUCT.to_owned(), reply_to: None, subject_kind: "user", subject_id: Some(owner.id), ..draft }
}
