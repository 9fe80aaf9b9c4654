//! The log: everybody sees what they were told themselves; who may see outgoing mail sees what was told to all.

use super::super::model::{Kind, LogQuery};
use super::super::policy;
use super::super::store::{self, LogPage, Way};
use crate::messages::model::{ListQuery as MailQuery, Spot};
use crate::views::notifications as views;
use kernel::{Error, text};
use platform::web::{Answer, Page, Query, csv};
use platform::{Perm, Scope};

/// Lines on a page.
const PAGE: i64 = 50;
/// Lines of a file.
const CSV_MAX: i64 = 10_000;
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
        pattern: (!typed.is_empty()).then(|| text::contains_pattern(&typed)),
        before: Spot::parse(&query.before),
    };
    let is_file = query.format == "csv";
    let asked = if is_file { LogPage { before: None, ..asked } } else { asked };
    let most = if is_file { CSV_MAX } else { PAGE };
    let mut lines = store::log(scope.db(), scope.org_id(), &asked, most + 1).await?;
    let more = lines.len() > most as usize;
    if is_file && more {
        let sentence = "More than 10,000 lines fit this filter. Narrow it, and export in parts.";
        return Err(Error::invalid("format", sentence).into());
    }
    lines.truncate(most as usize);
    let happenings =
        platform::events::by_ids(scope.db(), scope.org_id(), lines.iter().filter_map(|line| line.event_id)).await?;
    if is_file {
        return Ok(csv("log.csv", views::log_csv(&lines, &happenings)?));
    }
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
