//! The verbs of the command line.

use kernel::crypto::Key;
use kernel::db::{Db, Options};
use kernel::id::Ids;
use kernel::time::Clock;
use kernel::{Error, Result};
use platform::House;
use std::io::IsTerminal;
use std::process::ExitCode;
use steward::settings::{Command, Keys, LogFormat, UserAction, Verb};
use steward::{demo, registry, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let command = Command::read();
    log(&command.keys);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::broken(error)),
    };
    match runtime.block_on(run(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    eprintln!("steward: {error}");
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
            serve::work(house.clone(), signals()).await;
            house.db.close().await;
            Ok(())
        }
        Verb::Migrate => {
            house(&keys, false).await?.db.close().await;
            println!("The schema is up to date.");
            Ok(())
        }
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
    tracing::info!("Steward is at {}", house.settings.base_url);
    serve::serve(house, listener, signals()).await;
    house.db.close().await;
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
    rustls::crypto::ring::default_provider().install_default().map_err(|_| Error::broken("two TLS providers"))?;
    let mut options = Options::new(keys.database_url());
    options.connections = keys.database_connections;
    options.full_sync = keys.full_sync;
    let db = Db::open(&options).await?;
    db.migrate().await?;
    let ids = Ids::system();
    let key = match &keys.secret_key {
        Some(text) => Key::from_text(text)?,
        None => Key::from_file(&keys.data.join("secret.key"), &ids)?,
    };
    Ok(House::new(db, Clock::system(), ids, key, keys.settings(is_demo), registry::WINGS))
}

fn log(keys: &Keys) {
    let filter = EnvFilter::try_new(&keys.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match keys.log_format {
        LogFormat::Human => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
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
