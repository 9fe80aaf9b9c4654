//! Inviting people.

use super::super::actions;
use super::super::model::{InvitationForm, NewInvitation};
use super::{back, choices, own_roles};
use crate::views::orgs::invitation as view;
use kernel::{Error, Problems};
use platform::Scope;
use platform::web::{Answer, Form, Id, Page};

/// The form's title.
const TITLE: &str = "Invite somebody";

pub(super) async fn blank(scope: Scope, page: Page) -> Answer {
    let form = InvitationForm::default();
    let choices = choices(&scope, &own_roles(&scope).await?).await?;
    Ok(page.show(&scope, TITLE, view::form(&scope.org.path("/people"), &form, &choices, &Problems::new())))
}

pub(super) async fn invite(scope: Scope, page: Page, Form(form): Form<InvitationForm>) -> Answer {
    let own = own_roles(&scope).await?;
    let sent = match NewInvitation::parse(&form, &own, scope.org.zone(), scope.now) {
        Ok(wish) => actions::invite(&scope, &wish).await.map(|_| wish.email),
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match sent {
        Ok(email) => Ok(back(&scope, "/people", format!("An invitation is on its way to {}.", email.shown()))),
        Err(Error::Invalid(problems)) => {
            let choices = choices(&scope, &own).await?;
            Ok(page.refuse(&scope, TITLE, view::form(&scope.org.path("/people"), &form, &choices, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn resend(scope: Scope, Id(id): Id) -> Answer {
    let invitation = actions::resend(&scope, id).await?;
    Ok(back(&scope, "/people", format!("Another invitation is on its way to {}.", invitation.email)))
}

pub(super) async fn revoke(scope: Scope, Id(id): Id) -> Answer {
    let invitation = actions::revoke(&scope, id).await?;
    Ok(back(&scope, "/people", format!("The invitation to {} is taken back.", invitation.email)))
}
