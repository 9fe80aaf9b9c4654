//! A Python of our own under `target/`, with the libraries that judge what we write: the second implementations.

use chrono_tz::IANA_TZDB_VERSION;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The judge of calendar files, in the version that the tests were written against.
const ICALENDAR: &str = "icalendar==6.3.1";

/// The one that asks every call of the API for what nobody thought of.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// The judge of the API's description.
const VALIDATOR: &str = "openapi-spec-validator==0.9.0";

/// Where the public holidays of countries come from.
const HOLIDAYS: &str = "holidays==0.109";

/// The judge of signed messages: the reference library of Standard Webhooks.
const STANDARD_WEBHOOKS: &str = "standardwebhooks==1.1.0";

/// The zone database as a Python package, in the version that chrono-tz was built from: 2025b is called 2025.2 there.
fn tzdata() -> String {
    let (year, letter) = IANA_TZDB_VERSION.split_at(4);
    let number = letter.bytes().next().map_or(1, |letter| letter - b'a' + 1);
    format!("tzdata=={year}.{number}")
}

/// The interpreter that judges times and calendar files, made on first use and kept between runs.
pub fn interpreter() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        with(&format!("python-{IANA_TZDB_VERSION}-webhooks"), &[ICALENDAR, STANDARD_WEBHOOKS, &tzdata()])
    })
}

/// The interpreter that judges the API.
pub fn of_the_api() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| with(&format!("python-api-{}", SCHEMATHESIS.replace("==", "-")), &[SCHEMATHESIS, VALIDATOR]))
}

/// The interpreter that knows the public holidays of countries.
pub fn of_the_countries() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| with(&format!("python-{}", HOLIDAYS.replace("==", "-")), &[HOLIDAYS]))
}

/// An environment of this name below `target/`, with these packages in it.
fn with(name: &str, packages: &[&str]) -> PathBuf {
    let home = super::root().join("target").join(name);
    let ready = home.join("ready");
    if !ready.exists() {
        // Tests run as several processes: each makes its own, and the first to finish gives it its name.
        let fresh = home.with_file_name(format!("{name}.{}", std::process::id()));
        run(Command::new("python3").args(["-m", "venv"]).arg(&fresh));
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(fresh.join("bin/python")).args(install).args(packages));
        std::fs::write(fresh.join("ready"), "").expect("target/ can be written");
        if std::fs::rename(&fresh, &home).is_err() {
            std::fs::remove_dir_all(&fresh).expect("our own directory can be removed");
        }
        assert!(ready.exists(), "{} is incomplete: delete it", home.display());
    }
    home.join("bin/python")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error} (these tests need python3)"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
