//! What can be booked of what Harbour House owns, and what leaves and comes back today: written by what writes it on any
//! other day.

use super::owner;
use chrono::{DateTime, TimeDelta};
use days::bookings::actions::book;
use days::bookings::model::{Guest, Wish};
use days::bookings::policy::By;
use days::handouts;
use kernel::db::sql;
use kernel::id::Ids;
use kernel::mail::EmailAddress;
use kernel::time::Span;
use kernel::{Error, Result};
use platform::{House, Scope};
use things::bookables::{self, Of};
use things::resources::{self, week::Preset};
use uuid::Uuid;

/// Models any asset of which can be booked.
const MODELS: [&str; 2] = ["ThinkPad T14 Gen 5", "Cargo bike Barca"];

/// Who has booked one of the first model from the next half hour on: name, address, for so many minutes; and is it out?
const TODAY: [(&str, &str, i64, bool); 3] = [
    ("Marta Ferrer", "marta.ferrer@example.org", 60, true),
    ("Tobias Lindqvist", "tobias.lindqvist@example.org", 120, false),
    ("Yuki Tanaka", "yuki.tanaka@example.org", 90, false),
];
/// Bookings start every so many seconds.
const GRID: i64 = 1_800;

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let scope = owner(house, 0).await?;
    let mut made = Vec::new();
    for name in MODELS {
        let (model,): (Uuid,) = sql("select id from asset_models where org_id = $1 and name = $2")
            .bind(scope.org_id())
            .bind(name)
            .one(scope.db())
            .await?;
        made.push(bookables::actions::make(&scope, Of::Model(model, None), &ids.token()).await?);
    }
    let Some(laptops) = made.first() else { return Ok(()) };
    let resource = resources::store::by_id(scope.db(), scope.org_id(), *laptops).await?;
    let mut tx = house.db.begin().await?;
    let always = Preset::AroundTheClock.week();
    resources::actions::set_hours_in(&mut tx, &scope, *laptops, resource.version, &always).await?;
    tx.commit().await?;
    let resource = resources::store::by_id(scope.db(), scope.org_id(), *laptops).await?;
    let next = (scope.now.timestamp() / GRID + 1) * GRID;
    let start = DateTime::from_timestamp(next, 0).ok_or_else(|| Error::broken("no next half hour"))?;
    for (name, email, minutes, is_out) in TODAY {
        let wish = Wish {
            span: Span::new(start, start + TimeDelta::minutes(minutes)).map_err(|_| Error::broken("an empty span"))?,
            title: "A laptop for the day".to_owned(),
            people: 1,
            units: 1,
            guest: Guest {
                name: name.to_owned(),
                email: EmailAddress::parse(email).map_err(|_| Error::broken("no address of the demonstration"))?,
                phone: String::new(),
            },
            note: String::new(),
            key: ids.token(),
        };
        let booking = book(&scope, &resource, &wish, By::Staff).await?.booking;
        if is_out {
            hand_out(&scope, ids, booking.id, *laptops).await?;
        }
    }
    Ok(())
}

/// The first of them that is in stock leaves for a booking.
async fn hand_out(scope: &Scope, ids: &Ids, booking: Uuid, resource: Uuid) -> Result<()> {
    let members = bookables::store::member_ids(scope.db(), scope.org_id(), resource).await?;
    let assets = things::assets::store::by_ids(scope.db(), scope.org_id(), &members).await?;
    if let Some(free) = assets.iter().find(|asset| asset.may_be_checked_out()) {
        handouts::actions::hand_out(scope, booking, Some(free.id), &ids.token()).await?;
    }
    Ok(())
}
