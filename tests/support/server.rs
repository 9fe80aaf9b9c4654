//! The real binary on a socket: started, asked, killed, stopped, started again.

use super::app::session;
use super::world::Person;
use super::{Browser, Database, Furnishing, scratch};
use kernel::crypto::Key;
use kernel::id::Ids;
use kernel::time::Clock;
use platform::{House, Settings};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long it may take until it is ready.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to stop when it is asked to.
const STOP_PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at meanwhile.
const POLL: Duration = Duration::from_millis(20);

/// A running server with a database of its own. It is killed when it is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its data folder; its log is `log` in there.
    pub folder: PathBuf,
    settings: Vec<(String, String)>,
    program: Option<Child>,
    database: Arc<Database>,
}

impl Server {
    /// Starts one with the world in it; commits wait for the disk, as they do in production.
    pub async fn start() -> Server {
        Server::with(Furnishing::World, &[]).await
    }

    /// Starts one with more settings (environment variables).
    pub async fn with(furnishing: Furnishing, settings: &[(&str, &str)]) -> Server {
        Server::on(Database::fresh(furnishing).await, settings).await
    }

    /// Starts one on this database.
    pub async fn on(database: impl Into<Arc<Database>>, settings: &[(&str, &str)]) -> Server {
        static SERVERS: AtomicU32 = AtomicU32::new(0);
        let folder = scratch().join(format!("server-{}", SERVERS.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut server = Server { address: free_address(), folder, settings, program: None, database: database.into() };
        server.restart().await;
        server
    }

    /// Starts another node on the same database.
    pub async fn beside(&self, settings: &[(&str, &str)]) -> Server {
        Server::on(self.database.clone(), settings).await
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Starts it again after it was killed or stopped, at the same address and on the same database.
    pub async fn restart(&mut self) {
        assert!(self.program.is_none(), "it is running");
        let log = File::options().create(true).append(true).open(self.log()).expect("the target folder can be written");
        let program = Command::new(env!("CARGO_BIN_EXE_steward"))
            .env_clear()
            .envs(
                ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"]
                    .iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .env("STEWARD_LISTEN", self.address.to_string())
            .env("STEWARD_DATA", &self.folder)
            .env("DATABASE_URL", self.database.url())
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle"))
            .stderr(log)
            .spawn()
            .expect("the binary can be started");
        self.program = Some(program);
        self.wait_until_ready().await;
    }

    /// Changes a setting (an environment variable) of the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.unset(name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Leaves a setting out of the next start.
    pub fn unset(&mut self, name: &str) {
        self.settings.retain(|(known, _)| known != name);
    }

    /// Kills it without a warning (SIGKILL).
    pub fn kill(&mut self) {
        let mut program = self.program.take().expect("it is running");
        program.kill().expect("a running program can be killed");
        program.wait().expect("a killed program ends");
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.ask_to_stop();
        self.stopped().await
    }

    /// Asks it to stop (SIGTERM).
    pub fn ask_to_stop(&self) {
        let process = self.process().to_string();
        let sent = Command::new("kill").args(["-TERM", &process]).status().expect("kill(1) can be started");
        assert!(sent.success(), "process {process} could not be told to stop");
    }

    /// Waits until it has stopped.
    pub async fn stopped(&mut self) -> ExitStatus {
        let mut program = self.program.take().expect("it was running");
        let asked = Instant::now();
        loop {
            if let Some(status) = program.try_wait().expect("a child can be waited for") {
                return status;
            }
            if asked.elapsed() > STOP_PATIENCE {
                program.kill().expect("a running program can be killed");
                panic!("it did not stop: {}", self.log_text());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Its process id.
    pub fn process(&self) -> u32 {
        self.program.as_ref().expect("it is running").id()
    }

    /// Opens its database beside it, to look at what it has written.
    pub async fn db(&self) -> kernel::db::Db {
        self.database.open().await
    }

    /// What it has logged.
    pub fn log_text(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// A browser nobody is signed in with.
    pub fn guest(&self) -> Browser {
        Browser::on_socket(self.address)
    }

    /// A browser this person is signed in with, without the work of checking a password.
    pub async fn sign_in(&self, person: &Person) -> Browser {
        let browser = self.guest();
        let db = self.db().await;
        let settings = Settings {
            base_url: format!("http://{}", self.address),
            demo: false,
            smtp: None,
            mail_from: String::new(),
            trusted_proxies: Vec::new(),
            api_rate: 600,
            prove_hosts: true,
            name_server: Default::default(),
            egress: Default::default(),
            stream: None,
            backups: None,
            files: kernel::storage::Choice::database(&std::env::temp_dir()),
            data: std::env::temp_dir(),
        };
        let key = Key::from_text("not used: a session is found by its hash").expect("a long key");
        let house = House::new(db.clone(), Clock::system(), Ids::system(), key, settings, Default::default());
        let (name, value) = session(&house, person.id).await;
        browser.set_cookie(name, &value);
        db.close().await;
        browser
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    async fn wait_until_ready(&mut self) {
        let started = Instant::now();
        let browser = self.guest();
        loop {
            if let Ok(answer) = browser.try_send(axum::http::Method::GET, "/readyz", &[], None).await
                && answer.status.is_success()
            {
                return;
            }
            let ended = self.program.as_mut().and_then(|program| program.try_wait().ok().flatten());
            if let Some(status) = ended {
                panic!("it ended with {status}: {}", self.log_text());
            }
            assert!(started.elapsed() < START_PATIENCE, "it is not ready: {}", self.log_text());
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.program.is_some() {
            self.kill();
        }
        remove(&self.folder);
    }
}

fn remove(folder: &Path) {
    // A test that fails keeps its log.
    if !std::thread::panicking() {
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// A port that was free a moment ago. Nobody takes it before the server does, but by great bad luck.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address")
}
