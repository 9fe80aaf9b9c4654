//! What an asset is worth, for programs.

use super::model::{BookForm, Entry};
use super::{actions, rules, store};
use crate::assets::routes::{managed, seen};
use chrono::NaiveDate;
use kernel::money::Money;
use kernel::{Error, Result};
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, Problem, Reply, get, ok, put, renamed};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The form's names, and the body's.
const NAMES: &[(&str, &str)] = &[("scheme", "scheme_id"), ("salvage", "salvage_minor")];

/// The table.
pub fn api() -> Api {
    Api::inside("Assets")
        .call(
            get("/assets/{id}/depreciation", Perm::AssetsRead, show)
                .named("getAssetDepreciation", "Get what an asset is worth")
                .about("At the end of a day, and at the end of each of its years.")
                .query::<DayQuery>()
                .answers::<Shown>(200)
                .like(json!({ "on": "2026-12-31" })),
        )
        .call(
            put("/assets/{id}/depreciation", Perm::AssetsManage, set)
                .named("setAssetDepreciation", "Let an asset depreciate otherwise than its category")
                .about("Without a scheme it follows its category's; without a salvage value, the scheme's.")
                .body::<Input>()
                .answers::<Shown>(200)
                .like(json!({ "salvage_minor": 5000 })),
        )
}

/// On which day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DayQuery {
    /// At the end of this day; today without.
    on: Option<NaiveDate>,
}

/// What an asset does otherwise.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssetDepreciationInput")]
struct Input {
    /// A scheme of its own.
    #[serde(default)]
    scheme_id: Option<Uuid>,
    /// What it is worth at the end, in minor units of its currency.
    #[serde(default)]
    salvage_minor: Option<i64>,
}

/// A fiscal year of an asset, in minor units.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetBookYear")]
struct Year {
    /// Which, by the calendar year in which it begins.
    year: i32,
    /// Its last day.
    ends_on: NaiveDate,
    /// What it is worth before it.
    opening_minor: i64,
    /// How much less it becomes.
    depreciation_minor: i64,
    /// What it is worth after it.
    closing_minor: i64,
}

/// What an asset is worth.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AssetDepreciation")]
struct Shown {
    /// At the end of this day.
    on: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// What it cost.
    cost_minor: Option<i64>,
    /// What it is worth; nothing where it is not known what it cost, or when it was bought.
    value_minor: Option<i64>,
    /// The scheme it follows.
    scheme_id: Option<Uuid>,
    /// Is that its own, and not its category's?
    is_own_scheme: bool,
    /// What it is worth at the end.
    salvage_minor: Option<i64>,
    /// Year by year.
    years: Vec<Year>,
}

async fn shown(scope: &Scope, id: Uuid, on: Option<NaiveDate>) -> Result<Shown> {
    let asset = seen(scope, id).await?;
    let entry = Entry::of(&asset, &store::own(scope.db(), scope.org_id(), id).await?);
    let (rules, on) = (rules(scope).await?, on.unwrap_or_else(|| scope.today()));
    let book = rules.book(&entry);
    let years = book.map(|book| book.years()).unwrap_or_default();
    Ok(Shown {
        on,
        currency: entry.currency.clone(),
        cost_minor: entry.cost_minor,
        value_minor: rules.value(&entry, on),
        scheme_id: rules.scheme(&entry).map(|scheme| scheme.id),
        is_own_scheme: entry.scheme_id.is_some(),
        salvage_minor: book.map(|book| book.salvage),
        years: years
            .into_iter()
            .map(|year| Year {
                year: year.year,
                ends_on: rules.fiscal.last(year.year),
                opening_minor: year.opening,
                depreciation_minor: year.depreciation,
                closing_minor: year.closing,
            })
            .collect(),
    })
}

async fn show(scope: Scope, Id(id): Id, Ask(query): Ask<DayQuery>) -> Reply {
    ok(&shown(&scope, id, query.on).await?)
}

async fn set(scope: Scope, Id(id): Id, Body(input): Body<Input>) -> Reply {
    let asset = managed(&scope, id).await?;
    if input.salvage_minor.is_some_and(|minor| minor < 0) {
        return Err(Problem::field("salvage_minor", "It cannot be less than nothing."));
    }
    let form = BookForm {
        scheme: input.scheme_id.map(|id| id.to_string()).unwrap_or_default(),
        salvage: input.salvage_minor.map(|minor| Money::new(minor, asset.currency).plain()).unwrap_or_default(),
    };
    actions::set(&scope, id, &form).await.map_err(|error| match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, NAMES)),
        error => error,
    })?;
    ok(&shown(&scope, id, None).await?)
}
