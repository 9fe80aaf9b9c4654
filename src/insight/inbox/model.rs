//! Sources and what they tell.

use chrono::{DateTime, Duration, Utc};
use kernel::db::Json;
use kernel::mail::EmailAddress;
use kernel::{Problems, Result, text};
use platform::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The longest name of a source (characters).
const NAME_MAX: usize = 80;
/// The longest external id (characters).
pub const EXTERNAL_ID_MAX: usize = 200;
/// The longest kind (characters).
const KIND_MAX: usize = 100;
/// What a person may be called (characters), and how long a number may be.
const PERSON_MAX: usize = 120;
const PHONE_MAX: usize = 40;
/// How far ahead of ours another system's clock may be (minutes).
const AHEAD_MINUTES: i64 = 5;

/// The kind that invites.
pub const INVITED: &str = "user.invited";
/// The kind that invites who is not on the team.
pub const GRANTED: &str = "user.role.granted";
/// The kind that invites who waited while they were blocked.
pub const UNBLOCKED: &str = "user.unblocked";

/// An outside system.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Source {
    /// Its id, also in the address it sends to.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// What people call it.
    pub name: String,
    /// Its secret, locked.
    pub secret: String,
    /// The one before, locked.
    pub previous_secret: Option<String>,
    /// Until when that is believed too.
    pub previous_until: Option<DateTime<Utc>>,
    /// The name of the mightiest role it may give and take.
    pub top_role: Option<String>,
    /// May it block people?
    pub may_block: bool,
    /// May it change contacts?
    pub may_contacts: bool,
    /// Is it listened to?
    pub enabled: bool,
    /// Who registered it, in whose name it invites.
    pub created_by: Option<Uuid>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// For optimistic locking.
    pub version: i64,
}

impl Source {
    /// The mightiest role it may give and take.
    pub fn top_role(&self) -> Option<Role> {
        self.top_role.as_deref().and_then(Role::parse)
    }
}

/// The form of a source, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Form {
    /// What people call it.
    pub source_name: String,
    /// The name of a role; empty: it may give none.
    pub top_role: String,
    /// `on` when ticked.
    pub may_block: String,
    /// `on` when ticked.
    pub may_contacts: String,
    /// So that a double click makes one.
    pub key: String,
    /// Which version was looked at.
    pub version: i64,
}

/// What was wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// What people call it.
    pub name: String,
    /// The mightiest role it may give and take.
    pub top_role: Option<Role>,
    /// May it block people?
    pub may_block: bool,
    /// May it change contacts?
    pub may_contacts: bool,
}

impl NewSource {
    /// Reads the form.
    pub fn parse(form: &Form) -> Result<NewSource, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("source_name", text::line(&form.source_name, NAME_MAX));
        let top_role = match form.top_role.as_str() {
            "" => Some(None),
            name => {
                // An owner is made by owners, never from outside.
                let role = Role::parse(name).filter(|role| *role != Role::Owner);
                problems.take("top_role", role.map(Some).ok_or("Choose a role from the list."))
            }
        };
        match (name, top_role) {
            (Some(name), Some(top_role)) => Ok(NewSource {
                name,
                top_role,
                may_block: form.may_block == "on",
                may_contacts: form.may_contacts == "on",
            }),
            _ => Err(problems),
        }
    }
}

/// What has become of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not judged yet.
    Received,
    /// It changed what it tells, or found it so.
    Applied,
    /// Its kind is unknown here, or something later was told before.
    Ignored,
    /// It could not be applied.
    Failed,
}

impl State {
    /// Every state, in the order it is offered.
    pub const ALL: [State; 4] = [State::Applied, State::Ignored, State::Failed, State::Received];

    /// How it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            State::Received => "received",
            State::Applied => "applied",
            State::Ignored => "ignored",
            State::Failed => "failed",
        }
    }
}

/// An event as it is kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Received {
    /// Its id here.
    pub id: Uuid,
    /// Who told it.
    pub source_id: Uuid,
    /// What they are called.
    pub source_name: String,
    /// Its id there.
    pub external_id: String,
    /// `user.blocked`.
    pub kind: String,
    /// The whole body.
    pub payload: Json<Value>,
    /// When it happened there.
    pub occurred_at: DateTime<Utc>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// What has become of it.
    pub state: State,
    /// Why.
    pub reason: String,
    /// When that was decided.
    pub judged_at: Option<DateTime<Utc>>,
}

/// A body that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// `user.blocked`.
    pub kind: String,
    /// When it happened there.
    pub occurred_at: DateTime<Utc>,
    /// All of it.
    pub body: Value,
}

impl Message {
    /// Reads a body. What is in its data is judged when it is applied, so that unknown kinds can be kept.
    pub fn parse(body: &[u8], now: DateTime<Utc>) -> Result<Message, Problems> {
        let mut problems = Problems::new();
        let body: Value = match serde_json::from_slice(body) {
            Ok(body) => body,
            Err(error) => {
                problems.add("body", format!("This is not JSON: {error}."));
                return Err(problems);
            }
        };
        let is_kind = |kind: &&str| {
            !kind.is_empty()
                && kind.len() <= KIND_MAX
                && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        let kind = body["type"].as_str().filter(is_kind).map(str::to_owned);
        let kind = problems.take("type", kind.ok_or("A kind such as user.blocked is needed."));
        let at = body["timestamp"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        let at = problems.take("timestamp", at.ok_or("An instant as RFC 3339 has it is needed."));
        let at = at.map(|at| at.to_utc());
        if at.is_some_and(|at| at > now + Duration::minutes(AHEAD_MINUTES)) {
            problems.add("timestamp", "This lies in the future.");
        }
        if !body["data"].is_object() {
            problems.add("data", "An object is needed.");
        }
        match (kind, at) {
            (Some(kind), Some(occurred_at)) if problems.is_empty() => Ok(Message { kind, occurred_at, body }),
            _ => Err(problems),
        }
    }
}

/// What an event wishes for, of the kinds that are known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Give this role, perhaps until then.
    Grant(EmailAddress, Role, Option<DateTime<Utc>>),
    /// Invite somebody of this name to this role, perhaps until then.
    Invite(EmailAddress, String, Role, Option<DateTime<Utc>>),
    /// End this role.
    Revoke(EmailAddress, Role),
    /// Block.
    Block(EmailAddress),
    /// Unblock.
    Unblock(EmailAddress),
    /// Make or change a contact; what is empty is not told.
    Contact(EmailAddress, String, String),
}

impl Order {
    /// Reads the data of a kind; none for a kind that is not known here.
    ///
    /// # Errors
    /// What is wrong with the data.
    pub fn parse(kind: &str, data: &Value) -> Result<Option<Order>, String> {
        let email = || {
            let text = data["email"].as_str().ok_or("data.email is needed")?;
            EmailAddress::parse(text).map_err(|problem| format!("data.email: {problem}"))
        };
        let role = || {
            let name = data["role"].as_str().ok_or("data.role is needed")?;
            Role::parse(name).ok_or_else(|| format!("data.role: there is no role {name:?}"))
        };
        let line = |field: &str, max| match &data[field] {
            Value::Null => Ok(String::new()),
            Value::String(text) => text::optional_line(text, max).map_err(|why| format!("data.{field}: {why}")),
            _ => Err(format!("data.{field} is no text")),
        };
        let until = || match &data["until"] {
            Value::Null => Ok(None),
            Value::String(text) => match DateTime::parse_from_rfc3339(text) {
                Ok(until) => Ok(Some(until.to_utc())),
                Err(_) => Err("data.until is no instant as RFC 3339 has it"),
            },
            _ => Err("data.until is no text"),
        };
        Ok(Some(match kind {
            GRANTED => Order::Grant(email()?, role()?, until()?),
            INVITED => Order::Invite(email()?, line("name", PERSON_MAX)?, role()?, until()?),
            "user.role.revoked" => Order::Revoke(email()?, role()?),
            "user.blocked" => Order::Block(email()?),
            UNBLOCKED => Order::Unblock(email()?),
            "contact.upserted" => Order::Contact(email()?, line("name", PERSON_MAX)?, line("phone", PHONE_MAX)?),
            _ => return Ok(None),
        }))
    }
}

/// The list's question. What cannot be read asks nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// The name of a state.
    pub state: String,
    /// A source's id.
    pub source: String,
    /// What a kind begins with.
    pub kind: String,
    /// Older than this event: its id.
    pub before: String,
}

impl ListQuery {
    /// The state asked for.
    pub fn state(&self) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == self.state)
    }

    /// The source asked for.
    pub fn source(&self) -> Option<Uuid> {
        self.source.parse().ok()
    }

    /// Is anything asked for but a page?
    pub fn is_narrow(&self) -> bool {
        self.state().is_some() || self.source().is_some() || !self.kind.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> DateTime<Utc> {
        "2026-03-02T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_body_is_read_or_told_what_is_wrong_with_it() {
        let good = br#"{"type":"user.blocked","timestamp":"2026-03-02T09:59:00+01:00","data":{}}"#;
        let read = Message::parse(good, now()).unwrap();
        assert_eq!((read.kind.as_str(), read.occurred_at), ("user.blocked", now() - Duration::minutes(1)));
        let problems =
            Message::parse(br#"{"type":"a b","timestamp":"2026-03-02T09:06:00Z","data":[]}"#, now()).unwrap_err();
        assert!(["type", "timestamp", "data"].iter().all(|field| problems.at(field).is_some()), "{problems}");
        for wrong in [&b""[..], b"[]", b"{}", b"null", b"\"x\"", b"{\"type\":1,\"timestamp\":2,\"data\":3}", b"\xff"] {
            assert!(Message::parse(wrong, now()).is_err());
        }
    }

    #[test]
    fn data_of_known_kinds_is_read_and_of_others_is_not() {
        let ada = || EmailAddress::parse("ada@harbour.example").unwrap();
        let read = |kind, data| Order::parse(kind, &data);
        assert_eq!(read("user.blocked", json!({ "email": "Ada@Harbour.example" })).unwrap().map(|_| ()), Some(()));
        assert_eq!(
            read("user.role.revoked", json!({ "email": "ada@harbour.example", "role": "member" })),
            Ok(Some(Order::Revoke(ada(), Role::Member)))
        );
        assert_eq!(read("lead.won", json!({})), Ok(None));
        for (kind, data) in [
            ("user.blocked", json!({})),
            ("user.blocked", json!({ "email": "nobody" })),
            ("user.role.granted", json!({ "email": "a@b.example", "role": "king" })),
            ("user.role.granted", json!({ "email": "a@b.example", "role": "member", "until": "soon" })),
            ("contact.upserted", json!({ "email": "a@b.example", "name": 7 })),
            (INVITED, json!({ "email": "a@b.example" })),
        ] {
            assert!(read(kind, data.clone()).is_err(), "{kind} {data}");
        }
    }
}
