//! A Python of our own under `target/`, with the libraries that judge what we write: the second implementations.

use chrono_tz::IANA_TZDB_VERSION;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The judge of calendar files, in the version that the tests were written against.
const ICALENDAR: &str = "icalendar==6.3.1";

/// The judge of signed messages: the reference library of Standard Webhooks.
const STANDARD_WEBHOOKS: &str = "standardwebhooks==1.1.0";

/// The zone database as a Python package, in the version that chrono-tz was built from: 2025b is called 2025.2 there.
fn tzdata() -> String {
    let (year, letter) = IANA_TZDB_VERSION.split_at(4);
    let number = letter.bytes().next().map_or(1, |letter| letter - b'a' + 1);
    format!("tzdata=={year}.{number}")
}

/// The interpreter, made on first use and kept between runs.
pub fn interpreter() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let home = super::root().join(format!("target/python-{IANA_TZDB_VERSION}-webhooks"));
        let python = home.join("bin/python");
        let ready = home.join("ready");
        if !ready.exists() {
            // Tests run as several processes: each makes its own, and the first to finish gives it its name.
            let fresh = home.with_extension(std::process::id().to_string());
            run(Command::new("python3").args(["-m", "venv"]).arg(&fresh));
            let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            run(Command::new(fresh.join("bin/python"))
                .args(install)
                .arg(ICALENDAR)
                .arg(STANDARD_WEBHOOKS)
                .arg(tzdata()));
            std::fs::write(fresh.join("ready"), "").expect("target/ can be written");
            if std::fs::rename(&fresh, &home).is_err() {
                std::fs::remove_dir_all(&fresh).expect("our own directory can be removed");
            }
            assert!(ready.exists(), "{} is incomplete: delete it", home.display());
        }
        python
    })
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error} (these tests need python3)"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
