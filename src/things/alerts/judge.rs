//! Which alerts there should be: looking first, then writing what is found. Both may happen anywhere at once; the schema
//! says what is the same alert, and only who wrote it tells of it.

use super::events::Event;
use super::model::Kind;
use super::store;
use crate::catalogue::categories::{self, Category};
use crate::catalogue::labels;
use crate::work;
use chrono::{NaiveDate, TimeDelta};
use kernel::db::{On, Tx};
use kernel::time::parse_day;
use kernel::{Error, Result};
use platform::Scope;
use platform::events::{record, record_many};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What ended longer ago than this is no news any more (days).
pub const LOOKS_BACK: i64 = 30;
/// How long before it is due some work stands on the page (days).
pub const WORK_AHEAD: i64 = 7;
/// Alerts raised in one transaction.
const AT_ONCE: usize = 200;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Everything that an organisation has.
    All,
    /// These assets and orders.
    Some(Vec<Uuid>),
}

impl About {
    /// The ids, where some are named.
    pub fn ids(&self) -> Option<&[Uuid]> {
        match self {
            About::All => None,
            About::Some(ids) => Some(ids),
        }
    }
}

/// A day that is near enough to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// What comes to its end.
    pub kind: Kind,
    /// The asset, or the work.
    pub subject: Uuid,
    /// Which date of the asset.
    pub field: Option<Uuid>,
    /// The tag of the asset.
    pub tag: String,
    /// What it is called.
    pub name: String,
    /// What the date is called.
    pub field_name: Option<String>,
    /// When.
    pub due_on: NaiveDate,
    /// The alert that was closed, where there is one of this day already.
    pub known: Option<Uuid>,
}

/// What a look found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    near: Vec<Near>,
    gone: Vec<Uuid>,
    late: Vec<Uuid>,
}

impl Found {
    /// Is all as it should be?
    pub fn is_nothing(&self) -> bool {
        self.near.is_empty() && self.gone.is_empty() && self.late.is_empty()
    }
}

/// How many days ahead the assets of each category are told of.
struct Ahead<'a> {
    tree: &'a [Category],
    days: HashMap<Uuid, i64>,
}

impl Ahead<'_> {
    fn of(tree: &[Category]) -> Ahead<'_> {
        let days = tree.iter().map(|category| (category.id, categories::defaults(tree, category.id).alert_days));
        Ahead { tree, days: days.collect() }
    }

    fn most(&self) -> i64 {
        self.days.values().copied().max().unwrap_or(0)
    }

    /// The last day that is near for an asset of this category.
    fn horizon(&self, category: Uuid, today: NaiveDate) -> NaiveDate {
        today + TimeDelta::days(self.days.get(&category).copied().unwrap_or_default())
    }

    /// Is a field of this category kept about assets of that one?
    fn is_kept(&self, field_of: Option<Uuid>, category: Uuid) -> bool {
        field_of.is_none_or(|own| categories::lineage(self.tree, category).iter().any(|above| above.id == own))
    }
}

/// Looks at what comes near, what does not any more, and what is late.
///
/// # Errors
/// Only of the database.
pub async fn look(mut on: On<'_>, scope: &Scope, about: &About) -> Result<Found> {
    let (org, today) = (scope.org_id(), scope.today());
    let tree = categories::store::tree_with_archived(on.again(), org).await?;
    let ahead = Ahead::of(&tree);
    let span = (today - TimeDelta::days(LOOKS_BACK), today + TimeDelta::days(ahead.most()));
    let mut near = Vec::new();
    for coming in store::coming(on.again(), org, about.ids(), span).await? {
        let Some(due_on) = parse_day(&coming.due) else { continue };
        if due_on <= ahead.horizon(coming.category_id, today) && ahead.is_kept(coming.field_of, coming.category_id) {
            near.push(Near {
                kind: coming.kind,
                subject: coming.asset_id,
                field: coming.field_id,
                tag: coming.tag,
                name: coming.name,
                field_name: coming.field_name,
                due_on,
                known: coming.known,
            });
        }
    }
    let soon = today + TimeDelta::days(WORK_AHEAD);
    for (order, due_on, known) in store::coming_work(on.again(), org, about.ids(), soon).await? {
        near.push(Near {
            kind: Kind::Work,
            subject: order,
            field: None,
            tag: String::new(),
            name: String::new(),
            field_name: None,
            due_on,
            known,
        });
    }
    let mut gone = Vec::new();
    for raised in store::raised(on.again(), org, about.ids()).await? {
        let is_kept = match raised.kind {
            Kind::Work => raised.order_due == Some(raised.due_on) && !raised.is_order_over && raised.due_on <= soon,
            _ => {
                let says = match raised.kind {
                    Kind::Warranty => raised.warranty_until == Some(raised.due_on),
                    Kind::Life => raised.ends_on == Some(raised.due_on),
                    _ => {
                        raised.is_field_kept
                            && raised.value.as_deref().and_then(parse_day) == Some(raised.due_on)
                            && raised.category_id.is_some_and(|category| ahead.is_kept(raised.field_of, category))
                    }
                };
                let is_near =
                    raised.category_id.is_some_and(|category| raised.due_on <= ahead.horizon(category, today));
                says && is_near && raised.state != Some(labels::State::Disposed)
            }
        };
        if !is_kept {
            gone.push(raised.id);
        }
    }
    let late = store::late(on, org, about.ids(), today).await?;
    Ok(Found { near, gone, late })
}

/// Writes what a look found. Answers how many alerts were raised by it, and not by anybody else meanwhile.
///
/// # Errors
/// Only of the database.
pub async fn write(tx: &mut Tx, scope: &Scope, found: Found) -> Result<usize> {
    let (org, Found { near, gone, late }) = (scope.org_id(), found);
    store::close(&mut *tx, org, &gone, scope.now).await?;
    let known: Vec<Uuid> = near.iter().filter_map(|near| near.known).collect();
    store::reopen(&mut *tx, org, &known).await?;
    let fresh: Vec<(Uuid, Near)> =
        near.into_iter().filter(|near| near.known.is_none()).map(|near| (scope.id(), near)).collect();
    let raised: HashSet<Uuid> = store::raise(&mut *tx, org, &fresh, scope.now).await?.into_iter().collect();
    let told = fresh.iter().filter(|(id, near)| raised.contains(id) && near.kind != Kind::Work);
    let facts = told.map(|(_, near)| (Event::Near { near }.into(), None)).collect();
    record_many(&mut *tx, scope, facts).await?;
    for order in store::mark_late(&mut *tx, org, &late, scope.now).await? {
        match work::store::by_id(&mut *tx, org, order).await {
            Ok(order) => drop(record(&mut *tx, scope, work::Event::Overdue { order: &order }).await?),
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(raised.len())
}

/// Looks at all of an organisation, and writes it some hundred at a time.
///
/// # Errors
/// Only of the database.
pub async fn all(scope: &Scope) -> Result<()> {
    let mut found = look(scope.db().into(), scope, &About::All).await?;
    loop {
        let rest = Found {
            near: found.near.split_off(found.near.len().min(AT_ONCE)),
            gone: found.gone.split_off(found.gone.len().min(AT_ONCE)),
            late: found.late.split_off(found.late.len().min(AT_ONCE)),
        };
        if !found.is_nothing() {
            let mut tx = scope.db().begin().await?;
            write(&mut tx, scope, found).await?;
            tx.commit().await?;
        }
        if rest.is_nothing() {
            break;
        }
        found = rest;
    }
    // What was raised just now may be late already.
    let late = store::late(scope.db(), scope.org_id(), None, scope.today()).await?;
    if late.is_empty() {
        return Ok(());
    }
    let mut tx = scope.db().begin().await?;
    write(&mut tx, scope, Found { late, ..Found::default() }).await?;
    tx.commit().await
}
