//! News grow old: what people were told, and what was said in the chat room. What still waits to be sent stays.

use super::reactions::KEPT_DAYS;
use kernel::db::{Sql, sql};
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: &[Ageing] = &[
    Ageing {
        group: Group::Logs,
        noun: "notifications",
        at_latest: Some(KEPT_DAYS),
        going: Going::Rows { count: told_news, delete: drop_news },
    },
    Ageing {
        group: Group::Logs,
        noun: "posts to the chat room",
        at_latest: Some(KEPT_DAYS),
        going: Going::Rows { count: said_posts, delete: drop_posts },
    },
];

const OLD_NEWS: &str = " from notifications where org_id = $1 and at < $2 and mail_due_at is null";
const OLD_POSTS: &str =
    " from chat_posts where org_id = $1 and queued_at < $2 and status in ('sent', 'failed', 'uncertain')";

fn told_news() -> Sql {
    sql("select count(*)").push(OLD_NEWS)
}

fn drop_news() -> Sql {
    sql("delete from notifications where org_id = $1 and id in (select id")
        .push(OLD_NEWS)
        .push(" order by at, id limit $3)")
}

fn said_posts() -> Sql {
    sql("select count(*)").push(OLD_POSTS)
}

fn drop_posts() -> Sql {
    sql("delete from chat_posts where org_id = $1 and id in (select id")
        .push(OLD_POSTS)
        .push(" order by queued_at, id limit $3)")
}
