//! What an operator may set. One table: each key is a flag, an environment variable and a line of the configuration
//! file; `steward --help` prints it. A flag beats the environment, the environment beats the file.

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use kernel::crypto::Secret;
use kernel::dns::NameServer;
use kernel::http::{Allowance, Rules};
use kernel::mail::{EmailAddress, Smtp, Tls, Trust};
use kernel::storage::{Bucket, Choice, Place};
use platform::backups::{Keep, Plan};
use platform::events::stream::Stream;
use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// The largest file where they stand outside of the database (bytes).
const FILE_MAX: u64 = 25 * 1024 * 1024;
/// The file that is read where it exists and no other is named.
const USUAL_FILE: &str = "steward.toml";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "steward", version, about, subcommand_negates_reqs = true, max_term_width = 110)]
pub struct Command {
    /// What to do; serving is what it does unless told otherwise.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// The keys.
    #[command(flatten)]
    pub keys: Keys,
}

/// What it can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve pages and do the work behind them (the default).
    Serve,
    /// Serve a demonstration with a year of data, in a database of its own.
    Demo,
    /// Do the work behind the pages (events, jobs, mail) without serving any; for a second node on Postgres.
    Work,
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// Lock every stored secret with the current secret key, after it was replaced.
    Reseal,
    /// Write the whole house into a file, while it is lived in.
    Backup {
        /// The file, which must not exist yet.
        file: PathBuf,
    },
    /// Fill an empty database from a backup; nothing leaves the house until an operator releases it.
    Restore {
        /// The backup.
        file: PathBuf,
        /// A list of who was erased since; the one beside the backup and the one in the data folder are read too.
        #[arg(long)]
        erasures: Option<PathBuf>,
    },
    /// Prove that the database holds what it promises: integrity, rules, files, audit trail; or that a backup is whole.
    Verify {
        /// The backup, where it is one that is looked at.
        file: Option<PathBuf>,
    },
    /// The audit trail.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        action: AuditAction,
    },
    /// Move the whole house into another, empty database; the old one sends nothing any more.
    Move {
        /// postgres://…, or the path of a SQLite file.
        #[arg(long)]
        to: String,
    },
    /// Files of assets, and where their bytes stand.
    Files {
        /// What to do with them.
        #[command(subcommand)]
        action: FilesAction,
    },
    /// Print every route with what it needs.
    Routes,
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
    /// Help a locked-out operator: create a user, or give one a new password.
    User {
        /// What to do with the user.
        #[command(subcommand)]
        action: UserAction,
    },
}

/// What can be done with a user from the command line.
#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// Create an operator; the new password is printed.
    Create {
        /// Their e-mail address.
        email: String,
        /// Their name.
        #[arg(long, default_value = "Operator")]
        name: String,
    },
    /// Give a user a new password, which is printed; their other sessions end.
    Reset {
        /// Their e-mail address.
        email: String,
    },
}

/// What can be done with the audit trail from the command line.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum AuditAction {
    /// Prove that no event was altered, removed or slipped in.
    Verify,
}

/// What can be done with files from the command line.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum FilesAction {
    /// Move what is there to another place, while the house is lived in; if it is interrupted, call it again.
    Move {
        /// Where to.
        #[arg(long)]
        to: FilesPlace,
    },
}

/// Where files are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FilesPlace {
    /// In the database.
    Database,
    /// In a folder of this machine.
    Disk,
    /// With a service that speaks S3.
    S3,
}

impl FilesPlace {
    /// The same for the house.
    pub fn place(self) -> Place {
        match self {
            FilesPlace::Database => Place::Database,
            FilesPlace::Disk => Place::Disk,
            FilesPlace::S3 => Place::S3,
        }
    }
}

/// How lines of the log look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// When the mail connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SmtpTls {
    /// Never.
    None,
    /// After the greeting, or not at all.
    Starttls,
    /// From the first octet.
    Implicit,
}

/// Every key there is.
#[derive(Debug, Clone, Args)]
pub struct Keys {
    /// Configuration file (TOML; the keys are the long flags' names) [default: steward.toml, where it exists]
    #[arg(long, global = true, env = "STEWARD_CONFIG")]
    pub config: Option<PathBuf>,
    /// Where to listen
    #[arg(long, global = true, env = "STEWARD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where people reach it, as they type it [default: http:// and the listen address]
    #[arg(long, global = true, env = "STEWARD_BASE_URL")]
    pub base_url: Option<String>,
    /// The database: a SQLite file, or postgres://user:password@host/name [default: steward.db in the data folder]
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Postgres: the most connections this node opens
    #[arg(long, global = true, env = "STEWARD_DATABASE_CONNECTIONS", default_value_t = 16)]
    pub database_connections: u32,
    /// SQLite: confirm a change only when it would survive a loss of power
    #[arg(long, global = true, env = "STEWARD_FULL_SYNC", default_value_t = true, action = clap::ArgAction::Set)]
    pub full_sync: bool,
    /// The folder for the SQLite file and the key file
    #[arg(long, global = true, env = "STEWARD_DATA", default_value = "data")]
    pub data: PathBuf,
    /// What signs links and cookies, at least 32 characters; several nodes need the same [default: secret.key in the data folder, made on the first start]
    #[arg(long, global = true, env = "STEWARD_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<String>,
    /// Secret keys that were replaced: what they signed or encrypted still opens (comma-separated; see steward reseal)
    #[arg(long, global = true, env = "STEWARD_PREVIOUS_SECRET_KEYS", value_delimiter = ',', hide_env_values = true)]
    pub previous_secret_keys: Vec<String>,
    /// Mail server; without one, messages are kept and do not leave
    #[arg(long, global = true, env = "STEWARD_SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Mail server's port [default: 587 with starttls, 465 with implicit, 25 with none]
    #[arg(long, global = true, env = "STEWARD_SMTP_PORT")]
    pub smtp_port: Option<u16>,
    /// When the mail connection is encrypted
    #[arg(long, global = true, env = "STEWARD_SMTP_TLS", default_value = "starttls")]
    pub smtp_tls: SmtpTls,
    /// Sign-in name at the mail server
    #[arg(long, global = true, env = "STEWARD_SMTP_USER")]
    pub smtp_user: Option<String>,
    /// Password at the mail server
    #[arg(long, global = true, env = "STEWARD_SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<String>,
    /// A certificate (PEM) to trust besides the public authorities, for a mail server of one's own
    #[arg(long, global = true, env = "STEWARD_SMTP_CERTIFICATE")]
    pub smtp_certificate: Option<PathBuf>,
    /// The address that mail is sent from
    #[arg(long, global = true, env = "STEWARD_MAIL_FROM", default_value = "steward@localhost.localdomain")]
    pub mail_from: String,
    /// Addresses of proxies whose X-Forwarded-For is believed
    #[arg(long, global = true, env = "STEWARD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Calls of the API that a user may make within a minute
    #[arg(long, global = true, env = "STEWARD_API_RATE", default_value_t = 600)]
    pub api_rate: u32,
    /// Organisations prove that a host name is theirs before it is served; false: whoever runs the installation vouches for all
    #[arg(long, global = true, env = "STEWARD_PROVE_HOSTS", default_value_t = true, action = clap::ArgAction::Set)]
    pub prove_hosts: bool,
    /// The name server that is asked for such proofs, such as 9.9.9.9:53 [default: the system's]
    #[arg(long, global = true, env = "STEWARD_NAME_SERVER")]
    pub name_server: Option<SocketAddr>,
    /// What webhooks and the like may call although it is not public: addresses, networks (10.0.0.0/8) or host names
    #[arg(long, global = true, env = "STEWARD_EGRESS_ALLOW", value_delimiter = ',')]
    pub egress_allow: Vec<String>,
    /// Certificates (PEM) that webhooks and the like trust besides the public authorities
    #[arg(long, global = true, env = "STEWARD_EGRESS_CERTIFICATE")]
    pub egress_certificate: Option<PathBuf>,
    /// NATS server with JetStream that every event is relayed to: nats://user:password@host:4222, nats://token@host or tls://… [default: none]
    #[arg(long, global = true, env = "STEWARD_NATS_URL", hide_env_values = true)]
    pub nats_url: Option<String>,
    /// The stream there, which is made where it is missing, and the first word of the subjects
    #[arg(long, global = true, env = "STEWARD_NATS_STREAM", default_value = "steward")]
    pub nats_stream: String,
    /// Certificates (PEM) that the NATS server is trusted by, instead of the system's authorities
    #[arg(long, global = true, env = "STEWARD_NATS_CERTIFICATE")]
    pub nats_certificate: Option<PathBuf>,
    /// Scheduled backups are put here; without it, none are made
    #[arg(long, global = true, env = "STEWARD_BACKUP_FOLDER")]
    pub backup_folder: Option<PathBuf>,
    /// How often a backup is made (hours)
    #[arg(long, global = true, env = "STEWARD_BACKUP_EVERY", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=8784))]
    pub backup_every: u32,
    /// How many backups are kept: of so many days, weeks and months the newest each
    #[arg(long, global = true, env = "STEWARD_BACKUP_KEEP", default_value = "7 daily, 4 weekly, 6 monthly")]
    pub backup_keep: String,
    /// Where new files are put
    #[arg(long, global = true, env = "STEWARD_FILES", default_value = "database")]
    pub files: FilesPlace,
    /// The folder of files on disk [default: files in the data folder]
    #[arg(long, global = true, env = "STEWARD_FILES_FOLDER")]
    pub files_folder: Option<PathBuf>,
    /// The largest file (MB) [default: 25, and 5 in the database]
    #[arg(long, global = true, env = "STEWARD_FILE_MAX", value_parser = clap::value_parser!(u32).range(1..=2048))]
    pub file_max: Option<u32>,
    /// The service that speaks S3 [default: that of Amazon in the region]
    #[arg(long, global = true, env = "STEWARD_S3_ENDPOINT")]
    pub s3_endpoint: Option<String>,
    /// Its bucket
    #[arg(long, global = true, env = "STEWARD_S3_BUCKET")]
    pub s3_bucket: Option<String>,
    /// The region of that
    #[arg(long, global = true, env = "STEWARD_S3_REGION", default_value = "us-east-1")]
    pub s3_region: String,
    /// The access key
    #[arg(long, global = true, env = "STEWARD_S3_KEY")]
    pub s3_key: Option<String>,
    /// The secret of the access key
    #[arg(long, global = true, env = "STEWARD_S3_SECRET", hide_env_values = true)]
    pub s3_secret: Option<String>,
    /// The bucket's name stands in the path, as most services of one's own want it; false: in the host name
    #[arg(long, global = true, env = "STEWARD_S3_PATH_STYLE", default_value_t = true, action = clap::ArgAction::Set)]
    pub s3_path_style: bool,
    /// What all names in the bucket begin with
    #[arg(long, global = true, env = "STEWARD_S3_PREFIX")]
    pub s3_prefix: Option<String>,
    /// Where Prometheus finds /metrics; a listener of its own, since the figures are not for the public [default: nowhere]
    #[arg(long, global = true, env = "STEWARD_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Where traces are sent by OTLP (HTTP, protobuf), such as http://127.0.0.1:4318 [default: nowhere]
    #[arg(long, global = true, env = "STEWARD_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
    /// How lines of the log look
    #[arg(long, global = true, env = "STEWARD_LOG_FORMAT", default_value = "human")]
    pub log_format: LogFormat,
    /// What is logged, such as info or steward=debug,warn
    #[arg(long, global = true, env = "STEWARD_LOG", default_value = "info,tokio_cron_scheduler=warn,async_nats=off")]
    pub log: String,
}

impl Command {
    /// Reads flags, environment and file; a wrong value ends the program with one clear sentence.
    pub fn read() -> Command {
        read_from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }
}

fn read_from(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut command = Command::command();
    if let Some(file) = named_file(&arguments) {
        let text = std::fs::read_to_string(&file).map_err(|error| {
            wrong(&mut command, format!("cannot read the configuration file {}: {error}", file.display()))
        })?;
        let table: toml::Table = text.parse().map_err(|error| {
            wrong(&mut command, format!("the configuration file {} is not valid TOML: {error}", file.display()))
        })?;
        for (key, value) in table {
            command = with_default(command, &key, value, &file)?;
        }
    }
    let matches = command.clone().try_get_matches_from(arguments)?;
    let read = Command::from_arg_matches(&matches)?;
    read.keys.check().map_err(|sentence| wrong(&mut command, sentence))?;
    Ok(read)
}

/// The file of `--config` or `STEWARD_CONFIG`, else the usual one if it exists.
fn named_file(arguments: &[OsString]) -> Option<PathBuf> {
    let after = |at: usize| arguments.get(at + 1).map(PathBuf::from);
    let flag = arguments.iter().enumerate().find_map(|(at, argument)| {
        let argument = argument.to_string_lossy();
        if argument == "--config" { after(at) } else { argument.strip_prefix("--config=").map(PathBuf::from) }
    });
    let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|file| file.exists());
    flag.or_else(|| std::env::var_os("STEWARD_CONFIG").map(PathBuf::from)).or_else(usual)
}

/// A line of the file becomes the key's default, which environment and flag override.
fn with_default(
    mut command: clap::Command,
    key: &str,
    value: toml::Value,
    file: &std::path::Path,
) -> Result<clap::Command, clap::Error> {
    let id = key.replace('-', "_");
    if id == "config" || !command.get_arguments().any(|argument| argument.get_id() == id.as_str()) {
        return Err(wrong(
            &mut command,
            format!("the configuration file {} has an unknown key: {key}", file.display()),
        ));
    }
    let text = match value {
        toml::Value::String(text) => text,
        toml::Value::Array(list) => list
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(","),
        other => other.to_string(),
    };
    Ok(command.mut_arg(id, |argument| argument.default_value(text)))
}

fn wrong(command: &mut clap::Command, sentence: String) -> clap::Error {
    command.error(clap::error::ErrorKind::InvalidValue, sentence)
}

impl Keys {
    fn check(&self) -> Result<(), String> {
        Keep::parse(&self.backup_keep).map_err(|problem| format!("backup-keep: {problem}"))?;
        EmailAddress::parse(&self.mail_from)
            .map_err(|problem| format!("mail-from is not an e-mail address: {problem}"))?;
        if let Some(url) = &self.base_url
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            return Err(format!("base-url must begin with http:// or https://, not {url}"));
        }
        if self.secret_key.as_ref().is_some_and(|key| key.trim().len() < 32) {
            return Err("secret-key is too short: give at least 32 random characters".to_owned());
        }
        if self.previous_keys().any(|key| key.len() < 32) {
            return Err("one of previous-secret-keys is too short: each has at least 32 characters".to_owned());
        }
        self.egress().map_err(|sentence| format!("egress: {sentence}"))?;
        self.check_nats()?;
        self.check_files()?;
        if let Some(endpoint) = self.otlp_endpoint() {
            crate::traces::endpoint_url(endpoint).map_err(|problem| format!("otlp-endpoint: {problem}"))?;
        }
        if let Some(file) = &self.smtp_certificate
            && !file.exists()
        {
            return Err(format!("smtp-certificate: there is no file {}", file.display()));
        }
        Ok(())
    }

    /// Where traces are sent. An empty variable says nowhere.
    pub fn otlp_endpoint(&self) -> Option<&str> {
        self.otlp_endpoint.as_deref().map(str::trim).filter(|endpoint| !endpoint.is_empty())
    }

    fn check_files(&self) -> Result<(), String> {
        let said = |key: &Option<String>| key.as_deref().is_some_and(|text| !text.trim().is_empty());
        if self.files == FilesPlace::S3 && !said(&self.s3_bucket) {
            return Err("files: s3 needs an s3-bucket".to_owned());
        }
        if said(&self.s3_bucket) && !(said(&self.s3_key) && said(&self.s3_secret)) {
            return Err("s3-bucket needs an s3-key and its s3-secret".to_owned());
        }
        match self.s3_endpoint.as_deref() {
            None | Some("") => Ok(()),
            Some(url) if url.starts_with("http://") || url.starts_with("https://") => Ok(()),
            Some(url) => Err(format!("s3-endpoint must begin with http:// or https://, not {url}")),
        }
    }

    /// Where files are put.
    fn choice(&self) -> Choice {
        let usual = Choice::database(&self.data);
        let place = self.files.place();
        let most = self
            .file_max
            .map_or(if place == Place::Database { usual.max } else { FILE_MAX }, |most| u64::from(most) * 1024 * 1024);
        let folder = self.files_folder.clone().unwrap_or(usual.folder);
        Choice { place, folder, bucket: self.bucket(), arrivals: usual.arrivals, max: most }
    }

    fn bucket(&self) -> Option<Bucket> {
        let said =
            |key: &Option<String>| key.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let region = self.s3_region.clone();
        Some(Bucket {
            name: said(&self.s3_bucket)?,
            key: said(&self.s3_key)?,
            secret: Secret::new(said(&self.s3_secret)?),
            endpoint: said(&self.s3_endpoint).map_or_else(
                || format!("https://s3.{region}.amazonaws.com"),
                |url| url.trim_end_matches('/').to_owned(),
            ),
            region,
            path_style: self.s3_path_style,
            prefix: self.s3_prefix.clone().unwrap_or_default(),
            certificates: self.egress().unwrap_or_default().certificates, // checked when the keys were read
            patience: Bucket::PATIENCE,
        })
    }

    fn check_nats(&self) -> Result<(), String> {
        let Some(url) = self.nats_address() else { return Ok(()) };
        if !(url.starts_with("nats://") || url.starts_with("tls://")) {
            return Err("nats-url must begin with nats:// or tls://".to_owned()); // it may hold a password: not shown
        }
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if self.nats_stream.is_empty() || !self.nats_stream.chars().all(is_plain) {
            return Err("nats-stream is a name of letters, digits, - and _".to_owned());
        }
        match &self.nats_certificate {
            Some(file) if !file.exists() => Err(format!("nats-certificate: there is no file {}", file.display())),
            _ => Ok(()),
        }
    }

    fn nats_address(&self) -> Option<&str> {
        self.nats_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
    }

    fn stream(&self) -> Option<Stream> {
        let url = self.nats_address()?.to_owned();
        Some(Stream { url, name: self.nats_stream.clone(), certificate: self.nats_certificate.clone() })
    }

    /// The secret keys that were replaced. An empty variable has none.
    pub fn previous_keys(&self) -> impl Iterator<Item = &str> {
        self.previous_secret_keys.iter().map(|key| key.trim()).filter(|key| !key.is_empty())
    }

    /// The database's address.
    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| self.data.join("steward.db").display().to_string())
    }

    /// What the house needs to know.
    pub fn settings(&self, demo: bool) -> platform::Settings {
        let base_url = self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        platform::Settings {
            base_url: base_url.trim_end_matches('/').to_owned(),
            demo,
            smtp: if demo { None } else { self.smtp() },
            mail_from: self.mail_from.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            api_rate: self.api_rate,
            prove_hosts: self.prove_hosts,
            name_server: self.name_server.map(NameServer::at).unwrap_or_default(),
            egress: self.egress().unwrap_or_default(), // checked when the keys were read
            stream: self.stream(),
            backups: self.backups(),
            data: self.data.clone(),
            files: self.choice(),
        }
    }

    /// What webhooks and the like may call, and whom they trust.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn egress(&self) -> Result<Rules, String> {
        let allow = self
            .egress_allow
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| Allowance::parse(text))
            .collect::<Result<_, _>>()?;
        let certificates = match &self.egress_certificate {
            Some(file) => {
                let pem = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
                kernel::http::certificates(&pem).map_err(|error| error.to_string())?
            }
            None => Vec::new(),
        };
        Ok(Rules { allow, certificates, ..Rules::default() })
    }

    fn backups(&self) -> Option<Plan> {
        let (folder, keep) = (self.backup_folder.clone()?, Keep::parse(&self.backup_keep).ok()?);
        Some(Plan { folder, every: chrono::Duration::hours(i64::from(self.backup_every)), keep })
    }

    fn smtp(&self) -> Option<Smtp> {
        let host = self.smtp_host.clone()?;
        let (tls, usual_port) = match self.smtp_tls {
            SmtpTls::None => (Tls::None, 25),
            SmtpTls::Starttls => (Tls::StartTls, 587),
            SmtpTls::Implicit => (Tls::Implicit, 465),
        };
        let trust = match self.smtp_certificate.as_ref().map(std::fs::read) {
            Some(Ok(pem)) => Trust::Also(pem),
            _ => Trust::Public,
        };
        Some(Smtp {
            host,
            port: self.smtp_port.unwrap_or(usual_port),
            tls,
            trust,
            user: self.smtp_user.clone(),
            password: self.smtp_password.clone(),
            hello: None,
            timeout: Duration::from_secs(30),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Command, String> {
        let all = std::iter::once("steward").chain(arguments.iter().copied()).map(OsString::from);
        read_from(all).map_err(|error| error.to_string())
    }

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let file = std::env::temp_dir().join(format!("steward-settings-{}.toml", std::process::id()));
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:9000\"\nsmtp-port = 2525\ntrusted-proxies = [\"10.0.0.1\", \"10.0.0.2\"]\n",
        )
        .unwrap();
        let path = file.to_str().unwrap();
        let keys = read(&["--config", path]).unwrap().keys;
        assert_eq!((keys.listen.port(), keys.smtp_port, keys.trusted_proxies.len()), (9000, Some(2525), 2));
        assert_eq!(read(&["--config", path, "--listen", "127.0.0.1:9001"]).unwrap().keys.listen.port(), 9001);
        std::fs::write(&file, "smtp-prot = 25\n").unwrap();
        assert!(read(&["--config", path]).unwrap_err().contains("unknown key: smtp-prot"));
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_wrong_value_is_told_in_one_sentence() {
        assert!(read(&["--listen", "nowhere"]).unwrap_err().contains("--listen"));
        assert!(read(&["--secret-key", "short"]).unwrap_err().contains("at least 32"));
        assert!(read(&["--previous-secret-keys", "short"]).unwrap_err().contains("at least 32"));
        assert!(read(&["--egress-allow", "10.0.0.0/99"]).unwrap_err().contains("neither an address"));
        assert!(read(&["--egress-certificate", "/nowhere.pem"]).unwrap_err().contains("cannot read"));
        assert!(read(&["--base-url", "book.example"]).unwrap_err().contains("must begin with http"));
        assert!(read(&["--otlp-endpoint", "otel"]).unwrap_err().contains("otlp-endpoint"));
        assert!(read(&["--nats-url", "http://nats"]).unwrap_err().contains("nats-url must begin"));
        assert!(read(&["--nats-url", "nats://n", "--nats-stream", "a.b"]).unwrap_err().contains("nats-stream"));
        assert!(read(&["--files", "s3"]).unwrap_err().contains("needs an s3-bucket"));
        assert!(read(&["--s3-bucket", "b", "--s3-key", "k"]).unwrap_err().contains("its s3-secret"));
        assert!(read(&["--s3-endpoint", "minio"]).unwrap_err().contains("s3-endpoint must begin"));
        assert!(read(&["--file-max", "0"]).unwrap_err().contains("--file-max"));
        assert!(read(&["--backup-keep", "lots"]).unwrap_err().contains("backup-keep"));
        assert!(read(&["--mail-from", "nobody"]).unwrap_err().contains("not an e-mail address"));
    }
}
