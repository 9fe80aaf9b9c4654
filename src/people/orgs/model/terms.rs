//! What an operator decides about an organisation, as typed.

use crate::identity::model::{address, person_name};
use kernel::mail::EmailAddress;
use kernel::{Problems, Result};
use platform::Feature;
use platform::context::{Limits, Terms};
use serde::Deserialize;

/// The largest limit: beyond it one means none.
const LIMIT_MAX: i64 = 1_000_000;

/// The form of limits and features. Missing fields are empty: no limit, switched off.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    /// Most resources; empty: any number.
    pub resources: String,
    /// Most people on the team.
    pub members: String,
    /// Most bookings a day.
    pub bookings_a_day: String,
    /// Most messages a day.
    pub mails_a_day: String,
    /// The names of the features that are on.
    pub features: Vec<String>,
    /// Which version was on the screen.
    pub version: i64,
}

impl TermsForm {
    /// The form as it stands for an organisation.
    pub fn of(terms: &Terms, version: i64) -> TermsForm {
        let number = |limit: Option<i64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        let Limits { resources, members, bookings_a_day, mails_a_day } = *terms.limits;
        TermsForm {
            resources: number(resources),
            members: number(members),
            bookings_a_day: number(bookings_a_day),
            mails_a_day: number(mails_a_day),
            features: Feature::ALL
                .into_iter()
                .filter(|feature| terms.has(*feature))
                .map(|feature| feature.name().to_owned())
                .collect(),
            version,
        }
    }

    /// Reads it: the limits, and the features that are off.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(&self) -> Result<(Limits, Vec<Feature>), Problems> {
        let mut problems = Problems::new();
        let mut limit = |field: &'static str, typed: &str| {
            let typed = typed.trim();
            if typed.is_empty() {
                return None;
            }
            let number = typed.parse::<i64>().ok().filter(|number| (0..=LIMIT_MAX).contains(number));
            problems.take(field, number.ok_or("Write a whole number from 0 to 1,000,000, or nothing for no limit."))
        };
        let limits = Limits {
            resources: limit("resources", &self.resources),
            members: limit("members", &self.members),
            bookings_a_day: limit("bookings_a_day", &self.bookings_a_day),
            mails_a_day: limit("mails_a_day", &self.mails_a_day),
        };
        let is_on = |feature: &Feature| self.features.iter().any(|name| name == feature.name());
        let off = Feature::ALL.into_iter().filter(|feature| !is_on(feature)).collect();
        if problems.is_empty() { Ok((limits, off)) } else { Err(problems) }
    }
}

/// The first owner of an organisation that an operator founds: somebody with an account, or somebody who gets one.
#[derive(Debug, Clone)]
pub struct FirstOwner {
    /// Their address.
    pub email: EmailAddress,
    /// What they are called, if they have no account yet.
    pub name: String,
}

impl FirstOwner {
    /// Reads the two fields `owner_email` and `owner_name`.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(email: &str, name: &str) -> Result<FirstOwner, Problems> {
        let mut problems = Problems::new();
        let email = problems.take("owner_email", address(email));
        let name = problems.take("owner_name", person_name(name));
        match (email, name) {
            (Some(email), Some(name)) => Ok(FirstOwner { email, name }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_limit_is_none_and_a_wrong_one_is_told() {
        let form = TermsForm { resources: " 3 ".into(), features: vec!["api".into()], ..TermsForm::default() };
        let (limits, off) = form.parse().unwrap();
        assert_eq!(limits, Limits { resources: Some(3), ..Limits::default() });
        assert_eq!(off, [Feature::PublicPage, Feature::Webhooks, Feature::Feeds, Feature::Embedding]);
        let wrong = TermsForm { members: "-1".into(), mails_a_day: "many".into(), ..TermsForm::default() };
        let problems = wrong.parse().unwrap_err();
        assert!(problems.at("members").is_some() && problems.at("mails_a_day").is_some());
    }
}
