//! A role of Harbour House's own, who was last here when, a review of it all and a certification that goes on: written by what writes it on any other
//! day, at moments that have passed.

use super::harbour;
use chrono::{Duration, TimeDelta};
use kernel::Result;
use kernel::db::sql;
use kernel::id::Ids;
use people::orgs::model::GrantWish;
use people::{certifications, orgs, reviews, roles};
use platform::{AnyRole, House, Perm, Perms, Reach, Scope, context};
use uuid::Uuid;

/// Days since the access was reviewed.
const REVIEWED: i64 = 40;
/// Days since the role was made, and given.
const MADE: i64 = 12;
/// Days since somebody began to go through the access.
const BEGUN: i64 = 2;
/// Days until it ends again.
const ENDS_IN: i64 = 16;
/// Who gets it, and where.
const HOLDER: (&str, &str) = ("vik@harbour.example", "Boathouse");

/// Writes it.
pub(super) async fn furnish(house: &House, ids: &Ids) -> Result<()> {
    let owner = user(house, harbour::PLAN.people[0].email).await?;
    let at = async |days: i64| -> Result<Scope> {
        let (org, viewer) = context::enter(&house.db, harbour::PLAN.slug, owner, house.now()).await?;
        let now = house.now() - TimeDelta::days(days);
        Ok(Scope { viewer, now, ..Scope::unattended(house, org, "demo") })
    };
    let then = at(REVIEWED).await?;
    let (seen, _) = reviews::actions::access(&then, &Reach::Everywhere).await?;
    let review =
        reviews::actions::mark(&then, &ids.token(), &seen.seal(), "After the season: all as it should be.").await?;

    let then = at(MADE).await?;
    let desk = roles::NewRole {
        name: "Front desk".to_owned(),
        description: "Welcomes people, books for them and knows who they are.".to_owned(),
        perms: Perms::of(&[Perm::BookingsManage, Perm::ContactsRead]).complete(),
        categories: Vec::new(),
    };
    let role = roles::actions::create(&then, &ids.token(), &desk).await?;
    let place: Option<(Uuid,)> = sql("select id from locations where org_id = $1 and name = $2")
        .bind(then.org_id())
        .bind(HOLDER.1)
        .maybe(&house.db)
        .await?;
    let wish = GrantWish {
        role: AnyRole::Own(context::own_role(&house.db, then.org_id(), role).await?),
        location: place.map(|(id,)| id),
        ends_at: Some(house.now() + Duration::days(ENDS_IN)),
    };
    orgs::actions::give(&then, &ids.token(), user(house, HOLDER.0).await?, &wish).await?;

    let then = at(BEGUN).await?;
    let round = certifications::actions::start(&then, &ids.token()).await?;
    certifications::actions::keep_unchanged(&then, round.id, review).await?;
    visits(house).await
}

async fn user(house: &House, email: &str) -> Result<Uuid> {
    let (id,): (Uuid,) = sql("select id from users where email = $1").bind(email.to_owned()).one(&house.db).await?;
    Ok(id)
}

/// Everybody was here lately, but for the last on the list, who was not for long.
async fn visits(house: &House) -> Result<()> {
    let mut tx = house.db.begin().await?;
    for plan in super::PLANS {
        for (nth, person) in plan.people.iter().enumerate() {
            let is_last = nth + 1 == plan.people.len();
            let days = if is_last { 130 } else { nth as i64 };
            sql("insert into last_visits (user_id, at) select id, $2 from users where email = $1")
                .bind(person.email)
                .bind(house.now() - TimeDelta::days(days))
                .run(&mut tx)
                .await?;
        }
    }
    tx.commit().await
}
