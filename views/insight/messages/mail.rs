//! The letter of this wing: a test.

use super::super::when::moment;
use chrono::{DateTime, Utc};
use platform::Org;
use platform::post::{Draft, Part, compose};

/// The kind of a test letter.
pub const TEST: &str = "house.test";

/// The letter that shows that mail leaves the house, to whoever asked for it. `url` leads to the list of outgoing mail.
pub fn test(org: &Org, to: (&str, &str), now: DateTime<Utc>, url: &str) -> Draft {
    let parts = [
        Part::Text(format!(
            "{}, you asked for this letter. That you read it means that mail from {} arrives.",
            to.0, org.name
        )),
        Part::Facts(vec![
            ("Asked for".to_owned(), moment(org.zone(), now)),
            ("In the name of".to_owned(), org.name.clone()),
            ("Answers go to".to_owned(), org.email.clone()),
        ]),
        Part::Button { label: "See outgoing mail".to_owned(), url: url.to_owned() },
        Part::Small(
            "If it landed among unwanted mail, the sender's domain may lack its SPF, DKIM or DMARC records.".to_owned(),
        ),
    ];
    compose(org, TEST, to, format!("Test letter from {}", org.name), "Mail arrives", &parts)
}
