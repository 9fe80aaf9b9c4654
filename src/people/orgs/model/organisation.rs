//! What an organisation is called, where it lives, and how it looks.

use crate::identity::model::address;
use kernel::files::Picture;
use kernel::mail::clean_name;
use kernel::time::parse_zone;
use kernel::{Problems, Result, text};
use platform::Org;
use serde::{Deserialize, Serialize};

/// Longest name of an organisation's address (characters): it stands in every URL.
const SLUG_MAX: usize = 40;
/// Longest telephone number (characters).
const PHONE_MAX: usize = 40;
/// Longest sentence about itself (characters).
const ABOUT_MAX: usize = 400;
/// The colour of an organisation that has not chosen one.
const COLOUR: &str = "#4f46e5";

/// The currencies an organisation can choose, by code.
pub const CURRENCIES: [(&str, &str); 35] = [
    ("AED", "UAE dirham"),
    ("ARS", "Argentine peso"),
    ("AUD", "Australian dollar"),
    ("BRL", "Brazilian real"),
    ("CAD", "Canadian dollar"),
    ("CHF", "Swiss franc"),
    ("CLP", "Chilean peso"),
    ("CNY", "Chinese yuan"),
    ("COP", "Colombian peso"),
    ("CZK", "Czech koruna"),
    ("DKK", "Danish krone"),
    ("EUR", "Euro"),
    ("GBP", "Pound sterling"),
    ("HKD", "Hong Kong dollar"),
    ("HUF", "Hungarian forint"),
    ("IDR", "Indonesian rupiah"),
    ("ILS", "Israeli shekel"),
    ("INR", "Indian rupee"),
    ("ISK", "Icelandic króna"),
    ("JPY", "Japanese yen"),
    ("KES", "Kenyan shilling"),
    ("KRW", "South Korean won"),
    ("MAD", "Moroccan dirham"),
    ("MXN", "Mexican peso"),
    ("NGN", "Nigerian naira"),
    ("NOK", "Norwegian krone"),
    ("NZD", "New Zealand dollar"),
    ("PLN", "Polish złoty"),
    ("RON", "Romanian leu"),
    ("SEK", "Swedish krona"),
    ("SGD", "Singapore dollar"),
    ("THB", "Thai baht"),
    ("TRY", "Turkish lira"),
    ("USD", "US dollar"),
    ("ZAR", "South African rand"),
];

/// The zones an organisation can choose: the places of the IANA list, and UTC.
pub fn zones() -> Vec<&'static str> {
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    names.filter(|name| *name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"))).collect()
}

/// Is it `#rrggbb`?
pub fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|digit| digit.is_ascii_hexdigit())
}

/// A picture chosen as logo: its kind is told by its bytes.
#[derive(Debug, Clone)]
pub struct Logo {
    /// Its media type.
    pub mime: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Reads an uploaded picture.
///
/// # Errors
/// A sentence for the person who chose the file.
pub fn logo(bytes: Vec<u8>) -> Result<Logo, &'static str> {
    Picture::detect(&bytes).map(|kind| Logo { mime: kind.mime(), bytes })
}

/// The settings as typed. Missing fields are empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrgForm {
    /// Its name.
    pub org_name: String,
    /// Its name in URLs; empty: made of its name. Only asked when it is founded.
    pub slug: String,
    /// IANA.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Where clients' answers go.
    pub org_email: String,
    /// For clients who rather call.
    pub phone: String,
    /// A sentence for the public page.
    pub about: String,
    /// Which version was on the screen.
    pub version: i64,
}

impl OrgForm {
    /// The form of an organisation that is still to be founded.
    pub fn blank() -> OrgForm {
        OrgForm { zone: "UTC".into(), currency: "EUR".into(), colour: COLOUR.into(), ..OrgForm::default() }
    }

    /// The form as it stands for this organisation.
    pub fn of(org: &Org) -> OrgForm {
        OrgForm {
            org_name: org.name.clone(),
            slug: org.slug.clone(),
            zone: org.zone_name.clone(),
            currency: org.currency.clone(),
            colour: org.colour.clone(),
            org_email: org.email.clone(),
            phone: org.phone.clone(),
            about: org.about.clone(),
            version: org.version,
        }
    }
}

/// An organisation to be founded, or its settings to be changed, checked.
#[derive(Debug, Clone)]
pub struct NewOrg {
    /// Its name.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// IANA.
    pub zone: String,
    /// ISO 4217.
    pub currency: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Where clients' answers go.
    pub email: String,
    /// For clients who rather call.
    pub phone: String,
    /// A sentence for the public page.
    pub about: String,
    /// A picture, when it is founded with one.
    pub logo: Option<Logo>,
}

impl NewOrg {
    /// Reads the form.
    ///
    /// # Errors
    /// All problems at once, at the names of the form's fields.
    pub fn parse(form: &OrgForm) -> Result<NewOrg, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("org_name", org_name(&form.org_name)).unwrap_or_default();
        let slug = problems.take("slug", slug(&form.slug, &name)).unwrap_or_default();
        if parse_zone(&form.zone).is_none() {
            problems.add("zone", "Choose the zone that the clocks on your walls follow.");
        }
        if !CURRENCIES.iter().any(|(code, _)| *code == form.currency) {
            problems.add("currency", "Choose a currency from the list.");
        }
        let colour = form.colour.trim().to_lowercase();
        if !is_colour(&colour) {
            problems.add("colour", "Write the colour as # and six digits, such as #0f766e.");
        }
        let email = problems.take("org_email", address(&form.org_email));
        let phone = problems.take("phone", text::optional_line(&form.phone, PHONE_MAX)).unwrap_or_default();
        let about = problems.take("about", text::paragraph(&form.about, ABOUT_MAX)).unwrap_or_default();
        match email {
            Some(email) if problems.is_empty() => Ok(NewOrg {
                name,
                slug,
                zone: form.zone.clone(),
                currency: form.currency.clone(),
                colour,
                email: email.key(),
                phone,
                about,
                logo: None,
            }),
            _ => Err(problems),
        }
    }
}

/// Our mail is sent in this name, so it follows the rule for names.
fn org_name(typed: &str) -> Result<String, String> {
    match clean_name(typed) {
        Ok(name) if name.is_empty() => Err("This cannot be empty.".to_owned()),
        Ok(name) => Ok(name),
        Err(problem) => Err(format!("This name {problem}.")),
    }
}

fn slug(typed: &str, name: &str) -> Result<String, &'static str> {
    let source = if typed.trim().is_empty() { name } else { typed };
    if source.trim().is_empty() {
        return Ok(String::new()); // what is missing is the name
    }
    let slug = text::slug(source);
    if slug.len() < 2 {
        return Err("Use two or more letters or digits of the English alphabet.");
    }
    if slug.len() > SLUG_MAX {
        return Err("This is too long for an address; 40 letters fit.");
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> OrgForm {
        OrgForm {
            org_name: "Harbour House".into(),
            zone: "Europe/Madrid".into(),
            currency: "EUR".into(),
            colour: "#0F766E".into(),
            org_email: "hello@harbour.example".into(),
            ..OrgForm::default()
        }
    }

    #[test]
    fn a_short_name_is_suggested_by_the_name() {
        let org = NewOrg::parse(&form()).unwrap();
        assert_eq!((org.slug.as_str(), org.colour.as_str()), ("harbour-house", "#0f766e"));
        let chosen = NewOrg::parse(&OrgForm { slug: "The Harbour".into(), ..form() }).unwrap();
        assert_eq!(chosen.slug, "the-harbour");
    }

    #[test]
    fn every_wrong_setting_is_named_at_its_field() {
        let wrong = OrgForm {
            slug: "!".into(),
            zone: "CEST".into(),
            colour: "red".into(),
            currency: "EURO".into(),
            ..OrgForm::default()
        };
        let problems = NewOrg::parse(&wrong).unwrap_err();
        for field in ["org_name", "slug", "zone", "currency", "colour", "org_email"] {
            assert!(problems.at(field).is_some(), "{field}: {problems}");
        }
        let empty = NewOrg::parse(&OrgForm::default()).unwrap_err();
        assert!(empty.at("slug").is_none(), "without a name, the name is what is missing");
    }

    #[test]
    fn every_zone_and_currency_that_is_offered_is_accepted() {
        assert!(zones().len() > 400 && zones().contains(&"Europe/Madrid") && zones().contains(&"UTC"));
        assert!(zones().iter().all(|zone| parse_zone(zone).is_some()));
        assert!(CURRENCIES.iter().all(|(code, _)| kernel::money::is_currency(code)));
    }
}
