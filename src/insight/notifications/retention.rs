//! News grow old: what people were told, and what was said in the chat room. What still waits to be sent stays.

use super::reactions::KEPT_DAYS;
use super::store;
use platform::retention::{Ageing, Going, Group};

/// What ages here.
pub const AGEING: &[Ageing] = &[
    Ageing {
        group: Group::Logs,
        noun: "notifications",
        at_latest: Some(KEPT_DAYS),
        going: Going::Rows { count: store::old_news, delete: store::drop_news },
    },
    Ageing {
        group: Group::Logs,
        noun: "posts to the chat room",
        at_latest: Some(KEPT_DAYS),
        going: Going::Rows { count: store::old_posts, delete: store::drop_posts },
    },
];
