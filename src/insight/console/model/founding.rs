//! Founding an organisation for somebody else, as typed.

use kernel::{Problems, Result};
use people::orgs::model::{FirstOwner, NewOrg, OrgForm};
use serde::Deserialize;

/// The form of an organisation for somebody else. Its own fields are those of every organisation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    /// Its name.
    pub org_name: String,
    /// Its name in addresses.
    pub slug: String,
    /// IANA.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Where clients' answers go.
    pub org_email: String,
    /// The first owner's address.
    pub owner_email: String,
    /// What they are called.
    pub owner_name: String,
}

impl FoundForm {
    /// Before anything was typed.
    pub fn blank() -> FoundForm {
        let OrgForm { zone, currency, colour, .. } = OrgForm::blank();
        FoundForm { zone, currency, colour, ..FoundForm::default() }
    }

    /// The organisation's part of it. Without an address of its own it has its owner's.
    pub fn org(&self) -> OrgForm {
        let email = if self.org_email.trim().is_empty() { &self.owner_email } else { &self.org_email };
        OrgForm {
            org_name: self.org_name.clone(),
            slug: self.slug.clone(),
            zone: self.zone.clone(),
            currency: self.currency.clone(),
            colour: self.colour.clone(),
            org_email: email.clone(),
            ..OrgForm::default()
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(&self) -> Result<(NewOrg, FirstOwner), Problems> {
        let mut problems = Problems::new();
        let mut note = |more: Problems| problems.extend(more);
        let org = NewOrg::parse(&self.org()).map_err(&mut note).ok();
        let owner = FirstOwner::parse(&self.owner_email, &self.owner_name).map_err(&mut note).ok();
        org.zip(owner).ok_or(problems)
    }
}
