//! The words of outgoing mail: its states, its kinds, and what was just done.

use kernel::text::spoken;
use maud::Markup;
use platform::post::Status;
use platform::ui::Tone;
use platform::ui::parts::badge;

/// A state in a word or two.
pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Queued => "Queued",
        Status::Sending => "Sending",
        Status::Sent => "Sent",
        Status::Deferred => "Deferred",
        Status::Failed => "Failed",
        Status::Uncertain => "Uncertain",
    }
}

/// A state as a mark. Without a mail server, what is queued is kept.
pub fn status_badge(status: Status, leaves: bool) -> Markup {
    match status {
        Status::Queued | Status::Deferred if !leaves => badge(Tone::Neutral, "Kept here"),
        Status::Queued => badge(Tone::Neutral, status_word(status)),
        Status::Sending => badge(Tone::Info, status_word(status)),
        Status::Sent => badge(Tone::Ok, status_word(status)),
        Status::Deferred | Status::Uncertain => badge(Tone::Warn, status_word(status)),
        Status::Failed => badge(Tone::Bad, status_word(status)),
    }
}

/// What a state means for whoever waits for the message.
pub fn status_sentence(status: Status, leaves: bool) -> &'static str {
    match status {
        Status::Queued | Status::Deferred if !leaves => {
            "No mail server is set up, so it is kept here and has not left."
        }
        Status::Queued => "It waits for its turn.",
        Status::Sending => "It is being handed to the mail server.",
        Status::Sent => "The mail server has taken it.",
        Status::Deferred => "The mail server asked to try again later. It will be, by itself.",
        Status::Failed => "It did not arrive and will not be tried again by itself.",
        Status::Uncertain => "The connection broke while it was handed over: it may have arrived, or not.",
    }
}

/// Kinds of letters that can be looked for, in the order they are offered: to guests, to staff, and those that an operator
/// or the installation itself causes.
pub const KINDS: [&str; 15] = [
    "booking.confirmation",
    "booking.change",
    "booking.cancellation",
    "booking.reminder",
    "booking.thanks",
    "client.code",
    "booking.notice",
    "notification.notice",
    "notification.digest",
    "report.schedule",
    "people.invitation",
    "webhook.disabled",
    "people.first_owner",
    "identity.password_reset",
    "house.test",
];

/// What kind of letter it is. Kinds are `<subject>.<what>`; one that is not known here is told by its own name.
pub fn kind_word(kind: &str) -> String {
    match kind {
        "booking.confirmation" => "Confirmation".to_owned(),
        "booking.change" => "Change".to_owned(),
        "booking.cancellation" => "Cancellation".to_owned(),
        "booking.notice" => "Notice to staff".to_owned(),
        "booking.reminder" => "Reminder".to_owned(),
        "booking.thanks" => "Thanks".to_owned(),
        "notification.notice" => "News to staff".to_owned(),
        "notification.digest" => "Digest to staff".to_owned(),
        "report.schedule" => "Report".to_owned(),
        "client.code" => "Code to sign in".to_owned(),
        "people.invitation" => "Invitation".to_owned(),
        "people.first_owner" => "Welcome to a first owner".to_owned(),
        "identity.password_reset" => "Password reset".to_owned(),
        "webhook.disabled" => "Webhook switched off".to_owned(),
        "house.test" => "Test letter".to_owned(),
        other => spoken(other),
    }
}

/// After a message was queued once more.
pub fn resent(to: &str, leaves: bool) -> String {
    if leaves {
        format!("On its way to {to} once more.")
    } else {
        "Queued. No mail server is set up, so it stays here.".to_owned()
    }
}

/// After a test letter was asked for.
pub fn tested(to: &str, leaves: bool) -> String {
    if leaves {
        format!("A test letter to {to} is on its way. What becomes of it is shown here.")
    } else {
        "No mail server is set up: the test letter is kept here.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_nobody_named_is_told_by_its_own_name() {
        assert_eq!(kind_word("series.re_planned"), "Series re planned");
        assert_eq!(kind_word("house.test"), "Test letter");
        assert_eq!(kind_word(""), "");
    }
}
