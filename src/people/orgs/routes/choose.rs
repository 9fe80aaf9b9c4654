//! The organisations a user may enter, and founding another one.

use super::super::actions;
use super::super::model::{NewOrg, OrgForm};
use crate::identity;
use crate::views::orgs::choose as view;
use axum::http::StatusCode;
use kernel::{Error, Problems, Result};
use platform::User;
use platform::web::{Answer, Form, Page, Visit, go};

pub(super) async fn index(visit: Visit, page: Page) -> Answer {
    let user = signed_in(&visit)?;
    let memberships = identity::store::memberships(&visit.house.db, user.id, visit.now).await?;
    Ok(page.account(user, "Your organisations", view::page(&memberships, user.is_operator)))
}

pub(super) async fn blank(visit: Visit, page: Page) -> Answer {
    let user = operator(&visit)?;
    let form = OrgForm { org_email: user.email.clone(), ..OrgForm::blank() };
    Ok(page.account(user, "New organisation", view::form(&form, &Problems::new())))
}

pub(super) async fn found(visit: Visit, page: Page, Form(form): Form<OrgForm>) -> Answer {
    let user = operator(&visit)?;
    let founded = match NewOrg::parse(&form) {
        Ok(wish) => actions::create_org(&visit.house, wish, user.id).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match founded {
        Ok(org) => Ok(go(&org.path(""))),
        Err(Error::Invalid(problems)) => {
            let response = page.account(user, "New organisation", view::form(&form, &problems));
            Ok(page.with_status(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error.into()),
    }
}

fn signed_in(visit: &Visit) -> Result<&User> {
    visit.user.as_ref().ok_or(Error::SignIn)
}

/// Organisations are founded by whoever runs the installation.
fn operator(visit: &Visit) -> Result<&User> {
    signed_in(visit).and_then(|user| if user.is_operator { Ok(user) } else { Err(Error::Forbidden) })
}
