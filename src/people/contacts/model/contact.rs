//! One person, and the form they are typed into.

use super::{PHONE_MAX, SOURCE_MAX, TAG_MAX};
use crate::identity::model::address;
use chrono::{DateTime, Utc};
use kernel::mail::{EmailAddress, clean_name};
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a contact came from when somebody of the house typed it.
pub const FROM_STAFF: &str = "staff";
/// The source of contacts from a file that says nothing of it.
pub const FROM_FILE: &str = "file";
/// What is left of a name.
pub const NAME_OF_ERASED: &str = "Erased contact";

/// A person an organisation deals with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Contact {
    /// Their id.
    pub id: Uuid,
    /// Of this organisation.
    pub org_id: Uuid,
    /// Lower case.
    pub email: String,
    /// What they are called; may be empty.
    pub name: String,
    /// As typed; may be empty.
    pub phone: String,
    /// How the organisation came to know them: `page`, `staff`, `member`, `file`, or its own words.
    pub source: String,
    /// For optimistic locking.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last changed by hand.
    pub updated_at: Option<DateTime<Utc>>,
    /// Since when they may not book on the public pages.
    pub blocked_at: Option<DateTime<Utc>>,
    /// Why, for the staff only.
    pub block_reason: String,
    /// The contact it was merged into.
    pub merged_into: Option<Uuid>,
    /// When everything about them was cut.
    pub erased_at: Option<DateTime<Utc>>,
}

impl Contact {
    /// Is there a person behind it, under this id?
    pub fn is_living(&self) -> bool {
        self.merged_into.is_none() && self.erased_at.is_none()
    }

    /// What to call them on a page.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.email } else { &self.name }
    }
}

/// A contact as it is typed into the form. Missing fields are empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// What they are called.
    pub name: String,
    /// Where they read mail.
    pub email: String,
    /// Their number.
    pub phone: String,
    /// How they came to be known.
    pub source: String,
    /// Which version was on the screen.
    pub version: i64,
    /// What makes it happen once.
    pub key: String,
}

impl ContactForm {
    /// The form as it stands for this contact.
    pub fn of(contact: &Contact) -> ContactForm {
        ContactForm {
            name: contact.name.clone(),
            email: contact.email.clone(),
            phone: contact.phone.clone(),
            source: contact.source.clone(),
            version: contact.version,
            key: String::new(),
        }
    }
}

/// A contact to be made, or what one is to become, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    /// What they are called; may be empty.
    pub name: String,
    /// Where they read mail.
    pub email: EmailAddress,
    /// Their number; may be empty.
    pub phone: String,
    /// How they came to be known.
    pub source: String,
}

impl NewContact {
    /// Reads the form; all problems at once.
    ///
    /// # Errors
    /// At the names of the form's fields.
    pub fn parse(form: &ContactForm) -> Result<NewContact, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", clean_name(&form.name).map_err(|problem| format!("This name {problem}.")));
        let email = problems.take("email", address(&form.email));
        let phone = problems.take("phone", text::optional_line(&form.phone, PHONE_MAX));
        let source = problems.take("source", text::optional_line(&form.source, SOURCE_MAX));
        match (name, email, phone, source) {
            (Some(name), Some(email), Some(phone), Some(source)) => {
                let source = if source.is_empty() { FROM_STAFF.to_owned() } else { source };
                Ok(NewContact { name, email, phone, source })
            }
            _ => Err(problems),
        }
    }
}

/// A tag as it is kept: one line in lower case.
///
/// # Errors
/// A sentence, when it is empty, too long, or would not survive a list of tags.
pub fn tag(typed: &str) -> Result<String, String> {
    let tag = text::line(typed, TAG_MAX)?.to_lowercase();
    match tag.contains([',', ';']) {
        true => Err("A tag has no comma and no semicolon.".to_owned()),
        false => Ok(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_all_its_problems() {
        let form = ContactForm {
            name: " Grace  Hopper ".into(),
            email: "Grace@Navy.Example".into(),
            ..ContactForm::default()
        };
        let read = NewContact::parse(&form).unwrap();
        assert_eq!(
            (read.name.as_str(), read.email.key().as_str(), read.source.as_str()),
            ("Grace Hopper", "grace@navy.example", "staff")
        );
        let wrong = ContactForm { email: "nobody".into(), phone: "1".repeat(41), ..form };
        let problems = NewContact::parse(&wrong).unwrap_err();
        assert!(problems.at("email").is_some() && problems.at("phone").is_some() && problems.at("name").is_none());
    }

    #[test]
    fn tags_are_short_words_in_lower_case() {
        assert_eq!(tag("  VIP  Guest "), Ok("vip guest".to_owned()));
        assert!(tag("").is_err() && tag("a,b").is_err() && tag(&"x".repeat(41)).is_err());
    }
}
