//! One connection to a mail server: commands out, replies in, each under a time limit.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Answer, Verb};

/// Longest reply we read, all its lines together. A server that says more is not a mail server.
const REPLY_OCTETS_MAX: usize = 32 * 1024;
/// Most octets read from the socket at once.
const READ_OCTETS: usize = 4 * 1024;
/// Longest text of an answer that is kept and shown.
const ANSWER_CHARACTERS_MAX: usize = 400;

/// Why the conversation cannot go on. The connection is of no further use after any of these.
#[derive(Debug, thiserror::Error)]
pub(super) enum WireError {
    /// The socket failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The other side closed the connection where a reply was due.
    #[error("the server closed the connection")]
    Closed,
    /// Nothing happened within the limit.
    #[error("the server was silent for {} seconds", .0.as_secs_f32())]
    Silent(Duration),
    /// What came was not an SMTP reply.
    #[error("the server did not speak SMTP: {0:?}")]
    Nonsense(String),
    /// Text had arrived before encryption began that would have been read as if it were encrypted.
    #[error("the server spoke between STARTTLS and the handshake")]
    SpokeEarly,
}

/// A reply: three digits and the words of its lines.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub code: u16,
    pub lines: Vec<String>,
}

impl Reply {
    pub fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// 4xx or 5xx: an answer that says no, and after which the conversation is still in step.
    pub fn is_negative(&self) -> bool {
        (400..600).contains(&self.code)
    }

    /// "I am closing the connection", at any step (RFC 5321 section 3.8).
    pub fn is_farewell(&self) -> bool {
        self.code == 421
    }

    pub fn answer(&self, verb: Verb) -> Answer {
        let text =
            self.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let shown = |character: char| if character.is_control() { ' ' } else { character };
        Answer { verb, code: self.code, text: text.chars().take(ANSWER_CHARACTERS_MAX).map(shown).collect() }
    }
}

enum Stream {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// The connection, what has been read from it and not yet understood, and a way to see that the other side has gone.
pub(super) struct Wire {
    stream: Stream,
    unread: Vec<u8>,
    /// A second handle on the same socket, only ever used to peek: the first may be wrapped in encryption.
    watch: std::net::TcpStream,
    pub patience: Duration,
}

impl Wire {
    /// Connects, trying each address of the host in turn, and switches Nagle's algorithm off: with it, every letter would
    /// wait some 40 ms for a delayed acknowledgement.
    pub async fn connect(host: &str, port: u16, patience: Duration) -> Result<Self, WireError> {
        let tcp =
            timeout(patience, TcpStream::connect((host, port))).await.map_err(|_| WireError::Silent(patience))??;
        tcp.set_nodelay(true)?;
        let tcp = tcp.into_std()?;
        let watch = tcp.try_clone()?;
        Ok(Self { stream: Stream::Plain(TcpStream::from_std(tcp)?), unread: Vec::new(), watch, patience })
    }

    pub fn peer(&self) -> io::Result<SocketAddr> {
        self.watch.peer_addr()
    }

    pub fn local(&self) -> io::Result<SocketAddr> {
        self.watch.local_addr()
    }

    pub fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Encrypted(_))
    }

    /// The same connection, encrypted.
    ///
    /// Whoever sits on the line can append replies to the plain answer to STARTTLS; were they kept, they would be believed
    /// as if they came through the encryption. So anything already read is a reason to stop.
    pub async fn encrypt(self, connector: &TlsConnector, name: ServerName<'static>) -> Result<Self, WireError> {
        if !self.unread.is_empty() {
            return Err(WireError::SpokeEarly);
        }
        let Stream::Plain(tcp) = self.stream else { return Ok(self) };
        let encrypted = timeout(self.patience, connector.connect(name, tcp))
            .await
            .map_err(|_| WireError::Silent(self.patience))??;
        Ok(Self { stream: Stream::Encrypted(Box::new(encrypted)), ..self })
    }

    /// Hands all of `octets` to the network. An error means that not all of them were handed over.
    pub async fn write(&mut self, octets: &[u8]) -> Result<(), WireError> {
        let write = async {
            match &mut self.stream {
                Stream::Plain(tcp) => tcp.write_all(octets).await,
                Stream::Encrypted(tls) => {
                    tls.write_all(octets).await?;
                    tls.flush().await
                }
            }
        };
        Ok(timeout(self.patience, write).await.map_err(|_| WireError::Silent(self.patience))??)
    }

    /// The next reply, waiting up to the usual patience.
    pub async fn reply(&mut self) -> Result<Reply, WireError> {
        self.reply_within(self.patience).await
    }

    /// The next reply, waiting up to `patience` for all of it.
    pub async fn reply_within(&mut self, patience: Duration) -> Result<Reply, WireError> {
        timeout(patience, self.read_reply()).await.map_err(|_| WireError::Silent(patience))?
    }

    /// One command and its reply.
    pub async fn ask(&mut self, command: &str) -> Result<Reply, WireError> {
        self.write(format!("{command}\r\n").as_bytes()).await?;
        self.reply().await
    }

    /// Whether the other side has closed its end. Costs one system call and never waits.
    pub fn is_closed(&self) -> bool {
        match self.watch.peek(&mut [0]) {
            Ok(octets) => octets == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }

    /// Whether anything at all has arrived unasked: the end, a farewell after idling, or an encryption alert.
    pub fn has_news(&self) -> bool {
        let waiting = self.watch.peek(&mut [0]);
        !self.unread.is_empty() || !matches!(waiting, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    async fn read_reply(&mut self) -> Result<Reply, WireError> {
        let mut lines = Vec::new();
        let mut octets = 0;
        loop {
            let line = self.read_line(REPLY_OCTETS_MAX.saturating_sub(octets)).await?;
            octets += line.len() + 2;
            let (code, last, words) = parse_line(&line).ok_or_else(|| nonsense(&line))?;
            lines.push(words);
            if last {
                return Ok(Reply { code, lines });
            }
        }
    }

    /// One line without its end. What follows it stays in `unread`, also when this future is dropped half way.
    async fn read_line(&mut self, octets_max: usize) -> Result<Vec<u8>, WireError> {
        let mut searched = 0;
        loop {
            if let Some(at) = self.unread[searched..].iter().position(|octet| *octet == b'\n') {
                let mut line: Vec<u8> = self.unread.drain(..=searched + at).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            searched = self.unread.len();
            if searched > octets_max {
                return Err(nonsense(&self.unread));
            }
            let mut fresh = [0; READ_OCTETS];
            let count = match &mut self.stream {
                Stream::Plain(tcp) => tcp.read(&mut fresh).await?,
                Stream::Encrypted(tls) => tls.read(&mut fresh).await?,
            };
            if count == 0 {
                return Err(WireError::Closed);
            }
            self.unread.extend_from_slice(&fresh[..count]);
        }
    }
}

/// The code, whether this is the last line of the reply, and the words. Words are for people: odd octets are replaced.
fn parse_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let digits = line.get(..3)?;
    if !matches!(digits[0], b'2'..=b'5') || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let last = match line.get(3) {
        None | Some(b' ') => true,
        Some(b'-') => false,
        Some(_) => return None,
    };
    Some((code, last, String::from_utf8_lossy(line.get(4..).unwrap_or_default()).into_owned()))
}

fn nonsense(octets: &[u8]) -> WireError {
    WireError::Nonsense(String::from_utf8_lossy(&octets[..octets.len().min(80)]).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Reply, parse_line};
    use crate::mail::Verb;

    #[test]
    fn a_reply_line_is_three_digits_and_words() {
        assert_eq!(parse_line(b"250 2.1.0 Ok"), Some((250, true, "2.1.0 Ok".into())));
        assert_eq!(parse_line(b"250-SIZE 1000"), Some((250, false, "SIZE 1000".into())));
        assert_eq!(parse_line(b"354"), Some((354, true, String::new())));
        for odd in [&b"HTTP/1.1 400"[..], b"25", b"99 x", b"250_x", b"650 x", b""] {
            assert_eq!(parse_line(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn an_answer_is_one_short_line_without_control_characters() {
        let reply = Reply { code: 550, lines: vec![" 5.1.1 no\u{7}such ".into(), String::new(), "x".repeat(1000)] };
        let answer = reply.answer(Verb::Rcpt);
        assert!(answer.text.starts_with("5.1.1 no such xxx"));
        assert_eq!(answer.text.chars().count(), 400);
    }
}
