//! What the viewer was told, and reading it.

use super::super::model::Kind;
use super::super::{actions, policy, store};
use crate::messages::model::Spot;
use crate::views::notifications as views;
use chrono::{DateTime, Utc};
use kernel::Error;
use platform::ui::{Flash, Tone};
use platform::web::{Answer, Form, Id, Page, Query, go, go_flash};
use platform::{Perm, Scope};
use serde::Deserialize;

/// Notifications on a page.
const PAGE: i64 = 100;

/// The list's question, as it stands in an address. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ListQuery {
    /// `all`, or only what is unread.
    pub show: String,
    /// One kind.
    pub kind: String,
    /// Older than this one.
    pub before: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadAllForm {
    /// One kind; empty: any.
    kind: String,
    /// What was told later has not been seen.
    until: String,
    /// Where to go back to: `all` or nothing.
    show: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadForm {
    /// `stay`, or on to what it is about.
    then: String,
    /// Where to stay.
    show: String,
    kind: String,
}

pub(super) async fn index(scope: Scope, page: Page, Query(query): Query<ListQuery>) -> Answer {
    let user = scope.user_id().ok_or(Error::SignIn)?;
    let offered = policy::kinds(&scope);
    let one = Kind::parse(&query.kind).filter(|kind| offered.contains(kind));
    let kinds = one.map_or_else(|| offered.clone(), |kind| vec![kind]);
    let reach = (scope.reach(Perm::BookingsRead), scope.reach(Perm::MessagesRead), scope.reach(Perm::AssetsManage));
    let reach = (&reach.0, &reach.1, &reach.2);
    let (unread, before) = (query.show != "all", Spot::parse(&query.before));
    let org = scope.org_id();
    let mut told = store::list(scope.db(), org, user, &kinds, reach, unread, before, PAGE + 1).await?;
    let more = told.len() > PAGE as usize;
    told.truncate(PAGE as usize);
    let view = views::List {
        org: &scope.org,
        kind: one,
        kinds: &offered,
        unread,
        before,
        older: told.last().filter(|_| more).map(|last| Spot { at: last.at, id: last.id }),
        told: &told,
        now: scope.now,
    };
    Ok(page.show(&scope, "Notifications", views::list(&view)))
}

/// The bell alone, drawn anew.
pub(super) async fn bell(scope: Scope, page: Page) -> Answer {
    let bell = page.bell(&scope).ok_or(Error::NotFound)?;
    Ok(page.part(platform::ui::bell(&bell)))
}

pub(super) async fn read_one(scope: Scope, Id(id): Id, Form(form): Form<ReadForm>) -> Answer {
    let (kind, happening) = actions::read_one(&scope, id).await?;
    let on = views::words::telling(kind, &happening).path.filter(|_| form.then != "stay");
    let back = || views::list_path(&scope.org, &form.show, Kind::parse(&form.kind), None);
    Ok(go(&on.map_or_else(back, |path| scope.org.path(&path))))
}

pub(super) async fn read_all(scope: Scope, Form(form): Form<ReadAllForm>) -> Answer {
    let until = DateTime::parse_from_rfc3339(&form.until).map_or(scope.now, |at| at.with_timezone(&Utc));
    let kind = Kind::parse(&form.kind);
    let read = actions::read_all(&scope, kind, until).await?;
    let flash = Flash { text: views::all_read(read), tone: Tone::Ok, undo: None };
    Ok(go_flash(&scope.house, &views::list_path(&scope.org, &form.show, None, None), flash))
}
