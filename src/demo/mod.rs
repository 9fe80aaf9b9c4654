//! The demonstration: Harbour House and its rival Quarry Works with a year of believable days, in a database of their own.
//!
//! What it shows is drawn from a seeded [`Ids`], so two demonstrations that begin at the same moment are alike; the days lie
//! around the present, ten months back and six weeks ahead. There are no photos: pictures nobody took would look like it.

mod acceptance;
mod assets;
mod audits;
mod bookable;
mod catalogue;
mod harbour;
mod kits;
mod meters;
mod names;
mod plan;
mod quarry;
mod reports;
mod rights;
mod stock;
mod trail;
mod words;
mod work;
mod write;
mod year;

use crate::settings::Keys;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::db::{Json, Tx, sql};
use kernel::id::Ids;
use kernel::{Error, Result, password};
use plan::Plan;
use platform::{House, Scope, context};
use uuid::Uuid;

/// Everybody's password. It is printed, so it protects nothing: a demonstration listens on this machine only.
pub const PASSWORD: &str = "a lantern on the pier";

/// Work that failed, and how many days ago. It can be replayed without harm.
const DEAD_JOBS: [(&str, i64); 2] = [("platform.sweep", 2), ("bookings.complete", 3)];
/// Who runs it, and finds its console.
const OPERATOR: &str = "ada@harbour.example";
/// Of what is drawn by chance: the same seed, the same names and days.
const SEED: u64 = 0x0000_5EA5_1DE0_CAFE;
/// The organisations.
const PLANS: [&Plan; 2] = [&harbour::PLAN, &quarry::PLAN];

/// The owner of Harbour House at work, so many days ago.
async fn owner(house: &House, days: i64) -> Result<Scope> {
    let (user,): (Uuid,) =
        sql("select id from users where email = $1").bind(harbour::PLAN.people[0].email).one(&house.db).await?;
    let (org, viewer) = context::enter(&house.db, harbour::PLAN.slug, user, house.now()).await?;
    let now = house.now() - TimeDelta::days(days);
    Ok(Scope { viewer, now, ..Scope::unattended(house, org, "demo") })
}

/// The keys of a demonstration: a data folder of its own inside the usual one.
pub fn keys(keys: Keys) -> Keys {
    Keys { data: keys.data.join("demo"), ..keys }
}

/// Furnishes an empty database; one that was furnished before is left as it is.
///
/// # Errors
/// In a database that holds other organisations: a demonstration shows its sign-ins and keeps mail from leaving.
pub async fn furnish(house: &House) -> Result<()> {
    let slugs: Vec<(String,)> = sql("select slug from organisations order by slug").all(&house.db).await?;
    if slugs.iter().any(|(slug,)| slug == harbour::PLAN.slug) {
        return Ok(());
    }
    if !slugs.is_empty() {
        return Err(Error::broken(
            "this database holds organisations of its own; the demonstration needs an empty one",
        ));
    }
    let (ids, now) = (Ids::seeded(SEED), house.now());
    let hash = password::hash(PASSWORD, &house.ids).await?;
    let mut tx = house.db.begin().await?; // one for all of it: half a demonstration is never left behind
    sql("insert into installation (id, set_up_at) values (1, $1)").bind(now).run(&mut tx).await?;
    for plan in PLANS {
        let written = write::organisation(&mut tx, &ids, plan, &hash, now).await?;
        if plan.slug == harbour::PLAN.slug {
            // Chance of its own, so that names and days stay as they are however much is owned.
            catalogue::furnish(&mut tx, &Ids::seeded(SEED + 1), written.org, now).await?;
        }
        let bookings = year::bookings(plan, &written, &ids, now);
        trail::bookings(&mut tx, &ids, &written, &bookings, now).await?;
    }
    sql("update users set is_operator = true where email = $1").bind(OPERATOR).run(&mut tx).await?;
    for (name, days) in DEAD_JOBS {
        dead_job(&mut tx, &ids, name, now - TimeDelta::days(days)).await?;
    }
    tx.commit().await?;
    rights::furnish(house, &ids).await?;
    assets::furnish(house, &Ids::seeded(SEED + 2)).await?;
    acceptance::furnish(house, &Ids::seeded(SEED + 5)).await?;
    stock::furnish(house, &Ids::seeded(SEED + 3)).await?;
    work::furnish(house, &Ids::seeded(SEED + 4)).await?;
    meters::furnish(house, &Ids::seeded(SEED + 28)).await?;
    audits::furnish(house, &Ids::seeded(SEED + 7)).await?;
    bookable::furnish(house, &Ids::seeded(SEED + 6)).await?;
    kits::furnish(house, &Ids::seeded(SEED + 9)).await?;
    reports::furnish(house, &Ids::seeded(SEED + 31)).await?;
    letters(house).await
}

/// A job that failed for good, so that the console has something to show.
async fn dead_job(tx: &mut Tx, ids: &Ids, name: &'static str, at: DateTime<Utc>) -> Result<()> {
    sql("insert into jobs (id, org_id, name, arguments, state, run_at, attempts, max_attempts, last_error, created_at)
         values ($1, null, $4, $2, 'dead', $3, 8, 8, 'broken: database or disk is full', $3)")
    .bind(ids.id(at))
    .bind(Json(serde_json::Value::Null))
    .bind(at)
    .bind(name)
    .run(tx)
    .await
    .map(drop)
}

/// Tells the last days' events, so that there is mail to read: written by what writes it on any other day.
async fn letters(house: &House) -> Result<()> {
    while platform::events::relay::step(house).await? > 0 {}
    let mut tx = house.db.begin().await?;
    date_letters(&mut tx).await?;
    tx.commit().await
}

/// As if they had been written when what they tell of happened.
async fn date_letters(tx: &mut Tx) -> Result<()> {
    sql("update messages set queued_at = (
             select case when messages.kind like '%confirm%' then b.created_at else b.updated_at end
               from bookings b where b.org_id = messages.org_id and b.id = messages.subject_id)
          where subject_kind = 'booking'")
    .run(tx)
    .await
    .map(drop)
}

/// Prints where it is and who can sign in.
pub fn tell(house: &House) {
    println!("\nThis is a demonstration. Everybody's password is: {PASSWORD}\n");
    for plan in PLANS {
        println!("{:<15} {}", plan.name, house.url(&format!("/o/{}", plan.slug)));
        println!("  for guests    {}", house.url(&format!("/b/{}", plan.slug)));
        for person in plan.people {
            println!("  {:<24} {:<18} {}", person.email, person.role.label(), person.name);
        }
        println!();
    }
    println!("{OPERATOR} also runs it: {}", house.url("/console"));
    println!("Mail does not leave; read it at {}", house.url(&format!("/o/{}/messages", harbour::PLAN.slug)));
    if let Some(folder) = house.db.file().and_then(|file| file.parent()) {
        println!("Delete the folder {} to begin anew.", folder.display());
    }
    println!();
}
