//! E-mail addresses and the names beside them, parsed once so that the rest of the house cannot hold a dangerous one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest address a mail server must accept, in octets (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const ADDRESS_OCTETS_MAX: usize = 254;
/// Longest part before the `@`, in octets (RFC 5321 section 4.5.3.1.1).
const LOCAL_OCTETS_MAX: usize = 64;
/// Longest domain name, in octets (RFC 1035 section 2.3.4).
const DOMAIN_OCTETS_MAX: usize = 253;
/// Longest name of a person or house. A longer one is more likely an advertisement that wants our mail to carry it.
const NAME_CHARACTERS_MAX: usize = 80;
/// Characters other than letters and digits that RFC 5322 allows before the `@` without quotes.
const LOCAL_SIGNS: &str = "!#$%&'*+-/=?^_`{|}~.";

/// Why a text is not an address we can write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// Nothing but white space.
    #[error("is missing")]
    Empty,
    /// More than 254 octets, or more than 64 before the `@`.
    #[error("is too long")]
    TooLong,
    /// No `@`, or more than one.
    #[error("needs exactly one @")]
    NoAt,
    /// The part before the `@` holds white space, quotes, letters outside ASCII, or misplaced dots.
    #[error("holds characters before the @ that cannot be delivered")]
    Local,
    /// The part after the `@` is not the name of a host.
    #[error("has no valid domain after the @")]
    Domain,
}

/// An address that can be delivered to: `local@domain`, in ASCII, the domain lower-cased and in its `xn--` form.
///
/// The local part keeps its case, since only its own server may say that case is nothing; [`EmailAddress::key`] ignores it.
/// Quoted local parts and address literals are refused: nobody's real address needs them, and much software mishandles them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads what a person typed: white space around it is dropped, an international domain becomes its ASCII form.
    ///
    /// # Errors
    /// The first [`AddressProblem`] found.
    pub fn parse(typed: &str) -> Result<Self, AddressProblem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AddressProblem::Empty);
        }
        // Counted before anything is copied or converted, so that a megabyte of text costs nothing.
        if typed.len() > ADDRESS_OCTETS_MAX {
            return Err(AddressProblem::TooLong);
        }
        let (local, domain) = typed.split_once('@').ok_or(AddressProblem::NoAt)?;
        if domain.contains('@') {
            return Err(AddressProblem::NoAt);
        }
        check_local(local)?;
        let address = format!("{local}@{}", ascii_domain(domain).ok_or(AddressProblem::Domain)?);
        // The ASCII form of an international domain is longer than what was typed.
        if address.len() > ADDRESS_OCTETS_MAX {
            return Err(AddressProblem::TooLong);
        }
        Ok(Self(address))
    }

    /// The address as it stands in commands and headers: ASCII only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in ASCII and lower case: what limits per domain count by.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The part before the `@`, as typed.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The same for every spelling of one address: what "unique by e-mail" compares.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address as its owner reads it, with an international domain in its own letters.
    pub fn shown(&self) -> String {
        let (domain, result) = idna::domain_to_unicode(self.domain());
        if result.is_ok() { format!("{}@{domain}", self.local()) } else { self.0.clone() }
    }
}

/// The host name as it stands on the wire, or `None` when it is not one.
pub(super) fn ascii_domain(typed: &str) -> Option<String> {
    let domain = idna::domain_to_ascii(typed).ok()?;
    let labels: Vec<&str> = domain.split('.').collect();
    // "localhost" is how a mail server on the same machine is tried out; every real address has a dot.
    let whole = labels.len() > 1 || domain == "localhost";
    let last_is_a_name = labels.last()?.bytes().any(|byte| byte.is_ascii_alphabetic());
    (whole && last_is_a_name && domain.len() <= DOMAIN_OCTETS_MAX && labels.iter().all(|label| is_label(label)))
        .then_some(domain)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn check_local(local: &str) -> Result<(), AddressProblem> {
    if local.len() > LOCAL_OCTETS_MAX {
        return Err(AddressProblem::TooLong);
    }
    let known = |character: char| character.is_ascii_alphanumeric() || LOCAL_SIGNS.contains(character);
    let dots_fit = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    if local.is_empty() || !dots_fit || !local.chars().all(known) {
        return Err(AddressProblem::Local);
    }
    Ok(())
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for EmailAddress {
    type Err = AddressProblem;

    fn from_str(typed: &str) -> Result<Self, AddressProblem> {
        Self::parse(typed)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = AddressProblem;

    fn try_from(typed: String) -> Result<Self, AddressProblem> {
        Self::parse(&typed)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// Why a name may not stand in our mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// More than 80 characters.
    #[error("is too long")]
    TooLong,
    /// It holds `://` or `www.`: our confirmation would deliver a stranger's link under the organisation's name.
    #[error("may not hold a link")]
    Link,
    /// It holds a line break, another control character, or one that turns the direction of the text.
    #[error("holds characters that cannot be shown")]
    Control,
}

/// A name fit to stand in a header or a greeting: runs of blanks become one, the ends are trimmed. May be empty.
///
/// # Errors
/// What [`NameProblem`] lists. Anyone can type a name on a public form, and our mail server vouches for what it sends.
pub fn clean_name(typed: &str) -> Result<String, NameProblem> {
    let typed = typed.trim();
    if typed.chars().any(|character| character.is_control() || turns_direction(character)) {
        return Err(NameProblem::Control);
    }
    if typed.chars().count() > NAME_CHARACTERS_MAX {
        return Err(NameProblem::TooLong);
    }
    let lowered = typed.to_lowercase();
    if lowered.contains("://") || lowered.contains("www.") {
        return Err(NameProblem::Link);
    }
    Ok(typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Line and paragraph separators, and the marks that make text read backwards.
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name and an address that belong together, both already clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: String,
    email: EmailAddress,
}

impl Mailbox {
    /// A mailbox with a name as typed, which may be empty.
    ///
    /// # Errors
    /// When [`clean_name`] refuses the name.
    pub fn new(name: &str, email: EmailAddress) -> Result<Self, NameProblem> {
        Ok(Self { name: clean_name(name)?, email })
    }

    /// The name, empty when there is none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address.
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }
}

impl From<EmailAddress> for Mailbox {
    fn from(email: EmailAddress) -> Self {
        Self { name: String::new(), email }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_its_domain_lower_cased() {
        let address = EmailAddress::parse("  Ada.Lovelace+rooms@Harbour.Example \n").unwrap();
        assert_eq!(address.as_str(), "Ada.Lovelace+rooms@harbour.example");
        assert_eq!(address.key(), "ada.lovelace+rooms@harbour.example");
        assert_eq!((address.local(), address.domain()), ("Ada.Lovelace+rooms", "harbour.example"));
    }

    #[test]
    fn an_international_domain_travels_in_ascii_and_is_shown_in_its_own_letters() {
        let address = EmailAddress::parse("ada@MÜNCHEN.example").unwrap();
        assert_eq!(address.as_str(), "ada@xn--mnchen-3ya.example");
        assert_eq!(address.shown(), "ada@münchen.example");
        assert_eq!(EmailAddress::parse("ada@xn--mnchen-3ya.example").unwrap(), address);
    }

    #[test]
    fn what_cannot_be_delivered_is_refused_with_its_reason() {
        use AddressProblem::{Domain, Empty, Local, NoAt, TooLong};
        let long_local = format!("{}@a.example", "x".repeat(65));
        let long_domain = format!("a@{}example", "x.".repeat(130));
        for (typed, problem) in [
            ("  ", Empty),
            ("ada", NoAt),
            ("ada@b@c.example", NoAt),
            ("@a.example", Local),
            ("ada lovelace@a.example", Local),
            ("\"ada\"@a.example", Local),
            (".ada@a.example", Local),
            ("a..b@a.example", Local),
            ("jörg@a.example", Local),
            ("ada\r\nRCPT@a.example", Local),
            ("ada@", Domain),
            ("ada@house", Domain),
            ("ada@a..example", Domain),
            ("ada@-a.example", Domain),
            ("ada@127.0.0.1", Domain),
            ("ada@[127.0.0.1]", Domain),
            ("ada@a.example>\r\nDATA", Domain),
            ("ada@a_b.example", Domain),
            (&long_local, TooLong),
            (&long_domain, TooLong),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(problem), "{typed:?}");
        }
    }

    #[test]
    fn a_stored_address_is_checked_again_when_read() {
        let read: Result<EmailAddress, _> = serde_json::from_str("\"a@b.example\\r\\nBcc: c@d.example\"");
        assert!(read.is_err());
    }

    #[test]
    fn a_name_that_carries_a_link_is_refused() {
        assert_eq!(clean_name("Win at HTTPS://spam.example"), Err(NameProblem::Link));
        assert_eq!(clean_name("see WWW.spam.example"), Err(NameProblem::Link));
        assert_eq!(clean_name("Ada\r\nBcc: all@a.example"), Err(NameProblem::Control));
        assert_eq!(clean_name("gnp\u{202e}exe.ada"), Err(NameProblem::Control));
        assert_eq!(clean_name(&"é".repeat(81)), Err(NameProblem::TooLong));
    }

    #[test]
    fn an_honest_name_is_only_tidied() {
        assert_eq!(clean_name("  Zoë   O'Brien, Jr. ").unwrap(), "Zoë O'Brien, Jr.");
        assert_eq!(clean_name(&"é".repeat(80)).unwrap().chars().count(), 80);
        assert_eq!(clean_name(" ").unwrap(), "");
    }
}
