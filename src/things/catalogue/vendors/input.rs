//! What people type to make a vendor.

use super::super::{NAME_MAX, NOTE_MAX};
use super::model::Vendor;
use kernel::mail::EmailAddress;
use kernel::{Problems, text};
use serde::{Deserialize, Serialize};
use url::Url;

/// The longest web address (characters).
const URL_MAX: usize = 400;
/// The longest telephone number (characters).
const PHONE_MAX: usize = 40;
/// The longest postal address (characters).
const ADDRESS_MAX: usize = 300;

/// What the form of a vendor sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VendorForm {
    /// What it is called.
    pub name: String,
    /// `makes`, `supplies`, or both.
    pub role: Vec<String>,
    /// Its page.
    pub url: String,
    /// Where it reads mail.
    pub email: String,
    /// Its number.
    pub phone: String,
    /// Several lines.
    pub address: String,
    /// For colleagues.
    pub note: String,
    /// The version that was read.
    pub version: i64,
    /// So that a double click makes one.
    pub key: String,
}

/// A vendor as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewVendor {
    /// What it is called.
    pub name: String,
    /// A manufacturer.
    pub makes: bool,
    /// A supplier.
    pub supplies: bool,
    /// Its page; may be empty.
    pub url: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// May be empty.
    pub address: String,
    /// For colleagues.
    pub note: String,
}

impl VendorForm {
    /// A vendor as its form shows it.
    pub fn of(vendor: &Vendor) -> VendorForm {
        let roles = [(vendor.makes, "makes"), (vendor.supplies, "supplies")];
        VendorForm {
            name: vendor.name.clone(),
            role: roles.into_iter().filter(|(is, _)| *is).map(|(_, role)| role.to_owned()).collect(),
            url: vendor.url.clone(),
            email: vendor.email.clone(),
            phone: vendor.phone.clone(),
            address: vendor.address.clone(),
            note: vendor.note.clone(),
            version: vendor.version,
            key: String::new(),
        }
    }

    /// Is this role ticked?
    pub fn has(&self, role: &str) -> bool {
        self.role.iter().any(|one| one == role)
    }
}

impl NewVendor {
    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it, field by field.
    pub fn parse(form: &VendorForm) -> Result<NewVendor, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", text::line(&form.name, NAME_MAX));
        let (makes, supplies) = (form.has("makes"), form.has("supplies"));
        if !makes && !supplies {
            problems.add("role", "Say whether it makes things, supplies them, or both.");
        }
        let url = problems.take("url", web_address(&form.url));
        let email = problems.take("email", mail_address(&form.email));
        let phone = problems.take("phone", text::optional_line(&form.phone, PHONE_MAX));
        let address = problems.take("address", text::paragraph(&form.address, ADDRESS_MAX));
        let note = problems.take("note", text::paragraph(&form.note, NOTE_MAX));
        match (name, url, email, phone, address, note) {
            (Some(name), Some(url), Some(email), Some(phone), Some(address), Some(note)) if problems.is_empty() => {
                Ok(NewVendor { name, makes, supplies, url, email, phone, address, note })
            }
            _ => Err(problems),
        }
    }

    /// A vendor as somebody would have to wish for it to leave it as it is.
    pub(super) fn of(vendor: &Vendor) -> NewVendor {
        let Vendor { name, makes, supplies, url, email, phone, address, note, .. } = vendor.clone();
        NewVendor { name, makes, supplies, url, email, phone, address, note }
    }
}

/// An address of the web that can be followed; people leave out its beginning.
fn web_address(typed: &str) -> Result<String, String> {
    let clean = text::optional_line(typed, URL_MAX)?;
    if clean.is_empty() {
        return Ok(clean);
    }
    let whole = if clean.contains("://") { clean } else { format!("https://{clean}") };
    let is_web = Url::parse(&whole).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if is_web && !whole.contains(' ') {
        Ok(whole)
    } else {
        Err("Enter an address such as https://example.org.".to_owned())
    }
}

fn mail_address(typed: &str) -> Result<String, String> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    EmailAddress::parse(typed).map(|address| address.as_str().to_owned()).map_err(|problem| problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let form =
            VendorForm { url: "javascript://x/%0Aalert(1)".into(), email: "nobody".into(), ..VendorForm::default() };
        let problems = NewVendor::parse(&form).unwrap_err();
        for field in ["name", "role", "url", "email"] {
            assert!(problems.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn an_address_of_the_web_is_completed_and_nothing_else_is_followed() {
        assert_eq!(web_address("lenovo.example/es"), Ok("https://lenovo.example/es".to_owned()));
        assert_eq!(web_address("http://old.example"), Ok("http://old.example".to_owned()));
        assert_eq!(web_address("  "), Ok(String::new()));
        for wrong in ["javascript:alert(1)", "data:text/html,x", "ftp://files.example", "two words", "https://"] {
            assert!(web_address(wrong).is_err(), "{wrong}");
        }
    }
}
