//! Users, their devices and choices; and what people type about themselves, parsed.

use chrono::{DateTime, Utc};
use kernel::mail::{EmailAddress, clean_name};
use kernel::{Problems, Result, password};
use platform::AnyRole;
use uuid::Uuid;

/// A user to be made, checked.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The address they sign in with.
    pub email: EmailAddress,
    /// What they are called.
    pub name: String,
    /// As typed; never stored.
    pub password: String,
}

impl NewUser {
    /// Reads the three fields of a form: `email`, `name`, `password`.
    ///
    /// # Errors
    /// All problems at once.
    pub fn parse(email: &str, name: &str, password: &str) -> Result<NewUser, Problems> {
        let mut problems = Problems::new();
        let name = problems.take("name", person_name(name));
        let parsed = problems.take("email", address(email));
        problems.take("password", password::check(password, email));
        match (parsed, name) {
            (Some(email), Some(name)) if problems.is_empty() => {
                Ok(NewUser { email, name, password: password.to_owned() })
            }
            _ => Err(problems),
        }
    }
}

/// An e-mail address as typed into a form.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn address(typed: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(typed).map_err(|problem| format!("This address {problem}."))
}

/// A person's name as typed into a form.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn person_name(typed: &str) -> Result<String, String> {
    match clean_name(typed) {
        Ok(name) if name.is_empty() => Err("This cannot be empty.".to_owned()),
        Ok(name) => Ok(name),
        Err(problem) => Err(format!("This name {problem}.")),
    }
}

/// A user with what is needed to let them in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Account {
    /// Who.
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// argon2id. None: they cannot sign in by password yet.
    pub password_hash: Option<String>,
}

/// A signed-in browser.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Device {
    /// SHA-256 of the cookie's value: worth nothing to whoever reads it.
    pub id: String,
    /// What the browser calls itself.
    pub device: String,
    /// The address it signed in from.
    pub address: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last here, to five minutes.
    pub seen_at: DateTime<Utc>,
}

/// A program that signed in by a call and has not left: what came of one sign-in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ProgramSignIn {
    /// What ends it.
    pub family: Uuid,
    /// What the program calls itself; may be empty.
    pub made_for: String,
    /// The only organisation it opens, by name.
    pub org_name: Option<String>,
    /// When it signed in, as far as that is kept.
    pub since: DateTime<Utc>,
    /// When it last called, to the minute.
    pub used_at: Option<DateTime<Utc>>,
}

impl ProgramSignIn {
    /// What to call it on a page.
    pub fn label(&self) -> &str {
        if self.made_for.is_empty() { "A program" } else { &self.made_for }
    }
}

/// An organisation a user may enter.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Its id.
    pub org_id: Uuid,
    /// Its name in URLs.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Has an operator closed it?
    pub suspended: bool,
    /// What they hold there, the mightiest first.
    pub roles: Vec<AnyRole>,
}

/// A browser in a few words: `Firefox on Windows`.
pub fn device_summary(agent: &str) -> String {
    // Order matters: nearly every browser claims to be the ones below it.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

/// How long ago something was, to the unit that matters: `3 minutes ago`.
pub fn ago(now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    let minutes = (now - then).num_minutes();
    let counted = |count: i64, unit: &str| format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
    match minutes {
        ..=5 => "just now".to_owned(),
        6..=59 => counted(minutes, "minute"),
        60..=1_439 => counted(minutes / 60, "hour"),
        _ => counted(minutes / 1_440, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_browser_is_named_by_what_it_is_and_not_by_what_it_claims() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device_summary(edge), "Edge on Windows");
        assert_eq!(device_summary(iphone), "Safari on iPhone");
        assert_eq!(
            device_summary("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"),
            "Firefox on Linux"
        );
        assert_eq!(device_summary("curl/8.5"), "Unknown browser");
    }

    #[test]
    fn times_past_are_told_in_the_unit_that_matters() {
        let now = DateTime::from_timestamp(10_000_000, 0).unwrap();
        let told = |minutes| ago(now, now - TimeDelta::minutes(minutes));
        assert_eq!(
            [told(0), told(7), told(60), told(3_000)],
            ["just now", "7 minutes ago", "1 hour ago", "2 days ago"]
        );
    }

    #[test]
    fn all_that_is_wrong_with_a_new_user_is_said_at_once() {
        let problems = NewUser::parse("ada", " ", "short").unwrap_err();
        assert!(["email", "name", "password"].iter().all(|field| problems.at(field).is_some()), "{problems}");
        assert!(NewUser::parse("Ada@Harbour.example", "Ada", "a boat in the harbour").is_ok());
    }
}
