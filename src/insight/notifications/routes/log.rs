//! The log: everybody sees what they were told themselves; who may see outgoing mail sees what was told to all.

use super::super::model::{Kind, LogQuery};
use super::super::policy;
use super::super::store::{self, Line, LogPage, Way};
use crate::messages::model::{ListQuery as MailQuery, Spot};
use crate::views::notifications as views;
use kernel::sheet::Paper;
use kernel::{Error, text};
use platform::web::{Answer, Page, Query, TURN, Turn, file_as_read};
use platform::{Perm, Scope, events};
use std::sync::Arc;

/// Lines on a page.
const PAGE: i64 = 50;
/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 100;

pub(super) async fn index(scope: Scope, page: Page, Query(query): Query<LogQuery>) -> Answer {
    let user = scope.viewer.user.as_ref().ok_or(Error::SignIn)?;
    let everybodys = policy::reads_everybodys(&scope);
    let own = !everybodys || query.whose == "own";
    let typed: String = query.text.trim().chars().take(TEXT_MAX).collect();
    let asked = LogPage {
        way: Way::ALL.into_iter().find(|way| way.name() == query.way),
        status: MailQuery { status: query.status.clone(), ..MailQuery::default() }.status(),
        kinds: if everybodys { Kind::ALL.to_vec() } else { policy::kinds(&scope) },
        kind: Some(query.kind.trim().to_owned()).filter(|kind| !kind.is_empty()),
        person: own.then(|| (user.id, user.email.clone())),
        pattern: (!typed.is_empty()).then(|| text::any_case_pattern(&typed)),
        before: Spot::parse(&query.before),
    };
    if let Some(paper) = Paper::parse(&query.format) {
        let asked = Arc::new((scope, asked));
        return file_as_read(paper, "Log", views::LOG_HEADS.map(str::to_owned).into(), move |before| {
            let asked = asked.clone();
            Box::pin(async move {
                let (scope, asked) = &*asked;
                let (db, org) = (scope.db(), scope.org_id());
                let lines = store::log(db, org, &LogPage { before, ..asked.clone() }, TURN).await?;
                let happenings = events::by_ids(db, org, lines.iter().filter_map(|line| line.event_id)).await?;
                let spot = |last: &Line| Spot { at: last.at, id: last.id };
                Ok(Turn::of(&lines, |line| views::log_cells(line, &happenings), spot))
            })
        })
        .await;
    }
    let mut lines = store::log(scope.db(), scope.org_id(), &asked, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let happenings = events::by_ids(scope.db(), scope.org_id(), lines.iter().filter_map(|line| line.event_id)).await?;
    let view = views::Log {
        org: &scope.org,
        query: &query,
        own,
        everybodys,
        sees_mail: scope.may(Perm::MessagesRead),
        older: lines.last().filter(|_| more).map(|last| Spot { at: last.at, id: last.id }),
        lines: &lines,
        happenings: &happenings,
        leaves: scope.house.settings.smtp.is_some(),
        now: scope.now,
    };
    Ok(page.show(&scope, "Log", views::log(&view)))
}
