//! Founding an organisation and changing its settings.

use super::super::model::{Logo, NewOrg, NewWeb};
use super::super::{Event, store};
use super::grants::seat;
use super::hosts::want_host;
use super::terms::ownership;
use kernel::db::Tx;
use kernel::{Error, Result};
use platform::context::Terms;
use platform::files::{self, NewRow, Safe};
use platform::{Errand, House, Org, Perm, Scope, User, context, events};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// Founds an organisation with this user as its owner.
///
/// # Errors
/// A problem at `slug` when the short name is taken; [`Error::NotFound`] for an unknown owner.
pub async fn create_org(house: &House, wish: NewOrg, owner: Uuid) -> Result<Org> {
    let owner = context::user_by_id(&house.db, owner).await?.ok_or(Error::NotFound)?;
    let founding = Founding::prepare(house, wish).await?;
    let mut tx = house.db.begin().await?;
    let org = found(&mut tx, house, founding, &owner).await?;
    tx.commit().await?;
    Ok(org)
}

/// An organisation to be founded, whose logo is safe already: bytes never wait for another machine inside a transaction.
pub struct Founding {
    id: Uuid,
    wish: NewOrg,
    logo: Option<(&'static str, Safe)>,
}

impl Founding {
    /// Gives it an id, and keeps its logo.
    ///
    /// # Errors
    /// A problem at `file` where the logo cannot be kept now.
    pub async fn prepare(house: &House, mut wish: NewOrg) -> Result<Founding> {
        let id = house.id();
        let logo = match wish.logo.take() {
            Some(Logo { mime, bytes }) => Some((mime, files::keep_bytes(house, id, bytes).await?)),
            None => None,
        };
        Ok(Founding { id, wish, logo })
    }
}

/// A part of other actions: the organisation, its logo, its owner, and their events.
///
/// # Errors
/// As [`create_org`].
pub async fn found(tx: &mut Tx, house: &House, founding: Founding, owner: &User) -> Result<Org> {
    found_by(tx, &Errand::unattended(house, "-").by(owner), founding, owner).await
}

/// The same, founded by whoever's errand it is.
///
/// # Errors
/// As [`create_org`].
pub async fn found_by(tx: &mut Tx, errand: &Errand, founding: Founding, owner: &User) -> Result<Org> {
    let now = errand.now;
    let Founding { id, wish, logo } = founding;
    store::add_organisation(tx, id, &wish, now).await.map_err(slug_is_taken)?;
    let mut org = Org {
        id,
        slug: wish.slug,
        name: wish.name,
        zone_name: wish.zone,
        currency: wish.currency,
        colour: wish.colour,
        logo_id: None,
        email: wish.email,
        phone: wish.phone,
        about: wish.about,
        version: 1,
        host: None,
        embed_origins: String::new(),
        on_own_host: false,
        terms: Terms::default(),
    };
    if let Some((mime, safe)) = logo {
        let file = errand.id();
        files::insert(tx, id, NewRow { id: file, mime, is_public: true }, safe, now).await?;
        store::set_logo(tx, id, Some(file)).await?;
        (org.logo_id, org.version) = (Some(file), 2);
    }
    let scope = errand.inside(org.clone());
    events::record(tx, &scope, Event::Founded(id, org.name.clone())).await?;
    let (wish, by) = ownership(errand);
    seat(tx, &scope, owner, &wish, by).await?;
    Ok(org)
}

fn slug_is_taken(error: Error) -> Error {
    match error.is_conflict("organisations_slug_key") {
        true => Error::invalid("slug", "Another organisation has this short name. Choose another one."),
        false => error,
    }
}

/// Changes the settings, all but the short name.
///
/// # Errors
/// `organisation_changed` when this version is not the present one any more; [`Error::Forbidden`] for a viewer whose
/// rights end somewhere.
pub async fn change_settings(scope: &Scope, wish: &NewOrg, version: i64) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let mut tx = scope.db().begin().await?;
    let before = context::org_by_id(&mut tx, scope.org_id()).await?;
    if !store::change_organisation(&mut tx, scope.org_id(), version, wish).await? {
        return Err(Error::conflict("organisation_changed"));
    }
    let (was, is) = differences(&before, wish);
    if !was.is_empty() {
        events::record(&mut tx, scope, Event::Changed(scope.org_id(), Value::Object(was), Value::Object(is))).await?;
    }
    tx.commit().await
}

/// Changes where the public pages stand.
///
/// # Errors
/// As [`change_settings`]; a problem at `host` when another organisation has it.
pub async fn change_web(scope: &Scope, wish: &NewWeb, version: i64) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let mut tx = scope.db().begin().await?;
    let before = context::org_by_id(&mut tx, scope.org_id()).await?;
    let origins = wish.origins.join(" ");
    let served = want_host(&mut tx, scope, before.host.as_deref(), wish.host.as_deref()).await?;
    let changed = store::change_web(&mut tx, scope.org_id(), version, served.clone(), origins.clone()).await;
    if !changed.map_err(host_is_taken)? {
        return Err(Error::conflict("organisation_changed"));
    }
    if before.host != served || before.embed_origins != origins {
        let was = json!({ "host": before.host, "embed_origins": before.embed_origins });
        let is = json!({ "host": served, "embed_origins": origins });
        events::record(&mut tx, scope, Event::Changed(scope.org_id(), was, is)).await?;
    }
    tx.commit().await
}

fn host_is_taken(error: Error) -> Error {
    match error.is_conflict("organisations_host_key") {
        true => Error::invalid("host", "Another organisation here has this host name."),
        false => error,
    }
}

/// Shows another logo; the one before is dropped.
///
/// # Errors
/// [`Error::Forbidden`] for a viewer whose rights end somewhere; a problem at `file` where it cannot be kept now.
pub async fn show_logo(scope: &Scope, logo: Logo) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let (file, org) = (scope.id(), scope.org_id());
    let safe = files::keep_bytes(&scope.house, org, logo.bytes).await?;
    let mut tx = scope.db().begin().await?;
    files::insert(&mut tx, org, NewRow { id: file, mime: logo.mime, is_public: true }, safe, scope.now).await?;
    replace_logo(&mut tx, scope, Some(file)).await?;
    tx.commit().await
}

/// Shows the organisation's initial in place of a logo.
///
/// # Errors
/// As [`show_logo`].
pub async fn remove_logo(scope: &Scope) -> Result<()> {
    scope.demand_everywhere(Perm::OrgManage)?;
    let mut tx = scope.db().begin().await?;
    replace_logo(&mut tx, scope, None).await?;
    tx.commit().await
}

async fn replace_logo(tx: &mut Tx, scope: &Scope, file: Option<Uuid>) -> Result<()> {
    let before = store::set_logo(tx, scope.org_id(), file).await?;
    if let Some(old) = before {
        files::remove(tx, &scope.house, scope.org_id(), [old], scope.now).await?;
    }
    if before != file {
        let event = Event::Changed(scope.org_id(), json!({ "logo_id": before }), json!({ "logo_id": file }));
        events::record(tx, scope, event).await?;
    }
    Ok(())
}

/// The fields that differ, before and after.
fn differences(before: &Org, after: &NewOrg) -> (Map<String, Value>, Map<String, Value>) {
    let fields = [
        ("name", &before.name, &after.name),
        ("zone", &before.zone_name, &after.zone),
        ("currency", &before.currency, &after.currency),
        ("colour", &before.colour, &after.colour),
        ("email", &before.email, &after.email),
        ("phone", &before.phone, &after.phone),
        ("about", &before.about, &after.about),
    ];
    let changed = fields.into_iter().filter(|(_, was, is)| was != is);
    changed.map(|(field, was, is)| ((field.to_owned(), json!(was)), (field.to_owned(), json!(is)))).unzip()
}
