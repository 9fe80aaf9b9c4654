//! All SQL of work orders.

use super::model::{Comment, Filter, NewOrder, Order, State, Subject, Task};
pub use crate::reachable::reachable_work;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use kernel::keyset::{Edges, KeysetPage, is_backwards};
use kernel::{Result, text};
use platform::Reach;
use uuid::Uuid;

/// Orders on a page.
pub const PAGE: usize = 50;

/// The columns of an order with the words of what it refers to; the organisation follows.
const ORDERS: &str = "select o.id, o.number, o.title, o.description, o.kind, o.priority, o.state, o.asset_id, a.tag as asset_tag,
        a.name as asset_name, a.location_id as asset_place_id, a.home_id as asset_home_id, a.category_id as asset_category_id, o.location_id, p.name as location_name,
        o.assignee_id, u.name as assignee_name, o.due_on, o.supplier_id, s.name as supplier_name, o.labour_minutes, o.rate_minor,
        o.other_minor, o.currency, o.down_from, o.down_until, o.takes_out, o.took_out,
        coalesce((select cast(sum(-e.quantity * coalesce(e.cost_minor, 0)) as bigint) from stock_entries e
                   where e.org_id = o.org_id and e.work_order_id = o.id), 0) as parts_minor,
        o.version, o.created_at, o.started_at, o.ended_at
   from work_orders o
   left join assets a on a.org_id = o.org_id and a.id = o.asset_id
   left join locations p on p.org_id = o.org_id and p.id = o.location_id
   left join users u on u.id = o.assignee_id
   left join vendors s on s.org_id = o.org_id and s.id = o.supplier_id
  where o.org_id = ";

/// One order.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Order> {
    sql(ORDERS).with("", org).with(" and o.id = ", id).one(on).await
}

/// Holds an order still until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Order> {
    let lock = Either { sqlite: "", postgres: " for no key update of o" };
    sql(ORDERS).with("", org).with(" and o.id = ", id).push(lock).one(tx).await
}

/// A page of what fits the filter, the newest first.
pub async fn list(
    db: &Db,
    org: Uuid,
    (filter, today): (&Filter, NaiveDate),
    reach: &Reach,
    edges: Edges,
) -> Result<KeysetPage<Order>> {
    let backwards = is_backwards(edges);
    let mut statement = narrowed(org, filter, today, reach);
    if let Some(edge) = edges.0.or(edges.1) {
        let beyond = if backwards { " and o.number > " } else { " and o.number < " };
        statement = statement
            .push(beyond)
            .with("(select e.number from work_orders e where e.org_id = o.org_id and e.id = ", edge)
            .push(")");
    }
    let order = if backwards { " order by o.number" } else { " order by o.number desc" };
    let orders = statement.push(order).with(" limit ", PAGE as i64 + 1).all(db).await?;
    Ok(KeysetPage::cut(orders, PAGE, edges))
}

/// What fits the filter below this number, the newest first; at most so many.
pub async fn below(
    db: &Db,
    org: Uuid,
    (filter, today): (&Filter, NaiveDate),
    reach: &Reach,
    edge: Option<i64>,
    limit: i64,
) -> Result<Vec<Order>> {
    narrowed(org, filter, today, reach)
        .with_opt(" and o.number < ", edge)
        .push(" order by o.number desc")
        .with(" limit ", limit)
        .all(db)
        .await
}

fn narrowed(org: Uuid, filter: &Filter, today: NaiveDate, reach: &Reach) -> Sql {
    let mut statement = reachable_work(sql(ORDERS).with("", org), reach);
    for word in &filter.words {
        let small = text::contains_pattern(word);
        statement = statement
            .with(" and (o.search like ", small.clone())
            .with(" escape '\\' or a.search like ", small)
            .with(" escape '\\' or regexp(", text::any_case_pattern(word))
            .push(", p.name))");
    }
    if let Some(location) = filter.location {
        statement = statement
            .with(
                " and coalesce(o.location_id, a.location_id) in (select g.id from locations g
                    join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                   where g.org_id = o.org_id and top.id = ",
                location,
            )
            .push(")");
    }
    statement = statement
        .with_opt(" and o.number = ", filter.number)
        .with_opt(" and o.state = ", filter.state)
        .with_opt(" and o.kind = ", filter.kind)
        .with_opt(" and o.priority = ", filter.priority)
        .with_opt(" and o.assignee_id = ", filter.assignee)
        .with_opt(" and o.asset_id = ", filter.asset)
        .push_if(
            filter.state.is_none() && !filter.with_over && filter.number.is_none(),
            " and o.state in ('open', 'in_progress', 'waiting')",
        );
    if filter.is_late {
        statement = statement.with(" and o.state in ('open', 'in_progress', 'waiting') and o.due_on < ", today);
    }
    statement
}

/// Orders about an asset, the newest first; at most so many.
pub async fn of_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, limit: i64) -> Result<Vec<Order>> {
    sql(ORDERS)
        .with("", org)
        .with(" and o.asset_id = ", asset)
        .push(" order by o.number desc")
        .with(" limit ", limit)
        .all(on)
        .await
}

/// Takes the next number, which is given back should the transaction fail: so there are no gaps.
pub async fn next_number(tx: &mut Tx, org: Uuid) -> Result<i64> {
    // Two who raise the first at once: the second waits, and counts on.
    let (number,): (i64,) = sql("insert into work_counters (org_id, next) values ($1, 2)
         on conflict (org_id) do update set next = work_counters.next + 1 returning next - 1")
    .bind(org)
    .one(tx)
    .await?;
    Ok(number)
}

/// Adds an order.
pub async fn insert(
    tx: &mut Tx,
    org: Uuid,
    (id, number): (Uuid, i64),
    new: &NewOrder,
    currency: &str,
    (by, now): (Option<Uuid>, DateTime<Utc>),
) -> Result<()> {
    let (asset, location) = subject(new);
    sql("insert into work_orders (id, org_id, number, title, description, kind, priority, state, asset_id, location_id, assignee_id,
                due_on, supplier_id, labour_minutes, rate_minor, other_minor, currency, down_from, down_until, takes_out, search,
                created_at, created_by, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $21)")
        .bind(id)
        .bind(org)
        .bind(number)
        .bind(new.title.clone())
        .bind(new.description.clone())
        .bind(new.kind)
        .bind(new.priority)
        .bind(asset)
        .bind(location)
        .bind(new.assignee)
        .bind(new.due_on)
        .bind(new.supplier)
        .bind(new.labour_minutes)
        .bind(new.rate_minor)
        .bind(new.other_minor)
        .bind(currency.to_owned())
        .bind(new.down.0)
        .bind(new.down.1)
        .bind(new.takes_out)
        .bind(new.title.to_lowercase())
        .bind(now)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}

fn subject(new: &NewOrder) -> (Option<Uuid>, Option<Uuid>) {
    match new.subject {
        Subject::Asset(id) => (Some(id), None),
        Subject::Location(id) => (None, Some(id)),
    }
}

/// Changes what describes an order.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewOrder, now: DateTime<Utc>) -> Result<()> {
    let (asset, location) = subject(new);
    sql("update work_orders set title = $3, description = $4, kind = $5, priority = $6, asset_id = $7, location_id = $8, assignee_id = $9,
                due_on = $10, supplier_id = $11, labour_minutes = $12, rate_minor = $13, other_minor = $14, down_from = $15,
                down_until = $16, takes_out = $17, search = $18, updated_at = $19, version = version + 1
          where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(new.title.clone())
        .bind(new.description.clone())
        .bind(new.kind)
        .bind(new.priority)
        .bind(asset)
        .bind(location)
        .bind(new.assignee)
        .bind(new.due_on)
        .bind(new.supplier)
        .bind(new.labour_minutes)
        .bind(new.rate_minor)
        .bind(new.other_minor)
        .bind(new.down.0)
        .bind(new.down.1)
        .bind(new.takes_out)
        .bind(new.title.to_lowercase())
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Writes how an order stands: when work began first, and when it was over. What was begun last and is open again was
/// not begun.
pub async fn write_state(tx: &mut Tx, org: Uuid, id: Uuid, state: State, now: DateTime<Utc>) -> Result<()> {
    sql("update work_orders set state = $3, updated_at = $4, version = version + 1,
                started_at = case when $3 = 'in_progress' then coalesce(started_at, $4)
                    when $3 = 'open' and ended_at is null and started_at = updated_at then null else started_at end,
                ended_at = case when $3 in ('done', 'cancelled') then $4 end
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id)
    .bind(state)
    .bind(now)
    .run(tx)
    .await
    .map(drop)
}

/// Notes whether work took the asset out of service.
pub async fn write_took_out(tx: &mut Tx, org: Uuid, id: Uuid, took_out: bool) -> Result<()> {
    sql("update work_orders set took_out = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(took_out)
        .run(tx)
        .await
        .map(drop)
}

/// Another order under way that keeps this asset out of service.
pub async fn keeps_out(tx: &mut Tx, org: Uuid, asset: Uuid, but: Uuid) -> Result<Option<Uuid>> {
    let found: Option<(Uuid,)> = sql("select id from work_orders
          where org_id = $1 and asset_id = $2 and id <> $3 and takes_out and state in ('in_progress', 'waiting') order by number limit 1")
    .bind(org)
    .bind(asset)
    .bind(but)
    .maybe(tx)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// The checklist of an order.
pub async fn tasks(on: impl Into<On<'_>>, org: Uuid, order: Uuid) -> Result<Vec<Task>> {
    sql("select t.id, t.text, t.done_at, u.name as done_by_name from work_tasks t left join users u on u.id = t.done_by
          where t.org_id = $1 and t.order_id = $2 order by t.position, t.id")
    .bind(org)
    .bind(order)
    .all(on)
    .await
}

/// Adds a step at the end of a checklist.
pub async fn add_task(tx: &mut Tx, org: Uuid, (id, order): (Uuid, Uuid), text: &str, position: i64) -> Result<()> {
    sql("insert into work_tasks (id, org_id, order_id, position, text) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(org)
        .bind(order)
        .bind(position)
        .bind(text.to_owned())
        .run(tx)
        .await
        .map(drop)
}

/// Ticks a step, or takes the tick away. Answers whether it was otherwise.
pub async fn tick(
    tx: &mut Tx,
    org: Uuid,
    (order, task): (Uuid, Uuid),
    done: Option<DateTime<Utc>>,
    by: Option<Uuid>,
) -> Result<bool> {
    let changed = sql("update work_tasks set done_at = $4, done_by = $5
          where org_id = $1 and order_id = $2 and id = $3 and (done_at is null) <> ($4 is null)")
    .bind(org)
    .bind(order)
    .bind(task)
    .bind(done)
    .bind(done.and(by))
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// What was written about an order, in its order.
pub async fn comments(on: impl Into<On<'_>>, org: Uuid, order: Uuid) -> Result<Vec<Comment>> {
    sql("select c.id, c.text, c.at, u.name as by_name from work_comments c left join users u on u.id = c.by_id
          where c.org_id = $1 and c.order_id = $2 order by c.at, c.id")
    .bind(org)
    .bind(order)
    .all(on)
    .await
}

/// Adds what somebody wrote.
pub async fn add_comment(
    tx: &mut Tx,
    org: Uuid,
    (id, order): (Uuid, Uuid),
    text: &str,
    (by, now): (Option<Uuid>, DateTime<Utc>),
) -> Result<()> {
    sql("insert into work_comments (id, org_id, order_id, text, at, by_id) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(org)
        .bind(order)
        .bind(text.to_owned())
        .bind(now)
        .bind(by)
        .run(tx)
        .await
        .map(drop)
}

/// Who may be asked to do it: people whose grant holds now, by name.
pub async fn people(db: &Db, org: Uuid, now: DateTime<Utc>) -> Result<Vec<(Uuid, String)>> {
    sql("select distinct u.id, u.name from grants g join users u on u.id = g.user_id and u.disabled_at is null
          where g.org_id = $1 and g.ended_at is null and (g.ends_at is null or g.ends_at > $2) order by u.name, u.id")
    .bind(org)
    .bind(now)
    .all(db)
    .await
}

/// Resources that an asset is or is one of, by name: what work on it closes.
pub async fn resources_of(db: &Db, org: Uuid, asset: Option<Uuid>, limit: i64) -> Result<Vec<(Uuid, String)>> {
    sql("select r.id, r.name from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id
          where m.org_id = $1 and m.asset_id = $2 and r.archived_at is null order by r.name, r.id")
    .bind(org)
    .bind(asset)
    .with(" limit ", limit)
    .all(db)
    .await
}

/// Resources in a place and below it that can be booked, by name: what work there closes.
pub async fn resources_at(db: &Db, org: Uuid, location: Uuid, limit: i64) -> Result<Vec<(Uuid, String)>> {
    sql("select r.id, r.name from resources r join locations l on l.org_id = r.org_id and l.id = r.location_id
           join locations top on top.org_id = l.org_id and (l.id = top.id or l.path like top.path || '/%')
          where r.org_id = $1 and top.id = $2 and r.archived_at is null order by r.name, r.id")
    .bind(org)
    .bind(location)
    .with(" limit ", limit)
    .all(db)
    .await
}
