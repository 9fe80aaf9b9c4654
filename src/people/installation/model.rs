//! What the first run asks for.

use crate::identity::NewUser;
use crate::orgs::NewOrg;
use crate::orgs::model::{OrgForm, logo};
use kernel::{Problems, Result};
use std::collections::HashMap;

/// The operator and their first organisation, checked.
#[derive(Debug, Clone)]
pub struct NewSetUp {
    /// The operator.
    pub user: NewUser,
    /// The organisation.
    pub org: NewOrg,
}

/// The form as typed; passwords and codes are not shown again.
#[derive(Debug, Clone)]
pub(crate) struct SetUpForm {
    /// As printed in the log.
    pub code: String,
    /// The operator's name.
    pub name: String,
    /// The operator's address.
    pub email: String,
    /// The operator's password.
    pub password: String,
    /// The organisation.
    pub org: OrgForm,
}

impl SetUpForm {
    /// Before anything was typed.
    pub(crate) fn blank() -> SetUpForm {
        SetUpForm {
            code: String::new(),
            name: String::new(),
            email: String::new(),
            password: String::new(),
            org: OrgForm::blank(),
        }
    }

    /// Reads the fields of the upload.
    pub(crate) fn of(fields: &HashMap<String, String>) -> SetUpForm {
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let org = OrgForm {
            org_name: field("org_name"),
            slug: field("slug"),
            zone: field("zone"),
            currency: field("currency"),
            colour: field("colour"),
            org_email: field("org_email"),
            ..OrgForm::default()
        };
        SetUpForm { code: field("code"), name: field("name"), email: field("email"), password: field("password"), org }
    }

    /// Checks everything but the code. An organisation without an address of its own has the operator's.
    pub(crate) fn parse(&self, picture: Result<Option<Vec<u8>>, String>) -> Result<NewSetUp, Problems> {
        let mut problems = Problems::new();
        let mut note = |more: Problems| problems.extend(more);
        let user = NewUser::parse(&self.email, &self.name, &self.password).map_err(&mut note).ok();
        let mut form = self.org.clone();
        if form.org_email.trim().is_empty() {
            form.org_email = self.email.clone();
        }
        let org = NewOrg::parse(&form).map_err(&mut note).ok();
        let picture = problems.take("file", picture).flatten();
        let logo = picture.and_then(|bytes| problems.take("file", logo(bytes)));
        match (user, org) {
            (Some(user), Some(org)) if problems.is_empty() => Ok(NewSetUp { user, org: NewOrg { logo, ..org } }),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> SetUpForm {
        let fields = [
            ("name", "Ada"),
            ("email", "ada@harbour.example"),
            ("password", "a boat in the harbour"),
            ("org_name", "Harbour House"),
            ("zone", "Europe/Madrid"),
            ("currency", "EUR"),
            ("colour", "#0f766e"),
        ];
        SetUpForm::of(&fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn an_organisation_without_an_address_has_its_operators() {
        let wish = typed().parse(Ok(None)).unwrap();
        assert_eq!((wish.org.email.as_str(), wish.org.slug.as_str()), ("ada@harbour.example", "harbour-house"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let problems = SetUpForm::blank().parse(Ok(Some(b"<svg>".to_vec()))).unwrap_err();
        for field in ["name", "email", "password", "org_name", "file"] {
            assert!(problems.at(field).is_some(), "{field}: {problems}");
        }
    }
}
