//! Meters and their readings, for programs.

use super::model::{Kind, Meter, MeterForm, NewMeter, NewReading, Reading, not_of_tomorrow, number};
use super::routes::{allowed, seen as visible};
use super::{actions, store};
use crate::assets;
use crate::catalogue::fields::plain;
use chrono::{DateTime, Utc};
use kernel::Problems;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, PageQuery, Problem, Reply, Seen, get, made, merged, ok, patch, post, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the ledger.
const ORDER: &str = "number";
/// The longest note (characters).
const NOTE_MAX: usize = 400;

/// The table.
pub fn api() -> Api {
    let (read, lend, manage) = (Perm::AssetsRead, Perm::AssetsLend, Perm::AssetsManage);
    let api = Api::inside("Meters")
        .call(
            get("/assets/{id}/meters", read, of_asset)
                .named("listAssetMeters", "List the meters of an asset")
                .query::<PageQuery>()
                .answers::<List<Shown>>(200),
        )
        .call(
            post("/assets/{id}/meters", manage, create)
                .named("createAssetMeter", "Give an asset a meter")
                .about("A `counter` only grows; a `gauge` goes up and down.")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Cycles", "unit": "cycles" })),
        )
        .call(get("/meters/{id}", read, show).named("getMeter", "Get a meter").answers::<Shown>(200).versioned())
        .call(
            patch("/meters/{id}", manage, amend)
                .named("updateMeter", "Change a meter")
                .about("How it goes stays: `kind` is not changed.")
                .body::<Change>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "unit": "hours" })),
        )
        .call(
            get("/meters/{id}/readings", read, ledger)
                .named("listMeterReadings", "List the readings of a meter, the newest first")
                .query::<ListQuery>()
                .answers::<List<Entry>>(200),
        )
        .call(
            post("/meters/{id}/readings", lend, take)
                .named("createMeterReading", "Write down what a meter shows")
                .about("Entries are never changed; one that names the newest in `corrects_id` stands instead of it.")
                .body::<ReadingInput>()
                .answers::<Entry>(201)
                .once()
                .like(json!({ "value": "1250.5" })),
        );
    super::many::calls(api)
}

/// A meter of an asset. Numbers are decimals in text, so that none is rounded.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Meter")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Of which asset.
    asset_id: Uuid,
    /// What it is called.
    name: String,
    /// What it counts in.
    unit: String,
    /// `counter` or `gauge`.
    kind: String,
    /// What it shows; null: it was never read.
    value: Option<String>,
    /// What it has counted, also across a reset.
    total: Option<String>,
    /// When that was.
    read_at: Option<DateTime<Utc>>,
    /// What it counts in a day, over the last ninety days; null: not known.
    per_day: Option<String>,
    /// Since when it is not read any more.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Meter> for Shown {
    fn from(meter: Meter) -> Shown {
        Shown {
            id: meter.id,
            asset_id: meter.asset_id,
            name: meter.name,
            unit: meter.unit,
            kind: meter.kind.name().to_owned(),
            value: meter.value.map(plain),
            total: meter.total.map(plain),
            read_at: meter.read_at,
            per_day: meter.per_day.map(plain),
            archived_at: meter.archived_at,
            version: meter.version,
        }
    }
}

/// A meter as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeterInput")]
struct Input {
    /// What it is called.
    name: String,
    /// What it counts in.
    unit: String,
    /// Without, `counter`.
    #[serde(default)]
    #[schemars(extend("enum" = ["counter", "gauge", null]))]
    kind: Option<String>,
}

/// What of a meter is to change.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeterChange")]
struct Change {
    /// What it is called.
    name: String,
    /// What it counts in.
    unit: String,
    /// Is it not read any more?
    #[serde(default)]
    archived: bool,
}

/// An entry of the ledger of a meter.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MeterReading")]
struct Entry {
    /// Its id.
    id: Uuid,
    /// Its number in the ledger.
    number: i64,
    /// What the meter showed.
    value: String,
    /// What it had counted then, also across a reset.
    total: String,
    /// Was the counter reset or replaced?
    reset: bool,
    /// The entry that it stands instead of.
    corrects_id: Option<Uuid>,
    /// The entry that stands instead of it.
    corrected_by_id: Option<Uuid>,
    /// The work that it was read with.
    work_order_id: Option<Uuid>,
    /// What was said about it.
    note: String,
    /// When it was read.
    at: DateTime<Utc>,
}

impl From<Reading> for Entry {
    fn from(reading: Reading) -> Entry {
        Entry {
            id: reading.id,
            number: reading.number,
            value: plain(reading.value),
            total: plain(reading.total),
            reset: reading.is_reset,
            corrects_id: reading.corrects_id,
            corrected_by_id: reading.corrected_by_id,
            work_order_id: reading.work_order_id,
            note: reading.note,
            at: reading.at,
        }
    }
}

/// What a meter shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MeterReadingInput")]
struct ReadingInput {
    /// A decimal, such as `1250.5`.
    value: String,
    /// When it was read; without, now.
    at: Option<DateTime<Utc>>,
    /// Was the counter reset or replaced? It counts on from here.
    #[serde(default)]
    reset: bool,
    /// The newest entry, that this one stands instead of.
    corrects_id: Option<Uuid>,
    /// What is to be said about it.
    #[serde(default)]
    note: String,
}

/// Which part of the ledger.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn of_asset(scope: Scope, Id(id): Id, Ask(page): Ask<PageQuery>) -> Reply {
    assets::seen(&scope, id).await?;
    let meters = store::of_asset(scope.db(), scope.org_id(), id).await?;
    ok(&page.cut(meters, "name", |meter| meter.id, Shown::from)?)
}

fn wished(name: String, unit: String, kind: String, archived: bool) -> Result<NewMeter, kernel::Error> {
    let archived = if archived { "on".to_owned() } else { String::new() };
    let form = MeterForm { name, unit, kind, archived, ..MeterForm::default() };
    NewMeter::parse(&form).map_err(kernel::Error::Invalid)
}

async fn create(scope: Scope, key: OnceKey, Id(asset): Id, Body(input): Body<Input>) -> Reply {
    assets::managed(&scope, asset).await?;
    let new = wished(input.name, input.unit, input.kind.unwrap_or_default(), false)?;
    let id = actions::create(&scope, asset, &new, &key.0).await?;
    let meter = visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/meters/{id}", scope.org.slug), meter.version, &Shown::from(meter))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let meter = visible(&scope, id).await?;
    tagged(&seen, meter.version, &Shown::from(meter))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let meter = allowed(&scope, id, Perm::AssetsManage).await?;
    seen.check(meter.version)?;
    let present = Change { name: meter.name.clone(), unit: meter.unit.clone(), archived: meter.archived_at.is_some() };
    let wanted: Change = merged(&present, change)?;
    let new = wished(wanted.name, wanted.unit, meter.kind.name().to_owned(), wanted.archived)?;
    actions::change(&scope, id, meter.version, &new).await?;
    let meter = visible(&scope, id).await?;
    tagged(&Seen::default(), meter.version, &Shown::from(meter))
}

async fn ledger(scope: Scope, Id(id): Id, Ask(query): Ask<ListQuery>) -> Reply {
    visible(&scope, id).await?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let rows = store::readings(scope.db(), scope.org_id(), id, edge, limit + 1).await?;
    ok(&List::cut(rows, limit, ORDER, |reading| reading.number, Entry::from))
}

async fn take(scope: Scope, key: OnceKey, Id(id): Id, Body(input): Body<ReadingInput>) -> Reply {
    let meter = allowed(&scope, id, Perm::AssetsLend).await?;
    let mut problems = Problems::new();
    let value = problems.take("value", number(&input.value));
    let at = problems.take("at", not_of_tomorrow(input.at.unwrap_or(scope.now), scope.now));
    let note = problems.take("note", kernel::text::optional_line(&input.note, NOTE_MAX));
    if input.reset && meter.kind == Kind::Gauge {
        return Err(Problem::field("reset", "A gauge goes up and down; it is never reset."));
    }
    let (Some(value), Some(at), Some(note)) = (value, at, note) else {
        return Err(kernel::Error::Invalid(problems).into());
    };
    let new = NewReading { value, at, is_reset: input.reset, corrects: input.corrects_id, work_order: None, note };
    let reading = actions::read(&scope, id, &new, &key.0).await.map_err(by_our_names)?;
    let entry = store::reading(scope.db(), scope.org_id(), id, reading).await?;
    let path = format!("/api/v1/orgs/{}/meters/{id}/readings", scope.org.slug);
    made(&path, entry.number, &Entry::from(entry))
}

fn by_our_names(error: kernel::Error) -> kernel::Error {
    match error {
        kernel::Error::Invalid(problems) => {
            kernel::Error::Invalid(platform::web::api::renamed(problems, &[("corrects", "corrects_id")]))
        }
        error => error,
    }
}
