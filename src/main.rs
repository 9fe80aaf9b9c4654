//! The verbs of the command line.

use kernel::crypto::Key;
use kernel::db::{Db, Options};
use kernel::http::Rules;
use kernel::id::Ids;
use kernel::storage::Place;
use kernel::time::Clock;
use kernel::{Error, Result};
use platform::House;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use steward::settings::{AuditAction, Command, FilesAction, Keys, LogFormat, UserAction, Verb};
use steward::traces::Traces;
use steward::{demo, registry, serve};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// A page makes thousands of small pieces on one thread that another one frees, which costs less here than by glibc. How
/// much of what was freed it keeps is said where it is compiled, in `.cargo/config.toml`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let command = Command::read();
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    let runtime = match threads.enable_all().on_thread_start(kernel::db::stand_back()).build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::broken(error)),
    };
    let traces = match traces(&command.keys, runtime.handle()) {
        Ok(traces) => traces,
        Err(error) => return failed(&error),
    };
    if let Err(error) = log(&command, traces.as_ref()) {
        return failed(&error);
    }
    let ended = runtime.block_on(run(command));
    if let Some(traces) = traces {
        traces.end();
    }
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// What stops the program, in a sentence.
fn failed(error: &Error) -> ExitCode {
    match error {
        Error::Broken(report) => eprintln!("steward: {report}"),
        error => eprintln!("steward: {error}"),
    }
    ExitCode::FAILURE
}

async fn run(command: Command) -> Result<()> {
    let keys = command.keys;
    match command.verb.unwrap_or(Verb::Serve) {
        Verb::Serve => serve_pages(&house(&keys, false).await?, &keys).await,
        Verb::Demo => {
            let keys = demo::keys(keys);
            let house = house(&keys, true).await?;
            demo::furnish(&house).await?;
            demo::tell(&house);
            serve_pages(&house, &keys).await
        }
        Verb::Work => {
            let house = house(&keys, false).await?;
            tell_if_held(&house).await?;
            let stop = signals();
            serve_metrics(&house, &keys, &stop).await?;
            serve::work(house.clone(), stop).await;
            house.db.close().await;
            Ok(())
        }
        Verb::Migrate => {
            house(&keys, false).await?.db.close().await;
            println!("The schema is up to date.");
            Ok(())
        }
        Verb::Reseal => reseal(&house(&keys, false).await?).await,
        Verb::Backup { file } => backup(&house(&keys, false).await?, &file).await,
        Verb::Restore { file, erasures } => {
            restore(&house_as_it_is(&keys, false).await?, &file, erasures.as_deref()).await
        }
        Verb::Verify { file: Some(file) } => verify_file(&file),
        Verb::Verify { file: None } => report(keeping::verify::verify(&house_as_it_is(&keys, false).await?).await?),
        Verb::Audit { action: AuditAction::Verify } => {
            report(keeping::verify::audit(&house_as_it_is(&keys, false).await?).await?)
        }
        Verb::Move { to } => move_house(&house(&keys, false).await?, &keys, &to).await,
        Verb::Files { action: FilesAction::Move { to } } => move_files(&house(&keys, false).await?, to.place()).await,
        Verb::Routes => {
            for row in registry::routes().rows().iter().chain(&registry::api().rows()) {
                println!("{:<6} {:<60} {:?}", row.method.name(), row.path, row.perm);
            }
            Ok(())
        }
        Verb::Openapi => {
            println!("{:#}", registry::api().document());
            Ok(())
        }
        Verb::User { action } => user(&house(&keys, false).await?, action).await,
    }
}

async fn serve_pages(house: &House, keys: &Keys) -> Result<()> {
    let listener = TcpListener::bind(keys.listen)
        .await
        .map_err(|error| Error::broken(format!("cannot listen on {}: {error}", keys.listen)))?;
    people::installation::offer_set_up(house).await?;
    tell_if_held(house).await?;
    let stop = signals();
    serve_metrics(house, keys, &stop).await?;
    tracing::info!("Steward is at {}", house.settings.base_url);
    serve::serve(house, listener, stop).await;
    house.db.close().await;
    Ok(())
}

async fn reseal(house: &House) -> Result<()> {
    let tally = platform::vault::reseal(house).await?;
    println!("{} secrets were locked with the current key, {} had been before.", tally.moved, tally.current);
    if tally.unopened > 0 {
        return Err(Error::broken(format!("{} secrets do not open with any configured key", tally.unopened)));
    }
    Ok(())
}

/// Tells that nothing leaves, and refuses a house whose restore was cut off.
async fn tell_if_held(house: &House) -> Result<()> {
    if let Some(held) = platform::quarantine::held(&house.db).await? {
        if held.is_unfinished() {
            return Err(Error::broken(
                "this database comes from a restore that was not finished: empty it and restore again",
            ));
        }
        let (since, page) = (held.since, house.url("/console/quarantine"));
        tracing::warn!(
            "nothing leaves this house since {since} ({:?}: {}): release it at {page}",
            held.because,
            held.note
        );
    }
    Ok(())
}

async fn backup(house: &House, file: &Path) -> Result<()> {
    let made = keeping::backups::make(house, file, keeping::backups::MadeBy::Command).await?;
    println!("{}: {} rows, {} bytes, sha256 {}", file.display(), made.manifest.rows, made.bytes, made.sha256);
    println!("Keep the key file or the secret key with it, in another place: backups do not hold it.");
    house.db.close().await;
    tell_of_files(&made)
}

/// Tells of the files from outside of the database that a backup holds, and fails where it lacks any.
fn tell_of_files(backup: &keeping::archive::Checked) -> Result<()> {
    let files = backup.files();
    if files.held > 0 {
        println!("It holds {} files from outside of the database, {} bytes.", files.held, files.bytes);
    }
    for lost in &backup.lost {
        eprintln!("It lacks the file {}: {}", lost.lost, lost.why);
    }
    match files.lost {
        0 => Ok(()),
        lost => {
            Err(Error::broken(format!("the backup is kept, and holds the rest, but lacks the bytes of {lost} files")))
        }
    }
}

/// Reads all of a backup, and tells whether it is as it was written.
fn verify_file(file: &Path) -> Result<()> {
    let checked = keeping::archive::check(file)?;
    let (rows, taken_at) = (checked.manifest.rows, checked.head.taken_at);
    println!("{} is whole: {rows} rows of {taken_at}, sha256 {}", file.display(), checked.sha256);
    tell_of_files(&checked)
}

async fn move_files(house: &House, to: Place) -> Result<()> {
    let moved = platform::files::relocate(house, to, |done, all| {
        if done % 100 == 0 {
            println!("{done} of {all}");
        }
    })
    .await?;
    println!("{} files were moved. What they left is removed by the work behind the pages.", moved.files);
    for (file, why) in &moved.stayed {
        eprintln!("{file} stays where it is: {why}");
    }
    house.db.close().await;
    if moved.stayed.is_empty() { Ok(()) } else { Err(Error::broken("not every file was moved")) }
}

async fn restore(house: &House, file: &Path, erasures: Option<&Path>) -> Result<()> {
    let restored = keeping::restoration::restore(house, file, erasures).await?;
    println!("Restored {} rows of {}.", restored.from.manifest.rows, restored.from.head.taken_at);
    let files = restored.files;
    if files.restored > 0 {
        println!("Put {} files where this house keeps its files ({}).", files.restored, house.files.place.name());
    }
    if files.missing > 0 {
        println!(
            "The bytes of {} files are not in this backup, and are looked for where they stood: see steward verify, and bring them here by steward files move.",
            files.missing
        );
    }
    tell_of_erasures(&restored);
    if restored.other_key {
        println!(
            "This is another key than the backup's house had: links in mails that were sent do not open any more."
        );
    }
    if restored.unreadable_secrets > 0 {
        println!(
            "{} secrets of organisations (webhooks, inbox, chat rooms, sealed fields) do not open with this key: start with the old one as a previous key, or replace each on its page.",
            restored.unreadable_secrets
        );
    }
    println!("Nothing leaves this house until an operator releases it at {}", house.url("/console/quarantine"));
    house.db.close().await;
    Ok(())
}

fn tell_of_erasures(restored: &keeping::restoration::Restored) {
    if restored.lists.is_empty() {
        println!("There is no list of erasures: whoever was erased since that backup has come back with it.");
    }
    for list in &restored.lists {
        println!("Read the list of erasures {}.", list.display());
    }
    if restored.unreadable > 0 {
        println!("{} lines of it cannot be read: look at them before you serve this house.", restored.unreadable);
    }
    println!("Erased {} people again who were erased since.", restored.erased_again);
}

fn report(report: keeping::verify::Report) -> Result<()> {
    report.lines().iter().for_each(|line| println!("{line}"));
    if report.holds() { Ok(()) } else { Err(Error::broken("not everything holds")) }
}

async fn move_house(house: &House, keys: &Keys, to: &str) -> Result<()> {
    let options = Options { connections: keys.database_connections, full_sync: keys.full_sync, ..Options::new(to) };
    for table in keeping::moving::relocate(house, &options).await?.tables {
        println!("{:>10} rows  {}  {}", table.rows, table.sha256, table.end_of);
    }
    println!("The house lives in the new database now. This one is kept, and sends nothing any more.");
    house.db.close().await;
    Ok(())
}

/// Begins to answer `/metrics`, where that is wanted.
async fn serve_metrics(house: &House, keys: &Keys, stop: &CancellationToken) -> Result<()> {
    let Some(address) = keys.metrics_listen else { return Ok(()) };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Error::broken(format!("cannot listen on {address} for metrics: {error}")))?;
    let address = listener.local_addr().map_err(Error::broken)?;
    tracing::info!("metrics are at http://{address}/metrics");
    tokio::spawn(serve::serve_metrics(house.clone(), listener, stop.clone()));
    Ok(())
}

async fn user(house: &House, action: UserAction) -> Result<()> {
    let password = house.ids.code(16);
    match action {
        UserAction::Create { email, name } => {
            people::identity::actions::create_user(house, &email, &name, &password, true).await?;
        }
        UserAction::Reset { email } => people::identity::actions::reset_by_operator(house, &email, &password).await?,
    }
    println!("The password is {password}\nChange it after signing in at {}/sign-in", house.settings.base_url);
    Ok(())
}

/// Opens the database, brings its schema up to date, and puts the house together.
async fn house(keys: &Keys, is_demo: bool) -> Result<House> {
    let house = house_as_it_is(keys, is_demo).await?;
    house.db.migrate().await?;
    Ok(house)
}

/// Opens the database with the schema it has, and puts the house together.
async fn house_as_it_is(keys: &Keys, is_demo: bool) -> Result<House> {
    rustls::crypto::ring::default_provider().install_default().map_err(|_| Error::broken("two TLS providers"))?;
    let data = keys.data.display();
    std::fs::create_dir_all(&keys.data)
        .map_err(|error| Error::broken(format!("cannot make the data folder {data}: {error}")))?;
    let mut options = Options::new(keys.database_url());
    options.connections = keys.database_connections;
    options.full_sync = keys.full_sync;
    let db = Db::open(&options).await?;
    let ids = Ids::system();
    let key = match &keys.secret_key {
        Some(text) => Key::from_text(text)?,
        None => Key::from_file(&keys.data.join("secret.key"), &ids)?,
    };
    let key = key.with_previous(keys.previous_keys())?;
    Ok(House::new(db, Clock::system(), ids, key, keys.settings(is_demo), registry::WINGS))
}

/// Begins to send traces, where that is wanted.
fn traces(keys: &Keys, runtime: &Handle) -> Result<Option<Traces>> {
    let Some(endpoint) = keys.otlp_endpoint() else { return Ok(None) };
    let trust = Rules { certificates: keys.egress().map_err(Error::broken)?.certificates, ..Rules::default() };
    Traces::begin(endpoint, trust, runtime.clone()).map(Some)
}

/// What is logged. Whoever reads or writes whole tables is slow by nature, and one warning of that, with thousands of
/// parameters, would hide all others; who wants to read them names `sqlx`.
fn logged(command: &Command) -> String {
    let is_whole = matches!(
        command.verb,
        Some(
            Verb::Migrate
                | Verb::Backup { .. }
                | Verb::Restore { .. }
                | Verb::Verify { .. }
                | Verb::Audit { .. }
                | Verb::Move { .. }
        )
    );
    format!("{}{}", if is_whole { "sqlx=error," } else { "" }, command.keys.log)
}

fn log(command: &Command, traces: Option<&Traces>) -> Result<()> {
    let keys = &command.keys;
    let filter = EnvFilter::try_new(logged(command))
        .map_err(|error| Error::broken(format!("what is to be logged (--log {}) cannot be read: {error}", keys.log)))?;
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    let lines = match keys.log_format {
        LogFormat::Human => lines.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().with_filter(filter).boxed(),
    };
    let layers: Vec<_> = std::iter::once(lines).chain(traces.map(Traces::layer)).collect();
    tracing_subscriber::registry().with(layers).init();
    Ok(())
}

/// Cancelled by the first interrupt or termination signal; the second one ends the program at once.
fn signals() -> CancellationToken {
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        signal().await;
        token.cancel();
        signal().await;
        std::process::exit(130);
    });
    stop
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}
