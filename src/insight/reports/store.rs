//! All SQL of reports.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Result;
use kernel::db::{Db, sql};
use platform::Reach;
use schemars::JsonSchema;
use serde::Deserialize;
use things::assets::store::{in_category, reachable};
use things::work::store::reachable_work;
use uuid::Uuid;

/// What assets are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum By {
    /// Their kind.
    Category,
    /// Their model.
    Model,
    /// How they stand.
    Status,
    /// Where they are.
    Location,
    /// Who sold them.
    Supplier,
    /// Who has them.
    Holder,
}

impl By {
    /// All of them.
    pub const ALL: [By; 6] = [By::Category, By::Status, By::Location, By::Holder, By::Supplier, By::Model];

    /// How an address says it.
    pub fn name(self) -> &'static str {
        match self {
            By::Category => "category",
            By::Model => "model",
            By::Status => "status",
            By::Location => "location",
            By::Supplier => "supplier",
            By::Holder => "holder",
        }
    }

    /// Reads an address; the kind where it says nothing.
    pub fn parse(name: &str) -> By {
        By::ALL.into_iter().find(|by| by.name() == name).unwrap_or(By::Category)
    }
}

/// So many assets, and what they cost.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    /// What they have in common; none where they have nothing there.
    pub id: Option<Uuid>,
    /// What that is called.
    pub name: Option<String>,
    /// The state they are in, where they are counted by how they stand.
    pub state: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// How many.
    pub count: i64,
    /// What they cost (minor units), as far as that is known.
    pub cost_minor: i64,
}

/// How many assets there are, and what they cost. What was disposed of is counted by how it stands only.
pub async fn groups(db: &Db, org: Uuid, by: By, reach: &Reach) -> Result<Vec<Group>> {
    let statement = match by {
        By::Category => sql("select a.category_id as id, max(g.name) as name, cast(null as text) as state, a.currency, count(*) as count,
                cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a join asset_categories g on g.org_id = a.org_id and g.id = a.category_id
          where a.state <> 'disposed' and a.org_id = "),
        By::Model => sql("select a.model_id as id, max(g.name) as name, cast(null as text) as state, a.currency, count(*) as count,
                cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a left join asset_models g on g.org_id = a.org_id and g.id = a.model_id
          where a.state <> 'disposed' and a.org_id = "),
        By::Status => sql("select a.label_id as id, max(g.name) as name, a.state as state, a.currency, count(*) as count,
                cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a left join asset_labels g on g.org_id = a.org_id and g.id = a.label_id
          where a.org_id = "),
        By::Location => sql("select a.location_id as id, max(g.name) as name, cast(null as text) as state, a.currency, count(*) as count,
                cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a left join locations g on g.org_id = a.org_id and g.id = a.location_id
          where a.state <> 'disposed' and a.org_id = "),
        By::Supplier => sql("select a.supplier_id as id, max(g.name) as name, cast(null as text) as state, a.currency, count(*) as count,
                cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a left join vendors g on g.org_id = a.org_id and g.id = a.supplier_id
          where a.state <> 'disposed' and a.org_id = "),
        By::Holder => sql("select c.contact_id as id, max(case when g.name = '' then g.email else g.name end) as name, cast(null as text) as state, a.currency,
                count(*) as count, cast(coalesce(sum(a.cost_minor), 0) as bigint) as cost_minor
           from assets a join custodies c on c.org_id = a.org_id and c.asset_id = a.id and c.in_at is null and c.contact_id is not null
           join contacts g on g.org_id = c.org_id and g.id = c.contact_id
          where a.state <> 'disposed' and a.org_id = "),
    };
    reachable(statement.with("", org), reach).push(" group by 1, 3, 4 order by 5 desc, 2, 1").all(db).await
}

/// An asset that nobody took for a while, or that somebody kept too long.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// Which one.
    pub id: Uuid,
    /// As it stands on its label.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// Of which kind.
    pub category: String,
    /// Where it is.
    pub location: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// What it cost (minor units).
    pub cost_minor: Option<i64>,
    /// Who has it.
    pub holder: Option<String>,
    /// When it was expected back.
    pub due_on: Option<NaiveDate>,
    /// When somebody gave it back last, or when it was made known.
    pub since: DateTime<Utc>,
}

/// What stands in stock, and nobody has had since an instant; the longest first.
pub async fn idle(db: &Db, org: Uuid, since: DateTime<Utc>, reach: &Reach, limit: i64) -> Result<Vec<Kept>> {
    let statement = sql("select * from (select a.id, a.tag, a.name, g.name as category, l.name as location, a.currency, a.cost_minor,
                cast(null as text) as holder, cast(null as date) as due_on, a.location_id, a.home_id,
                coalesce((select max(c.in_at) from custodies c where c.org_id = a.org_id and c.asset_id = a.id), a.created_at) as since
           from assets a
           join asset_categories g on g.org_id = a.org_id and g.id = a.category_id
           left join locations l on l.org_id = a.org_id and l.id = a.location_id
          where a.state = 'in_stock' and a.org_id = ")
    .with("", org)
    .with(") a where a.since < ", since);
    reachable(statement, reach).push(" order by a.since, a.tag").with(" limit ", limit).all(db).await
}

/// What should have come back before a day; the longest first.
pub async fn overdue(db: &Db, org: Uuid, today: NaiveDate, reach: &Reach, limit: i64) -> Result<Vec<Kept>> {
    let statement = sql("select a.id, a.tag, a.name, g.name as category, l.name as location, a.currency, a.cost_minor,
                coalesce(nullif(p.name, ''), p.email, place.name, other.tag) as holder, c.due_on, c.out_at as since
           from custodies c
           join assets a on a.org_id = c.org_id and a.id = c.asset_id
           join asset_categories g on g.org_id = a.org_id and g.id = a.category_id
           left join locations l on l.org_id = a.org_id and l.id = a.location_id
           left join contacts p on p.org_id = c.org_id and p.id = c.contact_id
           left join locations place on place.org_id = c.org_id and place.id = c.location_id
           left join assets other on other.org_id = c.org_id and other.id = c.holder_id
          where c.in_at is null and c.org_id = ")
    .with("", org)
    .with(" and c.due_on < ", today);
    reachable(statement, reach).push(" order by c.due_on, a.tag").with(" limit ", limit).all(db).await
}

/// A place with what audits found of what the records had there.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Differing {
    /// Which place; none: the records had it nowhere.
    pub id: Option<Uuid>,
    /// What that is called.
    pub name: Option<String>,
    /// What was found.
    #[sqlx(flatten)]
    pub progress: things::audits::Progress,
}

/// Places by what closed audits found of what the records had there, those with most differences first.
pub async fn audited_places(db: &Db, org: Uuid, reach: &Reach, limit: i64) -> Result<Vec<Differing>> {
    let statement = sql("select n.place_id as id, p.name, count(case when n.is_expected then 1 end) as expected,
                count(case when n.outcome is null then 1 end) as todo, count(case when n.outcome = 'found' then 1 end) as found,
                count(case when n.outcome = 'missing' then 1 end) as missing,
                count(case when n.outcome = 'misplaced' then 1 end) as misplaced,
                count(case when n.outcome = 'unexpected' then 1 end) as unexpected
           from audit_lines n
           join audits w on w.org_id = n.org_id and w.id = n.audit_id and w.closed_at is not null
           join assets a on a.org_id = n.org_id and a.id = n.asset_id
           left join locations p on p.org_id = n.org_id and p.id = n.place_id
          where n.org_id = ")
    .with("", org);
    reachable(statement, reach)
        .push(" group by n.place_id, p.name order by count(case when n.outcome <> 'found' then 1 end) desc, p.name, n.place_id")
        .with(" limit ", limit)
        .all(db)
        .await
}

/// Work that is open and due on a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenWork {
    /// Which one.
    pub id: Uuid,
    /// Without gaps in its organisation.
    pub number: i64,
    /// In a few words.
    pub title: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// Which plan raised it.
    pub plan_id: Option<Uuid>,
    /// What it is about.
    pub about: String,
    /// Where that is.
    pub place_id: Option<Uuid>,
    /// What that is called.
    pub place_name: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// What it cost so far (minor units).
    pub cost_minor: i64,
}

/// Work that is open and due until a day, the soonest first.
pub async fn open_work(db: &Db, org: Uuid, reach: &Reach, until: NaiveDate, limit: i64) -> Result<Vec<OpenWork>> {
    let statement = sql("select o.id, o.number, o.title, o.due_on, o.plan_id, coalesce(a.tag || ' ' || a.name, p.name, '') as about,
                coalesce(o.location_id, a.location_id) as place_id, coalesce(p.name, s.name) as place_name, o.currency,
                cast((o.labour_minutes * o.rate_minor + 30) / 60 + o.other_minor + coalesce((select sum(-e.quantity * coalesce(e.cost_minor, 0))
                       from stock_entries e where e.org_id = o.org_id and e.work_order_id = o.id), 0) as bigint) as cost_minor
           from work_orders o
           left join assets a on a.org_id = o.org_id and a.id = o.asset_id
           left join locations p on p.org_id = o.org_id and p.id = o.location_id
           left join locations s on s.org_id = o.org_id and s.id = a.location_id
          where o.state in ('open', 'in_progress', 'waiting') and o.org_id = ")
    .with("", org)
    .with(" and o.due_on <= ", until);
    reachable_work(statement, reach).push(" order by o.due_on, o.number").with(" limit ", limit).all(db).await
}

/// What the work of each plan cost on average that was done, in this currency (minor units).
pub async fn usual_costs(db: &Db, org: Uuid, currency: &str) -> Result<Vec<(Uuid, i64)>> {
    sql("select o.plan_id, cast(sum((o.labour_minutes * o.rate_minor + 30) / 60 + o.other_minor
                 + coalesce((select sum(-e.quantity * coalesce(e.cost_minor, 0)) from stock_entries e
                              where e.org_id = o.org_id and e.work_order_id = o.id), 0)) / count(*) as bigint)
           from work_orders o where o.org_id = $1 and o.currency = $2 and o.state = 'done' and o.plan_id is not null group by o.plan_id")
        .bind(org)
        .bind(currency.to_owned())
        .all(db)
        .await
}

/// An asset that is owned, with what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Owned {
    /// Which one.
    pub id: Uuid,
    /// As it stands on its label.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// Its kind.
    pub category_id: Uuid,
    /// What that is called.
    pub category: String,
    /// Its model.
    pub model_id: Option<Uuid>,
    /// What that is called.
    pub model: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// What it cost (minor units).
    pub cost_minor: Option<i64>,
    /// When it was bought.
    pub purchased_on: Option<NaiveDate>,
    /// When it was made known.
    pub created_at: DateTime<Utc>,
    /// What labour about it cost.
    pub labour_minor: i64,
    /// What parts cost.
    pub parts_minor: i64,
    /// What else its work cost.
    pub other_minor: i64,
}

/// What is owned, of a category and all below it, or of a model, where one is named; and what the work about it cost in its
/// own currency. What was called off is left out.
pub async fn owned(
    db: &Db,
    org: Uuid,
    reach: &Reach,
    (category, model): (Option<Uuid>, Option<Uuid>),
    limit: i64,
) -> Result<Vec<Owned>> {
    let mut statement = sql("select a.id, a.tag, a.name, a.category_id, g.name as category, a.model_id, k.name as model, a.currency,
                a.cost_minor, a.purchased_on, a.created_at, coalesce(w.labour_minor, 0) as labour_minor,
                coalesce(s.parts_minor, 0) as parts_minor, coalesce(w.other_minor, 0) as other_minor
           from assets a
           join asset_categories g on g.org_id = a.org_id and g.id = a.category_id
           left join asset_models k on k.org_id = a.org_id and k.id = a.model_id
           left join (select o.asset_id, o.currency, cast(sum((o.labour_minutes * o.rate_minor + 30) / 60) as bigint) as labour_minor,
                             cast(sum(o.other_minor) as bigint) as other_minor
                        from work_orders o where o.org_id = $1 and o.state <> 'cancelled' and o.asset_id is not null
                       group by o.asset_id, o.currency) w on w.asset_id = a.id and w.currency = a.currency
           left join (select o.asset_id, o.currency, cast(sum(-e.quantity * coalesce(e.cost_minor, 0)) as bigint) as parts_minor
                        from stock_entries e join work_orders o on o.org_id = e.org_id and o.id = e.work_order_id
                       where e.org_id = $1 and o.state <> 'cancelled' and o.asset_id is not null
                       group by o.asset_id, o.currency) s on s.asset_id = a.id and s.currency = a.currency
          where a.org_id = $1 and a.state <> 'disposed'")
    .bind(org);
    if let Some(category) = category {
        statement = in_category(statement, org, category);
    }
    let statement = statement.with_opt(" and a.model_id = ", model);
    reachable(statement, reach).push(" order by a.tag_key").with(" limit ", limit).all(db).await
}

/// Since when and until when assets could not be used: what has no end ended with its work.
pub async fn downtimes(db: &Db, org: Uuid, reach: &Reach) -> Result<Vec<(Uuid, DateTime<Utc>, Option<DateTime<Utc>>)>> {
    let statement = sql("select a.id, o.down_from, coalesce(o.down_until, o.ended_at)
           from work_orders o join assets a on a.org_id = o.org_id and a.id = o.asset_id
          where o.down_from is not null and o.state <> 'cancelled' and o.org_id = ")
    .with("", org);
    reachable(statement, reach).all(db).await
}
