//! Letters of audits.

use crate::audits::{Audit, Kept};
use kernel::time::day_text;
use people::contacts::Contact;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// Asks somebody whether they have what the records say; once more where they did not answer.
pub(crate) fn asked(org: &Org, audit: &Audit, who: &Contact, items: &[Kept], url: String, is_reminder: bool) -> Draft {
    let heading =
        if is_reminder { "Do you still have this? We did not hear from you" } else { "Do you still have this?" };
    let subject = match items {
        [one] => format!("Do you still have this: {} {}", one.code, one.name),
        several => format!("Do you still have these {} things of ours?", several.len()),
    };
    let greeting = if who.name.is_empty() { "Hello".to_owned() } else { format!("Hello {}", who.name) };
    let until = audit.due_on.map(|day| format!(" Please answer until {}.", day_text(day))).unwrap_or_default();
    let parts = [
        Part::Text(format!(
            "{greeting},\nwe are looking through what we own. As our records have it, this is with you:"
        )),
        Part::Facts(items.iter().map(|item| (item.code.clone(), item.name.clone())).collect()),
        Part::Text(format!("Say of each whether you have it. It takes a minute, and you need not sign in.{until}")),
        Part::Button { label: "Answer".to_owned(), url },
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
    ];
    compose(org, "audit.asked", (&who.name, &who.email), subject, heading, &parts)
}
