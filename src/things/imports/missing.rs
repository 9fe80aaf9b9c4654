//! Making what a file names and nobody has made yet: by the verbs of its own domain, each with a key, so that a second
//! attempt makes nothing twice.

use super::model::{Made, Missing};
use crate::assets::known;
use crate::catalogue::categories::{self, NewCategory};
use crate::catalogue::labels::{self, NewLabel, State};
use crate::catalogue::models::{self, NewModel};
use crate::catalogue::vendors::{self, NewVendor};
use crate::locations::{self, Kind, NewLocation, Place};
use kernel::crypto::sha256_hex;
use kernel::mail::EmailAddress;
use kernel::{Error, Problems, Result};
use people::contacts;
use platform::{Perm, Scope};
use uuid::Uuid;

/// Contacts that are made in one transaction.
const PEOPLE_AT_ONCE: usize = 200;

/// Makes what is missing. Whoever may not, or has too many already, makes less: rows that need it are told so then. Answers
/// what it made, people aside, who stay.
pub(super) async fn make(
    scope: &Scope,
    import: Uuid,
    missing: &Missing,
    places_in: Option<Uuid>,
) -> Result<Vec<(Made, Uuid)>> {
    let mut made = Vec::new();
    let key = |what: &str, name: &str| sha256_hex(format!("{import} {what} {name}").as_bytes());
    for name in &missing.categories {
        let new = NewCategory { name: name.clone(), ..NewCategory::default() };
        made.extend(one(Made::Category, categories::actions::create(scope, &new, &key("category", name)).await)?);
    }
    for (name, makes) in
        missing.makers.iter().map(|name| (name, true)).chain(missing.suppliers.iter().map(|name| (name, false)))
    {
        let both = missing.makers.contains(name) && missing.suppliers.contains(name);
        let new = NewVendor {
            name: name.clone(),
            makes: makes || both,
            supplies: !makes || both,
            url: String::new(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            note: String::new(),
        };
        made.extend(one(Made::Vendor, vendors::actions::create(scope, &new, &key("vendor", name)).await)?);
    }
    make_models(scope, &key, missing, &mut made).await?;
    for (name, state) in &missing.labels {
        let state = State::parse(state).unwrap_or(State::InStock);
        let new = NewLabel { name: name.clone(), state, tone: "muted", may_leave: false };
        made.extend(one(Made::Label, labels::actions::create(scope, &new, &key("label", name)).await)?);
    }
    make_places(scope, &key, missing, places_in, &mut made).await?;
    make_people(scope, missing).await?;
    Ok(made)
}

async fn make_models(
    scope: &Scope,
    key: &impl Fn(&str, &str) -> String,
    missing: &Missing,
    made: &mut Vec<(Made, Uuid)>,
) -> Result<()> {
    if missing.models.is_empty() {
        return Ok(());
    }
    let now = known(scope).await?;
    for (name, number, maker, category) in &missing.models {
        let kind = now.categories.iter().find(|known| known.archived_at.is_none() && known.name == *category);
        let Some(category) = kind.map(|known| known.id) else { continue };
        let maker =
            now.vendors.iter().find(|vendor| vendor.makes && vendor.name.to_lowercase() == maker.to_lowercase());
        let new = NewModel {
            name: name.clone(),
            number: number.clone(),
            maker: maker.map(|vendor| vendor.id),
            category,
            life_months: None,
            note: String::new(),
        };
        let which = format!("{name} {number} {}", new.category);
        made.extend(one(Made::Model, models::actions::create(scope, &new, &key("model", &which)).await)?);
    }
    Ok(())
}

/// Places in the order of their depth, so that what they stand in is there.
async fn make_places(
    scope: &Scope,
    key: &impl Fn(&str, &str) -> String,
    missing: &Missing,
    places_in: Option<Uuid>,
    made: &mut Vec<(Made, Uuid)>,
) -> Result<()> {
    let mut paths: Vec<&Vec<String>> = missing.places.iter().collect();
    paths.sort_by_key(|path| path.len());
    for path in paths {
        let Some((name, above)) = path.split_last() else { continue };
        let tree = locations::store::tree(scope.db(), scope.org_id()).await?;
        let mut parent = places_in;
        for step in above {
            let inside = tree.iter().find(|place| place.name == *step && place.parent_id == parent);
            parent = inside.or_else(|| tree.iter().find(|place| place.name == *step)).map(|place| place.id).or(parent);
        }
        let place = match parent {
            Some(parent) => Place::Inside { kind: Kind::Area, parent },
            None => Place::Site { zone: scope.org.zone(), address: String::new() },
        };
        let new = NewLocation { name: name.clone(), place };
        let place = locations::actions::create(scope, &new, &key("location", &path.join("/"))).await;
        made.extend(one(Made::Place, place)?);
    }
    Ok(())
}

async fn make_people(scope: &Scope, missing: &Missing) -> Result<()> {
    if !scope.may(Perm::ContactsManage) {
        return Ok(());
    }
    let all: Vec<&(String, String)> = missing.people.iter().collect();
    for some in all.chunks(PEOPLE_AT_ONCE) {
        let mut tx = scope.db().begin().await?;
        for (email, name) in some {
            let Ok(address) = EmailAddress::parse(email) else { continue };
            contacts::actions::remember(&mut tx, scope, name, &address, "", "file").await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// What cannot be made for what it is, or is there by now, is left to the rows that name it.
fn one(what: Made, made: Result<Uuid>) -> Result<Option<(Made, Uuid)>> {
    match made {
        Ok(id) => Ok(Some((what, id))),
        Err(Error::Invalid(Problems { .. }) | Error::Conflict(_) | Error::Forbidden) => Ok(None),
        Err(error) => Err(error),
    }
}
