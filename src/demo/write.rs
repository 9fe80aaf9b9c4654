//! Writes an organisation of the demonstration: plain rows in one transaction. The schema judges them like any others.

use super::names::{HOSTS, PEOPLES};
use super::plan::{Plan, Thing};
use super::year::{day_from, is_member};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kernel::db::{Json, Tx, sql};
use kernel::id::Ids;
use kernel::time::{parse_zone, wall};
use kernel::{Error, Result, text};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How long ago the organisations began (days): before their first booking.
const BEGAN: i64 = 420;

/// What was written of an organisation.
pub(super) struct Written {
    /// Its id.
    pub org: Uuid,
    /// Its zone.
    pub zone: Tz,
    /// Its things, in the order of the plan.
    pub resources: Vec<Resource>,
    /// Its contacts; the first are the regular ones.
    pub contacts: Vec<Contact>,
    users: Vec<(Uuid, &'static str)>,
    member: Option<(Uuid, usize)>,
}

/// A thing that was written.
pub(super) struct Resource {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub slug: String,
    /// Where it stands.
    pub location: Uuid,
}

/// A contact that was written.
pub(super) struct Contact {
    /// Its id.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

impl Written {
    /// Who makes the staff's bookings.
    pub(super) fn clerk(&self) -> Uuid {
        self.users[1].0
    }

    /// Who books for themselves.
    pub(super) fn member(&self) -> Option<Uuid> {
        self.member.map(|(id, _)| id)
    }

    /// The contact of [`Written::member`]; the first contact where there is no member.
    pub(super) fn member_contact(&self) -> usize {
        self.member.map_or(0, |(_, contact)| contact)
    }

    /// A user's id and name.
    pub(super) fn user(&self, id: Option<Uuid>) -> Option<(Uuid, &'static str)> {
        self.users.iter().find(|(user, _)| Some(*user) == id).copied()
    }
}

/// Writes everything but the bookings.
pub(super) async fn organisation(
    tx: &mut Tx,
    ids: &Ids,
    plan: &'static Plan,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Written> {
    let zone = parse_zone(plan.zone).ok_or_else(|| Error::broken("an unknown zone in the demonstration"))?;
    let began = now - TimeDelta::days(BEGAN);
    let org = ids.id(began);
    sql("insert into organisations (id, slug, name, zone, currency, colour, email, phone, about, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
    .bind(org)
    .bind(plan.slug)
    .bind(plan.name)
    .bind(plan.zone)
    .bind(plan.currency)
    .bind(plan.colour)
    .bind(plan.email)
    .bind(plan.phone)
    .bind(plan.about)
    .bind(began)
    .run(tx)
    .await?;
    let places = places(tx, ids, plan, org, began).await?;
    let users = users(tx, ids, plan, org, &places, hash, (began, now)).await?;
    let mut resources = Vec::with_capacity(plan.things.len());
    for thing in plan.things {
        resources.push(resource(tx, ids, thing, org, place(&places, thing.place)?, began).await?);
    }
    let days = wall(zone, now).date() - TimeDelta::days(365);
    for day in days.iter_days().take(3 * 365) {
        holiday(tx, ids, plan, org, day, began).await?;
    }
    for (name, from, length, reason) in plan.works {
        let thing = plan.things.iter().position(|thing| thing.name == *name).map(|at| resources[at].id);
        let span = (day_from(now, zone, *from), day_from(now, zone, from + length));
        blackout(tx, ids, org, thing, span, reason, now - TimeDelta::days(9)).await?;
    }
    let mut contacts = contacts(tx, ids, plan, org, began).await?;
    let member = match plan.people.iter().position(|person| is_member(person.role)) {
        Some(at) => {
            let person = &plan.people[at];
            contacts
                .push(contact(tx, ids, org, person.name.to_owned(), person.email.to_owned(), "member", began).await?);
            Some((users[at].0, contacts.len() - 1))
        }
        None => None,
    };
    Ok(Written { org, zone, resources, contacts, users, member })
}

type Places = HashMap<&'static str, (Uuid, String, Uuid)>;

fn place(places: &Places, name: &str) -> Result<Uuid> {
    places.get(name).map(|(id, ..)| *id).ok_or_else(|| Error::broken(format!("no place {name} in the demonstration")))
}

async fn places(tx: &mut Tx, ids: &Ids, plan: &'static Plan, org: Uuid, began: DateTime<Utc>) -> Result<Places> {
    let mut written: Places = HashMap::new();
    for place in plan.places {
        let id = ids.id(began);
        let above = place.inside.and_then(|name| written.get(name));
        let path = format!("{}/{id}", above.map_or("", |(_, path, _)| path.as_str()));
        let (parent, site) = (above.map(|(id, ..)| *id), above.map_or(id, |(.., site)| *site));
        sql("insert into locations (id, org_id, parent_id, site_id, path, kind, name, zone, address, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(id)
        .bind(org)
        .bind(parent)
        .bind(site)
        .bind(path.clone())
        .bind(place.kind)
        .bind(place.name)
        .bind(plan.zone)
        .bind(place.address)
        .bind(began)
        .run(tx)
        .await?;
        written.insert(place.name, (id, path, site));
    }
    Ok(written)
}

async fn users(
    tx: &mut Tx,
    ids: &Ids,
    plan: &'static Plan,
    org: Uuid,
    places: &Places,
    hash: &str,
    (began, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(Uuid, &'static str)>> {
    let mut users: Vec<(Uuid, &'static str)> = Vec::with_capacity(plan.people.len());
    for person in plan.people {
        let id = ids.id(began);
        sql("insert into users (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(person.email)
            .bind(person.name)
            .bind(hash.to_owned())
            .bind(began)
            .run(tx)
            .await?;
        sql("insert into grants (id, org_id, user_id, role, location_id, ends_at, granted_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(ids.id(began))
            .bind(org)
            .bind(id)
            .bind(person.role.name())
            .bind(person.within.map(|name| place(places, name)).transpose()?)
            .bind(person.ends_in.map(|days| now + TimeDelta::days(days)))
            .bind(users.first().map(|(owner, _)| *owner))
            .bind(began)
            .run(tx)
            .await?;
        let mail = if person.wants_mail { "at_once" } else { "none" };
        for kind in ["booking_made", "booking_moved", "booking_cancelled"] {
            sql("insert into notification_choices (org_id, user_id, kind, in_app, mail, chat) values ($1, $2, $3, true, $4, false)")
                .bind(org)
                .bind(id)
                .bind(kind)
                .bind(mail)
                .run(tx)
                .await?;
        }
        users.push((id, person.name));
    }
    Ok(users)
}

async fn resource(
    tx: &mut Tx,
    ids: &Ids,
    thing: &Thing,
    org: Uuid,
    location: Uuid,
    began: DateTime<Utc>,
) -> Result<Resource> {
    let (id, slug, rules) = (ids.id(began), text::slug(thing.name), &thing.rules);
    sql("insert into resources (id, org_id, location_id, slug, name, kind, status, description, capacity, units, who, notice_minutes,
             horizon_days, min_minutes, max_minutes, grid_minutes, buffer_before_minutes, buffer_after_minutes, change_notice_minutes,
             price_minor, price_per, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)")
        .bind(id)
        .bind(org)
        .bind(location)
        .bind(slug.clone())
        .bind(thing.name)
        .bind(thing.kind)
        .bind(thing.status)
        .bind(thing.description)
        .bind(thing.capacity)
        .bind(thing.units)
        .bind(thing.who)
        .bind(rules.notice_minutes)
        .bind(rules.horizon_days)
        .bind(rules.min_minutes)
        .bind(rules.max_minutes)
        .bind(rules.grid_minutes)
        .bind(rules.buffer_before_minutes)
        .bind(rules.buffer_after_minutes)
        .bind(rules.change_notice_minutes)
        .bind(thing.price.map(|(minor, _)| minor))
        .bind(thing.price.map_or("hour", |(_, per)| per.name()))
        .bind(began)
        .run(tx)
        .await?;
    for amenity in thing.amenities {
        sql("insert into resource_amenities (org_id, resource_id, amenity) values ($1, $2, $3)")
            .bind(org)
            .bind(id)
            .bind(*amenity)
            .run(tx)
            .await?;
    }
    for open in thing.hours {
        for weekday in open.days {
            sql("insert into opening_hours (org_id, resource_id, weekday, opens, closes) values ($1, $2, $3, $4, $5)")
                .bind(org)
                .bind(id)
                .bind(*weekday)
                .bind(open.hours.0 * 60)
                .bind(open.hours.1 * 60)
                .run(tx)
                .await?;
        }
    }
    Ok(Resource { id, slug, location })
}

async fn holiday(tx: &mut Tx, ids: &Ids, plan: &Plan, org: Uuid, day: NaiveDate, began: DateTime<Utc>) -> Result<()> {
    let Some((.., label)) = plan.holidays.iter().find(|(month, date, _)| (day.month(), day.day()) == (*month, *date))
    else {
        return Ok(());
    };
    sql("insert into day_exceptions (id, org_id, day, label, spans, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(ids.id(began))
        .bind(org)
        .bind(day)
        .bind(*label)
        .bind(Json(Vec::<(i64, i64)>::new()))
        .bind(began)
        .run(tx)
        .await
        .map(drop)
}

async fn blackout(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    thing: Option<Uuid>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    reason: &'static str,
    at: DateTime<Utc>,
) -> Result<()> {
    sql("insert into blackouts (id, org_id, resource_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(ids.id(at))
        .bind(org)
        .bind(thing)
        .bind(from)
        .bind(until)
        .bind(reason)
        .bind(at)
        .run(tx)
        .await
        .map(drop)
}

async fn contacts(tx: &mut Tx, ids: &Ids, plan: &Plan, org: Uuid, began: DateTime<Utc>) -> Result<Vec<Contact>> {
    let pick = |from: &[&'static str]| from[ids.below(from.len() as u64) as usize];
    let (mut contacts, mut taken) = (Vec::with_capacity(plan.contacts + 1), BTreeSet::new());
    while contacts.len() < plan.contacts {
        let people = &PEOPLES[plan.peoples[ids.below(plan.peoples.len() as u64) as usize]];
        let (given, family) = (pick(people.given), pick(people.family));
        if taken.insert((given, family)) {
            let email = format!("{}.{}@{}", text::slug(given), text::slug(family), pick(&HOSTS));
            let source = if ids.below(3) == 0 { "staff" } else { "page" };
            contacts.push(contact(tx, ids, org, format!("{given} {family}"), email, source, began).await?);
        }
    }
    Ok(contacts)
}

async fn contact(
    tx: &mut Tx,
    ids: &Ids,
    org: Uuid,
    name: String,
    email: String,
    source: &'static str,
    began: DateTime<Utc>,
) -> Result<Contact> {
    let id = ids.id(began);
    sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(email.clone())
        .bind(name.clone())
        .bind(source)
        .bind(began)
        .run(tx)
        .await?;
    Ok(Contact { id, name, email })
}
