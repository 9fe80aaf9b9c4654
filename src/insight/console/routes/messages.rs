//! Mail of all organisations, and of the installation itself: envelopes, never letters.

use super::{PAGE, STYLES, done, operator};
use crate::console::actions;
use crate::console::model::{MessageRow, MessagesQuery};
use crate::console::store::{messages as store, organisations};
use crate::paging::{Listed, PageFrom};
use crate::views::console::messages as views;
use crate::views::messages::resent;
use kernel::Result;
use kernel::sheet::Paper;
use platform::web::{Answer, Id, Page, Query, TURN, Turn, Visit, file_as_read};
use uuid::Uuid;

pub(super) async fn index(visit: Visit, page: Page, Query(query): Query<MessagesQuery>) -> Answer {
    let (user, db) = (operator(&visit)?, &visit.house.db);
    let (from, kind) = (query.page(), query.kind().map(str::to_owned));
    if let Some(paper) = Paper::parse(&query.format) {
        let (db, state, pattern, org) = (db.clone(), query.state(), query.pattern(), query.org());
        return file_as_read(paper, "Mail", views::HEADS.map(str::to_owned).into(), move |edge| {
            let (db, pattern, kind) = (db.clone(), pattern.clone(), kind.clone());
            let from = edge.map_or(PageFrom::Newest, PageFrom::Before);
            Box::pin(async move {
                let rows = store::list(&db, state, pattern, org, kind, from, TURN).await?;
                Ok(Turn::of(&rows, views::cells, MessageRow::spot))
            })
        })
        .await;
    }
    let rows = store::list(db, query.state(), query.pattern(), query.org(), kind, from, PAGE + 1).await?;
    let listed = Listed::cut(rows, from, PAGE, MessageRow::spot);
    let orgs = organisations::choices(db).await?;
    let view = views::Index { query: &query, listed: &listed, orgs: &orgs, leaves: leaves(&visit), now: visit.now };
    Ok(page.console(user, "Mail", STYLES, views::index(&view)))
}

pub(super) async fn show(visit: Visit, page: Page, Id(id): Id) -> Answer {
    let user = operator(&visit)?;
    let message = store::by_id(&visit.house.db, id).await?;
    Ok(page.console(user, &message.subject, STYLES, views::show(&message, leaves(&visit), visit.now)))
}

pub(super) async fn resend(visit: Visit, Id(id): Id) -> Answer {
    let message = find(&visit, id).await?;
    actions::resend(&visit.errand(), id).await?;
    Ok(done(&visit, &path(id), resent(&message.to_address, leaves(&visit))))
}

pub(super) async fn release(visit: Visit, Id(id): Id) -> Answer {
    let message = find(&visit, id).await?;
    actions::release(&visit.errand(), id).await?;
    Ok(done(&visit, &path(id), views::released(&message.to_address)))
}

async fn find(visit: &Visit, id: Uuid) -> Result<MessageRow> {
    operator(visit)?;
    store::by_id(&visit.house.db, id).await
}

fn leaves(visit: &Visit) -> bool {
    visit.house.settings.smtp.is_some()
}

fn path(id: Uuid) -> String {
    format!("/console/messages/{id}")
}
