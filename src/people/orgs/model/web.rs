//! Where the public pages stand on the web: under a host name of their own, and in frames on other sites.

use super::HostProof;
use kernel::mail::EmailAddress;
use kernel::{Problems, Result};
use platform::Org;
use serde::Deserialize;

/// Origins that may be listed.
const ORIGINS_MAX: usize = 20;
/// Hosts on this machine, where a page may be tried out without TLS.
const LOOPBACK: [&str; 2] = ["localhost", "127.0.0.1"];

/// The settings as typed. Missing fields are empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WebForm {
    /// `book.harbour.example`.
    pub host: String,
    /// Origins, one on each line.
    pub origins: String,
    /// Which version was on the screen.
    pub version: i64,
}

impl WebForm {
    /// The form as it stands for this organisation: with the name that waits to be proven, or else the one that is served.
    pub fn of(org: &Org, hosts: &[HostProof]) -> WebForm {
        let waits = hosts.iter().find(|proof| org.host.as_ref() != Some(&proof.host)).map(|proof| proof.host.clone());
        WebForm {
            host: waits.or_else(|| org.host.clone()).unwrap_or_default(),
            origins: org.embed_origins.split_whitespace().collect::<Vec<_>>().join("\n"),
            version: org.version,
        }
    }
}

/// Where the public pages are to stand, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWeb {
    /// In lower case, without port.
    pub host: Option<String>,
    /// `https://www.example.org`.
    pub origins: Vec<String>,
}

impl NewWeb {
    /// Reads the form. `house` is the house's own host name, which is nobody's.
    ///
    /// # Errors
    /// All problems at once, at the names of the form's fields.
    pub fn parse(form: &WebForm, house: &str) -> Result<NewWeb, Problems> {
        let mut problems = Problems::new();
        let host = match form.host.trim() {
            "" => None,
            typed => problems.take("host", host(typed, house)),
        };
        let mut origins: Vec<String> = Vec::new();
        for typed in form.origins.split([' ', '\t', '\r', '\n', ',']).filter(|typed| !typed.is_empty()) {
            if let Some(origin) = problems.take("origins", origin(typed)).filter(|origin| !origins.contains(origin)) {
                origins.push(origin);
            }
        }
        if origins.len() > ORIGINS_MAX {
            problems.add("origins", format!("List at most {ORIGINS_MAX} sites."));
        }
        if problems.is_empty() { Ok(NewWeb { host, origins }) } else { Err(problems) }
    }
}

/// A host name that mail could be sent to is one that pages can be served at; a bare word is not.
fn name(typed: &str) -> Option<String> {
    let name = typed.trim_end_matches('.').to_lowercase();
    EmailAddress::parse(&format!("host@{name}")).ok().map(|address| address.domain().to_owned())
}

fn host(typed: &str, house: &str) -> Result<String, String> {
    let typed = typed.trim();
    let bare = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(typed);
    let bare = bare.trim_end_matches('/');
    match name(bare).filter(|name| name.contains('.')) {
        None => Err("Write a host name, such as book.harbour.example, without port and path.".to_owned()),
        Some(name) if name == house => {
            Err("This is the name of the whole installation. Choose one of your own.".to_owned())
        }
        Some(name) => Ok(name),
    }
}

/// An origin: scheme, host, perhaps a port. Only TLS, but for a page on this machine.
fn origin(typed: &str) -> Result<String, String> {
    let wrong = || format!("“{typed}” is no site: write it like https://www.example.org.");
    let (scheme, rest) = typed.split_once("://").ok_or_else(wrong)?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| wrong())?)),
        None => (rest, None),
    };
    let host = host.to_ascii_lowercase();
    let local = LOOPBACK.contains(&host.as_str());
    let host = if local { host } else { name(&host).ok_or_else(wrong)? };
    match scheme.as_str() {
        "https" => {}
        "http" if local => {}
        "http" => return Err(format!("“{typed}” is not reached by TLS: write https://.")),
        _ => return Err(wrong()),
    }
    Ok(match port {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(host: &str, origins: &str) -> Result<NewWeb, Problems> {
        NewWeb::parse(&WebForm { host: host.into(), origins: origins.into(), version: 1 }, "house.example")
    }

    #[test]
    fn a_host_name_is_a_name_and_nothing_around_it() {
        assert_eq!(parse("https://Book.Harbour.Example./", "").unwrap().host.as_deref(), Some("book.harbour.example"));
        assert_eq!(parse("bücher.example", "").unwrap().host.as_deref(), Some("xn--bcher-kva.example"));
        assert_eq!(parse(" ", "").unwrap().host, None);
        for wrong in [
            "localhost",
            "127.0.0.1",
            "a.example:8080",
            "a.example/path",
            "a b.example",
            "house.example",
            "-a.example",
            "a\r\nb.example",
        ] {
            assert!(parse(wrong, "").is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn origins_can_hold_nothing_that_a_policy_would_read_otherwise() {
        let read = parse(
            "",
            "https://WWW.Example.org/\nhttp://127.0.0.1:9000, https://www.example.org https://a.example:8443",
        );
        assert_eq!(
            read.unwrap().origins,
            ["https://www.example.org", "http://127.0.0.1:9000", "https://a.example:8443"]
        );
        for wrong in [
            "*",
            "https://*.example.org",
            "'self'",
            "https://a.example;script-src",
            "http://a.example",
            "https://a.example/x",
            "javascript://a.example",
            "https:",
            "data:x",
            "https://a.example:99999",
            "https://u@a.example",
        ] {
            assert!(parse("", wrong).is_err(), "{wrong:?}");
        }
    }
}
