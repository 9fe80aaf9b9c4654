//! The one named world: Harbour House with Ada, Bo and Cy, and the rival Quarry Works with Dee, the outsider.
//!
//! It is written by plain statements into the template database, so that no test depends on the pages that would make it.

use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, Tx, sql};
use platform::Role;
use uuid::Uuid;

/// An organisation of the world.
pub struct Organisation {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its IANA zone.
    pub zone: &'static str,
    /// ISO 4217.
    pub currency: &'static str,
    /// `#rrggbb`.
    pub colour: &'static str,
}

/// A person of the world. All have the same [`PASSWORD`].
pub struct Person {
    /// Their user id.
    pub id: Uuid,
    /// Where they sign in and read mail.
    pub email: &'static str,
    /// Their name.
    pub name: &'static str,
}

/// A place or a thing of the world.
pub struct Thing {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: &'static str,
    /// Its name in addresses; places have none.
    pub slug: &'static str,
}

/// Everybody's password.
pub const PASSWORD: &str = "a lantern on the pier";
/// [`PASSWORD`], hashed once with the cost of production.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$NP3WiaSRltWTs8ccP0DOnQ$2U18zxiUV/BHyN4o4A7wpnkTT/W2jrtMaTKnKeQ2W7M";

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Where Ada, Bo and Cy work.
pub const HARBOUR: Organisation = Organisation {
    id: id(0x100),
    slug: "harbour-house",
    name: "Harbour House",
    zone: "Europe/Madrid",
    currency: "EUR",
    colour: "#0f766e",
};
/// The rival.
pub const QUARRY: Organisation = Organisation {
    id: id(0x200),
    slug: "quarry-works",
    name: "Quarry Works",
    zone: "Asia/Kolkata",
    currency: "INR",
    colour: "#9a3412",
};

/// Owner of Harbour House.
pub const ADA: Person = Person { id: id(0xA1), email: "ada@harbour.example", name: "Ada Lind" };
/// Manager at Harbour House.
pub const BO: Person = Person { id: id(0xB1), email: "bo@harbour.example", name: "Bo Marsh" };
/// Member of Harbour House.
pub const CY: Person = Person { id: id(0xC1), email: "cy@harbour.example", name: "Cy Reyes" };
/// Owner of Quarry Works, and nobody at Harbour House.
pub const DEE: Person = Person { id: id(0xD1), email: "dee@quarry.example", name: "Dee Rao" };

/// The site of Harbour House.
pub const SITE: Thing = Thing { id: id(0x101), name: "Harbour", slug: "" };
/// The building on it.
pub const BUILDING: Thing = Thing { id: id(0x102), name: "Boathouse", slug: "" };
/// The floor in that.
pub const FLOOR: Thing = Thing { id: id(0x103), name: "Upper deck", slug: "" };
/// A room for 12, one booking at a time, for anyone, 08:00 to 20:00 every day, on the half hour, 30 minutes to 8 hours.
pub const BOARDROOM: Thing = Thing { id: id(0x111), name: "Boardroom Aurora", slug: "boardroom-aurora" };
/// Three desks, for anyone.
pub const DESKS: Thing = Thing { id: id(0x112), name: "Dock desks", slug: "dock-desks" };
/// A projector, for staff, with a quarter of an hour before and after.
pub const PROJECTOR: Thing = Thing { id: id(0x113), name: "Projector", slug: "projector" };

/// The site of Quarry Works.
pub const QUARRY_SITE: Thing = Thing { id: id(0x201), name: "Pit", slug: "" };
/// Its room, for anyone.
pub const WEIGHBRIDGE: Thing = Thing { id: id(0x211), name: "Weighbridge", slug: "weighbridge" };

/// Writes the world into an empty schema.
pub async fn furnish(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.begin().await?;
    sql("insert into installation (id, set_up_at) values (1, $1)").bind(now).run(&mut tx).await?;
    for org in [&HARBOUR, &QUARRY] {
        organisation(&mut tx, org, now).await?;
    }
    for person in [&ADA, &BO, &CY, &DEE] {
        user(&mut tx, person, now).await?;
    }
    for (number, org, person, role) in [
        (0x301, &HARBOUR, &ADA, Role::Owner),
        (0x302, &HARBOUR, &BO, Role::Manager),
        (0x303, &HARBOUR, &CY, Role::Member),
        (0x304, &QUARRY, &DEE, Role::Owner),
    ] {
        grant(&mut tx, id(number), org.id, person.id, role, now).await?;
    }
    place(&mut tx, &HARBOUR, &[&SITE], "site", now).await?;
    place(&mut tx, &HARBOUR, &[&SITE, &BUILDING], "building", now).await?;
    place(&mut tx, &HARBOUR, &[&SITE, &BUILDING, &FLOOR], "floor", now).await?;
    place(&mut tx, &QUARRY, &[&QUARRY_SITE], "site", now).await?;
    let usual = Resource { kind: "room", people: 12, units: 1, who: "anyone", buffers: 0 };
    resource(&mut tx, &HARBOUR, &FLOOR, &BOARDROOM, &usual, now).await?;
    resource(&mut tx, &HARBOUR, &FLOOR, &DESKS, &Resource { kind: "desk", people: 1, units: 3, ..usual }, now).await?;
    let projector = Resource { kind: "equipment", people: 1, who: "staff", buffers: 15, ..usual };
    resource(&mut tx, &HARBOUR, &BUILDING, &PROJECTOR, &projector, now).await?;
    resource(&mut tx, &QUARRY, &QUARRY_SITE, &WEIGHBRIDGE, &usual, now).await?;
    tx.commit().await
}

async fn organisation(tx: &mut Tx, org: &Organisation, now: DateTime<Utc>) -> Result<()> {
    sql("insert into organisations (id, slug, name, zone, currency, colour, email, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(org.id)
        .bind(org.slug)
        .bind(org.name)
        .bind(org.zone)
        .bind(org.currency)
        .bind(org.colour)
        .bind(format!("hello@{}.example", org.slug))
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

async fn user(tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> Result<()> {
    sql("insert into users (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)")
        .bind(person.id)
        .bind(person.email)
        .bind(person.name)
        .bind(PASSWORD_HASH)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Gives a user a role everywhere in an organisation.
pub async fn grant(tx: &mut Tx, id: Uuid, org: Uuid, user: Uuid, role: Role, now: DateTime<Utc>) -> Result<()> {
    sql("insert into grants (id, org_id, user_id, role, created_at) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(org)
        .bind(user)
        .bind(role.name())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// A place: the last of `line`, which begins with its site.
async fn place(tx: &mut Tx, org: &Organisation, line: &[&Thing], kind: &'static str, now: DateTime<Utc>) -> Result<()> {
    let (this, above) = line.split_last().expect("a place stands somewhere");
    let path: String = line.iter().map(|place| format!("/{}", place.id)).collect();
    sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(this.id)
        .bind(org.id)
        .bind(above.last().map(|place| place.id))
        .bind(line[0].id)
        .bind(path)
        .bind(kind)
        .bind(this.name)
        .bind(org.zone)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// How a resource differs from the usual one.
#[derive(Clone, Copy)]
struct Resource {
    kind: &'static str,
    people: i64,
    units: i64,
    who: &'static str,
    buffers: i64,
}

async fn resource(
    tx: &mut Tx,
    org: &Organisation,
    place: &Thing,
    this: &Thing,
    with: &Resource,
    now: DateTime<Utc>,
) -> Result<()> {
    sql("insert into resources (id, org_id, location_id, slug, name, kind, status, capacity, units, who, notice_minutes, horizon_days,
             min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes, created_at)
         values ($1, $2, $3, $4, $5, $6, 'available', $7, $8, $9, 0, 90, 30, 480, 30, $10, $10, 0, $11)")
        .bind(this.id)
        .bind(org.id)
        .bind(place.id)
        .bind(this.slug)
        .bind(this.name)
        .bind(with.kind)
        .bind(with.people)
        .bind(with.units)
        .bind(with.who)
        .bind(with.buffers)
        .bind(now)
        .run(tx)
        .await?;
    for weekday in 1i16..=7 {
        sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes) values ($1, $2, $3, $4, $5)")
            .bind(org.id)
            .bind(this.id)
            .bind(weekday)
            .bind(8 * 60i16)
            .bind(20 * 60i16)
            .run(tx)
            .await?;
    }
    Ok(())
}
