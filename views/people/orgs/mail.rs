//! The letter of an invitation.

use crate::orgs::actions::INVITATION_DAYS;
use crate::orgs::model::Invitation;
use platform::Org;
use platform::post::{Draft, Part, compose};

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
