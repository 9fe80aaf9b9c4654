//! What an operator lets be called although it is not public: a chat server in the same building, a test's own sink.

use super::address;
use std::net::IpAddr;

/// An address, a network or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowance {
    /// These addresses, however they are named.
    Net {
        /// The network.
        net: IpAddr,
        /// The length of its prefix.
        length: u32,
    },
    /// This host, whatever it resolves to. Lower case.
    Host(String),
}

impl Allowance {
    /// Reads `10.0.0.7`, `10.0.0.0/8`, `fd00::/8` or `chat.office.example`.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    pub fn parse(text: &str) -> Result<Allowance, String> {
        let text = text.trim();
        let wrong = || format!("{text:?} is neither an address (10.0.0.7), a network (10.0.0.0/8) nor a host name");
        if let Some((net, length)) = text.split_once('/') {
            let net: IpAddr = net.parse().map_err(|_| wrong())?;
            let length: u32 = length.parse().map_err(|_| wrong())?;
            let longest = if net.is_ipv4() { 32 } else { 128 };
            return if length <= longest { Ok(Allowance::Net { net, length }) } else { Err(wrong()) };
        }
        if let Ok(net) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Ok(Allowance::Net { net, length: if net.is_ipv4() { 32 } else { 128 } });
        }
        let is_name =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if text.split('.').all(is_name) { Ok(Allowance::Host(text.to_ascii_lowercase())) } else { Err(wrong()) }
    }

    /// Does it let this host be called, whatever its addresses are?
    pub(super) fn covers_host(&self, host: &str) -> bool {
        matches!(self, Allowance::Host(name) if name == host)
    }

    /// Does it let this address be called?
    pub(super) fn covers_address(&self, address: IpAddr) -> bool {
        matches!(self, Allowance::Net { net, length } if address::within(address, *net, *length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowances_are_addresses_networks_or_names() {
        let parse = |text| Allowance::parse(text).unwrap();
        assert!(parse("127.0.0.1").covers_address("127.0.0.1".parse().unwrap()));
        assert!(!parse("127.0.0.1").covers_address("127.0.0.2".parse().unwrap()));
        assert!(parse("10.0.0.0/8").covers_address("10.9.8.7".parse().unwrap()));
        assert!(parse("[::1]").covers_address("::1".parse().unwrap()));
        assert!(parse("Chat.Office.example").covers_host("chat.office.example"));
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "a b", "http://x", "x..y", "fd00::/129"] {
            assert!(Allowance::parse(wrong).is_err(), "{wrong}");
        }
    }
}
