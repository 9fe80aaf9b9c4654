//! Letters about acceptances. The first one is written with the hand-over.

use crate::acceptance::{Acceptance, Item, Record};
use crate::views::assets::mail::described;
use people::contacts::Contact;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// Asks once more; `url` is where.
pub(crate) fn reminder(org: &Org, person: &Contact, items: &[Item], url: &str) -> Draft {
    let open: Vec<&Item> = items.iter().filter(|item| item.back_at.is_none()).collect();
    let lines = open.iter().map(|item| (item.tag.clone(), described(&item.name, &item.serial))).collect();
    let subject = match open.as_slice() {
        [one] => format!("Still to be signed: {} {}", one.tag, one.name),
        several => format!("Still to be signed: {} things", several.len()),
    };
    let greeting = if person.name.is_empty() { "Hello".to_owned() } else { format!("Hello {}", person.name) };
    let parts = [
        Part::Text(format!("{greeting},\nyou have this from {}, and have not signed for it yet:", org.name)),
        Part::Facts(lines),
        Part::Text("If you did not receive something, say so there.".into()),
        Part::Button { label: "Look and sign".into(), url: url.to_owned() },
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
    ];
    compose(org, "acceptance.reminder", (&person.name, &person.email), subject, "Still to be signed", &parts)
}

/// What was signed, for whoever signed it.
pub(crate) fn copy(org: &Org, acceptance: &Acceptance, record: &Record) -> Draft {
    let line = |item: &crate::acceptance::SignedItem| {
        let words = described(&item.name, &item.serial);
        (item.tag.clone(), if item.received { words } else { format!("{words}: not received, {}", item.reason) })
    };
    let parts = [
        Part::Text(format!("Thank you, {}. This is your copy of what you signed.", record.signature.name)),
        Part::Facts(record.items.iter().map(line).collect()),
        Part::Text("The text, your signature and all that belongs to it are in the attached file.".into()),
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
    ];
    let to = (acceptance.contact_name.as_str(), acceptance.contact_email.as_str());
    compose(org, "acceptance.copy", to, format!("Signed: {}", acceptance.things()), "Your copy", &parts)
}

/// Tells whoever handed it over what was not received; `url` is where it stands.
pub(crate) fn declined(org: &Org, to: (&str, &str), acceptance: &Acceptance, record: &Record, url: &str) -> Draft {
    let missing = record.items.iter().filter(|item| !item.received);
    let lines = missing.map(|item| (format!("{} {}", item.tag, item.name), item.reason.clone())).collect();
    let parts = [
        Part::Text(format!("{} says they did not receive this:", acceptance.person())),
        Part::Facts(lines),
        Part::Button { label: "Open the acceptance".into(), url: url.to_owned() },
    ];
    let subject = format!("Not received: {}", record.tags(false).join(", "));
    let draft = compose(org, "acceptance.declined", to, subject, "Something was not received", &parts);
    Draft { reply_to: Some(acceptance.contact_email.clone()), ..draft }
}
