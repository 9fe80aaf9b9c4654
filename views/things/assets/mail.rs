//! Letters about assets.

use crate::assets::Asset;
use crate::assets::store::Chased;
use chrono::NaiveDate;
use kernel::time::day_text;
use people::contacts::Contact;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// What a person has that is expected back, or should have come back.
pub(crate) fn chase(org: &Org, person: &Contact, items: &[&Chased], today: NaiveDate) -> Draft {
    let is_late = items.iter().any(|item| item.due_on < today);
    let days = |item: &Chased| (today - item.due_on).num_days();
    let line = |item: &&Chased| {
        let when = match days(item) {
            0 => "today".to_owned(),
            -1 => format!("tomorrow, {}", day_text(item.due_on)),
            ahead if ahead < 0 => day_text(item.due_on),
            1 => format!("since yesterday, {}", day_text(item.due_on)),
            late => format!("since {}, {late} days ago", day_text(item.due_on)),
        };
        (format!("{} {}", item.tag, item.name), format!("expected back {when}"))
    };
    let (heading, words) = match is_late {
        true => ("Please bring back", "you have something of ours that should have come back:"),
        false => ("Expected back soon", "this is what you have of ours, so that you do not forget it:"),
    };
    let subject = match items {
        [one] => format!("{heading}: {} {}", one.tag, one.name),
        several => format!("{heading}: {} things", several.len()),
    };
    let greeting = if person.name.is_empty() { "Hello".to_owned() } else { format!("Hello {}", person.name) };
    let parts = [
        Part::Text(format!("{greeting},\n{words}")),
        Part::Facts(items.iter().map(line).collect()),
        Part::Text("If it is back already, or you need it longer, answer this mail and tell us.".into()),
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
    ];
    compose(org, "asset.chase", (&person.name, &person.email), subject, heading, &parts)
}

/// Asks a person to sign for what was handed to them; `url` is where.
pub(crate) fn acceptance(org: &Org, person: &Contact, assets: &[&Asset], url: &str) -> Draft {
    let lines = assets.iter().map(|asset| (asset.tag.clone(), described(&asset.name, &asset.serial))).collect();
    let subject = match assets {
        [one] => format!("Please sign for {} {}", one.tag, one.name),
        several => format!("Please sign for {} things", several.len()),
    };
    let greeting = if person.name.is_empty() { "Hello".to_owned() } else { format!("Hello {}", person.name) };
    let parts = [
        Part::Text(format!("{greeting},\nthis was handed to you by {}:", org.name)),
        Part::Facts(lines),
        Part::Text("Please look at it, and sign for it. If you did not receive something, say so there.".into()),
        Part::Button { label: "Look and sign".into(), url: url.to_owned() },
        Part::Small(
            "The link is yours alone: whoever opens it can sign in your name. It opens for thirty days.".into(),
        ),
        Part::Small(format!("Questions? Answer this mail or write to {}.", org.email)),
    ];
    compose(org, "acceptance.asked", (&person.name, &person.email), subject, "Please sign", &parts)
}

/// What a thing is called, with its serial where it has one.
pub(crate) fn described(name: &str, serial: &str) -> String {
    if serial.is_empty() { name.to_owned() } else { format!("{name}, serial {serial}") }
}
