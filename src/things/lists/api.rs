//! Views of lists, for programs.

use super::model::{Kind, NewView, View, ViewForm};
use super::{actions, store};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Ask, Body, List, PageQuery, Reply, delete, get, made, nothing, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The table.
pub fn api() -> Api {
    Api::inside("Views")
        .call(
            get("/views", Perm::AssetsRead, list)
                .named("listViews", "List the views that one finds: one's own and the shared ones")
                .about("By name. A view is the query of a list's page; it opens with the rights of whoever opens it.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "list": "assets" })),
        )
        .call(
            post("/views", Perm::AssetsRead, create)
                .named("createView", "Keep a view")
                .about("Who may change assets everywhere may share it. A name is of one view of a person only.")
                .body::<Input>()
                .answers::<Shown>(201)
                .like(json!({ "name": "In the workshop", "query": "status=in_maintenance&order=name", "is_pinned": true })),
        )
        .call(
            get("/views/{id}", Perm::AssetsRead, show).named("getView", "Get a view").answers::<Shown>(200),
        )
        .call(
            delete("/views/{id}", Perm::AssetsRead, remove)
                .named("deleteView", "Take a view away, from every sidebar too")
                .answers_nothing(),
        )
}

/// A list as somebody wants to find it again.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "View")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Which list: `assets`, `stock` or `work-orders`.
    list: &'static str,
    /// What is behind the question mark of that list's page.
    query: String,
    /// Does everybody find it?
    is_shared: bool,
    /// Does the caller have it in their sidebar?
    is_pinned: bool,
    /// Who keeps it.
    user_id: Uuid,
    /// What they are called.
    user_name: String,
    /// Its page.
    url: String,
}

impl Shown {
    fn of(scope: &Scope, view: View) -> Shown {
        Shown {
            url: scope.house.url(&scope.org.path(&view.kind.path(&view.query))),
            id: view.id,
            name: view.name,
            list: view.kind.name(),
            query: view.query,
            is_shared: view.is_shared,
            is_pinned: view.is_pinned,
            user_id: view.user_id,
            user_name: view.user_name,
        }
    }
}

/// A view that is to be kept.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewView")]
struct Input {
    /// What it is called.
    name: String,
    /// Of which list: `assets`, which it is without this, `stock` or `work-orders`.
    #[serde(default = "assets")]
    list: String,
    /// What is behind the question mark of that list's page.
    #[serde(default)]
    query: String,
    /// Is everybody to find it?
    #[serde(default)]
    is_shared: bool,
    /// Is it to stand in the caller's sidebar?
    #[serde(default)]
    is_pinned: bool,
}

fn assets() -> String {
    Kind::Assets.name().to_owned()
}

/// Which views are asked for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Those of this list only: `assets`, `stock` or `work-orders`.
    list: Option<String>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    let user = scope.user_id().ok_or(Error::Forbidden)?;
    let unknown = || Error::invalid("list", "There is no such list.");
    let kind = query.list.as_deref().map(|name| Kind::parse(name).ok_or_else(unknown)).transpose()?;
    let views = store::visible(scope.db(), scope.org_id(), user, kind).await?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    ok(&page.cut(views, "name", |view| view.id, |view| Shown::of(&scope, view))?)
}

async fn create(scope: Scope, Body(input): Body<Input>) -> Reply {
    let ticked = |is: bool| if is { "on".to_owned() } else { String::new() };
    let form = ViewForm {
        list: input.list,
        name: input.name,
        query: input.query,
        is_shared: ticked(input.is_shared),
        is_pinned: ticked(input.is_pinned),
    };
    let new = NewView::parse(&form).map_err(Error::Invalid)?;
    let id = actions::keep(&scope, &new).await?;
    let view = visible(&scope, id).await?;
    made(&format!("/api/v1/orgs/{}/views/{id}", scope.org.slug), 1, &view)
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    ok(&visible(&scope, id).await?)
}

async fn remove(scope: Scope, Id(id): Id) -> Reply {
    actions::remove(&scope, id).await?;
    nothing()
}

async fn visible(scope: &Scope, id: Uuid) -> Result<Shown, Error> {
    let user = scope.user_id().ok_or(Error::Forbidden)?;
    Ok(Shown::of(scope, store::by_id(scope.db(), scope.org_id(), user, id).await?))
}
