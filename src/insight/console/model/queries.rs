//! The questions of the console's lists, as they stand in addresses. What cannot be read asks nothing.

use crate::paging::{self, PageFrom, Spot};
use kernel::text;
use platform::post::Status;
use serde::Deserialize;
use uuid::Uuid;

/// The longest text looked for (characters); more is cut off.
const TEXT_MAX: usize = 100;

fn pattern(typed: &str) -> Option<String> {
    let typed: String = typed.trim().chars().take(TEXT_MAX).collect();
    (!typed.is_empty()).then(|| text::any_case_pattern(&typed))
}

/// The list of organisations.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrgsQuery {
    /// Part of a name or a short name.
    pub text: String,
    /// `open` or `suspended`.
    pub state: String,
    /// Older than this.
    pub before: String,
    /// Newer than this.
    pub after: String,
}

impl OrgsQuery {
    /// The text as a `like` pattern.
    pub fn pattern(&self) -> Option<String> {
        pattern(&self.text)
    }

    /// Suspended ones only, or open ones only.
    pub fn suspended(&self) -> Option<bool> {
        match self.state.as_str() {
            "suspended" => Some(true),
            "open" => Some(false),
            _ => None,
        }
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// The address that asks the same.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &[("text", self.text.trim()), ("state", &self.state)], page)
    }
}

/// The list of users.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UsersQuery {
    /// Part of a name or an address.
    pub text: String,
    /// `operators` or `disabled`.
    pub state: String,
    /// Older than this.
    pub before: String,
    /// Newer than this.
    pub after: String,
}

impl UsersQuery {
    /// The text as a `like` pattern.
    pub fn pattern(&self) -> Option<String> {
        pattern(&self.text)
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// The address that asks the same.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &[("text", self.text.trim()), ("state", &self.state)], page)
    }
}

/// How a job stands, as people tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Has not been tried.
    Waiting,
    /// A worker has it.
    Running,
    /// Failed, and will be tried again.
    Failed,
    /// Failed for good.
    Dead,
}

impl JobState {
    /// All of them, in the order they are offered.
    pub const ALL: [JobState; 4] = [JobState::Running, JobState::Waiting, JobState::Failed, JobState::Dead];

    /// How it stands in an address.
    pub fn name(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Failed => "failed",
            JobState::Dead => "dead",
        }
    }
}

/// The list of jobs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct JobsQuery {
    /// One of [`JobState`].
    pub state: String,
    /// Older than this.
    pub before: String,
    /// Newer than this.
    pub after: String,
}

impl JobsQuery {
    /// The state asked for.
    pub fn state(&self) -> Option<JobState> {
        JobState::ALL.into_iter().find(|state| state.name() == self.state)
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// The address that asks the same.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &[("state", &self.state)], page)
    }
}

/// How a message stands; held ones are told apart from those that only wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// In this state of its own, whoever's it is.
    Is(Status),
    /// Waits because its organisation is suspended.
    Held,
}

/// The list of messages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MessagesQuery {
    /// A state, or `held`.
    pub state: String,
    /// Part of an address, a name or a subject.
    pub text: String,
    /// A kind of letter.
    pub kind: String,
    /// An organisation's id, or `none` for the installation's own.
    pub org: String,
    /// Older than this.
    pub before: String,
    /// Newer than this.
    pub after: String,
    /// `csv`: a file of all pages.
    pub format: String,
}

impl MessagesQuery {
    /// The state asked for.
    pub fn state(&self) -> Option<MailState> {
        use crate::messages::model::{STATUSES, status_name};
        match self.state.as_str() {
            "held" => Some(MailState::Held),
            other => STATUSES.into_iter().find(|status| status_name(*status) == other).map(MailState::Is),
        }
    }

    /// The text as a `like` pattern.
    pub fn pattern(&self) -> Option<String> {
        pattern(&self.text)
    }

    /// The kind asked for.
    pub fn kind(&self) -> Option<&str> {
        Some(self.kind.trim()).filter(|kind| !kind.is_empty())
    }

    /// Whose: none: everybody's; some none: the installation's own.
    pub fn org(&self) -> Option<Option<Uuid>> {
        match self.org.as_str() {
            "none" => Some(None),
            other => other.parse().ok().map(Some),
        }
    }

    /// Is anything asked for but a page?
    pub fn is_narrow(&self) -> bool {
        self.state().is_some() || self.pattern().is_some() || self.org().is_some() || self.kind().is_some()
    }

    /// Where the page begins.
    pub fn page(&self) -> PageFrom {
        PageFrom::read(&self.before, &self.after)
    }

    /// The address that asks the same.
    pub fn address(&self, path: &str, page: Option<(&str, Spot)>) -> String {
        paging::address(path, &self.values(), page)
    }

    /// The address of the file with all that fits it.
    pub fn file(&self, path: &str) -> String {
        let mut values = self.values().to_vec();
        values.push(("format", "csv"));
        paging::address(path, &values, None)
    }

    fn values(&self) -> [(&str, &str); 4] {
        let (state, org) = (self.state.as_str(), self.org.as_str());
        [("state", state), ("text", self.text.trim()), ("org", org), ("kind", self.kind.trim())]
    }
}
