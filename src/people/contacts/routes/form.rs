//! Making and changing a contact.

use super::super::model::{Contact, ContactForm, NewContact};
use super::super::{actions, policy};
use super::{back, managed, path};
use crate::views::contacts::form as view;
use kernel::{Error, Problems};
use platform::Scope;
use platform::web::{Answer, Form, Id, Page};

pub(super) async fn blank(scope: Scope, page: Page) -> Answer {
    policy::demand_whole(&scope)?;
    let form = ContactForm { key: scope.house.ids.token(), ..ContactForm::default() };
    Ok(page.show(&scope, "New contact", view::new(&scope.org, &form, &Problems::new())))
}

pub(super) async fn create(scope: Scope, page: Page, Form(form): Form<ContactForm>) -> Answer {
    policy::demand_whole(&scope)?;
    let made = match NewContact::parse(&form) {
        Ok(wish) => actions::create(&scope, &wish, &form.key).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match made {
        Ok(id) => Ok(back(&scope, &path(&scope, id), "The contact is kept.".to_owned())),
        Err(Error::Invalid(problems)) => {
            let form = ContactForm { key: scope.house.ids.token(), ..form };
            Ok(page.refuse(&scope, "New contact", view::new(&scope.org, &form, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(scope: Scope, page: Page, Id(id): Id) -> Answer {
    let contact = living(managed(&scope, id).await?)?;
    let form = ContactForm::of(&contact);
    Ok(page.show(&scope, contact.label(), view::change(&scope.org, &contact, &form, &Problems::new())))
}

pub(super) async fn change(scope: Scope, page: Page, Id(id): Id, Form(form): Form<ContactForm>) -> Answer {
    let contact = living(managed(&scope, id).await?)?;
    let changed = match NewContact::parse(&form) {
        Ok(wish) => actions::change(&scope, id, form.version, &wish).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(()) => Ok(back(&scope, &path(&scope, id), "Saved.".to_owned())),
        Err(Error::Invalid(problems)) => {
            Ok(page.refuse(&scope, contact.label(), view::change(&scope.org, &contact, &form, &problems)))
        }
        Err(error) => Err(error.into()),
    }
}

/// A contact whose form there is.
fn living(contact: Contact) -> Result<Contact, Error> {
    if contact.is_living() { Ok(contact) } else { Err(Error::NotFound) }
}
