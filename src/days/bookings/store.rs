//! All SQL about bookings.

use super::model::{Booking, Edit, Line, Status};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Result;
use kernel::db::{Db, Either, Later, On, Sql, Tx, sql};
use kernel::time::Span;
use platform::Reach;
use platform::holdings::Moved;
use std::collections::{HashMap, HashSet};
use things::resources::rules::BUFFER_MINUTES_MAX;
use things::resources::slots::Busy;
use uuid::Uuid;

/// A booking with the names of what it belongs to.
const BOOKINGS: &str = "select b.id, b.org_id, b.code, b.resource_id, b.contact_id, b.user_id, b.status, b.title, b.note, b.people, b.units,
        b.starts_at, b.ends_at, b.block_from, b.block_until, b.zone, b.price_minor, b.currency, b.source, b.version, b.sequence,
        b.created_at, b.updated_at, b.cancelled_at, b.cancel_reason,
        r.name as resource_name, r.slug as resource_slug, r.location_id, l.name as location_name,
        case when b.guest_name = '' then c.name else b.guest_name end as contact_name, c.email as contact_email,
        case when b.guest_name = '' then c.phone else b.guest_phone end as contact_phone
   from bookings b
   join resources r on r.org_id = b.org_id and r.id = b.resource_id
   join locations l on l.org_id = r.org_id and l.id = r.location_id
   join contacts c on c.org_id = b.org_id and c.id = b.contact_id
  where b.org_id = ";

/// What a list shows of a booking, and no more: most of what a long list costs is carrying columns.
const LINES: &str =
    "select b.id, b.status, b.title, b.people, b.units, b.starts_at, b.ends_at, b.zone, r.name as resource_name,
        case when b.guest_name = '' then c.name else b.guest_name end as contact_name
   from bookings b
   join resources r on r.org_id = b.org_id and r.id = b.resource_id
   join contacts c on c.org_id = b.org_id and c.id = b.contact_id
  where b.org_id = ";

/// The start of the first booking that has not ended by an instant. Postgres would look for a plain minimum along the
/// index of starts, through the whole past; a sum it cannot find there, so it reads the index of ends, as SQLite does.
const FIRST_NOT_ENDED: Either = Either {
    sqlite: " and b.starts_at >= coalesce((select min(e.starts_at) from bookings e where e.org_id = ",
    postgres: " and b.starts_at >= coalesce((select min(e.starts_at + interval '0') from bookings e where e.org_id = ",
};

/// Whose bookings a viewer sees: all within their reach, and their own.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Where they see all.
    pub all: Reach,
    /// Who they are.
    pub own: Option<Uuid>,
}

impl Sight {
    fn limit(&self, statement: Sql) -> Sql {
        match self.all.places() {
            None => statement,
            Some(locations) => statement
                .with_list(" and (r.location_id in ", locations.iter().copied())
                .with(" or (b.source = 'member' and b.user_id = ", self.own)
                .push("))"),
        }
    }
}

/// One booking.
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Booking> {
    sql(BOOKINGS).with("", org).with(" and b.id = ", id).one(on).await
}

/// These bookings, by id; one that does not exist is absent.
pub async fn by_ids(
    on: impl Into<On<'_>>,
    org: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Booking>> {
    let bookings: Vec<Booking> = sql(BOOKINGS).with("", org).with_list(" and b.id in ", ids).all(on).await?;
    Ok(bookings.into_iter().map(|booking| (booking.id, booking)).collect())
}

/// One booking that nobody else may change until the transaction ends.
pub async fn by_id_locked(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Booking> {
    let lock = Either { sqlite: "", postgres: " for no key update of b" };
    sql(BOOKINGS).with("", org).with(" and b.id = ", id).push(lock).one(tx).await
}

/// What a list of bookings is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// Ends after this.
    pub from: Option<DateTime<Utc>>,
    /// Starts before this.
    pub until: Option<DateTime<Utc>>,
    /// Ended by this.
    pub ended: Option<DateTime<Utc>>,
    /// Still to come or under way.
    pub open: bool,
    /// In one of these states; empty: in any.
    pub statuses: Vec<Status>,
    /// Of this resource.
    pub resource: Option<Uuid>,
    /// Of this contact.
    pub contact: Option<Uuid>,
    /// Made by this user of the house.
    pub user: Option<Uuid>,
    /// Below these locations.
    pub locations: Option<Vec<Uuid>>,
    /// A `like` pattern over title, code, guest and resource.
    pub pattern: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leaf {
    /// The latest first.
    pub descending: bool,
    /// The booking at the edge of the neighbouring page: start and id.
    pub edge: Option<(DateTime<Utc>, Uuid)>,
    /// The page lies before that edge, not after it.
    pub backwards: bool,
}

/// Bookings by start, in the order of the list whichever way it is read.
pub async fn list(
    on: impl Into<On<'_>>,
    org: Uuid,
    narrow: &Narrow,
    sight: &Sight,
    leaf: Leaf,
    limit: i64,
) -> Result<Vec<Booking>> {
    let chosen = chosen(sql(BOOKINGS), org, narrow, sight, leaf, limit);
    Ok(in_order(chosen.all(on).await?, leaf))
}

/// The same, as a list shows them.
pub async fn lines(
    on: impl Into<On<'_>>,
    org: Uuid,
    narrow: &Narrow,
    sight: &Sight,
    leaf: Leaf,
    limit: i64,
) -> Result<Vec<Line>> {
    let chosen = chosen(sql(LINES), org, narrow, sight, leaf, limit);
    Ok(in_order(chosen.all(on).await?, leaf))
}

fn in_order<T>(mut rows: Vec<T>, leaf: Leaf) -> Vec<T> {
    if leaf.backwards {
        rows.reverse();
    }
    rows
}

/// Narrows a reading of bookings to a page of a list.
fn chosen(reading: Sql, org: Uuid, narrow: &Narrow, sight: &Sight, leaf: Leaf, limit: i64) -> Sql {
    let mut statement = sight.limit(reading.with("", org));
    statement = match narrow.open {
        // The plus keeps SQLite from sorting all that is to come by the index of ends, for one page of it.
        true => statement.with_opt(Either { sqlite: " and +b.ends_at > ", postgres: " and b.ends_at > " }, narrow.from),
        false => statement.with_opt(" and b.ends_at > ", narrow.from),
    };
    statement = statement
        .with_opt(" and b.starts_at < ", narrow.until)
        .with_opt(" and b.ends_at <= ", narrow.ended)
        .with_opt(" and b.resource_id = ", narrow.resource)
        .with_opt(" and b.contact_id = ", narrow.contact)
        .with_opt(" and b.user_id = ", narrow.user);
    if narrow.open {
        // As the index `bookings_open` says it, to the letter: it holds no past that would have to be walked through.
        statement = statement.push(" and b.status in ('held', 'pending', 'confirmed', 'checked_in')");
    } else if let Some(from) = narrow.from {
        // What has not ended by then did not start before the first of them did: the index of starts begins there.
        statement = statement.with(FIRST_NOT_ENDED, org).with(" and e.ends_at > ", from).with("), ", from).push(")");
    }
    if !narrow.statuses.is_empty() {
        statement = statement.with_list(" and b.status in ", narrow.statuses.iter().copied());
    }
    if let Some(locations) = &narrow.locations {
        statement = statement.with_list(" and r.location_id in ", locations.iter().copied());
    }
    if let Some(pattern) = &narrow.pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", b.title) or regexp(", pattern.clone())
            .with(", b.code) or regexp(", pattern.clone())
            .with(", c.name) or regexp(", pattern.clone())
            .with(", c.email) or regexp(", pattern.clone())
            .push(", r.name))");
    }
    let downwards = leaf.descending != leaf.backwards;
    if let Some((at, id)) = leaf.edge {
        let beyond = if downwards { " and (b.starts_at, b.id) < (" } else { " and (b.starts_at, b.id) > (" };
        statement = statement.with(beyond, at).with(", ", id).push(")");
    }
    let order = if downwards { " order by b.starts_at desc, b.id desc" } else { " order by b.starts_at, b.id" };
    statement.push(order).with(" limit ", limit)
}

/// Bookings that hold their units somewhere inside the span, for a calendar. `resources` none: of the organisation.
pub async fn in_span(on: impl Into<On<'_>>, org: Uuid, resources: Option<&[Uuid]>, span: Span) -> Result<Vec<Booking>> {
    let mut statement = sql(BOOKINGS)
        .with("", org)
        .with(" and b.ends_at > ", span.start)
        // The plus keeps SQLite from walking the index of starts through the whole past.
        .with(Either { sqlite: " and +b.starts_at < ", postgres: " and b.starts_at < " }, span.end)
        .push(" and b.status not in ('cancelled', 'released')");
    if let Some(resources) = resources {
        statement = statement.with_list(" and b.resource_id in ", resources.iter().copied());
    }
    statement.push(" order by b.starts_at, b.id").all(on).await
}

/// Open bookings of these resources that have not ended by now and reach into the window, by start.
pub async fn open_on(
    on: impl Into<On<'_>>,
    org: Uuid,
    resources: &[Uuid],
    now: DateTime<Utc>,
    window: Option<Span>,
) -> Result<Vec<Booking>> {
    let from = window.map_or(now, |window| window.start.max(now));
    let statement = sql(BOOKINGS)
        .with("", org)
        .with(" and b.ends_at > ", from)
        .with_opt(" and b.starts_at < ", window.map(|window| window.end))
        .push(" and b.status not in ('cancelled', 'released', 'completed')");
    // Above so many ids the whole organisation is read: a longer list would cost more, and has a limit.
    let narrow = resources.len() <= 500;
    let statement =
        if narrow { statement.with_list(" and b.resource_id in ", resources.iter().copied()) } else { statement };
    let mut found: Vec<Booking> = statement.push(" order by b.starts_at, b.id").all(on).await?;
    if !narrow {
        let wanted: HashSet<Uuid> = resources.iter().copied().collect();
        found.retain(|booking| wanted.contains(&booking.resource_id));
    }
    Ok(found)
}

/// Bookings whose blocks reach into a span of one resource, by start: who holds it.
pub async fn holding(on: impl Into<On<'_>>, org: Uuid, resource: Uuid, block: Span) -> Result<Vec<Booking>> {
    sql(BOOKINGS)
        .with("", org)
        .with(" and b.resource_id = ", resource)
        .with(" and b.block_until > ", block.start)
        .with(" and b.block_from < ", block.end)
        .push(" and b.status not in ('cancelled', 'released') order by b.starts_at, b.id")
        .all(on)
        .await
}

/// What is taken of one resource inside the window, blocks and units only.
pub async fn busy(
    on: impl Into<On<'_>>,
    org: Uuid,
    resource: Uuid,
    window: Span,
    except: Option<Uuid>,
) -> Result<Vec<Busy>> {
    let rows: Vec<(DateTime<Utc>, DateTime<Utc>, i64)> = sql("select block_from, block_until, units from bookings
          where org_id = $1 and resource_id = $2 and block_until > $3 and block_from < $4 and status not in ('cancelled', 'released')")
        .bind(org)
        .bind(resource)
        .bind(window.start)
        .bind(window.end)
        .with_opt(" and id <> ", except)
        .all(on)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(start, end, units)| Some(Busy { block: Span::new(start, end).ok()?, units }))
        .collect())
}

/// What is taken of every resource inside the span: resource, block, units.
pub async fn busy_everywhere(
    on: impl Into<On<'_>>,
    org: Uuid,
    span: Span,
    except: Option<Uuid>,
) -> Result<Vec<(Uuid, Busy)>> {
    let rows: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>, i64)> =
        sql("select resource_id, block_from, block_until, units from bookings
          where org_id = $1 and block_until > $2 and block_from < $3 and status not in ('cancelled', 'released') and ends_at > $4")
        .bind(org)
        .bind(span.start)
        .bind(span.end)
        .bind(span.start - TimeDelta::minutes(BUFFER_MINUTES_MAX)) // keeps the long past out of the search
        .with_opt(" and id <> ", except)
        .all(on)
        .await?;
    let busy = |start, end, units| Some(Busy { block: Span::new(start, end).ok()?, units });
    Ok(rows
        .into_iter()
        .filter_map(|(resource, start, end, units)| Some((resource, busy(start, end, units)?)))
        .collect())
}

/// What a new booking was judged by. It is written only while that stands, and it stands until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// The resource's stamp.
    pub stamp: i64,
    /// The contact's version.
    pub contact_version: i64,
}

/// A new booking; the schema judges. It changes no row when its ground has moved on, or its code is taken.
pub fn inserting(booking: &Booking, ground: Ground) -> Later {
    sql("insert into bookings (id, org_id, code, resource_id, contact_id, user_id, status, title, note, people, units,
                               starts_at, ends_at, block_from, block_until, zone, price_minor, currency, source, created_at, updated_at,
                               guest_name, guest_phone)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, $21, $22
           from resources r, contacts c
          where r.org_id = $2 and r.id = $4 and r.stamp = $23
            and c.org_id = $2 and c.id = $5 and c.version = $24 and c.merged_into is null and c.erased_at is null")
        .bind(booking.id)
        .bind(booking.org_id)
        .bind(booking.code.clone())
        .bind(booking.resource_id)
        .bind(booking.contact_id)
        .bind(booking.user_id)
        .bind(booking.status)
        .bind(booking.title.clone())
        .bind(booking.note.clone())
        .bind(booking.people)
        .bind(booking.units)
        .bind(booking.starts_at)
        .bind(booking.ends_at)
        .bind(booking.block_from)
        .bind(booking.block_until)
        .bind(booking.zone_name.clone())
        .bind(booking.price_minor)
        .bind(booking.currency.clone())
        .bind(booking.source.clone())
        .bind(booking.created_at)
        .bind(booking.contact_name.clone())
        .bind(booking.contact_phone.clone())
        .bind(ground.stamp)
        .bind(ground.contact_version)
        .push(Either { sqlite: "", postgres: " for no key update of r, c" })
        .push(" on conflict (org_id, code) do nothing")
        .later()
}

/// Where and when a booking goes.
pub struct Place<'a> {
    /// To this resource.
    pub resource: Uuid,
    /// From when to when.
    pub span: Span,
    /// With the buffers.
    pub block: Span,
    /// The resource's zone.
    pub zone: &'a str,
    /// The price shown.
    pub price_minor: Option<i64>,
    /// Of the price.
    pub currency: &'a str,
}

/// Moves a booking; the schema judges.
pub async fn shift(tx: &mut Tx, org: Uuid, id: Uuid, to: &Place<'_>, now: DateTime<Utc>) -> Result<()> {
    sql("update bookings set resource_id = $3, starts_at = $4, ends_at = $5, block_from = $6, block_until = $7, zone = $8, price_minor = $9,
                currency = $11, version = version + 1, sequence = sequence + 1, updated_at = $10
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(to.resource)
        .bind(to.span.start)
        .bind(to.span.end)
        .bind(to.block.start)
        .bind(to.block.end)
        .bind(to.zone.to_owned())
        .bind(to.price_minor)
        .bind(now)
        .bind(to.currency.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Changes the other fields. `told` when the guest's calendar must know.
pub async fn edit(tx: &mut Tx, org: Uuid, id: Uuid, edit: &Edit, told: bool, now: DateTime<Utc>) -> Result<()> {
    sql("update bookings set title = $3, people = $4, note = $5, version = version + 1, sequence = sequence + $6, updated_at = $7
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(edit.title.clone())
        .bind(edit.people)
        .bind(edit.note.clone())
        .bind(i64::from(told))
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Gives a booking back, or (restored) takes it back; the schema judges the latter.
pub async fn set_status(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    status: Status,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let cancelled_at = (status == Status::Cancelled).then_some(now);
    sql("update bookings set status = $3, cancel_reason = $4, cancelled_at = $5, version = version + 1, sequence = sequence + 1, updated_at = $6
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(status)
        .bind(reason.to_owned())
        .bind(cancelled_at)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Confirmed bookings of any organisation whose time has passed: organisation and id. The one statement without an
/// organisation: the clock belongs to all of them.
pub async fn ended(on: impl Into<On<'_>>, now: DateTime<Utc>, limit: i64) -> Result<Vec<(Uuid, Uuid)>> {
    sql("select org_id, id from bookings where status in ('confirmed', 'checked_in') and ends_at <= $1 order by ends_at limit $2")
        .bind(now)
        .bind(limit)
        .all(on)
        .await
}

/// Its time has passed. Nobody's calendar needs to know.
pub async fn complete(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql("update bookings set status = 'completed', version = version + 1, updated_at = $3
          where org_id = $1 and id = $2 and status in ('confirmed', 'checked_in') and ends_at <= $3")
    .bind(org)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// It ends now, with what is kept free after it. Nobody's calendar needs to know.
pub async fn end_now(tx: &mut Tx, org: Uuid, id: Uuid, block_until: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    sql("update bookings set ends_at = $3, block_until = $4, version = version + 1, updated_at = $3
          where org_id = $1 and id = $2 and starts_at < $3 and ends_at > $3")
    .bind(org)
    .bind(id)
    .bind(now)
    .bind(block_until)
    .run(tx)
    .await
    .map(drop)
}

/// The custodies of what is out for a booking.
pub async fn custodies_out(tx: &mut Tx, org: Uuid, booking: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("select k.id from hand_outs h join custodies k on k.org_id = h.org_id and k.id = h.custody_id
          where h.org_id = $1 and h.booking_id = $2 and k.in_at is null order by k.id")
        .bind(org)
        .bind(booking)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The bookings of one contact, the latest first.
pub async fn of_contact(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
    sight: &Sight,
    limit: i64,
) -> Result<Vec<Booking>> {
    sight
        .limit(sql(BOOKINGS).with("", org).with(" and b.contact_id = ", contact))
        .push(" order by b.starts_at desc, b.id desc")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// How many bookings a contact has, and how many of them are still to come.
pub async fn count_of_contact(
    on: impl Into<On<'_>>,
    org: Uuid,
    contact: Uuid,
    now: DateTime<Utc>,
) -> Result<(i64, i64)> {
    sql("select count(*), cast(coalesce(sum(case when ends_at > $3 and status not in ('cancelled', 'released', 'completed') then 1 else 0 end), 0) as bigint)
           from bookings where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(contact)
        .bind(now)
        .one(on)
        .await
}

/// Cuts what tells of a guest from their bookings; times, places and prices stay. Answers which they were.
pub async fn anonymise(tx: &mut Tx, org: Uuid, contact: Uuid, now: DateTime<Utc>) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> =
        sql("update bookings set guest_name = '', guest_phone = '', title = '', note = '', cancel_reason = '',
            version = version + 1, updated_at = $3
          where org_id = $1 and contact_id = $2 returning id")
        .bind(org)
        .bind(contact)
        .bind(now)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Two contacts were one person: the bookings of one are the other's.
/// Each comes with its `sequence`, which counts what people change.
pub async fn move_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid) -> Result<Vec<Moved>> {
    let rows: Vec<(Uuid, i64)> = sql("update bookings set contact_id = $3 where org_id = $1 and contact_id = $2
         returning id, sequence")
    .bind(org)
    .bind(from)
    .bind(to)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id, stamp)| Moved { id, stamp }).collect())
}

/// They were two after all: these bookings of the one are the other's again, but for those that somebody changed since.
pub async fn move_some_to_contact(tx: &mut Tx, org: Uuid, from: Uuid, to: Uuid, some: &[Moved]) -> Result<u64> {
    let present: Vec<(Uuid, i64)> = sql("select id, sequence from bookings where org_id = $1 and contact_id = $2")
        .bind(org)
        .bind(from)
        .push(Either { sqlite: "", postgres: " for no key update" })
        .all(&mut *tx)
        .await?;
    let present: HashSet<(Uuid, i64)> = present.into_iter().collect();
    let same: Vec<Uuid> = some.iter().filter(|one| present.contains(&(one.id, one.stamp))).map(|one| one.id).collect();
    let mut moved = 0;
    for batch in same.chunks(MOVED_AT_ONCE) {
        moved += sql("update bookings set contact_id = $3 where org_id = $1 and contact_id = $2")
            .bind(org)
            .bind(from)
            .bind(to)
            .with_list(" and id in ", batch.iter().copied())
            .run(&mut *tx)
            .await?;
    }
    Ok(moved)
}

/// Bookings that are moved by one statement.
const MOVED_AT_ONCE: usize = 500;

/// The address of the contact who stands for all former guests; nobody can receive mail there (RFC 2606).
const FORMER_GUEST: &str = "former-guest@nobody.invalid";

/// How many bookings that were over by then still have their guests.
pub async fn count_with_guests(db: &Db, org: Uuid, before: DateTime<Utc>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from bookings b join contacts c on c.org_id = b.org_id and c.id = b.contact_id
          where b.org_id = $1 and b.ends_at < $2 and b.status in ('completed', 'cancelled', 'released') and c.email <> $3")
    .bind(org)
    .bind(before)
    .bind(FORMER_GUEST)
    .one(db)
    .await?;
    Ok(count)
}

/// The oldest of those, each with its guest.
pub async fn with_guests(tx: &mut Tx, org: Uuid, before: DateTime<Utc>, limit: i64) -> Result<Vec<(Uuid, Uuid)>> {
    sql("select b.id, b.contact_id from bookings b join contacts c on c.org_id = b.org_id and c.id = b.contact_id
          where b.org_id = $1 and b.ends_at < $2 and b.status in ('completed', 'cancelled', 'released') and c.email <> $3
          order by b.ends_at, b.id limit $4")
    .bind(org)
    .bind(before)
    .bind(FORMER_GUEST)
    .bind(limit)
    .all(tx)
    .await
}

/// The contact who stands for all former guests; made when it is first needed.
pub async fn former_guest(tx: &mut Tx, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Uuid> {
    sql("insert into contacts (id, org_id, email, name, source, created_at) values ($1, $2, $3, 'Former guest', 'retention', $4)
         on conflict (org_id, email) do nothing")
        .bind(id)
        .bind(org)
        .bind(FORMER_GUEST)
        .bind(now)
        .run(&mut *tx)
        .await?;
    let (id,): (Uuid,) =
        sql("select id from contacts where org_id = $1 and email = $2").bind(org).bind(FORMER_GUEST).one(tx).await?;
    Ok(id)
}

/// Takes from these bookings what says who came and why.
pub async fn forget_guests(tx: &mut Tx, org: Uuid, bookings: &[Uuid], nobody: Uuid, now: DateTime<Utc>) -> Result<()> {
    sql("update bookings set contact_id = $2, user_id = null, guest_name = '', guest_phone = '', title = 'Past booking', note = '',
             cancel_reason = '', version = version + 1, updated_at = $3
          where org_id = $1 and id in ")
        .bind(org)
        .bind(nobody)
        .bind(now)
        .with_list("", bookings.iter().copied())
        .run(tx)
        .await
        .map(drop)
}

/// Removes what was written to anybody about these bookings.
pub async fn forget_messages(tx: &mut Tx, org: Uuid, bookings: &[Uuid]) -> Result<()> {
    sql("delete from messages where org_id = $1 and subject_kind = 'booking' and status in ('sent', 'failed', 'uncertain') and subject_id in ")
        .bind(org)
        .with_list("", bookings.iter().copied())
        .run(tx)
        .await
        .map(drop)
}

/// Removes a contact who came by the booking page, is older than that and has no booking left.
///
/// # Errors
/// [`kernel::Error::NotFound`] when something else belongs to them.
pub async fn forget_contact(tx: &mut Tx, org: Uuid, contact: Uuid, before: DateTime<Utc>) -> Result<()> {
    sql("delete from contacts where org_id = $1 and id = $2 and created_at < $3 and source <> 'staff'
            and not exists (select 1 from bookings b where b.org_id = $1 and b.contact_id = $2)")
    .bind(org)
    .bind(contact)
    .bind(before)
    .run(tx)
    .await
    .map(drop)
}

/// Bookings that were made since then.
pub async fn count_made_since(on: impl Into<On<'_>>, org: Uuid, since: DateTime<Utc>) -> Result<i64> {
    let (count,): (i64,) = sql("select count(*) from bookings where org_id = $1 and created_at >= $2")
        .bind(org)
        .bind(since)
        .one(on)
        .await?;
    Ok(count)
}
