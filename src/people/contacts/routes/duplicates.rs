//! Who may be the same person, and making one of two.

use super::super::duplicates::suspects;
use super::super::model::{Contact, ContactFilter, MergeForm};
use super::super::{actions, policy, store};
use super::{back, path, whole};
use crate::views::contacts::duplicates as view;
use kernel::{Error, Problems};
use platform::web::{Answer, Form, Id, Page, Query};
use platform::{Reach, Scope};
use serde::Deserialize;
use uuid::Uuid;

pub(super) async fn index(scope: Scope, page: Page) -> Answer {
    policy::demand_whole(&scope)?;
    let known = store::known(scope.db(), scope.org_id()).await?;
    let pairs = suspects(&known, &store::distinctions(scope.db(), scope.org_id()).await?);
    Ok(page.show(&scope, "Duplicates", view::index(&scope.org, &pairs)))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct With {
    with: String,
    text: String,
}

pub(super) async fn compare(scope: Scope, page: Page, Id(id): Id, Query(with): Query<With>) -> Answer {
    let contact = living(whole(&scope, id).await?)?;
    match with.with.parse::<Uuid>() {
        Ok(other) => compared(&scope, &page, &contact, other, &Problems::new()).await,
        Err(_) => {
            let filter = ContactFilter { text: with.text.clone(), ..ContactFilter::default() };
            let mut found = match with.text.trim().is_empty() {
                true => Vec::new(),
                false => store::list(scope.db(), scope.org_id(), &filter, &Reach::Everywhere).await?.contacts,
            };
            found.retain(|other| other.id != id);
            Ok(page.show(&scope, "Merge", view::choose(&scope.org, &contact, &with.text, &found)))
        }
    }
}

async fn compared(scope: &Scope, page: &Page, contact: &Contact, other: Uuid, problems: &Problems) -> Answer {
    let other = living(store::by_id(scope.db(), scope.org_id(), other).await?)?;
    let (notes, tags) = store::count_around(scope.db(), scope.org_id(), other.id).await?;
    let facts =
        view::Compared { org: &scope.org, kept: contact, gone: &other, notes, tags, key: &scope.house.ids.token() };
    let main = view::compare(&facts, problems);
    Ok(match problems.is_empty() {
        true => page.show(scope, "Merge", main),
        false => page.refuse(scope, "Merge", main),
    })
}

pub(super) async fn merge(scope: Scope, Id(id): Id, Form(form): Form<MergeForm>) -> Answer {
    let contact = whole(&scope, id).await?;
    let other = form.other.ok_or_else(|| Error::invalid("other", "Choose with whom."))?;
    actions::merge(&scope, id, other, &form).await?;
    let text = format!("{} is one contact now. The other one leads here.", contact.label());
    Ok(back(&scope, &path(&scope, id), text))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Once {
    key: String,
}

pub(super) async fn undo(scope: Scope, Id(id): Id, Form(form): Form<Once>) -> Answer {
    policy::demand_whole(&scope)?;
    let (gone, undone) = actions::undo(&scope, id, &form.key).await?;
    let text = undone.map_or_else(|| "They are two contacts again.".to_owned(), |undone| view::undone(&undone));
    Ok(back(&scope, &path(&scope, gone), text))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Other {
    other: Option<Uuid>,
}

pub(super) async fn tell_apart(scope: Scope, Id(id): Id, Form(form): Form<Other>) -> Answer {
    whole(&scope, id).await?;
    let other = form.other.filter(|other| *other != id);
    let other = other.ok_or_else(|| Error::invalid("other", "Choose somebody else."))?;
    actions::tell_apart(&scope, id, other).await?;
    let text = "They stay two contacts, and are not suggested again.".to_owned();
    Ok(back(&scope, &scope.org.path("/contacts/duplicates"), text))
}

fn living(contact: Contact) -> Result<Contact, Error> {
    if contact.is_living() { Ok(contact) } else { Err(Error::NotFound) }
}
