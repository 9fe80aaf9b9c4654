//! Whom outside systems keep out, for programs.

use super::super::model::{AnyBlock, Lifting};
use super::super::{actions, store};
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::web::Id;
use platform::web::api::{Api, Ask, Cursor, List, Reply, get, ok, post};
use platform::{Perm, Scope};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The order of the list.
const ORDER: &str = "-blocked_at";

pub(super) fn api() -> Api {
    let perm = Perm::PeopleManage;
    Api::inside("Blocks")
        .call(
            get("/blocks", perm, list)
                .named("listBlocks", "List whom outside systems keep out of the team, the newest first")
                .about("Also those who were let in again, as long as the organisation keeps its logs. Only for who looks after all its people.")
                .query::<ListQuery>()
                .answers::<List<Shown>>(200)
                .like(json!({ "lifted": false })),
        )
        .call(
            get("/blocks/{id}", perm, show)
                .named("getBlock", "Get a block, also one that was lifted")
                .answers::<Shown>(200),
        )
        .call(
            post("/blocks/{id}/lifting", perm, lift)
                .named("liftBlock", "Let somebody in again whom an outside system keeps out")
                .about("They hold again what they held; who never was on the team is invited to it. Nobody gives back a role mightier than their own. One that is lifted already stays as it is.")
                .answers::<Shown>(200)
                .conflicts(),
        )
}

/// What the list is narrowed to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// `true`: only those that were lifted; `false`: only those that hold.
    lifted: Option<bool>,
    /// Rows of a page, 1 to 200; 50 without.
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An address that an outside system keeps out, or kept out.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Block")]
struct Shown {
    /// Its id.
    id: Uuid,
    /// Whose address, in small letters.
    email: String,
    /// What the source was called; null: nobody wrote it down.
    blocked_by: Option<String>,
    /// Since when.
    blocked_at: DateTime<Utc>,
    /// When it was lifted; null: it holds.
    lifted_at: Option<DateTime<Utc>>,
    /// Who lifted it by hand.
    lifted_by_user_id: Option<Uuid>,
    /// What they are called; of a source that lifted it, what it was called.
    lifted_by: Option<String>,
}

impl From<AnyBlock> for Shown {
    fn from(block: AnyBlock) -> Shown {
        let AnyBlock { id, email, blocked_by, blocked_at, lifting } = block;
        let (lifted_at, lifted_by_user_id, lifted_by) = match lifting {
            None => (None, None, None),
            Some(Lifting { at, user, by }) => (Some(at), user, Some(by)),
        };
        let blocked_by = Some(blocked_by).filter(|name| !name.is_empty());
        Shown { id, email, blocked_by, blocked_at, lifted_at, lifted_by_user_id, lifted_by }
    }
}

async fn list(scope: Scope, Ask(query): Ask<ListQuery>) -> Reply {
    scope.demand_everywhere(Perm::PeopleManage)?;
    let (limit, edge) = (Cursor::limit(query.limit)?, Cursor::read(query.cursor.as_deref(), ORDER)?);
    let blocks = store::any_blocks(scope.db(), scope.org_id(), query.lifted, edge, limit + 1).await?;
    ok(&List::cut(blocks, limit, ORDER, |block| (block.blocked_at, block.id), Shown::from))
}

async fn show(scope: Scope, Id(id): Id) -> Reply {
    scope.demand_everywhere(Perm::PeopleManage)?;
    ok(&Shown::from(store::any_block(scope.db(), scope.org_id(), id).await?))
}

async fn lift(scope: Scope, Id(id): Id) -> Reply {
    match actions::lift(&scope, id).await {
        // Lifted already, by whomever: it is told as it is. What never was, is not found below.
        Err(Error::NotFound) => {}
        lifted => drop(lifted?),
    }
    show(scope, Id(id)).await
}
