//! Asking a name server for texts and aliases, as far as proving a host name needs it.
//!
//! The system's own look-ups answer addresses only. This asks the name servers of the system, or one that was configured,
//! with the resolver of hickory: by UDP and, when the answer is long, by TCP. What comes back is believed as far as the
//! name server is, and nothing is remembered: whoever asks wants to know how it is now.

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::timeout;

/// How long one try waits for the answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it may take altogether, however many servers the system names.
const PATIENCE_ALL: Duration = Duration::from_secs(12);
/// Tries by UDP, which may lose what it carries.
const TRIES: usize = 2;
/// Records of an answer that are read.
const RECORDS_MAX: usize = 64;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// What a name is another name for.
    Alias,
    /// What its owner wrote down.
    Text,
}

impl Record {
    fn kind(self) -> RecordType {
        match self {
            Record::Alias => RecordType::CNAME,
            Record::Text => RecordType::TXT,
        }
    }
}

/// Why nothing is known of a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// Nobody answered, or what answered is no name server.
    #[error("the name server does not answer: {0}")]
    Silent(String),
    /// It cannot say, for now.
    #[error("the name server could not find it out (code {0})")]
    Refused(u8),
    /// The name cannot be asked for.
    #[error("this is no name")]
    Name,
}

impl From<NetError> for LookupError {
    fn from(error: NetError) -> LookupError {
        match error {
            NetError::Dns(DnsError::ResponseCode(code)) => LookupError::Refused(code.low()),
            error => LookupError::Silent(error.to_string()),
        }
    }
}

/// A name server.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct NameServer(Option<SocketAddr>);

impl NameServer {
    /// This one, instead of the system's.
    pub fn at(address: SocketAddr) -> NameServer {
        NameServer(Some(address))
    }

    /// What is written down for a name: texts, or the name it is an alias for, in lower case. A name that does not exist
    /// has nothing.
    ///
    /// # Errors
    /// When nothing can be known now.
    pub async fn look_up(&self, name: &str, record: Record) -> Result<Vec<String>, LookupError> {
        let (name, resolver) = (absolute(name)?, self.resolver()?);
        let asked = timeout(PATIENCE_ALL, resolver.lookup(name, record.kind())).await;
        match asked.unwrap_or(Err(NetError::Timeout)) {
            // What the name is an alias for is told on the way to its texts; only what was asked for counts.
            Ok(found) => {
                let told = found.answers().iter().filter_map(|answer| said(&answer.data, record));
                Ok(told.take(RECORDS_MAX).collect())
            }
            Err(NetError::Dns(DnsError::NoRecordsFound(_))) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    fn resolver(&self) -> Result<TokioResolver, LookupError> {
        let mut builder = match self.0 {
            Some(address) => {
                let ways = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut way| {
                    way.port = address.port();
                    way
                });
                let server = NameServerConfig::new(address.ip(), true, ways.into());
                let config = ResolverConfig::from_name_servers(vec![server]);
                Resolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => Resolver::builder_tokio()?,
        };
        let options = builder.options_mut();
        (options.timeout, options.attempts) = (PATIENCE, TRIES);
        (options.cache_size, options.use_hosts_file) = (0, ResolveHosts::Never);
        Ok(builder.build()?)
    }
}

impl fmt::Debug for NameServer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => write!(out, "{address}"),
            None => out.write_str("the system's"),
        }
    }
}

/// A whole name, to which nothing of the system's is added.
fn absolute(name: &str) -> Result<Name, LookupError> {
    let fits = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let bare = name.trim_end_matches('.');
    if !bare.split('.').all(fits) {
        return Err(LookupError::Name);
    }
    let mut name = Name::from_ascii(bare).map_err(|_| LookupError::Name)?;
    name.set_fqdn(true);
    Ok(name)
}

/// What a record says, if it is one of these. A text is written in pieces.
fn said(data: &RData, record: Record) -> Option<String> {
    match (data, record) {
        (RData::CNAME(name), Record::Alias) => Some(name.to_ascii().trim_end_matches('.').to_ascii_lowercase()),
        (RData::TXT(text), Record::Text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hickory_resolver::proto::rr::rdata::{CNAME, TXT};

    #[test]
    fn texts_come_in_pieces_and_only_what_was_asked_for_counts() {
        let text = RData::TXT(TXT::new(vec!["one".to_owned(), "-2".to_owned()]));
        let alias = RData::CNAME(CNAME(Name::from_ascii("X.Book.example.").unwrap()));
        assert_eq!(said(&text, Record::Text), Some("one-2".to_owned()));
        assert_eq!(said(&alias, Record::Alias), Some("x.book.example".to_owned()));
        assert_eq!((said(&text, Record::Alias), said(&alias, Record::Text)), (None, None));
    }

    #[test]
    fn what_is_no_name_is_not_asked_for() {
        for wrong in ["", "a..b", "a b.example", "ü.example", "a\\.b.example", &"x".repeat(64), &"x.".repeat(130)] {
            assert_eq!(absolute(wrong), Err(LookupError::Name), "{wrong:?}");
        }
        assert_eq!(absolute("_steward-challenge.book.example").unwrap().to_ascii(), "_steward-challenge.book.example.");
    }
}
