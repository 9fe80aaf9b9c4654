//! A real NATS server with a JetStream on loopback, with a store folder of its own: started, killed, started again, read.

use super::scratch;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::{self, Context, ErrorCode, stream};
use async_nats::{Client, ConnectOptions};
use platform::events::stream::Stream;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const POLL: Duration = Duration::from_millis(20);
/// The user of a server that wants one.
pub const USER: &str = "steward";

/// A message as the stream holds it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// `steward.….booking.confirmed`.
    pub subject: String,
    /// The header `Nats-Msg-Id`.
    pub id: String,
    /// The body.
    pub body: String,
}

impl Kept {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }
}

/// The running server. It is killed when it is dropped.
pub struct NatsServer {
    port: u16,
    folder: PathBuf,
    password: Option<&'static str>,
    tls: Option<Tls>,
    /// The largest message it takes; it is read at each start.
    pub max_payload: Option<usize>,
    program: Option<Child>,
}

/// Authorities of the test's own, in files; one of them has signed the server's certificate.
struct Tls {
    good: PathBuf,
    wrong: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Tls {
    fn make(folder: &Path) -> Tls {
        let file = |name: &str, pem: String| {
            let file = folder.join(name);
            std::fs::write(&file, pem).expect("the target folder can be written");
            file
        };
        let authority = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).expect("no names are fine");
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.distinguished_name.push(DnType::CommonName, name);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            let key = KeyPair::generate().expect("a key");
            (params.self_signed(&key).expect("a certificate").pem(), Issuer::new(params, key))
        };
        let ((good, issuer), (wrong, _)) = (authority("Harbour authority"), authority("Quarry authority"));
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("an address is a name");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        Tls {
            good: file("good.pem", good),
            wrong: file("wrong.pem", wrong),
            certificate: file("server.pem", certificate.pem()),
            key: file("server.key", key.serialize_pem()),
        }
    }
}

impl NatsServer {
    /// One that lets everybody in.
    pub async fn start() -> NatsServer {
        NatsServer::with(None).await
    }

    /// One that wants this password of [`USER`].
    pub async fn with(password: Option<&'static str>) -> NatsServer {
        let mut server = NatsServer::new(password);
        server.restart().await;
        server
    }

    /// One that takes no message larger than this.
    pub async fn taking(max_payload: usize) -> NatsServer {
        let mut server = NatsServer::new(None);
        server.max_payload = Some(max_payload);
        server.restart().await;
        server
    }

    /// One that talks TLS, with a certificate of an authority nobody knows.
    pub async fn encrypted() -> NatsServer {
        let mut server = NatsServer::new(None);
        server.tls = Some(Tls::make(&server.folder));
        server.restart().await;
        server
    }

    fn new(password: Option<&'static str>) -> NatsServer {
        static SERVERS: AtomicU32 = AtomicU32::new(0);
        let folder = scratch().join(format!("nats-{}", SERVERS.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let port = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port").local_addr();
        let port = port.expect("a bound socket has an address").port();
        NatsServer { port, folder, password, tls: None, max_payload: None, program: None }
    }

    /// What has no flag.
    fn configuration(&self) -> String {
        let mut text = String::new();
        if let Some(max) = self.max_payload {
            text.push_str(&format!("max_payload: {max}\n"));
        }
        if let Some(tls) = &self.tls {
            text.push_str(&format!("tls {{ cert_file: {:?}, key_file: {:?} }}\n", tls.certificate, tls.key));
        }
        text
    }

    /// Where a house is told to relay to that believes the authority which signed the server's certificate, and where one
    /// that believes another.
    pub fn believing(&self) -> (Stream, Stream) {
        let tls = self.tls.as_ref().expect("it talks TLS");
        let of = |file: &Path| Stream { certificate: Some(file.to_owned()), ..self.stream() };
        (of(&tls.good), of(&tls.wrong))
    }

    /// Starts it again after it was killed, at the same port and on the same store.
    pub async fn restart(&mut self) {
        assert!(self.program.is_none(), "it is running");
        let log = File::options().create(true).append(true).open(self.folder.join("log")).expect("a log file");
        let mut command = Command::new(program());
        command.args(["-a", "127.0.0.1", "-p", &self.port.to_string(), "-js", "-sd"]).arg(self.folder.join("store"));
        let configuration = self.folder.join("nats.conf");
        std::fs::write(&configuration, self.configuration()).expect("a file");
        command.arg("-c").arg(configuration);
        if let Some(password) = self.password {
            command.args(["--user", USER, "--pass", password]);
        }
        let spawned = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle"))
            .stderr(log)
            .spawn()
            .expect("nats-server can be started");
        self.program = Some(spawned);
        let began = Instant::now();
        // A JetStream that was killed reads its store before it answers.
        while let Err(why) = self.try_jetstream().await {
            let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < PATIENCE, "the NATS server does not answer: {why}\n{said}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Does its JetStream answer? A question about a stream that is not there has an answer, too.
    async fn try_jetstream(&self) -> Result<(), String> {
        let client = self.try_client().await?;
        match jetstream::new(client).get_stream("steward").await {
            Ok(_) => Ok(()),
            Err(error) => match error.kind() {
                GetStreamErrorKind::JetStream(answer) if answer.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(()),
                _ => Err(format!("{error:?}")),
            },
        }
    }

    /// Kills it without a warning (SIGKILL).
    pub fn kill(&mut self) {
        let mut program = self.program.take().expect("it is running");
        program.kill().expect("a running program can be killed");
        program.wait().expect("a killed program ends");
    }

    /// Its address, without user and password.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "tls" } else { "nats" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Where a house is told to relay to, as its operator has set it.
    pub fn stream(&self) -> Stream {
        let url = match self.password {
            Some(password) => format!("nats://{USER}:{password}@127.0.0.1:{}", self.port),
            None => self.url(),
        };
        Stream { url, name: "steward".to_owned(), certificate: None }
    }

    /// A connection of the test's own.
    pub async fn client(&self) -> Client {
        self.try_client().await.expect("the NATS server answers")
    }

    async fn try_client(&self) -> Result<Client, String> {
        let options = ConnectOptions::new().event_callback(|_| async {});
        let options = match self.password {
            Some(password) => options.user_and_password(USER.to_owned(), password.to_owned()),
            None => options,
        };
        let options = match &self.tls {
            Some(tls) => options.add_root_certificates(tls.good.clone()),
            None => options,
        };
        options.connect(self.url()).await.map_err(|error| error.to_string())
    }

    /// Its JetStream.
    pub async fn jetstream(&self) -> Context {
        jetstream::new(self.client().await)
    }

    /// Everything the stream `steward` holds, in its order; nothing where there is no such stream.
    pub async fn kept(&self) -> Vec<Kept> {
        let Ok(mut stream) = self.jetstream().await.get_stream("steward").await else { return Vec::new() };
        let stream::State { first_sequence, last_sequence, .. } = stream.info().await.expect("a state").state;
        let mut kept = Vec::new();
        for sequence in first_sequence.max(1)..=last_sequence {
            let message = stream.get_raw_message(sequence).await.expect("a message");
            kept.push(Kept {
                subject: message.subject.to_string(),
                id: message.headers.get("Nats-Msg-Id").map(ToString::to_string).unwrap_or_default(),
                body: String::from_utf8(message.payload.to_vec()).expect("a body in UTF-8"),
            });
        }
        kept
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        if self.program.is_some() {
            self.kill();
        }
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder); // a test that fails keeps its log
        }
    }
}

/// The program; Debian keeps it from users' paths.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([Path::new("/usr/sbin").to_owned()]);
    let mut found = folders.map(|folder| folder.join("nats-server")).filter(|file| file.is_file());
    found.next().expect("nats-server is missing: install it (Debian: apt-get install nats-server)")
}
