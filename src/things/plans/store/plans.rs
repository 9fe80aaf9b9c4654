//! Plans themselves, and what they raised.

use crate::plans::model::{Due, ManyKind, NewPlan, Plan, Watched};
use crate::work::Subject;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, Either, On, Sql, Tx, sql};
use platform::Reach;
use uuid::Uuid;

/// The columns of a plan with the words of what it refers to; the organisation follows.
const PLANS: &str = "select m.id, m.title, m.kind, m.priority, m.asset_id, a.tag as asset_tag, a.name as asset_name,
        a.location_id as asset_place_id, a.home_id as asset_home_id, a.category_id as asset_category_id, m.location_id, p.name as location_name, m.assignee_id,
        u.name as assignee_name, m.takes_out, m.checklist, m.rule, m.starts_on, m.ahead_days, m.next_on, m.paused_at, m.version,
        m.category_id, g.name as category_name, m.model_id, k.name as model_name, k.category_id as model_category_id, m.due_by, m.meter_name,
        m.every, m.ahead, m.counted_from, m.field_id, f.name as field_name, m.test, m.threshold, m.threshold_number
   from maintenance_plans m
   left join asset_categories g on g.org_id = m.org_id and g.id = m.category_id
   left join asset_models k on k.org_id = m.org_id and k.id = m.model_id
   left join asset_fields f on f.org_id = m.org_id and f.id = m.field_id
   left join assets a on a.org_id = m.org_id and a.id = m.asset_id
   left join locations p on p.org_id = m.org_id and p.id = m.location_id
   left join users u on u.id = m.assignee_id
  where m.org_id = ";

/// What comes due next, the soonest first; what is over and what is paused last.
const SOONEST: &str =
    " order by case when m.paused_at is null then coalesce(m.next_on, '9999-12-31') else '9999-12-31' end, m.id";

/// One plan.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn by_id(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Plan> {
    sql(PLANS).with("", org).with(" and m.id = ", id).one(on).await
}

/// Holds a plan still until the transaction ends.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn hold(tx: &mut Tx, org: Uuid, id: Uuid) -> Result<Plan> {
    let lock = Either { sqlite: "", postgres: " for no key update of m" };
    sql(PLANS).with("", org).with(" and m.id = ", id).push(lock).one(tx).await
}

/// Plans `m` about something, `a` or a place, that the viewer's rights hold for.
pub fn plans_within(statement: Sql, reach: &Reach) -> Sql {
    let there = |statement: Sql, places: &[Uuid]| {
        statement
            .with_list(" and (m.location_id in ", places.iter().copied())
            .with_list(" or a.location_id in ", places.iter().copied())
            .with_list(" or a.home_id in ", places.iter().copied())
            .push(")")
    };
    reach.narrow(statement, there, " and coalesce(a.category_id, m.category_id, k.category_id) in ")
}

/// What comes due next, the soonest first; what is over and what is paused last. Behind this plan, where one is named.
pub async fn list(
    on: impl Into<On<'_>>,
    org: Uuid,
    reach: &Reach,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Plan>> {
    let mut statement = plans_within(sql(PLANS).with("", org), reach);
    if let Some(edge) = after {
        statement = statement
            .with(
                " and (case when m.paused_at is null then coalesce(m.next_on, '9999-12-31') else '9999-12-31' end, m.id) > (
                select case when e.paused_at is null then coalesce(e.next_on, '9999-12-31') else '9999-12-31' end, e.id
                  from maintenance_plans e where e.org_id = m.org_id and e.id = ",
                edge,
            )
            .push(")");
    }
    statement.push(SOONEST).with(" limit ", limit).all(on).await
}

/// Plans that an asset is one of: those of its own, and those for many that it fits, the next due first.
pub async fn of_asset(on: impl Into<On<'_>>, org: Uuid, asset: Uuid, limit: i64) -> Result<Vec<Plan>> {
    sql(PLANS)
        .with("", org)
        .push(" and exists (select 1 from assets x where x.org_id = m.org_id and x.state <> 'disposed'
            and (m.asset_id = x.id or m.model_id = x.model_id
                 or exists (select 1 from asset_categories g
                      join asset_categories top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                     where g.org_id = x.org_id and g.id = x.category_id and top.id = m.category_id))
            and (m.location_id is null or exists (select 1 from locations g
                      join locations top on top.org_id = g.org_id and (g.id = top.id or g.path like top.path || '/%')
                     where g.org_id = x.org_id and g.id in (x.location_id, x.home_id) and top.id = m.location_id))")
        .with(" and x.id = ", asset)
        .push(")")
        .push(SOONEST)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// Organisations that have plans which raise orders: the clock belongs to all of them.
pub async fn orgs_with_plans(db: &Db) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql(
        "select distinct org_id from maintenance_plans where paused_at is null and (next_on is not null or due_by <> 'days')",
    )
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// Plans with a day up to this one, and how long ahead each of them looks; what is about nothing that is in use is left out.
pub async fn coming(db: &Db, org: Uuid, until: NaiveDate) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql("select m.id from maintenance_plans m
           left join assets a on a.org_id = m.org_id and a.id = m.asset_id
           left join locations p on p.org_id = m.org_id and p.id = m.location_id
          where m.org_id = $1 and m.paused_at is null and m.next_on <= $2
            and coalesce(a.state, 'in_stock') <> 'disposed' and p.archived_at is null order by m.next_on, m.id")
    .bind(org)
    .bind(until)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Plans that are due by a meter or a condition and raise orders.
pub async fn by_use(db: &Db, org: Uuid) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = sql(
        "select m.id from maintenance_plans m where m.org_id = $1 and m.paused_at is null and m.due_by <> 'days' order by m.id",
    )
    .bind(org)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Is there such a plan?
pub async fn any_by_use(on: impl Into<On<'_>>, org: Uuid) -> Result<bool> {
    let any: Option<(i64,)> = sql("select cast(1 as bigint) from maintenance_plans m
          where m.org_id = $1 and m.paused_at is null and m.due_by <> 'days' limit 1")
    .bind(org)
    .maybe(on)
    .await?;
    Ok(any.is_some())
}

/// Notes for what an order was raised: a day, where there is one, and the asset of a plan for many. The schema refuses a
/// second one.
pub async fn bind_order(
    tx: &mut Tx,
    org: Uuid,
    (plan, asset): (Uuid, Option<Uuid>),
    (occurrence, day): (String, Option<NaiveDate>),
    order: Uuid,
) -> Result<()> {
    sql("insert into maintenance_raisings (org_id, plan_id, asset_id, occurrence, order_id) values ($1, $2, $3, $4, $5)")
        .bind(org)
        .bind(plan)
        .bind(asset)
        .bind(occurrence)
        .bind(order)
        .run(&mut *tx)
        .await?;
    sql("update work_orders set plan_id = $3, occurrence_on = $4 where org_id = $1 and id = $2")
        .bind(org)
        .bind(order)
        .bind(plan)
        .bind(day)
        .run(tx)
        .await
        .map(drop)
}

/// Writes the first day that no order was raised for.
pub async fn write_next(tx: &mut Tx, org: Uuid, id: Uuid, next: Option<NaiveDate>) -> Result<()> {
    sql("update maintenance_plans set next_on = $3 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(next)
        .run(tx)
        .await
        .map(drop)
}

/// The last day that an order was raised for.
pub async fn last_raised(on: impl Into<On<'_>>, org: Uuid, id: Uuid) -> Result<Option<NaiveDate>> {
    let (last,): (Option<NaiveDate>,) =
        sql("select max(occurrence_on) from work_orders where org_id = $1 and plan_id = $2")
            .bind(org)
            .bind(id)
            .one(on)
            .await?;
    Ok(last)
}

/// The orders that a plan raised, the newest first, as far as they go: id, number, day, state, and what they are about.
pub async fn orders(
    on: impl Into<On<'_>>,
    org: Uuid,
    id: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, i64, Option<NaiveDate>, crate::work::State, String)>> {
    sql("select o.id, o.number, coalesce(o.occurrence_on, o.due_on), o.state, coalesce(a.tag, p.name, '') from work_orders o
           left join assets a on a.org_id = o.org_id and a.id = o.asset_id
           left join locations p on p.org_id = o.org_id and p.id = o.location_id
          where o.org_id = $1 and o.plan_id = $2 order by o.number desc")
        .bind(org)
        .bind(id)
        .with(" limit ", limit)
        .all(on)
        .await
}

/// What a plan is about, and when it is due, as its columns hold it.
struct Columns {
    asset: Option<Uuid>,
    location: Option<Uuid>,
    category: Option<Uuid>,
    model: Option<Uuid>,
    due_by: &'static str,
    rule: String,
    meter: Option<String>,
    every: Option<i64>,
    ahead: Option<i64>,
    counted_from: Option<i64>,
    field: Option<Uuid>,
    test: Option<&'static str>,
    threshold: Option<String>,
    number: Option<i64>,
}

impl Columns {
    fn of(new: &NewPlan) -> Columns {
        let mut columns = Columns {
            asset: None,
            location: None,
            category: None,
            model: None,
            due_by: "days",
            rule: String::new(),
            meter: None,
            every: None,
            ahead: None,
            counted_from: None,
            field: None,
            test: None,
            threshold: None,
            number: None,
        };
        match (new.many, new.order.subject) {
            (Some(many), _) => {
                columns.location = many.location;
                match many.kind {
                    ManyKind::Category(id) => columns.category = Some(id),
                    ManyKind::Model(id) => columns.model = Some(id),
                }
            }
            (None, Subject::Asset(id)) => columns.asset = Some(id),
            (None, Subject::Location(id)) => columns.location = Some(id),
        }
        match &new.due {
            Due::Days(rule) => columns.rule.clone_from(rule),
            Due::Meter { meter, every, ahead, counted_from } => {
                columns.due_by = "meter";
                columns.meter = Some(meter.clone());
                columns.every = Some(*every);
                columns.ahead = Some(*ahead);
                columns.counted_from = *counted_from;
            }
            Due::Condition { watched, test, threshold, number } => {
                columns.due_by = "condition";
                match watched {
                    Watched::Meter(meter) => columns.meter = Some(meter.clone()),
                    Watched::Field(id) => columns.field = Some(*id),
                }
                columns.test = Some(test.name());
                columns.threshold = Some(threshold.clone());
                columns.number = *number;
            }
        }
        columns
    }
}

/// Binds what a plan is to be, from $3 on, in the order of the two statements below.
fn described(statement: Sql, new: &NewPlan) -> Sql {
    let columns = Columns::of(new);
    statement
        .bind(new.order.title.clone())
        .bind(new.order.kind)
        .bind(new.order.priority)
        .bind(columns.asset)
        .bind(columns.location)
        .bind(columns.category)
        .bind(columns.model)
        .bind(new.order.assignee)
        .bind(new.order.takes_out)
        .bind(new.order.checklist.join("\n"))
        .bind(columns.rule)
        .bind(new.starts_on)
        .bind(new.ahead_days)
        .bind(new.next_on)
        .bind(columns.due_by)
        .bind(columns.meter.clone())
        .bind(columns.meter.map(|meter| meter.to_lowercase()))
        .bind(columns.every)
        .bind(columns.ahead)
        .bind(columns.counted_from)
        .bind(columns.field)
        .bind(columns.test)
        .bind(columns.threshold)
        .bind(columns.number)
}

/// Adds a plan.
pub async fn insert(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewPlan, now: DateTime<Utc>) -> Result<()> {
    let statement = sql("insert into maintenance_plans (org_id, id, title, kind, priority, asset_id, location_id, category_id, model_id,
                assignee_id, takes_out, checklist, rule, starts_on, ahead_days, next_on, due_by, meter_name, meter_key, every, ahead,
                counted_from, field_id, test, threshold, threshold_number, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)")
    .bind(org)
    .bind(id);
    described(statement, new).bind(now).run(tx).await.map(drop)
}

/// Changes a plan.
pub async fn update(tx: &mut Tx, org: Uuid, id: Uuid, new: &NewPlan) -> Result<()> {
    let statement = sql("update maintenance_plans set title = $3, kind = $4, priority = $5, asset_id = $6, location_id = $7, category_id = $8,
                model_id = $9, assignee_id = $10, takes_out = $11, checklist = $12, rule = $13, starts_on = $14, ahead_days = $15, next_on = $16,
                due_by = $17, meter_name = $18, meter_key = $19, every = $20, ahead = $21, counted_from = $22, field_id = $23, test = $24,
                threshold = $25, threshold_number = $26, version = version + 1
          where org_id = $1 and id = $2")
    .bind(org)
    .bind(id);
    described(statement, new).run(tx).await.map(drop)
}

/// Pauses a plan, or lets it go on from this day.
pub async fn set_paused(
    tx: &mut Tx,
    org: Uuid,
    id: Uuid,
    at: Option<DateTime<Utc>>,
    next: Option<NaiveDate>,
) -> Result<()> {
    sql("update maintenance_plans set paused_at = $3, next_on = $4, version = version + 1 where org_id = $1 and id = $2")
        .bind(org)
        .bind(id)
        .bind(at)
        .bind(next)
        .run(tx)
        .await
        .map(drop)
}
