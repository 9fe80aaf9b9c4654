//! The question a list of messages answers, as it stands in an address.

use crate::paging;
pub use crate::paging::{PageFrom, Spot};
use kernel::text;
use platform::post::Status;
use serde::Deserialize;

/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 100;

/// Every state, in the order it is offered.
pub const STATUSES: [Status; 6] =
    [Status::Queued, Status::Sending, Status::Sent, Status::Deferred, Status::Failed, Status::Uncertain];

/// How a state is stored and sent.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Queued => "queued",
        Status::Sending => "sending",
        Status::Sent => "sent",
        Status::Deferred => "deferred",
        Status::Failed => "failed",
        Status::Uncertain => "uncertain",
    }
}

/// Can a person send it once more? What is on its way already cannot.
pub fn may_send_again(status: Status) -> bool {
    matches!(status, Status::Failed | Status::Uncertain | Status::Deferred)
}

/// The list's question. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// One of [`STATUSES`].
    pub status: String,
    /// Part of an address, a name or a subject.
    pub text: String,
    /// Older than this message: `2026-11-20T09:00:00Z_<id>`.
    pub before: String,
    /// Newer than this message.
    pub after: String,
}

impl ListQuery {
    /// The state asked for.
    pub fn status(&self) -> Option<Status> {
        STATUSES.into_iter().find(|status| status_name(*status) == self.status)
    }

    /// The text asked for, as a `like` pattern.
    pub fn pattern(&self) -> Option<String> {
        let typed: String = self.text.trim().chars().take(TEXT_MAX).collect();
        (!typed.is_empty()).then(|| text::any_case_pattern(&typed))
    }

    /// Is anything asked for but a page?
    pub fn is_narrow(&self) -> bool {
        self.status().is_some() || self.pattern().is_some()
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// The address that asks the same, beginning at a page: `("before", spot)`.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &[("status", self.status.as_str()), ("text", self.text.trim())], page)
    }
}

/// The form of the test letter.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TestForm {
    /// So that a double click sends one.
    pub key: String,
}

/// Which rendering of a letter is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// As a page.
    #[default]
    Letter,
    /// As text.
    Text,
    /// Its calendar file.
    Calendar,
}

/// The question of a message's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ShowQuery {
    /// `letter`, `text` or `calendar`; anything else is the letter.
    pub view: String,
}

impl ShowQuery {
    /// Which rendering is asked for.
    pub fn view(&self) -> View {
        match self.view.as_str() {
            "text" => View::Text,
            "calendar" => View::Calendar,
            _ => View::Letter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(status: &str, text: &str) -> ListQuery {
        ListQuery { status: status.into(), text: text.into(), ..ListQuery::default() }
    }

    #[test]
    fn an_address_keeps_the_question_and_nothing_empty() {
        assert_eq!(query("", " ").address("/m", None), "/m");
        assert_eq!(query("failed", "a&b=é").address("/m", None), "/m?status=failed&text=a%26b%3D%C3%A9");
    }

    #[test]
    fn what_cannot_be_read_asks_nothing() {
        let odd = ListQuery { before: "yesterday".into(), ..query("lost", "") };
        assert_eq!((odd.status(), odd.page(), odd.is_narrow()), (None, PageFrom::Newest, false));
        assert_eq!(query("uncertain", "").status(), Some(Status::Uncertain));
    }
}
