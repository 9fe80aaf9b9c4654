//! What happens to users, as the trail of the installation keeps it. Names and addresses of devices are not facts of ours.

use platform::events::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that happened to a user.
#[derive(Debug, Clone)]
pub enum Event {
    /// An account was made.
    Created {
        /// Which.
        user: Uuid,
        /// What they are called.
        name: String,
        /// Do they run the installation?
        operator: bool,
    },
    /// Somebody signed in.
    SignedIn(Uuid),
    /// Somebody tried to and did not know the password. Nil: there is no such account.
    SignInFailed(Uuid),
    /// Sessions of browsers and programs were ended: by signing out, from the account page, by an operator.
    SessionsEnded {
        /// Whose.
        user: Uuid,
        /// How many.
        count: u64,
    },
    /// Another name: before, after.
    Renamed(Uuid, String, String),
    /// Wants to be told what is wrong with the house, or does not any more.
    AlarmsChosen(Uuid, bool),
    /// Another password. All other sessions ended with it.
    PasswordChanged(Uuid),
    /// An operator had a link for a new password sent.
    ResetSent(Uuid),
    /// May not sign in any more, and why.
    Disabled(Uuid, String),
    /// May sign in again.
    Enabled(Uuid),
    /// Runs the installation from now on, or does not any more.
    OperatorChanged(Uuid, bool),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Fact {
        let changed = |field: &str, before: Value, after: Value| {
            let one = |value: Value| Value::Object([(field.to_owned(), value)].into_iter().collect());
            json!({ "before": one(before), "after": one(after) })
        };
        let (kind, subject, data) = match event {
            Event::Created { user, name, operator } => {
                ("user.created", user, json!({ "after": { "name": name, "operator": operator } }))
            }
            Event::SignedIn(user) => ("user.signed_in", user, json!({})),
            Event::SignInFailed(user) => ("user.sign_in_failed", user, json!({ "known": !user.is_nil() })),
            Event::SessionsEnded { user, count } => ("session.ended", user, json!({ "count": count })),
            Event::Renamed(user, before, after) => ("user.renamed", user, changed("name", json!(before), json!(after))),
            Event::AlarmsChosen(user, wanted) => {
                ("user.alarms_chosen", user, changed("alarms", json!(!wanted), json!(wanted)))
            }
            Event::PasswordChanged(user) => ("user.password_changed", user, json!({})),
            Event::ResetSent(user) => ("user.reset_sent", user, json!({})),
            Event::Disabled(user, reason) => (
                "user.disabled",
                user,
                json!({ "before": { "disabled": false }, "after": { "disabled": true, "reason": reason } }),
            ),
            Event::Enabled(user) => ("user.enabled", user, changed("disabled", json!(true), json!(false))),
            Event::OperatorChanged(user, is) => {
                let kind = if is { "user.operator_made" } else { "user.operator_unmade" };
                (kind, user, changed("operator", json!(!is), json!(is)))
            }
        };
        Fact { kind, subject_kind: "user", subject, data }
    }
}
