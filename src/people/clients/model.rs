//! A code, and what is typed to sign in and to change a profile.

use crate::contacts::model::PHONE_MAX;
use kernel::crypto::{Key, equal};
use kernel::mail::clean_name;
use kernel::{Problems, text};
use serde::Deserialize;
use uuid::Uuid;

/// Digits of a code.
pub const DIGITS: usize = 6;
/// A code can be used for this long (minutes).
pub const CODE_MINUTES: i64 = 10;
/// Tries of one code that are counted; what comes after them is not even looked at.
pub const TRIES_MAX: i64 = 5;
/// A client stays signed in for this long (days).
pub const CLIENT_DAYS: i64 = 30;
/// What the key signs when it signs a code.
const CODE_PURPOSE: &str = "client code";

/// A try that was counted.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Try {
    /// Of this request for a code.
    pub id: Uuid,
    /// Who it is for; none: nobody.
    pub contact_id: Option<Uuid>,
    /// [`sealed`]; none: there is no code.
    pub code_hash: Option<String>,
    /// Tries counted, with this one.
    pub tries: i64,
}

impl Try {
    /// Is this the code? Takes the same time whether it is or not, and whether there is one.
    pub fn is(&self, key: &Key, typed: &str) -> bool {
        let known = self.code_hash.as_deref().unwrap_or_default();
        equal(sealed(key, self.id, typed).as_bytes(), known.as_bytes())
    }

    /// How many tries are left.
    pub fn left(&self) -> i64 {
        (TRIES_MAX - self.tries).max(0)
    }
}

/// A code as it is kept: worth nothing without the key of the house, however few digits there are to guess.
pub fn sealed(key: &Key, request: Uuid, code: &str) -> String {
    let mut data = request.as_bytes().to_vec();
    data.extend_from_slice(code.as_bytes());
    key.sign(CODE_PURPOSE, &data).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digits of what was typed: people put spaces and dashes between them.
pub fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).take(DIGITS + 1).collect()
}

/// What became of a try.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Signed in: the value of the cookie.
    In(String),
    /// Not the code; so many tries are left.
    Wrong(i64),
    /// There is no code in this browser that could still be used.
    Over,
}

/// A profile as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// What they are called.
    pub name: String,
    /// Their number.
    pub phone: String,
    /// Which version was on the screen.
    pub version: i64,
}

impl ProfileForm {
    /// Name and number, checked.
    ///
    /// # Errors
    /// At the names of the form's fields.
    pub fn parse(&self) -> Result<(String, String), Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", clean_name(&self.name).map_err(|problem| format!("This name {problem}.")));
        let phone = problems.take("phone", text::optional_line(&self.phone, PHONE_MAX));
        match (name, phone) {
            (Some(name), Some(phone)) => Ok((name, phone)),
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_its_own_request_only() {
        let key = Key::from_text("0123456789abcdef0123456789abcdef").unwrap();
        let id = Uuid::from_u128(7);
        let of = |hash: Option<String>| Try { id, contact_id: None, code_hash: hash, tries: 1 };
        assert!(of(Some(sealed(&key, id, "012345"))).is(&key, "012345"));
        assert!(!of(Some(sealed(&key, id, "012345"))).is(&key, "012346"));
        assert!(!of(Some(sealed(&key, Uuid::from_u128(8), "012345"))).is(&key, "012345"));
        assert!(!of(None).is(&key, ""));
        assert_eq!(of(None).left(), 4);
    }

    #[test]
    fn digits_are_read_however_they_are_typed() {
        assert_eq!(digits(" 012 345\n"), "012345");
        assert_eq!(digits("01-23-45"), "012345");
        assert_eq!(digits("1234567890"), "1234567");
    }
}
