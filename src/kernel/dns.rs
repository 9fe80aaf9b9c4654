//! Asking a name server for texts and aliases (RFC 1035), as far as proving a host name needs it.
//!
//! The system's own look-ups answer addresses only. This asks one name server, that of the system or one that was
//! configured, by UDP and, when the answer is long, by TCP. What comes back is believed as far as the name server is.

use crate::id::Ids;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// How long one try waits for the answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// Tries by UDP, which may lose what it carries.
const TRIES: usize = 2;
/// Octets of an answer by UDP: what one datagram holds without being cut on its way.
const DATAGRAM_MAX: usize = 1_232;
/// Octets of an answer by TCP.
const STREAM_MAX: usize = 16_384;
/// Records of an answer that are read.
const RECORDS_MAX: usize = 64;
/// Steps within a compressed name: more are a circle.
const STEPS_MAX: usize = 32;
/// Where the system says which name server it asks.
const SYSTEM: &str = "/etc/resolv.conf";
/// The port of name servers.
const PORT: u16 = 53;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// What a name is another name for.
    Alias,
    /// What its owner wrote down.
    Text,
}

impl Record {
    fn number(self) -> u16 {
        match self {
            Record::Alias => 5,
            Record::Text => 16,
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
    pub async fn look_up(&self, ids: &Ids, name: &str, record: Record) -> Result<Vec<String>, LookupError> {
        let silent = |error: io::Error| LookupError::Silent(error.to_string());
        let server = self.address().await.map_err(silent)?;
        let question = question(u16::try_from(ids.below(1 << 16)).unwrap_or_default(), name, record)?;
        let mut last = LookupError::Silent("no try was made".to_owned());
        for _ in 0..TRIES {
            match by_datagram(server, &question).await {
                Ok(bytes) => match read(&bytes, &question, record)? {
                    Some(found) => return Ok(found),
                    None => {
                        let bytes = by_stream(server, &question).await.map_err(silent)?;
                        return Ok(read(&bytes, &question, record)?.unwrap_or_default());
                    }
                },
                Err(error) => last = silent(error),
            }
        }
        Err(last)
    }

    async fn address(&self) -> io::Result<SocketAddr> {
        match self.0 {
            Some(address) => Ok(address),
            None => of_system(&tokio::fs::read_to_string(SYSTEM).await?)
                .ok_or_else(|| io::Error::other(format!("{SYSTEM} names none"))),
        }
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

/// The first name server that the system names.
fn of_system(text: &str) -> Option<SocketAddr> {
    let named = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    named.filter_map(|rest| rest.trim().parse::<IpAddr>().ok()).map(|ip| SocketAddr::new(ip, PORT)).next()
}

async fn by_datagram(server: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let local: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    // The system chooses the port by chance, so that nobody who cannot see the question can answer it.
    let socket = UdpSocket::bind(SocketAddr::new(local, 0)).await?;
    socket.connect(server).await?;
    socket.send(question).await?;
    let answer = async {
        let mut bytes = vec![0; DATAGRAM_MAX];
        loop {
            let length = socket.recv(&mut bytes).await?;
            if answers(&bytes[..length], question) {
                bytes.truncate(length);
                return Ok(bytes);
            }
        }
    };
    timeout(PATIENCE, answer).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn by_stream(server: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let exchange = async {
        let mut stream = TcpStream::connect(server).await?;
        let length = u16::try_from(question.len()).map_err(io::Error::other)?;
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(question).await?;
        let length = usize::from(stream.read_u16().await?);
        if length > STREAM_MAX {
            return Err(io::Error::other("the answer is too long"));
        }
        let mut bytes = vec![0; length];
        stream.read_exact(&mut bytes).await?;
        if answers(&bytes, question) { Ok(bytes) } else { Err(io::Error::other("it answered something else")) }
    };
    timeout(PATIENCE, exchange).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// Is this an answer to that question? It repeats number and name.
fn answers(bytes: &[u8], question: &[u8]) -> bool {
    let same = |range: std::ops::Range<usize>| bytes.get(range.clone()) == question.get(range);
    let is_answer = bytes.get(2).is_some_and(|flags| flags & 0x80 != 0);
    let asked = bytes.get(12..question.len()).map(<[u8]>::to_ascii_lowercase);
    is_answer && same(0..2) && same(4..6) && asked == question.get(12..).map(<[u8]>::to_ascii_lowercase)
}

/// The question as it is sent: one name, and please ask others.
fn question(number: u16, name: &str, record: Record) -> Result<Vec<u8>, LookupError> {
    let mut bytes = number.to_be_bytes().to_vec();
    bytes.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    if name.len() > 253 {
        return Err(LookupError::Name);
    }
    for label in name.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len()).ok().filter(|length| (1..=63).contains(length));
        let fits = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        bytes.push(length.filter(|_| fits).ok_or(LookupError::Name)?);
        bytes.extend(label.bytes());
    }
    bytes.push(0);
    bytes.extend(record.number().to_be_bytes());
    bytes.extend([0, 1]);
    Ok(bytes)
}

/// What an answer says; none: it was cut, and is to be had by TCP.
fn read(bytes: &[u8], question: &[u8], record: Record) -> Result<Option<Vec<String>>, LookupError> {
    let odd = || LookupError::Silent("its answer cannot be read".to_owned());
    let (flags, code) = (bytes.get(2).copied().ok_or_else(odd)?, bytes.get(3).map(|byte| byte & 0x0f).ok_or_else(odd)?);
    match code {
        0 => {}
        3 => return Ok(Some(Vec::new())),
        code => return Err(LookupError::Refused(code)),
    }
    if flags & 0x02 != 0 {
        return Ok(None);
    }
    let count = usize::from(number(bytes, 6).ok_or_else(odd)?);
    let (mut at, mut found) = (question.len(), Vec::new());
    for _ in 0..count.min(RECORDS_MAX) {
        let (_, next) = read_name(bytes, at).ok_or_else(odd)?;
        let kind = number(bytes, next).ok_or_else(odd)?;
        let length = usize::from(number(bytes, next + 8).ok_or_else(odd)?);
        let start = next + 10;
        let data = bytes.get(start..start + length).ok_or_else(odd)?;
        // What the name is an alias for is told on the way to its texts; only what was asked for counts.
        if kind == record.number() {
            found.push(match record {
                Record::Alias => read_name(bytes, start).ok_or_else(odd)?.0,
                Record::Text => read_text(data).ok_or_else(odd)?,
            });
        }
        at = start + length;
    }
    Ok(Some(found))
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// A name that may lead back into the message, in lower case, and what follows it.
fn read_name(bytes: &[u8], start: usize) -> Option<(String, usize)> {
    let (mut at, mut after, mut labels) = (start, None, Vec::new());
    for _ in 0..STEPS_MAX {
        let length = usize::from(*bytes.get(at)?);
        match length {
            0 => return Some((labels.join("."), after.unwrap_or(at + 1))),
            1..=63 => {
                labels.push(String::from_utf8_lossy(bytes.get(at + 1..at + 1 + length)?).to_ascii_lowercase());
                at += 1 + length;
            }
            192.. => {
                after = after.or(Some(at + 2));
                at = usize::from(number(bytes, at)? & 0x3fff);
            }
            _ => return None,
        }
    }
    None
}

/// A text is written in pieces.
fn read_text(data: &[u8]) -> Option<String> {
    let (mut at, mut text) = (0, Vec::new());
    while at < data.len() {
        let length = usize::from(data[at]);
        text.extend_from_slice(data.get(at + 1..at + 1 + length)?);
        at += 1 + length;
    }
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, record: Record) -> Vec<u8> {
        question(7, name, record).unwrap()
    }

    /// An answer to this question with these records: kind and data.
    fn answer(question: &[u8], flags: [u8; 2], records: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = question.to_vec();
        bytes[2..4].copy_from_slice(&flags);
        bytes[6..8].copy_from_slice(&(records.len() as u16).to_be_bytes());
        for (kind, data) in records {
            bytes.extend([0xc0, 12]); // the name that was asked for
            bytes.extend(kind.to_be_bytes());
            bytes.extend([0, 1, 0, 0, 0, 60]);
            bytes.extend((data.len() as u16).to_be_bytes());
            bytes.extend(data);
        }
        bytes
    }

    #[test]
    fn texts_come_in_pieces_and_aliases_lead_back_into_the_message() {
        let question = asked("_steward-challenge.book.example", Record::Text);
        let text = (16, vec![3, b'o', b'n', b'e', 2, b'-', b'2']);
        let alias = (5, vec![1, b'x', 0xc0, 12 + 19]);
        let found = read(&answer(&question, [0x81, 0x80], &[alias.clone(), text]), &question, Record::Text);
        assert_eq!(found, Ok(Some(vec!["one-2".to_owned()])));
        let question = asked("_steward-challenge.Book.example", Record::Alias);
        let found = read(&answer(&question, [0x81, 0x80], &[alias]), &question, Record::Alias);
        assert_eq!(found, Ok(Some(vec!["x.book.example".to_owned()])));
    }

    #[test]
    fn what_does_not_exist_is_nothing_and_what_is_cut_is_asked_for_again() {
        let question = asked("book.example", Record::Text);
        let with = |flags| read(&answer(&question, flags, &[]), &question, Record::Text);
        assert_eq!(with([0x81, 0x83]), Ok(Some(Vec::new())));
        assert_eq!(with([0x83, 0x80]), Ok(None));
        assert_eq!(with([0x81, 0x82]), Err(LookupError::Refused(2)));
    }

    #[test]
    fn nonsense_is_refused_and_never_read_for_ever() {
        let question = asked("book.example", Record::Alias);
        let circle = answer(&question, [0x81, 0x80], &[(5, vec![0xc0, (question.len() + 12) as u8])]);
        assert!(read(&circle, &question, Record::Alias).is_err());
        for cut in 0..circle.len() {
            drop(read(&circle[..cut], &question, Record::Alias));
        }
        assert!(!answers(&asked("other.example", Record::Alias), &question) && !answers(&question, &question));
        assert!(answers(&answer(&question, [0x81, 0x80], &[]), &question));
        for wrong in ["", "a..b", "a b.example", &"x".repeat(64), &"x.".repeat(130)] {
            assert!(super::question(1, wrong, Record::Text).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_system_names_its_server() {
        let text = "# made by a program\nsearch lan\nnameserver fe80::1%eth0\nnameserver 10.0.0.2\n";
        assert_eq!(of_system(text), Some("10.0.0.2:53".parse().unwrap()));
        assert_eq!(of_system("options edns0"), None);
    }
}
