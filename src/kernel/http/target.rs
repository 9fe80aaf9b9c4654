//! An address to call, read as browsers read it, so that `0x7f.1` and `2130706433` are seen for what they are.

use super::client::Rules;
use super::{Refusal, address};
use std::fmt;
use std::net::IpAddr;
use url::{Host, Url};

/// Ports of web servers. Allowances may have others.
const PORTS: [u16; 4] = [443, 8443, 80, 8080];
/// The longest address (characters).
const URL_MAX: usize = 2_000;

/// An address that may be called, as far as one can tell without asking the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) is_tls: bool,
    pub(super) host: TargetHost,
    pub(super) port: u16,
    /// Path and query, and what the `Host` header says.
    pub(super) path: String,
    pub(super) authority: String,
    url: String,
}

/// The host of a target.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum TargetHost {
    Name(String),
    Address(IpAddr),
}

impl Target {
    pub(super) fn read(rules: &Rules, text: &str) -> Result<Target, Refusal> {
        if text.len() > URL_MAX {
            return Err(Refusal::Unreadable);
        }
        let url = Url::parse(text.trim()).map_err(|_| Refusal::Unreadable)?;
        let is_tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(Refusal::Scheme),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = match url.host().ok_or(Refusal::Unreadable)? {
            Host::Domain(name) => TargetHost::Name(name.trim_end_matches('.').to_ascii_lowercase()),
            Host::Ipv4(address) => TargetHost::Address(address.into()),
            Host::Ipv6(address) => TargetHost::Address(address.into()),
        };
        let port = url.port_or_known_default().ok_or(Refusal::Unreadable)?;
        let is_allowed = rules.allows(&host);
        if let TargetHost::Address(address) = host
            && !is_allowed
            && !address::is_public(address)
        {
            return Err(Refusal::Inside(address));
        }
        // A name may still turn out to be an allowed address; that is judged when it was looked up.
        let may_be_allowed = is_allowed || (matches!(host, TargetHost::Name(_)) && rules.allows_any_address());
        if !may_be_allowed && !is_tls {
            return Err(Refusal::Plain);
        }
        if !may_be_allowed && !PORTS.contains(&port) {
            return Err(Refusal::Port(port));
        }
        let authority = match url.port() {
            Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
            None => url.host_str().unwrap_or_default().to_owned(),
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut shown = url;
        shown.set_fragment(None);
        Ok(Target { is_tls, host, port, path, authority, url: shown.into() })
    }

    /// May the target be called at this address, which its name resolved to?
    pub(super) fn judge(&self, rules: &Rules, found: IpAddr) -> Result<(), Refusal> {
        // A mapped address is a way to write an IPv4 one, and connects to it.
        if rules.allows(&self.host) || rules.allows_address(found) {
            return Ok(());
        }
        if !address::is_public(found) {
            return Err(Refusal::Inside(found));
        }
        if !self.is_tls {
            return Err(Refusal::Plain);
        }
        if PORTS.contains(&self.port) { Ok(()) } else { Err(Refusal::Port(self.port)) }
    }

    /// The host, for people and for counting calls by it.
    pub fn host(&self) -> String {
        match &self.host {
            TargetHost::Name(name) => name.clone(),
            TargetHost::Address(address) => address.to_string(),
        }
    }

    /// The whole address, as it is called.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Allowance;
    use super::*;

    fn read(text: &str) -> Result<Target, Refusal> {
        Target::read(&Rules::default(), text)
    }

    #[test]
    fn an_address_in_disguise_is_seen_for_what_it_is() {
        for disguised in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://017700000001/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://[0:0:0:0:0:ffff:a9fe:a9fe]/",
            "https://[64:ff9b::169.254.169.254]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://0/",
            "https://0.0.0.0/",
            "https://１２７.0.0.1/",
            "https://127。0。0。1/",
            "https:127.0.0.1",
            "https:/\\127.0.0.1/",
            "https://127.0.0.1./",
            "https://[fe80::1]/",
            "https://192.168.0x0a.1/",
            "https://[2002:7f00:1::]/",
            "https://%31%32%37.0.0.1/",
        ] {
            assert!(matches!(read(disguised), Err(Refusal::Inside(_))), "{disguised}: {:?}", read(disguised));
        }
        assert!(read("https://93.184.216.34/").is_ok(), "a public address may be called");
    }

    #[test]
    fn only_encrypted_web_addresses_without_credentials_are_read() {
        assert_eq!(read("http://example.com/"), Err(Refusal::Plain));
        assert_eq!(read("https://me:secret@example.com/"), Err(Refusal::Credentials));
        assert_eq!(read("https://example.com@127.0.0.1/"), Err(Refusal::Credentials));
        assert_eq!(read("https://example.com:22/"), Err(Refusal::Port(22)));
        for other in ["ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)"] {
            assert_eq!(read(other), Err(Refusal::Scheme), "{other}");
        }
        for unreadable in
            ["", "example.com", "https://", "https://exa mple.com/", "https://256.1.1.1/", "https://[::1/"]
        {
            assert_eq!(read(unreadable), Err(Refusal::Unreadable), "{unreadable}");
        }
        assert_eq!(read(&format!("https://example.com/{}", "x".repeat(2_000))), Err(Refusal::Unreadable));
        let target = read(" https://Example.com:8443/hook?a=1#part ").unwrap();
        assert_eq!((target.host().as_str(), target.port, target.path.as_str()), ("example.com", 8443, "/hook?a=1"));
        assert_eq!(
            (target.authority.as_str(), target.url()),
            ("example.com:8443", "https://example.com:8443/hook?a=1")
        );
    }

    #[test]
    fn an_allowance_opens_what_it_names_and_nothing_beside() {
        let allow = ["127.0.0.1", "chat.office.example"].map(|text| Allowance::parse(text).unwrap()).to_vec();
        let rules = Rules { allow, ..Rules::default() };
        let read = |text| Target::read(&rules, text);
        assert!(read("http://127.0.0.1:9999/hook").is_ok());
        assert!(read("http://chat.office.example:3000/").is_ok());
        assert_eq!(read("http://127.0.0.2/"), Err(Refusal::Inside("127.0.0.2".parse().unwrap())));
        assert_eq!(read("https://[::1]/"), Err(Refusal::Inside("::1".parse().unwrap())));
        let named = read("http://elsewhere.example/").unwrap(); // perhaps another name of an allowed address
        assert!(named.judge(&rules, "127.0.0.1".parse().unwrap()).is_ok());
        assert_eq!(named.judge(&rules, "93.184.216.34".parse().unwrap()), Err(Refusal::Plain));
        assert_eq!(
            named.judge(&rules, "::ffff:127.0.0.1".parse().unwrap()),
            Err(Refusal::Inside("::ffff:127.0.0.1".parse().unwrap()))
        );
    }
}
