//! The log: what was told to whom, by which way, and what became of it. Three ways, one list.

use super::super::model::Kind;
use crate::messages::model::Spot;
use chrono::{DateTime, Utc};
use kernel::Result;
use kernel::db::{Db, sql};
use platform::post::Status;
use uuid::Uuid;

/// How something was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Way {
    /// Under the bell.
    InApp,
    /// A letter, to whomever.
    Mail,
    /// In the chat room.
    Chat,
}

impl Way {
    /// In the order they are offered.
    pub const ALL: [Way; 3] = [Way::InApp, Way::Mail, Way::Chat];

    /// How it is sent.
    pub fn name(self) -> &'static str {
        match self {
            Way::InApp => "in_app",
            Way::Mail => "mail",
            Way::Chat => "chat",
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    /// How it was told.
    pub way: Way,
    /// The notification, message or post.
    pub id: Uuid,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to_name: String,
    /// At which address; of letters only.
    pub to_address: String,
    /// A kind of news, of letter, or of post.
    pub kind: String,
    /// The letter's subject, or the words of the post; of a notification it is made of its event.
    pub text: String,
    /// What became of a letter or a post.
    pub status: Option<Status>,
    /// The last answer of a server.
    pub answer: Option<String>,
    /// When a notification was read.
    pub read_at: Option<DateTime<Utc>>,
    /// Of what a notification tells.
    pub event_id: Option<Uuid>,
}

/// Which part of the log.
#[derive(Debug, Clone, Default)]
pub struct LogPage {
    /// One way only.
    pub way: Option<Way>,
    /// With this outcome only; notifications have none.
    pub status: Option<Status>,
    /// Of these kinds of news, for the viewer may know of them.
    pub kinds: Vec<Kind>,
    /// Of this kind only: of news, or of letters.
    pub kind: Option<String>,
    /// To this person only, by id and address; none: to everybody.
    pub person: Option<(Uuid, String)>,
    /// A `like` pattern over whom it was told.
    pub pattern: Option<String>,
    /// Older than this.
    pub before: Option<Spot>,
}

/// A page of the log, the newest first.
pub async fn log(db: &Db, org: Uuid, page: &LogPage, limit: i64) -> Result<Vec<Line>> {
    let asked = |way: Way| page.way.is_none_or(|wanted| wanted == way);
    let mut lines = Vec::new();
    // Each way has an index of its own by time; their first lines together hold the first lines of all.
    if asked(Way::InApp) && page.status.is_none() {
        lines.extend(in_app(db, org, page, limit).await?);
    }
    if asked(Way::Mail) {
        lines.extend(mails(db, org, page, limit).await?);
    }
    if asked(Way::Chat) {
        lines.extend(posts(db, org, page, limit).await?);
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.id)));
    lines.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(lines)
}

async fn in_app(db: &Db, org: Uuid, page: &LogPage, limit: i64) -> Result<Vec<Line>> {
    let mut statement = sql("select 'in_app' as way, n.id, n.at, u.name as to_name, '' as to_address, n.kind, '' as text, cast(null as text) as status,
                cast(null as text) as answer, n.read_at, n.event_id
           from notifications n join users u on u.id = n.user_id
          where n.org_id = $1 and n.in_app")
        .bind(org)
        .with_list(" and n.kind in ", page.kinds.iter().copied())
        .with_opt(" and n.kind = ", page.kind.clone())
        .with_opt(" and n.user_id = ", page.person.as_ref().map(|(user, _)| *user));
    if let Some(pattern) = &page.pattern {
        statement = statement.with(" and regexp(", pattern.clone()).push(", u.name)");
    }
    if let Some(Spot { at, id }) = page.before {
        statement = statement.with(" and (n.at, n.id) < (", at).with(", ", id).push(")");
    }
    statement.push(" order by n.at desc, n.id desc").with(" limit ", limit).all(db).await
}

async fn mails(db: &Db, org: Uuid, page: &LogPage, limit: i64) -> Result<Vec<Line>> {
    let mut statement = sql("select 'mail' as way, m.id, m.queued_at as at, m.to_name, m.to_address, m.kind, m.subject as text, m.status, m.answer,
                cast(null as timestamptz) as read_at, cast(null as uuid) as event_id
           from messages m where m.org_id = $1")
        .bind(org)
        .with_opt(" and m.status = ", page.status)
        .with_opt(" and m.kind = ", page.kind.clone())
        .with_opt(" and m.to_address = ", page.person.as_ref().map(|(_, address)| address.clone()));
    if let Some(pattern) = &page.pattern {
        statement = statement
            .with(" and (regexp(", pattern.clone())
            .with(", m.to_address) or regexp(", pattern.clone())
            .push(", m.to_name))");
    }
    if let Some(Spot { at, id }) = page.before {
        statement = statement.with(" and (m.queued_at, m.id) < (", at).with(", ", id).push(")");
    }
    statement.push(" order by m.queued_at desc, m.id desc").with(" limit ", limit).all(db).await
}

async fn posts(db: &Db, org: Uuid, page: &LogPage, limit: i64) -> Result<Vec<Line>> {
    let mut statement = sql("select 'chat' as way, p.id, p.queued_at as at, coalesce(c.name, '') as to_name, '' as to_address, p.kind, p.text, p.status,
                p.answer, cast(null as timestamptz) as read_at, p.event_id
           from chat_posts p left join chat_rooms c on c.org_id = p.org_id where p.org_id = $1")
        .bind(org)
        .with_opt(" and p.status = ", page.status)
        .with_opt(" and p.kind = ", page.kind.clone());
    if let Some((user, _)) = &page.person {
        statement = statement
            .with(" and exists (select 1 from notifications n where n.org_id = p.org_id and n.event_id = p.event_id and n.chat and n.user_id = ", *user)
            .push(")");
    }
    if let Some(pattern) = &page.pattern {
        statement = statement.with(" and regexp(", pattern.clone()).push(", c.name)");
    }
    if let Some(Spot { at, id }) = page.before {
        statement = statement.with(" and (p.queued_at, p.id) < (", at).with(", ", id).push(")");
    }
    statement.push(" order by p.queued_at desc, p.id desc").with(" limit ", limit).all(db).await
}
