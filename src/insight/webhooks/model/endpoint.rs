//! An address that is told, and the form that makes one.

use super::super::catalogue;
use chrono::{DateTime, Utc};
use kernel::db::Json;
use kernel::http::Client;
use kernel::{Problems, Result, text};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

/// The longest description (characters).
pub const DESCRIPTION_MAX: usize = 120;
/// Beginnings of kinds one endpoint may name.
const KINDS_MAX: usize = 30;
/// The longest of them (characters).
const KIND_MAX: usize = 60;

/// An endpoint.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Endpoint {
    /// Its id.
    pub id: Uuid,
    /// What is called.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Beginnings of the kinds it wants; empty: everything.
    pub kinds: Json<Vec<String>>,
    /// Is it told?
    pub enabled: bool,
    /// Its secret, locked.
    pub secret: String,
    /// The one before, locked.
    pub previous_secret: Option<String>,
    /// Until when that signs too.
    pub previous_until: Option<DateTime<Utc>>,
    /// Nothing has arrived since.
    pub failing_since: Option<DateTime<Utc>>,
    /// Nothing is tried before.
    pub paused_until: Option<DateTime<Utc>>,
    /// When it was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why, where the house did it.
    pub disabled_reason: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// For optimistic locking.
    pub version: i64,
}

impl Endpoint {
    /// What people call it: the description, else the address.
    pub fn name(&self) -> &str {
        if self.description.is_empty() { &self.url } else { &self.description }
    }
}

/// The form of an endpoint, as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Form {
    /// Where to.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Families that were ticked.
    #[serde(deserialize_with = "one_or_many")]
    pub family: Vec<String>,
    /// Other beginnings, one a line.
    pub others: String,
    /// So that a double click makes one.
    pub key: String,
    /// Which version was looked at.
    pub version: i64,
}

/// A browser sends one ticked box as a word and several as a list.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Either::deserialize(from)? {
        Either::One(one) => vec![one],
        Either::Many(many) => many,
    })
}

/// What was wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEndpoint {
    /// Where to, as it will be called.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Beginnings of kinds, sorted; empty: everything.
    pub kinds: Vec<String>,
}

impl NewEndpoint {
    /// Reads the form; the client says which addresses it would call.
    pub fn parse(form: &Form, client: &Client) -> Result<NewEndpoint, Problems> {
        let mut problems = Problems::new();
        let url = client.target(&form.url).map(|target| target.url().to_owned());
        let url = url.map_err(|refusal| format!("This address is not called: {refusal}."));
        let url = problems.take("url", url);
        let description = text::optional_line(&form.description, DESCRIPTION_MAX);
        let description = problems.take("description", description).unwrap_or_default();
        let known = |family: &&String| catalogue::FAMILIES.iter().any(|(beginning, _)| beginning == family);
        let ticked = form.family.iter().filter(known).cloned();
        let typed = form.others.split([',', '\n', ' ']).map(|part| part.trim().to_ascii_lowercase());
        let mut kinds: Vec<String> = ticked.chain(typed.filter(|part| !part.is_empty())).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let is_kind = |kind: &String| {
            kind.len() <= KIND_MAX
                && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
        };
        if kinds.len() > KINDS_MAX || !kinds.iter().all(is_kind) {
            problems.add(
                "others",
                format!("Kinds look like booking.confirmed or booking. and there are at most {KINDS_MAX}."),
            );
        } else if let Some(strange) = kinds.iter().find(|kind| !catalogue::is_told(kind)) {
            problems.add("others", format!("No event begins with “{strange}”."));
        }
        match url {
            Some(url) if problems.is_empty() => Ok(NewEndpoint { url, description, kinds }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::http::Rules;

    fn parse(url: &str, family: &[&str], others: &str) -> Result<NewEndpoint, Problems> {
        let family = family.iter().map(|text| (*text).to_owned()).collect();
        let form = Form { url: url.into(), family, others: others.into(), ..Form::default() };
        NewEndpoint::parse(&form, &Client::new(Rules::default()))
    }

    #[test]
    fn kinds_are_ticked_or_typed_and_addresses_are_public() {
        let read = parse("https://crm.example/hook", &["booking.", "made.up."], "grant.ended\nBooking.").unwrap();
        assert_eq!(
            (read.url.as_str(), read.kinds),
            ("https://crm.example/hook", vec!["booking.".into(), "grant.ended".into()])
        );
        assert!(parse("https://10.0.0.1/", &[], "").unwrap_err().at("url").unwrap().contains("not a public address"));
        assert!(parse("http://crm.example/", &[], "").unwrap_err().at("url").unwrap().contains("https"));
        assert!(parse("https://crm.example/", &[], "book%").unwrap_err().at("others").is_some());
    }
}
