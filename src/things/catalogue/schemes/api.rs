//! Schemes, for programs.

use super::input::{NewScheme, SchemeForm};
use super::model::Scheme;
use super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{
    Api, Ask, Body, Cursor, List, OnceKey, Reply, Seen, delete, get, made, merged, nothing, ok, patch, post, put,
    renamed, tagged,
};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "name";

/// The table.
pub fn api() -> Api {
    let (read, manage) = (Perm::AssetsRead, Perm::AssetsManage);
    Api::inside("Depreciation")
        .call(
            get("/depreciation-schemes", read, list)
                .named("listDepreciationSchemes", "List depreciation schemes by name")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "q": "years" })),
        )
        .call(
            post("/depreciation-schemes", manage, create)
                .named("createDepreciationScheme", "Add a depreciation scheme")
                .body::<Input>()
                .answers::<Shown>(201)
                .versioned()
                .once()
                .like(json!({ "name": "Laptops, 3 years", "method": "straight_line", "months": 36, "salvage": "10" })),
        )
        .call(
            get("/depreciation-schemes/{id}", read, show)
                .named("getDepreciationScheme", "Get a depreciation scheme")
                .answers::<Shown>(200)
                .versioned(),
        )
        .call(
            patch("/depreciation-schemes/{id}", manage, amend)
                .named("updateDepreciationScheme", "Change a depreciation scheme")
                .about("Its figures are open only while no category and no asset follows it.")
                .body::<Input>()
                .answers::<Shown>(200)
                .versioned()
                .conflicts()
                .like(json!({ "expense_account": "4830" })),
        )
        .call(
            delete("/depreciation-schemes/{id}", manage, archive)
                .named("archiveDepreciationScheme", "Archive a depreciation scheme")
                .about("What follows it goes on following it.")
                .answers_nothing()
                .versioned()
                .conflicts(),
        )
        .call(
            post("/depreciation-schemes/{id}/restoration", manage, restore)
                .named("restoreDepreciationScheme", "Take an archived depreciation scheme out again")
                .answers::<Shown>(200)
                .conflicts(),
        )
        .call(
            get("/fiscal-year", read, show_fiscal_year)
                .named("getFiscalYear", "Get when fiscal years begin")
                .answers::<Fiscal>(200),
        )
        .call(
            put("/fiscal-year", manage, set_fiscal_year)
                .named("setFiscalYear", "Say when fiscal years begin")
                .about("Years of the books, half years of the half-year convention, forecast and journal follow it.")
                .body::<Fiscal>()
                .answers::<Fiscal>(200)
                .like(json!({ "first_month": 4 })),
        )
}

/// When fiscal years begin.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FiscalYear")]
struct Fiscal {
    /// With which month, 1 to 12.
    first_month: i64,
}

async fn show_fiscal_year(scope: Scope) -> Reply {
    let year = store::fiscal_year(scope.db(), scope.org_id()).await?;
    ok(&Fiscal { first_month: year.month().into() })
}

async fn set_fiscal_year(scope: Scope, Body(input): Body<Fiscal>) -> Reply {
    let set = actions::set_fiscal_year(&scope, input.first_month).await;
    set.map_err(|error| match error {
        Error::Invalid(problems) => Error::Invalid(renamed(problems, &[("month", "first_month")])),
        error => error,
    })?;
    show_fiscal_year(scope).await
}

/// By which rules assets lose value.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DepreciationScheme")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// `straight_line`, `declining_balance`, `double_declining` or `sum_of_years`.
    method: String,
    /// Within how many months.
    months: i64,
    /// Of a declining balance: percent a year.
    rate: Option<String>,
    /// Percent of what was paid that stays.
    salvage: Option<String>,
    /// Does a declining balance go over to the straight line?
    switches: bool,
    /// `full_month` or `half_year`.
    convention: String,
    /// The account that a journal charges.
    expense_account: String,
    /// The account that a journal gathers it on.
    contra_account: String,
    /// For colleagues.
    note: String,
    /// When it was archived.
    archived_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    version: i64,
}

impl From<Scheme> for Shown {
    fn from(scheme: Scheme) -> Shown {
        let Input { name, method, months, rate, salvage, switches, convention, expense_account, contra_account, note } =
            Input::of(&scheme);
        Shown {
            id: scheme.id,
            name,
            method,
            months,
            rate,
            salvage,
            switches,
            convention,
            expense_account,
            contra_account,
            note,
            archived_at: scheme.archived_at,
            version: scheme.version,
        }
    }
}

/// A scheme as somebody wants it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DepreciationSchemeInput")]
struct Input {
    /// What it is called; no two are the same.
    name: String,
    /// How fast value goes.
    #[schemars(extend("enum" = ["straight_line", "declining_balance", "double_declining", "sum_of_years"]))]
    method: String,
    /// Within how many months.
    months: i64,
    /// Of a declining balance: percent of what is left that goes each year, such as `12.5`; without, the rate that leads to
    /// the salvage value.
    #[serde(default)]
    rate: Option<String>,
    /// Percent of what was paid that stays; none without.
    #[serde(default)]
    salvage: Option<String>,
    /// Of declining balances: from when the straight line over the rest takes more, it takes over.
    #[serde(default)]
    switches: bool,
    /// When the first month is; `full_month` without.
    #[serde(default = "full_month")]
    #[schemars(extend("enum" = ["full_month", "half_year"]))]
    convention: String,
    /// The account that a journal charges.
    #[serde(default)]
    expense_account: String,
    /// The account that a journal gathers it on.
    #[serde(default)]
    contra_account: String,
    /// For colleagues.
    #[serde(default)]
    note: String,
}

fn full_month() -> String {
    "full_month".to_owned()
}

impl Input {
    fn of(scheme: &Scheme) -> Input {
        let form = SchemeForm::of(scheme);
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        Input {
            name: form.name,
            method: form.method,
            months: scheme.months,
            rate: said(form.rate),
            salvage: said(form.salvage),
            switches: scheme.switches,
            convention: form.convention,
            expense_account: form.expense_account,
            contra_account: form.contra_account,
            note: form.note,
        }
    }

    fn parse(self) -> Result<NewScheme, Error> {
        let form = SchemeForm {
            name: self.name,
            method: self.method,
            months: self.months.to_string(),
            rate: self.rate.unwrap_or_default(),
            salvage: self.salvage.unwrap_or_default(),
            switches: if self.switches { "on" } else { "" }.to_owned(),
            convention: self.convention,
            expense_account: self.expense_account,
            contra_account: self.contra_account,
            note: self.note,
            ..SchemeForm::default()
        };
        NewScheme::parse(&form).map_err(Error::Invalid)
    }
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Part of a name.
    q: Option<String>,
    /// Those that were archived, and no others.
    archived: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let limit = Cursor::limit(query.limit)?;
    let after: Option<Uuid> = Cursor::read(query.cursor.as_deref(), ORDER)?;
    let (archived, part) = (query.archived.unwrap_or(false), query.q.unwrap_or_default().trim().to_lowercase());
    let all = store::all_with_archived(scope.db(), scope.org_id()).await?;
    let fits = |scheme: &Scheme| scheme.archived_at.is_some() == archived && scheme.name.to_lowercase().contains(&part);
    ok(&List::cut_out(all, (after, limit), ORDER, |scheme| scheme.id, fits, Shown::from))
}

async fn create(scope: Scope, key: OnceKey, Body(input): Body<Input>) -> Reply {
    scope.demand_everywhere(Perm::AssetsManage)?;
    let id = actions::create(&scope, &input.parse()?, &key.0).await?;
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    made(&format!("/api/v1/orgs/{}/depreciation-schemes/{id}", scope.org.slug), scheme.version, &Shown::from(scheme))
}

async fn show(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&seen, scheme.version, &Shown::from(scheme))
}

async fn amend(scope: Scope, seen: Seen, Id(id): Id, Body(change): Body<Map<String, Value>>) -> Reply {
    let scheme = changeable(&scope, id).await?;
    seen.check(scheme.version)?;
    let wish = merged(&Input::of(&scheme), change)?.parse()?;
    actions::change(&scope, id, scheme.version, &wish).await?;
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    tagged(&Seen::default(), scheme.version, &Shown::from(scheme))
}

async fn archive(scope: Scope, seen: Seen, Id(id): Id) -> Reply {
    let scheme = changeable(&scope, id).await?;
    seen.check(scheme.version)?;
    actions::archive(&scope, id, scheme.version).await?;
    nothing()
}

async fn restore(scope: Scope, Id(id): Id) -> Reply {
    let scheme = changeable(&scope, id).await?;
    actions::restore(&scope, id, scheme.version).await?;
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    ok(&Shown::from(scheme))
}

/// A scheme that the viewer may change.
async fn changeable(scope: &Scope, id: Uuid) -> Result<Scheme, Error> {
    let scheme = store::by_id(scope.db(), scope.org_id(), id).await?;
    scope.demand_everywhere(Perm::AssetsManage)?;
    Ok(scheme)
}
