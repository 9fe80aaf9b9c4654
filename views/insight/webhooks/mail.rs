//! The letter to those who look after an endpoint that was given up.

use crate::webhooks::model::Endpoint;
use platform::Org;
use platform::post::{Draft, Part, compose};

/// An endpoint was disabled by the house. `url` leads to its page.
pub fn disabled(org: &Org, to: (&str, &str), endpoint: &Endpoint, reason: &str, url: &str) -> Draft {
    let parts = [
        Part::Text(format!(
            "{}, a webhook of {} was disabled, so the system behind it is not told any more what happens.",
            to.0, org.name
        )),
        Part::Facts(vec![("Webhook".to_owned(), endpoint.name().to_owned()), ("Why".to_owned(), reason.to_owned())]),
        Part::Button { label: "See what happened".to_owned(), url: url.to_owned() },
        Part::Small(
            "Once the receiver works again, enable the webhook there and send again what was given up.".to_owned(),
        ),
    ];
    compose(
        org,
        "webhook.disabled",
        to,
        format!("A webhook of {} was disabled", org.name),
        "A webhook was disabled",
        &parts,
    )
}
