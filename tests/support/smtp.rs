//! A real little SMTP server on loopback: strict about the protocol, keeps every message, and fails on demand.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, pki_types};

/// Longest line of a message, with its CRLF (RFC 5321 section 4.5.3.1.6).
const LINE_OCTETS_MAX: usize = 1_000;

/// A step of the conversation at which the server can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Instead of the greeting.
    Greeting,
    /// At `EHLO`.
    Hello,
    /// At `STARTTLS`.
    StartTls,
    /// At `AUTH`.
    Auth,
    /// At `MAIL`.
    Mail,
    /// At `RCPT`.
    Rcpt,
    /// At `DATA`.
    Data,
    /// After 354, before anything of the message is read.
    Content,
    /// After the final dot: by then the message is stored.
    Dot,
    /// At `RSET`.
    Reset,
}

/// How it fails.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// Answers this line instead. After a 421 it closes the connection.
    Answer(&'static str),
    /// Says nothing more, and keeps the connection.
    Silence,
    /// Waits, then goes on as if nothing were.
    Tarpit(Duration),
    /// Closes the connection without a word.
    Drop,
    /// Closes its own end without a word, and would still read what comes.
    HangUp,
}

/// What the server can do, and what it wants.
#[derive(Clone, Default)]
pub struct Features {
    /// Offers PIPELINING. Without it, a client that pipelines is reported in [`SmtpServer::slips`].
    pub pipelining: bool,
    /// Offers 8BITMIME.
    pub eight_bit: bool,
    /// Offers SIZE with this limit.
    pub size: Option<usize>,
    /// Wants this user and password before MAIL, by these mechanisms ("PLAIN LOGIN").
    pub sign_in: Option<(&'static str, &'static str, &'static str)>,
    /// Answers 354 to DATA although nobody is to receive it (RFC 2920 section 3.1 allows it).
    pub data_for_nobody: bool,
    /// Certificate for STARTTLS, which is then offered; or for TLS from the first octet.
    pub certificate: Option<Arc<rustls::ServerConfig>>,
    /// TLS from the first octet.
    pub implicit: bool,
    /// Slips a forged reply in behind the plain answer to STARTTLS, as someone on the line could.
    pub injects: bool,
}

/// A message as it arrived, dots unstuffed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Return path, without angle brackets.
    pub from: String,
    /// Recipients that were accepted.
    pub to: Vec<String>,
    /// What stood after the return path in MAIL.
    pub parameters: String,
    /// Headers and body.
    pub octets: Vec<u8>,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
    /// Who had signed in.
    pub user: Option<String>,
}

impl Received {
    /// The message as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }
}

#[derive(Default)]
struct Record {
    messages: Vec<Received>,
    commands: Vec<String>,
    slips: Vec<String>,
    connections: usize,
    faults: Vec<(At, Fault, usize)>,
}

/// The running server. It stops when it is dropped.
pub struct SmtpServer {
    address: SocketAddr,
    record: Arc<Mutex<Record>>,
    accepting: JoinHandle<()>,
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl SmtpServer {
    /// A server as most are: PIPELINING, 8BITMIME, no sign-in, no encryption.
    pub async fn start() -> Self {
        Self::with(Features { pipelining: true, eight_bit: true, ..Features::default() }).await
    }

    /// A server with these features, on a free port of 127.0.0.1.
    pub async fn with(features: Features) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let record = Arc::new(Mutex::new(Record::default()));
        let shared = record.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                lock(&shared).connections += 1;
                let (features, record) = (features.clone(), shared.clone());
                // A client may leave at any moment; only what was recorded counts.
                tokio::spawn(async move { serve(tcp, features, record).await.unwrap_or_default() });
            }
        });
        Self { address, record, accepting }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Fails at this step, this many times, then works again.
    pub fn fail(&self, at: At, fault: Fault, times: usize) {
        lock(&self.record).faults.push((at, fault, times));
    }

    /// Every message that was complete, oldest first, whether or not it was accepted.
    pub fn messages(&self) -> Vec<Received> {
        lock(&self.record).messages.clone()
    }

    /// Every command line, oldest first.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.record).commands.clone()
    }

    /// What clients did that the protocol does not allow.
    pub fn slips(&self) -> Vec<String> {
        lock(&self.record).slips.clone()
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        lock(&self.record).connections
    }
}

fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A certificate for `localhost` that nobody has signed: the server's configuration, and the PEM a client may trust.
pub fn self_signed() -> (Arc<rustls::ServerConfig>, Vec<u8>) {
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a name is enough for a certificate");
    let key = pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("the key belongs to the certificate");
    (Arc::new(config), made.cert.pem().into_bytes())
}

trait Octets: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Octets for T {}

/// One connection.
struct Session {
    stream: Box<dyn Octets>,
    unread: Vec<u8>,
    features: Features,
    record: Arc<Mutex<Record>>,
    encrypted: bool,
    user: Option<String>,
    from: Option<String>,
    parameters: String,
    to: Vec<String>,
}

/// What the command loop does next.
enum Next {
    Go,
    Encrypt,
    Close,
}

async fn serve(tcp: TcpStream, features: Features, record: Arc<Mutex<Record>>) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    let acceptor = features.certificate.clone().map(TlsAcceptor::from);
    let mut session = Session {
        stream: Box::new(tokio::io::empty()),
        unread: Vec::new(),
        record,
        encrypted: features.implicit,
        features,
        user: None,
        from: None,
        parameters: String::new(),
        to: Vec::new(),
    };
    match acceptor.clone().filter(|_| session.encrypted) {
        Some(acceptor) => session.stream = Box::new(acceptor.accept(tcp).await?),
        None => session.stream = Box::new(tcp),
    }
    if session.fails(At::Greeting).await? {
        return Ok(());
    }
    session.say("220 mx.test ESMTP").await?;
    loop {
        match session.command().await? {
            Next::Go => {}
            Next::Close => return Ok(()),
            Next::Encrypt => {
                let Some(acceptor) = acceptor.clone() else { return Ok(()) };
                let plain = std::mem::replace(&mut session.stream, Box::new(tokio::io::empty()));
                session.stream = Box::new(acceptor.accept(plain).await?);
                session.encrypted = true;
            }
        }
    }
}

impl Session {
    async fn command(&mut self) -> io::Result<Next> {
        let line = self.line().await?;
        if !self.features.pipelining && !self.unread.is_empty() {
            self.slip("pipelined without being asked to");
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        lock(&self.record).commands.push(line.clone());
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let step = match verb.as_str() {
            "EHLO" => Some(At::Hello),
            "STARTTLS" => Some(At::StartTls),
            "AUTH" => Some(At::Auth),
            "MAIL" => Some(At::Mail),
            "RCPT" => Some(At::Rcpt),
            "DATA" => Some(At::Data),
            "RSET" => Some(At::Reset),
            _ => None,
        };
        if let Some(at) = step
            && self.fails(at).await?
        {
            return Ok(Next::Go);
        }
        match verb.as_str() {
            "EHLO" => self.hello().await?,
            "STARTTLS" => {
                let forged = if self.features.injects { "\r\n250 PIPELINING" } else { "" };
                self.say(&format!("220 ready{forged}")).await?;
                return Ok(Next::Encrypt);
            }
            "AUTH" => self.sign_in(&line).await?,
            "MAIL" => self.mail(&line).await?,
            "RCPT" => self.rcpt(&line).await?,
            "DATA" => self.data().await?,
            "RSET" => {
                self.forget();
                self.say("250 2.0.0 forgotten").await?;
            }
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                return Ok(Next::Close);
            }
            _ => {
                self.slip(&format!("unknown command {line:?}"));
                self.say("500 5.5.2 what?").await?;
            }
        }
        Ok(Next::Go)
    }

    async fn hello(&mut self) -> io::Result<()> {
        self.forget();
        let features = &self.features;
        let mut lines = vec!["mx.test".to_owned()];
        lines.extend(features.pipelining.then(|| "PIPELINING".to_owned()));
        lines.extend(features.eight_bit.then(|| "8BITMIME".to_owned()));
        lines.extend(features.size.map(|size| format!("SIZE {size}")));
        lines.extend((features.certificate.is_some() && !self.encrypted).then(|| "STARTTLS".to_owned()));
        lines.extend(features.sign_in.map(|(_, _, mechanisms)| format!("AUTH {mechanisms}")));
        let last = lines.len() - 1;
        let reply: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| format!("250{}{line}", if at == last { ' ' } else { '-' }))
            .collect();
        self.say(&reply.join("\r\n")).await
    }

    async fn sign_in(&mut self, line: &str) -> io::Result<()> {
        let mut words = line.split(' ').skip(1);
        let given = match (words.next(), words.next()) {
            (Some("PLAIN"), Some(secret)) => {
                let secret = decoded(secret);
                let mut parts = secret.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            (Some("LOGIN"), None) => {
                self.say("334 VXNlcm5hbWU6").await?;
                let user = decoded(&String::from_utf8_lossy(&self.line().await?));
                self.say("334 UGFzc3dvcmQ6").await?;
                (user, decoded(&String::from_utf8_lossy(&self.line().await?)))
            }
            _ => return self.say("504 5.5.4 no such mechanism").await,
        };
        match self.features.sign_in {
            Some((user, password, _)) if given == (user.to_owned(), password.to_owned()) => {
                self.user = Some(given.0);
                self.say("235 2.7.0 welcome").await
            }
            _ => self.say("535 5.7.8 wrong user or password").await,
        }
    }

    async fn mail(&mut self, line: &str) -> io::Result<()> {
        if self.features.sign_in.is_some() && self.user.is_none() {
            return self.say("530 5.7.0 sign in first").await;
        }
        if self.from.is_some() {
            self.slip("MAIL inside a transaction");
            return self.say("503 5.5.1 one at a time").await;
        }
        let Some((path, rest)) = line.strip_prefix("MAIL FROM:<").and_then(|rest| rest.split_once('>')) else {
            self.slip(&format!("malformed {line:?}"));
            return self.say("501 5.5.4 malformed").await;
        };
        (self.from, self.parameters) = (Some(path.to_owned()), rest.trim().to_owned());
        self.say("250 2.1.0 sender ok").await
    }

    async fn rcpt(&mut self, line: &str) -> io::Result<()> {
        let path = line.strip_prefix("RCPT TO:<").and_then(|rest| rest.strip_suffix('>'));
        match (path, &self.from) {
            (Some(path), Some(_)) => {
                self.to.push(path.to_owned());
                self.say("250 2.1.5 recipient ok").await
            }
            (Some(_), None) => self.say("503 5.5.1 sender first").await,
            (None, _) => {
                self.slip(&format!("malformed {line:?}"));
                self.say("501 5.5.4 malformed").await
            }
        }
    }

    async fn data(&mut self) -> io::Result<()> {
        if self.to.is_empty() && !self.features.data_for_nobody {
            return self.say("554 5.5.1 no valid recipients").await;
        }
        self.say("354 go ahead").await?;
        if self.fails(At::Content).await? {
            return Ok(());
        }
        let mut octets = Vec::new();
        loop {
            let line = self.line().await?;
            if line == b"." {
                break;
            }
            octets.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            octets.extend_from_slice(b"\r\n");
        }
        if self.to.is_empty() {
            if !octets.is_empty() {
                self.slip("content for nobody");
            }
            self.forget();
            return self.say("554 5.5.1 no valid recipients").await;
        }
        if !octets.is_ascii() && !self.parameters.contains("BODY=8BITMIME") {
            self.slip("8-bit text that was not announced");
        }
        let message = Received {
            from: self.from.clone().unwrap_or_default(),
            to: self.to.clone(),
            parameters: self.parameters.clone(),
            octets,
            encrypted: self.encrypted,
            user: self.user.clone(),
        };
        self.forget();
        let number = {
            let mut record = lock(&self.record);
            record.messages.push(message);
            record.messages.len()
        };
        if self.fails(At::Dot).await? {
            return Ok(());
        }
        self.say(&format!("250 2.0.0 queued as {number}")).await
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
        self.parameters.clear();
    }

    fn slip(&self, what: &str) {
        lock(&self.record).slips.push(what.to_owned());
    }

    /// Fails if that was ordered for this step. `true` means that the step is over; an error ends the connection.
    async fn fails(&mut self, at: At) -> io::Result<bool> {
        let fault = {
            let mut record = lock(&self.record);
            let ordered = record.faults.iter_mut().find(|(step, _, times)| *step == at && *times > 0);
            ordered.map(|(_, fault, times)| {
                *times -= 1;
                *fault
            })
        };
        match fault {
            None => Ok(false),
            Some(Fault::Tarpit(pause)) => {
                tokio::time::sleep(pause).await;
                Ok(false)
            }
            Some(Fault::Answer(line)) => {
                self.say(line).await?;
                if line.starts_with("421") { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(true) }
            }
            Some(Fault::Silence) => std::future::pending().await,
            Some(Fault::HangUp) => self.stream.shutdown().await.map(|()| false),
            Some(Fault::Drop) => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    /// One line without its CRLF. A bare line feed does not end a line, and is a slip.
    async fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(at) = self.unread.windows(2).position(|pair| pair == b"\r\n") {
                let line: Vec<u8> = self.unread.drain(..at + 2).take(at).collect();
                if line.iter().any(|octet| matches!(octet, b'\r' | b'\n')) {
                    self.slip("a bare CR or LF");
                }
                if line.len() + 2 > LINE_OCTETS_MAX {
                    self.slip("a line that is too long");
                }
                return Ok(line);
            }
            let mut fresh = [0; 16 * 1024];
            let count = self.stream.read(&mut fresh).await?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.unread.extend_from_slice(&fresh[..count]);
        }
    }
}

fn decoded(text: &str) -> String {
    STANDARD.decode(text).ok().and_then(|octets| String::from_utf8(octets).ok()).unwrap_or_default()
}
