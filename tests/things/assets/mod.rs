//! Assets: made and numbered, handed over and taken back, found, and told of.

mod chase;
mod codes;
mod conditions;
mod custody;
mod details;
mod files;
mod killed;
mod list;
mod numbering;
mod places;
mod races;
mod rights;
mod words;

use crate::support::{HARBOUR, TestApp};
use kernel::db::{Json, sql};
use serde_json::json;
use uuid::Uuid;

/// The list.
pub const ASSETS: &str = "/o/harbour-house/assets";

/// A category of Harbour House at the top of its tree.
pub async fn category(app: &TestApp, name: &str, pattern: &str) -> Uuid {
    below(app, None, name, pattern).await
}

/// A category that stands in another one.
pub async fn below(app: &TestApp, parent: Option<Uuid>, name: &str, pattern: &str) -> Uuid {
    let id = app.house.id();
    let above = parent.map(|parent| format!("/{parent}")).unwrap_or_default();
    let statement = sql("insert into asset_categories (id, org_id, parent_id, path, name, tag_pattern, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(parent)
        .bind(format!("{above}/{id}"))
        .bind(name.to_owned())
        .bind(pattern.to_owned())
        .bind(app.now());
    app.db().run(statement).await.expect("a category that fits the schema");
    id
}

/// A field of a category, or of every asset.
pub async fn field(app: &TestApp, category: Option<Uuid>, name: &str, kind: &str, marks: &[&str]) -> Uuid {
    let id = app.house.id();
    let is = |mark: &str| marks.contains(&mark);
    let statement = sql("insert into asset_fields (id, org_id, category_id, name, kind, is_required, is_unique, is_sealed, is_listed, choices, position, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(category)
        .bind(name.to_owned())
        .bind(kind.to_owned())
        .bind(is("required"))
        .bind(is("unique"))
        .bind(is("sealed"))
        .bind(is("listed"))
        .bind(Json(json!(["Black", "Silver"])))
        .bind(app.now());
    app.db().run(statement).await.expect("a field that fits the schema");
    id
}

/// A label.
pub async fn label(app: &TestApp, state: &str, name: &str, may_leave: bool) -> Uuid {
    let id = app.house.id();
    let statement = sql("insert into asset_labels (id, org_id, state, name, tone, may_leave, created_at) values ($1, $2, $3, $4, 'warn', $5, $6)")
        .bind(id)
        .bind(HARBOUR.id)
        .bind(state.to_owned())
        .bind(name.to_owned())
        .bind(may_leave)
        .bind(app.now());
    app.db().run(statement).await.expect("a label that fits the schema");
    id
}

/// An asset in stock, made by a program; answers its id.
pub async fn asset(app: &TestApp, category: Uuid, tag: &str, location: Option<Uuid>) -> Uuid {
    let ada = app.program(&crate::support::ADA).await;
    let body =
        json!({ "name": format!("Thing {tag}"), "category_id": category, "tag": tag, "home_location_id": location });
    let made = ada.post("/api/v1/assets", body).await.expect(201).json();
    made["id"].as_str().unwrap().parse().unwrap()
}
